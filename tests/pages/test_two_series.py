"""Two frameworks of two series, both open, a round whose framework is gone, and broken files: every page works."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import local_person
from maturity.pages import navigation
from maturity.plan.action import Action, Rise
from maturity.services import administering, answering, frameworks, planning
from maturity.services.installation import Installation
from maturity.settings import ROOT
from maturity.store.tables import FrameworkRow

Visit = Callable[..., AppTest]
ME = local_person()
NOW = datetime.now(UTC)
TINY = ROOT / "tests" / "frameworks"
OWN = {"data": "Enterprise data strategy", "zebras": "Zebra plan"}
"""A statement of what each round asks."""
SHOW_STATEMENTS = {"answer", "statement", "government", "road_map"}
OF_ALL = {"administration", "frameworks", "history", "glossary", "people"}
"""Pages that are on no round, or on all."""


def drawn(app: AppTest) -> str:
    """Everything that is drawn, and every choice offered."""
    kinds = (
        app.title,
        app.header,
        app.subheader,
        app.markdown,
        app.caption,
        app.info,
        app.warning,
        app.error,
    )
    said = [str(each.value) for kind in kinds for each in kind]
    said += [re.sub(r"<[^>]*>", " ", unescape(each.proto.body)) for each in app.get("html")]
    said += [each.proto.json for each in app.get("bidi_component")]
    return "\n".join(said).replace("\\", "")


@pytest.fixture(autouse=True)
def _beside_a_broken_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files in the folder that cannot be read: one is no YAML, the other no framework."""
    folder = tmp_path / "frameworks"
    shutil.copytree(ROOT / "frameworks", folder)
    (folder / "broken.yaml").write_text("format: 1\n  id: [", encoding="utf-8")
    (folder / "shopping.yml").write_text("milk: 2\n", encoding="utf-8")
    monkeypatch.setenv("MATURITY_FRAMEWORKS", str(folder))


@pytest.fixture
def two_open(held: Installation) -> Installation:
    """A round of ours and one of another series, each with answers and an action; and one whose framework is gone."""
    zebras = (TINY / "two-themes.yaml").read_text(encoding="utf-8").replace("label: A ", "label: Zebra ")
    frameworks.take_in(held, ME, NOW, text=zebras, name="zebras.yaml")
    gone = (TINY / "topics.yaml").read_text(encoding="utf-8")
    frameworks.take_in(held, ME, NOW, text=gone, name="topics.yaml")
    administering.add_department(held, ME, NOW, name="Treasury")
    for title, framework, asked in (
        ("Data", "nao-data-2019", "enterprise-data-strategy"),
        ("Zebras", "two-themes", "a1"),
        ("Gone", "topics", "a1"),
    ):
        round_ = administering.open_round(held, ME, NOW, title=title, framework_id=framework, closes=None)
        begun = answering.start_assessment(held, ME, NOW, round_id=round_.id, department_id="treasury")
        answer = Answer(state=State.LEVEL, level=1)
        answering.record_answer(held, ME, NOW, assessment_id=begun.id, statement_id=asked, answer=answer)
        planning.propose_action(
            held,
            ME,
            NOW,
            action=Action(
                round_id=round_.id,
                title=f"Raise {title}",
                departments=("treasury",),
                rises=(Rise(statement_id=asked, to=2),),
                owner="Somebody",
                due=date(NOW.year + 1, 12, 31),
            ),
        )
    with held.store.transaction(
        ME, NOW
    ) as transaction:  # as an earlier version left it, and its file is not here
        for row in transaction.session.exec(
            select(FrameworkRow).where(FrameworkRow.framework_id == "topics")
        ):
            transaction.session.delete(row)
    return held


@pytest.mark.parametrize("page", navigation.TITLES)
def test_every_page_keeps_two_series_apart_and_works_beside_a_framework_that_is_gone(
    page: str, visit: Visit, two_open: Installation
) -> None:
    assert len(two_open.faulty) == 2
    for round_id, own in OWN.items() if page not in OF_ALL else [("data", "")]:
        app = visit(page, round=round_id, department="treasury")
        assert not app.exception
        assert own in drawn(app) or page not in SHOW_STATEMENTS
        if page not in OF_ALL | {"home"}:
            (other,) = set(OWN.values()) - {own}
            assert other not in drawn(app)
        for box in app.selectbox:
            if box.label == "Round" and len(box.options) > 1:
                rounds = [each for each in box.options if each != "Every round"]
                assert all("edition" in each or "topics" in each for each in rounds), box.options
