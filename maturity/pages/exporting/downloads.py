"""What else of a round can be taken out: slides, one page, data, and a bundle. Each is made when it is asked for."""

from collections.abc import Callable

import streamlit as st

from maturity.assessment.round import Round
from maturity.pages.parts.file_kinds import ARCHIVE, PDF, PRESENTATION
from maturity.pages.session import Visit
from maturity.scoring.compare import View
from maturity.services import exporting


def file_name(round_: Round, department_id: str | None, view: View, *, letters: bool) -> str:
    """What a file's name says of what is in it: “spring-kent-audited”."""
    only = department_id or ("letters" if letters else "")
    return "-".join(filter(None, [round_.id, only, view if view is View.AUDITED else ""]))


def take_out(
    here: Visit, round_: Round, department_id: str | None, *, view: View, letters: bool, marking: str
) -> None:
    """Downloads of slides and page, of a round (by letters if asked) or a department, and of all in the round."""
    of = file_name(round_, department_id, view, letters=letters)

    def slides() -> bytes:
        return here.make(
            exporting.slides,
            round_id=round_.id,
            department_id=department_id,
            view=view,
            letters=letters,
            marking=marking,
        )

    def page() -> bytes:
        return here.make(
            exporting.brief,
            round_id=round_.id,
            department_id=department_id,
            view=view,
            letters=letters,
            marking=marking,
        )

    st.header("Slides")
    st.markdown(
        "Five to ten slides with charts that can be edited. Every slide names the sheets of the board pack "
        "that its figures stand on."
    )
    _offer("slides", f"slides-{of}.pptx", PRESENTATION, slides)
    st.header("One page")
    st.markdown(
        "The finding, the scores with their ranges, what moved and what the board is asked, on one page."
    )
    _offer("page", f"page-{of}.pdf", PDF, page)
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
