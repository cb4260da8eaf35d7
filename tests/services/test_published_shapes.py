"""Frameworks of the size and shape of published ones, answered and taken away whole: 97 statements in topics by themes
without an overall score, and 90 with 24 sets of answers and sums.
"""

import io
import zipfile
from datetime import datetime

import pytest

from maturity.assessment.people import local_person
from maturity.briefing.groups import NO_STATEMENTS, matrix_told
from maturity.bundle import verifying
from maturity.document import brief
from maturity.framework import files
from maturity.scoring.compare import Comparison
from maturity.services import comparing, demo, exporting
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.slides import deck
from maturity.workbook import pack
from maturity.workbook.sheets import Workbook, shown_value
from tests.made_up_frameworks import MADE_UP, text_of

ROUND = "made-up-round-2026"


@pytest.fixture(params=list(MADE_UP))
def answered(request: pytest.FixtureRequest, installation: Installation, noon: datetime) -> Installation:
    framework = files.parse(text_of(MADE_UP[request.param]()), f"{request.param}.yaml", new=True)
    here = Installation(installation.store, {framework.id: framework})
    demo.make_up(here, local_person(), noon, number=7, rounds_made=1, seed=3, framework_id=framework.id)
    return here


def words_of(made: Workbook, sheet: str) -> list[list[object]]:
    (found,) = (each for each in made.sheets if each.name == sheet)
    return [[shown_value(cell) for cell in row] for row in found.rows]


def test_every_medium_tells_of_every_group(answered: Installation, noon: datetime) -> None:
    me = local_person()
    compared: Comparison = comparing.comparison(answered, me, round_id=ROUND)
    framework = compared.framework
    first = next(iter(compared.departments))
    for only in (None, first):
        told = exporting.facts(answered, me, noon, BoardRequest(ROUND, department_id=only))
        made = pack.describe(told)
        rows = words_of(made, "Groups")
        assert len(rows) == len(framework.themes) + framework.counts.topics
        assert rows[0][1] == framework.themes[0].label
        assert deck.describe(told).slides
        assert brief.describe(told)
    if framework.scored_facets:
        (facet,) = framework.scored_facets
        cells = [cell for _, row in matrix_told(compared, facet).rows for cell in row]
        assert len(cells) - cells.count(NO_STATEMENTS) == 33
        assert words_of(made, "Groups by theme")[0][0] == framework.themes[0].label
        assert "of 5" in made.title or "of 5" in str(rows[0][2])
    else:
        assert str(rows[0][2]).endswith("of 3") or " of 3 (" in str(rows[0][2])


def test_a_bundle_holds_the_groups_and_is_verified(answered: Installation) -> None:
    data = exporting.bundle(answered, local_person(), round_id=ROUND)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        (name,) = (each for each in packed.namelist() if each.endswith("/groups.csv") or each == "groups.csv")
        lines = packed.read(name).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("department,view,group,kind,facet,value,score,low,high,out_of")
    framework = next(iter(answered.frameworks.values()))
    assert len(lines) > 7 * (len(framework.themes) + framework.counts.topics)
    verifying.verify(data)
