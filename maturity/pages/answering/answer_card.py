"""A question card: one statement, what each level looks like for it, and the answer, saved field by field.

The card is a fragment, and in it the level and the evidence are another, with what a save may alter beside them: a
save draws these few alone, in one run, and the rest of the card and of the page only where it rests on what was
saved. Saving happens in callbacks: a rerun can interrupt a page's body, but not a callback. Every field shows what
the store had at the last save or the last full run; what a person typed or chose since is the browser's, until it is
saved or given up (see fields.py).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from maturity.assessment.answer import (
    NOT_ANSWERED,
    Answer,
    AnswerField,
    ItemField,
    LinkRefused,
    Part,
    State,
    as_written,
    links_in,
    part_named,
)
from maturity.assessment.concerns import is_old, kept_evidence, needs_evidence
from maturity.assessment.progress import is_answered, is_carried
from maturity.assessment.reuse import ChangedSince
from maturity.briefing.checklists import checklist_in_words
from maturity.errors import Stale
from maturity.framework.groups import facets_in_words
from maturity.framework.model import Statement
from maturity.pages.answering.language import lang
from maturity.pages.answering.statement_list import as_told
from maturity.pages.parts import answer_words
from maturity.pages.parts.form import pressed
from maturity.pages.parts.markdown import literal
from maturity.pages.saving.attempt import NotSaved, attempt
from maturity.pages.saving.fields import (
    Saves,
    SavesTogether,
    choosing,
    dating,
    give_up,
    keep_part,
    marking,
    offering,
    offering_items,
    offering_words,
    settle,
    status_line,
    ticking,
    writing,
    written,
)
from maturity.pages.session import Visit, clock
from maturity.services import answering
from maturity.services.assessment_view import AssessmentView
from maturity.wording import day

PROGRESS = "progress"
"""The key of the page's fragment that shows how far it is; it is redrawn where a save changes what it counts."""

NAMES = {
    AnswerField.JUDGEMENT: "where the department stands",
    AnswerField.EVIDENCE: "the evidence",
    AnswerField.LINKS: "the links",
    AnswerField.CONTACT: "who can be asked",
    AnswerField.EVIDENCE_DATE: "the date of the newest evidence",
    AnswerField.UNSURE: "the mark “unsure”",
    AnswerField.COME_BACK: "the mark “come back”",
    AnswerField.CARRIED: "whether it still holds",
}
TYPED = (AnswerField.EVIDENCE, AnswerField.LINKS, AnswerField.CONTACT)
"""What is refused of these stays in the field, to be mended; a refused choice gives way to what is kept."""

ITEMS = "items"
"""Stands for all items of a checklist, which are saved together."""
FIRST = (AnswerField.JUDGEMENT, AnswerField.EVIDENCE, ITEMS)
"""The fields that everybody fills in: they are a fragment of their own, with the conflicts of all fields."""

OPENED = "opened carried over"
"""Where the session keeps which answer is open, and whether it was carried over when it was opened."""

WHOLE = "whole"
"""Stands, among the fields in conflict, for an earlier version of the whole answer."""


class Card:
    """The fields of one statement in one assessment, as this person has them before them in this session.

    As a `row` of the table of all, it is drawn with the table.
    """

    def __init__(
        self,
        visit: Visit,
        view: AssessmentView,
        statement: Statement,
        names: Mapping[str, str] | None = None,
        *,
        row: bool = False,
    ) -> None:
        """`names` are people's, by id."""
        self.row = row
        self.visit, self.view, self.statement, self.names = visit, view, statement, names or {}
        self.place = f"{view.assessment.id}/{statement.id}"
        self.whose = f"{visit.person.id}/{self.place}"
        self.fragment, self.first, self.more, self.around, self.instead = (
            f"{what} {self.place}" for what in ("card", "first fields", "more", "around", "instead")
        )
        self.audited: int | None = None  # the version of the answer that an auditor's finding is about
        self.offers_evidence = False  # from elsewhere, shown as it would stand in the answer

    def key(self, field: Part) -> str:
        """The key of the field in the session."""
        return f"{field.value} {self.whose}"

    def place_of(self, field: Part) -> str:
        """Where the field is kept, for good."""
        return f"{self.whose}/{field.value}"

    @property
    def seen(self) -> Answer:
        """The answer as the store had it when this card was last in touch with it."""
        answer: Answer = st.session_state.get(f"seen {self.whose}", NOT_ANSWERED)
        return answer

    @property
    def conflicts(self) -> dict[str, Stale[Answer]]:
        """By field: saves refused because somebody else's came first, until this person has chosen."""
        found: dict[str, Stale[Answer]] = st.session_state.setdefault(f"conflicts {self.whose}", {})
        return found

    @property
    def troubles(self) -> dict[str, NotSaved]:
        """By field: why its last change is not saved, until it is or was given up."""
        found: dict[str, NotSaved] = st.session_state.setdefault(f"troubles {self.whose}", {})
        return found

    @property
    def away(self) -> bool:
        """Whether the database did not answer when it was last asked to save something here."""
        return any(trouble.away for trouble in self.troubles.values())

    def seed(self) -> None:
        """Show what the store has, in a full run of the page; what waits in the browser is not touched by it."""
        kept = self.view.answers.get(self.statement.id, NOT_ANSWERED)
        if kept.version >= self.seen.version:
            self._see(kept)

    def open(self) -> None:
        """Remember, as long as this statement is the one that is open, that it was carried over when it was opened.
        What is said of that keeps its place, or the levels would move under the pointer that has just chosen one.
        """
        if st.session_state.get(OPENED, ("", False))[0] != self.whose:
            st.session_state[OPENED] = self.whose, self.seen.carried

    @property
    def opened_carried(self) -> bool:
        return st.session_state.get(OPENED) == (self.whose, True)

    def save(self, field: Part) -> None:
        """Save a field as it was written, and nothing else; whatever comes of it is kept for the card to show."""
        with self._redrawing(field):
            self._save_written(field)

    def save_item(self, field: ItemField) -> None:
        """Save an item likewise; `saving_items` is around the saving of all that come together."""
        self._save_written(field)

    def saving_items(self) -> AbstractContextManager[None]:
        return self._redrawing(ITEMS)

    def _save_written(self, field: Part) -> None:
        said = written(self.key(field))
        if said is not None:
            self._save(field, said.text, said.version, said.over)

    def keep_mine(self, field: Part) -> None:
        """Save one's own over what came first, as the person saw it."""
        with self._redrawing(field):
            self._save(field, self._mine(field), self.conflicts[str(field)].kept.version)

    def keep_both(self, field: AnswerField) -> None:
        """Save the words that came first, and below them one's own."""
        kept = self.conflicts[field.value].kept
        between = "\n" if field is AnswerField.LINKS else "\n\n"
        both = between.join((as_written(kept, field), self._mine(field)))
        with self._redrawing(field):
            if self._save(field, both, kept.version):
                give_up(self.key(field))

    def _mine(self, field: Part) -> str:
        said = written(self.key(field))
        return said.text if said else as_written(self.conflicts[str(field)].yours, field)

    def _save(self, field: Part, words: str, based_on: int, over: tuple[str, ...] = ()) -> bool:
        outcome = attempt(
            lambda: self.visit.write(
                answering.record_field,
                assessment_id=self.view.assessment.id,
                statement_id=self.statement.id,
                field=field,
                words=words,
                based_on=based_on,
                over=over,
            )
        )
        self._settle(str(field), outcome)
        if isinstance(outcome, Answer):
            bad = links_in(words, outcome.links).refused if field is AnswerField.LINKS else ()
            if bad:  # the good links are kept; the bad one stays in sight until it is mended
                self.troubles[str(field)] = NotSaved(str(LinkRefused(bad[0])))
                keep_part(self.key(field))
                return False
            settle(self.key(field), outcome.version)
            return True
        if isinstance(outcome, NotSaved) and outcome.refused and field not in TYPED:
            settle(self.key(field))
        return False

    def keep_theirs(self, field: Part) -> None:
        """Give one's own up for what came first, which is kept already."""
        with self._redrawing(field):
            del self.conflicts[field.value]
            give_up(self.key(field))

    def confirm(self) -> None:
        """Say that an answer carried over from the last round still holds."""
        with self._redrawing(AnswerField.CARRIED):
            self._save(AnswerField.CARRIED, "", self.seen.version)

    def bring_back(self, content: dict[str, object]) -> None:
        """Save an earlier version again, as a new change."""
        self._bring_back(Answer.model_validate({**content, "version": self.seen.version, "carried": False}))

    def bring_back_all_the_same(self) -> None:
        stale = self.conflicts[WHOLE]
        self._bring_back(stale.yours.model_copy(update={"version": stale.kept.version}))

    def leave_it(self) -> None:
        """Bring no earlier version back after all."""
        with self._redrawing(WHOLE):
            del self.conflicts[WHOLE]

    @property
    def reused(self) -> str:
        """Where it is told what came of using evidence from elsewhere."""
        return f"evidence from elsewhere {self.whose}"

    def use_evidence(self, further: Answer) -> None:
        """Save the answer with evidence from elsewhere, as it was shown; refused where the answer has changed since."""

        def save() -> Answer:
            try:
                kept = self.visit.write(
                    answering.record_answer,
                    assessment_id=self.view.assessment.id,
                    statement_id=self.statement.id,
                    answer=further,
                )
            except Stale as stale:
                self._see(stale.kept)
                raise ChangedSince from None
            self._see(kept)
            return kept

        with self._redrawing(WHOLE):
            pressed(self.reused, save, lambda _: "The evidence was added.")

    def _bring_back(self, earlier: Answer) -> None:
        with self._redrawing(WHOLE):
            outcome = attempt(
                lambda: self.visit.write(
                    answering.record_answer,
                    assessment_id=self.view.assessment.id,
                    statement_id=self.statement.id,
                    answer=earlier,
                )
            )
            self._settle(WHOLE, outcome)
            if isinstance(outcome, Answer):  # what still waited in a field gives way to what was brought back
                self.conflicts.clear()
                self.troubles.clear()
                for field in (*AnswerField, *self.items):
                    give_up(self.key(field))

    def _settle(self, field: str, outcome: Answer | Stale[Answer] | NotSaved) -> None:
        if isinstance(outcome, NotSaved):
            self.troubles[field] = outcome
            return
        self.troubles.pop(field, None)
        if isinstance(outcome, Stale):
            self.conflicts[field] = outcome
            self._see(outcome.kept)
        else:
            self.conflicts.pop(field, None)
            self._see(outcome)

    def _see(self, answer: Answer) -> None:
        st.session_state[f"seen {self.whose}"] = answer

    @property
    def items(self) -> list[ItemField]:
        """The items of its checklist, each a field."""
        return [ItemField(each.id) for each in self.statement.items]

    @contextmanager
    def _redrawing(self, field: Part | str) -> Iterator[None]:
        """Draw anew what rests on what is done here, and nothing else of the page.

        A callback that asks for nothing has the fragment of its own field drawn, in the run under way; one that asks
        costs another run. So a card is asked for where it rests on more than the first fields, and the progress line,
        which reads, where it counts otherwise than before.
        """
        rest, counted = self._rest, self._counted
        yield
        if self.row:
            return
        first = isinstance(field, ItemField) or field in FIRST
        wanted = [self.fragment if not first or rest != self._rest else self.first]
        if counted != self._counted and not self.away:
            wanted.append(PROGRESS)
        if wanted != [self.first]:
            st.rerun(wanted)

    @property
    def _rest(self) -> tuple[object, ...]:
        """What the card shows of the answer outside its first fields."""
        seen = self.seen
        others = tuple(as_written(seen, field) for field in AnswerField if field not in FIRST)
        told = st.session_state.get(self.around) and seen.version  # the history tells every save
        offered = self.offers_evidence and seen.version
        return *others, told, offered, seen.version == self.audited, self.away

    @property
    def _counted(self) -> tuple[object, ...]:
        """What is counted of the answer; how else it stands the browser is told in the status of each save."""
        return is_answered(self.seen), is_carried(self.seen)


def draw(held: Card, *, locked: bool) -> DeltaGenerator:
    """The head of a card, to be called in a fragment whose key is `held.fragment`; gives where its first fields go."""
    statement, framework = held.statement, held.view.framework
    theme = framework.theme_of[statement.id]
    within = list(theme.every_statement())
    spoken, own = held.view.spoken, framework.language
    theme_lang = lang(spoken.of_theme(theme.id) if spoken else own)
    place = f"statement {within.index(statement) + 1} of {len(within)}"
    words_lang = lang(held.view.language_of(statement.id))
    others = "".join(f" · {escape(each)}" for each in facets_in_words(framework, statement))
    st.html(f'<p class="place"><span {theme_lang}>{escape(theme.label)}</span> · {place}{others}</p>')
    st.html(f"<h1 {words_lang}>{escape(statement.label)}</h1>")
    if statement.asked:
        st.html(f'<p class="statement" {words_lang}>{escape(statement.asked)}</p>')
    with (
        st.container()
    ):  # there even when it is empty, so that nothing below is drawn anew and loses the focus
        if held.seen.carried or held.opened_carried:
            _carried(held, locked)
    _offer_choices(held)
    offering_words(
        f"words {held.whose}",
        held.place_of(AnswerField.EVIDENCE),
        "Evidence, in your own words",
        placeholder="What shows this? Name documents, dates and where they are kept.",
    )
    return st.container()


def _offer_choices(held: Card) -> None:
    """What the fields of the level, and of a checklist, are chosen among."""
    statement, framework, spoken = held.statement, held.view.framework, held.view.spoken
    offered = answer_words.in_full(framework, statement)
    langs = [
        spoken.of_scale(statement.scale or framework.scale) if spoken else framework.language,
        held.view.language_of(statement.id),
    ]
    offer = partial(
        offering,
        f"offered {held.whose}",
        held.place_of(AnswerField.JUDGEMENT),
        offered=offered,
        then=held.place_of(AnswerField.EVIDENCE),
        langs=langs,
    )
    if statement.checklist is None:
        offer(
            label="Where does the department stand?",
            reasoned=[State.NOT_APPLICABLE.value],
            why="Why it does not apply",
            lacking="say in a few words why it does not apply.",
            clear="Clear the level",
        )
        return
    offer(
        label="Where the department stands instead",
        reasoned=[value for value, *_ in offered if value != State.NOT_DETERMINED.value],
        why="Why, and not what the checklist comes to",
        lacking="say in a few words why.",
        clear="Follow the checklist",
    )
    offering_items(
        f"checklist offered {held.whose}",
        f"{held.whose}/{ITEMS}",
        [
            [
                name,
                spoken.of_sets(statement.checklist.rule) if spoken else framework.language,
                [
                    [
                        held.place_of(ItemField(item.id)),
                        item.text,
                        spoken.of_item(item.id) if spoken else framework.language,
                    ]
                    for item in items
                ],
            ]
            for name, items in framework.item_sets(statement)
        ],
        answer_words.ITEM_STATES,
        label=f"Checklist of {statement.label}",
    )


def _checklist(held: Card, locked: bool) -> None:
    """The items, what they come to, and another level in their place."""
    fields = {
        held.place_of(field): replace(field_of(held, field, locked), on_change=partial(held.save_item, field))
        for field in held.items
    }
    ticking(
        SavesTogether(f"checklist {held.whose}", fields, held.saving_items),
        f"{held.whose}/{ITEMS}",
        version=held.seen.version,
        disabled=locked,
        again=held.away,
    )
    with st.container(
        key=f"comes-to {held.whose}", gap=None
    ):  # stays in sight below the items: see answer.css
        for told in checklist_in_words(held.view.framework, held.statement, held.seen):
            st.markdown(f"**{literal(told)}**")
    if not locked or held.seen.confirmed:
        with st.expander(
            "Confirm another level, with the reason", expanded=held.seen.confirmed, key=held.instead
        ):
            choosing(field_of(held, AnswerField.JUDGEMENT, locked))


def draw_first(held: Card, *, locked: bool) -> None:
    """The first fields of a card: call it in a fragment whose key is `held.first`."""
    if held.statement.checklist is not None:
        _checklist(held, locked)
    else:
        choosing(field_of(held, AnswerField.JUDGEMENT, locked))
    _text(held, AnswerField.EVIDENCE, "", locked)
    _say(held, locked)
    last = held.view.last
    if not locked and last and kept_evidence(held.seen, last.carries.get(held.statement.id)):
        when = literal(last.of(held.statement.id).round.title)
        st.info(f"The evidence is as it was in {when}, and the answer is another. Does it show this?")
    if needs_evidence(held.view.framework, held.statement, held.seen) and not locked:
        st.info("This is a high level: an auditor will ask what shows it. A sentence or a link is enough.")
    for field, stale in held.conflicts.items():
        _offer_both(held, field, stale)


def draw_more(held: Card, *, locked: bool) -> None:
    """The rest of an answer, which not everybody needs: links, whom to ask, and marks."""
    _text(held, AnswerField.LINKS, "Links to evidence, one a line", locked, "https://")
    _text(held, AnswerField.CONTACT, "Who can be asked", locked)
    marking("I am unsure of this", field_of(held, AnswerField.UNSURE, locked))
    marking("Come back to this", field_of(held, AnswerField.COME_BACK, locked))


def draw_date(held: Card, *, locked: bool) -> None:
    """The date of the evidence, near its words: who writes new ones sees the old date."""
    dated = held.seen.evidence_date
    dating(
        "Date of the newest evidence",
        field_of(held, AnswerField.EVIDENCE_DATE, locked),
        said=day(dated) if dated else "",
    )
    if dated and is_old(held.view.framework, dated, held.visit.now.date()):
        months = held.view.framework.evidence_months
        ago = "a month" if months == 1 else f"{months} months"
        st.warning(f"The newest evidence is of {day(dated)}, more than {ago} ago.")


def field_of(held: Card, field: Part, locked: bool) -> Saves:
    """The field as it saves itself."""
    return Saves(
        key=held.key(field),
        place=held.place_of(field),
        text=as_written(held.seen, field),
        version=held.seen.version,
        on_change=lambda: held.save(field),
        disabled=locked,
        again=held.away,
    )


def _text(held: Card, field: AnswerField, label: str, locked: bool, placeholder: str = "") -> None:
    writing(
        label,
        key=held.key(field),
        text=as_written(held.seen, field),
        version=held.seen.version,
        place=held.place_of(field),
        on_change=lambda: held.save(field),
        disabled=locked,
        placeholder=placeholder,
        quiet=True,
        again=held.away,
    )


def _carried(held: Card, locked: bool) -> None:
    """That the answer was carried over, with what an auditor found otherwise, and the button that confirms it.

    Once it is confirmed or changed all of it stays where it is, and says so.
    """
    last, carried = held.view.last, held.seen.carried
    found = last.overturned.get(held.statement.id) if last else None
    if last and found:
        words = answer_words.judgement_in_words(held.view.framework, held.statement, found)
        why = f": {literal(found.reason)}" if found.reason else ""
        when = literal(last.of(held.statement.id).round.title)
        st.warning(f"In {when} the auditor found **{literal(words)}**{why}")
    with st.container(horizontal=True, vertical_alignment="center", key="carried-over"):
        asks = "Carried over. Does it still hold?"
        st.markdown(f":material/history: {asks if carried else 'Carried over, and looked at since.'}")
        if not locked and carried:
            st.button("Yes, it still holds", key=f"confirm {held.whose}", on_click=held.confirm)


def _say(held: Card, locked: bool) -> None:
    """The truth about saving, in one line for the whole card; what shows the answer elsewhere hears it from here."""
    at = held.seen.changed_at
    saved = "Not answered yet" if at is None else f"✓ Saved {clock(at)}"
    troubles = troubles_in_words(held, "Choose below.")
    told = () if locked else as_told(held.view.framework, held.statement, held.seen)
    status_line(f"status {held.whose}", held.whose, saved=saved, troubles=troubles, told=told)


def troubles_in_words(held: Card, remedy: str) -> list[str]:
    """Why each field that is not saved is not, and for one that somebody else changed the `remedy`."""
    troubles = [trouble.said for trouble in held.troubles.values()]
    for field, stale in held.conflicts.items():
        what = "this answer" if field == WHOLE else _name(held, part_named(field))
        troubles.append(f"Not saved: {what} was changed {_by(held, stale)} since you opened it. {remedy}")
    return troubles


def _name(held: Card, field: Part | None) -> str:
    """What a field is called in the middle of a sentence."""
    if isinstance(field, ItemField):
        return next((f"“{each.text}”" for each in held.statement.items if each.id == field.item), "an item")
    return NAMES[field] if field else "this answer"


def _by(held: Card, stale: Stale[Answer]) -> str:
    who = "in another window of yours"
    if stale.by != held.visit.person.id:
        who = f"by {held.names.get(stale.by or '', stale.by or 'somebody')}"
    return f"{who}, {clock(stale.at)}," if stale.at else who


def _offer_both(held: Card, field: str, stale: Stale[Answer]) -> None:
    place = f"{field} {held.whose}"
    framework, statement = held.view.framework, held.statement
    both = [stale.yours, stale.kept]
    offers: list[tuple[str, Callable[..., None], tuple[Part, ...]]]
    which = part_named(field)
    if which is None:
        yours, theirs = (answer_words.answer_in_markdown(framework, statement, each) for each in both)
        offers = [
            ("Bring it back all the same", held.bring_back_all_the_same, ()),
            ("Leave it", held.leave_it, ()),
        ]
    else:
        yours, theirs = (_told(held, which, each) for each in both)
        offers = [("Keep mine", held.keep_mine, (which,)), ("Keep theirs", held.keep_theirs, (which,))]
        if which in TYPED:
            offers.append(("Keep both texts", held.keep_both, (which,)))
    left, right = st.columns(2)
    left.markdown(f"Yours: {yours}")
    right.markdown(f"Changed {literal(_by(held, stale))} to: {theirs}")
    with st.container(horizontal=True):
        for label, choose, args in offers:
            st.button(label, key=f"{label} {place}", on_click=choose, args=args)


def _told(held: Card, field: Part, answer: Answer) -> str:
    """What a field says, in Markdown."""
    if isinstance(field, ItemField):
        item = answer.item(field.item)
        return f"**{literal(item.said.words)}**" + (f": {literal(item.words)}" if item.words else "")
    if field is AnswerField.JUDGEMENT:
        said = f"**{literal(answer_words.judgement_in_words(held.view.framework, held.statement, answer))}**"
        return f"{said}: {literal(answer.reason)}" if answer.reason else said
    if field is AnswerField.EVIDENCE_DATE and answer.evidence_date:
        return f"**{day(answer.evidence_date)}**"
    said = as_written(answer, field)
    return literal(said) if said else "**nothing**"
