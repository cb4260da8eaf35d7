"""How far an assessment is, and what to do next: counts, never a score."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from maturity.assessment.answer import NOT_ANSWERED, Answer, Judgement, State, carried_over
from maturity.assessment.assignment import Assignment
from maturity.assessment.concerns import needs_evidence
from maturity.assessment.round import Status
from maturity.framework.model import Framework, Statement


class Progress(BaseModel):
    """How many of some statements have been answered; “not determined” and “not applicable” are answers.

    What was carried over from the last round is answered once somebody confirms it, and counted apart till then.
    """

    model_config = ConfigDict(frozen=True)

    theme: str
    label: str
    answered: int
    statements: int
    carried: int = 0

    @property
    def words(self) -> str:
        """“3 of 8”, or “3 of 8 confirmed, 5 carried over” while some wait to be confirmed."""
        count = f"{self.answered} of {self.statements}"
        return f"{count} confirmed, {self.carried} carried over" if self.carried else count


class Filter(StrEnum):
    """Which statements of an assessment somebody wants to see, in the words of the page."""

    ALL = "All"
    UNANSWERED = "Unanswered"
    MINE = "Assigned to me"
    UNSURE = "Unsure"
    COME_BACK = "To come back to"
    NOT_DETERMINED = "Not determined"
    NO_EVIDENCE = "Without evidence"
    CARRIED = "Carried over"
    CHALLENGED = "Challenged"


def by_theme(framework: Framework, answers: Mapping[str, Judgement]) -> list[Progress]:
    """One Progress a theme, in the framework's order."""
    found = []
    for theme in framework.themes:
        statements = list(theme.every_statement())
        said = [answers.get(statement.id, NOT_ANSWERED) for statement in statements]
        found.append(
            Progress(
                theme=theme.id,
                label=theme.label,
                answered=sum(map(is_answered, said)),
                statements=len(statements),
                carried=sum(is_carried(each) for each in said),
            )
        )
    return found


def is_answered(judgement: Judgement) -> bool:
    """Whether somebody has answered it in this round: said something of it, or confirmed what was carried over."""
    return judgement.state is not State.NOT_ANSWERED and not is_carried(judgement)


def is_carried(judgement: Judgement) -> bool:
    """Whether it is the answer of the last round, which nobody has confirmed in this one."""
    return isinstance(judgement, Answer) and judgement.carried


class SinceLast(BaseModel):
    """What became of the last round's answers to some statements, each by its id, in the framework's order.

    `unchanged` are carried over just as they were, and nobody found otherwise: these can be confirmed together.
    `changed` says of each other one that was answered in either round how it differs.
    """

    model_config = ConfigDict(frozen=True)

    unchanged: tuple[str, ...]
    changed: dict[str, str]


def since_last(
    framework: Framework,
    statements: Iterable[Statement],
    answers: Mapping[str, Answer],
    last: Mapping[str, Answer],
    findings: Mapping[str, Judgement],
    *,
    reworded: Collection[str] = (),
) -> SinceLast:
    """How answers stand to the last round's, given an auditor's findings on those, and which statements are asked in
    other words since: those are to be read again, and not confirmed with the rest.
    """
    unchanged, changed = [], {}
    for statement in statements:
        now, then = answers.get(statement.id, NOT_ANSWERED), last.get(statement.id, NOT_ANSWERED)
        found = findings.get(statement.id)
        was, became = (_brief(framework, statement, each) for each in (then, now))
        if now.carried and found is not None and not found.same_as(then):
            changed[statement.id] = f"{was}, and the auditor found {_brief(framework, statement, found)}"
        elif now.carried and carried_over(framework, statement.id, then).content() != now.content():
            changed[statement.id] = f"carried over as {became}, and changed in the last round since"
        elif now.carried and statement.id in reworded:
            changed[statement.id] = f"{was}, and the statement is worded otherwise since"
        elif now.carried:
            unchanged.append(statement.id)
        elif not now.same_as(then):
            changed[statement.id] = f"{was} → {became}"
    return SinceLast(unchanged=tuple(unchanged), changed=changed)


def _brief(framework: Framework, statement: Statement, judgement: Judgement) -> str:
    return judgement.numbered(framework.scale_of(statement))


def lets_stand(status: Status, *, open_round: bool) -> bool:
    """Whether what was carried over counts although nobody confirmed it: see unconfirmed."""
    return not open_round or status in (Status.AGREED, Status.PUBLISHED)


def unconfirmed(answers: Mapping[str, Answer], status: Status, *, open_round: bool) -> dict[str, Answer]:
    """The answers that count as not answered yet, in every figure: those carried over and not confirmed.

    Only while they can be confirmed or an auditor looks at them: in a round that is open, and before the assessment
    is agreed. Whoever agrees, or lets the round close, lets them stand, and the figures stay what they were.
    """
    if lets_stand(status, open_round=open_round):
        return {}
    return {statement_id: answer for statement_id, answer in answers.items() if answer.carried}


def next_unanswered(
    framework: Framework, answers: Mapping[str, Judgement], after: str | None = None
) -> Statement | None:
    """The next statement that nobody has answered: in the framework's order, from `after` on and then around."""
    statements = list(framework.statements)
    if after in framework.by_id:
        place = statements.index(framework.by_id[after]) + 1
        statements = statements[place:] + statements[:place]
    return next((s for s in statements if not is_answered(answers.get(s.id, NOT_ANSWERED))), None)


def next_of(
    statements: Iterable[Statement],
    answers: Mapping[str, Judgement],
    assignments: Mapping[str, Assignment],
    person_id: str,
) -> Statement | None:
    """The first of them that nobody has answered: what the person was asked before what anybody could."""
    unanswered = [each for each in statements if not is_answered(answers.get(each.id, NOT_ANSWERED))]
    asked = (
        each
        for each in unanswered
        if (given := assignments.get(each.id)) is not None and given.person_id == person_id
    )
    return next(asked, None) or next(iter(unanswered), None)


def statements_chosen(
    framework: Framework,
    answers: Mapping[str, Answer],
    assignments: Mapping[str, Assignment],
    wanted: Filter,
    person_id: str,
    challenged: Collection[str] = (),
) -> list[Statement]:
    """The statements that a filter lets through, in the framework's order; `challenged` are ids of those that are."""
    found = []
    for statement in framework.statements:
        answer = answers.get(statement.id, NOT_ANSWERED)
        given = assignments.get(statement.id)
        passes = {
            Filter.ALL: True,
            Filter.UNANSWERED: not is_answered(answer),
            Filter.MINE: given is not None and given.person_id == person_id,
            Filter.UNSURE: answer.unsure,
            Filter.COME_BACK: answer.come_back,
            Filter.NOT_DETERMINED: answer.state is State.NOT_DETERMINED,
            Filter.NO_EVIDENCE: needs_evidence(framework, statement, answer),
            Filter.CARRIED: answer.carried,
            Filter.CHALLENGED: statement.id in challenged,
        }
        if passes[wanted]:
            found.append(statement)
    return found


def still_asked(
    given: Iterable[Assignment], answers: Mapping[str, Answer]
) -> list[tuple[Assignment, list[str]]]:
    """What was asked and is not answered, or not confirmed, by whom it was asked of, by when and with what note: the
    first of each and its statements.
    """
    found: dict[tuple[object, ...], tuple[Assignment, list[str]]] = {}
    for each in given:
        answer = answers.get(each.statement_id, NOT_ANSWERED)
        if answer.state is State.NOT_ANSWERED or answer.carried:
            terms = (each.person_id, each.due, each.note)
            found.setdefault(terms, (each, []))[1].append(each.statement_id)
    return list(found.values())
