"""Whether a document is what its own history last said, and whether that history holds together.

The entries of an action are all there, whoever leads it and whenever it was planned; those of everything else are there
with its assessment.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from maturity.assessment.answer import Answer
from maturity.assessment.finding import Finding, digest
from maturity.bundle.record import Assessed, Record
from maturity.framework.model import Framework
from maturity.history.chain import Entry
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target


def differences(record: Record, framework: Framework) -> Iterator[str]:
    """Each in a sentence; none where the document is what its history says."""
    yield from _chain(record)
    yield from _last_said(record, framework)


def _chain(record: Record) -> Iterator[str]:
    for entry in record.history:
        if not entry.sound:
            yield f"Entry {entry.number} of the history is not what its hash says: it was altered."
    for before, after in pairwise(record.history):
        if after.number <= before.number:
            yield f"Entry {after.number} of the history stands after entry {before.number}."
        elif after.number == before.number + 1 and after.previous != before.hash:
            yield f"Entry {after.number} of the history does not follow on entry {before.number}."
    last = record.history[-1] if record.history else None
    if last and last.number > record.revision:
        yield f"Entry {last.number} of the history is later than the bundle says that it was made."
    if last and last.number == record.revision and last.hash != record.head:
        yield "The head of the history is not the hash of its last entry."


Key = tuple[str, int, str]
"""Kind, assessment (0 for none, and for an action, whose number is its own) and subject."""


@dataclass(frozen=True)
class _Said:
    """What the history last said of something, and in how many entries; no content where it was taken away."""

    content: Mapping[str, Any]
    entry: Entry
    times: int


def _last_said(record: Record, framework: Framework) -> Iterator[str]:
    """Whether everything is as the history last said of it, and nothing that it tells of is missing."""
    said: dict[Key, _Said] = {}
    for entry in record.history:
        on = 0 if entry.kind == "action" else entry.assessment_id or 0
        key = (entry.kind, on, entry.subject)
        try:
            content = json.loads(entry.after or "{}")
        except ValueError:
            content = None
        if not isinstance(content, dict):
            yield f"Entry {entry.number} of the history holds something that is not a content."
            return
        said[key] = _Said(content, entry, said[key].times + 1 if key in said else 1)
    round_ = record.round
    if not _tells(said.get(("round", 0, round_.id)), round_.model_dump(mode="json")):
        yield f"The round “{round_.title}” is not as its history last said."
    if round_.published:
        cells = {(s, each.department.id): f for each in record.assessed for s, f in each.findings.items()}
        told = said.get(("benchmark", 0, round_.id))
        if not _tells(told, {"cells": len(cells), "sha256": digest(cells)}):
            yield "The published findings are not those that the history has the digest of."
    for each in record.assessed:
        yield from _of_assessment(each, said, framework, published=round_.published)
    actions = {str(action.id): action for action in record.actions}
    for number, action in actions.items():
        told = said.get(("action", 0, number))
        if not _stands(action, told, id=action.id, version=told.times if told else 0):
            yield f"Action {number}, “{action.title}”, is not as its history last said."
    known = {each.assessment.id for each in record.assessed}
    for kind, assessment_id, subject in said:
        if kind == "action" and subject not in actions:
            yield f"The history tells of action {subject}, which is not in the bundle."
        if assessment_id and assessment_id not in known:
            yield f"The history tells of the {kind} “{subject}” on an assessment that is not in the bundle."


def _of_assessment(
    each: Assessed, said: Mapping[Key, _Said], framework: Framework, *, published: bool
) -> Iterator[str]:
    kept, name = each.assessment, each.department.name
    stands = {"status": kept.status.value, "assurance": kept.assurance}
    told = said.get(("assessment", kept.id, each.department.id))
    if told is None or told.content.get("status") != kept.status or not _tells(told, stands, only=stands):
        yield f"The assessment of {name} is not as its history last said."
    aims = {target.statement_id: target for target in each.targets}
    left = {gap.statement_id: gap for gap in each.accepted_gaps}
    for statement in framework.statements:
        key = statement.id
        answer, found, aim, gap = (
            said.get((kind, kept.id, key)) for kind in ("answer", "finding", "target", "accepted gap")
        )
        as_told = {
            "answer": _stands(each.answers.get(key), answer, version=answer.times if answer else 0),
            "finding": published or _same_finding(each.findings.get(key), found),
            # Their versions are the numbers of their entries, so that what is set again never has an old one.
            "target": _stands(aims.get(key), aim, version=aim.entry.number if aim else 0),
            "accepted gap": _stands(left.get(key), gap, version=gap.entry.number if gap else 0),
        }
        for kind, same in as_told.items():
            if not same:
                yield f"{name}, “{statement.label}”: the {kind} is not as its history last said."


def _stands(kept: Answer | Target | AcceptedGap | Action | None, told: _Said | None, **numbers: int) -> bool:
    """Whether what is kept is what was said last, by whom and when; nothing, where nothing was or it was taken away."""
    if told is None or not told.content:
        return kept is None
    if kept is None:
        return False
    signed = {"changed_at": told.entry.at, "changed_by": told.entry.person}
    try:
        return kept == type(kept).model_validate({**told.content, **signed, **numbers})
    except ValidationError:
        return False


def _same_finding(kept: Finding | None, told: _Said | None) -> bool:
    if kept is None or told is None:
        return kept is None and told is None
    return kept.version == told.times and _tells(told, kept.content())


def _tells(told: _Said | None, kept: Mapping[str, Any], *, only: Mapping[str, Any] | None = None) -> bool:
    """Whether what is kept is what was said; an entry of an earlier version says nothing of what came since."""
    if told is None:
        return False
    content = {key: value for key, value in told.content.items() if only is None or key in only}
    return content == {key: kept.get(key) for key in content}
