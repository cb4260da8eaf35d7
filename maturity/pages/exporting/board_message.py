"""The message to the board, where it is written: kept in the browser as it is typed, and for all when it is pressed."""

from dataclasses import dataclass

import streamlit as st

from maturity.assessment.message import MOST_CHARACTERS, Message
from maturity.assessment.people import Permission
from maturity.assessment.round import Round
from maturity.briefing.message import HEADING
from maturity.errors import Stale
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import give_up, settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.services import messages

NOTHING = "Nothing"


@dataclass(frozen=True)
class _Of:
    """Whose message it is, as this person sees it: of a department in a round, or of the round itself."""

    here: Visit
    round_id: str
    department_id: str | None

    @property
    def place(self) -> str:
        return f"{self.here.person.id}/{self.round_id}/{self.department_id or '*'}/message"

    @property
    def came(self) -> str:
        """Where the session keeps why the message was not saved."""
        return f"{self.place} came"

    def read(self) -> Message | None:
        return self.here.read(messages.message_of, round_id=self.round_id, department_id=self.department_id)

    def write(self, text: str, based_on: int) -> Message | None:
        return self.here.write(
            messages.write_message,
            round_id=self.round_id,
            department_id=self.department_id,
            text=text,
            based_on=based_on,
        )

    def press(self) -> None:
        """In a callback: keep what was written in the field."""
        said = written(self.place)
        if said is None:
            return

        def keep() -> Message | None:
            kept = self.read()
            text, version = (kept.text, kept.version) if kept else ("", 0)
            return self.write(said.text, said.version_to_save_on(text, version))

        self._settle(attempt(keep))

    def keep_mine(self, text: str, over: int) -> None:
        self._settle(attempt(lambda: self.write(text, over)))

    def keep_theirs(self) -> None:
        give_up(self.place)
        st.session_state.pop(self.came, None)

    def _settle(self, outcome: Message | Stale[Message | None] | NotSaved | None) -> None:
        st.session_state.pop(self.came, None)
        if isinstance(outcome, Stale | NotSaved):
            st.session_state[self.came] = outcome
        else:
            settle(self.place, outcome.version if outcome else 0)


def show_message(here: Visit, round_: Round, department_id: str | None) -> None:
    """What the board is told in somebody's own words; for who may, the field in which it is written."""
    of = _Of(here, round_.id, department_id)
    kept = of.read()
    may = here.person.may(
        Permission.WRITE_TO_BOARD if department_id else Permission.WRITE_TO_BOARD_OF_ROUND, department_id
    )
    if round_.published or not (may or kept):
        return
    st.header(HEADING)
    if not may and kept:
        st.markdown(f"> {literal(kept.text)}")
    if may:
        _write(of, kept, whole=department_id is None)
    if kept:
        when = clock(kept.changed_at) if kept.changed_at else "some time ago"
        who = here.names().get(kept.changed_by or "", kept.changed_by or "somebody")
        st.markdown(f"Kept {when}, by {literal(who)}.")


def _write(of: _Of, kept: Message | None, *, whole: bool) -> None:
    came: Stale[Message | None] | NotSaved | None = st.session_state.get(of.came)
    whose = "the whole round" if whole else "the department"
    st.markdown(
        f"In your own words, for {whose}: it stands on the pack's Summary, on the second slide and on the one page, "
        f"with your name and the day. At most {MOST_CHARACTERS:,} characters; without words it is taken away."
    )
    writing(
        "What you tell the board",
        key=of.place,
        text=kept.text if kept else "",
        version=kept.version if kept else 0,
        place=of.place,
        on_change=of.press,
        placeholder="What the figures do not say: why they are so, what you are proud of, what you need.",
        state=came.said if isinstance(came, NotSaved) else "",
        button="Keep the message",
        limit=MOST_CHARACTERS,
    )
    if isinstance(came, Stale):
        _choose(of, came)


def _choose(of: _Of, stale: Stale[Message | None]) -> None:
    """Somebody else came first: both are shown, and one is chosen."""
    by = ""
    if stale.by is not None:
        when = f", {clock(stale.at)}," if stale.at else ""
        by = f" by {of.here.names().get(stale.by, stale.by)}{when}"
    st.error(f"Not saved yet: this was changed{literal(by)} since you opened it. Nothing you wrote is lost.")
    theirs, mine = (each.text if each else "" for each in (stale.kept, stale.yours))
    table(["Kept meanwhile", "Yours"], [[theirs or NOTHING, mine or NOTHING]])
    with st.container(horizontal=True):
        st.button(
            "Keep mine all the same",
            key="message mine",
            on_click=of.keep_mine,
            args=(mine, stale.kept.version if stale.kept else 0),
        )
        st.button("Keep what is kept", key="message theirs", on_click=of.keep_theirs)
