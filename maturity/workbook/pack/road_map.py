"""The sheets of the road map together, with what the summary, the charts and the check take from them."""

from dataclasses import dataclass

from maturity.briefing.facts import Facts
from maturity.workbook.pack import movement, projection, targets
from maturity.workbook.pack.check import Figure
from maturity.workbook.pack.gaps import SIZE
from maturity.workbook.pack.scores import HIGH, LOW, SCORE
from maturity.workbook.pack.targets import AimsInWords
from maturity.workbook.sheets import Sheet, TableRange


@dataclass(frozen=True)
class Road:
    """The road map's sheets; those that nothing is there for are None."""

    aims: AimsInWords
    targets: Sheet
    by_statement: Sheet | None  # of a round
    accepted: Sheet | None
    actions: Sheet | None
    projected: Sheet | None
    each: Sheet | None  # the projection of each department of a round
    costs: Sheet | None
    paid: Sheet | None  # what each department of a round pays

    @property
    def sheets(self) -> list[Sheet | None]:
        """In the order of reading."""
        return [
            self.by_statement,
            self.targets,
            self.accepted,
            self.actions,
            self.projected,
            self.costs,
            self.each,
            self.paid,
        ]


def road(facts: Facts, levels: TableRange, wording: TableRange) -> Road | None:
    plan = facts.plan
    if plan is None:
        return None
    aims = AimsInWords(facts, plan)
    aimed = targets.targets(aims, levels, wording)
    by_statement = None if facts.one else targets.by_statement(aims, aimed.table)
    each = projected = paid = costs = None
    if plan.ahead:
        each = None if facts.one else projection.by_department(facts, plan)
        projected = projection.projected(facts, plan, each.table if each else None)
    if any(year.total or year.saving for year in plan.years):
        paid = None if facts.one else projection.costs_by_department(facts, plan)
        costs = projection.costs(facts, plan, paid.table if paid else None)
    return Road(
        aims=aims,
        targets=aimed,
        by_statement=by_statement,
        accepted=targets.accepted(aims),
        actions=targets.actions(aims),
        projected=projected,
        each=each,
        costs=costs,
        paid=paid,
    )


def figures(facts: Facts, road: Road | None, moved: Sheet | None) -> list[Figure]:
    """What is checked of the road map and the movement, beside the scores."""
    found: list[Figure] = []
    every = facts.departments[0][1].name if facts.one else "All departments"
    if road is not None:
        found += _of_targets(facts, road)
        if road.projected is not None and road.each is not None:
            for number, row in enumerate(road.projected.rows):
                for heading in (SCORE, LOW, HIGH):
                    app = road.projected.value(row, heading)
                    at = road.projected.table.cell(heading, number)
                    found.append((every, f"Projected, quarter {number}", f"Mean: {heading}", app, at))
        if road.costs is not None and facts.plan is not None:
            for number, cost in enumerate(facts.plan.years):
                at = road.costs.table.cell(projection.IN_ALL, number)
                found.append((every, f"Cost in {cost.words}", projection.IN_ALL, cost.total, at))
    if moved is not None and facts.movement is not None:
        count, bridge = len(facts.movement.bridge.parts), facts.movement.bridge
        at = moved.table.cell(movement.POINTS, count + 1)
        found.append((every, "Movement", movement.TOGETHER, bridge.change, at))
    return found


def _of_targets(facts: Facts, road: Road) -> list[Figure]:
    table, aims = road.targets.table, road.aims
    found: list[Figure] = []
    last = 0
    for key, department in facts.departments:
        asked = facts.statements_of(key)
        first, last = last, last + len(asked)
        numbers = f'{table.column("No.")},">{first}",{table.column("No.")},"<={last}"'
        shorts = [aims.short(key, statement) for statement in asked]
        size = sum(aims.size(key, statement) for statement in asked)
        for figure, app, at in (
            (
                targets.SHORT_OF_TARGET,
                sum(each for each in shorts if isinstance(each, int)),
                f"SUMIFS({table.column(targets.SHORT_OF_TARGET)},{numbers})",
            ),
            ("Size of the gaps", size, f"SUMIFS({table.column(SIZE)},{numbers})"),
            (
                "To find out",
                shorts.count(targets.FIND),
                f'COUNTIFS({numbers},{table.column(targets.SHORT_OF_TARGET)},"{targets.FIND}")',
            ),
        ):
            found.append((department.name, "Targets", figure, app, at))
    return found
