"""Compare. An auditor comes to see which departments are ahead, how sure that is, and on which statements."""

from collections.abc import Sequence

import streamlit as st

from maturity.briefing import standing, whose
from maturity.charts import profile, ranges
from maturity.charts import spread as spread_chart
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.comparing.filters import Narrowed, choose_page, narrow
from maturity.pages.comparing.matrix import show_matrix
from maturity.pages.parts import method_note
from maturity.pages.parts.address_choice import choose, choose_round, choose_some
from maturity.pages.parts.chart import picture
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.scoring import readings, spread
from maturity.scoring.compare import Comparison
from maturity.scoring.peers import LEAST, peers
from maturity.services import administering
from maturity.wording import fixed

MOST_NAMED = 8
"""Departments named in a cell; more are counted."""
AT_FIRST = 3
"""Departments on the radar until others are chosen."""
PARTS = {"scores": "Scores and matrix", "themes": "By theme", "spread": "Where departments fall short"}


def show() -> None:
    here = session.current()
    st.title("Compare")
    rounds = here.once(administering.every_round)
    if not rounds:
        way = to_begin(here, "Load a benchmark, or open a round on the Answer page.")
        st.info(f"There is nothing to compare yet. {way}")
        return
    narrowed = narrow(here, choose_round(rounds))
    if not narrowed.comparison.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    method_note.show_sources(narrowed.comparison)
    if narrowed.beside:
        st.caption(literal(narrowed.beside.round.source))
    match choose("Look at", PARTS, "part", "radio"):
        case "themes":
            _themes(narrowed)
        case "spread":
            _spread(narrowed)
        case _:
            st.header(literal(standing.headline(narrowed.comparison)))
            page = choose_page(list(narrowed.comparison.departments))
            _scores(narrowed, page)
            _peers(narrowed)
            show_matrix(here, narrowed, page)


def _scores(narrowed: Narrowed, page: Sequence[str]) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    own_readings = readings.of_comparison(comparison) if _has_readings(comparison) else {}
    points = ranges.points(comparison, page, readings=own_readings)
    if beside:
        points += ranges.points(beside, readings=readings.of_comparison(beside), beside=True)
    if points:
        picture(
            ranges.figure(points, ink=session.chart_ink()),
            key="ranges",
            alt="Each department's score as a dot on the bar of its range. The table below has the figures.",
        )
    st.markdown(
        "The dot is the score over statements with a level; the bar is where it could lie, from every unknown at "
        "the lowest level to every unknown at the highest. Where bars overlap, departments cannot be separated."
    )
    rows = []
    other = whose.beside(comparison)
    for key in page:
        score, rank = comparison.scores[key], comparison.ranks.get(key)
        rows.append(
            [
                comparison.departments[key].name,
                score.words,
                *([other.words(key), whose.audited_share(comparison, key)] if other else []),
                rank.words if rank else "No rank",
                _named(comparison, comparison.not_separated(key)),
                *(_read(own_readings[key]) if own_readings else []),
            ]
        )
    headings = [
        "Department",
        "Score % (range), statements with a level",
        *([other.heading, whose.AUDITED] if other else []),
        "Possible rank",
        "Cannot be separated from",
    ]
    table([*headings, *(READ_OTHERWISE if own_readings else [])], rows)
    if own_readings:
        st.markdown(READINGS)
    if beside:
        _published(beside)


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
        ["Department", "Score % (range), statements with a level", *READ_OTHERWISE],
        [
            [f"{each.name} (published)", beside.scores[key].words, *_read(found[key])]
            for key, each in beside.departments.items()
        ],
    )
    st.markdown(f"They are not ranked among the departments above. {READINGS}")


def _named(comparison: Comparison, departments: list[str]) -> str:
    if not departments:
        return "None: separated from every other"
    if len(departments) > MOST_NAMED:
        return f"{len(departments)} others"
    return ", ".join(comparison.departments[key].name for key in departments)


def _peers(narrowed: Narrowed) -> None:
    every = narrowed.every
    groups = {"All departments": [every.scores[key] for key in every.departments]}
    for family, name in narrowed.families.items():
        groups[f"Family of {name}"] = [every.scores[key] for key in every.families[family]]
    if narrowed.beside:
        groups[f"{narrowed.beside.round.title} (published)"] = list(narrowed.beside.scores.values())
    st.header("Peer groups")
    rows = []
    for name, scores in groups.items():
        found = peers(scores)
        rows.append([name, str(found.departments), str(found.scored), found.words.capitalize()])
    table(["Group", "Departments", "With a score", "Their scores %"], rows)
    st.markdown(
        f"The middle half leaves out the highest and the lowest quarter. A group of fewer than {LEAST} scores is not "
        "summed up: it would give its members away."
    )


def _themes(narrowed: Narrowed) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    themes = comparison.framework.themes
    st.header(literal(spread.lowest_theme(comparison)))
    if len(themes) >= profile.FEWEST_THEMES:
        chosen = choose_some(
            f"Profiles of up to {profile.MOST} departments",
            narrowed.names,
            "profile",
            most=profile.MOST,
            default=list(comparison.departments)[:AT_FIRST],
        )
        if chosen:
            picture(
                profile.figure(profile.points(comparison, chosen, beside=beside), ink=session.chart_ink()),
                key="radar",
                alt="The score of a few departments in each theme, as a radar. The table below has the figures.",
            )
            st.markdown(
                "Scores only, without their ranges; those are below. A line breaks where there is none."
            )
    st.header("Every department, by theme")
    page = choose_page(list(comparison.departments))
    for start in range(0, len(themes), 3):
        for theme, column in zip(themes[start : start + 3], st.columns(min(len(themes), 3)), strict=False):
            with column:
                st.subheader(literal(theme.label))
                points = ranges.points(comparison, page, theme=theme.id)
                points += ranges.points(beside, theme=theme.id, beside=True) if beside else []
                picture(
                    ranges.figure(points, ink=session.chart_ink(), legend=False),
                    key=f"theme {theme.id}",
                    alt=f"Scores and ranges in {theme.label}. The table below has the figures.",
                )
    st.markdown(
        "The dot is the score over the theme's statements with a level; the bar is its range"
        + ("; diamonds are published findings, our coding." if beside else ".")
    )
    rows = [(narrowed.names[key], comparison, key) for key in page]
    rows += [(narrowed.names[key], beside, key) for key in beside.departments] if beside else []
    table(
        ["Department", *(f"{theme.label}: score % (range), with a level" for theme in themes)],
        [
            [name, *(source.theme_scores[key, theme.id].words for theme in themes)]
            for name, source, key in rows
        ],
    )


def _spread(narrowed: Narrowed) -> None:
    comparison = narrowed.comparison
    found = spread.spreads(comparison)
    st.header(literal(spread.headline(found)))
    points = spread_chart.points(comparison.framework, found)
    picture(
        spread_chart.figure(points, ink=session.chart_ink()),
        key="spread",
        alt="How many departments are at each level of each statement. The tables below have the figures.",
    )
    st.markdown(
        "Each bar is every department shown, by its level or state on the statement, with how many."
        + (" Published findings beside them are not counted." if narrowed.beside else "")
    )
    with st.expander("The same as a table"):
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
    st.header("Statements most departments fall short on")
    framework = comparison.framework
    table(
        ["Statement", "Theme", "Below the top of the scale", "Of these, at the lowest", "Unknown"],
        [
            [
                each.statement.label,
                framework.theme_of[each.statement.id].label,
                f"{each.short} of {each.applies}",
                str(each.lowest),
                str(each.unknown),
            ]
            for each in ranked
        ],
    )
    st.markdown("Unknown: not answered or not determined; such a department may or may not fall short.")
