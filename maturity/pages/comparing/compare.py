"""Compare. An auditor comes to see which departments are ahead, how sure that is, and on which statements."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.round import Status
from maturity.briefing import gaps, standing, whose
from maturity.briefing import themes as by_theme
from maturity.briefing.asked import known_in_words, scope_in_words
from maturity.briefing.groups import has_groups, score_and_known
from maturity.briefing.shown_as import figure_words, score_in_a_cell
from maturity.charts import ranges
from maturity.charts import spread as spread_chart
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.comparing.filters import Narrowed, choose_page, narrow
from maturity.pages.comparing.group_tables import show_groups
from maturity.pages.comparing.matrix import opened_cell, show_matrix
from maturity.pages.comparing.score_table import keys_for, score_table, theme_table
from maturity.pages.comparing.shortfalls import RANKED, say_shortfalls, show_shortfalls
from maturity.pages.parts import marks, method_note
from maturity.pages.parts.address_choice import is_own, say_not_here
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.names import without_common_words
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.scoring import readings, spread
from maturity.scoring.compare import Comparison
from maturity.scoring.peers import LEAST, peers
from maturity.services import administering
from maturity.wording import day, fixed, headed

MOST_NAMED = 8
"""Departments named in a cell; more are counted."""
MOST_APART = 12
"""Of those too little known, who stands beside the picture; the table has all."""
THEMES_BESIDE = 3
"""Themes side by side; more stand beneath."""
PARTS = {
    "scores": "Scores",
    "statements": "Statements",
    "themes": "Themes",
    "groups": "Groups",
    "spread": "Where departments fall short",
    "table": "Table",
}


def show() -> None:
    here = session.current()
    rounds = here.once(administering.every_round)
    if not rounds:
        page_heading("Compare")
        way = to_begin(here, "Load a benchmark, or open a round on the Answer page.")
        st.info(f"There is nothing to compare yet. {way}")
        return
    top = st.container()
    narrowed = narrow(here, rounds)
    with top:
        kept = "; ".join([narrowed.comparison.round.title, *narrowed.kept])
        page_heading("Compare", f"{kept}; {day(here.now.date())}")
    if not narrowed.comparison.departments:
        if narrowed.every.departments:
            st.info(
                "None of the departments is so: choose another family or status, or however little is known."
            )
        else:
            st.info("No department that you may see has begun its assessment in this round.")
        return
    with top:
        parts_at = st.container()
    part = _choose_part(narrowed)
    marks.show(marks.parts(_parts(narrowed.comparison), "part", part))
    with parts_at:
        _say_what_is_found(narrowed, part)
    match part:
        case "statements":
            show_matrix(here, narrowed, choose_page(list(narrowed.comparison.departments)))
        case "themes":
            _themes(narrowed)
        case "groups":
            show_groups(narrowed.comparison)
        case "spread":
            show_shortfalls(narrowed.comparison, beside=narrowed.beside is not None)
        case "table":
            _table(narrowed)
        case _:
            _scores(here, narrowed)
    if part != "scores":
        marks.show(marks.sentences(_cautions(narrowed.comparison)))
    method_note.show_sources(narrowed.comparison)
    if narrowed.beside:
        st.caption(literal(narrowed.beside.round.source))


def _parts(comparison: Comparison) -> dict[str, str]:
    """Without an overall score there is no part of scores, as themes lead; groups only where there are topics or so."""
    lead = by_theme.lead(comparison)
    left_out = ({"scores"} if lead else set()) | (set() if has_groups(comparison.framework) else {"groups"})
    return {key: words for key, words in PARTS.items() if key not in left_out}


def _choose_part(narrowed: Narrowed) -> str:
    """The part of the address; the matrix where a cell of it is open; or the first that leads."""
    offered = _parts(narrowed.comparison)
    asked = st.query_params.get("part")
    if asked in offered:
        return asked
    cell = opened_cell(narrowed)
    part = "statements" if cell else "themes" if "scores" not in offered else "scores"
    if asked is not None and asked not in PARTS:
        say_not_here("Part of this page", asked, f"“{offered[part]}” is shown.")
    return part


def _say_what_is_found(narrowed: Narrowed, part: str) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    if part == "spread":
        say_shortfalls(comparison)
        return
    if part == "themes" and not by_theme.lead(comparison):
        finding(by_theme.weakest(comparison), standing.measure(comparison))
        return
    finding(standing.finding(comparison), standing.measure(comparison))
    said = [*standing.not_shown(narrowed.every), *by_theme.instead_of_a_score(comparison)]
    if beside and len(comparison.placed) == 1:
        (key,) = comparison.placed
        name, against = (
            comparison.departments[key].name,
            standing.against_published(comparison.scores[key], beside),
        )
        said.append(f"{name}: {against[0].lower()}{against[1:]}.")
    for sentence in said:
        st.markdown(literal(sentence))


def _row_names(here: Visit, comparison: Comparison, keys: Sequence[str]) -> list[marks.Html]:
    """Each a link to what it answered; one's own says so, unless all are, and what may still change how far it is."""
    found = []
    own = {key for key in comparison.departments if is_own(here, key)}
    if comparison.round.published or len(own) == len(comparison.departments) > 1:
        own = set()  # of the person at this computer, who is nobody's
    short = without_common_words([comparison.departments[key].name for key in keys])
    for key, name in zip(keys, short, strict=True):
        query = {"round": comparison.round.id, "part": "statements", "departments": key}
        status = comparison.statuses.get(key)
        said = ["yours"] if key in own else []
        said += [status.words.lower()] if status and status not in (Status.AGREED, Status.PUBLISHED) else []
        beside = f' <span class="quiet">({", ".join(said)})</span>' if said else ""
        link = marks.link_to(name, marks.address("compare", **query)).text
        found.append(marks.Html(f"<b>{link}</b>{beside}" if key in own else f"{link}{beside}"))
    return found


def _scores(here: Visit, narrowed: Narrowed) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    left, right = st.columns([3, 1], gap="medium")
    with left:
        page = choose_page(list(comparison.departments))
        own = readings.of_comparison(comparison) if _has_readings(comparison) else {}
        placed = [key for key in page if key not in comparison.little_known]
        points = ranges.points(comparison, placed, readings=own)
        if points:
            names = _row_names(here, comparison, placed)
            marks.show(
                keys_for(points), score_table("Scores of departments, with their ranges", points, names)
            )
        if beside:
            st.subheader(literal(f"Beside them: {beside.round.title} (published; our coding)"))
            published = ranges.points(beside, readings=readings.of_comparison(beside), beside=True)
            marks.show(score_table("Published scores", published))
            marks.show(marks.quiet("They are not ranked among the departments above."))
    with right:
        _apart(comparison)
        with st.container(border=True):
            st.subheader("How to read this")
            marks.show(marks.sentences([HOW_TO_READ, *_cautions(comparison)]))


def _cautions(comparison: Comparison) -> list[str]:
    """How far there is an order, and what stands in it side by side that is not alike."""
    return [
        *standing.order_in_words(comparison),
        *standing.mixed_statuses(comparison),
        *whose.mixed_words(comparison),
        *scope_in_words(comparison),
    ]


HOW_TO_READ = (
    "The dot is the score; the bar is where it could lie, whatever is unknown. Where two bars overlap, nobody can say "
    "which department is ahead."
)


def _apart(comparison: Comparison) -> None:
    """Those too little known to place, in no order, with what would place them."""
    few = list(comparison.little_known)[:MOST_APART]
    if not few:
        return
    names = without_common_words([comparison.departments[key].name for key in few])
    with st.container(border=True):
        st.subheader("Too little known to place")
        marks.show(
            marks.quiet(standing.why_apart(comparison, len(few))),
            marks.table(
                "Too little known to place",
                ["Department", "Known"],
                [
                    [name, known_in_words(score)]
                    for key, name in zip(few, names, strict=True)
                    for score in [comparison.scores[key]]
                ],
                numbers=[1],
                hidden_caption=True,
            ),
        )


def _table(narrowed: Narrowed) -> None:
    """Every figure of the other parts, in words."""
    comparison = narrowed.comparison
    page = choose_page(list(comparison.departments))
    if not by_theme.lead(comparison):
        _figures(narrowed, page)
        _peers(narrowed)
    st.header("By theme")
    _theme_figures(narrowed, page)
    st.header("By statement")
    _shortfall_figures(comparison)


def _figures(narrowed: Narrowed, page: Sequence[str]) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    own_readings = readings.of_comparison(comparison) if _has_readings(comparison) else {}
    rows = []
    other, live = whose.beside(comparison), not comparison.round.published
    for key in [key for key in page if key not in comparison.little_known]:
        score, rank = comparison.scores[key], comparison.ranks.get(key)
        rows.append(
            [
                comparison.departments[key].name,
                score_in_a_cell(comparison.framework, score),
                *([other.words(key), whose.audited_share(comparison, key)] if other else []),
                rank.words if rank and len(comparison.placed) > 1 else "Not ranked",
                _named(comparison, comparison.not_separated(key)),
                *([_status(comparison, key)] if live else []),
                *(_read(own_readings[key]) if own_readings else []),
            ]
        )
    headings = [
        "Department",
        f"{figure_words(comparison.framework).titled('Score')} (range), statements with a level",
        *([other.heading, whose.AUDITED] if other else []),
        "Possible rank",
        "Cannot be separated from",
        *(["Status"] if live else []),
    ]
    if rows:
        table([*headings, *(READ_OTHERWISE if own_readings else [])], rows)
    _little_known(comparison, page)
    if own_readings:
        st.markdown(READINGS)
    if beside:
        _published(beside)


def _little_known(comparison: Comparison, page: Sequence[str]) -> None:
    """Those too little known to place, in no order, with what would place them."""
    few, other = [key for key in page if key in comparison.little_known], whose.beside(comparison)
    if few:
        st.subheader("Too little known to place")
        table(
            [
                "Department",
                f"{figure_words(comparison.framework).titled('Score')} (range), statements with a level",
                *([other.heading, whose.AUDITED] if other else []),
                "What would place it",
                "Status",
            ],
            [
                [
                    comparison.departments[key].name,
                    score_in_a_cell(comparison.framework, comparison.scores[key]),
                    *([other.words(key), whose.audited_share(comparison, key)] if other else []),
                    standing.to_place(comparison, key).capitalize(),
                    _status(comparison, key),
                ]
                for key in few
            ],
        )


def _status(comparison: Comparison, key: str) -> str:
    status = comparison.statuses.get(key)
    return status.words if status else "Not known"


READ_OTHERWISE = ["Score under other readings", "Range then"]
READINGS = (
    "Some published words could defensibly be read as another level. The last two columns say between which values "
    "the score could lie, and how wide its range could be, over every choice of reading; in the picture, the thin "
    "line is the score's."
)


def _read(found: readings.Readings) -> list[str]:
    if not found.cells or found.low is None or found.high is None:
        return [found.words.capitalize(), "The same"]
    return [found.words.capitalize(), f"{fixed(found.low)} to {fixed(found.high)}"]


def _has_readings(comparison: Comparison) -> bool:
    return comparison.round.published and not comparison.unattributed


def _published(beside: Comparison) -> None:
    st.subheader(literal(f"Beside them: {beside.round.title} (published; our coding)"))
    found = readings.of_comparison(beside)
    table(
        ["Department", "Score % (range), statements with a level", *(READ_OTHERWISE if found else [])],
        [
            [f"{each.name} (published)", beside.scores[key].words, *(_read(found[key]) if found else [])]
            for key, each in beside.departments.items()
        ],
    )
    st.markdown(f"They are not ranked among the departments above. {READINGS}")


def _named(comparison: Comparison, departments: list[str]) -> str:
    if not departments:
        return "None here" if len(comparison.placed) > 1 else "Nobody to tell it from"
    if len(departments) > MOST_NAMED:
        return f"{len(departments)} others"
    return ", ".join(comparison.departments[key].name for key in departments)


def _peers(narrowed: Narrowed) -> None:
    every = narrowed.every
    groups = {"All departments": (every, list(every.departments))}
    for family, name in narrowed.families.items():
        groups[f"Family of {name}"] = (every, every.families[family])
    if narrowed.beside:
        groups[f"{narrowed.beside.round.title} (published)"] = (
            narrowed.beside,
            list(narrowed.beside.departments),
        )
    st.header("Peer groups")
    rows = []
    for name, (of, keys) in groups.items():
        found = peers(of.scores[key] for key in keys if key in of.placed)
        words = headed(found.words_by(figure_words(of.framework).number))
        rows.append([name, str(len(keys)), str(found.scored), words])
    scores = figure_words(every.framework).titled("Their scores")
    table(["Group", "Departments", "Known well enough", scores], rows)
    st.markdown(
        f"The middle half leaves out the highest and the lowest quarter. A group of fewer than {LEAST} scores is not "
        "summed up: it would give its members away."
    )


def _themes(narrowed: Narrowed) -> None:
    """Every department, with a dot and its range in each theme."""
    comparison, beside = narrowed.comparison, narrowed.beside
    themes = comparison.framework.themes
    page = choose_page(list(comparison.departments))
    if not by_theme.have_figures(comparison.framework):
        _counts(narrowed, page)
        return
    names = [comparison.departments[key].name for key in page]
    few = {comparison.departments[key].name for key in comparison.little_known}
    names += [f"{each.name}{ranges.PUBLISHED}" for each in beside.departments.values()] if beside else []
    for start in range(0, len(themes), THEMES_BESIDE):
        shown = []
        for theme in themes[start : start + THEMES_BESIDE]:
            points = ranges.points(comparison, page, theme=theme.id)
            points += ranges.points(beside, theme=theme.id, beside=True) if beside else []
            shown.append((theme.label, points))
        labels = ", ".join(label for label, _ in shown)
        every = [point for _, points in shown for point in points]
        marks.show(
            *([keys_for(every)] if start == 0 else []),
            theme_table(f"Scores and ranges by department: {labels}", shown, names, few),
        )
    if few:
        marks.show(marks.quiet(f"(*) {standing.why_apart(comparison, len(few))}"))


def _counts(narrowed: Narrowed, page: Sequence[str]) -> None:
    """Where themes have no figures: how far each department meets each profile, and its levels counted by theme."""
    comparison = narrowed.comparison
    profiles, themes = comparison.framework.target_profiles, comparison.framework.themes
    table(
        ["Department", *(each.label for each in profiles), *(each.label for each in themes)],
        [
            [
                narrowed.names[key],
                *(by_theme.met_in_short(comparison, key, each) for each in profiles),
                *(score_and_known(comparison, key, each) for each in themes),
            ]
            for key in page
        ],
    )


def _theme_figures(narrowed: Narrowed, page: Sequence[str]) -> None:
    if not by_theme.have_figures(narrowed.comparison.framework):
        _counts(narrowed, page)
        return
    comparison, beside = narrowed.comparison, narrowed.beside
    themes = comparison.framework.themes
    rows = [(narrowed.names[key], comparison, key) for key in page]
    rows += [(narrowed.names[key], beside, key) for key in beside.departments] if beside else []
    table(
        [
            "Department",
            *(
                f"{theme.label}: {figure_words(comparison.framework, theme.id).titled('score')} (range), with a level"
                for theme in themes
            ),
        ],
        [
            [
                name,
                *(
                    score_in_a_cell(source.framework, source.theme_scores[key, theme.id], theme.id)
                    for theme in themes
                ),
            ]
            for name, source, key in rows
        ],
    )


def _shortfall_figures(comparison: Comparison) -> None:
    """How many departments are at each level of each statement; then statements by the share that is short."""
    found, framework = spread.spreads(comparison), comparison.framework
    points = spread_chart.points(framework, found)
    table(
        ["Statement", *(f"{key.mark} {key.words}" for key in points.counts)],
        [
            [statement, *(str(counts[row]) for counts in points.counts.values())]
            for row, statement in enumerate(points.statements)
        ],
    )
    ranked = spread.shortest(found)
    if not ranked:
        return
    st.subheader(f"Statements by the share {gaps.below(framework)}")
    table(
        [
            "Place",
            "Statement",
            "Theme",
            f"{headed(gaps.below(framework))}, of those known, and of all however the unknown fall",
            "At the lowest",
            "Unknown",
        ],
        [
            [
                str(spread.place_of(each, ranked)),
                each.statement.label,
                framework.theme_of[each.statement.id].label,
                gaps.in_words(each),
                str(each.lowest),
                str(each.unknown),
            ]
            for each in ranked
        ],
    )
    st.caption(RANKED)
