"""What every slide is made from, and the words that several of them share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from statistics import median

from maturity.framework.model import Framework
from maturity.palette import RAMP
from maturity.roadmap.gaps import Gap, gaps
from maturity.roadmap.road_maps import Aims, Forecast
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import SAME, Comparison
from maturity.scoring.score import Score
from maturity.slides.slide import Chart, Series
from maturity.wording import fixed

LOW, SCORE, HIGH = "Lowest possible", "Score", "Highest possible"


@dataclass(frozen=True)
class Movement:
    """The last round before, as the same person may see it, and the bridge from there."""

    before: Comparison
    bridge: Bridge


@dataclass(frozen=True)
class Facts:
    """A comparison with all that a board wants to know of where it comes from."""

    comparison: Comparison
    at: datetime
    marking: str  # the classification, as printed on every slide
    made_by: str = ""  # the person's name
    plan: Forecast | None = None
    movement: Movement | None = None

    @property
    def framework(self) -> Framework:
        return self.comparison.framework

    @property
    def alone(self) -> str | None:
        """The department, where the deck is one department's: nothing is then said of order and rank."""
        return next(iter(self.comparison.departments)) if len(self.comparison.departments) == 1 else None

    @property
    def name(self) -> str:
        """Of what the deck is about."""
        if self.alone is None:
            return self.comparison.round.title
        return self.comparison.departments[self.alone].name

    @cached_property
    def aims(self) -> Aims | None:
        return Aims(self.comparison, self.plan) if self.plan else None

    @cached_property
    def gaps(self) -> list[Gap]:
        """To the targets in force where there is a plan, accepted ones too; or else to the top of the scale."""
        return list(self.aims.gaps.values()) if self.aims else gaps(self.comparison)

    @property
    def chosen(self) -> bool:
        """Whether any department chose a target."""
        return self.plan is not None and any(self.plan.chosen.values())

    @property
    def house(self) -> list[str]:
        return self.framework.whose

    @property
    def carried(self) -> list[str]:
        """What is only carried over from the last round, where anything is."""
        return list(filter(None, [self.comparison.carried_words]))

    @property
    def unseen(self) -> list[str]:
        """How many departments these are, where some are not shown."""
        shown = len(self.comparison.departments)
        if not self.comparison.unseen:
            return []
        return [
            f"{shown} of the {shown + self.comparison.unseen} departments that have begun; the others are not open to "
            "the reader yet."
        ]


def count(number: int, noun: str) -> str:
    """“1 statement is”, “2 statements are”."""
    return f"{number} {noun}{' is' if number == 1 else 's are'}"


def stands(score: Score) -> str:
    """“61.4%, and 37.5 to 76.4% with what is not known”."""
    if score.low is None or score.high is None:
        return "no score, as none is offered or nothing applies"
    if score.score is None:
        return f"no score yet; it may be anything from {fixed(score.low)} to {fixed(score.high)}%"
    if score.high - score.low <= SAME:
        return f"{fixed(score.score)}%, with nothing unknown"
    return f"{fixed(score.score)}%, and {fixed(score.low)} to {fixed(score.high)}% with what is not known"


def differ(overturned: int) -> str:
    """“1 auditor's finding differs from the answers”."""
    if overturned == 1:
        return "1 auditor's finding differs from the answers"
    return f"{overturned} auditors' findings differ from the answers"


def middle(comparison: Comparison) -> str:
    """The score of a department alone, or the median of several: “53.1%”."""
    found = [score.score for score in comparison.scores.values() if score.score is not None]
    return f"{fixed(median(found))}%" if found else "no score"


def ranges(title: str, scores: Mapping[str, Score]) -> Chart:
    """Three bars for each score; a label says where there is none, because a bar that is missing says nothing."""
    labels = [label if score.score is not None else f"{label} (no score)" for label, score in scores.items()]
    return Chart(
        title=title,
        says="Three bars each, the lowest possible score, the score and the highest possible: "
        + "; ".join(f"{label} {listed(s.low, s.score, s.high)}" for label, s in scores.items())
        + ".",
        categories=labels,
        series=[
            Series(LOW, [score.low for score in scores.values()], RAMP[1]),
            Series(SCORE, [score.score for score in scores.values()], RAMP[4]),
            Series(HIGH, [score.high for score in scores.values()], RAMP[2]),
        ],
        axis="Per cent",
        highest=100,
    )


def listed(*figures: float | None) -> str:
    return ", ".join("none" if figure is None else fixed(figure) for figure in figures)
