"""How long the whole history takes to be checked, and with it everything kept.

The floor of the chain fetches the same rows with the driver, and hashes nothing. `python -m tests.benchmarks.history
DATABASE.sqlite`, of a database that `maturity demo` filled; figures of the chain are per 100,000 entries. Python looks
for garbage as seldom as in `maturity audit verify`, by which History has the whole checked.
"""

import gc
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from maturity.__main__ import SELDOM
from maturity.assessment.people import local_person
from maturity.services import history
from maturity.services.startup import open_with
from maturity.settings import Settings
from maturity.store.history import verify_chain
from tests.benchmarks.table import Row, print_rows_of_a_database, processor_ms, seconds


def fetched(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return len(connection.execute("select * from history order by number").fetchall())


def rows(database: Path, size: str, times: int) -> Iterator[Row]:
    installation = open_with(Settings(database_url=f"sqlite:///{database}"))
    often = gc.get_threshold()
    gc.set_threshold(SELDOM)
    share = 100_000 / fetched(database)
    floor = [each * share for each in seconds(processor_ms(lambda: fetched(database), times))]

    def chain() -> None:
        with installation.store.reading() as session:
            verify_chain(session)

    took = [each * share for each in seconds(processor_ms(chain, times))]
    yield Row(f"History, whole check, per 100,000 entries, {size}", took, floor, "s")
    whole = seconds(processor_ms(lambda: history.verify(installation, local_person()), times))
    yield Row(f"History with what is kept, {size}", whole, unit="s")
    gc.set_threshold(*often)
    installation.store.close()


if __name__ == "__main__":
    print_rows_of_a_database(__doc__, rows)
