import io
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import which
from typing import Any, NoReturn

import openpyxl
import pytest
from PIL import ImageFont
from pptx.util import Emu

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Status
from maturity.briefing.asks import AskAbout, asks
from maturity.briefing.facts import Facts, Movement
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.bridge import Bridge, bridge, bridge_of_round
from maturity.scoring.compare import Comparison
from maturity.slides import deck, write
from maturity.slides.deck import NothingToPresent
from maturity.workbook import pack
from maturity.workbook.pack import scores as pack_scores
from maturity.workbook.sheets import Cell, Formula, Sheet

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
Compared = Callable[..., Comparison]
Alone = Callable[[Comparison, str], Comparison]
Reopened = Callable[[bytes], Any]
Planned = Callable[..., Forecast]
Answered = Callable[..., Comparison]

LONG = "The Office of the Parliamentary Commissioner for Standards in the Administration of " * 2
MANY = {
    f"Department of {number:03} Affairs and Regional Co-operation": f"a1={number % 5} a2=? b1={number % 4}"
    for number in range(300)
}


def _moved(before: Comparison | None, now: Comparison) -> Movement | None:
    """As the services have it."""
    if before is None:
        return None
    alone = len(now.departments) == 1
    found = bridge(before, now, next(iter(now.departments))) if alone else bridge_of_round(before, now)
    return Movement(before, found) if isinstance(found, Bridge) else None


def _made(comparison: Comparison, before: Comparison | None = None, plan: Forecast | None = None) -> bytes:
    moved = _moved(before, comparison)
    return write.presentation(
        deck.describe(Facts(comparison, NOON, made_by="Ada", plan=plan, movement=moved))
    )


def _sheets(
    comparison: Comparison, before: Comparison | None = None, plan: Forecast | None = None
) -> dict[str, Sheet]:
    """The board pack of the same."""
    moved = _moved(before, comparison)
    book = pack.describe(Facts(comparison, NOON, plan=plan, movement=moved))
    return {sheet.name: sheet for sheet in book.sheets}


def _column(sheet: Sheet, heading: str) -> list[object]:
    place = [column.heading for column in sheet.columns].index(heading)
    return [each.cached_value if isinstance(each := row[place], Formula) else each for row in sheet.rows]


def _action(number: int, status: ActionStatus, *departments: str, **said: Any) -> Action:
    """Raises a plan to “Mostly” by September 2026 unless told otherwise."""
    given: dict[str, Any] = {
        "title": f"Work {number}",
        "rises": (Rise(statement_id="a1", to=3),),
        "due": date(2026, 9, 1),
    }
    return Action(id=number, round_id="spring", departments=departments, status=status, **(given | said))


def _charts(book: Any) -> Iterator[Any]:
    return (shape.chart for page in book.slides for shape in page.shapes if shape.has_chart)


def _words(book: Any) -> str:
    return "\n".join(_texts(book))


def _texts(book: Any) -> Iterator[str]:
    for page in book.slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                yield shape.text_frame.text
            if shape.has_table:
                for row in shape.table.rows:
                    yield from (cell.text_frame.text for cell in row.cells)


@pytest.fixture(
    params=[
        "round",
        "department",
        "unanswered",
        "nothing applies",
        "at the top",
        "three hundred",
        "long",
        "moved",
        "planned",
        "planned alone",
    ],
    scope="module",
)
def any_deck(
    request: pytest.FixtureRequest,
    compared: Compared,
    published: Comparison,
    alone: Alone,
    planned: Planned,
    answered: Answered,
) -> tuple[dict[str, Sheet], bytes]:
    """Every kind of deck there is, with the sheets of the board pack of the same."""
    said = {
        "unanswered": {"Treasury": ""},
        "nothing applies": {"Treasury": "a1=- a2=- b1=-"},
        "at the top": {"Treasury": "a1=4 a2=4 b1=4"},
        "three hundred": MANY,
        "long": {LONG + "A": "a1=1 b1=?", LONG + "B": "a1=2", "C" * 120: ""},
        "moved": {"Treasury": "a1=3 a2=? b1=4", "Home Office": "a1=0 a2=1 b1=2"},
        "planned": {"Treasury": "a1=1 a2=? b1=3", LONG: "a1=0 a2=1 b1=2", "Silent": ""},
        "planned alone": {"Treasury": "a1=1 a2=? b1=3"},
    }
    match request.param:
        case "round":
            comparison = published
        case "department":
            comparison = alone(published, "G")
        case kind:
            comparison = compared(said[kind], source="Everything here is made up.")
    before = plan = None
    if request.param in ("moved", "planned", "planned alone"):
        before = compared({"Treasury": "a1=1 a2=1 b1=1"}, title="Winter")
    if request.param.startswith("planned"):
        comparison = replace(answered(comparison, findings={"d0": {"b1": 2}}), unseen=4)
        plan = planned(
            comparison,
            *(
                _action(
                    number,
                    list(ActionStatus)[number % 5],
                    "d0",
                    title=f"=Work {number} " + "with a long name " * 10,
                    one_off=number * 1000 if number % 2 else None,
                    yearly=30,
                    due=date(2026, 9, 1) if number % 3 else None,
                )
                for number in range(12)
            ),
            accepted={"d0": ["b1"]},
        )
    return _sheets(comparison, before, plan), _made(comparison, before, plan)


def test_a_deck_has_five_to_nine_slides_with_titles_of_their_own(
    any_deck: tuple[dict[str, Sheet], bytes], reopened: Reopened
) -> None:
    book = reopened(any_deck[1])
    titles = [page.shapes.title.text_frame.text for page in book.slides]
    assert 5 <= len(titles) <= 9
    assert len(set(titles)) == len(titles)
    assert all(titles)


def test_nothing_on_a_slide_is_empty_or_undescribed(
    any_deck: tuple[dict[str, Sheet], bytes], reopened: Reopened
) -> None:
    for page in reopened(any_deck[1]).slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                assert all(paragraph.text.strip() for paragraph in shape.text_frame.paragraphs)
            if shape.has_chart or shape.has_table:
                assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 30
            if shape.has_table:
                assert all(cell.text_frame.text for row in shape.table.rows for cell in row.cells)


def test_every_slide_is_read_title_first_and_names_its_sheet_and_marking(
    any_deck: tuple[dict[str, Sheet], bytes], reopened: Reopened
) -> None:
    first, *others = reopened(any_deck[1]).slides
    assert "Classification: OFFICIAL" in first.placeholders[1].text_frame.text
    for page in [first, *others]:
        assert page.shapes[0] == page.shapes.title
        assert any(shape.has_text_frame and shape.text_frame.text == "OFFICIAL" for shape in page.shapes)
    for page in others:
        source = next(shape for shape in page.shapes if shape.name == "Source")
        assert source.text_frame.text.startswith("Figures: board pack, sheet")


def test_the_sheets_that_a_deck_names_are_in_the_board_pack(
    any_deck: tuple[dict[str, Sheet], bytes], reopened: Reopened
) -> None:
    pack_of_the_same, data = any_deck
    sources = [text for text in _texts(reopened(data)) if text.startswith("Figures: board pack, sheet")]
    named = {name for source in sources for name in re.findall("“(.*?)”", source)}
    assert named
    assert named <= set(pack_of_the_same)


def test_every_text_fits_its_place_by_the_measure_of_a_real_font(
    any_deck: tuple[dict[str, Sheet], bytes], reopened: Reopened
) -> None:
    for page in reopened(any_deck[1]).slides:
        for shape in page.shapes:
            if shape.has_text_frame:
                assert _height(shape.text_frame, Emu(shape.width).inches) <= Emu(shape.height).inches
            if shape.has_table:
                for row in shape.table.rows:
                    for cell, column in zip(row.cells, shape.table.columns, strict=True):
                        across = Emu(column.width).inches - 0.1
                        assert _height(cell.text_frame, across) <= Emu(row.height).inches


def _height(frame: Any, across: float) -> float:
    """Inches that a text takes, wrapped by the widths of a font that Pillow brings."""
    total = 0.0
    for paragraph in frame.paragraphs:
        (run,) = paragraph.runs
        size = run.font.size.pt
        font = ImageFont.load_default(100)
        room = (
            (
                across
                - 0.1
                - (
                    0.3
                    if paragraph._p.pPr is not None and paragraph._p.pPr.get("marL") not in (None, "0")
                    else 0
                )
            )
            * 72
            / size
            * 100
        )
        lines, used = 1, 0.0
        for word in run.text.split(" "):
            wide = font.getlength(word + " ")
            if used and used + wide > room:
                lines, used = lines + 1, 0.0
            lines += int(wide // room)
            used += wide % room
        total += lines * size * 1.15 / 72
    return total


def test_a_rounds_bars_are_the_scores_of_the_comparison(published: Comparison, reopened: Reopened) -> None:
    chart = next(_charts(reopened(_made(published))))
    order = ["A", "C", "G", "B", "F", "D", "E"]  # by score: see the table in docs/guide/board.md
    assert list(chart.plots[0].categories) == [f"Department {letter}" for letter in order]
    series = {each.name: list(each.values) for each in chart.series}
    assert series["Lowest possible"] == [published.scores[key].low for key in order]
    assert series["Score"] == [published.scores[key].score for key in order]
    assert series["Highest possible"] == [published.scores[key].high for key in order]
    assert [round(value, 1) for value in series["Score"]] == [100.0, 75.0, 61.4, 52.8, 50.0, 46.7, 45.0]


def test_a_departments_bars_are_its_levels_and_its_themes(
    compared: Compared, alone: Alone, published: Comparison, reopened: Reopened
) -> None:
    levels, themes = _charts(reopened(_made(compared({"Treasury": "a1=3 a2=? b1=1"}))))
    counts = dict(zip(levels.plots[0].categories, levels.plots[0].series[0].values, strict=True))
    assert counts == {
        "0 Absent": 0,
        "1 Begun": 1,
        "2 Partial": 0,
        "3 Mostly": 1,
        "4 Complete": 0,
        "Not determined": 1,
        "Not answered": 0,
        "Not applicable": 0,
    }
    # Plans: 3 of 4 is known; the other may be 0 to 4: 37.5 to 87.5. People: 1 of 4.
    assert {each.name: list(each.values) for each in themes.series} == {
        "Lowest possible": [37.5, 25],
        "Score": [75, 25],
        "Highest possible": [87.5, 25],
    }
    g = alone(published, "G")
    words = _words(reopened(_made(g)))
    assert "61.4%, and 37.5 to 76.4% with what is not known" in words
    assert "Department A" not in words


def test_too_little_known_has_no_bar_among_the_others_and_is_said(
    compared: Compared, reopened: Reopened
) -> None:
    book = reopened(_made(compared({"Loud": "a1=4", "Treasury": "a1=2 a2=2", "Silent": ""})))
    chart = next(_charts(book))
    assert list(chart.plots[0].categories) == ["Treasury"]
    assert "Loud (answer 1 more statement) and Silent (answer 2 more statements)." in _words(book)
    alone_ = _words(reopened(_made(compared({"Silent": ""}))))
    assert (
        "too little is known to say, and it may be anything from 0.0 to 100.0%: answer 2 more statements"
        in alone_
    )


def test_of_three_hundred_the_ends_are_shown_and_the_rest_is_counted(
    compared: Compared, reopened: Reopened
) -> None:
    comparison = compared(MANY)
    book = reopened(_made(comparison))
    chart = next(_charts(book))
    assert len(list(chart.plots[0].categories)) == 8
    words = _words(book)
    assert "Shown: the 4 highest and the 4 lowest scores of 300 departments." in words
    assert f"{comparison.order.apart} of 44850 pairs of departments" in words
    assert "…" not in "".join(page.shapes.title.text_frame.text for page in book.slides)


def test_movement_is_between_the_two_rounds_figures(compared: Compared, reopened: Reopened) -> None:
    before = compared({"Treasury": "a1=1 a2=1 b1=1"}, title="Winter")
    now = compared({"Treasury": "a1=3 a2=? b1=3"})
    book = reopened(_made(now, before))
    chart = list(_charts(book))[2]
    # Winter: 1 of 4 throughout. Spring: 3 of 4 where known; the range from (3 + 0 + 3) ÷ 12 = 50 is above 25.
    assert {each.name: list(each.values) for each in chart.series} == {
        "Winter": [25, 25, 25],
        "Spring": [75, 75, 75],
    }
    words = _words(book)
    assert "Since Winter: surely rose from 25.0 to 75.0%" in words
    assert "In points, the difference is made of: among statements known in both rounds, improved " in words
    unsure = _words(reopened(_made(compared({"Treasury": "a1=3"}), before)))
    assert "The ranges meet (25.0 to 25.0%, then 25.0 to 91.7%)" in unsure


def test_rounds_move_on_the_mean_of_those_in_both(compared: Compared, reopened: Reopened) -> None:
    before = compared({"Treasury": "a1=1 a2=1 b1=1", "Gone": "a1=4 a2=4 b1=4"}, title="Winter")
    now = compared({"Treasury": "a1=3 a2=3 b1=3", "New": "a1=0 a2=0 b1=0"})
    before = replace(
        before, departments={k: v.model_copy(update={"id": k}) for k, v in before.departments.items()}
    )
    now_keys = {"d0": now.departments["d0"], "d9": now.departments["d1"]}
    now = replace(
        now, departments=now_keys, judgements={"d0": now.judgements["d0"], "d9": now.judgements["d1"]}
    )
    words = _words(reopened(_made(now, before)))
    assert "Since Winter: 1 surely rose and 0 surely fell, of 1 department" in words
    assert "Means over the 1 department with a score in both rounds: 25.0%, then 75.0%." in words


def test_themes_of_another_edition_are_not_set_beside_these(compared: Compared, reopened: Reopened) -> None:
    before = compared({"Treasury": "a1=1 a2=1 b1=1"}, title="Winter")
    other = before.framework.model_copy(update={"content_hash": "0" * 64})
    book = reopened(_made(compared({"Treasury": "a1=3 a2=3 b1=3"}), replace(before, framework=other)))
    assert list(list(_charts(book))[2].plots[0].categories) == ["In all"]


def test_a_movement_is_told_no_firmer_than_the_ranges_bear(
    compared: Compared, answered: Answered, reopened: Reopened
) -> None:
    before = compared({"Treasury": "a1=1 a2=1 b1=1"}, title="Winter")
    unsure = _words(reopened(_made(compared({"Treasury": "a1=3"}), before)))
    assert "Since Winter: too little is known to say (25.0%, then 75.0% of what is known)" in unsure
    same = _words(reopened(_made(compared({"Treasury": "a1=1"}), before)))
    assert "Since Winter: stayed at 25.0%, as far as is known" in same
    now = compared({"Treasury": "a1=3 a2=3 b1=3"})
    overturned = _words(reopened(_made(answered(now, {"d0": {"a1": 0}}), before)))
    # With the finding 0 + 3 + 3 of 12, and nothing unknown: as sure as the department's own word.
    own, audited = (
        "by its own word surely rose from 25.0 to 75.0%",
        "with auditors' findings surely rose from 25.0 to 50.0%",
    )
    assert f"Since Winter: {own}; {audited}" in overturned
    assert "1 auditor's finding differs from the answers." in overturned
    of_two = {"Treasury": "a1=3 a2=3 b1=3", "Home Office": "a1=3 a2=3 b1=3"}
    earlier = compared(dict.fromkeys(of_two, "a1=1 a2=1 b1=1"), title="Winter")
    several = _words(reopened(_made(answered(compared(of_two), {"d0": {"a1": 0}}), earlier)))
    assert "2 surely rose and 0 surely fell by their own word." in several
    assert "With auditors' findings counted, 2 surely rose and 0 surely fell." in several


def test_a_movement_says_how_many_assessments_are_drafts(compared: Compared, reopened: Reopened) -> None:
    said = {"Treasury": "a1=3 a2=3 b1=3", "Home Office": "a1=3"}
    now, before = compared(said), compared(said, title="Winter")
    settled = {"d0": Status.AGREED, "d1": Status.AGREED}
    one_draft = replace(now, statuses=settled | {"d1": Status.DRAFT})
    words = _words(reopened(_made(one_draft, replace(before, statuses=settled))))
    assert "Still drafts: 1 of these 2 assessments now, and 0 of the last round's." in words
    agreed = _words(reopened(_made(replace(now, statuses=settled), replace(before, statuses=settled))))
    assert "drafts" not in agreed
    alone = compared({"Treasury": "a1=3"}), compared({"Treasury": "a1=3"}, title="Winter")
    assert "Both assessments are still drafts." in _words(reopened(_made(*alone)))


def test_what_the_reader_may_not_see_is_counted(compared: Compared, reopened: Reopened) -> None:
    comparison = replace(compared({"Treasury": "a1=2", "Home Office": "a1=3"}), unseen=37)
    first, second, *_ = reopened(_made(comparison)).slides
    words = "2 of the 39 departments that have begun are shown; the others are not open to the reader yet."
    assert words in first.placeholders[1].text_frame.text
    assert "Status of those shown: 2 draft" in first.placeholders[1].text_frame.text
    assert words in second.placeholders[1].text_frame.text
    assert "that have begun" not in _words(reopened(_made(replace(comparison, unseen=0))))


def test_where_we_stand_says_what_auditors_found_and_what_has_no_evidence(
    compared: Compared, answered: Answered, reopened: Reopened
) -> None:
    comparison = compared({"Treasury": "a1=3 a2=3 b1=4"})
    high = comparison.framework.model_copy(update={"high_level": 3})
    comparison = replace(comparison, framework=high)
    words = _words(reopened(_made(answered(comparison, {"d0": {"a1": 0}}, evidence=["a2"]))))
    assert "Where we stand: 83.3%" in words
    assert "1 auditor's finding differs from the answers: 58.3% with it." in words  # 0 + 3 + 4 of 12
    assert "2 of 3 levels of 3 or above have no evidence behind them." in words
    agreed = _words(reopened(_made(answered(comparison, evidence=["a1", "a2", "b1"]))))
    assert "Each of the 3 levels of 3 or above has evidence behind it." in agreed
    assert "auditor" not in agreed
    several = compared({"One": "a1=4 a2=4 b1=4", "Two": "a1=1 a2=1 b1=1"})
    several = answered(several, {"d0": {"a1": 0, "a2": 0}})
    # With them One is at 4 of 12, Two still at 3: 33.3 and 25.0.
    words = _words(reopened(_made(several)))
    assert "2 auditors' findings differ from the answers: the median is 29.2% with them." in words


def test_a_department_too_little_known_in_a_theme_counts_in_no_median_of_it(
    compared: Compared, published: Comparison, reopened: Reopened
) -> None:
    words = _words(reopened(_made(compared({"One": "a1=4 a2=4 b1=2", "Two": "a1=1 a2=?"}))))
    assert "Plans: median 62.5%, from 25.0 to 100.0%.\n" in words  # half of it has a level: nothing to say
    assert "People: median 50.0%, from 50.0 to 50.0%." in words
    first = published.framework.themes[0]
    little = {next(iter(first.every_statement())).id: Judgement(state=State.LEVEL, level=0)}
    words = _words(reopened(_made(replace(published, judgements={**published.judgements, "E": little}))))
    # G has a level for less than half of it too, as published: five are left, the lowest of them at 50.
    said = "from 50.0 to 100.0%. 2 are too little known of it to count."
    assert f"{first.label}: median 75.0%, {said}" in words


def test_the_road_map_is_where_the_score_would_be(
    compared: Compared, planned: Planned, reopened: Reopened
) -> None:
    comparison = compared({"Treasury": "a1=1 a2=1 b1=1"})
    plan = planned(
        comparison,
        _action(1, ActionStatus.APPROVED, "d0", one_off=50_000, yearly=2_000),
        _action(2, ActionStatus.UNDER_WAY, "d0", one_off=1_000, due=None, no_date="Nobody said"),
        _action(3, ActionStatus.PROPOSED, "d0", rises=(Rise(statement_id="a2", to=4),)),
    )
    book = reopened(_made(comparison, plan=plan))
    words = _words(book)
    # 3 of 12 as assessed; 5 of 12 once the plan is at 3.
    title = "Road map: 25.0% as assessed in Spring, 41.7% by the end of March 2027 if all that is approved is"
    assert title in words
    assert "Of 16.7 points, by actions: 16.7 points with 1 with its date ahead." in words
    assert "How promises are kept is not known yet: no round has looked for what was promised." in words
    assert "Actions: 1 proposed, 1 approved, 1 under way." in words
    assert "costs £51,000 once and £2,000 a year; 1 of 2 not costed in full." in words
    assert "1 approved action has no day of delivery, and counts for nothing here." in words
    assert "To approve: “Work 3”." in words
    chart = list(_charts(book))[2]
    assert list(chart.plots[0].categories) == [
        "As assessed",
        "Mar 2026",
        "Jun 2026",
        "Sep 2026",
        "Dec 2026",
        "Mar 2027",
    ]
    score = next(list(each.values) for each in chart.series if each.name == "Score")
    assert [round(value, 1) for value in score] == [25.0, 25.0, 25.0, 41.7, 41.7, 41.7]


def test_the_road_map_of_a_round_is_the_packs_mean(
    compared: Compared, planned: Planned, reopened: Reopened
) -> None:
    comparison = compared({"Treasury": "a1=1 a2=? b1=1", "Home Office": "a1=4 a2=4 b1=4", "Silent": ""})
    plan = planned(comparison, _action(1, ActionStatus.APPROVED, "d0", "d2"))
    book = reopened(_made(comparison, plan=plan))
    words = _words(book)
    # Treasury 2 of 8, then 4 of 8; with 100: 62.5 and 75. Silent has no score, and is in no mean.
    assert "Road map: a mean of 62.5% as assessed in Spring, 75.0% by the end of March 2027" in words
    assert "Means over the 2 departments of which enough is known." in words
    sheet = _sheets(comparison, plan=plan)["Projected scores"]
    chart = list(_charts(book))[3]
    series = {each.name: list(each.values) for each in chart.series}
    assert series["Score"] == _column(sheet, pack_scores.SCORE)
    assert series["Lowest possible"] == _column(sheet, pack_scores.LOW)
    assert series["Highest possible"] == _column(sheet, pack_scores.HIGH)


@pytest.mark.parametrize(
    ("status", "answers", "title"),
    [
        (
            ActionStatus.PROPOSED,
            "a1=1 a2=1 b1=1",
            "25.0% as assessed in Spring; 1 action proposed, and none approved",
        ),
        (ActionStatus.APPROVED, "a1=4 a2=1 b1=1", "50.0% as assessed in Spring, and the same by the end of"),
        (
            ActionStatus.APPROVED,
            "a1=4",  # and no “100.0% today”
            "1 action, 1 of them approved; too little is known to project a score: answer 1 more statement",
        ),
    ],
)
def test_a_road_map_that_leads_nowhere_says_so(
    compared: Compared, planned: Planned, reopened: Reopened, status: ActionStatus, answers: str, title: str
) -> None:
    comparison = compared({"Treasury": answers})
    plan = planned(comparison, _action(1, status, "d0"))
    assert f"Road map: {title}" in _words(reopened(_made(comparison, plan=plan)))


def test_without_actions_there_is_no_road_map(
    compared: Compared, planned: Planned, reopened: Reopened
) -> None:
    comparison = compared({"Treasury": "a1=1"})
    words = _words(reopened(_made(comparison, plan=planned(comparison))))
    assert "Road map" not in words
    assert "Choose targets for 1 statement below the top, or accept where they are." in words
    assert "to the targets" not in words  # none was chosen


def test_gaps_come_with_their_next_step_the_biggest_first(compared: Compared, reopened: Reopened) -> None:
    book = reopened(_made(compared({"Treasury": "a1=1 a2=3 b1=?"})))
    table = next(shape.table for page in book.slides for shape in page.shapes if shape.has_table)
    rows = [[cell.text_frame.text for cell in row.cells] for row in table.rows]
    assert rows == [
        ["Statement", "Now", "Next step"],
        ["A plan", "Begun", "Write a draft"],
        ["A budget", "Mostly", "Reach “Complete”; the framework does not say how"],
        ["An owner", "Not determined", "Find out where this stands, and keep the evidence."],
    ]


def test_a_rounds_gaps_are_ranked_and_counted_as_in_the_pack(
    compared: Compared, planned: Planned, reopened: Reopened
) -> None:
    comparison = compared({"One": "a1=0 a2=4 b1=1", "Two": "a1=0 a2=? b1=3", "Three": "a1=4 a2=- b1=."})
    book = reopened(_made(comparison))
    chart, words = list(_charts(book))[2], _words(book)
    # Below 2 of 4: of three known on a plan two, of two on an owner one of three whom it applies to.
    assert list(chart.plots[0].categories) == ["A plan", "An owner"]
    least, known, most = (list(each.values) for each in chart.plots[0].series)
    assert [round(each, 1) for each in (*least, *known, *most)] == [66.7, 33.3, 66.7, 50, 66.7, 66.7]
    assert "Where departments fall short: “A plan”: 2 of 3 known (67%) are below level 2" in words
    assert "An owner: 1 of 2 known, 33% to 67% of all with the 1 not known." in words
    assert "“A plan”: most need this next: Write a note" in words
    assert _column(_sheets(comparison)["Biggest gaps"], "Statement") == ["A plan", "An owner", "None"]
    # One chose 4 for the owner; “one level up” is nobody's target.
    plan = planned(
        comparison,
        _action(1, ActionStatus.PROPOSED, "d0"),
        chosen={"d0": {"b1": 4}},
        accepted={"d1": ["a1"]},
    )
    told = _words(reopened(_made(comparison, plan=plan)))
    assert "1 gap to targets that were chosen; 1 without an action." in told
    assert "Where departments fall short: “A plan”: 2 of 3 known (67%) are below level 2" in told
    sheet = _sheets(comparison, plan=plan)["Biggest gaps"]
    assert _column(sheet, "Statement") == ["A plan", "An owner", "None"]
    nobody = _words(reopened(_made(comparison, plan=planned(comparison))))
    assert "to targets that were chosen" not in nobody
    assert "Ask for targets: 3 of 3 departments have chosen none." in nobody


def test_a_departments_gaps_are_to_its_targets_and_say_what_is_done(
    compared: Compared, planned: Planned, reopened: Reopened
) -> None:
    comparison = compared({"Treasury": "a1=1 a2=3 b1=?"})
    chosen = {"d0": {"a1": 2}}
    plan = planned(comparison, _action(1, ActionStatus.PROPOSED, "d0"), chosen=chosen)
    book = reopened(_made(comparison, plan=plan))
    table = next(shape.table for page in book.slides for shape in page.shapes if shape.has_table)
    assert [[cell.text_frame.text for cell in row.cells] for row in table.rows] == [
        ["Statement", "Now", "Target", "What is done", "Next step"],
        ["A plan", "Begun", "Partial by 2 March 2027", "Proposed: Work 1", "Write a draft"],
        [
            "A budget",
            "Mostly",
            "None chosen",
            "No action yet",
            "Reach “Complete”; the framework does not say how",
        ],
        [
            "An owner",
            "Not determined",
            "None chosen",
            "No action yet",
            "Find out where this stands, and keep the evidence.",
        ],
    ]
    words = _words(book)
    assert (
        "Where it falls short: 1 of 2 statements known is below level 2; furthest from the top: “A plan”"
        in words
    )
    assert "1 gap to targets that were chosen; none without an action." in words
    assert "Choose targets for 1 statement below the top, or accept where they are." in words
    accepted = planned(comparison, chosen=chosen, accepted={"d0": ["a2"]})
    table = next(
        shape.table
        for page in reopened(_made(comparison, plan=accepted)).slides
        for shape in page.shapes
        if shape.has_table
    )
    assert [row.cells[3].text_frame.text for row in table.rows][2] == "Accepted as it is"
    done = compared({"Treasury": "a1=4 a2=4 b1=4"})
    assert "No gaps" in _words(reopened(_made(done, plan=planned(done))))


def test_the_board_is_asked_word_for_word_what_the_pack_asks(
    compared: Compared, planned: Planned, reopened: Reopened
) -> None:
    comparison = compared({"Treasury": "a1=1 a2=1 b1=?", "Home Office": "a1=0 a2=4 b1=4"})
    plan = planned(
        comparison, *(_action(n, ActionStatus.PROPOSED, "d1") for n in range(1, 6)), accepted={"d0": ["a2"]}
    )
    asked = asks(Facts(comparison, NOON, plan=plan))
    slide = next(
        page
        for page in reopened(_made(comparison, plan=plan)).slides
        if "We ask" in page.shapes.title.text or "we ask" in page.shapes.title.text
    )
    assert slide.placeholders[1].text_frame.text.split("\n") == [ask.sentence for ask in asked]
    rows = [
        row for row in _sheets(comparison, plan=plan)["Summary"].rows if str(row[0]).startswith("What we ask")
    ]
    sentences = [each.cached_value if isinstance(each, Formula) else each for *_, each in rows]
    assert sentences == [ask.sentence for ask in asked]
    figures = [
        figure.value.cached_value if isinstance(figure, Cell) and isinstance(figure.value, Formula) else None
        for _, figure, _ in rows
    ]
    # who chose no target stands on no sheet to be counted
    assert figures == [None if ask.about is AskAbout.TARGETS else ask.count for ask in asked]


def test_words_that_look_like_formulas_or_cannot_be_seen_do_no_harm(
    compared: Compared, reopened: Reopened
) -> None:
    names = [
        '=HYPERLINK("http://example.com")',
        "@SUM(1)",
        "Bell\x07 and\x0bmore\ttabs",
        "<b>&amp;",
        "_x0041_ مرحبا 🙂",
    ]
    book = reopened(_made(compared(dict.fromkeys(names, "a1=2"), title="=1+1")))
    words = _words(book)
    for shown in (
        '=HYPERLINK("http://example.com")',
        "@SUM(1)",
        "Bell and more tabs",
        "<b>&amp;",
        "_x0041_ مرحبا 🙂",
    ):
        assert any(shown in text for text in [words, *list(next(_charts(book)).plots[0].categories)])
    for chart in _charts(book):
        data = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        kinds = {cell.data_type for page in data for row in page for cell in row if cell.value is not None}
        assert kinds <= {"s", "n"}
        assert not any(cell.hyperlink for page in data for row in page for cell in row)


def test_made_up_data_and_house_method_are_said(
    compared: Compared, published: Comparison, reopened: Reopened
) -> None:
    book = reopened(_made(compared({"Treasury": "a1=2"}, source="Everything here is made up.")))
    for page in list(book.slides)[1:]:
        source = next(shape for shape in page.shapes if shape.name == "Source")
        assert "Everything here is made up" in source.text_frame.text
    assert "house method" in _words(reopened(_made(published)))


def test_nothing_to_present_is_said_in_words(compared: Compared) -> None:
    with pytest.raises(NothingToPresent, match="There is nothing to present of “Spring”"):
        deck.describe(Facts(compared({}), NOON))


def test_every_word_is_on_the_page_that_libreoffice_draws(
    published: Comparison,
    compared: Compared,
    alone: Alone,
    reopened: Reopened,
    tmp_path: Path,
    missing: Callable[[str, str], NoReturn],
) -> None:
    if which("soffice") is None or which("pdftotext") is None:
        missing("libreoffice", "There is no LibreOffice Impress, or no pdftotext, on this computer.")
    decks = {"round": published, "department": alone(published, "G"), "many": compared(MANY)}
    for name, comparison in decks.items():
        (tmp_path / f"{name}.pptx").write_bytes(_made(comparison))
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    files = [str(tmp_path / f"{name}.pptx") for name in decks]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", str(tmp_path), *files], check=True, capture_output=True
    )
    for name, comparison in decks.items():
        drawn = subprocess.run(
            ["pdftotext", "-layout", str(tmp_path / f"{name}.pdf"), "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        book = reopened(_made(comparison))
        assert drawn.count("\f") == len(book.slides)
        wanted = set(re.findall(r"\w+", _words(book)))
        lost = wanted - set(re.findall(r"\w+", drawn))
        assert {word for word in lost if len(word) < 20} == set()  # the longest are broken between lines


def test_a_few_words_without_room_are_cut_and_never_left_out() -> None:
    """A cell of a table has one paragraph: of none there would be no slide."""
    (cut,), _ = write.fitted(["Made-up Railways Partnership"], 2.0, 0.2, (11,))
    assert cut.startswith("Made-up")
    assert cut.endswith("…")
    assert write.fitted(["Words"], 0.01, 0.01, (11,))[0] == ["…"]
