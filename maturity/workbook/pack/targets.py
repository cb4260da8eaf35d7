"""The road map: what is aimed at, what is left open and why, and what is done about the rest."""

from collections.abc import Iterator

from maturity.briefing.facts import Facts
from maturity.briefing.gaps import next_step
from maturity.framework.model import Statement
from maturity.plan.action import Action
from maturity.plan.target import Target
from maturity.roadmap.gaps import FIND_OUT
from maturity.roadmap.road_maps import Aims, Forecast
from maturity.workbook.pack.gaps import NOT_APPLIES, NOT_KNOWN, ORDER, SIZE, rank_formula
from maturity.workbook.pack.lines import AnswerLine, answer_lines, count_answers
from maturity.workbook.sheets import Column, Content, Format, Formula, Row, Rows, Sheet, TableRange, date_of
from maturity.workbook.style import pieces

SHORT_OF_TARGET, TARGET, BY = "Levels short of the target", "Target", "By"
BELOW_TARGET, ACCEPTED, OPEN = "Short of the target", "Accepted", "Without action"
DONE = "What is done about it"
NO_ACTION = "No action yet"
NO_TARGET = "None chosen"
NOTHING_AIMED_AT = "No target"
FIND = "Find out"
AS_SIZE = (
    "The size of a gap is weight × the share of the scale from the level to the target. A gap that is accepted, with "
    "a reason, has no size: it is not ranked."
)
NOT_COSTED = "Not costed"
LONGEST_REASON = 300  # characters of a reason beside its gap; it stands in full on a sheet of its own
MOST_TITLES = 5


class AimsInWords(Aims):
    """What is aimed at and done, as the sheets say it."""

    def __init__(self, facts: Facts, plan: Forecast) -> None:
        super().__init__(facts.comparison, plan)
        self.facts = facts

    def short(self, department: str, statement: Statement) -> int | str:
        """Levels to the target, as the sheets say it."""
        judgement = self.facts.judgement(department, statement)
        if judgement.level is None:
            gap = self.gaps.get((department, statement.id))
            nothing = NOTHING_AIMED_AT if judgement.state.counts else NOT_APPLIES
            return nothing if gap is None else FIND
        gap = self.gaps.get((department, statement.id))
        return 0 if gap is None or gap.short is None else gap.short

    def done(self, department: str, statement: Statement) -> str:
        reason = self.plan.accepted.get(department, {}).get(statement.id)
        if reason is not None:
            words = " ".join(reason.reason.split())
            if len(words) > LONGEST_REASON:
                words = f"{words[:LONGEST_REASON].rstrip()}… (in full on the sheet “Accepted gaps”)"
            return f"{ACCEPTED}: {words}"
        actions = self.working.get((department, statement.id), [])
        titles = [f"Action {action.id}: {action.title.strip()}" for action in actions[:MOST_TITLES]]
        more = len(actions) - len(titles)
        return "\n".join([*titles, *([f"and {more} more"] if more else [])]) or NO_ACTION


def targets(aims: AimsInWords, levels: TableRange, wording: TableRange) -> Sheet:
    """Each statement of each department: where it stands, what is aimed at by when, and what is done about it."""
    facts = aims.facts
    columns = [
        Column("No.", 8, Format.COUNT),
        Column("Department", 16),
        Column("Theme", 13),
        Column("Statement", 20),
        Column("Statement no.", 10, Format.COUNT),
        Column("Now", 15),
        Column("Target level", 8, Format.COUNT),
        Column(TARGET, 15),
        Column(BY, 13, Format.DATE),
        Column("Whose target", 10),
        Column(SHORT_OF_TARGET, 10, Format.COUNT),
        Column(DONE, 34),
        Column("Next step", 30),
        Column(SIZE, 8, Format.NUMBER),
        *([Column(ORDER, 8, Format.COUNT)] if facts.one else []),
    ]
    notes = [
        "Only targets that a department chose are targets: without one there is no gap to it, and how far the level is "
        f"from the top stands on the sheet “Gaps”. What nobody knows is to be found out first. {AS_SIZE}",
        *facts.house,
        *facts.source,
    ]
    table = TableRange("Targets", columns, notes, count_answers(facts))
    sizes = [aims.size(facts.one.id, each) for each in facts.statements] if facts.one else []

    def rows() -> Iterator[Row]:
        for line in answer_lines(facts, table):
            row = _target(aims, line, levels, wording)
            if facts.one:
                row.append(rank_formula(table, line.at, "No.", sizes, line.statement_number - 1))
            yield row

    return Sheet(
        name=table.name,
        title="What is aimed at for each statement, how far it is, and what is done about it",
        columns=columns,
        rows=Rows(table.count, rows),
        notes=notes,
        fixed_columns=4,
    )


def _aimed_at(line: AnswerLine, aim: Target | None) -> list[Content]:
    """The level aimed at, in words, by when, and whether it was chosen."""
    if aim is None:
        return [NO_TARGET, NO_TARGET, "No date", NO_TARGET]
    if aim.level is None:
        return [NOTHING_AIMED_AT, NOTHING_AIMED_AT, "No date", "Chosen"]
    return [line.scale.cell(aim.level), line.scale.by_value[aim.level].numbered, aim.by, "Chosen"]


def _target(aims: AimsInWords, line: AnswerLine, levels: TableRange, wording: TableRange) -> list[Content]:
    """One statement of one department: where it stands, what is aimed at by when, and what is done about it."""
    aim = aims.plan.chosen.get(line.key, {}).get(line.statement.id)
    target, short = line.at["Target level"], line.at[SHORT_OF_TARGET]

    def looked_up(heading: str) -> str:
        return levels.lookup("No.", line.at["No."], heading)

    level = looked_up("Level or state")
    unknown = f'"{NOTHING_AIMED_AT if aim is not None and aim.level is None else FIND}"'
    between = (
        f"COUNTIFS({wording.column('Statement no.')},{line.statement_number},{wording.column('Level')},"
        f'">"&{level},{wording.column("Level")},"<="&{target})'
    )
    return [
        line.number,
        line.department.name,
        line.theme.label,
        line.statement.label,
        line.statement_number,
        Formula(f"={looked_up('In words')}", line.words),
        *_aimed_at(line, aim),
        Formula(
            f"=IF(ISNUMBER({level}),IF(ISNUMBER({target}),{between},0),"
            f'IF({level}="Not applicable","{NOT_APPLIES}",{unknown}))',
            aims.short(line.key, line.statement),
        ),
        aims.done(line.key, line.statement),
        _next_step(aims, line.key, line.statement),
        Formula(
            f'=IF(LEFT({line.at[DONE]},{len(ACCEPTED) + 1})="{ACCEPTED}:",0,IF(ISNUMBER({short}),'
            f"IF({short}>0,ROUND({looked_up('Weight')}*({target}-{level})/"
            f"{looked_up('Highest level')},9),0),0))",
            aims.size(line.key, line.statement),
        ),
    ]


def _next_step(aims: AimsInWords, department: str, statement: Statement) -> str:
    """The step up from where the department stood, as the guidance has it."""
    short = aims.short(department, statement)
    if short == FIND:
        return FIND_OUT
    gap = aims.gaps.get((department, statement.id))
    if gap is None:
        return _without_a_target(aims, department, statement)
    return next_step(aims.facts.framework, gap)


def _without_a_target(aims: AimsInWords, department: str, statement: Statement) -> str:
    """The step up of a level that is at no target, as none was chosen or it is reached."""
    gap = aims.facts.to_the_top.get((department, statement.id))
    return "None" if gap is None else next_step(aims.facts.framework, gap)


def by_statement(aims: AimsInWords, targets: TableRange) -> Sheet:
    """Over a round: how many departments are short of their target for each statement, and what is done."""
    facts = aims.facts
    columns = [
        Column("Statement no.", 14, Format.COUNT),
        Column("Theme", 20),
        Column("Statement", 34),
        Column("Departments with a level", 14, Format.COUNT),
        Column(BELOW_TARGET, 12, Format.COUNT),
        Column(NOT_KNOWN, 12, Format.COUNT),
        Column(ACCEPTED, 12, Format.COUNT),
        Column(OPEN, 12, Format.COUNT),
        Column(SIZE, 11, Format.NUMBER),
        Column(ORDER, 12, Format.COUNT),
    ]
    notes = [f"{AS_SIZE} Here it is summed over the departments.", *facts.source]
    table = TableRange("Gaps to targets", columns, notes, len(facts.statements))
    keys = [key for key, _ in facts.departments]
    sizes = [round(sum(aims.size(key, each) for key in keys), 9) for each in facts.statements]
    rows: list[Row] = []
    for s, (at, statement) in enumerate(zip(map(table.row, table.lines), facts.statements, strict=True)):
        here = f"{targets.column('Statement no.')},{at['Statement no.']}"
        short, done = targets.column(SHORT_OF_TARGET), targets.column(DONE)
        shorts = [aims.short(key, statement) for key in keys]
        rows.append(
            [
                s + 1,
                facts.framework.theme_of[statement.id].label,
                statement.label,
                Formula(f'=COUNTIFS({here},{short},">=0")', sum(isinstance(each, int) for each in shorts)),
                Formula(
                    f'=COUNTIFS({here},{short},">0")',
                    sum(isinstance(each, int) and each > 0 for each in shorts),
                ),
                Formula(f'=COUNTIFS({here},{short},"{FIND}")', shorts.count(FIND)),
                Formula(
                    f'=COUNTIFS({here},{done},"{ACCEPTED}:*")',
                    sum(
                        aims.done(key, statement).startswith(f"{ACCEPTED}:")
                        for key in keys
                        if facts.comparison.is_asked(key, statement.id)
                    ),
                ),
                Formula(
                    f'=COUNTIFS({here},{done},"{NO_ACTION}",{short},">0")+'
                    f'COUNTIFS({here},{done},"{NO_ACTION}",{short},"{FIND}")',
                    sum(aims.is_open(key, statement) for key in keys),
                ),
                Formula(f"=ROUND(SUMIFS({targets.column(SIZE)},{here}),9)", sizes[s]),
                rank_formula(table, at, "Statement no.", sizes, s),
            ]
        )
    return Sheet(
        name=table.name,
        title="How many departments fall short of the targets that they chose, by statement",
        columns=columns,
        rows=rows,
        notes=notes,
        fixed_columns=3,
    )


def accepted(aims: AimsInWords) -> Sheet | None:
    """Why gaps are left open, word for word; None where every gap is to be closed."""
    facts = aims.facts
    rows: list[Row] = []
    for key, department in facts.departments:
        for statement in facts.statements:
            kept = aims.plan.accepted.get(key, {}).get(statement.id)
            for number, reason in enumerate(pieces(kept.reason) if kept else []):
                rows.append(
                    [
                        department.name,
                        facts.framework.theme_of[statement.id].label,
                        statement.label + (f" (part {number + 1})" if number else ""),
                        reason,
                        facts.person(kept.changed_by) if kept else "",
                        date_of(kept.changed_at if kept else None, "No date"),
                    ]
                )
    if not rows:
        return None
    return Sheet(
        name="Accepted gaps",
        title="Gaps that are left open, and why",
        columns=[
            Column("Department", 24),
            Column("Theme", 20),
            Column("Statement", 30),
            Column("Why nothing is done about it", 70),
            Column("Recorded by", 22),
            Column("Recorded", 16, Format.DATE),
        ],
        rows=rows,
        notes=facts.source,
        fixed_columns=3,
    )


ONE_OFF, YEARLY, STATUS = "One-off cost (£)", "Yearly cost (£)", "Status"
SAVING = "Yearly saving (£)"
ABOVE = "In part 1"


ACTION = (
    Column("Action no.", 8, Format.COUNT),
    Column("Action", 26),
    Column(STATUS, 11),
    Column("Departments, the first leads", 16),
    Column("Raises", 24),
    Column("Owner", 13),
    Column("Starts", 13, Format.DATE),
    Column("Due", 13, Format.DATE),
    Column("Why there is no date", 18),
    Column(ONE_OFF, 11, Format.MONEY),
    Column(YEARLY, 11, Format.MONEY),
    Column(SAVING, 11, Format.MONEY),
    Column("People (full-time equivalents)", 15, Format.NUMBER),
    Column("Waits for", 16),
    Column("Projected from", 13),
    Column("Delivered", 13, Format.DATE),
    Column("Why it was moved", 18),
)


def actions(aims: AimsInWords) -> Sheet | None:
    """Every action in words; None where there is none."""
    facts, plan = aims.facts, aims.plan
    if not plan.actions:
        return None
    counted = {
        number: point.quarter.words
        for projection in plan.projections.values()
        for point in projection.points
        for number in point.delivered
    }

    def rows() -> Iterator[Row]:
        for action in plan.actions:
            dates, whys = pieces(action.no_date), pieces(action.why)
            raised = "\n".join(_raised(facts, action))
            for number in range(max(len(dates), len(whys))):
                first = number == 0
                yield [
                    action.id,
                    action.title.strip() if first else f"{action.title.strip()} (part {number + 1})",
                    action.status.words if first else ABOVE,
                    "\n".join(plan.names.get(each, each) for each in action.departments),
                    raised,
                    action.owner.strip() or "Nobody yet",
                    date_of(action.start, "No date"),
                    date_of(action.due, "No date"),
                    _part(dates, number) or ("None needed" if action.due else "Not said"),
                    _amount(action.one_off, NOT_COSTED) if first else ABOVE,
                    _amount(action.yearly, NOT_COSTED) if first else ABOVE,
                    _amount(action.saving, "Not said") if first else ABOVE,
                    _amount(action.people, "Not said") if first else ABOVE,
                    "\n".join(
                        f"Action {each}: {plan.called.get(each, 'one that you may not see')}"
                        for each in action.depends_on
                    )
                    or "Nothing",
                    counted.get(action.id, "Not counted"),
                    date_of(action.delivered_on, "Not yet"),
                    _part(whys, number) or "Nothing written",
                ]

    return Sheet(
        name="Actions",
        title="Every action: who does what, by when, and what it takes",
        columns=list(ACTION),
        rows=list(rows()),
        notes=[
            "What is not costed is no cost of nothing, and no cost is less for a saving. An action that is only "
            "proposed, stopped or without a date counts in no projection.",
            *facts.source,
        ],
        fixed_columns=2,
    )


def _raised(facts: Facts, action: Action) -> Iterator[str]:
    for rise in action.rises:
        statement = facts.framework.whole.by_id.get(rise.statement_id)
        label = statement.label if statement else rise.statement_id
        if rise.to is None:
            yield f"{label}: find out"
        else:
            level = facts.framework.scale_of(statement).by_value.get(rise.to) if statement else None
            yield f"{label}: to {level.numbered if level else rise.to}"
    yield from action.former
    yield from action.elsewhere


def _part(words: list[str], number: int) -> str:
    return words[number].strip() and words[number] if number < len(words) else ""


def _amount(known: int | float | None, otherwise: str) -> int | float | str:
    return otherwise if known is None else known
