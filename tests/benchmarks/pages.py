"""How long pages take to be drawn, and what they leave in memory: first in a process, after somebody else's save in the
open round, and again with nothing changed; beside a page that says one line.

Drawn by AppTest: all that the server does, and nothing of what the browser does. Processor time, so that whoever else
is at work on the machine counts for little.

`python -m tests.benchmarks.pages DATABASE.sqlite [--times 5] [PAGE…]`, of a database that `maturity demo` filled; it
works on a copy, and needs nothing of the tests, so that a version from before can be measured by the same file.
"""

import argparse
import gc
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "Home, who oversees": ("home", {}),
    "Home, a department": ("home", {"as": "officer"}),
    "Answer": ("answer", {"as": "officer"}),
    "Compare": ("compare", {}),
    "Over time": ("over_time", {}),
    "Portfolio": ("portfolio", {}),
    "Portfolio, across": ("portfolio", {"show": "across"}),
    "Portfolio, promises": ("portfolio", {"show": "promises"}),
    "Road map": ("road_map", {}),
    "Review": ("review", {}),
    "On one page": ("government", {}),
    "Check and submit": ("check", {"as": "officer"}),
    "Board pack": ("pack", {}),
    "One statement": ("statement", {}),
    "People": ("people", {}),
    "Administration": ("administration", {}),
    "History": ("history", {}),
}


def _script(page: str) -> None:
    from maturity.pages import navigation
    from maturity.pages import session as visit

    visit.enter()
    navigation.page_function(page)()


def _bare() -> None:
    import streamlit as st

    st.title("One line")


def memory() -> float:
    """What this process holds, in MB."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else 0


def draw(page: str, query: dict[str, str]) -> None:
    """A visit by somebody who has just come."""
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(_script, kwargs={"page": page}, default_timeout=600)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    if app.exception:
        raise AssertionError(f"{page}: {app.exception[0].message}")


def processor_ms(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return 1000 * (time.process_time() - begun)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("database", type=Path)
    asked.add_argument("pages", nargs="*")
    asked.add_argument("--times", type=int, default=5)
    given = asked.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "maturity.sqlite"
        shutil.copy(given.database, copy)
        os.environ["MATURITY_DATABASE_URL"] = f"sqlite:///{copy}"
        measure(given.pages or list(PAGES), given.times)


def measure(pages: list[str], times: int) -> None:
    from streamlit.testing.v1 import AppTest

    from maturity.assessment.answer import Answer, State
    from maturity.assessment.people import Role, local_person
    from maturity.assessment.round import Status
    from maturity.pages import session as visiting
    from maturity.services import administering, answering

    held, local = visiting.opened(visiting.settings()), local_person()
    rounds = [each for each in administering.every_round(held, local) if not each.published]
    newest = max(rounds, key=lambda each: each.opens)
    there = answering.assessments_to_answer(held, local, round_id=newest.id)
    drafts = [assessment for assessment, _ in there if assessment.status is Status.DRAFT]
    people = administering.every_person(held, local)
    own = {department.id for _, department in there}
    officers = [
        each for each in people if any(role is Role.APPROVER and of in own for role, of in each.roles)
    ]
    officer = min(officers, key=lambda each: (len(each.roles), each.id)).id

    def save() -> None:
        """One answer of some other department, which then says something else than before."""
        assessment = drafts[int(time.monotonic() * 1000) % len(drafts)]
        view = answering.assessment_view(held, local, assessment_id=assessment.id)
        statement = view.framework.statements[0]
        kept = view.answers.get(statement.id, Answer(state=State.NOT_ANSWERED))
        level = 2 if kept.level != 2 else 1
        evidence = "Minutes of the board, which approved it."
        answer = Answer(state=State.LEVEL, level=level, evidence=evidence, version=kept.version)
        at = datetime.now(UTC)
        answering.record_answer(
            held, local, at, assessment_id=assessment.id, statement_id=statement.id, answer=answer
        )

    write = sys.stdout.write
    bare = AppTest.from_function(_bare, default_timeout=600)
    bare.run()
    gc.collect()
    gc.freeze()
    ground = [processor_ms(lambda: bare.run()) for _ in range(20)]
    write(f"bare page {statistics.median(ground):.0f} ms, {memory():.0f} MB before the first page\n")
    write(f"{'page':24}{'first':>8}{'after a save':>14}{'95 %':>7}{'again':>8}{'95 %':>7}{'MB':>7}\n")
    for name in pages:
        page, query = PAGES[name]
        query = {key: officer if value == "officer" else value for key, value in query.items()}

        def visit(page: str = page, query: dict[str, str] = query) -> None:
            draw(page, query)

        first, after, again = processor_ms(visit), list[float](), list[float]()
        for _ in range(times):
            save()
            after.append(processor_ms(visit))
            again.append(processor_ms(visit))
        middle = statistics.median
        write(
            f"{name:24}{first:8.0f}{middle(after):14.0f}"
            f"{np.percentile(after, 95):7.0f}{middle(again):8.0f}{np.percentile(again, 95):7.0f}"
            f"{memory():7.0f}\n"
        )
        sys.stdout.flush()


if __name__ == "__main__":
    main()
