"""The pack calculated anew by LibreOffice: every formula comes to the app's figure, and a changed level moves it."""

import io
import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from maturity.assessment.answer import SAID, Answer, Judgement, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.round import Department, Round, RoundKind
from maturity.briefing.facts import Facts, Movement
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.framework.scope import asked_of_each
from maturity.plan.action import Action, ActionStatus, Rise
from maturity.plan.target import AcceptedGap, Target
from maturity.roadmap.costs import costs_by_lead
from maturity.roadmap.projection import projections
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.bridge import Bridge, bridge, bridge_of_round
from maturity.scoring.compare import Comparison, View, with_not_asked
from maturity.workbook import pack, write

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("MATURITY_TEST_LONG"))
SCORED_ALIKE = {
    "challenge",
    "facets",
    "target-profiles",
    "topics",
    "systems",
    "partial-profile",
}  # as two-themes is
FRAMEWORKS = files.library(ROOT / "tests" / "frameworks").frameworks
TINY = [
    file
    for file in sorted((ROOT / "tests" / "frameworks").glob("*.yaml"))
    if file.stem in FRAMEWORKS
    if LONG or file.stem not in SCORED_ALIKE
    if FRAMEWORKS[file.stem].seen_as_kept
]
PARTS = 3
"""LibreOffice works out as many packs at a time as there are in a part: one after the other takes it a minute."""
WITHOUT_FORMULAS = [name for name, each in FRAMEWORKS.items() if not each.seen_as_kept]
"""Where people see another number than is kept, or none, a formula could not look at what they see."""
BY_KIND = "kinds-of-body"
PLANNED = {"scale-per-statement", "unequal-weights", BY_KIND}
"""Those whose packs have a road map and a movement too."""
CHOSEN = [file for file in TINY if LONG or file.stem in {"theme-mean", "unequal-weights", "weakest"}]
"""Those that are tried for one department alone, and with a level changed, too."""
Values = Mapping[str, Mapping[str, object]]
"""By sheet and cell, but for empty ones."""
Calculated = Callable[[Mapping[str, Workbook]], dict[str, Values]]


@pytest.fixture
def calculated(missing: Callable[[str, str], NoReturn], tmp_path: Path) -> Calculated:
    """`calculated(books)`: what is in them after LibreOffice has worked out every formula, from no values at all."""
    program = shutil.which("soffice")
    if program is None:
        missing("libreoffice", "There is no soffice here, so no pack is calculated anew by LibreOffice.")

    def done(books: Mapping[str, Workbook]) -> dict[str, Values]:
        for name, book in books.items():
            book.save(tmp_path / f"{name}.xlsx")  # openpyxl saves formulas without what they came to
            assert "E8" not in values_of(tmp_path / f"{name}.xlsx", {"Check"})["Check"]
        subprocess.run(
            [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
             "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"),
             *(str(tmp_path / f"{name}.xlsx") for name in books)],
            check=True, capture_output=True, timeout=500,
        )  # fmt: skip
        return {name: values_of(tmp_path / "out" / f"{name}.xlsx") for name in books}

    return done


def values_of(file: Path | io.BytesIO, only: Collection[str] | None = None) -> Values:
    """What a workbook shows, of all sheets or some."""
    with closing(openpyxl.load_workbook(file, data_only=True, read_only=True)) as book:
        return {
            page.title: {
                cell.coordinate: cell.value
                for row in page.iter_rows()
                for cell in row
                if cell.value is not None
            }
            for page in book
            if only is None or page.title in only
        }


def compared(framework: Framework, judgements: Mapping[str, Mapping[str, Judgement]]) -> Comparison:
    round_ = Round(
        id="r",
        title="A made-up round",
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens="2026-01-01",
        source="Everything in this round is made up.",
    )
    departments = {key: Department(id=key, name=f"Department {key}") for key in judgements}
    return Comparison(framework, round_, departments, judgements, revision=7, answers=judgements)  # type: ignore[arg-type]


def made(comparison: Comparison, plan: Forecast | None = None, movement: Movement | None = None) -> bytes:
    return write.workbook(pack.describe(Facts(comparison, NOON, plan=plan, movement=movement)))


def planned(comparison: Comparison, chance: random.Random) -> Forecast:
    """Any road map: targets chosen here and there, some gaps accepted, actions of every status, some shared."""
    framework, today = comparison.framework, NOON.date()
    keys, statements = list(comparison.departments), framework.statements
    chosen = {
        key: {
            each.id: Target(
                statement_id=each.id,
                level=chance.choice(list(framework.scale_of(each).by_value)),
                by=date(2027, chance.randrange(1, 13), 1),
            )
            for each in statements
            if chance.random() < 0.5
        }
        for key in keys
    }
    accepted = {
        key: {
            each.id: AcceptedGap(
                statement_id=each.id, reason="=Not worth it " + "long " * chance.choice([1, 90])
            )
            for each in statements
            if chance.random() < 0.2
        }
        for key in keys
    }
    actions = [
        Action(
            id=number,
            round_id="r",
            title=f'=Made-up "action" {number}',
            departments=tuple(dict.fromkeys([keys[number % len(keys)], chance.choice(keys)])),
            rises=(
                Rise(
                    statement_id=(raised := chance.choice(statements)).id,
                    to=chance.choice([None, framework.scale_of(raised).highest.value]),
                ),
            ),
            owner="Made up",
            due=chance.choice([None, date(2026, 9, 1), date(2027, 5, 31)]),
            no_date="Nobody said",
            one_off=chance.choice([None, 0, 1_250_000]),
            yearly=chance.choice([None, 33_333]),
            people=chance.choice([None, 1.5]),
            depends_on=(number - 1,) if number % 4 == 0 else (),
            status=list(ActionStatus)[number % 5],
            why="Made up",
        )
        for number in range(1, 12)
    ]
    return Forecast(
        chosen=chosen,
        accepted=accepted,
        actions=actions,
        called={each.id: each.title for each in actions},
        names={key: each.name for key, each in comparison.departments.items()},
        projections=projections(
            framework, comparison.judgements, actions, today=today, until=date(2028, 1, 1)
        ),
        costs=costs_by_lead(actions, keys, today=today, until=date(2028, 1, 1)),
        placed=comparison.placed,
    )


def moved(start: Comparison, end: Comparison) -> Movement | None:
    """The bridge from one round to the other: of the department alone where there is only one."""
    alone = len(end.departments) == 1
    found = bridge(start, end, next(iter(end.departments))) if alone else bridge_of_round(start, end)
    return Movement(start, found) if isinstance(found, Bridge) else None


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def drawn(framework: Framework, chance: random.Random) -> dict[str, Judgement]:
    """Any judgements; one department in five has said nothing."""
    if chance.random() < 0.2:
        return {}
    found: dict[str, Judgement] = {}
    for statement in framework.statements:
        state = chance.choice([*SAID, State.LEVEL, State.LEVEL, State.LEVEL])
        level = chance.choice(list(framework.scale_of(statement).by_value)) if state is State.LEVEL else None
        found[statement.id] = Answer(state=state, level=level, reason="Made up", version=1)
    return found


def check_the_same(packs: Mapping[str, bytes], calculated: Calculated) -> None:
    """Every formula, worked out by LibreOffice, is what the app wrote beside it; there is no error anywhere."""
    books = {name: openpyxl.load_workbook(io.BytesIO(data)) for name, data in packs.items()}
    by_libreoffice = calculated(books)
    for name, data in packs.items():
        shown = values_of(io.BytesIO(data))
        count = 0
        for page in books[name]:
            ours, theirs = shown[page.title], by_libreoffice[name][page.title]
            for at, value in theirs.items():
                assert not str(value).startswith(("#", "Err:")), (name, page.title, at)
            for row in page.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    count += 1
                    found = ours.get(cell.coordinate), theirs.get(cell.coordinate)
                    assert same(*found), (name, page.title, cell.coordinate, *found, cell.value)
        assert count > 50


def same(one: object, other: object) -> bool:
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return abs(one - other) <= 1e-9
    return one == other


def test_published_findings_a_department_alone_and_one_with_nothing_answered(
    published: Comparison, published_frameworks: dict[str, Framework], calculated: Calculated
) -> None:
    one = {"G": published.departments["G"]}
    alone = Comparison(published.framework, published.round, one, published.judgements, 1)
    nothing = compared(published_frameworks["nao-data-2019"], {"x": {}})
    check_the_same({"nao": made(published), "alone": made(alone), "nothing": made(nothing)}, calculated)


def asked_by_kind(comparison: Comparison) -> Comparison:
    """The same with every other department a ministry, and the rest councils."""
    kinds = {
        key: ("ministry",) if place % 2 else ("council",) for place, key in enumerate(comparison.departments)
    }
    asks = asked_of_each(comparison.framework, kinds)
    said = asks.alone(comparison.judgements)
    return replace(
        comparison,
        framework=asks.framework,
        judgements=with_not_asked(said, asks.not_asked),
        answers=said,  # type: ignore[arg-type]
        not_asked=asks.not_asked,
    )


@pytest.mark.parametrize("part", range(PARTS))
def test_every_method_weight_and_scale(part: int, calculated: Calculated) -> None:
    packs = {}
    for file in TINY[part::PARTS]:
        framework, chance = files.load(file), random.Random(file.stem)
        departments = {str(number): drawn(framework, chance) for number in range(6)}
        now = compared(framework, departments)
        before = compared(framework, {key: drawn(framework, chance) for key in departments})
        alone = compared(framework, {"0": drawn(framework, chance)})
        if file.stem == BY_KIND:
            before, now = asked_by_kind(before), asked_by_kind(now)
        every = {file.stem: now} | ({f"{file.stem}-alone": alone} if file in CHOSEN else {})
        for name, each in every.items():
            also = (planned(each, chance), moved(before, each)) if file.stem in PLANNED else ()
            packs[name] = made(each, *also)
    if "unequal-weights" in packs:
        assert {"Actions", "Cost by year", "Movement"} <= set(opened(packs["unequal-weights"]).sheetnames)
    check_the_same(packs, calculated)


@pytest.mark.parametrize("name", WITHOUT_FORMULAS)
def test_where_people_see_no_value_a_pack_has_no_formula(name: str) -> None:
    framework, chance = FRAMEWORKS[name], random.Random(name)
    book = opened(made(compared(framework, {str(number): drawn(framework, chance) for number in range(6)})))
    assert "Check" not in book.sheetnames
    assert not [cell for page in book for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_round_of_many_departments(
    published_frameworks: dict[str, Framework], calculated: Calculated
) -> None:
    framework, chance = published_frameworks["nao-data-2019"], random.Random(300)
    count = 300 if LONG else 25
    before, now = (
        compared(framework, {str(number): drawn(framework, chance) for number in range(count)})
        for _ in range(2)
    )
    check_the_same({"many": made(now, planned(now, chance), moved(before, now))}, calculated)


def test_a_pack_by_either_word_with_a_mark_on_what_an_auditor_checked(
    published_frameworks: dict[str, Framework], calculated: Calculated
) -> None:
    framework, chance = published_frameworks["nao-data-2019"], random.Random("audited")
    own = compared(framework, {str(number): drawn(framework, chance) for number in range(5)})
    findings = {
        key: {
            statement: Finding(
                state=said.state, level=said.level, standing=Standing.RESOLVED, reason="Made up"
            )
            for statement, said in drawn(framework, chance).items()
            if chance.random() < 0.6
        }
        for key in ("0", "1", "2")
    }
    own = replace(own, findings=findings)
    audited = own.by(View.AUDITED)
    assert audited is not None
    packs = {"own": made(own, planned(own, chance)), "audited": made(audited, planned(audited, chance))}
    check_the_same(packs, calculated)
    by_own, by_audit = (openpyxl.load_workbook(io.BytesIO(packs[key]), data_only=True) for key in packs)
    one, other = (scored(book) for book in (by_own, by_audit))
    assert [beside for _, beside in one][3:] == [(None, None, None)] * 2
    for (mine, beside), (theirs, back) in zip(one[:3], other[:3], strict=True):
        assert all(map(same, beside, theirs))
        assert all(map(same, back, mine))


def scored(book: Workbook) -> list[tuple[tuple[object, ...], tuple[object, ...]]]:
    """Of each department the three figures of its score, and those by the other word; None for a word."""
    table = next(iter(book["Scores"].tables.values()))
    lines = [[cell.value for cell in row] for row in book["Scores"][table.ref]][1:]

    def figures(cells: list[object]) -> tuple[object, ...]:
        return tuple(each if isinstance(each, int | float) or each == "No score" else None for each in cells)

    return [(figures(line[2:5]), figures(line[-3:])) for line in lines]


def test_a_level_changed_in_the_file_moves_the_figures_as_it_moves_the_apps(calculated: Calculated) -> None:
    books, wanted = {}, {}
    for file in CHOSEN:
        framework, chance = files.load(file), random.Random(f"{file.stem} changed")
        before = {str(number): drawn(framework, chance) for number in range(4)}
        last = framework.statements[-1]
        changed = Answer(state=State.LEVEL, level=framework.scale_of(last).highest.value, version=2)
        before["1"] = {**before["1"], last.id: Answer(state=State.NOT_DETERMINED, version=1)}
        after = {**before, "1": {**before["1"], last.id: changed}}
        plan = planned(compared(framework, before), chance) if file.stem in PLANNED else None
        book = openpyxl.load_workbook(io.BytesIO(made(compared(framework, before), plan)))
        (cell,) = [
            row[7]
            for row in book["Levels"].iter_rows()
            if (row[2].value, row[6].value) == ("Department 1", last.label)
        ]
        assert cell.value == "Not determined"
        cell.value = changed.level
        books[file.stem] = book
        wanted[file.stem] = openpyxl.load_workbook(
            io.BytesIO(made(compared(framework, after), plan)), data_only=True
        )
    for name, moved in calculated(books).items():
        for sheet in (
            "Scores",
            "By theme",
            "Matrix",
            "Gaps",
            "Gaps by statement",
            "Gaps to targets",
            "Theme profile",
        ):
            for row in wanted[name][sheet].iter_rows(min_row=6) if sheet in wanted[name] else []:
                for each in row:
                    theirs = moved[sheet].get(each.coordinate)
                    assert same(each.value, theirs), (name, sheet, each.coordinate, each.value, theirs)
        verdict = re.fullmatch(r"(\d+) of \d+ figures differ\.", str(moved["Check"]["A2"]))
        assert verdict is not None
        assert int(verdict[1]) > 0


def test_a_file_that_libreoffice_opens_as_it_is_made_needs_no_repair(
    published: Comparison, missing: Callable[[str, str], NoReturn], tmp_path: Path
) -> None:
    program = shutil.which("soffice")
    if program is None:
        missing("libreoffice", "There is no soffice here, so no pack is opened by LibreOffice.")
    (tmp_path / "pack.xlsx").write_bytes(made(published))
    subprocess.run(
        [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "pack.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "pack.pdf").stat().st_size > 10_000
