"""Published findings, shown beside live ones: read from a description and a table of cells, both checked."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from maturity.assessment.answer import Judgement, State
from maturity.assessment.finding import Confidence, Finding
from maturity.assessment.round import Department, Round, RoundKind
from maturity.errors import Fault, FileFaulty
from maturity.framework.document import Document, read_text
from maturity.framework.model import Framework, Text

COLUMNS = ["statement_id", "department", "state", "level", "confidence", "other_reading", "summary"]
Cell = tuple[str, str]  # statement id, department id


class _Described(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Totals(_Described):
    """What the findings must add up to, so that a lost or altered cell is noticed at loading."""

    cells: int
    levels: dict[int, int]
    not_determined: int


class Published(_Described):
    id: Annotated[Text, Field(max_length=60)]
    name: Text


class Description(_Described):
    """The file beside the findings: where they come from and what they must add up to."""

    format: Literal[1]
    round: Text
    title: Text
    framework: Text
    published: date
    source: Text
    coding: Text
    findings: Text
    departments: Annotated[tuple[Published, ...], Field(strict=False, min_length=1)]
    totals: Totals


class Benchmark(BaseModel):
    """A published round, its departments, and a finding for every statement × department."""

    model_config = ConfigDict(frozen=True)

    round: Round
    departments: tuple[Department, ...]
    findings: dict[Cell, Finding]


def described(description: Path) -> Description:
    """What the file beside the findings says; raises FileFaulty naming every fault of it."""
    document = Document(read_text(description))
    return document.model(Description, description.name)


def load(description: Path, frameworks: Mapping[str, Framework]) -> Benchmark:
    """The benchmark described in a file; raises FileFaulty naming every fault of it or of its findings."""
    says = described(description)
    framework = frameworks.get(says.framework)
    if framework is None:
        problem = f"there is no framework “{says.framework}”."
        line = Document(read_text(description)).lines[("framework",)]
        raise FileFaulty(description.name, [Fault(line, "framework", problem, "Name one in frameworks/.")])
    round_ = Round(
        id=says.round,
        title=says.title,
        kind=RoundKind.BENCHMARK,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=says.published,
        closes=says.published,
        source=f"{says.source} {says.coding}",
    )
    departments = tuple(Department(id=each.id, name=each.name) for each in says.departments)
    table = description.with_name(says.findings)
    findings, faults = _cells(read_text(table), framework, {department.id for department in departments})
    if not faults:
        faults = list(_totals(says.totals, findings))
    if faults:
        raise FileFaulty(table.name, faults)
    return Benchmark(round=round_, departments=departments, findings=findings)


def _cells(text: str, framework: Framework, departments: set[str]) -> tuple[dict[Cell, Finding], list[Fault]]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if rows.fieldnames != COLUMNS:
        return {}, [Fault(1, "headings", "are not those expected.", f"Use: {','.join(COLUMNS)}.")]
    findings: dict[Cell, Finding] = {}
    faults: list[Fault] = []
    try:
        lines = [(rows.line_num, row) for row in rows]
    except csv.Error as error:
        return {}, [
            Fault(rows.line_num, "the text", f"is not readable as CSV: {error}.", "Check its quotes.")
        ]
    for line, row in lines:
        cell = (row["statement_id"], row["department"])
        problems = list(_row_problems(row, framework, departments))
        if cell in findings:
            problems.append(("this cell is here twice.", "Keep one of them."))
        faults += [Fault(line, " × ".join(map(str, cell)), *problem) for problem in problems]
        if not problems:
            findings[cell] = Finding(
                state=State(row["state"]),
                level=int(row["level"]) if row["level"] else None,
                reason=row["summary"],
                confidence=Confidence(row["confidence"]),
                other_reading=_reading(row["other_reading"]),
            )
    wanted = {(statement.id, department) for statement in framework.statements for department in departments}
    if not faults:
        faults = [
            Fault(0, " × ".join(cell), "has no finding.", "Add its row.")
            for cell in sorted(wanted - findings.keys())
        ]
    return findings, faults


def _row_problems(
    row: Mapping[str, str], framework: Framework, departments: set[str]
) -> Iterator[tuple[str, str]]:
    if None in row or None in row.values():
        yield "the row does not have one value for each heading.", "Quote a summary that holds a comma."
        return
    if row["department"] not in departments:
        yield f"there is no department “{row['department']}” here.", f"Use: {', '.join(sorted(departments))}."
    statement = framework.by_id.get(row["statement_id"])
    if statement is None:
        yield f"there is no statement “{row['statement_id']}”.", "Use an id of the framework."
        return
    if row["confidence"] not in list(Confidence):
        yield f"confidence “{row['confidence']}” is not known.", f"Use: {', '.join(Confidence)}."
    scale = framework.scale_of(statement)
    offered = [str(each.value) for each in scale.written]
    scale_words = f"Use {offered[0]} to {offered[-1]}"
    match row["state"]:
        case State.LEVEL if row["level"] not in offered:
            yield f"level “{row['level']}” is not on this scale.", f"{scale_words}."
        case State.LEVEL | State.NOT_DETERMINED | State.NOT_APPLICABLE:
            if row["state"] != State.LEVEL and row["level"]:
                yield f"state “{row['state']}” cannot have a level.", "Leave the level empty."
        case _:
            known = ", ".join((State.LEVEL, State.NOT_DETERMINED, State.NOT_APPLICABLE))
            yield f"state “{row['state']}” is not known.", f"Use: {known}."
    if row["other_reading"] not in ("", State.NOT_DETERMINED, *offered):
        yield (
            f"the other reading “{row['other_reading']}” is not on this scale.",
            f"{scale_words} or {State.NOT_DETERMINED}.",
        )


def _reading(written: str) -> Judgement | None:
    if not written:
        return None
    if written == State.NOT_DETERMINED:
        return Judgement(state=State.NOT_DETERMINED)
    return Judgement(state=State.LEVEL, level=int(written))


def _totals(declared: Totals, findings: Mapping[Cell, Finding]) -> Iterator[Fault]:
    levels = Counter(finding.level for finding in findings.values() if finding.level is not None)
    undetermined = sum(finding.state is State.NOT_DETERMINED for finding in findings.values())
    counted = {
        "cells": (declared.cells, len(findings)),
        "not determined": (declared.not_determined, undetermined),
    }
    for level in sorted(declared.levels.keys() | levels.keys(), reverse=True):
        counted[f"level {level}"] = (declared.levels.get(level, 0), levels.get(level, 0))
    for name, (wanted, found) in counted.items():
        if wanted != found:
            problem = f"{wanted} declared, {found} found."
            yield Fault(0, f"total of {name}", problem, "Restore the published findings.")
