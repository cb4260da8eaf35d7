"""A round taken elsewhere: to a board as a spreadsheet or slides, to an analyst as data, to an auditor to verify."""

from dataclasses import replace
from datetime import datetime

from maturity.assessment.people import LOCAL, NotPermitted, Permission, Person, local_person
from maturity.briefing.facts import Facts, Head, Movement
from maturity.briefing.marking import OFFICIAL
from maturity.bundle import packing
from maturity.bundle.record import Record, record
from maturity.document.brief import describe
from maturity.document.typeset import typeset
from maturity.framework.model import Framework
from maturity.scoring.compare import View
from maturity.services.comparing import OneIsNamed, benchmark_in, comparison_in, lettered_in
from maturity.services.installation import Installation
from maturity.services.road_maps import exported_in, forecast_in
from maturity.services.trends import bridge_into_in
from maturity.slides import deck, write
from maturity.slides.deck import NothingToPresent
from maturity.store import history, messages, people
from maturity.workbook import pack
from maturity.workbook import write as workbook


def data(installation: Installation, person: Person, *, round_id: str) -> bytes:
    """All of a round that the person may see, by both words, as CSV tables and one JSON document: a .zip.

    The history is of those assessments whose drafts the person may see, and of their actions: it tells how they
    came about.
    """
    return packing.data(*_record(installation, person, round_id))


def bundle(installation: Installation, person: Person, *, round_id: str) -> bytes:
    """The same with the framework and a manifest, which bundle.verifying checks without a database: a .zip.

    The same data gives the same bytes. Answers and road maps are held against their history, so a bundle of a live
    round has only the assessments whose drafts the person may see; raises NotPermitted where there are some, but none
    such.
    """
    return packing.bundle(*_record(installation, person, round_id, whole=True))


def _record(
    installation: Installation, person: Person, round_id: str, *, whole: bool = False
) -> tuple[Record, Framework]:
    """What the person may see of a round; `whole`: only where they may see all of its history too."""
    person.must(Permission.SEE_PUBLISHED)
    with installation.store.reading() as session:
        compared = comparison_in(session, installation, person, round_id=round_id)
        drafts = {
            key for key in compared.departments if compared.round.published or person.may_see_drafts(key)
        }
        if whole:
            if compared.departments and not drafts:
                raise NotPermitted(person, Permission.SEE_EVERY_ASSESSMENT)
            compared = compared.only(key for key in compared.departments if key in drafts)
        road_maps, outside = exported_in(session, compared)
        entries = history.entries(
            session,
            assessments=[compared.assessments[key].id for key in drafts],
            actions=[action.id for action in road_maps.actions if drafts & set(action.departments)],
            round_id=round_id,
        )
        _, head = history.head(session)
        written = messages.of_round(session, round_id).values()
    framework = installation.framework(compared.round.framework_id)
    told = [each for each in written if each.department_id in {None, *compared.departments}]
    return record(compared, road_maps, outside, told, entries, head), framework


def facts(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
    letters: bool = False,
    marking: str = OFFICIAL,
) -> Facts:
    """What the person may tell a board of a round, or of one department in it: behind page, pack and slides alike.

    `view` and `letters` as in comparison: with letters no road map leaves either, nor a message to the
    board, whose words may name departments. `marking` is the classification.
    """
    person.must(Permission.SEE_PUBLISHED)
    if letters and department_id is not None:
        raise OneIsNamed
    plan = moved = None
    with installation.store.reading() as session:
        compared = comparison_in(
            session, installation, person, round_id=round_id, department_id=department_id, view=view
        )
        if compared.departments and not compared.round.published:
            moved = bridge_into_in(session, installation, person, compared)
            plan = None if letters else forecast_in(session, installation, person, compared, at.date())
        others = published = None
        if department_id is not None and not compared.round.published:
            others = comparison_in(session, installation, person, round_id=round_id, view=view)
            published = benchmark_in(session, installation, person, compared.framework.id)
        if letters:
            compared = lettered_in(session, compared)
        names = {LOCAL: local_person().name, **{each.id: each.name for each in people.every(session)}}
        head = Head(*history.head(session), history.last_changed(session))
        message = None if letters else messages.of_round(session, round_id).get(department_id)
    return Facts(
        comparison=compared.set_apart(),
        at=at,
        marking=marking,
        made_by=person.name,
        names=names,
        plan=plan,
        movement=Movement(*moved) if moved else None,
        others=others,
        published=published,
        head=head,
        message=message,
    )


def board_pack(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
    letters: bool = False,
    marking: str = OFFICIAL,
    tell: workbook.Told = workbook.nobody,
) -> bytes:
    """The board pack of a round, or of one department in it, as an .xlsx workbook.

    Asked for as the facts; `tell` hears what share of the work is done, 0 to 1.
    """
    told = facts(
        installation,
        person,
        at,
        round_id=round_id,
        department_id=department_id,
        view=view,
        letters=letters,
        marking=marking,
    )
    return workbook.workbook(pack.describe(told), tell)


def brief(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
    letters: bool = False,
    marking: str = OFFICIAL,
) -> bytes:
    """One page for a board on a round, or on one department in it: a tagged PDF, the same bytes from the same data.

    It is dated by the last change of anything kept, not by when it was made. Asked for as the facts; with `letters`
    what moved is left out. Raises NothingToPresent where the person may see no department.
    """
    told = facts(
        installation,
        person,
        at,
        round_id=round_id,
        department_id=department_id,
        view=view,
        letters=letters,
        marking=marking,
    )
    if not told.departments:
        raise NothingToPresent(told.comparison.round.title)
    return typeset(describe(replace(told, movement=None) if letters else told))


def slides(
    installation: Installation,
    person: Person,
    at: datetime,
    *,
    round_id: str,
    department_id: str | None = None,
    view: View = View.SELF,
    letters: bool = False,
    marking: str = OFFICIAL,
) -> bytes:
    """Five to ten slides on a round, or on one department in it, for a board: a .pptx whose charts can be edited.

    Asked for as the facts; with `letters` what moved is left out, as each round has letters of its own. Raises
    NothingToPresent where the person may see no department.
    """
    told = facts(
        installation,
        person,
        at,
        round_id=round_id,
        department_id=department_id,
        view=view,
        letters=letters,
        marking=marking,
    )
    return write.presentation(deck.describe(replace(told, movement=None) if letters else told))
