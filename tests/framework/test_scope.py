"""What is asked of whom: by the round, and by the kinds of body that a department is."""

from pathlib import Path

import pytest

from maturity.errors import FileFaulty
from maturity.framework import files
from maturity.framework.model import Framework, NothingAsked
from maturity.framework.scope import asked_groups_in_words, part_asked

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks
KINDS = TINY["kinds-of-body"]
TEXT = (Path(__file__).parents[1] / "frameworks" / "kinds-of-body.yaml").read_text()


@pytest.mark.parametrize(
    ("kinds", "of_round", "ids"),
    [
        (["ministry"], [], ["plan", "bills", "grants"]),
        (["council"], [], ["plan", "residents"]),
        (["council", "ministry"], [], ["plan", "residents", "bills", "grants"]),
        ([], [], ["plan", "residents", "bills", "grants"]),  # nobody has said what it is
        (["museum"], [], ["plan"]),  # a kind that another framework names
        (["ministry"], ["residents", "bills"], ["bills"]),
        ([], ["bills", "plan"], ["plan", "bills"]),  # in the framework's order
    ],
)
def test_what_is_asked_is_what_the_round_asks_and_what_applies(
    kinds: list[str], of_round: list[str], ids: list[str]
) -> None:
    found = part_asked(KINDS, of_round=of_round, kinds=kinds)
    assert [each.id for each in found.statements] == ids
    assert found.whole is KINDS


def test_a_part_is_the_same_edition_and_asking_everything_is_the_whole() -> None:
    part = part_asked(KINDS, kinds=["council"])
    assert [theme.id for theme in part.themes] == ["all"]
    assert (part.content_hash, part.skeleton) == (KINDS.content_hash, KINDS.skeleton)
    assert part_asked(KINDS) is KINDS
    assert part_asked(part, kinds=["council"]) is part
    assert part.only("all").whole.content_hash == KINDS.only("all").content_hash
    with pytest.raises(NothingAsked, match="Choose other groups"):
        part_asked(KINDS, of_round=["residents"], kinds=["ministry"])


def test_a_part_is_told_by_its_groups_and_of_others_by_its_statements() -> None:
    assert asked_groups_in_words(KINDS) == []
    assert asked_groups_in_words(part_asked(KINDS, kinds=["ministry"])) == ["A plan", "Policy"]


def test_a_topic_may_apply_to_some_kinds_too() -> None:
    topics = TINY["topics"]
    chosen = [each.id for each in topics.statements][:1]
    assert [each.id for each in part_asked(topics, of_round=chosen).statements] == chosen


@pytest.mark.parametrize(
    ("was", "became", "problem"),
    [
        ("applies_to: [council]", "applies_to: [county]", "there is no kind of body “county”"),
        (
            "{id: council, label: Local",
            "{id: ministry, label: Local",
            "the kind of body id “ministry” is used twice",
        ),
    ],
)
def test_kinds_are_named_once_and_before_they_are_used(was: str, became: str, problem: str) -> None:
    with pytest.raises(FileFaulty, match=problem):
        files.parse(TEXT.replace(was, became), "kinds.yaml")


def test_kinds_that_nothing_applies_to_are_a_slip_of_a_new_file() -> None:
    text = TEXT.replace("applies_to: [council]", "weight: 1").replace("    applies_to: [ministry]\n", "")
    files.parse(text, "kinds.yaml")
    with pytest.raises(FileFaulty, match="nothing says what it applies to"):
        files.parse(text, "kinds.yaml", new=True)


def test_a_profile_has_a_level_for_every_statement_or_leaves_the_rest_without() -> None:
    text = (Path(__file__).parents[1] / "frameworks" / "partial-profile.yaml").read_text()
    with pytest.raises(FileFaulty, match="nothing is left for it"):
        files.parse(text.replace("otherwise: none", "otherwise: none, level: 1"), "profile.yaml")


def test_what_is_asked_of_whom_is_hashed_only_where_a_file_says_it() -> None:
    def with_(text: str) -> Framework:
        return files.parse(text, "kinds.yaml")

    council = with_(TEXT.replace("applies_to: [council]", "applies_to: [ministry]"))
    assert council.content_hash != KINDS.content_hash
    assert council.skeleton != KINDS.skeleton  # a correction may not change it
    assert TINY["two-themes"].content_hash.startswith("fb63a79fde4a")  # as before there was any of this
    systems = TINY["systems"]
    assert systems.skeleton != TINY["two-themes"].skeleton
