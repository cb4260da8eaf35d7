"""Laws that every score keeps, over the tiny frameworks and any answers."""

from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.assessment.levels import levels_of
from maturity.framework import files
from maturity.framework.model import Framework, Overall, Statement, Theme
from maturity.scoring import score
from maturity.scoring.compare import ranks_by_department, surely_above
from maturity.scoring.score import Score

FRAMEWORKS = files.library(Path(__file__).parents[1] / "frameworks").frameworks
SCORED = [each for each in FRAMEWORKS.values() if each.scoring.overall is not Overall.NONE]
NEARLY = 1e-9
UNKNOWN = [Judgement(state=State.NOT_ANSWERED), Judgement(state=State.NOT_DETERMINED)]
NOT_APPLICABLE = Judgement(state=State.NOT_APPLICABLE)

LAWFUL = settings(max_examples=30, deadline=None)

frameworks = st.sampled_from(SCORED)
ALIKE = [each for each in SCORED if each.by_formula]
"""Where all statements have one range of worth and no tier has a method of its own; of the others: test_tiers.py."""


def asking(framework: Framework, themes: list[Theme]) -> Framework:
    """The framework with other themes, made anew: a copy would keep what the whole has remembered."""
    parts = {name: getattr(framework, name) for name in framework.model_fields_set}
    return Framework(**{**parts, "themes": tuple(themes)})


def level(value: int) -> Judgement:
    return Judgement(state=State.LEVEL, level=value)


def judgements(framework: Framework, statement: Statement) -> st.SearchStrategy[Judgement]:
    levels = [level(value) for value in framework.scale_of(statement).by_value]
    return st.sampled_from([*levels, *UNKNOWN, NOT_APPLICABLE])


@st.composite
def one_alike(draw: st.DrawFn) -> tuple[Framework, dict[str, Judgement]]:
    framework = draw(st.sampled_from(ALIKE))
    return framework, draw(answers(framework))


def answers(framework: Framework) -> st.SearchStrategy[dict[str, Judgement]]:
    return st.fixed_dictionaries({each.id: judgements(framework, each) for each in framework.statements})


@st.composite
def one_department(draw: st.DrawFn) -> tuple[Framework, dict[str, Judgement]]:
    framework = draw(frameworks)
    return framework, draw(answers(framework))


@st.composite
def some_departments(draw: st.DrawFn) -> tuple[Framework, dict[str, dict[str, Judgement]]]:
    framework = draw(frameworks)
    several = draw(st.lists(answers(framework), min_size=1, max_size=5))
    return framework, {f"d{place}": said for place, said in enumerate(several)}


def scored(framework: Framework, said: dict[str, Judgement]) -> list[Score]:
    """The figures of one department: overall, and each theme."""
    rows = levels_of(framework, {"d": said})
    return [
        score.by_department(rows)["d"],
        *score.by_theme(rows).values(),
    ]


def figures(each: Score) -> tuple[float | None, float | None, float | None]:
    return each.score, each.low, each.high


@given(one_department(), st.data())
@LAWFUL
def test_raising_a_level_never_lowers_a_figure(
    case: tuple[Framework, dict[str, Judgement]], data: st.DataObject
) -> None:
    framework, said = case
    known = [name for name, each in said.items() if each.level is not None]
    assume(known)
    raised = data.draw(st.sampled_from(known))
    now = said[raised].level
    higher = [v for v in framework.scale_of(framework.by_id[raised]).by_value if now is not None and v > now]
    assume(higher)
    after = {**said, raised: level(data.draw(st.sampled_from(higher)))}
    for before, later in zip(scored(framework, said), scored(framework, after), strict=True):
        for old, new in zip(figures(before), figures(later), strict=True):
            assert (old is None) == (new is None)
            assert old is None or new is None or new >= old - NEARLY


@given(one_department())
@LAWFUL
def test_low_score_and_high_stand_in_that_order_within_the_scale(
    case: tuple[Framework, dict[str, Judgement]],
) -> None:
    for each in scored(*case):
        if each.low is None or each.high is None:
            assert (each.low, each.score, each.high) == (None, None, None)
            continue
        assert -NEARLY <= each.low <= each.high + NEARLY <= 100 + 2 * NEARLY
        if each.score is not None:
            assert each.low - NEARLY <= each.score <= each.high + NEARLY


@given(one_department(), st.data())
@LAWFUL
def test_whatever_an_unknown_turns_out_to_be_the_score_falls_within_the_range(
    case: tuple[Framework, dict[str, Judgement]], data: st.DataObject
) -> None:
    framework, said = case
    outcome = {
        name: data.draw(
            st.sampled_from([level(v) for v in framework.scale_of(framework.by_id[name]).by_value])
        )
        if each in UNKNOWN
        else each
        for name, each in said.items()
    }
    for before, after in zip(scored(framework, said), scored(framework, outcome), strict=True):
        if after.score is not None:
            assert before.low is not None
            assert before.high is not None
            assert before.low - NEARLY <= after.score <= before.high + NEARLY


@given(one_department())
@LAWFUL
def test_the_ends_of_the_range_are_reached(case: tuple[Framework, dict[str, Judgement]]) -> None:
    framework, said = case
    scales = {each.id: framework.scale_of(each) for each in framework.statements}
    worst = {
        name: level(scales[name].lowest.value) if each in UNKNOWN else each for name, each in said.items()
    }
    best = {
        name: level(scales[name].highest.value) if each in UNKNOWN else each for name, each in said.items()
    }
    for each, low, high in zip(*(scored(framework, x) for x in (said, worst, best)), strict=True):
        assert (each.low, each.high) == pytest.approx((low.score, high.score))


@given(one_department(), st.randoms())
@LAWFUL
def test_the_order_of_answers_never_matters(
    case: tuple[Framework, dict[str, Judgement]], random: Random
) -> None:
    framework, said = case
    names = list(said)
    random.shuffle(names)
    assert scored(framework, {name: said[name] for name in names}) == scored(framework, said)


@given(one_alike(), st.randoms())
@LAWFUL
def test_the_order_of_statements_in_a_theme_never_matters(
    case: tuple[Framework, dict[str, Judgement]], random: Random
) -> None:
    framework, said = case
    themes = []
    for theme in framework.themes:
        statements = list(theme.every_statement())
        random.shuffle(statements)
        themes.append(theme.model_copy(update={"topics": (), "statements": tuple(statements)}))
    other = asking(framework, themes)
    assert [each.id for each in other.statements] == [
        each.id for theme in themes for each in theme.every_statement()
    ]
    for one, another in zip(scored(framework, said), scored(other, said), strict=True):
        assert figures(one) == pytest.approx(figures(another))


@given(some_departments(), st.randoms())
@LAWFUL
def test_the_order_of_departments_never_matters(
    case: tuple[Framework, dict[str, dict[str, Judgement]]], random: Random
) -> None:
    framework, several = case
    names = list(several)
    random.shuffle(names)
    frames = [
        score.by_department(levels_of(framework, {name: several[name] for name in order}))
        for order in (list(several), names)
    ]
    one, other = (dict(frame) for frame in frames)
    assert one == other
    placed, placed_again = (ranks_by_department(frame) for frame in frames)
    assert placed == placed_again


@given(st.sampled_from(ALIKE), st.data())
@LAWFUL
def test_an_unknown_never_becomes_zero(framework: Framework, data: st.DataObject) -> None:
    said = {each.id: data.draw(st.sampled_from(UNKNOWN)) for each in framework.statements}
    for each in scored(framework, said):
        scale = framework.scale_of(framework.statements[0])
        lowest = 100 * scale.worth(scale.lowest.value)  # 0 on most scales, 20 on one from 1 to 5
        assert figures(each) == pytest.approx((None, lowest, 100))


@given(one_department(), st.data())
@LAWFUL
def test_which_kind_of_unknown_changes_no_figure(
    case: tuple[Framework, dict[str, Judgement]], data: st.DataObject
) -> None:
    framework, said = case
    other = {
        name: data.draw(st.sampled_from(UNKNOWN)) if each in UNKNOWN else each for name, each in said.items()
    }
    for one, another in zip(scored(framework, said), scored(framework, other), strict=True):
        assert figures(one) == figures(another)
        assert (one.statements, one.with_level) == (another.statements, another.with_level)


@given(one_alike())
@LAWFUL
def test_not_applicable_is_as_if_the_statement_were_not_asked(
    case: tuple[Framework, dict[str, Judgement]],
) -> None:
    framework, said = case
    themes = []
    for theme in framework.themes:
        asked = tuple(each for each in theme.every_statement() if said[each.id] != NOT_APPLICABLE)
        if asked:
            themes.append(theme.model_copy(update={"topics": (), "statements": asked}))
    overall = scored(framework, said)[0]
    if not themes:
        assert figures(overall) == (None, None, None)
        return
    without = asking(framework, themes)
    assert [each.id for each in without.statements] == [
        each.id for each in framework.statements if said[each.id] != NOT_APPLICABLE
    ]
    shorter = scored(without, {each.id: said[each.id] for each in without.statements})[0]
    assert figures(overall) == pytest.approx(figures(shorter))
    assert overall.coverage == shorter.coverage


@given(some_departments())
@LAWFUL
def test_ranks_are_lawful(case: tuple[Framework, dict[str, dict[str, Judgement]]]) -> None:
    framework, several = case
    scores = dict(score.by_department(levels_of(framework, several)))
    found = ranks_by_department(score.by_department(levels_of(framework, several)))
    ranged = {name: each for name, each in scores.items() if each.low is not None and each.high is not None}
    assert list(found) == list(ranged)

    def is_ahead(one: str, other: str) -> bool:
        low, high = ranged[one].low, ranged[other].high
        return low is not None and high is not None and surely_above(low, high)

    for name in ranged:
        best, worst = found[name].best, found[name].worst
        assert 1 <= best <= worst <= len(ranged)
        apart = [
            other for other in ranged if other != name and (is_ahead(name, other) or is_ahead(other, name))
        ]
        assert worst - best == len(ranged) - 1 - len(apart)  # each one that overlaps widens the rank by one
        if len(apart) == len(ranged) - 1:
            assert best == worst


@given(some_departments())
@settings(LAWFUL, max_examples=15)
def test_a_department_alone_or_in_company_has_one_score(
    case: tuple[Framework, dict[str, dict[str, Judgement]]],
) -> None:
    framework, several = case
    together = score.by_department(levels_of(framework, several))
    for name, said in several.items():
        assert figures(scored(framework, said)[0]) == pytest.approx(figures(together[name]))
