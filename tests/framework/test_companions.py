"""What stands beside frameworks: words in another language, and what of two series is related."""

from pathlib import Path

import pytest

from maturity.assessment.checklist import ItemState, derived
from maturity.errors import FileFaulty
from maturity.framework import companions, files
from maturity.framework.companions import Crosswalk, Translation
from maturity.framework.model import Framework

FOLDER = Path(__file__).parents[1] / "frameworks"
TINY = files.library(FOLDER)
KNOWN = TINY.frameworks
WORDS, RELATED = TINY.companions["words"], TINY.companions["related"]


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def told(text: str) -> str:
    with pytest.raises(FileFaulty) as caught:
        companions.parse_beside(text, "x.yaml", KNOWN)
    return str(caught.value)


def test_what_is_not_translated_is_read_in_the_language_of_the_edition_and_nothing_else_changes() -> None:
    framework = KNOWN["two-themes"]
    assert isinstance(WORDS, Translation)
    spoken = companions.spoken_in(framework, WORDS)
    read = spoken.framework
    assert (read.by_id["a1"].text, read.by_id["a2"].text) == ("Mae cynllun", framework.by_id["a2"].text)
    assert (spoken.of_statement("a1"), spoken.of_statement("a2")) == ("cy", "en")
    assert read.by_id["a1"].moving_up == framework.by_id["a1"].moving_up
    assert (spoken.of_moving_up("a1"), spoken.of_evidence("a1")) == ("en", "en")
    assert read.scales["ladder"].by_value[4].name == "Cyflawn"
    assert [(each.label, spoken.of_theme(each.id)) for each in read.themes] == [
        ("Cynlluniau", "cy"),
        ("People", "en"),
    ]
    assert (read.id, read.skeleton) == (framework.id, framework.skeleton)
    part = companions.spoken_in(framework.asking(["a1"]), WORDS).framework
    assert [each.text for each in part.statements] == ["Mae cynllun"]
    assert [each.label for each in part.whole.statements] == [each.label for each in read.statements]


def test_items_of_a_checklist_and_their_sets_are_read_in_another_language() -> None:
    framework, words = KNOWN["checklist"], TINY.companions["checklist-words"]
    assert isinstance(words, Translation)
    spoken = companions.spoken_in(framework, words)
    (bad, items), *_ = spoken.framework.item_sets(spoken.framework.by_id["a1"])
    assert (bad, spoken.of_sets("outcome")) == ("Arwyddion nad oes cynllun", "cy")
    assert [(item.text, spoken.of_item(item.id)) for item in items] == [
        ("Nid oes neb wedi ei ysgrifennu.", "cy"),
        ("It is two years old.", "en"),
    ]
    a2 = spoken.framework.by_id["a2"]  # its item alone is translated
    assert (a2.text, a2.items[0].text) == ("There is a budget", "Nid oes arian.")
    said = {"a1-1": ItemState.YES}
    read = spoken.framework
    for statement in framework.statements[:2]:
        assert derived(read, read.by_id[statement.id], said) == derived(framework, statement, said)
    assert spoken.framework.skeleton == framework.skeleton
    welsh = framework.model_copy(update={"id": "cymraeg", "language": "cy", "translates": "checklist"})
    whole = companions.languages_of(welsh, {**KNOWN, "cymraeg": welsh}, {})["en"]
    back = companions.spoken_in(welsh, whole).framework
    assert [item.text for each in back.statements for item in each.items] == [
        item.text for each in framework.statements for item in each.items
    ]


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("a1-1:", "a1-9:", "“checklist” has no item “a1-9”"),
        ("outcome:", "other:", "“checklist” has no rule “other”"),
        (
            ", good: Arwyddion o'r cyfan",
            "",
            "no other, is here. Give these: bad, some, good.",
        ),
    ],
)
def test_words_of_what_is_on_no_checklist_are_refused(was: str, now: str, fault: str) -> None:
    text = text_of("checklist-words")
    assert was in text
    assert fault in told(text.replace(was, now))


def test_a_whole_edition_that_translates_another_is_its_words_both_ways() -> None:
    one, welsh = KNOWN["edition-one"], KNOWN["translates"]
    there = companions.languages_of(one, KNOWN, TINY.companions)
    back = companions.languages_of(welsh, KNOWN, TINY.companions)
    assert (list(there), list(back)) == (["cy"], ["en"])

    def asked(framework: Framework) -> list[tuple[str, str, dict[int, str]]]:
        return [(each.id, each.text, each.levels) for each in framework.statements]

    assert asked(companions.spoken_in(one, there["cy"]).framework) == asked(welsh)
    assert asked(companions.spoken_in(welsh, back["en"]).framework) == asked(one)
    assert companions.languages_of(KNOWN["two-themes"], KNOWN, TINY.companions) == {"cy": WORDS}
    assert companions.languages_of(KNOWN["weakest"], KNOWN, TINY.companions) == {}


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("language: cy", "language: Welsh", "“Welsh” is no language tag"),
        ("language: cy", "language: en", "“two-themes” is in “en” itself"),
        ("translates: two-themes", "translates: three", "there is no framework “three” here"),
        ("    a1:", "    a9:", "“two-themes” has no statement “a9”. Use an id of that edition."),
        ("{plans: Cynlluniau}", "{plan: Cynlluniau}", "“two-themes” has no theme or topic “plan”"),
        ("    ladder:", "    steps:", "“two-themes” has no scale “steps”"),
        (", 4: Cynllun i bawb", "", "not every level of the scale, and no other, is here. Give these: 0, 1"),
        ("name: Dechrau", "name: cyflawn", "two levels have one name"),
        ("text: Mae cynllun", "text: Mae cynllun #1", "the words end before “#1”"),
        ("text: Mae cynllun", "txt: Mae cynllun", "Did you mean “text”?"),
        ("status: draft", "weight: 2", "this key is not known"),
    ],
)
def test_what_is_wrong_with_a_translation_is_said(was: str, becomes: str, words: str) -> None:
    assert words in told(text_of("words").replace(was, becomes, 1))


@pytest.mark.parametrize(
    ("was", "becomes", "words"),
    [
        ("one: two-themes", "one: edition-two", "“edition-two” and “edition-one” are of one series"),
        ("other: edition-one", "other: nowhere", "there is no framework “nowhere” here"),
        ("{one: [a2]", "{one: [a7]", "“two-themes” has no statement “a7”"),
        ("other: [here]", "other: []", "has 0 items, and needs at least 1"),
        ("origin: house", "origin: ours", "Did you mean “house”?"),
    ],
)
def test_what_is_wrong_with_a_crosswalk_is_said(was: str, becomes: str, words: str) -> None:
    assert words in told(text_of("related").replace(was, becomes, 1))


def test_related_statements_are_found_from_both_sides_and_in_later_editions() -> None:
    assert isinstance(RELATED, Crosswalk)

    def related(framework_id: str) -> dict[str, list[str]]:
        found = companions.counterparts(KNOWN[framework_id], TINY.companions, KNOWN)
        return {key: [f"{each.framework.id} {each.statement.id}" for each in of] for key, of in found.items()}

    assert related("two-themes") == {
        "a1": ["edition-one stays", "edition-one whole"],
        "a2": ["edition-one here"],
    }
    assert related("edition-one") == {
        "stays": ["two-themes a1"],
        "whole": ["two-themes a1"],
        "here": ["two-themes a2"],
    }
    assert related(
        "edition-two"
    ) == {  # what was split is related as both parts, and what moved by its new id
        "stays": ["two-themes a1"],
        "part-a": ["two-themes a1"],
        "part-b": ["two-themes a1"],
        "there": ["two-themes a2"],
    }
    assert related("weakest") == {}
