"""What a board should know before it believes a score: what auditors found otherwise, and what nothing is shown for."""

from dataclasses import dataclass
from enum import StrEnum

from maturity.briefing.facts import Facts
from maturity.briefing.standing import middle
from maturity.briefing.themes import lead
from maturity.framework.model import Framework
from maturity.scoring.compare import View
from maturity.wording import counted


class DoubtAbout(StrEnum):
    FINDINGS = "findings"
    EVIDENCE = "evidence"


@dataclass(frozen=True)
class Doubt:
    """One thing, with the number of answers that it is about."""

    about: DoubtAbout
    count: int
    sentence: str


def doubts(facts: Facts) -> list[Doubt]:
    """Those there are reasons for; and where no evidence is missing behind a level that asks for it, that it is not."""
    comparison, found = facts.comparison, []
    if comparison.overturned and facts.beside is not None:
        number, other = comparison.overturned, facts.beside.comparison
        figure = f"{'' if facts.one else 'the median is '}{middle(other)}"
        them = "it" if number == 1 else "them"
        them = f"{'without' if other.view is View.SELF else 'with'} {them}"
        sentence = f"{differ(number)}." if lead(other) else f"{differ(number)}: {figure} {them}."
        found.append(Doubt(DoubtAbout.FINDINGS, number, sentence))
    (high, bare), least = comparison.high_levels, asked_from(facts.framework)
    if not high and least and comparison.says_anything and not comparison.round.published:
        found.append(Doubt(DoubtAbout.EVIDENCE, 0, f"No answer is at {least}, which asks for evidence."))
    if high:
        levels = f"{counted(high, 'level')} of {least.removeprefix('level ')}"
        lack = "has no evidence behind it" if bare == 1 else "have no evidence behind them"
        sentence = f"{bare} of {levels} {lack}." if bare else f"Each of the {levels} has evidence behind it."
        found.append(Doubt(DoubtAbout.EVIDENCE, bare, sentence))
    return found


def asked_from(framework: Framework) -> str:
    """From which level on evidence is asked for: “level 3 or above”; nothing where it is asked for at none."""
    found = {
        f"{scale.by_value[high].told} {scale.or_better}"
        for each in framework.scored
        for scale, high in [(framework.scale_of(each), framework.high_level_of(each))]
        if high is not None and high in scale.by_value
    }
    if len(found) > 1 or (framework.high_level is not None and not found):
        return f"level {framework.high_level} or above"
    return "".join(found)


def differ(overturned: int) -> str:
    """“1 auditor's finding differs from the answers”."""
    finding, findings = (
        "auditor's finding differs from the answers",
        "auditors' findings differ from the answers",
    )
    return counted(overturned, finding, findings)
