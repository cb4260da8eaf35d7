"""Scores that a reader can check with a pencil; each expected figure is worked in its comment."""

from collections.abc import Callable
from typing import Any

import pytest

from maturity.assessment.answer import Judgement
from maturity.assessment.levels import levels_of
from maturity.framework.model import Framework
from maturity.scoring import score
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score
from maturity.wording import fixed

Said = Callable[[str], dict[str, Judgement]]

NONE = None

OVERALL: dict[str, list[tuple[str, float | None, float | None, float | None]]] = {
    "two-themes": [  # statement mean; levels of 4; score, low, high
        ("a1=4 a2=4 b1=4", 100, 100, 100),  # 12 ÷ 12
        ("a1=0 a2=0 b1=0", 0, 0, 0),  # known zeros are zeros
        ("a1=3 a2=1 b1=2", 50, 50, 50),  # 6 ÷ 12
        ("a1=3 a2=1 b1=?", 50, 100 / 3, 200 / 3),  # 4 ÷ 8; (4 + 0) ÷ 12; (4 + 4) ÷ 12
        ("a1=3 a2=1 b1=.", 50, 100 / 3, 200 / 3),  # not answered is as unknown as not determined
        ("a1=3 a2=1", 50, 100 / 3, 200 / 3),  # and so is left out
        ("a1=3 a2=1 b1=-", 50, 50, 50),  # 4 ÷ 8; not applicable leaves both sides
        ("a1=0 a2=- b1=-", 0, 0, 0),  # 0 ÷ 4
        ("a1=4 a2=? b1=-", 100, 50, 100),  # 4 ÷ 4; 4 ÷ 8; 8 ÷ 8
        ("a1=2 a2=? b1=.", 50, 50 / 3, 250 / 3),  # 2 ÷ 4; 2 ÷ 12; (2 + 8) ÷ 12
        ("", NONE, 0, 100),  # all unknown: no score, full range
        ("a1=? a2=? b1=?", NONE, 0, 100),
        ("a1=- a2=? b1=-", NONE, 0, 100),
        ("a1=- a2=- b1=-", NONE, NONE, NONE),  # nothing applies
    ],
    "unequal-weights": [  # a1 × 1, a2 × 3, b1 × ½; all weights 4½, so the most is 18
        ("a1=4 a2=0 b1=0", 400 / 18, 400 / 18, 400 / 18),  # 4×1 ÷ 18
        ("a1=0 a2=4 b1=0", 1200 / 18, 1200 / 18, 1200 / 18),  # 4×3 ÷ 18
        ("a1=3 a2=1 b1=4", 800 / 18, 800 / 18, 800 / 18),  # (3 + 3 + 2) ÷ 18
        ("a1=4 a2=? b1=4", 100, 600 / 18, 100),  # (4 + 2) ÷ 6; 6 ÷ 18; (6 + 12) ÷ 18
        ("a1=? a2=2 b1=-", 50, 37.5, 62.5),  # 6 ÷ 12; 6 ÷ 16; (6 + 4) ÷ 16
        ("a1=2 a2=- b1=?", 50, 200 / 6, 400 / 6),  # 2 ÷ 4; 2 ÷ 6; (2 + 2) ÷ 6
    ],
    "scale-per-statement": [  # a1 of 4, a2 of 1; each counts alike
        ("a1=1 a2=1", 62.5, 62.5, 62.5),  # (¼ + 1) ÷ 2
        ("a1=4 a2=0", 50, 50, 50),  # (1 + 0) ÷ 2
        ("a1=1 a2=?", 25, 12.5, 62.5),  # ¼; ¼ ÷ 2; (¼ + 1) ÷ 2
    ],
    "scale-from-one": [  # the lowest level is worth 1 ÷ 5
        ("a1=1 a2=1", 20, 20, 20),
        ("a1=5 a2=?", 100, 60, 100),  # 5 ÷ 5; (5 + 1) ÷ 10; (5 + 5) ÷ 10
        ("a1=3 a2=.", 60, 40, 80),  # 3 ÷ 5; (3 + 1) ÷ 10; (3 + 5) ÷ 10
        ("", NONE, 20, 100),  # two at the lowest are 2 ÷ 10
    ],
    "topics": [  # topics change nothing: four statements, most 16
        ("a1=4 a2=1 a3=1 b1=0", 37.5, 37.5, 37.5),  # 6 ÷ 16
        ("a1=4 a2=? a3=- b1=2", 75, 50, 250 / 3),  # 6 ÷ 8; 6 ÷ 12; (6 + 4) ÷ 12
    ],
    "theme-mean": [  # plans (a1, a2) × 1, people (b1) × 3
        ("a1=4 a2=4 b1=0", 25, 25, 25),  # (100×1 + 0×3) ÷ 4
        ("a1=2 a2=0 b1=4", 81.25, 81.25, 81.25),  # (25×1 + 100×3) ÷ 4
        ("a1=4 a2=? b1=2", 62.5, 50, 62.5),  # (100 + 150) ÷ 4; (50 + 150) ÷ 4; (100 + 150) ÷ 4
        ("a1=2 a2=2 b1=?", 50, 12.5, 87.5),  # plans alone; (50 + 0) ÷ 4; (50 + 300) ÷ 4
        ("a1=2 a2=2 b1=-", 50, 50, 50),  # people does not apply: plans alone
        ("a1=- a2=2 b1=1", 31.25, 31.25, 31.25),  # (50 + 75) ÷ 4
        ("", NONE, 0, 100),
        ("a1=- a2=- b1=-", NONE, NONE, NONE),
        ("a1=- a2=- b1=?", NONE, 0, 100),
    ],
    "weakest": [
        ("a1=4 a2=3 b1=1", 25, 25, 25),  # the least is b1, 1 ÷ 4
        ("a1=3 a2=2 b1=?", 50, 0, 50),  # b1 might be 0, and if it is 4 the least is still a2
        ("a1=3 a2=2 b1=-", 50, 50, 50),
        ("a1=0 a2=? b1=4", 0, 0, 0),  # nothing is weaker than a1
        ("", NONE, 0, 100),
        ("a1=- a2=- b1=-", NONE, NONE, NONE),
    ],
    "no-overall": [
        ("a1=4 a2=3 b1=1", NONE, NONE, NONE),
        ("", NONE, NONE, NONE),
    ],
}


@pytest.mark.parametrize(
    ("name", "answers", "expected"),
    [(name, row[0], row[1:]) for name, rows in OVERALL.items() for row in rows],
)
def test_the_overall_score_is_what_a_pencil_gives(
    tiny: dict[str, Framework], said: Said, name: str, answers: str, expected: tuple[Any, ...]
) -> None:
    framework = tiny[name]
    frame = score.by_department(levels_of(framework, {"tax": said(answers)}))
    found = dict(frame)["tax"]
    assert (found.score, found.low, found.high) == pytest.approx(expected, nan_ok=False)


THEMES = [  # two-themes: plans (score, low, high), people (score, low, high)
    ("a1=3 a2=1 b1=2", (50, 50, 50), (50, 50, 50)),  # 4 ÷ 8; 2 ÷ 4
    ("a1=3 a2=? b1=0", (75, 37.5, 87.5), (0, 0, 0)),  # 3 ÷ 4, 3 ÷ 8, 7 ÷ 8; 0 ÷ 4
    ("a1=3 a2=- b1=?", (75, 75, 75), (NONE, 0, 100)),  # 3 ÷ 4; nothing known
    ("a1=? a2=. b1=-", (NONE, 0, 100), (NONE, NONE, NONE)),  # nothing known; nothing applies
]


@pytest.mark.parametrize("name", ["two-themes", "weakest", "no-overall"])
@pytest.mark.parametrize(("answers", "plans", "people"), THEMES)
def test_a_theme_has_a_score_of_its_own_whatever_the_overall(
    tiny: dict[str, Framework],
    said: Said,
    name: str,
    answers: str,
    plans: tuple[Any, ...],
    people: tuple[Any, ...],
) -> None:
    found = score.by_theme(levels_of(tiny[name], {"tax": said(answers)}))
    for theme, expected in (("plans", plans), ("people", people)):
        each = found[("tax", theme)]
        assert (each.score, each.low, each.high) == pytest.approx(expected)


COUNTS = [  # answers: statements that apply, with a level, not determined, not answered, not applicable
    ("a1=3 a2=1 b1=2", 3, 3, 0, 0, 0),
    ("a1=0 a2=? b1=-", 2, 1, 1, 0, 1),
    ("a1=?", 3, 0, 1, 2, 0),
    ("a1=- a2=- b1=-", 0, 0, 0, 0, 3),
]


@pytest.mark.parametrize("name", ["two-themes", "theme-mean", "weakest", "no-overall"])
@pytest.mark.parametrize(
    ("answers", "apply", "level", "undetermined", "unanswered", "not_applicable"), COUNTS
)
def test_coverage_counts_whatever_the_overall(
    tiny: dict[str, Framework],
    said: Said,
    name: str,
    answers: str,
    apply: int,
    level: int,
    undetermined: int,
    unanswered: int,
    not_applicable: int,
) -> None:
    framework = tiny[name]
    found = score.by_department(levels_of(framework, {"tax": said(answers)}))["tax"]
    assert (found.statements, found.with_level) == (apply, level)
    assert (found.not_determined, found.not_answered) == (undetermined, unanswered)
    assert found.not_applicable == not_applicable
    assert found.coverage == (pytest.approx(100 * level / apply) if apply else None)


def test_departments_keep_the_order_given_and_do_not_touch_each_other(
    tiny: dict[str, Framework], said: Said
) -> None:
    for name in ("two-themes", "theme-mean", "weakest"):
        answers = {"zebra": said("a1=4 a2=4 b1=4"), "ant": said(""), "moth": said("a1=- a2=- b1=-")}
        found = score.by_department(levels_of(tiny[name], answers))
        assert list(found) == ["zebra", "ant", "moth"]
        assert [each.score for each in found.values()] == [100, None, None]


@pytest.mark.parametrize("name", ["two-themes", "theme-mean", "weakest", "no-overall"])
def test_no_departments_have_no_scores(tiny: dict[str, Framework], name: str) -> None:
    rows = levels_of(tiny[name], {})
    assert dict(score.by_department(rows)) == {}
    assert dict(score.by_theme(rows)) == {}


def scored(
    value: float | None, low: float | None, high: float | None, with_level: int = 3, statements: int = 4
) -> Score:
    return Score(value, low, high, statements, with_level, statements - with_level, 0, 0)


def test_a_score_reads_with_its_range_and_coverage() -> None:
    assert scored(61.36, 37.5, 76.39, 11, 18).words == "61.4 (37.5 to 76.4), 11 of 18"
    assert scored(None, 0, 100, 0, 4).words == "No score (0.0 to 100.0), 0 of 4"
    assert scored(None, None, None, 0, 0).words == "No score"
    assert scored(None, None, None, 0, 0).coverage is None


APPENDIX_TWO = [  # design, section 3: department, score, low, high, statements with a level
    ("A", 100.0, 94.4, 100.0, 17),
    ("B", 52.8, 52.8, 52.8, 18),
    ("C", 75.0, 66.7, 77.8, 16),
    ("D", 46.7, 38.9, 55.6, 15),
    ("E", 45.0, 37.5, 54.2, 15),
    ("F", 50.0, 44.4, 55.6, 16),
    ("G", 61.4, 37.5, 76.4, 11),
]


@pytest.mark.parametrize(("department", "value", "low", "high", "with_level"), APPENDIX_TWO)
def test_appendix_two_comes_to_the_published_check(
    published: Comparison, department: str, value: float, low: float, high: float, with_level: int
) -> None:
    found = published.scores[department]
    assert (found.score, found.low, found.high) == pytest.approx((value, low, high), abs=0.05)
    assert (found.with_level, found.statements) == (with_level, 18)
    assert (found.not_determined, found.not_answered, found.not_applicable) == (18 - with_level, 0, 0)


def test_a_theme_of_appendix_two_by_pencil(published: Comparison) -> None:
    # E, business alignment: not determined, 1, 0, 0. Score 1 ÷ 12; low 1 ÷ 16; high (1 + 4) ÷ 16.
    found = published.theme_scores[("E", "business-alignment")]
    assert (found.score, found.low, found.high) == pytest.approx((100 / 12, 100 / 16, 500 / 16))
    # G, strategy: 3, 4 and six not determined. Score 7 ÷ 8; low 7 ÷ 32; high (7 + 24) ÷ 32.
    found = published.theme_scores[("G", "strategy")]
    assert (found.score, found.low, found.high) == pytest.approx((87.5, 700 / 32, 3100 / 32))


@pytest.mark.parametrize(
    ("figure", "reads"),
    [
        (56.25, "56.3"),  # as Excel rounds it; Python's own way is to the even digit, 56.2
        (47.35, "47.4"),
        (100 * (1 - 0.4375), "56.3"),
        (-0.04, "0.0"),
        (-8.25, "-8.3"),
        (0, "0.0"),
        (100 / 3, "33.3"),
    ],
)
def test_a_figure_reads_the_same_here_and_in_a_spreadsheet(figure: float, reads: str) -> None:
    assert fixed(figure) == reads
