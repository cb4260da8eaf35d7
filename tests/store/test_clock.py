"""Entries are dated by one clock, whichever server writes them, and in their order."""

from datetime import UTC, datetime, timedelta, tzinfo

import pytest

from maturity.assessment.people import Person
from maturity.assessment.round import Department
from maturity.store import database, departments, history
from maturity.store.database import Store

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class AnHourSlow(datetime):
    """The clock of a server that nobody sets."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) - timedelta(hours=1)


def test_the_time_is_postgresqls_for_all_servers_and_this_computers_with_a_file(
    store: Store, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "datetime", AnHourSlow)
    told = [store.now() for _ in range(3)]
    assert told == sorted(told)
    behind = datetime.now(UTC) - told[-1]
    assert behind < timedelta(seconds=10) if kind == "postgresql" else behind > timedelta(minutes=59)
    assert told[-1].utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("earlier", "dated"),
    [
        (timedelta(seconds=9), NOON),  # waited for a turn
        (timedelta(0), NOON),
        (timedelta(seconds=-1), NOON + timedelta(seconds=1)),
        (timedelta(hours=3), NOON - timedelta(hours=3)),  # a clock was set right
    ],
)
def test_whoever_waited_for_their_turn_comes_after_who_went_before(
    store: Store, ada: Person, earlier: timedelta, dated: datetime
) -> None:
    for name, at in (("Treasury", NOON), ("Home Office", NOON - earlier)):
        with store.transaction(ada, at) as transaction:
            departments.add(transaction, Department(id=name.lower().replace(" ", "-"), name=name))
    with store.reading() as session:
        history.verify_chain(session)
        assert [
            each.at for each in history.of_subject(session, kind="department", subject="home-office")
        ] == [dated]
