"""What is told where there is no score over all: by pencil."""

import pytest

from maturity.briefing import themes
from maturity.briefing.pictures import heat_map_in_words
from tests.briefing.conftest import Compared, Said, live
from tests.briefing.test_groups import with_levels
from tests.scoring.test_bridge import FRAMEWORKS


@pytest.mark.parametrize(
    ("departments", "told"),
    [
        ({"d": "a1=4 a2=2 b1=1"}, "Themes run from 25.0% (People) to 75.0% (Plans)"),
        ({"d": "a1=4 a2=2 b1=3"}, "Every theme stands at 75.0%"),
        ({"d": "a1=4 a2=2"}, "Plans: 75.0%"),
        (
            {"d": "a1=4 a2=2 b1=1", "e": "a1=4 a2=4 b1=1"},
            "Medians by theme run from 25.0% (People) to 87.5% (Plans)",
        ),
        ({"d": "a1=4 a2=2 b1=3", "e": "a1=2 a2=4 b1=3"}, "The median of every theme stands at 75.0%"),
        ({"d": "a1=4 a2=2", "e": "a1=4 a2=4"}, "Plans: median 87.5%"),
    ],
)
def test_the_headline_is_of_the_highest_and_the_lowest_theme(
    departments: dict[str, str], told: str, compared: Compared
) -> None:
    assert themes.headline(compared(departments, "no-overall")) == told


def test_levels_are_counted_with_their_share_of_what_is_known(compared: Compared) -> None:
    told = themes.levels(compared({"d": "a1=4 a2=4 b1=1", "e": "a1=4 a2=0 b1=?"}, "no-overall"))
    assert told == (
        "Of 5 answers with a level: Complete 3 (60%), Mostly 0 (0%), Partial 0 (0%), Begun 1 (20%) and Absent 1 (20%). "
        "1 of 6 are not known."
    )


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (
            8,
            "Of 2 answers with a level: Step 7 0 (0%), Step 6 1 (50%), Step 5 0 (0%), Step 4 0 (0%), Step 3 0 (0%), "
            "Step 2 0 (0%), Step 1 1 (50%) and Step 0 0 (0%). 1 of 3 are not known.",
        ),
        (9, "2 of 3 answers have a level; 1 are not known."),
    ],
)
def test_of_more_levels_than_a_sentence_holds_it_is_told_how_many_there_are(
    number: int, told: str, said: Said
) -> None:
    assert themes.levels(live(with_levels(number), {"d": said("a1=6 a2=1 b1=?")})) == told


def test_a_profile_is_met_by_one_or_by_so_many_of_several(compared: Compared) -> None:
    framework = FRAMEWORKS["target-profiles"]
    every = " ".join(f"{each.id}={framework.scale_of(each).highest.value}" for each in framework.statements)
    none = " ".join(f"{each.id}={framework.scale_of(each).lowest.value}" for each in framework.statements)
    assert themes.profiles(compared({"d": every}, framework.id))[0] == "“Half-way everywhere” is met."
    several = "“Half-way everywhere” is met by 1 of 2 departments."
    assert themes.profiles(compared({"d": every, "e": none}, framework.id))[0] == several


def test_of_one_department_alone_no_picture_tells_who_is_highest(compared: Compared) -> None:
    told = heat_map_in_words(compared({"tax": "a1=4 a2=2 b1=1"}))
    assert told == "Tax: 58.3%, with nothing unknown. 0% of 3 answers not known."
