"""Every sentence that a board reads, held against a script that knows the CSV export alone, on every medium."""

import re
import sys
from collections.abc import Iterable
from contextlib import nullcontext, suppress

import pytest

from maturity import __main__, command_line
from maturity.briefing.asks import asks
from maturity.document import brief
from maturity.scoring.compare import View
from maturity.slides import deck
from maturity.workbook import pack
from maturity.workbook.sheets import shown_value
from tests.recomputed.conftest import (
    HEADING,
    Case,
    Government,
    Visited,
    figures_of_summary,
    plain,
    told,
    written,
)
from tests.recomputed.sentences import (
    PAGES,
    Sentence,
    figures,
    headline,
    summary_figures,
)

SELF, AUDITED = View.SELF, View.AUDITED
CASES = {
    "the open round, by their own word": (0, SELF, None),
    "the round before, with the auditors' findings": (1, AUDITED, None),
    "one department": (0, SELF, "first"),
    "one that an auditor has been at": (1, AUDITED, "last"),
}
NO_COUNT = re.compile(
    r"\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
    r"|, \d\d:\d\d \(UTC\)"
    r"|Made-up round \d{4}|National Audit Office \d{4}|edition \d{4}|seed \d+|\(c\) National Audit Office 2019"
    r"|[0-9a-f]{64}|\(?entry \d+\)?|[Dd]ata revision \d+|^\d+$|^\d+ departments$|SHA-256"
    r"|(?:Shortfall|What we ask of the board:) \d+|[Bb]elow level \d|Level \d is the bar|The 18 statements are quoted"
    r"|fewer than \d is|Above 0 a department"
)
"""Dates, titles, versions, hashes, numbers of rows, and the bar: no figures of a comparison."""


@pytest.fixture(params=list(CASES.values()), ids=list(CASES))
def case(request: pytest.FixtureRequest, government: Government) -> Case:
    place, view, which = request.param
    round_id = government.live[place]
    placed = government.round(round_id, view).placed
    return round_id, view, {None: None, "first": placed[0], "last": placed[-1]}[which]


def pages(visited: Visited, round_id: str, view: View, department: str | None) -> list[str]:
    """Every page that tells of it, whole."""
    asked = query(round_id, view, department)
    if department:
        return visited.read("pack", **asked)
    found = visited.read("pack", **asked) + visited.read("over_time", to=round_id, view=view.value)
    for part in ("scores", "spread", "table"):
        found += visited.read("compare", **asked, part=part, benchmark="without")
    return found


def query(round_id: str, view: View, department: str | None) -> dict[str, str]:
    asked = {"round": round_id, "view": view.value}
    return asked | ({"department": department} if department else {})


def missing(sentences: Iterable[Sentence], medium: str, texts: list[str]) -> list[str]:
    """What ought to stand there, and does not."""
    whole = " ".join(map(plain, texts))  # a note of a sheet goes on in the next row
    return [
        f"{medium}: {each.words}"
        for each in sentences
        if medium in each.on and plain(each.words) not in whole
    ]


def unaccounted(sentences: Iterable[Sentence], texts: list[str]) -> list[str]:
    """What stands there with a figure in it, and is in none of the sentences."""
    known = sorted({plain(each.words) for each in sentences}, key=len, reverse=True)
    left = []
    for text in map(plain, texts):
        rest = text
        for each in known:
            rest = rest.replace(each, " ")
        if re.search(r"\d", NO_COUNT.sub("", rest)):
            left.append(f"{rest} ← {text}" if rest != text else text)
    return left


def test_all_that_is_told_is_what_the_script_says(government: Government, case: Case) -> None:
    """Word for word, and nothing with a figure beside it: on Cover, Summary, every slide, and the page for a board."""
    sentences = government.wanted(case)
    said = told(government.facts(*case))
    faults = [each for medium, texts in said.items() for each in missing(sentences, medium, texts)]
    faults += [
        f"{medium}, only there: {each}" for medium in said for each in unaccounted(sentences, said[medium])
    ]
    assert not faults, "\n".join(faults)


def test_the_figures_of_the_summary_are_the_scripts(government: Government, case: Case) -> None:
    wanted = summary_figures(government.asked(*case))
    found = figures_of_summary(government.facts(*case))
    assert found == pytest.approx(wanted)


@pytest.mark.parametrize("place", [0, 1])
def test_files_and_pages_say_it_when_a_person_opens_them(
    government: Government, visited: Visited, place: int
) -> None:
    """The same of what is written and drawn, of a round and of one department in it; and no heading says more."""
    view = (SELF, AUDITED)[place]
    round_id = government.live[place]
    department = government.round(round_id, view).placed[0]
    for case in ((round_id, view, None), (round_id, view, department)):
        sentences = government.wanted(case)
        read = pages(visited, *case)
        media = {**written(government.facts(*case)), PAGES: read}
        faults = [each for medium, texts in media.items() for each in missing(sentences, medium, texts)]
        faults += [f"heading: {each}" for each in unaccounted(sentences, headings(read))]
        assert not faults, "\n".join(faults)


def headings(read: list[str]) -> list[str]:
    return [each.removeprefix(HEADING) for each in read if each.startswith(HEADING)]


def test_the_terminal_says_the_same(
    government: Government, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`maturity scores`: the headline, and each department's score, range, coverage and rank."""
    monkeypatch.setattr(command_line, "open_with", lambda *_, **__: government.installation)
    monkeypatch.setattr(command_line, "_closing", nullcontext)
    monkeypatch.setattr(sys, "argv", ["maturity", "scores", "--round", government.live[0]])
    with suppress(SystemExit):
        __main__.main()
    lines = {line.split("  ")[0]: plain(line) for line in capsys.readouterr().out.splitlines()}
    now = government.round(government.live[0])
    assert f"{headline(now)}." in lines.values()
    for key, name in now.names.items():
        score, rank = now.scores[key], now.ranks.get(key)
        assert f"{name} {figures(score, always=True)}, {score.known} of {score.applies}" in lines[name]
        place = "too little known to place" if rank is None else f"rank {rank[0]}"
        assert place + (f" to {rank[1]};" if rank and rank[1] > rank[0] else "") in lines[name]


def test_the_same_is_asked_word_for_word_on_page_sheet_slide_and_pdf(
    government: Government, visited: Visited, case: Case
) -> None:
    facts = government.facts(*case)
    asked = [each.sentence for each in asks(facts)]
    (slide,) = (each for each in deck.describe(facts).slides if each.title == "What we ask of the board")
    block = brief.describe(facts).blocks[-1]
    (summary,) = (each for each in pack.describe(facts).sheets if each.name == "Summary")
    sheet = [
        shown_value(row[2])
        for row in summary.rows
        if str(shown_value(row[0])).startswith("What we ask of the board")
    ]
    (page,) = (each for each in visited.read("pack", **query(*case)) if each.startswith("1. Note"))
    assert list(slide.sentences) == list(block.numbered) == sheet == asked
    assert page == plain("\n".join(f"{number}. {each}" for number, each in enumerate(asked, start=1)))
