"""Where a department falls short, by pencil. In two-themes a1 says how to move up; a2 and b1 do not."""

from pathlib import Path

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Kind, Round
from maturity.framework import files
from maturity.roadmap.gaps import FIND_OUT, gaps
from maturity.scoring.compare import Comparison

TINY = files.library(Path(__file__).parents[1] / "frameworks")
MARKS = {"?": State.NOT_DETERMINED, ".": State.NOT_ANSWERED, "-": State.NOT_APPLICABLE}


def judgement(mark):
    state = MARKS.get(mark, State.LEVEL)
    return Judgement(state=state, level=int(mark) if state is State.LEVEL else None)


def compared(name, **answers):
    framework = TINY[name]
    round_ = Round.model_validate(
        {
            "id": "spring",
            "title": "Spring",
            "kind": Kind.LIVE,
            "framework_id": name,
            "edition": "1",
            "framework_hash": framework.content_hash,
            "opens": "2026-03-01",
        }
    )
    judgements = {
        department: {s: judgement(mark) for s, _, mark in (word.partition("=") for word in words.split())}
        for department, words in answers.items()
    }
    departments = {department: Department(id=department, name=department) for department in answers}
    return Comparison(framework, round_, departments, judgements, 1)


def found(name, **answers):
    return [
        (gap.department, gap.statement.id, gap.short, gap.next_step)
        for gap in gaps(compared(name, **answers))
    ]


TABLE = [  # answers, then each gap as (statement, levels below the highest, next step)
    ("a1=4 a2=4 b1=4", []),  # at the top there is no gap
    ("a1=3 a2=4 b1=4", [("a1", 1, "Extend it to all")]),  # 4 - 3
    ("a1=0 a2=4 b1=4", [("a1", 4, "Write a note")]),  # 4 - 0
    ("a1=4 a2=1 b1=4", [("a2", 3, "")]),  # 4 - 1; the file does not say how to move up
    ("a1=? a2=4 b1=4", [("a1", None, FIND_OUT)]),  # nobody knows how far, and never 4
    ("a1=4 a2=. b1=4", [("a2", None, FIND_OUT)]),
    ("a1=4 a2=4", [("b1", None, FIND_OUT)]),  # left out is not answered
    ("a1=- a2=- b1=-", []),  # what does not apply has no gap
    ("b1=2 a1=1 a2=-", [("a1", 3, "Write a draft"), ("b1", 2, "")]),  # in the framework's order
]


@pytest.mark.parametrize(("answers", "expected"), TABLE)
def test_gaps_are_what_a_pencil_gives(answers, expected):
    assert found("two-themes", tax=answers) == [("tax", *each) for each in expected]


def test_gaps_come_by_department_in_the_order_given():
    assert found("two-themes", tax="a1=4 a2=3 b1=4", art="a1=4 a2=4 b1=1") == [
        ("tax", "a2", 1, ""),
        ("art", "b1", 3, ""),
    ]


def test_levels_are_counted_on_the_scale_of_the_statement():
    assert found("scale-per-statement", tax="a1=2 a2=0") == [("tax", "a1", 2, ""), ("tax", "a2", 1, "")]
    assert found("scale-from-one", tax="a1=1 a2=5") == [("tax", "a1", 4, "")]  # 1, 2, 3, 4, 5: four steps


def test_a_gap_keeps_what_was_said():
    (gap,) = gaps(compared("two-themes", tax="a1=4 a2=? b1=4"))
    assert gap.judgement.state is State.NOT_DETERMINED


def test_no_departments_have_no_gaps():
    assert found("two-themes") == []
