"""What pages are given once is what they would be given now: whoever asks, and whatever was changed since."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Permission, Person, Role, local_person
from maturity.assessment.round import Move, Status
from maturity.assessment.working_papers import Outcome
from maturity.errors import MaturityError
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.pages.session import Visit
from maturity.plan.action import Action, ActionMove, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.portfolio_solver import Limits
from maturity.scoring.compare import View
from maturity.services import (
    administering,
    answering,
    blind_reviewing,
    challenging,
    companions,
    comparing,
    deleting,
    demo,
    exporting,
    frameworks,
    messages,
    people_search,
    planning,
    portfolios,
    reviewing,
    road_maps,
    trends,
    working_papers,
)
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.settings import ROOT, Settings
from maturity.store import levels, remembering
from maturity.store.database import IN_MEMORY, Store, open_store
from maturity.store.remembering import Memory

ME = local_person()
NOW = datetime.now(UTC)
NEW, OLD = "made-up-round-2026", "made-up-round-2025"
APART = {"revision", "head", "made_by"}
"""What says when a thing was read, and for whom it was made; and no more."""
MENDED: set[object] = {portfolios.actions_of, trends.levels_since}
"""Readings that rest on what is remembered within them; of others that were read anew there is nothing to hold to."""
LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
"""Whether everybody is asked everything after every change, which takes long."""
Reading = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


def plain(value: Any) -> Any:
    """A thing as it can be compared, whatever it is made of."""
    if isinstance(value, Framework):
        return value.content_hash, tuple(value.by_id)
    if isinstance(value, np.ndarray):
        return value.tolist()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            each.name: plain(getattr(value, each.name)) for each in fields(value) if each.name not in APART
        }
    if isinstance(value, BaseModel):
        return plain(dict(value))
    if isinstance(value, Mapping) and type(value).__name__ != "WordsNotRead":
        return {repr(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    return value if isinstance(value, str | int | float | date | None) else repr(type(value))


def made_up() -> Installation:
    """A small made-up government of two rounds; the later is open."""
    framework = files.library(ROOT / "frameworks").frameworks["nao-data-2019"]
    held = Installation(open_store(IN_MEMORY), {framework.id: framework})
    demo.make_up(held, ME, NOW, number=8, rounds_made=2, seed=3)
    return held


@pytest.fixture(scope="module")
def made() -> Iterator[Installation]:
    held = made_up()
    yield held
    held.store.close()


@pytest.fixture(autouse=True)
def all_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of everybody and everything: what is no longer remembered cannot be stale."""
    monkeypatch.setattr(remembering, "MOST", 10_000)


def readings(held: Installation) -> list[Reading]:
    """What pages ask for once, of every kind, about a department and about all."""
    today = held.today()
    new, old = (each.id for each in administering.every_round(held, ME) if not each.published)
    one, department = draft(held)
    at = datetime.combine(today, datetime.min.time(), UTC)
    asked: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = [
        (service, (), {})
        for service in (
            administering.every_round,
            administering.every_department,
            administering.every_person,
            people_search.count_people,
            answering.departments_begun,
            administering.kinds_of_body,
            frameworks.readable_rounds,
            frameworks.titles,
            frameworks.offered,
            frameworks.troubles,
            frameworks.every_edition,
            trends.series_over_time,
            trends.departments_over_time,
        )
    ]
    asked += [(deleting.deletable, (), {"kind": kind}) for kind in deleting.DeletableKind]
    asked += [
        (people_search.find_people, (), {"may": may, "active": may is None, "most": 20})
        for may in (None, Permission.REVIEW)
    ]
    for round_id in (new, old):
        where = {"round_id": round_id}
        here = {**where, "department_id": department}
        asked += [
            (comparing.comparison, (), where),
            (comparing.comparison, (), {**where, "view": View.AUDITED}),
            (comparing.comparison, (), {**where, "words": True}),
            (comparing.comparison, (), {**where, "letters": True}),
            (comparing.comparison, (), here),
            (answering.assessment_of, (), here),
            (challenging.challenges, (), {**where, "today": today}),
            (reviewing.queue, (), where),
            (trends.agreement_of, (), where),
            (trends.agreement_of, (), here),
            (trends.departments_over_time, (), {"until": round_id}),
            (trends.levels_since, (), where),
            (frameworks.framework_of, (), where),
            (portfolios.actions_of, (), where),
            (portfolios.actions_of, (), here),
            (portfolios.across_government, (), where),
            (portfolios.promises_of, (), where),
            (portfolios.portfolio_for, (), {**where, "limits": Limits(None, None, None, frozenset())}),
            (
                road_maps.outlook_of,
                (),
                {**here, "today": today, "before": today - timedelta(days=91)},
            ),
            (road_maps.suggested_actions, (), here),
            (exporting.facts, (at, BoardRequest(round_id)), {}),
            (exporting.round_in_words, (at, BoardRequest(round_id)), {}),
            (
                comparing.said_of_statement,
                (),
                {**where, "statement_id": "data-strategic-asset", "departments": (department,)},
            ),
        ]
    for own in (None, department):
        asked += [
            (trends.bridge_between, (), {"start": old, "end": new, "department_id": own}),
            (trends.over_time, (), {"department_id": own}),
            (trends.over_time, (), {"department_id": own, "view": View.AUDITED}),
        ]
    return [
        *asked,
        (trends.movers_between, (), {"start": old, "end": new}),
        (answering.assessment_view, (), {"assessment_id": one}),
        (answering.latest_changes, (), {"assessment_id": one, "most": 100}),
        (reviewing.sent_back, (), {"assessment_id": one}),
        (reviewing.review, (), {"assessment_id": one}),
        (trends.levels_between, (), {"start": old, "end": new, "department_id": department}),
        (comparing.benchmark_for, (), {"framework_id": "nao-data-2019"}),
        (comparing.published_before, (), {"framework_id": "nao-data-2019"}),
        (companions.related_elsewhere, (), {"framework_id": "nao-data-2019"}),
        (companions.every_companion, (), {}),
    ]


def draft(held: Installation) -> tuple[int, str]:
    """An assessment that is still answered, of a department whose last one was agreed; and whose it is."""
    new, old = (each.id for each in administering.every_round(held, ME) if not each.published)
    before = {of.id: each for each, of in answering.assessments_to_answer(held, ME, round_id=old)}
    return next(
        (each.id, of.id)
        for each, of in answering.assessments_to_answer(held, ME, round_id=new)
        if each.status is Status.DRAFT and of.id in before and before[of.id].status is Status.AGREED
    )


def given(read: Callable[..., Any], of: Reading) -> Any:
    service, args, asked = of
    try:
        return plain(read(service, *args, **asked))
    except MaturityError as refused:
        return type(refused).__name__, str(refused)


def people_of(held: Installation, department: str) -> list[Person]:
    """Who may see different things, and an auditor who comes to review blind."""
    roles = {
        "contributor": [(Role.CONTRIBUTOR, department)],
        "another": [(Role.CONTRIBUTOR, "elsewhere")],
        "reader": [(Role.READER, "*")],
        "auditor": [(Role.AUDITOR, "*")],
        "blind": [(Role.AUDITOR, "*")],
    }
    return [Person(id=key, name=key, roles=frozenset(each)) for key, each in roles.items()]


def changes(held: Installation, people: list[Person], department: str) -> list[Callable[[], Any]]:
    """Changes of every kind, in an order in which they can be made."""
    new, old = (each.id for each in administering.every_round(held, ME) if not each.published)
    there = {of.id: each for each, of in answering.assessments_to_answer(held, ME, round_id=new)}
    before = {of.id: each for each, of in answering.assessments_to_answer(held, ME, round_id=old)}
    one, past = there[department].id, before[department].id
    framework = frameworks.framework_of(held, ME, round_id=new)
    (first, second, *_) = framework.statements
    at = {"round_id": new, "department_id": department}
    blind = people[-1]

    def move(assessment_id: int, move: Move) -> None:
        reviewing.move_assessment(held, ME, NOW, assessment_id=assessment_id, move=move, why="Look again")

    def answer() -> None:
        kept = answering.assessment_view(held, ME, assessment_id=one).answers.get(first.id)
        said = Answer(state=State.LEVEL, level=1 if kept and kept.level == 2 else 2, evidence="Minutes")
        said = said.model_copy(update={"version": kept.version if kept else 0})
        answering.record_answer(held, ME, NOW, assessment_id=one, statement_id=first.id, answer=said)

    def find(assessment_id: int) -> None:
        found = reviewing.review(held, ME, assessment_id=assessment_id)
        kept, said = found.findings.get(second.id), found.view.answers.get(second.id)
        finding = Finding(
            state=State.LEVEL,
            level=1 if kept is None or kept.level != 1 else 0,
            reason="Seen",
            standing=Standing.RESOLVED,
            answer_version=said.version if said else 0,
            version=kept.version if kept else 0,
        )
        reviewing.record_finding(
            held, ME, NOW, assessment_id=assessment_id, statement_id=second.id, finding=finding
        )

    actions: list[Action] = []

    def propose() -> None:
        rise = Rise(statement_id=first.id, to=4)
        new_one = Action(
            round_id=new,
            title="Plan",
            departments=(department,),
            rises=(rise,),
            owner="A",
            no_date="Not yet",
            one_off=5,
            yearly=1,
        )
        actions.append(planning.propose_action(held, ME, NOW, action=new_one))

    def approve() -> None:
        action = actions[0]
        planning.move_action(
            held, ME, NOW, action_id=action.id, move=ActionMove.APPROVE, based_on=action.version
        )

    return [
        answer,
        lambda: administering.rename_department(held, ME, NOW, department_id=department, name="Another name"),
        lambda: planning.set_target(
            held, ME, NOW, **at, target=Target(statement_id=first.id, level=4, by=NOW.date())
        ),
        lambda: planning.accept_gap(
            held, ME, NOW, **at, gap=AcceptedGap(statement_id=second.id, reason="No")
        ),
        propose,
        approve,
        lambda: answering.submit(held, ME, NOW, assessment_id=one, assurance="So it is"),
        lambda: blind_reviewing.begin_blind_review(held, blind, NOW, round_id=new, sample=False),
        lambda: move(one, Move.BEGIN_REVIEW),
        lambda: find(one),
        lambda: move(one, Move.AGREE),
        lambda: blind_reviewing.end_blind_review(held, blind, NOW, round_id=new),
        lambda: move(past, Move.REOPEN),
        lambda: find(past),
        lambda: administering.change_round(
            held, ME, NOW, round_id=new, closes=NOW.date() + timedelta(days=9)
        ),
        lambda: administering.register_person(held, ME, NOW, name="Somebody new", roles=[(Role.READER, "*")]),
        lambda: messages.write_message(held, ME, NOW, round_id=new, text="Dear board", based_on=0),
        lambda: working_papers.record_disposition(
            held,
            ME,
            NOW,
            **at,
            statement_id=first.id,
            reason="unsure",
            outcome=Outcome.EXPLAINED,
            words="Said",
            based_on=0,
        ),
    ]


def another_server(held: Installation) -> Installation:
    """One on the same database, which remembers for itself."""
    return Installation(Store(held.store._engine), held.frameworks)


def test_what_is_given_once_is_what_another_server_would_read_now(
    made: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, (_, department) = readings(made), draft(made)
    people, other = people_of(made, department), another_server(made)
    for person in people[:4]:
        administering.register_person(
            made, ME, NOW, name=person.name.title(), roles=[*person.roles] if person.id != "another" else []
        )
    settings, read_anew = Settings(), list[object]()
    as_asked = Memory._ask

    def note(memory: Memory, question: Any, *rest: Any) -> Any:
        read_anew.append(question)
        return as_asked(memory, question, *rest)

    monkeypatch.setattr(Memory, "_ask", note)
    monkeypatch.setattr(levels, "FEW", 3)  # so that levels are mended as those of a large round are
    for place, change in enumerate([lambda: None, *changes(other, people, department)]):
        change()
        other.store.memory.forget()
        # The same people before and after every change; and who reviews blind around theirs.
        for who in [people[0], *([people[4]] if LONG or place in (7, 8, 12) else [])]:
            here, there = Visit(settings, made, who), Visit(settings, other, who)
            for each in asked:
                read_anew.clear()
                shown = given(here.once, each)
                if LONG or not read_anew or each[0] in MENDED:
                    assert shown == given(there.read, each), (who.id, each[0].__qualname__, place)


def test_what_is_shared_tells_nobody_what_they_may_not_see() -> None:
    held = made_up()
    asked, (_, department) = readings(held), draft(held)
    (another, further, *_) = sorted(
        each.id for each in administering.every_department(held, ME) if each.id != department
    )
    several = frozenset({(Role.CONTRIBUTOR, department), (Role.APPROVER, another), (Role.READER, "*")})
    people = [
        ME,  # sees everything, and so asks first
        *people_of(held, department),
        Person(id="alike", name="auditor", roles=frozenset({(Role.AUDITOR, "*")})),
        Person(id="several", name="several", roles=several),
        Person(id="further", name="further", roles=frozenset({(Role.APPROVER, further)})),
        Person(id="administrator", name="administrator", roles=frozenset({(Role.ADMINISTRATOR, "*")})),
        Person(id="left", name="left", roles=frozenset({(Role.AUDITOR, "*")}), active=False),
        Person(id="nothing", name="nothing", roles=frozenset()),
        Person(id="blind", name="blind", roles=frozenset({(Role.READER, "*")})),  # and is no auditor any more
    ]
    new = next(each.id for each in administering.every_round(held, ME) if each.is_open(NOW.date()))
    settings, told = Settings(), list[list[object]]()
    blind = next(each for each in people if each.id == "blind")
    # Readings of one round: with those of the other it takes twice as long and tells the same.
    asked = [each for each in asked if LONG or each[2].get("round_id", new) == new]
    for begun in (False, True) if LONG else (True,):
        if begun:
            blind_reviewing.begin_blind_review(held, blind, NOW, round_id=new, sample=False)
        told.clear()
        for who in people:
            alone = Visit(settings, another_server(held), who)  # which nobody asked before
            told.append([given(alone.read, each) for each in asked])
        # Whoever comes, whoever was there before them: down and up the list.
        for who, own in [*zip(people, told, strict=True), *zip(people[::-1], told[::-1], strict=True)]:
            here = Visit(settings, held, who)
            for each, wanted in zip(asked, own, strict=True):
                assert given(here.once, each) == wanted, (who, each[0].__qualname__, begun)
    by_id = {person.id: repr(own) for person, own in zip(people, told, strict=True)}
    assert by_id["auditor"] == by_id["alike"]
    assert len({*by_id.values()}) == len(by_id) - 1  # all the others see something else


def test_every_reading_that_pages_ask_for_once_is_held_to_that(made: Installation) -> None:
    held_to = {
        f"{service.__module__}.{service.__qualname__}".split(".", 2)[2] for service, *_ in readings(made)
    }
    sources = "".join(path.read_text() for path in (Path(ROOT) / "maturity/pages").rglob("*.py"))
    asked = set(re.findall(r"\.once\(\s*(\w+\.\w+)", sources))
    assert sorted(asked - held_to) == []
