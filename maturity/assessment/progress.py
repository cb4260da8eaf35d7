"""How far an assessment is: counts, never a score."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from maturity.assessment.answer import NOT_ANSWERED, Judgement, State
from maturity.framework.model import Framework, Statement


class Progress(BaseModel):
    """How many of some statements have been answered; “not determined” and “not applicable” are answers."""

    model_config = ConfigDict(frozen=True)

    theme: str
    label: str
    answered: int
    statements: int


def by_theme(framework: Framework, answers: Mapping[str, Judgement]) -> list[Progress]:
    """One Progress a theme, in the framework's order."""
    found = []
    for theme in framework.themes:
        statements = list(theme.every_statement())
        answered = sum(_answered(statement, answers) for statement in statements)
        found.append(
            Progress(theme=theme.id, label=theme.label, answered=answered, statements=len(statements))
        )
    return found


def next_unanswered(framework: Framework, answers: Mapping[str, Judgement]) -> Statement | None:
    """The first statement, in the framework's order, that nobody has answered."""
    return next((s for s in framework.statements if not _answered(s, answers)), None)


def _answered(statement: Statement, answers: Mapping[str, Judgement]) -> bool:
    return answers.get(statement.id, NOT_ANSWERED).state is not State.NOT_ANSWERED
