"""A round as one document, published with its schema: what was said, found and scored, and the history of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from maturity.assessment.answer import Answer
from maturity.assessment.finding import Finding, audited
from maturity.assessment.history import Entry
from maturity.assessment.round import Assessment, Department, Round
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison, Rank, View
from maturity.scoring.score import Score
from maturity.scoring.table import Judgements

FORMAT = 1
Kept = TypeVar("Kept")

PerCent = Annotated[float | None, Field(description="Per cent, unrounded; null where there is none.")]
Count = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assessed(Part):
    """One department in the round: its assessment, its answers and the findings on it, by statement id."""

    department: Department
    assessment: Assessment
    answers: Mapping[str, Answer]
    findings: Mapping[str, Finding]


class Scored(Part):
    """A department's score, in all (theme is null) or in one theme, with its range, coverage and possible ranks.

    `view` says whose word counts: “self” is the department's answers (or the published findings), “audited” the
    auditor's findings where there are any.
    """

    department: str
    theme: str | None
    view: View
    score: PerCent
    low: PerCent
    high: PerCent
    coverage: PerCent
    statements: Annotated[int, Field(ge=0, description="Statements that apply.")]
    with_level: Count
    not_determined: Count
    not_answered: Count
    not_applicable: Count
    best_rank: Annotated[int, Field(ge=1)] | None = None  # of overall scores alone
    worst_rank: Annotated[int, Field(ge=1)] | None = None


class Record(Part):
    """All of a round that one person may see.

    `revision` is how many changes the store held, and `head` the hash of the last of them. `history` holds the
    entries on the round and its assessments, in their order. A statement without an answer was not answered.
    """

    format: Literal[1] = 1
    revision: Count
    head: str
    round: Round
    assessed: tuple[Assessed, ...]
    scores: tuple[Scored, ...]
    history: tuple[Entry, ...]


def record(comparison: Comparison, history: Iterable[Entry], head: str) -> Record:
    """The document of a round compared on its departments' own word (View.SELF)."""
    order = [statement.id for statement in comparison.framework.statements]
    departments = sorted(comparison.departments.values(), key=lambda each: (each.name, each.id))
    assessed = tuple(
        Assessed(
            department=each,
            assessment=comparison.assessments[each.id],
            answers=_in_order(comparison.answers.get(each.id, {}), order),
            findings=_in_order(comparison.findings.get(each.id, {}), order),
        )
        for each in departments
    )
    return Record(
        revision=comparison.revision,
        head=head,
        round=comparison.round,
        assessed=assessed,
        scores=tuple(scores(comparison.framework, comparison.round, assessed)),
        history=tuple(history),
    )


def scores(framework: Framework, round_: Round, assessed: Sequence[Assessed]) -> list[Scored]:
    """Every score that follows from answers and findings, made by scoring.compare and nothing else."""
    said: Judgements = {each.department.id: each.answers for each in assessed}
    if round_.published:
        said = {each.department.id: each.findings for each in assessed}
    compared = Comparison(
        framework=framework,
        round=round_,
        departments={each.department.id: each.department for each in assessed},
        judgements=said,
        revision=0,
    )
    if not assessed:
        return []
    found = _of(compared)
    if not round_.published:
        counted: Judgements = {each.department.id: audited(each.answers, each.findings) for each in assessed}
        found += _of(replace(compared, judgements=counted, view=View.AUDITED))
    return found


def written(part: BaseModel) -> bytes:
    """The one way in which a part of a bundle is written: JSON in UTF-8, a line for each value."""
    return (part.model_dump_json(indent=1) + "\n").encode()


def schema() -> bytes:
    """The JSON schema (draft 2020-12) of a Record, as it is published in every bundle."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Record.model_json_schema()
    return (json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _in_order(given: Mapping[str, Kept], order: Sequence[str]) -> dict[str, Kept]:
    return {key: given[key] for key in order if key in given}


def _of(compared: Comparison) -> list[Scored]:
    found = []
    for department in compared.departments:
        rank = compared.ranks.get(department)
        found.append(_scored(compared, department, None, compared.scores[department], rank))
        for theme in compared.framework.themes:
            score = compared.theme_scores[department, theme.id]
            found.append(_scored(compared, department, theme.id, score, None))
    return found


def _scored(
    compared: Comparison, department: str, theme: str | None, score: Score, rank: Rank | None
) -> Scored:
    return Scored(
        department=department,
        theme=theme,
        view=compared.view,
        score=score.score,
        low=score.low,
        high=score.high,
        coverage=score.coverage,
        statements=score.statements,
        with_level=score.with_level,
        not_determined=score.not_determined,
        not_answered=score.not_answered,
        not_applicable=score.not_applicable,
        best_rank=rank.best if rank else None,
        worst_rank=rank.worst if rank else None,
    )
