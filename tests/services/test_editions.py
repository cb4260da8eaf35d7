"""Two editions of a series lived through: what was said of the first is in the second, marked, and nothing else is."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, Role, local_person
from maturity.assessment.round import Assessment, Round
from maturity.bundle import verifying
from maturity.framework import files
from maturity.framework.model import Became
from maturity.plan.action import Action, ActionMove, ActionRefused, Rise
from maturity.roadmap.portfolio_solver import Limits
from maturity.scoring.bridge import Bridge, ChangeKind, NoBridge
from maturity.services import (
    administering,
    answering,
    challenging,
    comparing,
    exporting,
    history,
    offline,
    planning,
    portfolios,
    reviewing,
    road_maps,
    trends,
)
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks
YEAR = timedelta(days=365)
ME = local_person()
OLD = {"stays": 1, "goes": 2, "words": 1, "whole": 1, "left": 0, "right": 2, "here": 2}


@pytest.fixture
def two(installation: Installation) -> Installation:
    known = {
        **installation.frameworks,
        **{key: TINY[key] for key in ("edition-one", "edition-two", "translates")},
    }
    return replace(installation, frameworks=known)


@pytest.fixture
def first(two: Installation, noon: datetime) -> Assessment:
    """The Treasury's of the first edition, all answered, with an approved action on every statement."""
    administering.add_department(two, ME, noon, name="Treasury")
    administering.open_round(two, ME, noon, title="First", framework_id="edition-one", closes=None)
    begun = answering.start_assessment(two, ME, noon, round_id="first", department_id="treasury")
    for key, level in OLD.items():
        answering.record_answer(
            two,
            ME,
            noon,
            assessment_id=begun.id,
            statement_id=key,
            answer=Answer(state=State.LEVEL, level=level, evidence=f"Of {key}"),
        )
        made = planning.propose_action(
            two,
            ME,
            noon,
            action=Action(
                round_id="first",
                title=f"Raise {key}",
                departments=("treasury",),
                rises=(Rise(statement_id=key, to=2),),
                owner="Somebody",
                due=date(2027, 12, 31),
            ),
        )
        planning.move_action(two, ME, noon, action_id=made.id, move=ActionMove.APPROVE, based_on=made.version)
    return begun


@pytest.fixture
def second(two: Installation, first: Assessment, noon: datetime) -> Assessment:
    """The same a year later in the second edition, begun from the first."""
    later = noon + YEAR
    administering.open_round(two, ME, later, title="Second", framework_id="edition-two", closes=None)
    assert answering.last_round_of(two, ME, round_id="second", department_id="treasury") is not None
    return answering.start_assessment(
        two, ME, later, round_id="second", department_id="treasury", carry_over=True
    )


def _actions(two: Installation, later: datetime) -> dict[str, Action]:
    found = road_maps.outlook_of(
        two, ME, round_id="second", department_id="treasury", today=later.date()
    ).road_map.actions
    return {each.title.removeprefix("Raise "): each for each in found}


def test_answers_carry_over_for_confirmation_with_the_old_words_beside(
    two: Installation, second: Assessment, noon: datetime
) -> None:
    view = answering.assessment_view(two, ME, assessment_id=second.id)
    assert {key: (each.level, each.carried) for key, each in view.answers.items()} == {
        "stays": (1, True),
        "words": (1, True),
        "there": (2, True),
    }
    assert view.last is not None
    asked = {
        key: [(each.statement.text, each.kind) for each in told] for key, told in view.last.asked.items()
    }
    assert asked == {
        "words": [("It is worded so.", Became.REWORDED)],
        "part-a": [("It is one thing.", Became.SPLIT)],
        "part-b": [("It is one thing.", Became.SPLIT)],
        "both": [("It is the left half.", Became.MERGED), ("It is the right half.", Became.MERGED)],
        "there": [("It stands here.", Became.MOVED)],
    }
    every = list(view.framework.by_id)
    since = answering.since_last(two, ME, assessment_id=second.id, statement_ids=every)
    assert since is not None
    assert since.unchanged == ("stays",)
    assert "worded otherwise since" in since.changed["words"]
    confirmed = answering.confirm_unchanged(
        two, ME, noon + YEAR, assessment_id=second.id, statement_ids=every
    )
    assert confirmed == ["stays"]


def test_every_action_says_what_became_of_its_statement(
    two: Installation, second: Assessment, noon: datetime
) -> None:
    actions = _actions(two, noon + YEAR)
    assert actions.keys() == OLD.keys()
    assert {
        key: [rise.statement_id for rise in each.rises] for key, each in actions.items() if each.rises
    } == {
        "stays": ["stays"],
        "words": ["words"],
        "here": ["there"],
    }
    assert {key: each.former for key, each in actions.items() if each.former} == {
        "goes": ("Goes to 2 Complete (edition 1; no longer asked)",),
        "whole": ("Whole to 2 Complete (edition 1; split since into “Part A” and “Part B”)",),
        "left": ("Left to 2 Complete (edition 1; merged since into “Both”)",),
        "right": ("Right to 2 Complete (edition 1; merged since into “Both”)",),
    }


def test_an_action_is_changed_in_the_words_of_the_later_edition_and_loses_nothing(
    two: Installation, second: Assessment, noon: datetime
) -> None:
    later, actions = noon + YEAR, _actions(two, noon + YEAR)
    for key in ("here", "whole"):
        seen = actions[key].model_copy(update={"title": f"Raise {key} more"})
        kept = planning.change_action(two, ME, later, action=seen, framework_id="edition-two")
        assert [rise.statement_id for rise in kept.rises] == [key]
        assert kept.title == f"Raise {key} more"
    new = actions["here"].model_copy(
        update={"rises": (Rise(statement_id="fresh", to=2),), "version": actions["here"].version + 1}
    )
    with pytest.raises(ActionRefused, match="“Fresh” was not asked in the edition in which it was planned"):
        planning.change_action(two, ME, later, action=new, framework_id="edition-two")


def test_delivered_work_on_any_of_them_is_counted_where_it_can_be(
    two: Installation, second: Assessment, noon: datetime
) -> None:
    later = noon + YEAR
    for each in _actions(two, later).values():
        for turn, move in enumerate((ActionMove.BEGIN, ActionMove.DELIVER)):
            planning.move_action(two, ME, later, action_id=each.id, move=move, based_on=each.version + turn)
    found = portfolios.promises_of(two, ME, round_id="second")
    assert sorted(each.statement.id for each in found.made) == ["stays", "there", "words"]
    assert portfolios.across_government(two, ME, round_id="second").gaps
    assert portfolios.portfolio_for(two, ME, round_id="second", limits=Limits(one_off=10_000))


def test_the_bridge_over_a_split_a_merge_and_a_drop_adds_up(
    two: Installation, second: Assessment, noon: datetime
) -> None:
    for key, level in {"stays": 2, "words": 1, "there": 2, "part-a": 1, "part-b": 2, "both": 0}.items():
        kept = answering.assessment_view(two, ME, assessment_id=second.id).answers.get(key)
        answering.record_answer(
            two,
            ME,
            noon + YEAR,
            assessment_id=second.id,
            statement_id=key,
            answer=Answer(state=State.LEVEL, level=level, version=kept.version if kept else 0),
        )
    for department in ("treasury", None):
        found = trends.bridge_between(two, ME, start="first", end="second", department_id=department)
        assert isinstance(found, Bridge)
        assert found.start.score + sum(part.points for part in found.parts) == pytest.approx(found.end.score)
        moved = {part.kind: {each.statement for each in part.moved} for part in found.parts if part.moved}
        assert moved[ChangeKind.IMPROVED] == {"stays"}
        added, gone = {"fresh", "part-a", "part-b", "both"}, {"goes", "whole", "left", "right"}
        assert added | gone <= moved[ChangeKind.EDITION]
    steps = trends.over_time(two, ME, department_id="treasury").steps
    assert [each.round.id for each in steps] == ["first", "second"]
    assert steps[1].broken is not None
    assert steps[1].broken.title == "edition 1 to 2"
    assert trends.movers_between(two, ME, start="first", end="second")[0].department == "treasury"


def test_pack_slides_bundle_workbook_and_history_live_through_it(
    two: Installation, second: Assessment, person: Callable[..., Person], noon: datetime
) -> None:
    later = noon + YEAR
    pack = exporting.board_pack(two, ME, later, BoardRequest("second", department_id="treasury"))
    book = openpyxl.load_workbook(io.BytesIO(pack))
    assert "Movement" in book.sheetnames
    said = {str(cell.value) for sheet in book for row in sheet for cell in row}
    assert any("split since into “Part A” and “Part B”" in each for each in said)
    assert exporting.slides(two, ME, later, BoardRequest("second"))
    bundle = exporting.bundle(two, ME, round_id="second")
    assert verifying.verify(bundle).manifest.framework == "edition-two"
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        outside = archive.read("tables/outside.csv").decode("utf-8-sig")
    assert "statement,goes,Goes (edition 1; no longer asked)" in outside
    assert "statement,here,Here (edition 1; asked since as “There”)" in outside
    assert "statement,stays" not in outside
    assert verifying.verify(exporting.bundle(two, ME, round_id="first"))
    template = offline.template(two, ME, later, assessment_id=second.id, filled=True)
    assert offline.preview(two, ME, later, assessment_id=second.id, data=template).differences
    assert challenging.challenges(two, ME, round_id="second", today=later.date()) is not None
    assert reviewing.review(two, ME, assessment_id=second.id)
    assert history.verify(two, person(Role.AUDITOR)).end.number == two.store.revision()
    assert history.changes(two, ME).entries


def test_between_two_series_there_is_never_one_bridge_or_trend(
    two: Installation, second: Assessment, noon: datetime
) -> None:
    later = noon + 2 * YEAR
    administering.open_round(two, ME, later, title="Other", framework_id="two-themes", closes=None)
    answering.start_assessment(two, ME, later, round_id="other", department_id="treasury", carry_over=True)
    found = trends.bridge_between(two, ME, start="second", end="other", department_id="treasury")
    assert isinstance(found, NoBridge)
    assert "two frameworks and not two editions of one" in found.why
    assert trends.movers_between(two, ME, start="second", end="other") == []
    assert trends.series_over_time(two, ME) == {"two-themes": "Two themes", "editions": "Two editions"}
    told = trends.over_time(two, ME, department_id=None, series="editions").spreads
    assert [each.round.id for each in told] == ["first", "second"]
    rounds, _ = trends.departments_over_time(two, ME, series="two-themes")
    assert [each.id for each in rounds] == ["other"]
    assert answering.last_round_of(two, ME, round_id="other", department_id="treasury") is None
    planned = road_maps.outlook_of(
        two, ME, round_id="other", department_id="treasury", today=later.date()
    ).road_map
    assert planned.actions == ()


def test_departments_of_two_languages_are_compared_as_one(
    two: Installation, first: Assessment, noon: datetime
) -> None:
    later = noon + YEAR
    administering.open_round(two, ME, later, title="Ail", framework_id="translates", closes=None)
    begun = answering.start_assessment(
        two, ME, later, round_id="ail", department_id="treasury", carry_over=True
    )
    view = answering.assessment_view(two, ME, assessment_id=begun.id)
    assert {key: each.level for key, each in view.answers.items()} == OLD
    assert view.last is not None
    assert not view.last.asked
    found = trends.bridge_between(two, ME, start="first", end="ail", department_id="treasury")
    assert isinstance(found, Bridge)
    assert not found.changed.title


def test_published_findings_stand_beside_the_rounds_of_their_series_alone(
    two: Installation, nao_2019: Round
) -> None:
    nao = two.frameworks["nao-data-2019"]
    text = (Path(__file__).parents[1] / "editions" / "nao-data-2027.yaml").read_text(encoding="utf-8")
    after = files.parse(text, "nao-data-2027.yaml")
    every = replace(two, frameworks={**two.frameworks, after.id: after})
    beside = comparing.published_before(every, ME, framework_id=after.id)
    assert beside is not None
    asked = {each.id for each in beside.framework.statements} & set(after.by_id)
    gone = {"poor-data-cost", "quality-monitored", "data-architecture", "architecture-integrated"}
    assert asked == set(nao.by_id) - gone - {"information-flows"} | {"flows"}
    assert (
        comparing.benchmark_for(every, ME, framework_id=after.id) is None
    )  # scores are not set beside each other
    assert comparing.published_before(every, ME, framework_id="edition-one") is None
