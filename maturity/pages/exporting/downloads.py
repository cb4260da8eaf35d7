"""What else of a round can be taken out: slides, one page, data, and a bundle. Each is made when it is asked for."""

from collections.abc import Callable

import streamlit as st

from maturity.assessment.round import Round
from maturity.pages.parts.file_kinds import ARCHIVE, PDF, PRESENTATION
from maturity.pages.session import Visit
from maturity.services import exporting
from maturity.services.exporting import BoardRequest


def offer_presented(here: Visit, request: BoardRequest) -> None:
    """Slides and the one page, as asked for."""
    of = request.file_name
    _offer("slides", f"slides-{of}.pptx", PRESENTATION, lambda: here.make(exporting.slides, request))
    st.caption("Charts that can be edited. Each names the sheets of the board pack that it stands on.")
    _offer("page", f"page-{of}.pdf", PDF, lambda: here.make(exporting.brief, request))
    st.caption(
        "The finding, scores with their ranges, what moved and what the board is asked: as at the right."
    )


def take_out(here: Visit, round_: Round) -> None:
    """Downloads of all in the round."""
    st.header("Everything in the round")
    st.markdown(
        "All departments that you may see, by name: answers, findings, scores by the departments' word and by the "
        "auditors', road maps and history: as tables (CSV) with a data dictionary, and as one document (JSON) with "
        "its schema. Names of people are in it as they were written, such as owners of actions."
    )
    _offer("data", f"data-{round_.id}.zip", ARCHIVE, lambda: here.read(exporting.data, round_id=round_.id))
    if not round_.published and not any(here.person.may_see_drafts(each) for _, each in here.person.roles):
        return  # a bundle holds how the answers came about
    st.markdown(
        "The bundle also holds the framework and a list of hashes. On any computer that has this program, "
        "`maturity verify` checks it without a database: every hash, every score and gap, and every answer, target and "
        "action against its history."
    )
    _offer(
        "bundle", f"bundle-{round_.id}.zip", ARCHIVE, lambda: here.read(exporting.bundle, round_id=round_.id)
    )


def _offer(what: str, file_name: str, mime: str, make: Callable[[], bytes]) -> None:
    """A button; by whom and when is asked at the click."""
    st.download_button(f"Download the {what}", data=make, file_name=file_name, mime=mime, on_click="ignore")
