"""Whose plans a page shows: a round that is not published, and a department in it or every one."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from maturity.assessment.people import EVERY_DEPARTMENT
from maturity.assessment.round import Round
from maturity.framework.model import Framework
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.parts.address_choice import choose_any_department, choose_department, choose_round
from maturity.pages.session import Visit
from maturity.services import administering, comparing


@dataclass(frozen=True)
class PlanChoice:
    round: Round
    framework: Framework
    names: Mapping[str, str]  # of the departments in it that the person may see, by id
    department: str  # its id, or EVERY_DEPARTMENT where that was offered

    @property
    def only(self) -> str | None:
        """The department, where one alone was chosen."""
        return None if self.department == EVERY_DEPARTMENT else self.department


def choose_plan(here: Visit, *, nothing: str, way: str, every: str = "") -> PlanChoice | None:
    """Choose a round and a department; where there is none to choose from, say so and how to begin, and give None.

    `every` is what it is called to choose every department, if that is offered.
    """
    rounds = [round_ for round_ in here.once(administering.every_round) if not round_.published]
    if not rounds:
        st.info(f"{nothing} {to_begin(here, way)}")
        return None
    left, right = st.columns(2)
    with left:
        round_ = choose_round(rounds)
    compared = here.once(comparing.comparison, round_id=round_.id)
    names = {key: each.name for key, each in compared.departments.items()}
    if not names:
        st.info("No department that you may see is in this round. Open another round above.")
        return None
    with right:
        department = (
            choose_any_department(here, names, every=every) if every else choose_department(here, names)
        )
    return PlanChoice(round_, compared.framework, names, department)
