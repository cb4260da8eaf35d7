"""What is not asked is in no figure: laws over the tiny frameworks and any answers and any part of them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import NOT_ASKED, Judgement, State
from maturity.assessment.levels import levels_of
from maturity.briefing.editions import difference_in_words
from maturity.briefing.movement import changed
from maturity.framework.model import Framework
from maturity.scoring import score, trend
from maturity.scoring.bridge import ChangeKind, NoBridge, bridge
from maturity.scoring.compare import Comparison, with_not_asked
from maturity.scoring.movement import Verdict, movers, on_what_both_asked
from maturity.scoring.readings import readings
from maturity.scoring.score import Score
from tests.scoring.test_bridge import answered, compared
from tests.scoring.test_laws import FRAMEWORKS, NOT_APPLICABLE, answers, frameworks

LAWFUL = settings(max_examples=40, deadline=None)
TWO = FRAMEWORKS["two-themes"]


@st.composite
def parts(draw: st.DrawFn) -> tuple[Framework, Framework, dict[str, Judgement]]:
    """A framework, a part of it, and what somebody said of all of it."""
    framework = draw(frameworks)
    ids = [each.id for each in framework.statements]
    chosen = draw(st.sets(st.sampled_from(ids), min_size=1))
    return framework, framework.asking(chosen), draw(answers(framework))


def of(framework: Framework, said: dict[str, Judgement]) -> Score:
    return score.by_department(levels_of(framework, {"d": said}))["d"]


def figures(each: Score) -> tuple[object, ...]:
    return tuple(
        pytest.approx(value) if value is not None else None for value in (each.score, each.low, each.high)
    )


@given(parts())
@LAWFUL
def test_what_is_not_asked_counts_for_nothing_whoever_leaves_it_out(
    drawn: tuple[Framework, Framework, dict[str, Judgement]],
) -> None:
    framework, part, said = drawn
    left_out = framework.by_id.keys() - part.by_id.keys()
    by_round = of(part, said)
    by_kind = of(framework, {**said, **dict.fromkeys(left_out, NOT_ASKED)})
    as_if_inapplicable = of(framework, {**said, **dict.fromkeys(left_out, NOT_APPLICABLE)})
    assert figures(by_round) == figures(by_kind) == figures(as_if_inapplicable)
    assert replace(by_round, score=None, low=None, high=None) == replace(
        by_kind, score=None, low=None, high=None
    )
    # not asked is not “not applicable”, and each statement is counted once, but for those that are only described
    counted, asked = ({each.id for each in every.scored} for every in (framework, part))
    assert by_round.not_asked == len(left_out & counted)
    assert by_round.not_applicable == sum(said[key].state is State.NOT_APPLICABLE for key in asked)
    assert by_round.asked == len(asked)
    assert by_round.whole == len(counted)
    if not framework.by_formula:
        return
    least = readings(framework, {**said, **dict.fromkeys(left_out, NOT_ASKED)})
    assert least.least == pytest.approx(by_round.score)


@given(parts())
@LAWFUL
def test_a_narrower_part_changes_no_level_of_what_is_still_asked(
    drawn: tuple[Framework, Framework, dict[str, Judgement]],
) -> None:
    framework, part, said = drawn
    whole, narrow = (levels_of(each, {"d": said}) for each in (framework, part))
    assert narrow["d"] == {key: whole["d"][key] for key in part.by_id}
    kept = whole.of(part, ["d"])
    assert (kept.state.tolist(), kept.level.tolist()) == (narrow.state.tolist(), narrow.level.tolist())
    not_asked = whole.not_asking({"d": framework.by_id.keys() - part.by_id.keys()})
    assert {key: not_asked["d"][key] for key in part.by_id} == narrow["d"]
    assert {each.level for key, each in not_asked["d"].items() if key not in part.by_id} <= {None}


@given(parts(), st.data())
@LAWFUL
def test_a_bridge_between_rounds_that_ask_other_parts_adds_up(
    drawn: tuple[Framework, Framework, dict[str, Judgement]], data: st.DataObject
) -> None:
    framework, part, said = drawn
    later = framework.asking(data.draw(st.sets(st.sampled_from(sorted(framework.by_id)), min_size=1)))
    after = data.draw(answers(framework))
    one = compared(part, {"d": said}, title="Spring")
    other = compared(later, {"d": after}, title="Autumn")
    found = bridge(one, other, "d")
    if isinstance(found, NoBridge):
        assert None in (one.scores["d"].score, other.scores["d"].score)
        return
    assert found.start.score + sum(each.points for each in found.parts) == pytest.approx(found.end.score)
    moved = {
        each.statement for part_ in found.parts if part_.kind is ChangeKind.ASKED for each in part_.moved
    }
    counted = {each.id for each in framework.scored}  # what is only described moves no figure
    assert moved == counted & (part.by_id.keys() ^ later.by_id.keys())
    both = part.by_id.keys() & later.by_id.keys()
    others = {e.statement for p in found.parts if p.kind is not ChangeKind.ASKED for e in p.moved}
    assert others <= both  # nothing improved or declined that was asked once alone


def of_two_kinds(said: dict[str, dict[str, Judgement]], not_asked: dict[str, set[str]]) -> Comparison:
    made = compared(TWO, {})
    judged = with_not_asked({key: answered(each) for key, each in said.items()}, not_asked)
    departments = compared(TWO, said).departments
    return replace(made, departments=departments, judgements=judged, not_asked=not_asked)


def test_departments_that_were_asked_other_things_are_told_apart() -> None:
    level = Judgement(state=State.LEVEL, level=2)
    said = {"a": {"a1": level, "b1": level}, "b": {"a1": level, "a2": level, "b1": level}}
    both = of_two_kinds(said, {"a": {"a2"}})
    assert both.scores["a"].words == "50.0 (50.0 to 50.0), 2 of 2, asked 2 of 3"
    assert both.scores["b"].words == "50.0 (50.0 to 50.0), 3 of 3"
    assert (both.asked_alike, both.asks_all, both.cells) == (False, False, 5)
    assert both.asked_of_all == ["a1", "b1"]
    assert [each.id for each in both.in_common().framework.statements] == ["a1", "b1"]
    assert both.in_common().scores["b"].words == "50.0 (50.0 to 50.0), 2 of 2, asked 2 of 3"
    alone = both.only(["a"])
    assert [each.id for each in alone.framework.statements] == ["a1", "b1"]
    assert alone.asked_alike
    assert both.only(["b"]).asks_all


def test_a_theme_of_which_nothing_was_asked_has_no_score_and_says_so() -> None:
    both = of_two_kinds({"a": {}, "b": {}}, {"a": {"b1"}})
    assert both.theme_scores["a", "people"].words == "Not asked"
    assert both.theme_scores["a", "people"].coverage is None
    assert both.theme_scores["b", "people"].words == "No score (0.0 to 100.0), 0 of 1"


def test_an_ordinary_score_says_what_it_always_said() -> None:
    assert of(TWO, {"a1": Judgement(state=State.LEVEL, level=2)}).words == "50.0 (16.7 to 83.3), 1 of 3"


def test_nobody_rises_by_being_asked_less() -> None:
    said = {"a1": Judgement(state=State.LEVEL, level=4), "a2": Judgement(state=State.LEVEL, level=0)}
    said["b1"] = Judgement(state=State.LEVEL, level=0)
    before = compared(TWO, {"d": said}, title="Spring")
    after = compared(TWO.asking(["a1"]), {"d": said}, title="Autumn")
    assert [before.scores["d"].score, after.scores["d"].score] == pytest.approx([100 / 3, 100])
    (mover,) = movers(before, after)
    assert mover.own.verdict is Verdict.UNCHANGED
    made = bridge(before, after, "d")
    assert not isinstance(made, NoBridge)
    assert {p.kind: round(p.points, 6) for p in made.happened} == {ChangeKind.ASKED: round(200 / 3, 6)}
    assert changed(made) == ["Not asked in both rounds: A budget and An owner."]
    steps = trend.of_department([before, after], "d")
    assert steps[1].broken is not None
    assert difference_in_words(steps[1].broken) == "what was asked: 2 statements removed"


@given(parts(), st.data())
@LAWFUL
def test_movers_are_set_beside_each_other_on_what_both_rounds_asked(
    drawn: tuple[Framework, Framework, dict[str, Judgement]], data: st.DataObject
) -> None:
    framework, part, said = drawn
    later = framework.asking(data.draw(st.sets(st.sampled_from(sorted(framework.by_id)), min_size=1)))
    one, other = on_what_both_asked(
        compared(part, {"d": said}, title="Spring"), compared(later, {"d": said}, title="Autumn")
    )
    assert figures(one.scores["d"]) == figures(other.scores["d"])  # the same was said of the same
