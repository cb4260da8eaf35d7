"""Bridges: by pencil, against every order tried one by one, and the laws that they keep."""

import itertools
import math
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from maturity.assessment.answer import SAID, Answer, Judgement, State
from maturity.assessment.finding import Finding, audited
from maturity.assessment.levels import levels_of
from maturity.assessment.round import Department, Round, RoundKind
from maturity.briefing.editions import difference_in_words
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.scoring import score
from maturity.scoring.bridge import Bridge, ChangeKind, NoBridge, _shapley, bridge, bridge_of_round, signed
from maturity.scoring.compare import Comparison, View

Said = Callable[[str], dict[str, Judgement]]

FRAMEWORKS = files.library(Path(__file__).parents[1] / "frameworks").frameworks
EXACT = 1e-9
LAWFUL = settings(max_examples=30, deadline=None)


def answered(said: dict[str, Judgement]) -> dict[str, Answer]:
    return {key: Answer(state=each.state, level=each.level) for key, each in said.items()}


def found_by_auditor(said: dict[str, Judgement]) -> dict[str, Finding]:
    return {key: Finding(state=each.state, level=each.level) for key, each in said.items()}


def compared(
    framework: Framework,
    departments: dict[str, dict[str, Judgement]],
    given: dict[str, dict[str, Judgement]] | None = None,
    view: View = View.SELF,
    title: str = "R",
) -> Comparison:
    """A comparison as the service makes it."""
    round_ = Round(
        id=title.lower(),
        title=title,
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=date(2026, 1, 1),
    )
    answers = {key: answered(said) for key, said in departments.items()}
    findings = {key: found_by_auditor((given or {}).get(key, {})) for key in departments}
    judged: Mapping[str, Mapping[str, Judgement]] = answers
    if view is View.AUDITED:
        judged = {key: audited(answers[key], findings[key]) for key in answers}
    named = {key: Department(id=key, name=f"Department {key}") for key in departments}
    return Comparison(framework, round_, named, judged, 1, view=view, answers=answers, findings=findings)


def as_bridge(found: Bridge | NoBridge) -> Bridge:
    assert isinstance(found, Bridge), found
    return found


def made(
    framework: Framework,
    before: dict[str, Judgement],
    after: dict[str, Judgement],
    later: Framework | None = None,
) -> Bridge:
    return as_bridge(
        bridge(
            compared(framework, {"d": before}, title="Spring"),
            compared(later or framework, {"d": after}, title="Autumn"),
            "d",
        )
    )


def points(found: Bridge) -> dict[ChangeKind, Any]:
    return {part.kind: pytest.approx(part.points, abs=EXACT) for part in found.parts if part.points}


PENCIL = [
    # Levels of 0 to 4, so a level is worth 25 of one statement, 25 ÷ 2 of two, 25 ÷ 3 of three.
    # 4 levels of 8 to 6 of 8
    ("a1=2 a2=2", "a1=4 a2=2", 50, 75, {ChangeKind.IMPROVED: 25}),
    ("a1=2 a2=2 b1=2", "a1=4 a2=1 b1=2", 50, 700 / 12, {ChangeKind.IMPROVED: 200 / 12, ChangeKind.DECLINED: -100 / 12}),
    # 50 of one statement; the second comes at 100: (50 + 100) ÷ 2
    ("a1=2", "a1=2 a2=4", 50, 75, {ChangeKind.NEWLY_ANSWERED: 25}),
    ("a1=2 a2=?", "a1=2 a2=4", 50, 75, {ChangeKind.NEWLY_DETERMINED: 25}),
    ("a1=2 a2=4", "a1=2 a2=?", 75, 50, {ChangeKind.NO_LONGER_DETERMINED: -25}),
    # Not looked at again is not the same as no longer known: 75 with a2, 50 without.
    ("a1=2 a2=4", "a1=2", 75, 50, {ChangeKind.NOT_ANSWERED_YET: -25}),
    # From (100 + 50 + 0) ÷ 3 = 50. Without a2 (100 + 0) ÷ 2 = 50, without b1 (100 + 50) ÷ 2 = 75, without both 100.
    # a2 goes first (0) or last (25), b1 likewise (25 or 50).
    (
        "a1=4 a2=2 b1=0",
        "a1=4 a2=?",
        50,
        100,
        {ChangeKind.NO_LONGER_DETERMINED: 12.5, ChangeKind.NOT_ANSWERED_YET: 37.5},
    ),
    ("a1=2 a2=-", "a1=2 a2=0", 50, 25, {ChangeKind.APPLICABLE: -25}),
    ("a1=2 a2=0", "a1=2 a2=-", 25, 50, {ChangeKind.NOT_APPLICABLE: 25}),
    # From a1 alone at 50 to a1 at 100 with a2 at 0. Improved first: 50 → 100 → 50; newly answered first:
    # 50 → 25 → 50. Improved: (50 + 25) ÷ 2; newly answered: (−25 − 50) ÷ 2.
    ("a1=2", "a1=4 a2=0", 50, 50, {ChangeKind.IMPROVED: 37.5, ChangeKind.NEWLY_ANSWERED: -37.5}),
    # Everything known is lost and something else is answered: only “answered first” leaves a score half-way.
    # 100 → (100 + 0) ÷ 2 → 0
    ("a1=4", "a1=? a2=0", 100, 0, {ChangeKind.NEWLY_ANSWERED: -50, ChangeKind.NO_LONGER_DETERMINED: -50}),
    ("a1=2 a2=?", "a1=2 a2=.", 50, 50, {}),  # one unknown for another
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "start", "end", "parts"), PENCIL)
def test_bridges_that_a_pencil_can_check(
    said: Said,
    tiny: dict[str, Framework],
    before: str,
    after: str,
    start: int,
    end: float,
    parts: dict[str, Any],
) -> None:
    found = made(tiny["two-themes"], said(before), said(after))
    assert (found.start.score, found.end.score) == pytest.approx((start, end))
    assert points(found) == parts
    assert [part.kind for part in found.parts] == [
        each for each in ChangeKind if each is not ChangeKind.ASKED
    ]


def test_a_part_lists_its_statements_before_and_after(said: Said, tiny: dict[str, Framework]) -> None:
    found = made(tiny["two-themes"], said("a1=2 a2=2 b1=1"), said("a1=4 a2=? b1=2"))
    behind = {
        part.kind: [(each.statement, each.was, each.now) for each in part.moved] for part in found.happened
    }
    assert behind == {
        ChangeKind.IMPROVED: [("a1", "2 Partial", "4 Complete"), ("b1", "1 Begun", "2 Partial")],
        ChangeKind.NO_LONGER_DETERMINED: [("a2", "2 Partial", "Not determined")],
    }


def test_the_theme_mean_is_bridged_as_the_framework_combines(said: Said, tiny: dict[str, Framework]) -> None:
    framework = tiny["theme-mean"]
    before = dict.fromkeys(framework.by_id, Judgement(state=State.LEVEL, level=0))
    first = framework.themes[0]
    raised = next(first.every_statement()).id
    found = made(framework, before, {**before, raised: Judgement(state=State.LEVEL, level=4)})
    own = len(list(first.every_statement()))
    share = first.weight / sum(theme.weight for theme in framework.themes)
    assert points(found) == {ChangeKind.IMPROVED: pytest.approx(100 / own * share)}


def test_the_weakest_statement_hides_what_rises_above_it(said: Said, tiny: dict[str, Framework]) -> None:
    framework = tiny["weakest"]
    one, other, *rest = framework.by_id
    low, high = (Judgement(state=State.LEVEL, level=value) for value in (1, 4))
    start = {one: low, other: low, **dict.fromkeys(rest, high)}
    assert points(made(framework, start, {**start, one: high})) == {}
    found = made(framework, start, {**start, one: high, other: high})
    assert points(found) == {ChangeKind.IMPROVED: 75}


def second_edition(framework: Framework, **changed: tuple[Any, ...]) -> Framework:
    """Made anew: a copy would keep the hash and the statements of what it was copied from."""
    kept = {name: getattr(framework, name) for name in framework.model_fields_set}
    return Framework.model_validate({**kept, **changed, "edition": "2"})


def heavier(framework: Framework, statement_id: str, weight: float) -> Framework:
    """The next edition, in which one statement has another weight."""
    themes = []
    for theme in framework.themes:
        statements = tuple(
            each.model_copy(update={"weight": weight}) if each.id == statement_id else each
            for each in theme.statements
        )
        themes.append(theme.model_copy(update={"statements": statements}))
    return second_edition(framework, themes=tuple(themes))


def without(framework: Framework, statement_id: str) -> Framework:
    themes = []
    for theme in framework.themes:
        statements = tuple(each for each in theme.statements if each.id != statement_id)
        if statements:
            themes.append(theme.model_copy(update={"statements": statements}))
    return second_edition(framework, themes=tuple(themes))


def test_another_weight_is_the_editions_doing(said: Said, tiny: dict[str, Framework]) -> None:
    framework = tiny["two-themes"]
    found = made(framework, said("a1=4 a2=0"), said("a1=4 a2=0"), heavier(framework, "a1", 3.0))
    # (100 + 0) ÷ 2, then (3 × 100 + 0) ÷ 4
    assert points(found) == {ChangeKind.EDITION: 25}
    (edition,) = found.happened
    (moved,) = edition.moved
    assert (moved.statement, moved.was, moved.now) == (
        "a1",
        "4 Complete, weight 1",
        "4 Complete, weight 3",
    )
    assert difference_in_words(found.changed) == "edition 1 to 2: 1 statement weighted otherwise"


def test_a_statement_that_only_one_edition_asks_is_the_editions_doing(
    said: Said, tiny: dict[str, Framework]
) -> None:
    longer, shorter = tiny["two-themes"], without(tiny["two-themes"], "b1")
    found = made(longer, said("a1=2 b1=4"), said("a1=2"), shorter)
    assert points(found) == {ChangeKind.EDITION: -25}
    assert [(each.was, each.now) for each in found.happened[0].moved] == [("4 Complete", "Not asked")]
    back = made(shorter, said("a1=2"), said("a1=2 b1=4"), longer)
    assert points(back) == {ChangeKind.EDITION: 25}
    assert [(each.was, each.now) for each in back.happened[0].moved] == [("Not asked", "4 Complete")]


def test_a_statement_judged_on_another_scale_is_the_editions_doing(
    said: Said, tiny: dict[str, Framework]
) -> None:
    before = tiny["scale-per-statement"]
    (theme,) = before.themes
    plan, budget = theme.statements
    budget = budget.model_copy(update={"scale": None, "levels": plan.levels})
    after = second_edition(before, themes=(theme.model_copy(update={"statements": (plan, budget)}),))
    # Yes is 100 %, and level 3 of 4 is 75 %: neither an improvement nor a decline.
    found = made(before, said("a1=2 a2=1"), said("a1=2 a2=3"), after)
    assert points(found) == {ChangeKind.EDITION: -12.5}


def audited_bridge(
    framework: Framework,
    start: dict[str, Judgement],
    start_found: dict[str, Judgement],
    end: dict[str, Judgement],
    end_found: dict[str, Judgement],
) -> Bridge | NoBridge:
    return bridge(
        compared(framework, {"d": start}, {"d": start_found}, View.AUDITED, "Spring"),
        compared(framework, {"d": end}, {"d": end_found}, View.AUDITED, "Autumn"),
        "d",
    )


def test_findings_are_what_the_auditor_moved_the_score_by_at_the_end_less_at_the_start(
    said: Said, tiny: dict[str, Framework]
) -> None:
    # Answers 2, 2 → 4, 2: 50 → 75. The auditor takes a1 down by one at the end: 62.5 as audited.
    found = as_bridge(
        audited_bridge(tiny["two-themes"], said("a1=2 a2=2"), {}, said("a1=4 a2=2"), said("a1=3 a2=2"))
    )
    assert (found.start.score, found.end.score) == (50, 62.5)
    assert points(found) == {ChangeKind.IMPROVED: 25, ChangeKind.FINDINGS: -12.5}
    behind = {part.kind: part.moved for part in found.happened}
    (moved,) = behind[ChangeKind.FINDINGS]  # a2, on which the auditor agrees, is not among them
    assert (moved.was, moved.now) == ("2 Partial", "answered 4 Complete, found 3 Mostly")
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.level, moved.after.level) == (2, 3)


def test_the_same_doubt_in_both_rounds_moves_nothing(said: Said, tiny: dict[str, Framework]) -> None:
    found = audited_bridge(
        tiny["two-themes"],
        said("a1=2 a2=2"),
        said("a1=1"),
        said("a1=4 a2=2"),
        said("a1=3"),
    )
    assert points(as_bridge(found)) == {ChangeKind.IMPROVED: 25}


def test_in_the_self_view_findings_are_worth_nothing(said: Said, tiny: dict[str, Framework]) -> None:
    framework = tiny["two-themes"]
    start = compared(framework, {"d": said("a1=2")}, {"d": said("a1=0")})
    end = compared(framework, {"d": said("a1=3")}, {"d": said("a1=0")})
    assert points(as_bridge(bridge(start, end, "d"))) == {ChangeKind.IMPROVED: 25}


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("a1=?", "a1=2", "No bridge: there is no score in “Spring”."),
        ("a1=2", "", "No bridge: there is no score in “Autumn”."),
    ],
)
def test_no_bridge_says_why(
    said: Said, tiny: dict[str, Framework], before: str, after: str, why: str
) -> None:
    framework = tiny["two-themes"]
    spring = compared(framework, {"d": said(before)}, title="Spring")
    autumn = compared(framework, {"d": said(after)}, title="Autumn")
    assert bridge(spring, autumn, "d") == NoBridge(why)
    assert bridge(spring, autumn, "e") == NoBridge(
        "No bridge: there is no assessment that you may see in “Spring”."
    )
    assert bridge_of_round(spring, autumn) == NoBridge(
        "No bridge: no department has a score both in “Spring” and in “Autumn”."
    )


def test_there_is_no_bridge_where_the_framework_gives_no_score(
    said: Said, tiny: dict[str, Framework]
) -> None:
    framework = tiny["no-overall"]
    each = compared(framework, {"d": dict.fromkeys(framework.by_id, Judgement(state=State.LEVEL, level=1))})
    assert isinstance(bridge(each, each, "d"), NoBridge)


def test_there_is_no_bridge_of_answers_where_only_the_auditor_gave_levels(
    said: Said, tiny: dict[str, Framework]
) -> None:
    found = audited_bridge(tiny["two-themes"], said("a1=?"), said("a1=1"), said("a1=2"), {})
    assert found == NoBridge(
        "No bridge: the answers alone have no score in one of the rounds; only the auditor gave levels."
    )


def test_the_bridge_of_a_round_is_the_mean_over_departments_in_both(
    said: Said, tiny: dict[str, Framework]
) -> None:
    framework = tiny["two-themes"]
    start = compared(framework, {"x": said("a1=2"), "y": said("a1=4"), "gone": said("a1=1")}, title="Spring")
    end = compared(framework, {"x": said("a1=4"), "y": said("a1=3"), "new": said("a1=1")}, title="Autumn")
    found = as_bridge(bridge_of_round(start, end))
    assert found.departments == ("x", "y")
    assert (found.start.score, found.end.score) == (75, 87.5)
    assert points(found) == {ChangeKind.IMPROVED: 25, ChangeKind.DECLINED: -12.5}  # 50 ÷ 2 and −25 ÷ 2
    assert [(each.department, each.statement) for each in found.happened[0].moved] == [("x", "a1")]
    assert {key: each.why for key, each in found.left_out.items()} == {
        "gone": "No bridge: there is no assessment that you may see in “Autumn”.",
        "new": "No bridge: there is no assessment that you may see in “Spring”.",
    }


def test_points_carry_their_sign_and_no_minus_zero() -> None:
    assert [signed(each) for each in (4.24, -1.75, -0.04, 0.0)] == ["+4.2", "−1.8", "0.0", "0.0"]


# The laws.

STATES = [Judgement(state=state) for state in SAID if state is not State.LEVEL]


def judged(framework: Framework) -> st.SearchStrategy[dict[str, Judgement]]:
    return st.fixed_dictionaries(
        {
            each.id: st.sampled_from(
                [Judgement(state=State.LEVEL, level=v) for v in framework.scale_of(each).by_value] + STATES
            )
            for each in framework.statements
        }
    )


@st.composite
def editions(draw: st.DrawFn) -> tuple[Framework, Framework]:
    """Two frameworks: the same twice, the same with another weight, or any two of the tiny ones."""
    one = draw(st.sampled_from(list(FRAMEWORKS.values())))
    kind = draw(st.sampled_from(["same", "weight", "shorter", "any"]))
    plain = [each for theme in one.themes for each in theme.statements]
    if kind == "weight" and plain:
        return one, heavier(one, plain[0].id, draw(st.sampled_from([0.5, 2.0, 7.0])))
    if kind == "shorter" and len(plain) > 1 and all(theme.statements for theme in one.themes):
        return one, without(one, plain[-1].id)
    return one, draw(st.sampled_from(list(FRAMEWORKS.values()))) if kind == "any" else one


@st.composite
def two_rounds(draw: st.DrawFn) -> list[Comparison]:
    view = draw(st.sampled_from(View))
    sides = []
    for framework, title in zip(draw(editions()), ("Spring", "Autumn"), strict=True):
        said = {key: draw(judged(framework)) for key in ("x", "y")}
        found = {
            key: {name: each for name, each in draw(judged(framework)).items() if draw(st.booleans())}
            for key in said
        }
        sides.append(compared(framework, said, found, view, title))
    return sides


@given(two_rounds())
@LAWFUL
def test_the_parts_always_sum_to_the_difference(rounds: list[Comparison]) -> None:
    start, end = rounds
    for found in (bridge(start, end, "x"), bridge_of_round(start, end)):
        if isinstance(found, NoBridge):
            reject()
        assert not any(math.isnan(part.points) for part in found.parts)
        total = found.start.score + math.fsum(part.points for part in found.parts)
        assert total == pytest.approx(found.end.score, abs=EXACT)
    alone = as_bridge(bridge(start, end, "x"))
    assert alone.start.score == start.scores["x"].score
    assert alone.end.score == end.scores["x"].score


@given(two_rounds())
@LAWFUL
def test_every_two_scores_have_a_bridge_unless_only_the_auditor_gave_levels(rounds: list[Comparison]) -> None:
    start, end = rounds
    scored = None not in (start.scores["x"].score, end.scores["x"].score)
    found = bridge(start, end, "x")
    if not scored:
        assert isinstance(found, NoBridge)
    elif isinstance(found, NoBridge):
        assert start.view is View.AUDITED
        assert "only the auditor" in found.why


@given(two_rounds())
@LAWFUL
def test_a_kind_of_which_nothing_happened_is_worth_nothing(rounds: list[Comparison]) -> None:
    start, end = rounds
    found = bridge(start, end, "x")
    if isinstance(found, NoBridge):
        reject()
    for part in found.parts:
        if not part.moved and not (part.kind is ChangeKind.EDITION and found.changed.title):
            assert abs(part.points) < EXACT


@given(two_rounds())
@LAWFUL
def test_the_way_back_has_the_same_parts_with_the_other_sign(rounds: list[Comparison]) -> None:
    start, end = rounds
    there, back = bridge(start, end, "x"), bridge(end, start, "x")
    if isinstance(there, NoBridge) or isinstance(back, NoBridge):
        reject()
    turned = {
        ChangeKind.IMPROVED: ChangeKind.DECLINED,
        ChangeKind.NEWLY_ANSWERED: ChangeKind.NOT_ANSWERED_YET,
        ChangeKind.NEWLY_DETERMINED: ChangeKind.NO_LONGER_DETERMINED,
        ChangeKind.APPLICABLE: ChangeKind.NOT_APPLICABLE,
    }
    turned |= {value: key for key, value in turned.items()}
    backwards = {part.kind: part.points for part in back.parts}
    for part in there.parts:
        assert part.points == pytest.approx(-backwards[turned.get(part.kind, part.kind)], abs=EXACT)


@given(st.integers(1, 5), st.data())
@LAWFUL
def test_a_part_is_the_average_over_every_order_tried_one_by_one(count: int, data: st.DataObject) -> None:
    value = st.one_of(st.none(), st.floats(0, 100))
    values = [data.draw(value) for _ in range(2**count)]
    values[0], values[-1] = data.draw(st.floats(0, 100)), data.draw(st.floats(0, 100))
    tried = []
    for order in itertools.permutations(range(count)):
        sets = list(itertools.accumulate((1 << kind for kind in order), initial=0))
        if all(values[each] is not None for each in sets):
            steps = zip(order, sets, sets[1:], strict=False)
            tried.append({kind: (values[then] or 0) - (values[now] or 0) for kind, now, then in steps})
    assume(tried)
    mean = [sum(each[kind] for each in tried) / len(tried) for kind in range(count)]
    assert _shapley(values) == pytest.approx(mean, abs=1e-9)


@given(st.sampled_from([FRAMEWORKS["two-themes"], FRAMEWORKS["unequal-weights"]]), st.data())
@LAWFUL
def test_changes_of_level_alone_are_worth_their_weight_whatever_the_order(
    framework: Framework, data: st.DataObject
) -> None:
    level = st.integers(0, 4).map(lambda value: Judgement(state=State.LEVEL, level=value))
    said = st.fixed_dictionaries(dict.fromkeys(framework.by_id, level))
    before, after = data.draw(said), data.draw(said)
    found = made(framework, before, after)
    weights = {each.id: each.weight for each in framework.statements}
    rises = {key: 25 * ((after[key].level or 0) - (before[key].level or 0)) * weights[key] for key in weights}
    for kind, sign in ((ChangeKind.IMPROVED, 1), (ChangeKind.DECLINED, -1)):
        worth = sum(rise for rise in rises.values() if rise * sign > 0) / sum(weights.values())
        (part,) = (part for part in found.parts if part.kind is kind)
        assert part.points == pytest.approx(worth, abs=EXACT)


def test_the_ends_are_the_scores_of_the_one_definition(said: Said, tiny: dict[str, Framework]) -> None:
    before = said("a1=2 a2=?")
    found = made(tiny["two-themes"], before, said("a1=4"))
    rows = levels_of(tiny["two-themes"], {"d": before})
    assert found.start.score == score.by_department(rows)["d"].score
