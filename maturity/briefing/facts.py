"""What every sentence, sheet and slide is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from maturity.assessment.answer import Judgement
from maturity.assessment.message import Message
from maturity.assessment.round import Assessment, Department, Round
from maturity.briefing import whose
from maturity.briefing.carried import unknown_in_words
from maturity.briefing.marking import OFFICIAL
from maturity.framework.model import Framework, Scale, Statement
from maturity.roadmap.gaps import Gap, gaps
from maturity.roadmap.road_maps import Aims, Forecast
from maturity.scoring.agreement import Agreement
from maturity.scoring.bridge import Bridge
from maturity.scoring.compare import Comparison
from maturity.scoring.movement import Mover, movers


@dataclass(frozen=True)
class Movement:
    """What made the difference since an earlier round, which stands here as the same person may see it."""

    before: Comparison
    bridge: Bridge

    @property
    def since(self) -> Round:
        return self.before.round

    def then_and_now(self, now: Comparison) -> tuple[Comparison, Comparison]:
        """Both rounds, of the departments that the difference is about."""
        return self.before.only(self.bridge.departments), now.only(self.bridge.departments)


@dataclass(frozen=True)
class Head:
    """Where the history ended: how many entries it had, the hash of the last, and when that was made."""

    entries: int
    hash: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    """A comparison with all that a board wants to know of where it comes from."""

    comparison: Comparison
    at: datetime  # when this is told
    marking: str = OFFICIAL  # the classification, as printed on every page
    made_by: str = ""  # the person's name
    names: Mapping[str, str] = field(default_factory=dict)  # of people, by id
    plan: Forecast | None = None
    movement: Movement | None = None
    others: Comparison | None = (
        None  # the whole round, behind a department alone: as far as its maker may see it
    )
    published: Comparison | None = None  # findings to stand beside a department alone, never ranked with it
    lettered: Comparison | None = None  # the others, with letters for their names
    agreement: Agreement | None = (
        None  # of departments and the auditor; None by letters, and of what was published
    )
    head: Head | None = None
    message: Message | None = None  # to the board, in somebody's own words

    @property
    def framework(self) -> Framework:
        return self.comparison.framework

    @property
    def statements(self) -> Sequence[Statement]:
        return self.framework.statements

    def statements_of(self, department_id: str) -> Sequence[Statement]:
        """Those that were asked of a department."""
        if self.comparison.asked_alike:
            return self.statements
        return [each for each in self.statements if self.comparison.is_asked(department_id, each.id)]

    @cached_property
    def departments(self) -> list[tuple[str, Department]]:
        return list(self.comparison.departments.items())

    @property
    def one(self) -> Department | None:
        """The department, where this is of one alone: nothing is then said of order and rank."""
        return self.departments[0][1] if len(self.departments) == 1 else None

    @property
    def name(self) -> str:
        """Of what this is about."""
        return self.one.name if self.one else self.comparison.round.title

    @property
    def assessments(self) -> Mapping[str, Assessment]:
        return self.comparison.assessments

    @cached_property
    def to_the_top(self) -> dict[tuple[str, str], Gap]:
        """The gaps to the top of the scale, by department and statement."""
        return {(gap.department, gap.statement.id): gap for gap in gaps(self.comparison)}

    @cached_property
    def aims(self) -> Aims | None:
        return Aims(self.comparison, self.plan) if self.plan else None

    @cached_property
    def movers(self) -> list[Mover]:
        """Who moved since the last round, surely first; none where no round came before, or letters stand for names."""
        if self.movement is None or self.comparison.unattributed:
            return []
        return movers(*self.movement.then_and_now(self.comparison))

    @property
    def chosen(self) -> bool:
        """Whether any department chose a target."""
        return self.plan is not None and any(self.plan.chosen.values())

    def aims_at_nothing(self, department_id: str, statement_id: str) -> bool:
        """Whether a department chose to leave a statement without a target."""
        chosen = self.plan.chosen.get(department_id, {}).get(statement_id) if self.plan else None
        return chosen is not None and chosen.level is None

    @cached_property
    def scales(self) -> list[tuple[Scale, list[int]]]:
        """The scales in use, each with the places (from 0) of the statements that are judged on it."""
        found: dict[str, tuple[Scale, list[int]]] = {}
        for place, statement in enumerate(self.statements):
            scale = self.framework.scale_of(statement)
            found.setdefault(statement.scale or self.framework.scale, (scale, []))[1].append(place)
        return list(found.values())

    @cached_property
    def beside(self) -> whose.Beside | None:
        """The same departments by the other word; None where there is none."""
        return whose.beside(self.comparison)

    @property
    def house(self) -> list[str]:
        return self.framework.whose

    @property
    def source(self) -> list[str]:
        """What is said beside every figure: whose word it goes by, and what it comes from."""
        return [*self.word, *self.origin]

    @cached_property
    def word(self) -> list[str]:
        """Whose word the figures go by, how much of it is audited, and whether the two are ranked together."""
        return whose.sentences(self.comparison)

    @property
    def origin(self) -> list[str]:
        """Where the findings come from, or that everything is made up; and what is only carried over."""
        return list(filter(None, [self.comparison.round.source, unknown_in_words(self.comparison)]))

    def person(self, person_id: str | None) -> str:
        return self.names.get(person_id, person_id) if person_id else "Nobody yet"

    def judgement(self, department: str, statement: Statement) -> Judgement:
        return self.comparison.judgement(department, statement.id)

    def number(self, statement: Statement, judgement: Judgement) -> int | str:
        """What stands in a column of levels: the number that people see of it, its name, or that there is none."""
        level = judgement.level
        return "No level" if level is None else self.framework.scale_of(statement).cell(level)

    def words(self, statement: Statement, judgement: Judgement) -> str:
        """“3 Partly in place”, or the state."""
        return judgement.numbered(self.framework.scale_of(statement))
