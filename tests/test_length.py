"""A function fits a screen: 60 lines at the most, or the reason beside its name."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
MOST = 60
REASON = "# long: "
WRITTEN_ONCE = ROOT / "maturity" / "store" / "migrations" / "versions"
"""A migration says what it says for ever, and is as long as its tables."""


def functions() -> list[tuple[str, int, bool]]:
    """Every function by module and name, with its lines, and whether a reason stands beside its name."""
    found = []
    for path in sorted((ROOT / "maturity").rglob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))) if path.parent != WRITTEN_ONCE else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                head = lines[node.lineno - 1 : max(node.lineno, node.body[0].lineno - 1)]
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                found.append((f"{path.stem}.{node.name}", length, any(REASON in line for line in head)))
    return found


def test_a_function_longer_than_a_screen_says_why() -> None:
    assert [name for name, length, reasoned in functions() if length > MOST and not reasoned] == []


def test_a_reason_is_given_only_where_one_is_needed() -> None:
    assert [name for name, length, reasoned in functions() if length <= MOST and reasoned] == []
