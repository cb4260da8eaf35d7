"""One statement. An auditor comes to read all evidence and findings on it, of every department, on one page."""

import streamlit as st

from maturity.assessment.answer import Answer
from maturity.briefing import gaps, reached
from maturity.briefing.checklists import level_range_in_words
from maturity.framework.groups import facets_in_words
from maturity.framework.model import Framework, Statement
from maturity.pages import session
from maturity.pages.administering.round_forms import to_begin
from maturity.pages.comparing.filters import choose_page, choose_view
from maturity.pages.parts import answer_words, marks, method_note
from maturity.pages.parts.address_choice import choose, choose_round
from maturity.pages.parts.heading import finding, page_heading
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.scoring.compare import Comparison
from maturity.scoring.spread import spreads
from maturity.services import administering, comparing
from maturity.services.comparing import SaidOfStatement
from maturity.wording import day

NONE, NO_FINDING = "None", "No finding"
NOT_SHOWN_YET = "Not shown while you review blind"


def show() -> None:
    here = session.current()
    rounds = here.once(administering.every_round)
    if not rounds:
        page_heading("One statement")
        way = to_begin(here, "Load a benchmark, or open a round on the Answer page.")
        st.info(f"There is nothing to read yet. {way}")
        return
    top = st.container()
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        round_ = choose_round(rounds, in_row=True)
        view = choose_view(round_, in_row=True)
        chosen_at = st.container()
    comparison = here.once(comparing.comparison, round_id=round_.id, view=view)
    labels = {each.id: each.label for each in comparison.framework.statements}
    with chosen_at:
        statement = comparison.framework.by_id[choose("Statement", labels, "statement", in_row=True)]
    with top:
        page_heading("One statement", f"{round_.title}; {day(here.now.date())}")
    if not comparison.departments:
        st.info("No department that you may see has begun its assessment in this round.")
        return
    (each,) = (each for each in spreads(comparison) if each.statement is statement)
    (high,) = (found for found in reached.reached(comparison) if found.statement is statement)
    with top:
        above = f"{reached.high_level_heading(comparison.framework)}: {high.words}."
        finding(f"{gaps.of_statement(comparison.framework, each)}.", above)
    theme = comparison.framework.theme_of[statement.id].label
    st.markdown(f"{literal(theme)}: “{literal(statement.text)}”")
    if others := facets_in_words(comparison.framework, statement):
        marks.show(marks.quiet(". ".join(others)))
    page = choose_page(list(comparison.departments))
    said = here.once(
        comparing.said_of_statement, round_id=round_.id, statement_id=statement.id, departments=tuple(page)
    )
    table(_headings(comparison), [_row(comparison, said, key, statement) for key in page])
    marks.show(marks.quiet("As recorded. Departments that are not open to you yet are not here."))
    method_note.show_sources(comparison)


def _headings(comparison: Comparison) -> list[str]:
    if comparison.round.published:
        return ["Department", "Finding", "What was published"]
    return ["Department", "Answer", "Evidence", "Finding", "Why, and the department's reply"]


def _row(comparison: Comparison, said: SaidOfStatement, key: str, statement: Statement) -> list[str]:
    framework, name = comparison.framework, comparison.departments[key].name
    found = said.findings.get(key)
    finding = answer_words.judgement_in_words(framework, statement, found) if found else NO_FINDING
    if comparison.round.published:
        return [name, finding, (found.reason if found else "") or NONE]
    if not comparison.is_shown(key, statement.id):
        return [name, *[NOT_SHOWN_YET] * (len(_headings(comparison)) - 1)]
    answer = said.answers.get(key) or Answer.model_validate({"state": "not_answered"})
    status = comparison.statuses.get(key)
    reply = f"Reply: {found.reply}" if found and found.reply else ""
    return [
        f"{name} ({status.words.lower()})" if status else name,
        _answer(framework, statement, answer),
        _evidence(answer) or NONE,
        finding,
        " ".join(filter(None, [found.reason if found else "", reply])) or NONE,
    ]


def _answer(framework: Framework, statement: Statement, answer: Answer) -> str:
    """The answer, and what its checklist comes to where that is something else."""
    said = answer_words.judgement_in_words(framework, statement, answer)
    reached = answer.comes_to
    if reached is None or (reached.level is not None and reached.level == answer.level):
        return said
    return f"{said} (checklist: {level_range_in_words(framework, statement, reached)})"


def _evidence(answer: Answer) -> str:
    """What was written, of which day, and the links."""
    dated = f"Newest evidence: {day(answer.evidence_date)}." if answer.evidence_date else ""
    return " ".join(filter(None, [answer.evidence or answer.reason, dated, *answer.links]))
