"""A question card: one statement, what each level looks like for it, and the answer, saved as it is given.

The card is a fragment, so answering reruns this card alone. Saving happens in callbacks: a rerun can
interrupt a page's body, but not a callback. What the widgets hold is seeded from the store once a version
and never overwritten while it is unsaved.
"""

import streamlit as st

from maturity.assessment.answer import LONGEST_TEXT, NOT_ANSWERED, Answer, StaleSave, State
from maturity.errors import MaturityError
from maturity.framework.model import Framework, Statement
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit, clock
from maturity.services import answering
from maturity.services.answering import Sheet

CANNOT_DETERMINE = "Cannot determine: we have looked, and there is no evidence to judge on"
DOES_NOT_APPLY = "Does not apply to this department"
STATES = {State.NOT_DETERMINED: CANNOT_DETERMINE, State.NOT_APPLICABLE: DOES_NOT_APPLY}
PROGRESS = "progress"
"""The key of the page's fragment that shows progress; it is redrawn after every save."""

Choice = int | State


class Card:
    """The widgets of one statement in one assessment, by their keys in the session."""

    def __init__(self, visit: Visit, sheet: Sheet, statement: Statement) -> None:
        self.visit, self.sheet, self.statement = visit, sheet, statement
        place = f"{sheet.assessment.id}:{statement.id}"
        self.choice, self.evidence, self.reason = (
            f"{name}:{place}" for name in ("choice", "evidence", "reason")
        )
        self.fragment = f"card:{place}"
        self._seen, self._theirs, self._trouble = (
            f"{name}:{place}" for name in ("seen", "theirs", "trouble")
        )

    @property
    def seen(self) -> Answer:
        """The answer that the widgets were last in step with."""
        answer: Answer = st.session_state.get(self._seen, NOT_ANSWERED)
        return answer

    def seed(self) -> None:
        """Bring the widgets in step with the store, unless they hold something that is not saved."""
        kept = self.sheet.answers.get(self.statement.id, NOT_ANSWERED)
        unsaved = self._theirs in st.session_state or self._trouble in st.session_state
        if self.choice not in st.session_state or (kept.version > self.seen.version and not unsaved):
            self.fill(kept)

    def fill(self, answer: Answer) -> None:
        st.session_state[self._seen] = answer
        st.session_state[self.choice] = _choice(answer)
        st.session_state[self.evidence] = answer.evidence
        st.session_state[self.reason] = answer.reason
        st.session_state.pop(self._theirs, None)
        st.session_state.pop(self._trouble, None)

    def draft(self) -> Answer:
        """The answer as the widgets have it, based on the version last seen."""
        choice: Choice | None = st.session_state[self.choice]
        return Answer(
            state=State.NOT_ANSWERED
            if choice is None
            else choice
            if isinstance(choice, State)
            else State.LEVEL,
            level=choice if not isinstance(choice, State) else None,
            evidence=st.session_state.get(self.evidence, ""),
            reason=st.session_state.get(self.reason, "") if choice is State.NOT_APPLICABLE else "",
            version=self.seen.version,
        )

    def save(self) -> None:
        """Save what the widgets hold; whatever comes of it is kept in the session for the card to show."""
        st.session_state.pop(self._trouble, None)
        try:
            kept = answering.record_answer(
                self.visit.installation,
                self.visit.person,
                self.visit.now,
                assessment_id=self.sheet.assessment.id,
                statement_id=self.statement.id,
                answer=self.draft(),
            )
        except StaleSave as stale:
            st.session_state[self._theirs] = stale.kept
        except MaturityError as problem:
            st.session_state[self._trouble] = str(problem)
        else:
            st.session_state[self._seen] = kept
            st.session_state.pop(self._theirs, None)
        st.rerun([self.fragment, PROGRESS])  # this card and the progress line; nothing else of the page

    def keep_mine(self) -> None:
        st.session_state[self._seen] = st.session_state.pop(self._theirs)
        self.save()

    def keep_theirs(self) -> None:
        self.fill(st.session_state[self._theirs])

    def clear(self) -> None:
        st.session_state[self.choice] = None
        self.save()

    @property
    def theirs(self) -> Answer | None:
        """The answer somebody else saved meanwhile, while this person has not chosen between the two."""
        return st.session_state.get(self._theirs)

    @property
    def trouble(self) -> str | None:
        return st.session_state.get(self._trouble)


def card(visit: Visit, sheet: Sheet, statement: Statement, *, locked: bool) -> None:
    """Show a statement's card; `locked` shows the answer without letting it be changed."""
    held = Card(visit, sheet, statement)
    held.seed()
    st.fragment(_draw, key=held.fragment)(held, locked)


def _draw(held: Card, locked: bool) -> None:
    statement, framework = held.statement, held.sheet.framework
    scale = framework.scale_of(statement)
    with st.container(border=True, key=f"card-{statement.id}"):
        st.subheader(literal(statement.label), anchor=statement.id)
        st.markdown(literal(statement.text))
        st.radio(
            "Where does the department stand?",
            [*scale.by_value, *STATES],
            format_func=lambda choice: _words(framework, statement, choice),
            index=None,
            key=held.choice,
            on_change=held.save,
            disabled=locked,
        )
        if st.session_state[held.choice] is State.NOT_APPLICABLE:
            st.text_input(
                "Why it does not apply", key=held.reason, on_change=held.save, max_chars=2000, disabled=locked
            )
        st.text_area(
            "Evidence, in your own words",
            key=held.evidence,
            on_change=held.save,
            max_chars=LONGEST_TEXT,
            disabled=locked,
            placeholder="What shows this? Name documents, dates and where they are kept.",
        )
        if statement.evidence:
            with st.expander("What an assessor would ask to see"):
                st.markdown("\n".join(f"- {literal(line)}" for line in statement.evidence))
        with st.container(horizontal=True, vertical_alignment="center", height=56, border=False):
            _say(held)
            if held.seen.state is not State.NOT_ANSWERED and not locked:
                st.button("Clear the level", key=f"clear-{held.choice}", on_click=held.clear, type="tertiary")
        if held.theirs is not None:
            _offer_both(held, held.theirs)


def _say(held: Card) -> None:
    """The truth about saving, in one line."""
    if held.theirs is not None:
        st.error("Not saved yet: somebody changed this answer since you opened it. Choose below.")
    elif held.trouble:
        st.warning(f"Not saved yet: {literal(held.trouble)}")
    elif held.seen.changed_at is not None:
        st.markdown(f":material/check: Saved {clock(held.seen.changed_at)}")
    else:
        st.markdown("Not answered yet")


def _offer_both(held: Card, theirs: Answer) -> None:
    mine = held.draft()
    left, right = st.columns(2)
    for column, whose, answer, keep in (
        (left, "Yours", mine, held.keep_mine),
        (right, f"Saved by {literal(theirs.changed_by or 'somebody')}", theirs, held.keep_theirs),
    ):
        with column:
            choice = _choice(answer)
            words = "Not answered" if choice is None else _words(held.sheet.framework, held.statement, choice)
            st.markdown(f"**{whose}**: {words}")
            st.markdown(literal(answer.evidence) or "No evidence written")
            label = "Keep mine" if answer is mine else "Keep theirs"
            st.button(label, key=f"{label}-{held.choice}", on_click=keep)


def _choice(answer: Answer) -> Choice | None:
    if answer.state is State.NOT_ANSWERED:
        return None
    return answer.state if answer.level is None else answer.level


def _words(framework: Framework, statement: Statement, choice: Choice) -> str:
    if isinstance(choice, State):
        return STATES[choice]
    name = framework.scale_of(statement).by_value[choice].name
    return f"**{choice} {literal(name)}**: {literal(statement.levels[choice])}"
