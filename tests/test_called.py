"""Everything the package defines, the package uses: what only a test calls proves nothing of what is shown."""

from pathlib import Path

from vulture import Vulture  # type: ignore[import-untyped]

ROOT = Path(__file__).parent.parent
COMMANDS = ("@cli.command", "@audit.command", "@people.command", "@model_validator", "@model_serializer")
"""What is called through its decorator."""
CALLED_BY_OTHERS = {
    "ignore_aliases": "PyYAML asks its dumper",
    "settings_customise_sources": "pydantic asks its settings where to look",
    "_open_worksheet": "python-pptx calls it to write the cells behind a chart",
    "_workbook_writer": "python-pptx asks chart data for it",
    "process_bind_param": "SQLAlchemy calls it on the way into the database",
    "process_result_value": "SQLAlchemy calls it on the way out",
    "list_commands": "click asks a group which commands there are",
    "get_command": "click asks a group for one by its name",
    "format_commands": "click has a group list them in its help",
    "model_post_init": "pydantic calls it when a model is made",
    "downgrade": "alembic wants one in every migration, and ours refuse",
}
KINDS = ("function", "method", "class", "property", "import")
"""Attributes and variables are left out: most are set on what another library reads."""


def test_what_nobody_in_the_package_uses_is_gone() -> None:
    found = Vulture(ignore_decorators=[f"{each}*" for each in COMMANDS], ignore_names=list(CALLED_BY_OTHERS))
    found.scavenge([str(ROOT / "maturity"), str(ROOT / "app.py")])
    idle = [
        f"{Path(each.filename).relative_to(ROOT)}:{each.first_lineno} {each.name}"
        for each in found.get_unused_code(min_confidence=0)
        if each.typ in KINDS
    ]
    assert idle == []


def test_what_others_are_said_to_call_is_there() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "maturity").rglob("*.py"))
    assert [name for name in CALLED_BY_OTHERS if f"def {name}(" not in written] == []
