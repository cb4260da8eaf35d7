"""What every sheet of the pack is made from, and the words that several of them share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from maturity.assessment.answer import Judgement
from maturity.assessment.round import Assessment, Department, Round
from maturity.framework.model import Framework, Scale, Statement
from maturity.palette import UNKNOWN, level_colours
from maturity.roadmap.gaps import Gap, gaps
from maturity.roadmap.road_maps import Forecast
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import Comparison
from maturity.wording import numbered
from maturity.workbook.sheets import Shade

NO_SCORE = "No score"
NOTHING_APPLIES = "Nothing applies"
RANGE_NOTE = (
    "The range runs from every unknown statement at the lowest level to every one at the highest. "
    "Where ranges overlap, departments cannot be separated."
)


@dataclass(frozen=True)
class Movement:
    """What made the difference since an earlier round."""

    since: Round
    bridge: Bridge


@dataclass(frozen=True)
class Head:
    """Where the history ended when the pack was made: how many entries it had, and the hash of the last."""

    entries: int
    hash: str


@dataclass(frozen=True)
class Facts:
    """A comparison with all that a board wants to know of where it comes from."""

    comparison: Comparison
    at: datetime
    marking: str  # the classification, as printed on every page
    made_by: str = ""  # the person's name
    names: Mapping[str, str] = field(default_factory=dict)  # of people, by id
    plan: Forecast | None = None
    movement: Movement | None = None
    head: Head | None = None

    @property
    def framework(self) -> Framework:
        return self.comparison.framework

    @property
    def statements(self) -> Sequence[Statement]:
        return self.framework.statements

    @cached_property
    def departments(self) -> list[tuple[str, Department]]:
        return list(self.comparison.departments.items())

    @property
    def alone(self) -> bool:
        """Whether the pack is one department's: nothing is then said of order and rank."""
        return len(self.departments) == 1

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        return self.comparison.assessments

    @cached_property
    def gaps(self) -> dict[tuple[str, str], Gap]:
        return {(gap.department, gap.statement.id): gap for gap in gaps(self.comparison)}

    @cached_property
    def scales(self) -> list[tuple[Scale, list[int]]]:
        """The scales in use, each with the places (from 0) of the statements that are judged on it."""
        found: dict[str, tuple[Scale, list[int]]] = {}
        for place, statement in enumerate(self.statements):
            scale = self.framework.scale_of(statement)
            found.setdefault(statement.scale or self.framework.scale, (scale, []))[1].append(place)
        return list(found.values())

    @property
    def house(self) -> list[str]:
        return self.framework.whose

    @property
    def source(self) -> list[str]:
        """Where the findings come from, or that everything is made up; and what is only carried over."""
        return list(filter(None, [self.comparison.round.source, self.comparison.carried_words]))

    def person(self, person_id: str | None) -> str:
        return self.names.get(person_id, person_id) if person_id else "Nobody yet"

    def judgement(self, department: str, statement: Statement) -> Judgement:
        return self.comparison.judgement(department, statement.id)

    def words(self, statement: Statement, judgement: Judgement) -> str:
        """“3 Partly in place”, or the state."""
        return numbered(judgement.level, judgement.words(self.framework.scale_of(statement)))


def short_of(facts: Facts) -> str:
    """What the departments of a gap are short of; a target that nobody chose is no goal of theirs."""
    if facts.plan is None:
        return "below the top"
    if any(facts.plan.chosen.values()):
        return "short of their target (one level up where none is chosen)"
    return "below the top (no target chosen: one level up)"


def shades(area: str, cell: str, scale: Scale) -> list[Shade]:
    """Colours for cells in words (“3 Partly in place”), `cell` being the first of the area."""
    colours = zip(scale.by_value, level_colours(len(scale.levels)), strict=True)
    return [
        *(Shade(area, f'LEFT({cell},{len(str(level)) + 1})="{level} "', colour) for level, colour in colours),
        Shade(area, f'{cell}="Not determined"', UNKNOWN),
    ]
