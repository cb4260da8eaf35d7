"""A round as one document, published with its schema: what was said, found, scored and planned, and its history."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding
from maturity.assessment.message import Message
from maturity.assessment.progress import unconfirmed
from maturity.assessment.round import Assessment, Department, Round
from maturity.bundle.working_papers import Papers
from maturity.framework import scope
from maturity.framework.model import Framework
from maturity.framework.scope import AskedOfEach
from maturity.history.chain import Entry
from maturity.plan.action import Action
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.gaps import Gap, gaps_to_targets
from maturity.roadmap.road_maps import RoadMaps
from maturity.scoring.compare import Comparison, Rank, View, judgements_in, with_not_asked
from maturity.scoring.score import Score

FORMAT: Literal[4] = 4
"""Up by one whenever a bundle says something that an earlier version of this program did not write. All since 2 are
still verified: a document of an earlier format is read, worked out and written as that format has it.
"""
SINCE_3 = {"open_round", "messages", "not_shown", "working_papers"}
SINCE_4_OF_AN_ACTION = {"saving", "further"}
Kept = TypeVar("Kept")
SetAside = tuple[Mapping[str, Answer], Mapping[str, Finding]]
"""What is kept of statements that are not asked any more: answers and findings, by statement id."""
NOTHING_APART: SetAside = {}, {}

PerCent = Annotated[float | None, Field(description="Per cent, unrounded; null where there is none.")]
Count = Annotated[int, Field(ge=0)]


class RecordPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Assessed(RecordPart):
    """One department in the round: its assessment, its answers and the findings on it, by statement id; the targets
    that it chose, and the gaps that it leaves open.

    An answer may be of a statement that is not asked of it any more: it is kept, and counts for nothing. What is asked
    is what the round `asks` (where it names statements), and what applies to the kinds of the assessment.
    """

    department: Department
    assessment: Assessment
    answers: Mapping[str, Answer]
    findings: Mapping[str, Finding]
    targets: tuple[Target, ...]
    accepted_gaps: tuple[AcceptedGap, ...]


class Scored(RecordPart):
    """A department's score, in all (theme is null) or in one theme, with its range, coverage and possible ranks.

    Ranks are among the departments of which enough is known (the framework's scoring.least_known); the others have
    none.

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
    not_asked: Annotated[
        int,
        Field(
            ge=0,
            description="Since format 4, where there are some. Statements of the edition, or of the theme in it, that "
            "were not asked: they count for nothing.",
        ),
    ] = 0
    best_rank: Annotated[int, Field(ge=1)] | None = None  # of overall scores alone
    worst_rank: Annotated[int, Field(ge=1)] | None = None

    @model_serializer(mode="wrap")
    def _of_what_was_asked(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        content: dict[str, Any] = written(self)
        return content if self.not_asked else _without(content, ["not_asked"])


class Shortfall(RecordPart):
    """A statement on which a department is below its target, or where nobody knows its level.

    `view` as in Scored. `chosen` is false for the target of a department that chose none: one level up (house
    method). `short` counts the levels of the scale from the department's to the target, and `weighted` is the
    statement's weight × (worth of the target − worth of the level); both are null where nobody knows the level, which
    is first to be found out. `accepted` says that the department leaves the gap open, with a reason.
    """

    department: str
    statement: str
    view: View
    state: State
    level: int | None
    target: int | None
    by: date | None
    chosen: bool
    short: Annotated[int, Field(ge=1)] | None
    weighted: float | None
    accepted: bool


class Outside(RecordPart):
    """What an action names and this document does not otherwise hold: a department that shares it, the earlier round
    that it was planned in, an action that it waits for, of which the number is told alone, or a statement of that
    earlier round's edition which this one does not ask under that id, with what became of it.
    """

    kind: Literal["department", "round", "action", "statement"]
    id: str
    name: str = ""


class Record(RecordPart):
    """All of a round that one person may see.

    `revision` is how many changes the store held, and `head` the hash of the last of them. `history` holds the
    entries on the round, its assessments and their actions, in their order. A statement without an answer was not
    answered. `actions` were planned in this round, or in an earlier one and were not over when this one opened; a
    shared one stands here once, and names every department that shares it. Its people are named as they were written.
    """

    format: Literal[2, 3, 4] = FORMAT
    revision: Count
    head: str
    round: Round
    open_round: Annotated[
        bool,
        Field(
            description="Since format 3. Whether the round was open when this was made: an answer carried over from "
            "the last round, and not confirmed in this one, then counts as not answered, unless the assessment is "
            "agreed."
        ),
    ] = False
    assessed: tuple[Assessed, ...]
    scores: tuple[Scored, ...]
    gaps: tuple[Shortfall, ...]
    actions: tuple[Action, ...]
    outside: tuple[Outside, ...]
    messages: Annotated[
        tuple[Message, ...],
        Field(
            description="Since format 3. To the board, in somebody's own words: of a department, or of the round "
            "itself, where department_id is null."
        ),
    ] = ()
    not_shown: Annotated[
        Mapping[str, tuple[str, ...]],
        Field(
            description="Since format 3. Statements, by department, that were hidden from whoever this was made for, "
            "an auditor who reviews them blind: neither answers nor findings are here, and they count as unknown."
        ),
    ] = {}
    working_papers: Annotated[
        Papers | None, Field(description="Since format 3. Null for whoever is no auditor.")
    ] = None
    history: tuple[Entry, ...]

    @model_serializer(mode="wrap")
    def _as_its_format_has_it(self, written: SerializerFunctionWrapHandler) -> dict[str, object]:
        content: dict[str, Any] = written(self)
        if self.format < 4:
            content["actions"] = [_without(each, SINCE_4_OF_AN_ACTION) for each in content["actions"]]
        return content if self.format > 2 else _without(content, SINCE_3)


def _without(content: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in names}


def record(
    comparison: Comparison,
    road_maps: RoadMaps,
    outside: Iterable[Outside],
    messages: Iterable[Message],
    history: Iterable[Entry],
    head: str,
    working_papers: Papers | None = None,
    set_aside: Mapping[str, SetAside] | None = None,
) -> Record:
    """The document of a round compared on its departments' own word (View.SELF).

    `outside` is what the actions name that the document does not otherwise hold; `set_aside`, by department, what was
    said and found of statements that are not asked any more.
    """
    framework, apart = comparison.framework.whole, set_aside or {}
    order = [statement.id for statement in framework.statements]
    departments = sorted(comparison.departments.values(), key=lambda each: (each.name, each.id))
    assessed = tuple(
        Assessed(
            department=each,
            assessment=comparison.assessments[each.id],
            answers=_in_order(
                {**comparison.answers.get(each.id, {}), **apart.get(each.id, NOTHING_APART)[0]}, order
            ),
            findings=_in_order(
                {**comparison.findings.get(each.id, {}), **apart.get(each.id, NOTHING_APART)[1]}, order
            ),
            targets=tuple(_in_order(road_maps.chosen.get(each.id, {}), order).values()),
            accepted_gaps=tuple(_in_order(road_maps.accepted.get(each.id, {}), order).values()),
        )
        for each in departments
    )
    return Record(
        revision=comparison.revision,
        head=head,
        round=comparison.round,
        open_round=comparison.open_round,
        assessed=assessed,
        scores=tuple(scores(framework, comparison.round, assessed, comparison.open_round)),
        gaps=tuple(shortfalls(framework, comparison.round, assessed, comparison.open_round)),
        actions=tuple(road_maps.actions),
        outside=tuple(sorted(outside, key=lambda each: (each.kind, each.id))),
        messages=tuple(sorted(messages, key=lambda each: each.department_id or "")),
        not_shown={
            each.id: tuple(key for key in order if key in comparison.not_shown[each.id])
            for each in departments
            if comparison.not_shown.get(each.id)
        },
        working_papers=working_papers,
        history=tuple(history),
    )


def scores(
    framework: Framework,
    round_: Round,
    assessed: Sequence[Assessed],
    open_round: bool,
    written_as: Literal[2, 3, 4] = FORMAT,
) -> list[Scored]:
    """Every score that follows from answers and findings, made by scoring.compare and nothing else.

    In format 2 departments were ranked however little was known of them.
    """
    return [
        score
        for compared in _compared(framework, round_, assessed, open_round)
        for score in _of(compared, compared.ranks_of_all if written_as == 2 else compared.ranks)
    ]


def shortfalls(
    framework: Framework, round_: Round, assessed: Sequence[Assessed], open_round: bool
) -> list[Shortfall]:
    """Every gap to the targets in force, made by roadmap.gaps and nothing else; none of published findings."""
    if round_.published:
        return []
    chosen = {each.department.id: {aim.statement_id: aim for aim in each.targets} for each in assessed}
    accepted = {
        each.department.id: {gap.statement_id: gap for gap in each.accepted_gaps} for each in assessed
    }
    return [
        _short(gap, compared.view, chosen[gap.department])
        for compared in _compared(framework, round_, assessed, open_round)
        for gap in gaps_to_targets(compared, chosen, accepted)
    ]


def what_was_asked(framework: Framework, round_: Round, assessed: Sequence[Assessed]) -> AskedOfEach:
    """What a round of the whole edition asks, as it says, of departments of the kinds that their assessments say."""
    return scope.asked_of_each(
        scope.part_asked(framework, of_round=round_.asks),
        {each.department.id: each.assessment.kinds for each in assessed},
    )


def compare_record(framework: Framework, record: "Record") -> list[Comparison]:
    """The departments of a record side by side in every view that there is."""
    return _compared(framework, record.round, record.assessed, record.open_round)


def _compared(
    framework: Framework, round_: Round, assessed: Sequence[Assessed], open_round: bool
) -> list[Comparison]:
    """The departments side by side in every view that there is: none of nobody, one of what was published."""
    if not assessed:
        return []
    asks = what_was_asked(framework, round_, assessed)
    answers = asks.alone({each.department.id: each.answers for each in assessed})
    found = asks.alone({each.department.id: each.findings for each in assessed})
    carried = {
        each.department.id: unconfirmed(
            answers[each.department.id], each.assessment.status, open_round=open_round
        )
        for each in assessed
    }
    compared = Comparison(
        framework=asks.framework,
        round=round_,
        departments={each.department.id: each.department for each in assessed},
        judgements=found
        if round_.published
        else with_not_asked(judgements_in(answers, carried, found, View.SELF), asks.not_asked),
        revision=0,
        not_asked=asks.not_asked,
    )
    if round_.published:
        return [compared]
    by_auditors = with_not_asked(judgements_in(answers, carried, found, View.AUDITED), asks.not_asked)
    return [compared, replace(compared, judgements=by_auditors, view=View.AUDITED)]


def as_json(part: BaseModel) -> bytes:
    """The one way in which a part of a bundle is written: JSON in UTF-8, a line for each value."""
    return (part.model_dump_json(indent=1) + "\n").encode()


def schema() -> bytes:
    """The JSON schema (draft 2020-12) of a Record, as it is published in every bundle."""
    found = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Record.model_json_schema()
    return (json.dumps(found, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _in_order(given: Mapping[str, Kept], order: Sequence[str]) -> dict[str, Kept]:
    return {key: given[key] for key in order if key in given}


def _of(compared: Comparison, ranks: Mapping[str, Rank]) -> list[Scored]:
    found = []
    for department in compared.departments:
        rank = ranks.get(department)
        found.append(_scored(compared, department, None, compared.scores[department], rank))
        for theme in compared.framework.themes:
            score = compared.theme_scores[department, theme.id]
            found.append(_scored(compared, department, theme.id, score, None))
    return found


def _short(gap: Gap, view: View, chosen: Mapping[str, Target]) -> Shortfall:
    target = gap.target
    return Shortfall(
        department=gap.department,
        statement=gap.statement.id,
        view=view,
        state=gap.judgement.state,
        level=gap.judgement.level,
        target=target.level if target else None,
        by=target.by if target else None,
        chosen=gap.statement.id in chosen,
        short=gap.short,
        weighted=gap.weighted,
        accepted=gap.accepted is not None,
    )


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
        not_asked=score.not_asked,
        best_rank=rank.best if rank else None,
        worst_rank=rank.worst if rank else None,
    )
