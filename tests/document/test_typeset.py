"""The typeset page: one page, tagged, with its pictures in words, and people's words as they were written."""

import io
import subprocess
from datetime import UTC, datetime

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.document.page import Block, Mark, Page, Ranges, Shares, Squares
from maturity.document.typeset import _characters, settable, typeset

AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
UNKNOWN, EMPTY, TWO = Mark("?", hatched=True), Mark("", dashed=True), Mark("2", "#6bace6")
KEY = [(TWO, "Under development"), (UNKNOWN, "Not determined"), (EMPTY, "Not answered")]
SQUARES = Squares(
    "Strategy: 2, not determined, not answered",
    [Squares.Row("Strategy", [TWO, UNKNOWN, EMPTY], "2 of 3 answered")],
    KEY,
)
RANGES = Ranges(
    "Alpha 50% (40 to 60%); Beta has no score yet",
    [
        Ranges.Row("Alpha", 50, 40, 60, "50 (40 to 60)", "2 of 3 known", own=True),
        Ranges.Row("Beta", None, 0, 100, "No score", "0 of 3 known"),
    ],
)
SHARES = Shares(
    "Plans: 1 at level 2, 1 not determined",
    [Shares.Row("Plans", [(1, TWO), (0, EMPTY), (1, UNKNOWN)], "1 of 1 known")],
    KEY,
)


def page(**changed: object) -> Page:
    blocks = [
        Block("The statements", picture=SQUARES),
        Block("Where it stands", ["Alpha could be level with Beta."], picture=RANGES),
        Block("Where departments fall short", picture=SHARES),
        Block("What the board is asked", numbered=["Choose targets for 2 statements.", "Note it."]),
    ]
    given = {
        "title": "Alpha, 2026",
        "subject": "Alpha · 2026",
        "finding": "Alpha stands at 50%.",
        "measure": "2 of 3 known.",
        "blocks": blocks,
    }
    return Page(**(given | {"marking": "OFFICIAL", "notes": ["Our own method."], "at": AT} | changed))  # type: ignore[arg-type]


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Every structure element, in reading order: its type and its alternative text."""
    found = []

    def walk(node: object) -> None:
        if isinstance(node, pikepdf.Array):
            for each in node:
                walk(each)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S), str(node.get("/Alt", ""))))
            if "/K" in node:
                walk(node.K)

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        walk(opened.Root.StructTreeRoot.K)
    return found


def title_of(pdf: bytes) -> str:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return str(opened.open_metadata()["dc:title"])


def words(pdf: bytes, order: str = "-layout") -> str:
    """As they stand on the page, or with `-raw` as they follow each other."""
    return subprocess.run(
        ["pdftotext", order, "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return typeset(page())


def test_it_is_one_tagged_page_in_its_language(pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == 1
        assert str(opened.Root.Lang) == "en-GB"
        assert bool(opened.Root.MarkInfo.Marked)
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        assert opened.open_metadata()["pdfuaid:part"] == "1"
    assert title_of(pdf) == "Alpha, 2026"


def test_headings_follow_each_other_and_every_picture_is_told(pdf: bytes) -> None:
    found = tags(pdf)
    assert [kind for kind, _ in found if kind.startswith("/H")] == ["/H1", "/H2", "/H2", "/H2", "/H2"]
    assert [alt for kind, alt in found if kind == "/Figure"] == [SQUARES.alt, RANGES.alt, SHARES.alt]
    assert sum(kind == "/LI" for kind, _ in found) == 2


def test_its_words_can_be_read(pdf: bytes) -> None:
    read = words(pdf)
    for each in (
        "OFFICIAL",
        "Alpha stands at 50%.",
        "50 (40 to 60)",
        "No score",
        "2. Note it.",
        "Our own method.",
    ):
        assert each in read


def test_the_same_page_gives_the_same_bytes(pdf: bytes) -> None:
    assert typeset(page()) == pdf
    assert typeset(page(at=AT.replace(day=13))) != pdf


def test_peoples_words_are_never_markup() -> None:
    written = '#read("/etc/passwd") *b* $x$ ] #panic("x") <lab> @ref \\ // = heading'
    read = words(typeset(page(finding=written)))
    assert written in " ".join(read.split())


def test_what_the_fonts_lack_is_shown_as_a_box() -> None:
    assert settable("Coasts & Rivers: é ł “–” £ €") == "Coasts & Rivers: é ł “–” £ €"
    assert settable("דנה 🌊 ␀ a\nb\ufeff") == "□□□ □ □ a b□"


def test_every_character_that_is_let_through_can_be_set() -> None:
    every = [chr(each) for each in sorted(_characters())]
    blocks = [Block("All", ["".join(every[place : place + 200]) for place in range(0, len(every), 200)])]
    assert len(every) > 1500
    assert typeset(page(blocks=blocks)).startswith(b"%PDF")


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_nothing_that_can_be_written_stops_it(written: str) -> None:
    assert typeset(page(finding=written or "-")).startswith(b"%PDF")


def test_a_long_name_and_many_rows_stay_on_the_page() -> None:
    rows = [
        Ranges.Row(
            "Department for " + "Very " * 9 + "Long Names", 50, 40, 60, "50 (40 to 60)", "16 of 18 known"
        )
    ] * 12
    blocks = [
        Block("Where they stand", picture=Ranges("Twelve at 50%", rows)),
        Block("Asked", numbered=["Act."]),
    ]
    with pikepdf.open(io.BytesIO(typeset(page(blocks=blocks)))) as opened:
        assert len(opened.pages) == 1


def test_however_much_is_said_it_stays_one_page() -> None:
    """At the usual size these sentences take two: the letters are smaller then, and every word is there."""
    told = [
        f"{number}: what was carried over counts as not answered until it is confirmed"
        for number in range(55)
    ]
    made = typeset(page(blocks=[Block("Message to the board", told), Block("Where", picture=RANGES)]))
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert len(opened.pages) == 1
    assert all(each in words(made) for each in told)
