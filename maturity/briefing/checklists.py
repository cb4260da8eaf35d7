"""What the checklist of a statement comes to, in words."""

from collections.abc import Sequence

from maturity.assessment.answer import Answer
from maturity.assessment.checklist import ItemState, LevelRange, derived
from maturity.assessment.finding import Finding, found_range
from maturity.framework.model import Framework, Statement
from maturity.wording import counted


def level_range_in_words(framework: Framework, statement: Statement, found: LevelRange) -> str:
    """“1 Partly achieved”, or “0 Not achieved to 2 Achieved”."""
    names = framework.scale_of(statement).by_value
    low, high = (names[each].numbered for each in (found.low, found.high))
    return low if found.level is not None else f"{low} to {high}"


def checklist_in_words(framework: Framework, statement: Statement, answer: Answer) -> Sequence[str]:
    """What the items come to, and what is not looked at; and the level that somebody confirmed beside it."""
    found = answer.comes_to or derived(framework, statement, {})
    unknown = sum(answer.item(each.id).said is ItemState.NOT_LOOKED_AT for each in statement.items)
    comes_to = level_range_in_words(framework, statement, found)
    if found.level is None:
        all_of = len(statement.items)
        left = (
            "nothing of it is looked at yet" if unknown == all_of else f"{unknown} of {all_of} not looked at"
        )
        told = [f"The checklist comes to {comes_to}: {left}."]
    elif unknown:
        told = [
            f"The checklist comes to {comes_to}, whatever the {counted(unknown, 'item')} not looked at may say."
        ]
    else:
        told = [f"The checklist comes to {comes_to}."]
    if answer.confirmed:
        said = answer.numbered(framework.scale_of(statement))
        because = f": {answer.reason}" if answer.reason else ""
        told.append(f"A person confirmed {said} instead{because}")
    return told


def found_items_in_words(
    framework: Framework, statement: Statement, answer: Answer, finding: Finding
) -> Sequence[str]:
    """What an auditor found of single items beside what the department says, and what they come to then; nothing where
    nothing was found of any.
    """
    if not finding.items:
        return []
    found = {each.id: each for each in finding.items}
    told, alike = [], 0
    for item in statement.items:
        says, said = answer.item(item.id), found.get(item.id)
        if said is None:
            continue
        if said.said is says.said:  # of somebody who was not shown what the department says
            alike += 1
            continue
        words = f"{said.said.words}: {said.words}" if said.words else said.said.words
        told.append(f"“{item.text}”: found “{words}”, where the department says “{says.said.words}”.")
    if alike:
        told.append(f"{counted(alike, 'item')} found as the department says.")
    reached = found_range(framework, statement, answer, finding.items)
    comes_to = level_range_in_words(framework, statement, reached)
    return [*told, f"With what was found of the items the checklist comes to {comes_to}."]
