"""Makes each count of `maturity/briefing` one more in turn, and says which of them nobody noticed.

`python -m tests.recomputed.hunt` (some minutes; a part of `make long`). First on the made-up government, of which every
sentence is held to the independent script; what that does not notice or reach, by the tests of briefing and of the
media. Ends with 1 where a count survives.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.recomputed import mutants  # isort: skip  # first: it wraps what the others import

from tests.recomputed.conftest import figures_of_summary, governed, told
from tests.recomputed.sentences import expected, summary_figures
from tests.recomputed.test_every_sentence import CASES, missing, unaccounted

ROOT = Path(__file__).parents[2]
TESTS = ["tests/briefing", "tests/slides", "tests/document"]


def main() -> int:
    script_alone = "--script" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        government = governed(Path(folder) / "maturity.sqlite", 40, 4)
        cases = []
        for place, view, which in CASES.values():
            round_id = government.live[place]
            placed = government.round(round_id, view).placed
            cases.append((round_id, view, {None: None, "first": placed[0], "last": placed[-1]}[which]))
        wanted = [
            (expected(asked), summary_figures(asked)) for asked in (government.asked(*each) for each in cases)
        ]

        every = [government.facts(*each) for each in cases]

        def noticed() -> bool:
            for fact, (sentences, figures) in zip(every, wanted, strict=True):
                facts = replace(fact)  # without what it kept of the telling before
                try:
                    media = told(facts)
                    if figures_of_summary(facts) != pytest.approx(figures):
                        return True
                except Exception:
                    return True
                if any(
                    missing(sentences, each, texts) + unaccounted(sentences, texts)
                    for each, texts in media.items()
                ):
                    return True
            return False

        assert not noticed(), "Something is told wrongly before any count is changed."
        reached = sorted(mutants.came_to_a_number)
        survivors = []
        for mutants.active in reached:
            if not noticed():
                survivors.append(mutants.active)
        mutants.active = ""
        government.installation.store.close()
    seen = len(reached) - len(survivors)
    say(f"{len(reached)} counts reached by the made-up government; {seen} noticed by the script.")
    say("\n".join(f"  by the script alone: {each}" for each in survivors))
    if script_alone:
        return bool(survivors)
    others = sorted(_by_the_tests() - set(reached))
    say(f"{len(others)} more are reached by the tests alone.")
    left = [each for each in [*survivors, *others] if not _noticed_by_the_tests(each)]
    say("\n".join([f"{len(left)} survive:", *left]) if left else "None survives.")
    return bool(left)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _run(tests: list[str], **also: str) -> "subprocess.CompletedProcess[str]":
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.recomputed.mutants",
    ]
    environment = {**os.environ, **also}
    return subprocess.run(
        [*command, *tests], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def _by_the_tests() -> set[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "reached"
        assert _run(TESTS, MATURITY_MUTANTS_REACHED=str(file)).returncode == 0
        return set(file.read_text().splitlines())


def _noticed_by_the_tests(place: str) -> bool:
    return _run(TESTS, MATURITY_MUTANT=place).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
