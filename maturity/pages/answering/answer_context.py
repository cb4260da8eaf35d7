"""What lies around an answer: guidance, what others published, the last round, its history, and who is to answer."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from maturity.assessment.assignment import Assignment
from maturity.assessment.people import Permission
from maturity.assessment.reuse import EvidenceTooLong, has_evidence, with_evidence_of
from maturity.framework.model import Became, Framework, Theme
from maturity.history.chain import Change
from maturity.history.words import people_in, tell_author, tell_entry
from maturity.pages.answering.answer_card import Card
from maturity.pages.answering.language import lang
from maturity.pages.answering.statement_list import as_told
from maturity.pages.parts import answer_words
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND
from maturity.pages.parts.copy_button import copy_button
from maturity.pages.parts.date_field import any_date
from maturity.pages.parts.form import do, form_key, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.person_choice import offer_people
from maturity.pages.session import clock
from maturity.pages.shell.address import page_address
from maturity.scoring.compare import Comparison
from maturity.services import answering, people_search
from maturity.services.assessment_view import AskedBefore, Last
from maturity.services.companions import SaidElsewhere
from maturity.wording import day, listed, without_common_start

BECAME = {
    Became.SAME: "It is judged on other levels since, so the answer is not carried over.",
    Became.MOVED: "It stood elsewhere, or under another id.",
    Became.REWORDED: "It was worded otherwise. Read both before you confirm the answer.",
    Became.SPLIT: "One statement was split since. Nothing is carried over: answer each part anew.",
    Became.MERGED: "Several statements were merged since. Nothing is carried over: answer anew.",
}
"""What is said of a statement that the edition before asked in another way."""
SHORT = 80
"""Characters that before and after may have to stand in one line."""


def guidance(held: Card) -> None:
    """What an auditor would ask for, where the report speaks of it, and what would raise it by a level."""
    statement, spoken, own = held.statement, held.view.spoken, held.view.framework.language
    with st.container(border=True):
        if statement.evidence:
            st.markdown("**An auditor would ask to see**")
            language = spoken.of_evidence(statement.id) if spoken else own
            lines = "".join(f"<li>{escape(line)}</li>" for line in statement.evidence)
            st.html(f'<ul class="said" {lang(language)}>{lines}</ul>')
        if statement.moving_up:
            _one_level_up()(
                key=f"one level up {held.place}",
                data={
                    "place": held.whose,
                    "lang": spoken.of_moving_up(statement.id) if spoken else own,
                    "told": as_told(held.view.framework, statement, held.seen),
                    "words": {str(level): words for level, words in statement.moving_up.items()},
                },
            )
        if statement.reference:
            st.markdown(f"In the report: {literal(statement.reference)}")
        elif not statement.evidence and not statement.moving_up:
            st.markdown("This framework has no guidance on this statement.")


@cache
def _one_level_up() -> Callable[..., object]:
    # It has the words for every level, and shows those for the level that a save tells of.
    return st.components.v2.component(
        "maturity.one-level-up", html="<p hidden></p>", js="one_level_up.js", isolate_styles=False
    )


def elsewhere(held: Card, benchmark: Comparison | None) -> None:
    """What was published of others on this statement, and what the department answered the last time."""
    with st.container(border=True):
        if benchmark is not None and held.statement.id in benchmark.framework.by_id:
            st.markdown("**Elsewhere**")
            _published(held, benchmark)
        _last_round(held)


def said_elsewhere(held: Card, said: Sequence[SaidElsewhere], *, locked: bool) -> None:
    """What the department said of related statements in rounds of other series, and its evidence to be used here.

    Its level is told in its own words, and never taken over: it is a step of another scale.
    """
    if not said:
        return
    with st.container(border=True):
        st.markdown("**You said of this elsewhere**")
        show_outcome(held.reused)
        for each in said:
            words = answer_words.judgement_in_words(each.framework, each.statement, each.answer)
            st.markdown(
                f"{literal(each.round.title)}, “{literal(each.statement.label)}”: **{literal(words)}**"
                + (f"  \n{literal(each.answer.evidence)}" if each.answer.evidence else "")
            )
            more = [literal(link) for link in each.answer.links]
            if each.answer.evidence_date:
                more.append(f"of {day(each.answer.evidence_date)}")
            if more:
                st.markdown(f"Evidence: {', '.join(more)}")
            if each.note:
                st.markdown(literal(each.note))
            if not locked and has_evidence(each.answer):
                _offer_evidence(held, each)
        origin = "publisher" if all(each.origin == "publisher" for each in said) else "house"
        st.html(f'<p class="said">{RELATED[origin]}</p>')


RELATED = {
    "publisher": "That they are related is the publisher's word. Levels of two frameworks are not compared.",
    "house": "That they are related is our own judgement (house). Levels of two frameworks are not compared.",
}
"""Whose judgement it is, by the origin that a crosswalk declares."""


def _offer_evidence(held: Card, said: SaidElsewhere) -> None:
    source = f"From {said.framework.title}, “{said.statement.label}” ({said.round.title})"
    place = f"{held.place} {said.round.id} {said.statement.id}"
    try:
        further = with_evidence_of(held.seen, said.answer, source)
    except EvidenceTooLong as problem:
        st.markdown(literal(str(problem)))
        return
    if further.content() == held.seen.content():
        st.markdown("Its evidence is in this answer already.")
        return
    with st.popover("Use this evidence", key=f"popover evidence {place}"):
        st.markdown("The answer would have this evidence; its level stays as it is.")
        st.markdown(literal(further.evidence))
        if further.links:
            st.markdown(f"Links: {', '.join(map(literal, further.links))}")
        if further.contact:
            st.markdown(f"Who can be asked: {literal(further.contact)}")
        if further.evidence_date:
            st.markdown(f"The newest evidence is of {day(further.evidence_date)}.")
        st.button("Add it", key=f"use {place}", type="primary", on_click=held.use_evidence, args=(further,))


def _published(held: Card, benchmark: Comparison) -> None:
    framework, statement = held.view.framework, held.statement
    if framework.skeleton != benchmark.framework.skeleton:  # of another edition: in its words, on its scale
        framework = benchmark.framework
        statement = framework.by_id[statement.id]
        st.markdown(literal(f"By edition {framework.edition}."))
    alike: dict[tuple[int, str], list[str]] = {}
    in_full = []
    names = {key: each.name for key, each in benchmark.departments.items()}
    brief = without_common_start(names.values())
    for key, name in names.items():
        judgement = benchmark.judgement(key, statement.id)
        words = answer_words.judgement_in_words(framework, statement, judgement)
        level = -1 if judgement.level is None else judgement.level
        alike.setdefault((level, words), []).append(brief[name])
        finding = benchmark.finding(key, statement.id)
        summary = f". {finding.reason}" if finding and finding.reason else ""
        in_full.append(f"<li>{escape(f'{name}: {words}{summary}')}</li>")
    highest_first = sorted(alike.items(), reverse=True)
    st.markdown(
        "  \n".join(f"**{literal(words)}**: {literal(listed(who))}" for (_, words), who in highest_first)
    )
    whose = f"{escape(benchmark.round.title)}. Levels are our own coding of the published words."
    st.html(f"<details><summary>In words</summary><p>{whose}</p><ul>{''.join(in_full)}</ul></details>")


def _last_round(held: Card) -> None:
    last = held.view.last.of(held.statement.id) if held.view.last else None
    if last is not None and held.statement.id in last.asked:
        _asked_before(last, last.asked[held.statement.id])
        return
    answer = last.answers.get(held.statement.id) if last else None
    if last is None or answer is None:
        st.markdown("**Your last round**: none yet, or not answered there.")
        return
    words = answer_words.judgement_in_words(held.view.framework, held.statement, answer)
    st.markdown(f"**{literal(last.round.title)}**: {literal(words)}")
    if found := last.findings.get(held.statement.id):
        other = answer_words.judgement_in_words(held.view.framework, held.statement, found)
        agreed = (
            "The auditor agreed." if found.same_as(answer) else f"The auditor found **{literal(other)}**."
        )
        st.markdown(f"{agreed} {literal(found.reason)}".strip())
    if answer.evidence or answer.reason:
        st.markdown(literal(answer.evidence or answer.reason))


def _asked_before(last: Last, asked: Sequence[AskedBefore]) -> None:
    """What the edition before asked in the place of this statement, word by word, and what was said to it."""
    st.markdown(f"**{literal(last.round.title)}**, by edition {literal(asked[0].framework.edition)}")
    st.markdown(BECAME[asked[0].kind])
    for each in asked:
        st.markdown(f"**{literal(each.statement.label)}**: {literal(each.statement.text)}")
        if each.answer is None:
            st.markdown("Nothing was answered.")
            continue
        words = answer_words.judgement_in_words(each.framework, each.statement, each.answer)
        more = each.answer.evidence or each.answer.reason
        st.markdown(literal(f"{words}. {more}" if more else words))


def show_answer_history(held: Card, *, locked: bool) -> None:
    """Who changed what from what, and when; an earlier version can be brought back."""
    if not held.visit.person.may_see_drafts(held.view.department.id):
        st.markdown("How the answer came about is the department's own, and the auditors'.")
        return
    if held.away:
        st.markdown("The history can be read when the database answers again.")
        return
    changes = held.visit.read(
        answering.history_of, assessment_id=held.view.assessment.id, statement_id=held.statement.id
    )
    if not changes:
        st.markdown("Nothing has been changed yet.")
    names = held.visit.names(people_in(changes))
    for place, change in enumerate(changes):
        _change(held, change, names, offered=place > 0 and not locked)


def _change(held: Card, change: Change, names: Mapping[str, str], *, offered: bool) -> None:
    tell_change(held.view.framework, change, names)
    if offered and change.after is not None:
        st.button(
            "Bring this version back",
            key=f"back {held.place} {change.number}",
            on_click=held.bring_back,
            args=(change.after,),
        )


def tell_change(framework: Framework, change: Change, names: Mapping[str, str]) -> None:
    """One change of an answer: when, by whom, and from what to what."""
    st.markdown(f"**{clock(change.at)}**, {literal(tell_author(change, names))}")
    for part in tell_entry(change, framework, names).changed:
        name = f"{part.name}: " if part.name else ""
        if len(part.was) + len(part.became) <= SHORT:
            st.markdown(literal(f"{name}{part.was} → {part.became}"))
        elif part.was == "nothing":
            st.markdown(literal(f"{name}{part.became}"))
        else:
            st.markdown(literal(f"{part.name or 'Level'} before: {part.was}"))
            st.markdown(literal(f"{part.name or 'Level'} after: {part.became}"))


def who_was_asked(held: Card) -> None:
    """A line on the card itself: who was asked to answer this, by when, and with what note."""
    given = held.view.assignments.get(held.statement.id)
    if given is not None:
        st.markdown(f":material/person: {literal(asked_in_words(given, held.visit.names()))}")


def delegation(held: Card, *, locked: bool) -> None:
    """Who was asked to answer this, how to tell them, and asking somebody else."""
    given = held.view.assignments.get(held.statement.id)
    if given is not None:
        st.markdown(literal(asked_in_words(given, held.visit.names())))
        _tell(held, given, {"statement": held.statement.id}, f"“{held.statement.label}”", held.place)
    if locked or not held.visit.person.may(Permission.DELEGATE, held.view.department.id):
        return
    ask(held, [held.statement.id], f"“{held.statement.label}”", key=held.place)
    show_outcome(f"ask {held.place}")


def ask_for_theme(held: Card, theme: Theme) -> None:
    """Ask a colleague to answer a whole theme: a form that closes once they were asked, and what came of it."""
    where = f"ask theme {theme.id} {held.view.assessment.id}"
    asked = [statement.id for statement in theme.every_statement()]
    with (
        st.container()
    ):  # above the button, which is the last of its column and may be at the edge of the screen
        show_outcome(where, refused=False)
    with st.popover("Ask a colleague to answer this theme", key=f"popover {form_key(where)}"):
        ask(held, asked, f"all of {theme.label}", key=where.removeprefix("ask "))
        show_outcome(where, refused=True)
    given = [held.view.assignments.get(statement_id) for statement_id in asked]
    if len({_terms(each) for each in given}) == 1 and given[0] is not None:
        st.markdown(literal(asked_in_words(given[0], held.visit.names())))
        _tell(held, given[0], {"theme": theme.id}, f"all of {theme.label}", where)


def ask(held: Card, statement_ids: list[str], what: str, *, key: str) -> None:
    """A form that asks a colleague to answer some statements; `told` of "ask " and its key says what came of it."""
    where = f"ask {key}"
    own = form_key(where)
    able = offer_people(
        held.visit,
        f"contains {own}",
        may=Permission.ANSWER,
        department_id=held.view.department.id,
        held=filter(None, [st.session_state.get(f"to {own}")]),
    )
    if not able and not st.session_state.get(f"contains {own}"):
        st.markdown("Register colleagues on the People page first.")
        return
    names: dict[str | None, str] = {None: "Nobody in particular"}
    names.update(able)
    with st.form(own, border=False, enter_to_submit=False):
        to = st.selectbox("Ask", list(names), format_func=names.__getitem__, key=f"to {own}")
        due = any_date("By", None, f"due {own}")
        note = st.text_input("Note", key=f"note {own}")
        st.markdown("They see it on their Home. No mail is sent from here: the link to send them comes next.")
        if st.form_submit_button("Ask"):
            assign = partial(
                held.visit.write,
                answering.assign,
                assessment_id=held.view.assessment.id,
                statement_ids=statement_ids,
                to=to,
                due=due,
                note=note,
            )
            until = f", by {day(due)}" if due else ""
            words = f"{names[to]} was asked to answer {what}{until}."
            do(
                where,
                assign,
                lambda _: words if to else f"Nobody in particular is asked to answer {what} any more.",
            )


def asked_in_words(given: Assignment, names: Mapping[str, str]) -> str:
    due = f", by {day(given.due)}" if given.due else ""
    note = f": {given.note}" if given.note else ""
    return f"{names.get(given.person_id, given.person_id)} was asked{due}{note}"


def _terms(given: Assignment | None) -> tuple[object, ...]:
    return () if given is None else (given.person_id, given.due, given.note)


def _tell(held: Card, given: Assignment, query: Mapping[str, str], what: str, key: str) -> None:
    """How the colleague comes to know: a link to copy and, where there is a public address, a mail to send."""
    view = held.view
    link = page_address(held.visit, "answer", {ROUND: view.round.id, DEPARTMENT: view.department.id, **query})
    copy_button("Copy the link", link, f"copy {key}")
    if not held.visit.settings.public_url:
        return
    # Empty where the visitor does not look after the register, whose addresses they may not see.
    asked = held.visit.read(people_search.person_of, person_id=given.person_id)
    to = asked.email if asked else ""
    lines = [
        f"Please answer {what} for {view.department.name} in {view.round.title}"
        + (f" by {day(given.due)}." if given.due else "."),
        *([given.note] if given.note else []),
        link,
    ]
    mail = urlencode({"subject": f"{view.round.title}: {what}", "body": "\n\n".join(lines)}, quote_via=quote)
    st.link_button("Write them a mail", f"mailto:{quote(to, safe='@')}?{mail}")
