"""What is behind one cell: the answer with its evidence, what the auditor found, what was published, the history."""

from collections.abc import Mapping

import streamlit as st

from maturity.assessment.answer import Answer
from maturity.assessment.finding import Finding, standing
from maturity.briefing.checklists import found_items_in_words
from maturity.framework.model import Framework, Statement
from maturity.history.words import people_in
from maturity.pages.answering.answer_context import tell_change
from maturity.pages.parts import answer_words
from maturity.pages.parts.item_list import show_items
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit, clock
from maturity.scoring.compare import Comparison
from maturity.services import answering, comparing
from maturity.wording import day


def show_cell_detail(here: Visit, comparison: Comparison, statement: Statement, department_id: str) -> None:
    """All that the person may see of one department on one statement; by letters, the level alone."""
    framework = comparison.framework
    name = comparison.departments[department_id].name
    judgement = comparison.judgement(department_id, statement.id)
    st.subheader(literal(f"{name}: {statement.label}"))
    st.markdown(f"{literal(framework.theme_of[statement.id].label)}: “{literal(statement.text)}”")
    if comparison.unattributed:
        st.markdown(f"**{literal(answer_words.judgement_in_words(framework, statement, judgement))}**")
        st.markdown("Departments are shown by letters, so what was written is left out.")
        return
    comparison = here.once(
        comparing.comparison,
        round_id=comparison.round.id,
        department_id=department_id,
        view=comparison.view,
        words=True,
    )
    finding = comparison.finding(department_id, statement.id)
    if comparison.round.published:
        _published(framework, statement, finding, comparison)
        return
    answer = comparison.answer(department_id, statement.id)
    names = here.names(
        [
            answer.changed_by if answer else None,
            *([finding.changed_by, finding.replied_by] if finding else []),
        ]
    )
    left, right = st.columns(2)
    with left:
        st.markdown("**The department's answer**")
        _answer(framework, statement, answer, finding, names)
    with right:
        st.markdown("**The auditor's finding**")
        _finding(framework, statement, finding, answer, names)
    _history(here, comparison, statement, department_id)


def _answer(
    framework: Framework,
    statement: Statement,
    answer: Answer | None,
    finding: Finding | None,
    names: Mapping[str, str],
) -> None:
    if answer is None:
        st.markdown("Not answered")
        return
    st.markdown(answer_words.answer_in_markdown(framework, statement, answer))
    if answer.level is not None and answer.level in statement.levels:
        st.markdown(f"In the statement's words: {literal(statement.levels[answer.level])}")
    show_items(framework, statement, answer, finding.items if finding else ())
    if answer.evidence_date is not None:
        st.markdown(f"Newest evidence: {day(answer.evidence_date)}")
    marks = [
        words
        for marked, words in (
            (answer.unsure, "the department is unsure"),
            (answer.carried, "carried over from the last round, not yet confirmed"),
        )
        if marked
    ]
    if marks:
        st.markdown(f"Marked: {'; '.join(marks)}")
    if answer.changed_at is not None:
        st.markdown(f"Last changed {clock(answer.changed_at)} by {literal(_who(answer.changed_by, names))}")


def _finding(
    framework: Framework,
    statement: Statement,
    finding: Finding | None,
    answer: Answer | None,
    names: Mapping[str, str],
) -> None:
    if finding is None:
        st.markdown("No auditor has recorded a finding.")
        return
    stands = standing(finding, answer) if answer else finding.standing
    words = literal(answer_words.judgement_in_words(framework, statement, finding))
    st.markdown(f"**{words}**, {stands.value if stands else 'no standing'}")
    if answer and finding.answer_version != answer.version:
        st.markdown("The answer was changed after this finding was made.")
    st.markdown(literal(finding.reason) or "No reason written")
    if answer:
        told = found_items_in_words(framework, statement, answer, finding)
        if told:
            st.markdown("\n".join(f"- {literal(each)}" for each in told))
    if finding.changed_at is not None:
        st.markdown(f"Recorded {clock(finding.changed_at)} by {literal(_who(finding.changed_by, names))}")
    if finding.reply:
        by = literal(_who(finding.replied_by, names))
        when = f", {clock(finding.replied_at)}" if finding.replied_at else ""
        st.markdown(f"**The department's reply** ({by}{when})")
        st.markdown(literal(finding.reply))


def _published(
    framework: Framework, statement: Statement, finding: Finding | None, comparison: Comparison
) -> None:
    if finding is None:
        st.markdown("Nothing was published on this.")
        return
    st.markdown(
        f"**{literal(answer_words.judgement_in_words(framework, statement, finding))}** (published; our coding)"
    )
    st.markdown(f"What was published: “{literal(finding.reason)}”")
    if finding.confidence is not None:
        st.markdown(f"We are sure of this reading with {finding.confidence.value} confidence.")
    if finding.other_reading is not None:
        other = answer_words.judgement_in_words(framework, statement, finding.other_reading)
        st.markdown(f"It could defensibly be read as: **{literal(other)}**.")
    st.markdown(literal(comparison.round.source))


def _history(
    here: Visit,
    comparison: Comparison,
    statement: Statement,
    department_id: str,
) -> None:
    assessment = here.read(answering.assessment_of, round_id=comparison.round.id, department_id=department_id)
    if assessment is None:
        return
    changes = here.read(answering.history_of, assessment_id=assessment.id, statement_id=statement.id)
    if not changes:
        return
    st.markdown("**History of the answer**, the newest first")
    names = here.names(people_in(changes))
    for change in changes:
        tell_change(comparison.framework, change, names)


def _who(person_id: str | None, names: Mapping[str, str]) -> str:
    return names.get(person_id or "", person_id or "somebody")
