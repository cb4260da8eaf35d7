"""Whose word a figure goes by, how much of it an auditor has checked, and the other word beside it."""

from dataclasses import dataclass

from maturity.assessment.answer import Judgement
from maturity.briefing import asked
from maturity.briefing.shown_as import score_in_a_cell
from maturity.framework.model import Statement
from maturity.scoring.compare import Comparison, View
from maturity.wording import counted

WORDS = {View.SELF: "Departments' own answers", View.AUDITED: "Auditors' findings first"}
"""Whose word, in short: as it is chosen, and at the foot of every slide."""
HEADINGS = {View.SELF: "By own answers", View.AUDITED: "With auditors' findings"}
"""Of a column with the scores by that word."""
AUDITED = "Audited"
SAME = "audited"
"""Of a cell whose level is the auditor's."""
NO_FINDING = "No finding"


def word(comparison: Comparison) -> str:
    """Whose word the figures go by, in a sentence."""
    if comparison.round.published:
        return "The published findings, as coded onto the scale."
    if comparison.view is View.AUDITED:
        return "The auditor's findings where there are any, and the departments' own answers elsewhere."
    return "The departments' own answers."


def in_short(comparison: Comparison) -> str:
    """“Departments' own answers; 241 of 702 cells audited”; of what was published, whose findings those are."""
    if comparison.round.published:
        return "Published findings"
    done, cells = _cells(comparison)
    unseen = f", {together} of them together" if (together := _together(comparison)) else ""
    short = f"{WORDS[comparison.view]}; {done} of {counted(cells, 'cell')} audited{unseen}"
    return "; ".join(filter(None, [short, asked.asked_in_short(comparison)]))


def audited_cells(comparison: Comparison) -> list[str]:
    """How many cells an auditor has a finding on, and in how many departments; nothing of what was published."""
    if comparison.round.published or not comparison.departments:
        return []
    done, cells = _cells(comparison)
    if len(comparison.departments) == 1:
        return [f"Audited: {done} of {counted(cells, 'statement')}{_without_a_look(comparison)}."]
    some, total = len(_looked_at(comparison)), len(comparison.departments)
    return [
        f"Audited: {done} of {cells} cells (statements of departments), in {some} of {total} departments"
        f"{_without_a_look(comparison)}."
    ]


def mixed_words(comparison: Comparison) -> list[str]:
    """That departments with findings are ranked together with some that have none; nothing where they are not."""
    some = len(_looked_at(comparison))
    none = len(comparison.departments) - some
    if comparison.view is View.SELF or comparison.round.published or not some or not none:
        return []
    have = counted(some, "department has auditors' findings", "departments have auditors' findings")
    stand = "stands on its" if none == 1 else "stand on their"
    return [
        f"Ranked together: {have}, and {none} {'has' if none == 1 else 'have'} none and {stand} own answers."
    ]


def sentences(comparison: Comparison) -> list[str]:
    """All of it, to be said beside every figure."""
    scored = word(comparison)
    sentence = f"Scored: {scored[0].lower()}{scored[1:]}"
    told = [*audited_cells(comparison), *mixed_words(comparison), *asked.scope_in_words(comparison)]
    return [" ".join([sentence, *told])]


def audited_share(comparison: Comparison, key: str) -> str:
    """“12 of 18”: on how many of its statements an auditor has a finding."""
    return f"{comparison.audited_of(key)} of {len(comparison.asks.of(key))}"


def mark(comparison: Comparison, key: str, statement: Statement) -> str:
    """What an auditor has to do with the level shown: “audited” where it is the auditor's, “auditor found 2” where
    it is not; nothing where there is no finding, or the finding is left out with the names."""
    if not comparison.is_audited(key, statement.id):
        return ""
    finding = comparison.found(key, statement.id)
    if finding is None:
        return SAME if comparison.view is View.AUDITED else ""
    return as_marked(comparison, statement, comparison.judgement(key, statement.id), finding)


def as_marked(comparison: Comparison, statement: Statement, shown: Judgement, finding: Judgement) -> str:
    if (shown.state, shown.level) == (finding.state, finding.level):
        return SAME
    if finding.level is not None:
        level = comparison.framework.scale_of(statement).by_value[finding.level]
        return f"auditor found {level.number or level.name}"
    return f"auditor found {finding.words(comparison.framework.scale_of(statement)).lower()}"


def marked(words: str, mark_: str) -> str:
    """“3 Partly in place (audited)”."""
    return f"{words} ({mark_})" if mark_ else words


@dataclass(frozen=True)
class Beside:
    """The same departments by the other word."""

    heading: str
    comparison: Comparison

    def words(self, key: str) -> str:
        """Its score by the other word with range and coverage; or that there is no finding to make it another."""
        return (
            score_in_a_cell(self.comparison.framework, self.comparison.scores[key])
            if self.comparison.audited_of(key)
            else NO_FINDING
        )


def beside(comparison: Comparison) -> Beside | None:
    """By the auditors' word where the figures go by the departments', and the other way round.

    None of what was published, where letters stand for names, and where no auditor has a finding.
    """
    view = View.SELF if comparison.view is View.AUDITED else View.AUDITED
    if comparison.round.published or not _looked_at(comparison):
        return None
    other = comparison.by(view)
    return None if other is None else Beside(HEADINGS[view], other)


def _looked_at(comparison: Comparison) -> list[str]:
    """The departments that have any finding."""
    return [key for key in comparison.departments if comparison.audited_of(key)]


def _together(comparison: Comparison) -> int:
    return sum(map(comparison.together_of, comparison.departments))


def _without_a_look(comparison: Comparison) -> str:
    """How many of the audited were agreed in one go; nothing where none was."""
    together = _together(comparison)
    were = "was" if together == 1 else "were"
    return f"; {together} {were} agreed together with others, without looking at each" if together else ""


def _cells(comparison: Comparison) -> tuple[int, int]:
    """How many cells an auditor has a finding on, and how many there are."""
    done = sum(map(comparison.audited_of, comparison.departments))
    return done, comparison.cells
