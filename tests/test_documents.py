"""The documents tell of every command, option, setting, page and part of the house that there is, and of no other."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from maturity.command_line import cli
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.pages.navigation import TITLES
from maturity.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").iterdir())
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "frameworks" / "README.md",
    ROOT / "data" / "README.md",
]
DOCUMENTS += sorted(DOCS.rglob("*.md"))
MOST_BYTES = 6 * 1024  # of the README: a page that one reads


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def section(path: Path, title: str) -> str:
    """What stands under one heading, up to the next of its depth or above."""
    marks = re.search(rf"^(#+) {re.escape(title)}$", text(path), re.MULTILINE)
    assert marks, f"{path.name} has no section “{title}”"
    rest = text(path)[marks.end() :]
    return re.split(rf"^#{{1,{len(marks[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def rows(written: str) -> list[list[str]]:
    """The rows of the tables in it, without their headings; “\\|” is a bar within a cell."""
    lines = [line for line in written.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rule = next(index for index, row in enumerate(cells) if set("".join(row)) == {"-"})
    return cells[rule + 1 :]


def commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command as it is typed."""
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        typed = f"{before}{name}"
        found |= commands(command, f"{typed} ") if isinstance(command, click.Group) else {typed: command}
    return found


def usages() -> dict[str, set[str]]:
    """Every command that the page tells of, with the options that it names."""
    told: dict[str, set[str]] = {}
    for usage, *_ in rows(text(DOCS / "command-line.md")):
        typed = re.match(r"`([a-z][a-z-]*(?: [a-z][a-z-]*)*)", usage)
        assert typed, f"docs/command-line.md: a row begins with {usage}"
        told[typed[1]] = set(re.findall(r"(?<!\S)\[?(-{1,2}[a-z-]+)", usage))
    return told


def test_every_command_is_told_of_with_every_option() -> None:
    there = {
        typed: [set(option.opts) for option in command.params if isinstance(option, click.Option)]
        for typed, command in commands(cli).items()
    }
    told = usages()
    assert set(told) == set(there)
    for typed, options in there.items():
        unsaid = [names for names in options if not names & told[typed]]
        assert not unsaid, f"docs/command-line.md says nothing of {unsaid} of “{typed}”"
        assert told[typed] <= set().union(*options), f"“{typed}” has no such options"


def settings_table() -> str:
    """The table of settings as the model declares them."""
    table = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        given = str(field.default)
        default = given.replace(f"sqlite:///{ROOT.as_posix()}/", "").replace(f"{ROOT.as_posix()}/", "")
        here = " here" if default != given else ""
        shown = f"`{default}`{here}" if given.strip("*") else "none"  # a secret shows itself as asterisks
        table.append(f"| `MATURITY_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(table)


def test_the_settings_are_told_of_as_they_are_declared() -> None:
    told = f"The table in docs/operate.md should be:\n{settings_table()}\n"
    assert settings_table() in section(DOCS / "operate.md", "Settings"), told


def test_every_page_begins_a_point_of_a_guide() -> None:
    points = {
        title
        for guide in (DOCS / "guide").iterdir()
        for title in re.findall(r"^- \*\*(.+?)\*\*:", text(guide), re.MULTILINE)
    }
    assert points == set(TITLES.values())


def test_the_house_is_described_as_it_stands() -> None:
    house = section(DOCS / "contributing.md", "The house")
    lines = re.findall(r"^      (\w+)(/?) {2,}(.+)$", house, re.MULTILINE)
    there = {
        path.stem + "/" * path.is_dir()
        for path in (ROOT / "maturity").iterdir()
        if path.name not in ("__init__.py", "__pycache__") and (path.is_dir() or path.suffix == ".py")
    }
    assert {name + folder for name, folder, _ in lines} == there
    assert len(lines) == len(there)


def modules() -> list[str]:
    """What the list of the house says is in a folder, as paths."""
    house = section(DOCS / "contributing.md", "The house")
    return [
        f"{folder}/{name}"
        for folder, named in re.findall(
            r"^      (\w+)/ {2,}.+? {2,}((?:\w+, )+\w+)(?: \(.+\))?$", house, re.MULTILINE
        )
        for name in named.split(", ")
    ]


def test_the_modules_that_the_house_names_are_there() -> None:
    assert len(modules()) > 20
    places = [ROOT / "maturity" / path for path in modules()]
    assert [path for path in places if not path.is_dir() and not path.with_suffix(".py").exists()] == []


def test_what_one_is_sent_to_is_there() -> None:
    table = rows(section(ROOT / "README.md", "Where to change what"))
    assert "what the board is asked" in [what for what, _ in table]
    for what, where in table:
        names = re.findall(r"`([^`]+)`", where)
        assert names, what
        paths = [ROOT / name for name in names if "/" in name or name.endswith((".py", ".toml"))]
        assert [path for path in paths if not path.exists()] == [], what
        for function in (name for name in names if name.startswith("_")):
            assert any(f"def {function}(" in text(path) for path in paths if path.is_file()), function


def anchors(path: Path) -> set[str]:
    """The headings of a document as addresses."""
    headings = re.findall(r"^#+ (.+)$", text(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", text(path)):
        name, _, heading = link.partition("#")
        target = path.parent / name if name else path
        assert target.exists(), link
        assert not heading or heading in anchors(target), link


def test_the_readme_is_a_page_and_leads_to_every_document() -> None:
    assert (ROOT / "README.md").stat().st_size <= MOST_BYTES
    linked = {
        (ROOT / link.partition("#")[0]).resolve()
        for link in re.findall(r"\]\(([^)]+)\)", text(ROOT / "README.md"))
    }
    unsaid = [path for path in DOCS.rglob("*.md") if not {path, path.parent} & linked]
    assert unsaid == []


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_number_date_and_reason(path: Path) -> None:
    number = re.fullmatch(r"(\d{4})-[a-z0-9-]+\.md", path.name)
    assert number, path.name
    form = rf"# {int(number[1])}\. .+\n\nDate: 20\d\d-\d\d-\d\d\n\n## Context\n\n.+\n\n## Decision\n\n.+\n"
    assert re.fullmatch(form, text(path), re.DOTALL), f"{path.name} has not the form of the others"


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert len(numbers) == len(set(numbers)) > 10


def test_the_changes_begin_with_this_version() -> None:
    version = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["version"]
    newest = re.findall(r"^## (\S+)$", text(ROOT / "CHANGELOG.md"), re.MULTILINE)[0]
    assert newest == version


@pytest.mark.parametrize("path", sorted((ROOT / "frameworks").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_notice_names_whose_words_a_framework_file_holds(path: Path) -> None:
    notice, held = text(ROOT / "NOTICE"), files.load_any(path)
    if isinstance(held, Framework):
        assert f"{held.source.publisher}, " in notice
    assert f"frameworks/{path.name}" in notice
