"""A question card: one statement, what each level looks like for it, and the answer, saved as it is given.

The card is a fragment, so answering reruns this card alone. Saving happens in callbacks: a rerun can
interrupt a page's body, but not a callback. What the widgets hold is seeded from the store once a version
and never overwritten while it is unsaved.
"""

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED, Answer, AnswerField, LinkRefused, State, links_in
from maturity.assessment.answer import written as as_written
from maturity.assessment.check import is_old, needs_evidence
from maturity.errors import Stale
from maturity.framework.model import Statement
from maturity.pages.parts import choices
from maturity.pages.parts.drafts import give_up, settle, writing, written
from maturity.pages.parts.saving import NotSaved, attempt
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit, clock
from maturity.services import answering
from maturity.services.sheet import Sheet
from maturity.wording import day

PROGRESS = "progress"
"""The key of the page's fragment that shows progress; it is redrawn after every save."""


class Card:
    """The widgets of one statement in one assessment, by their keys in the session."""

    def __init__(self, visit: Visit, sheet: Sheet, statement: Statement) -> None:
        self.visit, self.sheet, self.statement = visit, sheet, statement
        self.place = f"{sheet.assessment.id}/{statement.id}"
        self.fragment = f"card {self.place}"
        self.choice, self.unsure, self.come_back, self.date = (
            f"{name} {self.place}" for name in ("choice", "unsure", "come-back", "date")
        )
        self._seen, self._stale, self._trouble = (
            f"{name} {self.place}" for name in ("seen", "stale", "trouble")
        )

    def text(self, field: str) -> str:
        """The key of the area in which one of the answer's texts is written."""
        return f"{field} {self.place}"

    @property
    def seen(self) -> Answer:
        """The answer that the widgets were last in step with."""
        answer: Answer = st.session_state.get(self._seen, NOT_ANSWERED)
        return answer

    @property
    def stale(self) -> Stale[Answer] | None:
        """A save refused because somebody else's came first, until this person has chosen."""
        return st.session_state.get(self._stale)

    @property
    def trouble(self) -> str:
        """Why the last change is not saved, or nothing."""
        return str(st.session_state.get(self._trouble, ""))

    def seed(self) -> None:
        """Bring the widgets in step with the store, unless they hold something that is not saved."""
        kept = self.sheet.answers.get(self.statement.id, NOT_ANSWERED)
        unsaved = self.stale is not None or self.trouble
        if self.choice not in st.session_state or (kept.version > self.seen.version and not unsaved):
            self.fill(kept)

    def fill(self, answer: Answer) -> None:
        st.session_state[self._seen] = answer
        st.session_state[self.choice] = choices.chosen(answer)
        st.session_state[self.unsure] = answer.unsure
        st.session_state[self.come_back] = answer.come_back
        st.session_state[self.date] = answer.evidence_date
        st.session_state.pop(self._stale, None)
        st.session_state.pop(self._trouble, None)

    def save(self) -> None:
        """Save what was chosen, with the reason typed beside it."""
        choice = st.session_state[self.choice]
        typed = written(self.text("reason"))
        reason = (typed.text if typed else self.seen.reason) if choice is State.NOT_APPLICABLE else ""
        chosen = Answer.model_validate({**choices.judged(choice), "reason": reason})
        if self._record(AnswerField.JUDGEMENT, as_written(chosen, AnswerField.JUDGEMENT)):
            settle(self.text("reason"))
        self._redraw()

    def save_mark(self, field: AnswerField) -> None:
        keys = {AnswerField.UNSURE: self.unsure, AnswerField.COME_BACK: self.come_back}
        self._record(field, "yes" if st.session_state[keys[field]] else "")
        self._redraw()

    def save_date(self) -> None:
        dated = st.session_state[self.date]
        self._record(AnswerField.EVIDENCE_DATE, dated.isoformat() if dated else "")
        self._redraw()

    def save_text(self, field: str) -> None:
        """Save a text as it was typed, beside whatever else was saved since."""
        said = written(self.text(field))
        if said is None:
            return
        if field == "reason":
            self.save()
        elif self._record(AnswerField(field), said.text, said.version, said.over):
            refused = links_in(said.text, self.seen.links).refused if field == "links" else ()
            if refused:
                st.session_state[self._trouble] = str(LinkRefused(refused[0]))
            else:
                settle(self.text(field))
        self._redraw()

    def keep(self, answer: Answer) -> None:
        """Save one of two versions, or both together, over the one that came first."""
        stale = self.stale
        if stale is None:
            return
        if self._record_all(answer.model_copy(update={"version": stale.kept.version, "carried": False})):
            self._give_up_texts()
        self._redraw()

    def clear(self) -> None:
        self._record(AnswerField.JUDGEMENT, "")
        self._redraw()

    def confirm(self) -> None:
        """Say that an answer carried over from the last round still holds."""
        self._record(AnswerField.CARRIED, "")
        self._redraw()

    def bring_back(self, content: dict[str, object]) -> None:
        """Save an earlier version again, as a new change."""
        earlier = Answer.model_validate({**content, "version": self.seen.version, "carried": False})
        if self._record_all(earlier):
            self._give_up_texts()
        self._redraw()

    def _record(
        self, field: AnswerField, words: str, based_on: int | None = None, over: tuple[str, ...] = ()
    ) -> bool:
        """Save one field; whatever comes of it is kept in the session for the card to show."""
        return self._settle(
            attempt(
                lambda: self.visit.write(
                    answering.record_field,
                    assessment_id=self.sheet.assessment.id,
                    statement_id=self.statement.id,
                    field=field,
                    words=words,
                    based_on=self.seen.version if based_on is None else based_on,
                    over=over,
                )
            )
        )

    def _record_all(self, answer: Answer) -> bool:
        return self._settle(
            attempt(
                lambda: self.visit.write(
                    answering.record_answer,
                    assessment_id=self.sheet.assessment.id,
                    statement_id=self.statement.id,
                    answer=answer,
                )
            )
        )

    def _settle(self, outcome: Answer | Stale[Answer] | NotSaved) -> bool:
        st.session_state.pop(self._trouble, None)
        match outcome:
            case Stale():
                st.session_state[self._stale] = outcome
            case NotSaved(why):
                st.session_state[self._trouble] = why
            case _:
                self.fill(outcome)
                return True
        return False

    def _give_up_texts(self) -> None:
        """Both versions lay before the person, who has chosen: what still waits in the areas is part of that."""
        for field in ("evidence", "links", "contact", "reason"):
            give_up(self.text(field))

    def _redraw(self) -> None:
        st.rerun([self.fragment, PROGRESS])  # this card and the progress line; nothing else of the page


def draw(held: Card, *, locked: bool) -> None:
    """The inside of a card: call it in a fragment whose key is `held.fragment`."""
    statement, framework = held.statement, held.sheet.framework
    st.subheader(literal(statement.label), anchor=statement.id)
    st.markdown(literal(statement.text))
    if held.seen.carried:
        _carried(held, locked)
    asked = "Where does the department stand?"
    if locked:  # what is locked is too pale to read, so it is said in words of its own
        chosen = st.session_state[held.choice]
        said = "Not answered" if chosen is None else choices.described(framework, statement, chosen)
        st.markdown(f"{asked} {said}")
    st.radio(
        asked,
        choices.offered(framework, statement),
        format_func=lambda choice: choices.described(framework, statement, choice),
        index=None,
        key=held.choice,
        on_change=held.save,
        disabled=locked,
        label_visibility="collapsed" if locked else "visible",
    )
    if st.session_state[held.choice] is State.NOT_APPLICABLE:
        _text(held, "reason", "Why it does not apply", locked)
    _text(
        held,
        "evidence",
        "Evidence, in your own words",
        locked,
        "What shows this? Name documents, dates and where they are kept.",
    )
    if needs_evidence(framework, held.seen) and not locked:
        st.info("This is a high level: an auditor will ask what shows it. A sentence or a link is enough.")
    _say(held, locked)
    if held.stale is not None:
        _offer_both(held, held.stale)


def draw_more(held: Card, *, locked: bool) -> None:
    """The rest of an answer, which not everybody needs: links, whom to ask, the date, and flags."""
    _text(held, "links", "Links to evidence, one a line", locked, "https://")
    _text(held, "contact", "Who can be asked", locked)
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        st.date_input(
            "Date of the newest evidence",
            value=None,
            key=held.date,
            on_change=held.save_date,
            format="DD/MM/YYYY",
            min_value="1990-01-01",
            max_value=held.visit.now.date(),
            disabled=locked,
        )
    for place, label, field in (
        (middle, "I am unsure of this", AnswerField.UNSURE),
        (right, "Come back to this", AnswerField.COME_BACK),
    ):
        with place:
            key = held.unsure if field is AnswerField.UNSURE else held.come_back
            st.checkbox(label, key=key, on_change=held.save_mark, args=(field,), disabled=locked)
    dated = held.seen.evidence_date
    if dated and is_old(held.sheet.framework, dated, held.visit.now.date()):
        months = held.sheet.framework.evidence_months
        ago = "a month" if months == 1 else f"{months} months"
        st.warning(f"The newest evidence is of {day(dated)}, more than {ago} ago.")


def _text(held: Card, field: str, label: str, locked: bool, placeholder: str = "") -> None:
    state = ""
    if written(held.text(field)) and (held.stale is not None or held.trouble):
        state = "Not saved yet: see below."
    writing(
        label,
        key=held.text(field),
        text=held.seen.reason if field == "reason" else as_written(held.seen, AnswerField(field)),
        version=held.seen.version,
        place=f"{held.visit.person.id}/{held.place}/{field}",
        on_change=lambda: held.save_text(field),
        disabled=locked,
        placeholder=placeholder,
        state=state,
    )


def _carried(held: Card, locked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(":material/history: Carried over from the last round. Does it still hold?")
        if not locked:
            st.button("Yes, it still holds", key=f"confirm {held.place}", on_click=held.confirm)


def _say(held: Card, locked: bool) -> None:
    """The truth about saving, in one line."""
    with st.container(horizontal=True, vertical_alignment="center", height=56, border=False):
        if held.stale is not None:
            st.error("Not saved yet: somebody changed this answer since you opened it. Choose below.")
        elif held.trouble:
            st.warning(f"Not saved yet: {literal(held.trouble)}")
        elif held.seen.changed_at is not None:
            st.markdown(f":material/check: Saved {clock(held.seen.changed_at)}")
        else:
            st.markdown("Not answered yet")
        if choices.chosen(held.seen) is not None and not locked:
            st.button("Clear the level", key=f"clear {held.place}", on_click=held.clear, type="tertiary")


def _offer_both(held: Card, stale: Stale[Answer]) -> None:
    framework, statement = held.sheet.framework, held.statement
    mine, theirs = stale.yours, stale.kept
    both = mine.model_copy(update={"evidence": f"{theirs.evidence}\n\n{mine.evidence}".strip()})
    left, right = st.columns(2)
    with left:
        st.markdown(f"Yours: {choices.said(framework, statement, mine)}")
        st.button("Keep mine", key=f"mine {held.place}", on_click=held.keep, args=(mine,))
    with right:
        who = literal(theirs.changed_by or "somebody")
        st.markdown(f"Saved by {who}: {choices.said(framework, statement, theirs)}")
        st.button("Keep theirs", key=f"theirs {held.place}", on_click=held.keep, args=(theirs,))
    if mine.evidence != theirs.evidence:
        st.button("Keep my level and both texts", key=f"both {held.place}", on_click=held.keep, args=(both,))
