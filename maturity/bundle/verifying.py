"""Whether a bundle is what it says, found out from the bundle alone: no database, no network, no trust in its maker.

A forger who changes an answer and every hash of the bundle has to make a history of its own; its head is then not the
one that the board pack printed. What stands in the history between the entries of the round is not in a bundle, so
entries are held to the hash of the one before only where that one is in it too.
"""

import io
import math
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from maturity.bundle import history, packing, references
from maturity.bundle import record as recording
from maturity.bundle.checklists import checklist_differences
from maturity.bundle.packing import FRAMEWORK, MANIFEST, PAGE, RECORD, Manifest
from maturity.bundle.record import Record, Scored, Shortfall
from maturity.errors import MaturityError
from maturity.framework import files
from maturity.framework.document import LARGEST_FILE
from maturity.framework.model import Framework
from maturity.scoring.compare import View

MEGABYTE = 1024 * 1024
LARGEST = 500 * MEGABYTE
MOST_MEMBERS = 100
MOST_TOLD = 10
SAME = 1e-9
"""Per cent: as far as sums of the same levels may differ between machines."""

Model = TypeVar("Model", bound=BaseModel)
Figure = TypeVar("Figure", Scored, Shortfall)


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
    """Check every hash and reference, work out every figure anew, and hold what was said against its history.

    Raises NotABundle, BundleDiffers with the first differences, or FileFaulty for a framework that cannot be read.
    """
    members = _members(data)
    manifest = _read(Manifest, MANIFEST, members)
    _stop_at(_archive(data, members, manifest))
    framework = _framework(members)
    record = _read(Record, RECORD, members)
    _stop_at(_facts(manifest, record, framework))
    _stop_at(references.reference_differences(record, framework))
    _stop_at(checklist_differences(record, framework))
    _stop_at(_figures(record, framework))
    _stop_at(_tables(members, record, framework))
    assessed = record.assessed
    ticked = sum(len(answer.items) for each in assessed for answer in each.answers.values())
    kept = {
        **({"Items of checklists, which come to the levels told": ticked} if ticked else {}),
        "Answers as their history last said": sum(len(each.answers) for each in assessed),
        "Findings": sum(len(each.findings) for each in assessed),
        "Targets": sum(len(each.targets) for each in assessed),
        "Accepted gaps": sum(len(each.accepted_gaps) for each in assessed),
        "Actions": len(record.actions),
        "Messages to the board": len(record.messages),
    }
    if record.working_papers is not None:
        kept["Statements of the sample, drawn again by its seed"] = len(record.working_papers.drawn)
        kept["What became of reasons to look again"] = len(record.working_papers.dispositions)
    return Verified(
        manifest,
        (
            f"Files as the manifest says, by SHA-256: {len(manifest.members)}.",
            f"Framework {framework.id}, edition {framework.edition}, as the round was opened with: "
            f"content {framework.content_hash[:12]}.",
            f"Scores worked out again and found the same: {len(record.scores)}. Gaps: {len(record.gaps)}.",
            "Whatever actions name is in the bundle, or listed as outside it: "
            f"{len(record.outside)} {'is' if len(record.outside) == 1 else 'are'} outside.",
            " ".join(f"{what}: {count}." for what, count in kept.items()),
            f"Entries of the history that are what their hashes say: {len(record.history)}.",
            *(
                ["The page for a board is the one that was packed; it was not made again."]
                if PAGE in members
                else []
            ),
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
        if recording.as_json(made) == members[name]:
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
    if manifest.format != record.format:
        yield f"The manifest is of format {manifest.format}, and “{RECORD}” of format {record.format}."
    if not framework.stands_for(round_.framework_hash):
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


def _figures(record: Record, framework: Framework) -> Iterator[str]:
    yield from history.history_differences(record, framework)
    names = {each.department.id: each.department.name for each in record.assessed}
    themes = {theme.id: theme.label for theme in framework.themes}

    def score(of: Scored) -> str:
        where = "in all" if of.theme is None else themes.get(of.theme, of.theme)
        return f"{names.get(of.department, of.department)}, {where} ({of.view})"

    def gap(of: Shortfall) -> str:
        statement = framework.by_id.get(of.statement)
        label = statement.label if statement else of.statement
        return f"{names.get(of.department, of.department)}, “{label}” ({of.view})"

    given = framework, record.round, record.assessed, record.open_round
    yield from _anew("score", score, record.scores, recording.scores(*given, record.format))
    yield from _anew("gap", gap, record.gaps, recording.shortfalls(*given))


def _anew(
    kind: str, called: Callable[[Figure], str], given: Sequence[Figure], wanted: Sequence[Figure]
) -> Iterator[str]:
    """What differs between the figures given and those that were worked out again."""
    said = {_place(each): each for each in given}
    if len(said) < len(given):
        yield f"A {kind} is in it twice."
    for each in wanted:
        found = said.pop(_place(each), None)
        if found is None:
            yield f"The {kind} of {called(each)} is missing."
            continue
        differs = [
            key for key in type(each).model_fields if not _same(getattr(found, key), getattr(each, key))
        ]
        if differs:
            one, other = _shown(getattr(found, differs[0])), _shown(getattr(each, differs[0]))
            yield (
                f"The {kind} of {called(each)}: {differs[0].replace('_', ' ')} is {one} in the bundle, and comes to "
                f"{other} when it is worked out again."
            )
    for each in said.values():
        yield f"There is a {kind} that nothing in the bundle comes to: {called(each)}."


def _place(figure: Scored | Shortfall) -> tuple[str, str | None, View]:
    of = figure.theme if isinstance(figure, Scored) else figure.statement
    return figure.department, of, figure.view


def _tables(members: Mapping[str, bytes], record: Record, framework: Framework) -> Iterator[str]:
    tables = packing.csv_files(record, framework)
    for name in sorted(tables.keys() - members.keys()):
        yield f"“{name}” is missing."
    for name, content in tables.items():
        if members.get(name, content) != content:
            yield f"“{name}” does not say what “{RECORD}” says: {_first_line(members[name], content)}."


def _first_line(given: bytes, wanted: bytes) -> str:
    lines = zip(given.split(b"\r\n"), wanted.split(b"\r\n"), strict=False)
    number = next((place for place, (one, other) in enumerate(lines, start=1) if one != other), 0)
    return f"row {number} differs" if number else "it has more or fewer rows"


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=0, abs_tol=SAME)
    return one == other


def _shown(value: object) -> str:
    return "nothing" if value is None else str(value)
