"""A made-up government told on every medium; beside it, what the independent script says must be told."""

import io
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import openpyxl
import pytest
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import local_person
from maturity.briefing.facts import Facts
from maturity.document import brief
from maturity.document.typeset import typeset
from maturity.framework import files
from maturity.pages import session as visiting
from maturity.scoring.compare import View
from maturity.services import administering, demo, exporting
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.slides import deck
from maturity.slides import write as slides_writer
from maturity.store.database import open_store
from maturity.workbook import pack, write
from maturity.workbook.sheets import shown_value
from tests.document.test_typeset import tags
from tests.document.test_typeset import words as words_of_pdf
from tests.pages.shown import tables
from tests.recomputed.figures import Round
from tests.recomputed.sentences import PDF, SHEETS, SLIDES, Asked, Sentence, expected

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
READ_FIRST = ("Cover", "Summary", "Peers", "Optimism index")
"""The sheets whose every sentence is held to the script; the others are tables, and figures under headings."""


Case = tuple[str, View, str | None]
"""A round, by whose word, and one department of it or all."""
HEADING = "# "
"""Before the words of a heading of a page."""


def today() -> date:
    return AT.date()


@dataclass(frozen=True)
class Government:
    """A made-up government in a store, and what leaves it as data."""

    installation: Installation
    size: tuple[int, int]  # departments, rounds
    exports: dict[str, bytes] = field(default_factory=dict)  # by round
    scripts: dict[Case, list[Sentence]] = field(default_factory=dict)  # what was worked out before

    def facts(self, round_id: str, view: View = View.SELF, department: str | None = None) -> Facts:
        asked = BoardRequest(round_id, department, view)
        return exporting.facts(self.installation, local_person(), AT, asked, words=True)

    def round(self, round_id: str, view: View = View.SELF, department: str | None = None) -> Round:
        if round_id not in self.exports:
            self.exports[round_id] = exporting.data(self.installation, local_person(), round_id=round_id)
        return Round(self.exports[round_id], audited=view is View.AUDITED, only=department)

    @cached_property
    def live(self) -> list[str]:
        """The rounds, the newest first."""
        every = administering.every_round(self.installation, local_person())
        return [each.id for each in every if not each.published]

    def asked(self, round_id: str, view: View = View.SELF, department: str | None = None) -> Asked:
        """What the script is given: exports, and nothing else."""
        older = self.live[self.live.index(round_id) + 1 :]
        return Asked(
            now=self.round(round_id, view, department),
            before=self.round(older[0], view, department) if older else None,
            rounds=[self.round(each) for each in self.live],
            published=self.round("nao-2019") if department else None,
            today=AT.date(),
            everybody=self.round(round_id, view) if department else None,
        )

    def wanted(self, case: Case) -> list[Sentence]:
        """Every sentence that must be told of it, by the script."""
        if case not in self.scripts:
            self.scripts[case] = expected(self.asked(*case))
        return self.scripts[case]


def governed(file: Path, departments: int, rounds: int) -> Government:
    installation = Installation(
        open_store(f"sqlite:///{file}"), files.library(ROOT / "frameworks").frameworks, today=today
    )
    administering.load_benchmark(
        installation, local_person(), AT, description=ROOT / "data" / "nao-2019.yaml"
    )
    demo.make_up(installation, local_person(), AT, number=departments, rounds_made=rounds)
    return Government(installation, (departments, rounds))


@pytest.fixture(
    scope="session", params=[(40, 4), *([(300, 6)] if LONG else [])], ids=lambda size: f"{size[0]}x{size[1]}"
)
def government(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Government]:
    made = governed(tmp_path_factory.mktemp("government") / "maturity.sqlite", *request.param)
    yield made
    made.installation.store.close()


@pytest.fixture
def visited(monkeypatch: pytest.MonkeyPatch, government: Government) -> "Visited":
    monkeypatch.setattr(visiting, "opened", lambda _: government.installation)
    monkeypatch.setattr(visiting.Visit, "now", property(lambda _: AT))
    return Visited()


class Visited:
    """Pages as a person reads them: their headings, paragraphs and tables."""

    def read(self, page: str, **query: str) -> list[str]:
        app = AppTest.from_function(_show, kwargs={"page": page}, default_timeout=120)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        assert not app.exception, app.exception
        kinds = ("title", "header", "subheader", "markdown", "caption", "info", "warning", "error")
        found = [
            f"{HEADING if kind.endswith('header') else ''}{getattr(each, 'value', '')}"
            for kind in kinds
            for each in app.get(kind)
        ]
        found += [re.sub(r"<[^>]+>", " ", each.proto.body) for each in app.get("html")]
        found += [cell for each in tables(app) for row in each for cell in row]
        return [plain(each) for each in found]


def _show(page: str) -> None:
    from maturity.pages import navigation
    from maturity.pages import session as visit

    visit.enter()
    navigation.page_function(page)()


def plain(words: str) -> str:
    """As it reads: in one line, and without the backslashes that keep it from being markup."""
    return " ".join(words.replace("\\", "").split())


def told(facts: Facts) -> dict[str, list[str]]:
    """What sheets, slides and the PDF say, as they are described before they are written."""
    described, slides, page = pack.describe(facts), deck.describe(facts), brief.describe(facts)
    sheets = [sheet for sheet in described.sheets if sheet.name in READ_FIRST]
    cells = [shown_value(cell) for sheet in sheets for row in sheet.rows for cell in row]
    cells += [shown_value(note) for sheet in sheets for note in sheet.notes]
    blocks = [words for block in page.blocks for words in (block.heading, *block.sentences, *block.numbered)]
    alts = [block.picture.alt for block in page.blocks if block.picture]
    return {
        SHEETS: [each for each in cells if isinstance(each, str)],
        SLIDES: [
            *slides.facts,
            *(words for each in slides.slides for words in (each.title, *each.sentences)),
        ],
        PDF: [page.subject, page.finding, page.measure, *blocks, *alts, *page.notes],
    }


def figures_of_summary(facts: Facts) -> dict[str, float]:
    """The figures of the Summary by what stands before them."""
    (sheet,) = (sheet for sheet in pack.describe(facts).sheets if sheet.name == "Summary")
    rows = [[shown_value(cell) for cell in row] for row in sheet.rows]
    return {str(label): figure for label, figure, *_ in rows if isinstance(figure, int | float)}


def written(facts: Facts) -> dict[str, list[str]]:
    """What the files say that a person opens."""
    book = openpyxl.load_workbook(
        io.BytesIO(write.workbook(pack.describe(facts))), read_only=True, data_only=True
    )
    cells = [
        cell
        for name in READ_FIRST
        if name in book.sheetnames
        for row in book[name].iter_rows(values_only=True)
        for cell in row
    ]
    pdf = typeset(brief.describe(facts))
    presentation = Presentation(io.BytesIO(slides_writer.presentation(deck.describe(facts))))
    return {
        SHEETS: [cell for cell in cells if isinstance(cell, str)],
        SLIDES: [words for slide in presentation.slides for words in _on_slide(slide)],
        PDF: [plain(words_of_pdf(pdf, "-raw").replace("-\n", "-")), *(alt for _, alt in tags(pdf))],
    }


def _on_slide(slide) -> Sequence[str]:  # type: ignore[no-untyped-def]
    shapes = list(slide.shapes)
    found = [each.text for shape in shapes if shape.has_text_frame for each in shape.text_frame.paragraphs]
    found += [slide.notes_slide.notes_text_frame.text] if slide.has_notes_slide else []
    return [
        *found,
        *(cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells),
    ]
