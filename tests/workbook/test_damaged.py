"""Damaged workbooks by the hundred, from a seeded generator: never a crash, never half an import, always a sentence.

A damage may happen to leave a workbook that means something (a word changed in a cell); then all of it is
imported, and what was foretold by the preview is what is saved.
"""

import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from maturity.assessment.answer import Answer, State
from maturity.assessment.merge import CellChange, Side
from maturity.assessment.people import local_person
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.services import administering, answering, offline
from maturity.services.installation import Installation
from maturity.store.database import IN_MEMORY, open_store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ME = local_person()
SEEDS = range(100 if os.environ.get("MATURITY_TEST_LONG") == "1" else 10)
Damage = Callable[[random.Random, bytes], bytes]


def _cut(dice: random.Random, data: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def _flip(dice: random.Random, data: bytes) -> bytes:
    made = bytearray(data)
    for _ in range(dice.randint(1, 60)):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def _blank_out(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data))
    length = dice.randint(1, 2000)
    return data[:start] + bytes(length) + data[start + length :]


def _stuff(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + dice.randbytes(dice.randint(1, 500)) + data[start:]


def _noise(dice: random.Random, data: bytes) -> bytes:
    return dice.choice([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]) + dice.randbytes(999)


Parts = dict[str, bytes]


def _of_parts(damage: Callable[[random.Random, Parts], None]) -> Damage:
    """A damage to the parts of the archive, which is then whole again as an archive."""

    def made(dice: random.Random, data: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        damage(dice, parts)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return file.getvalue()

    made.__name__ = damage.__name__
    return made


def _drop_part(dice: random.Random, parts: Parts) -> None:
    parts.pop(dice.choice(list(parts)))


def _swap_parts(dice: random.Random, parts: Parts) -> None:
    one, other = dice.sample(list(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]


def _garble_part(dice: random.Random, parts: Parts) -> None:
    parts[dice.choice(list(parts))] = dice.randbytes(dice.randint(0, 300))


def _cut_part(dice: random.Random, parts: Parts) -> None:
    name = dice.choice(list(parts))
    parts[name] = parts[name][: dice.randrange(len(parts[name]))]


def _change_xml(dice: random.Random, parts: Parts) -> None:
    """Some attribute gets a value that it never had."""
    name = dice.choice(list(parts))
    found = list(re.finditer(rb'="([^"]*)"', parts[name]))
    strange = [
        b"",
        b"-1",
        b"999999999999",
        b"A0",
        b"XFD1048576",
        b"ZZZZ9",
        b"NaN",
        b"e",
        b"str",
        b"b",
        b"&lt;",
    ]
    for place in sorted(dice.sample(found, min(len(found), 5)), key=lambda each: -each.start()):
        start, end = place.span(1)
        parts[name] = parts[name][:start] + dice.choice(strange) + parts[name][end:]


def _change_values(dice: random.Random, parts: Parts) -> None:
    """Some cells get a raw value that means nothing, or a text that is not in the list of texts."""
    name = dice.choice([name for name in parts if "worksheets/sheet" in name])
    strange = [b"", b"-1", b"99999", b"1e999", b"NaN", b"3.5", b"0x10", b"words", b"9" * 5000]
    parts[name] = re.sub(
        rb"<v>[^<]*</v>",
        lambda found: b"<v>" + dice.choice(strange) + b"</v>" if dice.random() < 0.2 else found[0],
        parts[name],
    )


def _drop_tags(dice: random.Random, parts: Parts) -> None:
    """An element disappears whole, or its end alone."""
    name = dice.choice(list(parts))
    tags = re.findall(rb"<([A-Za-z]+)[ >]", parts[name]) or [b"x"]
    tag = re.escape(dice.choice(tags))
    shape = rb"<%s[ >].*?</%s>" % (tag, tag) if dice.random() < 0.7 else rb"</%s>" % tag
    parts[name] = re.sub(shape, b"", parts[name], count=dice.randint(1, 3), flags=re.DOTALL)


def _repeat_rows(dice: random.Random, parts: Parts) -> None:
    name = dice.choice(["xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"])
    rows = re.findall(rb"<row .*?</row>", parts[name], flags=re.DOTALL)
    row = dice.choice(rows)
    number = b'r="%d"' % dice.choice([1, 3, 7, 40, 1_048_576, 99_999_999])
    parts[name] = parts[name].replace(
        b"</sheetData>", re.sub(rb'r="\d+"', number, row, count=1) + b"</sheetData>"
    )


def _declare(dice: random.Random, parts: Parts) -> None:
    """A document type, entities, or an encoding that is not so."""
    name = dice.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    head = dice.choice(
        [b'<!DOCTYPE x [<!ENTITY a "b">]>', b'<?xml version="1.0" encoding="utf-16"?>', b"\xff\xfe", b"&e;"]
    )
    parts[name] = head + parts[name]


def _foreign_parts(dice: random.Random, parts: Parts) -> None:
    name = dice.choice(
        ["xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/connections.xml", "xl/activeX/x.bin"]
    )
    parts[name] = b"<x/>"


def _spoil_what_is_not_read(dice: random.Random, parts: Parts) -> None:
    """Parts that carry no words of ours are garbled, dropped, or put beside ours."""
    for name in [name for name in parts if name.startswith(("docProps", "xl/theme", "customXml"))]:
        parts[name] = dice.choice([b"", b"<unclosed>", dice.randbytes(99), parts[name][:40]])
    for name in (
        "xl/drawings/vmlDrawing1.vml",
        "xl/theme/theme9.xml",
        "customXml/item1.xml",
        "xl/media/x.emf",
    ):
        parts[name] = dice.choice([b"<br>", b"<!DOCTYPE x>", dice.randbytes(200)])


def _strange_looks(dice: random.Random, parts: Parts) -> None:
    """Colours, fills, families and numbers of looks that no program means."""
    name = "xl/styles.xml"
    strange = dice.choice(
        [b'rgb="FFAUTOMATIC"', b'val="34"', b'numFmtId="99999999999999999999"', b'fontId="-7"']
    )
    key = strange.split(b"=")[0]
    parts[name] = re.sub(key + rb'="[^"]*"', strange, parts[name])
    parts[name] = re.sub(
        rb"<fill>.*?</fill>", b"<fill/>", parts[name], count=dice.randint(0, 2), flags=re.DOTALL
    )


def _rename_parts(dice: random.Random, parts: Parts) -> None:
    """Part names in other letters, and with backslashes."""
    for name in dice.sample(list(parts), 4):
        changed = dice.choice([str.upper, str.title, str.swapcase])(name)
        parts[changed.replace("/", "\\") if dice.random() < 0.5 else changed] = parts.pop(name)


def _unseen_letters(dice: random.Random, parts: Parts) -> None:
    """Characters that cannot be seen, white space and escapes, at the ends of texts."""
    name = dice.choice([name for name in parts if "worksheets/sheet" in name])
    unseen = [
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u202e",
        "\u00a0",
        "_x0020_",
        "_x005F_",
        "_x000D_",
        "_xFFFF_",
        "&#9;",
    ]
    parts[name] = re.sub(
        rb"</t>", lambda found: dice.choice(unseen).encode() + found[0] if dice.random() < 0.3 else found[0],
        parts[name],
    )  # fmt: skip


def _carried_along(dice: random.Random, parts: Parts) -> None:
    """Links, notes and conversations whose targets or places are strange."""
    kind = dice.choice(["hyperlink", "comments", "threadedComment", "drawing", "sheet"])
    place = dice.choice(["E5", "E5:XFD1048576", "", "A0", "ZZZZ1", "$E$5"])
    target = dice.choice(
        ["../comments1.xml", "javascript:x", "file:///\\\\s\\x", "https://a.example/" + "x" * 3000, ""]
    )
    parts["xl/worksheets/_rels/sheet2.xml.rels"] = (
        '<Relationships><Relationship Id="r1" Target="%s" Type="x/%s"/></Relationships>' % (target, kind)  # noqa: UP031
    ).encode()
    note = f'<comments><comment ref="{place}"><text><t>Note</t></text></comment></comments>'
    parts["xl/comments1.xml"] = dice.choice([note.encode(), note.encode()[:30]])
    link = b'</sheetData><hyperlinks><hyperlink ref="%s" id="r1"/></hyperlinks>' % place.encode()
    name = "xl/worksheets/sheet2.xml"
    parts[name] = parts[name].replace(b"</sheetData>", link)


def _of_book(damage: Callable[[random.Random, Workbook], None]) -> Damage:
    """A damage that a person may do in a spreadsheet program."""

    def made(dice: random.Random, data: bytes) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(data))
        damage(dice, book)
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    made.__name__ = damage.__name__
    return made


def _theme(dice: random.Random, book: Workbook) -> Worksheet:
    return book[dice.choice(["Plans", "People"])]


STRANGE: list[Any] = [
    5, -1, 2.5, 1e300, True, "seven", "=1+1", "=HYPERLINK(\"x\")", "#REF!", "x" * 32_767, "_x0000_", "_xD800_",
    date(1900, 1, 1), date(9999, 12, 31), "31/02/2020", "javascript:alert(1)", "3 Absent", "\n", "Does not apply",
]  # fmt: skip


def _strange_cells(dice: random.Random, book: Workbook) -> None:
    page = _theme(dice, book)
    for _ in range(dice.randint(1, 6)):
        page.cell(dice.randint(5, 6), dice.randint(4, 11)).value = dice.choice(STRANGE)


def _strange_anywhere(dice: random.Random, book: Workbook) -> None:
    page = dice.choice(book.worksheets)
    for _ in range(dice.randint(1, 6)):
        page.cell(dice.randint(1, 12), dice.randint(1, 14)).value = dice.choice(STRANGE)


def _rows_gone(dice: random.Random, book: Workbook) -> None:
    _theme(dice, book).delete_rows(dice.randint(1, 6), dice.randint(1, 3))


def _columns_gone(dice: random.Random, book: Workbook) -> None:
    _theme(dice, book).delete_cols(dice.randint(1, 11), dice.randint(1, 3))


def _rows_moved(dice: random.Random, book: Workbook) -> None:
    page = _theme(dice, book)
    page.move_range(f"A{dice.randint(3, 6)}:K6", rows=dice.randint(-2, 3) or 1, cols=dice.randint(0, 2))


def _rows_twice(dice: random.Random, book: Workbook) -> None:
    page = _theme(dice, book)
    for column in range(1, 12):
        page.cell(8, column).value = page.cell(5, column).value


def _sorted(dice: random.Random, book: Workbook) -> None:
    """The pale cells of both rows of Plans change places, with their hidden ids, with the labels, or without."""
    page = book["Plans"]
    for column in range(dice.choice([1, 2, 4]), 12):
        one, other = page.cell(5, column), page.cell(6, column)
        one.value, other.value = other.value, one.value


def _sheet_copied(dice: random.Random, book: Workbook) -> None:
    copy = book.copy_worksheet(_theme(dice, book))
    copy.title = dice.choice(["Plans 2", "Copy", "plans (2)"])
    copy["E5"] = "Written on the copy"


def _merged(dice: random.Random, book: Workbook) -> None:
    row, column = dice.randint(1, 6), dice.randint(1, 9)
    _theme(dice, book).merge_cells(start_row=row, start_column=column, end_row=row + 2, end_column=column + 2)


def _sheet_gone(dice: random.Random, book: Workbook) -> None:
    book.remove(
        dice.choice([page for page in book.worksheets if page.title not in ("Instructions", "Lists")])
    )


def _sheet_renamed(dice: random.Random, book: Workbook) -> None:
    names = ["Plans", "People", "maturity identity"]
    book[dice.choice(names)].title = dice.choice(["Copy", "plans (2)", "identity"])


def _sheets_exchanged(dice: random.Random, book: Workbook) -> None:
    one, other = dice.sample(["Plans", "People", "Lists", "maturity identity"], 2)
    book[one].title = "waiting"
    book[other].title = one
    book["waiting"].title = other


def _identity_changed(dice: random.Random, book: Workbook) -> None:
    page = book["maturity identity"]
    cell = page.cell(dice.randint(1, 2), 1)
    words = str(cell.value)
    place = dice.randrange(len(words))
    cell.value = dice.choice(
        [None, 7, words[:place], words[:place] + "x" + words[place:], "{}", "[" * 20_000]
    )


DAMAGES: list[Damage] = [
    _cut, _flip, _blank_out, _stuff, _noise,
    *map(_of_parts, [_drop_part, _swap_parts, _garble_part, _cut_part, _change_xml, _change_values, _drop_tags,
                     _repeat_rows, _declare, _foreign_parts, _spoil_what_is_not_read, _strange_looks, _rename_parts,
                     _unseen_letters, _carried_along]),
    *map(_of_book, [_strange_cells, _strange_anywhere, _rows_gone, _columns_gone, _rows_moved, _rows_twice, _sorted,
                    _sheet_copied, _merged, _sheet_gone, _sheet_renamed, _sheets_exchanged, _identity_changed]),
]  # fmt: skip


@pytest.fixture(scope="module")
def held(two_themes: Framework) -> Iterator[Installation]:
    """The Treasury's draft in the spring round, answered."""
    store = open_store(IN_MEMORY)
    installation = Installation(store, {two_themes.id: two_themes})
    administering.open_round(
        installation, ME, NOON, title="Spring", framework_id=two_themes.id, closes=date(2026, 3, 31)
    )
    administering.add_department(installation, ME, NOON, name="Treasury")
    answering.start_assessment(installation, ME, NOON, round_id="spring", department_id="treasury")
    for statement, answer in {
        "a1": Answer(
            state=State.LEVEL, level=3, evidence="Plan", evidence_date=date(2025, 5, 12), contact="Ada"
        ),
        "a2": Answer(state=State.NOT_DETERMINED, links=("https://a.example",), unsure=True),
        "b1": Answer(state=State.NOT_APPLICABLE, reason="No staff"),
    }.items():
        answering.record_answer(
            installation, ME, NOON, assessment_id=1, statement_id=statement, answer=answer
        )
    yield installation
    store.close()


def test_there_are_at_least_two_hundred_damaged_workbooks() -> None:
    assert len(DAMAGES) * len(SEEDS) >= 200


REFUSED_AT_LEAST = {
    "_cut": 10,
    "_noise": 10,
    "_rows_twice": 10,
    "_merged": 10,
    "_sheet_gone": 10,
    "_foreign_parts": 10,
}


NEVER_REFUSED = {"_spoil_what_is_not_read", "_strange_looks", "_rename_parts", "_sheet_copied"}
"""No words of ours are in what these change."""


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.lstrip("_"))
def test_a_damaged_workbook_is_told_in_a_sentence_and_changes_nothing(
    damage: Damage, held: Installation
) -> None:
    refused = 0
    for seed in SEEDS:
        now = answering.assessment_view(held, ME, assessment_id=1).answers
        whole = offline.template(held, ME, NOON, assessment_id=1, filled=True)
        data = damage(random.Random(f"{damage.__name__} {seed}"), whole)
        revision = held.store.revision()
        told, foretold, saved = "", set[str](), list[str]()
        try:
            preview = offline.preview(held, ME, NOON, assessment_id=1, data=data)
            foretold = {each.statement_id for each in preview.of(CellChange.IN_WORKBOOK)}
            assert preview.of(CellChange.IN_BOTH) == preview.of(CellChange.IN_APP) == []
            for each in preview.of(CellChange.NOT_UNDERSTOOD):
                assert re.match(r"\w+ sheet, row \d+, column [A-Z] \(.+\): .+\.", str(each.workbook))
            choices = dict.fromkeys((each.key for each in preview.differences), Side.WORKBOOK)
            saved = offline.bring_in(held, ME, NOON, assessment_id=1, data=data, choices=choices)
        except MaturityError as problem:
            told = str(problem)
        after = answering.assessment_view(held, ME, assessment_id=1).answers
        if told:
            refused += 1
            assert "Nothing was imported" in told or "say in a few words why" in told
            assert told.endswith(".")
            assert after == now
            assert held.store.revision() == revision
        else:
            assert set(saved) == foretold
            assert held.store.revision() == revision + len(saved)
            assert {each for each in now if after[each] != now[each]} == foretold
    assert not refused or damage.__name__ not in NEVER_REFUSED
    assert refused >= REFUSED_AT_LEAST.get(damage.__name__, 0)
