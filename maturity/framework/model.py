"""A framework as it stands in its file: themes, statements, and the scale they are judged on."""

import hashlib
import json
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    RootModel,
    StringConstraints,
    Tag,
)

from maturity.errors import MaturityError, NotFound
from maturity.wording import listed

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Weight = Annotated[float, Field(gt=0, allow_inf_nan=False)]
ContentHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12,64}$")]
"""A content hash, or at least the 12 digits of it that are shown."""


STATEMENT_GUIDANCE = {"code", "evidence", "moving_up", "facets", "reference"}
FRAMEWORK_GUIDANCE: dict[str, Any] = {
    "evidence_months": True,
    "high_level": True,
    "bar": True,
    "contradictions": True,
    "challenge": True,
    "target_profiles": True,
    "scoring": {"shown_as", "headline"},
}
"""Keys that help a person answer or check but change neither what is asked nor how it is scored: they may be
improved within an edition."""
LINEAGE = dict.fromkeys(("series", "follows", "corrects", "translates"), True)
"""Keys that say how a framework stands to others: a used file may still be told of its place among them."""


class FrameworkPart(BaseModel):
    """Every part of a framework is strict (no unknown keys, no guessing of types) and never changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Origin(StrEnum):
    """Whose words or method: the publisher's own, or ours ("house")."""

    PUBLISHER = "publisher"
    HOUSE = "house"


STAGED_WORDS = "the last stage up to which every statement has reached its level"


class Overall(StrEnum):
    """How statements combine into one score for a department."""

    STATEMENT_MEAN = "statement_mean"
    THEME_MEAN = "theme_mean"
    WEAKEST = "weakest"
    THEME_WEAKEST = "theme_weakest"
    THEME_SUM = "theme_sum"
    STAGED = "staged"
    NONE = "none"

    @property
    def of_themes(self) -> bool:
        """Whether it combines the themes' figures, and not statements."""
        return self in (Overall.THEME_MEAN, Overall.THEME_WEAKEST, Overall.THEME_SUM)

    @property
    def words(self) -> str:
        """What an overall score is; completes “The score is …”."""
        return {
            Overall.STATEMENT_MEAN: "the weighted mean over statements with a level",
            Overall.THEME_MEAN: "the weighted mean of the themes' scores",
            Overall.WEAKEST: "the worth of the weakest statement with a level",
            Overall.THEME_WEAKEST: "that of the weakest theme",
            Overall.THEME_SUM: "the sum of the themes' figures",
            Overall.STAGED: STAGED_WORDS,
            Overall.NONE: "not given: this framework has no overall score",
        }[self]


class Source(FrameworkPart):
    """The publication that the statements are quoted from."""

    publisher: Text
    title: Text
    published: date
    part: Text | None = None


class Origins(FrameworkPart):
    """Who answers for each kind of content."""

    statements: Annotated[Origin, Field(strict=False)]
    scale: Annotated[Origin, Field(strict=False)]
    levels: Annotated[Origin, Field(strict=False)]
    guidance: Annotated[Origin, Field(strict=False)]
    scoring: Annotated[Origin, Field(strict=False)]

    def of(self, origin: Origin) -> list[str]:
        """What is of this origin, in words."""
        words = {
            "the statements": self.statements,
            "the scale": self.scale,
            "the wording of the levels": self.levels,
            "the guidance": self.guidance,
            "the scoring": self.scoring,
        }
        return [each for each, whose in words.items() if whose is origin]


class Counts(FrameworkPart):
    """What the author meant to write, so that a lost line is noticed."""

    themes: int
    topics: int = 0
    statements: int
    items: int = 0


class Combine(StrEnum):
    """How a group's figure is made of what lies in it: its groups, or its statements where it has none."""

    MEAN = "mean"
    WEAKEST = "weakest"
    SUM = "sum"
    STAGED = "staged"
    NONE = "none"

    @property
    def words(self) -> str:
        """Completes “The figure of a practice is …”."""
        return {
            Combine.MEAN: "the weighted mean of what lies in it",
            Combine.WEAKEST: "that of the weakest in it",
            Combine.SUM: "the sum of what lies in it",
            Combine.STAGED: STAGED_WORDS,
            Combine.NONE: "not given: its levels are counted",
        }[self]


class Tier(FrameworkPart):
    """The groups of one depth, the themes first: what one of them is called, and how its figure is made."""

    name: Text
    method: Annotated[Combine, Field(strict=False)]


class Stage(FrameworkPart):
    """A step of stages: it holds where every statement of its stage, and of those before, has reached a level."""

    at: Id  # the value of the facet whose statements are of this stage
    level: Annotated[int, Field(ge=0)]  # of the stages' scale, that a group is at where it holds
    least: Annotated[int, Field(ge=0)]  # the level that statements must have reached
    newest: Annotated[int, Field(ge=0)] | None = None  # what is enough for those of this stage itself


class Stages(FrameworkPart):
    """How the figure of a group is a stage: the last up to which all steps hold; before the first, the lowest level of
    the scale. A stage of which nothing applies holds, and is not reached for that alone.
    """

    facet: Id  # whose values say what stage a statement is of
    scale: Id  # of which the figure is a level
    steps: Annotated[tuple[Stage, ...], Field(strict=False, min_length=1)]


class FigureUnit(StrEnum):
    """As what figures read: in per cent, as a level (“2.6 of 5”), or in points (“1.9 of 3”)."""

    PERCENT = "percent"
    LEVEL = "level"
    POINTS = "points"


class ShownAs(FrameworkPart):
    unit: Annotated[FigureUnit, Field(strict=False)]


class Meets(FrameworkPart):
    """The first sentence says how far a target profile is met."""

    meets: Id


class Scoring(FrameworkPart):
    """How answers combine, and how much of what applies must be known before a department has a place among others.

    Without `tiers` a group's figure is the weighted mean over all its statements with a level.
    """

    overall: Annotated[Overall, Field(strict=False)]
    least_known: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.5
    tiers: Annotated[tuple[Tier, ...], Field(strict=False)] = ()
    stages: Stages | None = None  # of tiers, and an overall, that are staged
    shown_as: ShownAs = ShownAs(unit=FigureUnit.PERCENT)
    headline: Literal["overall", "themes"] | Meets | None = (
        None  # None: overall where there is one, or else themes
    )

    @property
    def tells_themes(self) -> bool:
        """Whether the first sentence is of the themes, and not of one figure over all."""
        return self.overall is Overall.NONE or self.headline not in (None, "overall")


Worth = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Level(FrameworkPart):
    """A step on a scale. What it is worth is its value, unless the scale says otherwise.

    By its value it is kept, and values rise from the worst to the best; its number is what people see.
    """

    value: Annotated[int, Field(ge=0)]
    name: Text
    described: Text | None = Field(default=None, alias="meaning")
    worth: Worth | None = None
    _number: str | None = PrivateAttr(default=None)  # None: its value

    @property
    def meaning(self) -> str:
        """What it means; its name, where that is all there is."""
        return self.described or self.name

    @property
    def number(self) -> str:
        """The number that people see, as published; nothing where the name is all there is."""
        return str(self.value) if self._number is None else self._number

    @property
    def numbered(self) -> str:
        """“3 Partly in place”; the name alone where there is no number."""
        return f"{self.number} {self.name}".strip()

    @property
    def told(self) -> str:
        """In the middle of a sentence: “level 3”, or “Partly in place” in quotation marks."""
        return f"level {self.number}" if self.number else f"“{self.name}”"

    def seen_as(self, value: int, number: str) -> "Level":
        """The same kept by that value, with that number to be seen."""
        made = self.model_copy(update={"value": value})
        made._number = number
        return made


class Better(StrEnum):
    """Which numbers of a scale are better; none: its levels are kinds, described and never scored."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


Levels = Annotated[tuple[Level, ...], Field(strict=False, min_length=2)]


class LevelsAndMore(FrameworkPart):
    """A scale that says more than its levels: what its highest worth is out of, where no level reaches that; which
    numbers are better; and that its numbers are for nobody to see.
    """

    levels: Levels
    out_of: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    better: Annotated[Better, Field(strict=False)] = Better.HIGHER
    numbers: Literal["shown", "none"] = "shown"


def _form_of_scale(value: object) -> str:
    return "keys" if isinstance(value, dict | LevelsAndMore) else "list"


class Scale(
    RootModel[
        Annotated[
            Annotated[Levels, Tag("list")] | Annotated[LevelsAndMore, Tag("keys")],
            Discriminator(_form_of_scale),
        ]
    ]
):
    """Levels from the worst to the best."""

    model_config = ConfigDict(frozen=True)

    @property
    def written(self) -> tuple[Level, ...]:
        """The levels as the file has them, by their published numbers."""
        return self.root.levels if isinstance(self.root, LevelsAndMore) else self.root

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The levels by the values that they are kept by, which rise from the worst to the best."""
        if not self.turned and self.numbered:
            return self.written
        found = [
            each.seen_as(self.value_of(each.value), str(each.value) if self.numbered else "")
            for each in self.written
        ]
        return tuple(sorted(found, key=lambda each: each.value))

    @cached_property
    def places(self) -> dict[int, int]:
        """Each level's place among them, from 0."""
        return {level.value: place for place, level in enumerate(self.levels)}

    @cached_property
    def better(self) -> Better:
        return self.root.better if isinstance(self.root, LevelsAndMore) else Better.HIGHER

    @property
    def ordered(self) -> bool:
        """Whether one level is better than another; else they are kinds, and nothing is scored."""
        return self.better is not Better.NONE

    @property
    def turned(self) -> bool:
        """Whether a lower number is better."""
        return self.better is Better.LOWER

    @property
    def numbered(self) -> bool:
        """Whether people see the numbers of its levels."""
        return not isinstance(self.root, LevelsAndMore) or self.root.numbers == "shown"

    @property
    def or_better(self) -> str:
        """What follows “level 3” of that level and all that are better."""
        return "or above" if self.better is Better.HIGHER and self.numbered else "or better"

    @property
    def span(self) -> str:
        """Between which levels it lies: “0 to 4”, from the number of the worst; or their names in quotation marks."""
        ends = [each.number or f"“{each.name}”" for each in (self.lowest, self.highest)]
        return " to ".join(ends)

    @cached_property
    def marks(self) -> dict[int, str]:
        """By value, what stands for a level where there is no room for its name: its number, or its name in short."""
        if self.numbered:
            return {each.value: each.number for each in self.levels}
        names = [each.name for each in self.levels]
        short = [
            names,
            [re.split(r"\W", name)[0][:4] for name in names],
            ["".join(word[0] for word in re.findall(r"\w+", name)[:4]).upper() for name in names],
            [chr(ord("A") + place) for place in range(len(names))],
        ]
        taken = {"", "na", "n/a"}
        fitting = (
            each
            for each in short
            if all(len(word) <= 4 and word.lower() not in taken for word in each)
            and len(set(each)) == len(each)
        )
        return dict(zip(self.by_value, next(fitting, short[-1]), strict=True))

    def cell(self, value: int) -> int | str:
        """What stands in a cell for numbers: the number that people see, or the name where there is none."""
        level = self.by_value[value]
        return int(level.number) if level.number else level.name

    def middle_told(self, middle: float) -> str:
        """A median of values, which may lie between two levels: “level 2.5”, or “between “Some” and “Most””."""
        below, above = (self.by_value.get(round_(middle)) for round_ in (math.floor, math.ceil))
        if self.numbered:
            number = self.value_of(0) - middle if self.turned else middle
            return f"level {number:g}"
        if below is None or above is None or below is above:
            found = below or above or self.lowest
            return found.told
        return f"between {below.told} and {above.told}"

    def value_of(self, number: int) -> int:
        """By which value a level is kept that has this number in the file: the same, but where a lower number is better
        as far from the other end as its number is from its own.
        """
        if not self.turned:
            return number
        numbers = [each.value for each in self.written]
        return min(numbers) + max(numbers) - number

    def by_values(self, by_number: Mapping[int, Any]) -> dict[int, Any]:
        """What the file has by the numbers of levels, by the values that these are kept by, the worst first."""
        if not self.turned:
            return dict(by_number)
        return dict(sorted((self.value_of(number), each) for number, each in by_number.items()))

    @cached_property
    def out_of(self) -> float:
        """What a worth is a share of: the highest worth, unless the file says otherwise."""
        told = self.root.out_of if isinstance(self.root, LevelsAndMore) else None
        return told or self._points(self.highest)

    @property
    def by_value_alone(self) -> bool:
        """Whether a level is worth its value ÷ the highest value and seen by it, as in formulas of a workbook."""
        return (
            self.better is Better.HIGHER
            and self.numbered
            and all(self._points(each) == each.value for each in self.levels)
            and self.out_of == self.highest.value
        )

    @property
    def least(self) -> float:
        """The share that the lowest level is worth."""
        return self.worth(self.lowest.value)

    @property
    def most(self) -> float:
        """The share that the highest level is worth."""
        return self.worth(self.highest.value)

    @staticmethod
    def _points(level: Level) -> float:
        return level.value if level.worth is None else level.worth

    @property
    def lowest(self) -> Level:
        return self.levels[0]

    @property
    def highest(self) -> Level:
        return self.levels[-1]

    @cached_property
    def by_value(self) -> dict[int, Level]:
        return {level.value: level for level in self.levels}

    def worth(self, value: int) -> float:
        """The share of the scale that a level stands for, 0 to 1: what it is worth ÷ what the scale is out of. If the
        file says neither, value ÷ highest value (house method).
        """
        return self._points(self.by_value[value]) / self.out_of


class Kind(FrameworkPart):
    """A kind of body, such as a local authority, of which some statements are asked and of others not."""

    id: Id
    label: Text


class Unit(StrEnum):
    """Who is assessed: departments, or systems, each of which is of a department."""

    DEPARTMENT = "department"
    SYSTEM = "system"


Kinds = Annotated[tuple[Id, ...], Field(strict=False)]
"""Ids of kinds of body; none stands for all."""


class FacetValue(FrameworkPart):
    id: Id
    label: Text


class Facet(FrameworkPart):
    """A second grouping of statements, across the themes."""

    id: Id
    label: Text
    values: Annotated[tuple[FacetValue, ...], Field(strict=False, min_length=1)]
    method: Literal["mean"] | None = (
        None  # its values, and every group within one, have figures; None: it has none
    )


Advice = Text | Annotated[tuple[Text, ...], Field(strict=False, min_length=1)]


class ChecklistItem(FrameworkPart):
    """A criterion on a checklist: it is met, or it is not."""

    id: Id
    text: Text


SetNames = Annotated[
    tuple[Id, ...],
    Field(strict=False),
    BeforeValidator(lambda named: [named] if isinstance(named, str) else named),
]


class RuleStep(FrameworkPart):
    """A level, and where it holds: an item of the sets under `any` is met, or all that apply of those under `all` are.

    One with neither always holds. Where no item applies, neither does.
    """

    any: SetNames = ()
    all: SetNames = ()
    level: Annotated[int, Field(ge=0)]


class Rule(FrameworkPart):
    """How a level follows from a checklist: the `first` step that holds; or the last step up to which all hold that are
    `cumulative`, and the lowest level of the scale before them.
    """

    sets: Annotated[
        dict[Id, Text], Field(min_length=1, max_length=6)
    ]  # what each is called, as they are shown
    first: Annotated[tuple[RuleStep, ...], Field(strict=False)] = ()
    cumulative: Annotated[tuple[RuleStep, ...], Field(strict=False)] = ()

    @cached_property
    def steps(self) -> tuple[RuleStep, ...]:
        """The steps of which the first that holds gives the level; where none does it is the lowest of the scale."""
        named = [step.all for step in self.cumulative]
        risen = [
            RuleStep(all=tuple(name for names in named[: place + 1] for name in names), level=step.level)
            for place, step in enumerate(self.cumulative)
        ]
        return (*self.first, *reversed(risen))


class Checklist(FrameworkPart):
    """The items of a statement in the sets of a rule, which says what level they come to."""

    rule: Id
    sets: dict[Id, Annotated[tuple[ChecklistItem, ...], Field(strict=False)]]

    @cached_property
    def items(self) -> tuple[ChecklistItem, ...]:
        return tuple(item for items in self.sets.values() for item in items)


class Statement(FrameworkPart):
    """One thing a department is assessed on."""

    id: Id
    code: Annotated[Text, StringConstraints(max_length=16)] | None = None  # as published: A1.a
    called: Annotated[Text, StringConstraints(max_length=60)] = Field(alias="label")
    asked: Text | None = Field(default=None, alias="text")
    scale: Id | None = None  # None: the framework's own
    weight: Weight = 1.0
    looks: dict[int, Text] | None = Field(default=None, alias="levels")
    evidence: Annotated[tuple[Text, ...], Field(strict=False)] = ()
    advice: dict[int, Advice] = Field(default_factory=dict, alias="moving_up")  # keyed by the level one is at
    facets: dict[Id, Annotated[tuple[Id, ...], Field(strict=False)]] = Field(default_factory=dict)
    reference: Text | None = None
    applies_to: Kinds = ()  # the kinds of body that it is asked of; none: of all that its groups are
    checklist: Checklist | None = None  # from which its level follows
    _scale: Scale | None = PrivateAttr(default=None)  # where what is told by levels is to be turned round

    @property
    def items(self) -> tuple[ChecklistItem, ...]:
        """The items of its checklist, in the order of the file; none where it has no checklist."""
        return self.checklist.items if self.checklist else ()

    @property
    def label(self) -> str:
        """What it is called everywhere, after the code that the publication has for it: “A1.a Board direction”."""
        return f"{self.code} {self.called}" if self.code else self.called

    @property
    def text(self) -> str:
        """The published words; the label, where that is all there is."""
        return self.asked or self.called

    @property
    def text_with_code(self) -> str:
        """The same after the code that the publication has for it."""
        return f"{self.code} {self.text}" if self.code else self.text

    @property
    def levels(self) -> dict[int, str]:
        """What levels look like for this statement, by value; empty where the scale says all there is."""
        return self._turned(self.looks or {})

    @property
    def moving_up(self) -> dict[int, str]:
        """What to do to get on, by the value of the level one is at; several pieces of advice each on a line of its
        own.
        """
        told = {at: told if isinstance(told, str) else "\n".join(told) for at, told in self.advice.items()}
        return self._turned(told)

    def _turned(self, by_number: dict[int, str]) -> dict[int, str]:
        return by_number if self._scale is None else self._scale.by_values(by_number)


class Theme(FrameworkPart):
    """A group of statements, or of topics, which are themes within a theme."""

    id: Id
    label: Text
    weight: Weight = 1.0
    topics: Annotated[tuple["Theme", ...], Field(strict=False)] = ()
    statements: Annotated[tuple[Statement, ...], Field(strict=False)] = ()
    applies_to: Kinds = ()  # as of a statement, for all that it holds

    def every_topic(self) -> Iterator["Theme"]:
        for topic in self.topics:
            yield topic
            yield from topic.every_topic()

    def every_statement(self) -> Iterator[Statement]:
        yield from self.statements
        for topic in self.topics:
            yield from topic.every_statement()


class Contradiction(FrameworkPart):
    """Two answers that cannot both be right: `statement` more than `margin` levels above `above`."""

    statement: Id
    above: Id
    margin: Annotated[int, Field(ge=0)] = 0
    message: Text


Share = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1)]


class Reasons(FrameworkPart):
    """How much each reason counts that makes an auditor look at an answer; with 0 it is not looked for."""

    no_evidence: Share = 3.0
    contradiction: Share = 3.0
    confirmed: Share = 2.0
    jump: Share = 2.0
    outlier: Share = 2.0
    same_text: Share = 2.0
    old_evidence: Share = 1.0
    not_looked_at: Share = 1.0
    unsure: Share = 1.0


class Challenge(FrameworkPart):
    """Where to look first: the weights of the reasons, and the numbers that their rules use."""

    weights: Reasons = Reasons()
    jump_levels: Count = 2  # so many levels higher than in the last round
    outlier_levels: Count = 2  # so many levels above the median of the other departments
    least_peers: Count = 5  # other departments with a level, or there is no median to speak of


class TargetProfile(FrameworkPart):
    """Levels to aim at, ready to be taken whole: `level` for every statement that `levels` does not name.

    With `otherwise: none` the statements of which it names no level are left without a target, and are not short of
    anything; without it they keep the target they have, or are to go one level up.
    """

    id: Id
    label: Text
    level: Annotated[int, Field(ge=0)] | None = (
        None  # None: the statements not named keep the target they have
    )
    levels: dict[Id, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    otherwise: Literal["none"] | None = None

    def number_for(self, statement_id: str) -> int | None:
        """The number that the file has; see Framework.aim_of for the level."""
        return self.levels.get(statement_id, self.level)


class Became(StrEnum):
    """What became of statements from one edition to the next; the later ones weigh more, where several happened."""

    SAME = "same"
    MOVED = "moved"  # to another id or theme
    REWORDED = "reworded"
    MERGED = "merged"
    SPLIT = "split"
    DROPPED = "dropped"
    NEW = "new"


class StatementChange(FrameworkPart):
    """What became of some statements: the ids of the edition before, and those of this one."""

    was: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    now: Annotated[tuple[Id, ...], Field(strict=False)] = ()
    kind: Annotated[Became, Field(strict=False)]


class Follows(FrameworkPart):
    """The edition before this one, and what became of its statements.

    `by-id`: a statement is the same where its id is, unless the changes say otherwise; `listed`: only where they say
    so, as in publications that use their codes again.
    """

    edition: Id
    same: Literal["by-id", "listed"] = "by-id"
    changes: Annotated[tuple[StatementChange, ...], Field(strict=False)] = ()


class Framework(FrameworkPart):
    """A published set of statements, in one edition; made by `framework.files`, which checks the whole."""

    format: Literal[1]
    id: Id
    edition: Text
    title: Text
    language: Text
    source: Source
    licence: Text
    origin: Origins
    counts: Counts
    scoring: Scoring
    scale: Id
    scales: dict[Id, Scale]
    rules: dict[Id, Rule] = Field(default_factory=dict)
    facets: Annotated[tuple[Facet, ...], Field(strict=False)] = ()
    kinds: Annotated[tuple[Kind, ...], Field(strict=False)] = ()  # of body, that `applies_to` names
    unit: Annotated[Unit, Field(strict=False)] = Unit.DEPARTMENT
    themes: Annotated[tuple[Theme, ...], Field(strict=False, min_length=1)]
    evidence_months: Annotated[int, Field(ge=1)] | None = None  # evidence older than this is flagged
    high_level: Annotated[int, Field(ge=0)] | None = None  # from this level on, evidence is asked for
    bar: Annotated[int, Field(ge=0)] | None = None  # the level that shortfalls are counted below; see bar_of
    contradictions: Annotated[tuple[Contradiction, ...], Field(strict=False)] = ()
    challenge: Challenge = Challenge()  # where an auditor looks first
    target_profiles: Annotated[tuple[TargetProfile, ...], Field(strict=False)] = ()
    series: Id | None = None  # None: that of the edition it follows, or else its own id
    follows: Follows | None = None
    translates: Id | None = None  # the edition of which this is the same in another language
    corrects: Annotated[tuple[ContentHash, ...], Field(strict=False)] = ()  # texts that this one stands for
    _whole: "Framework | None" = PrivateAttr(default=None)

    def model_post_init(self, _: object) -> None:
        """Statements of which a lower number is better are told so, as they have what they say by number."""
        for statement in self.statements:
            scale = self.scales.get(statement.scale or self.scale)
            statement._scale = scale if scale is not None and scale.turned else None

    @property
    def whole(self) -> "Framework":
        """The edition with everything that it asks of anybody, where this is a part of it; else itself."""
        private = (
            self.__pydantic_private__
        )  # asked for every statement of every department: not by its own slow way
        return (private and private["_whole"]) or self

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over all that changes what is asked or how it is scored; of a part, that of the whole edition.

        Comments, layout, guidance and the place among other frameworks do not count; nor do keys that a later
        version of this program adds and the file does not use.
        """
        if self._whole is not None:
            return self._whole.content_hash
        asked = self.model_dump(
            mode="json", by_alias=True, exclude_unset=True, exclude={**FRAMEWORK_GUIDANCE, **LINEAGE}
        )
        return _digest(_without_guidance(asked, {facet.id for facet in self.facets_that_count}))

    @cached_property
    def skeleton(self) -> str:
        """SHA-256 over all that a figure depends on, without a word that people read: statements by id under their
        themes, weights, the values of the scales, and how statements combine; of a part, that of the whole edition.
        """
        if self._whole is not None:
            return self._whole.skeleton
        rules = {
            name: {key: rule.model_dump(mode="json", include={key}) for key in ("first", "cumulative")}
            for name, rule in self.rules.items()
        }
        return _digest(
            {
                **({"unit": self.unit} if self.unit is not Unit.DEPARTMENT else {}),
                **({"rules": rules} if rules else {}),
                "scoring": self.scoring.model_dump(
                    mode="json",
                    exclude={"shown_as", "headline", *(() if self.scoring.stages else ("stages",))},
                ),
                "scale": self.scale,
                "scales": {
                    name: [(level.value, scale.worth(level.value)) for level in scale.levels]
                    for name, scale in self.scales.items()
                },
                **({"better": better} if (better := self._better) else {}),
                "facets": {
                    facet.id: {each.id: each.facets.get(facet.id, ()) for each in self.statements}
                    for facet in self.facets_that_count
                },
                "themes": [_bones(theme) for theme in self.themes],
            }
        )

    def stands_for(self, content_hash: str) -> bool:
        """Whether this is the text with that content, or a correction of it."""
        return any(content_hash.startswith(each) for each in (self.content_hash, *self.corrects))

    @property
    def _better(self) -> dict[str, str]:
        return {name: each.better for name, each in self.scales.items() if each.better is not Better.HIGHER}

    @property
    def scored_facets(self) -> list[Facet]:
        """The other groupings that have figures."""
        return [facet for facet in self.facets if facet.method]

    @property
    def facets_that_count(self) -> list[Facet]:
        """Those that a figure depends on: scored, or what says the stages."""
        staged = self.scoring.stages.facet if self.scoring.stages else None
        return [facet for facet in self.facets if facet.method or facet.id == staged]

    @property
    def by_formula(self) -> bool:
        """Whether a workbook's formulas can work its scores out: levels are worth their value on scales that start at
        one share, groups combine in one of the simple ways, and no checklist narrows what an unknown level may be.
        """
        scales = [self.scale_of(statement) for statement in self.statements]
        simple = (Overall.STATEMENT_MEAN, Overall.THEME_MEAN, Overall.WEAKEST, Overall.NONE)
        plain = not self.scoring.tiers and self.scoring.overall in simple
        ticked = any(each.checklist for each in self.statements)
        return plain and not ticked and all(each.by_value_alone for each in scales) and self.one_range

    @cached_property
    def seen_as_kept(self) -> bool:
        """Whether people see every level by the value that it is kept by, so that formulas may look at it."""
        scales = [self.scale_of(statement) for statement in self.statements]
        return all(each.better is Better.HIGHER and each.numbered for each in scales)

    @cached_property
    def one_range(self) -> bool:
        """Whether every statement's levels lie between the same shares, so that what is known stays within them."""
        return len({(scale.least, scale.most) for scale in map(self.scale_of, self.scored)}) <= 1

    @cached_property
    def scored(self) -> tuple[Statement, ...]:
        """The statements that count in figures: all but those whose levels are kinds."""
        return tuple(each for each in self.statements if self.scale_of(each).ordered)

    @cached_property
    def described(self) -> tuple[Statement, ...]:
        """The statements whose levels are kinds: described, never scored and never ranked."""
        return tuple(each for each in self.statements if not self.scale_of(each).ordered)

    def aim_of(self, profile: TargetProfile, statement: Statement) -> int | None:
        """The level that a profile aims at; None where it says nothing of the statement, or there is no better."""
        scale, number = self.scale_of(statement), profile.number_for(statement.id)
        return None if number is None or not scale.ordered else scale.value_of(number)

    def high_level_of(self, statement: Statement) -> int | None:
        """The level from which on evidence is asked for; None where it is asked for at none."""
        scale = self.scale_of(statement)
        if self.high_level is None or not scale.ordered:
            return None
        found = scale.value_of(self.high_level)
        return found if not scale.turned or found in scale.by_value else None

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in the order of the file."""
        return tuple(statement for theme in self.themes for statement in theme.every_statement())

    @cached_property
    def by_id(self) -> dict[str, Statement]:
        return {statement.id: statement for statement in self.statements}

    @cached_property
    def theme_of(self) -> dict[str, Theme]:
        """The theme (not the topic) that each statement id belongs to."""
        return {statement.id: theme for theme in self.themes for statement in theme.every_statement()}

    def within(self, part: str) -> set[str]:
        """The statements, by id, of one part: a theme by its id, or “facet/value”; none where there is no such part."""
        facet, _, value = part.partition("/")
        return {
            statement.id
            for statement in self.statements
            if part == self.theme_of[statement.id].id or (value and value in statement.facets.get(facet, ()))
        }

    @cached_property
    def depth_of(self) -> dict[str, int]:
        """How deep each theme or topic lies, by id; a theme at 0."""
        found, waiting = {}, [(theme, 0) for theme in self.themes]
        for theme, depth in waiting:
            found[theme.id] = depth
            waiting += [(topic, depth + 1) for topic in theme.topics]
        return found

    def only(self, part: str) -> "Framework":
        """The framework as though it held one part alone: a theme by its id, or “facet/value”; raises NotFound.

        Its overall score is the part's own, the mean over its statements, whatever the themes combine to; of a theme
        whose tier has a method, that figure. It is made anew: a copy would keep what the whole has remembered.
        """
        asked, value = self.within(part), part.partition("/")[2]
        if not asked:
            raise NotFound("theme", part, [each.id for each in self.themes])
        themes = tuple(kept for theme in self.themes if (kept := _left_of(theme, asked)) is not None)
        overall = Overall.STATEMENT_MEAN if value or not self.scoring.tiers else Overall.THEME_MEAN
        said = {name: getattr(self.scoring, name) for name in self.scoring.model_fields_set - {"headline"}}
        counts = {
            "themes": len(themes),
            "topics": sum(len(list(theme.every_topic())) for theme in themes),
            "statements": len(asked),
            **({"items": sum(len(self.by_id[each].items) for each in asked)} if self.rules else {}),
        }
        parts = {name: getattr(self, name) for name in self.model_fields_set}
        made = Framework(
            **{
                **parts,
                "counts": Counts(**counts),
                "scoring": Scoring(**{**said, "overall": overall}),
                "themes": themes,
                "contradictions": tuple(
                    each for each in self.contradictions if {each.statement, each.above} <= asked
                ),
            }
        )
        made._whole = self._whole.only(part) if self._whole is not None else None
        return made

    def asking(self, statement_ids: Collection[str]) -> "Framework":
        """The framework as though it asked these statements alone, in its own order; itself where these are all.

        It remembers the whole. Groups of which nothing is left are left out; weights and the rest stay as they are.
        Raises NothingAsked where none of them is left.
        """
        if all(each.id in statement_ids for each in self.statements):
            return self
        themes = tuple(left for theme in self.themes if (left := _left_of(theme, statement_ids)) is not None)
        if not themes:
            raise NothingAsked(self)
        profiles = (
            each.model_copy(update={"levels": {k: v for k, v in each.levels.items() if k in statement_ids}})
            for each in self.target_profiles
        )
        made = Framework(
            **{
                **{name: getattr(self, name) for name in self.model_fields_set},
                "themes": themes,
                "contradictions": tuple(
                    each
                    for each in self.contradictions
                    if each.statement in statement_ids and each.above in statement_ids
                ),
                "target_profiles": tuple(each for each in profiles if each.levels or each.level is not None),
            }
        )
        made._whole = self.whole
        return made

    def scale_of(self, statement: Statement) -> Scale:
        return self.scales[statement.scale or self.scale]

    def looks_like(self, statement: Statement, level: Level) -> str:
        """What a level looks like for a statement, or what its scale says; empty where its name is all there is."""
        general = "" if level.described == level.name else level.described or ""
        return statement.levels.get(level.value, general)

    def item_sets(self, statement: Statement) -> list[tuple[str, tuple[ChecklistItem, ...]]]:
        """The items of a statement's checklist in their sets, by what these are called, as they are shown."""
        if statement.checklist is None:
            return []
        named = self.rules[statement.checklist.rule].sets.items()
        return [(name, items) for key, name in named if (items := statement.checklist.sets.get(key))]

    def bar_of(self, statement: Statement) -> int:
        """The level below which a department counts as short where no target was chosen.

        The file's `bar`, or else the middle of the statement's scale: the lowest level worth half of it (house method).
        """
        scale = self.scale_of(statement)
        if not scale.ordered:
            return scale.lowest.value  # nobody is short of anything
        if self.bar is not None:
            bar = min(scale.value_of(self.bar), scale.highest.value)
            return next(each for each in scale.by_value if each >= bar) if scale.turned else bar
        return next((each for each in scale.by_value if scale.worth(each) >= 0.5), scale.highest.value)

    @property
    def whose(self) -> list[str]:
        """Whose words and method these are, said wherever figures are shown; none where all is the publisher's."""
        ours, theirs = self.origin.of(Origin.HOUSE), self.origin.of(Origin.PUBLISHER)
        published = f"From {self.source.publisher}: {listed(theirs)}. " if theirs else ""
        house = [f"{published}Our own (house method): {listed(ours)}."] if ours else []
        return [*house, *self.how_levels_read]

    @property
    def how_levels_read(self) -> list[str]:
        """Of which statements a lower number is better, and which are described alone; none where all is as ever."""
        turned, found = [each for each in self.statements if self.scale_of(each).turned], []
        if turned:
            of = "" if len(turned) == len(self.statements) else f" for {_named(turned)}"
            found.append(f"A lower number of a level is better{of}.")
        if self.described:
            are = (
                "is described and not scored" if len(self.described) == 1 else "are described and not scored"
            )
            found.append(f"{_named(self.described)} {are}: none of the levels there is better than another.")
        return found


MOST_NAMED = 3


def _named(statements: Sequence[Statement]) -> str:
    """“Hosting”, “Licence” and 4 more, in quotation marks."""
    return listed([f"“{each.label}”" for each in statements], MOST_NAMED)


class NothingAsked(MaturityError):
    def __init__(self, framework: Framework) -> None:
        self.framework = framework.id
        super().__init__(
            f"Of “{framework.title}”, edition {framework.edition}, nothing would be asked. Choose other groups, or see "
            "what kinds of body its statements apply to. Nothing was changed."
        )


def _left_of(theme: Theme, statement_ids: Collection[str]) -> Theme | None:
    """A group with these statements alone; None where it holds none of them."""
    topics = tuple(left for topic in theme.topics if (left := _left_of(topic, statement_ids)) is not None)
    statements = tuple(each for each in theme.statements if each.id in statement_ids)
    if not topics and not statements:
        return None
    return theme.model_copy(update={"topics": topics, "statements": statements})


def _bones(theme: Theme) -> dict[str, object]:
    return {
        "id": theme.id,
        "weight": theme.weight,
        "topics": [_bones(topic) for topic in theme.topics],
        "statements": [
            [
                each.id,
                each.scale,
                each.weight,
                *([list(each.applies_to)] if each.applies_to else []),
                *([_items(each.checklist)] if each.checklist else []),
            ]
            for each in theme.statements
        ],
        **({"applies_to": list(theme.applies_to)} if theme.applies_to else {}),
    }


def _items(checklist: Checklist) -> list[object]:
    return [checklist.rule, {name: [item.id for item in items] for name, items in checklist.sets.items()}]


def _digest(content: object) -> str:
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _without_guidance(value: object, scored: set[str]) -> object:
    """What a file sets, without the guidance of its statements; the facets that are scored are none."""
    if isinstance(value, dict):
        is_statement = (
            "id" in value and "label" in value and not value.keys() & {"topics", "statements", "values"}
        )
        kept = {key: part for key, part in value.items() if not is_statement or key not in STATEMENT_GUIDANCE}
        if is_statement and (facets := {k: v for k, v in value.get("facets", {}).items() if k in scored}):
            kept["facets"] = facets
        return {str(key): _without_guidance(part, scored) for key, part in kept.items()}
    return [_without_guidance(part, scored) for part in value] if isinstance(value, list) else value
