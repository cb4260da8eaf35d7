"""Review. An auditor comes to challenge what departments answered, and to agree; a department, to reply."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from maturity.assessment.finding import Standing
from maturity.assessment.people import Permission
from maturity.assessment.progress import is_carried
from maturity.assessment.round import Assessment, Department, Move, Round, Status
from maturity.briefing import review as told
from maturity.briefing.shown_as import score_in_a_cell
from maturity.errors import Stale
from maturity.framework.model import Framework, Statement
from maturity.pages import session
from maturity.pages.answering.sent_back import sent_back_in_words
from maturity.pages.parts import marks
from maturity.pages.parts.address_choice import (
    DEPARTMENT,
    choices_shown,
    choose,
    choose_round,
    is_own,
    keep_choice,
    lately,
    say_not_here,
)
from maturity.pages.parts.form import pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.marks import Html
from maturity.pages.parts.part_choice import choose_part, part_in_address, say_part
from maturity.pages.reviewing.dispositions import show_badges, show_reasons
from maturity.pages.reviewing.finding_card import COUNTS, NEXT, FindingCard, draw
from maturity.pages.reviewing.papers import show_papers
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import settle, writing, written
from maturity.pages.session import Visit, clock
from maturity.pages.shell.outage import patient
from maturity.scoring.challenge import Item
from maturity.scoring.score import Score
from maturity.services import administering, challenging, reviewing
from maturity.services.reviewing import Review, Waiting

EVERY, FIRST = "all", "first"
KINDS = {
    FIRST: "Look first",
    Standing.TO_CHECK.value: "To check",
    Standing.CHALLENGED.value: "Challenged",
    Standing.RESOLVED.value: "Resolved",
    Standing.AGREED.value: "Agreed",
    EVERY: "All",
}
"""What is shown, by the words of the address."""
MOVES = {
    Status.SUBMITTED: [Move.BEGIN_REVIEW, Move.SEND_BACK],
    Status.IN_REVIEW: [Move.AGREE, Move.SEND_BACK],
    Status.AGREED: [Move.REOPEN],
}
BUTTONS = {
    Move.BEGIN_REVIEW: "Begin the review",
    Move.SEND_BACK: "Send it back to the department",
    Move.AGREE: "Agree the assessment",
    Move.REOPEN: "Open it again",
}
TROUBLE = "move trouble"
"""Where the session keeps why a move was refused, until that was said."""
STATEMENT = "statement"
"""The address's key for the statement shown, as on the Answer page."""
TOGETHER = "agree together"
PAPERS = "papers"
"""The address's key for the working papers."""


def show() -> None:
    here = session.current()
    rounds = [r for r in here.once(administering.every_round) if not r.published]
    if not rounds:
        st.title("Review")
        st.info("There is nothing to review yet. Open a round on the Answer page.")
        return
    if PAPERS in st.query_params and here.person.may(Permission.REVIEW):
        _papers(here, rounds)
        return
    heading = st.container(key="review-heading")
    left, right = st.columns([1, 3.4], gap="medium")
    with left:
        round_ = choose_round(rounds)
    waiting = here.once(reviewing.queue, round_id=round_.id)
    missing = _asked_and_missing(here, waiting)
    if missing is not None:
        heading.title("Review")
        choices_shown()[DEPARTMENT] = missing.id
        with right:
            _say_not_submitted(missing, round_)
        if waiting:
            with left:
                _queue(waiting, None)
    elif not waiting:
        heading.title("Review")
        right.info(
            "No assessment that you may see has been submitted in this round. It comes here once it is, "
            "or open another round."
        )
    else:
        challenged = here.once(challenging.challenges, round_id=round_.id, today=here.now.date())
        with right:
            one = _chosen(here, waiting)
        with left:
            _queue(waiting, one)
        first = {item.statement_id: item for item in challenged.first.items([one.department.id])}
        found = here.read(reviewing.review, assessment_id=one.assessment.id)
        score = challenged.comparison.scores.get(one.department.id)
        with heading:
            _heading(here, one, found, first, score)
        with right:
            _review(here, one, found, first)
    if here.person.may(Permission.REVIEW):
        with left:
            link = marks.link_to("Working papers, and reviewing blind", marks.address("review", papers="yes"))
            marks.show(Html(f"<p>{link.text}</p>"))


def _papers(here: Visit, rounds: Sequence[Round]) -> None:
    """The working papers in place of the review."""
    st.title("Working papers")
    marks.show(marks.link_to("Back to the review", marks.address("review")))
    show_papers(here, choose_round(rounds))


def _asked_and_missing(here: Visit, waiting: Sequence[Waiting]) -> Department | None:
    """One's own department that the address asks for, where nothing of it is to be reviewed: no other stands for it."""
    asked = st.query_params.get(DEPARTMENT)
    if any(each.department.id == asked for each in waiting):
        return None
    departments = here.once(administering.every_department)
    return next((each for each in departments if each.id == asked and is_own(here, each.id)), None)


def _say_not_submitted(department: Department, round_: Round) -> None:
    st.info(
        f"{literal(department.name)} has not submitted its assessment in {literal(round_.title)}, so there is nothing "
        "to review yet. What the auditor finds, and the place to reply, is here once it is."
    )
    there = marks.address("check", round=round_.id, department=department.id)
    marks.show(marks.link_to("Check and submit", there))


def _chosen(here: Visit, waiting: Sequence[Waiting]) -> Waiting:
    """The department of the address, or of the page before, or one's own first, or what waits first."""
    by_id = {each.department.id: each for each in waiting}
    asked = st.query_params.get(DEPARTMENT)
    own = [key for key in by_id if is_own(here, key)] if len(by_id) > 1 else []
    chosen = next(key for key in (asked, *lately(DEPARTMENT), *own[:1], *by_id) if key in by_id)
    if asked is not None and asked not in by_id:
        say_not_here("Department", asked, f"“{by_id[chosen].department.name}” is shown.")
    elif asked is not None:
        keep_choice(DEPARTMENT, asked)
    choices_shown()[DEPARTMENT] = "" if asked not in (None, chosen) else chosen
    return by_id[chosen]


def _queue(waiting: Sequence[Waiting], one: Waiting | None) -> None:
    """The departments of the round as links, each with what waits on it."""
    rows = []
    for each in waiting:
        words, attention = told.what_waits(
            each.assessment.status,
            each.counts,
            sent_back=each.sent_back is not None,
            replies=each.replies,
        )
        link = marks.link_to(each.department.name, marks.address("review", department=each.department.id))
        name = f"<b>{link.text}</b>" if each is one else link.text
        rows.append(f"<li>{name} {marks.tag(words, attention=attention).text}</li>")
    to_do = sum(each.assessment.status is not Status.AGREED for each in waiting)
    heading = told.queue_heading(to_do, len(waiting))
    list_ = f'<div class="queue" role="region" aria-label="Queue" tabindex="0"><ul>{"".join(rows)}</ul></div>'
    st.subheader(heading, anchor=False)
    marks.show(Html(list_))


def _heading(
    here: Visit, one: Waiting, found: Review, first: Mapping[str, Item], score: Score | None
) -> None:
    kept, back = one.assessment, one.sent_back
    names = here.names([kept.submitted_by, kept.agreed_by, back.by if back else None])
    hidden = len(found.view.not_shown)
    open_ = [key for key in first if found.standing(key) is Standing.TO_CHECK]
    st.title(
        literal(
            told.review_headline(
                one.department.name,
                statements=len(found.view.framework.statements),
                first=len(open_),
                to_check=found.counts[Standing.TO_CHECK],
                hidden=hidden,
            )
        ),
        anchor=False,
    )
    told_score = (
        "" if hidden or score is None or score.low is None else score_in_a_cell(found.view.framework, score)
    )
    st.markdown(literal(_subtitle(one.assessment, names, told_score)))
    if one.sent_back:
        st.warning(sent_back_in_words(one.sent_back, names))
    if here.person.may(Permission.REVIEW):
        _moves(here, found, first)
    elif one.assessment.status is Status.SUBMITTED:
        st.markdown("An auditor has not begun the review yet.")


def _subtitle(assessment: Assessment, names: Mapping[str, str], score: str) -> str:
    """Where it stands, who submitted and agreed it when, and its score."""
    said = []
    if assessment.status in (Status.DRAFT, Status.IN_REVIEW):
        said.append(f"{assessment.status.words}.")
    if assessment.submitted_at is not None:
        who = names.get(assessment.submitted_by or "", "the department")
        said.append(f"Submitted by {who}, {clock(assessment.submitted_at)}.")
    if assessment.agreed_at is not None:
        who = names.get(assessment.agreed_by or "", "an auditor")
        said.append(f"Agreed by {who}, {clock(assessment.agreed_at)}. It is locked.")
    return " ".join([*said, *([f"Score: {score} with a level."] if score else [])])


def _review(here: Visit, one: Waiting, found: Review, first: Mapping[str, Item]) -> None:
    framework = found.view.framework
    _warnings(here, one.assessment.id)
    shown = _choose_statements(found, first)
    asked = st.query_params.get(STATEMENT)
    if asked is not None and asked not in framework.by_id:
        say_not_here("Statement", asked, "Another is shown.")
    then = st.session_state.pop(NEXT, None)
    if then:  # a finding was recorded: the page goes on
        asked = st.query_params[STATEMENT] = then
    order = [statement.id for statement in shown]
    if asked not in framework.by_id:
        asked = next(iter(order), None)
    if asked is None:
        st.markdown("No statement stands there.")
        return
    place = order.index(asked) if asked in order else -1
    after = order[place + 1] if place + 1 < len(order) else ""
    before = order[place - 1] if place > 0 else ""
    held = FindingCard(here, found, framework.by_id[asked], then=after)
    held.seed()
    answer, finding = held.answer, held.seen
    names = here.names([answer.changed_by, finding.changed_by, finding.replied_by])
    with st.container(key="opened"):
        st.fragment(_card, key=held.fragment)(held, names, first.get(asked))
    _steps(framework, before, after)
    _others([each for each in shown if each.id != asked], found, first)
    if one.assessment.assurance:
        with st.expander("The department's statement of assurance"):
            st.markdown(f"> {literal(one.assessment.assurance)}")


@patient
def _card(held: FindingCard, names: Mapping[str, str], look: Item | None) -> None:
    with st.container(border=True, key=f"finding-{held.statement.id}"):
        st.header(literal(held.statement.label), anchor=False)
        st.markdown(literal(held.statement.text))
        looked = look if not held.hidden else None
        if looked is not None:
            show_badges(looked)
        draw(held, names)
        if looked is not None:
            show_reasons(held.visit, held.review, looked)


def _steps(framework: Framework, before: str, after: str) -> None:
    """Links to the statement before and after, which Alt + Page Up and Page Down follow."""
    links = [
        f'<a class="go" data-stays data-key="{key}" href="{marks.address("review", **_with(to))}">{words}: '
        f"{marks.html_of(framework.by_id[to].label)}</a>"
        for key, words, to in (("back", "Back", before), ("next", "Next", after))
        if to
    ]
    if links:
        hint = marks.quiet("Alt + Page Down for the next, Alt + Page Up for the one before.").text
        marks.show(Html(f'<nav class="steps" aria-label="Statements">{" ".join(links)}{hint}</nav>'))


def _others(others: Sequence[Statement], found: Review, first: Mapping[str, Item]) -> None:
    """What else is among those shown, as links with where each stands and why to look at it."""
    rows: list[list[marks.Cell]] = []
    for statement in others:
        item = first.get(statement.id)
        link = marks.link_to(statement.label, marks.address("review", **_with(statement.id)), stays=True)
        tags = [marks.tag("reply waits", attention=True)] if statement.id in found.replies else []
        tags += [marks.tag(reason.kind.value, attention=True) for reason in item.reasons] if item else []
        where = "not shown" if statement.id in found.view.not_shown else found.standing(statement.id).value
        rows.append([link, where, Html(" ".join(each.text for each in tags))])
    if rows:
        marks.show(
            marks.table("Others shown", ["Statement", "Stands", "Why to look at it"], rows, kind="stacks")
        )


def _with(statement_id: str) -> dict[str, str]:
    """The address's parts with that statement."""
    kept = {key: st.query_params[key] for key in ("show",) if key in st.query_params}
    return {**kept, **part_in_address(), STATEMENT: statement_id}


@st.fragment(key=COUNTS)
@patient
def _warnings(here: Visit, assessment_id: int) -> None:
    found = here.read(reviewing.review, assessment_id=assessment_id)
    if found.view.assessment.status is not Status.IN_REVIEW or not here.person.may(Permission.REVIEW):
        return
    cards = [FindingCard(here, found, statement) for statement in found.view.framework.statements]
    if begun := [held.statement.label for held in cards if held.begun]:
        st.warning(literal(f"You began a finding that is not recorded: {', '.join(begun)}."))


def _moves(here: Visit, found: Review, first: Mapping[str, Item]) -> None:
    assessment, to_check = found.view.assessment, found.counts[Standing.TO_CHECK]
    together = found.to_agree_together(first) if assessment.status is Status.IN_REVIEW else {}
    with st.container(horizontal=True, key="review-moves"):
        for move in MOVES.get(assessment.status, []):
            if move is Move.BEGIN_REVIEW:
                _button(here, assessment.id, move)
            elif move is Move.AGREE:
                with st.popover(BUTTONS[move], type="secondary" if to_check else "primary"):
                    if open_ := found.counts[Standing.CHALLENGED]:
                        st.markdown(told.resolve_first(open_))
                    else:
                        _say_what_agreeing_means(found)
                        _button(here, assessment.id, move)
            else:
                key = f"why-{move.name} {assessment.id}"
                with st.popover(BUTTONS[move]):
                    writing(
                        f"Why it is {move.value}",
                        key=key,
                        text="",
                        version=0,
                        place=f"{here.person.id}/{assessment.id}/{move.name}",
                        on_change=partial(_make, here, assessment.id, move, key),
                        state="Not sent, and kept in this browser.",
                        button=BUTTONS[move],
                    )
        if together:  # the last: where it goes away, no other opens in its place, beneath the pointer
            _agree_together(here, assessment.id, together)
    show_outcome(TOGETHER)
    if trouble := st.session_state.pop(TROUBLE, ""):  # below: above them it would close what is open
        st.error(literal(trouble))


def _button(here: Visit, assessment_id: int, move: Move) -> None:
    st.button(
        BUTTONS[move],
        type="primary",
        key=f"move-{move.name}",
        on_click=_make,
        args=(here, assessment_id, move),
    )


def _agree_together(here: Visit, assessment_id: int, seen: Mapping[str, int]) -> None:
    """The answers with no reason to look again, agreed in one go, once it is said what that means."""
    with st.popover(told.agree_together_label(len(seen))):
        st.markdown(literal(told.agree_together_words(len(seen))))
        st.button(
            "Agree them together",
            type="primary",
            key="together",
            on_click=lambda: pressed(
                TOGETHER,
                lambda: here.write(reviewing.agree_together, assessment_id=assessment_id, seen=seen),
                lambda agreed: told.agreed_together_words(len(agreed)),
            ),
        )


def _say_what_agreeing_means(found: Review) -> None:
    st.markdown("Agreeing locks the assessment and shows it to everybody who may see agreed ones.")
    for sentence in told.agreeing_leaves(
        found.counts[Standing.TO_CHECK], sum(map(is_carried, found.view.answers.values()))
    ):
        st.markdown(sentence)


def _make(here: Visit, assessment_id: int, move: Move, key: str = "") -> None:
    """In a callback: move an assessment, with the reason written in the area of that key."""
    said = written(key)
    why = said.text if said else ""
    match attempt(
        lambda: here.write(reviewing.move_assessment, assessment_id=assessment_id, move=move, why=why)
    ):
        case NotSaved(trouble) | Stale(args=(trouble,)):
            st.session_state[TROUBLE] = trouble
        case _:
            settle(key)


def _choose_statements(found: Review, first: Mapping[str, Item]) -> list[Statement]:
    """Those to look at first, those that stand somewhere, or all; where there are none, it is not offered."""
    framework = found.view.framework
    part = choose_part(framework, [STATEMENT, "show"])
    every: dict[str, list[Statement]] = {
        FIRST: [framework.by_id[key] for key in first],
        **{
            kind.value: [each for each in framework.statements if found.standing(each.id) is kind]
            for kind in Standing
        },
        EVERY: list(framework.statements),
    }
    of = {key: [each for each in those if part.of([each.id])] for key, those in every.items()}
    offered = {key: told.filter_words(words, len(of[key])) for key, words in KINDS.items() if of[key]}
    shown = of[choose("Show", offered, "show", "radio")]
    say_part(part, len(of[EVERY]), len(every[EVERY]))
    return shown
