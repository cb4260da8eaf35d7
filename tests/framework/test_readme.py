"""What the README of frameworks shows of published ones can be read, and reads as it says."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from maturity.framework import files
from maturity.framework.groups import is_a_level, tops
from maturity.framework.model import Framework

README = (Path(__file__).parents[2] / "frameworks" / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(
    r"```yaml\n(.*?)```", README.split("## How published frameworks are written")[1], flags=re.S
)
ABOUT = """\
format: 1
id: shown
edition: "1"
title: Shown
language: en
source: {publisher: Nobody, title: Made up, published: 2020-01-01}
licence: None needed.
origin: {statements: house, scale: house, levels: house, guidance: house, scoring: house}
"""


def groups(of: Any, key: str) -> list[Any]:
    found = of.get(key, [])
    return [*found, *(each for topic in of.get("topics", []) for each in groups(topic, key))]


def whole(shown: str) -> Framework:
    """The framework that it shows a part of: with who published it, and counted."""
    themes = yaml.safe_load(shown)["themes"]
    statements = [each for theme in themes for each in groups(theme, "statements")]
    topics = sum(len(groups(theme, "topics")) for theme in themes)
    items = [each["checklist"]["sets"].values() for each in statements if "checklist" in each]
    many = sum(len(each) for sets in items for each in sets)
    counts = (
        f"counts: {{themes: {len(themes)}, topics: {topics}, statements: {len(statements)}, items: {many}}}\n"
    )
    return files.parse(ABOUT + counts + shown, "shown.yaml", new=True)


@pytest.mark.parametrize("shown", SHOWN, ids=range(len(SHOWN)))
def test_what_is_shown_of_a_published_framework_is_sound(shown: str) -> None:
    assert whole(shown).statements


def test_points_of_a_thousand_are_out_of_a_thousand_and_streams_out_of_their_answers() -> None:
    found = [whole(each) for each in SHOWN if "unit: points" in each]
    assert [tops(each)[None] for each in found] == [
        1.5,
        1000,
    ]  # the mean of two streams of 2 and of 1; 400 + 350 + 250


def test_stages_and_weakest_levels_read_as_levels_and_means_do_not() -> None:
    staged = next(whole(each) for each in SHOWN if "staged" in each)
    weakest = next(whole(each) for each in SHOWN if "overall: theme_weakest" in each)
    mean = whole(SHOWN[0])
    assert [is_a_level(staged, "design"), is_a_level(weakest, None), is_a_level(mean, "using-data")] == [
        True,
        True,
        False,
    ]
