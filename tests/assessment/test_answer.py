"""What may be said of a statement, and the sentence a person reads where it may not."""

from datetime import date

import pytest
from pydantic import ValidationError

from maturity.assessment.answer import (
    NOT_ANSWERED,
    SAID,
    Answer,
    EvidenceDateRefused,
    Judgement,
    LevelNotOffered,
    LinksTooLong,
    ReasonNeeded,
    State,
    StatementUnknown,
    check_answer,
    check_offered,
)
from maturity.errors import MaturityError
from maturity.framework.model import Framework


@pytest.mark.parametrize("level", [0, 4])
def test_a_level_is_a_judgement(level: int) -> None:
    assert Judgement(state=State.LEVEL, level=level).level == level


def test_the_state_level_needs_a_level() -> None:
    with pytest.raises(ValidationError, match="a level is given when"):
        Judgement(state=State.LEVEL)


@pytest.mark.parametrize("state", [state for state in State if state is not State.LEVEL])
@pytest.mark.parametrize("level", [0, 3])
def test_no_other_state_has_a_level_not_even_zero(state: State, level: int) -> None:
    assert Judgement(state=state).level is None
    with pytest.raises(ValidationError, match="a level is given when"):
        Judgement(state=state, level=level)


def test_a_judgement_reads_as_the_name_of_its_level_or_its_state(two_themes: Framework) -> None:
    scale = two_themes.scales["ladder"]
    assert Judgement(state=State.LEVEL, level=0).words(scale) == "Absent"
    assert Judgement(state=State.LEVEL, level=4).words(scale) == "Complete"
    assert Judgement(state=State.NOT_ANSWERED).words(scale) == "Not answered"
    assert Judgement(state=State.NOT_DETERMINED).words(scale) == "Not determined"
    assert Judgement(state=State.NOT_APPLICABLE).words(scale) == "Not applicable"


def test_judgements_are_the_same_where_state_and_level_are() -> None:
    three = Answer(state=State.LEVEL, level=3, evidence="The plan")
    assert three.same_as(Judgement(state=State.LEVEL, level=3))
    assert not three.same_as(Judgement(state=State.LEVEL, level=0))
    assert not Judgement(state=State.NOT_DETERMINED).same_as(NOT_ANSWERED)


def test_an_answer_never_saved_is_not_answered_at_version_0() -> None:
    assert (NOT_ANSWERED.state, NOT_ANSWERED.level, NOT_ANSWERED.version) == (State.NOT_ANSWERED, None, 0)


def test_evidence_fits_one_spreadsheet_cell() -> None:
    assert len(Answer(state=State.NOT_ANSWERED, evidence="x" * 32_767).evidence) == 32_767
    with pytest.raises(ValidationError, match="32767"):
        Answer(state=State.NOT_ANSWERED, evidence="x" * 32_768)


def test_content_is_what_a_person_wrote() -> None:
    answer = Answer(state=State.LEVEL, level=2, evidence="A draft", version=7, changed_by="ada")
    assert answer.content() == {
        "state": "level",
        "level": 2,
        "evidence": "A draft",
        "evidence_date": None,
        "links": [],
        "contact": "",
        "reason": "",
        "unsure": False,
        "come_back": False,
        "carried": False,
    }


@pytest.mark.parametrize("level", [5, -1])
def test_a_level_off_the_scale_is_refused_in_one_sentence(two_themes: Framework, level: int) -> None:
    with pytest.raises(LevelNotOffered) as caught:
        check_offered(two_themes, "a1", Judgement(state=State.LEVEL, level=level))
    assert str(caught.value) == (
        f"“A plan”: level {level} is not on this scale (0 to 4). Choose one of its levels."
    )
    assert (caught.value.statement, caught.value.level) == ("a1", level)


def test_every_level_of_the_scale_and_every_state_is_offered(two_themes: Framework) -> None:
    for level in range(5):
        check_offered(two_themes, "a1", Judgement(state=State.LEVEL, level=level))
    for state in set(SAID) - {State.LEVEL}:
        check_offered(two_themes, "a1", Judgement(state=state))
    with pytest.raises(StatementUnknown, match="“A plan” of Two themes, edition 1 is not asked here"):
        check_offered(two_themes, "a1", Judgement(state=State.NOT_ASKED))


def test_a_statement_that_is_not_asked_is_refused_by_name(two_themes: Framework) -> None:
    with pytest.raises(StatementUnknown) as caught:
        check_offered(two_themes, "z9", Judgement(state=State.NOT_DETERMINED))
    assert str(caught.value) == "There is no statement “z9” in Two themes, edition 1."


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_not_applicable_needs_a_reason(two_themes: Framework, reason: str) -> None:
    with pytest.raises(ReasonNeeded) as caught:
        check_answer(two_themes, "a2", Answer(state=State.NOT_APPLICABLE, reason=reason))
    assert str(caught.value) == "“A budget”: say in a few words why it does not apply."


def test_not_applicable_with_a_reason_is_an_answer(two_themes: Framework) -> None:
    check_answer(two_themes, "a2", Answer(state=State.NOT_APPLICABLE, reason="It spends no money"))


@pytest.mark.parametrize("state", [State.NOT_ANSWERED, State.NOT_DETERMINED])
def test_no_other_state_needs_a_reason(two_themes: Framework, state: State) -> None:
    check_answer(two_themes, "a2", Answer(state=state))


def test_an_answer_off_the_scale_is_refused_too(two_themes: Framework) -> None:
    with pytest.raises(LevelNotOffered):
        check_answer(two_themes, "b1", Answer(state=State.LEVEL, level=9))


def test_every_refusal_is_fit_to_be_shown() -> None:
    assert all(issubclass(kind, MaturityError) for kind in (LevelNotOffered, ReasonNeeded, StatementUnknown))


def test_halves_of_characters_are_replaced_and_nulls_left_out() -> None:
    assert Answer(state=State.LEVEL, level=1, evidence="a\0b\ud800c").evidence == "ab\ufffdc"


@pytest.mark.parametrize("day", [date(1909, 12, 31), date(2101, 1, 1), date(219, 6, 21)])
def test_a_date_that_evidence_cannot_be_of_is_refused_unless_it_is_kept_already(
    two_themes: Framework, day: date
) -> None:
    dated = Answer(state=State.NOT_DETERMINED, evidence_date=day)
    with pytest.raises(
        EvidenceDateRefused, match=r"Give one from 01/01/1910 to 31/12/2100, as day/month/year"
    ):
        check_answer(two_themes, "a1", dated)
    check_answer(two_themes, "a1", dated.model_copy(update={"evidence": "More"}), kept=dated)


@pytest.mark.parametrize("day", [date(1910, 1, 1), date(1985, 5, 5), date(2100, 12, 31)])
def test_a_date_long_past_or_to_come_is_kept(two_themes: Framework, day: date) -> None:
    check_answer(two_themes, "a1", Answer(state=State.NOT_DETERMINED, evidence_date=day))


def test_links_are_no_longer_together_than_a_cell_of_the_workbook(two_themes: Framework) -> None:
    links = tuple(f"https://a.example/{number:04}/{'x' * 1900}" for number in range(17))
    check_answer(two_themes, "a1", Answer(state=State.NOT_DETERMINED, links=links))
    more = Answer(state=State.NOT_DETERMINED, links=(*links, "https://a.example/" + "y" * 1900))
    with pytest.raises(
        LinksTooLong, match=r"“A plan”: the links have 3\d,\d{3} characters together; 32,767 can"
    ):
        check_answer(two_themes, "a1", more)
    check_answer(two_themes, "a1", more, kept=more)
