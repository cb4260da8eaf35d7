"""A name stands for one thing: what leaves its file is defined once, so that grep and “go to symbol” find it."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent / "maturity"
WRITTEN_ONCE = ROOT / "store" / "migrations"
READ_WITH_THEIR_MODULE = {
    "pages": "show draw",  # navigation calls a page's; a card's inside
    "charts": "points figure Points Point Bar",  # data, then picture: one file a picture
    # each module of the store keeps one thing
    "store": "get find every add change save save_all delete stale held_in content "
    "of_assessment of_assessments of_department of_round at_version",
    "briefing": "headline heading finding sentences",  # what a reader is told of the module's subject
    "workbook/pack": "describe",  # a document is described, then written: pack, deck, brief
    "slides": "describe",
    "document": "describe",
}
"""Written `trend.points`, `rounds.save`: the module is a part of the name. By folder."""
CALLED_AS_WHAT_IT_SHOWS = ("workbook/pack", "slides")
"""A sheet, a slide and what they hold are called as the subject that they show: `levels`, `targets`, `Chart`."""
CALLED_AS_WHAT_IT_ASKS = ("command_line.py", "services")
"""A command and a service are called as what they do, whatever does it below: `verify`, `restore`, `data`."""
DECIDED = {
    "of_statement": "each module's own: `concerns.of_statement`, `gaps.of_statement`",
    "mark": "an auditor's, in words, and one of a picture on a page",
    "Grid": "of a workbook that came back, and of what is suggested on a page",
    "cli": "which commands there are, and the commands",
    "by_theme": "what is grouped by themes is another thing in each module",
    "load": "a benchmark's file and a framework's: `benchmark.load`, `files.load`",
    "sign_out": "the page's button, and the service that it calls",
    "table": "the cells of scoring, and words in rows on a page",
    "serve": "the command, and the server that it starts",
    "Column": "of a CSV table, and of a sheet: each document is described in the words of its kind",
    "Table": "of a bundle, and of a slide",
    "Chart": "of a slide, and of a sheet",
    "Series": "of a slide, and of a sheet",
}


def defined() -> dict[str, set[str]]:
    """Where each public function and class at the top of a module is defined: the modules, below maturity/."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(ROOT.rglob("*.py")):
        if WRITTEN_ONCE not in path.parents:
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                named = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                if named and isinstance(node, ast.FunctionDef | ast.ClassDef):
                    found[node.name].add(path.relative_to(ROOT).as_posix())
    return found


def by_pattern(name: str, module: str) -> bool:
    """Whether the name is read with its module, or called as what it shows or asks."""
    inside = (*CALLED_AS_WHAT_IT_SHOWS, *CALLED_AS_WHAT_IT_ASKS)
    patterned = [folder for folder, names in READ_WITH_THEIR_MODULE.items() if name in names.split()]
    return module.startswith((*inside, *(f"{folder}/" for folder in patterned)))


def test_no_two_things_have_one_name() -> None:
    twice = {
        name: sorted(alone)
        for name, modules in defined().items()
        if len(alone := {module for module in modules if not by_pattern(name, module)}) > 1
    }
    assert {name: modules for name, modules in twice.items() if name not in DECIDED} == {}


def test_what_was_decided_still_repeats() -> None:
    there = defined()
    assert [name for name in DECIDED if len(there[name]) < 2] == []
    assert [
        f"{folder}: {name}"
        for folder, names in READ_WITH_THEIR_MODULE.items()
        for name in names.split()
        if not any(module.startswith(f"{folder}/") for module in there[name])
    ] == []
