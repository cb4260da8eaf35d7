"""Whatever people wrote is shown letter by letter: no picture loads, no link or formatting is made of it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Table

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Move
from maturity.errors import MaturityError
from maturity.pages import navigation
from maturity.pages import session as visiting
from maturity.server import serve
from maturity.services import administering, answering, reviewing
from maturity.services.installation import Installation

Visit = Callable[..., AppTest]
ME = local_person()
MARK = "zz"
NASTY = (
    f"{MARK} ![p](http://elsewhere.example/p.png) [l](javascript:alert(1)) <script>alert(2)</script> <img src=x> "
    "**b** `c` $x^2$ :red[r] :material/bug_report: https://auto.example =1+1 ../../x"
)
MARKUP = re.compile(r"(?<!\\)(?:!\[|\]\(|<|\*\*|`|\$|:red|:material|https?:)")
PLAIN = {"Selectbox", "TextInput", "TextArea", "Multiselect", "Dataframe", "UnknownElement"}
"""Elements that show text as it is; of these only the labels are Markdown, and none of them has people's words.
Charts, which AppTest does not know, are in tests/charts.
"""


def _texts(app: AppTest) -> Iterator[str]:
    """Every text of every element that Streamlit shows as Markdown."""
    for element in app.main:
        if type(element).__name__ in PLAIN:
            continue
        if element.type == "html":
            yield from _texts_of_html(element.proto.body)
            continue
        if isinstance(element, Table):
            frame = element.value
            yield from map(str, [*frame.columns, *frame.to_numpy().ravel()])
        else:
            yield from _strings(str(getattr(element, "proto", "")))


def _texts_of_html(body: str) -> Iterator[str]:
    """HTML of ours is no Markdown: nothing of people's in it may be a tag, or end what it stands in."""
    tags = re.findall(r"<([a-z]+)", body)
    assert not {"script", "img", "iframe", "style"} & set(tags), body
    if MARK in body:
        yield f"{MARK} in HTML"


def _strings(shown: str) -> Iterator[str]:
    for found in re.findall(r'"((?:[^"\\]|\\.)*)"', shown):
        yield found.encode("latin-1", "ignore").decode("unicode_escape", "ignore")


@pytest.fixture
def said(held: Installation) -> None:
    """The same nasty words in every text that people write: in a draft, and in an assessment under review."""
    now = datetime.now(UTC)
    for name in ("Draft", "Review"):
        administering.open_round(
            held, ME, now, title=f"{name} {NASTY}", framework_id="nao-data-2019", closes=None
        )
    department = administering.add_department(held, ME, now, name=NASTY)
    colleague = administering.register_person(
        held, ME, now, name=NASTY, email="zz@elsewhere.example", roles=[(Role.CONTRIBUTOR, department.id)]
    )
    for round_ in administering.every_round(held, ME):
        if round_.published:
            continue
        begun = answering.start_assessment(held, ME, now, round_id=round_.id, department_id=department.id)
        written = {
            "enterprise-data-strategy": Answer(
                state=State.LEVEL, level=4, evidence=NASTY, contact=NASTY, evidence_date=date(2001, 1, 1)
            ),
            "data-leadership": Answer(state=State.NOT_APPLICABLE, reason=NASTY),
        }
        statements = held.frameworks["nao-data-2019"].by_id
        for statement, answer in zip(list(statements)[:2], written.values(), strict=True):
            answering.record_answer(
                held, ME, now, assessment_id=begun.id, statement_id=statement, answer=answer
            )
        third = list(statements)[2]
        answering.assign(
            held, ME, now, assessment_id=begun.id, statement_ids=[third], to=colleague.id, note=NASTY
        )
        if round_.title.startswith("Review"):
            answering.submit(held, ME, now, assessment_id=begun.id, assurance=NASTY)
            reviewing.move_assessment(held, ME, now, assessment_id=begun.id, move=Move.BEGIN_REVIEW)
            challenged = Finding(
                state=State.NOT_DETERMINED, reason=NASTY, standing=Standing.CHALLENGED, answer_version=1
            )
            first = next(iter(statements))
            found = reviewing.record_finding(
                held, ME, now, assessment_id=begun.id, statement_id=first, finding=challenged
            )
            reviewing.reply(
                held, ME, now, assessment_id=begun.id, statement_id=first, words=NASTY, based_on=found.version
            )


@pytest.mark.parametrize("page", navigation.TITLES)
@pytest.mark.parametrize("round_", ["draft", "review"])
def test_no_page_makes_anything_of_what_people_wrote(
    page: str, round_: str, visit: Visit, held: Installation, said: None
) -> None:
    live = [each.id for each in administering.every_round(held, ME) if each.id.startswith(round_)]
    app = visit(page, round=live[0])
    assert not app.exception
    shown = [text for text in _texts(app) if MARK in text]
    assert shown or page not in ("home", "compare", "pack", "people", "history")
    for text in shown:
        assert not MARKUP.search(text[text.index(MARK) :]), text


def test_a_refusal_shows_names_as_text(
    visit: Visit, held: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Person(id="x", name=NASTY, roles=frozenset(), local=True)
    monkeypatch.setattr(visiting, "local_person", lambda: nobody)
    (error,) = visit("compare").error
    assert MARK in error.value
    assert not MARKUP.search(error.value)


def test_the_server_shows_a_problem_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(st, "error", shown.append)
    assert serve.tell(MaturityError(NASTY))
    assert MARK in shown[0]
    assert not MARKUP.search(shown[0])
