"""What a person may choose for a statement, and how it reads on a page."""

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.checklist import ItemState
from maturity.briefing.checklists import checklist_in_words
from maturity.framework.model import Framework, Statement
from maturity.pages.parts.markdown import literal
from maturity.palette import names_of

Choice = int | State
STATES = {
    State.NOT_DETERMINED: "We have looked, and cannot tell",
    State.NOT_APPLICABLE: "This does not apply to us",
}


def offered(framework: Framework, statement: Statement) -> list[Choice]:
    """The levels of the statement's scale, then the states."""
    return [*framework.scale_of(statement).by_value, *STATES]


def judged(choice: Choice | None) -> dict[str, object]:
    """The state and level that a choice makes."""
    if choice is None:
        return {"state": State.NOT_ANSWERED, "level": None}
    if isinstance(choice, State):
        return {"state": choice, "level": None}
    return {"state": State.LEVEL, "level": choice}


def in_full(framework: Framework, statement: Statement) -> list[list[str]]:
    """Each choice as it is written down and what it is called; for a level also what it means for this statement,
    the colours of its number and of the ink on it, as the pages' style sheet names them, and its number, where people
    see one.
    """
    scale = framework.scale_of(statement)
    names = names_of(len(scale.by_value), ordered=scale.ordered)
    levels = [
        [
            str(value),
            level.name,
            framework.looks_like(statement, level),
            f"var(--{name})",
            f"var(--{name}-ink)",
            level.number,
        ]
        for (value, level), name in zip(scale.by_value.items(), names, strict=True)
    ]
    return levels + [[state.value, words] for state, words in STATES.items()]


HOW, WHY = "How it is met another way", "Why it does not apply (if it needs saying)"
ITEM_STATES = [
    [ItemState.YES.value, ItemState.YES.words],
    [ItemState.NO.value, ItemState.NO.words],
    [
        ItemState.ANOTHER_WAY.value,
        ItemState.ANOTHER_WAY.words,
        HOW,
        "say in a few words how it is met another way.",
    ],
    [ItemState.NOT_APPLICABLE.value, ItemState.NOT_APPLICABLE.words, WHY],
    ["", ItemState.NOT_LOOKED_AT.words],
]
"""How an item may be answered: as it is written down, what it is called, and what is asked in words beside it."""
STEPS = {State.NOT_DETERMINED: ("?", "Not determined"), State.NOT_APPLICABLE: ("n/a", "Does not apply")}


def as_steps(framework: Framework, statement: Statement) -> list[list[str]]:
    """Each choice of an auditor as a step: its value, its mark and its words, and for a level its two colours."""
    marks = framework.scale_of(statement).marks
    levels = [
        [value, marks[int(value)], f"{number} {name}".strip(), colour, ink]
        for value, name, _, colour, ink, number in (
            row for row in in_full(framework, statement) if len(row) > 2
        )
    ]
    return levels + [[state.value, *STEPS[state]] for state in STEPS]


def judgement_in_words(framework: Framework, statement: Statement, judgement: Judgement) -> str:
    """A judgement in a few words: “3 Partly in place”, “Not determined”."""
    return judgement.numbered(framework.scale_of(statement))


def answer_in_markdown(framework: Framework, statement: Statement, answer: Answer) -> str:
    """A whole answer in Markdown: what was chosen and everything that was written."""
    parts = [f"**{literal(judgement_in_words(framework, statement, answer))}**"]
    if answer.comes_to is not None:
        parts += [literal(each) for each in checklist_in_words(framework, statement, answer)]
    if answer.reason and (not answer.confirmed or answer.level is None):
        parts.append(f"Does not apply because: {literal(answer.reason)}")
    parts.append(literal(answer.evidence) or "No evidence written")
    if answer.links:
        parts.append("Links: " + ", ".join(map(literal, answer.links)))
    if answer.contact:
        parts.append(f"Ask: {literal(answer.contact)}")
    return "\n\n".join(parts)
