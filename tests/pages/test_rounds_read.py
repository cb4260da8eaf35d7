"""Pages read the rounds that they show, as levels where levels are scored, and after a save only what it touched."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session
from streamlit.testing.v1 import AppTest

from maturity.assessment import grounds
from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Assessment, Status
from maturity.briefing.facts import Facts
from maturity.framework.model import Framework
from maturity.pages.comparing import filters
from maturity.services import administering, answering, deleting, demo, exporting
from maturity.services.deleting import Deletable, DeletableKind
from maturity.services.installation import Installation
from maturity.store import answers, levels
from maturity.store.tables import AnswerRow

ME = local_person()
NOW = datetime.now(UTC)
FRAMEWORK = "nao-data-2019"
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
    """A small made-up government whose rounds are read as those of a large one are: whole, and then mended."""
    demo.make_up(held, ME, NOW, number=12, rounds_made=4, seed=1)
    monkeypatch.setattr(levels, "FEW", 1)
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


@dataclass
class Reads:
    """What was read of rounds: as arrays the round and how many of its assessments; as objects of which assessments;
    and of how many answers the words were gone through.
    """

    levels: list[tuple[str, int]] = field(default_factory=list)
    grounds: list[tuple[str, int]] = field(default_factory=list)
    objects: set[int] = field(default_factory=set)
    worded: int = 0
    arrays: tuple[Any, ...] = ()
    """What the store's memory knows the readings of arrays by."""

    def forget_what_was_made_of_arrays(self, held: Installation) -> None:
        for question in list(held.store.memory._kept):
            if not (isinstance(question, tuple) and question[0] in self.arrays):
                held.store.memory.forget(question)

    def clear(self) -> None:
        self.levels.clear()
        self.grounds.clear()
        self.objects.clear()
        self.worded = 0


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Reads:
    """Counted beneath all that is remembered."""
    found = Reads()

    def hear(name: str, heard: list[tuple[str, int]]) -> Callable[..., Any]:
        read = getattr(levels, name)

        def reading(
            session: Session, framework: Framework, round_id: str, there: Sequence[Assessment]
        ) -> Any:
            heard.append((round_id, len(there)))
            return read(session, framework, round_id, there)

        monkeypatch.setattr(levels, name, reading)
        return reading

    def held_in(row: AnswerRow) -> Answer:
        found.objects.add(row.assessment_id)
        return as_kept(row)

    def number_of_words(text: str) -> int:
        found.worded += 1
        return numbered(text)

    as_kept, numbered = answers.held_in, grounds.number_of_words
    monkeypatch.setattr(answers, "held_in", held_in)
    monkeypatch.setattr(levels, "number_of_words", number_of_words)
    found.arrays = (hear("_read", found.levels), hear("_read_grounds", found.grounds))
    return found


def officer_of_one(held: Installation) -> Person:
    """Who leads the assessments of the fewest departments."""
    every = administering.every_person(held, ME)
    leads = [each for each in every if any(role is Role.APPROVER for role, _ in each.roles)]
    return min(leads, key=lambda each: (len(each.roles), each.id))


def round_of(year: int) -> str:
    return f"made-up-round-{year}"


NEW = round_of(2026)
EVERY_YEAR = range(2023, 2027)
PAGES: dict[str, tuple[str, dict[str, str], Collection[int], Collection[int], int]] = {
    # The page; the years of the rounds that are shown, and of those of which it is shown what answers rest on; of how
    # many assessments answers are read as objects, with all their words.
    "compare": ("compare", {}, [2026], [], 0),
    "over time": ("over_time", {}, EVERY_YEAR, [], 0),
    "portfolio": ("portfolio", {}, [2026], [], 0),
    "road map": ("road_map", {}, [2025, 2026], [], 0),
    "on one page": ("government", {}, [2025, 2026], [2026], 0),
    "board pack": ("pack", {}, [2025, 2026], [2026], 0),
    "administration": ("administration", {}, [], [], 0),
    "home, who oversees": ("home", {}, EVERY_YEAR, [2026], 0),  # with the trend, and where to look first
    "home, a department": ("home", {"as": "officer"}, [2025, 2026], [], 2),  # its own, and the round before
    "review": ("review", {}, [2025, 2026], [2026], 1),  # with jumps since the round before
    "working papers": ("review", {"papers": "yes"}, [2025, 2026], [2026], 0),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_the_rounds_that_it_shows(
    four_rounds: Installation, visit: Visit, reads: Reads, name: str
) -> None:
    page, query, years, rest, worded = PAGES[name]
    if "as" in query:
        query = {"as": officer_of_one(four_rounds).id}

    def open_page() -> list[str]:
        """The tables of answers and plans that were asked."""
        reads.clear()
        with asked(four_rounds) as found:
            assert not visit(page, **query).exception
        return [table for table, _ in found if table in ("answers", "findings", "targets", "actions")]

    four_rounds.store.memory.forget()
    open_page()
    assert {each for each, _ in reads.levels} == {round_of(year) for year in years}
    assert {each for each, _ in reads.grounds} == {round_of(year) for year in rest}
    whole = [each for each, number in reads.levels + reads.grounds if number > 1]
    assert len(whole) <= len(years) + len(rest)  # none of them twice
    assert len(reads.objects) <= worded  # nothing is read with its words but what is shown with them
    # After a save, and with nothing at hand but the arrays of each round, what was touched alone is read again.
    for _ in range(2):
        save(four_rounds)
        reads.forget_what_was_made_of_arrays(four_rounds)
        open_page()
        own = {(round_of(year), 1) for year in years} if "as" in query else set()
        assert set(reads.levels + reads.grounds) <= {(NEW, 1)} | own
        assert reads.worded <= (len(four_rounds.frameworks[FRAMEWORK].statements) if rest else 0)
        assert len(reads.objects) <= worded
    again = open_page()
    assert (reads.levels, reads.grounds, reads.worded) == ([], [], 0)
    assert len(reads.objects) <= worded
    if not worded:
        assert not again


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
