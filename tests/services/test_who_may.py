"""Every role through every service. A service that is missing from the table fails here."""

import inspect
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Literal

import pytest
from openpyxl import load_workbook

from maturity.assessment.answer import Answer, AnswerField, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import NotPermitted, Permission, Person, Role, local_person
from maturity.assessment.round import Assessment, Move, MoveRefused, NotInDraft, Status
from maturity.assessment.working_papers import Outcome
from maturity.errors import MaturityError, NotFound, Stale
from maturity.framework.model import Framework, TargetProfile
from maturity.plan.action import Action, ActionMove, ActionStatus, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.portfolio_solver import Limits
from maturity.scoring.bridge import NoBridge
from maturity.services import (
    administering,
    admitting,
    answering,
    blind_reviewing,
    challenging,
    companions,
    comparing,
    deleting,
    demo,
    exporting,
    frameworks,
    history,
    messages,
    offline,
    people_search,
    planning,
    portfolios,
    registering,
    reviewing,
    road_maps,
    trends,
    whole_check,
    working_papers,
)
from maturity.services.demo import AlreadyInUse
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.slides.deck import NothingToPresent
from maturity.store.database import IN_MEMORY, Store, open_store
from tests.document.test_typeset import tags, words

SERVICES: list[ModuleType] = [
    administering,
    admitting,
    answering,
    history,
    challenging,
    companions,
    comparing,
    deleting,
    demo,
    messages,
    offline,
    people_search,
    trends,
    planning,
    portfolios,
    exporting,
    frameworks,
    registering,
    reviewing,
    road_maps,
    blind_reviewing,
    working_papers,
    whole_check,
]
BENCHMARK = Path(__file__).parent.parent.parent / "data" / "nao-2019.yaml"
PUBLISHED = "nao-2019"
ANOTHER = (BENCHMARK.parent.parent / "tests" / "frameworks" / "weakest.yaml").read_text(encoding="utf-8")
"""A framework that is not here yet."""
IDLE = (BENCHMARK.parent.parent / "tests" / "frameworks" / "theme-mean.yaml").read_text(encoding="utf-8")
"""One that no round asks."""
WORDS = (BENCHMARK.parent.parent / "tests" / "frameworks" / "words.yaml").read_text(encoding="utf-8")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DEPARTMENTS = ("treasury", "home-office")
NAMES = {"treasury": "Treasury", "home-office": "Home Office", "A": "Department A"}


@dataclass(frozen=True)
class Place:
    """Where a call is tried: both departments have a draft, and an agreed assessment in another round."""

    installation: Installation
    noon: datetime
    drafts: dict[str, Assessment]
    agreed: dict[str, Assessment]
    submitted: dict[str, Assessment]
    in_review: dict[str, Assessment]  # with a challenged and resolved finding on a1
    nothing_said: dict[str, Assessment]


Call = Callable[[Place, Person, str], object]
"""Calls a service for a department; gives back what the person was shown, or raises where they were not."""

C, P, U, R, A = Role.CONTRIBUTOR, Role.APPROVER, Role.AUDITOR, Role.READER, Role.ADMINISTRATOR
EVERYONE = {C, P, U, R, A}


@dataclass(frozen=True)
class Rule:
    """Who may make a call for their own department, and who for another's, where that matters.

    Only contributors and approvers hold their role for a department; "their own" is the Treasury for all.
    """

    call: Call
    own: set[Role]
    other: set[Role] | None = None


def _start(place: Place, who: Person, department: str) -> object:
    return answering.start_assessment(
        place.installation, who, place.noon, round_id="empty", department_id=department
    )


def _answer(place: Place, who: Person, department: str) -> object:
    return answering.record_answer(
        place.installation,
        who,
        place.noon,
        assessment_id=place.drafts[department].id,
        statement_id="a1",
        answer=Answer(state=State.LEVEL, level=2),
    )


def _view(assessments: Literal["drafts", "agreed"]) -> Call:
    def call(place: Place, who: Person, department: str) -> object:
        assessment: Assessment = getattr(place, assessments)[department]
        return answering.assessment_view(place.installation, who, assessment_id=assessment.id)

    return call


def _reviewed(assessments: Literal["drafts", "in_review", "agreed"]) -> Call:
    def call(place: Place, who: Person, department: str) -> object:
        assessment: Assessment = getattr(place, assessments)[department]
        return reviewing.review(place.installation, who, assessment_id=assessment.id)

    return call


def _queued(round_id: str) -> Call:
    """Whether the assessment of the department is in the queue that the person is shown."""

    def call(place: Place, who: Person, department: str) -> object:
        found = reviewing.queue(place.installation, who, round_id=round_id)
        return _told(department in [each.department.id for each in found])

    return call


def _listed(round_id: str) -> Call:
    """Whether the assessment of the department is among those that the person is offered."""

    def call(place: Place, who: Person, department: str) -> object:
        found = answering.assessments_to_answer(place.installation, who, round_id=round_id)
        return _told(_of(round_id, department) in [each.id for _, each in found])

    return call


def _begun(round_id: str) -> Call:
    """Whether the person is told that the department's assessment has begun."""

    def call(place: Place, who: Person, department: str) -> object:
        found = answering.departments_begun(place.installation, who)
        return _told(_of(round_id, department) in found.get(round_id, ()))

    return call


def _compared(round_id: str) -> Call:
    def call(place: Place, who: Person, department: str) -> object:
        compared = comparing.comparison(place.installation, who, round_id=round_id)
        return _told(_of(round_id, department) in compared.departments)

    return call


def _compared_alone(place: Place, who: Person, department: str) -> object:
    return comparing.comparison(place.installation, who, round_id="drafts", department_id=department)


def _said_of_statement(round_id: str) -> Call:
    """Whether anything is told that the department said of a statement, or an auditor of it."""

    def call(place: Place, who: Person, department: str) -> object:
        found = comparing.said_of_statement(
            place.installation,
            who,
            round_id=round_id,
            statement_id="data-strategic-asset" if round_id == PUBLISHED else "b1",
            departments=(_of(round_id, department),),
        )
        return _told(bool(found.answers or found.findings))

    return call


def _of_one_alone(service: Callable[..., object]) -> Call:
    """What is told to a board of the department alone."""

    def call(place: Place, who: Person, department: str) -> object:
        return service(place.installation, who, place.noon, BoardRequest("drafts", department))

    return call


def _agreement(round_id: str) -> Call:
    """Whether any statement of the department is paired or counted."""

    def call(place: Place, who: Person, department: str) -> object:
        found = trends.agreement_of(place.installation, who, round_id=round_id, department_id=department)
        return _told(bool(found.pairs or found.unpaired))

    return call


def _bridged(end: str) -> Call:
    """Whether the department is told of as being in both rounds, with a score in them or without."""

    def call(place: Place, who: Person, department: str) -> object:
        found = trends.bridge_between(
            place.installation, who, start="agreed", end=end, department_id=department
        )
        hidden = isinstance(found, NoBridge) and "there is no assessment that you may see" in found.why
        return _told(not hidden)

    return call


def _mover(end: str) -> Call:
    """Whether the department is among those that are said to have moved, or not to have."""

    def call(place: Place, who: Person, department: str) -> object:
        found = trends.movers_between(place.installation, who, start="agreed", end=end)
        return _told(any(each.department == department for each in found))

    return call


def _levels_moved(end: str, *, since: bool = False) -> Call:
    def call(place: Place, who: Person, department: str) -> object:
        if since:
            told = trends.levels_since(place.installation, who, round_id=end)
            return _told(told is not None and any(each.department == department for each in told[1]))
        found = trends.levels_between(place.installation, who, start="agreed", end=end)
        return _told(any(each.department == department for each in found))

    return call


def _over_time(number: int) -> Call:
    """Whether the department has at least so many steps."""

    def call(place: Place, who: Person, department: str) -> object:
        found = trends.over_time(place.installation, who, department_id=department)
        return _told(len(found.steps) >= number)

    return call


def _offered_over_time(round_id: str) -> Call:
    def call(place: Place, who: Person, _: str) -> object:
        live, _departments = trends.departments_over_time(place.installation, who)
        return _told(round_id in [each.id for each in live])

    return call


def _told_to_a_board(round_id: str) -> Call:
    """Whether the department is among those that a board is told of."""

    def call(place: Place, who: Person, department: str) -> object:
        facts = exporting.facts(place.installation, who, place.noon, BoardRequest(round_id))
        return _told(_of(round_id, department) in facts.comparison.departments)

    return call


def _packed(round_id: str) -> Call:
    """Whether any cell of the board pack names the department."""

    def call(place: Place, who: Person, department: str) -> object:
        made = exporting.board_pack(place.installation, who, place.noon, BoardRequest(round_id))
        name = NAMES[_of(round_id, department)]
        book = load_workbook(io.BytesIO(made))
        return _told(any(name in str(cell.value) for page in book for row in page for cell in row))

    return call


def _taken_out(make: Callable[..., bytes], round_id: str) -> Call:
    """Whether any file of the archive names the department; nothing in it is compressed."""

    def call(place: Place, who: Person, department: str) -> object:
        made = make(place.installation, who, round_id=round_id)
        return _told(NAMES[_of(round_id, department)].encode() in made)

    return call


def _presented(round_id: str) -> Call:
    """Whether the slides name the department."""

    def call(place: Place, who: Person, department: str) -> object:
        try:
            made = exporting.slides(place.installation, who, place.noon, BoardRequest(round_id))
        except NothingToPresent:
            raise LeftOut from None
        name = NAMES[_of(round_id, department)]
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            return _told(any(name.encode() in archive.read(part) for part in archive.namelist()))

    return call


def _briefed(round_id: str) -> Call:
    """Whether the words or any picture of the one page name the department."""

    def call(place: Place, who: Person, department: str) -> object:
        try:
            made = exporting.brief(place.installation, who, place.noon, BoardRequest(round_id))
        except NothingToPresent:
            raise LeftOut from None
        name = NAMES[_of(round_id, department)]
        told = " ".join(words(made).split())  # who is too little known to place is in a sentence alone
        return _told(any(name in each for each in (told, *(alt for _, alt in tags(made)))))

    return call


def _workbook(place: Place, who: Person, department: str) -> bytes:
    return offline.template(
        place.installation, who, place.noon, assessment_id=place.drafts[department].id, filled=True
    )


def _of(round_id: str, department: str) -> str:
    """The published round has departments of its own: there, A stands for any."""
    return "A" if round_id == PUBLISHED else department


class LeftOut(Exception):
    """The call was answered, without what the department says."""


def _told(told: bool) -> object:
    if not told:
        raise LeftOut
    return told


def _on_draft(function: Callable[..., object], **given: object) -> Call:
    """A call on a department's draft that takes no time."""
    return lambda place, who, department: _done(
        function(place.installation, who, assessment_id=place.drafts[department].id, **given)
    )


def _changing(function: Callable[..., object], where: str = "drafts", **given: object) -> Call:
    """A call on a department's assessment that changes it, and so takes the time."""
    return lambda place, who, department: _done(
        function(
            place.installation,
            who,
            place.noon,
            assessment_id=getattr(place, where)[department].id,
            **given,
        )
    )


def _done(_: object) -> object:
    return True


def _found(place: Place, who: Person, department: str) -> object:
    found = answering.assessment_of(place.installation, who, round_id="drafts", department_id=department)
    return _told(found is not None)


def _registered(place: Place, who: Person, department: str) -> object:
    return administering.register_person(
        place.installation, who, place.noon, name="New", roles=[(Role.READER, department)]
    )


def _changed_roles(place: Place, who: Person, department: str) -> object:
    return administering.change_person(
        place.installation,
        who,
        place.noon,
        person_id="colleague",
        roles=[(Role.READER, department)],
        active=True,
    )


def _renamed(place: Place, who: Person, department: str) -> object:
    return administering.rename_department(
        place.installation, who, place.noon, department_id=department, name="Another name"
    )


def _closed(place: Place, who: Person, _: str) -> object:
    return administering.change_round(
        place.installation, who, place.noon, round_id="drafts", closes=NOON.date()
    )


def _invited(place: Place, who: Person, _: str) -> object:
    return administering.invite(
        place.installation, who, place.noon, person_id="colleague", email="colleague@example.gov"
    )


def _found_by_address(place: Place, who: Person, _: str) -> object:
    """Whether a part of somebody's address finds them: addresses are for those who look after the register."""
    found = people_search.find_people(place.installation, who, words="@example.gov", most=20)
    return _told(any(each.email for each in found.people))


def _kept_used(place: Place, who: Person, _: str) -> object:
    frameworks.keep_used(place.installation, who, place.noon)
    return True


def _deleted_department(place: Place, who: Person, _: str) -> object:
    return _done(deleting.delete_department(place.installation, who, place.noon, department_id="unassessed"))


def _deleted_assessment(place: Place, who: Person, department: str) -> object:
    """Of an assessment in which nothing was said."""
    nothing = place.nothing_said[department].id
    return _done(deleting.delete_assessment(place.installation, who, place.noon, assessment_id=nothing))


def _deleted_action(place: Place, who: Person, department: str) -> object:
    (made,) = [
        each
        for each in portfolios.actions_of(place.installation, local_person(), round_id="drafts")
        if each.lead == department and each.status is ActionStatus.PROPOSED
    ]
    given = {"action_id": made.id, "based_on": made.version}
    return _done(deleting.delete_action(place.installation, who, place.noon, **given))


def _assigned(place: Place, who: Person, _: str) -> object:
    """What was asked of somebody is shown to them alone: nobody was asked, so the list is empty."""
    found = answering.assigned_to_me(place.installation, who)
    assert found == []
    return _told(who.may(Permission.SEE_PUBLISHED))


def _made_up(place: Place, who: Person, _: str) -> object:
    """Made-up departments do not come among others: who may, hears just that."""
    with pytest.raises(AlreadyInUse):
        demo.make_up(place.installation, who, place.noon)
    return True


def _challenged(round_id: str) -> Call:
    """Whether the person hears of the department's answers that should be looked at again."""

    def call(place: Place, who: Person, department: str) -> object:
        found = challenging.challenges(place.installation, who, round_id=round_id, today=NOON.date())
        return _told(department in [item.department_id for item in found.items])

    return call


LIST = "Department,Family\nNew office,\n"


def _bringing_in(place: Place, who: Person, _: str) -> object:
    previewed = registering.preview_list(place.installation, who, text=LIST)
    return registering.bring_in_list(place.installation, who, NOON, text=LIST, previewed=previewed)


def _told_of(kind: str, where: Literal["drafts", "agreed"] | None = None) -> Call:
    """Whether the person is shown any entry of the history of that kind, on that assessment where it is on one."""

    def call(place: Place, who: Person, department: str) -> object:
        found = history.changes(place.installation, who, kind=kind, most=1000).entries
        assessment_id = getattr(place, where)[department].id if where else None
        return _told(assessment_id in [entry.change.assessment_id for entry in found])

    return call


def _planned(function: Callable[..., object], round_id: str = "drafts", **given: object) -> Call:
    """A look at a department's road map in a round."""
    return lambda place, who, department: _done(
        function(place.installation, who, round_id=round_id, department_id=department, **given)
    )


def _planning(function: Callable[..., object], **given: object) -> Call:
    """A change of a department's road map, and so takes the time."""
    return lambda place, who, department: _done(
        function(place.installation, who, place.noon, round_id="drafts", department_id=department, **given)
    )


def _wrote_of_round(place: Place, who: Person, _: str) -> object:
    return messages.write_message(
        place.installation, who, place.noon, round_id="drafts", text="Words", based_on=0
    )


def _action_of(department: str) -> Action:
    return Action(
        round_id="drafts",
        title=f"Write the plan of {department}",
        departments=(department,),
        rises=(Rise(statement_id="a1", to=2),),
        owner="Ada",
        due=date(2026, 9, 30),
        one_off=100,
        yearly=0,
    )


def _moved(place: Place, who: Person, action: Action, move: ActionMove) -> Action:
    return planning.move_action(
        place.installation,
        who,
        place.noon,
        action_id=action.id,
        move=move,
        based_on=action.version,
        why="A reason",
    )


def _first(place: Place, department: str) -> Action:
    """The proposed action that every department of the drafts has."""
    every = portfolios.actions_of(
        place.installation, local_person(), round_id="drafts", department_id=department
    )
    return every[0]


def _approved(place: Place, department: str) -> Action:
    """The approved one."""
    every = portfolios.actions_of(
        place.installation, local_person(), round_id="drafts", department_id=department
    )
    return every[1]


def _changed_action(
    place: Place, who: Person, department: str, which: Callable[..., Action], **to: object
) -> object:
    changed = which(place, department).model_copy(update=to)
    return planning.change_action(place.installation, who, place.noon, action=changed)


def _with_profile(place: Place, who: Person, department: str) -> object:
    """The tiny framework has no profile in its file: here it has, which leaves its hash as it was."""
    framework = place.installation.frameworks["two-themes"]
    profile = TargetProfile(id="all-3", label="All at 3", level=3)
    given = framework.model_copy(update={"target_profiles": (profile,)})
    return planning.set_profile(
        Installation(place.installation.store, {**place.installation.frameworks, given.id: given}),
        who,
        place.noon,
        round_id="drafts",
        department_id=department,
        profile_id="all-3",
    )


def _looked_across(place: Place, who: Person, department: str) -> object:
    found = portfolios.across_government(place.installation, who, round_id="drafts")
    return _told(department in found.comparison.departments)


def _bought(place: Place, who: Person, department: str) -> object:
    """Whether the department's actions are among those that are committed, chosen or left out."""
    found = portfolios.portfolio_for(place.installation, who, round_id="drafts", limits=Limits()).plan
    told = [*found.new.actions, *found.committed.actions, *(each.action for each in found.left_out)]
    return _told(any(department in action.departments for action in told))


def _acted(place: Place, who: Person, department: str) -> object:
    found = portfolios.actions_of(place.installation, who, round_id="drafts")
    return _told(any(department in action.departments for action in found))


def _promised(place: Place, who: Person, department: str) -> object:
    found = portfolios.promises_of(place.installation, who, round_id="drafts")
    return _told(department in found.after.departments)


def _in_round(function: Callable[..., object], *, timed: bool = True, **given: object) -> Call:
    """A call on a whole round, whatever the department."""
    return lambda place, who, _: _done(
        function(place.installation, who, *([place.noon] if timed else []), round_id="drafts", **given)
    )


def _ended(place: Place, who: Person, _: str) -> object:
    """Of a blind review that whoever may had begun."""
    if who.may(Permission.REVIEW):
        blind_reviewing.begin_blind_review(
            place.installation, who, place.noon, round_id="drafts", sample=False
        )
    return blind_reviewing.end_blind_review(place.installation, who, place.noon, round_id="drafts")


def _of_reason(place: Place, who: Person, department: str) -> object:
    return working_papers.record_disposition(
        place.installation,
        who,
        place.noon,
        round_id="drafts",
        department_id=department,
        statement_id="a1",
        reason="no_evidence",
        outcome=Outcome.EXPLAINED,
        words="It was shown to us",
        based_on=0,
    )


def _given_to_review(place: Place, who: Person, department: str) -> object:
    """To an auditor who is in the register."""
    if who.may(Permission.REVIEW):
        administering.register_person(
            place.installation, local_person(), place.noon, name="Una", roles=[(Role.AUDITOR, "*")]
        )
    return working_papers.assign_reviewer(
        place.installation,
        who,
        place.noon,
        round_id="drafts",
        department_id=department,
        to="una",
        based_on=0,
    )


AT_THE_DOOR = {"admitting.admit", "admitting.sign_out"}
"""What somebody does before they are anybody here; see test_admitting.py."""

RULES: dict[str, list[Rule]] = {
    "blind_reviewing.blind_review_of": [
        Rule(_in_round(blind_reviewing.blind_review_of, timed=False), own={U}, other={U})
    ],
    "blind_reviewing.reviews_blind": [
        Rule(lambda p, who, _: _told(not blind_reviewing.reviews_blind(p.installation, who)), EVERYONE)
    ],
    "blind_reviewing.begin_blind_review": [
        Rule(_in_round(blind_reviewing.begin_blind_review, sample=False), own={U}, other={U})
    ],
    "blind_reviewing.end_blind_review": [Rule(_ended, own={U}, other={U})],
    "working_papers.working_papers_of": [
        Rule(_in_round(working_papers.working_papers_of), own={U}, other={U})
    ],
    "working_papers.export_working_papers": [
        Rule(_in_round(working_papers.export_working_papers), own={U}, other={U})
    ],
    "working_papers.draw_sample_of_round": [
        Rule(_in_round(working_papers.draw_sample_of_round, each=1, based_on=0), own={U}, other={U})
    ],
    "working_papers.dispositions_on": [Rule(_planned(working_papers.dispositions_on), own={U}, other={U})],
    "working_papers.assign_reviewer": [Rule(_given_to_review, own={U}, other={U})],
    "working_papers.record_disposition": [Rule(_of_reason, own={U}, other={U})],
    "messages.message_of": [
        Rule(_planned(messages.message_of), own={C, P, U}, other={U}),
        Rule(_planned(messages.message_of, "agreed"), own=EVERYONE, other=EVERYONE),
        Rule(lambda p, who, _: _done(messages.message_of(p.installation, who, round_id="drafts")), EVERYONE),
    ],
    "messages.write_message": [
        Rule(_planning(messages.write_message, text="Words", based_on=0), own={P}, other=set()),
        Rule(_wrote_of_round, own={A}, other={A}),
    ],
    "challenging.challenges": [
        Rule(_challenged("drafts"), own={C, P, U}, other={U}),
        Rule(_challenged("agreed"), own={C, P, U}, other={U}),
    ],
    "demo.make_up": [Rule(_made_up, {A})],
    "demo.make_up_once": [
        Rule(lambda p, who, _: demo.make_up_once(p.installation, who, p.noon, framework_id="none"), {A})
    ],
    "history.history_end": [Rule(lambda p, who, _: history.history_end(p.installation, who), EVERYONE)],
    "history.verify": [Rule(lambda p, who, _: history.verify(p.installation, who), {U, A})],
    "registering.preview_list": [
        Rule(lambda p, who, _: registering.preview_list(p.installation, who, text=LIST), {A})
    ],
    "registering.bring_in_list": [Rule(_bringing_in, {A})],
    "registering.leavers": [Rule(lambda p, who, _: registering.leavers(p.installation, who), {A})],
    "registering.disable_people": [
        Rule(lambda p, who, _: registering.disable_people(p.installation, who, NOON, person_ids=[]), {A})
    ],
    "whole_check.check_whole": [Rule(lambda p, who, _: whole_check.check_whole(p.installation, who), {U, A})],
    "whole_check.last_check": [Rule(lambda p, who, _: whole_check.last_check(p.installation, who), {U, A})],
    "history.changes": [
        # The history of an assessment has its earlier drafts, so it stays the department's own when agreed.
        Rule(_told_of("assessment", "drafts"), own={C, P, U}, other={U}),
        Rule(_told_of("assessment", "agreed"), own={C, P, U}, other={U}),
        Rule(_told_of("round"), EVERYONE),
        Rule(_told_of("department"), EVERYONE),
        Rule(_told_of("benchmark"), EVERYONE),
        Rule(_told_of("person"), {U, A}),
    ],
    "road_maps.suggested_actions": [
        Rule(_planned(road_maps.suggested_actions), own={C, P, U}, other={U}),
        Rule(_planned(road_maps.suggested_actions, "agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "road_maps.outlook_of": [
        Rule(
            _planned(road_maps.outlook_of, today=NOON.date(), before=NOON.date()),
            own={C, P, U},
            other={U},
        ),
        Rule(_planned(road_maps.outlook_of, "agreed", today=NOON.date()), own=EVERYONE, other=EVERYONE),
    ],
    "portfolios.actions_of": [
        Rule(_acted, own={C, P, U}, other={U}),
        Rule(_planned(portfolios.actions_of), own={C, P, U}, other={U}),
    ],
    "portfolios.portfolio_for": [
        Rule(_bought, own={C, P, U}, other={U}),
        Rule(_planned(portfolios.portfolio_for, limits=Limits()), own={C, P, U}, other={U}),
    ],
    "portfolios.promises_of": [
        Rule(_promised, own={C, P, U}, other={U}),
        Rule(_planned(portfolios.promises_of), own={C, P, U}, other={U}),
    ],
    "portfolios.across_government": [Rule(_looked_across, own={C, P, U}, other={U})],
    "road_maps.history_of_action": [
        Rule(
            lambda p, who, d: road_maps.history_of_action(p.installation, who, action_id=_first(p, d).id),
            own={C, P, U},
            other={U},
        )
    ],
    "planning.set_target": [
        Rule(
            _planning(planning.set_target, target=Target(statement_id="a1", level=3, by=date(2026, 12, 31))),
            own={C, P},
            other=set(),
        )
    ],
    "planning.clear_target": [
        Rule(_planning(planning.clear_target, statement_id="a1", based_on=0), own={C, P}, other=set())
    ],
    "planning.set_profile": [Rule(_with_profile, own={C, P}, other=set())],
    "planning.accept_gap": [
        Rule(
            _planning(planning.accept_gap, gap=AcceptedGap(statement_id="a1", reason="It closes")),
            own={C, P},
            other=set(),
        )
    ],
    "planning.reopen_gap": [
        Rule(_planning(planning.reopen_gap, statement_id="a1", based_on=0), own={C, P}, other=set())
    ],
    "planning.propose_action": [
        Rule(
            lambda p, who, d: planning.propose_action(p.installation, who, p.noon, action=_action_of(d)),
            own={C, P},
            other=set(),
        )
    ],
    "planning.propose_actions": [
        Rule(
            lambda p, who, d: planning.propose_actions(p.installation, who, p.noon, actions=[_action_of(d)]),
            own={C, P},
            other=set(),
        )
    ],
    "planning.approve_actions": [
        Rule(
            lambda p, who, d: planning.approve_actions(
                p.installation, who, p.noon, versions={_first(p, d).id: _first(p, d).version}
            ),
            own={P},
            other=set(),
        )
    ],
    "planning.change_action": [
        Rule(lambda p, who, d: _changed_action(p, who, d, _first, one_off=7), own={C, P}, other=set()),
        Rule(lambda p, who, d: _changed_action(p, who, d, _approved, owner="Bob"), own={C, P}, other=set()),
        Rule(lambda p, who, d: _changed_action(p, who, d, _approved, one_off=7), own={P}, other=set()),
        Rule(lambda p, who, d: _changed_action(p, who, d, _approved, saving=7), own={P}, other=set()),
    ],
    "planning.move_action": [
        Rule(lambda p, who, d: _moved(p, who, _first(p, d), ActionMove.APPROVE), own={P}, other=set()),
        Rule(lambda p, who, d: _moved(p, who, _approved(p, d), ActionMove.SEND_BACK), own={P}, other=set()),
        Rule(lambda p, who, d: _moved(p, who, _approved(p, d), ActionMove.BEGIN), own={C, P}, other=set()),
        Rule(lambda p, who, d: _moved(p, who, _first(p, d), ActionMove.STOP), own={C, P}, other=set()),
    ],
    "administering.every_person": [
        Rule(lambda p, who, _: administering.every_person(p.installation, who), EVERYONE)
    ],
    "people_search.find_people": [
        Rule(lambda p, who, _: people_search.find_people(p.installation, who, words="a", most=20), EVERYONE),
        Rule(_found_by_address, {A}),
    ],
    "people_search.person_of": [
        Rule(lambda p, who, _: people_search.person_of(p.installation, who, person_id="colleague"), EVERYONE)
    ],
    "people_search.names_of": [
        Rule(lambda p, who, _: people_search.names_of(p.installation, who, ids=["colleague"]), EVERYONE)
    ],
    "people_search.count_people": [
        Rule(lambda p, who, _: people_search.count_people(p.installation, who), EVERYONE)
    ],
    "people_search.who_holds_roles": [
        Rule(
            lambda p, who, _: people_search.who_holds_roles(p.installation, who, department_ids=DEPARTMENTS),
            EVERYONE,
        )
    ],
    "administering.register_person": [Rule(_registered, {A})],
    "administering.change_person": [Rule(_changed_roles, {A})],
    "administering.invite": [Rule(_invited, {A})],
    "administering.rename_department": [Rule(_renamed, {A})],
    "administering.change_round": [Rule(_closed, {A})],
    "answering.assessment_of": [Rule(_found, own={C, P, U}, other={U})],
    "answering.last_round_of": [
        Rule(
            lambda p, who, department: _done(
                answering.last_round_of(p.installation, who, round_id="drafts", department_id=department)
            ),
            own={C, P},
            other=set(),
        )
    ],
    "answering.record_field": [
        Rule(
            _changing(
                answering.record_field, statement_id="a1", field=AnswerField.EVIDENCE, words="New", based_on=0
            ),
            own={C, P},
            other=set(),
        )
    ],
    "answering.since_last": [
        Rule(_on_draft(answering.since_last, statement_ids=["a1"]), own={C, P, U}, other={U})
    ],
    "answering.leave_out_group": [
        Rule(_changing(answering.leave_out_group, group_id="plans", reason="No"), own={C, P}, other=set())
    ],
    "answering.take_group_up": [
        Rule(_changing(answering.take_group_up, group_id="plans", reason="No"), own={C, P}, other=set())
    ],
    "answering.confirm_unchanged": [
        Rule(_changing(answering.confirm_unchanged, statement_ids=["a1"]), own={C, P}, other=set())
    ],
    "answering.history_of": [
        Rule(_on_draft(answering.history_of, statement_id="a1"), own={C, P, U}, other={U})
    ],
    "answering.latest_changes": [Rule(_on_draft(answering.latest_changes, most=5), own={C, P, U}, other={U})],
    "answering.assign": [
        Rule(_changing(answering.assign, statement_ids=["a1"], to="colleague"), own={C, P}, other=set())
    ],
    "answering.assigned_to_me": [Rule(_assigned, EVERYONE)],
    "answering.withdraw": [Rule(_changing(answering.withdraw, "submitted"), own={P}, other=set())],
    "deleting.deletable": [
        Rule(
            lambda p, who, _: deleting.deletable(p.installation, who, kind=deleting.DeletableKind.ROUND), {A}
        )
    ],
    "deleting.delete_round": [
        Rule(
            lambda p, who, _: _done(deleting.delete_round(p.installation, who, p.noon, round_id="empty")), {A}
        )
    ],
    "deleting.delete_department": [Rule(_deleted_department, {A})],
    "deleting.delete_assessment": [Rule(_deleted_assessment, own={A}, other={A})],
    "deleting.delete_action": [Rule(_deleted_action, own={A}, other={A})],
    "answering.submit": [Rule(_changing(answering.submit, assurance="Checked"), own={P}, other=set())],
    "reviewing.sent_back": [Rule(_on_draft(reviewing.sent_back), own={C, P, U}, other={U})],
    "reviewing.move_assessment": [
        Rule(
            _changing(reviewing.move_assessment, "submitted", move=Move.SEND_BACK, why="Look again"),
            own={U},
            other={U},
        ),
        Rule(_changing(reviewing.move_assessment, "submitted", move=Move.BEGIN_REVIEW), own={U}, other={U}),
        Rule(_changing(reviewing.move_assessment, "in_review", move=Move.AGREE), own={U}, other={U}),
        Rule(
            _changing(reviewing.move_assessment, "agreed", move=Move.REOPEN, why="New facts"),
            own={U},
            other={U},
        ),
    ],
    "reviewing.record_finding": [
        Rule(
            _changing(
                reviewing.record_finding,
                "in_review",
                statement_id="b1",
                finding=Finding(
                    state=State.NOT_DETERMINED, reason="Nothing was shown", standing=Standing.CHALLENGED
                ),
            ),
            own={U},
            other={U},
        )
    ],
    "reviewing.agree_together": [
        Rule(_changing(reviewing.agree_together, "in_review", seen={}), own={U}, other={U})
    ],
    "reviewing.reply": [
        Rule(
            _changing(reviewing.reply, "in_review", statement_id="a1", words="It is there", based_on=1),
            own={C, P},
            other=set(),
        )
    ],
    "reviewing.review": [
        Rule(_reviewed("drafts"), own={C, P, U}, other={U}),
        Rule(_reviewed("in_review"), own={C, P, U}, other={U}),
        Rule(_reviewed("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "reviewing.queue": [
        Rule(_queued("in-review"), own={C, P, U}, other={U}),
        Rule(_queued("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "comparing.benchmark_for": [
        Rule(
            lambda p, who, _: comparing.benchmark_for(p.installation, who, framework_id="nao-data-2019"),
            EVERYONE,
        )
    ],
    "administering.every_department": [
        Rule(lambda p, who, _: administering.every_department(p.installation, who), EVERYONE)
    ],
    "administering.every_round": [
        Rule(lambda p, who, _: administering.every_round(p.installation, who), EVERYONE)
    ],
    "trends.series_over_time": [
        Rule(lambda p, who, _: _told(bool(trends.series_over_time(p.installation, who))), EVERYONE)
    ],
    "frameworks.every_edition": [
        Rule(lambda p, who, _: frameworks.every_edition(p.installation, who), EVERYONE)
    ],
    "frameworks.look_over": [
        Rule(
            lambda p, who, _: frameworks.look_over(p.installation, who, text=ANOTHER, name="another.yaml"),
            {A},
        )
    ],
    "frameworks.take_in": [
        Rule(
            lambda p, who, _: frameworks.take_in(
                p.installation, who, p.noon, text=ANOTHER, name="another.yaml"
            ),
            {A},
        )
    ],
    "frameworks.take_away": [
        Rule(
            lambda p, who, _: _done(
                frameworks.take_away(p.installation, who, p.noon, framework_id="theme-mean")
            ),
            {A},
        )
    ],
    "companions.every_companion": [
        Rule(lambda p, who, _: companions.every_companion(p.installation, who), EVERYONE)
    ],
    "companions.look_over_companion": [
        Rule(
            lambda p, who, _: companions.look_over_companion(
                p.installation, who, text=WORDS, name="words.yaml"
            ),
            {A},
        )
    ],
    "companions.take_in_companion": [
        Rule(
            lambda p, who, _: companions.take_in_companion(
                p.installation, who, p.noon, text=WORDS.replace("id: words", "id: more"), name="words.yaml"
            ),
            {A},
        )
    ],
    "companions.take_away_companion": [
        Rule(
            lambda p, who, _: _done(
                companions.take_away_companion(p.installation, who, p.noon, companion_id="words")
            ),
            {A},
        )
    ],
    "companions.translations_of": [
        Rule(
            lambda p, who, _: companions.translations_of(p.installation, who, round_id="drafts"),
            EVERYONE,
        )
    ],
    "comparing.published_before": [
        Rule(
            lambda p, who, _: comparing.published_before(p.installation, who, framework_id="nao-data-2019"),
            EVERYONE,
        )
    ],
    "companions.related_elsewhere": [
        Rule(
            lambda p, who, _: companions.related_elsewhere(p.installation, who, framework_id="two-themes"),
            EVERYONE,
        )
    ],
    "companions.said_elsewhere": [Rule(_on_draft(companions.said_elsewhere), own={C, P, U}, other={U})],
    "frameworks.titles": [Rule(lambda p, who, _: frameworks.titles(p.installation, who), EVERYONE)],
    "frameworks.offered": [Rule(lambda p, who, _: frameworks.offered(p.installation, who), EVERYONE)],
    "frameworks.framework_of": [
        Rule(lambda p, who, _: frameworks.framework_of(p.installation, who, round_id="drafts"), EVERYONE)
    ],
    "frameworks.readable_rounds": [
        Rule(lambda p, who, _: frameworks.readable_rounds(p.installation, who), EVERYONE)
    ],
    "frameworks.troubles": [
        Rule(lambda p, who, _: _told(not frameworks.troubles(p.installation, who)), EVERYONE)
    ],
    "frameworks.is_usable": [
        Rule(
            lambda p, who, _: _told(frameworks.is_usable(p.installation, who, framework_id="nao-data-2019")),
            EVERYONE,
        )
    ],
    "frameworks.keep_used": [Rule(_kept_used, {A})],
    "administering.add_department": [
        Rule(lambda p, who, _: administering.add_department(p.installation, who, p.noon, name="New"), {A})
    ],
    "administering.kinds_of_body": [
        Rule(lambda p, who, _: _told(not administering.kinds_of_body(p.installation, who)), EVERYONE)
    ],
    "administering.set_kinds": [
        Rule(
            lambda p, who, department: administering.set_kinds(
                p.installation, who, p.noon, department_id=department, kinds=[]
            ),
            {A},
        )
    ],
    "administering.set_family": [
        Rule(
            lambda p, who, department: administering.set_family(
                p.installation,
                who,
                p.noon,
                department_id=department,
                family=next(each for each in DEPARTMENTS if each != department),
            ),
            {A},
        )
    ],
    "administering.open_round": [
        Rule(
            lambda p, who, _: administering.open_round(
                p.installation, who, p.noon, title="New", framework_id="two-themes", closes=None
            ),
            {A},
        )
    ],
    "administering.load_benchmark": [
        Rule(
            lambda p, who, _: administering.load_benchmark(
                p.installation, who, p.noon, description=BENCHMARK
            ),
            {A},
        )
    ],
    "answering.assessments_to_answer": [
        Rule(_listed("drafts"), own={C, P, U}, other={U}),
        Rule(_listed("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_listed(PUBLISHED), EVERYONE),
    ],
    "answering.departments_begun": [
        Rule(_begun("drafts"), own={C, P, U}, other={U}),
        Rule(_begun("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_begun(PUBLISHED), EVERYONE),
    ],
    "answering.start_assessment": [Rule(_start, own={C, P}, other=set())],
    "answering.assessment_view": [
        Rule(_view("drafts"), own={C, P, U}, other={U}),
        Rule(_view("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "answering.record_answer": [Rule(_answer, own={C, P}, other=set())],
    "comparing.comparison": [
        Rule(_compared("drafts"), own={C, P, U}, other={U}),
        Rule(_compared("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_compared(PUBLISHED), EVERYONE),
        Rule(_compared_alone, own={C, P, U}, other={U}),
    ],
    "comparing.said_of_statement": [
        Rule(_said_of_statement("drafts"), own={C, P, U}, other={U}),
        Rule(_said_of_statement("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_said_of_statement(PUBLISHED), EVERYONE),
    ],
    "trends.agreement_of": [
        Rule(_agreement("drafts"), own={C, P, U}, other={U}),
        Rule(_agreement("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "trends.bridge_between": [
        Rule(_bridged("drafts"), own={C, P, U}, other={U}),
        Rule(_bridged("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "trends.movers_between": [
        Rule(_mover("drafts"), own={C, P, U}, other={U}),
        Rule(_mover("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "trends.levels_between": [
        Rule(_levels_moved("drafts"), own={C, P, U}, other={U}),
        Rule(_levels_moved("agreed"), own=EVERYONE, other=EVERYONE),
    ],
    "trends.levels_since": [
        Rule(_levels_moved("drafts", since=True), own={C, P, U}, other={U}),
    ],
    "trends.over_time": [
        Rule(_over_time(2), own={C, P, U}, other={U}),
        Rule(_over_time(1), own=EVERYONE, other=EVERYONE),
    ],
    "trends.departments_over_time": [
        Rule(_offered_over_time("drafts"), own={C, P, U}),
        Rule(_offered_over_time("agreed"), own=EVERYONE),
    ],
    "exporting.facts": [
        Rule(_told_to_a_board("drafts"), own={C, P, U}, other={U}),
        Rule(_told_to_a_board("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_told_to_a_board(PUBLISHED), EVERYONE),
    ],
    "exporting.board_pack": [
        Rule(_packed("drafts"), own={C, P, U}, other={U}),
        Rule(_packed("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_packed(PUBLISHED), EVERYONE),
    ],
    "exporting.board_page": [Rule(_of_one_alone(exporting.board_page), own={C, P, U}, other={U})],
    "exporting.round_in_words": [Rule(_of_one_alone(exporting.round_in_words), own={C, P, U}, other={U})],
    "exporting.brief": [
        Rule(_briefed("drafts"), own={C, P, U}, other={U}),
        Rule(_briefed("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_briefed(PUBLISHED), EVERYONE),
    ],
    "exporting.slides": [
        Rule(_presented("drafts"), own={C, P, U}, other={U}),
        Rule(_presented("agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_presented(PUBLISHED), EVERYONE),
    ],
    "exporting.data": [
        Rule(_taken_out(exporting.data, "drafts"), own={C, P, U}, other={U}),
        Rule(_taken_out(exporting.data, "agreed"), own=EVERYONE, other=EVERYONE),
        Rule(_taken_out(exporting.data, PUBLISHED), EVERYONE),
    ],
    "exporting.bundle": [
        Rule(_taken_out(exporting.bundle, "drafts"), own={C, P, U}, other={U}),
        Rule(_taken_out(exporting.bundle, "agreed"), own={C, P, U}, other={U}),
        Rule(_taken_out(exporting.bundle, PUBLISHED), EVERYONE),
    ],
    "offline.template": [Rule(lambda p, who, d: _workbook(p, who, d), own={C, P}, other=set())],
    "offline.preview": [
        Rule(
            lambda p, who, d: offline.preview(
                p.installation,
                who,
                p.noon,
                assessment_id=p.drafts[d].id,
                data=_workbook(p, local_person(), d),
            ),
            own={C, P},
            other=set(),
        )
    ],
    "offline.bring_in": [
        Rule(
            lambda p, who, d: offline.bring_in(
                p.installation,
                who,
                p.noon,
                assessment_id=p.drafts[d].id,
                data=_workbook(p, local_person(), d),
                choices={},
            ),
            own={C, P},
            other=set(),
        )
    ],
    "offline.assessment_of_workbook": [
        Rule(
            lambda p, who, d: offline.assessment_of_workbook(
                p.installation, who, data=_workbook(p, local_person(), d)
            ),
            own={C, P, U},
            other={U},
        )
    ],
}


def _services() -> set[str]:
    """The real list: every public function of the services whose first parameter is the installation."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}"
        for module in SERVICES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and next(iter(inspect.signature(function).parameters), "") == "installation"
    }


@pytest.fixture(scope="module")
def laid_out(  # noqa: C901  # every state that a round may be in, one after the other
    two_themes: Framework,
    published_frameworks: dict[str, Framework],
) -> Iterator[Place]:
    """What each test finds; nobody writes in it."""
    store = open_store(IN_MEMORY)
    installation = Installation(store, {**published_frameworks, two_themes.id: two_themes})
    everyone = local_person()
    administering.load_benchmark(installation, everyone, NOON, description=BENCHMARK)
    frameworks.take_in(installation, everyone, NOON, text=IDLE, name="idle.yaml")
    companions.take_in_companion(installation, everyone, NOON, text=WORDS, name="words.yaml")
    for department in DEPARTMENTS:
        administering.add_department(installation, everyone, NOON, name=NAMES[department])
    administering.register_person(
        installation,
        everyone,
        NOON,
        name="Colleague",
        email="old@example.gov",
        roles=[(Role.CONTRIBUTOR, "*")],
    )
    administering.add_department(installation, everyone, NOON, name="Unassessed")
    for title in ("drafts", "agreed", "submitted", "in review", "empty", "nothing said"):
        administering.open_round(
            installation, everyone, NOON, title=title, framework_id="two-themes", closes=None
        )
    for round_id in ("drafts", "agreed", "submitted", "in-review", "nothing-said"):
        for department in DEPARTMENTS:
            answering.start_assessment(
                installation, everyone, NOON, round_id=round_id, department_id=department
            )
    for round_id in ("drafts", "agreed"):
        for assessment, _ in answering.assessments_to_answer(installation, everyone, round_id=round_id):
            answering.record_answer(
                installation,
                everyone,
                NOON,
                assessment_id=assessment.id,
                statement_id="b1",
                answer=Answer(state=State.LEVEL, level=2, unsure=True),
            )
    for round_id in ("agreed", "submitted", "in-review"):
        for assessment, _ in answering.assessments_to_answer(installation, everyone, round_id=round_id):
            answering.submit(installation, everyone, NOON, assessment_id=assessment.id, assurance="Checked")
    for round_id in ("agreed", "in-review"):
        for assessment, _ in answering.assessments_to_answer(installation, everyone, round_id=round_id):
            reviewing.move_assessment(
                installation, everyone, NOON, assessment_id=assessment.id, move=Move.BEGIN_REVIEW
            )
            reviewing.record_finding(
                installation,
                everyone,
                NOON,
                assessment_id=assessment.id,
                statement_id="a1",
                finding=Finding(
                    state=State.NOT_DETERMINED, reason="Nothing was shown", standing=Standing.RESOLVED
                ),
            )
    for assessment, _ in answering.assessments_to_answer(installation, everyone, round_id="agreed"):
        reviewing.move_assessment(installation, everyone, NOON, assessment_id=assessment.id, move=Move.AGREE)
    for department in DEPARTMENTS:
        for approved in (False, True):
            proposed = _action_of(department).model_copy(update={"title": f"Approved: {approved}"})
            made = planning.propose_action(installation, everyone, NOON, action=proposed)
            if approved:
                planning.move_action(
                    installation,
                    everyone,
                    NOON,
                    action_id=made.id,
                    move=ActionMove.APPROVE,
                    based_on=made.version,
                )

    def of(round_id: str) -> dict[str, Assessment]:
        found = answering.assessments_to_answer(installation, everyone, round_id=round_id)
        return {department.id: assessment for assessment, department in found}

    yield Place(
        installation,
        NOON,
        drafts=of("drafts"),
        agreed=of("agreed"),
        submitted=of("submitted"),
        in_review=of("in-review"),
        nothing_said=of("nothing-said"),
    )
    store.close()


@pytest.fixture
def installation(
    laid_out: Place, used_store: Store, refilled: Callable[[Store, Store], Store]
) -> Installation:
    return replace(laid_out.installation, store=refilled(used_store, laid_out.installation.store))


@pytest.fixture
def place(laid_out: Place, installation: Installation) -> Place:
    return replace(laid_out, installation=installation)


def test_every_service_has_its_rules_here() -> None:
    assert _services() == RULES.keys() | AT_THE_DOOR


def test_every_module_of_services_is_looked_through() -> None:
    folder = Path(str(administering.__file__)).parent
    nobody_calls = {
        "__init__",
        "installation",
        "assessment_view",
        "startup",
        "provider",
        "lineage",
        "apart",
    }  # nothing in them is done for a person
    modules = {path.stem for path in folder.glob("*.py")} - nobody_calls
    assert modules == {module.__name__.rpartition(".")[2] for module in SERVICES}


EVERY_CALL = [
    pytest.param(rule.call, may, department, role, id=f"{name}-{number}-{department}-{role}")
    for name, rules in RULES.items()
    for number, rule in enumerate(rules, start=1)
    for department, may in (("treasury", rule.own), ("home-office", rule.other))
    if may is not None
    for role in Role
]


@pytest.mark.parametrize(("call", "may", "department", "role"), EVERY_CALL)
def test_a_role_may_do_what_its_rule_says_and_nothing_else(
    call: Call,
    may: set[Role],
    department: str,
    role: Role,
    place: Place,
    person: Callable[..., Person],
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    who = person(role, "treasury")
    if role in may:
        assert call(place, who, department) is not None
        return
    with unchanged(), pytest.raises((NotPermitted, NotFound, LeftOut)):
        call(place, who, department)


@pytest.mark.parametrize("name", RULES)
def test_somebody_without_a_role_may_do_nothing_and_is_shown_nothing(
    name: str, place: Place, unchanged: Callable[[], AbstractContextManager[None]]
) -> None:
    nobody = Person(id="nobody", name="Nobody", roles=frozenset())
    for rule in RULES[name]:
        with unchanged(), pytest.raises((NotPermitted, NotFound, LeftOut)):
            rule.call(place, nobody, "treasury")


def test_a_role_for_every_department_reaches_every_department(
    place: Place, person: Callable[..., Person]
) -> None:
    for department in DEPARTMENTS:
        assert _answer(place, person(Role.CONTRIBUTOR), department) is not None


def test_a_refusal_names_the_person_and_what_they_may_not(
    place: Place, person: Callable[..., Person]
) -> None:
    told = r"The reader may not manage departments\. Ask an administrator"
    with pytest.raises(NotPermitted, match=told) as caught:
        administering.add_department(place.installation, person(R), place.noon, name="New")
    assert (caught.value.person, caught.value.permission.name) == ("reader", "MANAGE_DEPARTMENTS")


ON_AN_ASSESSMENT: dict[str, Callable[[Place, Person, str, int], object]] = {}
"""Every service that acts on one assessment: of a place, a person, a department, and the assessment's id."""


def _acting(module: ModuleType, name: str, *, timed: bool = True, as_: str = "", **given: object) -> None:
    def call(place: Place, who: Person, department: str, key: int) -> object:
        at = [place.noon] if timed else []
        data = (
            {"data": _workbook(place, local_person(), department)} if name in ("preview", "bring_in") else {}
        )
        function = getattr(module, name)
        return _done(function(place.installation, who, *at, assessment_id=key, **given, **data))

    ON_AN_ASSESSMENT[as_ or name] = call


_acting(answering, "assessment_view", timed=False)
_acting(reviewing, "review", timed=False)
_acting(reviewing, "sent_back", timed=False)
_acting(answering, "history_of", timed=False, statement_id="a1")
_acting(answering, "latest_changes", timed=False, most=5)
_acting(answering, "record_answer", statement_id="a1", answer=Answer(state=State.LEVEL, level=2))
_acting(answering, "record_field", statement_id="a1", field=AnswerField.EVIDENCE, words="New", based_on=0)
_acting(answering, "since_last", timed=False, statement_ids=["a1"])
_acting(companions, "said_elsewhere", timed=False)
_acting(answering, "confirm_unchanged", statement_ids=["a1"])
_acting(answering, "assign", statement_ids=["a1"], to="colleague")
_acting(answering, "submit", assurance="Checked")
_acting(answering, "withdraw")
_acting(deleting, "delete_assessment")
_acting(offline, "template", filled=True)
_acting(offline, "preview")
_acting(offline, "bring_in", choices={})
_acting(
    reviewing,
    "record_finding",
    statement_id="b1",
    finding=Finding(state=State.NOT_DETERMINED, reason="Nothing was shown", standing=Standing.CHALLENGED),
)
_acting(answering, "leave_out_group", group_id="plans", reason="No")
_acting(answering, "take_group_up", group_id="plans", reason="No")
_acting(reviewing, "agree_together", seen={})
_acting(reviewing, "reply", statement_id="a1", words="It is there", based_on=1)
for _move in Move:
    if _move not in (Move.SUBMIT, Move.WITHDRAW):
        _acting(reviewing, "move_assessment", as_=_move.name.lower(), move=_move, why="New facts")

MATRIX = (Path(__file__).parent / "who_may.txt").read_text(encoding="utf-8")
"""Who may, for their own department and for another's, by status, in the letters of the roles (Contributor,
approver: P, aUditor, Reader, Administrator). “!”: the role may, but not at this status. All others are refused."""

LETTERS = {"C": C, "P": P, "U": U, "R": R, "A": A}
WHERE = {"draft": "drafts", "submitted": "submitted", "in_review": "in_review", "agreed": "agreed"}
MISSING = 999


def _cells() -> dict[tuple[str, str, str], str]:
    heading, *rows = (line.split() for line in MATRIX.strip().splitlines())
    return {
        (row[0], status, department): row[1 + 2 * place + other]
        for row in rows
        for place, status in enumerate(heading)
        for other, department in enumerate(DEPARTMENTS)
    }


def _who(cell: str) -> set[Role]:
    return {LETTERS[letter] for letter in cell if letter in LETTERS}


def test_the_matrix_has_every_status_and_every_service_on_an_assessment() -> None:
    assert len(_cells()) == len(ON_AN_ASSESSMENT) * len(WHERE) * len(DEPARTMENTS)
    assert {name for name, _, _ in _cells()} == ON_AN_ASSESSMENT.keys()
    assert WHERE.keys() == {status.value for status in Status} - {Status.PUBLISHED}
    on_one = {
        name.partition(".")[2]
        for name in _services()
        if "assessment_id"
        in inspect.signature(
            getattr(
                {m.__name__.rpartition(".")[2]: m for m in SERVICES}[name.partition(".")[0]],
                name.partition(".")[2],
            )
        ).parameters
    }
    moves = {move.name.lower() for move in Move}
    assert on_one - {"move_assessment"} == ON_AN_ASSESSMENT.keys() - moves | {"submit", "withdraw"}


@pytest.mark.parametrize(("service", "status", "department"), _cells())
def test_every_role_does_what_the_matrix_says(
    service: str,
    status: str,
    department: str,
    place: Place,
    person: Callable[..., Person],
    unchanged: Callable[[], AbstractContextManager[None]],
) -> None:
    call, cell = ON_AN_ASSESSMENT[service], _cells()[service, status, department]
    key = getattr(place, WHERE[status])[department].id
    seen = _who(_cells()["assessment_view", status, department])
    for role in set(Role) - _who(cell):
        who = person(role, "treasury")
        with unchanged(), pytest.raises(NotPermitted) as caught:
            call(place, who, department, key)
        if role not in seen:  # nor do they learn whether there is such an assessment
            with pytest.raises(NotPermitted) as missing:
                call(place, who, department, MISSING)
            assert str(missing.value) == str(caught.value)
    for turn, role in enumerate(sorted(_who(cell))):
        who = person(role, "treasury")
        if "!" in cell:
            with unchanged(), pytest.raises(MaturityError) as refused:
                call(place, who, department, key)
            assert not isinstance(refused.value, (NotPermitted, NotFound))
        elif turn == 0:
            assert call(place, who, department, key)
        else:  # the first may have changed what the next act on, but not whether they may
            with suppress(Stale, MoveRefused, NotInDraft):
                call(place, who, department, key)


def test_an_agreed_assessment_brings_no_draft_of_the_round_before_with_it(
    place: Place, person: Callable[..., Person]
) -> None:
    """The Treasury's assessment before the agreed one is a draft: whoever reads what is agreed does not get it."""
    agreed, everyone = place.agreed["treasury"].id, local_person()
    last = answering.assessment_view(place.installation, everyone, assessment_id=agreed).last
    assert last is not None
    assert last.assessment.status is Status.DRAFT
    assert answering.assessment_view(place.installation, person(R), assessment_id=agreed).last is None
    elsewhere = person(C, "home-office")
    assert answering.assessment_view(place.installation, elsewhere, assessment_id=agreed).last is None
    assert (
        answering.assessment_view(place.installation, person(C, "treasury"), assessment_id=agreed).last
        == last
    )
