import errno
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from maturity import __main__ as command_line
from maturity import settings
from maturity.assessment.people import local_person
from maturity.assessment.round import Assessment
from maturity.command_line import cli
from maturity.errors import DatabaseAway
from maturity.services import administering, answering, startup

ROOT = Path(__file__).parent.parent
FRAMEWORK = ROOT / "frameworks" / "nao-data-2019.yaml"
TINY = ROOT / "tests" / "frameworks" / "two-themes.yaml"


@dataclass(frozen=True)
class Done:
    """How a command ended, and what it said."""

    exit_code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands of a test keep everything."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(f"MATURITY_{name.upper()}", raising=False)
    file = tmp_path / "kept" / "maturity.sqlite"
    monkeypatch.setenv("MATURITY_DATABASE_URL", f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the published findings in it, to be copied."""
    file = tmp_path_factory.mktemp("opened") / "maturity.sqlite"
    startup.open_with(settings.Settings(database_url=f"sqlite:///{file}")).store.close()
    return file


@pytest.fixture
def installed(database: Path, opened_once: Path) -> None:
    """What the first “maturity serve” leaves."""
    database.parent.mkdir()
    shutil.copy(opened_once, database)


@pytest.fixture
def maturity(database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`maturity("check", file)`, as from a terminal; but no server is ever started."""

    def start(address: str, port: int, sign_in: object) -> None:
        pytest.fail(f"a server was started on {address}, port {port}")

    monkeypatch.setitem(sys.modules, "maturity.server.serve", SimpleNamespace(run=start))

    def run(*words: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["maturity", *map(str, words)])
        exit_code = 0
        try:
            command_line.main()
        except SystemExit as end:
            exit_code = int(end.code or 0)
        return Done(exit_code, *capsys.readouterr())

    return run


def test_help_lists_every_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "maturity", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    listed = set(re.findall(r"^  (\S+) ", done.stdout.partition("Commands:")[2], re.MULTILINE))
    assert listed == cli.commands.keys()
    assert done.stderr == ""


def test_the_commands_are_listed_as_they_are_and_nothing_else_is_imported() -> None:
    said = {name: each.get_short_help_str(limit=200) for name, each in cli.commands.items()}
    assert said == command_line.COMMANDS
    heavy = "pandas", "sqlalchemy", "openpyxl", "pydantic", "streamlit"
    script = (
        "import sys; from maturity.__main__ import cli; cli(['--help'], standalone_mode=False); "
        f"sys.exit(', '.join(each for each in {heavy} if each in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", cli.commands)
def test_every_command_says_what_it_does(name: str, maturity: Run) -> None:
    done = maturity(name, "--help")
    assert done.exit_code == 0
    told = cli.commands[name].help
    assert told
    assert "".join(told.split()) in "".join(done.out.split())  # lines are broken anywhere


def test_check_says_that_a_file_is_sound(maturity: Run, database: Path) -> None:
    done = maturity("check", TINY)
    assert (done.exit_code, done.err) == (0, "")
    assert done.out.startswith(
        "two-themes.yaml is sound: two-themes, edition 1, 2 themes, 3 statements, content "
    )
    assert not database.parent.exists()  # checking opens nothing


def test_check_counts_one_theme_as_one(maturity: Run) -> None:
    said = maturity("check", TINY.parent / "no-numbers.yaml").out
    assert "edition 1, 1 theme, 2 statements, content " in said


def test_check_lists_the_faults_of_every_file_with_their_lines(maturity: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = TINY.read_text(encoding="utf-8")
    broken.write_text(
        text.replace('edition: "1"', 'edition: "1"\nsmell: sweet').replace("2020-01-01", "soon")
    )
    gone = tmp_path / "gone.yaml"
    done = maturity("check", broken, FRAMEWORK, gone, TINY)
    assert done.exit_code == 1
    assert [line.split()[0] for line in done.out.splitlines()] == ["nao-data-2019.yaml", "two-themes.yaml"]
    assert "broken.yaml cannot be used: 2 faults. Nothing was changed." in done.err
    assert "line 5: smell" in done.err
    assert "line 8: source › published: " in done.err
    assert "gone.yaml" in done.err
    assert "Traceback" not in done.err


def test_check_needs_a_file(maturity: Run) -> None:
    done = maturity("check")
    assert done.exit_code == 2
    assert "Missing argument 'FILE...'" in done.err


def test_migrate_makes_the_database_and_leaves_it_the_second_time(maturity: Run, database: Path) -> None:
    first = maturity("migrate")
    assert first == Done(0, "The database is at the newest schema (revision 0).\n", "")
    before = database.read_bytes()
    assert maturity("migrate") == first
    assert database.read_bytes() == before


def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    maturity: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATURITY_DATABASE_URL", "postgresql+psycopg://bo:s3cret@127.0.0.1:1/maturity")
    done = maturity("migrate")
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith(
        "The database postgresql+psycopg://bo:***@127.0.0.1:1/maturity cannot be used: "
    )
    assert done.err.endswith("Nothing was changed.\n")
    assert "s3cret" not in done.err


def test_a_setting_that_cannot_be_is_told_in_a_sentence(
    maturity: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATURITY_PORT", "http")
    done = maturity("migrate")
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith("The settings cannot be used. MATURITY_PORT is “http”: ")
    assert not database.parent.exists()


def test_load_benchmark_loads_once_and_changes_nothing_the_second_time(maturity: Run) -> None:
    said = "“National Audit Office 2019, Departments A to G” is here, as round nao-2019.\n"
    assert maturity("load-benchmark") == Done(0, said, "")
    revision = maturity("migrate").out
    assert "(revision 0)" not in revision
    assert maturity("load-benchmark", ROOT / "data" / "nao-2019.yaml") == Done(0, said, "")
    assert maturity("migrate").out == revision


def test_load_benchmark_of_a_file_that_is_not_there_is_told(maturity: Run, tmp_path: Path) -> None:
    done = maturity("load-benchmark", tmp_path / "gone.yaml")
    assert (done.exit_code, done.out) == (1, "")
    assert "gone.yaml" in done.err
    assert "(revision 0)" in maturity("migrate").out


# score, low, high (in per cent), statements with a level: the project's check table
CHECK = {
    "A": (100.0, 94.4, 100.0, 17),
    "B": (52.8, 52.8, 52.8, 18),
    "C": (75.0, 66.7, 77.8, 16),
    "D": (46.7, 38.9, 55.6, 15),
    "E": (45.0, 37.5, 54.2, 15),
    "F": (50.0, 44.4, 55.6, 16),
    "G": (61.4, 37.5, 76.4, 11),
}


@pytest.mark.usefixtures("installed")
def test_scores_prints_the_check_table(maturity: Run) -> None:
    done = maturity("scores", "--round", "nao-2019")
    assert (done.exit_code, done.err) == (0, "")
    assert done.out.startswith("National Audit Office 2019, Departments A to G\n")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    for letter, (score, low, high, with_level) in CHECK.items():
        wanted = f"Department {letter} {score} ({low} to {high}), {with_level} of 18; rank "
        assert len([line for line in lines if line.startswith(wanted)]) == 1
    assert (
        "Our own (house method): the scale, the wording of the levels, the guidance and the scoring."
        in done.out
    )


@pytest.mark.usefixtures("installed")
def test_figures_go_by_the_auditors_word_where_that_is_asked_for(maturity: Run, tmp_path: Path) -> None:
    assert maturity("demo", "--departments", "2", "--rounds", "1").exit_code == 0
    newest = "made-up-round-" + str(datetime.now(UTC).year)
    own, audited = (maturity("scores", "--round", newest, "--view", view).out for view in ("self", "audited"))
    assert "Scored: the departments' own answers. Audited: " in own
    assert "Scored: the auditor's findings where there are any" in audited
    for command, file in (("pack", "p.xlsx"), ("slides", "p.pptx"), ("brief", "p.pdf")):
        done = maturity(command, "--round", newest, "--view", "audited", "-o", tmp_path / file)
        assert (done.exit_code, done.err) == (0, "")


@pytest.mark.usefixtures("installed")
def test_scores_as_json_are_the_check_table_unrounded(maturity: Run) -> None:
    done = maturity("scores", "--round", "nao-2019", "--json")
    assert (done.exit_code, done.err) == (0, "")
    found = json.loads(done.out)
    keys = {"department", "score", "low", "high", "with_level", "statements", "themes"}
    assert all(each.keys() >= keys for each in found)
    assert {
        each["department"]: (
            round(each["score"], 1),
            round(each["low"], 1),
            round(each["high"], 1),
            each["with_level"],
        )
        for each in found
    } == CHECK
    b = next(each for each in found if each["department"] == "B")
    assert b["score"] == pytest.approx(100 * 38 / 72, abs=1e-9)  # 38 of 18 × 4 levels
    assert {each["statements"] for each in found} == {18}


@pytest.mark.usefixtures("installed")
def test_scores_as_json_hold_the_themes_of_each_department(maturity: Run) -> None:
    found = json.loads(maturity("scores", "--round", "nao-2019", "--json").out)
    for each in found:
        themes = each["themes"]
        assert [theme["label"] for theme in themes] == ["Strategy", "Business alignment", "Governance"]
        assert sum(theme["statements"] for theme in themes) == 18
        assert sum(theme["with_level"] for theme in themes) == each["with_level"]
        assert all(
            theme["low"] <= theme["score"] <= theme["high"] for theme in themes if theme["score"] is not None
        )


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    "command",
    [["scores"], ["pack", "-o", "out"], ["slides", "-o", "out"], ["export", "-o", "out"]],
    ids=lambda command: command[0],
)
def test_a_round_that_is_not_there_is_told_with_those_that_are(
    command: list[str], maturity: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = maturity(*command, "--round", "winter")
    assert done == Done(1, "", "There is no round “winter”. There are: nao-2019.\n")
    assert not (tmp_path / "out").exists()


def _departments(file: Path) -> list[object]:
    page = load_workbook(file)["Scores"]
    (table,) = page.tables.values()
    return [row[1].value for row in page[table.ref]][1:]


@pytest.mark.usefixtures("installed")
def test_slides_are_written_of_a_round_and_of_a_department(maturity: Run, tmp_path: Path) -> None:
    for only in ([], ["--department", "G"]):
        file = tmp_path / "slides.pptx"
        done = maturity("slides", "--round", "nao-2019", *only, "-o", file)
        assert done == Done(0, f"Wrote {file} ({file.stat().st_size:,} bytes).\n", "")
        assert 5 <= len(Presentation(str(file)).slides) <= 8


@pytest.mark.usefixtures("installed")
def test_an_exported_bundle_is_verified_where_there_is_no_database(
    maturity: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "bundle.zip"
    done = maturity("export", "--round", "nao-2019", "-o", file)
    assert done == Done(0, f"Wrote {file} ({file.stat().st_size:,} bytes).\n", "")
    monkeypatch.setenv("MATURITY_DATABASE_URL", "nothing://of/the/kind")
    done = maturity("verify", file)
    assert (done.exit_code, done.err) == (0, "")
    first, *others = done.out.splitlines()
    assert first.startswith(f"{file} is what it says: “National Audit Office 2019")
    assert any("found the same: 28." in line for line in others)


@pytest.mark.usefixtures("installed")
def test_a_changed_bundle_is_told_in_sentences(maturity: Run, tmp_path: Path) -> None:
    file = tmp_path / "bundle.zip"
    maturity("export", "--round", "nao-2019", "-o", file)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    done = maturity("verify", file)
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith("This bundle is not what it says.\n“round.json” is damaged or was changed.")
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("installed")
def test_the_data_alone_are_no_bundle_and_what_is_not_there_cannot_be_read(
    maturity: Run, tmp_path: Path
) -> None:
    file = tmp_path / "data.zip"
    assert maturity("export", "--round", "nao-2019", "--data", "-o", file).exit_code == 0
    told = "This file is not a bundle that can be verified: it holds no manifest.json.\n"
    assert maturity("verify", file) == Done(1, "", told)
    done = maturity("verify", tmp_path / "nothing.zip")
    assert done.exit_code == 1
    assert "cannot be read" in done.err


@pytest.mark.usefixtures("installed")
def test_pack_writes_a_workbook_that_opens_again(maturity: Run, tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    done = maturity("pack", "--round", "nao-2019", "-o", file)
    assert done == Done(0, f"Wrote {file} ({file.stat().st_size:,} bytes).\n", "")
    assert _departments(file) == [f"Department {letter}" for letter in "ABCDEFG"]


@pytest.mark.usefixtures("installed")
def test_pack_carries_the_marking_that_is_asked_for(maturity: Run, tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    done = maturity("pack", "--round", "nao-2019", "--marking", "OFFICIAL-SENSITIVE", "-o", file)
    assert done.exit_code == 0
    headers = [page.oddHeader for page in load_workbook(file)]
    assert {header and header.center.text for header in headers} == {"OFFICIAL-SENSITIVE"}


@pytest.mark.usefixtures("installed")
def test_pack_of_one_department_holds_it_alone(maturity: Run, tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    assert maturity("pack", "--round", "nao-2019", "--department", "G", "-o", file).exit_code == 0
    assert _departments(file) == ["Department G"]


@pytest.mark.usefixtures("installed")
def test_pack_of_a_department_that_is_not_there_is_told(maturity: Run, tmp_path: Path) -> None:
    done = maturity("pack", "--round", "nao-2019", "--department", "Z", "-o", tmp_path / "pack.xlsx")
    assert done == Done(1, "", "There is no department in this round “Z”.\n")
    assert not (tmp_path / "pack.xlsx").exists()


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("folder", ["missing", "a-file"])
def test_pack_into_a_folder_that_cannot_be_written_is_told(
    folder: str, maturity: Run, tmp_path: Path
) -> None:
    (tmp_path / "a-file").write_text("not a folder")
    file = tmp_path / folder / "pack.xlsx"
    done = maturity("pack", "--round", "nao-2019", "-o", file)
    assert (done.exit_code, done.out) == (1, "")
    assert f"{file} cannot be written (" in done.err
    assert "Traceback" not in done.err


@pytest.mark.usefixtures("installed")
def test_pack_replaces_a_file(maturity: Run, tmp_path: Path) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_text("last year's")
    assert maturity("pack", "--round", "nao-2019", "-o", file).exit_code == 0
    assert len(_departments(file)) == 7


@pytest.mark.usefixtures("installed")
def test_pack_leaves_the_old_file_where_the_new_one_does_not_fit(
    maturity: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pack.xlsx"
    file.write_text("last year's")
    write = Path.write_bytes

    def fill_the_disk(path: Path, content: bytes) -> int:
        write(path, content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_the_disk)
    done = maturity("pack", "--round", "nao-2019", "-o", file)
    assert (done.exit_code, done.out) == (1, "")
    assert done.err == f"Error: {file} cannot be written (No space left on device).\n"
    assert file.read_text() == "last year's"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["pack.xlsx"]


@pytest.mark.parametrize("command", ["scores", "pack"])
def test_a_command_says_which_option_it_lacks(command: str, maturity: Run) -> None:
    done = maturity(command)
    assert done.exit_code == 2
    assert "Missing option '--round'" in done.err


ANY = "openpyxl", "pptx", "typst", "scipy", "alembic", "pandas", "httpx", "lxml", "psycopg"
EVERY_PAGE = "maturity.server.serve as server; server.import_pages()"


@pytest.mark.parametrize(
    ("imported", "kept_out"),
    [
        (
            "maturity.server.command, maturity.server.serve",
            (*ANY, "numpy", "maturity.command_line", "maturity.briefing"),
        ),
        ("maturity.command_line", (*ANY, "streamlit", "plotly")),
        (EVERY_PAGE, ANY),
    ],
    ids=["serve, until it answers", "any other command", "all pages of a server"],
)
def test_what_takes_long_to_be_imported_is_imported_where_it_is_used(
    imported: str, kept_out: tuple[str, ...]
) -> None:
    script = f"import sys; import {imported}; found = [each for each in {kept_out} if each in sys.modules]"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}; sys.exit(str(found) if found else 0)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


VISITS = """
import gc, sys
from streamlit.testing.v1 import AppTest
from maturity.pages import navigation
from maturity.server.lean_components import keep_classes_out, keep_data_frames_out

enter = "from maturity.pages import navigation, session; session.enter(); navigation.page_function('{}')()"
gc.disable()
keep_classes_out()
keep_data_frames_out()
apps = [AppTest.from_file("app.py", default_timeout=60).run()]
apps += [AppTest.from_string(enter.format(page), default_timeout=60).run() for page in navigation.TITLES]
assert not any(app.exception for app in apps)
assert apps[0].get("bidi_component") and apps[0].text_input[0].label.endswith(" contains")
classes = [each.__name__ for each in gc.get_objects() if type(each) is type]
assert "_WriteThrough" not in classes  # one for each component whenever a session's state is gone through
sys.exit(", ".join({"pandas", "pyarrow"} & sys.modules.keys()) or 0)
"""


def test_no_page_needs_data_frames_before_it_shows_a_grid(maturity: Run) -> None:
    assert maturity("demo", "--departments", "7", "--rounds", "1").exit_code == 0
    for number in range(20):  # people, so that one looks for whom one means
        assert maturity("people", "add", f"Colleague {number}", "--role", "reader").exit_code == 0
    done = subprocess.run([sys.executable, "-c", VISITS], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("from_environment", [True, False])
def test_serve_refuses_other_computers_before_it_opens_anything(
    from_environment: bool, maturity: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["serve"]
    if from_environment:
        monkeypatch.setenv("MATURITY_ADDRESS", "0.0.0.0")
    else:
        words += ["--address", "0.0.0.0"]
    done = maturity(*words)
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith(
        "This installation has no sign-in, so it serves this computer only; it will not listen on “0.0.0.0”, "
        "where anybody could act as anyone. Use 127.0.0.1, or configure sign-in with an OpenID Connect provider: "
        "set MATURITY_OIDC_METADATA_URL, "
    )
    assert not database.parent.exists()


def test_serve_tells_of_a_database_that_cannot_be_used_before_it_starts(
    maturity: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("no database, and long enough to be taken for one " * 4)
    monkeypatch.setenv("MATURITY_DATABASE_URL", f"sqlite:///{tmp_path}/notes.txt")
    done = maturity("serve")
    assert (done.exit_code, done.out) == (1, "")
    assert "notes.txt cannot be used: file is not a database" in done.err


@pytest.fixture
def treasury(maturity: Run) -> Assessment:
    """The Treasury's draft in the round “spring”, with nothing said."""
    assert maturity("migrate").exit_code == 0
    now, me = datetime.now(UTC), local_person()
    installation = startup.open_with(settings.Settings())
    administering.open_round(installation, me, now, title="Spring", framework_id="nao-data-2019", closes=None)
    administering.add_department(installation, me, now, name="Treasury")
    started = answering.start_assessment(installation, me, now, round_id="spring", department_id="treasury")
    installation.store.close()
    return started


@pytest.fixture
def workbook(maturity: Run, treasury: Assessment, tmp_path: Path) -> Callable[..., Path]:
    """`workbook(D5="3 Partly in place")`: the Treasury's workbook, with cells of the Strategy sheet typed in."""

    def taken(**cells: object) -> Path:
        file = tmp_path / "treasury.xlsx"
        words = ("template", "--round", "spring", "--department", "treasury", "-o", file)
        done = maturity(*words)
        assert done == Done(0, f"Wrote {file} ({file.stat().st_size:,} bytes).\n", "")
        book = load_workbook(file)
        for place, value in cells.items():
            book["Strategy"][place].value = value
        book.save(file)
        return file

    return taken


def test_a_workbook_goes_out_and_comes_back(maturity: Run, workbook: Callable[..., Path]) -> None:
    file = workbook(D5="3 Partly in place", E5="Strategy of May")
    told = maturity("import", file, "--dry-run")
    assert told.exit_code == 0
    assert told.out == (
        "Treasury, Spring. Cells: unchanged 160, changed in the workbook 2, changed meanwhile in the app 0, "
        "changed in both 0, not understood 0.\n"  # 18 statements × 9 cells − 2
        "Changed in the workbook: “Enterprise data strategy”, answer\n"
        "  workbook: 3 Partly in place\n  app: Not answered\n"
        "Changed in the workbook: “Enterprise data strategy”, evidence\n"
        "  workbook: Strategy of May\n  app: Nothing\n"
        "Nothing was imported: this was a dry run.\n"
    )
    done = maturity("import", file)
    assert done.out.endswith("Imported. Statements changed: 1 (“Enterprise data strategy”).\n")
    revision = maturity("migrate").out
    assert maturity("import", file).out.endswith("Nothing was imported: there is nothing to change.\n")
    assert maturity("migrate").out == revision


@pytest.mark.parametrize(("keep", "level"), [("workbook", "4 In place"), ("app", "2 Under development")])
def test_a_conflict_waits_until_somebody_says_whose_words_to_keep(
    keep: str, level: str, maturity: Run, workbook: Callable[..., Path], tmp_path: Path
) -> None:
    mine = workbook(D5="4 In place").rename(tmp_path / "mine.xlsx")
    assert maturity("import", workbook(D5="2 Under development")).exit_code == 0
    revision = maturity("migrate").out
    done = maturity("import", mine)
    assert done.exit_code == 1
    assert "Changed in both: “Enterprise data strategy”, answer\n  workbook: 4 In place" in done.out
    assert done.err.startswith(
        "Changed both in the workbook and in the app: “Enterprise data strategy”, answer."
    )
    assert maturity("migrate").out == revision
    assert maturity("import", mine, "--keep", keep).exit_code == 0
    assert load_workbook(workbook())["Strategy"]["D5"].value == level


def test_an_empty_workbook_is_empty(maturity: Run, workbook: Callable[..., Path], tmp_path: Path) -> None:
    maturity("import", workbook(D5="4 In place"))
    file = tmp_path / "empty.xlsx"
    maturity("template", "--round", "spring", "--department", "treasury", "--empty", "-o", file)
    assert load_workbook(file)["Strategy"]["D5"].value == "Not answered"


def test_a_cell_that_is_not_understood_is_told_with_its_place(
    maturity: Run, workbook: Callable[..., Path]
) -> None:
    done = maturity("import", workbook(D5=5, D6="1 Need recognised"))
    assert done.exit_code == 1
    told = (
        "Strategy sheet, row 5, column D (Answer): level 5 is not on this scale (0 to 4). "
        "Choose one from the list in the cell.\n"
    )
    assert f"Not understood: {told}" in done.out
    assert done.err == f"{told}Nothing was imported. Mend the workbook and bring it again.\n"


@pytest.mark.usefixtures("installed")
def test_a_file_that_is_no_workbook_or_is_not_there_is_told(maturity: Run, tmp_path: Path) -> None:
    done = maturity("import", ROOT / "README.md")
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith("This file is not an .xlsx workbook.")
    gone = tmp_path / "gone.xlsx"
    assert maturity("import", gone) == Done(
        1, "", f"Error: {gone} cannot be read (No such file or directory).\n"
    )


def test_a_template_of_a_department_that_has_not_begun_is_told(
    maturity: Run, treasury: Assessment, tmp_path: Path
) -> None:
    done = maturity("template", "--round", "spring", "--department", "x", "-o", tmp_path / "x.xlsx")
    told = "There is no assessment in the round “spring” of the department “x”. There are: treasury.\n"
    assert done == Done(1, "", told)


def test_demo_fills_an_empty_database_with_a_made_up_government(maturity: Run, database: Path) -> None:
    done = maturity("demo", "--departments", "3", "--rounds", "2", "--seed", "5")
    assert done.exit_code == 0
    assert done.err.splitlines()[0] == "3 made-up departments and 3 made-up people are here."
    assert [line.split(":")[0].rpartition(" ")[0] for line in done.err.splitlines()[1:]] == [
        "Made-up round"
    ] * 2
    newest = done.out.removesuffix(".\n").rpartition(" ")[2]
    scored = maturity("scores", "--round", newest)
    assert scored.out.startswith("Made-up round ")
    before = database.read_bytes()
    again = maturity("demo")
    assert (again.exit_code, again.out) == (1, "")
    assert "Nothing was made up: there are departments here already (Made-up " in again.err
    assert database.read_bytes() == before


@pytest.mark.parametrize("words", [("--departments", "0"), ("--rounds", "21"), ("--seed", "one")])
def test_demo_refuses_sizes_that_cannot_be(words: tuple[str, str], maturity: Run, database: Path) -> None:
    assert maturity("demo", *words).exit_code == 2
    assert not database.exists()


def test_audit_verify_says_how_many_entries_there_are_and_the_head(maturity: Run) -> None:
    maturity("load-benchmark")
    done = maturity("audit", "verify")
    assert (done.exit_code, done.err) == (0, "")
    said = re.fullmatch(r"The history holds together\. Entries: 17\. Head: ([0-9a-f]{64})\.\n", done.out)
    assert said
    assert maturity("audit", "verify", "--head", said[1]) == done
    assert "no entry of it has the hash “0" in maturity("audit", "verify", "--head", "0" * 64).err


def test_heads_are_kept_elsewhere_a_line_a_day_and_checked_against(maturity: Run, tmp_path: Path) -> None:
    maturity("migrate")
    heads = tmp_path / "heads.txt"
    for _ in range(2):
        line = maturity("audit", "head").out
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}Z \d+ [0-9a-f]{64}\n", line)
        with heads.open("a") as file:
            file.write(f"host maturity: {line}\n")
        maturity("load-benchmark")
    assert "that are in it: 2, the last of entry " in maturity("audit", "verify", "--heads", heads).out
    heads.write_text(line.replace(line[-9:], "00000000\n"))
    done = maturity("audit", "verify", "--heads", heads)
    assert (done.exit_code, done.out) == (1, "")
    assert "does not have the hash" in done.err
    heads.write_text("yesterday\n")
    assert "line 1 is no head" in maturity("audit", "verify", "--heads", heads).err


def test_audit_verify_names_what_is_broken_and_fails(maturity: Run, database: Path) -> None:
    """A copy of the database, edited by hand."""
    maturity("load-benchmark")
    with closing(sqlite3.connect(database, isolation_level=None)) as opened:
        opened.execute("UPDATE findings SET level = 4 WHERE level = 3")
    done = maturity("audit", "verify")
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith(
        "The history holds together, but a finding of the published round “nao-2019” is"
    )
    with closing(sqlite3.connect(database, isolation_level=None)) as opened:
        opened.execute("DROP TRIGGER history_keeps_entries")
        opened.execute("UPDATE history SET person = 'somebody' WHERE number = 3")
    done = maturity("audit", "verify")
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith("The history does not hold together at entry 3:")
    assert len(done.err.splitlines()) == 1


def test_what_is_backed_up_is_restored(maturity: Run, database: Path, tmp_path: Path) -> None:
    maturity("load-benchmark")
    file = tmp_path / "backup.sqlite"
    done = maturity("backup", "-o", file)
    assert (done.exit_code, done.err) == (0, "")
    assert done.out.startswith(f"Wrote {file} (")
    database.unlink()
    restored = maturity("restore", file)
    assert restored.out.startswith(f"Restored {file}. Entries: 17. Head: ")
    again = maturity("restore", file)
    assert re.search(r"What was there before is in .*maturity-before-.*\.sqlite\.", again.out)
    assert maturity("audit", "verify").exit_code == 0


def test_a_backup_that_cannot_be_is_told_in_a_sentence(
    maturity: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no such file" in maturity("restore", tmp_path / "gone").err
    assert "to back up" in maturity("backup", "-o", tmp_path / "out").err
    monkeypatch.setenv("MATURITY_DATABASE_URL", "postgresql+psycopg://bo:s3cret@127.0.0.1:1/maturity")
    done = maturity("backup", "-o", tmp_path / "out")
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith(
        "The database postgresql+psycopg://bo:***@127.0.0.1:1/maturity cannot be used: "
    )
    assert done.err.endswith("Nothing was changed.\n")
    assert "s3cret" not in done.err
    assert not (tmp_path / "out").exists()
    monkeypatch.setenv("MATURITY_DATABASE_URL", "sqlite://")
    assert "Only a database on SQLite or PostgreSQL" in maturity("backup", "-o", tmp_path / "out").err


@pytest.mark.usefixtures("installed")
def test_letters_stand_for_names_in_the_terminal_and_in_the_pack(maturity: Run, tmp_path: Path) -> None:
    found = json.loads(maturity("scores", "--round", "nao-2019", "--json", "--letters").out)
    assert [each["name"] for each in found] == [f"Peer {letter}" for letter in "ABCDEFG"]
    assert sorted(round(each["score"], 1) for each in found) == [45.0, 46.7, 50.0, 52.8, 61.4, 75.0, 100.0]
    done = maturity("pack", "--round", "nao-2019", "--letters", "-o", tmp_path / "pack.xlsx")
    assert (done.exit_code, done.err) == (0, "")
    book = load_workbook(tmp_path / "pack.xlsx", data_only=True)
    assert not {"Answers", "Findings", "Assessments"} & set(book.sheetnames)
    in_pack = {row[1]: row[2] for row in book["Scores"].iter_rows(values_only=True) if row[1]}
    for each in found:  # the same letters as in the terminal
        assert in_pack[each["name"]] == pytest.approx(each["score"])
    words = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert not any("Department B" in word for word in words)


@pytest.mark.usefixtures("installed")
def test_one_department_has_no_letter(maturity: Run, tmp_path: Path) -> None:
    done = maturity(
        "pack", "--round", "nao-2019", "--department", "B", "--letters", "-o", tmp_path / "pack.xlsx"
    )
    assert done.exit_code == 1
    assert "One department alone cannot be shown by a letter" in done.err


def test_the_first_administrator_is_made_listed_and_cannot_be_disabled(maturity: Run) -> None:
    added = maturity("people", "add", "Ann Admin", "--email", "Ann@Example.gov", "--role", "administrator")
    assert added == Done(
        0, "Ann Admin is registered, as ann-admin. They can sign in with ann@example.gov.\n", ""
    )
    told = maturity("people", "disable", "ann-admin")
    assert told.exit_code == 1
    assert told.err.startswith("Ann Admin is the last active administrator")
    listed = "ann-admin  Ann Admin  ann@example.gov  administrator  has not signed in\n"
    assert maturity("people", "list") == Done(0, listed, "")


def test_somebody_is_registered_for_one_department_disabled_and_invited(
    maturity: Run, treasury: Assessment
) -> None:
    words = ["people", "add", "Ada", "--role", "contributor:treasury", "--role", "reader"]
    assert maturity(*words).out == "Ada is registered, as ada. Without --email they cannot sign in.\n"
    assert maturity("people", "invite", "ada", "--email", "ada@example.gov").out == (
        "Ada can sign in with ada@example.gov.\n"
    )
    assert maturity("people", "disable", "ada").out == "Ada is disabled. What they wrote stays.\n"
    listed = "ada  Ada  ada@example.gov  contributor:treasury, reader  disabled\n"
    assert maturity("people", "list").out == listed


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["add", "Ada", "--role", "king"], "There is no role “king”. There are: contributor, approver"),
        (["add", "Ada", "--role", "reader:mars"], "There is no department “mars”."),
        (["add", "Ada", "--email", "ada"], "“ada” is not an e-mail address"),
        (["disable", "nobody"], "There is no person “nobody”."),
        (["invite", "nobody", "--email", "a@b.c"], "There is no person “nobody”."),
    ],
)
def test_people_who_cannot_be_are_refused_in_words(words: list[str], told: str, maturity: Run) -> None:
    done = maturity("people", *words)
    assert (done.exit_code, done.out) == (1, "")
    assert done.err.startswith(told)


def test_half_a_sign_in_stops_the_server_before_anything_is_opened(
    maturity: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATURITY_OIDC_CLIENT_ID", "maturity")
    done = maturity("serve", "--address", "0.0.0.0")
    assert done.exit_code == 1
    assert done.err.startswith("Sign-in cannot be used. Not set: MATURITY_OIDC_METADATA_URL")
    assert not database.exists()


READING: dict[str, tuple[str, ...]] = {
    "scores": ("--round", "x"),
    "pack": ("--round", "x", "-o", "out"),
    "slides": ("--round", "x", "-o", "out"),
    "brief": ("--round", "x", "-o", "out"),
    "export": ("--round", "x", "-o", "out"),
    "template": ("--round", "x", "--department", "y", "-o", "out"),
    "audit": ("verify",),
    "backup": ("-o", "out"),
    "move": ("--to", "sqlite:///out"),
}
WITHOUT_A_DATABASE = {"check", "verify", "restore"}
MAKING = {"serve", "migrate", "load-benchmark", "demo", "people", "import"}
"""`import` needs a workbook of a round that is there; `people add` may come before the first start."""


def test_no_command_that_reads_makes_a_database(
    maturity: Run, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.commands.keys() - WITHOUT_A_DATABASE - MAKING == READING.keys()
    more = {
        "audit head": (),
        "people list": (),
        "people import": (str(TINY),),
        "people leavers": (),
        "people disable": ("x",),
        "people invite": ("x", "--email", "a@b.c"),
    }
    for command, words in {**READING, **more}.items():
        done = maturity(*command.split(), *words)
        assert (done.exit_code, done.out) == (1, "")
        assert "There is no database" in done.err
        assert str(database) in done.err
        assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("installed")
def test_a_database_that_others_may_read_is_told_with_the_remedy(database: Path) -> None:
    database.chmod(0o664)
    command = [sys.executable, "-m", "maturity", "audit", "verify"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stderr.rstrip().endswith(f"chmod 600 {database}*")


@pytest.mark.parametrize(
    "words",
    [
        ("pack", "--round", "x", "-o", ""),
        ("backup", "-o", " "),
        ("backup", "-o", "x" * 300),
        ("restore", "x" * 300),
        ("import", ""),
        ("check", "x" * 5_000),
        ("people", "add", "Ad\udce9le"),
        ("scores", "--round", "\udcff"),
    ],
)
def test_names_that_cannot_be_are_told_in_a_sentence(words: tuple[str, ...], maturity: Run) -> None:
    done = maturity(*words)
    assert done.exit_code != 0
    assert done.out == ""
    assert re.search(
        r"is missing|cannot be a file here \(File name too long\)|is not text in UTF-8", done.err
    )


@dataclass
class Started:
    """The addresses at which a server was started."""

    at: list[str]

    def serve(self, address: str, *_: object) -> None:
        self.at.append(address)


def test_serve_starts_though_the_server_of_the_database_is_away(
    maturity: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Started([])
    monkeypatch.setitem(sys.modules, "maturity.server.serve", started)
    monkeypatch.setenv("MATURITY_DATABASE_URL", "postgresql+psycopg://bo:s3cret@127.0.0.1:1/maturity")
    done = maturity("serve")
    assert (done.exit_code, started.at) == (0, ["127.0.0.1"])
    assert re.search(r"127\.0\.0\.1:1/maturity cannot be used: .*The app starts all the same", done.err, re.S)
    assert "s3cret" not in done.err


def test_visitors_are_not_told_where_the_database_is() -> None:
    away = settings.Settings(database_url="postgresql+psycopg://bo:s3cret@127.0.0.1:1/maturity")
    with pytest.raises(DatabaseAway) as caught:
        startup.open_to_visitors(away)
    assert "127.0.0.1" not in str(caught.value)
