"""Every count in `maturity/briefing`, made one more, one at a time: whoever tells a board a wrong number is found out.

A count is what is put between braces, what a function that puts counts into words is given, and every len and sum. As
the package is imported, each is wrapped so that it can be told to be one more; only those that came to a number on the
way are mutants. As a plugin of pytest (`-p tests.recomputed.mutants`) it tries all that no test has noticed yet.
"""

import ast
import os
import sys
from collections.abc import Generator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

PACKAGE = "maturity.briefing"
PLUS = "__one_more__"
IN_WORDS = {"counted": 1, "counted_are": 1, "fixed": 1, "share": 2, "_are": 1, "_points": 1, "signed": 1}
"""Functions that put figures into words, and how many of their first arguments are figures."""

active = ""
came_to_a_number: set[str] = set()


def one_more(place: str, value: Any) -> Any:
    if isinstance(value, int | float) and not isinstance(value, bool):
        came_to_a_number.add(place)
        if place == active:
            return value + 1
    return value


class _Wrap(ast.NodeTransformer):
    def __init__(self, module: str) -> None:
        self.module, self.function = module, ""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer, self.function = self.function, node.name
        self.generic_visit(node)
        self.function = outer
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        node.value = self.wrapped(node.value)
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        for place in range(min(IN_WORDS.get(name, 0), len(node.args))):
            node.args[place] = self.wrapped(node.args[place])
        return self.wrapped(node) if name in ("len", "sum") else node

    def wrapped(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Constant | ast.JoinedStr):
            return node
        inside = node.args[1] if isinstance(node, ast.Call) and getattr(node.func, "id", "") == PLUS else node
        place = f"{self.module}.{self.function}: {ast.unparse(inside)} @{node.lineno}:{node.col_offset}"
        if inside is not node:
            return node  # it is wrapped already
        call = ast.Call(ast.Name(PLUS, ast.Load()), [ast.Constant(place), node], [])
        return ast.copy_location(call, node)


class _Loader(SourceFileLoader):
    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:  # type: ignore[override]
        tree = ast.parse(data)
        wrapped = ast.fix_missing_locations(_Wrap(self.name.removeprefix(f"{PACKAGE}.")).visit(tree))
        return compile(wrapped, path, "exec", dont_inherit=True)

    def get_code(self, fullname: str) -> CodeType | None:  # never from, nor to, the cache
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[PLUS] = one_more
        super().exec_module(module)


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not fullname.startswith(f"{PACKAGE}."):
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


if not any(isinstance(each, _Finder) for each in sys.meta_path):
    assert not any(name.startswith(f"{PACKAGE}.") for name in sys.modules), "briefing was imported before"
    sys.meta_path.insert(0, _Finder())


# In a session of pytest: each test is run again for every count on its way that nobody has noticed yet.

noticed: set[str] = set()
reached_by_tests: set[str] = set()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    global active
    came_to_a_number.clear()
    yield
    reached = set(came_to_a_number)
    reached_by_tests.update(reached)
    if hasattr(getattr(item, "obj", None), "hypothesis"):
        return  # a law is tried a hundred times: too dear to be tried for each
    for active in sorted(reached - noticed):
        try:
            item.runtest()
        except Exception:
            noticed.add(active)
    active = ""


def pytest_sessionstart() -> None:
    noticed.update(Path(os.environ["MATURITY_MUTANTS_NOTICED"]).read_text(encoding="utf-8").splitlines())


def pytest_sessionfinish() -> None:
    """Leave a list of the counts that the tests reach and do not notice."""
    left = sorted(reached_by_tests - noticed)
    Path(os.environ["MATURITY_MUTANTS_LEFT"]).write_text("\n".join(left), encoding="utf-8")
    every = "\n".join(sorted(reached_by_tests))
    Path(os.environ["MATURITY_MUTANTS_REACHED"]).write_text(every, encoding="utf-8")
