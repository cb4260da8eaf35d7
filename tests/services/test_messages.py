"""A message to the board: who may write it, that nobody's words are lost, and that it is printed letter by letter."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pptx import Presentation

from maturity.assessment.message import MOST_CHARACTERS, Message, MessageTooLong
from maturity.assessment.people import NotPermitted, Person, Role, local_person
from maturity.assessment.round import Assessment, PublishedIsFixed, Round
from maturity.briefing.message import paragraphs
from maturity.bundle.verifying import verify
from maturity.errors import NotFound, Stale
from maturity.history.chain import KeptOtherwise
from maturity.services import administering, deleting, exporting, history
from maturity.services.deleting import StillNeeded
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.services.messages import message_of, write_message
from maturity.store.tables import MessageRow
from tests.document.test_typeset import words

ME = local_person()
FORMULA = "=1+1"
LONGEST = ("We know where we stand, and what we lack is people. 🙂 " * 40)[: MOST_CHARACTERS - 1] + "!"
TREASURY: dict[str, Any] = {"round_id": "spring", "department_id": "treasury"}
ROUND: dict[str, Any] = {"round_id": "spring"}


@pytest.fixture
def bo(person: Callable[..., Person]) -> Person:
    """Approves for the Treasury."""
    return person(Role.APPROVER, "treasury")


@pytest.fixture
def write(installation: Installation, bo: Person, noon: datetime, treasury: Assessment) -> Callable[..., Any]:
    """`write("Words", 0)`: the Treasury's message, by its approver unless told otherwise."""

    def run(text: str, based_on: int, who: Person = bo, later: int = 0, **of: Any) -> Message | None:
        at = noon + timedelta(minutes=later)
        return write_message(installation, who, at, text=text, based_on=based_on, **(of or TREASURY))

    return run


def kept(installation: Installation, **of: Any) -> Message | None:
    return message_of(installation, ME, **(of or TREASURY))


def told(installation: Installation) -> list[str]:
    entries = history.changes(installation, ME, kind="message").entries
    return [entry.told.what for entry in entries]


def test_a_message_comes_back_with_who_wrote_it_and_when(
    write: Callable[..., Any], installation: Installation, noon: datetime
) -> None:
    first = write(f"  {FORMULA}\n\nAnd why \n", 0)
    assert kept(installation) == first
    assert (first.text, first.changed_by, first.changed_at) == (f"{FORMULA}\n\nAnd why", "approver", noon)
    second = write("Another", first.version, later=5)
    assert second.version > first.version
    assert kept(installation, round_id="spring") is None
    assert told(installation) == ["Changed the message to the board", "Wrote the message to the board"]
    history.verify(installation, ME)


def test_a_round_has_a_message_of_its_own(
    write: Callable[..., Any],
    installation: Installation,
    administrator: Person,
    bo: Person,
    person: Callable[..., Person],
) -> None:
    write("The Treasury's", 0)
    of_round = write("The round's", 0, administrator, **ROUND)
    assert kept(installation, **ROUND) == of_round
    assert kept(installation).text == "The Treasury's"  # type: ignore[union-attr]
    reader = person(Role.READER)
    assert message_of(installation, reader, **ROUND) == of_round
    with pytest.raises(NotPermitted):
        message_of(installation, reader, **TREASURY)
    (entry,) = history.changes(installation, reader, kind="message").entries
    assert (entry.told.what, entry.round) == ("Wrote the round's message to the board", "Spring")
    found = history.changes(installation, ME, round_id="spring", kind="message").entries
    assert len(found) == 2
    history.verify(installation, ME)


def test_without_words_it_is_taken_away_and_written_again_it_is_no_old_version(
    write: Callable[..., Any], installation: Installation
) -> None:
    first = write("First", 0)
    assert write(" \n ", first.version) is None
    assert kept(installation) is None
    assert write("", 0) is None  # nothing there, and nothing to do
    again = write("Again", 0)
    with pytest.raises(Stale) as refused:
        write("Over the first", first.version)
    assert refused.value.kept == again
    assert told(installation)[1] == "Took back the message to the board"
    history.verify(installation, ME)


def test_somebody_who_comes_second_sees_both_with_name_and_time(
    write: Callable[..., Any], installation: Installation, person: Callable[..., Person], noon: datetime
) -> None:
    first = write("First", 0)
    theirs = write("Theirs", first.version, ME, later=3)
    with pytest.raises(Stale) as refused:
        write("Mine", first.version, later=5)
    stale = refused.value
    assert (stale.kept, stale.yours.text) == (theirs, "Mine")
    assert (stale.by, stale.at) == (ME.id, noon + timedelta(minutes=3))
    assert kept(installation) == theirs
    assert write("Theirs", first.version) == theirs  # what says nothing new is not saved again
    assert write("", theirs.version, later=6) is None
    with pytest.raises(Stale) as taken:
        write("Mine", theirs.version, later=7)
    assert (taken.value.kept, taken.value.by) == (None, "approver")
    assert taken.value.at == noon + timedelta(minutes=6)


def test_it_is_refused_where_it_is_too_long_or_of_nothing(
    write: Callable[..., Any],
    installation: Installation,
    nao_2019: Round,
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    with unchanged():
        with pytest.raises(MessageTooLong, match=r"has 2,001 characters.*Shorten it by 1\."):
            write("a" * (MOST_CHARACTERS + 1), 0)
        with pytest.raises(PublishedIsFixed):
            write("Words", 0, ME, round_id=nao_2019.id)
        with pytest.raises(NotFound, match="no round “winter”"):
            write("Words", 0, ME, round_id="winter")
        with pytest.raises(NotFound, match="no department in this round “art”"):
            write("Words", 0, ME, round_id="spring", department_id="art")
    assert len(write("🙂" * MOST_CHARACTERS, 0).text) == MOST_CHARACTERS


def test_a_board_meets_when_the_round_has_closed(
    write: Callable[..., Any], installation: Installation, noon: datetime
) -> None:
    administering.change_round(installation, ME, noon, round_id="spring", closes=noon.date())
    assert write("After it closed", 0, later=3 * 24 * 60).text == "After it closed"


def test_what_has_a_message_is_not_deleted(
    write: Callable[..., Any], installation: Installation, noon: datetime, treasury: Assessment
) -> None:
    message = write("Words", 0)
    of_round = write("The round's", 0, ME, **ROUND)
    with pytest.raises(StillNeeded, match="1 message to the board was written in it"):
        deleting.delete_assessment(installation, ME, noon, assessment_id=treasury.id)
    write("", message.version)
    deleting.delete_assessment(installation, ME, noon, assessment_id=treasury.id)
    with pytest.raises(StillNeeded, match="1 message to the board was written for it"):
        deleting.delete_round(installation, ME, noon, round_id="spring")
    write("", of_round.version, ME, **ROUND)
    deleting.delete_round(installation, ME, noon, round_id="spring")
    history.verify(installation, ME)


@pytest.mark.parametrize(
    ("of", "names"),
    [(TREASURY, "the message to the board in assessment 1"), (ROUND, "of the round “spring”")],
    ids=["department", "round"],
)
@pytest.mark.parametrize("hand", ["alters", "removes"])
def test_a_hand_in_the_tables_is_found_out(
    write: Callable[..., Any],
    installation: Installation,
    noon: datetime,
    of: dict[str, Any],
    names: str,
    hand: str,
) -> None:
    write("Words", 0, ME, **of)
    with installation.store.transaction(ME, noon) as transaction:
        key = of["round_id"], of.get("department_id", "*")
        row = transaction.session.get_one(MessageRow, key)
        if hand == "removes":
            transaction.session.delete(row)
        else:
            row.text = "Other words"
    with pytest.raises(KeptOtherwise, match=names):
        history.verify(installation, ME)


@pytest.mark.parametrize(
    ("of", "text"),
    [(TREASURY, FORMULA), (TREASURY, LONGEST), (ROUND, "@SUM(A1)\n\n-2+3\n+4 🙂"), (ROUND, LONGEST)],
    ids=["a formula", "the longest", "of a round", "the longest of a round"],
)
def test_pack_slides_and_page_print_it_as_it_was_written(
    write: Callable[..., Any], installation: Installation, noon: datetime, of: dict[str, Any], text: str
) -> None:
    text = write(text, 0, ME, **of).text
    pack = load_workbook(io.BytesIO(exporting.board_pack(installation, ME, noon, BoardRequest(**of))))
    (cell,) = [cell for row in pack["Summary"] for cell in row if cell.value == text]
    assert cell.data_type == "s"
    (beside,) = [row[0].value for row in pack["Summary"] if row[2].value == text]
    assert beside == "Message to the board from The person at this computer, 2 March 2026"
    assert [row[1].value for row in pack["Cover"] if row[0].value == "Message to the board"]

    deck = Presentation(io.BytesIO(exporting.slides(installation, ME, noon, BoardRequest(**of))))
    second = deck.slides[1]
    assert second.shapes.title.text_frame.text == beside
    body = [paragraph.text for paragraph in second.placeholders[1].text_frame.paragraphs]
    assert body == paragraphs(Message(text=text))

    pdf = exporting.brief(installation, ME, noon, BoardRequest(**of))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
    shown = "".join(text.replace("🙂", "□").split())
    assert shown in "".join(words(pdf).split())


def test_by_letters_no_words_leave_that_may_name_a_department(
    write: Callable[..., Any], installation: Installation, noon: datetime
) -> None:
    write("As the Treasury shows", 0, ME, **ROUND)
    assert exporting.facts(installation, ME, noon, BoardRequest("spring", letters=True)).message is None
    assert exporting.facts(installation, ME, noon, BoardRequest("spring")).message is not None


def test_a_bundle_holds_the_messages_that_its_maker_may_see_and_verifies(
    write: Callable[..., Any],
    installation: Installation,
    bo: Person,
    person: Callable[..., Person],
    home_office: Assessment,
) -> None:
    write(FORMULA, 0)
    write("The round's", 0, ME, **ROUND)
    write("The Home Office's", 0, ME, round_id="spring", department_id="home-office")
    whole, own = (exporting.bundle(installation, who, round_id="spring") for who in (ME, bo))
    assert any("Messages to the board: 3." in line for line in verify(whole).checked)
    assert any("Messages to the board: 2." in line for line in verify(own).checked)
    assert b"The Home Office's" in whole
    assert b"The Home Office's" not in own
    assert b"'=1+1" in whole
    shared = exporting.data(installation, person(Role.READER), round_id="spring")
    assert b"The round's" in shared
    assert FORMULA.encode() not in shared


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_paragraphs_lose_no_letter(text: str) -> None:
    message = Message(text=text)
    assert "".join("".join(paragraphs(message)).split()) == "".join(message.text.split())
