"""Pages read the rounds that they show, as levels where levels are scored, and after a save only what it touched."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, local_person
from maturity.assessment.round import Status
from maturity.briefing.facts import Facts
from maturity.pages.comparing import filters
from maturity.services import administering, answering, deleting, demo, exporting
from maturity.services.deleting import Deletable, DeletableKind
from maturity.services.installation import Installation
from maturity.store import answers, levels
from maturity.store.tables import AnswerRow

ME = local_person()
NOW = datetime.now(UTC)
Visit = Callable[..., AppTest]


@contextmanager
def asked(held: Installation) -> Iterator[list[tuple[str, str]]]:
    """What is asked of the database meanwhile: the first table of each statement, and what it is asked for."""
    found: list[tuple[str, str]] = []

    def hear(*given: object) -> None:
        table = str(given[2]).split("FROM ", 1)[-1].split()[0].rstrip(",")
        found.append((table, str(given[3])))

    event.listen(held.store._engine, "before_cursor_execute", hear)
    yield found
    event.remove(held.store._engine, "before_cursor_execute", hear)


@pytest.fixture
def four_rounds(held: Installation, monkeypatch: pytest.MonkeyPatch) -> Installation:
    """A small made-up government whose rounds are read as those of a large one are."""
    demo.make_up(held, ME, NOW, number=12, rounds_made=4, seed=1)
    monkeypatch.setattr(levels, "FEW", 0)
    return held


def save(held: Installation) -> None:
    """An answer of somebody else, in the open round."""
    open_round = next(each for each in administering.every_round(held, ME) if each.is_open(NOW.date()))
    there = answering.assessments_to_answer(held, ME, round_id=open_round.id)
    assessment = next(each for each, _ in there if each.status is Status.DRAFT)
    view = answering.assessment_view(held, ME, assessment_id=assessment.id)
    statement = view.framework.statements[0]
    kept = view.answers.get(statement.id)
    said = Answer(
        state=State.LEVEL, level=1 if kept and kept.level == 2 else 2, version=kept.version if kept else 0
    )
    answering.record_answer(
        held, ME, NOW, assessment_id=assessment.id, statement_id=statement.id, answer=said
    )


def words_read(monkeypatch: pytest.MonkeyPatch) -> list[AnswerRow]:
    """The answers that are read with all their words from now on."""
    made: list[AnswerRow] = []
    as_kept = answers.held_in

    def held_in(row: AnswerRow) -> Answer:
        made.append(row)
        return as_kept(row)

    monkeypatch.setattr(answers, "held_in", held_in)
    return made


PAGES = {
    # How often answers of a round are read: at first, and after a save in the open one.
    "compare": (2, 1),  # with what was published
    "over_time": (4, 1),
    "portfolio": (1, 1),
    "road_map": (3, 2),
    "government": (3, 2),  # levels, and of the round shown whether there is evidence
    "pack": (3, 2),  # the same
    "administration": (0, 0),
}


@pytest.mark.parametrize(("page", "first", "after"), [(key, *each) for key, each in PAGES.items()])
def test_a_page_reads_the_rounds_that_it_shows(
    four_rounds: Installation,
    visit: Visit,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    first: int,
    after: int,
) -> None:
    made = words_read(monkeypatch)

    def reads() -> tuple[int, int, int, int]:
        made.clear()
        with asked(four_rounds) as found:
            assert not visit(page).exception
        tables = [table for table, _ in found]
        plans = max(tables.count("targets"), tables.count("actions"))
        return tables.count("answers"), tables.count("findings"), plans, len(made)

    four_rounds.store.memory.forget()
    cold = reads()
    save(four_rounds)
    warm = reads()
    again = reads()
    assert cold[0] <= first
    assert warm[0] <= after
    assert again[:3] == (0, 0, 0)
    assert cold[3] == warm[3] == 0  # not a word is read where levels are scored


def test_one_statement_reads_the_words_of_the_departments_on_its_page(
    four_rounds: Installation, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filters, "PAGE", 5)
    made = words_read(monkeypatch)

    def reads() -> list[AnswerRow]:
        made.clear()
        with asked(four_rounds) as found:
            assert not visit("statement").exception
        assert [table for table, _ in found].count("answers") <= 2  # levels, and the words shown
        return list(made)

    four_rounds.store.memory.forget()
    cold = reads()
    save(four_rounds)
    warm = reads()
    for each in (cold, warm):
        assert 0 < len(each) <= 5
        assert len({row.statement_id for row in each}) == 1
    assert reads() == []


@pytest.mark.parametrize("page", ["pack", "government"])
def test_what_a_board_is_told_is_gathered_once_for_a_page(
    four_rounds: Installation, visit: Visit, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    gathered: list[bool] = []
    as_told = exporting.facts

    def facts(*given: Any, words: bool = False) -> Facts:
        gathered.append(words)
        return as_told(*given, words=words)

    monkeypatch.setattr(exporting, "facts", facts)
    for _ in range(2):
        assert not visit(page).exception
    assert gathered == [False]
    save(four_rounds)
    assert not visit(page).exception
    assert gathered == [False, False]


def test_what_was_made_by_mistake_is_looked_for_where_that_is_opened(
    four_rounds: Installation, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[DeletableKind] = []
    made = words_read(monkeypatch)
    as_found = deleting.deletable

    def deletable(held: Installation, who: Person, *, kind: DeletableKind) -> list[Deletable]:
        looked_for.append(kind)
        return as_found(held, who, kind=kind)

    monkeypatch.setattr(deleting, "deletable", deletable)
    app = visit("administration")
    assert looked_for == []
    app.session_state["delete-what"] = True
    app.session_state["what to delete"] = DeletableKind.ASSESSMENT
    app.run()
    assert looked_for == [DeletableKind.ASSESSMENT]
    assert made == []  # answers are counted
