"""Scales on which a lower number is better, on which nothing is, and of which nobody sees the numbers."""

from pathlib import Path

import pytest

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.concerns import contradictions, is_high
from maturity.errors import FileFaulty
from maturity.framework import files
from maturity.framework.model import Framework

TINY = Path(__file__).parents[1] / "frameworks"


@pytest.fixture(scope="module", params=["lower", "kinds", "no-numbers"])
def each(request: pytest.FixtureRequest) -> Framework:
    return files.load(TINY / f"{request.param}.yaml", new=True)


@pytest.fixture(scope="module")
def lower() -> Framework:
    return files.load(TINY / "lower.yaml")


@pytest.fixture(scope="module")
def kinds() -> Framework:
    return files.load(TINY / "kinds.yaml")


def test_what_is_written_of_a_framework_loads_as_the_same(each: Framework) -> None:
    again = files.parse(files.as_yaml(each), "again.yaml", new=True)
    assert again.content_hash == each.content_hash
    assert again.skeleton == each.skeleton
    assert [scale.levels for scale in again.scales.values()] == [s.levels for s in each.scales.values()]


def test_values_rise_to_the_best_and_numbers_stay_as_published(lower: Framework) -> None:
    faults, days = lower.scales["faults"], lower.scales["days"]
    assert [(level.value, level.numbered) for level in faults.levels] == [
        (1, "4 Many"), (2, "3 Some"), (3, "2 Few"), (4, "1 None found"),
    ]  # fmt: skip
    assert [level.number for level in days.levels] == ["30", "7", "1"]
    assert [faults.worth(value) for value in faults.by_value] == [0.25, 0.5, 0.75, 1]
    assert faults.span == "4 to 1"
    assert Judgement(state=State.LEVEL, level=3).numbered(faults) == "2 Few"
    statement = lower.by_id["a1"]
    assert statement.levels == {1: "Hundreds", 2: "Dozens", 3: "A handful", 4: "None in a year"}
    assert statement.moving_up[3] == "Mend the rest."


def test_what_a_file_says_by_number_means_the_level_of_that_number(lower: Framework) -> None:
    (profile,) = lower.target_profiles
    a1, _, b1 = lower.statements
    assert [lower.aim_of(profile, each) for each in lower.statements] == [3, 30, 2]
    assert [lower.bar_of(each) for each in lower.statements] == [3, 30, 2]
    assert [lower.high_level_of(each) for each in lower.statements] == [4, 30, 1]
    best, second = (Answer(state=State.LEVEL, level=level) for level in (4, 3))
    assert (is_high(lower, a1, best), is_high(lower, a1, second)) == (True, False)
    said = {"a1": best, "a2": Answer(state=State.LEVEL, level=1)}
    (sentence,) = contradictions(lower, said, a1)
    assert sentence.endswith("Compare it with “Time to mend”, at level 30.")
    assert b1.levels == {}


def test_kinds_have_no_order(kinds: Framework) -> None:
    assert [each.id for each in kinds.described] == ["a2", "b1"]
    (profile,) = kinds.target_profiles
    assert kinds.aim_of(profile, kinds.by_id["a2"]) is None
    assert kinds.high_level_of(kinds.by_id["a2"]) is None
    assert kinds.whose[-1].startswith("“Who wrote it” and “Where it is kept” are described and not scored")


def test_a_level_without_a_number_goes_by_its_name() -> None:
    framework = files.load(TINY / "no-numbers.yaml")
    scale = framework.scales["outcome"]
    assert [level.numbered for level in scale.levels] == ["Not achieved", "Partly achieved", "Achieved"]
    assert scale.marks == {0: "Not", 1: "Part", 2: "Achi"}
    assert Judgement(state=State.LEVEL, level=1).numbered(scale) == "Partly achieved"
    assert Judgement(state=State.NOT_DETERMINED).numbered(scale) == "Not determined"
    assert scale.span == "“Not achieved” to “Achieved”"
    assert scale.by_value[2].told == "“Achieved”"


FAULTY: list[tuple[str, str, str, str]] = [
    ("lower", "{value: 4, name: Many}, {value: 3, name: Some}", "{value: 3, name: Some}, {value: 4, name: Many}",
     "a lower number is better, and the level values [3, 4, 2, 1] do not fall."),
    ("lower", "overall: statement_mean", "overall: statement_mean, shown_as: {unit: level}",
     "a lower number is better, and of a figure more is"),
    ("kinds", "label: Where it is kept", "weight: 2, label: Where it is kept",
     "the levels of “b1” are kinds, of which none is better."),
    ("kinds", "label: All done, level: 2", "label: All done, level: 2, levels: {a2: 1}",
     "the levels of “a2” are kinds, of which none is better."),
    ("kinds", "name: Shared}", "name: Shared, worth: 1}", "with better: none no level has a worth."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "was", "now", "problem"), FAULTY)
def test_a_file_that_asks_for_an_order_where_there_is_none_is_told_so(
    name: str, was: str, now: str, problem: str
) -> None:
    text = (TINY / f"{name}.yaml").read_text(encoding="utf-8")
    assert was in text
    with pytest.raises(FileFaulty) as refused:
        files.parse(text.replace(was, now), f"{name}.yaml", new=True)
    assert problem in str(refused.value)
