"""Words explained. Anybody comes to look up one of the few terms of art that the pages and the board pack use."""

import streamlit as st

from maturity.assessment.people import Permission
from maturity.pages import session
from maturity.pages.parts import marks

TERMS = {
    "Level": (
        "One step of the framework's scale, in its own words for each statement: what an auditor would find there. "
        "Answer shows them in full."
    ),
    "Score": (
        "The weighted mean over the statements with a level, in per cent: a level is worth its value ÷ the highest of "
        "its scale. A framework may combine its statements otherwise; its file says how."
    ),
    "Range": (
        "Where the score could lie once everything is known: from all that is open at the lowest level to all of it at "
        "the highest. Two departments can be told apart only where their ranges do not overlap."
    ),
    "Surely, can be told apart": (
        "A department is surely ahead of another where its lowest possible score is above the other's highest. "
        "Otherwise nobody can say which is ahead: they cannot be told apart. Surely in the top quarter is who is ahead "
        "of enough others for a place in it, whatever is unknown."
    ),
    "Median, mean, quartiles": (
        "The median is the score in the middle: half are above and half below. The mean is all added up and divided, "
        "and moves with every score. The middle half leaves out the highest and the lowest quarter. None is told of "
        "fewer than five departments, of which it would give each away."
    ),
    "The bar": (
        "The level below which a department counts as falling short of a statement, where it chose no target of its "
        "own. The framework's file sets it; where it sets none, it is the lowest level worth half of the scale (house "
        "method)."
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
        "replaces it. Some are agreed together, without looking at each: they are told apart wherever it is said how "
        "much is audited. A published finding is what its publisher wrote, coded onto levels by us."
    ),
    "Kappa": (
        "How far two people agree beyond what chance would bring: 1 is full agreement, 0 no more than chance. Where "
        "any finding was made before the auditor saw the department's level, those alone are counted; where none was, "
        "all are, and it is said that no such word as “substantial” may be taken from it."
    ),
    "Optimism index": (
        "By how many levels departments put themselves above the auditor, on average: +1.00 is a whole level. Of few "
        "pairs it says little; how many there are stands beside it."
    ),
    "Cell": "One statement of one department: 18 statements of 10 departments are 180 cells.",
    "Carried over": (
        "An answer of the last round that nobody has confirmed in this one. It counts as not answered until somebody "
        "does, while the round is open and the assessment is not agreed."
    ),
    "Target and gap": (
        "The level that a department aims at by a date, and how far it is from there. Where none was chosen the next "
        "level up is taken, as a suggestion (house method)."
    ),
    "Levels closed, statements found out": (
        "What an action does for gaps: by how many levels it brings statements nearer to their targets, and of how "
        "many statements it finds out where they stand."
    ),
    "Promise": (
        "What an approved action said it would raise, and by when. It is kept if the next round finds that level or a "
        "higher one."
    ),
}


def show() -> None:
    session.current().person.must(Permission.SEE_PUBLISHED)
    st.title("Words explained")
    rows: list[list[marks.Cell]] = [
        [marks.Html(f"<b>{marks.html_of(term)}</b>"), meaning] for term, meaning in TERMS.items()
    ]
    marks.show(marks.table("The terms of art that these pages use", ["Term", "What it means"], rows))
