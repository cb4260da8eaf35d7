"""That the benchmarks still run and find what ours finds, at tiny sizes; no time decides anything here."""

import shutil
from pathlib import Path

import pytest

from maturity.services.startup import open_with
from maturity.settings import Settings
from tests.benchmarks import compare, growth, history, pack, saves
from tests.benchmarks.__main__ import made_up
from tests.benchmarks.table import Row, known, machine


@pytest.fixture(scope="module")
def government(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up([(7, 2)], tmp_path_factory.mktemp("made-up"))[7, 2]


def test_every_row_has_its_figures(government: Path, tmp_path: Path) -> None:
    copy = tmp_path / "maturity.sqlite"
    shutil.copy(government, copy)
    installation = open_with(Settings(database_url=f"sqlite:///{copy}"))
    found = [
        *compare.rows(copy, "7 × 2", 1),  # in it ours and the floor are held to say the same
        *compare.scoring_rows(7, 2, 1),
        *pack.rows(installation, 7, 1),
        *history.rows(copy, "7 × 2", 1),
        *saves.rows(f"sqlite:///{copy}", "SQLite", 7, 1),
    ]
    installation.store.close()
    assert len({(row.name, row.note) for row in found}) == len(found) == 13
    assert all(figure > 0 for row in found for figure in (*row.ours, *row.floor))
    assert all(row.line.count(" | ") == 5 for row in found)


def test_growth_has_a_column_for_each_government(government: Path) -> None:
    head, _, *lines = growth.table({"7 × 2": government, "7 × 2 again": government}, 1).splitlines()
    assert head.endswith("| 7 × 2 | 7 × 2 again |")
    assert len(lines) == 6
    assert all(line.count(" | ") == 2 for line in lines)


def test_a_row_knows_what_stood_before_it() -> None:
    row = Row("Board pack of 300, whole", [1.0, 2.0, 3.0], [4.0], "s")
    assert row.line == (
        "| Board pack of 300, whole | 7.9 s | 2.00 s (2.90), n 3 | 4.00 s | 0.50 × | ≤ 2.5 s |"
    )
    assert known("Save one answer, SQLite, 7 departments")[0] == "2.1 ms; 6.4 ×"
    assert known("Something else") == ("–", "–")
    assert "commit" in machine()
