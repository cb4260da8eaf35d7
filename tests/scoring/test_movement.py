"""Who moved, surely or not: by pencil, on a scale of 0 to 4 over two or three statements."""

from collections.abc import Callable

import pytest

from maturity.framework.model import Framework
from maturity.scoring.bridge import ChangeKind
from maturity.scoring.compare import Comparison
from maturity.scoring.movement import Verdict, movers, verdicts
from tests.scoring.test_bridge import Said, compared

Rounds = Callable[..., tuple[Comparison, Comparison]]

BEFORE = {
    "sure": "a1=1 a2=1 b1=1",  # 25, nothing unknown
    "maybe": "a1=1 a2=1 b1=?",  # 25, and 16.7 to 50
    "down": "a1=4 a2=4 b1=4",  # 100
    "still": "a1=2 a2=2 b1=2",  # 50
    "new": "",  # no score
}
AFTER = {
    "sure": "a1=3 a2=3 b1=?",  # 75, and 50 to 83.3: above 25
    "maybe": "a1=2 a2=2 b1=?",  # 50, and 33.3 to 66.7: meets 16.7 to 50
    "down": "a1=3 a2=4 b1=4",  # 91.7
    "still": "a1=2 a2=2 b1=2",
    "new": "a1=2 a2=2 b1=2",
}


@pytest.fixture
def rounds(said: Said, tiny: dict[str, Framework]) -> Rounds:
    def made(findings: dict[str, str] | None = None) -> tuple[Comparison, Comparison]:
        framework = tiny["two-themes"]
        start = compared(framework, {key: said(words) for key, words in BEFORE.items()}, title="Spring")
        end = compared(
            framework,
            {key: said(words) for key, words in AFTER.items()},
            given={key: said(words) for key, words in (findings or {}).items()},
            title="Autumn",
        )
        return start, end

    return made


def test_who_surely_moved_stands_first_and_then_who_moved_most(rounds: Rounds) -> None:
    found = movers(*rounds())
    assert [(each.department, each.own.verdict, round(each.own.change, 1)) for each in found] == [
        ("sure", Verdict.ROSE, 50.0),
        ("down", Verdict.FELL, -8.3),
        ("maybe", Verdict.NOT_CERTAIN, 25.0),
        ("still", Verdict.UNCHANGED, 0.0),
    ]  # “new” had no score to move from
    assert verdicts(found) == {Verdict.ROSE: 1, Verdict.FELL: 1, Verdict.NOT_CERTAIN: 1, Verdict.UNCHANGED: 1}


def test_the_statements_behind_a_movement_are_named(rounds: Rounds) -> None:
    sure = movers(*rounds())[0]
    behind = {kind: [each.statement for each in moved] for kind, moved in sure.moved.items()}
    assert behind == {ChangeKind.IMPROVED: ["a1", "a2"], ChangeKind.NO_LONGER_DETERMINED: ["b1"]}


def test_a_finding_takes_no_department_out_of_the_count(rounds: Rounds) -> None:
    """One overruled answer of twelve: both words are told, and each is counted."""
    found = movers(*rounds({"sure": "a1=1", "down": "a1=4"}))
    own = {each.department: each.own.verdict for each in found}
    audited = {each.department: each.audited.verdict for each in found if each.audited is not None}
    assert own["sure"] is Verdict.ROSE
    # found 1, 3 and unknown: 33.3 to 66.7, above 25 still; found 4, 4, 4: 100, as before
    assert audited == {"sure": Verdict.ROSE, "down": Verdict.UNCHANGED}
    assert verdicts(found, audited=True) == {Verdict.ROSE: 1, Verdict.UNCHANGED: 2, Verdict.NOT_CERTAIN: 1}


def test_losing_knowledge_is_never_a_sure_rise(said: Said, tiny: dict[str, Framework]) -> None:
    start = compared(tiny["two-themes"], {"d": said("a1=4 a2=0 b1=0")}, title="Spring")
    end = compared(tiny["two-themes"], {"d": said("a1=4 a2=? b1=.")}, title="Autumn")
    (mover,) = movers(start, end)
    assert mover.own.change == pytest.approx(100 - 100 / 3)
    assert mover.own.verdict is Verdict.NOT_CERTAIN
