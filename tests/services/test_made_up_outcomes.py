"""39 outcomes with 449 items and two profiles: answered, taken away whole, filled in offline, verified."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from maturity.assessment.answer import ItemField, as_written
from maturity.assessment.checklist import ItemState, derived
from maturity.assessment.merge import CellChange, Side, Undecided
from maturity.assessment.people import local_person
from maturity.briefing import movement
from maturity.bundle.verifying import verify
from maturity.scoring.bridge import ChangeKind, NoBridge
from maturity.services import administering, answering, comparing, exporting, offline, trends
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation
from maturity.store import answers
from tests import made_up_outcomes

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 2, 12, 0, tzinfo=UTC)
ME = local_person()


@pytest.fixture
def outcomes(installation: Installation) -> Installation:
    """A round of the made-up outcomes that three departments answered."""
    framework = made_up_outcomes.framework()
    made = replace(installation, frameworks={framework.id: framework})
    administering.open_round(made, ME, NOON, title="First", framework_id=framework.id, closes=None)
    for seed, name in enumerate(("Alder", "Birch", "Cedar")):
        department = administering.add_department(made, ME, NOON, name=name)
        begun = answering.start_assessment(made, ME, NOON, round_id="first", department_id=department.id)
        with made.store.transaction(ME, NOON) as transaction:
            answers.save_all(transaction, begun.id, made_up_outcomes.answers(framework, seed))
    return made


def test_what_the_items_leave_possible_holds_at_every_theme(outcomes: Installation) -> None:
    compared = comparing.comparison(outcomes, ME, round_id="first")
    framework = compared.framework
    assert (len(framework.statements), framework.counts.items, len(framework.target_profiles)) == (39, 449, 2)
    for department in compared.departments:
        for theme in framework.themes:
            low = high = 0.0
            many = 0
            for statement in theme.every_statement():
                answer = compared.judgement(department, statement.id)
                ends = (answer.level, answer.level) if answer.level is not None else (answer.low, answer.high)
                assert ends[0] is not None
                assert ends[1] is not None
                low, high, many = low + ends[0] / 2, high + ends[1] / 2, many + 1
            found = compared.theme_scores[department, theme.id]
            assert found.low == pytest.approx(100 * low / many)
            assert found.high == pytest.approx(100 * high / many)


def test_it_is_taken_away_whole(outcomes: Installation) -> None:
    checked = verify(exporting.bundle(outcomes, ME, round_id="first")).checked
    assert any(each.startswith("Items of checklists") for each in checked)
    pack = load_workbook(io.BytesIO(exporting.board_pack(outcomes, ME, NOON, BoardRequest(round_id="first"))))
    said = [row[6].value for row in pack["Checklists"].iter_rows() if row[6].value]
    assert (
        sum(each in {"Yes", "No", "Met another way", "Does not apply", "Not looked at"} for each in said)
        == 3 * 449
    )


def test_slides_say_each_thing_once_and_what_checklists_ask(outcomes: Installation) -> None:
    deck = Presentation(io.BytesIO(exporting.slides(outcomes, ME, NOON, BoardRequest(round_id="first"))))
    said = [
        [
            paragraph.text
            for shape in slide.shapes
            if shape.has_text_frame
            for paragraph in shape.text_frame.paragraphs
        ]
        for slide in deck.slides
    ]
    for slide in said:
        sentences = [each for each in slide if each.endswith(".")]
        assert len(sentences) == len(set(sentences))
    every = " ".join(each for slide in said for each in slide)
    assert "most need this next: its checklist asks all of “" in every
    assert "see the guidance" not in every


def test_it_goes_out_and_comes_back(outcomes: Installation) -> None:
    data = offline.template(outcomes, ME, NOON, assessment_id=2, filled=True)
    assert offline.bring_in(outcomes, ME, NOON, assessment_id=2, data=data, choices={}) == []
    book = load_workbook(io.BytesIO(data))
    sheet = book["Checklists"]
    (row,) = [each[0].row or 0 for each in sheet.iter_rows(min_row=5) if each[0].value == "o7-1"]
    sheet.cell(row, 5).value = "Does not apply"
    file = io.BytesIO()
    book.save(file)
    assert offline.bring_in(outcomes, ME, NOON, assessment_id=2, data=file.getvalue(), choices={}) == ["o7"]
    kept = answering.assessment_view(outcomes, ME, assessment_id=2).answers["o7"]
    assert as_written(kept, ItemField("o7-1")).startswith("not_applicable")


def test_levels_are_compared_over_time_where_there_is_no_score(outcomes: Installation) -> None:
    framework = made_up_outcomes.framework()
    administering.open_round(outcomes, ME, LATER, title="Second", framework_id=framework.id, closes=None)
    for seed, department in enumerate(administering.every_department(outcomes, ME)[:2], start=7):
        begun = answering.start_assessment(
            outcomes, ME, LATER, round_id="second", department_id=department.id
        )
        with outcomes.store.transaction(ME, LATER) as transaction:
            answers.save_all(transaction, begun.id, made_up_outcomes.answers(framework, seed))
    found = trends.bridge_between(outcomes, ME, start="first", end="second", department_id=None)
    assert isinstance(found, NoBridge)
    assert found.unscored
    since = trends.levels_since(outcomes, ME, round_id="second")
    assert since is not None
    assert (since[0].title, [each.department for each in since[1]]) == ("First", ["alder", "birch"])
    for place, moved in enumerate(since[1]):
        was, now = (made_up_outcomes.answers(framework, seed) for seed in (place, place + 7))
        pairs = [(was[each.id].level, now[each.id].level) for each in framework.statements]
        both = [(a, b) for a, b in pairs if a is not None and b is not None]
        assert moved.both == len(both)
        assert moved.count(ChangeKind.IMPROVED) == sum(a < b for a, b in both)
        assert moved.count(ChangeKind.DECLINED) == sum(a > b for a, b in both)
        more = sum(a is None and b is not None for a, b in pairs)
        less = sum(a is not None and b is None for a, b in pairs)
        assert movement.newly_known(moved) == (more, less)
    one = trends.levels_between(outcomes, ME, start="first", end="second", department_id="birch")
    assert [each.department for each in one] == ["birch"]
    rose, fell = one[0].count(ChangeKind.IMPROVED), one[0].count(ChangeKind.DECLINED)
    said = f"of {one[0].both} levels known in both rounds {rose} rose and {fell} fell"
    assert movement.levels_in_words(one) == said
    assert trends.levels_since(outcomes, ME, round_id="first") is None


def test_all_449_items_are_filled_in_offline_and_three_in_conflict_are_chosen(outcomes: Installation) -> None:
    framework = made_up_outcomes.framework()
    department = administering.add_department(outcomes, ME, NOON, name="Dogwood")
    begun = answering.start_assessment(outcomes, ME, NOON, round_id="first", department_id=department.id)
    wanted = {
        key: tuple(item for item in each.items if item.said is not ItemState.NOT_LOOKED_AT)
        for key, each in made_up_outcomes.answers(framework, 9).items()
    }
    said = {item.id: item for each in wanted.values() for item in each}
    book = load_workbook(
        io.BytesIO(offline.template(outcomes, ME, NOON, assessment_id=begun.id, filled=False))
    )
    rows = {str(row[0].value): row for row in book["Checklists"].iter_rows(min_row=5)}
    assert len(rows) == 449
    for key, item in said.items():
        rows[key][4].value, rows[key][5].value = item.said.words, item.words or None
    file = io.BytesIO()
    book.save(file)
    meanwhile = [item for item in said.values() if item.id.startswith("o3-")][:3]
    for version, item in enumerate(meanwhile):
        answering.record_field(
            outcomes,
            ME,
            NOON,
            assessment_id=begun.id,
            statement_id="o3",
            field=ItemField(item.id),
            words="no" if item.said is not ItemState.NO else "yes",
            based_on=version,
        )
    bring = partial(offline.bring_in, outcomes, ME, NOON, assessment_id=begun.id, data=file.getvalue())
    with pytest.raises(Undecided):
        bring(choices={})
    found = offline.preview(outcomes, ME, NOON, assessment_id=begun.id, data=file.getvalue())
    conflicts = found.of(CellChange.IN_BOTH)
    assert len(conflicts) == 3
    assert len(bring(choices={each.key: Side.WORKBOOK for each in conflicts})) == len(
        [each for each in wanted.values() if each]
    )
    kept = answering.assessment_view(outcomes, ME, assessment_id=begun.id).answers
    assert {key: kept[key].items for key, each in wanted.items() if each} == {
        key: each for key, each in wanted.items() if each
    }
    for key, answer in kept.items():
        states = {item.id: item.said for item in answer.items}
        assert answer.comes_to == derived(framework, framework.by_id[key], states)
    assert verify(exporting.bundle(outcomes, ME, round_id="first"))
