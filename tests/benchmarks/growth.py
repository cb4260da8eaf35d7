"""How the time of the same thing grows from 7 to 100 to 1,000 departments, and from 2 to 10 rounds; processor
milliseconds, medians.

A thing that shows one department should not grow at all; one that shows all departments of a round should grow with
them, and not with rounds that it does not show; the whole history and all rounds grow with both.
"""

import statistics
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from maturity.assessment.people import local_person
from maturity.assessment.round import Status
from maturity.services import answering, history, trends
from tests.benchmarks.compare import Measured, measured, ours, save_one
from tests.benchmarks.table import figure, processor_ms

ME = local_person()


def things(there: Measured) -> dict[str, Callable[[], object]]:
    """What is measured, by its name."""
    held = there.installation
    pairs = answering.assessments_to_answer(held, ME, round_id=there.open)
    draft = next((each for each, _ in pairs if each.status is Status.DRAFT), pairs[0][0])
    return {
        "Answer: one department's assessment": lambda: answering.assessment_view(
            held, ME, assessment_id=draft.id
        ),
        "Compare, a round, again": lambda: ours(held, there.closed),
        "Compare, the open round, after a save": lambda: ours(held, there.open),
        "Over time, one department": lambda: trends.over_time(held, ME, department_id=draft.department_id),
        "Over time, all, after a save": lambda: trends.over_time(held, ME, department_id=None),
        "The whole history and what is kept": lambda: history.verify(held, ME),
    }


def table(databases: Mapping[str, Path], times: int) -> str:
    """A line for each thing, a column for each government."""
    found: dict[str, dict[str, float]] = {}
    for size, database in databases.items():
        with tempfile.TemporaryDirectory() as folder:
            there = measured(database, Path(folder))
            for name, work in things(there).items():
                work()
                before = partial(save_one, there) if "save" in name else None
                took = processor_ms(work, 1 if "whole" in name else times, before)
                found.setdefault(name, {})[size] = statistics.median(took)
            there.installation.store.close()
    head = f"| what, processor ms | {' | '.join(databases)} |\n|---|{'---|' * len(databases)}\n"
    lines = (
        f"| {name} | {' | '.join(figure(told[size]) for size in databases)} |" for name, told in found.items()
    )
    return head + "\n".join(lines)
