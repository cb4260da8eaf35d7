"""What a checklist asks for a level, and which items stand in the way: by hand, and against the rule."""

from itertools import product

import pytest

from maturity.assessment.answer import NOT_ANSWERED, ItemAnswer
from maturity.assessment.checklist import ItemState, derived
from maturity.briefing.checklists import in_the_way, way_to
from maturity.framework.model import Framework
from tests import made_up_outcomes


@pytest.mark.parametrize(
    ("name", "level", "way"),
    [
        ("checklist", 2, "all of “Signs of all of it”, and none of “Signs of no plan”"),
        ("checklist-cumulative", 1, "all of “Good”"),
        ("checklist-cumulative", 3, "all of “Good”, “Better” and “Best”"),
        ("checklist-several-sets", 1, "an item of “Read” or “Followed”"),
        ("checklist-several-sets", 3, "all of “Written down”, “Read” and “Followed”"),
    ],
)
def test_what_the_rule_asks_is_said_in_a_few_words(
    tiny: dict[str, Framework], name: str, level: int, way: str
) -> None:
    framework = tiny[name]
    assert way_to(framework, framework.by_id["a1"], level) == way


def test_nothing_is_said_where_no_short_sentence_would_be_true(tiny: dict[str, Framework]) -> None:
    framework = tiny["checklist"]
    assert way_to(framework, framework.by_id["b1"], 2) == ""  # it has no checklist
    assert in_the_way(framework, framework.by_id["b1"], 2, NOT_ANSWERED) == []


def test_the_items_in_the_way_are_those_whose_change_gives_the_level(tiny: dict[str, Framework]) -> None:
    for name in ("checklist", "checklist-cumulative"):
        framework = tiny[name]
        statement = framework.by_id["a1"]
        texts = {f"“{item.text}”": item.id for item in statement.items}
        level = framework.scale_of(statement).highest.value
        for states in product((ItemState.YES, ItemState.NO), repeat=len(statement.items)):
            said = dict(zip((item.id for item in statement.items), states, strict=True))
            items = tuple(ItemAnswer(id=key, said=each) for key, each in said.items())
            found = in_the_way(framework, statement, level, NOT_ANSWERED.model_copy(update={"items": items}))
            otherwise = {texts[each.rpartition(": ")[0]] for each in found}
            flipped = {ItemState.YES: ItemState.NO, ItemState.NO: ItemState.YES}
            mended = {key: flipped[each] if key in otherwise else each for key, each in said.items()}
            assert derived(framework, statement, mended).level == level
            assert bool(otherwise) == (derived(framework, statement, said).level != level)


def test_every_outcome_says_what_its_highest_level_takes() -> None:
    framework = made_up_outcomes.framework()
    assert {way_to(framework, each, 2) for each in framework.statements} == {
        "all of “Achieved”, and none of “Not achieved”"
    }
