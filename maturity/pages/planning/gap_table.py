"""Road map, the gaps in one table: how far from its target each is, what is done about it, and what may be done."""

from datetime import date
from html import escape

from maturity.briefing.gaps import step_up
from maturity.charts.marks import level_keys, state_key
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND, STATEMENT
from maturity.pages.parts.marks import Cell, Html
from maturity.pages.parts.part_choice import part_in_address
from maturity.pages.planning.gap_work import (
    ACCEPT,
    WORK,
    aimed_at,
    done_about,
    size_in_words,
    widest_first,
)
from maturity.plan.target import Target
from maturity.roadmap.gaps import Gap
from maturity.services.road_maps import RoadMap
from maturity.wording import day, headed


def show_gaps(plan: RoadMap, today: date, *, may_plan: bool) -> None:
    """Every gap, the widest first and of equal ones the lowest; a statement that may be planned for has its links."""
    headings: list[Cell] = ["Statement", "Today and target", "What is done", "Suggested next step"]
    caption = f"Targets are for {day(plan.by)} unless they name another date."
    rows = [
        [*_row(plan, gap, today), *([_work(plan, gap)] if may_plan else [])] for gap in widest_first(plan)
    ]
    if may_plan:
        headings.append(Html('<span class="hidden">What to do</span>'))
    marks.show(marks.table(caption, headings, rows, kind="stacks"))


def _row(plan: RoadMap, gap: Gap, today: date) -> list[Cell]:
    late = [action for action in plan.work_on(gap.statement.id) if action.is_late(today)]
    said: list[str] = [marks.tag("Late", attention=True).text] if late else []
    said.append(escape(done_about(plan, gap)))
    return [gap.statement.label, _track(plan, gap), Html(" ".join(said)), _next_step(plan, gap)]


def _next_step(plan: RoadMap, gap: Gap) -> str:
    """What the guidance says; or of a checklist what its rule asks for the level that is aimed at, or for the next."""
    if gap.next_step or gap.judgement.level is None:
        return gap.next_step or "–"
    aim = aimed_at(plan, gap.statement, gap.judgement.level)
    return headed(step_up(plan.comparison.framework, gap.statement, gap.judgement.level, aim))


def _track(plan: RoadMap, gap: Gap) -> Html:
    """The levels up to today's, and the target among those ahead."""
    statement, level = gap.statement, gap.judgement.level
    target = plan.targets.get(statement.id)
    cells = []
    if level is None:
        key = state_key(gap.judgement.state)
        cells.append(f'<span class="{marks.look(key)}">{escape(marks.mark(key))}</span>')
    for value, key in level_keys(plan.comparison.framework, statement).items():
        aimed = " target" if target is not None and value == target.level else ""
        if level is not None and value <= level:
            mark = escape(key.mark) if value == level else ""
            cells.append(f'<span class="{marks.look(key)}{aimed}">{mark}</span>')
        else:
            cells.append(f'<span class="cell ahead{aimed}">{escape(key.mark) if aimed else ""}</span>')
    said = f"{_today(plan, gap)}, target {_target(plan, target, gap)}: {size_in_words(gap).lower()}"
    return Html(
        f'<span class="track" aria-hidden="true">{"".join(cells)}</span><span class="hidden">{escape(said)}</span>'
    )


def _today(plan: RoadMap, gap: Gap) -> str:
    return gap.judgement.numbered(plan.comparison.framework.scale_of(gap.statement))


def _target(plan: RoadMap, target: Target | None, gap: Gap) -> str:
    if target is None or target.level is None:
        return "none"
    level = plan.comparison.framework.scale_of(gap.statement).by_value[target.level]
    when = "" if target.by == plan.by else f", by {day(target.by)}"
    return f"{level.numbered}{when}"


def _work(plan: RoadMap, gap: Gap) -> Html:
    here_only = {ROUND: plan.comparison.round.id, DEPARTMENT: plan.department.id, STATEMENT: gap.statement.id}
    links = {"Plan": here_only, "Leave it open": {**here_only, WORK: ACCEPT}}
    words = [
        marks.link_to(
            Html(f'{name}<span class="hidden"> {escape(gap.statement.label)}</span>'),
            marks.address("road_map", **query, **part_in_address()),
            stays=True,
        ).text
        for name, query in links.items()
    ]
    return Html(" · ".join(words))
