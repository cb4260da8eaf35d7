"""The working papers of a round, on Review: reviewing blind, the sample, who reviews what, and the workbook of them."""

from functools import partial

import streamlit as st

from maturity.assessment.blind import BlindReview
from maturity.assessment.people import Permission
from maturity.assessment.round import Round
from maturity.briefing import working_papers as told
from maturity.briefing.working_papers import WorkingPapers
from maturity.pages.parts.file_kinds import SPREADSHEET
from maturity.pages.parts.form import form_key, pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.person_choice import offer_people
from maturity.pages.parts.table import table
from maturity.pages.session import Visit, clock
from maturity.services import blind_reviewing, working_papers

BLIND, SAMPLE, REVIEWER = "blind review", "sample", "reviewer"


def show_papers(here: Visit, round_: Round) -> None:
    """All of it, for an auditor."""
    papers = here.make(working_papers.working_papers_of, round_id=round_.id)
    for sentence in told.sentences(papers):
        st.markdown(literal(sentence))
    st.download_button(
        "Download the working papers",
        data=lambda: here.make(working_papers.export_working_papers, round_id=round_.id),
        file_name=f"working-papers-{round_.id}.xlsx",
        mime=SPREADSHEET,
        on_click="ignore",
    )
    blind, sample, reviewers = st.tabs(["Review blind", "Sample", "Who reviews what"])
    with blind:
        _blind(here, round_, papers)
    with sample:
        _sample(here, round_, papers)
    with reviewers:
        _reviewers(here, round_, papers)


def _blind(here: Visit, round_: Round, papers: WorkingPapers) -> None:
    own = here.read(blind_reviewing.blind_review_of, round_id=round_.id)
    show_outcome(BLIND)
    if own is None:
        st.markdown(
            "While you review blind, what a department answered, its evidence, the reasons to look again, the last "
            "round and what others found are hidden from you on every page and in all that you download, statement by "
            "statement, until you have recorded what you find. Once there are such findings, kappa is over them alone. "
            "You can begin once a round. What is under review already stays open to you."
        )
        with st.container(horizontal=True):
            for label, sample in (("Review all of it blind", False), ("Review the sample blind", True)):
                st.button(
                    label,
                    key=f"begin blind {sample}",
                    disabled=sample and papers.sample is None,
                    on_click=partial(_begin, here, round_, sample=sample),
                )
        if papers.sample is None:
            st.markdown("To review the sample blind, draw it first.")
    else:
        st.markdown(literal(_of_blind(own)))
        if not own.over:
            with st.popover("End my blind review"):
                st.markdown("You then see everything of this round, and can never review it blind again.")
                st.button("End it", key="end blind", on_click=partial(_end, here, round_))
    others = [each for each in papers.blind if each.person_id != here.person.id]
    if others:
        rows = [[papers.names.get(each.person_id, each.person_id), _of_blind(each)] for each in others]
        table(["Auditor", "Reviews blind"], rows)


def _of_blind(review: BlindReview) -> str:
    what = (
        "All statements" if review.each is None else f"{review.each} of each department, by the sample's seed"
    )
    since = f", since {clock(review.begun_at)}" if review.begun_at else ""
    over = f", until {clock(review.ended_at)}" if review.ended_at else ""
    return f"{what}{since}{over}."


def _begin(here: Visit, round_: Round, *, sample: bool) -> None:
    pressed(
        BLIND,
        lambda: here.write(blind_reviewing.begin_blind_review, round_id=round_.id, sample=sample),
        lambda _: "You review this round blind from now on.",
    )


def _end(here: Visit, round_: Round) -> None:
    pressed(
        BLIND,
        lambda: here.write(blind_reviewing.end_blind_review, round_id=round_.id),
        lambda _: "Your blind review is over.",
    )


def _sample(here: Visit, round_: Round, papers: WorkingPapers) -> None:
    show_outcome(SAMPLE)
    kept, most = papers.sample, len(papers.comparison.framework.statements)
    st.markdown(
        "A number of statements of every department, drawn by a seed: anybody can draw them again. The seed stays once "
        "it is drawn, and the sample can only be made larger."
    )
    with st.form(form_key(SAMPLE)):
        least = kept.each if kept else 1
        each = st.number_input(
            "Statements of each department", least, most, least, key=f"{form_key(SAMPLE)} each"
        )
        seed = (
            kept.seed
            if kept
            else st.text_input("Seed (one is made where you give none)", key=f"{form_key(SAMPLE)} seed")
        )
        if st.form_submit_button("Make the sample larger" if kept else "Draw the sample"):
            pressed(
                SAMPLE,
                lambda: here.write(
                    working_papers.draw_sample_of_round,
                    round_id=round_.id,
                    each=int(each),
                    seed=seed,
                    based_on=kept.version if kept else 0,
                ),
                lambda _: "The sample is drawn.",
            )
            st.rerun()
    drawn = papers.drawn()
    if drawn:
        with st.expander("What the sample is"):
            table(
                ["Department", "Statement", "Finding"],
                [
                    [
                        papers.comparison.departments[key].name,
                        statement.label,
                        "Recorded" if papers.found(key, statement.id) else "Not yet",
                    ]
                    for key, statement in drawn
                ],
            )


def _reviewers(here: Visit, round_: Round, papers: WorkingPapers) -> None:
    show_outcome(REVIEWER)
    departments = {key: each.name for key, each in papers.comparison.departments.items()}
    to_whom = f"{form_key(REVIEWER)} to"
    auditors = offer_people(
        here,
        f"contains {to_whom}",
        may=Permission.REVIEW,
        held=filter(None, [st.session_state.get(to_whom)]),
    )
    if not departments or not (auditors or st.session_state.get(f"contains {to_whom}")):
        st.markdown("Nobody in the register is an auditor yet, or no department has begun.")
        return
    with st.form(form_key(REVIEWER)):
        of = st.selectbox(
            "Department", departments, format_func=departments.__getitem__, key=f"{form_key(REVIEWER)} of"
        )
        to = st.selectbox("Auditor", auditors, format_func=auditors.__getitem__, key=to_whom)
        if st.form_submit_button("Give it to this auditor") and of and to:
            kept = papers.reviewers.get(of)
            pressed(
                REVIEWER,
                lambda: here.write(
                    working_papers.assign_reviewer,
                    round_id=round_.id,
                    department_id=of,
                    to=to,
                    based_on=kept.version if kept else 0,
                ),
                lambda given: (
                    f"{departments[given.department_id]} is reviewed by {auditors[given.person_id]}."
                ),
            )
            st.rerun()
    table(
        ["Department", "Reviewer", "Findings"],
        [
            [name, papers.reviewer(key), f"{papers.comparison.audited_of(key)}"]
            for key, name in departments.items()
        ],
    )
