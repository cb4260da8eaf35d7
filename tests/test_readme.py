"""The README tells of every command, setting and page that there is."""

from pathlib import Path

import pytest

from maturity.__main__ import cli
from maturity.pages.sitemap import TITLES
from maturity.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", cli.commands)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert f"| `{command}" in README


def settings_table() -> str:
    """The table of settings as the model declares them."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        given = str(field.default)
        default = given.replace(f"sqlite:///{ROOT.as_posix()}/", "").replace(f"{ROOT.as_posix()}/", "")
        here = " here" if default != given else ""
        shown = f"`{default}`{here}" if given.strip("*") else "none"  # a secret shows itself as asterisks
        rows.append(f"| `MATURITY_{name.upper()}` | {shown} | {field.description} |")
    return "\n".join(rows)


def test_the_settings_are_in_the_readme_as_they_are_declared() -> None:
    told = f"README's table of settings should be:\n{settings_table()}\n"
    assert settings_table() in README, told


@pytest.mark.parametrize("title", TITLES.values())
def test_every_page_is_in_the_readme(title: str) -> None:
    assert f"**{title}**" in README


@pytest.mark.parametrize(
    "folder", [path.name for path in (ROOT / "maturity").iterdir() if path.suffix != ".pyc"]
)
def test_every_part_of_the_house_is_in_the_readme(folder: str) -> None:
    name = folder.removesuffix(".py")
    assert name in ("__init__", "__pycache__") or name in README
