"""Links: one address or one named place each, alike on the page and in the workbook."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.links import LONGEST_LINK, is_address, may_be_kept, read_links

A, B, C = "https://a.example/1", "https://b.example/2", "https://c.example/3"
SHARE = "\\\\fs01\\Data Office\\strategy 2019.docx"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"{A}, {B}; {C}", (A, B, C)),
        (f"{A},{B};{C}", (A, B, C)),
        (f"{A}\n\n{B}\r\n{C}", (A, B, C)),
        (f"{A}\t{B}\u00a0{C}", (A, B, C)),
        (f"{A}\u2028{B}\u200b{C}", (A, B, C)),
        (f"\ufeff{A}\u200b, \u2060{B}\u00ad;\u200f", (A, B)),
        (f"{A}, {A}", (A,)),
        (f"({A}) <{B}> “{C}”.", (A, B, C)),
        (f"1. {A} and {B}", (A, B)),
        (f"• {A} | {B} |", (A, B)),
        ("https://a.example/x\u200by", ("https://a.example/xy",)),
        ("https://a.example/a;b=1,2?c=(d)", ("https://a.example/a;b=1,2?c=(d)",)),
        ("https://a.example/o'brien", ("https://a.example/o'brien",)),
        (
            "https://archive.example/2019/https://a.example/1",
            ("https://archive.example/2019/https://a.example/1",),
        ),
        ("www.gov.uk/x, WWW.gov.uk", ("https://www.gov.uk/x", "https://WWW.gov.uk")),
        (f"Strategy: {A} (page 3)", ("Strategy", A, "(page 3)")),
        (f"see {A}", (A,)),
        (SHARE, (SHARE,)),
        (f'"{SHARE}" "\\\\fs02\\b.docx"', (SHARE, "\\\\fs02\\b.docx")),
        (f"{SHARE}; //server/share/c d.docx, {A}", (SHARE, "//server/share/c d.docx", A)),
        ("G:\\Data\\plan.docx", ("G:\\Data\\plan.docx",)),
        ("Record TRIM:2019/44, folder 3; annex", ("Record TRIM:2019/44, folder 3; annex",)),
        ("File: 2019/334\nData: the annual return", ("File: 2019/334", "Data: the annual return")),
        ("data.office@dept.example", ("data.office@dept.example",)),
        (" \u200b\n, ;\u00a0\ufeff", ()),
        ("", ()),
    ],
)
def test_each_address_and_each_place_is_kept_by_itself(typed: str, kept: tuple[str, ...]) -> None:
    assert read_links(typed) == (kept, ())


@pytest.mark.parametrize(
    "never",
    [
        "file:///etc/passwd", "file://server/share/x", "javascript:alert(1)", "JavaScript: alert(1)",
        "java\tscript:alert(1)", "java\u200bscript:alert(1)", "\u202ejavascript:alert(1)", "vbscript:x",
        "data:text/html,<p>", "blob:https", "ftp://a.example", "smb://server/share", "view-source:x",
        "ms-word:ofe", "mailto:ada@dept.example", "https://", "http:/a.example", "https//a.example",
        "https:\\\\a.example", "http:", f"https://a.example/{'x' * LONGEST_LINK}", "x" * (LONGEST_LINK + 1),
    ],
)  # fmt: skip
def test_what_is_no_whole_address_of_the_web_is_refused_beside_good_ones(never: str) -> None:
    kept, refused = read_links(f"{A}\n{never}\n{B}")
    assert kept == (A, B)
    assert len(refused) == 1
    assert not is_address(refused[0])
    assert not may_be_kept(refused[0])


def test_a_named_place_is_no_address() -> None:
    for place in (SHARE, "//server/share", "G:\\plan.docx", "Record 44", "www.gov.uk", "ada@dept.example"):
        assert may_be_kept(place)
        assert not is_address(place)


def test_a_link_is_one_line() -> None:
    assert not may_be_kept(f"{A}\n{B}")
    assert not may_be_kept("Record\u2028two")


def test_links_kept_before_stay_valid() -> None:
    for old in (
        "https://a.example/1,",
        "https://a.example/1,https://b.example",
        "HTTP://A.example",
        "http://a\u200b",
    ):
        assert may_be_kept(old)


PIECES = st.sampled_from(
    [A, B, SHARE, "www.gov.uk/x", "Record 44", "javascript:x", "file:///x", ",", ";", " ", "\n", "\u200b", "\ufeff",
     "\u00a0", "\t", "(", ")", '"', ".", "x", "é", "//", ":"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_what_is_kept_reads_the_same_again_and_never_ends_in_a_separator(typed: str) -> None:
    kept, refused = read_links(typed)
    assert read_links("\n".join(kept)) == (kept, ())
    for link in kept:
        assert may_be_kept(link)
        assert not re.search(r"^[\s,;|\u200b\ufeff]|[\s,;|\u200b\ufeff]$", link)
        assert not re.search(r"[\s,;|]https?://", link, re.IGNORECASE)
        assert is_address(link) or not re.match("(?:javascript|file|data):\\S", link, re.IGNORECASE)
    assert not any(is_address(link) for link in refused if len(link) <= LONGEST_LINK)
