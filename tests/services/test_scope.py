"""A round for part of a framework, kinds of body, and systems, lived through by services alone."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from maturity.assessment.answer import Answer, ReasonNeeded, State, StatementUnknown
from maturity.assessment.people import local_person
from maturity.assessment.round import FamilyRefused, NotOfUnit, SystemNeedsDepartment
from maturity.briefing.gaps import shortfalls_of_one
from maturity.bundle import verifying
from maturity.errors import NotFound
from maturity.framework import files
from maturity.framework.model import NothingAsked
from maturity.services import (
    administering,
    answering,
    comparing,
    exporting,
    history,
    offline,
    planning,
    portfolios,
    road_maps,
)
from maturity.services.exporting import BoardRequest
from maturity.services.installation import Installation

TINY = files.library(Path(__file__).parents[1] / "frameworks").frameworks
ME = local_person()
YEAR = timedelta(days=365)
Answered = Callable[..., None]


@pytest.fixture
def here(installation: Installation, noon: datetime) -> Installation:
    """A ministry and a council, in an installation that has the tiny frameworks of this subject."""
    known = {
        **installation.frameworks,
        **{key: TINY[key] for key in ("kinds-of-body", "partial-profile", "systems")},
    }
    made = replace(installation, frameworks=known)
    for name, kind in (("Treasury", "ministry"), ("Camden", "council")):
        administering.add_department(made, ME, noon, name=name)
        if kind == "council":
            administering.open_round(made, ME, noon, title="Any", framework_id="kinds-of-body", closes=None)
    administering.set_kinds(made, ME, noon, department_id="treasury", kinds=["ministry"])
    administering.set_kinds(made, ME, noon, department_id="camden", kinds=["council"])
    return made


def start(here: Installation, at: datetime, round_id: str, department: str, **more: bool) -> int:
    return answering.start_assessment(here, ME, at, round_id=round_id, department_id=department, **more).id


def answer(here: Installation, at: datetime, number: int, **levels: int) -> None:
    for key, level in levels.items():
        kept = answering.assessment_view(here, ME, assessment_id=number).answers.get(key)
        said = Answer(state=State.LEVEL, level=level, version=kept.version if kept else 0)
        answering.record_answer(here, ME, at, assessment_id=number, statement_id=key, answer=said)


def asked_of(here: Installation, number: int) -> list[str]:
    return [
        each.id for each in answering.assessment_view(here, ME, assessment_id=number).framework.statements
    ]


def test_each_department_is_asked_what_applies_to_its_kind(here: Installation, noon: datetime) -> None:
    treasury, camden = (start(here, noon, "any", each) for each in ("treasury", "camden"))
    assert asked_of(here, treasury) == ["plan", "bills", "grants"]
    assert asked_of(here, camden) == ["plan", "residents"]
    with pytest.raises(StatementUnknown, match="“Bills” of Kinds of body, edition 1 is not asked here"):
        answer(here, noon, camden, bills=1)
    answer(here, noon, treasury, plan=2, bills=0)
    answer(here, noon, camden, plan=1, residents=1)
    both = comparing.comparison(here, ME, round_id="any")
    assert both.scores["treasury"].words == "50.0 (33.3 to 66.7), 2 of 3, asked 3 of 4"
    assert both.scores["camden"].words == "50.0 (50.0 to 50.0), 2 of 2, asked 2 of 4"
    assert both.judgement("camden", "bills").state is State.NOT_ASKED
    assert both.scores["camden"].not_applicable == 0
    alone = comparing.comparison(here, ME, round_id="any", department_id="camden")
    assert alone.scores["camden"] == both.scores["camden"]
    assert [each.id for each in alone.framework.statements] == ["plan", "residents"]


def test_a_kind_that_is_said_late_reaches_drafts_and_nothing_that_was_answered_is_lost(
    here: Installation, noon: datetime
) -> None:
    camden = start(here, noon, "any", "camden")
    answer(here, noon, camden, plan=1, residents=2)
    administering.set_kinds(here, ME, noon, department_id="camden", kinds=["ministry"])
    view = answering.assessment_view(here, ME, assessment_id=camden)
    assert set(view.answers) == {"plan"}
    assert asked_of(here, camden) == ["plan", "bills", "grants"]
    administering.set_kinds(here, ME, noon, department_id="camden", kinds=["council"])
    view = answering.assessment_view(here, ME, assessment_id=camden)
    assert view.answers["residents"].level == 2
    history.verify(here, ME)
    answering.submit(here, ME, noon, assessment_id=camden, assurance="Yes")
    administering.set_kinds(here, ME, noon, department_id="camden", kinds=[])
    assert asked_of(here, camden) == ["plan", "residents"]  # it stays as it was asked
    history.verify(here, ME)
    done = (
        [each.what for each in history.history_of_round(here, ME)]
        if hasattr(history, "history_of_round")
        else []
    )
    assert isinstance(done, list)


def test_a_round_for_part_of_a_framework_asks_no_more(here: Installation, noon: datetime) -> None:
    made = administering.open_round(
        here, ME, noon, title="Part", framework_id="kinds-of-body", closes=None, asks=["grants", "plan"]
    )
    assert made.asks == ("plan", "grants")
    assert asked_of(here, start(here, noon, "part", "treasury")) == ["plan", "grants"]
    assert asked_of(here, start(here, noon, "part", "camden")) == ["plan"]
    compared = comparing.comparison(here, ME, round_id="part")
    assert [each.id for each in compared.framework.statements] == ["plan", "grants"]
    assert compared.scores["treasury"].asked_in_words == "asked 2 of 4"
    history.verify(here, ME)


def test_a_round_of_everything_is_kept_as_a_round_always_was(here: Installation, noon: datetime) -> None:
    every = [each.id for each in TINY["kinds-of-body"].statements]
    made = administering.open_round(
        here, ME, noon, title="All", framework_id="kinds-of-body", closes=None, asks=every
    )
    assert made.asks == ()
    assert "asks" not in made.model_dump(mode="json")


def test_what_is_not_asked_of_anybody_is_refused_with_the_remedy(here: Installation, noon: datetime) -> None:
    with pytest.raises(StatementUnknown, match="There is no statement “nothing”"):
        administering.open_round(
            here, ME, noon, title="Part", framework_id="kinds-of-body", closes=None, asks=["nothing"]
        )
    administering.open_round(
        here, ME, noon, title="Policy", framework_id="kinds-of-body", closes=None, asks=["bills"]
    )
    with pytest.raises(NothingAsked, match="Choose other groups, or see what kinds of body"):
        start(here, noon, "policy", "camden")
    with pytest.raises(NotFound, match="kind of body"):
        administering.set_kinds(here, ME, noon, department_id="camden", kinds=["castle"])
    assert administering.kinds_of_body(here, ME) == {"ministry": "Ministry", "council": "Local authority"}


def test_a_system_is_of_a_department_and_assessed_apart(here: Installation, noon: datetime) -> None:
    payroll = administering.add_department(here, ME, noon, name="Payroll", system_of="treasury")
    assert (payroll.system, payroll.family) == (True, "treasury")
    administering.open_round(here, ME, noon, title="Systems", framework_id="systems", closes=date(2027, 1, 1))
    start(here, noon, "systems", "payroll")
    with pytest.raises(NotOfUnit, match="Treasury is a department, and the round “Systems” assesses systems"):
        start(here, noon, "systems", "treasury")
    with pytest.raises(NotOfUnit, match="Payroll is a system, and the round “Any” assesses departments"):
        start(here, noon, "any", "payroll")
    start(here, noon, "any", "treasury")
    assert set(comparing.comparison(here, ME, round_id="any").departments) == {"treasury"}
    assert comparing.comparison(here, ME, round_id="systems").families == {"treasury": ["payroll"]}
    with pytest.raises(SystemNeedsDepartment, match="which department Ledger is a system of"):
        administering.add_department(here, ME, noon, name="Ledger", system_of="payroll")
    with pytest.raises(SystemNeedsDepartment):
        administering.set_family(here, ME, noon, department_id="payroll", family=None)
    with pytest.raises(FamilyRefused, match="Payroll is a system"):
        administering.set_family(here, ME, noon, department_id="camden", family="payroll")
    # a department that has systems may be in a family, and one that is in a family may have systems
    administering.set_family(here, ME, noon, department_id="treasury", family="camden")
    administering.set_family(here, ME, noon, department_id="payroll", family="treasury")
    administering.add_department(here, ME, noon, name="Ledger", system_of="treasury")
    history.verify(here, ME)


def test_what_carries_over_is_what_is_asked_and_what_a_part_left_out_comes_from_before(
    here: Installation, noon: datetime
) -> None:
    first = start(here, noon, "any", "treasury")
    answer(here, noon, first, plan=2, bills=1, grants=0)
    administering.open_round(
        here, ME, noon + YEAR, title="Part", framework_id="kinds-of-body", closes=None, asks=["plan"]
    )
    second = start(here, noon + YEAR, "part", "treasury", carry_over=True)
    assert set(answering.assessment_view(here, ME, assessment_id=second).answers) == {"plan"}
    answer(here, noon + YEAR, second, plan=1)
    administering.open_round(
        here, ME, noon + 2 * YEAR, title="Third", framework_id="kinds-of-body", closes=None
    )
    third = start(here, noon + 2 * YEAR, "third", "treasury", carry_over=True)
    view = answering.assessment_view(here, ME, assessment_id=third)
    assert {key: each.level for key, each in view.answers.items()} == {"plan": 1, "bills": 1, "grants": 0}
    assert all(each.carried for each in view.answers.values())


def test_a_workbook_asks_what_the_department_is_asked_and_comes_back_when_that_is_less(
    here: Installation, noon: datetime
) -> None:
    treasury = start(here, noon, "any", "treasury")
    sent = offline.template(here, ME, noon, assessment_id=treasury, filled=True)
    book = openpyxl.load_workbook(io.BytesIO(sent))
    told = [[cell.value for cell in row] for row in book["Instructions"].iter_rows()]
    assert ["Asked", "3 of 4 statements"] in told
    assert [book["Policy"][f"A{row}"].value for row in (5, 6)] == ["bills", "grants"]
    book["Policy"]["D5"], book["For all"]["D5"] = 2, 1
    back = io.BytesIO()
    book.save(back)
    administering.set_kinds(here, ME, noon, department_id="treasury", kinds=["council"])
    seen = offline.preview(here, ME, noon, assessment_id=treasury, data=back.getvalue())
    assert seen.remarks == (
        "Not asked any more since the workbook went out, and not read: “Bills”, “Grants”.",
    )
    saved = offline.bring_in(here, ME, noon, assessment_id=treasury, data=back.getvalue(), choices={})
    assert saved == ["plan"]


def bundled(here: Installation, round_id: str) -> tuple[bytes, dict[str, list[dict[str, str]]]]:
    """A bundle, verified, and its tables."""
    made = exporting.bundle(here, ME, round_id=round_id)
    verifying.verify(made)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = [each for each in archive.namelist() if each.startswith("tables/")]
        tables = {
            name[len("tables/") : -len(".csv")]: list(
                csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig")))
            )
            for name in names
        }
    return made, tables


def test_a_bundle_says_what_was_asked_and_is_worked_out_again_on_that(
    here: Installation, noon: datetime
) -> None:
    treasury, camden = (start(here, noon, "any", each) for each in ("treasury", "camden"))
    answer(here, noon, treasury, plan=2, bills=1)
    answer(here, noon, camden, plan=1, residents=0)
    administering.set_kinds(
        here, ME, noon, department_id="camden", kinds=["ministry"]
    )  # residents is set aside
    made, tables = bundled(here, "any")
    states = {(row["department"], row["statement"]): row["state"] for row in tables["answers"]}
    assert states["camden", "residents"] == "not_asked"
    assert states["camden", "bills"] == "not_answered"
    assert {row["department"]: row["asked_as"] for row in tables["bodies"]} == {
        "camden": "ministry",
        "treasury": "ministry",
    }
    assert [(row["statement"], row["why"]) for row in tables["not_asked"]] == [("residents", "kind")] * 2
    whole = {row["department"]: row for row in tables["scores"] if row["scope"] == "overall"}
    assert (whole["camden"]["statements"], whole["camden"]["not_asked"]) == ("3", "1")
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        record = json.loads(archive.read("round.json"))
    kept = {each["department"]["id"]: each["answers"] for each in record["assessed"]}
    assert kept["camden"]["residents"]["level"] == 0  # nothing that was answered is lost


def test_a_round_for_a_part_bundles_the_part(here: Installation, noon: datetime) -> None:
    administering.open_round(
        here, ME, noon, title="Part", framework_id="kinds-of-body", closes=None, asks=["plan", "grants"]
    )
    number = start(here, noon, "part", "treasury")
    answer(here, noon, number, plan=1)
    _, tables = bundled(here, "part")
    assert {(row["statement"], row["why"]) for row in tables["not_asked"]} == {
        ("residents", "round"),
        ("bills", "round"),
    }
    assert len(tables["statements"]) == 4  # the edition stays whole


def test_a_bundle_in_which_everything_was_asked_has_none_of_this(here: Installation, noon: datetime) -> None:
    administering.open_round(here, ME, noon, title="Plain", framework_id="two-themes", closes=None)
    administering.add_department(here, ME, noon, name="Kent")
    start(here, noon, "plain", "kent")
    made, tables = bundled(here, "plain")
    assert not {"bodies", "not_asked"} & tables.keys()
    assert "not_asked" not in tables["scores"][0]
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        written = archive.read("round.json").decode()
    assert not any(f'"{word}"' in written for word in ("kinds", "asks", "system", "not_asked"))


def test_a_profile_that_leaves_the_rest_without_a_target_leaves_no_gap_there(
    here: Installation, noon: datetime
) -> None:
    administering.open_round(here, ME, noon, title="Aim", framework_id="partial-profile", closes=None)
    number = start(here, noon, "aim", "treasury")
    answer(here, noon, number, plan=1, bills=1, grants=0)
    found = planning.set_profile(
        here, ME, noon, round_id="aim", department_id="treasury", profile_id="first-step"
    )
    assert {key: each.level for key, each in found.items()} == {
        "plan": 2,
        "bills": 1,
        "residents": None,
        "grants": None,
    }
    plan = road_maps.outlook_of(
        here, ME, round_id="aim", department_id="treasury", today=noon.date()
    ).road_map
    assert [gap.statement.id for gap in plan.gaps] == ["plan"]  # not what is unknown, nor what is low
    history.verify(here, ME)
    _, tables = bundled(here, "aim")
    assert [(row["statement"], row["level"]) for row in tables["targets"]] == [
        ("plan", "2"),
        ("residents", ""),
        ("bills", "1"),
        ("grants", ""),
    ]
    assert [row["statement"] for row in tables["gaps"] if row["view"] == "self"] == ["plan"]
    made = exporting.board_pack(here, ME, noon, BoardRequest("aim", department_id="treasury"))
    sheet = openpyxl.load_workbook(io.BytesIO(made), data_only=True)["Targets"]
    rows = {
        row[3]: row
        for row in sheet.iter_rows(values_only=True)
        if row[3] in ("Grants", "Residents", "A plan")
    }
    assert rows["Grants"][6] == rows["Residents"][6] == "No target"
    assert (rows["Grants"][10], rows["Residents"][10], rows["A plan"][10]) == (0, "No target", 1)
    told = exporting.facts(here, ME, noon, BoardRequest("aim", department_id="treasury"))
    short = shortfalls_of_one(told)
    assert [gap.statement.id for gap in short.shown] == ["plan", "bills"]
    assert "2 statements are left without a target, and not counted here." in " ".join(short.sentences)
    exporting.slides(here, ME, noon, BoardRequest("aim", department_id="treasury"))
    portfolios.across_government(here, ME, round_id="aim")


def test_a_group_that_does_not_apply_is_one_reason_and_an_answer_of_each_statement(
    here: Installation, noon: datetime
) -> None:
    treasury = start(here, noon, "any", "treasury")
    answer(here, noon, treasury, bills=2)

    def said() -> dict[str, tuple[str, str]]:
        view = answering.assessment_view(here, ME, assessment_id=treasury)
        return {key: (each.state.value, each.reason) for key, each in view.answers.items()}

    with pytest.raises(ReasonNeeded, match="“Grants”: say in a few words why"):
        answering.leave_out_group(here, ME, noon, assessment_id=treasury, group_id="policy", reason="  ")
    with pytest.raises(NotFound, match="theme or topic"):
        answering.leave_out_group(here, ME, noon, assessment_id=treasury, group_id="people", reason="No")
    done = answering.leave_out_group(
        here, ME, noon, assessment_id=treasury, group_id="policy", reason="Devolved"
    )
    assert done == ["grants"]  # what was answered stays
    assert said() == {"bills": ("level", ""), "grants": ("not_applicable", "Devolved")}
    compared = comparing.comparison(here, ME, round_id="any")
    assert (compared.scores["treasury"].not_applicable, compared.scores["treasury"].not_asked) == (1, 1)
    undone = answering.take_group_up(
        here, ME, noon, assessment_id=treasury, group_id="policy", reason="Devolved"
    )
    assert undone == ["grants"]
    assert said()["grants"] == ("not_answered", "")
    history.verify(here, ME)
