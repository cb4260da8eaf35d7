"""What is ahead: the score quarter by quarter if what is approved is delivered on time, and what that costs."""

from collections.abc import Iterator

from maturity.briefing import forecast
from maturity.briefing.facts import Facts
from maturity.roadmap.road_maps import Forecast, RoadMapStep, kept_as_before
from maturity.scoring.score import Score
from maturity.workbook.pack.scores import HIGH, LOW, SCORE
from maturity.workbook.pack.words import NO_SCORE
from maturity.workbook.sheets import Column, Content, Format, Formula, Row, Rows, Sheet, TableRange

PROJECTED = (
    "Projected: these are the app's figures when this was made, not formulas on the sheet “Levels”. They hold if every "
    "action that is approved or under way is delivered as promised, and nothing else changes. What is only "
    "proposed does not count."
)
QUARTER, YEAR, IN_ALL = "Quarter", "Financial year", "In all (£)"
ONCE, RUNNING = "One-off (£)", "Yearly (£)"
SAVED = "Saved (£), apart"
TODAY = "As assessed"
COUNTS = "Counts in the mean"
KEPT_AS_BEFORE = "Score if promises are kept as before (%)"
FIGURES = [SCORE, LOW, HIGH]


def _names(plan: Forecast) -> list[str]:
    """“As assessed”, then each quarter; the same for every department."""
    return [step.quarter.words if step.quarter else TODAY for step in plan.ahead]


def _figures(at: Score | RoadMapStep) -> list[float | str]:
    return [NO_SCORE if each is None else each for each in (at.score, at.low, at.high)]


def by_department(facts: Facts, plan: Forecast) -> Sheet:
    """In a round, the projection of each department."""
    names = _names(plan)

    def rows() -> Iterator[Row]:
        for key, department in facts.departments:
            projection = plan.projections[key]
            scored = "Yes" if key in plan.placed else "No"
            scores = [projection.assessed, *(point.score for point in projection.points)]
            for number, (name, score) in enumerate(zip(names, scores, strict=True)):
                yield [department.name, number, name, *_figures(score), scored]

    return Sheet(
        name="Projected by department",
        title="Projected: each department's score, quarter by quarter",
        columns=[
            Column("Department", 28),
            Column("Quarter no.", 12, Format.COUNT),
            Column(QUARTER, 26),
            *(Column(heading, 14, Format.PERCENT) for heading in FIGURES),
            Column(COUNTS, 14),
        ],
        rows=Rows(len(facts.departments) * len(names), rows),
        notes=[PROJECTED, *facts.house, *facts.source],
        fixed_columns=3,
    )


def projected(facts: Facts, plan: Forecast, each: TableRange | None) -> Sheet:
    """The projected score by quarter, with its range; of a round, the mean of those of which enough is known."""
    rows: list[Row] = []
    for number, (name, step) in enumerate(zip(_names(plan), plan.ahead, strict=True)):
        figures: list[Content] = [*_figures(step)]
        if each is not None:
            here = f'{each.column("Quarter no.")},{number},{each.column(COUNTS)},"Yes"'
            figures = [
                Formula(
                    f'=IF(COUNTIFS({here})=0,"{NO_SCORE}",AVERAGEIFS({each.column(heading)},{here}))', mean
                )
                for heading, mean in zip(FIGURES, _figures(step), strict=True)
            ]
        rows.append([number, name, *figures, *_as_before(plan, step), len(step.delivered)])
    of = "" if facts.one else "The mean of the departments of which enough is known. "
    kept = [Column(KEPT_AS_BEFORE, 16, Format.PERCENT) for _ in _as_before(plan, plan.ahead[0])]
    return Sheet(
        name="Projected scores",
        title=f"Projected: the {'score' if facts.one else 'mean score'} by quarter, {forecast.ALL_KEPT}",
        columns=[
            Column("Quarter no.", 12, Format.COUNT),
            Column(QUARTER, 30),
            *(Column(heading, 14, Format.PERCENT) for heading in FIGURES),
            *kept,
            Column("Actions that count from then", 16, Format.COUNT),
        ],
        rows=rows,
        notes=[f"{of}{PROJECTED}", *_rests_on(facts, plan), *facts.house, *facts.source],
        fixed_columns=2,
        portrait=True,
    )


def _as_before(plan: Forecast, step: RoadMapStep) -> list[float | str]:
    """The score at a step if promises are kept as before; nothing where nobody knows how they were."""
    then = kept_as_before(plan.ahead[0], step, plan.promises) if plan.promises else None
    return [] if then is None else [NO_SCORE if then.score is None else then.score]


def _rests_on(facts: Facts, plan: Forecast) -> list[str]:
    return forecast.rests_on(plan.prospect, facts.at.date()) if plan.prospect else []


def costs_by_department(facts: Facts, plan: Forecast) -> Sheet | None:
    """In a round, what each department that leads an action pays in each financial year."""
    rows: list[Row] = [
        [department.name, cost.words, cost.one_off, cost.yearly, cost.saving]
        for key, department in facts.departments
        for cost in plan.costs[key].years
        if cost.total or cost.saving
    ]
    if not rows:
        return None
    return Sheet(
        name="Cost by department",
        title="Projected: what each department pays for what is approved",
        columns=[
            Column("Department", 30),
            Column(YEAR, 16),
            Column(ONCE, 16, Format.MONEY),
            Column(RUNNING, 16, Format.MONEY),
            Column(SAVED, 16, Format.MONEY),
        ],
        rows=rows,
        notes=["The department that leads an action pays for it.", _left_out(plan), *facts.source],
        fixed_columns=2,
        portrait=True,
    )


def costs(facts: Facts, plan: Forecast, each: TableRange | None) -> Sheet:
    """What is approved costs by financial year, 1 April to 31 March."""
    columns = [
        Column(YEAR, 18),
        *(Column(name, 18, Format.MONEY) for name in (ONCE, RUNNING, IN_ALL, SAVED)),
    ]
    notes = [
        "Projected: what is approved, under way or delivered, from the app; years run from 1 April to 31 March. A "
        "one-off cost falls whole in the year in which the action starts; a yearly one runs from the month after "
        "delivery, and so does a saving, as far as anybody has said one: it is in no sum of costs. The years go on to "
        "the first in which all of it runs.",
        _left_out(plan),
        *facts.source,
    ]
    found = plan.years
    table = TableRange("Cost by year", columns, notes, len(found))
    rows: list[Row] = []
    for line, cost in zip(table.lines, found, strict=True):
        amounts: list[Content] = [cost.one_off, cost.yearly, cost.saving]
        if each is not None:
            here = f"{each.column(YEAR)},A{line}"
            amounts = [
                Formula(f"=SUMIFS({each.column(heading)},{here})", amount)
                for heading, amount in ((ONCE, cost.one_off), (RUNNING, cost.yearly), (SAVED, cost.saving))
            ]
        *spent, saved = amounts
        col = table.letters
        total = Formula(f"={col[ONCE]}{line}+{col[RUNNING]}{line}", cost.total)
        rows.append([cost.words, *spent, total, saved])
    return Sheet(
        name=table.name,
        title="Projected: what is approved costs, by financial year",
        columns=columns,
        rows=rows,
        notes=notes,
        portrait=True,
    )


def _left_out(plan: Forecast) -> str:
    dear = {action.id for each in plan.costs.values() for action in each.not_costed}
    never = {action.id for each in plan.costs.values() for action in each.no_date}
    parts = [
        f"{len(dear)} with a cost that is not known: what is known of it is counted" if dear else "",
        f"{len(never)} without a day of delivery: nothing of it is counted" if never else "",
    ]
    said = "; ".join(part for part in parts if part)
    return (
        f"Approved actions that are left out: {said}."
        if said
        else "Every approved action is costed and has a date."
    )
