"""The summary that a board reads if it reads nothing else."""

from collections.abc import Callable, Sequence
from statistics import median

from maturity.briefing import agreement, forecast
from maturity.briefing.asks import AskAbout, asks
from maturity.briefing.doubts import DoubtAbout, doubts
from maturity.briefing.facts import Facts, Movement
from maturity.briefing.gaps import below, to_chosen_targets
from maturity.briefing.message import message_heading
from maturity.briefing.movement import heading, who_moved
from maturity.briefing.standing import (
    among_others,
    median_score,
    not_shown,
    standing_in_words,
)
from maturity.briefing.themes import instead_of_a_score
from maturity.framework.model import Overall
from maturity.plan.action import ActionStatus
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.compare import SAME
from maturity.scoring.score import Score
from maturity.wording import fixed
from maturity.workbook.pack import targets
from maturity.workbook.pack.answers import EVIDENCE, MISSING
from maturity.workbook.pack.gaps import NOT_KNOWN, SHORT, UNDER_BAR, WITH_LEVEL
from maturity.workbook.pack.movement import POINTS, together_of
from maturity.workbook.pack.projection import KEPT_AS_BEFORE, QUARTER
from maturity.workbook.pack.road_map import Road
from maturity.workbook.pack.scores import (
    COVERAGE,
    HIGH,
    HIGHEST,
    LOW,
    LOWEST,
    MEDIAN,
    NOT_APPLICABLE,
    OF,
    PLACED_SCORE,
    SCORE,
    WITH,
    has_order,
    shown,
)
from maturity.workbook.pack.words import NO_SCORE
from maturity.workbook.sheets import Cell, Chart, Column, Content, Format, Formula, Row, Sheet, TableRange
from maturity.workbook.style import quotable

TOP = 5


COLUMNS = [
    Column("Subject", 30),
    Column("Figure", 14, Format.PERCENT),
    Column("In words", 96),
]
ASK = "What we ask of the board"


def summary(
    facts: Facts,
    scores: Sheet,
    themes: Sheet,
    profile: Sheet | None,
    gaps: Sheet,
    answers: Sheet | None,
    check: TableRange,
    road: Road | None,
    moved: Sheet | None,
    drawn: Sequence[Chart],
) -> Sheet:
    """One page: where we stand, how sure that is, the biggest gaps, what the board is asked to do, and a picture."""
    rows = _message(facts)
    rows += (
        _of_one(facts, scores.table, themes.table) if facts.one else _of_many(facts, scores.table, profile)
    )
    rows += _doubts(facts, answers)
    rows += _optimism(facts)
    if moved is not None and facts.movement is not None:
        rows.append(_movement(facts, facts.movement, moved.table))
    rows += _gaps(facts, gaps)
    rows += [
        ["Chosen targets", "In words", f"When this was made: {each}"] for each in to_chosen_targets(facts)
    ]
    if road is not None and road.projected is not None and facts.plan is not None:
        rows += _ahead(facts, facts.plan, road.projected)
    rows += _asks(facts, scores.table, road)
    agreement = check.column("Do they agree?")
    if facts.framework.seen_as_kept:
        rows.append(
            [
                "Figures that differ from the app's",
                Cell(Formula(f'=COUNTIF({agreement},"No")', 0), format=Format.COUNT),
                "None when this was made. If levels were changed on the sheet “Levels” since, some differ: see "
                "“Check”.",
            ]
        )
    return Sheet(
        name="Summary",
        title=f"{_subject(facts)}: one-page summary",
        columns=COLUMNS,
        rows=rows,
        notes=[*facts.house, *facts.source],
        charts=[drawn[2] if has_order(facts) else drawn[0]],
        portrait=True,
        one_page=True,
    )


def _message(facts: Facts) -> list[Row]:
    """What somebody tells the board in words of their own: text, whatever it begins with."""
    return [[message_heading(facts, facts.message), "In words", facts.message.text]] if facts.message else []


def _subject(facts: Facts) -> str:
    round_ = facts.comparison.round.title
    return f"{facts.departments[0][1].name}, {round_}" if facts.one else round_


def _of_one(facts: Facts, scores: TableRange, themes: TableRange) -> list[Row]:
    score = facts.comparison.scores[facts.departments[0][0]]
    figures = shown(score)

    def at(heading: str, table: TableRange = scores, number: int = 0) -> str:
        return table.cell(heading, number)

    rows: list[Row] = []
    if facts.framework.scoring.overall is Overall.NONE:
        rows += _without_a_score(facts)
    else:
        rows += [
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
            *(["Among others", "In words", f"When this was made: {each}"] for each in among_others(facts)),
        ]
    rows.append(
        [
            "Coverage (%)",
            Formula(f"={at(COVERAGE)}", figures[COVERAGE]),
            Formula(
                f'={at(OF)}-{at(WITH)}&" of "&{at(OF)}&" statements are not known; "&{at(NOT_APPLICABLE)}'
                '&" more do not apply."',
                f"{score.statements - score.with_level} of {score.statements} statements are not known; "
                f"{score.not_applicable} more do not apply.",
            ),
        ]
    )
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


def _of_many(facts: Facts, scores: TableRange, profile: Sheet | None) -> list[Row]:
    cells = scores.column(PLACED_SCORE if has_order(facts) else WITH)

    def of(name: str, value: float | str) -> Formula:
        return Formula(f'=IF(COUNT({cells})=0,"{NO_SCORE}",{name}({cells}))', value)

    return [
        _count(facts, cells),
        [
            "Order of the departments" if has_order(facts) else "What it says",
            "In words",
            f"When this was made: {' '.join(standing_in_words(facts.comparison))}",
        ],
        *(_ends(facts, of) if has_order(facts) else _without_a_score(facts)),
        _coverage_of_many(facts, scores),
        *([] if profile is None else _medians(facts, profile)),
    ]


def _count(facts: Facts, cells: str) -> Row:
    """How many departments there are, and how many of them are known well enough to place."""
    found, total = facts.comparison.placed_scores, len(facts.departments)
    more = "".join(f" {each}" for each in not_shown(facts.comparison))
    return [
        "Departments",
        Cell(Formula(f"=ROWS({cells})", total), format=Format.COUNT),
        Formula(
            f'="Known well enough to place: "&COUNT({cells})&".{more}"',
            f"Known well enough to place: {len(found)}.{more}",
        )
        if has_order(facts)
        else more.strip() or "All are shown.",
    ]


def _coverage_of_many(facts: Facts, scores: TableRange) -> Row:
    every = [facts.comparison.scores[key] for key, _ in facts.departments]
    applies, with_level = sum(score.statements for score in every), sum(score.with_level for score in every)
    of_cells, with_cells = f"SUM({scores.column(OF)})", f"SUM({scores.column(WITH)})"
    return [
        "Coverage (%)",
        Formula(
            f'=IF({of_cells}=0,"Nothing applies",100*{with_cells}/{of_cells})',
            100 * with_level / applies if applies else "Nothing applies",
        ),
        Formula(
            f'={of_cells}-{with_cells}&" of "&{of_cells}&" answers are not known."',
            f"{applies - with_level} of {applies} answers are not known.",
        ),
    ]


def _medians(facts: Facts, profile: Sheet) -> list[Row]:
    """The median of each theme, and between which scores it lies."""
    table = profile.table
    rows: list[Row] = []
    for number, (row, theme) in enumerate(zip(profile.rows, facts.framework.themes, strict=True)):
        least, most = (profile.value(row, name) for name in (LOWEST, HIGHEST))
        low, high = (table.cell(name, number) for name in (LOWEST, HIGHEST))
        said = NO_SCORE
        if not isinstance(least, str) and not isinstance(most, str):
            said = f"From {fixed(least)} to {fixed(most)}."
        rows.append(
            [
                f"Median of theme: {theme.label} (%)",
                Formula(f"={table.cell(MEDIAN, number)}", profile.value(row, MEDIAN)),
                Formula(
                    f'=IF(ISNUMBER({low}),"From "&FIXED({low},1)&" to "&FIXED({high},1)&".","{NO_SCORE}")',
                    said,
                ),
            ]
        )
    return rows


def _ends(facts: Facts, of: Callable[[str, float | str], Formula]) -> list[Row]:
    """The highest, the median and the lowest score of those placed."""
    found = facts.comparison.placed_scores
    high, centre, low = (max(found), median(found), min(found)) if found else (NO_SCORE,) * 3
    return [
        ["Highest score (%)", of("MAX", high), _at_the_end(facts, highest=True)],
        [
            "Median score (%)",
            of("MEDIAN", centre),
            "Half of the departments that are known well enough to place lie above it.",
        ],
        ["Lowest score (%)", of("MIN", low), _at_the_end(facts, highest=False)],
    ]


def _without_a_score(facts: Facts) -> list[Row]:
    """The levels counted and the profiles met, where a framework has no overall score."""
    said = instead_of_a_score(facts.comparison)
    return [["Levels and profiles", "In words", f"When this was made: {each}"] for each in said]


def _at_the_end(facts: Facts, *, highest: bool) -> str:
    """Whose score is the highest or the lowest, its range, and how much it rests on; of equals, who has most known."""
    scores = {key: facts.comparison.scores[key] for key, _ in facts.departments}
    scored = [
        (each.score, each.with_level, key)
        for key, each in scores.items()
        if each.score is not None and key in facts.comparison.placed
    ]
    if not scored:
        return NO_SCORE
    end = max(scored)[0] if highest else min(scored)[0]
    *_, key = max((each for each in scored if abs(each[0] - end) <= SAME), key=lambda each: each[1])
    score = scores[key]
    return (
        f"When this was made: {facts.comparison.departments[key].name}, range {fixed(score.low or 0.0)} to "
        f"{fixed(score.high or 0.0)}, on {score.with_level} of {score.statements} statements."
    )


def _doubts(facts: Facts, answers: Sheet | None) -> list[Row]:
    """What auditors found otherwise, with the score as they have it, and which high levels nothing is shown for."""
    rows: list[Row] = []
    for doubt in doubts(facts):
        said = f"When this was made: {doubt.sentence}"
        if doubt.about is DoubtAbout.FINDINGS and facts.beside is not None:
            centre, heading = median_score(facts.beside.comparison), facts.beside.heading
            subject = f"{heading if facts.one else f'Median {heading[0].lower()}{heading[1:]}'} (%)"
            rows.append([subject, NO_SCORE if centre is None else centre, f"{said} See “Findings”."])
        if doubt.about is DoubtAbout.EVIDENCE and answers is not None:
            missing = f'COUNTIF({answers.table.column(EVIDENCE)},"{MISSING}")'
            figure = Cell(Formula(f"={missing}", doubt.count), format=Format.COUNT)
            rows.append(["High levels without evidence", figure, f"{said} See “Answers”."])
    return rows


def _optimism(facts: Facts) -> list[Row]:
    """How far departments put themselves above the auditor, where both gave levels."""
    found = facts.agreement
    if found is None or found.overall.mean is None:
        return []
    said = f"{agreement.headline(found, facts.one.name if facts.one else '')} {agreement.share_agreed(found)}"
    index = Cell(found.overall.mean, format=Format.LEVELS)
    return [["Optimism index (levels)", index, f"When this was made: {said} See “Optimism index”."]]


def _movement(facts: Facts, moved: Movement, table: TableRange) -> Row:
    at = table.cell(POINTS, len(moved.bridge.parts) + 1)
    change = Formula(f"={at}", together_of(moved.bridge))
    told = [] if facts.one else who_moved(facts.movers)
    return [
        "Movement (percentage points)",
        Cell(change, format=Format.CHANGE),
        " ".join([f"When this was made: {heading(facts, moved)}", *told, "See “Movement”."]),
    ]


def _ahead(facts: Facts, plan: Forecast, projected: Sheet) -> list[Row]:
    """Where the score, or the mean, would be if every promise is kept, and if they go on being kept as before."""
    table, number = projected.table, len(projected.rows) - 1
    cells = {heading: table.cell(heading, number) for heading in (SCORE, LOW, HIGH)}
    first, *_, last = projected.rows
    score, low, high = (projected.value(last, heading) for heading in cells)
    start, quarter = projected.value(first, SCORE), projected.value(last, QUARTER)
    what = "score" if facts.one else "mean score"
    words = "Nothing can be projected: there is no score."
    if not isinstance(score, str) and not isinstance(start, str):
        words = (
            f"When this was made, for {quarter}: range {fixed(float(low))} to {fixed(float(high))}, from "
            f"{fixed(start)} as assessed, {forecast.ALL_KEPT}."
        )
    rows: list[Row] = [
        [
            f"Projected {what} (%)",
            Formula(f"={cells[SCORE]}", score),
            Formula(
                f'=IF(ISNUMBER({cells[SCORE]}),"When this was made, for "&{table.cell(QUARTER, number)}&": range "&'
                f'FIXED({cells[LOW]},1)&" to "&FIXED({cells[HIGH]},1)&", from "&FIXED({table.cell(SCORE, 0)},1)&'
                f'" as assessed, {forecast.ALL_KEPT}.","Nothing can be projected: there is no score.")',
                words,
            ),
        ]
    ]
    if KEPT_AS_BEFORE in table.letters and plan.prospect is not None:
        rows.append(
            [
                f"Projected {what}, promises kept as before (%)",
                Formula(f"={table.cell(KEPT_AS_BEFORE, number)}", projected.value(last, KEPT_AS_BEFORE)),
                f"When this was made: {forecast.kept(plan.prospect)}",
            ]
        )
    return rows


def _gaps(facts: Facts, gaps: Sheet) -> list[Row]:
    """The first few statements where it falls short, as they stand on the sheet of the biggest gaps."""
    table = gaps.table
    under = below(facts.framework)
    found: list[Row] = []
    for number, row in enumerate(gaps.rows):
        if number == TOP:
            break

        def at(heading: str, number: int = number) -> str:
            return table.cell(heading, number)

        def there(heading: str, row: Row = row) -> int | float | str:
            return gaps.value(row, heading)

        statement = there("Statement")
        if facts.one:
            figure = Formula(f"={at(SHORT)}", there(SHORT))
            words = Formula(
                f'=IF({at("Statement")}="None","{NO_MORE}",{at("Statement")}&": now “"&{at("Now")}&"”. '
                f'Next step: "&{at("Next step")})',
                NO_MORE
                if statement == "None"
                else f"{statement}: now “{there('Now')}”. Next step: {there('Next step')}",
            )
        else:
            figure = Formula(f"={at(UNDER_BAR)}", there(UNDER_BAR))
            words = Formula(
                f'=IF({at("Statement")}="None","{NO_MORE}",{at("Statement")}&": "&{at(UNDER_BAR)}&" of "&'
                f'{at(WITH_LEVEL)}&" known are {under}; "&{at(NOT_KNOWN)}&" not known")',
                NO_MORE
                if statement == "None"
                else f"{statement}: {there(UNDER_BAR)} of {there(WITH_LEVEL)} known are {under}; "
                f"{there(NOT_KNOWN)} not known",
            )
        unit = "levels to the top" if facts.one else f"departments {under}"
        found.append([f"Shortfall {number + 1} ({unit})", Cell(figure, format=Format.COUNT), words])
    return found


NO_MORE = "Nothing further"


def _asks(facts: Facts, scores: TableRange, road: Road | None) -> list[Row]:
    """What the board is asked, each with a formula that came to its count; once that moves, the words say that they
    are of before."""
    rows: list[Row] = []
    for number, ask in enumerate(asks(facts), start=1):
        figure: Content = ask.about.value
        words: Content = ask.sentence
        counts = _counts(ask.about, scores, road)
        if counts and ask.count is not None:
            figure = Cell(Formula(f"={counts}", ask.count), format=Format.COUNT)
            if ask.about is not AskAbout.APPROVAL:  # what is proposed stays as it was when this was made
                quoted = quotable(ask.sentence).replace('"', '""')
                when = f'IF({counts}={ask.count},"","When this was made: ")'
                words = Formula(f'={when}&"{quoted}"', ask.sentence)
        rows.append([f"{ASK}: {number}", figure, words])
    return rows


def _counts(about: AskAbout, scores: TableRange, road: Road | None) -> str:
    """The formula of what is counted on the sheets; empty where nothing is."""
    match about:
        case AskAbout.UNKNOWN:
            return f"SUM({scores.column(OF)})-SUM({scores.column(WITH)})"
        case AskAbout.APPROVAL if road is not None and road.actions is not None:
            return f'COUNTIFS({road.actions.table.column(targets.STATUS)},"{ActionStatus.PROPOSED.words}")'
        case AskAbout.UNWORKED if road is not None:
            table = road.targets.table
            done = (
                f'{table.column(targets.DONE)},"{targets.NO_ACTION}",{table.column(targets.SHORT_OF_TARGET)}'
            )
            return f'COUNTIFS({done},">0")'
    return ""
