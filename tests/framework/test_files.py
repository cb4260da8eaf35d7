"""Framework files: good ones load and are what they say; broken ones are refused with line and remedy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.errors import Fault, FileFaulty
from maturity.framework import files
from maturity.framework.files import EditionChanged
from maturity.framework.model import Challenge, Framework

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "frameworks"
BROKEN = TINY / "broken"

GOOD = {
    "kinds-of-body": (2, 0, ["plan", "residents", "bills", "grants"]),
    "partial-profile": (2, 0, ["plan", "residents", "bills", "grants"]),
    "systems": (2, 0, ["a1", "a2", "b1"]),  # file: themes, topics, statement ids
    "challenge": (1, 0, ["a1", "a2"]),
    "checklist": (2, 0, ["a1", "a2", "b1"]),
    "checklist-cumulative": (1, 0, ["a1"]),
    "checklist-several-sets": (1, 0, ["a1"]),
    "codes-used-again": (1, 0, ["stays", "words", "fresh"]),
    "corrects": (1, 0, ["a1"]),
    "edition-one": (2, 0, ["stays", "goes", "words", "whole", "left", "right", "here"]),
    "edition-two": (2, 0, ["stays", "fresh", "words", "part-a", "part-b", "there", "both"]),
    "facets": (2, 0, ["a1", "a2", "b1"]),
    "no-overall": (2, 0, ["a1", "a2", "b1"]),
    "scale-from-one": (1, 0, ["a1", "a2"]),
    "as-published": (1, 0, ["a1-a", "a1-b"]),
    "kinds": (3, 0, ["a1", "a2", "a3", "b1", "c1"]),
    "lower": (2, 0, ["a1", "a2", "b1"]),
    "no-numbers": (1, 0, ["a1", "a2"]),
    "matrix": (2, 0, ["a1", "a2", "b1", "b2"]),
    "stages": (2, 2, ["a1", "a2", "a3", "a4", "b1", "b2", "b3"]),
    "minima": (2, 2, ["a1", "a2", "a3", "b1"]),
    "own-bounds": (1, 0, ["a1", "a2"]),
    "tiers": (2, 4, ["a1", "a2", "a3", "a4", "b1", "b2", "b3"]),
    "scale-per-statement": (1, 0, ["a1", "a2"]),
    "target-profiles": (1, 0, ["a1", "a2"]),
    "theme-mean": (2, 0, ["a1", "a2", "b1"]),
    "topics": (2, 2, ["a1", "a2", "a3", "b1"]),
    "translates": (2, 0, ["stays", "goes", "words", "whole", "left", "right", "here"]),
    "two-themes": (2, 0, ["a1", "a2", "b1"]),
    "unequal-weights": (2, 0, ["a1", "a2", "b1"]),
    "weakest": (2, 0, ["a1", "a2", "b1"]),
}

A1, A2 = "themes › plans › statements › a1", "themes › plans › statements › a2"
EMPTY = "Write the words or leave the key out."

FAULTS = {  # file: every fault as (line, place, words of the problem, words of the remedy)
    "anchors": [(28, "the text", "anchors and aliases", "Write the words out.")],
    "challenge-weight": [
        (19, "challenge › weights › jumps", "this key is not known", "Did you mean “jump”?"),
        (20, "challenge › weights › unsure", "“-1” must be no less than 0", "Write another"),
        (21, "challenge › least_peers", "“0” must be no less than 1", "Write another"),
    ],
    "empty-label": [(26, f"{A2} › label", "is empty", EMPTY)],
    "empty-theme": [(18, "themes › people", "needs either topics or statements", "Put statements under")],
    "facet-value-not-a-word": [(31, f"{A2} › facets › aim › safety", "expects words", "Write words only.")],
    "falling-scale": [(14, "scales › yes-no", "[1, 0] do not rise", "from the lowest to the highest")],
    "faulty-profiles": [
        (18, "target_profiles › high › level", "“a1” has no level 2", "name such statements under levels"),
        (19, "target_profiles › some › levels › a1", "“a1” has no level 7", "Use a level of its scale."),
        (19, "target_profiles › some › levels › a9", "no statement “a9”", "Use an id of this file."),
        (20, "target_profiles › none", "names no level", "Give level, or levels, or both."),
    ],
    "idle-weight": [(20, "themes › plans › weight", "would have no effect", "overall: theme_mean")],
    "not-yaml": [(26, "the text", "is not readable as YAML", "Check the indents and quotes")],
    "number-for-words": [(26, f"{A2} › label", "“2019” is not", 'in quotes: "2019"')],
    "repeated-id": [(25, f"{A1} › id", "the statement id “a1” is used twice", "Give each its own id.")],
    "repeated-key": [(28, f"{A2} › text", "this key is here twice", "Keep one of them.")],
    "strange-level": [(28, f"{A2} › levels", "“a2” describes level 2", "to describe are 0, 1.")],
    "undescribed-level": [(28, f"{A2} › levels", "“a2” does not describe level 1", "a line for every level")],
    "unknown-facet": [
        (27, f"{A1} › facets › goal", "there is no facet “goal”", "Use one of: aim."),
        (32, f"{A2} › facets › aim", "“beauty” is not a value", "Use one of: safety, speed."),
    ],
    "unknown-key": [
        (25, f"{A2} › label", "is missing", "Add it."),
        (26, f"{A2} › lable", "this key is not known", "Did you mean “label”?"),
    ],
    "unknown-scale": [(28, f"{A2} › scale", "there is no scale “ladder”", "Use one of: yes-no.")],
    "unquoted-boolean": [(26, f"{A2} › label", "the bare word No", 'Write "No" in quotes.')],
    "wrong-count": [(10, "counts › statements", "declares 3 statements, but the file holds 2", "Restore")],
    "many-faults": [
        (7, "colour", "this key is not known", "Remove it"),
        (11, "counts › statements", "declares 3 statements, but the file holds 2", "Restore"),
        (22, f"{A1} › label", "is missing", "Add it."),
        (23, f"{A1} › lable", "this key is not known", "Did you mean “label”?"),
        (25, f"{A1} › levels", "“a1” does not describe level 1", "a line for every level"),
        (26, f"{A1} › id", "the statement id “a1” is used twice", "Give each its own id."),
        (27, f"{A1} › label", "the bare word No", 'Write "No" in quotes.'),
        (29, f"{A1} › text", "this key is here twice", "Keep one of them."),
    ],
}


def refused(text: str, name: str = "broken.yaml") -> FileFaulty:
    with pytest.raises(FileFaulty) as caught:
        files.parse(text, name)
    return caught.value


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_loads_and_is_what_it_says(name: str) -> None:
    framework = files.load(TINY / f"{name}.yaml")
    themes, topics, statements = GOOD[name]
    assert framework.id == name
    assert len(framework.themes) == themes
    assert sum(len(list(theme.every_topic())) for theme in framework.themes) == topics
    assert [statement.id for statement in framework.statements] == statements


def test_every_tiny_file_is_in_the_table_above_or_stands_beside_one_that_is() -> None:
    beside = files.library(TINY).companions
    assert {path.stem for path in TINY.glob("*.yaml")} == {*GOOD, *beside}
    assert {path.stem for path in BROKEN.glob("*.yaml")} == set(FAULTS)


@pytest.mark.parametrize("path", sorted(TINY.rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_tiny_file_names_its_idea_in_the_first_line_and_fits_on_a_screen(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= 50


@pytest.mark.parametrize("name", FAULTS)
def test_a_broken_file_is_refused_with_file_line_place_and_remedy(name: str) -> None:
    with pytest.raises(FileFaulty) as caught:
        files.load(BROKEN / f"{name}.yaml")
    message = str(caught.value)
    count = len(FAULTS[name])
    heading = f"{name}.yaml cannot be used: {count} fault{'s' if count > 1 else ''}. Nothing was changed."
    assert message.splitlines()[0] == heading
    assert len(caught.value.faults) == count, message
    for fault, (line, place, problem, remedy) in zip(caught.value.faults, FAULTS[name], strict=True):
        assert (fault.line, fault.place) == (line, place)
        assert problem in fault.problem
        assert remedy in fault.remedy
        assert str(fault) in message


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileFaulty, match=r"missing\.yaml cannot be used: 1 fault.*\n.*Check its name"):
        files.load(tmp_path / "missing.yaml")


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "old.yaml"
    path.write_bytes("format: 1\nid: café\n".encode("latin-1"))
    with pytest.raises(FileFaulty, match=r"line 2: the text: is not UTF-8 text\. Save the file as UTF-8\."):
        files.load(path)


def test_a_file_far_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "film.yaml"
    path.write_bytes(b" " * 2_000_001)
    with pytest.raises(FileFaulty, match="is larger than 2,000,000 bytes"):
        files.load(path)


@pytest.mark.parametrize("text", ["", "# only a comment\n", "- a\n- list\n", "words"])
def test_a_file_without_keys_is_told_what_it_lacks(text: str) -> None:
    assert "holds no keys and values" in str(refused(text))


def test_a_character_that_yaml_forbids_is_a_fault_and_not_a_crash() -> None:
    assert "is not readable as YAML" in str(refused("format: 1\x07\n"))


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "two-themes.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (TINY / "two-themes.yaml").read_bytes())
    assert files.load(path).id == "two-themes"


def _places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(item, (*path, key))


WHOLE = yaml.safe_load((TINY / "facets.yaml").read_text(encoding="utf-8"))
STRANGE: st.SearchStrategy[object] = st.sampled_from(
    [
        None,
        "",
        " ",
        "No",
        "a1",
        -1,
        0,
        2,
        1.5,
        True,
        [],
        {},
        [[]],
        [None],
        [{}],
        [{"id": []}],
        {"a": {}},
        {0: 0},
    ]
)


@given(path=st.sampled_from([path for path in _places(WHOLE) if path]), strange=STRANGE)
@settings(max_examples=100, deadline=None)
def test_whatever_stands_in_a_wrong_place_the_file_is_read_or_refused_and_never_crashes(
    path: tuple[Any, ...], strange: object | None
) -> None:
    document = yaml.safe_load(yaml.safe_dump(WHOLE))
    here = document
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = strange
    faults: tuple[Fault, ...] = ()
    try:
        files.parse(yaml.safe_dump(document), "strange.yaml")
    except FileFaulty as faulty:
        faults = faulty.faults
    assert all(fault.line > 0 and fault.remedy for fault in faults)


def test_a_framework_of_97_statements_with_five_descriptors_each_loads() -> None:
    statements = [
        {
            "id": f"s-{number}",
            "label": f"Statement {number}",
            "text": f"The organisation does thing number {number}",
            "levels": {level: f"What level {level} of thing {number} looks like" for level in range(5)},
        }
        for number in range(1, 98)
    ]
    document = yaml.safe_load((TINY / "two-themes.yaml").read_text(encoding="utf-8"))
    document["counts"] = {"themes": 2, "statements": 97}
    for theme, part in zip(document["themes"], (statements[:50], statements[50:]), strict=True):
        theme["statements"] = part
    framework = files.parse(yaml.safe_dump(document), "large.yaml")
    assert len(framework.statements) == 97
    assert all(len(statement.levels) == 5 for statement in framework.statements)


def test_the_library_holds_every_file_by_its_id(tmp_path: Path) -> None:
    for name in ("two-themes", "topics"):
        (tmp_path / f"any-{name}.yaml").write_bytes((TINY / f"{name}.yaml").read_bytes())
    assert list(files.library(tmp_path).frameworks) == ["topics", "two-themes"]


def test_a_faulty_file_does_not_stop_the_others_and_is_named(tmp_path: Path) -> None:
    for name in ("first.yaml", "second.yml"):
        (tmp_path / name).write_bytes((TINY / "two-themes.yaml").read_bytes())
    (tmp_path / "bad.yaml").write_text("format: 1\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a framework", encoding="utf-8")
    found = files.library(tmp_path)
    assert list(found.frameworks) == ["two-themes"]
    assert [each.file for each in found.faulty] == ["bad.yaml", "second.yml"]
    assert "the id “two-themes” is used by another file" in str(found.faulty[1])
    assert "Give each file its own id." in str(found.faulty[1])


def test_what_a_file_leaves_out_of_its_challenge_is_as_the_readme_says() -> None:
    told = files.load(TINY / "challenge.yaml").challenge
    assert told.model_dump(exclude={"weights"}) == {"jump_levels": 1, "outlier_levels": 2, "least_peers": 5}
    assert told.weights.model_dump() == {
        "no_evidence": 3,
        "contradiction": 3,
        "confirmed": 2,
        "jump": 5,
        "outlier": 2,
        "same_text": 2,
        "old_evidence": 1,
        "not_looked_at": 1,
        "unsure": 0,
    }
    readme = (ROOT / "frameworks" / "README.md").read_text(encoding="utf-8")
    for name, weight in Challenge().weights.model_dump().items():
        assert f"| `{name}` | {weight:g} |" in readme
    for name in ("jump_levels", "outlier_levels", "least_peers"):
        assert f"`{name}` ({getattr(Challenge(), name)})" in readme


def test_an_edition_that_says_what_it_said_passes(two_themes: Framework) -> None:
    files.check_unchanged(two_themes, two_themes.content_hash)


def test_an_edition_that_changed_is_refused_by_name(two_themes: Framework) -> None:
    with pytest.raises(EditionChanged) as caught:
        files.check_unchanged(two_themes, "another hash")
    assert (caught.value.name, caught.value.edition) == ("two-themes", "1")
    assert "“two-themes”, edition 1, has changed" in str(caught.value)
    assert "Put the original file back" in str(caught.value)


@pytest.mark.parametrize("path", sorted((ROOT / "frameworks").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_framework_of_the_product_loads(path: Path) -> None:
    assert files.load_any(path).id == path.stem


def test_appendix_two_is_whole(published_frameworks: dict[str, Framework]) -> None:
    framework = published_frameworks["nao-data-2019"]
    assert [theme.label for theme in framework.themes] == ["Strategy", "Business alignment", "Governance"]
    assert [len(list(theme.every_statement())) for theme in framework.themes] == [8, 4, 6]
    assert sum(len(statement.levels) for statement in framework.statements) == 90  # 18 × 5
    assert sum(len(statement.moving_up) for statement in framework.statements) == 72  # 18 × 4
    assert [level.name for level in framework.scales["ladder"].levels] == [
        "Not in place",
        "Need recognised",
        "Under development",
        "Partly in place",
        "In place",
    ]
    assert framework.whose == [
        "From National Audit Office: the statements. Our own (house method): the scale, the wording of the levels, the "
        "guidance and the scoring."
    ]
    assert framework.content_hash.startswith("db3df5196931")  # rounds in use remember it
