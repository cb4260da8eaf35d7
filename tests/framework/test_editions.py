"""What became of statements from one edition to another of its series."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maturity.framework import editions, files
from maturity.framework.editions import Fate
from maturity.framework.model import Became, Framework

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks
ONE, TWO, THREE = TINY["edition-one"], TINY["edition-two"], TINY["codes-used-again"]
WELSH = TINY["translates"]


def test_every_fate_is_as_the_list_says() -> None:
    assert editions.became(ONE, TWO, TINY) == {
        "stays": Fate(Became.SAME, ("stays",)),
        "goes": Fate(Became.DROPPED),
        "words": Fate(Became.REWORDED, ("words",)),
        "whole": Fate(Became.SPLIT, ("part-a", "part-b")),
        "left": Fate(Became.MERGED, ("both",)),
        "right": Fate(Became.MERGED, ("both",)),
        "here": Fate(Became.MOVED, ("there",)),
    }
    assert editions.carried_ids(ONE, TWO, TINY) == {"stays": "stays", "words": "words", "here": "there"}


def test_over_two_editions_one_fate_follows_on_another() -> None:
    found = editions.became(ONE, THREE, TINY)
    assert found["stays"] == Fate(Became.SAME, ("stays",))
    assert {key: fate.kind for key, fate in found.items() if key != "stays"} == dict.fromkeys(
        ["goes", "words", "whole", "left", "right", "here"], Became.DROPPED
    )


def test_a_code_that_is_used_again_is_not_the_same_statement() -> None:
    assert editions.became(TWO, THREE, TINY)["fresh"] == Fate(Became.MOVED, ("words",))
    assert editions.became(TWO, THREE, TINY)["words"] == Fate(Became.DROPPED)
    renamed, ids = editions.as_asked_in(TWO, THREE, TINY)
    assert ids["fresh"] == "words"
    assert ids["words"] not in THREE.by_id
    assert len(renamed.by_id) == len(TWO.by_id)


def test_a_way_back_undoes_what_left_a_statement_the_same() -> None:
    back = editions.became(TWO, ONE, TINY)
    assert back["there"] == Fate(Became.MOVED, ("here",))
    assert {key for key, fate in back.items() if fate.kind is Became.DROPPED} == {
        "fresh",
        "part-a",
        "part-b",
        "both",
    }


def test_a_translation_is_the_same_edition() -> None:
    assert ONE.skeleton == WELSH.skeleton
    assert editions.carried_ids(WELSH, ONE, TINY) == {each: each for each in ONE.by_id}
    assert editions.carried_ids(WELSH, TWO, TINY) == editions.carried_ids(ONE, TWO, TINY)
    assert editions.as_asked_in(WELSH, ONE, TINY)[0] is ONE


@pytest.mark.parametrize("framework", [ONE, TWO, THREE, WELSH])
def test_they_are_of_one_series(framework: Framework) -> None:
    assert editions.series_of(framework, TINY) == "editions"
    assert editions.series_of(TINY["two-themes"], TINY) == "two-themes"


def test_a_series_is_that_of_the_edition_it_follows_where_nothing_is_said() -> None:
    silent = TWO.model_copy(update={"series": None})
    assert editions.series_of(silent, {**TINY, TWO.id: silent}) == "editions"
    assert editions.series_of(silent, {TWO.id: silent}) == "edition-two"


def test_the_place_among_editions_is_outside_the_content_hash() -> None:
    assert TWO.model_copy(update={"series": None, "follows": None}).content_hash == TWO.content_hash


PAIRS = [(ONE, TWO), (TWO, THREE), (ONE, THREE), (TWO, ONE), (WELSH, TWO), (ONE, WELSH), (WELSH, THREE)]


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw, on a busy machine
@given(st.integers(0, len(PAIRS) - 1), st.sets(st.integers(0, 6)))
def test_carrying_over_loses_nothing_and_invents_nothing(pair: int, places: set[int]) -> None:
    """Whatever was answered is carried to one statement, or told of with what became of it; and nothing else is."""
    before, after = PAIRS[pair]
    answered = {each.id for place, each in enumerate(before.statements) if place in places}
    fates, ids = editions.became(before, after, TINY), editions.carried_ids(before, after, TINY)
    assert fates.keys() == before.by_id.keys()
    carried = {ids[each] for each in answered if each in ids}
    assert len(carried) == len(answered & ids.keys())  # no two answers on one statement
    assert carried <= after.by_id.keys()
    for each in answered - ids.keys():
        assert fates[each].kind is not Became.SAME
        assert set(fates[each].now) <= after.by_id.keys()
    reached = {now for fate in fates.values() for now in fate.now}
    assert not (after.by_id.keys() - reached) & carried  # nothing is carried to what is new


@pytest.mark.parametrize("pair", range(len(PAIRS)))
def test_ids_of_another_edition_keep_every_statement_apart(pair: int) -> None:
    before, after = PAIRS[pair]
    renamed, ids = editions.as_asked_in(before, after, TINY)
    assert len(set(ids.values())) == len(before.by_id)
    if renamed is not after:
        assert [ids[each.id] for each in before.statements] == [each.id for each in renamed.statements]
        fates = editions.became(before, after, TINY)
        asked = {ids[key] for key, fate in fates.items() if fate.same}
        assert {each for each in ids.values() if each in after.by_id} == asked
