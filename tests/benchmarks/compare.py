"""How long Compare takes from the rows of a round to scores, ranges, themes, ranks, pairs and headline, and with the
figures of its first page; and how long scoring alone takes.

The floor of Compare does by hand, with the driver and numpy, what gives the same: two selects (departments by name, and
what they said), arrays, the mean of each department with its range, in all and by theme, ranks by sorting, how many
pairs are apart, who is surely at the ends, who overlaps each of 25, and one sentence. It reads no findings and asks
nobody's permission, and knows nothing of parts of an edition, blind reviews and answers carried over, which this round
has not. With figures it makes two of plotly for a page of 25: scores on their ranges, and the matrix with words for
each cell; ours are HTML. The floor of all at a glance is a heat map of plotly.

The floor of scoring is pandas: one table of all rounds, sums by `groupby`, in all and by theme, scores with ranges.

Cold is a process that has just opened the database; the floor opens it each time.

`python -m tests.benchmarks.compare DATABASE.sqlite [--times 15]`, of a database that `maturity demo` filled.
"""

import argparse
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from streamlit.logger import set_log_level

from maturity.assessment.answer import Answer, State
from maturity.assessment.levels import LEVEL, Levels, nothing
from maturity.assessment.people import local_person
from maturity.assessment.round import Status
from maturity.briefing import standing
from maturity.charts import heat_map, ranges
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.pages.comparing.matrix import matrix, scores_of
from maturity.pages.comparing.score_table import score_table
from maturity.scoring import score
from maturity.scoring.compare import Comparison, Sort
from maturity.services import administering, answering, comparing
from maturity.services.installation import Installation
from maturity.services.startup import open_with
from maturity.settings import Settings
from tests.benchmarks.table import ROOT, Row, processor_ms, side_by_side

DEPARTMENTS = """select d.id, d.name from assessments a join departments d on d.id = a.department_id
    where a.round_id = ? order by d.name"""
ROWS = """select a.department_id, n.statement_id, n.state, n.level from assessments a
    join answers n on n.assessment_id = a.id where a.round_id = ?"""
PAGE = 25
set_log_level("ERROR")  # it misses its server, which the matrix does not need


@dataclass(frozen=True)
class Measured:
    """A copy of a made-up government, and what of it is measured: its last round but one, which is closed, so that
    nothing in it is only carried over; and the one that is open.
    """

    installation: Installation
    path: str
    framework: Framework
    closed: str
    open: str


def measured(database: Path, folder: Path) -> Measured:
    """A copy of that database in a folder, ready to be measured."""
    path = folder / database.name
    shutil.copy(database, path)
    installation = open_with(Settings(database_url=f"sqlite:///{path}"))
    rounds = [each for each in administering.every_round(installation, local_person()) if not each.published]
    *_, closed, newest = sorted(rounds, key=lambda each: each.opens)
    framework = installation.frameworks[newest.framework_id]
    return Measured(installation, str(path), framework, closed.id, newest.id)


@dataclass(frozen=True)
class ByHand:
    """What the floor finds."""

    scores: np.ndarray[Any, Any]
    apart: int
    top: int
    themes: float
    overlaps: int
    best: int
    sentence: str
    level: np.ndarray[Any, Any]
    names: list[str]
    low: np.ndarray[Any, Any]
    high: np.ndarray[Any, Any]


def floor(path: str, round_id: str, framework: Framework) -> ByHand:
    with sqlite3.connect(path) as connection:
        departments = connection.execute(DEPARTMENTS, (round_id,)).fetchall()
        rows = connection.execute(ROWS, (round_id,)).fetchall()
    columns = {each.id: place for place, each in enumerate(framework.statements)}
    places = {id_: place for place, (id_, _) in enumerate(departments)}
    level = np.full((len(places), len(columns)), np.nan)
    out = np.zeros(level.shape, dtype=bool)
    i, j = np.array([(places[d], columns[s]) for d, s, _, _ in rows]).T
    level[i, j] = [np.nan if each is None else each for *_, each in rows]
    out[i, j] = [state == "not_applicable" for _, _, state, _ in rows]
    known, applies = ~np.isnan(level), ~out
    groups = np.zeros((len(columns), 1 + len(framework.themes)))
    groups[:, 0] = 1
    for theme, each in enumerate(framework.themes, start=1):
        groups[[columns[statement.id] for statement in each.statements], theme] = 1
    earned, count, apply = np.where(known, level, 0) @ groups, known @ groups, applies @ groups
    with np.errstate(invalid="ignore"):
        scores = 25 * earned / count
        low, high = 25 * earned / apply, 25 * (earned + 4 * (apply - count)) / apply
    there = count[:, 0] * 2 >= apply[:, 0]
    placed, least, most = scores[there, 0], low[there, 0], high[there, 0]
    order = np.lexsort((-most, -least, -placed))
    placed, least, most = placed[order], least[order], most[order]
    ahead = len(least) - np.searchsorted(np.sort(least), most + 1e-9, side="right")
    worst = len(least) - np.searchsorted(np.sort(most + 1e-9), least, side="left")
    overlaps = (least[:PAGE, None] <= most + 1e-9) & (least <= most[:PAGE, None] + 1e-9)
    quarter, pairs = len(least) // 4, len(least) * (len(least) - 1) // 2
    apart, top = int(ahead.sum()), int((worst <= quarter).sum())
    sentence = (
        f"The median of {len(placed)} departments is {np.median(placed):.1f}%; {apart} of {pairs} pairs can be told "
        f"apart; {top} are surely in the top quarter."
    )
    names = [departments[place][1] for place in np.flatnonzero(there)[order]]
    return ByHand(
        placed, apart, top, float(count[:, 1:].sum()), int(overlaps.sum()) - min(PAGE, len(least)),
        int((ahead == 0).sum()), sentence, level[there][order], names, least, most,
    )  # fmt: skip


def floor_with_figures(path: str, round_id: str, framework: Framework) -> list[str]:
    found = floor(path, round_id, framework)
    at = slice(0, PAGE)
    dots = go.Figure(
        go.Scatter(
            x=found.scores[at],
            y=found.names[at],
            mode="markers",
            error_x={
                "array": found.high[at] - found.scores[at],
                "arrayminus": found.scores[at] - found.low[at],
                "type": "data",
            },
        )
    )
    return [str(dots.to_json()), floor_of_cells(found, framework, PAGE)]


def floor_of_cells(found: ByHand, framework: Framework, most: int | None = None) -> str:
    """The statements of departments as a heat map with words for each cell."""
    words = {each.value: each.name for each in framework.scale_of(framework.statements[0]).levels}
    level, names = found.level[:most].T, found.names[:most]
    said = [[words.get(each, "Not known") for each in row] for row in level.tolist()]
    rows = [each.label for each in framework.statements]
    return str(go.Figure(go.Heatmap(z=level, x=names, y=rows, customdata=said)).to_json())


def ours(installation: Installation, round_id: str) -> Comparison:
    compared = comparing.comparison(installation, local_person(), round_id=round_id)
    compared = compared.ordered(Sort.SCORE).set_apart()
    standing.standing_in_words(compared)
    assert compared.theme_scores.score.size
    assert compared.ranks
    for key in list(compared.departments)[:PAGE]:
        compared.not_separated(key)
    return compared


def ours_with_figures(installation: Installation, round_id: str) -> list[str]:
    compared = ours(installation, round_id)
    page = list(compared.departments)[:PAGE]
    dots, cells = ranges.points(compared, page), heat_map.points(compared, page)
    heads = scores_of([(key, compared) for key in page])
    return [
        score_table("Scores", dots).text,
        matrix(compared.framework, cells, page, scores=heads, page="compare").text,
    ]


def at_a_glance(compared: Comparison) -> str:
    return str(heat_map.figure(heat_map.points(compared)).to_json())


def agree(one: ByHand, other: Comparison) -> None:
    """Both find the same."""
    assert np.allclose(one.scores, other.placed_scores, atol=1e-6)
    assert (one.apart, one.top) == (other.order.apart, len(other.order.top))
    assert one.themes == float(other.theme_scores.with_level.sum())
    assert one.best == len([rank for rank in other.ranks.values() if rank.best == 1])
    assert one.overlaps == sum(len(other.not_separated(key)) for key in list(other.departments)[:PAGE])


def save_one(there: Measured) -> None:
    """An answer of some department in the open round, which then says something else than before."""
    held, local = there.installation, local_person()
    drafts = [
        assessment
        for assessment, _ in answering.assessments_to_answer(held, local, round_id=there.open)
        if assessment.status is Status.DRAFT
    ]
    statement = there.framework.statements[0].id
    kept = answering.assessment_view(held, local, assessment_id=drafts[0].id).answers.get(statement)
    answer = Answer(
        state=State.LEVEL,
        level=1 if kept and kept.level == 2 else 2,
        evidence="Minutes of the board, which approved it.",
        version=kept.version if kept else 0,
    )
    at = datetime.now(UTC)
    answering.record_answer(
        held, local, at, assessment_id=drafts[0].id, statement_id=statement, answer=answer
    )


def rows(database: Path, size: str, times: int) -> Iterator[Row]:
    """Compare of one government, with and without its figures: read anew, again, and after somebody's save."""
    with tempfile.TemporaryDirectory() as folder:
        there = measured(database, Path(folder))
        path, framework = there.path, there.framework
        held = [there.installation]
        agree(floor(path, there.closed, framework), ours(held[0], there.closed))

        def anew() -> None:
            held[0].store.close()
            held[0] = open_with(Settings(database_url=f"sqlite:///{path}"))
            administering.every_round(
                held[0], local_person()
            )  # it is connected, and nothing of the round is read

        name = f"Compare, rows to headline, {size}"
        cold, ground = side_by_side(
            lambda: ours(held[0], there.closed), lambda: floor(path, there.closed, framework), times, anew
        )
        yield Row(name, cold, ground)
        yield Row(name, processor_ms(lambda: ours(held[0], there.closed), times), ground, note="again")
        cold, ground = side_by_side(
            lambda: ours_with_figures(held[0], there.closed),
            lambda: floor_with_figures(path, there.closed, framework),
            times,
            anew,
        )
        yield Row(f"Compare with its figures, cold, {size}", cold, ground)
        compared, found = ours(held[0], there.closed), floor(path, there.closed, framework)
        cold, ground = side_by_side(
            lambda: at_a_glance(compared), lambda: floor_of_cells(found, framework), times
        )
        yield Row(f"All departments at a glance, {size}", cold, ground)
        there = replace(there, installation=held[0])
        after = processor_ms(lambda: ours(held[0], there.open), times, lambda: save_one(there))
        yield Row(f"Compare, rows to headline, after a save, {size}", after)
        after = processor_ms(lambda: ours_with_figures(held[0], there.open), times, lambda: save_one(there))
        yield Row(f"Compare with its figures, after a save, {size}", after)
        there.installation.store.close()


def made_up_rounds(framework: Framework, departments: int, number: int) -> list[Levels]:
    """Rounds of made-up levels, of which a tenth is not known."""
    chance = np.random.default_rng(1)
    keys = [f"department-{place}" for place in range(departments)]
    found = []
    for _ in range(number):
        made = nothing(framework, keys)
        known = chance.random(made.state.shape) > 0.1
        made.state[known], made.said[known] = LEVEL, True
        made.level[known] = chance.integers(0, 5, np.count_nonzero(known))
        found.append(made)
    return found


def by_groupby(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score and range of each department in each round, in all and by theme: what is earned of what there is."""
    found = []
    for keys in (["round", "department"], ["round", "department", "theme"]):
        sums = table.groupby(keys, sort=False, observed=True)[["earned", "known", "apply"]].sum()
        sums["score"] = 25 * sums.earned / sums.known
        sums["low"] = 25 * sums.earned / sums["apply"]
        sums["high"] = 25 * (sums.earned + 4 * (sums["apply"] - sums.known)) / sums["apply"]
        found.append(sums)
    return found[0], found[1]


def scoring_rows(departments: int, number: int, times: int) -> Iterator[Row]:
    """Scoring so many departments in so many rounds, overall and by theme, with ranges."""
    framework = files.load(ROOT / "frameworks" / "nao-data-2019.yaml")
    every = made_up_rounds(framework, departments, number)
    themes = [framework.theme_of[each.id].id for each in framework.statements]
    level = np.concatenate([each.level.ravel() for each in every])
    table = pd.DataFrame(
        {
            "round": np.repeat(np.arange(number), departments * len(themes)),
            "department": np.tile(np.repeat(np.arange(departments), len(themes)), number),
            "theme": pd.Categorical(np.tile(themes, departments * number)),
            "earned": np.where(level >= 0, level, 0),
            "known": level >= 0,
            "apply": 1,
        }
    )

    def scored() -> list[tuple[score.Scores[str], score.Scores[tuple[str, str]]]]:
        new = [replace(each) for each in every]  # of which nothing is worked out yet
        return [(score.by_department(each), score.by_theme(each)) for each in new]

    overall, _ = by_groupby(table)
    assert np.allclose(overall.score, np.concatenate([one.score for one, _ in scored()]))
    mine, ground = side_by_side(scored, lambda: by_groupby(table), times)
    yield Row(f"Scoring {departments:,} × {number}", mine, ground)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("database", type=Path)
    asked.add_argument("--times", type=int, default=15)
    given = asked.parse_args()
    for row in (
        *rows(given.database, given.database.stem, given.times),
        *scoring_rows(1000, 10, given.times),
    ):
        sys.stdout.write(f"{row.line}\n")


if __name__ == "__main__":
    main()
