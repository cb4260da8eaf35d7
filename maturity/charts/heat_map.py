"""Statements × departments, like the report's own table: its cells for the matrix, and a picture of the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import plotly.graph_objects as go

from maturity.assessment.levels import judgement
from maturity.briefing import whose
from maturity.charts import marks
from maturity.charts.labels import TEXT, axis
from maturity.charts.marks import Key
from maturity.framework.groups import group_of
from maturity.framework.model import Framework, Statement
from maturity.palette import LIGHT, Palette
from maturity.scoring.compare import Comparison

PUBLISHED = " (published)"
PATH = ": "
"""Between a theme and the topics that a statement lies in."""
SAME, OTHERWISE = "✓", "≠"
AUDITED = f"{SAME}: the level shown is the auditor's. {OTHERWISE}: the auditor found another."
MOST_APART = 120
"""Departments; of more, a gap between two would be wider than a department."""


@dataclass(frozen=True)
class Points:
    """The picture as data: rows are statements, columns departments, cells places in `keys`."""

    statements: list[str]
    themes: list[str]  # of each row
    departments: list[str]
    keys: list[Key]
    cells: list[list[int]]
    audits: list[list[str]]  # of each cell, what an auditor has to do with it
    beside: int = 0  # how many of the departments, the last ones, are published findings

    def key(self, row: int, column: int) -> Key:
        return self.keys[self.cells[row][column]]

    def words(self, row: int, column: int) -> str:
        """“Partly in place”, or “Partly in place (auditor found 2)”."""
        return whose.marked(self.key(row, column).words, self.audits[row][column])

    @property
    def all_words(self) -> list[list[str]]:
        """The words of every cell."""
        words = [key.words for key in self.keys]
        return [
            [whose.marked(words[cell], audit) for cell, audit in zip(cells, audits, strict=True)]
            for cells, audits in zip(self.cells, self.audits, strict=True)
        ]

    def mark(self, row: int, column: int) -> str:
        """“3”, “3✓” where an auditor found the same, and “3≠” where not."""
        audit = self.audits[row][column]
        return self.key(row, column).mark + ("" if not audit else SAME if audit == whose.SAME else OTHERWISE)

    @property
    def rows(self) -> list[dict[str, str]]:
        """Every cell in words."""
        return [
            {"statement": statement, "department": department, "level": self.words(row, column)}
            for row, statement in enumerate(self.statements)
            for column, department in enumerate(self.departments)
        ]

    @property
    def audited(self) -> bool:
        return any(audit for row in self.audits for audit in row)


def points(
    comparison: Comparison,
    departments: Sequence[str] | None = None,
    *,
    beside: Comparison | None = None,
) -> Points:
    """Some of the departments (all by default), and then those published that stand beside them."""
    framework = comparison.framework
    keys = marks.keys(framework) + [marks.HIDDEN] * any(map(bool, comparison.not_shown.values()))
    keys += [marks.UNASKED] * (not comparison.asked_alike)
    places = {key: place for place, key in enumerate(keys)}
    shown = list(comparison.departments if departments is None else departments)
    sources = [(comparison, shown)] + ([(beside, list(beside.departments))] if beside else [])
    return Points(
        statements=[statement.label for statement in framework.statements],
        themes=[
            PATH.join(each.label for each in group_of(framework, statement.id))
            for statement in framework.statements
        ],
        departments=[
            source.departments[key].name + (PUBLISHED if source is beside else "")
            for source, keys_ in sources
            for key in keys_
        ],
        keys=keys,
        cells=[[places[key] for key in row] for row in _beside(_keys_of, framework, sources)],
        audits=_beside(_audits_of, framework, sources),
        beside=len(beside.departments) if beside else 0,
    )


T = TypeVar("T")


def _beside(
    of: Callable[[Framework, Statement, Comparison, list[str]], list[T]],
    framework: Framework,
    sources: Sequence[tuple[Comparison, list[str]]],
) -> list[list[T]]:
    """For each statement, what it is of the departments of every source, side by side."""
    return [
        [each for source, departments in sources for each in of(framework, statement, source, departments)]
        for statement in framework.statements
    ]


def _keys_of(
    framework: Framework, statement: Statement, source: Comparison, departments: list[str]
) -> list[Key]:
    """How what was said of a statement looks; one look for all who said the same."""
    levels = source.levels
    if (column := levels.columns.get(statement.id)) is None:
        return [
            marks.key_of(framework, statement, source.judgement(key, statement.id)) for key in departments
        ]
    rows = [levels.rows[key] for key in departments]
    said = list(zip(levels.state[rows, column].tolist(), levels.level[rows, column].tolist(), strict=True))
    looks = {each: marks.key_of(framework, statement, judgement(*each)) for each in set(said)}
    return [looks[each] for each in said]


def _audits_of(_: Framework, statement: Statement, source: Comparison, departments: list[str]) -> list[str]:
    audited = source.audited_of_statement(statement.id, departments)
    return [
        whose.mark(source, key, statement) if there else ""
        for key, there in zip(departments, audited, strict=True)
    ]


def figure(points: Points, *, look: Palette = LIGHT) -> go.Figure:
    """All departments at a glance, without a word in any cell: where many are at the same level, it is seen."""
    rows, columns, count = len(points.statements), len(points.departments), len(points.keys)
    steps: list[tuple[float, str]] = []
    for place, key in enumerate(points.keys):
        colour = marks.colour_of(key, look)
        steps += [(place / count, colour), ((place + 1) / count, colour)]
    chart = go.Figure(
        go.Heatmap(
            z=points.cells,
            x=list(range(columns)),
            y=list(range(rows)),
            zmin=-0.5,
            zmax=count - 0.5,
            colorscale=steps,
            showscale=False,
            xgap=0.5 if columns <= MOST_APART else 0,
            ygap=1,
            customdata=points.all_words,
            text=[points.departments] * rows,
            hovertext=[[statement] * columns for statement in points.statements],
            hovertemplate="%{hovertext}<br>%{text}: %{customdata}<extra></extra>",
        )
    )
    for row in range(1, rows):
        if points.themes[row] != points.themes[row - 1]:
            chart.add_hline(y=row - 0.5, line={"width": 2, "color": look.ink})
    chart.update_layout(
        height=70 + 16 * rows,
        margin={"l": 0, "r": 0, "t": 10, "b": 10},
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": look.ink, "size": TEXT - 2},
        xaxis=axis(look.ink, f"{columns} departments", tickvals=[], showgrid=False),
        yaxis=axis(
            look.ink,
            tickvals=list(range(rows)),
            ticktext=points.statements,
            autorange="reversed",
            showgrid=False,
            automargin=True,
        ),
    )
    return chart
