"""What a target and an accepted gap must say, and each refusal in its own words."""

from datetime import date

import pytest

from maturity.assessment.answer import LevelNotOffered, StatementUnknown
from maturity.framework.model import Framework
from maturity.plan.target import (
    AcceptedGap,
    ReasonForGapNeeded,
    Target,
    TargetRefused,
    check_accepted,
    check_target,
)

OPENS = date(2026, 3, 1)


def target(statement: str = "a1", level: int = 2, by: date = date(2026, 12, 31)) -> Target:
    return Target(statement_id=statement, level=level, by=by)


def test_a_target_is_a_level_of_the_statement_by_a_date_after_the_round_opened(two_themes: Framework) -> None:
    check_target(two_themes, target(), OPENS)
    check_target(two_themes, target(level=0, by=OPENS), OPENS)
    with pytest.raises(LevelNotOffered):
        check_target(two_themes, target(level=5), OPENS)
    with pytest.raises(StatementUnknown):
        check_target(two_themes, target("z9"), OPENS)
    with pytest.raises(TargetRefused) as caught:
        check_target(two_themes, target(by=date(2026, 2, 28)), OPENS)
    assert str(caught.value) == (
        "“A plan”: the target would be due on 28 February 2026, before the round opened on 1 March 2026."
    )
    with pytest.raises(TargetRefused, match="outside the years 2000 to 2100"):
        check_target(two_themes, target(by=date(2206, 1, 1)), OPENS)


def test_an_accepted_gap_says_why(two_themes: Framework) -> None:
    check_accepted(two_themes, AcceptedGap(statement_id="a1", reason="The service closes"))
    with pytest.raises(ReasonForGapNeeded, match="“A plan”: say in a few words why nothing is done"):
        check_accepted(two_themes, AcceptedGap(statement_id="a1", reason=" "))
