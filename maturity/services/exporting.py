"""A round taken elsewhere: to a board as a spreadsheet or slides, to an analyst as data, to an auditor to verify.

What writes the files takes its time to be imported, and is imported where they are written.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session

from maturity.assessment.message import Message
from maturity.assessment.people import LOCAL, NotPermitted, Permission, Person, local_person
from maturity.briefing import forecast, standing
from maturity.briefing.asks import asks
from maturity.briefing.doubts import doubts
from maturity.briefing.facts import Facts, Head, Movement
from maturity.briefing.marking import OFFICIAL
from maturity.briefing.movement import finding as what_moved
from maturity.briefing.movement import who_moved
from maturity.briefing.themes import instead_of_a_score
from maturity.bundle import packing
from maturity.bundle.record import Record, SetAside, record
from maturity.framework.model import Framework
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.compare import Comparison, View
from maturity.services.apart import apart
from maturity.services.blind_reviewing import hidden_entries_in
from maturity.services.comparing import OneIsNamed, benchmark_in, comparison_in, grounds_in, lettered_in
from maturity.services.installation import Installation
from maturity.services.road_maps import exported_in, forecast_in
from maturity.services.trends import agreement_in, bridge_into_in
from maturity.services.working_papers import papers_in
from maturity.slides.deck import NothingToPresent
from maturity.store import answers, findings, history, messages, people
from maturity.store.database import revision_in
from maturity.store.remembering import WHOLE_HISTORY, note_parts, resting_on
from maturity.wording import headed

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class BoardRequest:
    """What a board is to be told of: a round, or one department in it.

    `view` and `letters` as in comparison: with letters no road map leaves either, nor a message to the board, whose
    words may name departments. `marking` is the classification. Raises OneIsNamed for letters of one department.
    """

    round_id: str
    department_id: str | None = None
    view: View = View.SELF
    letters: bool = False
    marking: str = OFFICIAL

    def __post_init__(self) -> None:
        if self.letters and self.department_id is not None:
            raise OneIsNamed

    @property
    def file_name(self) -> str:
        """What a file's name says of what is in it: “spring-kent-audited”."""
        only = self.department_id or ("letters" if self.letters else "")
        return "-".join(filter(None, [self.round_id, only, self.view if self.view is View.AUDITED else ""]))


@apart
def data(installation: Installation, person: Person, *, round_id: str) -> bytes:
    """All of a round that the person may see, by both words, as CSV tables and one JSON document: a .zip.

    The history is of those assessments whose drafts the person may see, and of their actions: it tells how they
    came about.
    """
    return packing.data(*_record(installation, person, round_id))


@apart
def bundle(installation: Installation, person: Person, *, round_id: str) -> bytes:
    """The same with the framework and a manifest, which bundle.verifying checks without a database: a .zip.

    The same data gives the same bytes. Answers and road maps are held against their history, so a bundle of a live
    round has only the assessments whose drafts the person may see; raises NotPermitted where there are some, but none
    such.
    """
    made, framework = _record(installation, person, round_id, whole=True)
    return packing.bundle(made, framework, _page_of(installation, person, made))


def _page_of(installation: Installation, person: Person, made: Record) -> bytes | None:
    """The page for a board on what a bundle holds; None where that is no department.

    Dated by the last change kept, so that the same data gives the same bytes. Of some departments of those that the
    person may see, nothing is told of plans and movement, which are of all of them.
    """
    keys = {each.department.id for each in made.assessed}
    if not keys:
        return None
    with installation.store.reading() as session:
        at = history.last_changed(session)
    told = facts(installation, person, at, BoardRequest(made.round.id))
    if keys != told.comparison.departments.keys():
        some = told.comparison.only(key for key in told.comparison.departments if key in keys)
        told = replace(told, comparison=some, plan=None, movement=None, agreement=None)
    from maturity.document.brief import describe
    from maturity.document.typeset import typeset

    return typeset(describe(told))


def _record(
    installation: Installation, person: Person, round_id: str, *, whole: bool = False
) -> tuple[Record, Framework]:
    """What the person may see of a round; `whole`: only where they may see all of its history too."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(session, installation, person, round_id=round_id, words=True)
        drafts = {
            key for key in compared.departments if compared.round.published or person.may_see_drafts(key)
        }
        if whole:
            if compared.departments and not drafts:
                raise NotPermitted(person, Permission.SEE_EVERY_ASSESSMENT)
            compared = compared.only(key for key in compared.departments if key in drafts)
        framework = installation.edition_of(session, compared.round)
        corrected = framework.content_hash != compared.round.framework_hash
        road_maps, outside = exported_in(session, installation, compared)
        entries = history.entries(
            session,
            assessments=[compared.assessments[key].id for key in drafts],
            actions=[action.id for action in road_maps.actions if drafts & set(action.departments)],
            round_id=round_id,
            corrected=framework.content_hash if corrected else "",
            hidden=hidden_entries_in(session, installation, person),
            papers=person.may(Permission.REVIEW),
        )
        papers = papers_in(session, compared) if person.may(Permission.REVIEW) else None
        apart = _set_aside(session, compared)
        _, head = history.head(session)
        written = messages.of_round(session, round_id).values()
    told = [each for each in written if each.department_id in {None, *compared.departments}]
    return record(compared, road_maps, outside, told, entries, head, papers, apart), framework


def _set_aside(session: Session, compared: Comparison) -> dict[str, SetAside]:
    """What is kept of statements that departments are not asked any more, by department."""
    if compared.asks_all:
        return {}
    ids = {compared.assessments[key].id: key for key in compared.departments}
    said = answers.of_assessments(session, list(ids))
    found = findings.of_assessments(session, list(ids))

    def apart(key: str, given: Mapping[str, Kept]) -> dict[str, Kept]:
        kept = {each: of for each, of in given.items() if not compared.is_asked(key, each)}
        return {each: of for each, of in kept.items() if compared.is_shown(key, each)}

    return {key: (apart(key, said[number]), apart(key, found[number])) for number, key in ids.items()}


def facts(
    installation: Installation,
    person: Person,
    at: datetime,
    request: BoardRequest,
    *,
    words: bool = False,
) -> Facts:
    """What the person may tell a board: behind page, pack and slides alike. What was written is read only with
    `words`, which the pack alone is made of.
    """
    person.must(Permission.SEE_PUBLISHED)
    only = request.department_id
    plan = moved = None
    with installation.store.reading() as session:
        compared = comparison_in(
            session,
            installation,
            person,
            round_id=request.round_id,
            department_id=only,
            view=request.view,
            words=words,
        )
        with resting_on():  # it says when this was read, and nothing of what
            compared = replace(compared, revision=revision_in(session))
            head = Head(*history.head(session), history.last_changed(session))
        if compared.levels_read is not None:
            compared = replace(compared, grounds=grounds_in(session, compared))
        if compared.departments and not compared.round.published:
            moved = bridge_into_in(session, installation, person, compared)
            plan = (
                None if request.letters else forecast_in(session, installation, person, compared, at.date())
            )
        others = published = lettered = agreed = None
        if only is not None and not compared.round.published:
            others, published, lettered = _beside_one(session, installation, person, compared, only)
        if not request.letters and not compared.round.published:
            agreed = agreement_in(session, installation, compared, compared.departments)
        if request.letters:
            compared = lettered_in(session, compared)
        message = None if request.letters else messages.of_round(session, request.round_id).get(only)
        names = people.named(session, tuple(_named(compared, plan, message)))
    return Facts(
        comparison=compared.set_apart(),
        at=at,
        marking=request.marking,
        made_by=person.name,
        names={LOCAL: local_person().name, **names},
        plan=plan,
        movement=Movement(*moved) if moved else None,
        others=others,
        published=published,
        lettered=lettered,
        agreement=agreed,
        head=head,
        message=message,
    )


def _beside_one(
    session: Session, installation: Installation, person: Person, compared: Comparison, department_id: str
) -> tuple[Comparison, Comparison | None, Comparison]:
    """What stands behind and beside a department alone: its whole round, what was published, and the others with
    letters; on what was asked of it.
    """
    others = comparison_in(session, installation, person, round_id=compared.round.id, view=compared.view).on(
        compared.framework
    )
    published = benchmark_in(session, installation, person, compared.framework.id)
    rest = others.only(key for key in others.departments if key != department_id)
    return others, published.on(compared.framework) if published else None, lettered_in(session, rest)


@dataclass(frozen=True)
class BoardPage:
    """What pack, slides and page will look like and say, and what they will ask of the board."""

    picture: bytes  # of the one page, as PNG
    says: tuple[str, ...]
    asks: tuple[str, ...]


@apart
def board_page(installation: Installation, person: Person, at: datetime, request: BoardRequest) -> BoardPage:
    """What whoever is about to take something to a board looks at first.

    Raises NothingToPresent where the person may see no department.
    """
    told = _presented(installation, person, at, request)
    from maturity.document.brief import describe
    from maturity.document.typeset import look_of_page

    return BoardPage(
        picture=look_of_page(describe(told)),
        says=(
            *told.word,
            *(
                standing.standing_in_words(told.comparison)
                if told.one is None
                else [f"{headed(standing.where(told))}."]
            ),
            *standing.among_others(told),
            *instead_of_a_score(told.comparison),
            *standing.not_shown(told.comparison),
            *(doubt.sentence for doubt in doubts(told)),
        ),
        asks=tuple(ask.sentence for ask in asks(told)),
    )


@dataclass(frozen=True)
class RoundInWords:
    """What a board is told of a round beside its levels: what moved, how promises were kept, what is asked of it."""

    moved: tuple[str, ...]  # nothing where no round came before
    kept: str  # nothing where no promise was made
    asked: tuple[str, ...]


@apart
def round_in_words(
    installation: Installation, person: Person, at: datetime, request: BoardRequest
) -> RoundInWords:
    """The sentences of the one page of a round on the screen that are made of more than its levels."""
    told = facts(installation, person, at, request)
    moved, prospect = told.movement, told.plan.prospect if told.plan else None
    return RoundInWords(
        (f"{what_moved(told, moved)}.", *who_moved(told.movers)) if moved else (),
        forecast.kept(prospect) if prospect else "",
        tuple(f"{ask.about.value}: {ask.sentence}" for ask in asks(told)),
    )


def _named(compared: Comparison, plan: Forecast | None, message: Message | None) -> set[str]:
    """The ids of all whom a board is told of: who submitted, agreed, accepted a gap or wrote the message."""
    kept = compared.assessments.values()
    accepted = [each for gaps in plan.accepted.values() for each in gaps.values()] if plan else []
    found = {each.submitted_by for each in kept} | {each.agreed_by for each in kept}
    found |= {each.changed_by for each in accepted} | {message.changed_by if message else None}
    return {each for each in found if each}


@apart
def board_pack(
    installation: Installation,
    person: Person,
    at: datetime,
    request: BoardRequest,
    *,
    tell: Callable[[float], None] | None = None,
) -> bytes:
    """The board pack, as an .xlsx workbook; `tell` hears what share of the work is done, 0 to 1."""
    from maturity.workbook import pack, write

    told = pack.describe(facts(installation, person, at, request, words=True))
    return write.workbook(told, tell or write.nobody)


@apart
def brief(
    installation: Installation,
    person: Person,
    at: datetime,
    request: BoardRequest,
) -> bytes:
    """One page for a board: a tagged PDF, the same bytes from the same data.

    It is dated by the last change of anything kept, not by when it was made. Raises NothingToPresent where the person
    may see no department.
    """
    from maturity.document.brief import describe
    from maturity.document.typeset import typeset

    return typeset(describe(_presented(installation, person, at, request)))


@apart
def slides(installation: Installation, person: Person, at: datetime, request: BoardRequest) -> bytes:
    """Five to ten slides for a board: a .pptx whose charts can be edited.

    Raises NothingToPresent where the person may see no department.
    """
    from maturity.slides import deck, write

    return write.presentation(deck.describe(_presented(installation, person, at, request)))


def _presented(installation: Installation, person: Person, at: datetime, request: BoardRequest) -> Facts:
    """The facts; with letters without what moved, as each round has letters of its own."""
    told = facts(installation, person, at, request)
    if not told.departments:
        raise NothingToPresent(told.comparison.round.title)
    note_parts([WHOLE_HISTORY])  # it is dated by the last change of anything kept
    return replace(told, movement=None) if request.letters else told
