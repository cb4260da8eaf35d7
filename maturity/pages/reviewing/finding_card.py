"""A finding card: one answer, what the auditor found, and what the department replies.

Like the question card it is a fragment, saves in callbacks, and never overwrites what is not saved. A finding is one
field, which the browser keeps until its button records it; a reply is saved as it is written.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.checklist import ItemState, levels_by_way
from maturity.assessment.finding import (
    NO_FINDING,
    Finding,
    Standing,
    finding_as_written,
    finding_in,
)
from maturity.assessment.people import Permission
from maturity.assessment.round import Status
from maturity.briefing.checklists import found_items_in_words
from maturity.errors import Stale
from maturity.framework.model import Statement
from maturity.pages.parts import answer_words, marks
from maturity.pages.parts.item_list import show_items
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import Saves, give_up, judging, settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.services import reviewing
from maturity.services.reviewing import Review
from maturity.wording import day

COUNTS = "review-counts"
"""The key of the page's fragment that counts findings; it is redrawn after every save."""

NEXT = "review goes to"
"""Where the session keeps the statement to go on to, once a finding is recorded."""

VERDICTS = {
    Standing.AGREED: "Agree with the answer",
    Standing.CHALLENGED: "Challenge it",
    Standing.RESOLVED: "Resolved",
}


def finding_at(place: str) -> str:
    """The key of the field of a finding; `place` is assessment/statement."""
    return f"finding of {place}"


class FindingCard:
    """One statement under review, by the keys of its fields in the session."""

    def __init__(
        self,
        visit: Visit,
        review: Review,
        statement: Statement,
        *,
        on: Sequence[str] | None = None,
        then: str = "",
    ) -> None:
        """`on` are the keys of the fragments to draw anew after a save, where it is drawn on another card; `then` is
        the statement to go on to once a finding is recorded.
        """
        self.visit, self.review, self.statement, self.then = visit, review, statement, then
        self.place = f"{review.view.assessment.id}/{statement.id}"
        self.fragment = f"finding {self.place}"
        self.redrawn = list(on or [self.fragment, COUNTS])
        self.reply = f"reply {self.place}"
        self.field = finding_at(self.place)
        self._seen, self._stale, self._trouble = (
            f"{name} of finding {self.place}" for name in ("seen", "stale", "trouble")
        )

    @property
    def hidden(self) -> bool:
        """Whether this person reviews it blind and has not found anything yet."""
        return self.statement.id in self.review.view.not_shown

    @property
    def answer(self) -> Answer:
        return self.review.view.answers.get(self.statement.id, NOT_ANSWERED)

    @property
    def kept(self) -> Finding:
        return self.review.findings.get(self.statement.id, NO_FINDING)

    @property
    def seen(self) -> Finding:
        """The finding that the widgets were last in step with."""
        found: Finding = st.session_state.get(self._seen, NO_FINDING)
        return found

    @property
    def stale(self) -> Stale[Finding] | None:
        """A save refused because something changed first, until this person has chosen."""
        return st.session_state.get(self._stale)

    @property
    def trouble(self) -> NotSaved | None:
        """What is still missing, or why the last change is not recorded."""
        return st.session_state.get(self._trouble)

    def seed(self) -> None:
        """Show what is recorded, unless something here waits to be settled."""
        if self.kept.version > self.seen.version and self.stale is None and not self.trouble:
            self.fill(self.kept)

    @property
    def may_record(self) -> bool:
        in_review = self.review.view.assessment.status is Status.IN_REVIEW
        return in_review and self.visit.person.may(Permission.REVIEW)

    @property
    def may_reply(self) -> bool:
        """Whether the department's words may be added: in review, and after it was sent back."""
        view = self.review.view
        takes_replies = view.assessment.status in (Status.IN_REVIEW, Status.DRAFT)
        return takes_replies and self.visit.person.may(Permission.REPLY, view.department.id)

    @property
    def begun(self) -> bool:
        """Whether there is a finding here that somebody began and that is not recorded."""
        said = written(self.field)
        return self.may_record and said is not None and said.text not in ("", finding_as_written(self.kept))

    def fill(self, finding: Finding) -> None:
        """Show a finding: the field shows what it is given here once nothing waits in it."""
        st.session_state[self._seen] = finding
        st.session_state.pop(self._stale, None)
        st.session_state.pop(self._trouble, None)

    def record(self) -> None:
        """Record what was chosen and written; whatever comes of it is kept in the session for the card to show."""
        said = written(self.field)
        if said is None:
            return
        was_hidden = self.hidden

        def keep() -> Finding:
            version = said.version_to_save_on(finding_as_written(self.seen), self.seen.version)
            draft = finding_in(said.text, self.answer).model_copy(
                update={"answer_version": self.answer.version, "version": version}
            )
            return self._write(draft)

        if self._settle(self.field, attempt(keep)):
            st.session_state[NEXT] = self.statement.id if was_hidden else self.then
            st.rerun()  # the page, with the next statement, or with what was hidden of this one
        self._redraw()

    def record_over(self, *, both: bool = False) -> None:
        """Record one's own finding over the one that came first; with `both`, after its reason. Agreeing is with the
        answer as it is now: the page shows it.
        """
        stale = self.stale
        if stale is not None:
            mine = stale.yours
            changed: dict[str, object] = {
                "version": stale.kept.version,
                "answer_version": self.answer.version,
            }
            if both:
                changed["reason"] = f"{stale.kept.reason}\n\n{mine.reason}"
            if mine.standing is Standing.AGREED:
                changed |= {"state": self.answer.state, "level": self.answer.level}
            self._settle(self.field, attempt(lambda: self._write(mine.model_copy(update=changed))))
        self._redraw()

    def keep_recorded(self) -> None:
        """Give up what was chosen and written here, for what is recorded."""
        stale = self.stale
        give_up(self.field)
        give_up(self.reply)
        self.fill(stale.kept if stale is not None else self.seen)
        self._redraw()

    def send_reply(self) -> None:
        """Save the department's reply to the finding that the person saw."""
        said = written(self.reply)
        if said is not None:
            self._reply(said.text, said.version_to_save_on(self.seen.reply, self.seen.version))
        self._redraw()

    def reply_over(self, *, both: bool = False) -> None:
        """Save one's own reply over the one that came first; with `both`, below it."""
        stale = self.stale
        if stale is not None:
            said = written(self.reply)
            mine = said.text if said is not None else stale.yours.reply
            self._reply(f"{stale.kept.reply}\n\n{mine}" if both else mine, stale.kept.version)
        self._redraw()

    def _write(self, finding: Finding) -> Finding:
        return self.visit.write(
            reviewing.record_finding,
            assessment_id=self.review.view.assessment.id,
            statement_id=self.statement.id,
            finding=finding,
        )

    def _reply(self, words: str, based_on: int) -> None:
        self._settle(
            self.reply,
            attempt(
                lambda: self.visit.write(
                    reviewing.reply,
                    assessment_id=self.review.view.assessment.id,
                    statement_id=self.statement.id,
                    words=words,
                    based_on=based_on,
                )
            ),
        )

    def _settle(self, area: str, outcome: Finding | Stale[Finding] | NotSaved) -> bool:
        """What came of saving, with what was written in the field of that key; whether it was saved."""
        st.session_state.pop(self._trouble, None)
        match outcome:
            case Stale():
                st.session_state[self._stale] = outcome
            case NotSaved():
                st.session_state[self._trouble] = outcome
                if outcome.refused:  # which says more than what came first: the page shows that by now
                    st.session_state.pop(self._stale, None)
            case _:
                settle(area, outcome.version)
                self.fill(outcome)
                return True
        return False

    def _redraw(self) -> None:
        if self.stale is not None:  # the page is of before: what came first may be another answer
            st.rerun()
        # The counts read, and while the database is away there is nothing to be read.
        st.rerun(self.redrawn[:1] if self.trouble and self.trouble.away else self.redrawn)


def draw(held: FindingCard, names: Mapping[str, str]) -> None:
    """The inside of a card: call it in a fragment whose key is `held.fragment`. `names` are people's, by id."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("The department says", anchor=False)
        if held.hidden:
            st.markdown(
                "Not shown: you review this statement blind. What the department says, and what others found, is here "
                "once you have recorded what you find."
            )
        else:
            _answer(held, names)
        if held.may_record:
            _say_levels(held)
    with right:
        if not held.may_record:
            st.subheader("What the auditor found", anchor=False)
        if held.may_record:
            _record(held)
        elif held.hidden:
            st.markdown("Findings are recorded while the assessment is in review.")
        else:
            _found(held)
        if held.seen.standing is not None:
            _reply(held, names, held.may_reply)
        _say(held, names)


def draw_beside(held: FindingCard, names: Mapping[str, str], answered: int) -> None:
    """What the auditor found, on the card of the answer itself, with the place to reply; nothing where nothing was.

    `answered` is the version of the answer that the card shows.
    """
    finding = held.seen
    if finding.standing is None:
        return
    with st.container(border=True, key=f"found-{held.statement.id}"):
        st.markdown("**What the auditor found**")
        _found(held)
        if held.stale is not None or held.trouble:
            _say(held, names)
        elif finding.changed_at is not None:
            who = names.get(finding.changed_by or "", "an auditor")
            since = (
                " The answer was changed since, so it is checked again."
                if finding.answer_version != answered
                else ""
            )
            st.markdown(f"By {literal(who)}, {clock(finding.changed_at)}.{since}")
        _reply(held, names, held.may_reply)


def _answer(held: FindingCard, names: Mapping[str, str]) -> None:
    answer, framework = held.answer, held.review.view.framework
    st.markdown(answer_words.answer_in_markdown(framework, held.statement, answer))
    show_items(framework, held.statement, answer, held.seen.items)
    flags = []
    if answer.evidence_date is not None:
        flags.append(f"Newest evidence of {day(answer.evidence_date)}.")
    if answer.unsure:
        flags.append("Marked as unsure.")
    if answer.carried:
        flags.append("Carried over from the last round, and not confirmed.")
    if answer.changed_at is not None:
        who = names.get(answer.changed_by or "", answer.changed_by or "somebody")
        flags.append(f"By {who}, {clock(answer.changed_at)}.")
    if flags:
        st.markdown(literal(" ".join(flags)))


def _say_levels(held: FindingCard) -> None:
    """What each level means for this statement: what a finding is held against."""
    statement = held.statement
    framework = held.review.view.framework
    told = [(level, framework.looks_like(statement, level)) for level in framework.scale_of(statement).levels]
    marks.show(
        marks.sentences(
            marks.Html(
                f"<b>{marks.html_of(level.numbered)}</b>" + (f": {marks.html_of(words)}" if words else "")
            )
            for level, words in told
        ),
        label="What each level means here",
    )


def _record(held: FindingCard) -> None:
    framework, statement, finding = held.review.view.framework, held.statement, held.seen
    challenged = finding.standing in (Standing.CHALLENGED, Standing.RESOLVED)
    verdicts = [
        [verdict.value, words]
        for verdict, words in VERDICTS.items()
        if (verdict is not Standing.RESOLVED or challenged)
        and (verdict is not Standing.AGREED or held.answer.state is not State.NOT_ANSWERED)
    ]
    judging(
        Saves(
            key=held.field,
            place=f"{held.visit.person.id}/{held.place}/{'blind' if held.hidden else 'finding'}",
            text=finding_as_written(finding),
            version=finding.version,
            on_change=held.record,
            again=held.trouble is not None and bool(held.trouble.away),
        ),
        "Your finding",
        verdicts=[] if held.hidden else verdicts,
        levels=answer_words.as_steps(framework, statement),
        why="Why (the department reads this)",
        button=_button_of(held),
        state="Not recorded yet: see below." if held.trouble or held.stale else "",
        checklist=_items_to_find(held),
    )


def _items_to_find(held: FindingCard) -> dict[str, object]:
    """The items of the statement's checklist, of which something else may be found; nothing where it has none."""
    framework, statement = held.review.view.framework, held.statement
    if not statement.items:
        return {}
    said = {each.id: each.said.value for each in held.answer.items}
    return {
        "label": "What you find of the checklist" if held.hidden else "Items that you find otherwise",
        "sets": [
            [name, [[item.id, item.text, said.get(item.id, "")] for item in items]]
            for name, items in framework.item_sets(statement)
        ],
        "states": [[state.value, state.words] for state in ItemState],
        "as_said": "" if held.hidden else "As the department says",
        "language": framework.language,
        "levels_by_way": levels_by_way(framework, statement),
    }


def _button_of(held: FindingCard) -> str:
    if held.hidden:
        return "Record what you find"
    return "Record and go to the next" if held.then else "Record it"


def _found(held: FindingCard) -> None:
    finding = held.seen
    if finding.standing is None:
        st.markdown("Nobody has recorded a finding yet.")
        return
    brief = answer_words.judgement_in_words(held.review.view.framework, held.statement, finding)
    st.markdown(f"**{literal(brief)}** ({finding.standing.value})")
    if finding.reason:
        st.markdown(literal(finding.reason))
    _list_found_items(held, finding)


def _list_found_items(held: FindingCard, finding: Finding) -> None:
    told = found_items_in_words(held.review.view.framework, held.statement, held.answer, finding)
    if told:
        st.markdown("\n".join(f"- {literal(each)}" for each in told))


def _reply(held: FindingCard, names: Mapping[str, str], may_reply: bool) -> None:
    finding = held.seen
    if may_reply:
        writing(
            "The department's reply",
            key=held.reply,
            text=finding.reply,
            version=finding.version,
            place=f"{held.visit.person.id}/{held.place}/reply",
            on_change=held.send_reply,
            placeholder="What the auditor has not seen, or what you will do.",
            state="Not saved yet: see below." if held.trouble or held.stale else "",
            again=held.trouble is not None and bool(held.trouble.away),
        )
    elif finding.reply:
        who = names.get(finding.replied_by or "", "the department")
        when = f", {clock(finding.replied_at)}" if finding.replied_at else ""
        st.markdown(f"**Reply** ({literal(who)}{when}): {literal(finding.reply)}")


def _say(held: FindingCard, names: Mapping[str, str]) -> None:
    """The truth about recording, in one line, and a way out where somebody else came first."""
    stale, finding = held.stale, held.seen
    if stale is not None and held.trouble:
        st.warning(f"Not recorded yet: {literal(held.trouble.why)}")
    if stale is not None:
        kept, framework = stale.kept, held.review.view.framework
        who = names.get(stale.by or "", stale.by or "somebody")
        when = f", {clock(stale.at)}," if stale.at else ""
        st.error(
            f"Not recorded yet: this was changed by {literal(who)}{when} since you opened it. "
            "Nothing you wrote is lost."
        )
        yours = stale.yours.reply if stale.yours.reply != kept.reply else stale.yours.reason
        brief = answer_words.judgement_in_words(framework, held.statement, stale.yours)
        st.markdown(f"Yours: **{literal(brief)}**. {literal(yours)}")
        _list_found_items(held, stale.yours)
        st.markdown(
            f"Recorded meanwhile: **{literal(answer_words.judgement_in_words(framework, held.statement, kept))}** "
            f"({kept.standing.value if kept.standing else Standing.TO_CHECK.value}). {literal(kept.reason)}"
        )
        _list_found_items(held, kept)
        if kept.reply:
            st.markdown(f"Reply: {literal(kept.reply)}")
        replied = stale.yours.reply != kept.reply
        mine, words = (
            (held.reply_over, (kept.reply, stale.yours.reply))
            if replied
            else (held.record_over, (kept.reason, stale.yours.reason))
        )
        with st.container(horizontal=True):
            st.button("Record mine all the same", key=f"mine {held.fragment}", on_click=mine)
            if all(each.strip() for each in words) and words[0] != words[1]:
                label = "Keep both replies" if replied else "Record mine, with both reasons"
                st.button(label, key=f"both {held.fragment}", on_click=mine, kwargs={"both": True})
            _offer_recorded(held)
    elif held.trouble:
        st.warning(f"Not recorded yet: {literal(held.trouble.why)}")
        if held.may_record:
            with st.container(horizontal=True):
                st.button("Record it now", key=f"again {held.fragment}", on_click=held.record)
                _offer_recorded(held)
    elif finding.changed_at is not None:
        who = names.get(finding.changed_by or "", "an auditor")
        again = ""
        if finding.answer_version != held.answer.version:
            again = " The answer was changed since: check it again."
        st.markdown(f":material/check: Recorded by {literal(who)}, {clock(finding.changed_at)}.{again}")


def _offer_recorded(held: FindingCard) -> None:
    recorded = held.stale is not None or held.seen.standing is not None
    label = "Keep what is recorded" if recorded else "Give it up"
    st.button(label, key=f"theirs {held.fragment}", on_click=held.keep_recorded)
