"""What a plan may say: the moves of an action, and each refusal in its own words."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from maturity.assessment.answer import LevelNotOffered, StatementUnknown
from maturity.framework.model import Framework
from maturity.plan.action import (
    Action,
    ActionMove,
    ActionMoveRefused,
    ActionRefused,
    ActionStatus,
    Rise,
    action_moved,
    check_action,
    check_dependencies,
    moves_open,
    raised_elsewhere,
)

MOVES = """
             approved  sent back  begun      delivered  stopped  taken up again
proposed     approved  -          -          -          stopped  -
approved     -         proposed   under_way  -          stopped  -
under_way    -         -          -          delivered  stopped  -
delivered    -         -          -          -          -        under_way
stopped      -         -          -          -          -        proposed
"""


def moves() -> Iterator[tuple[ActionStatus, ActionMove, str]]:
    _, *rows = MOVES.strip().splitlines()
    for row in rows:
        status, *cells = row.split()
        for move, cell in zip(ActionMove, cells, strict=True):
            yield ActionStatus(status), move, cell


@pytest.mark.parametrize(("status", "move", "cell"), list(moves()))
def test_an_action_moves_as_the_table_says_and_no_other_way(
    status: ActionStatus, move: ActionMove, cell: str
) -> None:
    if cell != "-":
        assert action_moved(status, move) == ActionStatus(cell)
        return
    with pytest.raises(ActionMoveRefused) as caught:
        action_moved(status, move)
    assert str(caught.value) == f"An action that is {status.words.lower()} cannot be {move.value}."


def test_the_table_covers_every_status() -> None:
    assert {status for status, _, _ in moves()} == set(ActionStatus)


def action(**different: object | None) -> Action:
    given = {
        "id": 1,
        "round_id": "spring",
        "title": "Write a draft",
        "departments": ("tax",),
        "rises": (Rise(statement_id="a1", to=2),),
        "due": date(2026, 6, 30),
        **different,
    }
    return Action(**given)


GOOD = [
    {},
    {"rises": (Rise(statement_id="a1"), Rise(statement_id="b1", to=4))},  # finds out, and raises
    {"due": None, "no_date": "No money yet"},
    {"start": date(2026, 6, 30)},  # begun and done on a day
    {"one_off": 0, "yearly": None, "people": 0.5},
    {"one_off": 100_000_000_000},
    {"status": ActionStatus.APPROVED, "owner": "Ada"},
    {"status": ActionStatus.STOPPED, "why": "The service closes"},
]

REFUSED = [
    ({"title": "  "}, "“The action”: the action needs a title."),
    ({"departments": ()}, "“Write a draft”: say which department it is for."),
    ({"departments": ("tax", "tax")}, "the same department is named twice."),
    ({"rises": ()}, "say which statement it raises, or finds out about."),
    (
        {"rises": (Rise(statement_id="a1", to=2), Rise(statement_id="a1", to=3))},
        "the same statement is named twice. Keep the higher level.",
    ),
    ({"rises": (Rise(statement_id="a1", to=0),)}, "“A plan” cannot be raised to the lowest level."),
    ({"due": None}, "give a due date, or say why there is none yet."),
    ({"due": None, "no_date": " "}, "give a due date, or say why there is none yet."),
    (
        {"start": date(2026, 7, 1)},
        "it would be due on 30 June 2026, before it starts on 1 July 2026.",
    ),
    ({"due": date(9999, 1, 1)}, "1 January 9999 is outside the years 2000 to 2100. Check the year."),
    ({"one_off": -1}, "its one-off cost is below nothing. Leave it empty if it is not costed."),
    ({"yearly": -1}, "its yearly cost is below nothing."),
    ({"one_off": 100_000_000_001}, "its one-off cost is more than £100,000,000,000. Check the noughts"),
    ({"people": -0.5}, "people needed are full-time equivalents from 0 to 100,000."),
    ({"people": float("nan")}, "people needed are full-time equivalents"),
    ({"status": ActionStatus.APPROVED}, "name its owner before it is approved."),
    ({"status": ActionStatus.DELIVERED, "owner": " "}, "name its owner before it is approved."),
    ({"status": ActionStatus.STOPPED}, "say in a few words why it is stopped."),
]


@pytest.mark.parametrize("different", GOOD)
def test_an_action_that_says_enough_passes_in_silence(
    different: dict[str, Any], two_themes: Framework
) -> None:
    check_action(two_themes, action(**different))


@pytest.mark.parametrize(("different", "told"), REFUSED)
def test_an_action_that_says_too_little_is_refused_in_words(
    different: dict[str, Any], told: str, two_themes: Framework
) -> None:
    with pytest.raises(ActionRefused) as caught:
        check_action(two_themes, action(**different))
    assert told in str(caught.value)


def test_a_level_off_the_scale_and_an_unknown_statement_are_refused(two_themes: Framework) -> None:
    with pytest.raises(LevelNotOffered, match="level 5 is not on this scale"):
        check_action(two_themes, action(rises=(Rise(statement_id="a1", to=5),)))
    with pytest.raises(StatementUnknown):
        check_action(two_themes, action(rises=(Rise(statement_id="z9"),)))


WAITING = [  # what 2 and 3 wait for, what 1 would wait for, and what is told
    ((), (), (2, 3), ""),
    ((3,), (), (2, 3), ""),
    ((), (), (1,), "it cannot wait for itself."),
    ((), (), (7,), "it waits for something that is not here (action 7)."),
    ((1,), (), (2,), "it and “Two” would wait for each other."),
    ((3,), (1,), (2,), "it and “Three” would wait for each other."),  # 1 → 2 → 3 → 1
    ((3,), (2,), (2,), ""),  # a circle without it is not its fault
]


@pytest.mark.parametrize(("two", "three", "one", "told"), WAITING)
def test_actions_do_not_wait_in_circles(
    two: tuple[Any, ...], three: tuple[Any, ...], one: tuple[Any, ...], told: str
) -> None:
    others = [action(id=2, title="Two", depends_on=two), action(id=3, title="Three", depends_on=three)]
    mine = action(depends_on=one)
    if not told:
        check_dependencies(mine, [action(), *others])
        return
    with pytest.raises(ActionRefused) as caught:
        check_dependencies(mine, [action(), *others])
    assert told in str(caught.value)


def test_a_new_action_may_wait_for_others_and_nobody_for_it() -> None:
    check_dependencies(action(id=0, depends_on=(2,)), [action(id=2)])


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"to": 2}, True),
        ({"to": 3}, True),
        ({"to": 1}, False),
        ({"to": None}, False),
        ({"to": 3, "status": ActionStatus.DELIVERED}, True),
        ({"to": 3, "status": ActionStatus.PROPOSED}, False),
        ({"to": 3, "status": ActionStatus.STOPPED}, False),
        ({"to": 3, "departments": ("c", "b")}, True),
        ({"to": 3, "departments": ("c",)}, False),
        ({"to": 3, "id": 1}, False),
    ],
)
def test_what_another_approved_action_raises_as_high_is_told(other: dict[str, Any], told: bool) -> None:
    mine = action(id=1, departments=("b",), rises=(Rise(statement_id="a1", to=2),))
    given = {"id": 2, "departments": ("b",), "status": ActionStatus.APPROVED, **other}
    rise = Rise(statement_id="a1", to=given.pop("to"))
    theirs = action(rises=(rise, Rise(statement_id="a2", to=2)), **given)
    assert raised_elsewhere(mine, [mine, theirs]) == ([(rise, theirs)] if told else [])


def test_whatever_is_raised_is_found_out_about_too() -> None:
    mine = action(id=1, rises=(Rise(statement_id="a1"),))
    theirs = action(id=2, status=ActionStatus.APPROVED, rises=(Rise(statement_id="a1", to=1),))
    assert raised_elsewhere(mine, [theirs]) == [(theirs.rises[0], theirs)]


def test_late_is_past_its_date_and_not_over() -> None:
    after = date(2026, 7, 1)
    late = [status for status in ActionStatus if action(status=status).is_late(after)]
    assert late == [ActionStatus.PROPOSED, ActionStatus.APPROVED, ActionStatus.UNDER_WAY]
    assert not action().is_late(date(2026, 6, 30))
    assert not action(due=None).is_late(after)


def test_not_costed_is_not_nothing() -> None:
    assert action(one_off=0, yearly=0).costed
    assert not action(one_off=0).costed
    assert not action(yearly=0).costed


@pytest.mark.parametrize(
    ("status", "moves"),
    [
        (ActionStatus.PROPOSED, [ActionMove.APPROVE, ActionMove.STOP]),
        (ActionStatus.APPROVED, [ActionMove.SEND_BACK, ActionMove.BEGIN, ActionMove.STOP]),
        (ActionStatus.UNDER_WAY, [ActionMove.DELIVER, ActionMove.STOP]),
        (ActionStatus.DELIVERED, [ActionMove.TAKE_UP]),
        (ActionStatus.STOPPED, [ActionMove.TAKE_UP]),
    ],
)
def test_what_may_happen_to_an_action_is_told_by_its_status(
    status: ActionStatus, moves: list[ActionMove]
) -> None:
    assert moves_open(status) == moves
