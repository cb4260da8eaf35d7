"""Workbooks as they come back from people and their programs: each is read for its words, or told in words.

Each case changes a workbook of ours as a program or a person would, and says what then stands in a field, what is
said to be left out, or why nothing is read. What is made here is written by hand, because openpyxl would not.
"""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from xml.sax.saxutils import escape

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.merge import Field, NotUnderstood, Read, Value
from maturity.errors import MaturityError
from maturity.framework.model import Framework
from maturity.workbook import intake
from maturity.workbook.intake import Returned

Make = Callable[..., bytes]
Changed = Callable[[bytes, Callable[[Workbook], None]], bytes]
Parts = dict[str, bytes]

PLANS = "xl/worksheets/sheet2.xml"
RELATIONS = "xl/worksheets/_rels/sheet2.xml.rels"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NONE = Answer(state=State.NOT_ANSWERED)


def level(value: int) -> Judgement:
    return Judgement(state=State.LEVEL, level=value)


def repacked(data: bytes, change: Callable[[Parts], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def cell(ref: str, inner: str, kind: str = "") -> Callable[[Parts], None]:
    """The cell with another inside, in the words of the file."""

    def change(parts: Parts) -> None:
        sheet = parts[PLANS].decode()
        found = re.search(rf'<c r="{ref}"( s="\d+")?[^>]*?(/>|>.*?</c>)', sheet, re.DOTALL)
        assert found is not None
        typed = f' t="{kind}"' if kind else ""
        made = f'<c r="{ref}"{found[1] or ""}{typed}>{inner}</c>'
        parts[PLANS] = (sheet[: found.start()] + made + sheet[found.end() :]).encode()

    return change


def words(ref: str, text: str) -> Callable[[Parts], None]:
    return cell(ref, f'<is><t xml:space="preserve">{escape(text)}</t></is>', "inlineStr")


def both(*changes: Callable[[Parts], None]) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        for each in changes:
            each(parts)

    return change


def related(kind: str, target: str, mode: str = "") -> Callable[[Parts], None]:
    """The sheet of plans leads to something more."""

    def change(parts: Parts) -> None:
        before = parts.get(RELATIONS, b"").decode()
        inner = "".join(re.findall(r"<Relationship .*?/>", before))
        mode_ = f' TargetMode="{mode}"' if mode else ""
        inner += f'<Relationship Id="rX{len(before)}" Type="{OFFICE}/{kind}" Target="{target}"{mode_}/>'
        parts[RELATIONS] = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f"{inner}</Relationships>"
        ).encode()

    return change


def behind(ref: str, address: str, said: str) -> Callable[[Parts], None]:
    """Words in a cell, with an address behind them."""

    def change(parts: Parts) -> None:
        words(ref, said)(parts)
        linked = f'<hyperlinks xmlns:r="{OFFICE}"><hyperlink ref="{ref}" r:id="rX0"/></hyperlinks>'
        parts[PLANS] = parts[PLANS].replace(b"</dataValidations>", b"</dataValidations>" + linked.encode(), 1)
        related("hyperlink", address, "External")(parts)

    return change


def part(name: str, content: bytes) -> Callable[[Parts], None]:
    return lambda parts: parts.__setitem__(name, content)


def swapped(name: str, old: bytes, new: bytes) -> Callable[[Parts], None]:
    """A pattern of a part replaced everywhere; it is there."""

    def change(parts: Parts) -> None:
        assert re.search(old, parts[name], re.DOTALL)
        parts[name] = re.sub(old, new, parts[name], flags=re.DOTALL)

    return change


def renamed(old: str, new: str) -> Callable[[Parts], None]:
    return lambda parts: parts.__setitem__(new, parts.pop(old))


def shared(*items: str) -> Callable[[Parts], None]:
    """The texts that cells share, as Excel writes them, after those that are there."""

    def change(parts: Parts) -> None:
        strings = "".join(f"<si>{item}</si>" for item in items)
        parts["xl/sharedStrings.xml"] = (
            f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{strings}</sst>'
        ).encode()

    return change


def strict(parts: Parts) -> None:
    """As Excel writes “Strict Open XML Spreadsheet”."""
    for name, content in parts.items():
        made = content.replace(
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
            b"http://purl.oclc.org/ooxml/spreadsheetml/",
        )
        parts[name] = made.replace(
            OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        )


FILLED = both(words("E5", "Plan of June"))
BROKEN = b"<xml><v:textbox><br>unclosed"
STYLES = "xl/styles.xml"

READ: dict[str, tuple[Callable[[Parts], None], str, Value]] = {
    "strict": (both(FILLED, strict), "evidence", "Plan of June"),
    "an empty fill": (both(FILLED, swapped(STYLES, rb"<fill>.*?</fill>", b"<fill/>")), "evidence", "Plan of June"),
    "a colour by no name": (
        both(FILLED, swapped(STYLES, rb'rgb="[^"]*"', b'rgb="FFAUTOMATIC"')), "evidence", "Plan of June"),
    "a font family out of range": (
        both(FILLED, swapped(STYLES, rb"<fonts.*?>", rb'\g<0><font><family val="34"/></font>')),
        "evidence", "Plan of June"),
    "a colour in rich text": (
        cell("E5", '<is><r><rPr><color rgb="RED"/><family val="99"/></rPr><t>Plan </t></r><r><t>of June</t></r></is>',
             "inlineStr"), "evidence", "Plan of June"),
    "a look that is not there": (
        both(FILLED, swapped(PLANS, rb'(<c r="E5") s="\d+"', rb'\1 s="9999"')), "evidence", "Plan of June"),
    "a drawing that is not well-formed": (
        both(FILLED, part("xl/drawings/vmlDrawing1.vml", BROKEN), related("vmlDrawing", "../drawings/vmlDrawing1.vml")),
        "evidence", "Plan of June"),
    "custom XML, a theme and chains that are not well-formed": (
        both(FILLED, part("customXml/item1.xml", BROKEN), part("xl/theme/theme1.xml", BROKEN),
             part("xl/calcChain.xml", BROKEN), part("docProps/app.xml", b"<a>"), part("docProps/core.xml", b"<a>")),
        "evidence", "Plan of June"),
    "notes that are not well-formed": (
        both(FILLED, part("xl/comments1.xml", BROKEN), related("comments", "../comments1.xml")),
        "evidence", "Plan of June"),
    "a part in other letters": (both(FILLED, renamed(PLANS, "xl/Worksheets/Sheet2.xml")), "evidence", "Plan of June"),
    "a part with backslashes": (both(FILLED, renamed(PLANS, "XL\\worksheets\\SHEET2.XML")), "evidence", "Plan of June"),
    "a list of parts in other letters": (
        both(FILLED, renamed("[Content_Types].xml", "[content_types].xml"),
             renamed("xl/workbook.xml", "xl/Workbook.xml")),
        "evidence", "Plan of June"),
    "an escape typed in Excel": (
        both(shared("<t>The column is Data_x005F_x0020_owner</t>"), cell("E5", "<v>0</v>", "s")),
        "evidence", "The column is Data_x0020_owner"),
    "an escape as it stands": (words("E5", "_x0041_ and Data_x0020_owner"), "evidence", "_x0041_ and Data_x0020_owner"),
    "a control character": (words("E5", "one_x000D_\ntwo"), "evidence", "one\ntwo"),
    "escapes in links": (
        words("G5", "https://a.example/?f=Data_x005F_x0020_owner"), "links", ("https://a.example/?f=Data_x0020_owner",)),
    "a zero-width space after an answer": (words("D5", "2 Partial\u200b"), "answer", level(2)),
    "a byte-order mark before an answer": (words("D5", "\ufeff3 Mostly"), "answer", level(3)),
    "a soft hyphen in an answer": (
        words("D5", "Cannot de\u00adtermine"), "answer", Judgement(state=State.NOT_DETERMINED)),
    "marks of direction around Yes": (words("J5", "\u200eYes\u202c"), "unsure", True),
    "a word joiner in a date": (words("F5", "21/06/\u20602019"), "evidence_date", date(2019, 6, 21)),
    "a no-break space in a date": (words("F5", "21\u00a0June\u00a02019"), "evidence_date", date(2019, 6, 21)),
    "a zero-width space in the hidden id": (words("A5", "\u200ba1\ufeff"), "evidence", ""),
    "only what cannot be seen": (words("E5", " \u200b\u00a0\n"), "evidence", ""),
    "white space below the table": (
        swapped(PLANS, b"</sheetData>", '<row r="9"><c r="E9" t="inlineStr"><is><t> \u00a0\u200b</t></is></c></row>'
                "</sheetData>".encode()), "evidence", ""),
    "links with separators": (
        words("G5", "https://a.example/1, https://a.example/2; https://a.example/3;\u200b"),
        "links", ("https://a.example/1", "https://a.example/2", "https://a.example/3")),
    "a file share": (words("G5", "\\\\fs01\\Data Office\\plan.docx"), "links", ("\\\\fs01\\Data Office\\plan.docx",)),
    "an address without its beginning": (words("G5", "www.gov.uk/x"), "links", ("https://www.gov.uk/x",)),
    "an address behind a link's words": (
        behind("G5", "https://a.example/plan", "Our plan"), "links", ("https://a.example/plan",)),
    "an address behind itself": (
        behind("G5", "http://www.gov.uk/x", "www.gov.uk/x"), "links", ("https://www.gov.uk/x",)),
    "an address behind one of several": (
        behind("G5", "https://a.example/1", "https://a.example/1 https://a.example/2"),
        "links", ("https://a.example/1", "https://a.example/2")),
    "a file share behind its path": (
        behind("G5", "file:///\\\\fs01\\plan.docx", "\\\\fs01\\plan.docx"), "links", ("\\\\fs01\\plan.docx",)),
    "a file share behind words": (
        behind("G5", "file://fs01/Data%20Office/plan.docx", "Plan"), "links", ("\\\\fs01\\Data Office\\plan.docx",)),
    "a formula that links": (
        cell("G5", '<f>HYPERLINK("https://a.example/plan","Our plan")</f><v>Our plan</v>', "str"),
        "links", ("https://a.example/plan",)),
    "a formula that links in evidence": (
        cell("E5", '<f>HYPERLINK("https://a.example/plan","Our plan")</f><v>Our plan</v>', "str"),
        "evidence", "Our plan"),
    "fifteen digits": (cell("E5", "<v>0.30000000000000004</v>"), "evidence", "0.3"),
    "how a text is pronounced": (
        cell("E5", '<is><t>計画</t><rPh sb="0" eb="2"><t>ケイカク</t></rPh></is>', "inlineStr"), "evidence", "計画"),
    "cells without their places": (
        swapped(PLANS, rb'<c r="[A-K]5"', b"<c"), "answer", Judgement(state=State.NOT_ANSWERED)),
}  # fmt: skip


@pytest.fixture
def empty(make: Make) -> bytes:
    return make({}, filled=False)


def taken(framework: Framework, data: bytes) -> tuple[Returned, dict[str, Read]]:
    returned = intake.take_in(data)
    return returned, intake.read_answers(framework, returned)


@pytest.mark.parametrize("name", READ)
def test_a_workbook_is_read_for_its_words(name: str, empty: bytes, two_themes: Framework) -> None:
    change, field, meant = READ[name]
    _, found = taken(two_themes, repacked(empty, change))
    assert found["a1"][Field(field)] == meant


NUMBERS = [
    (0.75, "0%", "75%"),
    (1250000, '"£"#,##0', "£1,250,000"),
    (1250000, "[$£-809]#,##0.00", "£1,250,000.00"),
    (1234567, "#,##0 [$€-407]", "1,234,567 €"),
    (-1250.5, "#,##0.00;[Red]-#,##0.00", "-1,250.50"),
    (-1250.5, '"£"#,##0.00', "-£1,250.50"),
    (1234, '_-"£"* #,##0.00_-;\\-"£"* #,##0.00_-;_-"£"* "-"??_-;_-@_-', "£1,234.00"),
    (2079460000, "00000000000", "02079460000"),
    (2079460000, "000 0000 0000", "020 7946 0000"),
    (42, '"Ref "0000', "Ref 0042"),
    (1250000, '0.0,,"m"', "1.3m"),
    (0.1234, "0.0%", "12.3%"),
    (0.1 + 0.2, "General", "0.3"),
    (1234567890123456, "General", "1.23456789012346e+15"),
    (0.5, "# ?/?", "0.5"),
    (5, "0.00E+00", "5"),
    (5, '[<1]"few";0', "5"),
]


@pytest.mark.parametrize(("value", "code", "shown"), NUMBERS)
def test_a_number_comes_in_as_the_sheet_shows_it(
    value: float, code: str, shown: str, empty: bytes, changed: Changed, two_themes: Framework
) -> None:
    def put(book: Workbook) -> None:
        for ref in ("E5", "H5"):
            book["Plans"][ref].value, book["Plans"][ref].number_format = value, code

    _, found = taken(two_themes, changed(empty, put))
    assert (found["a1"][Field.EVIDENCE], found["a1"][Field.CONTACT]) == (shown, shown)


@pytest.mark.parametrize(
    "said",
    ["21 June 2019", "21-Jun-2019", "21-06-2019", "21 Jun 2019", "21st June, 2019", "Friday 21 June 2019",
     "June 21, 2019", "2019-06-21", "2019/6/21", "21.06.2019", "21 06 2019", "21 JUNE 2019", "21st of June 2019"],
)  # fmt: skip
def test_a_date_in_words_is_understood(said: str, empty: bytes, two_themes: Framework) -> None:
    _, found = taken(two_themes, repacked(empty, words("F5", said)))
    assert found["a1"][Field.EVIDENCE_DATE] == date(2019, 6, 21)


@pytest.mark.parametrize(
    "said",
    ["June 2019", "2019", "21/06/19", "06/21/2019", "31 June 2019", "21 Juno 2019", "21 Ma 2019", "21/06"],
)
def test_a_date_that_may_mean_more_is_refused(said: str, empty: bytes, two_themes: Framework) -> None:
    _, found = taken(two_themes, repacked(empty, words("F5", said)))
    strange = found["a1"][Field.EVIDENCE_DATE]
    assert isinstance(strange, NotUnderstood)
    assert strange.place == "Plans sheet, row 5, column F (Evidence date)"
    assert "such as 21/06/2019 or 21 June 2019." in strange.problem


@pytest.mark.parametrize(
    ("day", "kept"),
    [(datetime(1985, 5, 5), True), (datetime(2099, 12, 31), True), (datetime(2101, 1, 1), False),  # noqa: DTZ001
     ("01/01/1909", False)],
)  # fmt: skip
def test_a_date_has_the_limits_of_the_page(
    day: object, kept: bool, empty: bytes, changed: Changed, two_themes: Framework
) -> None:
    def put(book: Workbook) -> None:
        book["Plans"]["F5"].value = day

    found = taken(two_themes, changed(empty, put))[1]["a1"][Field.EVIDENCE_DATE]
    if kept:
        assert isinstance(day, datetime)
        assert found == day.date()
    else:
        assert "is not a date that evidence can be of. Give one from 01/01/1910 to 31/12/2100" in str(found)


def _noted(book: Workbook) -> None:
    book["Plans"]["E5"].value = "Words"
    book["Plans"]["E5"].comment = Comment("Ask Ada\nfirst", "Ben")


def _struck(book: Workbook) -> None:
    book["Plans"]["E5"].value = "No longer so"
    book["Plans"]["E5"].font = Font(strike=True)


def _copied(book: Workbook) -> None:
    copy = book.copy_worksheet(book["Plans"])
    copy.title = "Plans (2)"
    copy["E5"] = "Written on the copy"


def _own_sheet(book: Workbook) -> None:
    book.create_sheet("My notes")["A1"] = "Not to be lost"


def _beside(book: Workbook) -> None:
    book["Plans"]["M6"] = "A column of my own"


LOST: dict[str, tuple[Callable[[bytes, Changed], bytes], str]] = {
    "an address behind evidence": (
        lambda data, _: repacked(data, behind("E5", "https://a.example/x", "Our strategy")),
        "Plans sheet, row 5, column E (Evidence): the address https://a.example/x is behind the words, and only"),
    "a formula that links in evidence": (
        lambda data, _: repacked(data, cell("E5", '<f>HYPERLINK("https://a.example/x","Plan")</f><v>Plan</v>', "str")),
        "the address https://a.example/x is behind the words, and only the words come in."),
    "words over an address in links": (
        lambda data, _: repacked(data, behind("G5", "https://a.example/x", "Our strategy")),
        "column G (Links): the address behind the words comes in, and the words “Our strategy” do not."),
    "a place that is no link": (
        lambda data, _: repacked(data, behind("G5", "javascript:alert(1)", "Our strategy")),
        "javascript:alert(1) is behind the words and cannot be kept as a link"),
    "a note": (lambda data, changed: changed(data, _noted),
               "column E (Evidence): the note “Ask Ada first” does not come in. Put it into the cell to keep it."),
    "a conversation": (
        lambda data, _: repacked(data, both(
            part("xl/threadedComments/threadedComment1.xml",
                 b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
                 b'<threadedComment ref="E5"><text>Is it so?</text></threadedComment>'
                 b'<threadedComment ref="E5"><text>It is.</text></threadedComment></ThreadedComments>'),
            related("threadedComment", "../threadedComments/threadedComment1.xml"))),
        "the note “It is.” does not come in."),
    "strike-through": (lambda data, changed: changed(data, _struck),
                       "column E (Evidence): words that are struck through come in as all others do."),
    "strike-through of a part": (
        lambda data, _: repacked(data, cell("E5", "<is><r><t>Now </t></r><r><rPr><strike/></rPr><t>then</t></r></is>",
                                            "inlineStr")),
        "column E (Evidence): words that are struck through come in"),
    "a copied sheet": (lambda data, changed: changed(data, _copied),
                       "The sheet “Plans” is there twice: “Plans (2)” looks like a copy of it and is not read."),
    "a sheet of one's own": (lambda data, changed: changed(data, _own_sheet),
                             "The sheet “My notes” is not one of those that were sent out, and is not read."),
    "a column of one's own": (lambda data, changed: changed(data, _beside),
                              "Plans sheet: what stands beside the columns that were sent out is not read (M6)."),
    "a text box": (
        lambda data, _: repacked(data, both(part("xl/drawings/drawing1.xml", BROKEN),
                                            related("drawing", "../drawings/drawing1.xml"))),
        "Plans sheet: pictures, text boxes and charts on it are not read."),
}  # fmt: skip


@pytest.mark.parametrize("name", LOST)
def test_what_does_not_come_in_is_told(
    name: str, empty: bytes, changed: Changed, two_themes: Framework
) -> None:
    change, told = LOST[name]
    returned, _ = taken(two_themes, change(empty, changed))
    assert told in "\n".join(returned.remarks)


def test_nothing_is_told_of_a_workbook_as_it_left(make: Make, changed: Changed) -> None:
    assert intake.take_in(make()).remarks == ()
    assert intake.take_in(changed(make(), lambda _: None)).remarks == ()


ROWS: dict[str, Answer] = {
    "a1": Answer(state=State.LEVEL, level=3, evidence="Plan of May", contact="Ada"),
    "a2": Answer(state=State.LEVEL, level=1, evidence="Budget of May"),
}


def _exchange(book: Workbook, columns: range) -> None:
    page = book["Plans"]
    for column in columns:
        one, other = page.cell(5, column), page.cell(6, column)
        one.value, other.value = other.value, one.value


def test_answers_that_changed_places_are_pointed_out(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    data = changed(make(ROWS), lambda book: _exchange(book, range(4, 12)))
    assert intake.statements_out_of_place(*taken(two_themes, data)) == [("a1", "a2"), ("a2", "a1")]
    assert intake.statements_out_of_place(*taken(two_themes, make(ROWS))) == []


def test_a_text_cut_and_pasted_once_is_a_persons_work(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    def move(book: Workbook) -> None:
        book["Plans"]["E6"], book["Plans"]["E5"] = "Plan of May", None

    assert intake.statements_out_of_place(*taken(two_themes, changed(make(ROWS), move))) == []


def test_rows_sorted_without_their_hidden_id_are_refused(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    data = changed(make(ROWS), lambda book: _exchange(book, range(2, 12)))
    with pytest.raises(MaturityError) as caught:
        taken(two_themes, data)
    assert str(caught.value) == (
        "Plans sheet, row 5: the statement shown is “A budget”, and the hidden id of the row is that of “A plan”, so "
        "it cannot be told which of them is answered there. One more row is like it. Undo the sorting or moving of "
        "rows, or download the workbook again and copy your words into it. Nothing was imported."
    )


def test_whole_rows_that_changed_places_are_read_where_they_stand(
    make: Make, changed: Changed, two_themes: Framework
) -> None:
    data = changed(make(ROWS), lambda book: _exchange(book, range(1, 12)))
    returned, found = taken(two_themes, data)
    assert found["a1"][Field.EVIDENCE] == "Plan of May"
    assert intake.statements_out_of_place(returned, found) == []


def test_the_sheets_that_go_out_cannot_be_sorted(make: Make) -> None:
    book = openpyxl.load_workbook(io.BytesIO(make()))
    assert all(book[name].protection.sheet and book[name].protection.sort for name in ("Plans", "People"))


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
TYPES = {"[Content_Types].xml": b"<Types/>"}
FOREIGN: dict[str, tuple[bytes, str]] = {
    "a password": (OLE + "EncryptedPackage StrongEncryptionTransform".encode("utf-16-le"), "locked with a password"),
    "a label": (OLE + "EncryptedPackage DRMEncryptedTransform".encode("utf-16-le"), "encrypted by a sensitivity label"),
    ".xls": (OLE + "Workbook".encode("utf-16-le"), "a workbook of an older kind (.xls)"),
    ".doc": (OLE + "WordDocument".encode("utf-16-le"), "a document of an older kind, such as .doc"),
    ".xlsb": (zipped(
        **{"[Content_Types].xml": b"<a t='application/vnd.ms-excel.sheet.binary.macroEnabled.main'/>",
           "xl/workbook.bin": b"x"}),
        "a binary workbook (.xlsb)"),
    ".xlsm": (zipped(**{"[Content_Types].xml": b"<a t='application/vnd.ms-excel.sheet.macroEnabled.main+xml'/>",
                        "xl/workbook.xml": b"<a/>"}), "has macros"),
    ".ods": (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "an OpenDocument spreadsheet (.ods)"),
    ".odt": (zipped(mimetype=b"application/vnd.oasis.opendocument.text"), "OpenDocument file, and no spreadsheet"),
    ".docx": (zipped(**TYPES, word__document=b"x"), "a Word document (.docx)"),
    ".pptx": (zipped(**TYPES, ppt__presentation=b"x"), "a presentation (.pptx)"),
    ".numbers": (zipped(**{"Index/Document.iwa": b"x"}), "a document of Numbers"),
    ".zip": (zipped(**{"treasury.xlsx": b"x"}), "a zip archive: if the workbook is in it, take it out"),
    ".7z": (b"7z\xbc\xaf\x27\x1c" + bytes(50), "an archive"),
    ".pdf": (b"%PDF-1.7\n", "It is a PDF."),
    ".csv": (b"statement;level\r\na1;3\r\n", "a table in text (.csv)"),
    ".csv in UTF-16": ("statement\tlevel\r\na1\t3\r\n".encode("utf-16"), "a table in text (.csv)"),
    "a web page": (b"<!DOCTYPE html><html><title>Sign in</title></html>", "a web page, perhaps of a sign-in"),
    "XML of 2003": (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
                    "XML Spreadsheet 2003"),
    ".gsheet": (b'{"url": "https://docs.example/1"}', "a shortcut to a document kept on the web"),
    "nothing": (b"", "It is empty."),
    "words": (b"Dear Ada\nHere it is\n", "This file is not an .xlsx workbook. Bring the workbook"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_file_is_told_by_its_name(name: str) -> None:
    data, told = FOREIGN[name]
    with pytest.raises(MaturityError) as caught:
        intake.take_in(data)
    assert told in str(caught.value)
    assert str(caught.value).endswith("Nothing was imported.")


def test_another_workbook_is_told_from_a_board_pack(changed: Changed, empty: bytes) -> None:
    def strip(book: Workbook) -> None:
        for name in ("Plans", "People", "maturity identity"):
            book.remove(book[name])

    def elsewhere(book: Workbook) -> None:
        strip(book)
        book.properties.creator = "Somebody"

    with pytest.raises(MaturityError, match="This is a board pack, or another workbook of the dashboard"):
        intake.take_in(changed(empty, strip))
    with pytest.raises(MaturityError, match="This workbook is not one of ours: it has none of the sheets"):
        intake.take_in(changed(empty, elsewhere))


def test_a_sheet_may_change_its_capitals(changed: Changed, empty: bytes) -> None:
    def rename(book: Workbook) -> None:
        book["Plans"].title = "PLANS "

    assert intake.take_in(changed(empty, rename)).rows.keys() == {"a1", "a2", "b1"}
