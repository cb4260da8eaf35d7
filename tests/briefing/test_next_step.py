"""What is to be done next where the guidance says it, where a checklist does, and where nothing does."""

import pytest

from maturity.briefing.gaps import below, step_up
from maturity.framework.model import Framework
from maturity.wording import headed


@pytest.mark.parametrize(
    ("name", "statement", "level", "words"),
    [
        ("no-numbers", "a1", 0, "Ask the board."),
        ("no-numbers", "a2", 0, "reach “Partly achieved”; the framework does not say how"),
        ("no-numbers", "a2", 2, ""),
        ("checklist", "a1", 0, "its checklist asks all of “"),
    ],
)
def test_the_next_step_is_said_of_every_level_below_the_top(
    tiny: dict[str, Framework], name: str, statement: str, level: int, words: str
) -> None:
    framework = tiny[name]
    found = step_up(framework, framework.by_id[statement], level)
    assert found.startswith(words)
    assert bool(found) == bool(words)


def test_a_heading_keeps_the_names_of_levels_as_they_are_written(tiny: dict[str, Framework]) -> None:
    assert headed(below(tiny["no-numbers"])) == "Below “Partly achieved”"
