"""Portfolio, promises kept: a board comes to see whether what was promised was found."""

import streamlit as st

from maturity.assessment.round import Round
from maturity.briefing.promises import headline
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.services import portfolios


def show_promises(here: Visit, round_: Round, department: str | None) -> None:
    """What was promised of a round, and what the next one found."""
    found = here.once(portfolios.promises_of, round_id=round_.id, department_id=department)
    if found.before is None:
        st.info("No round came before this one, so nothing was promised yet. Open a later round above.")
        return
    if not found.made:
        st.info(literal(f"No action of {found.before.round.title} was delivered that promised a rise."))
        return
    st.header(literal(headline(found.tally)))
    framework, names = found.before.framework, found.after.departments
    themes = {theme.id: theme.label for theme in framework.themes}
    st.markdown(
        literal(
            f"From {found.before.round.title} to {found.after.round.title}; an auditor's finding counts where there "
            "is one."
        )
    )
    st.subheader("By department and theme")
    table(
        ["Department", "Theme", "Promises", "Known", "Levels promised", "Levels found", "Kept"],
        [
            [
                names[each.department].name,
                themes[each.theme],
                str(each.promises),
                str(each.known),
                str(each.promised),
                str(each.found),
                str(each.kept),
            ]
            for each in found.by_theme
        ],
    )
    with st.expander("Every promise"):
        table(
            ["Department", "Statement", "Promised", "Found", "Kept", "Actions"],
            [
                [
                    names[each.department].name,
                    each.statement.label,
                    "Not known" if each.promised is None else f"{each.promised:+d}",
                    ("Not known" if each.found is None else f"{each.found:+d}")
                    + (" (audited)" if each.audited else ""),
                    each.kept.value.capitalize(),
                    "; ".join(action.title for action in each.actions),
                ]
                for each in found.made
            ],
        )
