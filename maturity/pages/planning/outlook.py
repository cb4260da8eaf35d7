"""Road map, what lies ahead: a board member comes to see where the department will be, when, and at what cost."""

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from maturity.briefing import forecast, pictures
from maturity.briefing.shown_as import figure_words
from maturity.charts import costs as cost_chart
from maturity.charts import projection as projection_chart
from maturity.pages import session
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.chart import picture
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.plan.action import Action
from maturity.roadmap.projection import Projection
from maturity.scoring.compare import View
from maturity.services import road_maps
from maturity.services.road_maps import Outlook
from maturity.wording import day, pounds

AGO = {"91": "A quarter ago", "182": "Half a year ago", "365": "A year ago"}
"""Days, and what they are called."""


def read_outlook(here: Visit, round_id: str, department: str, view: View, today: date) -> Outlook:
    """The road map and what lies ahead, beside the plan as it stood on the day that the address says."""
    asked = st.query_params.get("ago")
    before = today - timedelta(days=int(asked if asked in AGO else next(iter(AGO))))
    return here.once(
        road_maps.outlook_of,
        round_id=round_id,
        department_id=department,
        today=today,
        before=before,
        view=view,
    )


def show_projection(outlook: Outlook, today: date) -> None:
    """Where the score would be, quarter by quarter; why nothing is said of it, where too little is known."""
    now, earlier, prospect = outlook.now, outlook.earlier, outlook.prospect
    st.header(literal(f"Projected: {forecast.of_one(outlook.road_map.comparison, prospect)}"))
    if prospect is None:
        _that_move_nothing(now)
        return
    for sentence in forecast.rests_on(prospect, today):
        st.markdown(literal(sentence))
    ago = choose("Beside the plan as it stood", AGO, "ago", kind="radio")
    points, as_shown = projection_chart.points(now, earlier), figure_words(now.framework)
    picture(
        projection_chart.figure(points, look=session.chart_look(), as_shown=as_shown),
        key="projection",
        alt=pictures.projection_in_words(outlook.road_map.comparison, prospect, now),
        shown=points,
    )
    then = day(today - timedelta(days=int(ago)))
    st.markdown(
        f"The dashed line shows what the plan, as approved by {then}, would bring from today's levels. Where nobody "
        "knows a level, an action that raises it lifts the low end of the range. An action counts from its due date, "
        "or, where it is late, from today."
    )
    with st.expander("The same as a table"):
        titles = {action.id: action.title for action in outlook.road_map.actions}
        delivered = {
            point.label: "; ".join(titles[each] for each in quarter.delivered)
            for point, quarter in zip(points[1:], now.points, strict=True)
        }
        table(
            [
                "By the end of",
                f"{as_shown.titled('Score')} (range), statements with a level",
                f"As planned on {then}",
                "Delivered",
            ],
            [
                [
                    point.label,
                    point.words,
                    ("No score" if point.earlier is None else as_shown.words(point.earlier))
                    if place
                    else "As assessed",
                    delivered.get(point.label) or "Nothing",
                ]
                for place, point in enumerate(points)
            ],
        )
    _that_move_nothing(now)


def _that_move_nothing(now: Projection) -> None:
    """The actions that no figure counts, each with why."""
    if now.not_counted:
        with st.expander(forecast.moving_nothing(len(now.not_counted))):
            table(["Action", "Why"], [[each.action.title, each.why] for each in now.not_counted])


def show_costs(outlook: Outlook) -> None:
    """What it costs, year by year."""
    found = outlook.costs
    points = cost_chart.points(found)
    if not any(bar.total or bar.saving for bar in points):
        st.header("No cost is known yet")
        st.markdown("Approve an action with a cost, and its years come here.")
    else:
        st.header(literal(forecast.costs_in_words(found)))
        if saved := forecast.savings_in_words(found):
            st.markdown(literal(f"{saved}. No cost is less for it."))
        picture(
            cost_chart.figure(points, look=session.chart_look()),
            key="costs",
            alt=pictures.costs_in_a_picture(found),
            shown=points,
        )
        with st.expander("The same as a table"):
            table(
                ["Financial year", "Once", "Running costs", "Together", "Savings, apart"],
                [
                    [bar.year, *map(pounds, (bar.one_off, bar.yearly, bar.total, bar.saving))]
                    for bar in points
                ],
            )
        st.markdown(
            "Of what this department leads. Running costs and savings begin in the month after delivery."
        )
    _missing("Not costed in full; what is known of them is counted", found.not_costed)
    _missing("Without a date, so in no year", found.no_date)


def _missing(words: str, actions: Sequence[Action]) -> None:
    if actions:
        st.markdown(literal(f"{words}: {', '.join(f'“{action.title}”' for action in actions)}."))
