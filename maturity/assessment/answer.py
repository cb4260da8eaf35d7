"""What is said of one statement: a level, or one of three states that are not levels."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from maturity.assessment.checklist import ItemState, LevelRange, derived
from maturity.assessment.links import Links, may_be_kept, read_links
from maturity.characters import is_blank
from maturity.errors import MaturityError
from maturity.framework.model import Framework, Scale, Statement
from maturity.wording import listed

LONGEST_TEXT = (
    32_767  # characters: what one spreadsheet cell holds, so that no evidence is cut on the way out
)


_HALVES = re.compile("[\ud800-\udfff]")

FIRST_EVIDENCE_DATE, LAST_EVIDENCE_DATE = date(1910, 1, 1), date(2100, 12, 31)
"""The days that evidence may be of, on the page and in the workbook alike.

A spreadsheet makes a day of 1905 of a year typed alone, and there is none in its calendar before 1900. A day in
the future is kept and is among the things to look at: a clock that is behind must not refuse what is right.
"""


class State(StrEnum):
    """Whether there is a level, and if not, why not. None of the last three is ever a zero."""

    LEVEL = "level"
    NOT_ANSWERED = "not_answered"
    NOT_DETERMINED = "not_determined"
    NOT_APPLICABLE = "not_applicable"
    NOT_ASKED = "not_asked"  # nobody says this: see framework.scope

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()

    @property
    def counts(self) -> bool:
        """Whether the statement is among those that a figure is of: it was asked, and it applies."""
        return self not in (State.NOT_APPLICABLE, State.NOT_ASKED)


SAID = tuple(state for state in State if state is not State.NOT_ASKED)
"""What may be said of a statement that is asked."""


CHECKLIST = ("items", "low", "high", "confirmed")
"""The parts of an answer, or of a finding, that only a statement with a checklist has."""


def _without_checklist(dumped: dict[str, object]) -> dict[str, object]:
    said = any(dumped.get(part) not in (None, (), [], False) for part in CHECKLIST)
    return dumped if said else {key: value for key, value in dumped.items() if key not in CHECKLIST}


class Judgement(BaseModel):
    """A level or a state; what answers and findings have in common, and all that scoring looks at.

    `low` and `high` are what a checklist comes to: where there is no level, what it may still turn out to be.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    state: State
    level: int | None = None
    low: int | None = None
    high: int | None = None

    @model_validator(mode="after")
    def _level_only_with_state_level(self) -> Self:
        if (self.state is State.LEVEL) != (self.level is not None):
            raise ValueError("a level is given when the state is “level”, and only then")
        return self

    @model_serializer(mode="wrap")
    def _as_ever(self, dump: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Where there is no checklist, it is written as before there were any: hashes and histories stay."""
        return _without_checklist(dump(self))

    @property
    def comes_to(self) -> LevelRange | None:
        """The levels that the items of its checklist leave possible; None where the statement has none."""
        return None if self.low is None or self.high is None else LevelRange(self.low, self.high)

    def words(self, scale: Scale) -> str:
        """How the judgement reads to a person: the level's name or the state."""
        return scale.by_value[self.level].name if self.level is not None else self.state.words

    def numbered(self, scale: Scale) -> str:
        """The same with the level's number before its name, where people see one: “3 Partly in place”."""
        return scale.by_value[self.level].numbered if self.level is not None else self.state.words

    def same_as(self, other: "Judgement") -> bool:
        return (self.state, self.level) == (other.state, other.level)


def _keepable(text: object) -> object:
    """The text without null characters, which nobody sees and PostgreSQL cannot keep; halves of a character
    that lack their other half, which no file can hold, become the replacement character.
    """
    return _HALVES.sub("\ufffd", text.replace("\0", "")) if isinstance(text, str) else text


Writing = Annotated[str, Field(max_length=LONGEST_TEXT), BeforeValidator(_keepable)]


class ItemAnswer(BaseModel):
    """What is said of an item of a checklist; the words say how it is met another way, or whatever else there is."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    id: str
    said: ItemState
    words: Writing = ""


class Answer(Judgement):
    """What a department says of a statement.

    Of one with a checklist, `low` and `high` are what its items come to, and so is the level, unless somebody
    `confirmed` another with its reason. `version` counts the saves, from 0 for an answer never saved; a save carries
    the version it was based on.
    """

    evidence: Writing = ""
    evidence_date: date | None = None  # of the newest evidence
    links: tuple[str, ...] = ()  # addresses and named places of evidence: see assessment.links
    contact: Writing = ""  # who can be asked
    reason: Writing = ""  # why the statement does not apply, or is at another level than its items come to
    unsure: bool = False
    come_back: bool = False
    carried: bool = False  # taken over from the last round, and not yet confirmed
    items: tuple[
        ItemAnswer, ...
    ] = ()  # of its checklist, in the order of their ids; the others are not looked at
    low: int | None = None
    high: int | None = None
    confirmed: bool = False
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    def content(self) -> dict[str, object]:
        """The answer without its version, author and time: what a person wrote."""
        return self.model_dump(mode="json", exclude={"version", "changed_at", "changed_by"})

    def item(self, item_id: str) -> ItemAnswer:
        """What is said of an item; one of which nothing is said is not looked at."""
        found = (each for each in self.items if each.id == item_id)
        return next(found, ItemAnswer(id=item_id, said=ItemState.NOT_LOOKED_AT))


class AnswerField(StrEnum):
    """A part of an answer that is saved by itself. The level, or what stands for it, is one with its reason."""

    JUDGEMENT = "judgement"
    EVIDENCE = "evidence"
    LINKS = "links"
    CONTACT = "contact"
    EVIDENCE_DATE = "evidence_date"
    UNSURE = "unsure"
    COME_BACK = "come_back"
    CARRIED = "carried"  # only ever taken away: that is to say “yes, it still holds”


@dataclass(frozen=True)
class ItemField:
    """An item of an answer's checklist, with its words: saved by itself, as every AnswerField."""

    item: str

    @property
    def value(self) -> str:
        return f"{ITEM}{self.item}"

    def __str__(self) -> str:
        return self.value


ITEM = "item-"
"""How the name of such a field begins; no AnswerField does."""
Part = AnswerField | ItemField


def part_named(name: str) -> Part | None:
    """The part of an answer of that name; None where there is none."""
    if name.startswith(ITEM):
        return ItemField(name.removeprefix(ITEM))
    return AnswerField(name) if name in set(AnswerField) else None


_CONFIRMS = frozenset(AnswerField) - {AnswerField.UNSURE, AnswerField.COME_BACK}
"""To change one of these says that somebody looked at what was carried over; a mark to come back does not."""
YES = "yes"


def as_written(answer: Answer, field: Part) -> str:
    """A field as it is written down, which is how it travels to the browser and back: empty where nothing is said.

    A level is its number, a state its name, with the reason on the lines below; an item its state, with its words; a
    date is as in 2026-03-01. A level that follows from a checklist nobody has said.
    """
    match field:
        case ItemField():
            item = answer.item(field.item)
            said = "" if item.said is ItemState.NOT_LOOKED_AT else item.said.value
            return f"{said}\n{item.words}" if item.words else said
        case AnswerField.JUDGEMENT if answer.comes_to and not answer.confirmed:
            return ""
        case AnswerField.JUDGEMENT:
            said = {State.NOT_ANSWERED: "", State.LEVEL: str(answer.level)}.get(
                answer.state, answer.state.value
            )
            return f"{said}\n{answer.reason}" if answer.reason else said
        case AnswerField.LINKS:
            return "\n".join(answer.links)
        case AnswerField.EVIDENCE_DATE:
            return answer.evidence_date.isoformat() if answer.evidence_date else ""
        case AnswerField.UNSURE | AnswerField.COME_BACK | AnswerField.CARRIED:
            return YES if getattr(answer, field.value) else ""
        case _:
            return str(getattr(answer, field.value))


def with_written(answer: Answer, field: Part, words: str) -> Answer:
    """The answer with one field as it was written, and nothing else of it changed; raises FieldUnreadable.

    What items come to is for with_derived.

    Of links, those that can be kept (see `links_in`); raises LinkRefused where none can. What was carried over from
    the last round counts as confirmed by it, unless only a mark was set.
    """
    confirms = isinstance(field, ItemField) or field in _CONFIRMS
    given: dict[str, object] = {"carried": False} if confirms else {}
    try:
        match field:
            case ItemField():
                given["items"] = _with_item(answer, field.item, words)
            case AnswerField.JUDGEMENT:
                given |= _judged(words)
            case AnswerField.LINKS:
                links = links_in(words, answer.links)
                if links.refused and not links.kept:
                    raise LinkRefused(links.refused[0])
                given["links"] = links.kept
            case AnswerField.EVIDENCE_DATE:
                given["evidence_date"] = date.fromisoformat(words) if words else None
            case AnswerField.UNSURE | AnswerField.COME_BACK:
                given[field.value] = bool(words)
            case AnswerField.EVIDENCE | AnswerField.CONTACT:
                given[field.value] = words
    except ValueError as error:
        raise FieldUnreadable(field, words) from error
    return Answer.model_validate({**answer.model_dump(), **given})


def links_in(words: str, kept: Collection[str] = ()) -> Links:
    """The links as they were typed, one a line or as read_links finds them; those `kept` stay whatever they are."""
    found = Links((), ())
    for line in words.splitlines():
        read = Links((line.strip(),), ()) if line.strip() in kept else read_links(line)
        found = Links(found.kept + read.kept, found.refused + read.refused)
    return Links(tuple(dict.fromkeys(found.kept)), found.refused)


def _with_item(answer: Answer, item_id: str, written: str) -> tuple[ItemAnswer, ...]:
    said, _, words = written.partition("\n")
    state = ItemState(said) if said else ItemState.NOT_LOOKED_AT
    others = [each for each in answer.items if each.id != item_id]
    given = ItemAnswer(id=item_id, said=state, words=words)
    nothing = state is ItemState.NOT_LOOKED_AT and not words
    return tuple(sorted(others if nothing else [*others, given], key=lambda each: each.id))


def _judged(words: str) -> dict[str, object]:
    said, _, reason = words.partition("\n")
    states = {"": State.NOT_ANSWERED, **{state.value: state for state in SAID if state is not State.LEVEL}}
    state = states.get(said, State.LEVEL)
    level = int(said) if state is State.LEVEL else None
    return {"state": state, "level": level, "reason": reason, "confirmed": bool(said)}


def with_derived(framework: Framework, statement_id: str, answer: Answer) -> Answer:
    """The answer with what the items of its checklist come to, which is its level too unless another is confirmed.

    While that is a range there is no level: not everything is answered. Raises StatementUnknown.
    """
    statement = statement_in(framework, statement_id)
    if statement.checklist is None:
        return answer.model_copy(update={"items": (), "low": None, "high": None, "confirmed": False})
    found = derived(framework, statement, {each.id: each.said for each in answer.items})
    update: dict[str, object] = {"low": found.low, "high": found.high}
    if not answer.confirmed:
        state = State.NOT_ANSWERED if found.level is None else State.LEVEL
        update |= {"state": state, "level": found.level, "reason": ""}
    return answer.model_copy(update=update)


NOT_ANSWERED = Answer(state=State.NOT_ANSWERED)
NOT_ASKED = Judgement(state=State.NOT_ASKED)


def carried_over(framework: Framework, statement_id: str, answer: Answer) -> Answer:
    """An answer of the last round as the next begins with it: to be confirmed, and without the marks of its round.

    Items that are no longer asked are left behind; what the others come to is worked out anew. Raises StatementUnknown.
    """
    asked = {each.id for each in statement_in(framework, statement_id).items}
    begun = {"version": 0, "carried": True, "unsure": False, "come_back": False}
    items = tuple(each for each in answer.items if each.id in asked)
    return with_derived(framework, statement_id, answer.model_copy(update={**begun, "items": items}))


class FieldUnreadable(MaturityError):
    """What was written is none of what the field may hold; no page of ours writes such a thing."""

    def __init__(self, field: Part, words: str) -> None:
        self.field, self.words = field, words
        what = "a date" if field is AnswerField.EVIDENCE_DATE else "a level of this scale"
        if isinstance(field, ItemField):
            what = f"one of {listed([each.words for each in ItemState])}"
        super().__init__(f"“{words[:40]}” is not {what}. Choose again.")


class LevelNotOffered(MaturityError):
    def __init__(self, statement: Statement, level: int, scale: Scale) -> None:
        self.statement, self.level, self.scale = statement.id, level, scale
        super().__init__(
            f"“{statement.label}”: level {level} is not on this scale ({scale.span}). Choose one of its levels."
        )


class ReasonNeeded(MaturityError):
    def __init__(self, statement: Statement) -> None:
        self.statement = statement.id
        super().__init__(f"“{statement.label}”: say in a few words why it does not apply.")


class ConfirmingNeedsReason(MaturityError):
    def __init__(self, statement: Statement) -> None:
        self.statement = statement.id
        super().__init__(
            f"“{statement.label}”: say in a few words why it is at another level than its checklist comes to."
        )


class ItemUnknown(MaturityError):
    def __init__(self, statement: Statement, item: str) -> None:
        self.statement, self.item = statement.id, item
        super().__init__(f"“{statement.label}” has no item “{item[:80]}” on its checklist.")


class ItemNeedsWords(MaturityError):
    def __init__(self, statement: Statement, item: str) -> None:
        self.statement, self.item = statement.id, item
        super().__init__(
            f"“{statement.label}”, “{_brief(item)}”: say in a few words how it is met another way."
        )


class LinkRefused(MaturityError):
    def __init__(self, link: str) -> None:
        self.link = link
        super().__init__(
            f"“{_brief(link)}” is not a link that can be kept. Use an address that begins with https:// or "
            "http://, or say in words where the evidence is kept."
        )


class LinksTooLong(MaturityError):
    def __init__(self, statement: Statement, characters: int) -> None:
        self.statement, self.characters = statement.id, characters
        super().__init__(
            f"“{statement.label}”: the links have {characters:,} characters together; {LONGEST_TEXT:,} can be "
            "kept. Keep the most important ones."
        )


class EvidenceDateRefused(MaturityError):
    def __init__(self, given: date) -> None:
        self.given = given
        super().__init__(
            f"{given:%d/%m/%Y} is not a date that evidence can be of. Give one from "
            f"{FIRST_EVIDENCE_DATE:%d/%m/%Y} to {LAST_EVIDENCE_DATE:%d/%m/%Y}, as day/month/year."
        )


class StatementUnknown(MaturityError):
    def __init__(self, statement: str, framework: Framework) -> None:
        self.statement = statement
        edition = f"{framework.title}, edition {framework.edition}"
        if (known := framework.whole.by_id.get(statement)) is not None:
            super().__init__(f"“{known.label}” of {edition} is not asked here.")
        else:
            super().__init__(f"There is no statement “{statement}” in {edition}.")


def statement_in(framework: Framework, statement_id: str) -> Statement:
    """The statement of that id; raises StatementUnknown."""
    try:
        return framework.by_id[statement_id]
    except KeyError:
        raise StatementUnknown(statement_id, framework) from None


def check_offered(framework: Framework, statement_id: str, judgement: Judgement) -> None:
    """Refuse a judgement that the framework does not offer; raises StatementUnknown or LevelNotOffered."""
    statement = statement_in(framework, statement_id)
    scale = framework.scale_of(statement)
    if judgement.state is State.NOT_ASKED:
        raise StatementUnknown(statement_id, framework)
    if judgement.level is not None and judgement.level not in scale.by_value:
        raise LevelNotOffered(statement, judgement.level, scale)


def check_evidence_date(given: date) -> None:
    """Refuse a day that evidence cannot be of; raises EvidenceDateRefused."""
    if not FIRST_EVIDENCE_DATE <= given <= LAST_EVIDENCE_DATE:
        raise EvidenceDateRefused(given)


def check_answer(framework: Framework, statement_id: str, answer: Answer, kept: Answer | None = None) -> None:
    """Refuse an answer that the framework does not offer, that lacks a needed reason, or that cannot be kept.

    Links and a date that are `kept` already stay, whatever they are. Raises as named.
    """
    for field in AnswerField:
        if (
            kept is None
            or field is AnswerField.JUDGEMENT
            or as_written(answer, field) != as_written(kept, field)
        ):
            check_field(framework, statement_id, answer, field, kept)
    for item in answer.items:
        if kept is None or item not in kept.items:
            check_field(framework, statement_id, answer, ItemField(item.id), kept)


def check_field(
    framework: Framework, statement_id: str, answer: Answer, field: Part, kept: Answer | None = None
) -> None:
    """Refuse what one field of an answer says, whatever the others say; otherwise as check_answer."""
    statement = statement_in(framework, statement_id)
    match field:
        case ItemField():
            check_item(statement, answer.item(field.item))
        case AnswerField.JUDGEMENT:
            check_offered(framework, statement_id, answer)
            if answer.confirmed and answer.level is not None and is_blank(answer.reason):
                raise ConfirmingNeedsReason(statement)
            if answer.state is State.NOT_APPLICABLE and is_blank(answer.reason):
                raise ReasonNeeded(statement)
        case AnswerField.EVIDENCE_DATE if answer.evidence_date is not None:
            check_evidence_date(answer.evidence_date)
        case AnswerField.LINKS:
            for link in answer.links:
                if not may_be_kept(link) and (kept is None or link not in kept.links):
                    raise LinkRefused(link)
            if (characters := len(as_written(answer, field))) > LONGEST_TEXT:
                raise LinksTooLong(statement, characters)


def check_item(statement: Statement, item: ItemAnswer) -> None:
    """Refuse what is said of an item that is not asked, or said without the words it needs; raises ItemUnknown or
    ItemNeedsWords.
    """
    text = next((each.text for each in statement.items if each.id == item.id), None)
    if text is None:
        raise ItemUnknown(statement, item.id)
    if item.said is ItemState.ANOTHER_WAY and is_blank(item.words):
        raise ItemNeedsWords(statement, text)


def _brief(words: str) -> str:
    return words if len(words) <= 100 else f"{words[:99]}…"
