"""Road map and Portfolio: with nothing planned, in ordinary use, and for somebody who may not."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Role, local_person
from maturity.pages.planning.suggestions import Grid
from maturity.plan.action import Action, ActionMove, ActionStatus
from maturity.roadmap.portfolio import Portfolio, portfolio
from maturity.scoring.compare import View
from maturity.services import administering, answering, history, planning, portfolios, road_maps
from maturity.services.installation import Installation
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
ME = local_person()
FIRST, SECOND = "enterprise-data-strategy", "improvement-road-map"
ASKED: dict[str, Any] = {"round_id": "spring", "department_id": "home-office"}
PLACE = {"round": "spring", "department": "home-office"}


def words(app: AppTest) -> str:
    """Everything the page says, without the backslashes that keep Markdown literal."""
    kinds = (
        app.title, app.header, app.subheader, app.markdown, app.info, app.error, app.warning, app.success
    )  # fmt: skip
    return "\n".join(str(element.value) for kind in kinds for element in kind).replace("\\", "")


def gap_rows(app: AppTest) -> list[list[str]]:
    """The table of gaps, cell by cell, as it is read aloud."""
    (drawn,) = [each.proto.body for each in app.get("html") if "Today and target" in each.proto.body]
    rows = re.findall(r"<tr>(.*?)</tr>", drawn.split("<tbody>")[1])
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
    return [
        [re.sub(r'<span class="track".*</span></span>|<[^>]*>', "", cell) for cell in row] for row in cells
    ]


def drawn(app: AppTest) -> str:
    """What the page draws itself, as it is read aloud."""
    return "\n".join(html.unescape(re.sub(r"<[^>]*>", " ", each.proto.body)) for each in app.get("html"))


def rows_of(app: AppTest, caption: str) -> list[list[str]]:
    """A table of ours by its caption, cell by cell."""
    (found,) = [each.proto.body for each in app.get("html") if f'aria-label="{caption}"' in each.proto.body]
    rows = re.findall(r"<tr>(.*?)</tr>", found.split("<tbody>")[1])
    return [[html.unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


@pytest.fixture
def planned(held: Installation) -> int:
    """The id of the Home Office's assessment: at 2 of 4 twice, and nothing else known."""
    now = datetime.now(UTC)
    administering.open_round(held, ME, now, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(held, ME, now, name="Home Office")
    started = answering.start_assessment(held, ME, now, **ASKED)
    for statement in (FIRST, SECOND):
        answering.record_answer(
            held,
            ME,
            now,
            assessment_id=started.id,
            statement_id=statement,
            answer=Answer(state=State.LEVEL, level=2),
        )
    return started.id


@pytest.fixture
def proposed(held: Installation, planned: int) -> Action:
    """The suggested action for the first gap, due yesterday, for £100 once and £10 a year."""
    now = datetime.now(UTC)
    _, action = road_maps.suggested_actions(held, ME, **ASKED)[0]
    given = {"owner": "Ada", "due": now.date() - timedelta(days=1), "one_off": 100, "yearly": 10}
    return planning.propose_action(held, ME, now, action=action.model_copy(update=given))


@pytest.mark.parametrize("page", ["road_map", "portfolio"])
def test_without_a_round_the_page_says_what_to_do(visit: Visit, page: str) -> None:
    app = visit(page)
    assert "Open a round" in app.info[0].value


OPEN = "16 statements to find out and 2 statements that could go one level up, with no target chosen"


@pytest.mark.usefixtures("planned")
def test_the_heading_counts_the_gaps_and_the_table_says_nothing_is_done(visit: Visit) -> None:
    app = visit("road_map")
    assert not app.exception
    heading = app.header[0].value.replace("\\", "")
    assert heading == f"{OPEN}; none with an approved action"
    ahead = next(each.value for each in app.header if each.value.startswith("Projected"))
    why = "too little is known to project a score: answer 7 more statements"  # 2 of 18 are known, and 9 are half
    assert ahead.replace("\\", "") == f"Projected: {why}"
    assert f'<p class="figure">Not projected</p><p class="quiet">{why}</p>' in "".join(
        each.proto.body for each in app.get("html")
    )
    assert "If they go on being kept" not in words(app)
    every = {row[0]: row for row in gap_rows(app)}
    assert len(every) == 18
    assert every["Enterprise data strategy"][1:3] == [
        "2 Under development, target 3 Partly in place: 1 level",
        "Nothing yet",
    ]
    assert every["Fits overall objectives"][1:3] == ["Not answered, target none: find out", "Nothing yet"]
    assert "No actions yet" in words(app)


@pytest.mark.usefixtures("planned")
def test_a_suggested_action_is_proposed_and_approved_from_the_page(visit: Visit, held: Installation) -> None:
    app = visit("road_map", statement=FIRST)
    next(field for field in app.text_input if field.label == "Owner").set_value("Ada")
    next(field for field in app.number_input if field.label == "One-off cost, £").set_value(500)
    next(field for field in app.number_input if field.label == "Yearly saving, £").set_value(-1)
    press(app, "Propose this action")
    assert r"This is below nothing\. Leave it empty if nobody can say yet what it saves\." in [
        error.value for error in app.error
    ]
    next(field for field in app.number_input if field.label == "Yearly saving, £").set_value(900)
    press(app, "Propose this action")
    (action,) = portfolios.actions_of(held, ME, round_id="spring")
    assert (action.owner, action.one_off, action.yearly, action.saving) == ("Ada", 500, None, 900)
    assert action.title in words(app)
    press(app, "Approve")
    (action,) = portfolios.actions_of(held, ME, round_id="spring")
    assert action.status is ActionStatus.APPROVED
    assert f"{OPEN}; 1 with an approved action" in words(app)


@pytest.mark.usefixtures("planned")
def test_the_form_of_an_action_says_that_nothing_is_kept_before_it_is_proposed(visit: Visit) -> None:
    assert "Nothing here is kept until you propose it" in words(visit("road_map", statement=FIRST))


def test_a_form_sent_twice_proposes_one_action(visit: Visit, held: Installation, planned: int) -> None:
    for app in [visit("road_map", statement=FIRST), visit("road_map", statement=FIRST)]:  # as in two tabs
        next(field for field in app.text_input if field.label == "Title").set_value("Write it")
        press(app, "Propose this action")
        assert "Kept: Write it: on the road map" in words(app)
    assert [action.title for action in portfolios.actions_of(held, ME, round_id="spring")] == ["Write it"]


def test_another_approved_action_for_the_same_level_is_named(
    visit: Visit, held: Installation, proposed: Action
) -> None:
    also = f"Also raised by “{proposed.title}” (approved): Enterprise data strategy to 3 Partly in place."
    assert "Also raised by" not in words(visit("road_map", statement=FIRST))
    now = datetime.now(UTC)
    planning.move_action(held, ME, now, action_id=proposed.id, move=ActionMove.APPROVE, based_on=1)
    app = visit("road_map", statement=FIRST)
    assert words(app).count(also) == 1
    second = proposed.model_copy(update={"title": "The same by other means"})
    kept = planning.propose_action(held, ME, now, action=second)
    assert words(visit("road_map", statement=SECOND, action=str(kept.id))).count(also) == 1


@pytest.mark.usefixtures("planned")
def test_a_gap_is_left_open_with_a_reason_and_a_target_is_set(visit: Visit, held: Installation) -> None:
    app = visit("road_map", statement=FIRST)
    press(app, "Leave this gap open")
    assert "say in a few words why nothing is done about this gap" in words(app)
    next(each for each in app.text_area if "Why nothing" in each.label).set_value("Not ours")
    press(app, "Leave this gap open")
    assert "1 accepted as it is" in words(app)
    assert any("Accepted: Not ours" in row for row in gap_rows(app))
    next(each for each in app.selectbox if each.label == "Target").set_value(4)
    press(app, "Set the target")
    assert road_maps.outlook_of(held, ME, today=date(2026, 6, 1), **ASKED).road_map.targets[FIRST].level == 4


def test_a_late_action_is_marked_in_words(visit: Visit, proposed: Action) -> None:
    app = visit("road_map", action=str(proposed.id))
    assert not app.exception
    assert "1 action, 1 late" in words(app)
    assert "▲ Late: it was due on" in words(app)
    assert any(row[1] == "▲ Late, proposed" for each in tables(app) for row in each if len(row) == 8)
    assert any(
        cell.startswith("Proposed. Raises: ") for each in tables(app) for row in each for cell in row
    )  # its history


def test_a_stale_change_shows_both_and_asks(visit: Visit, held: Installation, proposed: Action) -> None:
    app = visit("road_map", action=str(proposed.id))
    theirs = proposed.model_copy(update={"owner": "Grace"})
    planning.change_action(held, ME, datetime.now(UTC), action=theirs)
    mine = [field for field in app.text_input if field.label == "Owner"][-1]
    mine.set_value("Hedy")
    press(app, "Save the changes")
    assert "Not saved yet: this was changed by The person at this computer" in words(app)
    assert any(["Owner", "Grace", "Hedy"] in each for each in tables(app))
    press(app, "Keep mine all the same")
    (kept,) = portfolios.actions_of(held, ME, round_id="spring")
    assert kept.owner == "Hedy"
    assert "Not saved yet" not in words(app)


def test_who_may_not_plan_sees_no_form_and_no_move(visit: Visit, proposed: Action) -> None:
    app = visit("road_map", roles=[Role.AUDITOR], action=str(proposed.id))
    assert not app.exception
    assert "1 action, 1 late" in words(app)
    assert not app.button
    assert not app.text_input


@pytest.mark.parametrize("page", ["road_map", "portfolio"])
def test_a_reader_sees_no_draft(visit: Visit, proposed: Action, page: str) -> None:
    app = visit(page, roles=[Role.READER])
    assert not tables(app)
    assert "No department that you may see is in this round" in words(app)


def test_a_contributor_may_not_approve(visit: Visit, proposed: Action) -> None:
    app = visit("road_map", roles=[Role.CONTRIBUTOR], action=str(proposed.id))
    labels = [button.label for button in app.button]
    assert "Approve" not in labels
    assert "Save the changes" in labels


def test_a_part_that_the_portfolio_has_not_is_said(visit: Visit, proposed: Action) -> None:
    app = visit("portfolio", show="lottery")
    assert "Part of this page: the address asks for “lottery”, which is not here" in words(app)
    assert "“What a budget should buy” is shown." in words(app)


@pytest.mark.usefixtures("planned")
def test_with_no_action_the_portfolio_says_what_the_person_can_do(visit: Visit) -> None:
    assert "propose one for a gap" in visit("portfolio").info[0].value
    told = visit("portfolio", roles=[Role.AUDITOR]).info[0].value
    assert "Departments propose them. “Across government” above" in told


def test_the_portfolio_buys_what_fits_and_a_line_is_approved(
    visit: Visit, held: Installation, proposed: Action
) -> None:
    app = visit("portfolio", one_off="100", yearly="10")
    assert not app.exception
    # too little is known of the Home Office for a score
    assert app.header[0].value.replace("\\", "") == "£100 once and £10 a year would close 1 level"
    assert "too little is known" in drawn(app)
    press(app, "Approve it")
    (action,) = portfolios.actions_of(held, ME, round_id="spring")
    assert action.status is ActionStatus.APPROVED
    assert "1 action is approved." in words(app)
    assert not app.checkbox
    assert "What is approved costs £100 once, and £10 a year once all of it runs" in words(visit("road_map"))
    press(app, "Work it out again")
    assert app.header[0].value.startswith("Nothing is chosen beyond what is committed")


@pytest.mark.usefixtures("proposed")
def test_the_portfolio_is_worked_out_again_where_that_is_asked(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked_out, as_ever = list[object](), portfolio

    def note(*given: Any, **named: Any) -> Portfolio:
        worked_out.append(given)
        return as_ever(*given, **named)

    monkeypatch.setattr(portfolios, "portfolio", note)
    app = visit("portfolio")
    assert not visit("portfolio").exception  # somebody else, who is given the same
    assert len(worked_out) == 1
    press(app, "Work it out again")
    assert not app.exception
    assert len(worked_out) == 2
    assert not visit("portfolio").exception
    assert len(worked_out) == 2


def test_what_is_ticked_is_approved_together_and_nothing_else(
    visit: Visit, held: Installation, proposed: Action
) -> None:
    now = datetime.now(UTC)
    (_, second), (_, third), *_ = road_maps.suggested_actions(held, ME, **ASKED)
    given = {"owner": "Bo", "one_off": 30, "yearly": 0}
    more = [each.model_copy(update=given) for each in (second, third)]
    kept = planning.propose_actions(held, ME, now, actions=more)
    app = visit("portfolio")
    next(box for box in app.checkbox if box.label.replace("\\", "") == kept[1].title).uncheck().run()
    assert "Together they cost £130 once" in words(app)
    press(app, "Approve them")
    now_kept = {each.id: each.status for each in portfolios.actions_of(held, ME, round_id="spring")}
    assert now_kept == {
        proposed.id: ActionStatus.APPROVED,
        kept[0].id: ActionStatus.APPROVED,
        kept[1].id: ActionStatus.PROPOSED,
    }
    assert "2 actions are approved." in words(app)
    assert [box.label.replace("\\", "") for box in app.checkbox] == [kept[1].title]


def test_whoever_may_not_approve_sees_the_plan_without_a_tick(visit: Visit, proposed: Action) -> None:
    app = visit("portfolio", roles=[Role.CONTRIBUTOR])
    assert not app.exception
    assert not app.checkbox
    assert not [button for button in app.button if "Approve" in button.label]
    assert rows_of(app, "Decided, or for others to approve")[0][0] == proposed.title


def test_too_little_money_buys_nothing_and_says_why(visit: Visit, proposed: Action) -> None:
    app = visit("portfolio", one_off="99", yearly="10", department="home-office")
    assert "Nothing is chosen" in app.header[0].value
    assert "With £100 once and £10 a year the plan could add" in words(app)
    assert rows_of(app, "Left out, and why")[0][2:] == [
        "Proposed", "£100", "£10", "By itself it would take £1 once more than there is."
    ]  # fmt: skip


def test_what_is_committed_is_shown_apart_and_takes_nothing_of_the_limits(
    visit: Visit, held: Installation, proposed: Action
) -> None:
    now = datetime.now(UTC)
    planning.move_action(
        held, ME, now, action_id=proposed.id, move=ActionMove.APPROVE, based_on=proposed.version
    )
    (_, second), *_ = road_maps.suggested_actions(held, ME, **ASKED)
    new = second.model_copy(update={"one_off": 30, "yearly": 0, "people": 1.5})
    planning.propose_action(held, ME, now, action=new)
    app = visit("portfolio", one_off="30", yearly="0", people="1.5")
    assert not app.exception
    assert app.header[0].value.replace("\\", "").startswith("£30 once would")
    assert "1 action beyond what is committed" in drawn(app)
    assert rows_of(app, "What it adds up to") == [
        ["Committed", "1", "£100", "£10", "Not known", "1", "0"],
        ["New", "1", "£30", "£0", "1.5", "0", "1"],  # the next gap is to find out
        ["Together", "2", "£130", "£10", "1.5 (1 action not known)", "1", "1"],
    ]
    assert rows_of(app, "Committed already")[0][2] == "Approved"
    assert "It needs an owner first" in drawn(app)
    assert [(box.value, box.disabled) for box in app.checkbox] == [(False, True)]
    assert [button.disabled for button in app.button if button.label == "Approve 0 actions"] == [True]
    assert (
        proposed.title not in next(each for each in app.multiselect if each.label == "Always include").options
    )
    assert rows_of(visit("portfolio", one_off="29"), "Left out, and why")[0][-1].startswith(
        "By itself it would take £1 once"
    )


def test_what_must_be_in_it_and_does_not_fit_is_a_plain_sentence(visit: Visit, proposed: Action) -> None:
    app = visit("portfolio", one_off="99", must=str(proposed.id))
    assert not app.exception
    assert len(app.error) == 1


def test_actions_of_one_title_are_told_apart(visit: Visit, held: Installation, proposed: Action) -> None:
    """Streamlit gets back the words of what was chosen, and of several alike takes the last."""
    now = datetime.now(UTC)
    planning.propose_action(held, ME, now, action=proposed)
    waiting = planning.propose_action(
        held, ME, now, action=proposed.model_copy(update={"title": "Publish the standards"})
    )
    app = visit("road_map", **PLACE)
    app.selectbox(key="action").select(str(proposed.id)).run()
    assert app.query_params["action"] == str(proposed.id)
    app = visit("road_map", **PLACE, action=str(waiting.id))
    [each for each in app.multiselect if each.label == "Waits for"][-1].set_value([proposed.id])
    press(app, "Save the changes")
    kept = {action.id: action for action in portfolios.actions_of(held, ME, round_id="spring")}
    assert kept[waiting.id].depends_on == (proposed.id,)
    app = visit("portfolio")
    app.multiselect(key="limit must").set_value([proposed.id])
    press(app, "Work out what to buy")
    assert app.query_params["must"] == str(proposed.id)


def test_titles_and_counts_of_one_read_well(visit: Visit, held: Installation, proposed: Action) -> None:
    kept = planning.move_action(
        held, ME, datetime.now(UTC), action_id=proposed.id, move=ActionMove.APPROVE, based_on=proposed.version
    )
    changed = kept.model_copy(update={"title": "Review it every year.", "yearly": None})
    planning.change_action(held, ME, datetime.now(UTC), action=changed)
    planning.propose_action(held, ME, datetime.now(UTC), action=proposed)
    app = visit("road_map")
    assert "1 action moves no figure" in [each.label for each in app.expander]
    assert "known of them is counted: “Review it every year.”." in words(app)


def test_what_lies_ahead_is_drawn_once_half_is_known(
    visit: Visit, held: Installation, planned: int, proposed: Action
) -> None:
    planning.move_action(
        held, ME, datetime.now(UTC), action_id=proposed.id, move=ActionMove.APPROVE, based_on=proposed.version
    )
    every = [each.id for each in held.frameworks["nao-data-2019"].statements]
    for statement in [each for each in every if each not in (FIRST, SECOND)][:7]:
        answering.record_answer(
            held,
            ME,
            datetime.now(UTC),
            assessment_id=planned,
            statement_id=statement,
            answer=Answer(state=State.LEVEL, level=2),
        )
    app = visit("road_map")
    assert "The dashed line shows what the plan, as approved by" in words(app)
    (drawn,) = [each.proto.body for each in app.get("html") if "The road map in figures" in each.proto.body]
    assert '<p class="figure">52.8</p>' in drawn  # nine at 2 of 4, and one of them goes to 3: 19 of 36 steps
    assert "if all that is approved is delivered as promised; 50.0 as assessed</p>" in drawn


def test_promises_are_held_against_the_next_round(visit: Visit, held: Installation, proposed: Action) -> None:
    now = datetime.now(UTC)
    app = visit("portfolio", show="promises")
    assert "No round came before this one" in app.info[0].value
    kept = proposed
    for move in (ActionMove.APPROVE, ActionMove.BEGIN, ActionMove.DELIVER):
        kept = planning.move_action(held, ME, now, action_id=kept.id, move=move, based_on=kept.version)
    later = now + timedelta(days=1)
    administering.open_round(held, ME, later, title="Autumn", framework_id="nao-data-2019", closes=None)
    started = answering.start_assessment(held, ME, later, round_id="autumn", department_id="home-office")
    known = answering.assessment_view(held, ME, assessment_id=started.id).answers.get(FIRST)
    answering.record_answer(
        held,
        ME,
        later,
        assessment_id=started.id,
        statement_id=FIRST,
        answer=Answer(state=State.LEVEL, level=3, version=known.version if known else 0),
    )
    app = visit("portfolio", show="promises", round="autumn")
    assert app.header[0].value.replace("\\", "") == "1 of 1 promise kept: 1 level promised, 1 found"
    assert ["Home Office", "Strategy", "1", "1", "1", "1", "1"] in tables(app)[0]


@pytest.mark.usefixtures("planned")
def test_across_government_ranks_the_statements(visit: Visit) -> None:
    app = visit("portfolio", show="across")
    assert not app.exception
    assert "Nobody is known to be below level 2; furthest from the top: " in words(app)
    assert tables(app)[0][0] == ["1", "Enterprise data strategy", "0 of 1 known, 0% of all", "0"]


@pytest.mark.usefixtures("planned")
def test_all_suggested_actions_are_proposed_together_each_an_entry_of_its_own(
    visit: Visit, held: Installation
) -> None:
    app = visit("road_map")
    assert not [
        button for button in app.button if button.label == "Propose 18 actions"
    ]  # before it is opened
    box = f"grid suggestions spring/home-office/{View.SELF}"
    app.session_state[box] = True
    app.run()
    app.session_state[box] = False  # closed again, and what was typed stays
    app.run()
    before = history.history_end(held, ME)
    press(app, "Propose 18 actions")
    assert "18 actions are on the road map, as proposed." in words(app)
    actions = portfolios.actions_of(held, ME, round_id="spring")
    assert {action.status for action in actions} == {ActionStatus.PROPOSED}
    assert len(actions) == 18
    assert history.history_end(held, ME).number == before.number + 18
    assert not [
        button for button in app.button if button.label.startswith("Propose 1")
    ]  # nothing is left to suggest


def test_a_grid_gives_what_was_typed_and_leaves_out_what_was_not_taken() -> None:
    action = Action(
        round_id="spring", title="Write it", departments=("tests",), rises=(), no_date="Not planned"
    )
    grid = Grid((action, action, action))
    first, third = grid.filled(
        {
            0: {"Owner": "Ada", "Due": "2027-03-01", "One-off cost, £": 500.0, "Yearly saving, £": 80},
            1: {"Propose": False},
            2: {"Action": None},
        }
    )
    assert (first.owner, first.due, first.one_off, first.no_date) == ("Ada", date(2027, 3, 1), 500, "")
    assert (first.saving, third.saving) == (80, None)
    assert (third.title, third.no_date) == ("", "Not planned")
