"""The level that follows from a checklist: truth tables written by hand, and laws."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.checklist import ItemState, LevelRange, derived, levels_by_way
from maturity.framework import files
from maturity.framework.model import (
    Better,
    Checklist,
    ChecklistItem,
    Framework,
    LevelsAndMore,
    Rule,
    RuleStep,
    Scale,
    Statement,
)

FRAMEWORKS = files.library(Path(__file__).parents[1] / "frameworks").frameworks
FIRST, CUMULATIVE = FRAMEWORKS["checklist"], FRAMEWORKS["checklist-cumulative"]
MARKS = {
    "y": ItemState.YES,
    "n": ItemState.NO,
    "w": ItemState.ANOTHER_WAY,
    "-": ItemState.NOT_APPLICABLE,
    "?": ItemState.NOT_LOOKED_AT,
}


def level_of(framework: Framework, marks: str, statement_id: str = "a1") -> str:
    """“1”, or “0-2” for a range; a mark an item in the order of the file, spaces between sets."""
    statement = framework.by_id[statement_id]
    said = {item.id: MARKS[mark] for item, mark in zip(statement.items, marks.replace(" ", ""), strict=True)}
    found = derived(framework, statement, said)
    return str(found.low) if found.level is not None else f"{found.low}-{found.high}"


TABLES = [
    row.split()
    for row in (Path(__file__).parents[1] / "frameworks" / "checklists.txt").read_text().splitlines()
    if row and not row.startswith("#")
][1:]
"""By hand: the framework, what is said of each of its three sets, and the level."""


def test_the_tables_hold_every_case_of_three_sets() -> None:
    for name, ways in (
        ("checklist", ("nn", "yn", "yy")),
        ("checklist-cumulative", ("y", "n", "?")),
        ("checklist-several-sets", ("w", "n", "-")),
    ):
        cases = [tuple(said) for framework, *said, _ in TABLES if framework == name]
        assert len(cases) == 27
        assert set(cases) == set(product(ways, repeat=3))


@pytest.mark.parametrize(("framework", "first", "second", "third", "level"), TABLES)
def test_a_rule_gives_the_level_of_the_table(
    framework: str, first: str, second: str, third: str, level: str
) -> None:
    assert level_of(FRAMEWORKS[framework], first + second + third) == level


@pytest.mark.parametrize(
    ("marks", "level"),
    [
        ("nn ww nn", "1"),  # met another way is met
        ("nn y- nn", "1"),  # what does not apply is left out
        ("nn -- nn", "0"),  # all of nothing is not met
        ("-- yy --", "1"),
        ("-- -- --", "0"),
        ("w- nn yy", "0"),  # a bad sign that is there another way is there
        ("?? yy yy", "0-2"),
        ("nn ?? yy", "2"),  # nothing unknown can change it
        ("nn ?y ny", "0-1"),
        ("nn ?y ?y", "0-2"),
        ("n? ?? ??", "0-2"),
        ("y? ?? ??", "0"),  # one bad sign is enough
    ],
)
def test_ways_to_answer_an_item(marks: str, level: str) -> None:
    assert level_of(FIRST, marks) == level


def test_a_set_that_a_statement_does_not_have_is_never_met() -> None:
    assert level_of(FIRST, "n ny", "a2") == "0"
    assert level_of(FIRST, "n yy", "a2") == "2"
    assert level_of(FIRST, "? ??", "a2") == "0-2"


SETS = ("one", "two", "three")
steps = st.builds(
    lambda kind, names, level: RuleStep(**{kind: tuple(names)}, level=level),
    st.sampled_from(["any", "all"]),
    st.sets(st.sampled_from(SETS), min_size=1),
    st.integers(0, 3),
)
states = st.sampled_from(ItemState)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    sets = {each: each for each in SETS}
    if draw(st.booleans()):
        return Rule(
            sets=sets,
            cumulative=tuple(RuleStep(all=(each,), level=place + 1) for place, each in enumerate(SETS)),
        )
    return Rule(
        sets=sets, first=(*draw(st.lists(steps, max_size=4)), RuleStep(level=draw(st.integers(0, 3))))
    )


@st.composite
def checklists(draw: st.DrawFn) -> tuple[Framework, Statement, dict[str, ItemState]]:
    """A statement with some items in three sets under any rule, and anything said of them."""
    framework, rule = CUMULATIVE, draw(rules())
    sizes = [draw(st.integers(0, 2)) for _ in SETS]
    sets = {
        name: tuple(ChecklistItem(id=f"{name}-{place}", text="It is.") for place in range(size))
        for name, size in zip(SETS, sizes, strict=True)
    }
    statement = framework.statements[0]
    assert statement.checklist is not None
    checklist = Checklist(rule=statement.checklist.rule, sets=sets)
    statement = statement.model_copy(update={"checklist": checklist})
    framework = framework.model_copy(update={"rules": {"practice": rule}})
    return framework, statement, {item.id: draw(states) for item in statement.items}


def lowers(rule: Rule, name: str) -> bool:
    """Whether the rule itself says that an item of a set may lower the level: a step of it, before a better one."""
    levels = [*(step.level for step in rule.steps), 0]
    return any(
        name in (*step.any, *step.all) and step.level < max(levels[place + 1 :])
        for place, step in enumerate(rule.steps)
    )


@given(checklists())
@settings(max_examples=150)
def test_the_range_is_of_every_completion_and_no_wider(
    found: tuple[Framework, Statement, dict[str, ItemState]],
) -> None:
    framework, statement, said = found
    unknown = [key for key, state in said.items() if state is ItemState.NOT_LOOKED_AT]
    known = [ItemState.YES, ItemState.NO, ItemState.NOT_APPLICABLE]
    levels = {
        derived(framework, statement, {**said, **dict(zip(unknown, ways, strict=True))}).level
        for ways in product(known, repeat=len(unknown))
    }
    assert None not in levels
    reached = [each for each in levels if each is not None]
    assert derived(framework, statement, said) == LevelRange(min(reached), max(reached))


MET, UNMET = (
    (ItemState.YES, ItemState.ANOTHER_WAY),
    (ItemState.NO, ItemState.NOT_LOOKED_AT, ItemState.NOT_APPLICABLE),
)


@given(checklists(), st.data())
@settings(max_examples=200)
def test_to_tick_an_item_lowers_no_level_unless_the_rule_says_so(
    found: tuple[Framework, Statement, dict[str, ItemState]], data: st.DataObject
) -> None:
    """Met in either way, whatever was said before; and “does not apply” never comes to less than “no”."""
    framework, statement, said = found
    assert statement.checklist is not None
    rule = framework.rules[statement.checklist.rule]
    may_rise = [
        item.id
        for name, items in statement.checklist.sets.items()
        for item in items
        if not lowers(rule, name) and said[item.id] in UNMET
    ]
    if may_rise:
        ticked = data.draw(st.sampled_from(may_rise))
        became = data.draw(st.sampled_from([*MET, ItemState.NOT_APPLICABLE]))
        if became is ItemState.NOT_APPLICABLE:
            said = {**said, ticked: ItemState.NO}
        before = derived(framework, statement, said)
        after = derived(framework, statement, {**said, ticked: became})
        assert before.low <= after.low
        if said[ticked] is not ItemState.NOT_LOOKED_AT:
            assert before.high <= after.high


@given(checklists())
def test_met_another_way_is_met_and_to_know_more_never_widens_the_range(
    found: tuple[Framework, Statement, dict[str, ItemState]],
) -> None:
    framework, statement, said = found
    whole = derived(framework, statement, said)
    plain = {key: ItemState.YES if each is ItemState.ANOTHER_WAY else each for key, each in said.items()}
    assert derived(framework, statement, plain) == whole
    for key, each in said.items():
        for known in ItemState if each is ItemState.NOT_LOOKED_AT else ():
            narrower = derived(framework, statement, {**said, key: known})
            assert whole.low <= narrower.low <= narrower.high <= whole.high


@given(checklists(), st.booleans())
def test_the_level_of_a_known_checklist_stands_where_its_ways_say(
    found: tuple[Framework, Statement, dict[str, ItemState]], lower_is_better: bool
) -> None:
    framework, statement, said = found
    if lower_is_better:
        scale = framework.scale_of(statement)
        turned = Scale(LevelsAndMore(levels=scale.written, better=Better.LOWER))
        framework = framework.model_copy(update={"scales": {framework.scale: turned}})
    said = {key: ItemState.NO if each is ItemState.NOT_LOOKED_AT else each for key, each in said.items()}
    place = 0
    for _, items in framework.item_sets(statement):
        states = [said[item.id] for item in items]
        place = place * 4 + any(each in MET for each in states) + 2 * (ItemState.NO in states)
    assert levels_by_way(framework, statement)[place] == derived(framework, statement, said).level
