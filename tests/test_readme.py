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


@pytest.mark.parametrize("setting", Settings.model_fields)
def test_every_setting_is_in_the_readme(setting: str) -> None:
    assert f"| `MATURITY_{setting.upper()}` |" in README


@pytest.mark.parametrize("title", TITLES.values())
def test_every_page_is_in_the_readme(title: str) -> None:
    assert f"**{title}**" in README


@pytest.mark.parametrize(
    "folder", [path.name for path in (ROOT / "maturity").iterdir() if path.suffix != ".pyc"]
)
def test_every_part_of_the_house_is_in_the_readme(folder: str) -> None:
    name = folder.removesuffix(".py")
    assert name in ("__init__", "__pycache__") or name in README
