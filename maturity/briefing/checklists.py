"""What the checklist of a statement comes to, in words."""

from collections.abc import Sequence

from maturity.assessment.answer import Answer
from maturity.assessment.checklist import ItemState, LevelRange, derived
from maturity.assessment.finding import Finding, found_range
from maturity.framework.model import Framework, RuleStep, Statement
from maturity.wording import counted, listed


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


def way_to(framework: Framework, statement: Statement, level: int) -> str:
    """What the rule of its checklist asks for a level: “all of “Achieved”, and none of “Not achieved””; empty where it
    asks nothing so simple.
    """
    asked = _asked_for(framework, statement, level)
    if asked is None:
        return ""
    step, without = asked
    called = framework.rules[statement.checklist.rule].sets if statement.checklist else {}
    sets = [f"“{called[each]}”" for each in step.all or step.any]
    some = f"all of {listed(sets)}" if step.all else f"an item of {' or '.join(sets)}"
    none = f", and none of {listed([f'“{called[each]}”' for each in without])}" if without else ""
    return f"{some}{none}"


def in_the_way(framework: Framework, statement: Statement, level: int, answer: Answer) -> Sequence[str]:
    """The items, with what is said of them, that would have to be otherwise before they come to a level."""
    asked = _asked_for(framework, statement, level)
    if asked is None or statement.checklist is None:
        return []
    step, without = asked
    found = []
    for name, items in statement.checklist.sets.items():
        stays = ItemState.NO if name in without else ItemState.YES
        for item in items if name in (*without, *step.all) else ():
            said = answer.item(item.id).said
            met = ItemState.YES if said is ItemState.ANOTHER_WAY else said
            if met not in (stays, ItemState.NOT_APPLICABLE):
                found.append(f"“{item.text}”: {said.words}")
    return found


def _asked_for(
    framework: Framework, statement: Statement, level: int
) -> tuple[RuleStep, Sequence[str]] | None:
    """The step that gives the level, or else the next better one, and the sets of which one item would give less."""
    if statement.checklist is None:
        return None
    own, steps = statement.checklist.sets, framework.rules[statement.checklist.rule].steps
    value = framework.scale_of(statement).value_of
    enough = [each for each in steps if value(each.level) >= level and (each.any or each.all)]
    if not enough:
        return None
    step = min(enough, key=lambda each: value(each.level))
    before = [each for each in steps[: steps.index(step)] if value(each.level) < level]
    if any(each.all for each in before) or not all(own.get(each) for each in (*step.any, *step.all)):
        return None  # no short sentence says it
    return step, [each for other in before for each in other.any if own.get(each)]
