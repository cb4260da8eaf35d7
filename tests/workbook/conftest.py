"""A department's workbook of the tiny framework: made, changed as a person would, and read again."""

import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from maturity.assessment.answer import Answer, State
from maturity.assessment.round import Assessment, Department, Round, RoundKind, Status
from maturity.framework.model import Framework
from maturity.workbook import template

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ANSWERS = {
    "a1": Answer(
        state=State.LEVEL,
        level=3,
        evidence="Plan of May",
        evidence_date=date(2025, 5, 12),
        links=("https://a.example/plan", "http://b.example"),
        contact="Ada",
        unsure=True,
        version=2,
    ),
    "a2": Answer(state=State.NOT_DETERMINED, evidence="Nobody knows", come_back=True, version=1),
    "b1": Answer(state=State.NOT_APPLICABLE, reason="No staff", version=1),
}
Make = Callable[..., bytes]


@pytest.fixture(scope="session")
def make(two_themes: Framework) -> Make:
    """`make(answers, filled=True)`: the bytes of the Treasury's workbook."""

    def made(
        answers: Mapping[str, Answer] = ANSWERS, *, filled: bool = True, framework: Framework = two_themes
    ) -> bytes:
        return template.make(
            framework,
            Round(
                id="spring",
                title="Spring",
                kind=RoundKind.LIVE,
                framework_id=two_themes.id,
                edition=two_themes.edition,
                framework_hash=two_themes.content_hash,
                opens=NOON.date(),
            ),
            Department(id="treasury", name="Treasury"),
            Assessment(
                id=1, round_id="spring", department_id="treasury", status=Status.DRAFT, started_at=NOON
            ),
            answers,
            made=NOON,
            filled=filled,
        )

    return made


@pytest.fixture(scope="session")
def changed() -> Callable[[bytes, Callable[[Workbook], None]], bytes]:
    """`changed(data, change)`: the workbook after `change(book)`, saved as openpyxl saves it."""

    def saved(data: bytes, change: Callable[[Workbook], None]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(data))
        change(book)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    return saved
