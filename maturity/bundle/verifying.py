"""Whether a bundle is what it says, found out from the bundle alone: no database, no network, no trust in its maker.

A forger who changes an answer and every hash of the bundle has to make a history of its own; its head is then not the
one that the board pack printed. What stands in the history between the entries of the round is not in a bundle, so
entries are held to the hash of the one before only where that one is in it too.
"""

import io
import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from maturity.assessment.answer import Answer, check_offered
from maturity.assessment.finding import Finding, digest
from maturity.assessment.history import Entry
from maturity.bundle import packing
from maturity.bundle import record as recording
from maturity.bundle.packing import FRAMEWORK, MANIFEST, RECORD, Manifest
from maturity.bundle.record import Assessed, Record, Scored
from maturity.errors import MaturityError
from maturity.framework import files
from maturity.framework.document import LARGEST_FILE
from maturity.framework.model import Framework

MEGABYTE = 1024 * 1024
LARGEST = 500 * MEGABYTE
MOST_MEMBERS = 100
MOST_TOLD = 10
SAME = 1e-9
"""Per cent: as far as sums of the same levels may differ between machines."""

Model = TypeVar("Model", bound=BaseModel)


class NotABundle(MaturityError):
    def __init__(self, why: str) -> None:
        super().__init__(f"This file is not a bundle that can be verified: {why}.")


class BundleDiffers(MaturityError):
    """The bundle is not what it says; `differences` are the first that were found, each a sentence."""

    def __init__(self, differences: list[str]) -> None:
        self.differences = tuple(differences)
        more = ["There may be more."] if len(differences) == MOST_TOLD else []
        super().__init__("\n".join(["This bundle is not what it says.", *differences, *more]))


@dataclass(frozen=True)
class Verified:
    """A bundle that is what it says, and what was checked, in sentences."""

    manifest: Manifest
    checked: tuple[str, ...]


def verify(data: bytes) -> Verified:
    """Check every hash, work out every score anew, and hold what was said against its history.

    Raises NotABundle, BundleDiffers with the first differences, or FileFaulty for a framework that cannot be read.
    """
    members = _members(data)
    manifest = _read(Manifest, MANIFEST, members)
    _stop_at(_archive(data, members, manifest))
    framework = _framework(members)
    record = _read(Record, RECORD, members)
    _stop_at(_facts(manifest, record, framework))
    _stop_at(_sense(record, framework))
    _stop_at(_figures(members, record, framework))
    answers = sum(len(each.answers) for each in record.assessed)
    findings = sum(len(each.findings) for each in record.assessed)
    return Verified(
        manifest,
        (
            f"Files as the manifest says, by SHA-256: {len(manifest.members)}.",
            f"Framework {framework.id}, edition {framework.edition}, as the round was opened with: "
            f"content {framework.content_hash[:12]}.",
            f"Scores worked out again and found the same: {len(record.scores)}.",
            f"Answers as their history last said: {answers}. Findings: {findings}.",
            f"Entries of the history that are what their hashes say: {len(record.history)}.",
            f"The history had {record.revision} entries when this was made. Its head was {record.head}: "
            "compare it with the one printed elsewhere, or kept by somebody else.",
        ),
    )


def _stop_at(differences: Iterator[str]) -> None:
    found = list(islice(differences, MOST_TOLD))
    if found:
        raise BundleDiffers(found)


def _members(data: bytes) -> dict[str, bytes]:
    if len(data) > LARGEST:
        raise NotABundle(
            f"it has {len(data) // MEGABYTE} MB, and at most {LARGEST // MEGABYTE} MB are read here"
        )
    # Damaged archives fail in zipfile in more ways than it documents, so here any error is taken for damage.
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_MEMBERS:
                raise NotABundle(f"it has {len(entries)} files, and at most {MOST_MEMBERS} are read here")
            if any(each.compress_type != zipfile.ZIP_STORED for each in entries):
                raise NotABundle("its files are compressed, and a bundle's never are: it was packed anew")
            if sum(each.file_size for each in entries) > len(data):
                raise NotABundle("it claims to hold more than it does")
            if len({each.filename for each in entries}) < len(entries):
                raise NotABundle("a file is in it twice")
            members = {}
            for each in entries:
                try:
                    members[each.filename] = archive.read(each)
                except zipfile.BadZipFile:
                    raise BundleDiffers([f"“{each.filename}” is damaged or was changed."]) from None
    except MaturityError:
        raise
    except Exception:
        raise NotABundle("it is not a zip archive, or a damaged one") from None
    if MANIFEST not in members:
        raise NotABundle(f"it holds no {MANIFEST}")
    return members


def _read(kind: type[Model], name: str, members: Mapping[str, bytes]) -> Model:
    try:
        made = kind.model_validate_json(members[name])
        if recording.written(made) == members[name]:
            return made
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = " › ".join(str(step) for step in first["loc"])
        raise NotABundle(
            f"“{name}” is not as this version of the program ({packing.program()}) writes it "
            f"({f'{place}: ' if place else ''}{first['msg']})"
        ) from None
    raise BundleDiffers([f"“{name}” was changed: this program would not have written it so."])


def _archive(data: bytes, members: Mapping[str, bytes], manifest: Manifest) -> Iterator[str]:
    for name in sorted(manifest.members.keys() - members.keys()):
        yield f"“{name}” is missing."
    for name in sorted(members.keys() - manifest.members.keys() - {MANIFEST}):
        yield f"“{name}” was added: the manifest does not know it."
    for name, member in manifest.members.items():
        if name in members and packing.member(members[name]) != member:
            yield f"“{name}” was changed: it has another SHA-256 than the manifest says."
    for name in sorted({FRAMEWORK, RECORD} - manifest.members.keys()):
        yield f"The manifest does not list “{name}”."
    if packing.zipped(members) != data:
        yield "The archive itself was changed: it has other bytes around its files than this program writes."


def _framework(members: Mapping[str, bytes]) -> Framework:
    text = members[FRAMEWORK]
    if len(text) > LARGEST_FILE:
        raise BundleDiffers([f"“{FRAMEWORK}” is larger than {LARGEST_FILE:,} bytes."])
    try:
        return files.parse(text.decode(), FRAMEWORK)
    except UnicodeDecodeError:
        raise BundleDiffers([f"“{FRAMEWORK}” is not UTF-8 text."]) from None


def _facts(manifest: Manifest, record: Record, framework: Framework) -> Iterator[str]:
    round_ = record.round
    if framework.content_hash != round_.framework_hash:
        yield (
            f"“{FRAMEWORK}” is not what the round was opened with: its content is {framework.content_hash[:12]}, "
            f"and the round remembers {round_.framework_hash[:12]}."
        )
    said = manifest.model_dump(exclude={"format", "program", "members"})
    told = {
        "round": round_.id,
        "title": round_.title,
        "revision": record.revision,
        "head": record.head,
        "framework": framework.id,
        "edition": framework.edition,
        "framework_hash": framework.content_hash,
    }
    for key, value in told.items():
        if said[key] != value:
            yield f"The manifest says “{said[key]}” of {key.replace('_', ' ')}, and the files say “{value}”."
    if (round_.framework_id, round_.edition) != (framework.id, framework.edition):
        yield (
            f"The round is of {round_.framework_id}, edition {round_.edition}, and the framework's file is "
            f"{framework.id}, edition {framework.edition}."
        )


def _sense(record: Record, framework: Framework) -> Iterator[str]:
    """What must hold before anything can be worked out."""
    seen: set[str] = set()
    for each in record.assessed:
        name, department = each.department.name, each.department.id
        if department in seen:
            yield f"{name} is in it twice."
        seen.add(department)
        if (each.assessment.round_id, each.assessment.department_id) != (record.round.id, department):
            yield f"The assessment of {name} is one of another department or round."
        for kept in (each.answers, each.findings):
            for statement_id, judgement in kept.items():
                try:
                    check_offered(framework, statement_id, judgement)
                except MaturityError as problem:
                    yield f"{name}: {problem}"


def _figures(members: Mapping[str, bytes], record: Record, framework: Framework) -> Iterator[str]:
    yield from _history(record)
    yield from _last_said(record, framework)
    yield from _scores(record, framework)
    tables = packing.tables(record, framework)
    for name in sorted(tables.keys() - members.keys()):
        yield f"“{name}” is missing."
    for name, content in tables.items():
        if members.get(name, content) != content:
            yield f"“{name}” does not say what “{RECORD}” says: {_first_line(members[name], content)}."


def _first_line(given: bytes, wanted: bytes) -> str:
    lines = zip(given.split(b"\r\n"), wanted.split(b"\r\n"), strict=False)
    number = next((place for place, (one, other) in enumerate(lines, start=1) if one != other), 0)
    return f"row {number} differs" if number else "it has more or fewer rows"


def _scores(record: Record, framework: Framework) -> Iterator[str]:
    names = {each.department.id: each.department.name for each in record.assessed}
    themes = {theme.id: theme.label for theme in framework.themes}
    said = {(each.department, each.theme, each.view): each for each in record.scores}
    if len(said) < len(record.scores):
        yield "A score is in it twice."
    wanted = recording.scores(framework, record.round, record.assessed)
    for score in wanted:
        key = (score.department, score.theme, score.view)
        what = f"{names[score.department]}, {themes[score.theme] if score.theme else 'in all'} ({score.view})"
        found = said.pop(key, None)
        if found is None:
            yield f"The score of {what} is missing."
            continue
        differs = [key for key in Scored.model_fields if not _same(getattr(found, key), getattr(score, key))]
        if differs:
            one, other = _shown(getattr(found, differs[0])), _shown(getattr(score, differs[0]))
            yield (
                f"The score of {what}: {differs[0].replace('_', ' ')} is {one} in the bundle, and comes to "
                f"{other} from its answers and findings."
            )
    for department, theme, view in said:
        yield f"There is a score of what is not in the bundle: {department}, {theme or 'in all'} ({view})."


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=0, abs_tol=SAME)
    return one == other


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)


def _history(record: Record) -> Iterator[str]:
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
"""Kind, assessment (0 for none) and subject."""


@dataclass(frozen=True)
class _Said:
    """What the history last said of something, and in how many entries."""

    content: Mapping[str, Any]
    entry: Entry
    times: int


def _last_said(record: Record, framework: Framework) -> Iterator[str]:
    """Whether everything is as the history last said of it, and nothing that it tells of is missing."""
    said: dict[Key, _Said] = {}
    for entry in record.history:
        key = (entry.kind, entry.assessment_id or 0, entry.subject)
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
    known = {each.assessment.id for each in record.assessed}
    for kind, assessment_id, subject in said:
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
    for statement in framework.statements:
        answered = said.get(("answer", kept.id, statement.id))
        if not _same_answer(each.answers.get(statement.id), answered):
            yield f"{name}, “{statement.label}”: the answer is not as its history last said."
        found = said.get(("finding", kept.id, statement.id))
        if not published and not _same_finding(each.findings.get(statement.id), found):
            yield f"{name}, “{statement.label}”: the finding is not as its history last said."


def _same_answer(kept: Answer | None, told: _Said | None) -> bool:
    if kept is None or told is None:
        return kept is None and told is None
    signed = {"version": told.times, "changed_at": told.entry.at, "changed_by": told.entry.person}
    try:
        return kept == Answer.model_validate({**told.content, **signed})
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
