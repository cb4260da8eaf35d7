"""Over time. An auditor comes to see what changed between two rounds, why, and how far departments are believed."""

from collections.abc import Mapping, Sequence

import streamlit as st

from maturity.assessment.round import Department, Round
from maturity.briefing import agreement, movement, pictures, whose
from maturity.briefing.carried import carried_in_words
from maturity.briefing.editions import difference_in_words, why_broken
from maturity.briefing.shown_as import FigureWords, figure_words, score_in_a_cell
from maturity.charts import agreement as bubbles
from maturity.charts import bridge as waterfall
from maturity.charts import trend as line
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import choose, choose_any_department
from maturity.pages.parts.chart import picture
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.scoring.agreement import Agreement, Optimism
from maturity.scoring.bridge import Bridge, ChangeKind, Moved, NoBridge
from maturity.scoring.compare import View
from maturity.scoring.movement import LevelsMoved, Mover
from maturity.scoring.peers import LEAST
from maturity.services import comparing, trends
from maturity.services.trends import OverTime
from maturity.wording import counted, day, fixed

VIEWS = {view.value: words for view, words in whose.WORDS.items()}
MOST_NAMED = 12
TOO_FEW = f"Fewer than {LEAST}"
"""Statements named in a cell; more are counted."""


def show() -> None:
    here = session.current()
    page_heading("Over time", day(here.now.date()))
    series = here.read(trends.series_over_time)
    asked = choose("Framework", series, "series") if len(series) > 1 else next(iter(series), None)
    rounds, departments = here.read(trends.departments_over_time, series=asked)
    if not rounds:
        way = to_begin(here, "Open a round and start an assessment on the Answer page.")
        st.info(f"There is no round with a department that you may see. {way}")
        return
    names = {key: department.name for key, department in departments.items()}
    top = st.container()  # the finding, which stands above the choices that it follows from
    with st.container(horizontal=True, key="filters"):
        chosen = choose_any_department(here, names, every="All departments", in_row=True)
        view = View(choose("Whose word", VIEWS, "view", in_row=True))
        start, end = _choose_rounds(rounds)
    department = departments.get(chosen)
    with top:
        found = _say_movement(here, rounds, start, end, department, departments, view)
    if found is not None and start != end:
        _described(here, start, end, department, view)
    if isinstance(found, NoBridge):
        _levels_moved(_levels_between(here, start, end, department, view), departments)
        _agreement(here, next(each for each in rounds if each.id == end), department, departments)
        return
    if found is not None:
        titles = {each.id: each.title for each in rounds}
        _between(found, titles[start], titles[end], departments, several=department is None)
        if department is None:
            _movers(here.once(trends.movers_between, start=start, end=end), departments)
    own = department.id if department else None
    past = here.once(trends.over_time, department_id=own, view=view, series=asked)
    _trend(past)
    _agreement(here, next(each for each in rounds if each.id == end), department, departments)


def _choose_rounds(rounds: Sequence[Round]) -> tuple[str, str]:
    """Between which two rounds to look, the earlier first; twice the same where there is but one."""
    titles = {each.id: each.title for each in reversed(rounds)}
    if len(rounds) == 1:
        return rounds[0].id, rounds[0].id
    from_at = st.container()
    later = dict(list(titles.items())[:-1])
    end = choose("To", later, "to", in_row=True)
    with from_at:
        earlier = dict(list(titles.items())[list(titles).index(end) + 1 :])
        start = choose("From", earlier, "from", in_row=True)
    return start, end


def _say_movement(
    here: Visit,
    rounds: Sequence[Round],
    start: str,
    end: str,
    department: Department | None,
    departments: Mapping[str, Department],
    view: View,
) -> Bridge | NoBridge | None:
    """What happened between two rounds, or why that cannot be said; no bridge where there can be no scores."""
    titles = {each.id: each.title for each in rounds}
    if start == end:
        finding(f"One round so far: {titles[end]}")
        st.info("A bridge shows what changed from one round to the next. It needs a second round.")
        return None
    found = here.once(
        trends.bridge_between,
        start=start,
        end=end,
        department_id=department.id if department else None,
        view=view,
    )
    if isinstance(found, NoBridge) and found.unscored:
        moved = _levels_between(here, start, end, department, view)
        finding(
            _sentence(f"{movement.levels_in_words(moved)}, {titles[start]} to {titles[end]}."),
            " ".join(
                filter(
                    None,
                    [
                        "This framework has no overall score: levels are compared, statement by statement.",
                        carried_in_words(found.carried),
                    ],
                )
            ),
        )
        return found
    if isinstance(found, NoBridge):
        finding(f"{titles[start]} to {titles[end]}")
        st.info(literal(movement.no_bridge(found)))
        return None
    who = department.name if department else f"The mean of {len(found.departments)} departments"
    if department is None and len(found.departments) == 1:
        who = departments[found.departments[0]].name
    finding(movement.headline(found, who, titles[start], titles[end]), movement.caution(found))
    return found


def _every_statement(
    bridge: Bridge, start: str, end: str, departments: Mapping[str, Department], *, several: bool
) -> None:
    table(
        ["Part", *(["Department"] if several else []), "Statement", start, end],
        [
            [
                part.kind.capitalize(),
                *([departments[each.department].name] if several else []),
                each.label,
                each.was,
                each.now,
            ]
            for part in bridge.parts
            for each in part.moved
        ],
    )


def _between(
    bridge: Bridge, start: str, end: str, departments: Mapping[str, Department], *, several: bool
) -> None:
    if bridge.changed.title:
        st.markdown(
            literal(f"The framework changed between the rounds ({difference_in_words(bridge.changed)}).")
        )
    steps, as_shown = waterfall.points(bridge, start=start, end=end), figure_words(bridge.framework)
    picture(
        waterfall.figure(steps, look=session.chart_look(), as_shown=as_shown),
        key="bridge",
        alt=movement.parts_in_words(bridge),
        shown=steps,
    )
    table(
        ["Part", as_shown.nouns.capitalize(), "Statements"],
        [
            [start, as_shown.words(bridge.start.score), ""],
            *(
                [part.kind.capitalize(), as_shown.signed(part.points), _behind(part.moved)]
                for part in bridge.parts
            ),
            [end, as_shown.words(bridge.end.score), ""],
        ],
    )
    st.markdown(
        "The parts add up exactly; the figures shown are rounded. A part is what its changes add to the score, on "
        "average over every order in which the kinds of change could be made, so that no order is favoured. The "
        "picture begins where its bars do, not at 0."
    )
    behind = st.expander(
        "Every statement behind the parts, before and after", key="behind the parts", on_change="rerun"
    )
    if behind.open:  # of many departments there are thousands
        with behind:
            _every_statement(bridge, start, end, departments, several=several)
    if bridge.left_out:
        out = len(bridge.left_out)
        with st.expander(f"{counted(out, 'department is', 'departments are')} not in the mean"):
            table(
                ["Department", "Why"],
                [[departments[key].name, movement.no_bridge(each)] for key, each in bridge.left_out.items()],
            )


def _movers(movers: Sequence[Mover], departments: Mapping[str, Department]) -> None:
    """Who surely rose and fell, who may have, by whose word, and the statements behind it."""
    st.header("Who moved")
    for sentence in movement.who_moved(movers):
        st.markdown(sentence)
    marks.show(
        marks.table(
            "Who moved, by whose word, and the statements behind it",
            ["Department", "By its own word", "With auditors' findings", "Statements behind it"],
            [
                [
                    departments[each.department].name,
                    _sentence(movement.step_in_words(each.own)),
                    _sentence(movement.step_in_words(each.audited)) if each.audited else "The same",
                    _sentence(movement.statements_behind(each)),
                ]
                for each in movers
            ],
            kind="stacks",
            hidden_caption=True,
        )
    )


def _described(here: Visit, start: str, end: str, department: Department | None, view: View) -> None:
    """Which answers that are in no figure are others than before; of one edition, as kinds of two are not the same."""
    now = here.once(comparing.comparison, round_id=end, view=view)
    if len(now.framework.scored) == len(now.framework.statements):
        return
    then = here.once(comparing.comparison, round_id=start, view=view)
    if then.framework.content_hash != now.framework.content_hash:
        return
    keys = [each for each in now.departments if each in then.departments]
    keys = [each for each in keys if department is None or each == department.id]
    for told in movement.kinds_changed(then.only(keys), now.only(keys)):
        st.markdown(literal(told))


def _levels_between(
    here: Visit, start: str, end: str, department: Department | None, view: View
) -> list[LevelsMoved]:
    own = department.id if department else None
    return here.once(trends.levels_between, start=start, end=end, department_id=own, view=view)


def _levels_moved(moved: Sequence[LevelsMoved], departments: Mapping[str, Department]) -> None:
    """Whose levels rose and fell, and which."""
    st.markdown(movement.knowing_in_words(moved))
    rows = []
    for each in moved:
        more, less = movement.newly_known(each)
        rose, fell = each.count(ChangeKind.IMPROVED), each.count(ChangeKind.DECLINED)
        figures = map(str, (each.both, rose, fell, more, less))
        rows.append(
            [departments[each.department].name, *figures, _sentence(movement.statements_behind(each))]
        )
    headings = ["Department", "Known in both", "Rose", "Fell", "Newly known", "Not known now", "Which"]
    marks.show(
        marks.table(
            "What became of the levels",
            headings,
            rows,
            numbers=range(1, 6),
            kind="stacks",
            hidden_caption=True,
        )
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _behind(moved: Sequence[Moved]) -> str:
    """The statements behind a part by name, or of many or of several departments, how many."""
    if not moved:
        return "None"
    departments = len({each.department for each in moved})
    if departments > 1 or len(moved) > MOST_NAMED:
        of = f", in {departments} departments" if departments > 1 else ""
        return f"{len(moved)}{of}"
    return ", ".join(each.label for each in moved)


def _trend(past: OverTime) -> None:
    st.header("Round by round")
    points = line.points(past.steps or past.spreads)
    frameworks = [each.framework for each in past.steps] or [each.framework for each in past.spreads]
    framework = frameworks[-1] if frameworks else None
    as_shown = figure_words(framework)
    if any(point.low is not None for point in points.rounds):
        picture(
            line.figure(points, look=session.chart_look()),
            key="trend",
            alt=movement.line_in_words([(each.label, each.value) for each in points.rounds], framework),
            shown=points.rounds,
        )
    elif past.department is None:
        st.info(f"A median is shown for a round in which {LEAST} or more departments have a score.")
    for point in points.rounds:
        if point.broken:
            st.markdown(
                literal(f"No line is drawn to {point.label}, as {why_broken(point.broken)} ({point.broken}).")
            )
    for each in past.steps or past.spreads:
        if each.carried:
            st.info(literal(f"{each.round.title}: {carried_in_words(each.carried)}"))
    if past.department is not None:
        table(
            ["Round", f"{as_shown.titled('Score')} (range), statements with a level", "Coverage %"],
            [
                [step.round.title, score_in_a_cell(framework, step.score), _figure(step.score.coverage)]
                for step in past.steps
            ],
        )
        return
    st.markdown(
        "Over the departments with a score that you may see; which they are may differ from round to round. Whatever "
        "is unknown, their median lies in its range."
    )
    table(
        [
            "Round",
            "Departments",
            f"{as_shown.titled('Median')} (its range)",
            as_shown.titled("Quartiles"),
            "Coverage %",
        ],
        [
            [
                spread.round.title,
                str(spread.departments),
                f"{as_shown.number(spread.median)} ({_figures(as_shown, spread.low, spread.high)})"
                if spread.median is not None
                else TOO_FEW,
                _figures(as_shown, spread.lower, spread.upper),
                _figure(spread.coverage),
            ]
            for spread in past.spreads
        ],
    )


def _figure(value: float | None) -> str:
    return TOO_FEW if value is None else f"{fixed(value)}"


def _figures(as_shown: FigureWords, low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return TOO_FEW
    return f"{as_shown.number(low)} to {as_shown.number(high)}"


def _agreement(
    here: Visit, round_: Round, department: Department | None, departments: Mapping[str, Department]
) -> None:
    st.header("Self against audited")
    found = here.once(
        trends.agreement_of,
        round_id=round_.id,
        department_id=department.id if department else None,
    )
    st.subheader(
        literal(f"{round_.title}: {agreement.headline(found, department.name if department else '')}")
    )
    if found.pairs:
        st.markdown(f"{agreement.share_agreed(found)} {agreement.ratings_in_words(found)}")
        for scale in found.kappas:
            _scale(found, scale)
        with st.expander("Kappa, and why it counts for little here"):
            for scale, kappa in found.kappas.items():
                named = scale if len(found.kappas) > 1 else ""
                marks.show(marks.sentences([agreement.kappa_in_words(kappa, named)]))
            st.markdown(agreement.kappa_caveat(found))
        _optimism(found, departments)
    _unpaired(found)
    marks.show(*(marks.quiet(marks.explained(sentence)) for sentence in found.framework.whose))


def _scale(found: Agreement, scale: str) -> None:
    if not found.of_scale(scale):
        return
    points = bubbles.points(found, scale)
    picture(
        bubbles.figure(points, look=session.chart_look()),
        key=f"agreement {scale}",
        alt=pictures.agreement_in_words(found, scale),
        shown=[
            {
                "department": points.levels[each.own],
                "auditor": points.levels[each.audited],
                "pairs": each.pairs,
            }
            for each in points.bubbles
        ],
    )
    st.markdown(
        "Above the dotted line departments put themselves higher than the auditor does; below it, lower."
    )
    with st.expander("The same as a table"):
        places = range(len(points.levels))
        table(
            ["The department's own level", *(f"Auditor: {level}" for level in points.levels)],
            [
                [points.levels[own], *(str(points.pairs(own, audited)) for audited in places)]
                for own in places
            ],
        )


def _optimism(found: Agreement, departments: Mapping[str, Department]) -> None:
    st.subheader("Optimism index")
    st.markdown(
        "The mean of the department's own level less the auditor's, in levels, over the pairs; and in how many pairs "
        "the department is higher, the same, or lower."
    )
    framework = found.framework
    headings = ["Index", "Pairs", "Higher", "Same", "Lower"]
    by_department, by_theme, by_statement = st.tabs(["By department", "By theme", "By statement"])
    with by_department:
        rows = [[departments[key].name, *_index(each)] for key, each in found.by_department.items()]
        table(
            ["Department", *headings],
            [*rows, *([["All", *_index(found.overall)]] if len(rows) > 1 else [])],
        )
    with by_theme:
        labels = {theme.id: theme.label for theme in framework.themes}
        rows = [[labels[key], *_index(each)] for key, each in found.by_theme.items()]
        table(["Theme", *headings], rows)
    with by_statement:
        rows = [[framework.by_id[key].label, *_index(each)] for key, each in found.by_statement.items()]
        table(["Statement", *headings], rows)


def _index(optimism: Optimism) -> list[str]:
    counts = [optimism.pairs, optimism.higher, optimism.same, optimism.lower]
    return [optimism.index, *map(str, counts)]


def _unpaired(found: Agreement) -> None:
    if not found.unpaired:
        return
    total = sum(found.unpaired.values())
    unpaired = counted(total, "answer makes no pair, and counts", "answers make no pair, and count")
    with st.expander(f"{unpaired} in none of these figures"):
        table(
            ["Answer and finding", "Statements"],
            [
                [kind.words.capitalize(), str(count)]
                for kind, count in sorted(found.unpaired.items(), key=lambda each: (-each[1], each[0].words))
            ],
        )
