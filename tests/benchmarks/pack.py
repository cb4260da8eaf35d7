"""How long the board pack of a big round takes, and how that compares with writing the same cells with bare openpyxl.

python -m tests.benchmarks.pack [DEPARTMENTS]
"""

import io
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import Workbook as Book

from maturity.assessment.answer import Answer, State
from maturity.assessment.round import Department, Kind, Round
from maturity.framework import files
from maturity.scoring.compare import Comparison
from maturity.workbook import pack, write
from maturity.workbook.sheets import Cell, Formula

ROOT = Path(__file__).parents[2]


def comparison(count: int) -> Comparison:
    """A made-up round of so many departments."""
    framework, chance = files.library(ROOT / "frameworks")["nao-data-2019"], random.Random(1)
    judgements = {
        f"d{number}": {
            statement.id: Answer(
                state=State.LEVEL, level=chance.randrange(5), evidence="Made-up evidence. " * 9, version=1
            )
            for statement in framework.statements
            if chance.random() < 0.8
        }
        for number in range(count)
    }
    round_ = Round(
        id="made-up",
        title="Made-up round",
        kind=Kind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=datetime(2026, 1, 1, tzinfo=UTC).date(),
        source="Everything in this round is made up.",
    )
    departments = {key: Department(id=key, name=f"Department {key}") for key in judgements}
    return Comparison(framework, round_, departments, judgements, revision=1)


def bare(described: write.Workbook) -> int:
    """The same cells without looks, heights, tables or values of formulas; gives how many there are."""
    book, cells = Book(write_only=True), 0
    for sheet in described.sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            values = [cell.value if isinstance(cell, Cell) else cell for cell in row]
            page.append([value.words if isinstance(value, Formula) else value for value in values])
            cells += len(values)
    book.save(io.BytesIO())
    return cells


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    compared = comparison(count)
    started = time.perf_counter()
    made = write.workbook(pack.describe(compared, at=datetime.now(UTC)))
    ours = time.perf_counter() - started
    described = pack.describe(compared, at=datetime.now(UTC))
    started = time.perf_counter()
    cells = bare(described)
    theirs = time.perf_counter() - started
    sys.stdout.write(
        f"{count} departments, {cells:,} cells, {len(made):,} bytes: {ours:.1f} s; "
        f"bare openpyxl {theirs:.1f} s; ratio {ours / theirs:.2f}\n"
    )


if __name__ == "__main__":
    main()
