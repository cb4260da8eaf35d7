"""The first pages of the pack: the cover, the contents, and the summary that a board reads if it reads nothing else."""

from collections import Counter
from collections.abc import Sequence
from statistics import median

from maturity.assessment.round import Status, day
from maturity.scoring.score import Score
from maturity.workbook.pack.facts import NO_SCORE, Facts, fixed
from maturity.workbook.pack.gaps import BELOW, NOT_KNOWN, SHORT
from maturity.workbook.pack.method import scored
from maturity.workbook.pack.scores import COVERAGE, HIGH, LOW, NOT_APPLICABLE, OF, SCORE, WITH, shown
from maturity.workbook.sheets import Cell, Column, Format, Formula, Place, Row, Sheet

LETTERS = "Letters stand for departments, in no order of their names; what was written is left out"
TOP = 5


def cover(facts: Facts) -> Sheet:
    comparison, framework = facts.comparison, facts.framework
    names = [department.name for _, department in facts.departments]
    listed = ", ".join(names) if 0 < len(names) <= 12 else f"{len(names)} departments"
    rows = {
        "Department" if facts.alone else "Departments": listed,
        "Round": comparison.round.title,
        "Kind": "Published findings" if comparison.round.published else "Departments' own answers",
        "Names": LETTERS if comparison.unattributed else "Departments are named",
        "Status": _status(facts),
        **_agreed(facts),
        "Classification": facts.marking,
        "Framework": f"{framework.title}, edition {framework.edition} ({framework.source.publisher})",
        "What is scored": scored(facts),
        "What it says": comparison.scores[facts.departments[0][0]].words
        if facts.alone
        else comparison.headline,
        "Made": f"{day(facts.at)}, {facts.at:%H:%M} ({facts.at.tzname()})",
        "Made by": f"The data-maturity dashboard{f', for {facts.made_by}' if facts.made_by else ''}",
        "Data revision": str(comparison.revision),
        "Framework content": f"SHA-256 {framework.content_hash}",
    }
    return Sheet(
        name="Cover",
        title="Data maturity board pack",
        columns=[Column("About this pack", 24), Column("Value", 90)],
        rows=[[key, value] for key, value in rows.items()],
        notes=[*facts.house, *facts.source],
    )


def _status(facts: Facts) -> str:
    if facts.comparison.round.published:
        return Status.PUBLISHED.words
    counted = Counter(facts.comparison.statuses.values())
    if facts.alone:
        return next((status.words for status in counted), "Not known")
    return (
        ", ".join(f"{counted[each]} {each.words.lower()}" for each in Status if counted[each]) or "Not known"
    )


def _agreed(facts: Facts) -> dict[str, str]:
    """Who agreed a department's assessment, and when; of a round, how many and where it says so."""
    if facts.comparison.round.published or not facts.assessments:
        return {}
    if not facts.alone:
        agreed = sum(kept.agreed_at is not None for kept in facts.assessments.values())
        return {"Agreed": f"{agreed} of {len(facts.departments)}: see the sheet “Assessments”"}
    (kept,) = (facts.assessments[key] for key, _ in facts.departments)
    return {
        "Agreed": f"{day(kept.agreed_at)}, by {facts.person(kept.agreed_by)}"
        if kept.agreed_at
        else "Not yet",
        "Submitted": f"{day(kept.submitted_at)}, by {facts.person(kept.submitted_by)}"
        if kept.submitted_at
        else "Not yet",
    }


def contents(sheets: Sequence[Sheet]) -> Sheet:
    return Sheet(
        name="Contents",
        title="Contents",
        columns=[Column("Sheet", 28), Column("What it holds", 80)],
        rows=[[Cell(sheet.name, sheet=sheet.name), sheet.title] for sheet in sheets],
        portrait=True,
    )


SUMMARY_COLUMNS = [
    Column("Subject", 30),
    Column("Figure", 14, Format.PERCENT),
    Column("In words", 96),
]
ASK = "What we ask of the board"


def summary(
    facts: Facts, scores: Sheet, themes: Sheet, profile: Sheet | None, gaps: Sheet, check: Place
) -> Sheet:
    """One page: where we stand, how sure that is, the biggest gaps, and what the board is asked to do."""
    rows = (
        _of_one(facts, scores.place, themes.place) if facts.alone else _of_many(facts, scores.place, profile)
    )
    rows += _gaps(facts, gaps)
    rows += _asks(facts, scores.place)
    agreement = check.whole("Do they agree?")
    rows.append(
        [
            "Figures that differ from the app's",
            Cell(Formula(f'=COUNTIF({agreement},"No")', 0), format=Format.COUNT),
            "None when this was made. If levels were changed on the sheet “Levels” since, some differ: see “Check”.",
        ]
    )
    return Sheet(
        name="Summary",
        title=f"{_subject(facts)}: one-page summary",
        columns=SUMMARY_COLUMNS,
        rows=rows,
        notes=[*facts.house, *facts.source],
    )


def _subject(facts: Facts) -> str:
    round_ = facts.comparison.round.title
    return f"{facts.departments[0][1].name}, {round_}" if facts.alone else round_


def _of_one(facts: Facts, scores: Place, themes: Place) -> list[Row]:
    score = facts.comparison.scores[facts.departments[0][0]]
    figures = shown(score)

    def at(heading: str, place: Place = scores, number: int = 0) -> str:
        return place.one(heading, number)

    rows: list[Row] = [
        [
            "Score (%)",
            Formula(f"={at(SCORE)}", figures[SCORE]),
            _in_words(score, at(LOW), at(HIGH), at(WITH), at(OF)),
        ],
        [
            "Range from (%)",
            Formula(f"={at(LOW)}", figures[LOW]),
            "If everything not known were at the lowest level.",
        ],
        [
            "Range to (%)",
            Formula(f"={at(HIGH)}", figures[HIGH]),
            "If everything not known were at the highest level.",
        ],
        [
            "Coverage (%)",
            Formula(f"={at(COVERAGE)}", figures[COVERAGE]),
            Formula(
                f'={at(OF)}-{at(WITH)}&" of "&{at(OF)}&" statements are not known; "&{at(NOT_APPLICABLE)}'
                '&" more do not apply."',
                f"{score.statements - score.with_level} of {score.statements} statements are not known; "
                f"{score.not_applicable} more do not apply.",
            ),
        ],
    ]
    for number, theme in enumerate(facts.framework.themes):
        of_theme = facts.comparison.theme_scores[facts.departments[0][0], theme.id]
        rows.append(
            [
                f"Theme: {theme.label} (%)",
                Formula(f"={at(SCORE, themes, number)}", shown(of_theme)[SCORE]),
                _in_words(of_theme, *(at(name, themes, number) for name in (LOW, HIGH, WITH, OF))),
            ]
        )
    return rows


def _in_words(score: Score, low: str, high: str, with_level: str, of: str) -> Formula:
    """“Range 37.5 to 76.4, on 11 of 18 statements.”"""
    if score.low is None or score.high is None:
        said = NO_SCORE
    else:
        ends = f"{fixed(score.low)} to {fixed(score.high)}"
        said = f"Range {ends}, on {score.with_level} of {score.statements} statements."
    return Formula(
        f'=IF(ISNUMBER({low}),"Range "&FIXED({low},1)&" to "&FIXED({high},1)&", on "&{with_level}&" of "&{of}'
        f'&" statements.","{NO_SCORE}")',
        said,
    )


def _of_many(facts: Facts, scores: Place, profile: Sheet | None) -> list[Row]:
    every = [facts.comparison.scores[key] for key, _ in facts.departments]
    found = [score.score for score in every if score.score is not None]
    cells, total = scores.whole(SCORE), len(every)

    def of(name: str, value: float | str) -> Formula:
        return Formula(f'=IF(COUNT({cells})=0,"{NO_SCORE}",{name}({cells}))', value)

    applies, with_level = sum(score.statements for score in every), sum(score.with_level for score in every)
    of_cells, with_cells = f"SUM({scores.whole(OF)})", f"SUM({scores.whole(WITH)})"
    rows: list[Row] = [
        [
            "Departments",
            Cell(Formula(f"=ROWS({cells})", total), format=Format.COUNT),
            Formula(
                f'=COUNT({cells})&" of them have a score."',
                f"{len(found)} of them have a score.",
            ),
        ],
        ["Order of the departments", "In words", f"When this was made: {facts.comparison.headline}"],
        [
            "Highest score (%)",
            of("MAX", max(found) if found else NO_SCORE),
            "See the sheet “Scores” for its range.",
        ],
        [
            "Median score (%)",
            of("MEDIAN", median(found) if found else NO_SCORE),
            "Half of the departments with a score lie above it.",
        ],
        [
            "Lowest score (%)",
            of("MIN", min(found) if found else NO_SCORE),
            "See the sheet “Scores” for its range.",
        ],
        [
            "Coverage (%)",
            Formula(
                f'=IF({of_cells}=0,"Nothing applies",100*{with_cells}/{of_cells})',
                100 * with_level / applies if applies else "Nothing applies",
            ),
            Formula(
                f'={of_cells}-{with_cells}&" of "&{of_cells}&" answers are not known."',
                f"{applies - with_level} of {applies} answers are not known.",
            ),
        ],
    ]
    if profile is not None:
        place = profile.place
        for number, (row, theme) in enumerate(zip(profile.rows, facts.framework.themes, strict=True)):
            least, middle, most = (each.came_to for each in row[2:] if isinstance(each, Formula))
            low, high = (place.one(name, number) for name in ("Lowest score (%)", "Highest score (%)"))
            said = NO_SCORE
            if not isinstance(least, str) and not isinstance(most, str):
                said = f"From {fixed(least)} to {fixed(most)}."
            rows.append(
                [
                    f"Median of theme: {theme.label} (%)",
                    Formula(f"={place.one('Median score (%)', number)}", middle),
                    Formula(
                        f'=IF(ISNUMBER({low}),"From "&FIXED({low},1)&" to "&FIXED({high},1)&".","{NO_SCORE}")',
                        said,
                    ),
                ]
            )
    return rows


def _gaps(facts: Facts, gaps: Sheet) -> list[Row]:
    place = gaps.place
    found: list[Row] = []
    headings = [column.heading for column in gaps.columns]
    for number, row in enumerate(gaps.rows):
        if number == TOP:
            break
        came_to = {
            heading: content.came_to if isinstance(content, Formula) else content
            for heading, content in zip(headings, row, strict=True)
        }

        def at(heading: str, number: int = number) -> str:
            return place.one(heading, number)

        statement = came_to["Statement"]
        if facts.alone:
            figure = Formula(f"={at(SHORT)}", came_to[SHORT])  # type: ignore[arg-type]
            words = Formula(
                f'=IF({at("Statement")}="None","No further gap",{at("Statement")}&": now “"&{at("Now")}&"”. '
                f'Next step: "&{at("Next step")})',
                "No further gap"
                if statement == "None"
                else f"{statement}: now “{came_to['Now']}”. Next step: {came_to['Next step']}",
            )
        else:
            figure = Formula(f"={at(BELOW)}", came_to[BELOW])  # type: ignore[arg-type]
            words = Formula(
                f'=IF({at("Statement")}="None","No further gap",{at("Statement")}&": "&{at(BELOW)}&" of "&'
                f'{at("Departments with a level")}&" with a level are below the top; "&{at(NOT_KNOWN)}&" not known")',
                "No further gap"
                if statement == "None"
                else f"{statement}: {came_to[BELOW]} of {came_to['Departments with a level']} with a level are below "
                f"the top; {came_to[NOT_KNOWN]} not known",
            )
        unit = "levels short" if facts.alone else "departments"
        found.append([f"Gap {number + 1} ({unit})", Cell(figure, format=Format.COUNT), words])
    return found


def _asks(facts: Facts, scores: Place) -> list[Row]:
    every = [facts.comparison.scores[key] for key, _ in facts.departments]
    unknown = sum(score.statements - score.with_level for score in every)
    not_known = f"SUM({scores.whole(OF)})-SUM({scores.whole(WITH)})"
    what = "statements" if facts.alone else "answers"
    return [
        [
            f"{ASK}: 1",
            "To note",
            "Note the score with its range and coverage: a score alone says less than it seems to.",
        ],
        [
            f"{ASK}: 2",
            "To decide",
            "Name an owner and a date for each of the gaps above, or say why it is accepted.",
        ],
        [
            f"{ASK}: 3",
            Cell(Formula(f"={not_known}", unknown), format=Format.COUNT),
            f"So many {what} are not known. Ask for each to be found out, with evidence, before the next round.",
        ],
    ]
