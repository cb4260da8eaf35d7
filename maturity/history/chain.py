"""A change as the history keeps it: who, when, from what, to what, why; and what it last said of everything."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from maturity.assessment.answer import CHECKLIST, Answer
from maturity.assessment.blind import BlindReview
from maturity.assessment.finding import NO_FINDING, Finding
from maturity.assessment.kept_framework import KeptCompanion, KeptFramework
from maturity.assessment.message import Message
from maturity.assessment.round import Assessment, Department, Round, Status
from maturity.assessment.sample import SamplePlan
from maturity.assessment.working_papers import Disposition, Reviewer
from maturity.errors import MaturityError
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target

Key = tuple[str, int, str]
"""What entries are on: a kind, an assessment (0 for none, and for an action, whose number is its own), a subject."""
Content = dict[str, Any]


class Change(BaseModel):
    """One entry of the history. `local` marks a person whom no sign-in had vouched for."""

    model_config = ConfigDict(frozen=True)

    number: int
    at: datetime
    person: str
    local: bool
    kind: str
    assessment_id: int | None
    subject: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    why: str


class Entry(BaseModel):
    """One entry as it lies in the chain: what changed as canonical JSON, and the hashes that hold it in its place.

    A bundle writes the fields in this order, so they have no base in common with those of Change.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", from_attributes=True)

    number: int
    at: datetime
    person: str
    local: bool
    kind: str
    assessment_id: int | None
    subject: str
    before: str | None
    after: str | None
    why: str
    previous: str
    hash: str

    @property
    def sound(self) -> bool:
        """Whether the entry is what its hash says."""
        return self.hash == entry_hash(**self.model_dump(exclude={"hash"}))


_TEXT = json.encoder.encode_basestring
_WRITE = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def canonical(content: Mapping[str, Any] | Sequence[Any]) -> str:
    """The one way in which the history writes a content down: JSON, keys in order, nothing between."""
    return _WRITE(content)


def entry_hash(
    *,
    number: int,
    at: datetime,
    person: str,
    local: bool,
    kind: str,
    assessment_id: int | None,
    subject: str,
    before: str | None,
    after: str | None,
    why: str,
    previous: str,
) -> str:
    """SHA-256, in hexadecimal, over all that an entry says and the hash of the entry before it."""
    said = {
        "after": after,
        "assessment": assessment_id,
        "at": at.isoformat(timespec="microseconds"),
        "before": before,
        "kind": kind,
        "local": local,
        "number": number,
        "person": person,
        "previous": previous,
        "subject": subject,
        "why": why,
    }
    return hashlib.sha256(canonical(said).encode()).hexdigest()


class Link:
    """The end of a chain that is gone through: what comes next must hold its number and hash."""

    def __init__(self, number: int, head: str) -> None:
        self.number, self.head = number, head
        self._words = _AsJson()

    def adds(self, entries: Iterable[Sequence[Any] | None], moment: Callable[[Any], str]) -> int:
        """How many of some entries are the next, one after the other, and have their hashes; the last of these is the
        end then. Each has its parts in the order of Entry, as they lie in the database; None is no entry. `moment`
        gives when it was as hashes have it, in ISO 8601 with microseconds, or raises ValueError.
        """
        # Written by hand, as a whole history is hashed in one go: what entry_hash makes of the same, by a test.
        words, text, begun = self._words, _TEXT, self.number
        for entry in entries:
            if entry is None:
                break
            number, at, person, local, kind, assessment_id, subject, before, after, why, previous, hash_ = (
                entry
            )
            if number != self.number + 1 or previous != self.head or not isinstance(assessment_id, _NUMBERS):
                break
            try:
                said = (
                    f'{{"after":{"null" if after is None else text(after)},'
                    f'"assessment":{"null" if assessment_id is None else assessment_id},'
                    f'"at":"{moment(at)}","before":{"null" if before is None else text(before)},'
                    f'"kind":{words[kind]},"local":{_MARKS[local]},"number":{number},"person":{words[person]},'
                    f'"previous":"{previous}","subject":{words[subject]},"why":{text(why)}}}'
                ).encode()
            except (TypeError, ValueError, LookupError):  # bytes where words were, or what no text may have
                break
            if hashlib.sha256(said).hexdigest() != hash_:
                break
            self.number, self.head = number, hash_
        return self.number - begun


class _AsJson(dict[str, str]):
    """Words as JSON has them: people, kinds and subjects come again and again."""

    def __missing__(self, word: str) -> str:
        if len(self) > MOST_WORDS:
            self.clear()
        made = self[word] = _TEXT(word)
        return made


MOST_WORDS = 20_000
"""That a link remembers, which are a few megabytes."""
_NUMBERS = (int, type(None))
_MARKS = {False: "false", True: "true"}


def subject_key(entry: Entry) -> Key:
    """What an entry is on; an action may change hands between departments, and stays the same action."""
    return entry.kind, 0 if entry.kind == "action" else entry.assessment_id or 0, entry.subject


def last_said(entries: Iterable[Entry]) -> dict[Key, Content]:
    """What entries, in their order, leave of everything that they tell of and that was not taken away since.

    With it stands what they imply: by whom and when it was left so, and in which version. Lay `content_of` what is
    kept beside it, with `agree`. Raises EntryUnreadable for an entry that this program would not have written.
    """
    said: dict[Key, Content] = {}
    for entry in entries:
        key = subject_key(entry)
        try:
            before, after = _content(entry.before), _content(entry.after)
            last = said.pop(key, {})
            if after is not None:
                said[key] = _left(entry, last, before, after)
        except (ValueError, LookupError, TypeError):  # a ValidationError is a ValueError
            raise EntryUnreadable(entry.number) from None
    return said


def content_of(
    kept: Answer
    | Finding
    | Target
    | AcceptedGap
    | Action
    | Message
    | Assessment
    | Department
    | Round
    | KeptFramework
    | KeptCompanion
    | BlindReview
    | SamplePlan
    | Reviewer
    | Disposition,
) -> Content:
    """What is kept, as last_said would have it."""
    match kept:
        case BlindReview():
            return {**kept.content(), **kept.model_dump(include={"begun", "begun_at", "ended", "ended_at"})}
        case Finding():
            return {**kept.content(), **kept.model_dump(include={"version", *_UNSIGNED, *_ONLY_PUBLISHED})}
        case Assessment():
            parts = {
                key: getattr(kept, key) for key in ("status", "assurance", "started_at", "kinds", *_UNMOVED)
            }
            return {**parts, "round": kept.round_id, "department": kept.department_id}
        case Department() | Round():
            return dict(kept)
        case _:
            return {**kept.content(), **kept.model_dump(include={"version", "changed_at", "changed_by"})}


def agree(said: Content | None, kept: Content | None) -> bool:
    """Whether what is kept is what was last said of it; nothing, where nothing was or it was taken away."""
    # An entry of an earlier version says nothing of what was added to the tables since.
    if said is None or kept is None:
        return said is kept
    if any(part in kept and part not in said for part in CHECKLIST):
        return False  # these are kept where there is something in them, and are said then
    return said == {key: kept.get(key) for key in said}


_UNSIGNED = dict.fromkeys(["changed_at", "changed_by", "replied_at", "replied_by"])
_UNMOVED = dict.fromkeys(["submitted_at", "submitted_by", "agreed_at", "agreed_by"])
_UNLESS_SAID = {"person": dict.fromkeys(["issuer", "subject", "signed_out"])}
_ONLY_PUBLISHED = dict.fromkeys(["confidence", "other_reading"])


def _content(written: str | None) -> Content | None:
    content = json.loads(written) if written else None
    if not isinstance(content, dict | None):
        raise TypeError(f"{type(content)} is no content")
    return content


def _left(entry: Entry, last: Content, before: Content | None, after: Content) -> Content:
    """What an entry leaves: what was said before it, with what it says and implies."""
    saves = last.get("version", 0) + 1
    signed = {"changed_at": entry.at, "changed_by": entry.person}
    match entry.kind:
        case "answer":
            return {**Answer.model_validate(after).content(), **signed, "version": saves}
        case "finding":
            found = Finding.model_validate(after)
            was = Finding.model_validate(before) if before else NO_FINDING
            replied = bool(last) and found.model_copy(update={"reply": was.reply}) == was
            if replied:
                signed = {"replied_at": entry.at, "replied_by": entry.person}
            kept = {key: value for key, value in last.items() if key not in CHECKLIST}  # said again, or gone
            return {**_UNSIGNED, **_ONLY_PUBLISHED, **kept, **found.content(), **signed, "version": saves}
        case "assessment":
            return moved(last, after, entry.at, entry.person)
        case "target" | "accepted gap":
            # Their versions are the numbers of their entries, so that what is set again never has an old one.
            aim = (Target if entry.kind == "target" else AcceptedGap).model_validate(after)
            return {**aim.content(), **signed, "version": entry.number}
        case "message":
            return {**Message.model_validate(after).content(), **signed, "version": entry.number}
        case "framework" | "companion" | "sample" | "reviewer" | "disposition":
            return {**after, **signed, "version": entry.number}
        case "blind review":
            begun = last or {"begun": entry.number, "begun_at": entry.at}
            over = after["over"]
            ended = {"ended": entry.number if over else None, "ended_at": entry.at if over else None}
            return {**begun, **after, **ended}
        case "action":
            return {**Action.model_validate(after).content(), **signed, "version": saves}
        case "department":
            return dict(Department.model_validate({**last, **after}))
        case "round":
            return dict(Round.model_validate({**last, **after}))
        case _:
            return {**_UNLESS_SAID.get(entry.kind, {}), **after}


def moved(last: Content, after: Content, at: Any, person: str) -> Content:
    """What is left of an assessment, of which entries had left `last`, after somebody began it or gave it another
    status.
    """
    begun = last or {"round": after["round"], "department": after["department"], "started_at": at}
    status = Status(after["status"])
    kinds = after["kinds"] if "kinds" in after else begun.get("kinds", ())
    asked = {"kinds": tuple(str(each) for each in kinds or ())}
    made = {**_UNMOVED, **begun, **asked, "status": status, "assurance": after.get("assurance", "")}
    match status:
        case Status.SUBMITTED:
            made |= {"submitted_at": at, "submitted_by": person}
        case Status.DRAFT:
            made |= {"submitted_at": None, "submitted_by": None}
    agreed = status is Status.AGREED
    return made | {"agreed_at": at if agreed else None, "agreed_by": person if agreed else None}


class EntryUnreadable(MaturityError):
    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(f"Entry {number} of the history holds something that is not a content.")


class ChainBroken(MaturityError):
    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(
            f"The history does not hold together at entry {number}: it was altered, removed or put out of order "
            "by something other than this program. Compare it with a backup."
        )


class NothingRefuses(MaturityError):
    """The history holds together, but the database no longer refuses to rewrite it."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(
            f"The history holds together, but the database no longer refuses to rewrite it: {', '.join(missing)} "
            f"{'was' if len(missing) == 1 else 'were'} taken away. Compare it with a backup, or with heads that were "
            "published; then “maturity migrate” puts back what is missing."
        )


class KeptOtherwise(MaturityError):
    """The history holds together, but what is kept now is not what it last said."""

    def __init__(self, what: str, kind: str, assessment_id: int | None, subject: str) -> None:
        self.kind, self.assessment_id, self.subject = kind, assessment_id, subject
        super().__init__(
            f"The history holds together, but {what} is not as it last said: it was altered, added or removed by "
            "something other than this program. Compare it with a backup."
        )


class HeadUnknown(MaturityError):
    """A head that was printed or published is not in the history; its number, where that is known, is the entry's."""

    def __init__(self, printed: str, number: int | None = None) -> None:
        self.printed, self.number = printed, number
        which = "no entry of it" if number is None else f"entry {number}"
        has = "has" if number is None else "does not have"
        super().__init__(
            f"The history holds together, but {which} {has} the hash “{printed}”: either it was copied wrongly, "
            "or the history was rewritten since. Compare it with a backup from before."
        )
