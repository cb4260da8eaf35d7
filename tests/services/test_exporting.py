import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from pptx import Presentation

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import EVERY_DEPARTMENT, NotPermitted, Person, Role, local_person
from maturity.assessment.round import Assessment, Move, Round
from maturity.briefing.doubts import doubts
from maturity.bundle.verifying import verify
from maturity.document import brief
from maturity.errors import NotFound
from maturity.plan.action import Action, Rise
from maturity.scoring.compare import View
from maturity.services import administering, answering, demo, exporting, planning, reviewing
from maturity.services.blind_reviewing import begin_blind_review
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.slides import deck

SomeoneOf = Callable[..., Person]


def _words(made: bytes) -> str:
    pages = Presentation(io.BytesIO(made)).slides
    return "\n".join(s.text_frame.text for page in pages for s in page.shapes if s.has_text_frame)


def test_slides_of_a_round_and_of_a_department(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    reader = person(Role.READER)
    whole = _words(exporting.slides(installation, reader, noon, BoardRequest(nao_2019.id)))
    assert "Made 2 March 2026 by the data-maturity dashboard, for The reader" in whole
    assert "10 of 21 pairs of departments (48%) can be told apart" in whole
    one = _words(
        exporting.slides(
            installation, reader, noon, BoardRequest(nao_2019.id, department_id="G", marking="SECRET")
        )
    )
    assert "Data maturity: Department G" in one
    assert "SECRET" in one
    assert "OFFICIAL" not in one


def test_slides_show_what_moved_since_the_departments_last_round(
    installation: Installation,
    administrator: Person,
    ada: Person,
    noon: datetime,
    treasury: Assessment,
) -> None:
    later = noon + timedelta(days=1)
    administering.open_round(
        installation, administrator, later, title="Summer", framework_id="two-themes", closes=None
    )
    summer = answering.start_assessment(installation, ada, later, round_id="summer", department_id="treasury")
    for assessment, level in ((treasury, 1), (summer, 3)):
        answer = Answer(state=State.LEVEL, level=level)
        answering.record_answer(
            installation, ada, later, assessment_id=assessment.id, statement_id="a1", answer=answer
        )
    for only in ("treasury", None):
        words = _words(exporting.slides(installation, ada, later, BoardRequest("summer", department_id=only)))
        # 1 ÷ 4, then 3 ÷ 4, of one statement in three: 8.3 to 75.0%, then 25.0 to 91.7%
        assert "Since Spring: too little is known to say (25.0%, then 75.0% of what is known)" in words
    assert "Since" not in _words(exporting.slides(installation, ada, later, BoardRequest("spring")))


def test_slides_hold_the_road_map_as_the_board_pack_does(
    installation: Installation,
    ada: Person,
    person: SomeoneOf,
    noon: datetime,
    treasury: Assessment,
    nao_2019: Round,
) -> None:
    answer = Answer(state=State.LEVEL, level=1)
    for statement in ("a1", "a2"):
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id=statement, answer=answer
        )
    action = Action(
        round_id="spring",
        title="Agree the plan",
        departments=("treasury",),
        rises=(Rise(statement_id="a1", to=3),),
        due=date(2026, 9, 1),
        one_off=7,
        yearly=0,
    )
    planning.propose_action(installation, ada, noon, action=action)
    for only in ("treasury", None):
        words = _words(exporting.slides(installation, ada, noon, BoardRequest("spring", department_id=only)))
        assert "as assessed in Spring; 1 action proposed, and none approved" in words
        assert "Approve or send back the proposed action: “Agree the plan” (£7 once and £0 a year)." in words
    auditor = person(Role.AUDITOR)
    lettered = _words(exporting.slides(installation, auditor, noon, BoardRequest("spring", letters=True)))
    published = _words(exporting.slides(installation, auditor, noon, BoardRequest(nao_2019.id)))
    for words in (lettered, published):
        assert "Road map" not in words
        assert "Agree the plan" not in words
        assert "to the targets" not in words


def test_slides_say_how_many_departments_the_reader_may_not_see(
    installation: Installation,
    person: SomeoneOf,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
) -> None:
    answering.submit(
        installation, person(Role.APPROVER), noon, assessment_id=treasury.id, assurance="Checked"
    )
    for move in (Move.BEGIN_REVIEW, Move.AGREE):
        reviewing.move_assessment(
            installation, person(Role.AUDITOR), noon, assessment_id=treasury.id, move=move
        )
    words = _words(exporting.slides(installation, person(Role.READER), noon, BoardRequest("spring")))
    assert (
        "1 of the 2 departments that have begun is shown; the other is not open to the reader yet." in words
    )
    assert "Status of those shown: Agreed" in words


@pytest.mark.usefixtures("treasury", "home_office")
def test_slides_by_letters_hold_no_name(
    installation: Installation, person: SomeoneOf, noon: datetime
) -> None:
    auditor = person(Role.AUDITOR)
    made = exporting.slides(installation, auditor, noon, BoardRequest("spring", letters=True))
    assert "Letters stand for departments" in _words(made)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        parts = [archive.read(name).lower() for name in archive.namelist()]
    assert any(b"peer a" in part for part in parts)
    assert not any(name in part for part in parts for name in (b"treasury", b"home office", b"home-office"))


def test_what_is_not_there_is_refused_by_name(
    installation: Installation, person: SomeoneOf, noon: datetime, nao_2019: Round
) -> None:
    reader = person(Role.READER)
    for make in (exporting.bundle, exporting.data):
        with pytest.raises(NotFound, match="no round “winter”"):
            make(installation, reader, round_id="winter")
    with pytest.raises(NotFound, match="no department in this round “Z”"):
        exporting.slides(installation, reader, noon, BoardRequest(nao_2019.id, department_id="Z"))


def test_a_bundle_says_what_the_history_says_and_no_more(
    installation: Installation, ada: Person, noon: datetime, treasury: Assessment, home_office: Assessment
) -> None:
    answer = Answer(state=State.LEVEL, level=2, evidence_date=date(2026, 1, 1))
    for assessment in (treasury,):
        answering.record_answer(
            installation, ada, noon, assessment_id=assessment.id, statement_id="a1", answer=answer
        )
    made = exporting.bundle(installation, ada, round_id="spring")
    verified = verify(made)
    assert verified.manifest.revision == installation.store.revision()
    assert "The page for a board is the one that was packed; it was not made again." in verified.checked
    assert exporting.bundle(installation, ada, round_id="spring") == made  # the page too
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        page = archive.read("page.pdf")
    assert page == exporting.brief(installation, ada, noon, BoardRequest("spring"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        history = archive.read("tables/history.csv").decode("utf-8-sig")
    assert "treasury" in history
    assert "home-office" not in history


def test_the_drafts_behind_an_agreed_assessment_leave_with_those_alone_who_may_see_them(
    installation: Installation, ada: Person, person: SomeoneOf, noon: datetime, treasury: Assessment
) -> None:
    for version, evidence in enumerate(("A draft that was taken back", "The plan")):
        answer = Answer(state=State.LEVEL, level=2, evidence=evidence, version=version)
        answering.record_answer(
            installation, ada, noon, assessment_id=treasury.id, statement_id="a1", answer=answer
        )
    auditor, reader = person(Role.AUDITOR), person(Role.READER)
    given: dict[str, Any] = {"assessment_id": treasury.id}
    answering.submit(installation, person(Role.APPROVER), noon, **given, assurance="Checked")
    for move in (Move.BEGIN_REVIEW, Move.AGREE):
        reviewing.move_assessment(installation, auditor, noon, **given, move=move)
    taken = {who.name: exporting.data(installation, who, round_id="spring") for who in (auditor, ada, reader)}
    assert all(b"The plan" in each for each in taken.values())
    assert [b"taken back" in each for each in taken.values()] == [True, True, False]
    for who in (auditor, ada):
        verify(exporting.bundle(installation, who, round_id="spring"))
    with pytest.raises(NotPermitted):
        exporting.bundle(installation, reader, round_id="spring")


def test_the_road_map_of_an_agreed_assessment_leaves_without_its_earlier_drafts(
    installation: Installation,
    person: SomeoneOf,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
) -> None:
    def proposed(title: str, *departments: str) -> Action:
        action = Action(
            round_id="spring",
            title=title,
            departments=departments,
            rises=(Rise(statement_id="a1", to=2),),
            due=date(2026, 6, 30),
        )
        by = person(Role.CONTRIBUTOR, departments[0])
        return planning.propose_action(installation, by, noon, action=action)

    first = proposed("As it was first called", "home-office", "treasury")
    renamed = first.model_copy(update={"title": "Together"})
    planning.change_action(installation, person(Role.CONTRIBUTOR, "home-office"), noon, action=renamed)
    proposed("The Home Office's own", "home-office")
    given: dict[str, Any] = {"assessment_id": treasury.id}
    answering.submit(installation, person(Role.APPROVER), noon, **given, assurance="Checked")
    for move in (Move.BEGIN_REVIEW, Move.AGREE):
        reviewing.move_assessment(installation, person(Role.AUDITOR), noon, **given, move=move)
    taken = {
        who.name: exporting.data(installation, who, round_id="spring")
        for who in (person(Role.AUDITOR), person(Role.CONTRIBUTOR, "treasury"), person(Role.READER))
    }
    # A shared action is the Treasury's too: whoever sees its road map sees it whole, with whom it is shared.
    assert all(b"Together" in each for each in taken.values())
    assert [b"first called" in each for each in taken.values()] == [True, True, False]
    assert [b"The Home Office's own" in each for each in taken.values()] == [True, False, False]


def test_a_board_is_told_the_same_where_no_word_was_read(installation: Installation, noon: datetime) -> None:
    """Levels with whether there is evidence tell page, slides and asks what all the words tell them."""
    me = local_person()
    demo.make_up(installation, me, noon, number=8, rounds_made=2, seed=3)
    rounds = [each for each in administering.every_round(installation, me) if not each.published]
    blind = administering.register_person(
        installation, me, noon, name="Bo", roles=[(Role.AUDITOR, EVERY_DEPARTMENT)]
    )
    begin_blind_review(installation, blind, noon, round_id=rounds[0].id, sample=False)
    ((_, one), *_) = answering.assessments_to_answer(installation, me, round_id=rounds[0].id)
    high = 0
    for who, round_, view in product((me, blind), rounds, View):
        for only, letters in ((None, False), (None, True), (one.id, False)):
            asked = BoardRequest(round_.id, only, view, letters)
            words, levels = (
                exporting.facts(installation, who, noon, asked, words=each) for each in (True, False)
            )
            if letters:  # as page and slides are told it
                words, levels = (replace(each, movement=None) for each in (words, levels))
            assert brief.describe(levels) == brief.describe(words), asked
            assert deck.describe(levels) == deck.describe(words), asked
            assert doubts(levels) == doubts(words)
            assert levels.comparison.high_levels == words.comparison.high_levels
            high += bool(levels.comparison.high_levels[1])
    assert high  # somewhere a high level has no evidence
