"""What Home says: of published findings, of what is to be done, and of how far a round is."""

from collections.abc import Callable
from datetime import date

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.round import Status
from maturity.briefing import movement, pipeline, published, standing
from maturity.briefing.to_do import to_do
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus
from maturity.scoring.compare import Comparison

Compared = Callable[..., Comparison]
TODAY = date(2026, 5, 1)


def test_published_findings_are_told_in_a_heading_and_three_counts(compared: Compared) -> None:
    found = compared({"tax": "a1=4 a2=4 b1=4", "arts": "a1=4 a2=1 b1=?", "sport": "a1=2 a2=0 b1=?"})
    assert published.headline(found) == "Tax is at the top on 3 of 3 statements; the others on 0 to 1."
    assert [(each.share, each.sentence) for each in published.findings(found)] == [
        ("2 of 3", "are at the top on “A plan”."),
        ("2 of 3", "are known to be below level 2 on “A budget”."),
        ("2 of 3", "could not be judged on “An owner”, for want of evidence."),
    ]


def test_ties_are_called_ties_and_a_count_of_one_is_no_finding(compared: Compared) -> None:
    found = compared({"tax": "a1=4 a2=4 b1=1", "arts": "a1=4 a2=4 b1=2"})
    assert published.headline(found) == "Tax and Arts are at the top on 2 of 3 statements."
    assert [(each.share, each.sentence) for each in published.findings(found)] == [
        ("2 of 2", "are at the top on “A plan” and “A budget”.")
    ]


def test_your_department_stands_among_five_others_and_not_among_four(compared: Compared) -> None:
    six = {"you": "a1=2 a2=2 b1=?", **{f"d{n}": f"a1={n} a2={n} b1={n}" for n in range(5)}}
    # you: 50.0, and 33.3 to 66.7; the others 0, 25, 50, 75, 100
    assert standing.you_stand(compared(six), "you") == (
        "You stand at 50.0%; what is unknown could make it 33.3 to 66.7%."
    )
    assert standing.you_among(compared(six), "you") == (
        "Of 5 others you are surely ahead of 2 and behind 2; 1 could be level."
    )
    del six["d4"]
    assert standing.you_among(compared(six), "you").startswith("Fewer than 5 others can be shown to you")
    little = compared({"you": "a1=4 a2=. b1=."})
    assert standing.you_stand(little, "you") == (
        "Too little is known to say where you stand: answer 1 more statement."
    )


def test_what_is_to_be_done_stands_in_the_order_in_which_one_would_do_it(two_themes: Framework) -> None:
    answers = {"a1": Answer(state=State.NOT_DETERMINED), "a2": Answer(state=State.LEVEL, level=4)}
    late, soon = (
        Action(
            id=number,
            round_id="r",
            title=f"Action {number}",
            departments=("tax",),
            rises=(),
            due=due,
            status=ActionStatus.APPROVED,
        )
        for number, due in enumerate((date(2026, 4, 1), date(2026, 5, 20)))
    )
    found = to_do(
        two_themes, answers, challenged={"a2": "The auditor found 2."}, actions=[late, soon], today=TODAY
    )
    told = [(each.words, each.stands, each.page, each.attention) for each in found]
    assert told == [
        ("Reply on “A budget”", "Challenged", "answer", True),
        ("Answer 1 statement", "Not answered", "answer", False),
        ("Find out about 1 statement", "Not determined", "answer", False),
        *(
            [("Give evidence for 1 high level", "An auditor will ask", "answer", True)]
            if two_themes.high_level
            else []
        ),
        ("1 action is late", "Late", "road_map", True),
        ("1 action is due within 30 days", "First on 20 May 2026", "road_map", False),
        ("Check and submit", "1 still to answer", "check", False),
    ]


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ([], "No assessment waits for an auditor; 3 are not yet submitted."),
        ([Status.SUBMITTED, Status.DRAFT], "1 assessment waits for an auditor; 2 are not yet submitted."),
        (
            [Status.IN_REVIEW, Status.AGREED, Status.SUBMITTED],
            "2 assessments wait for an auditor; all are submitted.",
        ),
    ],
)
def test_a_round_says_what_waits_for_whom(statuses: list[Status], said: str) -> None:
    found = pipeline.pipeline(statuses, 3)
    assert pipeline.headline(found) == said
    assert pipeline.begun(found) == f"{len(statuses)} of 3 departments have begun"


def test_a_median_of_nobody_is_not_told() -> None:
    assert movement.medians_of_rounds([]) == "Fewer than 5 departments have a score: no median is shown."
