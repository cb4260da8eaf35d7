"""When a round takes answers, and how names become ids."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maturity.assessment.round import (
    MOST_NAME,
    Assessment,
    Department,
    NameNeeded,
    NameTooLong,
    NotInDraft,
    PublishedIsFixed,
    Round,
    RoundEndsEarly,
    RoundKind,
    RoundNotOpen,
    Status,
    check_may_change,
    id_from,
)
from maturity.wording import tidy

OPENS, CLOSES = date(2026, 3, 1), date(2026, 3, 31)
DAY = date(2026, 3, 15)


def round_(kind: RoundKind = RoundKind.LIVE, closes: date | None = CLOSES) -> Round:
    return Round(
        id="spring",
        title="Spring 2026",
        kind=kind,
        framework_id="two-themes",
        edition="1",
        framework_hash="hash",
        opens=OPENS,
        closes=closes,
    )


def assessment(status: Status = Status.DRAFT) -> Assessment:
    started = datetime(2026, 3, 1, 9, tzinfo=UTC)
    return Assessment(id=1, round_id="spring", department_id="tax", status=status, started_at=started)


TAX = Department(id="tax", name="Tax Office")


@pytest.mark.parametrize(
    ("today", "is_open"),
    [
        (date(2026, 2, 28), False),  # the day before
        (date(2026, 3, 1), True),  # the first day counts
        (date(2026, 3, 31), True),  # and so does the last
        (date(2026, 4, 1), False),  # the day after
    ],
)
def test_a_round_is_open_from_its_first_day_to_its_last(today: date, is_open: bool) -> None:
    assert round_().is_open(today) is is_open


def test_a_round_without_an_end_stays_open() -> None:
    assert round_(closes=None).is_open(date(2099, 1, 1))
    assert not round_(closes=None).is_open(date(2026, 2, 28))


def test_published_findings_are_never_open() -> None:
    assert not round_(RoundKind.BENCHMARK).is_open(DAY)


def test_a_draft_in_an_open_round_may_be_changed() -> None:
    check_may_change(round_(), TAX, assessment(), DAY)


def test_published_findings_cannot_be_edited() -> None:
    with pytest.raises(PublishedIsFixed, match="“Spring 2026” holds published findings, which cannot be"):
        check_may_change(round_(RoundKind.BENCHMARK), TAX, assessment(), DAY)


def test_before_it_opens_a_round_says_when() -> None:
    with pytest.raises(RoundNotOpen) as caught:
        check_may_change(round_(), TAX, assessment(), date(2026, 2, 28))
    assert str(caught.value) == (
        "The round “Spring 2026” opens on 1 March 2026, so nothing was changed. Ask an administrator."
    )


def test_after_its_last_day_a_round_has_closed() -> None:
    with pytest.raises(RoundNotOpen, match="“Spring 2026” has closed, so nothing was changed"):
        check_may_change(round_(), TAX, assessment(), date(2026, 4, 1))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DRAFT])
def test_only_a_draft_may_be_changed(status: Status) -> None:
    with pytest.raises(NotInDraft) as caught:
        check_may_change(round_(), TAX, assessment(status), DAY)
    expected = f"The assessment of Tax Office is {status.value.replace('_', ' ')}, so its answers cannot be"
    assert str(caught.value).startswith(expected)


def test_a_round_that_would_end_before_it_begins_says_both_days() -> None:
    assert "31 March 2026, before it opens on 15 April 2026" in str(RoundEndsEarly(date(2026, 4, 15), CLOSES))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tax Office", "tax-office"),
        ("  HM Revenue & Customs  ", "hm-revenue-customs"),
        ("Ysgol Tŷ’r Gŵyl", "ysgol-tyr-gwyl"),
        ("Économie, Éducation", "economie-education"),
        ("Ⅳth Section", "ivth-section"),
        ("2026/27", "2026-27"),
        ("already-an-id", "already-an-id"),
        ("x" * 99, "x" * 60),
        ("x" * 59 + " and more", "x" * 59),  # no hyphen is left at the cut
    ],
)
def test_an_id_is_made_from_a_name(name: str, expected: str) -> None:
    assert id_from(name, "department") == expected


@pytest.mark.parametrize("name", ["", "   ", "!!!", "—"])
def test_a_name_without_a_letter_or_digit_makes_no_id(name: str) -> None:
    with pytest.raises(NameNeeded, match="The department needs a name"):
        id_from(name, "department")


@given(st.text())
@example("n" * (MOST_NAME + 1))
def test_an_id_is_fit_for_an_address_or_refused(name: str) -> None:
    try:
        made = id_from(name, "department")
    except NameNeeded:
        return
    except NameTooLong:
        assert len(name) > MOST_NAME
        return
    assert 1 <= len(made) <= 60
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert id_from(made, "department") == made


def test_a_name_is_kept_without_what_nobody_sees() -> None:
    assert tidy("  Home\0\u200b\n Office\ud800 ") == "Home Office"
