"""When the whole history was last checked by this process, and whether what came since follows on from it.

A whole check reads everything, so it is asked for, and runs in a process of its own: nobody's save waits for it. What
it found is remembered in this process alone. In the database it would be in the hands of whom it is to find out.
"""

import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from maturity.assessment.people import Permission, Person
from maturity.errors import MaturityError
from maturity.services import history
from maturity.services.apart import stand_back
from maturity.services.history import HistoryEnd
from maturity.services.installation import Installation
from maturity.store import history as kept
from maturity.store.database import Store

log = logging.getLogger("maturity")
MOST_SECONDS = 600


@dataclass(frozen=True)
class WholeCheck:
    """A check of the whole history: where it ended then, when that was, and what was wrong, if anything."""

    end: HistoryEnd
    at: datetime
    trouble: str = ""


@dataclass(frozen=True)
class FollowedCheck:
    """The last whole check, and how many entries have followed on from it since; or what is wrong with those."""

    check: WholeCheck
    since: int
    trouble: str = ""


_LAST: WeakKeyDictionary[Store, WholeCheck] = WeakKeyDictionary()


def check_whole(installation: Installation, person: Person) -> WholeCheck:
    """Check the whole history, and everything kept against it, as history.verify does."""
    person.must(Permission.VERIFY_HISTORY)
    at, end, trouble = installation.now(), history.history_end(installation, person), ""
    if (address := installation.store.address) is None:  # in memory, where no other process sees it
        try:
            end = history.verify(installation, person).end
        except MaturityError as problem:
            trouble = str(problem)
    else:
        trouble = _verify_elsewhere(address)
    found = _LAST[installation.store] = WholeCheck(end, at, trouble)
    log.info(
        "the whole history was checked to entry %s: %s", end.number, "sound" if not trouble else "NOT SOUND"
    )
    return found


def last_check(installation: Installation, person: Person) -> FollowedCheck | None:
    """The last whole check that this process has made, with whether what came since follows on from it; None where it
    has made none.
    """
    person.must(Permission.VERIFY_HISTORY)
    check = _LAST.get(installation.store)
    if check is None:
        return None
    with installation.store.reading() as session:
        try:
            entries = kept.verify_chain(session, after=(check.end.number, check.end.hash))
        except MaturityError as problem:
            return FollowedCheck(check, 0, str(problem))
    return FollowedCheck(check, entries - check.end.number)


def _verify_elsewhere(address: str) -> str:
    """What is wrong, as the command that checks it says; it has the address by its environment, as always."""
    try:
        with subprocess.Popen(
            [sys.executable, "-m", "maturity", "audit", "verify"],
            env={**os.environ, "MATURITY_DATABASE_URL": address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as done:
            stand_back(done.pid)
            try:
                _, told = done.communicate(timeout=MOST_SECONDS)
            finally:
                done.kill()  # where it is not over
    except subprocess.TimeoutExpired:
        return f"The check was given up after {MOST_SECONDS // 60} minutes. Run “maturity audit verify” beside the app."
    except OSError as error:
        return (
            f"The check could not be started ({error.strerror}). Run “maturity audit verify” beside the app."
        )
    if done.returncode == 0:
        return ""
    return told.strip() or "The check ended without a word. Run “maturity audit verify” beside the app."
