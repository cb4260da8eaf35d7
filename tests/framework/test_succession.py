"""An edition is asked for an entry for every id that went and every text that changed, and is handed the draft."""

import re
from pathlib import Path

import pytest

from maturity.errors import FileFaulty
from maturity.framework import files, succession
from maturity.framework.model import Became, StatementChange

TINY = Path(__file__).parents[1] / "frameworks"
KNOWN = files.library(TINY).frameworks
TWO = (TINY / "edition-two.yaml").read_text(encoding="utf-8")


def refused(text: str) -> list[str]:
    with pytest.raises(FileFaulty) as caught:
        succession.parse_successor(text, "edition-two.yaml", KNOWN)
    return [str(each) for each in caught.value.faults]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_tiny_file_says_all_of_the_edition_before(name: str) -> None:
    assert not list(succession.succession_breaches(KNOWN[name], KNOWN))


def test_each_entry_that_lacks_is_drafted() -> None:
    lacking = re.sub(r"    - \{was: .*kind: (dropped|reworded|moved)\}\n", "", TWO)
    assert [each.partition("Add: - ")[2] for each in refused(lacking)] == [
        "{was: [goes], now: [], kind: dropped}",
        "{was: [here], now: [there], kind: moved}",
        "{was: [words], now: [words], kind: reworded}",
    ]
    assert all(each.startswith("line 5: follows: ") for each in refused(lacking))


def test_an_edition_that_says_nothing_gets_the_whole_draft() -> None:
    silent = KNOWN["edition-two"].model_copy(update={"follows": None})
    drafted = succession.missing(silent, KNOWN["edition-one"])
    assert StatementChange(was=("whole",), now=(), kind=Became.DROPPED) in drafted
    assert len(drafted) == 6  # goes, words, whole, left, right, and what moved


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("edition: edition-one", "edition: elsewhere", "there is no framework “elsewhere” here"),
        ("series: editions", "series: others", "“edition-one” is of the series “editions”"),
        ("was: [goes]", "was: [gone]", "“edition-one” has no statement “gone”"),
        ("now: [fresh]", "now: [new]", "there is no statement “new”"),
        ("kind: split", "kind: merged", "“merged” does not fit these ids. Give it several ids under was"),
        ("was: [left, right]", "was: [left, left]", "“left” is told of twice"),
        ("edition: edition-one", "edition: edition-two", "“edition-two” is the id of this file itself"),
    ],
)
def test_what_is_said_wrongly_is_named(was: str, becomes: str, told: str) -> None:
    assert any(told in each for each in refused(TWO.replace(was, becomes, 1)))


def test_a_translation_that_asks_something_else_is_named() -> None:
    text = (TINY / "translates.yaml").read_text(encoding="utf-8")
    told = refused(text.replace("id: stays", "id: hwnt"))
    assert any("it does not ask what “edition-one” asks. Not in both: hwnt, stays." in each for each in told)
