"""Government on one page, and one statement of every department: what they say, of nothing, and to whom."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import Role
from maturity.services.installation import Installation
from tests.pages.comparing.test_over_time import autumn, rows, spring, words

Visit = Callable[..., AppTest]
FIRST = "enterprise-data-strategy"
PAGES = ["government", "statement"]
__all__ = ["autumn", "spring"]


def read(app: AppTest) -> str:
    """All words, those that are drawn as HTML too."""
    assert not app.exception
    return "\n".join([words(app), *(each.proto.body for each in app.get("html"))])


@pytest.mark.parametrize("page", PAGES)
def test_without_a_round_each_says_what_to_do(visit: Visit, without_benchmark: None, page: str) -> None:
    assert "open a round" in read(visit(page))


def test_the_round_is_told_by_levels_by_whose_word_by_what_moved_and_by_promises(
    visit: Visit, held: Installation, autumn: None
) -> None:
    said = read(visit("government", round="autumn"))
    # two answers: 4 of 4, and 2
    assert "1 of 2 answers with a level (50%) is at level 3 or above." in said
    assert "Audited: 1 of 18 statements." in said
    assert "Since Spring" in said
    assert "No promise has been made" in said


def test_what_was_published_has_levels_alone(visit: Visit) -> None:
    said = read(visit("government", round="nao-2019"))
    assert "answers with a level" in said
    assert "Nothing here is audited" in said
    assert "A second round of the same framework is needed" in said


def test_one_statement_has_all_evidence_and_findings_on_it(
    visit: Visit, held: Installation, autumn: None
) -> None:
    app = visit("statement", round="autumn", statement=FIRST)
    assert rows(app, 0) == [["Home Office (in review)", "4 In place", "None", "3 Partly in place", "Seen"]]
    assert "Enterprise data strategy: 0 of 1 known (0%) are below level 2." in read(app)
    published = rows(visit("statement", round="nao-2019", statement=FIRST), 0)
    assert len(published) == 7


@pytest.mark.parametrize("page", PAGES)
def test_a_reader_sees_nothing_that_is_not_agreed(visit: Visit, autumn: None, page: str) -> None:
    said = read(visit(page, roles=[Role.READER], round="autumn"))
    assert "No department that you may see has begun" in said
    assert "Home Office" not in said
