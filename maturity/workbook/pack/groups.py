"""The groups of a framework with topics or a second grouping: figures as it shows them, of when this was made."""

import re
from collections.abc import Iterator

from maturity.briefing.facts import Facts
from maturity.briefing.groups import groups_told, has_groups, matrix_told
from maturity.briefing.method import score_in_words
from maturity.briefing.shown_as import highest, unit_in_words
from maturity.framework.groups import groups_of as groups_in
from maturity.framework.groups import kind_of
from maturity.framework.model import Facet
from maturity.scoring.score import Score
from maturity.workbook.pack.words import NO_SCORE
from maturity.workbook.sheets import Column, Content, Format, Row, Rows, Sheet, unlike

AS_MADE = "These are the app's figures of when this was made, and follow no changed level."


def group_sheets(facts: Facts) -> list[Sheet]:
    """Every group, and each second grouping where it meets them; none of a framework of themes alone."""
    if not has_groups(facts.framework):
        return []
    scored = facts.framework.scored_facets
    names = unlike([_sheet_name(facet) for facet in scored])
    return [_groups(facts), *(_matrix(facts, *each) for each in zip(scored, names, strict=True))]


def _sheet_name(facet: Facet) -> str:
    """“Groups by theme”, of letters that the name of a sheet may have."""
    words = re.sub(r"[^\w ]", " ", facet.label.lower())
    return f"Groups by {words}"[:26].strip()


def groups_behind(facts: Facts) -> Sheet | None:
    """One row a department and group; of one department the sheet in front has it all."""
    if facts.one or not has_groups(facts.framework):
        return None
    framework, unit = facts.framework, unit_in_words(facts.framework)
    groups = groups_in(framework)

    def rows() -> Iterator[Row]:
        for key, department in facts.departments:
            for group in groups:
                score = facts.comparison.group_scores[key, group.id]
                scale = (highest(framework, group.id) or 100) / 100
                yield [
                    department.name,
                    kind_of(framework, group.depth),
                    group.label,
                    *_figures(score, scale),
                    score.with_level,
                    score.statements,
                ]

    return Sheet(
        name="Groups by department",
        title="Every department in every group",
        columns=[
            Column("Department", 28),
            Column("Kind", 14),
            Column("Group", 34),
            *(Column(f"{name} ({unit})", 14, Format.NUMBER) for name in ("Figure", "Range from", "Range to")),
            Column("With a level", 10, Format.COUNT),
            Column("Of statements", 12, Format.COUNT),
        ],
        rows=Rows(len(facts.departments) * len(groups), rows),
        notes=[AS_MADE, *facts.source],
        fixed_columns=3,
    )


def _figures(score: Score, scale: float) -> list[Content]:
    ends = (score.score, score.low, score.high)
    return [NO_SCORE if end is None else end * scale for end in ends]


def _groups(facts: Facts) -> Sheet:
    several = not facts.one
    headings = ["Median", "From lowest to highest"] if several else ["Figure (range)"]
    rows: list[Row] = [
        [each.kind, each.label, each.figure, *([each.spread or "None"] if several else []), each.known]
        for each in groups_told(facts.comparison)
    ]
    return Sheet(
        name="Groups",
        title="Every group, as the framework combines it",
        columns=[
            Column("Kind", 16),
            Column("Group", 40),
            *(Column(heading, 28) for heading in headings),
            Column("Statements with a level", 18),
        ],
        rows=rows,
        notes=[" ".join(score_in_words(facts.framework)), AS_MADE, *facts.source],
        fixed_columns=2,
        portrait=True,
    )


def _matrix(facts: Facts, facet: Facet, name: str) -> Sheet:
    told = matrix_told(facts.comparison, facet)
    rows: list[Row] = [[group.label, *cells] for group, cells in told.rows]
    rows.append(["Over all", *told.below])
    return Sheet(
        name=name,
        title=f"Every group by {facet.label.lower()}",
        columns=[Column("Group", 34), *(Column(value.label, 20) for value in facet.values)],
        rows=rows,
        notes=[
            "A cell has the figure, and after the dot how many statements it is of"
            + ("." if facts.one else "; the figure is the median of those known well enough."),
            AS_MADE,
            *facts.source,
        ],
        fixed_columns=1,
    )
