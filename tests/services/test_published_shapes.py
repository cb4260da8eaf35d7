"""Frameworks of the size and shape of published ones, answered and taken away whole: 97 statements in topics by themes
without an overall score, and 90 with 24 sets of answers and sums.
"""

import io
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from maturity.assessment.answer import NOT_ANSWERED, State
from maturity.assessment.merge import CellChange, Field, Side, Undecided
from maturity.assessment.people import local_person
from maturity.assessment.round import Status
from maturity.briefing.groups import NO_STATEMENTS, matrix_told, values_in_words
from maturity.bundle import verifying
from maturity.document import brief
from maturity.framework import files
from maturity.scoring.compare import Comparison
from maturity.services import answering, comparing, demo, exporting, offline
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
        told = exporting.facts(answered, me, noon, BoardRequest(ROUND, department_id=only), words=True)
        made = pack.describe(told)
        rows = words_of(made, "Groups")
        assert len(rows) == len(framework.themes) + framework.counts.topics
        assert rows[0][1] == framework.themes[0].label
        titles = [slide.title for slide in deck.describe(told).slides]
        headings = [block.heading for block in brief.describe(told).blocks]
        for facet in framework.scored_facets:
            finding = values_in_words(told.comparison, facet)
            assert finding in titles
            assert finding in headings
            assert finding.startswith("By theme: medians run from " if only is None else "By theme: from ")
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


def test_the_offline_workbook_is_whole_there_and_back_with_a_conflict(
    answered: Installation, noon: datetime
) -> None:
    me, assessment = local_person(), first_draft(answered)
    asked: dict[str, Any] = {"assessment_id": assessment}
    view = answering.assessment_view(answered, me, **asked)
    book = openpyxl.load_workbook(io.BytesIO(offline.template(answered, me, noon, filled=True, **asked)))
    typed: dict[str, int] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=5):
            statement = view.framework.by_id.get(str(row[0].value))
            if statement is not None and sheet["A1"].value == "maturity:statement":
                levels = view.framework.scale_of(statement).by_value
                before = view.answers.get(statement.id, NOT_ANSWERED).level
                typed[statement.id] = next(each for each in levels if each != before)
                row[3].value = levels[typed[statement.id]].name
    assert len(typed) == len(view.framework.statements)
    first = next(iter(typed))
    kept = view.answers.get(first, NOT_ANSWERED)
    other = next(each for each in view.framework.scale_of(view.framework.by_id[first]).by_value
                 if each not in (typed[first], kept.level))  # fmt: skip
    said = kept.model_copy(update={"state": State.LEVEL, "level": other, "carried": False})
    answering.record_answer(answered, me, noon, statement_id=first, answer=said, **asked)
    file = io.BytesIO()
    book.save(file)
    data = file.getvalue()
    with pytest.raises(Undecided):
        offline.bring_in(answered, me, noon, data=data, choices={}, **asked)
    found = offline.preview(answered, me, noon, data=data, **asked).differences
    choices = {each.key: Side.WORKBOOK for each in found if each.kind is CellChange.IN_BOTH}
    assert list(choices) == [(first, Field.ANSWER)]
    assert len(offline.bring_in(answered, me, noon, data=data, choices=choices, **asked)) == len(typed)
    after = answering.assessment_view(answered, me, **asked).answers
    assert {key: after[key].level for key in typed} == typed
    again = offline.template(answered, me, noon, filled=True, **asked)
    assert offline.preview(answered, me, noon, data=again, **asked).brings_nothing


def first_draft(here: Installation) -> int:
    """An assessment that may still be changed."""
    found = answering.assessments_to_answer(here, local_person(), round_id=ROUND)
    return next(each.id for each, _ in found if each.status is Status.DRAFT)
