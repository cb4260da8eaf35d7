"""Where a count tips over into another sentence: one more would say something else."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from maturity.assessment.answer import Answer, State
from maturity.briefing import forecast, standing, themes
from maturity.briefing.facts import Facts
from maturity.briefing.gaps import shortfalls_of_many
from maturity.briefing.movement import those_shown
from maturity.briefing.peer_groups import peer_groups, peers_by_letter, told_of
from maturity.briefing.to_do import to_do
from maturity.framework.model import Framework
from maturity.plan.action import Action, ActionStatus
from maturity.roadmap.promises import Tally
from maturity.roadmap.road_maps import Forecast, Prospect, RoadMapStep
from tests.briefing.conftest import Compared

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
FULL = "a1=4 a2=2 b1=1"


def test_all_that_are_shown_are_not_counted() -> None:
    movers = [None] * 7
    assert those_shown(movers[:6], 6) == []  # type: ignore[arg-type]
    assert those_shown(movers, 6) == [  # type: ignore[arg-type]
        "Shown: 6 of 7 departments, those that surely moved first, then by size."
    ]


def test_one_theme_has_no_run_of_medians_and_two_have(compared: Compared) -> None:
    here = compared({"a": "a1=4"})
    assert themes.run_of_medians(here, {"Plans": 50.0}) == "not enough themes with a score to compare"
    run = themes.run_of_medians(here, {"Plans": 50.0, "People": 25.0})
    assert run == "medians run from 25.0% (People) to 50.0% (Plans)"
    assert (
        themes.run_of_medians(here, {"Plans": 50.0, "People": 50.0}) == "the median is 50.0% in every theme"
    )


def test_of_three_the_finding_is_a_share_of_their_pairs_and_of_two_it_is_the_headline(
    compared: Compared,
) -> None:
    two = {"a": "a1=4 a2=4 b1=4", "b": "a1=2 a2=2 b1=2"}
    assert standing.finding(compared(two)) == "A is surely above B."
    assert standing.order_in_words(compared(two)) == []
    three = compared({**two, "c": "a1=2 a2=2"})  # c from 4 to 8 of 12: b is at 6
    assert (
        standing.finding(three)
        == "3 departments stand between 50.0 and 100.0%; 67% of pairs can be told apart."
    )
    assert standing.order_in_words(three) == ["2 of 3 pairs of departments (67%) can be told apart."]


def test_without_a_level_the_score_may_be_anything_of_what_could_be(compared: Compared) -> None:
    nothing, little = compared({"tax": "a1=? a2=. b1=."}), compared({"tax": "a1=4 a2=? b1=4"})
    assert (
        standing.stands(nothing.framework, nothing.scores["tax"])
        == "no score yet; it may be anything from 0.0 to 100.0%"
    )
    assert (
        standing.stands(little.framework, little.scores["tax"])
        == "100.0%, and 66.7 to 100.0% with what is not known"
    )


def test_little_is_enough_of_one_alone_and_not_among_others(compared: Compared) -> None:
    both = compared(
        {"tax": "b1=4", "arts": "a1=1 a2=1 b1=1"}
    )  # of a theme of two, tax knows none, and then one
    assert themes.medians(both.only(["tax"])) == {"People": 100.0}
    scoring = both.framework.scoring.model_copy(update={"least_known": 0.75})
    strict = replace(
        compared({"tax": "a1=4 b1=4", "arts": "a1=1 a2=1 b1=1"}),
        framework=both.framework.model_copy(update={"scoring": scoring}),
    )
    assert themes.medians(strict)["Plans"] == 25.0
    assert themes.medians(strict.only(["tax"]))["Plans"] == 100.0


def test_as_many_as_there_is_room_for_are_all_shown(compared: Compared) -> None:
    every = compared({f"d{number}": f"a1={number} a2=2 b1=1" for number in range(5)})
    assert len(standing.ends_of_order(every, 5)) == 5
    assert standing.ends_of_order(every, 4) == ["d4", "d3", "d1", "d0"]


def test_of_one_the_score_is_told_and_of_two_the_median(compared: Compared) -> None:
    both = compared({"tax": "a1=4 a2=4 b1=4", "arts": "a1=0 a2=0 b1=0"})
    assert standing.middle(both) == "50.0%"
    assert standing.middle(replace(both, departments={"tax": both.departments["tax"]})) == "100.0%"


@pytest.mark.parametrize(("others", "told"), [(4, ""), (5, "5 others are shown by letters.")])
def test_fewer_than_five_others_are_not_told_of(compared: Compared, others: int, told: str) -> None:
    every = compared({"tax": FULL, **{f"d{number}": FULL for number in range(others)}})
    alone = replace(every, departments={"tax": every.departments["tax"]})
    rest = every.only(key for key in every.departments if key != "tax")
    facts = Facts(alone, AT, others=every, lettered=rest)
    assert told_of(facts) == told
    assert (peers_by_letter(facts) is None) is (told == "")
    # 7 of 12 steps
    middle = "median 58.3%, the middle half from 58.3 to 58.3%"
    known = f"All others of the round, {others} known well enough: {middle}."
    assert [each.words for each in peer_groups(facts)] == ([known] if told else [])


def test_what_is_unknown_is_told_of_where_nobody_known_is_short(compared: Compared) -> None:
    def find_out(words: str) -> list[str]:
        told = shortfalls_of_many(Facts(compared({"tax": words}), AT))
        return [each for each in told.sentences if "find out" in each]

    assert find_out("a1=4 a2=? b1=.") == [
        "2 answers are not known: find out where each stands, and keep the evidence."
    ]
    assert find_out("a1=4 a2=4 b1=4") == []


def _step(score: float) -> RoadMapStep:
    return RoadMapStep(None, score, score, score, frozenset())


@pytest.mark.parametrize(
    ("end", "found", "told"),
    [
        (25.0, None, "25.0%, and the same then if all that is approved is delivered as promised"),
        (50.0, None, "25.0%, 50.0% then if all that is approved is delivered as promised"),
        (50.0, 8, "25.0%, 50.0% then if all that is approved is delivered as promised"),  # 8 of 8: all of it
        (  # 4 of 8: half of 25 points
            50.0,
            4,
            "25.0%; then 37.5% if promises are kept as before, 50.0% if all that is approved is delivered as promised",
        ),
    ],
)
def test_an_outcome_tells_two_figures_only_where_they_differ(
    end: float, found: int | None, told: str
) -> None:
    kept = None if found is None else Tally(promises=2, known=2, promised=8, found=found, kept=1)
    now, none = _step(25.0), frozenset[int]()
    ahead = Prospect(now, now, now, _step(end), none, none, none, none, kept)
    assert forecast.outcome(ahead, "25.0%") == told


@pytest.mark.parametrize(
    ("leads", "told"),  # the first department leads
    [
        (["tax"], "costs £100 once and £10 a year."),
        (
            ["tax", "arts"],
            "costs £100 once and £10 a year. 1 action is led, and paid for, by other departments.",
        ),
    ],
)
def test_what_others_lead_is_counted_and_not_added_up(
    compared: Compared, leads: list[str], told: str
) -> None:
    actions = [
        Action(
            id=number,
            round_id="spring",
            title=f"Work {number}",
            departments=(lead, "tax"),
            rises=(),
            status=ActionStatus.APPROVED,
            one_off=100,
            yearly=10,
        )
        for number, lead in enumerate(leads, start=1)
    ]
    plan = Forecast(
        chosen={}, accepted={}, actions=actions, called={}, names={}, projections={}, costs={}, placed=[]
    )
    found = forecast.sentences(Facts(compared({"tax": FULL}), AT, plan=plan), plan)
    assert found[-1] == f"What is approved, under way or delivered {told}"


def test_each_thing_to_do_says_of_how_many_it_is(two_themes: Framework) -> None:
    asks_evidence = two_themes.model_copy(update={"high_level": 3})

    def told(**answers: Answer) -> list[tuple[str, str]]:
        found = to_do(asks_evidence, answers, challenged={}, actions=[], today=date(2026, 3, 2))
        return [(each.words, each.stands) for each in found]

    low = Answer(state=State.LEVEL, level=1)
    assert told(a1=low, a2=Answer(state=State.LEVEL, level=1, carried=True)) == [
        ("Answer 1 statement", "Not answered"),
        ("Confirm 1 answer of the last round", "Carried over"),
        ("Check and submit", "2 still to answer"),
    ]
    assert told(a1=Answer(state=State.LEVEL, level=3), a2=low, b1=low) == [
        ("Give evidence for 1 high level", "An auditor will ask"),
        ("Check and submit", "Ready"),
    ]
