"""What an entry of the history says, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from maturity.assessment.answer import State
from maturity.assessment.round import Status
from maturity.framework.model import Framework
from maturity.history.chain import Change
from maturity.wording import day

LONGEST = 300
"""Characters of a text that are told; the statement's own history has it whole."""
NOTHING = "Nothing"

KINDS = {
    "answer": "Answers",
    "finding": "Findings and replies",
    "assessment": "Assessments begun and moved on",
    "assignment": "Colleagues asked",
    "round": "Rounds",
    "department": "Departments",
    "person": "People and roles",
    "benchmark": "Published findings",
    "target": "Targets",
    "accepted gap": "Accepted gaps",
    "action": "Actions",
}
"""What the history holds, by the kind that it calls it."""
TOLD = {
    "assessment": ["status", "assurance"],
    "action": [
        "title",
        "status",
        "departments",
        "rises",
        "owner",
        "start",
        "due",
        "no_date",
        "one_off",
        "yearly",
        "people",
        "depends_on",
    ],
    "round": ["title", "opens", "closes", "evidence_months"],
    "benchmark": ["cells"],
}
"""The parts of an entry that are told, where not all of them say something to a person."""
PARTS = {
    "carried": "Carried over",
    "email": "E-mail",
    "person_id": "Asked",
    "assurance": "Statement of assurance",
}


@dataclass(frozen=True)
class Told:
    """What was done, and what changed: each changed part in a line, before and after."""

    what: str
    was: str
    became: str


def told(change: Change, framework: Framework | None, people: Mapping[str, str]) -> Told:
    """An entry in words; `people` gives names by id. Without the framework statements go by their ids."""
    statement = framework.by_id.get(change.subject) if framework else None
    label = statement.label if statement else change.subject
    before, after = (_parts(change.kind, each) for each in (change.before, change.after))
    changed = [part for part in {**before, **after} if before.get(part) != after.get(part)]
    scale = framework.scale_of(statement) if framework and statement else None
    names = {level.value: level.name for level in scale.levels} if scale else {}
    lines = []
    for content in (before, after):
        said = []
        if {"state", "level"} & set(changed) and "state" in content:
            said.append(_judgement(content, names))
        for part in changed:
            if part not in ("state", "level") and (content.get(part) or before.get(part) or after.get(part)):
                said.append(f"{PARTS.get(part, _plain(part))}: {_value(part, content.get(part), people)}")
        lines.append("\n".join(said) if content else NOTHING)
    return Told(_done(change, label, people), *(each or NOTHING for each in lines))


def _parts(kind: str, content: dict[str, Any] | None) -> dict[str, Any]:
    content = content or {}
    return {part: content[part] for part in TOLD.get(kind, content) if part in content}


def _done(change: Change, label: str, people: Mapping[str, str]) -> str:
    before, after = change.before or {}, change.after or {}
    name = after.get("name") or after.get("title") or before.get("name") or label
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
            return _moved(before.get("status"), after.get("status"))
        case "target":
            return f"Set a target for “{label}”" if after else f"Took back the target for “{label}”"
        case "accepted gap":
            return f"Accepted the gap on “{label}”" if after else f"Opened the gap on “{label}” again"
        case "action":
            return f"Changed the action “{name}”" if before else f"Proposed the action “{name}”"
        case "benchmark":
            return f"Loaded the published findings “{label}”"
        case "round":
            return f"Changed the round “{name}”" if before else f"Opened the round “{name}”"
        case "department":
            return f"Changed the department “{name}”" if before else f"Added the department “{name}”"
        case "person":
            return f"Changed what is kept of {name}" if before else f"Registered {name}"
        case _:
            return f"{_plain(change.kind)}: {name}"


def _moved(before: str | None, after: str | None) -> str:
    match before, after:
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


def _judgement(content: Mapping[str, Any], names: Mapping[int, str]) -> str:
    level = content.get("level")
    return State(content["state"]).words if level is None else f"{level} {names.get(level, '')}".strip()


def _value(part: str, value: object, people: Mapping[str, str]) -> str:
    match value:
        case None | "" | []:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case {"statement_id": statement_id, "to": to}:
            return f"{statement_id} to level {to}" if to is not None else f"find out {statement_id}"
        case list():
            return ", ".join(_value("", each, people) for each in value)
        case str() if part == "status":
            return _plain(value)
        case str() if part == "person_id":
            return people.get(value, value)
        case str() if part in ("due", "opens", "closes", "evidence_date"):
            return day(date.fromisoformat(value))
        case _:
            words = str(value)
            return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} …"


def _plain(part: str) -> str:
    return part.replace("_", " ").capitalize()
