"""The road maps of a made-up government: what its departments aim at, leave open, and do about their gaps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.people import Person
from maturity.assessment.round import Round
from maturity.framework.model import Framework, Statement
from maturity.plan.action import Action, ActionOrigin, ActionStatus, Rise
from maturity.plan.target import AcceptedGap, Target

PLANNING = 44  # days after a round opened, when its assessments are in: road maps are made then
WAYS: Mapping[bool, Sequence[tuple[tuple[ActionStatus, ...], int]]] = {
    True: (
        ((), 40),
        ((ActionStatus.APPROVED,), 35),
        ((ActionStatus.APPROVED, ActionStatus.UNDER_WAY), 25),
    ),
    False: (
        ((ActionStatus.APPROVED, ActionStatus.UNDER_WAY, ActionStatus.DELIVERED), 65),
        ((ActionStatus.APPROVED, ActionStatus.UNDER_WAY), 20),
        ((ActionStatus.APPROVED, ActionStatus.STOPPED), 15),
    ),
}
"""What becomes of an action once it is proposed, of the newest round (True) or an earlier one, with how many of 100."""


@dataclass(frozen=True)
class Deed:
    """Something that one person did to a road map: a target, a gap left open, or an action as it is from then on.

    `number` tells the actions of one road map apart; `after` is the number of the one that it waits for.
    """

    at: datetime
    person: Person
    what: Target | AcceptedGap | Action
    number: int = 0
    after: int | None = None


def road_map(
    random: Random,
    framework: Framework,
    round_: Round,
    departments: Sequence[str],
    officer: Person,
    answers: Mapping[str, Answer],
    today: date,
    *,
    newest: bool,
) -> tuple[Deed, ...]:
    """What the first of the departments, which are of one family, does about its gaps: everything before today."""
    short, unknown = _gaps(framework, answers)
    noon = datetime.combine(round_.opens + timedelta(days=PLANNING), time(12), UTC)
    found: list[Deed] = []
    if random.random() < 0.3:
        for statement in random.sample(short, min(len(short), 3)):
            by = round_.opens + timedelta(days=random.randrange(400, 900))
            level = _above(framework, statement, answers, random.choice((1, 1, 2)))
            found.append(Deed(noon, officer, Target(statement_id=statement.id, level=level, by=by)))
    left = random.sample(short, min(len(short), random.choice((0, 0, 0, 1, 2))))
    for statement in left:
        reason = "Made up: other work comes first, and this can wait."
        found.append(Deed(noon, officer, AcceptedGap(statement_id=statement.id, reason=reason)))
    worked_on = [each for each in short if each not in left]
    chosen = random.sample(worked_on, min(len(worked_on), random.randint(1, 4)))
    for number, statement in enumerate([*chosen, *unknown[:1]]):
        to = None if statement in unknown else _above(framework, statement, answers, 1)
        found += _action(
            random, round_, departments, officer, statement, to, today, number=number, newest=newest
        )
    return tuple(found)


def _gaps(framework: Framework, answers: Mapping[str, Answer]) -> tuple[list[Statement], list[Statement]]:
    """The statements below the top of their scale, and those that nobody could determine."""
    short, unknown = [], []
    for statement in framework.statements:
        answer = answers.get(statement.id, NOT_ANSWERED)
        if answer.state is State.NOT_DETERMINED:
            unknown.append(statement)
        elif answer.level is not None and answer.level < framework.scale_of(statement).highest.value:
            short.append(statement)
    return short, unknown


def _above(framework: Framework, statement: Statement, answers: Mapping[str, Answer], levels: int) -> int:
    values = [level.value for level in framework.scale_of(statement).levels]
    at = answers[statement.id].level or values[0]
    return values[min(len(values) - 1, values.index(at) + levels)]


def _saving(random: Random) -> int | None:
    """What an action saves a year; of most nobody has said."""
    return None if random.random() < 0.6 else 1000 * random.randrange(0, 90, 5)


def _action(
    random: Random,
    round_: Round,
    departments: Sequence[str],
    officer: Person,
    statement: Statement,
    to: int | None,
    today: date,
    *,
    number: int,
    newest: bool,
) -> list[Deed]:
    """One action from its proposal on."""
    proposed = round_.opens + timedelta(days=PLANNING)
    due = proposed + timedelta(days=random.randrange(60, 700) if newest else random.randrange(60, 330))
    dated = random.random() < 0.92 or not newest
    lead, *others = departments
    shared = (random.choice(others),) if others and random.random() < 0.1 else ()
    action = Action(
        round_id=round_.id,
        title=f"Made-up action: {statement.label}",
        departments=(lead, *shared),
        rises=(Rise(statement_id=statement.id, to=to),),
        owner="Made-up data office",
        due=due if dated else None,
        no_date="" if dated else "Made up: it waits for the spending review.",
        one_off=None if random.random() < 0.1 else 1000 * random.randint(5, 400),
        yearly=random.choice((None, 0, 0, *(1000 * pounds for pounds in range(2, 60, 8)))),
        saving=_saving(Random(f"{round_.id}/{lead}/{number}")),  # noqa: S311  # made up, and apart from the rest
        people=None if random.random() < 0.3 else random.randint(1, 12) / 2,
        origin=ActionOrigin.SUGGESTED if random.random() < 0.6 else ActionOrigin.OWN,
    )
    at = datetime.combine(proposed, time(13, number), UTC)
    after = number - 1 if number and random.random() < 0.2 else None
    found = [Deed(at, officer, action, number, after)]
    way = random.choices(*zip(*WAYS[newest], strict=True))[0]
    for step, status in enumerate(way, start=1):
        if not newest:
            at = datetime.combine(proposed + (due - proposed) * step / len(way), time(14, number), UTC)
        if at.date() >= today:
            break
        action = action.model_copy(
            update={
                "status": status,
                "why": "Made up: the money went elsewhere." if status is ActionStatus.STOPPED else "",
                "delivered_on": at.date() if status is ActionStatus.DELIVERED else None,
            }
        )
        found.append(Deed(at, officer, action, number, after))
    return found
