"""What an entry of the history says, in words."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from maturity.assessment.answer import ItemAnswer, State
from maturity.assessment.checklist import ItemState
from maturity.assessment.people import EVERY_DEPARTMENT
from maturity.assessment.round import Status
from maturity.framework.model import Framework
from maturity.history.chain import Change
from maturity.plan.action import Action, ActionMove, ActionStatus, action_moved, moves_open
from maturity.plan.target import AcceptedGap, Target
from maturity.plan.words import level_in_words, plan_in_words
from maturity.wording import day, listed, shortened

ONE_GO = timedelta(hours=1)
NAMED = 4
"""Statements that a run of changes names; of more it says how many."""

KINDS = {
    "answer": "Answers",
    "finding": "Findings and replies",
    "assessment": "Assessments begun and moved on",
    "assignment": "Colleagues asked",
    "round": "Rounds",
    "framework": "Frameworks",
    "companion": "Translations and crosswalks",
    "department": "Departments",
    "person": "People and roles",
    "benchmark": "Published findings",
    "target": "Targets",
    "accepted gap": "Accepted gaps",
    "action": "Actions",
    "message": "Messages to the board",
    "blind review": "Blind reviews",
    "sample": "Samples",
    "reviewer": "Who reviews what",
    "disposition": "What became of reasons to look again",
}
"""What the history holds, by the kind that it calls it."""
KEPT = {
    "round": ("Opened the round “{}”", "Changed the round “{}”"),
    "framework": ("Kept the framework “{}” with the data", "Changed the guidance of the framework “{}”"),
    "companion": ("Took in “{}”", "Took in another text of “{}”"),
    "department": ("Added the department “{}”", "Changed the department “{}”"),
    "person": ("Registered {}", "Changed what is kept of {}"),
}
"""What is said of what is there for the first time, and of what was there before."""
DELETED = {
    "round": "Deleted the round {}",
    "framework": "Took away the framework {}",
    "companion": "Took away {}",
    "department": "Deleted the department {}",
    "assessment": "Deleted the assessment",
    "action": "Deleted the action {}",
    "answer": "Took away the answer on {} with its assessment",
}
"""What is said of an entry after which there is nothing any more, for what is not only set and taken back."""
TOLD = {
    "department": ["name", "family", "kinds", "system", "id"],
    "assessment": ["status", "assurance", "kinds"],
    "round": ["title", "opens", "closes", "evidence_months", "asks"],
    "benchmark": ["cells"],
    "framework": ["edition", "framework_id", "hash", "sha256"],
    "companion": ["id", "sha256"],
    "blind review": ["each"],
    "reviewer": ["person"],
    "disposition": ["outcome", "words"],
}
"""The parts of an entry that are told, where not all of them say something to a person."""
BY_MACHINE = {"Id", "Content", "Text (SHA-256)"}
"""Parts that say nothing to a person, and stand where somebody asks for all of an entry."""
PLANNED: Mapping[str, type[Target | AcceptedGap | Action]] = {
    "target": Target,
    "accepted gap": AcceptedGap,
    "action": Action,
}
"""Kinds that have words of their own (see plan.words)."""
MOVES = {
    ActionMove.APPROVE: "Approved the action {}",
    ActionMove.SEND_BACK: "Sent the action {} back",
    ActionMove.BEGIN: "Began the action {}",
    ActionMove.DELIVER: "Delivered the action {}",
    ActionMove.STOP: "Stopped the action {}",
    ActionMove.TAKE_UP: "Took the action {} up again",
}
_OF_PEOPLE = ("person_id", "person")
"""Parts of an entry that are the id of somebody."""
PARTS = {
    "carried": "Carried over",
    "email": "E-mail",
    "person_id": "Asked",
    "assurance": "Statement of assurance",
    "text": "Message",
    "framework_id": "Id",
    "hash": "Content",
    "sha256": "Text (SHA-256)",
    "kinds": "Kinds of body",
    "asks": "Statements asked",
    "each": "Statements of each department",
    "confirmed": "Confirmed by a person",
}


@dataclass(frozen=True)
class ChangedPart:
    """A part of what an entry is on, before and after; the level or state itself has no name."""

    name: str
    was: str
    became: str


@dataclass(frozen=True)
class EntryInWords:
    """What was done, and each part that it changed, whole: “Answered “Data quality””, “Evidence”, “nothing”, …"""

    what: str
    changed: tuple[ChangedPart, ...]
    began: bool  # nothing was there before
    ended: bool  # nothing is there since

    @property
    def done(self) -> str:
        """`what`, to follow somebody's name."""
        return self.what[0].lower() + self.what[1:]

    def from_to(self, part: ChangedPart, *, short: bool = False) -> str:
        """“Approved → Under way”; of what is new how it became, of what was taken away how it was; or its beginning."""
        was, became = (shortened(each) if short else each for each in (part.was, part.became))
        return became if self.began else was if self.ended else f"{was} → {became}"


def tell_entry(
    change: Change,
    framework: Framework | None,
    people: Mapping[str, str],
    departments: Mapping[str, str] | None = None,
    known: Mapping[str, Framework] | None = None,
) -> EntryInWords:
    """An entry in words; `people` and `departments` give names by id, and `known` editions of other series. Without the
    framework statements go by ids.
    """
    on = (change.after or {}).get("statement", change.subject)  # a disposition's subject has more parts
    statement = framework.whole.by_id.get(on) if framework else None
    before, after = (
        {} if content is None else _parts(change, content, framework, people, departments or {}, known)
        for content in (change.before, change.after)
    )
    ticked = [content for content in (change.before, change.after) if content and change.kind == "answer"]
    unsaid = {
        item: ItemState.NOT_LOOKED_AT.words
        for content in ticked
        for item in _items_in_words(framework, change.subject, content)
    }
    changed = tuple(
        ChangedPart(
            part,
            before.get(part) or unsaid.get(part) or _blank(after[part]),
            after.get(part) or unsaid.get(part) or _blank(before[part]),
        )
        for part in {**before, **after}
        if before.get(part, "") != after.get(part, "")
    )
    return EntryInWords(
        _what(change, statement.label if statement else on, people, departments or {}),
        changed,
        began=change.before is None,
        ended=change.after is None,
    )


@dataclass(frozen=True)
class RunInWords:
    """What somebody did in one go, told in one line, and the last change of it."""

    last: Change
    done: str  # to follow their name
    many: int  # changes that it tells of


def tell_runs(changes: Sequence[Change], framework: Framework, people: Mapping[str, str]) -> list[RunInWords]:
    """Changes, the newest first, as what each person did in one go: a statement answered and answered again, a theme
    asked of a colleague, is one line. An hour between two changes begins another.
    """
    runs: list[tuple[tuple[object, ...], list[Change]]] = []
    for change in changes:
        kind = _of_its_kind(change, framework, people)
        if runs and runs[-1][0] == kind and runs[-1][1][-1].at - change.at < ONE_GO:
            runs[-1][1].append(change)
        else:
            runs.append((kind, [change]))
    return [RunInWords(each[0], _done(each, framework, people), len(each)) for _, each in runs]


def _of_its_kind(change: Change, framework: Framework, people: Mapping[str, str]) -> tuple[object, ...]:
    """What changes have in common that are told together: by whom, and what was done, whatever the statement."""
    what = tell_entry(change, framework, people).done
    statement = framework.whole.by_id.get(change.subject)
    return (
        change.person,
        change.local,
        change.kind,
        what.replace(f"“{statement.label}”", "") if statement else what,
    )


def _done(run: Sequence[Change], framework: Framework, people: Mapping[str, str]) -> str:
    told = tell_entry(run[0], framework, people).done
    subjects = list(dict.fromkeys(each.subject for each in run))
    if len(subjects) == 1:
        return told if len(run) == 1 else f"{told} ({len(run)} changes)"
    labels = [f"“{framework.whole.by_id[each].label}”" for each in subjects]
    return told.replace(labels[0], listed(labels, NAMED))


def people_in(changes: Collection[Change]) -> set[str]:
    """The ids of all whom these entries name: who made them, and whom they are about."""
    contents = [each for change in changes for each in (change.before, change.after) if each]
    about = {str(content[part]) for content in contents for part in _OF_PEOPLE if content.get(part)}
    return about | {change.person for change in changes}


def tell_author(change: Change, people: Mapping[str, str]) -> str:
    """Who made a change, and whether no sign-in had vouched for them."""
    name = people.get(change.person, change.person)
    return f"{name} (without sign-in)" if change.local else name


def _blank(other: str) -> str:
    """What stands for a part that says nothing, beside what it says on the other side."""
    return "no" if other == "yes" else "nothing"


def _parts(
    change: Change,
    content: Mapping[str, Any],
    framework: Framework | None,
    people: Mapping[str, str],
    departments: Mapping[str, str],
    known: Mapping[str, Framework] | None,
) -> dict[str, str]:
    """What a content says by part, in words; nothing of a part that is empty."""
    if change.kind in PLANNED:
        return plan_in_words(PLANNED[change.kind].model_validate(content), framework, departments, known)
    parts = {}
    if "state" in content:
        level = content.get("level")
        parts[""] = (
            State(content["state"]).words
            if level is None
            else level_in_words(framework, change.subject, level)
        )
    if "low" in content:
        low, high = (level_in_words(framework, change.subject, content[end]) for end in ("low", "high"))
        parts["The checklist comes to"] = low if low == high else f"{low} to {high}"
    parts |= _items_in_words(framework, change.subject, content)
    for part in TOLD.get(change.kind, content):
        if content.get(part) and part not in ("state", "level", "low", "high", "items"):
            parts[PARTS.get(part, _plain(part))] = _value(part, content[part], people, departments)
    return parts


def _items_in_words(
    framework: Framework | None, statement_id: str, content: Mapping[str, Any]
) -> dict[str, str]:
    """What is said of each item of a checklist, by its text; or by its id, without the framework."""
    statement = framework.by_id.get(statement_id) if framework else None
    texts = {each.id: each.text for each in statement.items} if statement else {}
    found = {}
    for item in map(ItemAnswer.model_validate, content.get("items", ())):
        said = f"{item.said.words}: {item.words}" if item.words else item.said.words
        found[texts.get(item.id, item.id)] = said
    return found


def _what(  # noqa: C901  one way for each kind
    change: Change, label: str, people: Mapping[str, str], departments: Mapping[str, str]
) -> str:
    if change.after is None and change.kind in DELETED:
        return DELETED[change.kind].format(f"“{_name(change.before or {}, label)}”")
    before, after = change.before or {}, change.after or {}
    name = _name({**before, **after}, label)
    match change.kind:
        case "answer":
            return f"Answered “{label}”"
        case "finding":
            wrote = {part for part in after if after[part] != before.get(part)}
            return (
                f"Replied on “{label}”"
                if before and wrote == {"reply"}
                else f"Recorded a finding on “{label}”"
            )
        case "assignment":
            asked = people.get(str(after.get("person_id")), "a colleague")
            return f"Asked {asked} to answer “{label}”" if after else f"Took back the asking for “{label}”"
        case "assessment":
            return _moved(before.get("status"), after)
        case "target":
            return f"Set a target for “{label}”" if after else f"Took back the target for “{label}”"
        case "accepted gap":
            return f"Accepted the gap on “{label}”" if after else f"Opened the gap on “{label}” again"
        case "action":
            move = _move(before.get("status"), after.get("status")) if before else None
            told = MOVES[move] if move else "Changed the action {}" if before else "Proposed the action {}"
            return told.format(f"“{name}”")
        case "message":
            of = "message to the board" if change.assessment_id else "round's message to the board"
            return f"{'Wrote' if not before else 'Changed' if after else 'Took back'} the {of}"
        case "blind review" | "sample" | "reviewer" | "disposition":
            return _of_papers(change.kind, before, after, label, departments)
        case "benchmark":
            return "Loaded published findings"
        case "round" | "framework" | "companion" | "department" | "person":
            return KEPT[change.kind][change.before is not None].format(name)
        case _:
            return f"{_plain(change.kind)}: {name}"


def _of_papers(
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    label: str,
    departments: Mapping[str, str],
) -> str:
    """What was done in an auditor's working papers."""
    of = str(after.get("department") or before.get("department"))
    department = departments.get(of, of)
    match kind:
        case "blind review":
            return "Ended their blind review" if after.get("over") else "Began to review blind"
        case "sample":
            return "Enlarged the sample" if before else "Drew the sample"
        case "reviewer":
            return f"Gave “{department}” to somebody to review"
        case _:
            reason = str(after.get("reason")).replace("_", " ")
            return f"Said what became of “{reason}” on “{label}” of “{department}”"


def _move(before: str | None, after: str | None) -> ActionMove | None:
    """The move that leads from one status of an action to another; None where it stays."""
    if before is None or after is None:
        return None
    status = ActionStatus(before)
    return next((move for move in moves_open(status) if action_moved(status, move) == after), None)


def _name(content: Mapping[str, Any], label: str) -> str:
    return str(content.get("name") or content.get("title") or label)


def _moved(before: str | None, after: Mapping[str, Any]) -> str:
    match before, after.get("status"):
        case Status.DRAFT, Status.DRAFT:
            return "Changed what is asked"
        case _, Status.DRAFT if after.get("withdrawn"):
            return "Withdrew the submission"
        case None, _:
            return "Started the assessment"
        case Status.AGREED, Status.IN_REVIEW:
            return "Opened the assessment again"
        case _, Status.IN_REVIEW:
            return "Took the assessment into review"
        case _, Status.SUBMITTED:
            return "Submitted the assessment"
        case _, Status.AGREED:
            return "Agreed the assessment"
        case _:
            return "Sent the assessment back"


def _value(part: str, value: object, people: Mapping[str, str], departments: Mapping[str, str]) -> str:
    match value:
        case True:
            return "yes"
        case list():
            return ", ".join(
                _value("role" if part == "roles" else "", each, people, departments) for each in value
            )
        case str() if part == "role":
            role, _, held_for = value.partition(" of ")
            every = held_for == EVERY_DEPARTMENT
            return f"{role} of {'every department' if every else departments.get(held_for, held_for)}"
        case str() if part == "family":
            return departments.get(value, value)
        case str() if part == "status":
            return _plain(value)
        case str() if part in _OF_PEOPLE:
            return people.get(value, value)
        case str() if part in ("due", "opens", "closes", "evidence_date"):
            return day(date.fromisoformat(value))
        case _:
            return str(value)


def _plain(part: str) -> str:
    return part.replace("_", " ").capitalize()
