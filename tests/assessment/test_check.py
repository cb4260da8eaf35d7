"""What a department is asked to look at before it submits."""

from datetime import date

import pytest

from maturity.assessment.answer import Answer, ItemAnswer, State, with_derived
from maturity.assessment.checklist import ItemState
from maturity.assessment.concerns import ConcernKind, concerns, is_old, needs_evidence
from maturity.framework.model import Contradiction, Framework
from tests.grounds_by_hand import look_first

TODAY = date(2026, 3, 2)


def level(value: int, **more: object) -> Answer:
    return Answer(state=State.LEVEL, level=value, **more)


@pytest.fixture
def checked(two_themes: Framework) -> Framework:
    """The tiny framework, asking for evidence from level 3 and within a year; a2 must not be above a1."""
    rule = Contradiction(statement="a2", above="a1", message="The budget is ahead of the plan.")
    return two_themes.model_copy(update={"high_level": 3, "evidence_months": 12, "contradictions": (rule,)})


def listed(framework: Framework, **answers: Answer) -> list[tuple[str, ConcernKind]]:
    return [(concern.statement_id, concern.kind) for concern in concerns(framework, answers, TODAY)]


def test_a_whole_and_evidenced_assessment_has_nothing_to_look_at(checked: Framework) -> None:
    good = level(3, evidence="The plan", evidence_date=TODAY)
    assert listed(checked, a1=good, a2=level(2), b1=level(0)) == []


def test_every_kind_of_concern_is_found_in_the_frameworks_order(checked: Framework) -> None:
    assert listed(
        checked,
        a1=level(2, unsure=True, come_back=True, evidence_date=date(2025, 3, 2)),
        a2=level(3, carried=True),
    ) == [
        ("a1", ConcernKind.OLD_EVIDENCE),
        ("a1", ConcernKind.UNSURE),
        ("a1", ConcernKind.COME_BACK),
        ("a2", ConcernKind.NO_EVIDENCE),
        ("a2", ConcernKind.CONTRADICTION),
        ("a2", ConcernKind.CARRIED),
        ("b1", ConcernKind.NOT_ANSWERED),
    ]
    assert listed(checked, a1=level(2), a2=level(2), b1=Answer(state=State.NOT_DETERMINED)) == [
        ("b1", ConcernKind.NOT_DETERMINED)
    ]


def test_evidence_of_a_day_to_come_is_kept_and_pointed_out(checked: Framework) -> None:
    tomorrow = level(2, evidence_date=date(2026, 3, 3))
    assert listed(checked, a1=tomorrow, a2=level(2), b1=level(1)) == [("a1", ConcernKind.EVIDENCE_AHEAD)]
    today = level(2, evidence_date=TODAY)
    assert listed(checked, a1=today, a2=level(2), b1=level(1)) == []


def test_a_contradiction_names_the_other_statement_and_its_level(checked: Framework) -> None:
    found = concerns(checked, {"a1": level(0), "a2": level(2), "b1": level(1)}, TODAY)
    assert [concern.sentence for concern in found] == [
        "The budget is ahead of the plan. Compare it with “A plan”, at level 0."
    ]


@pytest.mark.parametrize(("margin", "contradicts"), [(0, True), (1, True), (2, False)])
def test_a_contradiction_begins_above_its_margin(
    two_themes: Framework, margin: int, contradicts: bool
) -> None:
    rule = Contradiction(statement="a2", above="a1", margin=margin, message="Too far ahead.")
    framework = two_themes.model_copy(update={"contradictions": (rule,)})
    found = listed(framework, a1=level(1), a2=level(3), b1=level(1))
    assert (("a2", ConcernKind.CONTRADICTION) in found) is contradicts


def test_an_unknown_contradicts_nothing(checked: Framework) -> None:
    found = listed(checked, a1=Answer(state=State.NOT_DETERMINED), a2=level(2), b1=level(1))
    assert ("a2", ConcernKind.CONTRADICTION) not in found


@pytest.mark.parametrize(
    ("answer", "needed"),
    [
        (level(2), False),
        (level(3), True),
        (level(3, evidence="  "), True),
        (level(3, evidence="The plan"), False),
        (level(3, links=("https://example.org",)), False),
        (Answer(state=State.NOT_DETERMINED), False),
    ],
)
def test_evidence_is_asked_for_from_the_frameworks_high_level(
    checked: Framework, two_themes: Framework, answer: Answer, needed: bool
) -> None:
    assert needs_evidence(checked, checked.statements[0], answer) is needed
    assert not needs_evidence(two_themes, two_themes.statements[0], answer)  # which names no high level


@pytest.mark.parametrize(
    ("evidence", "old"),
    [(date(2025, 3, 2), True), (date(2025, 3, 3), False), (date(2024, 12, 31), True), (None, False)],
)
def test_evidence_is_old_when_its_months_have_passed(
    checked: Framework, evidence: date | None, old: bool
) -> None:
    assert is_old(checked, evidence, TODAY) is old


def test_without_a_limit_no_evidence_is_old(two_themes: Framework) -> None:
    assert not is_old(two_themes, date(1990, 1, 1), TODAY)


def ticked(framework: Framework, marks: str, **more: object) -> Answer:
    """An answer to the first statement; y yes, n no, ? not looked at, an item each."""
    states = {"y": ItemState.YES, "n": ItemState.NO}
    items = tuple(
        ItemAnswer(id=f"a1-{place}", said=states[mark])
        for place, mark in enumerate(marks, start=1)
        if mark != "?"
    )
    answer = Answer.model_validate({"state": State.NOT_ANSWERED, **more, "items": items})
    return with_derived(framework, "a1", answer)


@pytest.mark.parametrize(
    ("marks", "confirmed", "found"),
    [
        ("nnyynn", None, []),
        ("nnyynn", 1, []),  # the same, whoever says so
        ("nnyynn", 2, ["The checklist comes to 1 Partly achieved, and 2 Achieved was confirmed."]),
        ("nnyyn?", None, ["1 of 6 items of its checklist is not looked at."]),
        ("nn????", None, ["4 of 6 items of its checklist are still open."]),
        ("??????", None, ["Nobody has answered this yet."]),
        (
            "nn????",
            1,
            [
                "The checklist leaves 0 Not achieved to 2 Achieved open, and 1 Partly achieved was confirmed.",
                "4 of 6 items of its checklist are not looked at.",
            ],
        ),
    ],
)
def test_a_checklist_that_does_not_give_the_level_is_pointed_out_to_both(
    tiny: dict[str, Framework], marks: str, confirmed: int | None, found: list[str]
) -> None:
    framework = tiny["checklist"]
    chosen = (
        {}
        if confirmed is None
        else {"state": State.LEVEL, "level": confirmed, "reason": "So.", "confirmed": True}
    )
    answer = ticked(framework, marks, **chosen)
    others = {"a2": level(1), "b1": level(1)}  # of a2 nothing is ticked, and that is another test's
    told = [
        each.sentence
        for each in concerns(framework, {**others, "a1": answer}, TODAY)
        if each.statement_id == "a1"
    ]
    assert told == found
    items = look_first(framework, {"x": {"a1": answer}}, TODAY).items()
    reasons = [reason for item in items for reason in item.reasons]
    if answer.level is None:
        assert reasons == []
    else:
        assert len(reasons) == len(found)
        assert sum(each.weight for each in reasons) == sum(
            {True: 2, False: 1}["confirmed" in each] for each in found
        )
