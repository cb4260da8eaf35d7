"""What was carried over and nobody has confirmed: it counts as not answered, and the plain score is named beside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import SAID, Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.progress import unconfirmed
from maturity.assessment.round import Department, Round, RoundKind, Status
from maturity.briefing.carried import carried_in_words, unknown_in_words, waiting_in_words
from maturity.briefing.movement import no_bridge
from maturity.framework import files
from maturity.framework.model import Framework, Overall
from maturity.scoring import bridge, peers, trend
from maturity.scoring.bridge import Bridge, NoBridge
from maturity.scoring.compare import Comparison, View, judgements_in

FRAMEWORKS = files.library(Path(__file__).parents[1] / "frameworks").frameworks
SCORED = [each for each in FRAMEWORKS.values() if each.scoring.overall is not Overall.NONE]
NEARLY = 1e-9


def compared(
    framework: Framework,
    said: Mapping[str, Mapping[str, Answer]],
    *,
    open_round: bool = True,
    status: Status = Status.DRAFT,
    findings: Mapping[str, Mapping[str, Finding]] | None = None,
    view: View = View.SELF,
    title: str = "Now",
) -> Comparison:
    """A round of some departments, by their answers."""
    carried = {key: unconfirmed(each, status, open_round=open_round) for key, each in said.items()}
    found = {key: (findings or {}).get(key, {}) for key in said}
    return Comparison(
        framework=framework,
        round=Round(
            id=title.lower(),
            title=title,
            kind=RoundKind.LIVE,
            framework_id=framework.id,
            edition=framework.edition,
            framework_hash=framework.content_hash,
            opens=date(2026, 1, 1),
        ),
        departments={key: Department(id=key, name=key.title()) for key in said},
        judgements=judgements_in(said, carried, found, view),
        revision=1,
        view=view,
        answers=said,
        findings=found,
        statuses=dict.fromkeys(said, status),
        carried=carried,
        open_round=open_round,
    )


def answers(words: str, **more: Any) -> dict[str, Answer]:
    """“a1=3 a2~4”: the level of an answer; ~ stands before one that is carried over."""
    found = {}
    for word in words.split():
        key, mark, value = word.partition("~" if "~" in word else "=")
        found[key] = Answer(state=State.LEVEL, level=int(value), carried=mark == "~", **more)
    return found


@pytest.fixture(scope="module")
def two(tiny: dict[str, Framework]) -> Framework:
    return tiny["two-themes"]


def test_the_plain_score_is_named_beside_and_the_score_is_of_what_is_confirmed(two: Framework) -> None:
    found = compared(two, {"d": answers("a1=4 a2~2 b1~0")})
    assert found.scores["d"].words == "100.0 (33.3 to 100.0), 1 of 3"  # (4 + ? + ?) of 12
    assert (
        waiting_in_words(found.carried_over["d"]) == "2 answers not confirmed (50.0% if all still hold)"
    )  # 6 of 12
    assert unknown_in_words(found).endswith("D: 2 answers not confirmed (50.0% if all still hold).")
    assert unknown_in_words(compared(two, {"d": answers("a1=4 a2=2")})) == ""


def test_agreed_and_closed_rounds_keep_their_figures(two: Framework) -> None:
    said = {"d": answers("a1=4 a2~2 b1~0")}
    plain = "50.0 (50.0 to 50.0), 3 of 3"
    for kept in (compared(two, said, open_round=False), compared(two, said, status=Status.AGREED)):
        assert kept.scores["d"].words == plain
        assert unknown_in_words(kept) == ""


def test_a_department_that_confirmed_nothing_is_not_ranked_apart_and_not_said_to_have_moved(
    two: Framework,
) -> None:
    last = compared(two, {"d": answers("a1=4 a2=4 b1=4")}, open_round=False, title="Last")
    now = compared(two, {"d": answers("a1~4 a2~4 b1~4"), "e": answers("a1=0 a2=0 b1=0")})
    assert now.little_known == {"d": 2}  # of three statements none is confirmed, and two would do
    assert set(now.ranks) == {"e"}
    none = bridge.bridge(last, now, "d")
    assert isinstance(none, NoBridge)
    assert no_bridge(none) == (
        "No bridge: there is no score in “Now” yet, as what was carried over waits to be confirmed. "
        "D: 3 answers not confirmed (100.0% if all still hold)."
    )
    some = bridge.bridge(last, compared(two, {"d": answers("a1=4 a2~4 b1~4")}), "d")
    assert isinstance(some, Bridge)
    assert "2 answers not confirmed" in carried_in_words(some.carried)
    assert "3 answers not confirmed" in carried_in_words(trend.of_department([last, now], "d")[1].carried)


def test_an_auditors_finding_counts_where_the_answer_is_not_confirmed(two: Framework) -> None:
    finding = Finding(state=State.LEVEL, level=2, standing=Standing.CHALLENGED, answer_version=1)
    said, found = {"d": answers("a1~4 a2~4")}, {"d": {"a1": finding}}
    audited = compared(two, said, findings=found, view=View.AUDITED, status=Status.IN_REVIEW)
    assert audited.scores["d"].words == "50.0 (16.7 to 83.3), 1 of 3"  # (2 + ? + ?) of 12
    assert audited.carried_over["d"].waiting == 1
    own = compared(two, said, findings=found, status=Status.IN_REVIEW)
    assert own.audited is not None
    assert own.audited.scores == audited.scores


def test_letters_keep_what_is_named_as_carried_over(two: Framework) -> None:
    found = peers.unattributed(compared(two, {"d": answers("a1~4")}), {"d": "Peer A"})
    assert unknown_in_words(found).endswith("Peer A: 1 answer not confirmed (100.0% if all still hold).")


def test_many_departments_are_counted(two: Framework) -> None:
    found = compared(two, {f"d{number}": answers("a1~4") for number in range(9)})
    assert unknown_in_words(found).endswith("; and 4 more departments.")


@st.composite
def partly_confirmed(draw: st.DrawFn) -> tuple[Framework, dict[str, Answer]]:
    """A framework, and a department's answers of which some are carried over."""
    framework = draw(st.sampled_from(SCORED))
    said = {}
    for statement in framework.statements:
        level = draw(st.sampled_from([*framework.scale_of(statement).by_value, *SAID[1:]]))
        judged: dict[str, Any] = (
            {"state": State.LEVEL, "level": level}
            if isinstance(level, int)
            else {"state": level, "reason": "So"}
        )
        said[statement.id] = Answer(**judged, carried=draw(st.booleans()))
    return framework, said


@given(partly_confirmed())
@settings(max_examples=60, deadline=None)
def test_confirming_all_changes_no_level_and_no_score_and_only_narrows_the_range(
    case: tuple[Framework, dict[str, Answer]],
) -> None:
    framework, said = case
    before = compared(framework, {"d": said})
    all_of_them = {key: each.model_copy(update={"carried": False}) for key, each in said.items()}
    after = compared(framework, {"d": all_of_them})
    assert {key: (each.state, each.level) for key, each in after.judgements["d"].items()} == {
        key: (each.state, each.level) for key, each in said.items()
    }
    score, confirmed = before.scores["d"], after.scores["d"]
    if "d" in before.carried_over:
        assert before.carried_over["d"].score == confirmed.score
    else:
        assert score == confirmed
    ends = (score.low, confirmed.low, confirmed.high, score.high)
    if None not in ends:
        assert list(ends) == pytest.approx(sorted(each for each in ends if each is not None), abs=NEARLY)
    closed = compared(framework, {"d": said}, open_round=False)
    assert closed.scores == after.scores
    assert closed.theme_scores == after.theme_scores
    assert replace(closed, carried={}).scores == closed.scores
