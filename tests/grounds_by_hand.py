"""What answers rest on, cell by cell from the answers themselves: what the arrays that the store reads are held to."""

from collections.abc import Mapping
from datetime import date

from maturity.assessment.answer import Answer
from maturity.assessment.checklist import ItemState
from maturity.assessment.grounds import NO_DAY, Grounds, no_grounds, number_of_words
from maturity.assessment.levels import NO_LEVEL, levels_of
from maturity.assessment.round import Round
from maturity.framework.model import Framework
from maturity.scoring.challenge import Before, LookFirst


def grounds_of(framework: Framework, answers: Mapping[str, Mapping[str, Answer]]) -> Grounds:
    found = no_grounds(framework, answers)
    for row, own in enumerate(answers.values()):
        for column, statement in enumerate(framework.statements):
            if (answer := own.get(statement.id)) is None:
                continue
            known = {each.id for each in answer.items if each.said is not ItemState.NOT_LOOKED_AT}
            told = {
                "evidence": bool(answer.evidence.strip()) or bool(answer.links),
                "words": number_of_words(answer.evidence),
                "newest": answer.evidence_date.toordinal() if answer.evidence_date else NO_DAY,
                "unsure": answer.unsure,
                "confirmed": answer.confirmed,
                "low": NO_LEVEL if answer.low is None else answer.low,
                "high": NO_LEVEL if answer.high is None else answer.high,
                "looked_at": sum(each.id in known for each in statement.items),
            }
            for name, value in told.items():
                found.arrays[name][row, column] = value
    return found


def look_first(
    framework: Framework,
    answers: Mapping[str, Mapping[str, Answer]],
    today: date,
    last: Mapping[str, tuple[Round, Mapping[str, Answer]]] | None = None,
) -> LookFirst:
    """Where to look first among answers, told of all departments, given what they said in the round before."""
    before = {key: (last or {}).get(key, (None, {}))[1] for key in answers}
    return LookFirst(
        levels_of(framework, answers),
        grounds_of(framework, answers),
        Before(
            levels_of(framework, before).level, {key: round_ for key, (round_, _) in (last or {}).items()}
        ),
        today,
        set(answers),
    )
