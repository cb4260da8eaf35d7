"""How far an assessment is, and what to do next: counts, never a score."""

from collections.abc import Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from maturity.assessment.answer import NOT_ANSWERED, Answer, Judgement, State
from maturity.assessment.check import needs_evidence
from maturity.assessment.delegation import Assignment
from maturity.framework.model import Framework, Statement


class Progress(BaseModel):
    """How many of some statements have been answered; “not determined” and “not applicable” are answers."""

    model_config = ConfigDict(frozen=True)

    theme: str
    label: str
    answered: int
    statements: int


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


def by_theme(framework: Framework, answers: Mapping[str, Judgement]) -> list[Progress]:
    """One Progress a theme, in the framework's order."""
    found = []
    for theme in framework.themes:
        statements = list(theme.every_statement())
        answered = sum(is_answered(answers.get(statement.id, NOT_ANSWERED)) for statement in statements)
        found.append(
            Progress(theme=theme.id, label=theme.label, answered=answered, statements=len(statements))
        )
    return found


def is_answered(judgement: Judgement) -> bool:
    return judgement.state is not State.NOT_ANSWERED


def next_unanswered(
    framework: Framework, answers: Mapping[str, Judgement], after: str | None = None
) -> Statement | None:
    """The next statement that nobody has answered: in the framework's order, from `after` on and then around."""
    statements = list(framework.statements)
    if after in framework.by_id:
        place = statements.index(framework.by_id[after]) + 1
        statements = statements[place:] + statements[:place]
    return next((s for s in statements if not is_answered(answers.get(s.id, NOT_ANSWERED))), None)


def chosen(
    framework: Framework,
    answers: Mapping[str, Answer],
    assignments: Mapping[str, Assignment],
    wanted: Filter,
    person_id: str,
) -> list[Statement]:
    """The statements that a filter lets through, in the framework's order."""
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
            Filter.NO_EVIDENCE: needs_evidence(framework, answer),
            Filter.CARRIED: answer.carried,
        }
        if passes[wanted]:
            found.append(statement)
    return found
