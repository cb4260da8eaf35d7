"""A finding card: one answer, what the auditor found, and what the department replies. Saved as it is given.

Like the question card it is a fragment, saves in callbacks, and never overwrites what is not saved.
"""

from collections.abc import Sequence

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED, Answer, State
from maturity.assessment.finding import NO_FINDING, Finding, Standing
from maturity.assessment.people import Permission
from maturity.assessment.round import Status
from maturity.errors import Stale
from maturity.framework.model import Statement
from maturity.pages.parts import answer_words
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import give_up, settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.services import reviewing
from maturity.services.reviewing import Review
from maturity.wording import day

COUNTS = "review-counts"
"""The key of the page's fragment that counts findings; it is redrawn after every save."""

FORGOTTEN = "Until it is recorded, a reload keeps the words but forgets what you chose."

VERDICTS = {
    Standing.AGREED: "Agree with the answer",
    Standing.CHALLENGED: "Challenge it",
    Standing.RESOLVED: "Resolved",
}


def reason_at(place: str) -> str:
    """The key of the area where the reason for a finding is written; `place` is assessment/statement."""
    return f"found-why {place}"


class FindingCard:
    """The widgets of one statement under review, by their keys in the session."""

    def __init__(
        self, visit: Visit, review: Review, statement: Statement, *, on: Sequence[str] | None = None
    ) -> None:
        """`on` are the keys of the fragments to draw anew after a save, where it is drawn on another card."""
        self.visit, self.review, self.statement = visit, review, statement
        self.place = f"{review.view.assessment.id}/{statement.id}"
        self.fragment = f"finding {self.place}"
        self.redrawn = list(on or [self.fragment, COUNTS])
        self.reply = f"reply {self.place}"
        self.reason = reason_at(self.place)
        self._seen, self._stale, self._trouble, self._turn = (
            f"{name} of finding {self.place}" for name in ("seen", "stale", "trouble", "turn")
        )

    @property
    def verdict(self) -> str:
        """The key of the choice to agree or challenge."""
        return f"verdict {self.place} {st.session_state.get(self._turn, 0)}"

    @property
    def level(self) -> str:
        """The key of what was found."""
        return f"found {self.place} {st.session_state.get(self._turn, 0)}"

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
        """Bring the widgets in step with the store, unless they hold something that is not recorded."""
        kept = self.kept
        waiting = self.stale is not None or self.trouble or self.incomplete
        if self.verdict not in st.session_state or (kept.version > self.seen.version and not waiting):
            self.fill(kept)
        if (
            self.left_behind
        ):  # a reload, or another theme shown meanwhile, forgets the choice but not the words
            st.session_state[self.verdict], st.session_state[self.level] = Standing.CHALLENGED, None

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
    def left_behind(self) -> bool:
        """Whether the reason for a challenge was begun, is not recorded, and is out of sight."""
        said = written(self.reason)
        return (
            said is not None
            and said.place == self.written_as(Standing.CHALLENGED)
            and said.text.strip() not in ("", self.kept.reason.strip())
            and st.session_state.get(self.verdict) not in (Standing.CHALLENGED, Standing.RESOLVED)
            and self.may_record
        )

    @property
    def begun(self) -> bool:
        """Whether there is a finding here that somebody began and that is not recorded."""
        return self.may_record and (self.incomplete or self.left_behind)

    def written_as(self, verdict: Standing) -> str:
        """The place of the draft: a challenge left behind must not come back as a note to an agreement."""
        kind = "note" if verdict is Standing.AGREED else "finding"
        return f"{self.visit.person.id}/{self.place}/{kind}"

    def fill(self, finding: Finding) -> None:
        """Show a finding. A widget whose value the server sets in a callback keeps the browser's own, and would send
        it back with the next save; so where they differ it is another widget, of the next turn.
        """
        st.session_state[self._seen] = finding
        shown = (finding.standing, answer_words.choice_of(finding))
        if shown != (st.session_state.get(self.verdict), st.session_state.get(self.level)):
            st.session_state[self._turn] = st.session_state.get(self._turn, 0) + 1
        st.session_state[self.verdict], st.session_state[self.level] = shown
        st.session_state.pop(self._stale, None)
        st.session_state.pop(self._trouble, None)

    @property
    def words(self) -> str:
        """The reason as it was last typed."""
        typed = written(self.reason)
        return typed.text if typed else self.seen.reason

    @property
    def incomplete(self) -> bool:
        """Whether a challenge still lacks what was found or why."""
        needs = st.session_state.get(self.verdict) in (Standing.CHALLENGED, Standing.RESOLVED)
        return needs and (st.session_state.get(self.level) is None or not self.words.strip())

    def draft(self) -> Finding | None:
        """The finding as the widgets have it, on the versions last seen; None until there is enough to record."""
        verdict = st.session_state[self.verdict]
        if verdict is None or self.incomplete:
            return None
        level = st.session_state[self.level]
        judged = answer_words.judged(level) if verdict is not Standing.AGREED else _judgement(self.answer)
        return Finding.model_validate(
            {
                **judged,
                "standing": verdict,
                "reason": self.words,
                "answer_version": self.answer.version,
                "version": self.seen.version,
            }
        )

    def record(self) -> None:
        """Record what was chosen and written; whatever comes of it is kept in the session for the card to show."""
        draft = self.draft()
        if draft is not None:
            self._save(draft)
        self._redraw()

    def record_over(self, *, both: bool = False) -> None:
        """Record one's own finding over the one that came first; with `both`, after its reason."""
        stale = self.stale
        if stale is not None:
            reason = f"{stale.kept.reason}\n\n{self.words}" if both else self.words
            versions = {"version": stale.kept.version, "answer_version": self.answer.version}
            self._save(stale.yours.model_copy(update={"reason": reason, **versions}))
        self._redraw()

    def keep_recorded(self) -> None:
        """Give up what was chosen and written here, for what is recorded."""
        stale = self.stale
        give_up(self.reason)
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

    def _save(self, draft: Finding) -> None:
        self._settle(
            self.reason,
            attempt(
                lambda: self.visit.write(
                    reviewing.record_finding,
                    assessment_id=self.review.view.assessment.id,
                    statement_id=self.statement.id,
                    finding=draft,
                )
            ),
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

    def _settle(self, area: str, outcome: Finding | Stale[Finding] | NotSaved) -> None:
        """What came of saving, with what was written in the area of that key."""
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

    def _redraw(self) -> None:
        if self.stale is not None:  # the page is of before: what came first may be another answer
            st.rerun()
        # The counts read, and while the database is away there is nothing to be read.
        st.rerun(self.redrawn[:1] if self.trouble and self.trouble.away else self.redrawn)


def draw(held: FindingCard, names: dict[str, str]) -> None:
    """The inside of a card: call it in a fragment whose key is `held.fragment`. `names` are people's, by id."""
    st.subheader(literal(held.statement.label), anchor=held.statement.id)
    st.markdown(literal(held.statement.text))
    left, right = st.columns(2)
    with left:
        _answer(held, names)
    with right:
        st.markdown("**What the auditor found**")
        if held.may_record:
            _record(held)
        else:
            _found(held)
        if held.seen.standing is not None:
            _reply(held, names, held.may_reply)
    _say(held, names)


def draw_beside(held: FindingCard, names: dict[str, str], answered: int) -> None:
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


def _answer(held: FindingCard, names: dict[str, str]) -> None:
    answer, framework = held.answer, held.review.view.framework
    st.markdown("**What the department answered**")
    st.markdown(answer_words.answer_in_markdown(framework, held.statement, answer))
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


def _record(held: FindingCard) -> None:
    challenged = held.seen.standing in (Standing.CHALLENGED, Standing.RESOLVED)
    offered = [
        verdict
        for verdict in VERDICTS
        if (verdict is not Standing.RESOLVED or challenged)
        and (verdict is not Standing.AGREED or held.answer.state is not State.NOT_ANSWERED)
    ]
    verdict = st.radio(
        "Your finding",
        offered,
        index=None,
        format_func=VERDICTS.__getitem__,
        horizontal=True,
        key=held.verdict,
        on_change=held.record,
    )
    if verdict in (Standing.CHALLENGED, Standing.RESOLVED):
        framework = held.review.view.framework
        st.selectbox(
            "What did you find?",
            answer_words.offered(framework, held.statement),
            index=None,
            format_func=lambda choice: answer_words.judgement_in_words(
                framework, held.statement, Finding.model_validate(answer_words.judged(choice))
            ),
            placeholder="Choose a level or a state",
            key=held.level,
            on_change=held.record,
        )
    if verdict is not None:
        writing(
            "Reason" if verdict is not Standing.AGREED else "Note, if there is anything to say",
            key=held.reason,
            text=held.seen.reason,
            version=held.seen.version,
            place=held.written_as(verdict),
            on_change=held.record,
            placeholder="What you saw, and what is missing.",
            state="Not recorded yet: see below." if held.trouble or held.stale or held.incomplete else "",
            again=held.trouble is not None and bool(held.trouble.away),
        )


def _found(held: FindingCard) -> None:
    finding = held.seen
    if finding.standing is None:
        st.markdown("Nobody has recorded a finding yet.")
        return
    brief = answer_words.judgement_in_words(held.review.view.framework, held.statement, finding)
    st.markdown(f"**{literal(brief)}** ({finding.standing.value})")
    if finding.reason:
        st.markdown(literal(finding.reason))


def _reply(held: FindingCard, names: dict[str, str], may_reply: bool) -> None:
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


def _say(held: FindingCard, names: dict[str, str]) -> None:
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
        st.markdown(
            f"Recorded meanwhile: **{literal(answer_words.judgement_in_words(framework, held.statement, kept))}** "
            f"({kept.standing.value if kept.standing else Standing.TO_CHECK.value}). {literal(kept.reason)}"
        )
        if kept.reply:
            st.markdown(f"Reply: {literal(kept.reply)}")
        replied = stale.yours.reply != kept.reply
        mine, words = (
            (held.reply_over, (kept.reply, stale.yours.reply))
            if replied
            else (held.record_over, (kept.reason, held.words))
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
            st.markdown(FORGOTTEN)
            with st.container(horizontal=True):
                st.button("Record it now", key=f"again {held.fragment}", on_click=held.record)
                _offer_recorded(held)
    elif held.incomplete:
        st.markdown(
            "You began a finding that is not recorded yet: choose what you found, and write the reason. "
            + FORGOTTEN
        )
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


def _judgement(answer: Answer) -> dict[str, object]:
    return {"state": answer.state, "level": answer.level}
