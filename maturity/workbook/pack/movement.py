"""What made the difference since an earlier round, in parts that add up."""

from maturity.briefing.facts import Facts, Movement
from maturity.briefing.movement import changed, means_over, statements_behind, who_moved
from maturity.scoring.bridge import Bridge, BridgePart
from maturity.scoring.movement import ScoreChange
from maturity.wording import fixed
from maturity.workbook.sheets import Cell, Column, Format, Formula, Row, Sheet, TableRange

STEP, POINTS = "Step", "Percentage points"
TOGETHER, END, ADDS_UP = "Parts together", "End", "What start and parts are off the end"
NOT_COUNTED = "Not counted"


def movement(facts: Facts, moved: Movement) -> Sheet:
    """The start, every part, their sum, the end, and whether start and parts come to the end."""
    bridge, now = moved.bridge, facts.comparison.round
    count = len(bridge.parts)
    columns = [Column(STEP, 34), Column(POINTS, 14, Format.CHANGE), Column("Statements behind it", 14, Format.COUNT),
               Column("In words", 70)]  # fmt: skip
    notes = [
        "The app's figures when this was made. Each part is what one kind of change is worth on average over the "
        "orders in which the kinds could have come (Shapley).",
        *([] if facts.one else [f"{means_over(bridge)} {len(bridge.left_out)} are left out."]),
        *changed(bridge),
        *facts.house,
        *facts.source,
    ]
    table = TableRange("Movement", columns, notes, count + 4)
    first, last = table.lines[1], table.lines[count]
    start, together, end = table.lines[0], table.lines[count + 1], table.lines[count + 2]
    points = table.letters[POINTS]
    rows: list[Row] = [
        [
            f"Start: {moved.since.title}",
            Cell(bridge.start.score, format=Format.PERCENT),
            NOT_COUNTED,
            _range(bridge.start.low, bridge.start.high),
        ]
    ]
    rows += [_part(each) for each in bridge.parts]
    rows += [
        [
            TOGETHER,
            Formula(f"=ROUND(SUM({points}{first}:{points}{last}),9)", together_of(bridge)),
            sum(len(part.moved) for part in bridge.parts),
            "The sum of the parts, by formula.",
        ],
        [
            f"{END}: {now.title}",
            Cell(bridge.end.score, format=Format.PERCENT),
            NOT_COUNTED,
            _range(bridge.end.low, bridge.end.high),
        ],
        [
            ADDS_UP,
            Formula(f"=ROUND({points}{start}+{points}{together}-{points}{end},9)", 0),
            NOT_COUNTED,
            Formula(
                f"=IF(ABS({points}{start}+{points}{together}-{points}{end})<=0.000000001,"
                '"Yes: start and parts come to the end.","No: start and parts do not come to the end.")',
                "Yes: start and parts come to the end.",
            ),
        ],
    ]
    return Sheet(
        name=table.name,
        title=f"What made the difference between {moved.since.title} and {now.title}",
        columns=columns,
        rows=rows,
        notes=notes,
    )


def _part(part: BridgePart) -> Row:
    labels = list(dict.fromkeys(each.label for each in part.moved))
    said = ", ".join(labels[:6]) + (f" and {len(labels) - 6} more" if len(labels) > 6 else "")
    return [str(part.kind).capitalize(), part.points, len(part.moved), said or "Nothing of the kind"]


def together_of(bridge: Bridge) -> float:
    """The parts' sum to nine decimals: one that comes to nothing has no sign."""
    return round(sum(part.points for part in bridge.parts), 9) + 0.0


def parts_of(table: TableRange, heading: str, moved: Movement) -> str:
    """The cells of the parts alone, as seen from any sheet."""
    last = table.cell(heading, len(moved.bridge.parts)).split("!")[-1]
    return f"{table.cell(heading, 1)}:{last}"


def behind(facts: Facts, moved: Movement) -> Sheet | None:
    """Every statement that moved; None where none did, or where letters stand for departments."""
    names = {key: department.name for key, department in facts.departments}
    rows: list[Row] = [
        [
            names.get(each.department, each.department),
            str(part.kind).capitalize(),
            each.label,
            each.was,
            each.now,
        ]
        for part in moved.bridge.parts
        for each in part.moved
    ]
    if not rows or facts.comparison.unattributed:
        return None
    return Sheet(
        name="What moved",
        title="The statements behind the movement: what was said before, and what is said now",
        columns=[
            Column("Department", 26),
            Column("What happened", 24),
            Column("Statement", 34),
            Column("Before", 30),
            Column("Now", 30),
        ],
        rows=rows,
        notes=facts.source,
        fixed_columns=3,
    )


def movers(facts: Facts) -> Sheet | None:
    """Who rose and fell, surely or not, by both words; None where nobody can be told to have moved."""
    if facts.movement is None or not facts.movers or facts.one:
        return None
    names = dict(facts.departments)
    then, now = facts.movement.since.title, facts.comparison.round.title
    words_of = ("own word", "auditors' findings counted")
    return Sheet(
        name="Who moved",
        title=f"Who moved between {then} and {now}, and how surely",
        columns=[
            Column("Department", 26),
            *(
                column
                for words in words_of
                for column in (
                    Column(f"Movement, {words}", 16),
                    Column(f"Points, {words}", 14, Format.CHANGE),
                    Column(f"Then % (range), {words}", 20),
                    Column(f"Now % (range), {words}", 20),
                )
            ),
            Column("Statements behind it", 110),
        ],
        rows=[
            [
                names[each.department].name,
                *_step(each.own),
                *_step(each.audited),
                statements_behind(each),
            ]
            for each in facts.movers
        ],
        notes=[
            "The app's figures when this was made.",
            *who_moved(facts.movers),
            *facts.house,
            *facts.source,
        ],
        fixed_columns=1,
    )


def _step(step: ScoreChange | None) -> list[str | float]:
    if step is None:
        return ["No finding differs", "As its own", "As its own", "As its own"]
    ends = [
        f"{fixed(each.score)} ({fixed(each.low)} to {fixed(each.high)})" for each in (step.start, step.end)
    ]
    return [str(step.verdict).capitalize(), step.change, *ends]


def _range(low: float, high: float) -> str:
    return f"The score, in per cent; range {fixed(low)} to {fixed(high)}."
