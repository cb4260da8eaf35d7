"""Why to look at an answer again, and for an auditor what became of each reason."""

from dataclasses import dataclass

import streamlit as st

from maturity.assessment.people import Permission
from maturity.assessment.working_papers import (
    Disposition,
    DispositionRefused,
    Outcome,
    disposition_as_written,
)
from maturity.errors import Stale
from maturity.pages.parts import marks
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.marks import Html
from maturity.pages.parts.table import table
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import Saves, give_up, judging, settle, written
from maturity.pages.session import Visit, clock
from maturity.scoring.challenge import Item, Reason
from maturity.services import working_papers
from maturity.services.reviewing import Review

NOTHING = "Nothing"


def show_badges(item: Item) -> None:
    """The reasons to look again in a few words each."""
    marks.show(Html(" ".join(marks.tag(each.kind.value, attention=True).text for each in item.reasons)))


def show_reasons(here: Visit, review: Review, item: Item) -> None:
    """The reasons with their facts; an auditor writes down what became of each."""
    st.subheader("Why to look at this", anchor=False)
    if not here.person.may(Permission.REVIEW):
        st.markdown("\n".join(f"- {literal(reason.sentence)}" for reason in item.reasons))
        return
    round_id = review.view.round.id
    said = here.read(working_papers.dispositions_on, round_id=round_id, department_id=item.department_id)
    kept = {each.reason: each for each in said if each.statement_id == item.statement_id}
    st.markdown("\n".join(f"- {literal(reason.sentence)}" for reason in item.reasons))
    with st.expander("What became of it" if len(item.reasons) == 1 else "What became of each reason"):
        for reason in item.reasons:
            _Said(here, round_id, item, reason, kept.get(reason.kind.name.lower())).show()


@dataclass(frozen=True)
class _Said:
    """What became of one reason, by the keys of its field."""

    here: Visit
    round_id: str
    item: Item
    reason: Reason
    kept: Disposition | None

    @property
    def name(self) -> str:
        return self.reason.kind.name.lower()

    @property
    def place(self) -> str:
        of = (self.round_id, self.item.department_id, self.item.statement_id, self.name)
        return "/".join([self.here.person.id, *of, "disposition"])

    @property
    def came(self) -> str:
        """Where the session keeps why it was not kept."""
        return f"{self.place} came"

    def show(self) -> None:
        kept = self.kept
        came: Stale[Disposition | None] | NotSaved | None = st.session_state.get(self.came)
        judging(
            Saves(
                key=self.place,
                place=self.place,
                text=disposition_as_written(kept) if kept else "",
                version=kept.version if kept else 0,
                on_change=self.press,
                again=isinstance(came, NotSaved) and bool(came.away),
            ),
            self.reason.kind.value,
            verdicts=[[outcome.value, outcome.words] for outcome in Outcome],
            why="In a few words, for other auditors",
            button="Write it down",
            state=came.said if isinstance(came, NotSaved) else "",
        )
        if isinstance(came, Stale):
            self._choose(came)
        elif kept and kept.changed_at:
            who = self.here.names().get(kept.changed_by or "", "an auditor")
            st.markdown(f":material/check: By {literal(who)}, {clock(kept.changed_at)}.")

    def press(self) -> None:
        """In a callback: keep what was written in the field."""
        said = written(self.place)
        if said is None:
            return
        text, version = (disposition_as_written(self.kept), self.kept.version) if self.kept else ("", 0)
        self._write(said.text, said.version_to_save_on(text, version))

    def keep_mine(self, mine: str, over: int) -> None:
        self._write(mine, over)

    def keep_theirs(self) -> None:
        give_up(self.place)
        st.session_state.pop(self.came, None)

    def _write(self, text: str, based_on: int) -> None:
        outcome, _, words = text.partition("\n")

        def keep() -> Disposition:
            if outcome not in list(Outcome):
                raise DispositionRefused(self.reason.kind.value)
            return self.here.write(
                working_papers.record_disposition,
                round_id=self.round_id,
                department_id=self.item.department_id,
                statement_id=self.item.statement_id,
                reason=self.name,
                outcome=Outcome(outcome),
                words=words,
                based_on=based_on,
            )

        came = attempt(keep)
        st.session_state.pop(self.came, None)
        if isinstance(came, Stale | NotSaved):
            st.session_state[self.came] = came
        else:
            settle(self.place, came.version)

    def _choose(self, stale: Stale[Disposition | None]) -> None:
        """Another auditor came first: both are shown, and one is chosen."""
        who = self.here.names().get(stale.by or "", stale.by or "somebody")
        st.error(
            f"Not saved yet: {literal(who)} wrote it down since you opened it. Nothing you wrote is lost."
        )
        theirs, mine = (disposition_as_written(each) if each else "" for each in (stale.kept, stale.yours))
        table(["Kept meanwhile", "Yours"], [[theirs or NOTHING, mine or NOTHING]])
        with st.container(horizontal=True):
            st.button(
                "Keep mine all the same",
                key=f"mine {self.place}",
                on_click=self.keep_mine,
                args=(mine, stale.kept.version if stale.kept else 0),
            )
            st.button("Keep what is kept", key=f"theirs {self.place}", on_click=self.keep_theirs)
