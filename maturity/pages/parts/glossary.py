"""Words explained. Anybody comes to look up one of the few terms of art that the pages and the board pack use."""

import streamlit as st

from maturity.assessment.people import Permission
from maturity.pages import session
from maturity.pages.parts import marks

TERMS = {
    "Score": (
        "The weighted mean over the statements with a level, in per cent: a level is worth its value ÷ the highest of "
        "its scale. A framework may combine its statements otherwise; its file says how."
    ),
    "Range": (
        "Where the score could lie once everything is known: from all that is open at the lowest level to all of it at "
        "the highest. Two departments can be told apart only where their ranges do not overlap."
    ),
    "Coverage": (
        "How many of the statements that apply have a level. A department of which less than half is known stands "
        "apart, in no order."
    ),
    "Not answered, not determined, not applicable": (
        "Nobody has said anything yet; somebody has looked and cannot tell; the statement does not apply, for the "
        "reason given. None of them counts as a zero. What does not apply counts nowhere."
    ),
    "Asked": (
        "What a round asks of a department: the whole framework, or the part of it that the round chose and that "
        "applies to such a body. Nobody answers the rest, and it counts nowhere, neither as a zero nor as unknown."
    ),
    "House method": (
        "Our own, and not the publisher's. The framework file says of the statements, the scale, the wording of "
        "levels, the guidance and the scoring whose they are."
    ),
    "Finding": (
        "An auditor's own level for a statement, with the reason. It stands beside the department's answer, and never "
        "replaces it. Of Departments A to G: what the National Audit Office published, coded onto levels by us."
    ),
    "Kappa": (
        "How far two people agree beyond what chance would bring: 1 is full agreement, 0 no more than chance. Where "
        "any finding was made before the auditor saw the department's level, those alone are counted; where none was, "
        "all are, and it is said that no such word as “substantial” may be taken from it."
    ),
    "Carried over": (
        "An answer of the last round that nobody has confirmed in this one. It counts as not answered until somebody "
        "does, while the round is open and the assessment is not agreed."
    ),
    "Target and gap": (
        "The level that a department aims at by a date, and how far it is from there. Where none was chosen the next "
        "level up is taken, as a suggestion (house method)."
    ),
}


def show() -> None:
    session.current().person.must(Permission.SEE_PUBLISHED)
    st.title("Words explained")
    rows: list[list[marks.Cell]] = [
        [marks.Html(f"<b>{marks.html_of(term)}</b>"), meaning] for term, meaning in TERMS.items()
    ]
    marks.show(marks.table("The terms of art that these pages use", ["Term", "What it means"], rows))
