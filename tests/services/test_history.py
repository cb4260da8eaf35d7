from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Assessment, Move, Round
from maturity.history.chain import ChainBroken, HeadUnknown, KeptOtherwise
from maturity.services import administering, answering, demo, history, reviewing
from maturity.services.history import HistoryEnd, HistoryEntry
from maturity.services.installation import Installation
from maturity.store.tables import AnswerRow

HOUR = timedelta(hours=1)


@pytest.fixture
def auditor(person: Callable[..., Person]) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def busy(
    installation: Installation,
    administrator: Person,
    ada: Person,
    auditor: Person,
    noon: datetime,
    treasury: Assessment,
    home_office: Assessment,
) -> Installation:
    """Entries 1 to 6: a round, its framework, and two departments with a draft each; then the following."""
    administering.register_person(  # 7
        installation, administrator, noon, name="Bo *Bold*", roles=[(Role.APPROVER, "treasury")]
    )
    level = Answer(state=State.LEVEL, level=2, evidence="A plan")
    answering.record_answer(  # 8, by the Treasury's contributor an hour later
        installation, ada, noon + HOUR, assessment_id=treasury.id, statement_id="a1", answer=level
    )
    higher = Answer(state=State.LEVEL, level=3, evidence="A plan", links=("https://a.example",), version=1)
    answering.record_answer(  # 9, by whoever sits at this computer
        installation,
        local_person(),
        noon + 2 * HOUR,
        assessment_id=treasury.id,
        statement_id="a1",
        answer=higher,
    )
    answering.assign(  # 10
        installation, ada, noon + 2 * HOUR, assessment_id=treasury.id, statement_ids=["b1"], to="bo-bold"
    )
    answering.submit(  # 11
        installation, local_person(), noon + 3 * HOUR, assessment_id=treasury.id, assurance="Checked"
    )
    reviewing.move_assessment(  # 12
        installation,
        auditor,
        noon + 4 * HOUR,
        assessment_id=treasury.id,
        move=Move.SEND_BACK,
        why="Look again",
    )
    return installation


def _numbers(page: history.HistoryPage) -> list[int]:
    return [entry.change.number for entry in page.entries]


def test_an_auditor_sees_every_entry_the_newest_first(busy: Installation, auditor: Person) -> None:
    page = history.changes(busy, auditor)
    assert _numbers(page) == [*range(12, 0, -1)]
    assert (page.number, page.pages, page.total) == (1, 1, 12)


def test_a_department_sees_its_own_assessment_and_what_all_may_see(busy: Installation, ada: Person) -> None:
    # The Home Office's draft (6) and the register (7) are not hers to see.
    assert _numbers(history.changes(busy, ada)) == [12, 11, 10, 9, 8, 5, 4, 3, 2, 1]


def test_somebody_sees_their_own_place_in_the_register(busy: Installation) -> None:
    bo = Person(id="bo-bold", name="Bo", roles=frozenset({(Role.READER, "*")}))
    assert 7 in _numbers(history.changes(busy, bo))


def test_an_administrator_sees_no_words_of_a_draft(busy: Installation, administrator: Person) -> None:
    found = history.changes(busy, administrator)
    assert _numbers(found) == [7, 5, 3, 2, 1]
    assert "A plan" not in repr(found)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({"who": "auditor"}, [12]),
        ({"who": "nobody"}, []),
        ({"kind": "answer"}, [9, 8]),
        ({"department_id": "home-office"}, [6, 5]),
        ({"department_id": "treasury", "kind": "assessment"}, [12, 11, 4]),
        ({"round_id": "spring"}, [12, 11, 10, 9, 8, 6, 4, 1]),
        ({"round_id": "spring", "department_id": "home-office"}, [6]),
        ({"department_id": "elsewhere"}, []),
    ],
)
def test_entries_are_found_by_who_what_and_where(
    wanted: dict[str, Any], numbers: list[int], busy: Installation, auditor: Person
) -> None:
    # 1 round, 2 its framework, 3 Treasury, 4 its draft, 5 Home Office, 6 its draft
    assert _numbers(history.changes(busy, auditor, **wanted)) == numbers


def test_entries_are_found_by_time(busy: Installation, auditor: Person, noon: datetime) -> None:
    since, until = noon + 2 * HOUR, noon + 4 * HOUR
    assert _numbers(history.changes(busy, auditor, since=since, until=until)) == [11, 10, 9]


@pytest.mark.parametrize(
    ("asked", "given", "numbers"),
    [(1, 1, [12, 11, 10, 9, 8]), (3, 3, [2, 1]), (9, 3, [2, 1]), (0, 1, [12, 11, 10, 9, 8])],
)
def test_entries_come_in_pages(
    asked: int, given: int, numbers: list[int], busy: Installation, auditor: Person
) -> None:
    page = history.changes(busy, auditor, page=asked, most=5)
    assert (_numbers(page), page.number, page.pages, page.total) == (numbers, given, 3, 12)


def lines(entry: HistoryEntry) -> list[str]:
    """“Evidence: nothing → A plan” of each part; the level has no name."""
    told = entry.told
    return [
        f"{part.name}: {told.from_to(part)}" if part.name else told.from_to(part) for part in told.changed
    ]


def test_an_entry_is_told_in_words(busy: Installation, auditor: Person) -> None:
    told = {entry.change.number: entry for entry in history.changes(busy, auditor).entries}
    framework = busy.frameworks["two-themes"]
    label, other = (framework.by_id[each].label for each in ("a1", "b1"))
    names = {level: each.name for level, each in framework.scale_of(framework.by_id["a1"]).by_value.items()}
    assert told[7].told.what == "Registered Bo *Bold*"
    assert "Roles: approver of Treasury" in lines(told[7])
    assert (told[8].department, told[8].round) == ("Treasury", "Spring")
    assert told[8].told.what == f"Answered “{label}”"
    assert lines(told[8]) == [f"Not answered → 2 {names[2]}", "Evidence: nothing → A plan"]
    assert told[9].who == "The person at this computer (without sign-in)"
    assert told[9].change.local
    assert lines(told[9]) == [f"2 {names[2]} → 3 {names[3]}", "Links: nothing → https://a.example"]
    assert told[10].told.what == f"Asked Bo *Bold* to answer “{other}”"
    assert told[11].told.what == "Submitted the assessment"
    assert lines(told[11])[0] == "Status: Draft → Submitted"
    assert lines(told[11])[1] == "Statement of assurance: nothing → Checked"
    assert (told[12].told.what, told[12].change.why) == ("Sent the assessment back", "Look again")
    assert (told[4].told.what, lines(told[4])) == ("Started the assessment", ["Status: Draft"])
    assert told[1].told.what == "Opened the round “Spring”"


def test_the_head_is_that_of_the_last_entry(busy: Installation, ada: Person, auditor: Person) -> None:
    head = history.history_end(busy, ada)
    assert head.number == 12
    assert len(head.hash) == 64
    assert history.verify(busy, auditor).end == head


def test_a_head_that_was_printed_is_in_the_history_for_ever(
    busy: Installation, administrator: Person, auditor: Person, noon: datetime
) -> None:
    printed = history.history_end(busy, auditor).hash
    administering.add_department(busy, administrator, noon, name="Later")
    assert history.verify(busy, auditor, printed=printed).end.number == 13
    with pytest.raises(HeadUnknown, match="copied wrongly, or the history was rewritten"):
        history.verify(busy, auditor, printed=printed[::-1])
    published = [HistoryEnd(0, "0" * 64), HistoryEnd(12, printed)]
    assert history.verify(busy, auditor, published=published).end.number == 13
    for elsewhere in (11, 13, 10**30):
        with pytest.raises(HeadUnknown, match=f"entry {elsewhere} does not have the hash"):
            history.verify(busy, auditor, published=[*published, HistoryEnd(elsewhere, printed)])


def test_an_answer_changed_by_hand_is_named(
    busy: Installation, auditor: Person, ada: Person, treasury: Assessment, spring: Round, noon: datetime
) -> None:
    with busy.store.transaction(ada, noon) as transaction:
        transaction.session.get_one(AnswerRow, (treasury.id, "a1")).level = 4
    told = rf"the answer on the statement “a1” in assessment {treasury.id} .*“treasury”.*“spring”"
    with pytest.raises(KeptOtherwise, match=told):
        history.verify(busy, auditor)


def test_a_broken_chain_is_named_before_anything_else(
    busy: Installation, auditor: Person, ada: Person, noon: datetime
) -> None:
    with busy.store.transaction(ada, noon) as transaction:
        for name in ("history_keeps_entries", "history_loses_nothing"):
            transaction.session.execute(text(f"DROP TRIGGER {name}"))
        transaction.session.execute(text("DELETE FROM history WHERE number = 4"))
    with pytest.raises(ChainBroken, match="at entry 4"):
        history.verify(busy, auditor)


def test_a_made_up_government_agrees_with_its_history(
    installation: Installation, auditor: Person, noon: datetime
) -> None:
    demo.make_up(installation, local_person(), noon, number=4, rounds_made=2)
    assert history.verify(installation, auditor).end.number > 100
