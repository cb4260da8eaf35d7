"""A sentence about figures is made in `maturity/briefing`: not where they are reckoned, nor in a medium.

It counts departments, statements, gaps and the like, or tells per cents, points and pounds. Pages, slides and sheets
print it. Whoever writes one there is told so here: a board that is told one fact by two pieces of code hears two facts
before long.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOME = ROOT / "maturity" / "briefing"
THINGS = (
    r"(?:departments?|statements?|gaps?|answers?|findings?|actions?|levels?|assessments?|promises?|scores?)"
)
BETWEEN = r"(?:(?:of|more|other|others|the|these|approved|proposed|auditors?'s?|high) |of ⟨⟩ )*"
COUNTS = re.compile(rf"⟨⟩ {BETWEEN}{THINGS}\b")
FIGURES = re.compile(r"£⟨⟩|⟨⟩ ?%(?![;\"])|⟨⟩ (?:per cent|points?|pounds?)\b")
"""Not the widths of a style: “left:⟨⟩%;”."""
COUNTERS = ("counted", "counted_are")

FORMULA = "what its formula came to: the words follow the levels, and so are put together of cells"
OWN_WORK = "of the one assessment that is worked on here, and told nowhere else"
REFUSAL = "refuses what was asked for, and names the limit that it broke"
ONE_ANSWER = "a reason to look again at one answer, told to whoever audits it and nowhere else"
MARK = "what one mark of a picture stands for, beside the axis"
CONTROL = "says what is chosen or folded away on this page, and not what the figures are"
REGISTER = "how many departments there are to assess or are taken in: no figure of what they answered"
FRAMEWORK = "what a framework file holds: figures of no department"
ALLOWED = {
    "maturity/command_line.py": {"_checked": FRAMEWORK, "people_import": REGISTER},
    "maturity/pages/administering/administration.py": {"show": REGISTER},
    "maturity/pages/administering/companions_beside.py": {"_what": FRAMEWORK},
    "maturity/pages/administering/frameworks.py": {"_tell": FRAMEWORK, "_statements": FRAMEWORK},
    "maturity/assessment/sample.py": {"check_sample": REFUSAL},
    "maturity/plan/action.py": {"_wrong_pounds": REFUSAL},
    "maturity/roadmap/portfolio.py": {"_check": REFUSAL, "_check_must": REFUSAL},
    "maturity/scoring/challenge.py": {
        "_jump_in_words": ONE_ANSWER,
        "_outlier_in_words": ONE_ANSWER,
        "_same_words_in_words": ONE_ANSWER,
    },
    "maturity/services/demo.py": {"make_up": "how far a made-up government is written down"},
    "maturity/charts/heat_map.py": {"figure": MARK},
    "maturity/charts/trend.py": {"_of_spread": MARK},
    "maturity/workbook/pack/charts.py": {
        "_of_movement": FORMULA,
        "_of_projection": FORMULA,
        "_of_costs": FORMULA,
        "_run": FORMULA,
        "_extremes": FORMULA,
    },
    "maturity/workbook/pack/scores.py": {"_apart": "a rule of the method, and no count"},
    "maturity/workbook/pack/cover.py": {"cover": "stands for a list of names that is too long"},
    "maturity/workbook/pack/summary.py": {
        "_of_one": FORMULA,
        "_in_words": FORMULA,
        "_coverage_of_many": FORMULA,
        "_at_the_end": "whose score stands in the cell beside it",
    },
    "maturity/slides/scores.py": {"_stand_of_many": "which of the bars there are room for"},
    "maturity/pages/planning/across.py": {
        "show_across": CONTROL,
        "_named": "stands for a list of names that is too long",
    },
    "maturity/pages/home/department.py": {"_asked": OWN_WORK},
    "maturity/pages/answering/group.py": ["_leave_out", "_take_up"],  # what pressing the button does
    "maturity/pages/answering/confirm_unchanged.py": {"offer_to_confirm": OWN_WORK},
    "maturity/pages/answering/answer.py": {"_all": OWN_WORK, "_choose_filter": CONTROL},
    "maturity/pages/answering/check.py": {"_submit": OWN_WORK},
    "maturity/pages/planning/suggestions.py": {
        "propose_together": CONTROL,
        "_draw": CONTROL,
        "_propose": OWN_WORK,
    },
    "maturity/pages/comparing/compare.py": {
        "_peers": "a rule of the method, and no count",
    },
    "maturity/pages/planning/gap_work.py": {"size_in_words": "one gap in its row"},
    "maturity/pages/comparing/over_time.py": {
        "_say_movement": "whose difference it is, handed to the heading",
        "_between": CONTROL,
        "_behind": "stands for a list of names that is too long",
        "_unpaired": CONTROL,
    },
    "maturity/pages/reviewing/finding_card.py": {"__init__": "the key of a field, and no sentence"},
    "maturity/pages/planning/road_map.py": {"_actions": OWN_WORK, "_figures": OWN_WORK},
}
"""By file and function: why a count stands in a sentence there all the same."""


def tells_figures(words: str) -> bool:
    """Whether the words count things, or say something of a share or a sum; “45.0%” alone says nothing."""
    said = len(re.findall(r"[A-Za-z]{2,}", words)) > 1
    return bool(COUNTS.search(words) or (said and FIGURES.search(words)))


def sentences(code: str) -> Iterator[tuple[str, str]]:
    """The functions of some code that put figures into words, each with the words."""

    def within(node: ast.AST, function: str) -> Iterator[tuple[str, str]]:
        if isinstance(node, ast.FunctionDef):
            function = node.name
        words = ""
        if isinstance(node, ast.JoinedStr):
            parts = (str(part.value) if isinstance(part, ast.Constant) else "⟨⟩" for part in node.values)
            words = "".join(parts)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in COUNTERS:
                given = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
                words = " ".join(f"⟨⟩ {each}" for each in given if isinstance(each, str))
        if tells_figures(words):
            yield function, words
        for child in ast.iter_child_nodes(node):
            yield from within(child, function)

    yield from within(ast.parse(code), "")


def found() -> dict[str, dict[str, str]]:
    every: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "maturity").rglob("*.py")):
        for function, words in (
            sentences(path.read_text(encoding="utf-8")) if HOME not in path.parents else ()
        ):
            every.setdefault(path.relative_to(ROOT).as_posix(), {})[function] = words
    return every


def test_a_sentence_about_figures_is_made_in_briefing() -> None:
    told = [
        f"{file}, {function}: “{words}” tells figures in a sentence. It belongs in maturity/briefing (with its count, "
        "before any medium), where page, sheet and slide can print the same; or say in ALLOWED why it is here."
        for file, functions in found().items()
        for function, words in functions.items()
        if function not in ALLOWED.get(file, {})
    ]
    assert not told, "\n".join(told)


def test_what_is_allowed_is_still_there() -> None:
    there = found()
    gone = [
        (file, each)
        for file, functions in ALLOWED.items()
        for each in functions
        if each not in there.get(file, {})
    ]
    assert gone == []


@pytest.mark.parametrize(
    "written",
    [
        'st.markdown(f"{short} of {total} departments fall short")',
        'return f"For {len(gaps)} gaps nobody has a date."',
        'Slide(title=f"{n} more statements are known")',
        "rows.append([counted(len(waiting), 'proposed action')])",
        "said = wording.counted_are(unknown, 'statement')",
        'st.info(f"The score rose by {points} points.")',
        'sentences.append(f"{share}% of pairs can be told apart.")',
        'return f"What is approved costs £{pounds} once."',
        'return (f"In all {n} "\n    f"answers are not known.")',
    ],
)
def test_a_newcomers_sentence_is_noticed(written: str) -> None:
    code = "def newcomer():\n    " + written.replace("\n    ", " ")
    assert [function for function, _ in sentences(code)] == ["newcomer"]


@pytest.mark.parametrize(
    "written",
    [
        'f"{department.name}: {score.words}"',
        'f"board-pack-{round_.id}.xlsx"',
        '"Departments"',
        'f"={cell}*2"',
        'f"{fixed(score)} %"',
        "f\"<i style='left:{place}%;'></i>\"",
    ],
)
def test_names_and_formulas_are_no_such_sentences(written: str) -> None:
    assert not list(sentences(written))
