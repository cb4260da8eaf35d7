"""What a framework knows of itself: its statements, scales, and the hash of what is asked."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from maturity.framework import files
from maturity.framework.model import Framework

TINY = Path(__file__).parents[1] / "frameworks"
TEXT = (TINY / "two-themes.yaml").read_text(encoding="utf-8")


def hashed(text: str) -> str:
    return files.parse(text, "two-themes.yaml").content_hash


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1
    return TEXT.replace(old, new)


GUIDANCE = {
    "a comment": "# Another first line.\n" + TEXT,
    "blank lines": TEXT.replace("\n  - id:", "\n\n  - id:"),
    "keys in another order": changed(
        "        label: A plan\n        text: There is a plan\n",
        "        text: There is a plan\n        label: A plan\n",
    ),
    "quotes": changed("title: Two themes", 'title: "Two themes"'),
    "evidence": changed("evidence: [The plan]", "evidence: [The plan, its date]"),
    "evidence where there was none": TEXT + "        evidence: [A letter]\n",
    "moving up": changed("0: Write a note", "0: Write a good note"),
    "where to look first": changed("scale: ladder\n", "scale: ladder\nchallenge: {jump_levels: 3}\n"),
    "a target profile": TEXT + "target_profiles: [{id: all, label: All at 3, level: 3}]\n",
    "a reference": TEXT + "        reference: Page 3\n",
    "a code": TEXT + "        code: B1\n",
    "several pieces of advice": changed("0: Write a note", "0: [Write a note, Sign it]"),
    "what figures are shown as": changed("statement_mean", "statement_mean, shown_as: {unit: level}"),
    "the first sentence": changed("statement_mean", "statement_mean, headline: themes"),
    "a grouping that is not scored": TEXT + "        facets: {}\n",
}

CONTENT = {
    "the text of a statement": changed("text: There is a plan", "text: There is a good plan"),
    "the label of a statement": changed("label: A plan", "label: One plan"),
    "the words of a level": changed("1: A wish", "1: A hope"),
    "a weight": TEXT + "        weight: 2\n",
    "the meaning of a level": changed("Work has begun.", "Work is about to begin."),
    "how statements combine": changed("statement_mean", "weakest"),
    "how much must be known": changed("statement_mean", "statement_mean, least_known: 0.6"),
    "a tier": changed("statement_mean", "statement_mean, tiers: [{name: Theme, method: sum}]"),
    "what a scale is out of": changed("  ladder:\n", "  ladder: {out_of: 5, levels: [\n")
    .replace("All is there.}\n", "All is there.}]}\n")
    .replace("    - {value", "    ,{value")
    .replace("[\n    ,", "[\n    "),
    "the edition": changed('edition: "1"', 'edition: "2"'),
    "whose method it is": changed("scoring: house", "scoring: publisher"),
}


def test_a_file_that_does_not_say_how_much_must_be_known_keeps_its_hash() -> None:
    framework = files.parse(TEXT, "two-themes.yaml")
    assert framework.scoring.least_known == 0.5
    assert "least_known" not in framework.model_dump_json(exclude_unset=True)
    assert framework.content_hash == "fb63a79fde4aa46d13e0823efa21cf5e6d6aad4fb6dbf737929809f3629ac23e"
    assert framework.only("plans").scoring.model_fields_set == {"overall"}


def test_a_grouping_is_in_the_hash_only_of_a_file_that_scores_it() -> None:
    facets = "facets: [{id: aim, label: Aim, METHODvalues: [{id: x, label: X}, {id: y, label: Y}]}]\n"
    for method, same in (("", True), ("method: mean, ", False)):
        files_ = (
            TEXT + f"        facets: {{aim: [{value}]}}\n" + facets.replace("METHOD", method)
            for value in "xy"
        )
        one, other = map(hashed, files_)
        assert (one == other) is same


def test_labels_carry_codes_and_texts_fall_back_on_them() -> None:
    framework = files.load(TINY / "as-published.yaml")
    one, other = framework.statements
    assert (one.label, one.text, one.levels) == ("A1.a Board direction", "Board direction", {})
    assert one.moving_up == {0: "Ask the board.\nWrite down what it says."}
    assert (other.label, other.text) == ("A1.b Roles", "Roles are known to those who hold them")
    assert [each.meaning for each in framework.scale_of(one).levels] == ["Not achieved", "Achieved"]


@pytest.mark.parametrize(
    "path", [TINY / f"{name}.yaml" for name in files.library(TINY).frameworks], ids=lambda path: path.stem
)
def test_a_framework_written_down_again_is_the_same(path: Path) -> None:
    framework = files.load(path)
    again = files.parse(files.as_yaml(framework), path.name)
    assert (again, again.content_hash) == (framework, framework.content_hash)


@pytest.mark.parametrize("what", GUIDANCE)
def test_the_hash_ignores_comments_layout_and_guidance(what: str) -> None:
    assert GUIDANCE[what] != TEXT
    assert hashed(GUIDANCE[what]) == hashed(TEXT)


@pytest.mark.parametrize("what", CONTENT)
def test_the_hash_changes_with_what_is_asked_and_how_it_is_scored(what: str) -> None:
    assert hashed(CONTENT[what]) != hashed(TEXT)


def test_every_content_change_has_a_hash_of_its_own() -> None:
    assert len({hashed(text) for text in CONTENT.values()}) == len(CONTENT)


def test_a_weight_of_2_and_of_2_0_are_one_weight() -> None:
    assert hashed(TEXT + "        weight: 2\n") == hashed(TEXT + "        weight: 2.0\n")


def test_statements_of_topics_belong_to_the_theme() -> None:
    framework = files.load(TINY / "topics.yaml")
    assert {name: theme.id for name, theme in framework.theme_of.items()} == {
        "a1": "plans",
        "a2": "plans",
        "a3": "plans",
        "b1": "people",
    }
    assert [topic.id for topic in framework.themes[0].every_topic()] == ["writing", "money"]


def test_facets_group_statements_across_themes() -> None:
    framework = files.load(TINY / "facets.yaml")
    assert {name: each.facets.get("aim", ()) for name, each in framework.by_id.items()} == {
        "a1": ("safety",),
        "a2": ("safety", "speed"),
        "b1": (),
    }
    assert [value.label for value in framework.facets[0].values] == ["Safety", "Speed"]


def test_a_statement_may_have_its_own_scale() -> None:
    framework = files.load(TINY / "scale-per-statement.yaml")
    scales = [framework.scale_of(statement) for statement in framework.statements]
    assert [[level.value for level in scale.levels] for scale in scales] == [[0, 1, 2, 3, 4], [0, 1]]
    assert [level.name for level in scales[1].levels] == ["No", "Yes"]


@pytest.mark.parametrize(
    ("file", "worths"),
    [
        ("two-themes", {0: 0.0, 1: 0.25, 2: 0.5, 3: 0.75, 4: 1.0}),  # value ÷ 4
        ("facets", {0: 0.0, 1: 1.0}),
        ("scale-from-one", {1: 0.2, 2: 0.4, 3: 0.6, 4: 0.8, 5: 1.0}),  # value ÷ 5
    ],
)
def test_a_level_is_worth_its_value_over_the_highest(file: str, worths: dict[int, float]) -> None:
    framework = files.load(TINY / f"{file}.yaml")
    scale = framework.scale_of(framework.statements[0])
    assert {level.value: scale.worth(level.value) for level in scale.levels} == worths
    assert (scale.lowest.value, scale.highest.value) == (min(worths), max(worths))


@pytest.mark.parametrize(
    ("publishers", "words"),
    [
        (
            set(),
            [
                "Our own (house method): the statements, the scale, the wording of the levels, the guidance and "
                "the scoring."
            ],
        ),
        (
            {
                "statements",
                "scale",
                "levels",
            },  # as of the Data Maturity Assessment: its levels are the publisher's
            [
                "From Nobody: the statements, the scale and the wording of the levels. Our own (house method): the "
                "guidance and the scoring."
            ],
        ),
        ({"statements", "scale", "levels", "guidance", "scoring"}, []),
    ],
)
def test_whose_method_it_is_follows_all_five_origins(publishers: set[str], words: list[str]) -> None:
    kinds = ("statements", "scale", "levels", "guidance", "scoring")
    origin = ", ".join(f"{each}: {'publisher' if each in publishers else 'house'}" for each in kinds)
    given = "{statements: house, scale: house, levels: house, guidance: house, scoring: house}"
    assert files.parse(changed(given, f"{{{origin}}}"), "x.yaml").whose == words


def test_a_framework_cannot_be_changed_after_reading(two_themes: Framework) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        two_themes.title = "Another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("profile", "levels"),
    [
        ("half-way", {"a1": 1, "a2": 1}),
        ("plan-only", {"a1": 2, "a2": None}),
        ("plan-first", {"a1": 2, "a2": 1}),
    ],
)
def test_a_profile_names_a_level_for_every_statement_or_for_some(
    profile: str, levels: dict[str, Any]
) -> None:
    framework = files.load(TINY / "target-profiles.yaml")
    (found,) = (each for each in framework.target_profiles if each.id == profile)
    assert {each.id: framework.aim_of(found, each) for each in framework.statements} == levels


def test_the_profile_of_the_shipped_framework_left_its_hash_as_it_was(
    published_frameworks: dict[str, Framework],
) -> None:
    framework = published_frameworks["nao-data-2019"]
    assert [profile.id for profile in framework.target_profiles] == ["foundations-first"]
    assert framework.content_hash.startswith("db3df5196931")
