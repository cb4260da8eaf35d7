"""What was said of the items of a checklist, to be read."""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.answer import Answer, ItemAnswer
from maturity.framework.model import Framework, Statement
from maturity.pages.parts.table import table


def show_items(
    framework: Framework, statement: Statement, answer: Answer, found: Sequence[ItemAnswer] = ()
) -> None:
    """The items in their sets, with what the department says and what an auditor `found` otherwise; nothing where the
    statement has no checklist.
    """
    if not statement.items:
        return
    otherwise = {each.id: each for each in found}
    headings = ["Item", "In the set", "The department says"] + (["The auditor found"] if otherwise else [])
    rows = []
    for name, items in framework.item_sets(statement):
        for item in items:
            said = answer.item(item.id)
            row = [item.text, name, f"{said.said.words}: {said.words}" if said.words else said.said.words]
            if otherwise:
                row.append(otherwise[item.id].said.words if item.id in otherwise else "–")
            rows.append(row)
    with st.expander(f"Checklist, {len(rows)} items"):
        table(headings, rows)
