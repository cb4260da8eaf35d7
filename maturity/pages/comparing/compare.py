"""Compare. An auditor comes to see which departments are ahead, how sure that is, and on which statements."""

from collections.abc import Sequence

import streamlit as st

from maturity.briefing import gaps, standing, whose
from maturity.briefing import themes as by_theme
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
        if narrowed.every.departments:
            st.info(
                "None of the departments is so: choose another family or status, or however little is known."
            )
        else:
            st.info("No department that you may see has begun its assessment in this round.")
        return
    method_note.show_sources(narrowed.comparison)
    if narrowed.beside:
        st.caption(literal(narrowed.beside.round.source))
    lead = by_theme.lead(narrowed.comparison)
    match choose("Look at", PARTS, "part", "radio", first="themes" if lead else None):
        case "themes":
            _themes(narrowed)
        case "spread":
            _spread(narrowed)
        case _:
            _say_where_they_stand(narrowed)
            page = choose_page(list(narrowed.comparison.departments))
            if not lead:
                _scores(narrowed, page)
                _peers(narrowed)
            show_matrix(here, narrowed, page)


def _say_where_they_stand(narrowed: Narrowed) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    first, *others = standing.standing_in_words(comparison)
    st.header(literal(first))
    for sentence in (*by_theme.instead_of_a_score(comparison), *others):
        st.markdown(literal(sentence))
    if beside and len(comparison.placed) == 1:
        (key,) = comparison.placed
        name, against = (
            comparison.departments[key].name,
            standing.against_published(comparison.scores[key], beside),
        )
        st.markdown(literal(f"{name}: {against[0].lower()}{against[1:]}."))


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
        "the lowest level to every unknown at the highest. Where bars overlap, departments cannot be separated. A bar "
        "without a dot is of a department too little known to place."
    )
    rows = []
    other, live = whose.beside(comparison), not comparison.round.published
    for key in [key for key in page if key not in comparison.little_known]:
        score, rank = comparison.scores[key], comparison.ranks.get(key)
        rows.append(
            [
                comparison.departments[key].name,
                score.words,
                *([other.words(key), whose.audited_share(comparison, key)] if other else []),
                rank.words if rank and len(comparison.placed) > 1 else "Not ranked",
                _named(comparison, comparison.not_separated(key)),
                *([_status(comparison, key)] if live else []),
                *(_read(own_readings[key]) if own_readings else []),
            ]
        )
    headings = [
        "Department",
        "Score % (range), statements with a level",
        *([other.heading, whose.AUDITED] if other else []),
        "Possible rank",
        "Cannot be separated from",
        *(["Status"] if live else []),
    ]
    if rows:
        table([*headings, *(READ_OTHERWISE if own_readings else [])], rows)
    _apart(comparison, page)
    if own_readings:
        st.markdown(READINGS)
    if beside:
        _published(beside)


def _apart(comparison: Comparison, page: Sequence[str]) -> None:
    """Those too little known to place, in no order, with what would place them."""
    few, other = [key for key in page if key in comparison.little_known], whose.beside(comparison)
    if few:
        st.subheader("Too little known to place")
        table(
            [
                "Department",
                "Score % (range), statements with a level",
                *([other.heading, whose.AUDITED] if other else []),
                "What would place it",
                "Status",
            ],
            [
                [
                    comparison.departments[key].name,
                    comparison.scores[key].words,
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


RANKED = (
    "Statements are ranked by the share of those known, then by their distance to the top; equals share a place. "
    "Unknown: not answered or not determined; such a department may or may not fall short."
)
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
        rows.append([name, str(len(keys)), str(found.scored), found.words.capitalize()])
    table(["Group", "Departments", "Known well enough", "Their scores %"], rows)
    st.markdown(
        f"The middle half leaves out the highest and the lowest quarter. A group of fewer than {LEAST} scores is not "
        "summed up: it would give its members away."
    )


def _themes(narrowed: Narrowed) -> None:
    comparison, beside = narrowed.comparison, narrowed.beside
    themes = comparison.framework.themes
    if by_theme.lead(comparison):
        _say_where_they_stand(narrowed)
    else:
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
    st.header(literal(f"{gaps.headline(comparison.framework, found)}."))
    st.markdown(literal(gaps.bar(comparison.framework)))
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
    framework = comparison.framework
    st.header(f"Statements by the share {gaps.below(framework)}")
    table(
        [
            "Place",
            "Statement",
            "Theme",
            f"{gaps.below(framework).capitalize()}, of those known, and of all however the unknown fall",
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
    st.markdown(RANKED)
