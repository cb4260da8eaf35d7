"""Scores, ranges and coverage, each a formula on the levels: by theme, by department, and over the round."""

from collections.abc import Iterator
from statistics import median

from maturity.briefing import themes as by_themes
from maturity.briefing import whose
from maturity.briefing.facts import Facts
from maturity.briefing.standing import standing_in_words
from maturity.framework.model import Overall, Theme
from maturity.scoring.compare import SAME
from maturity.scoring.score import Score
from maturity.workbook.pack.levels import summed
from maturity.workbook.pack.words import NO_SCORE, NOTHING_APPLIES, RANGE_NOTE
from maturity.workbook.sheets import Column, Content, Format, Formula, Row, Rows, Sheet, TableRange, unlike

SCORE, LOW, HIGH = "Score (%)", "Range from (%)", "Range to (%)"
WITH, OF, COVERAGE = "With a level", "Of statements", "Coverage (%)"
NOT_DETERMINED, NOT_ANSWERED, NOT_APPLICABLE = "Not determined", "Not answered", "Not applicable"
SCORE_COLUMNS = [
    Column(SCORE, 11, Format.PERCENT),
    Column(LOW, 11, Format.PERCENT),
    Column(HIGH, 11, Format.PERCENT),
    Column(WITH, 9, Format.COUNT),
    Column(OF, 12, Format.COUNT),
    Column(COVERAGE, 12, Format.PERCENT),
    Column(NOT_DETERMINED, 13, Format.COUNT),
    Column(NOT_ANSWERED, 11, Format.COUNT),
    Column(NOT_APPLICABLE, 12, Format.COUNT),
]
POINTS, KNOWN, UNKNOWN = "Points", "Weight with a level", "Weight not known"
PLACED, PLACED_SCORE, STATUS = "Known well enough to place", "Score of those placed (%)", "Status"
BEST, WORST, OVERLAPS = "Best possible rank", "Worst possible rank", "Others not separated from it"
NOT_PLACED = "Not placed"
TOO_LITTLE = "Too little known"
AUDITED = "Statements audited"
FIGURES = [SCORE, LOW, HIGH, WITH, OF, COVERAGE, NOT_DETERMINED, NOT_ANSWERED, NOT_APPLICABLE]


def shown(score: Score) -> dict[str, int | float | str]:
    """The app's figures by heading, in words where there is none."""
    return {
        SCORE: NO_SCORE if score.score is None else score.score,
        LOW: NO_SCORE if score.low is None else score.low,
        HIGH: NO_SCORE if score.high is None else score.high,
        WITH: score.with_level,
        OF: score.statements,
        COVERAGE: NOTHING_APPLIES if score.coverage is None else score.coverage,
        NOT_DETERMINED: score.not_determined,
        NOT_ANSWERED: score.not_answered,
        NOT_APPLICABLE: score.not_applicable,
    }


def has_order(facts: Facts) -> bool:
    """Whether departments are placed among each other: not one alone, and not without an overall score."""
    return not facts.one and facts.framework.scoring.overall is not Overall.NONE


def overall_figures(facts: Facts) -> list[str]:
    """The headings of what there is of each department over all statements."""
    return FIGURES[3:] if facts.framework.scoring.overall is Overall.NONE else FIGURES


def by_theme(facts: Facts, levels: TableRange) -> Sheet:
    """Each department's score in each theme, with the sums it is made from."""
    framework, themes = facts.framework, facts.framework.themes
    of_themes = framework.scoring.overall is Overall.THEME_MEAN and framework.by_formula
    columns = [
        Column("No.", 8, Format.COUNT),
        Column("Department no.", 15, Format.COUNT),
        Column("Department", 24),
        Column("Theme no.", 11, Format.COUNT),
        Column("Theme", 22),
        *SCORE_COLUMNS,
        Column(POINTS, 9, Format.NUMBER),
        Column(KNOWN, 11, Format.NUMBER),
        Column(UNKNOWN, 11, Format.NUMBER),
        *(Column(name, 10, Format.NUMBER) for name in ("Theme weight", *_WEIGHTED.values()) if of_themes),
    ]
    notes = [RANGE_NOTE, BY_FORMULA if framework.by_formula else AS_THEY_WERE, *facts.source]
    table = TableRange("By theme", columns, notes, len(facts.departments) * len(themes))

    def rows() -> Iterator[Row]:
        each = ((d, t) for d in range(len(facts.departments)) for t in range(len(themes)))
        for number, (line, (d, t)) in enumerate(zip(table.lines, each, strict=True), start=1):
            at, theme, (key, department) = table.row(line), themes[t], facts.departments[d]
            row = [
                number,
                d + 1,
                department.name,
                t + 1,
                theme.label,
                *_of_theme(facts, levels, at, key, theme),
            ]
            yield row + (_weighted(facts, at, key, theme) if of_themes else [])

    return Sheet(
        name=table.name,
        title="Score, range and coverage by theme",
        columns=columns,
        rows=Rows(table.count, rows),
        notes=notes,
        fixed_columns=5,
    )


BY_FORMULA = (
    "Score = points ÷ weight with a level. The range adds what is not known, at the lowest and at the "
    "highest level, and divides by both weights."
)
AS_THEY_WERE = (
    "Scores and their ranges are the app's of when this was made, by the framework's own method (see the sheet "
    "“Notes”), and do not follow “Levels”."
)


def _of_theme(facts: Facts, levels: TableRange, at: dict[str, str], key: str, theme: Theme) -> list[Content]:
    """A department's figures of a theme, and the sums that they are made from."""
    scale = facts.framework.scale_of(facts.statements[0])
    least = f"{scale.lowest.value}/{scale.highest.value}"  # the same for every scale where formulas work scores out
    here = (
        f"{levels.column('Department no.')},{at['Department no.']},"
        f"{levels.column('Theme no.')},{at['Theme no.']}"
    )
    figures = shown(facts.comparison.theme_scores[key, theme.id])
    known, unknown, points = summed(facts, key, theme)
    return [
        *(
            _three(figures, at[POINTS], at[KNOWN], at[UNKNOWN], least)
            if facts.framework.by_formula
            else [figures[heading] for heading in (SCORE, LOW, HIGH)]
        ),
        Formula(f'=COUNTIFS({here},{levels.column(KNOWN)},">0")', figures[WITH]),
        Formula(f'={at[WITH]}+COUNTIFS({here},{levels.column(UNKNOWN)},">0")', figures[OF]),
        _coverage(figures, at),
        Formula(
            f'=COUNTIFS({here},{levels.column("Level or state")},"Not determined")', figures[NOT_DETERMINED]
        ),
        Formula(f"={at[OF]}-{at[WITH]}-{at[NOT_DETERMINED]}", figures[NOT_ANSWERED]),
        Formula(f"=COUNTIFS({here})-{at[OF]}", figures[NOT_APPLICABLE]),
        *(
            Formula(f"=SUMIFS({levels.column(name)},{here})", sum_)
            for name, sum_ in ((POINTS, points), (KNOWN, known), (UNKNOWN, unknown))
        ),
    ]


def _weighted(facts: Facts, at: dict[str, str], key: str, theme: Theme) -> list[Content]:
    """A theme's weight, and what its figures add to the mean of themes."""
    figures = shown(facts.comparison.theme_scores[key, theme.id])
    row: list[Content] = [theme.weight]
    for heading in _WEIGHTED:
        value = figures[heading]
        row.append(
            Formula(
                f"=IF(ISNUMBER({at[heading]}),{at['Theme weight']}*{at[heading]},0)",
                0 if isinstance(value, str) else theme.weight * value,
            )
        )
    return row


_WEIGHTED = {SCORE: "Weighted score", LOW: "Weighted range from", HIGH: "Weighted range to"}


def _three(
    figures: dict[str, int | float | str], points: str, known: str, unknown: str, least: str
) -> list[Formula]:
    """Score and range, from the points, the weight with a level and the weight not known."""
    return [
        Formula(f'=IF({known}=0,"{NO_SCORE}",100*{points}/{known})', figures[SCORE]),
        Formula(
            f'=IF({known}+{unknown}=0,"{NO_SCORE}",100*({points}+{least}*{unknown})/({known}+{unknown}))',
            figures[LOW],
        ),
        Formula(
            f'=IF({known}+{unknown}=0,"{NO_SCORE}",100*({points}+{unknown})/({known}+{unknown}))',
            figures[HIGH],
        ),
    ]


def _coverage(figures: dict[str, int | float | str], at: dict[str, str]) -> Formula:
    return Formula(f'=IF({at[OF]}=0,"{NOTHING_APPLIES}",100*{at[WITH]}/{at[OF]})', figures[COVERAGE])


def scores(facts: Facts, levels: TableRange, themes: TableRange) -> Sheet:
    """Each department's score by the framework's own method; with the ranks it might have, in a round."""
    columns = [
        Column("Department no.", 15, Format.COUNT),
        Column("Department", 28),
        *(column for column in SCORE_COLUMNS if column.heading in overall_figures(facts)),
        *([] if facts.one else [Column(STATUS, 12)]),
        *([Column(PLACED, 16), Column(PLACED_SCORE, 12, Format.PERCENT)] if has_order(facts) else []),
        *(Column(name, 12, Format.COUNT) for name in (BEST, WORST, OVERLAPS) if has_order(facts)),
        *_columns_beside(facts),
    ]
    beside = [facts.beside] if facts.beside else []
    order = [] if facts.one else [f"When this was made: {' '.join(standing_in_words(facts.comparison))}"]
    apart = _apart(facts) if has_order(facts) else []
    were = [] if facts.framework.by_formula else [AS_THEY_WERE]
    notes = [*order, *apart, *(BESIDE_NOTE for _ in beside), RANGE_NOTE, *were, *facts.house, *facts.source]
    table = TableRange("Scores", columns, notes, len(facts.departments))

    def rows() -> Iterator[Row]:
        for line, (d, (key, department)) in zip(
            table.lines, enumerate(facts.departments, start=1), strict=True
        ):
            at = table.row(line)
            here = f"{themes.column('Department no.')},{at['Department no.']}"
            figures = shown(facts.comparison.scores[key])

            def of_themes(heading: str, here: str = here) -> str:
                return f"SUMIFS({themes.column(heading)},{here})"

            row: list[Content] = [
                d,
                department.name,
                *_overall(facts, levels, themes, figures, here, at["Department no."]),
                Formula(f"={of_themes(WITH)}", figures[WITH]),
                Formula(f"={of_themes(OF)}", figures[OF]),
                _coverage(figures, at),
                *(
                    Formula(f"={of_themes(name)}", figures[name])
                    for name in (NOT_DETERMINED, NOT_ANSWERED, NOT_APPLICABLE)
                ),
            ]
            if not facts.one:
                row.append(_status(facts, key))
            if has_order(facts):
                row += _placed(facts, key, figures, at)
                row += _ranks(facts, table, key, at)
            yield row + _beside(facts, key)

    return Sheet(
        name=table.name,
        title="Score, range and coverage of the department"
        if facts.one
        else "Score, range and coverage of each department",
        columns=columns,
        rows=Rows(table.count, rows),
        notes=notes,
        fixed_columns=2,
    )


BESIDE_NOTE = (
    "The columns by the other word are the app's figures when this was made, and do not follow “Levels”."
)


def _columns_beside(facts: Facts) -> list[Column]:
    """How many statements an auditor has a finding on, and the score by the other word; none of what was published."""
    if facts.comparison.round.published:
        return []
    counts = [Column(AUDITED, 10, Format.COUNT)]
    if facts.beside is None:
        return counts
    return counts + [
        Column(f"{facts.beside.heading}: {figure}", 14, Format.PERCENT) for figure in (SCORE, LOW, HIGH)
    ]


def _beside(facts: Facts, key: str) -> list[Content]:
    found: list[Content] = [
        facts.comparison.audited_of(key) for _ in [AUDITED] if not facts.comparison.round.published
    ]
    if facts.beside is None:
        return found
    if not facts.comparison.audited_of(key):
        return [*found, *[whose.NO_FINDING] * 3]
    other = shown(facts.beside.comparison.scores[key])
    return [*found, *(other[figure] for figure in (SCORE, LOW, HIGH))]


def _overall(
    facts: Facts,
    levels: TableRange,
    themes: TableRange,
    figures: dict[str, int | float | str],
    here: str,
    department: str,
) -> list[Content]:
    """The cells of a department's score and range, by the framework's method; see scoring.score."""

    def total(heading: str, *also: str) -> str:
        return f"SUMIFS({','.join([themes.column(heading), here, *also])})"

    scale = facts.framework.scale_of(facts.statements[0])
    if not facts.framework.by_formula:
        return (
            []
            if facts.framework.scoring.overall is Overall.NONE
            else [figures[h] for h in (SCORE, LOW, HIGH)]
        )
    match facts.framework.scoring.overall:
        case Overall.STATEMENT_MEAN:
            least = f"{scale.lowest.value}/{scale.highest.value}"
            return [*_three(figures, total(POINTS), total(KNOWN), total(UNKNOWN), least)]
        case Overall.THEME_MEAN:
            known, applies = f'{themes.column(WITH)},">0"', f'{themes.column(OF)},">0"'
            return [
                Formula(
                    f'=IF({weight}=0,"{NO_SCORE}",{total(_WEIGHTED[heading])}/{weight})',
                    figures[heading],
                )
                for heading, some in ((SCORE, known), (LOW, applies), (HIGH, applies))
                for weight in [total("Theme weight", some)]
            ]
        case Overall.WEAKEST:

            def most(heading: str) -> str:
                return f"SUMPRODUCT(MAX(({levels.column('Department no.')}={department})*{levels.column(heading)}))"

            short, at_worst = most("Short of full worth"), most("Short at the worst")
            return [
                Formula(f'=IF({total(WITH)}=0,"{NO_SCORE}",100*(1-{short}))', figures[SCORE]),
                Formula(f'=IF({total(OF)}=0,"{NO_SCORE}",100*(1-{at_worst}))', figures[LOW]),
                Formula(f'=IF({total(OF)}=0,"{NO_SCORE}",100*(1-{short}))', figures[HIGH]),
            ]
        case _:
            return []


def _apart(facts: Facts) -> list[str]:
    """The rule by which a department is placed, said where the column is."""
    least = 100 * facts.framework.scoring.least_known
    return [
        f"A department has a place only where at least {least:g}% of what applies to it has a level; the others stand "
        "below, in no order. "
        "Ranks, and the highest, the median and the lowest score, are of those placed."
    ]


def _status(facts: Facts, key: str) -> str:
    status = facts.comparison.statuses.get(key)
    return status.words if status else "Not known"


def _placed(
    facts: Facts, key: str, figures: dict[str, int | float | str], at: dict[str, str]
) -> list[Formula]:
    """Whether enough is known, and else how many more statements it needs; and the score where it is."""
    least = facts.framework.scoring.least_known
    needed = f"ROUNDUP({least!r}*{at[OF]}-0.000000001,0)"
    lacking = facts.comparison.little_known.get(key, 0)
    placed = (
        "Yes"
        if key in facts.comparison.placed
        else f"No: needs {lacking} more"
        if lacking
        else NOTHING_APPLIES
    )
    return [
        Formula(
            f'=IF({at[OF]}=0,"{NOTHING_APPLIES}",IF({at[WITH]}>={needed},"Yes",'
            f'"No: needs "&({needed}-{at[WITH]})&" more"))',
            placed,
        ),
        Formula(
            f'=IF({at[PLACED]}="Yes",{at[SCORE]},"{NOT_PLACED}")',
            figures[SCORE] if placed == "Yes" else NOT_PLACED,
        ),
    ]


def _ranks(facts: Facts, table: TableRange, key: str, at: dict[str, str]) -> list[Formula]:
    """As scoring.compare.ranks of those placed: those surely ahead, those surely behind, and how many overlap."""
    lows, highs = table.column(LOW), table.column(HIGH)
    those = f'({table.column(PLACED)}="Yes")*ISNUMBER({lows})'
    ahead = f"SUMPRODUCT({those}*({lows}>{at[HIGH]}+{SAME:.9f}))"
    behind = f"SUMPRODUCT({those}*({highs}<{at[LOW]}-{SAME:.9f}))"
    has = f'AND({at[PLACED]}="Yes",ISNUMBER({at[LOW]}))'
    rank = facts.comparison.ranks.get(key)
    if rank is None:
        best: int | str = "No rank"
        worst: int | str = "No rank"
        overlaps: int | str = "No rank"
    else:
        best, worst, overlaps = rank.best, rank.worst, rank.worst - rank.best
    return [
        Formula(f'=IF({has},1+{ahead},"No rank")', best),
        Formula(f'=IF({has},SUMPRODUCT({those})-{behind},"No rank")', worst),
        Formula(f'=IF({has},{at[WORST]}-{at[BEST]},"No rank")', overlaps),
    ]


def side_by_side(facts: Facts, themes: TableRange) -> Sheet:
    """Every department's theme scores in one row."""
    labels = unlike(["Department no.", "Department", *(theme.label for theme in facts.framework.themes)])[2:]
    columns = [
        Column("Department no.", 15, Format.COUNT),
        Column("Department", 28),
        *(Column(label, 16, Format.PERCENT) for label in labels),
    ]
    least = f"{100 * facts.framework.scoring.least_known:g}%"
    notes = [
        "Scores in per cent. Their ranges and coverage are on the sheet “By theme”. Too little known: less than "
        f"{least} of what applies in the theme has a level."
    ]
    count = len(facts.framework.themes)

    def rows() -> Iterator[Row]:
        for d, (key, department) in enumerate(facts.departments, start=1):
            yield [
                d,
                department.name,
                *(
                    _if_known_well(facts, key, theme, themes, (d - 1) * count + t)
                    for t, theme in enumerate(facts.framework.themes, start=1)
                ),
            ]

    return Sheet(
        name="Themes side by side",
        title="Each department's score in each theme",
        columns=columns,
        rows=Rows(len(facts.departments), rows),
        notes=notes,
        fixed_columns=2,
    )


def _if_known_well(facts: Facts, key: str, theme: Theme, themes: TableRange, number: int) -> Formula:
    """A score in a theme, where enough of it is known to count among the others."""
    score = facts.comparison.theme_scores[key, theme.id]
    figure, known, of = (themes.lookup("No.", number, heading) for heading in (SCORE, WITH, OF))
    needed = f"ROUNDUP({facts.framework.scoring.least_known!r}*{of}-0.000000001,0)"
    counts = score.score is None or by_themes.enough(facts.comparison, score)
    return Formula(
        f'=IF(AND(ISNUMBER({figure}),{known}<{needed}),"{TOO_LITTLE}",{figure})',
        shown(score)[SCORE] if counts else TOO_LITTLE,
    )


LOWEST, MEDIAN, HIGHEST = "Lowest score (%)", "Median score (%)", "Highest score (%)"


def profile(facts: Facts, beside: TableRange) -> Sheet:
    """The round by theme: the lowest, the median and the highest score of its departments."""
    rows: list[Row] = []
    for theme, column in zip(facts.framework.themes, beside.columns[2:], strict=True):
        cells = beside.column(column.heading)
        found = by_themes.known_well(facts.comparison, theme.id)

        def of(name: str, value: float | str, cells: str = cells) -> Formula:
            return Formula(f'=IF(COUNT({cells})=0,"{NO_SCORE}",{name}({cells}))', value)

        rows.append(
            [
                theme.label,
                Formula(f"=COUNT({cells})", len(found)),
                of("MIN", min(found, default=NO_SCORE)),
                of("MEDIAN", median(found) if found else NO_SCORE),
                of("MAX", max(found, default=NO_SCORE)),
            ]
        )
    return Sheet(
        name="Theme profile",
        title="The round by theme",
        columns=[
            Column("Theme", 30),
            Column("Departments known well enough", 16, Format.COUNT),
            *(Column(name, 16, Format.PERCENT) for name in (LOWEST, MEDIAN, HIGHEST)),
        ],
        rows=rows,
        notes=["Over the departments of which enough of the theme is known.", *facts.source],
    )


BANDS = range(0, 100, 10)


def spread(facts: Facts, scores: TableRange) -> Sheet:
    """How many departments score how much: what a chart can show of a round with many departments."""
    cells, compared = scores.column(PLACED_SCORE), facts.comparison
    found = [compared.scores[key].score if key in compared.placed else None for key, _ in facts.departments]
    rows: list[Row] = []
    for start in BANDS:
        low = start - SAME if start else -1.0
        high = start + 10 - SAME if start + 10 < 100 else 101.0
        words = f"{start} to under {start + 10}" if start + 10 < 100 else f"{start} to 100"
        count = sum(score is not None and low <= score < high for score in found)
        rows.append([words, Formula(f'=COUNTIFS({cells},">={low:.9f}",{cells},"<{high:.9f}")', count)])
    rows.append([NOT_PLACED, Formula(f"=ROWS({cells})-COUNT({cells})", found.count(None))])
    return Sheet(
        name="Spread of scores",
        title="How many departments score how much",
        columns=[Column("Score (%)", 24), Column("Departments", 14, Format.COUNT)],
        rows=rows,
        notes=[
            "Scores alone, without their ranges, of the departments that are known well enough to place: see the sheet "
            "“Scores”.",
            *facts.source,
        ],
    )
