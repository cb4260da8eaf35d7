"""Bringing together what was written in a workbook and what was written in the app meanwhile.

A three-way merge, cell by cell: what the workbook held when it left (base), what it holds now, what the app
holds now. Only a cell that changed on both sides, to different words, needs a person to choose.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maturity.assessment.answer import (
    LONGEST_TEXT,
    NOT_ANSWERED,
    Answer,
    ItemAnswer,
    ItemField,
    Judgement,
    State,
    with_derived,
)
from maturity.assessment.checklist import ItemState
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.wording import day

Value = Judgement | ItemAnswer | str | date | tuple[str, ...] | bool | None


class Field(StrEnum):
    """The parts of an answer that a workbook carries, each merged by itself; level and state are one."""

    ANSWER = "answer"
    EVIDENCE = "evidence"
    EVIDENCE_DATE = "evidence_date"
    LINKS = "links"
    CONTACT = "contact"
    REASON = "reason"
    UNSURE = "unsure"
    COME_BACK = "come_back"
    CARRIED = "carried"  # workbooks sent out before November 2026 have no such column

    @property
    def words(self) -> str:
        return _FIELDS[self]


_FIELDS = {
    Field.ANSWER: "Answer",
    Field.EVIDENCE: "Evidence",
    Field.EVIDENCE_DATE: "Evidence date",
    Field.LINKS: "Links",
    Field.CONTACT: "Who can be asked",
    Field.REASON: "Why it does not apply",
    Field.UNSURE: "Unsure",
    Field.COME_BACK: "Come back",
    Field.CARRIED: "Still to confirm",
}


@dataclass(frozen=True)
class ItemCell:
    """An item of a checklist with its words, merged by itself."""

    item: str
    text: str

    @property
    def value(self) -> str:
        return ItemField(self.item).value

    @property
    def words(self) -> str:
        return f"“{self.text}”"


_JOINED: Mapping[object, str] = {
    Field.EVIDENCE: "\n\n",
    Field.REASON: "\n\n",
    Field.CONTACT: "\n",
    Field.LINKS: "\n",
}
"""The fields of which two versions can stand below one another, and what is put between them."""


class CellChange(StrEnum):
    """What became of one cell, in the words of the preview."""

    UNCHANGED = "Unchanged"
    IN_WORKBOOK = "Changed in the workbook"
    IN_APP = "Changed meanwhile in the app"
    IN_BOTH = "Changed in both"
    NOT_UNDERSTOOD = "Not understood"


class Side(StrEnum):
    """Whose words to keep where both changed; both only of texts and links, the app's first."""

    WORKBOOK = "workbook"
    APP = "app"
    BOTH = "both"


@dataclass(frozen=True)
class NotUnderstood:
    """A cell whose content means nothing here: where it stands, and a sentence on what was expected."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


Part = Field | ItemCell
Key = tuple[str, Part]
Values = Mapping[Part, Value]
Read = Mapping[Part, Value | NotUnderstood]
Choices = Mapping[Key, Side]


@dataclass(frozen=True)
class Difference:
    """One cell, three ways."""

    statement_id: str
    field: Part
    kind: CellChange
    base: Value
    workbook: Value | NotUnderstood
    app: Value

    @property
    def key(self) -> Key:
        return self.statement_id, self.field


class Undecided(MaturityError):
    """Cells changed on both sides, and nobody has said which words to keep."""

    def __init__(self, framework: Framework, undecided: Sequence[Difference]) -> None:
        self.keys = [difference.key for difference in undecided]
        names = "; ".join(cell_in_words(framework, difference) for difference in undecided)
        super().__init__(
            f"Changed both in the workbook and in the app: {names}. Nothing was imported: "
            "choose for each whether to keep the workbook's, the app's or, of words, both."
        )


class TooLongTogether(MaturityError):
    def __init__(self, framework: Framework, difference: "Difference", characters: int) -> None:
        self.key = difference.key
        super().__init__(
            f"{cell_in_words(framework, difference)}: both together have {characters:,} characters, and "
            f"{LONGEST_TEXT:,} can be kept. Nothing was imported: keep one of them, and add to it afterwards."
        )


class CellsNotUnderstood(MaturityError):
    MOST = 20

    def __init__(self, cells: Sequence[NotUnderstood]) -> None:
        self.cells = tuple(cells)
        more = len(cells) - self.MOST
        lines = [*map(str, cells[: self.MOST]), *([f"… and {more} more."] if more > 0 else [])]
        super().__init__("\n".join([*lines, "Nothing was imported. Mend the workbook and bring it again."]))


def can_be_joined(difference: Difference) -> bool:
    """Whether both sides can be kept: texts or links of which neither is empty."""
    ours, theirs = difference.workbook, difference.app
    return bool(ours and theirs) and difference.field in _JOINED and isinstance(ours, str | tuple)


def joined(framework: Framework, difference: Difference) -> Value:
    """Both sides of a text or of links, the app's first; raises TooLongTogether."""
    ours, theirs = difference.workbook, difference.app
    both: Value = None
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        both = tuple(dict.fromkeys((*theirs, *ours)))
    elif isinstance(ours, str) and isinstance(theirs, str):
        both = f"{theirs}{_JOINED[difference.field]}{ours}"
    else:
        raise TypeError(f"{difference.field} cannot be joined")
    characters = len("\n".join(both)) if isinstance(both, tuple) else len(both)
    if characters > LONGEST_TEXT:
        raise TooLongTogether(framework, difference, characters)
    return both


def value_of(answer: Answer, field: Part) -> Value:
    """What an answer holds in one field; a level that follows from a checklist nobody has said."""
    if isinstance(field, ItemCell):
        return answer.item(field.item)
    if field is Field.ANSWER and answer.comes_to and not answer.confirmed:
        return Judgement(state=State.NOT_ANSWERED)
    if field is Field.ANSWER:
        return Judgement(state=answer.state, level=answer.level)
    value: Value = getattr(answer, field.value)
    return value


def values_of(answer: Answer) -> dict[Part, Value]:
    return {field: value_of(answer, field) for field in Field}


def answer_with(answer: Answer, values: Values) -> Answer:
    """The answer with other values in some fields, checked as every answer is.

    Another level in its place is a person's own word, and not what a checklist comes to.
    """
    items = {each.id: each for each in answer.items}
    items |= {each.id: each for each in values.values() if isinstance(each, ItemAnswer)}
    content = values_of(answer)
    content.update({key: each for key, each in values.items() if isinstance(key, Field)})
    judgement = content.pop(Field.ANSWER)
    if not isinstance(judgement, Judgement):
        raise TypeError(f"an answer is a judgement, not {judgement!r}")
    fields = {field.value: value for field, value in content.items()}
    chosen = {"state": judgement.state, "level": judgement.level}
    if Field.ANSWER in values:
        chosen["confirmed"] = judgement.state is not State.NOT_ANSWERED
    said = [
        each for _, each in sorted(items.items()) if each.said is not ItemState.NOT_LOOKED_AT or each.words
    ]
    return Answer.model_validate({**answer.model_dump(), **fields, **chosen, "items": tuple(said)})


def differences(
    base: Mapping[str, Answer], workbook: Mapping[str, Read], app: Mapping[str, Answer]
) -> list[Difference]:
    """Every cell of the workbook with its kind, in the workbook's order; changed alike on both is unchanged."""
    found = []
    for statement_id, row in workbook.items():
        before, now = base[statement_id], app.get(statement_id, NOT_ANSWERED)
        for field, ours in row.items():
            was, theirs = value_of(before, field), value_of(now, field)
            found.append(
                Difference(statement_id, field, _kind(was, ours, theirs), base=was, workbook=ours, app=theirs)
            )
    return found


def _kind(base: Value, workbook: Value | NotUnderstood, app: Value) -> CellChange:
    if isinstance(workbook, NotUnderstood):
        return CellChange.NOT_UNDERSTOOD
    if workbook == app:
        return CellChange.UNCHANGED
    if workbook == base:
        return CellChange.IN_APP
    return CellChange.IN_WORKBOOK if app == base else CellChange.IN_BOTH


def merged(
    framework: Framework,
    found: Sequence[Difference],
    app: Mapping[str, Answer],
    choices: Choices,
) -> dict[str, Answer]:
    """The answers to save, by statement id: only those that then differ from the app's.

    Each is based on the version that the app holds, and is no longer marked as carried over. Raises
    CellsNotUnderstood, or Undecided for conflicts without a choice.
    """
    if strange := [each.workbook for each in found if isinstance(each.workbook, NotUnderstood)]:
        raise CellsNotUnderstood(strange)
    if undecided := [
        each for each in found if each.kind is CellChange.IN_BOTH and not _decided(each, choices)
    ]:
        raise Undecided(framework, undecided)
    taken: dict[str, dict[Part, Value]] = {}
    for each in found:
        side = {CellChange.IN_WORKBOOK: Side.WORKBOOK, CellChange.IN_BOTH: choices.get(each.key)}.get(
            each.kind
        )
        if side in (None, Side.APP) or isinstance(each.workbook, NotUnderstood):
            continue
        value = joined(framework, each) if side is Side.BOTH else each.workbook
        taken.setdefault(each.statement_id, {})[each.field] = value
    return {
        statement_id: with_derived(
            framework,
            statement_id,
            answer_with(app.get(statement_id, NOT_ANSWERED).model_copy(update={"carried": False}), values),
        )
        for statement_id, values in taken.items()
    }


def _decided(difference: Difference, choices: Choices) -> bool:
    """Whether somebody said what to keep; both is no choice where there is one level, date or mark only."""
    side = choices.get(difference.key)
    return side is not None and (side is not Side.BOTH or can_be_joined(difference))


def cell_in_words(framework: Framework, difference: Difference) -> str:
    """A cell by its statement and field: “A plan”, evidence."""
    words = difference.field.words
    what = words.lower() if isinstance(difference.field, Field) else words
    return f"“{framework.by_id[difference.statement_id].label}”, {what}"


def words(
    framework: Framework, statement_id: str, value: Value | NotUnderstood, most: int | None = None
) -> str:
    """How a value reads to a person, cut to `most` characters where it is longer."""
    match value:
        case NotUnderstood():
            said = str(value)
        case Judgement():
            said = value.numbered(framework.scale_of(framework.by_id[statement_id]))
        case ItemAnswer():
            said = f"{value.said.words}: {value.words}" if value.words else value.said.words
        case bool():
            said = "Yes" if value else "No"
        case date():
            said = day(value)
        case tuple():
            said = "\n".join(value)
        case _:
            said = value or ""
    said = said or "Nothing"
    return said if most is None or len(said) <= most else f"{said[: most - 1]}…"
