"""The whole is checked in a process of its own; afterwards only what came since is gone through."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from maturity.assessment.people import local_person
from maturity.framework.model import Framework
from maturity.services import administering, whole_check
from maturity.services.installation import Installation
from maturity.store.database import open_store

ME = local_person()


def _by_hand(file: Path, statement: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as opened:
        for name in ("history_keeps_entries", "history_loses_nothing"):
            opened.execute(f"DROP TRIGGER IF EXISTS {name}")
        opened.execute(statement)


def test_what_came_since_is_followed_and_the_rest_waits_for_the_next_whole_check(
    tmp_path: Path, two_themes: Framework, noon: datetime
) -> None:
    file = tmp_path / "held.sqlite"
    here = Installation(open_store(f"sqlite:///{file}"), {two_themes.id: two_themes})

    def add(name: str) -> None:
        administering.add_department(here, ME, noon, name=name)

    add("First")
    add("Second")
    assert whole_check.last_check(here, ME) is None
    found = whole_check.check_whole(here, ME)
    assert (found.end.number, found.trouble) == (2, "")
    add("Third")
    add("Fourth")
    last = whole_check.last_check(here, ME)
    assert last == whole_check.FollowedCheck(found, 2)
    _by_hand(file, "UPDATE history SET why = 'x' WHERE number = 1")
    assert whole_check.last_check(here, ME) == last  # until the next
    _by_hand(file, "UPDATE history SET why = 'x' WHERE number = 3")
    last = whole_check.last_check(here, ME)
    assert last is not None
    assert "at entry 3" in last.trouble
    assert "at entry 1" in whole_check.check_whole(here, ME).trouble
    _by_hand(file, "UPDATE history SET why = '' WHERE number IN (1, 3)")
    assert "no longer refuses to rewrite it" in whole_check.check_whole(here, ME).trouble
    here.store.put_triggers_back()
    assert whole_check.check_whole(here, ME).trouble == ""


@pytest.mark.parametrize(
    "edit", ["UPDATE history SET hash = 'x' WHERE number = 2", "DELETE FROM history WHERE number = 2"]
)
def test_a_history_rewritten_below_what_was_checked_is_found_at_once(
    edit: str, tmp_path: Path, two_themes: Framework, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "held.sqlite"
    here = Installation(open_store(f"sqlite:///{file}"), {two_themes.id: two_themes})
    for name in ("First", "Second"):
        administering.add_department(here, ME, noon, name=name)
    monkeypatch.setattr(whole_check, "_verify_elsewhere", lambda _: "")  # it is sound, and slow to be asked
    whole_check.check_whole(here, ME)
    _by_hand(file, edit)
    last = whole_check.last_check(here, ME)
    assert last is not None
    assert "at entry 2" in last.trouble
