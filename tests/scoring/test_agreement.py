"""Self against audited: by hand, and against scikit-learn's weighted kappa."""

import math
import warnings
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

from maturity.assessment.answer import Answer, Judgement, State
from maturity.assessment.finding import Finding
from maturity.briefing.agreement import headline
from maturity.framework.model import Framework, Scale
from maturity.scoring.agreement import Pair, Unpaired, agreement, kappa, optimism

Said = Callable[[str], dict[str, Judgement]]


def scale(*values: int) -> Scale:
    return Scale.model_validate([{"value": v, "name": f"L{v}", "meaning": "As made up."} for v in values])


FIVE = scale(0, 1, 2, 3, 4)


def pairs(words: str, on: Scale = FIVE) -> list[Pair]:
    """“3-2 4-4”: the department's level, then the auditor's."""
    places = list(on.by_value)
    return [
        Pair("d", "t", "s", "x", own, audited, places.index(own) - places.index(audited))
        for own, audited in (map(int, word.split("-")) for word in words.split())
    ]


def answers(said: dict[str, Judgement]) -> dict[str, Answer]:
    return {key: Answer(state=each.state, level=each.level) for key, each in said.items()}


def findings(said: dict[str, Judgement]) -> dict[str, Finding]:
    return {key: Finding(state=each.state, level=each.level) for key, each in said.items()}


@pytest.mark.parametrize(
    ("words", "mean", "shape"),
    [
        ("3-2", 1.0, (1, 0, 0)),
        ("3-2 2-3", 0.0, (1, 0, 1)),  # one up, one down: none on average, though no two agree
        ("4-2 3-3 1-2 2-2", 0.25, (1, 2, 1)),  # (2 + 0 − 1 + 0) ÷ 4
        ("0-4 0-4", -4.0, (0, 0, 2)),
    ],
)
def test_optimism_is_the_mean_of_self_less_audited(
    words: str, mean: float, shape: tuple[int, int, int]
) -> None:
    found = optimism(pairs(words))
    assert found.mean == mean
    assert (found.higher, found.same, found.lower) == shape


def test_no_pairs_is_no_index_and_never_a_zero() -> None:
    assert optimism([]).mean is None
    assert optimism([]).index == "No pairs"
    assert [optimism(pairs(each)).index for each in ("2-2", "4-3", "0-2 3-4")] == ["0.00", "+1.00", "−1.50"]


def test_kappa_worked_by_hand() -> None:
    # Own 4 3 1 2, audited 2 3 2 2. Observed: 2² + 0 + 1² + 0 = 5 over 4 pairs = 1.25.
    # Expected, every own against every audited (2, 3, 2, 2):
    #   4: 4+1+4+4 = 13   3: 1+0+1+1 = 3   1: 1+4+1+1 = 7   2: 0+1+0+0 = 1   in all 24 over 16 = 1.5.
    # 1 − 1.25 ÷ 1.5 = 1 ÷ 6
    found = kappa(FIVE, pairs("4-2 3-3 1-2 2-2"))
    assert found.value == pytest.approx(1 / 6)
    assert found.pairs == 4


@given(st.data(), st.sampled_from([scale(0, 1), FIVE, scale(1, 2, 3, 4, 5), scale(0, 1, 3)]))
def test_kappa_is_scikit_learns(data: st.DataObject, on: Scale) -> None:
    levels = list(on.by_value)
    level = st.sampled_from(levels)
    drawn = data.draw(st.lists(st.tuples(level, level), min_size=1, max_size=40))
    found = kappa(on, pairs(" ".join(f"{own}-{audited}" for own, audited in drawn), on)).value
    own, audited = zip(*drawn, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn divides 0 by 0 where everybody is at one level
        theirs = cohen_kappa_score(own, audited, weights="quadratic", labels=levels)
    if found is None:
        assert math.isnan(theirs)
        assert {*own, *audited} == {own[0]}
    else:
        assert found == pytest.approx(theirs, abs=1e-12)


def test_kappa_cannot_be_said_where_everybody_is_at_one_level() -> None:
    found = kappa(FIVE, pairs("3-3 " * 60))
    assert found.value is None
    assert kappa(FIVE, []).value is None


def test_every_statement_of_every_department_is_a_pair_or_counted(
    said: Said, tiny: dict[str, Framework]
) -> None:
    found = agreement(
        tiny["two-themes"],
        {"x": answers(said("a1=3 a2=2 b1=?")), "y": answers(said("a1=1 b1=-")), "z": {}},
        {"x": findings(said("a1=2 a2=? b1=1")), "y": findings(said("a1=1"))},
    )
    assert [(p.department, p.statement, p.steps) for p in found.pairs] == [("x", "a1", 1), ("y", "a1", 0)]
    assert {kind.words: count for kind, count in found.unpaired.items()} == {
        "answered with a level, found not determined": 1,
        "not determined, found a level": 1,
        "not answered, no finding": 4,
        "not applicable, no finding": 1,
    }
    assert len(found.pairs) + sum(found.unpaired.values()) == 9  # 3 × 3
    assert found.overall.mean == 0.5
    assert {key: each.mean for key, each in found.by_department.items()} == {"x": 1.0, "y": 0.0}
    assert {key: each.mean for key, each in found.by_theme.items()} == {"plans": 0.5, "people": None}
    assert {key: each.mean for key, each in found.by_statement.items()} == {"a1": 0.5, "a2": None, "b1": None}


def test_a_finding_on_an_answer_since_changed_makes_no_pair(tiny: dict[str, Framework]) -> None:
    changed = Answer(state=State.LEVEL, level=2, version=2)
    judged = Finding(state=State.LEVEL, level=2, answer_version=1)
    found = agreement(tiny["two-themes"], {"x": {"a1": changed}}, {"x": {"a1": judged}})
    assert not found.pairs
    assert Unpaired(State.LEVEL, State.LEVEL, changed=True) in found.unpaired
    assert "answered with a level, found a level before the answer was last changed" in {
        kind.words for kind in found.unpaired
    }


def test_each_scale_has_a_kappa_of_its_own(said: Said, tiny: dict[str, Framework]) -> None:
    found = agreement(
        tiny["scale-per-statement"],
        {"x": answers(said("a1=4 a2=1")), "y": answers(said("a1=0 a2=0"))},
        {"x": findings(said("a1=4 a2=0")), "y": findings(said("a1=0 a2=1"))},
    )
    # Ladder 4-4 0-0: perfect. Yes-no 1-0 0-1: observed 2 of 2; expected 2 of 4: 1 − 1 ÷ ½ = −1.
    assert {key: (each.value, each.pairs) for key, each in found.kappas.items()} == {
        "ladder": (1.0, 2),
        "yes-no": (-1.0, 2),
    }


@pytest.mark.parametrize(
    ("own", "audited", "words"),
    [
        ("a1=3 a2=2", "a1=2 a2=2", "Departments put themselves 0.50 levels above the auditor on average, over 2"),
        ("a1=1", "a1=3", "Departments put themselves 2.00 levels below the auditor on average, over 1 pair."),
        ("a1=3 a2=1", "a1=2 a2=2", "Departments and the auditor are at the same level on average, over 2 pairs."),
        ("a1=3", "a1=3", "Departments and the auditor are at the same level on every statement, over 1 pair."),
        ("a1=3", "", "No statement has both a level from its department and a level from the auditor."),
    ],
)  # fmt: skip
def test_the_headline_says_what_the_pairs_say(
    said: Said, tiny: dict[str, Framework], own: str, audited: str, words: str
) -> None:
    found = agreement(tiny["two-themes"], {"x": answers(said(own))}, {"x": findings(said(audited))})
    assert headline(found).startswith(words)
    assert headline(found, "X").startswith(
        words.replace("Departments put themselves", "X puts itself").replace("Departments", "X")
    )
