"""Whose word a figure goes by, and how much of it an auditor has checked: by pencil."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement
from maturity.assessment.levels import levels_of
from maturity.briefing import whose
from maturity.briefing.shown_as import score_in_a_cell
from maturity.framework.model import Framework
from maturity.scoring import peers
from maturity.scoring.compare import Comparison, View
from maturity.scoring.score import by_department
from tests.scoring.test_bridge import compared as side_by_side
from tests.scoring.test_laws import LAWFUL, answers, frameworks

Said = Callable[[str], dict[str, Judgement]]
ANSWERS = {"tax": "a1=3 a2=3 b1=3", "arts": "a1=2 a2=2 b1=2", "sport": "a1=1 a2=?"}


@pytest.fixture
def audited(two_themes: Framework, said: Said) -> Callable[..., Comparison]:
    """`audited(tax="a1=0 a2=3")`: a round with the auditor's findings on some answers, by the departments' word."""

    def made(**found: str) -> Comparison:
        given = {key: said(words) for key, words in found.items()}
        return side_by_side(two_themes, {key: said(words) for key, words in ANSWERS.items()}, given=given)

    return made


def test_nothing_audited_is_said_as_a_count(audited: Callable[..., Comparison]) -> None:
    compared = audited()
    assert whose.sentences(compared) == [
        "Scored: the departments' own answers. Audited: 0 of 9 cells (statements of departments), in 0 of 3 "
        "departments."
    ]
    assert whose.beside(compared) is None


def test_cells_are_counted_whatever_the_auditor_found(audited: Callable[..., Comparison]) -> None:
    compared = audited(tax="a1=0 a2=3", arts="b1=?")
    assert whose.audited_cells(compared) == [
        "Audited: 3 of 9 cells (statements of departments), in 2 of 3 departments."
    ]
    assert whose.in_short(compared) == "Departments' own answers; 3 of 9 cells audited"
    assert whose.audited_share(compared, "tax") == "2 of 3"
    assert whose.audited_cells(compared.only(["tax"])) == ["Audited: 2 of 3 statements."]


def test_what_was_agreed_in_one_go_is_told_apart(audited: Callable[..., Comparison]) -> None:
    compared = replace(audited(tax="a1=0 a2=3", arts="b1=2"), together={"tax": ["a2"], "arts": ["b1"]})
    apart = "agreed together with others, without looking at each"
    assert whose.in_short(compared) == "Departments' own answers; 3 of 9 cells audited, 2 of them together"
    assert whose.audited_cells(compared) == [
        f"Audited: 3 of 9 cells (statements of departments), in 2 of 3 departments; 2 were {apart}."
    ]
    assert whose.audited_cells(compared.only(["tax"])) == [f"Audited: 2 of 3 statements; 1 was {apart}."]


def test_a_mark_says_whether_the_level_shown_is_the_auditors(
    audited: Callable[..., Comparison], two_themes: Framework
) -> None:
    compared = audited(tax="a1=0 a2=3 b1=?")
    marks = [whose.mark(compared, "tax", each) for each in two_themes.statements]
    assert marks == ["auditor found 0", "audited", "auditor found not determined"]
    by_auditor = compared.by(View.AUDITED)
    assert by_auditor is not None
    assert [whose.mark(by_auditor, "tax", each) for each in two_themes.statements] == ["audited"] * 3
    assert whose.mark(by_auditor, "arts", two_themes.statements[0]) == ""


def test_audited_and_unaudited_are_not_ranked_together_without_a_word(
    audited: Callable[..., Comparison],
) -> None:
    compared = audited(tax="a1=0", arts="b1=2")
    assert whose.mixed_words(compared) == []  # all stand on their own answers
    by_auditor = compared.by(View.AUDITED)
    assert by_auditor is not None
    assert whose.mixed_words(by_auditor) == [
        "Ranked together: 2 departments have auditors' findings, and 1 has none and stands on its own answers."
    ]
    assert whose.mixed_words(by_auditor.only(["tax", "arts"])) == []


def test_the_other_word_stands_beside(audited: Callable[..., Comparison]) -> None:
    beside = whose.beside(audited(tax="a1=0"))  # 9 of 12 steps by its own word, 6 by the auditor's
    assert beside is not None
    assert beside.heading == "With auditors' findings"
    assert beside.words("tax") == "50.0 (50.0 to 50.0), 3 of 3"
    assert beside.words("arts") == "No finding"
    back = whose.beside(beside.comparison)
    assert back is not None
    assert (back.heading, back.words("tax")) == ("By own answers", "75.0 (75.0 to 75.0), 3 of 3")


def test_letters_keep_the_count_and_tell_no_finding(
    audited: Callable[..., Comparison], two_themes: Framework
) -> None:
    compared = audited(tax="a1=0 a2=3")
    lettered = peers.unattributed(compared, {"tax": "Peer A", "arts": "Peer B", "sport": "Peer C"})
    assert whose.audited_cells(lettered) == whose.audited_cells(compared)
    assert whose.mark(lettered, "peer-a", two_themes.statements[0]) == ""
    assert whose.beside(lettered) is None


def test_what_was_published_is_no_audit(published: Comparison) -> None:
    assert whose.sentences(published) == ["Scored: the published findings, as coded onto the scale."]
    assert whose.beside(published) is None


@LAWFUL
@given(st.data())
def test_the_column_beside_is_the_audited_views_own_score(data: st.DataObject) -> None:
    """Answers and findings scored apart, statement by statement, and never by the code that makes the column."""
    framework = data.draw(frameworks)
    said = {key: data.draw(answers(framework)) for key in ("x", "y")}
    given_ = {
        key: {k: v for k, v in data.draw(answers(framework)).items() if data.draw(st.booleans())}
        for key in said
    }
    own = side_by_side(framework, said, given=given_)
    beside = whose.beside(own)
    mixture: Mapping[str, Mapping[str, Judgement]] = {key: {**said[key], **given_[key]} for key in said}
    expected = by_department(levels_of(framework, mixture))
    for key in said:
        if given_[key]:
            assert beside is not None
            assert beside.comparison.scores[key] == expected[key]
            assert beside.words(key) == score_in_a_cell(framework, expected[key])
    if beside is not None:
        assert beside.comparison.by(View.SELF).scores == own.scores  # type: ignore[union-attr]
