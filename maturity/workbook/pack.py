"""The board pack: what a board is shown of a round, or of one department in it."""

from collections.abc import Iterable
from datetime import datetime

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.finding import Finding
from maturity.assessment.round import day
from maturity.framework.model import Framework, Origin, Overall, Statement
from maturity.palette import NOTHING, UNKNOWN, level_colours
from maturity.roadmap.gaps import gaps
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score
from maturity.workbook.sheets import Cell, Column, Format, Sheet, Workbook

HOUSE = "Levels and scores are our own method (house method), not the publisher's."
NO_SCORE = "No score"
LETTERS = "Letters stand for departments, in no order of their names; what was written is left out"

OVERALL_WORDS = {
    Overall.STATEMENT_MEAN: "the weighted mean over all statements with a level",
    Overall.THEME_MEAN: "the weighted mean of the themes' scores",
    Overall.WEAKEST: "the worth of the weakest statement with a level",
    Overall.NONE: "not given: this framework has no overall score",
}


def describe(comparison: Comparison, *, at: datetime) -> Workbook:
    """The pack as sheets, ready to be written; `at` is when it was made."""
    sheets = [
        _summary(comparison),
        _by_theme(comparison),
        _matrix(comparison),
        *([] if comparison.unattributed else [_words(comparison)]),
        _gaps(comparison),
        _method(comparison),
    ]
    front = [_cover(comparison, at)]
    contents = Sheet(
        name="Contents",
        title="Contents",
        columns=[Column("Sheet", 24), Column("What it holds", 80)],
        rows=[[Cell(sheet.name, sheet=sheet.name), Cell(sheet.title)] for sheet in (*front, *sheets)],
    )
    title = f"Data maturity board pack: {comparison.round.title}"
    return Workbook(title, comparison.framework.language, [*front, contents, *sheets])


def _cover(comparison: Comparison, at: datetime) -> Sheet:
    round_, framework = comparison.round, comparison.framework
    names = [department.name for department in comparison.departments.values()]
    rows = {
        "Round": round_.title,
        "Kind": "Published findings" if round_.published else "Departments' own answers",
        "Departments": ", ".join(names) if 0 < len(names) <= 12 else f"{len(names)} departments",
        "Names": LETTERS if comparison.unattributed else "Departments are named",
        "Framework": f"{framework.title}, edition {framework.edition} ({framework.source.publisher})",
        "What it says": comparison.headline,
        "Made": f"{day(at)}, {at:%H:%M} ({at.tzname()})",
        "Data revision": str(comparison.revision),
        "Framework content": f"SHA-256 {framework.content_hash}",
    }
    return Sheet(
        name="Cover",
        title="Data maturity board pack",
        columns=[Column("About this pack", 24), Column("Value", 80)],
        rows=[[Cell(key), Cell(value)] for key, value in rows.items()],
        notes=_notes(comparison),
    )


def _notes(comparison: Comparison) -> list[str]:
    notes = [HOUSE] if comparison.framework.house_scored else []
    return [*notes, *([comparison.round.source] if comparison.round.source else [])]


SCORE_COLUMNS = [
    Column("Score (%)", 12, Format.PERCENT),
    Column("Range from (%)", 12, Format.PERCENT),
    Column("Range to (%)", 12, Format.PERCENT),
    Column("With a level", 12, Format.COUNT),
    Column("Of statements", 12, Format.COUNT),
    Column("Coverage (%)", 12, Format.PERCENT),
    Column("Not determined", 14, Format.COUNT),
    Column("Not answered", 12, Format.COUNT),
    Column("Not applicable", 12, Format.COUNT),
]
RANGE_NOTE = (
    "The range runs from every unknown statement at the lowest level to every one at the highest. "
    "Where ranges overlap, departments cannot be separated."
)


def _score_cells(score: Score) -> list[Cell]:
    return [
        *(_percent(value) for value in (score.score, score.low, score.high)),
        Cell(score.with_level),
        Cell(score.statements),
        Cell("Nothing applies") if score.coverage is None else Cell(score.coverage),
        *(Cell(count) for count in (score.not_determined, score.not_answered, score.not_applicable)),
    ]


def _percent(value: float | None) -> Cell:
    return Cell(NO_SCORE) if value is None else Cell(value)


def _summary(comparison: Comparison) -> Sheet:
    rows = []
    for key, department in comparison.departments.items():
        rank = comparison.ranks.get(key)
        places = [Cell(rank.best), Cell(rank.worst)] if rank else [Cell("No rank"), Cell("No rank")]
        rows.append([Cell(department.name), *_score_cells(comparison.scores[key]), *places])
    return Sheet(
        name="Summary",
        title="Score, range and coverage of each department",
        columns=[
            Column("Department", 28),
            *SCORE_COLUMNS,
            Column("Best possible rank", 12, Format.COUNT),
            Column("Worst possible rank", 12, Format.COUNT),
        ],
        rows=rows,
        notes=[comparison.headline, RANGE_NOTE, *_notes(comparison)[:1]],
    )


def _by_theme(comparison: Comparison) -> Sheet:
    return Sheet(
        name="By theme",
        title="Score, range and coverage by theme",
        columns=[Column("Department", 28), Column("Theme", 24), *SCORE_COLUMNS],
        rows=[
            [Cell(department.name), Cell(theme.label), *_score_cells(comparison.theme_scores[key, theme.id])]
            for key, department in comparison.departments.items()
            for theme in comparison.framework.themes
        ],
        notes=[RANGE_NOTE],
        fixed_columns=2,
    )


def _matrix(comparison: Comparison) -> Sheet:
    framework, departments = comparison.framework, comparison.departments
    return Sheet(
        name="Matrix",
        title="Every statement and department, in words",
        columns=[
            Column("Theme", 20),
            Column("Statement", 48),
            *(Column(department.name, 18) for department in departments.values()),
        ],
        rows=[
            [
                Cell(framework.theme_of[statement.id].label),
                Cell(statement.text),
                *(
                    _judged(framework, statement, comparison.judgement(department, statement.id))
                    for department in departments
                ),
            ]
            for statement in framework.statements
        ],
        notes=["Darker is higher; grey is not determined. The words say the same as the colour."],
        fixed_columns=2,
    )


def _judged(framework: Framework, statement: Statement, judgement: Judgement) -> Cell:
    scale = framework.scale_of(statement)
    if judgement.level is None:
        return Cell(judgement.words(scale), UNKNOWN if judgement.state is State.NOT_DETERMINED else NOTHING)
    colours = dict(zip(scale.by_value, level_colours(len(scale.levels)), strict=True))
    return Cell(f"{judgement.level} {judgement.words(scale)}", colours[judgement.level])


def _words(comparison: Comparison) -> Sheet:
    framework = comparison.framework
    rows = []
    for key, department in comparison.departments.items():
        for statement in framework.statements:
            judgement = comparison.judgement(key, statement.id)
            rows.append(
                [
                    Cell(department.name),
                    Cell(framework.theme_of[statement.id].label),
                    Cell(statement.label),
                    _judged(framework, statement, judgement),
                    Cell(" ".join(_behind(judgement)) or "Nothing written"),
                ]
            )
    return Sheet(
        name="Words behind",
        title="The words behind every level",
        columns=[
            Column("Department", 24),
            Column("Theme", 20),
            Column("Statement", 28),
            Column("Level or state", 20),
            Column("Evidence, reason or finding", 80),
        ],
        rows=rows,
    )


def _behind(judgement: Judgement) -> Iterable[str]:
    if isinstance(judgement, Answer):
        if judgement.reason:
            yield f"Does not apply: {judgement.reason}" if judgement.evidence else judgement.reason
        if judgement.evidence:
            yield judgement.evidence
    if isinstance(judgement, Finding):
        if judgement.reason:
            yield judgement.reason
        if judgement.confidence and judgement.other_reading:
            other = judgement.other_reading
            reading = other.state.words.lower() if other.level is None else f"level {other.level}"
            yield f"(Coded with {judgement.confidence} confidence; it could be read as {reading}.)"


def _gaps(comparison: Comparison) -> Sheet:
    framework = comparison.framework
    rows = [
        [
            Cell(comparison.departments[gap.department].name),
            Cell(framework.theme_of[gap.statement.id].label),
            Cell(gap.statement.label),
            _judged(framework, gap.statement, gap.judgement),
            Cell("Not known") if gap.short is None else Cell(gap.short),
            Cell(gap.next_step or "See the framework's guidance"),
        ]
        for gap in gaps(comparison)
    ]
    return Sheet(
        name="Gaps",
        title="Statements below the top of their scale, and what to do next",
        columns=[
            Column("Department", 24),
            Column("Theme", 20),
            Column("Statement", 28),
            Column("Now", 20),
            Column("Levels short of the top", 12, Format.COUNT),
            Column("Next step", 70),
        ],
        rows=rows,
        notes=["A statement nobody knows the level of is a gap of its own kind: find out."],
    )


def _method(comparison: Comparison) -> Sheet:
    framework = comparison.framework
    whose = {Origin.PUBLISHER: f"{framework.source.publisher}'s", Origin.HOUSE: "ours (house method)"}
    origin = framework.origin
    scale = framework.scales[framework.scale]
    ladder = "; ".join(f"{level.value} {level.name}: {level.meaning}" for level in scale.levels)
    rows = {
        "Score": "A level is worth its value ÷ the highest value of its scale. A department's score is "
        f"{OVERALL_WORDS[framework.scoring.overall]}, in per cent. A theme's score is the weighted mean over its "
        "statements with a level.",
        "Unknown is never zero": "Statements not answered or not determined leave the score and open its range: from "
        "all of them at the lowest level to all at the highest. A group with no level has no score.",
        "Not applicable": "Leaves the score, the range and the count of statements.",
        "Coverage": "Statements with a level ÷ statements that apply.",
        "Separated": "Two departments are separated only where their ranges do not overlap. The best possible rank "
        "counts those surely ahead; the worst, all but those surely behind.",
        "Scale": ladder,
        "Whose words": f"Statements: {whose[origin.statements]}. Scale: {whose[origin.scale]}. "
        f"Wording of levels: {whose[origin.levels]}. Guidance: {whose[origin.guidance]}. "
        f"Scoring: {whose[origin.scoring]}.",
        "Source of the framework": f"{framework.source.publisher}, {framework.source.title} "
        f"({day(framework.source.published)})"
        + (f", {framework.source.part}." if framework.source.part else "."),
        "Licence": framework.licence,
        "Source of the findings": comparison.round.source or "The departments' own answers.",
    }
    return Sheet(
        name="Method and sources",
        title="How the figures are made, and where the words come from",
        columns=[Column("Subject", 26), Column("Explanation", 100)],
        rows=[[Cell(key), Cell(value)] for key, value in rows.items()],
    )
