"""What a file is that is no workbook of ours, by its own name, so that a person knows which one was taken for it."""

import re
from collections.abc import Callable, Sequence
from enum import Enum


class FileKind(Enum):
    """A kind of file, and the sentence that names it."""

    LOCKED = "locked with a password"
    LABEL = "encrypted by a label"
    MACROS = "a workbook with macros"
    BINARY = "It is a binary workbook (.xlsb)."
    XLS = "It is a workbook of an older kind (.xls)."
    OLD = "It is a document of an older kind, such as .doc, .ppt or .msg."
    ODS = "It is an OpenDocument spreadsheet (.ods)."
    OPEN_DOCUMENT = "It is an OpenDocument file, and no spreadsheet."
    NUMBERS = "It is a document of Numbers, Pages or Keynote: export it to Excel."
    WORD = "It is a Word document (.docx)."
    SLIDES = "It is a presentation (.pptx)."
    ZIP = "It is a zip archive: if the workbook is in it, take it out."
    ARCHIVE = "It is an archive (such as .7z, .rar or .gz): if the workbook is in it, take it out."
    PDF = "It is a PDF."
    PICTURE = "It is a picture."
    WEB_PAGE = "It is a web page, perhaps of a sign-in that stood before the download."
    XML = "It is a spreadsheet as one XML file (XML Spreadsheet 2003, or .fods)."
    PROTECTED = "It is encrypted by rights management (.pfile)."
    RICH_TEXT = "It is a rich-text document (.rtf)."
    TABLE = "It is a table in text (.csv), which keeps one sheet only and no hidden ids."
    JSON = "It is a .json file, or a shortcut to a document kept on the web (.gsheet)."
    EMPTY = "It is empty."
    OTHER = ""


_BEGINNINGS = {
    b"%PDF": FileKind.PDF,
    b"\x89PNG": FileKind.PICTURE,
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"GIF8": FileKind.PICTURE,
    b"7z\xbc\xaf": FileKind.ARCHIVE,
    b"Rar!": FileKind.ARCHIVE,
    b"\x1f\x8b": FileKind.ARCHIVE,
    b"{\\rtf": FileKind.RICH_TEXT,
    b".pfile": FileKind.PROTECTED,
    b"MIME-Version:": FileKind.WEB_PAGE,
}
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def of_bytes(data: bytes) -> FileKind | None:
    """What a file is by its first bytes; None for an archive of parts, as a workbook is."""
    if data.startswith(_OLD):
        return _old(data)
    if data.startswith(b"PK"):
        return None
    for beginning, kind in _BEGINNINGS.items():
        if data.startswith(beginning):
            return kind
    return _text(data)


def of_parts(names: Sequence[str], content: Callable[[str], bytes | None]) -> FileKind | None:
    """What an archive is by its parts, named in small letters; None for an .xlsx workbook."""
    kind = (content("mimetype") or b"").strip()
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        return FileKind.ODS if b"spreadsheet" in kind else FileKind.OPEN_DOCUMENT
    if any(name.endswith(".iwa") for name in names):
        return FileKind.NUMBERS
    if "[content_types].xml" not in names:
        return FileKind.ZIP
    types = (content("[content_types].xml") or b"").lower().replace(b"\0", b"")
    if b"sheet.binary" in types or "xl/workbook.bin" in names:
        return FileKind.BINARY
    if b"macroenabled" in types or any(name.endswith("vbaproject.bin") for name in names):
        return FileKind.MACROS
    if any(name.startswith("xl/") for name in names):
        return None
    if any(name.startswith("word/") for name in names):
        return FileKind.WORD
    return FileKind.SLIDES if any(name.startswith("ppt/") for name in names) else FileKind.OTHER


def _old(data: bytes) -> FileKind:
    def holds(*streams: str) -> bool:
        return any(stream.encode("utf-16-le") in data for stream in streams)

    if holds("DRMEncrypted", "\tDRM", "DRMContent", "DRMViewerContent", "LabelInfo"):
        return FileKind.LABEL
    if holds("EncryptedPackage", "EncryptionInfo"):
        return FileKind.LOCKED
    if holds("WordDocument", "PowerPoint Document", "__substg1.0"):
        return FileKind.OLD
    return FileKind.XLS


def _text(data: bytes) -> FileKind:
    if not data.strip(b"\0 \t\r\n"):
        return FileKind.EMPTY
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        said = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        said = data.decode("cp1252", errors="replace")
    start = said[:4_000].lstrip().lower()
    if re.search(r"[\x00-\x08\x0e-\x1f]", said[:100_000]):
        return FileKind.OTHER
    if "urn:schemas-microsoft-com:office:spreadsheet" in start or "office:document" in start:
        return FileKind.XML
    if start.startswith(("<!doctype html", "<html")) or "<html" in start or "<head" in start:
        return FileKind.WEB_PAGE
    if start.startswith(("{", "[")):
        return FileKind.JSON
    lines = [line for line in said.splitlines()[:20] if line.strip()]
    return FileKind.TABLE if any(all(mark in line for line in lines) for mark in ",;\t") else FileKind.OTHER
