"""What the first sentence is of, and figures as a framework shows them."""

from datetime import date
from pathlib import Path

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department, Round, RoundKind
from maturity.briefing import gaps, standing
from maturity.briefing import themes as by_theme
from maturity.briefing.groups import NO_LEVELS_YET, groups_told, score_and_known
from maturity.briefing.shown_as import figure_in_words, run_in_words
from maturity.briefing.themes import statements_met
from maturity.framework import files
from maturity.framework.model import Combine, Framework, Overall, Tier
from maturity.scoring.compare import Comparison
from maturity.scoring.spread import spreads

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks


def compared(framework: Framework, said: dict[str, dict[str, int]]) -> Comparison:
    round_ = Round(
        id="spring",
        title="Spring",
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition="1",
        framework_hash=framework.content_hash,
        opens=date(2026, 1, 1),
    )
    judged = {
        key: {each: Judgement(state=State.LEVEL, level=level) for each, level in own.items()}
        for key, own in said.items()
    }
    return Comparison(
        framework, round_, {key: Department(id=key, name=key.title()) for key in said}, judged, 1
    )


def test_a_profile_is_the_first_sentence_where_the_file_names_it() -> None:
    framework = TINY["as-published"]
    one = compared(framework, {"tax": {"a1-a": 1, "a1-b": 0}})
    assert standing.headline(one) == "1 of 2 statements meet the baseline."
    assert standing.headline(compared(framework, {"tax": {"a1-a": 1}})) == (
        "1 of 2 statements meet the baseline; 1 is not known."
    )
    several = compared(framework, {"tax": {"a1-a": 1, "a1-b": 1}, "arts": {"a1-a": 0}, "zoo": {"a1-a": 1}})
    assert standing.headline(several) == (
        "“The baseline” is met by 1 of 3 departments; of 1 it cannot be told yet."
    )


def test_a_checklist_that_is_surely_far_enough_meets_a_profile_before_it_has_a_level() -> None:
    (profile,) = TINY["as-published"].target_profiles
    aim = TINY["as-published"].aim_of(profile, TINY["as-published"].by_id["a1-a"])
    assert aim is not None
    for low, high, expected in [
        (aim, aim + 1, (1, 0, 1)),
        (aim - 1, aim, (0, 0, 2)),
        (aim - 1, aim - 1, (0, 1, 1)),
    ]:
        said = {"a1-a": Judgement(state=State.NOT_ANSWERED, low=low, high=high)}
        assert statements_met(TINY["as-published"], profile, said) == expected


def test_a_line_of_scores_has_figures_as_the_framework_shows_them() -> None:
    framework = TINY["stages"]
    found = compared(framework, {"tax": {"a1": 3, "a2": 2, "a3": 3}})
    assert score_and_known(found, "tax") == "1 of 4, Initial (1 to 3), 3 of 7"
    assert score_and_known(found, "tax", framework.themes[0]) == "3 of 4, Defined, 3 of 4"
    hosting = TINY["kinds"].themes[1]
    found = compared(TINY["kinds"], {"tax": {"b1": 1}})
    assert score_and_known(found, "tax", hosting) == "Our own 0, Shared 1 and Bought 0"
    outcomes = TINY["no-overall"]
    found = compared(outcomes, {"tax": {"a1": 3}})
    assert score_and_known(found, "tax").endswith(", 1 of 3")


def test_themes_are_told_as_levels_where_figures_are_levels() -> None:
    one = compared(TINY["matrix"], {"tax": {"a1": 5, "a2": 2, "b1": 1, "b2": 4}})
    assert standing.headline(one) == "Themes run from 2.5 of 5 (People) to 3.5 of 5 (Plans)."


@pytest.mark.parametrize(
    ("name", "words", "run"),
    [
        ("two-themes", "50.0%", "25.0 to 75.0%"),
        ("matrix", "2.5 of 5", "1.3 to 3.8 of 5"),
        ("tiers", "0.6 of 1.25", "0.3 to 0.9 of 1.25"),
    ],
)
def test_a_figure_reads_as_the_framework_shows_it(name: str, words: str, run: str) -> None:
    assert figure_in_words(TINY[name], 50) == words
    assert run_in_words(TINY[name], 25, 75) == run


def test_groups_are_told_in_the_order_of_the_file_by_what_the_file_calls_them() -> None:
    told = groups_told(compared(TINY["tiers"], {"tax": {"a1": 2, "a2": 3, "a3": 1, "a4": 3}}))
    assert [(each.kind, each.depth, each.label, each.figure) for each in told[:3]] == [
        ("Function", 0, "Design", "1.4 of 2"),  # that of threats
        ("Practice", 1, "Threats", "1.4 of 2"),  # (1¾ + 1) ÷ 2
        ("Stream", 2, "Risk", "1.8 of 3"),  # ½ + 1 + ¼
    ]
    assert told[-1].figure == "Not known (0.0 to 1.0)"


def test_where_no_theme_has_a_figure_it_is_said_how_much_is_answered() -> None:
    tiers = (Tier(name="Stage", method=Combine.NONE),)
    whole = TINY["no-overall"]
    scoring = whole.scoring.model_copy(update={"tiers": tiers})
    counted_alone = whole.model_copy(update={"scoring": scoring})
    assert (
        by_theme.headline(compared(counted_alone, {"tax": {"a1": 1, "b1": 2}}))
        == "2 of 3 answers have a level"
    )
    assert by_theme.headline(compared(counted_alone, {"tax": {}})) == "No theme has a level yet"


def test_what_the_first_sentence_says_of_a_profile_is_not_said_again() -> None:
    several = compared(TINY["partial-profile"], {"tax": {}, "arts": {}})
    assert by_theme.instead_of_a_score(several) == []  # it has a score
    outcomes = TINY["as-published"]
    scoring = outcomes.scoring.model_copy(update={"overall": Overall.NONE})
    several = compared(outcomes.model_copy(update={"scoring": scoring}), {"tax": {"a1-a": 1}, "arts": {}})
    assert not [each for each in by_theme.instead_of_a_score(several) if each.startswith("“The baseline”")]
    assert by_theme.met_in_short(several, "tax", outcomes.target_profiles[0]) == "1 of 2, 1 not known"


def test_nothing_is_at_the_top_of_kinds() -> None:
    kinds = TINY["kinds"].asking({"a2", "b1"})
    found = compared(kinds, {"tax": {"a2": 1, "b1": 1}})
    assert gaps.headline(kinds, spreads(found)) == "Levels are counted: none of them is better than another"
    assert not by_theme.have_figures(kinds)
    assert by_theme.have_figures(TINY["kinds"])


def test_a_group_without_a_figure_has_its_levels_counted_the_best_first() -> None:
    said = {"tax": {"a1": 3, "a2": 2, "a3": 2}, "land": {"a1": 2, "a2": 2}}
    told = {each.id: each.figure for each in groups_told(compared(TINY["stages"], said))}
    assert told["writing"] == "Fully 1, Largely 3, Partly 0 and Not done 0"
    assert told["reading"] == "Fully 0, Largely 1, Partly 0 and Not done 0"
    of_nothing = {each.id: each.figure for each in groups_told(compared(TINY["stages"], {"tax": {"b1": 1}}))}
    assert of_nothing["writing"] == NO_LEVELS_YET
