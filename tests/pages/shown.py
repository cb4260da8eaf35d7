"""What a page shows, as a person reads it."""

import re
from html import unescape

from streamlit.testing.v1 import AppTest

_TABLE = re.compile(r'<table class="stacks words">(.*?)</table>', re.DOTALL)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL)


def tables(app: AppTest) -> list[list[list[str]]]:
    """Every table of words that the page shows, cell by cell, without its headings."""
    return [rows[1:] for rows in _every(app)]


def headings(app: AppTest) -> list[list[str]]:
    """The headings of every table of words that the page shows."""
    return [rows[0] for rows in _every(app)]


def _every(app: AppTest) -> list[list[list[str]]]:
    return [
        [[_plain(cell) for cell in _CELL.findall(row)] for row in _ROW.findall(table)]
        for each in app.get("html")
        for table in _TABLE.findall(each.proto.body)
    ]


def _plain(cell: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", cell))
