"""What a department should look at before it submits; nothing here stops it from submitting."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from maturity.assessment.answer import NOT_ANSWERED, Answer, Judgement, State
from maturity.assessment.checklist import ItemState
from maturity.framework.model import Framework, Overall, Statement
from maturity.wording import counted, day


class ConcernKind(StrEnum):
    """Why a statement is on the list, in the words of the check page."""

    NOT_ANSWERED = "Not answered"
    NOT_DETERMINED = "Not determined"
    NO_EVIDENCE = "High level without evidence"
    OLD_EVIDENCE = "Evidence is old"
    LAST_EVIDENCE = "Evidence is of the last round"
    EVIDENCE_AHEAD = "Evidence is of a day to come"
    CONTRADICTION = "Does not fit another answer"
    CONFIRMED = "Not the level of its checklist"
    NOT_LOOKED_AT = "Items not looked at"
    CARRIED = "Carried over and not confirmed"
    UNSURE = "Marked as unsure"
    COME_BACK = "Marked to come back to"


class Concern(BaseModel):
    """One thing to look at, on one statement, said in a sentence."""

    model_config = ConfigDict(frozen=True)

    kind: ConcernKind
    statement_id: str
    sentence: str


def concerns(
    framework: Framework,
    answers: Mapping[str, Answer],
    today: date,
    *,
    last: Mapping[str, Answer] | None = None,
    overturned: Mapping[str, Judgement] | None = None,
) -> list[Concern]:
    """Everything to look at, in the framework's order and, within a statement, in the order of the kinds.

    `last` has the answers of the last round, and `overturned` what an auditor found otherwise there.
    """
    return [
        concern
        for statement in framework.statements
        for concern in of_statement(
            framework, answers, statement, today, last=last or {}, overturned=overturned or {}
        )
    ]


def of_statement(
    framework: Framework,
    answers: Mapping[str, Answer],
    statement: Statement,
    today: date,
    *,
    last: Mapping[str, Answer],
    overturned: Mapping[str, Judgement],
) -> list[Concern]:
    """What to look at on one statement, given all the answers; as for `concerns`."""
    answer = answers.get(statement.id, NOT_ANSWERED)
    found: list[tuple[ConcernKind, str]] = []
    if answer.state is State.NOT_ANSWERED:
        begun = not_looked_at(statement, answer) if answer.items else ""
        found.append(
            (ConcernKind.NOT_ANSWERED, f"{begun} still open." if begun else "Nobody has answered this yet.")
        )
    if answer.state is State.NOT_DETERMINED:
        of = "theme's figure" if framework.scoring.overall is Overall.NONE else "score"
        found.append(
            (ConcernKind.NOT_DETERMINED, f"It widens the range of the {of}. Is there nothing to judge on?")
        )
    if needs_evidence(framework, statement, answer):
        found.append((ConcernKind.NO_EVIDENCE, "An assessor would ask what shows this."))
    if is_old(framework, answer.evidence_date, today) and answer.evidence_date:
        sentence = f"The newest evidence is of {day(answer.evidence_date)}. Is there anything newer?"
        found.append((ConcernKind.OLD_EVIDENCE, sentence))
    if kept_evidence(answer, last.get(statement.id)):
        sentence = (
            "The answer is another than in the last round, and its evidence is the same. Does it show it?"
        )
        found.append((ConcernKind.LAST_EVIDENCE, sentence))
    if answer.evidence_date is not None and answer.evidence_date > today:
        sentence = (
            f"The newest evidence is of {day(answer.evidence_date)}, a day still to come. Is that right?"
        )
        found.append((ConcernKind.EVIDENCE_AHEAD, sentence))
    found += [
        (ConcernKind.CONTRADICTION, sentence) for sentence in contradictions(framework, answers, statement)
    ]
    found += _of_checklist(framework, statement, answer)
    if answer.carried:
        sentence = "This is the answer of the last round. Does it still hold?"
        if statement.id in overturned:
            was = overturned[statement.id]
            words = was.numbered(framework.scale_of(statement))
            sentence = f"This is the answer of the last round, and the auditor found {words} there."
        found.append((ConcernKind.CARRIED, sentence))
    if answer.unsure:
        found.append((ConcernKind.UNSURE, "Somebody was unsure of this answer."))
    if answer.come_back:
        found.append((ConcernKind.COME_BACK, "Somebody meant to come back to this."))
    return [Concern(kind=kind, statement_id=statement.id, sentence=sentence) for kind, sentence in found]


def needs_evidence(framework: Framework, statement: Statement, answer: Answer) -> bool:
    """Whether the level is one that the framework asks evidence for, and there is none: no words, no link."""
    return is_high(framework, statement, answer) and not answer.evidence.strip() and not answer.links


def _of_checklist(
    framework: Framework, statement: Statement, answer: Answer
) -> list[tuple[ConcernKind, str]]:
    found = []
    if sentence := confirmed_otherwise(framework, statement, answer):
        found.append((ConcernKind.CONFIRMED, sentence))
    if answer.level is not None and (unknown := not_looked_at(statement, answer)):
        found.append((ConcernKind.NOT_LOOKED_AT, f"{unknown} not looked at."))
    return found


def confirmed_otherwise(framework: Framework, statement: Statement, answer: Answer) -> str:
    """That a person confirmed another level than the one that the items of its checklist give; empty where not."""
    reached = answer.comes_to
    if not answer.confirmed or answer.level is None or reached is None or reached.level == answer.level:
        return ""
    names = framework.scale_of(statement).by_value
    low, high, said = (names[each].numbered for each in (reached.low, reached.high, answer.level))
    gives = f"comes to {low}" if reached.level is not None else f"leaves {low} to {high} open"
    return f"The checklist {gives}, and {said} was confirmed."


def not_looked_at(statement: Statement, answer: Answer) -> str:
    """“3 of 12 items of its checklist are”; empty where all are looked at, or there are none."""
    known = {each.id for each in answer.items if each.said is not ItemState.NOT_LOOKED_AT}
    unknown = sum(each.id not in known for each in statement.items)
    return unknown_items_in_words(statement, unknown) if unknown else ""


def unknown_items_in_words(statement: Statement, unknown: int) -> str:
    """The same of so many items, as a sentence goes on from it."""
    verb = "is" if unknown == 1 else "are"
    return f"{unknown} of {counted(len(statement.items), 'item')} of its checklist {verb}"


def kept_evidence(answer: Answer, last: Answer | None) -> bool:
    """Whether the answer is another than the last round's, and the words of its evidence are still those."""
    if last is None or answer.state is State.NOT_ANSWERED or not answer.evidence.strip():
        return False
    return not answer.same_as(last) and answer.evidence == last.evidence


def is_high(framework: Framework, statement: Statement, answer: Answer) -> bool:
    """Whether the level is one that the framework asks evidence for."""
    high = framework.high_level_of(statement)
    return high is not None and answer.level is not None and answer.level >= high


def is_old(framework: Framework, evidence_date: date | None, today: date) -> bool:
    """Whether evidence of that date is older than the framework's limit; evidence without a date is not."""
    if framework.evidence_months is None or evidence_date is None:
        return False
    months = (today.year - evidence_date.year) * 12 + today.month - evidence_date.month
    return months - (today.day < evidence_date.day) >= framework.evidence_months


def contradictions(framework: Framework, answers: Mapping[str, Judgement], statement: Statement) -> list[str]:
    """A sentence for each rule of the framework that the statement's level breaks, given all the answers."""
    found = []
    for rule in framework.contradictions:
        level = answers.get(rule.statement, NOT_ANSWERED).level
        above = answers.get(rule.above, NOT_ANSWERED).level
        if rule.statement != statement.id or level is None or above is None:
            continue
        if level > above + rule.margin:
            other = framework.by_id[rule.above]
            at = framework.scale_of(other).by_value[above].told
            found.append(f"{rule.message} Compare it with “{other.label}”, at {at}.")
    return found
