"""Groups that combine: sums, means and minima over tiers with their ranges, against a second implementation.

The second one knows the file alone. It works in fractions, from one department's levels, and has no range of its own:
it fills what is unknown with every level in turn, and takes the least and the most of what it then finds.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from maturity.assessment.answer import Judgement, State
from maturity.assessment.levels import levels_of
from maturity.framework import files
from maturity.framework.groups import groups_of, tops
from maturity.framework.model import Framework
from maturity.scoring import groups, score

TINY = Path(__file__).parents[1] / "frameworks"
NAMES = [
    "tiers", "minima", "own-bounds", "matrix", "topics", "theme-mean", "weakest", "stages", "lower", "kinds",
    "no-numbers", "scale-from-one",
]  # fmt: skip
WRITTEN: dict[str, Any] = {name: yaml.safe_load((TINY / f"{name}.yaml").read_text("utf-8")) for name in NAMES}
FRAMEWORKS = {name: files.load(TINY / f"{name}.yaml") for name in NAMES}
NEARLY = 1e-9
Levels = Mapping[str, int]  # by statement, as published; of those that apply and are known
Part = tuple[
    Fraction, Fraction, Fraction
]  # its weight, the share that it has, and out of how many points that is


def scale_in(file: Any, statement: Any) -> tuple[dict[int, Fraction], Fraction]:
    told = file["scales"][statement.get("scale", file["scale"])]
    levels, more = (told["levels"], told) if isinstance(told, dict) else (told, {})
    numbers = [each["value"] for each in levels]
    if more.get("better") == "lower":  # the lowest is worth what the highest is written with
        worths = {each: min(numbers) + max(numbers) - each for each in numbers}
    else:
        worths = {each: each for each in numbers}
    found = {each["value"]: Fraction(str(each.get("worth", worths[each["value"]]))) for each in levels}
    return found, Fraction(more.get("out_of", max(found.values())))


def is_described(file: Any, statement: Any) -> bool:
    told = file["scales"][statement.get("scale", file["scale"])]
    return isinstance(told, dict) and told.get("better") == "none"


def statements_in(theme: Any) -> Iterator[Any]:
    yield from theme.get("statements", [])
    for topic in theme.get("topics", []):
        yield from statements_in(topic)


def combine(method: str, parts: list[Part]) -> Fraction | None:
    """The share: points got ÷ points there were, which a mean and a sum have alike."""
    if not parts:
        return None
    if method == "weakest":
        return min(got for _, got, _ in parts)
    got = sum((weight * of * share for weight, share, of in parts), Fraction())
    return got / sum((weight * of for weight, _, of in parts), Fraction())


def out_of(method: str, parts: list[tuple[Fraction, Fraction]]) -> Fraction:
    """Points there are where everything applies, from the weights of parts and what each is out of."""
    if method == "weakest":
        return max(of for _, of in parts)
    whole = sum((weight * of for weight, of in parts), Fraction())
    return whole if method == "sum" else whole / sum((weight for weight, _ in parts), Fraction())


def weight_of(of: Any) -> Fraction:
    return Fraction(str(of.get("weight", 1)))


class Whole:
    """Every figure of a file where all that applies has a level."""

    def __init__(self, name: str, levels: Levels) -> None:
        self.file, self.levels = WRITTEN[name], levels
        self.figures: dict[str | None, Fraction | None] = {}
        self.tiers = self.file["scoring"].get("tiers")
        themes = [self.group(theme, 0)[0] for theme in self.file["themes"]]
        overall = self.file["scoring"]["overall"]
        if overall.startswith("theme_"):
            self.figures[None] = combine(
                overall.removeprefix("theme_"), [part for each in themes for part in each]
            )
        elif overall == "none":
            self.figures[None] = None
        elif overall == "staged":
            self.figures[None] = self.stage(
                [each for theme in self.file["themes"] for each in statements_in(theme)]
            )
        else:
            every = [part for theme in self.file["themes"] for part in self.flat(theme)]
            self.figures[None] = combine({"statement_mean": "mean"}.get(overall, overall), every)

    def one(self, statement: Any) -> list[Part]:
        if statement["id"] not in self.levels or is_described(self.file, statement):
            return []
        worths, of = scale_in(self.file, statement)
        return [(weight_of(statement), worths[self.levels[statement["id"]]] / of, Fraction(1))]

    def flat(self, theme: Any) -> list[Part]:
        return [part for each in statements_in(theme) for part in self.one(each)]

    def stages(self) -> list[int]:
        return [each["value"] for each in self.file["scales"][self.file["scoring"]["stages"]["scale"]]]

    def stage(self, statements: list[Any]) -> Fraction | None:
        """From the highest stage down: the first of which something applies and for which nothing falls short."""
        told = self.file["scoring"]["stages"]
        steps = told["steps"]
        of = {
            each["id"]: [step["at"] for step in steps].index(each["facets"][told["facet"]][0])
            for each in statements
        }
        here = {key: self.levels[key] for key in of if key in self.levels}

        def short(key: str, at: int) -> bool:
            lower = any(here[key] < step["least"] for step in steps[of[key] + 1 : at + 1])
            own = steps[of[key]]
            return lower or (of[key] <= at and here[key] < own.get("newest", own["least"]))

        there = [at for at in range(len(steps)) if at in {of[key] for key in here}]
        held = [at for at in there if not any(short(key, at) for key in here)]
        values = self.stages()
        reached = steps[max(held)]["level"] if held else values[0]
        return Fraction(reached, values[-1]) if here else None

    def group(self, theme: Any, depth: int) -> tuple[list[Part], list[tuple[Fraction, Fraction]]]:
        """What it is to the group above: its own figure, or its parts where its tier has none; and what is there."""
        within = [
            (self.one(each), [(weight_of(each), Fraction(1))])
            for each in theme.get("statements", [])
            if not is_described(self.file, each)
        ]
        within += [self.group(topic, depth + 1) for topic in theme.get("topics", [])]
        if not within:  # all of it is described
            self.figures[theme["id"]] = None
            return [], []
        parts, there = ([each for found in side for each in found] for side in zip(*within, strict=True))
        method = self.tiers[depth]["method"] if self.tiers else "mean"
        if method == "none":
            self.figures[theme["id"]] = None
            return parts, there
        if method == "staged":
            share, of = self.stage([*statements_in(theme)]), Fraction(self.stages()[-1])
        else:
            share, of = combine(method, parts if self.tiers else self.flat(theme)), out_of(method, there)
        self.figures[theme["id"]] = share
        return ([] if share is None else [(weight_of(theme), share, of)]), [(weight_of(theme), of)]


def share(figure: Fraction | None) -> float | None:
    return None if figure is None else float(100 * figure)


def answers(name: str, *unknown: str) -> st.SearchStrategy[dict[str, int | str]]:
    framework = FRAMEWORKS[name]
    each: dict[str, st.SearchStrategy[int | str]] = {
        statement.id: st.sampled_from(
            [*(each.value for each in framework.scale_of(statement).written), *unknown, "out"]
        )
        for statement in framework.statements
    }
    return st.fixed_dictionaries(each).filter(lambda said: list(said.values()).count("unknown") <= 4)


def judged(framework: Framework, said: Mapping[str, int | str]) -> dict[str, Judgement]:
    states = {"unknown": State.NOT_DETERMINED, "out": State.NOT_APPLICABLE}
    return {
        key: Judgement(state=states[each])
        if isinstance(each, str)
        else Judgement(state=State.LEVEL, level=framework.scale_of(framework.by_id[key]).value_of(each))
        for key, each in said.items()
    }


def told(framework: Framework, said: Mapping[str, int | str]) -> dict[str | None, score.Score]:
    levels = levels_of(framework, {"d": judged(framework, said)})
    every = score.by_group(levels, groups_of(framework))
    return {None: score.by_department(levels)["d"], **{group: each for (_, group), each in every.items()}}


def fillings(name: str, said: Mapping[str, int | str]) -> list[dict[str | None, float | None]]:
    framework = FRAMEWORKS[name]
    known = {key: each for key, each in said.items() if isinstance(each, int)}
    unknown = [key for key, each in said.items() if each == "unknown"]
    offered = [[each.value for each in framework.scale_of(framework.by_id[key]).written] for key in unknown]
    return [
        {
            key: share(each)
            for key, each in Whole(name, {**known, **dict(zip(unknown, ways, strict=True))}).figures.items()
        }
        for ways in product(*offered)
    ]


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_the_range_of_every_group_is_all_that_the_unknown_could_make_of_it(
    name: str, data: st.DataObject
) -> None:
    said = data.draw(answers(name, "unknown", "unknown"))
    ways = fillings(name, said)
    for group, found in told(FRAMEWORKS[name], said).items():
        figures = [figure for each in ways if (figure := each[group]) is not None]
        if not figures or found.low is None or found.high is None:
            assert figures == []
            assert (found.score, found.low, found.high) == (None, None, None)
            continue
        assert found.low == pytest.approx(min(figures), abs=NEARLY)
        assert found.high == pytest.approx(max(figures), abs=NEARLY)
        if found.score is not None:
            assert found.low - NEARLY <= found.score <= found.high + NEARLY


@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_where_all_is_known_the_figure_is_the_second_ones(name: str, data: st.DataObject) -> None:
    said = data.draw(answers(name))
    figures = Whole(name, {key: each for key, each in said.items() if isinstance(each, int)}).figures
    for group, found in told(FRAMEWORKS[name], said).items():
        expected = share(figures[group])
        assert found.score == (None if expected is None else pytest.approx(expected, abs=NEARLY))


POINTS = [  # tiers.yaml, by pencil: worths 0, ¼, ½, 1; sums are of 3 (risk), 1 (models) and, by weights, 4 (incidents)
    # risk ½ + 1 + ¼ = 1¾ of 3; models 1 of 1; threats (1¾ + 1) ÷ 2 of 2; incidents: a practice's mean (0 + ½ + 2×1) ÷ 4
    ("a1=2 a2=3 a3=1 a4=3 b1=0 b2=2 b3=3", {"risk": 1.75, "models": 1, "threats": 1.375, "incidents": 0.625}),
    # what is not known is surely there at nothing; threats is a quarter too, of the 2 that it is out of
    ("a1=2 a2=? a3=1 a4=?", {"risk": 0.75, "models": None, "threats": 0.5, "incidents": None}),
    ("a1=? a2=? a3=?", {"risk": None, "models": None, "threats": None}),
    ("a1=2 a2=- a3=3 a4=-", {"risk": 2.25, "models": None, "threats": 1.5}),  # 1½ of 2 is ¾
]


@pytest.mark.parametrize(("words", "expected"), POINTS)
def test_points_are_what_a_pencil_gives(said: Any, words: str, expected: dict[str, float | None]) -> None:
    framework = FRAMEWORKS["tiers"]
    levels, of = levels_of(framework, {"d": said(words)}), tops(framework)
    found = score.by_group(levels, groups_of(framework))
    for group, points in expected.items():
        figure = found["d", group].score
        assert (None if figure is None else figure * of[group] / 100) == (
            None if points is None else pytest.approx(points)
        )


STAGED = [  # stages.yaml, by pencil: the first asks for 2, the second for 3 but of its own 2, the third for 3 of all
    ("a1=2 a2=2 a3=2 a4=0", 2),  # the second would ask for 3 of a1 and a3
    ("a1=3 a2=2 a3=3 a4=0", 3),
    ("a1=3 a2=2 a3=3 a4=3", 3),  # the third asks for 3 of a2
    ("a1=3 a2=3 a3=3 a4=3", 4),
    ("a1=1 a2=3 a3=3 a4=3", 1),  # what is far on makes up for nothing
    ("a1=3 a2=- a3=3 a4=3", 4),  # of the second nothing applies, and it is in nobody's way
    ("a1=3 a2=3 a3=3 a4=-", 3),  # of the third nothing applies, and it is not reached for that
    ("a1=3 a2=? a3=3 a4=3", 2),  # surely there; it may be 4
    ("a1=-", None),  # of the rest nothing is known
    ("a1=- a2=- a3=- a4=-", None),
    ("b1=3", None),  # of plans nothing is known
]


@pytest.mark.parametrize(("words", "level"), STAGED)
def test_a_stage_is_reached_where_all_that_it_asks_is_far_enough(
    said: Any, words: str, level: int | None
) -> None:
    levels = levels_of(FRAMEWORKS["stages"], {"d": said(words)})
    found = score.by_theme(levels)["d", "plans"].score
    assert (None if found is None else found * 4 / 100) == level


def test_what_figures_are_out_of() -> None:
    assert tops(FRAMEWORKS["tiers"]) == {
        "design": 2, "threats": 2, "risk": 3, "models": 1, "operations": 1, "incidents": 1, None: 1.25,
    }  # fmt: skip  # (2 × 1 + 1 × 3) ÷ 4


def test_a_matrix_has_a_figure_where_groups_meet_and_says_where_there_are_none(said: Any) -> None:
    framework = FRAMEWORKS["matrix"]
    levels = levels_of(framework, {"d": said("a1=5 a2=2 b1=1 b2=4"), "e": said("a1=3")})
    found = groups.facet_matrix(levels, framework.scored_facets[0])
    assert found.counts == {
        ("plans", "uses"): 2, ("plans", "tools"): 1, ("plans", "skills"): 0,
        ("people", "uses"): 0, ("people", "tools"): 1, ("people", "skills"): 0,
    }  # fmt: skip
    assert found.cells["d", "plans", "uses"].score == pytest.approx(70)  # 5 and 2 of 5
    assert found.cells["e", "plans", "tools"].score is None
    assert ("d", "people", "uses") not in found.cells
    assert found.values["d", "tools"].score == pytest.approx(30)  # 2 and 1 of 5
    assert found.values["e", "uses"].words == "60.0 (40.0 to 80.0), 1 of 2"


def test_a_lower_number_is_better_where_the_file_says_so() -> None:
    framework = FRAMEWORKS["lower"]
    found = told(framework, {"a1": 2, "a2": 7, "b1": 1})
    # Of 4 to 1 the second best is worth 3 of 4; a week is worth a half, and so is Begun.
    assert found["quality"].score == pytest.approx((75 + 50) / 2)
    assert found[None].score == pytest.approx((75 + 50 + 50) / 3)
    assert told(framework, {"a1": 1, "a2": 1, "b1": 2})[None].score == 100
    assert (found[None].low, found[None].high) == (found[None].score, found[None].score)
    assert (
        told(framework, {"a1": "unknown", "a2": "out", "b1": "out"})[None].words
        == "No score (25.0 to 100.0), 0 of 1"
    )


def test_what_is_described_is_in_no_figure_and_no_count() -> None:
    framework = FRAMEWORKS["kinds"]
    found = told(framework, {"a1": 2, "a2": 0, "a3": 1, "b1": 2, "c1": "unknown"})
    of = tops(framework)
    assert of == {"plans": 3, "hosting": 0, "people": 1, None: 4}
    assert found["plans"].score == pytest.approx(100 * (1 + 2 * 0.5) / 3)
    assert (found["plans"].with_level, found["plans"].statements) == (2, 2)
    assert found["hosting"].words == "No score"
    assert (found["hosting"].with_level, found["hosting"].statements) == (0, 0)
    assert found[None].score == pytest.approx(100 * 2 / 4)  # people count at nothing until they are known
    assert found[None].low == pytest.approx(50)
    assert found[None].high == pytest.approx(75)


def test_a_level_without_a_number_is_worth_what_its_scale_says() -> None:
    found = told(FRAMEWORKS["no-numbers"], {"a1": 2, "a2": 1})
    assert found[None].score == pytest.approx(100 * (4 + 2.5) / 2 / 5)  # of 5, which no level reaches
