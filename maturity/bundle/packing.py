"""What a bundle is made of, and its bytes: the same data gives the same bytes, on every machine.

Nothing in the archive is compressed. Versions of zlib compress differently, so the bytes would depend on the machine;
and what is not compressed cannot unpack to more than it is.
"""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib.metadata import version
from typing import Literal

from pydantic import Field

from maturity.bundle import record as recording
from maturity.bundle import tables as tabulating
from maturity.bundle import tidy
from maturity.bundle.record import FORMAT, Count, Record, RecordPart
from maturity.framework import files
from maturity.framework.model import Framework

MANIFEST, RECORD, SCHEMA, FRAMEWORK = "manifest.json", "round.json", "round.schema.json", "framework.yaml"
README, TABLES, PAGE = "README.txt", "tables/", "page.pdf"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold: no time is kept, as it would make other bytes of the same data."""

ABOUT_DATA = """\
Everything of one round, as data.

tables/*.csv       one tidy table each: UTF-8 with a byte-order mark, commas, one heading row, dates as ISO 8601,
                   moments in UTC
tables/dictionary.csv  what every column means
round.json         the same as one document; round.schema.json is its JSON schema (null: nothing, or not known)

An empty cell is nothing or not known, never zero: the column "state" says which. An empty cost is not costed.
The words are as people wrote them, with names of people: owners of actions, contacts, authors of changes.
Words that begin with = + - @ ' or a control character have an apostrophe put before them in the tables, so that no
program takes them for a formula: take one apostrophe off the front to have them as they were written.
"""
ABOUT_BUNDLE = """
framework.yaml     what was asked, and how it is scored
manifest.json      the SHA-256 of every other file here

maturity verify FILE checks all of it on any computer that has the program, without a database: every hash, every
score and gap worked out again from answers, findings and targets, every answer, finding, target, accepted gap,
action and message to the board against the history of its changes, and that whatever an action names is here or listed
as outside.
"""
ABOUT_PAGE = """
page.pdf           the page for a board on the round. It is held to its hash in manifest.json, and not made again: other
                   versions of the typesetter give other bytes of the same page.
"""


class Member(RecordPart):
    """One file of a bundle, as the manifest knows it."""

    bytes: Count
    sha256: str


class Manifest(RecordPart):
    """What must be in a bundle, and what it was made from."""

    format: Literal[2, 3, 4] = FORMAT
    program: str = Field(description="The program's name and version.")
    round: str
    title: str
    revision: Count
    head: str
    framework: str
    edition: str
    framework_hash: str
    members: Mapping[str, Member]


def data(record: Record, framework: Framework) -> bytes:
    """All of a round as CSV and JSON: a .zip."""
    return zipped(_data(record, framework) | {README: _about(record, framework, ABOUT_DATA)})


def bundle(record: Record, framework: Framework, page: bytes | None = None) -> bytes:
    """The same with the framework's file, the page for a board and a manifest, to be verified elsewhere: a .zip."""
    members = _data(record, framework) | {
        README: _about(record, framework, ABOUT_DATA + ABOUT_BUNDLE + (ABOUT_PAGE if page else "")),
        FRAMEWORK: files.as_yaml(framework).encode(),
        **({PAGE: page} if page else {}),
    }
    manifest = Manifest(
        format=record.format,
        program=program(),
        round=record.round.id,
        title=record.round.title,
        revision=record.revision,
        head=record.head,
        framework=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        members={name: member(members[name]) for name in sorted(members)},
    )
    return zipped(members | {MANIFEST: recording.as_json(manifest)})


def program() -> str:
    return f"maturity {version('maturity')}"


def member(content: bytes) -> Member:
    return Member(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


def csv_files(record: Record, framework: Framework) -> dict[str, bytes]:
    """The CSV files by their names in the archive, the dictionary among them."""
    described = tabulating.tables(record, framework)
    every = [*described, tidy.dictionary(described)]
    marked = record.format > 2  # bundles of format 2 had no byte-order marks
    return {f"{TABLES}{table.name}.csv": tidy.as_csv(table, marked=marked) for table in every}


def zipped(members: Mapping[str, bytes]) -> bytes:
    """An archive of these files, in the order of their names; only names and contents decide its bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # as on Unix, on every machine
            archive.writestr(entry, members[name])
    return file.getvalue()


def _data(record: Record, framework: Framework) -> dict[str, bytes]:
    return csv_files(record, framework) | {RECORD: recording.as_json(record), SCHEMA: recording.schema()}


def _about(record: Record, framework: Framework, words: str) -> bytes:
    source = f"\n{record.round.source}\n" if record.round.source else ""
    house = "".join(f"\n{each}\n" for each in framework.whose)
    return f"{record.round.title}\n\n{words}{house}{source}".encode()
