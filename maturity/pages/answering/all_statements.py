"""All statements in one table: level, evidence, who answers and marks, filled down as in a spreadsheet.

Its fields are those of the statements themselves (see answer_card): what it shows is what is kept.
"""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from maturity.assessment.answer import AnswerField, as_written
from maturity.assessment.progress import is_answered
from maturity.briefing.checklists import checklist_in_words
from maturity.charts.marks import level_keys, state_key
from maturity.framework.model import Statement, Theme
from maturity.pages.answering.answer_card import Card, field_of, troubles_in_words
from maturity.pages.answering.language import in_language, in_links
from maturity.pages.answering.statement_list import link_of
from maturity.pages.parts import answer_words, marks
from maturity.pages.saving.fields import SavesTogether, offering_rows, status_line, tabling
from maturity.pages.session import Visit, clock
from maturity.pages.shell.outage import patient
from maturity.services import answering
from maturity.services.assessment_view import AssessmentView

FIELDS = (AnswerField.JUDGEMENT, AnswerField.UNSURE, AnswerField.COME_BACK, AnswerField.CARRIED)
TABLE = "all statements"


def show_table(here: Visit, view: AssessmentView, shown: Sequence[Statement], *, locked: bool) -> None:
    """The table of those statements, under the headings of their themes and topics."""
    place = f"{here.person.id}/{view.assessment.id}"
    marks.show(marks.key_row(key for key in marks.keys_of(view.framework) if key.name != "unanswered"))
    wanted = {each.id for each in shown}
    offering_rows(
        f"rows {place}",
        place,
        list(_groups(view, view.framework.themes, wanted)),
        caption="Level, evidence and marks of each statement",
    )
    _table(here, view.assessment.id, [each.id for each in shown], place, locked)


def _groups(
    view: AssessmentView, themes: Sequence[Theme], wanted: set[str], depth: int = 0
) -> Iterator[list[object]]:
    for theme in themes:
        own = [each for each in theme.statements if each.id in wanted]
        if any(each.id in wanted for each in theme.every_statement()):
            yield [theme.label, depth, [_row(view, each) for each in own]]
        yield from _groups(view, theme.topics, wanted, depth + 1)


def _row(view: AssessmentView, statement: Statement) -> list[object]:
    if statement.checklist is not None:  # its level is not chosen: it is ticked, item by item
        return [statement.id, statement.label, link_of(view, statement.id, in_links(view)), []]
    levels = level_keys(view.framework, statement)
    offered = [
        [str(value), key.mark, key.numbered, f"var(--{key.name})", f"var(--{key.name}-ink)"]
        for value, key in levels.items()
    ]
    for state, words in answer_words.STATES.items():
        offered.append([state.value, marks.mark(state_key(state)), words, "", ""])
    return [statement.id, statement.label, link_of(view, statement.id, in_links(view)), offered]


@st.fragment(key=TABLE)
@patient
def _table(here: Visit, assessment_id: int, shown: list[str], place: str, locked: bool) -> None:
    view = in_language(here, here.read(answering.assessment_view, assessment_id=assessment_id))
    wrote = [each.changed_by for each in view.answers.values()]
    names = here.names([*wrote, *(each.person_id for each in view.assignments.values())])
    held = [Card(here, view, view.framework.by_id[each], names, row=True) for each in shown]
    for each in held:
        each.seed()
    fields = {each.place_of(field): field_of(each, field, locked) for each in held for field in FIELDS}
    answered = sum(is_answered(each.seen) for each in held)
    saves = "" if locked else " A level is saved when you choose it."
    if not locked and any(each.seen.carried for each in held):
        saves += " What has a dashed level is carried over: say that it still holds, or choose another."
    st.markdown(f"**{answered} of {len(held)} answered.**{saves}")
    tabling(
        SavesTogether(TABLE, fields),
        place,
        {each.statement.id: _state(each, view, names) for each in held},
        rows=" ".join(shown),
        disabled=locked,
        again=any(each.away for each in held),
    )
    at = max((each.seen.changed_at for each in held if each.seen.changed_at), default=None)
    troubles = [f"{each.statement.label}: {words}" for each in held for words in _troubles(each)]
    with st.container(key="saved"):
        saved = "Nothing is answered yet" if at is None else f"✓ Saved {clock(at)}"
        status_line(f"status {place}", place, saved=saved, troubles=troubles)


def _troubles(held: Card) -> list[str]:
    return troubles_in_words(held, "Open the statement to choose.")


def _state(held: Card, view: AssessmentView, names: Mapping[str, str]) -> list[object]:
    seen = held.seen
    given = view.assignments.get(held.statement.id)
    who = given.person_id if given else seen.changed_by or ""
    has_items = held.statement.checklist is not None
    ticked = checklist_in_words(view.framework, held.statement, seen) if has_items else []
    last = view.last
    found = last.overturned.get(held.statement.id) if last else None
    audited = []
    if last and found:
        words = answer_words.judgement_in_words(view.framework, held.statement, found)
        audited = [f"In {last.round.title} the auditor found {words}."]
    return [
        seen.version,
        *(as_written(seen, field) for field in FIELDS),
        bool(seen.evidence.strip() or seen.links),
        f"{names.get(who, who)} was asked" if given else names.get(who, who),
        " ".join([*ticked, *audited, *_troubles(held)]),
    ]
