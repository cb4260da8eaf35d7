"""Script, pictures, links and formatting in every text that people write: a real browser shows them as text.

A request to any other host fails the test, by the fixture of the context.
"""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import Role, local_person
from maturity.assessment.round import Move
from maturity.pages.navigation import TITLES
from maturity.plan.action import Action, Rise
from maturity.plan.target import AcceptedGap
from maturity.services import administering, answering, planning, reviewing
from maturity.services.installation import open_installation
from maturity.settings import ROOT
from tests.browser.steady import settle

if TYPE_CHECKING:
    from tests.browser.conftest import Server

ME = local_person()
NASTY = (
    "![p](http://elsewhere.example/p.png) [l](javascript:window.hit=1) <script>window.hit=2</script> "
    "<img src=x onerror='window.hit=3'> <a href='http://elsewhere.example'>b</a> :red[r] =1 ../x"
)


@pytest.fixture
def said(server: "Server") -> None:
    """The same words in every text: of a draft, and of an assessment under review with a road map."""
    held = open_installation(server.database, ROOT / "frameworks")
    now = datetime.now(UTC)
    first, second, third, *_ = held.frameworks["nao-data-2019"].by_id
    department = administering.add_department(held, ME, now, name=NASTY)
    role = (Role.CONTRIBUTOR, department.id)
    colleague = administering.register_person(held, ME, now, name=NASTY, email="", roles=[role])
    for name in ("Draft", "Review"):
        round_ = administering.open_round(
            held, ME, now, title=f"{name} {NASTY}", framework_id="nao-data-2019", closes=None
        )
        here: dict[str, Any] = {"round_id": round_.id, "department_id": department.id}
        begun = answering.start_assessment(held, ME, now, **here)
        answers = {
            first: Answer(
                state=State.LEVEL, level=4, evidence=NASTY, contact=NASTY, evidence_date=date(2001, 1, 1)
            ),
            second: Answer(state=State.NOT_APPLICABLE, reason=NASTY),
        }
        on: dict[str, Any] = {"assessment_id": begun.id}
        for key, answer in answers.items():
            answering.record_answer(held, ME, now, **on, statement_id=key, answer=answer)
        answering.assign(held, ME, now, **on, statement_ids=[third], to=colleague.id, note=NASTY)
        action = Action(
            round_id=round_.id,
            title=NASTY,
            departments=(department.id,),
            rises=(Rise(statement_id=third, to=2),),
            owner=NASTY,
            no_date=NASTY,
        )
        planning.propose_action(held, ME, now, action=action)
        planning.accept_gap(held, ME, now, **here, gap=AcceptedGap(statement_id=third, reason=NASTY))
    answering.submit(held, ME, now, **on, assurance=NASTY)
    reviewing.move_assessment(held, ME, now, **on, move=Move.BEGIN_REVIEW)
    finding = Finding(
        state=State.NOT_DETERMINED, reason=NASTY, standing=Standing.CHALLENGED, answer_version=1
    )
    reviewing.record_finding(held, ME, now, **on, statement_id=first, finding=finding)
    reviewing.reply(held, ME, now, **on, statement_id=first, words=NASTY, based_on=1)
    held.store.close()


@pytest.mark.usefixtures("said")
def test_whatever_people_wrote_is_shown_as_text(page: Page) -> None:
    seen = 0
    for title in list(TITLES.values()):
        page.goto(f"/{title.lower().replace(' ', '-')}" if title != "Home" else "/")
        settle(page)
        assert page.evaluate("window.hit") is None, title
        made = "img[src*=elsewhere], img[src=x], a[href^=javascript], [onerror], svg a"
        assert page.locator(made).count() == 0, title
        # A web address by itself may be a link, in a tab of its own, as long as it shows where it leads.
        for words in page.locator("a[href^='http://elsewhere']").all_text_contents():
            assert words.startswith("http://elsewhere.example"), title
        seen += "<script>window.hit=2</script>" in page.locator("body").inner_text()
    assert seen >= 5  # shown, letter by letter, where the page shows such words outside of fields
