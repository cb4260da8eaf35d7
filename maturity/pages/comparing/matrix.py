"""Statements by departments, as the report's own table: a real one, whose cells open what is behind them."""

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import quote_plus

import streamlit as st

from maturity.briefing import pictures
from maturity.briefing.shown_as import figure_words
from maturity.charts import heat_map
from maturity.charts.heat_map import Points
from maturity.framework.model import Framework, Overall
from maturity.pages import session
from maturity.pages.comparing.cell_detail import show_cell_detail
from maturity.pages.comparing.filters import PAGE, Narrowed
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import put
from maturity.pages.parts.chart import picture
from maturity.pages.parts.marks import Html
from maturity.pages.parts.names import without_common_words
from maturity.pages.session import Visit
from maturity.scoring.compare import Comparison

STATEMENT, DEPARTMENT = "statement", "department"
READ = "Open a cell to read the answer, its evidence and the finding. With the keyboard: arrow keys within the table."
FEW = 13
"""Departments up to which a name stands across; those of more stand upright, so that none is out of sight."""


def show_matrix(here: Visit, narrowed: Narrowed, page: Sequence[str]) -> None:
    """The departments of one page, those beside them, and what is behind the cell that is chosen."""
    comparison, beside = narrowed.comparison, narrowed.beside
    points = heat_map.points(comparison, page, beside=beside)
    columns = [(key, comparison) for key in page]
    columns += [(key, beside) for key in beside.departments] if beside else []
    chosen = opened_cell(narrowed)
    used = {
        points.key(row, column) for row in range(len(points.statements)) for column in range(len(columns))
    }
    notes = [READ]
    notes += ["At the right: published findings, our coding."] if beside else []
    marks.show(
        marks.key_row(key for key in points.keys if key in used or key.of_level),
        *([marks.quiet(heat_map.AUDITED)] if points.audited else []),
        matrix(
            comparison.framework,
            points,
            [key for key, _ in columns],
            scores=scores_of(columns),
            chosen=chosen,
        ),
        marks.quiet(" ".join(notes)),
    )
    if chosen is not None:
        _detail(here, narrowed, *chosen)
    if len(comparison.departments) > PAGE:
        st.header("All at a glance")
        whole = heat_map.points(comparison)
        picture(
            heat_map.figure(whole, look=session.chart_look()),
            key="heat-map",
            alt=pictures.heat_map_in_words(comparison),
            shown=whole.rows,
        )


def matrix(
    framework: Framework,
    points: Points,
    departments: Sequence[str],
    *,
    scores: Sequence[str],
    page: str = "",
    chosen: tuple[str, str] | None = None,
) -> Html:
    """The table: a row for every statement under its theme, a column for every department; each cell is a link.

    One Tab stop, and arrow keys within (shell/front/house.js). Links lead to the same page, or to `page`.
    """
    names = without_common_words(points.departments)
    heads = "".join(
        f'<th scope="col" title="{escape(full)}"><span>{escape(name)}</span></th>'
        for name, full in zip(names, points.departments, strict=True)
    )
    kept = (
        {quote_plus(key): quote_plus(value) for key, value in st.query_params.to_dict().items()}
        if not page
        else {}
    )
    quoted = [quote_plus(department) for department in departments]
    body, theme, first = [], "", True
    for row, statement in enumerate(framework.statements):
        if points.themes[row] != theme:
            theme = points.themes[row]
            body.append(
                f'<tr><th scope="rowgroup" colspan="{len(departments) + 1}">{escape(theme)}</th></tr>'
            )
        cells = []
        for column, department in enumerate(departments):
            key = points.key(row, column)
            asked = {**kept, STATEMENT: quote_plus(statement.id), DEPARTMENT: quoted[column]}
            query = "&".join(f"{name}={value}" for name, value in asked.items())
            href = f"{page}{'&' if '?' in page else '?'}{query}"
            here = " chosen" if chosen == (statement.id, department) else ""
            stop = 0 if (chosen is None and first) or here else -1
            first = False
            said = points.words(row, column)
            cells.append(
                f'<td class="{marks.look(key)}{here}">'
                f'<a href="{escape(href)}" tabindex="{stop}" title="{escape(said)}">'
                f'{escape(points.mark(row, column))}<span class="hidden"> {escape(key.words)}</span></a></td>'
            )
        body.append(f'<tr><th scope="row">{escape(points.statements[row])}</th>{"".join(cells)}</tr>')
    figures = "".join(f'<td class="quiet">{escape(each)}</td>' for each in scores)
    dense = " dense" if len(departments) > FEW else ""
    scored = f'<tr><th scope="row">{escape(figure_words(framework).titled("Score"))}</th>{figures}</tr>'
    if framework.scoring.overall is Overall.NONE:
        scored = ""
    return Html(
        f'<div class="sideways" role="region" aria-label="Statements by departments" tabindex="0">'
        f'<table class="matrix{dense} go"{"" if page else " data-stays"}>'
        f'<caption class="hidden">Statements by departments, a level or a state in each cell</caption>'
        f"<thead><tr><td></td>{heads}</tr>{scored}</thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def scores_of(columns: Iterable[tuple[str, Comparison]]) -> list[str]:
    """At the head of each column; of those too little known to place, none."""
    found = []
    for key, source in columns:
        score = source.scores[key].score
        found.append(
            "–"
            if score is None or key in source.little_known
            else figure_words(source.framework).number(score)
        )
    return found


def opened_cell(narrowed: Narrowed) -> tuple[str, str] | None:
    """The statement and department of the address, where both are here. What is not here leaves the address: it
    might tell whose letter a column is.
    """
    asked = {key: st.query_params.get(key) for key in (STATEMENT, DEPARTMENT)}
    known = {
        STATEMENT: asked[STATEMENT] in narrowed.comparison.framework.by_id,
        DEPARTMENT: asked[DEPARTMENT] in narrowed.names,
    }
    for key, there in known.items():
        if asked[key] is not None and not there:
            del st.query_params[key]
    statement, department = asked[STATEMENT], asked[DEPARTMENT]
    return (statement, department) if all(known.values()) and statement and department else None


def _detail(here: Visit, narrowed: Narrowed, statement: str, department: str) -> None:
    own = department in narrowed.comparison.departments
    source = narrowed.comparison if own else narrowed.beside
    if source is None:
        return
    with st.container(key="opened", border=True):
        show_cell_detail(here, source, narrowed.comparison.framework.by_id[statement], department)
        st.button("Close", key="close-cell", on_click=put, args=({STATEMENT: None, DEPARTMENT: None},))
