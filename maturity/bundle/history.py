"""Whether a document is what its own history last said, and whether that history holds together.

The entries of an action are all there, whoever leads it and whenever it was planned; those of everything else are there
with its assessment.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from maturity.assessment.answer import Answer
from maturity.assessment.finding import Finding, digest
from maturity.bundle.record import Assessed, Record
from maturity.bundle.working_papers import papers_history_differences
from maturity.framework.model import Framework
from maturity.history.chain import (
    Content,
    EntryUnreadable,
    Key,
    agree,
    content_of,
    last_said,
    subject_key,
)
from maturity.plan.target import AcceptedGap, Target


def history_differences(record: Record, framework: Framework) -> Iterator[str]:
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


def _last_said(record: Record, framework: Framework) -> Iterator[str]:
    """Whether everything is as the history last said of it, and nothing that it tells of is missing."""
    try:
        said = last_said(record.history)
    except EntryUnreadable as problem:
        yield str(problem)
        return
    round_ = record.round
    if not agree(said.get(("round", 0, round_.id)), content_of(round_)):
        yield f"The round “{round_.title}” is not as its history last said."
    corrected = framework.content_hash != round_.framework_hash
    if corrected and ("framework", 0, framework.content_hash) not in said:
        yield "The framework is not what the round was opened with, and the history tells of no correction of it."
    if round_.published:
        cells = {(s, each.department.id): f for each in record.assessed for s, f in each.findings.items()}
        if not agree(said.get(("benchmark", 0, round_.id)), {"cells": len(cells), "sha256": digest(cells)}):
            yield "The published findings are not those that the history has the digest of."
    for each in record.assessed:
        yield from _of_assessment(each, said, framework, published=round_.published)
    yield from _of_messages(record, said)
    yield from papers_history_differences(record.working_papers, said)
    actions = {str(action.id): action for action in record.actions}
    for number, action in actions.items():
        if not agree(said.get(("action", 0, number)), content_of(action)):
            yield f"Action {number}, “{action.title}”, is not as its history last said."
    known = {each.assessment.id for each in record.assessed}
    for kind, assessment_id, subject in dict.fromkeys(map(subject_key, record.history)):
        if kind == "action" and subject not in actions and ("action", 0, subject) in said:  # not deleted
            yield f"The history tells of action {subject}, which is not in the bundle."
        if assessment_id and assessment_id not in known:
            yield f"The history tells of the {kind} “{subject}” on an assessment that is not in the bundle."


def _of_messages(record: Record, said: Mapping[Key, Content]) -> Iterator[str]:
    written = {each.department_id: each for each in record.messages}
    told: dict[str | None, tuple[Content | None, str]] = {
        None: (said.get(("message", 0, record.round.id)), record.round.title)
    }
    for each in record.assessed:
        key = "message", each.assessment.id, each.department.id
        told[each.department.id] = said.get(key), each.department.name
    for department, (content, name) in told.items():
        message = written.get(department)
        if not agree(content, None if message is None else content_of(message)):
            yield f"{name}: the message to the board is not as its history last said."


def _of_assessment(
    each: Assessed, said: Mapping[Key, Content], framework: Framework, *, published: bool
) -> Iterator[str]:
    kept, name = each.assessment, each.department.name
    if not agree(said.get(("assessment", kept.id, each.department.id)), content_of(kept)):
        yield f"The assessment of {name} is not as its history last said."
    parts: dict[str, Mapping[str, Answer | Finding | Target | AcceptedGap]] = {
        "answer": each.answers,
        "finding": each.findings,
        "target": {target.statement_id: target for target in each.targets},
        "accepted gap": {gap.statement_id: gap for gap in each.accepted_gaps},
    }
    if published:
        del parts["finding"]  # they are held to their digest
    for statement in framework.statements:
        for kind, of in parts.items():
            part = of.get(statement.id)
            told = said.get((kind, kept.id, statement.id))
            if not agree(told, None if part is None else content_of(part)):
                yield f"{name}, “{statement.label}”: the {kind} is not as its history last said."
