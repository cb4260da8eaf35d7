"""How far an assessment is. Plans holds a1 and a2, people holds b1."""

import pytest

from maturity.assessment import progress
from maturity.assessment.answer import Judgement, State

MARKS = {"?": State.NOT_DETERMINED, "-": State.NOT_APPLICABLE, ".": State.NOT_ANSWERED}


def said(words):
    """ "a1=3 a2=? b1=-": a level, not determined, not applicable; "." or left out is not answered."""
    found = {}
    for statement, _, mark in (word.partition("=") for word in words.split()):
        state = MARKS.get(mark, State.LEVEL)
        found[statement] = Judgement(state=state, level=int(mark) if state is State.LEVEL else None)
    return found


TABLE = [  # answers, answered of 2 in plans, answered of 1 in people, the next to answer
    ("", 0, 0, "a1"),
    ("a1=. a2=. b1=.", 0, 0, "a1"),
    ("a1=0", 1, 0, "a2"),  # level 0 is an answer
    ("a1=3 b1=4", 1, 1, "a2"),
    ("a1=?", 1, 0, "a2"),  # not determined is an answer
    ("a1=? a2=-", 2, 0, "b1"),  # and so is not applicable
    ("a2=2 b1=?", 1, 1, "a1"),
    ("a1=? a2=- b1=?", 2, 1, None),
    ("a1=1 a2=2 b1=3", 2, 1, None),
    ("z9=3", 0, 0, "a1"),  # what is not asked does not count
]


@pytest.mark.parametrize(("answers", "plans", "people", "following"), TABLE)
def test_progress_counts_answers(two_themes, answers, plans, people, following):
    found = progress.by_theme(two_themes, said(answers))
    assert [(each.theme, each.label, each.answered, each.statements) for each in found] == [
        ("plans", "Plans", plans, 2),
        ("people", "People", people, 1),
    ]
    statement = progress.next_unanswered(two_themes, said(answers))
    assert (statement.id if statement else None) == following
