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
TESTS = ["tests/briefing", "tests/slides", "tests/services/test_exporting_board_pack.py"]


def main() -> int:
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

        mutants.came_to_a_number.clear()  # what was worked out as modules were read is no count that is told
        assert not noticed(), "Something is told wrongly before any count is changed."
        reached = sorted(mutants.came_to_a_number)
        survivors = []
        for mutants.active in reached:
            if not noticed():
                survivors.append(mutants.active)
        mutants.active = ""
        government.installation.store.close()
    seen = sorted(set(reached) - set(survivors))
    say(f"{len(reached)} counts reached by the made-up government; {len(seen)} noticed by the script.")
    left, by_tests = _by_the_tests(seen)
    left += [each for each in survivors if each not in by_tests]
    say("\n".join([f"{len(left)} survive:", *left]) if left else "None survives.")
    return bool(left)


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _by_the_tests(noticed: list[str]) -> tuple[list[str], set[str]]:
    """What the tests reach and do not notice, of what was not noticed before; and all that they reach."""
    with tempfile.TemporaryDirectory() as folder:
        before, left, every = (Path(folder) / name for name in ("noticed", "left", "reached"))
        before.write_text("\n".join(noticed), encoding="utf-8")
        files = {"NOTICED": before, "LEFT": left, "REACHED": every}
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "tests.recomputed.mutants",
        ]
        environment = {**os.environ, **{f"MATURITY_MUTANTS_{key}": str(file) for key, file in files.items()}}
        subprocess.run([*command, *TESTS], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        return left.read_text().splitlines(), set(every.read_text().splitlines())


if __name__ == "__main__":
    sys.exit(main())
