"""Road map, all suggestions in one grid: somebody of the department comes to fill in many and propose them at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from maturity.framework.model import Framework
from maturity.pages.parts.form import form_key, pressed, show_outcome
from maturity.pages.parts.part_choice import ShownPart
from maturity.pages.session import Visit
from maturity.plan.action import Action
from maturity.plan.words import RAISES, rises_in_words
from maturity.scoring.compare import View
from maturity.services import planning, road_maps
from maturity.services.road_maps import RoadMap
from maturity.wording import counted

TAKEN = "Propose"
FIELDS = {
    "Action": "title",
    "Owner": "owner",
    "Start": "start",
    "Due": "due",
    "One-off cost, £": "one_off",
    "Yearly cost, £": "yearly",
    "Yearly saving, £": "saving",
    "If no due date, why": "no_date",
}
"""The columns that can be filled in, by what they are called, and what an action calls them."""
DAYS, POUNDS = ("start", "due"), ("one_off", "yearly", "saving")


@dataclass(frozen=True)
class Grid:
    """The suggestions as they stood when the grid was first shown; what was typed over them is the grid's own."""

    actions: tuple[Action, ...]

    def filled(self, changes: Mapping[int, Mapping[str, Any]]) -> list[Action]:
        """Those that are taken, as they were filled in."""
        found = []
        for place, action in enumerate(self.actions):
            typed = changes.get(place, {})
            if not typed.get(TAKEN, True):
                continue
            given = {FIELDS[name]: value for name, value in typed.items() if name in FIELDS}
            found.append(with_typed(action, given))
        return found


def with_typed(action: Action, typed: Mapping[str, Any]) -> Action:
    """The action with fields as a grid has them: days and pounds as it writes them, and nothing where it is empty."""
    given: dict[str, Any] = {}
    for name, value in typed.items():
        if name in DAYS:
            given[name] = date.fromisoformat(value[:10]) if value else None
        elif name in POUNDS:
            given[name] = None if value is None else int(value)
        else:
            given[name] = value or ""
    if given.get("due"):
        given["no_date"] = ""
    return action.model_copy(update=given)


def _named(fields: Collection[str]) -> list[str]:
    """The columns of some fields."""
    return [name for name, field in FIELDS.items() if field in fields]


def propose_together(here: Visit, plan: RoadMap, view: View, part: ShownPart) -> None:
    """The grid of what is suggested for every gap that nothing is done about yet; nothing where there is none."""
    framework, department = plan.comparison.framework, plan.department
    where = f"suggestions {plan.comparison.round.id}/{department.id}/{view}"
    show_outcome(where, refused=False)
    own = form_key(where)
    grid: Grid | None = st.session_state.get(f"{own} rows")
    if grid is None:
        suggested = here.once(
            road_maps.suggested_actions,
            round_id=plan.comparison.round.id,
            department_id=department.id,
            view=view,
        )
        grid = st.session_state[f"{own} rows"] = Grid(tuple(action for _, action in suggested))
    if not grid.actions:
        return
    gaps = counted(len(grid.actions), "gap") + (" of all themes" if part.key else "")
    # Drawn once it was opened, and from then on: what is typed in it is lost where it is not drawn.
    box = st.expander(
        f"Propose the suggested actions for {gaps} in one grid", key=f"grid {where}", on_change="rerun"
    )
    if box.open:
        st.session_state[f"{own} opened"] = True
    if f"{own} opened" not in st.session_state:
        return
    with box:
        _draw(here, grid, framework, own, where)


def _draw(here: Visit, grid: Grid, framework: Framework, own: str, where: str) -> None:
    st.markdown(
        "Fill in what you know, copy and paste as in a spreadsheet, and leave out what you do not want. Nothing "
        "here is kept until you propose it: finish before you leave or reload this page."
    )
    rows = [
        {
            TAKEN: True,
            RAISES: rises_in_words(action, framework),
            **{name: getattr(action, field) for name, field in FIELDS.items()},
        }
        for action in grid.actions
    ]
    dates = {each: st.column_config.DateColumn(format="DD/MM/YYYY") for each in _named(DAYS)}
    pounds = {each: st.column_config.NumberColumn(format="localized", step=1) for each in _named(POUNDS)}
    st.data_editor(
        rows,
        key=f"{own} grid",
        hide_index=True,
        disabled=[RAISES],
        column_config={
            TAKEN: st.column_config.CheckboxColumn(width="small"),
            "Action": st.column_config.TextColumn(width="large"),
            **dates,
            **pounds,
        },
    )
    changes = st.session_state[f"{own} grid"]["edited_rows"]
    taken = grid.filled(changes)
    show_outcome(where, refused=True)
    st.button(
        f"Propose {counted(len(taken), 'action')}",
        type="primary",
        disabled=not taken,
        on_click=_propose,
        args=(here, grid, own, where),
    )


def _propose(here: Visit, grid: Grid, own: str, where: str) -> None:
    """In a callback: all of them or none, and what the grid has stays until they are kept."""
    taken = grid.filled(st.session_state[f"{own} grid"]["edited_rows"])
    pressed(
        where,
        lambda: here.write(planning.propose_actions, actions=taken),
        lambda kept: f"{counted(len(kept), 'action is', 'actions are')} on the road map, as proposed.",
    )
