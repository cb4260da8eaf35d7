"""What a department is told where its assessment was sent back: by whom, why, and what was challenged."""

from collections.abc import Mapping

import streamlit as st

from maturity.assessment.round import Status
from maturity.pages.parts import answer_words
from maturity.pages.parts.markdown import literal
from maturity.pages.session import Visit, clock
from maturity.services import reviewing
from maturity.services.assessment_view import AssessmentView
from maturity.services.reviewing import Review, SentBack
from maturity.wording import listed


def tell_sent_back(here: Visit, view: AssessmentView) -> None:
    """Why it is the department's again, and what is still to be said to the auditor; or nothing."""
    if view.assessment.status is not Status.DRAFT:
        return
    told = here.once(reviewing.sent_back, assessment_id=view.assessment.id)
    if told is None:
        return
    found = here.once(reviewing.review, assessment_id=view.assessment.id)
    st.warning(f"{sent_back_in_words(told, here.names())}\n\n{_to_do(found)}".strip())


def sent_back_in_words(told: SentBack, names: Mapping[str, str]) -> str:
    """“Sent back by Dora, 10:42: the reason”."""
    return f"Sent back by {literal(names.get(told.by, 'an auditor'))}, {clock(told.at)}: {literal(told.why)}"


def challenges_to_do(here: Visit, view: AssessmentView) -> dict[str, str]:
    """By statement, in a line, each challenge of a draft that the department has neither answered nor acted on."""
    if view.assessment.status is not Status.DRAFT:
        return {}
    found = here.once(reviewing.review, assessment_id=view.assessment.id)
    return {key: _challenge(found, key) for key in found.to_do}


def _to_do(found: Review) -> str:
    if not found.to_do:
        return ""
    labels = [f"“{found.view.framework.by_id[key].label}”" for key in found.to_do]
    is_are = "is" if len(labels) == 1 else "are"
    words = f"{listed(labels)} {is_are} challenged: change the answer, or reply beside it, and submit again."
    return literal(words[0].upper() + words[1:])


def _challenge(found: Review, statement_id: str) -> str:
    framework = found.view.framework
    statement, finding = framework.by_id[statement_id], found.findings[statement_id]
    auditors = answer_words.judgement_in_words(framework, statement, finding)
    return f"{statement.label}: the auditor found {auditors}. {finding.reason}"
