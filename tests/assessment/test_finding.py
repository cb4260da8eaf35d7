"""Findings beside answers: which fit together, and where a statement stands in the review."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.answer import Answer, ItemAnswer, LevelNotOffered, State, StatementUnknown
from maturity.assessment.checklist import ItemState
from maturity.assessment.finding import (
    Finding,
    FindingNotRead,
    FindingRefused,
    Standing,
    audited,
    check_finding,
    finding_as_written,
    finding_in,
    standing,
)
from maturity.framework.model import Framework

THREE = Answer(state=State.LEVEL, level=3, version=2)
UNANSWERED = Answer(state=State.NOT_ANSWERED)


def finding(state: State = State.LEVEL, level: int | None = None, **more: object) -> Finding:
    return Finding.model_validate({"state": state, "level": level, "answer_version": 2, **more})


AGREED, CHALLENGED, RESOLVED = Standing.AGREED, Standing.CHALLENGED, Standing.RESOLVED


@pytest.mark.parametrize(
    ("found", "stands"),
    [
        (None, Standing.TO_CHECK),
        (finding(level=3, standing=AGREED), AGREED),
        (finding(level=1, standing=CHALLENGED), CHALLENGED),
        (finding(level=3, standing=AGREED, answer_version=1), Standing.TO_CHECK),  # answered anew since
        (finding(level=3), Standing.TO_CHECK),  # published: not made in a review
    ],
)
def test_where_a_statement_stands(found: Finding | None, stands: Standing) -> None:
    assert standing(found, THREE) is stands


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (THREE, finding(level=3, standing=AGREED)),
        (THREE, finding(level=1, standing=CHALLENGED, reason="Only a draft was shown")),
        (THREE, finding(level=3, standing=RESOLVED, reason="The plan was shown after all")),
        (THREE, finding(State.NOT_DETERMINED, standing=CHALLENGED, reason="Nothing was shown")),
        (UNANSWERED, finding(State.NOT_APPLICABLE, standing=CHALLENGED, reason="No such data")),
    ],
)
def test_findings_that_may_be_recorded(two_themes: Framework, answer: Answer, found: Finding) -> None:
    check_finding(two_themes, "a1", answer, found)


@pytest.mark.parametrize(
    ("answer", "found", "why"),
    [
        (THREE, finding(level=2, standing=AGREED), "“A plan”: you cannot agree and find something else"),
        (UNANSWERED, finding(State.NOT_ANSWERED, standing=AGREED), "no answer to agree with"),
        (THREE, finding(level=1, standing=CHALLENGED, reason=" \n"), "say in a few words why"),
        (THREE, finding(State.NOT_ANSWERED, standing=CHALLENGED, reason="?"), "say what you found"),
        (THREE, finding(level=1, standing=RESOLVED), "say in a few words why"),
        (THREE, finding(level=1, reason="No standing"), "choose whether you agree"),
        (THREE, finding(level=1, standing=Standing.TO_CHECK, reason="?"), "choose whether you agree"),
    ],
)
def test_findings_that_are_refused(two_themes: Framework, answer: Answer, found: Finding, why: str) -> None:
    with pytest.raises(FindingRefused, match=why):
        check_finding(two_themes, "a1", answer, found)


def test_a_finding_is_of_the_framework(two_themes: Framework) -> None:
    with pytest.raises(LevelNotOffered):
        check_finding(two_themes, "a1", THREE, finding(level=5, standing=CHALLENGED, reason="High"))
    with pytest.raises(StatementUnknown):
        check_finding(two_themes, "z9", THREE, finding(level=3, standing=AGREED))


def test_the_audited_view_takes_the_finding_where_there_is_one_and_never_touches_the_answers() -> None:
    answers = {"a1": THREE, "a2": THREE}
    found = {"a1": finding(State.NOT_DETERMINED, standing=CHALLENGED, reason="Nothing was shown")}
    assert audited(answers, found) == {"a1": found["a1"], "a2": THREE}
    assert answers == {"a1": THREE, "a2": THREE}


@given(
    st.sampled_from([Standing.AGREED, Standing.CHALLENGED, Standing.RESOLVED]),
    st.sampled_from([*range(5), State.NOT_DETERMINED, State.NOT_APPLICABLE]),
    st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.dictionaries(
        st.sampled_from(["a1-1", "a1-2", "b"]),
        st.sampled_from(sorted(set(ItemState) - {ItemState.NOT_LOOKED_AT})),
    ),
)
def test_a_finding_is_what_its_field_wrote_down(
    verdict: Standing, found: int | State, reason: str, of_items: dict[str, ItemState]
) -> None:
    judged = (
        {"state": found, "level": None}
        if isinstance(found, State)
        else {"state": State.LEVEL, "level": found}
    )
    items = tuple(ItemAnswer(id=key, said=of_items[key]) for key in sorted(of_items))
    made = Finding.model_validate({**judged, "standing": verdict, "reason": reason, "items": items})
    assert finding_in(finding_as_written(made), made) == made


@pytest.mark.parametrize(
    "words",
    [
        "",
        "challenged",
        "challenged 1 2",
        "to check",
        "agrees",
        "found level",
        "agreed a=not_looked_at",
        "agreed a=3",
    ],
)
def test_what_is_no_finding_is_refused(words: str) -> None:
    with pytest.raises(FindingNotRead):
        finding_in(words, Answer(state=State.LEVEL, level=1))
