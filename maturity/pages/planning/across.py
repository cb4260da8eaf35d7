"""Portfolio, across government: the centre comes to see what departments need in common."""

from collections.abc import Mapping, Sequence

import streamlit as st

from maturity.assessment.round import Round
from maturity.briefing import gaps, whose
from maturity.framework.model import Framework
from maturity.pages.parts.address_choice import choose
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.roadmap.across import Shared
from maturity.scoring import spread
from maturity.scoring.compare import View
from maturity.services import portfolios
from maturity.services.portfolios import Across
from maturity.wording import counted, headed, pounds

VIEWS = {view.value: words for view, words in whose.WORDS.items()}
MOST_NAMED = 6


def show_across(here: Visit, round_: Round) -> None:
    """Which needs departments share, and what is worth doing once."""
    view = View(choose("Scored on", VIEWS, "view", kind="radio"))
    found = here.once(portfolios.across_government, round_id=round_.id, view=view)
    names = {key: each.name for key, each in found.comparison.departments.items()}
    framework, ranked = found.comparison.framework, spread.shortest(found.spreads)
    st.header(literal(f"{gaps.headline(framework, found.spreads)}."))
    st.markdown(literal(f"Of {counted(len(names), 'department')} that you may see. {gaps.bar(framework)}"))
    table(
        [
            "Place",
            "Statement",
            f"{headed(gaps.below(framework))}, of those known, and of all however the unknown fall",
            "Short of a target they chose",
        ],
        [
            [
                str(spread.place_of(each, ranked)),
                each.statement.label,
                gaps.in_words(each),
                str(found.short_of_chosen.get(each.statement.id, 0)),
            ]
            for each in ranked
        ],
    )
    _facets(found)
    _once(found, names)


def _facets(found: Across) -> None:
    for facet in found.comparison.framework.facets:
        served = found.served[facet.id]
        st.subheader(literal(f"What each would serve: {facet.label}"))
        st.markdown("Of steps to the targets chosen, or one level up where none is.")
        table(
            ["Rank", facet.label, "Departments served", "Gaps", "Level not known", "Statements"],
            [
                [
                    str(each.rank),
                    each.value.label,
                    str(len(each.short)),
                    str(each.gaps),
                    str(len(each.unknown)),
                    str(len(each.statements)),
                ]
                for each in served
            ],
        )


def _step(framework: Framework, each: Shared) -> str:
    return each.next_step if each.level is None else gaps.step_up(framework, each.statement, each.level)


def _once(found: Across, names: Mapping[str, str]) -> None:
    st.subheader("Worth doing once")
    if found.shared:
        table(
            ["Statement", "From", "Next step", "Departments"],
            [
                [
                    each.statement.label,
                    "Not known"
                    if each.level is None
                    else found.comparison.framework.scale_of(each.statement).by_value[each.level].name,
                    _step(found.comparison.framework, each),
                    _named(each.departments, names),
                ]
                for each in found.shared
            ],
        )
    else:
        st.markdown("No two departments would take the same step.")
    if found.apart:
        st.subheader("Worked on apart")
        table(
            ["Statement", "Actions", "Once", "Yearly", "Not costed"],
            [
                [
                    each.statement.label,
                    "; ".join(f"{names.get(a.lead, a.lead)}: {a.title}" for a in each.actions[:MOST_NAMED])
                    + (f"; {len(each.actions) - MOST_NAMED} more" if len(each.actions) > MOST_NAMED else ""),
                    pounds(each.one_off).capitalize(),
                    pounds(each.yearly).capitalize(),
                    str(each.not_costed),
                ]
                for each in found.apart
            ],
        )


def _named(departments: Sequence[str], names: Mapping[str, str]) -> str:
    """Departments by name, or of many how many."""
    if len(departments) > MOST_NAMED:
        return f"{len(departments)} departments"
    return ", ".join(names[key] for key in departments)
