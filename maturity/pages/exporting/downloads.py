"""What else of a round can be taken out: slides, data, and a bundle. Each is made when it is asked for."""

import streamlit as st

from maturity.assessment.round import Round
from maturity.pages.session import Visit
from maturity.services import exporting

PRESENTATION = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ARCHIVE = "application/zip"
PAGE = "application/pdf"


def take_out(here: Visit, round_: Round, department_id: str | None, *, letters: bool, marking: str) -> None:
    """Downloads of the slides (of the round, by letters if asked, or of one department), and of all in the round."""
    only = f"-{department_id}" if department_id else "-letters" if letters else ""
    st.header("Slides")
    st.markdown(
        "Five to nine slides with charts that can be edited. Every slide names the sheets of the board pack "
        "that its figures stand on."
    )
    st.download_button(
        "Download the slides",
        data=lambda: here.make(  # here and below: by whom and when is asked at the click
            exporting.slides,
            round_id=round_.id,
            department_id=department_id,
            letters=letters,
            marking=marking,
        ),
        file_name=f"slides-{round_.id}{only}.pptx",
        mime=PRESENTATION,
        on_click="ignore",
    )
    st.header("One page")
    st.markdown(
        "The finding, the scores with their ranges, what moved and what the board is asked, on one page."
    )
    st.download_button(
        "Download the page",
        data=lambda: here.make(
            exporting.brief,
            round_id=round_.id,
            department_id=department_id,
            letters=letters,
            marking=marking,
        ),
        file_name=f"brief-{round_.id}{only}.pdf",
        mime=PAGE,
        on_click="ignore",
    )
    st.header("Everything in the round")
    st.markdown(
        "All departments that you may see, by name: answers, findings, scores, road maps and history: as tables (CSV) "
        "with a data dictionary, and as one document (JSON) with its schema. Names of people are in it as they were "
        "written, such as owners of actions."
    )
    st.download_button(
        "Download the data",
        data=lambda: here.read(exporting.data, round_id=round_.id),
        file_name=f"data-{round_.id}.zip",
        mime=ARCHIVE,
        on_click="ignore",
    )
    if not round_.published and not any(here.person.may_see_drafts(each) for _, each in here.person.roles):
        return  # a bundle holds how the answers came about
    st.markdown(
        "The bundle also holds the framework and a list of hashes. On any computer that has this program, "
        "`maturity verify` checks it without a database: every hash, every score and gap, and every answer, target and "
        "action against its history."
    )
    st.download_button(
        "Download the bundle",
        data=lambda: here.read(exporting.bundle, round_id=round_.id),
        file_name=f"bundle-{round_.id}.zip",
        mime=ARCHIVE,
        on_click="ignore",
    )
