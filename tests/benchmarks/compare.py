"""How long Compare takes from the rows of a round to scores, ranges, themes, ranks, pairs and headline, beside a floor.

The floor does by hand, with the driver and numpy, what gives the same figures: one select, two arrays, the mean of
each department with its range, ranks by sorting, how many pairs are apart, and who is surely at the ends; it makes no
themes and no words, reads no findings, and asks nobody's permission.

`python -m tests.benchmarks.compare DATABASE.sqlite [--times 15]`, of a database that `maturity demo` filled.
"""

import argparse
import gc
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from maturity.assessment.people import local_person
from maturity.briefing import standing
from maturity.scoring.compare import Sort
from maturity.services import administering, comparing
from maturity.services.startup import open_with
from maturity.settings import Settings
from maturity.store import levels

ROWS = """select a.department_id, n.statement_id, n.state, n.level from assessments a
    join answers n on n.assessment_id = a.id where a.round_id = ?"""


def floor(path: str, round_id: str, statements: list[str]) -> tuple[float, int, int]:
    """The sum of the scores, the pairs apart, and how many are surely in the top quarter."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(ROWS, (round_id,)).fetchall()
    columns = {each: place for place, each in enumerate(statements)}
    places: dict[str, int] = {}
    where = [(places.setdefault(d, len(places)), columns[s]) for d, s, _, _ in rows]
    level = np.full((len(places), len(columns)), np.nan)
    out = np.zeros(level.shape, dtype=bool)
    i, j = np.array(where).T
    level[i, j] = [np.nan if each is None else each for *_, each in rows]
    out[i, j] = [state == "not_applicable" for _, _, state, _ in rows]
    known, applies = ~np.isnan(level), ~out
    earned, apply = np.nansum(level, axis=1), applies.sum(axis=1)
    score = 25 * earned / known.sum(axis=1)
    low, high = 25 * earned / apply, 25 * (earned + 4 * (applies & ~known).sum(axis=1)) / apply
    there = known.sum(axis=1) * 2 >= apply
    score, low, high = score[there], low[there], high[there]
    ahead = len(low) - np.searchsorted(np.sort(low), high + 1e-9, side="right")
    worst = len(low) - np.searchsorted(np.sort(high + 1e-9), low, side="left")
    return float(score.sum()), int(ahead.sum()), int((worst <= len(low) // 4).sum())


def ours(installation: Any, round_id: str) -> tuple[float, int, int]:
    compared = comparing.comparison(installation, local_person(), round_id=round_id)
    compared = compared.ordered(Sort.SCORE).set_apart()
    standing.standing_in_words(compared)
    themes = sum(score.with_level for score in compared.theme_scores.values())
    assert themes
    assert compared.ranks
    for key in list(compared.departments)[:25]:
        compared.not_separated(key)
    return sum(compared.placed_scores), compared.order.apart, len(compared.order.top)


def processor_ms(work: Callable[[], object], times: int) -> list[float]:
    took = []
    for _ in range(times):
        begun = time.process_time()
        work()
        took.append(1000 * (time.process_time() - begun))
    return took


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("database", type=Path)
    asked.add_argument("--times", type=int, default=15)
    given = asked.parse_args()
    installation = open_with(Settings(database_url=f"sqlite:///{given.database}"))
    rounds = [each for each in administering.every_round(installation, local_person()) if not each.published]
    newest = sorted(rounds, key=lambda each: each.opens)[-2]  # closed: nothing in it is only carried over
    framework = next(iter(installation.frameworks.values()))
    statements = [each.id for each in framework.statements]
    path = str(given.database)
    one, other = floor(path, newest.id, statements), ours(installation, newest.id)
    assert one[1:] == other[1:]
    assert abs(one[0] - other[0]) < 1e-6
    gc.freeze()
    write = sys.stdout.write
    ground = processor_ms(lambda: floor(path, newest.id, statements), given.times)
    took = processor_ms(lambda: ours(installation, newest.id), given.times)

    def anew() -> object:
        levels.ROUNDS_READ.clear()
        return ours(installation, newest.id)

    cold = processor_ms(anew, given.times)
    for name, each in (("floor", ground), ("ours, read anew", cold), ("ours, remembered", took)):
        write(
            f"{name}: median {statistics.median(each):.1f} ms, 95th percentile {np.percentile(each, 95):.1f}\n"
        )
    ratios = (statistics.median(each) / statistics.median(ground) for each in (cold, took))
    write(f"{' and '.join(f'{ratio:.1f}' for ratio in ratios)} ×, n = {given.times}, processor time\n")


if __name__ == "__main__":
    main()
