"""A workbook that comes back: what its cells mean, and what is refused with which sentence."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.merge import Field, NotUnderstood, Value
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.workbook import identity, intake
from maturity.workbook.intake import CellsMerged
from maturity.workbook.opening import (
    Damaged,
    HasMacros,
    Hostile,
    Locked,
    NotAWorkbook,
    ReachesOut,
    TooBig,
    WorkbookRefused,
    creator_of,
    open_workbook,
)

Make = Callable[..., bytes]
Changed = Callable[[bytes, Callable[[Workbook], None]], bytes]
Cell = Callable[[str, object], Value | NotUnderstood]

COLUMNS = dict(zip(Field, "DEFGHIJKL", strict=True))


@pytest.fixture
def cell(make: Make, changed: Changed, two_themes: Framework) -> Cell:
    """`cell(field, value)`: what a value in that column of the first row of Plans is taken for."""

    def taken(field: str, value: object) -> Value | NotUnderstood:
        def put(book: Workbook) -> None:
            book["Plans"][f"{COLUMNS[Field(field)]}5"].value = value

        data = changed(make({}, filled=False), put)
        return intake.read_answers(two_themes, intake.take_in(data))["a1"][Field(field)]

    return taken


def level(value: int) -> Judgement:
    return Judgement(state=State.LEVEL, level=value)


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("3 Mostly", level(3)),
        (3, level(3)),
        (3.0, level(3)),
        ("3", level(3)),
        ("3.0", level(3)),
        (" 3  mostly ", level(3)),
        ("3: Mostly", level(3)),
        ("Mostly", level(3)),
        (0, level(0)),
        ("Cannot determine", Judgement(state=State.NOT_DETERMINED)),
        ("not determined", Judgement(state=State.NOT_DETERMINED)),
        ("Not applicable", Judgement(state=State.NOT_APPLICABLE)),
        ("Not answered", Judgement(state=State.NOT_ANSWERED)),
        (None, Judgement(state=State.NOT_ANSWERED)),
    ],
)
def test_an_answer_is_understood_however_it_is_typed(value: object, meant: Value, cell: Cell) -> None:
    assert cell("answer", value) == meant


@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        ("evidence", "Plan\nof May", "Plan\nof May"),
        ("evidence", 2019, "2019"),
        ("evidence", 2.5, "2.5"),
        ("evidence", date(2019, 6, 21), "21/06/2019"),
        ("evidence", None, ""),
        ("evidence", "_x005F_x0041_ and _x000D_\n", "_x0041_ and \n"),
        ("evidence_date", date(2019, 6, 21), date(2019, 6, 21)),
        ("evidence_date", datetime(2019, 6, 21, 10, 30), date(2019, 6, 21)),  # noqa: DTZ001  (as a cell has it)
        ("evidence_date", "2019-06-21", date(2019, 6, 21)),
        ("evidence_date", "21/06/2019", date(2019, 6, 21)),
        ("evidence_date", "1/6/2019", date(2019, 6, 1)),
        ("evidence_date", "1.6.2019", date(2019, 6, 1)),
        ("evidence_date", None, None),
        ("links", "https://a.example\n\nhttp://b.example ", ("https://a.example", "http://b.example")),
        ("links", None, ()),
        ("contact", "Ada", "Ada"),
        ("unsure", "yes", True),
        ("unsure", True, True),
        ("unsure", 1, True),
        ("come_back", "X", True),
        ("come_back", "No", False),
        ("come_back", None, False),
    ],
)
def test_a_cell_is_understood_where_it_can_mean_one_thing(
    field: str, value: object, meant: Value, cell: Cell
) -> None:
    assert cell(field, value) == meant


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("answer", 5, "level 5 is not on this scale (0 to 4). Choose one from the list in the cell."),
        ("answer", -1, "level -1 is not on this scale"),
        (
            "answer",
            "2 Mostly",
            "“2 Mostly” names one level by its number and another by its words; level 2 is",
        ),
        (
            "answer",
            2.5,
            "“2.5” is not an answer. Choose a level (0 to 4) from the list in the cell, or “Cannot",
        ),
        ("answer", "quite good", "“quite good” is not an answer."),
        ("answer", "x" * 99, f"“{'x' * 60}…” is not an answer."),
        ("answer", "=1+1", "the cell holds a formula. Type the words themselves."),
        ("evidence", "=A1", "the cell holds a formula."),
        ("evidence", "#REF!", "the cell holds an error."),
        ("evidence", time(10, 30), "the cell holds a time of day."),
        ("evidence_date", "31/02/2019", "“31/02/2019” is not a date. Write it as day/month/year, such as"),
        ("evidence_date", "06/21/2019", "is not a date."),
        ("evidence_date", "21/6/19", "is not a date."),
        ("evidence_date", 2019, "11/07/1905 is what a spreadsheet makes of a year typed alone."),
        ("links", "ftp://a.example", "“ftp://a.example” is not a link that can be kept."),
        ("links", "https://a.example file:///x", "“file:///x” is not a link"),
        ("links", "javascript:alert(1)", "is not a link"),
        ("unsure", "perhaps", "“perhaps” is neither Yes nor No."),
        ("come_back", 2, "“2” is neither Yes nor No."),
    ],
)
def test_a_cell_that_means_nothing_is_told_with_its_place(
    field: str, value: object, told: str, cell: Cell
) -> None:
    found = cell(field, value)
    assert isinstance(found, NotUnderstood)
    assert found.place == f"Plans sheet, row 5, column {COLUMNS[Field(field)]} ({Field(field).words})"
    assert told in str(found)


def test_what_does_not_apply_needs_its_reason(make: Make, changed: Changed, two_themes: Framework) -> None:
    def put(book: Workbook) -> None:
        book["Plans"]["D5"] = "Does not apply"
        book["Plans"]["D6"], book["Plans"]["I6"] = "Does not apply", "No money"
        book["People"]["I5"] = None

    found = intake.read_answers(two_themes, intake.take_in(changed(make(), put)))
    assert "needs a reason" in str(found["a1"][Field.REASON])
    assert found["a2"][Field.REASON] == "No money"
    assert str(found["b1"][Field.REASON]).startswith(
        "People sheet, row 5, column I (Why it does not apply): “Does not apply” needs a reason."
    )


def test_a_text_too_long_for_its_cell_cannot_be_changed_there(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    answers = {"a1": Answer(state=State.LEVEL, level=1, evidence="😀" * 30_000)}

    def put(book: Workbook) -> None:
        book["Plans"]["E5"] = "New beginning. " + str(book["Plans"]["E5"].value)

    found = intake.read_answers(two_themes, intake.take_in(changed(make(answers), put)))
    assert "only its beginning. Change it in the app" in str(found["a1"][Field.EVIDENCE])


def test_rows_are_found_by_their_hidden_id_wherever_they_stand(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    def swap(book: Workbook) -> None:
        page = book["Plans"]
        for column in range(1, 12):
            one, other = page.cell(5, column), page.cell(6, column)
            one.value, other.value = other.value, one.value
        page.insert_cols(2)
        book["People"].insert_rows(2, 3)

    before = intake.read_answers(two_themes, intake.take_in(make()))
    returned = intake.take_in(changed(make(), swap))
    assert intake.read_answers(two_themes, returned) == before
    assert returned.rows["a1"][Field.ANSWER].place == "Plans sheet, row 6, column E (Answer)"
    assert returned.rows["b1"][Field.ANSWER].place == "People sheet, row 8, column D (Answer)"


def _rename(book: Workbook) -> None:
    book["Plans"].title = "Our plans"


def _double(book: Workbook) -> None:
    book["Plans"]["A6"] = "a1"


def _own_row(book: Workbook) -> None:
    book["People"]["E9"] = "And another thing"


def _above(book: Workbook) -> None:
    book["People"]["E2"] = "Words above the headings"


def _tamper(book: Workbook) -> None:
    page = book["maturity identity"]
    page["A2"] = str(page["A2"].value).replace("treasury", "home-office")


def _earlier(book: Workbook) -> None:
    """As it was sent out before there was a format 2."""
    page = book["maturity identity"]
    content = json.loads(str(page["A2"].value))
    del content["whole"]
    written = json.dumps({**content, "format": 1}, separators=(",", ":")).replace("_", "\\u005f")
    page["A2"], page["A1"] = written, identity._digest(written)


def test_a_workbook_that_was_sent_out_in_format_1_still_comes_back(make: Make, changed: Changed) -> None:
    now, then = intake.take_in(make()), intake.take_in(changed(make(), _earlier))
    assert (now.identity.format, then.identity.format) == (2, 1)
    assert then.rows == now.rows
    assert then.identity.answers == now.identity.answers


def _newer(book: Workbook) -> None:
    page = book["maturity identity"]
    written = str(page["A2"].value).replace('"format":2', '"format":3')
    page["A2"], page["A1"] = written, identity._digest(written)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_rename, "There is no sheet “Plans” in this workbook; those that there are: “Our plans”. Give the"),
        (lambda book: book.remove(book["Plans"]), "There is no sheet “Plans” in this workbook"),
        (lambda book: book["Plans"].delete_rows(6), "Plans sheet: the row of “a2” is missing"),
        (lambda book: book["Plans"].delete_rows(5, 2), "Plans sheet: the rows of “a1”, “a2” are missing"),
        (lambda book: book["Plans"].delete_rows(1), "the hidden row that names the columns is missing"),
        (lambda book: book["Plans"].delete_cols(5), "the column “Evidence” is missing"),
        (_double, "The statement “a1” is there twice: Plans sheet, row 5, and Plans sheet, row 6."),
        (_own_row, "People sheet, row 9: this row belongs to no statement of the workbook"),
        (_above, "People sheet, row 2: this row belongs to no statement of the workbook"),
        (lambda book: book["Plans"].merge_cells("E5:E6"), "Plans sheet: cells are merged (E5 to E6)"),
        (
            lambda book: book.remove(book["maturity identity"]),
            "The hidden sheet of this workbook was removed",
        ),
        (_tamper, "The hidden sheet of this workbook was changed"),
        (_newer, "This workbook is of format 3, and this version of the program reads formats up to 2."),
    ],
)
def test_a_workbook_that_was_rebuilt_is_told_in_a_sentence(
    change: Callable[[Workbook], None], told: str, make: Make, changed: Changed
) -> None:
    with pytest.raises(MaturityError) as caught:
        intake.take_in(changed(make(), change))
    assert told in str(caught.value)
    assert "Nothing was imported." in str(caught.value)


def test_a_whole_sheet_merged_is_told_as_soon_as_two_cells(make: Make) -> None:
    with pytest.raises(CellsMerged, match=r"Plans sheet: cells are merged \(A1 to XFD1048576\)"):
        intake.take_in(_with_part(make(), "xl/worksheets/sheet2.xml", _merge_everything))


def _merge_everything(xml: bytes) -> bytes:
    return xml.replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    )


def _with_part(data: bytes, name: str, change: Callable[[bytes], bytes] | bytes) -> bytes:
    """The workbook with one part changed, or added."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        if isinstance(change, bytes):
            new.writestr(name, change)
        else:
            new.writestr(name, change(old.read(name)))
    return file.getvalue()


LAUGHS = b"<!DOCTYPE x [" + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"ha") for n in range(10)
)


def test_an_entity_bomb_is_refused_before_it_goes_off(make: Make) -> None:
    def arm(xml: bytes) -> bytes:
        head, rest = (
            xml.split(b"<worksheet", 1) if xml.startswith(b"<?xml") else (b"", xml[len(b"<worksheet") :])
        )
        return head + LAUGHS + b"]><worksheet" + rest.replace(b"<sheetData>", b"<sheetData>&l9;", 1)

    with pytest.raises(Hostile, match="declares a document type"):
        open_workbook(_with_part(make(), "xl/worksheets/sheet2.xml", arm))


@pytest.mark.parametrize("encoding", ["utf-16", "cp037"])
def test_a_document_type_cannot_hide_behind_an_encoding(encoding: str, make: Make) -> None:
    body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    xml = (
        (declared + body).encode(encoding)
        if encoding == "utf-16"
        else declared.encode() + body.encode(encoding)
    )
    with pytest.raises((Hostile, Damaged)):
        open_workbook(_with_part(make(), "xl/sharedStrings.xml", xml))


def test_a_zip_bomb_is_refused_by_its_list(make: Make) -> None:
    with pytest.raises(TooBig, match="unpacks to 60 MB, and at most 50 MB"):
        open_workbook(_with_part(make(), "xl/media/image1.png", bytes(60 * 1024 * 1024)))
    with pytest.raises(TooBig, match="more than 200 times its size"):
        open_workbook(_with_part(make(), "xl/media/image1.png", bytes(20 * 1024 * 1024)))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(2001):
            archive.writestr(f"xl/{number}.xml", b"")
    with pytest.raises(TooBig, match="2,001 parts"):
        open_workbook(file.getvalue())


def test_a_file_of_thirty_megabytes_is_refused() -> None:
    with pytest.raises(TooBig, match="it has 30 MB, and at most 10 MB are read here"):
        open_workbook(b"PK" + bytes(30 * 1024 * 1024))


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "refusal", "told"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), Locked, "locked with a password"),
        (OLE + "Workbook".encode("utf-16-le"), NotAWorkbook, "older kind (.xls)"),
        (b"", NotAWorkbook, "This file is not an .xlsx workbook."),
        (b"statement,level\na1,3\n", NotAWorkbook, "This file is not an .xlsx workbook."),
        (b"PK\x03\x04 and nothing after", Damaged, "This workbook is damaged"),
    ],
)
def test_a_file_that_is_no_open_workbook_is_told(
    data: bytes, refusal: type[WorkbookRefused], told: str
) -> None:
    with pytest.raises(refusal) as caught:
        open_workbook(data)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("part", "content", "refusal", "told"),
    [
        ("xl/vbaProject.bin", b"macro", HasMacros, "has macros"),
        (
            "[Content_Types].xml",
            b"<a b='application/vnd.ms-excel.sheet.macroEnabled'/>",
            HasMacros,
            "has macros",
        ),
        ("xl/externalLinks/externalLink1.xml", b"<a/>", ReachesOut, "has links to other workbooks"),
        ("xl/connections.xml", b"<a/>", ReachesOut, "has connections to data elsewhere"),
        ("xl/embeddings/oleObject1.bin", b"x", ReachesOut, "has other documents inside it"),
        ("xl/workbook.xml", b"<workbook", Damaged, "is damaged"),
        ("xl/styles.xml", b"<a>" * 200 + b"</a>" * 200, Damaged, "is damaged"),
    ],
)
def test_what_has_no_business_in_the_workbook_is_refused(
    part: str, content: bytes, refusal: type[WorkbookRefused], told: str, make: Make
) -> None:
    with pytest.raises(refusal, match=told):
        open_workbook(_with_part(make(), part, content))


def test_another_kind_of_archive_is_no_workbook(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    with pytest.raises(NotAWorkbook, match=r"saved as \.xlsx"):
        open_workbook(file.getvalue())


def test_links_that_a_program_makes_of_addresses_are_no_links_to_workbooks(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    def link(book: Workbook) -> None:
        book["Plans"]["G6"] = "https://a.example"
        book["Plans"]["G6"].hyperlink = "https://a.example"

    found = intake.read_answers(two_themes, intake.take_in(changed(make(), link)))
    assert found["a2"][Field.LINKS] == ("https://a.example",)


def test_an_entity_bomb_is_refused_in_every_part_that_is_read(make: Make) -> None:
    """What the archive's own lists call a sheet is read, whatever its name; no other part is ever opened."""
    bomb = LAUGHS + b"]><worksheet>&l9;</worksheet>"
    for name in (
        "xl/workbook.xml",
        "xl/styles.xml",
        "xl/sharedStrings.xml",
        "_rels/.rels",
        "docProps/core.xml",
    ):
        opening = creator_of if name.startswith("docProps") else open_workbook
        with pytest.raises(Hostile, match="declares a document type"):
            opening(_with_part(make(), name, bomb))
    elsewhere = _with_part(make(), "xl/media/image1.png", bomb)
    assert open_workbook(elsewhere) == open_workbook(make())
    renamed = _with_part(
        elsewhere,
        "xl/_rels/workbook.xml.rels",
        lambda xml: xml.replace(b"/xl/worksheets/sheet2.xml", b"/xl/media/image1.png"),
    )
    with pytest.raises(Hostile, match="declares a document type"):
        open_workbook(renamed)


def test_a_picture_is_passed_over(make: Make) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(200)
    assert open_workbook(_with_part(make(), "xl/media/image1.png", picture)) == open_workbook(make())


def test_a_cell_of_a_million_letters_is_told_with_its_place(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    def put(book: Workbook) -> None:
        book["Plans"]["E5"].value = "A mark of a million"

    marked = changed(make(), put)
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        (part,) = [each for each in archive.namelist() if b"A mark of a million" in archive.read(each)]
    data = _with_part(marked, part, lambda xml: xml.replace(b"A mark of a million", b"x" * 1_000_000))
    found = intake.read_answers(two_themes, intake.take_in(data))["a1"][Field.EVIDENCE]
    assert isinstance(found, NotUnderstood)
    assert found.place == "Plans sheet, row 5, column E (Evidence)"
    assert len(str(found)) < 1_000


@pytest.mark.parametrize("name", ["../../etc/evil.xml", "/etc/evil.xml", "xl\\..\\..\\evil.xml"])
def test_a_path_in_the_name_of_a_part_leads_nowhere(
    name: str, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts are read in memory, and nothing is ever unpacked."""
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert open_workbook(_with_part(make(), name, b"<x/>")) == open_workbook(make())
    assert [path.name for path in tmp_path.rglob("*")] == ["a", "b"]


NASTY = [
    "<script>alert(1)</script>",
    "![x](http://elsewhere.example/x.png)",
    "[x](javascript:alert(1))",
    "../../etc/passwd",
    "@SUM(A1:A9)",
    "+1+1",
    "-1",
    "'; DROP TABLE answers; --",
    "&lt;b&gt; &amp; <b>",
    "{{7*7}} ${7*7} %s",
]


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("field", [Field.EVIDENCE, Field.CONTACT, Field.REASON])
def test_text_of_any_kind_comes_back_letter_by_letter(field: Field, text: str, make: Make) -> None:
    """Out in a workbook and in again, as it was written; none of it a formula on the way."""
    answer = Answer(state=State.NOT_APPLICABLE, reason="None").model_copy(update={field.value: text})
    data = make({"a1": answer})
    sheet = next(grid for grid in open_workbook(data) if grid.name == "Plans")
    assert text in [cell for row in sheet.rows for cell in row]
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert not [cell for page in book for row in page for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("field", list(Field))
def test_a_formula_is_refused_in_every_field(field: Field, cell: Cell) -> None:
    found = cell(field, '=HYPERLINK(A1,"x")')
    assert isinstance(found, NotUnderstood)
    assert "formula" in str(found)
