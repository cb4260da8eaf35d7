"""The list of an assessment's statements with where each stands, by theme, and which is next."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED, Answer
from maturity.assessment.people import Person
from maturity.assessment.progress import is_answered, is_carried
from maturity.charts.marks import key_of
from maturity.framework.model import Framework, Statement, Theme
from maturity.pages.parts import answer_words, marks
from maturity.pages.parts.address_choice import DEPARTMENT, ROUND, STATEMENT
from maturity.services.assessment_view import AssessmentView

ALL_OPEN = 40
"""A framework of more statements than this shows those of one theme at a time; the others open by their heading."""


@cache
def _list() -> Callable[..., object]:
    # Of our own, so that a save sends the states alone, and in the page's own tree: see shell.side_bar.
    return st.components.v2.component(
        "maturity.answering", html='<nav aria-label="Statements"></nav>', js="list.js", isolate_styles=False
    )


def link_of(view: AssessmentView, statement_id: str, query: Mapping[str, str | None]) -> str:
    """The address of one statement of the assessment."""
    asked = {ROUND: view.round.id, DEPARTMENT: view.department.id, **query, STATEMENT: statement_id}
    return marks.address("answer", **{key: value for key, value in asked.items() if value})


def show_list(
    person: Person,
    view: AssessmentView,
    shown: Collection[str],
    current: str,
    query: Mapping[str, str | None],
) -> None:
    """Every statement of `shown` as a link with its state, under the headings of its themes and topics."""
    framework, counts = view.framework, list[str]()

    def group(theme: Theme) -> list[object]:
        within = [each for each in theme.every_statement() if each.id in shown]
        answered = sum(is_answered(view.answers.get(each.id, NOT_ANSWERED)) for each in within)
        counts.append(f"{answered} of {len(within)}")
        own = [
            [each.id, each.label, view.language_of(each.id)] for each in theme.statements if each.id in shown
        ]
        language = view.spoken.of_theme(theme.id) if view.spoken else framework.language
        return [theme.label, own, groups(theme.topics), language]

    def groups(themes: Sequence[Theme]) -> list[object]:
        return [group(each) for each in themes if any(one.id in shown for one in each.every_statement())]

    _list()(
        key="statement list",
        data={
            "groups": groups(framework.themes),
            "counts": counts,
            "states": {
                each.id: as_told(framework, each, view.answers.get(each.id, NOT_ANSWERED))
                for each in framework.statements
                if each.id in shown
            },
            "whose": f"{person.id}/{view.assessment.id}",
            "current": current,
            "query": {ROUND: view.round.id, DEPARTMENT: view.department.id, **query},
            "folded": len(framework.statements) > ALL_OPEN,
        },
    )


def as_told(framework: Framework, statement: Statement, answer: Answer) -> list[object]:
    """What the browser is told of an answer wherever it is saved or listed, so that its square is that of the newest.

    Of the square how it looks, what stands in it, how it is read aloud, and what is marked beside it; then the
    answer's version and level.
    """
    key = key_of(framework, statement, answer)
    classes, words = marks.look(key), answer_words.judgement_in_words(framework, statement, answer)
    if is_carried(answer):
        classes, words = f"{classes} carried", f"{words}, carried over"
    marked = {"unsure": answer.unsure, "come back": answer.come_back}
    flags = ", ".join(each for each, true in marked.items() if true)
    return [classes, marks.mark(key), words, flags, answer.version, answer.level]


def place_among(shown: Sequence[Statement], current: str) -> int:
    """Where the statement stands among those shown; before the first, where it is none of them."""
    return next((place for place, each in enumerate(shown) if each.id == current), -1)


def next_open(shown: Sequence[Statement], answers: Mapping[str, Answer], after: str) -> Statement | None:
    """The next of them that nobody has answered, from `after` on and then around; never `after` itself."""
    place = place_among(shown, after) + 1
    around = [*shown[place:], *shown[:place]]
    return next(
        (each for each in around if each.id != after and not is_answered(answers.get(each.id, NOT_ANSWERED))),
        None,
    )
