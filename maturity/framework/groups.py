"""The groups of a framework: its themes, their topics and what lies in those; and its other groupings, the facets."""

from collections.abc import Iterator
from dataclasses import dataclass

from maturity.framework.model import (
    Combine,
    Facet,
    FacetValue,
    Framework,
    Overall,
    Scale,
    Statement,
    Theme,
    Tier,
)
from maturity.wording import listed


@dataclass(frozen=True)
class Group:
    """A theme or a topic, how deep it lies (0: a theme), and the places of its statements in the framework's order."""

    theme: Theme
    depth: int
    columns: tuple[int, ...]

    @property
    def id(self) -> str:
        return self.theme.id

    @property
    def label(self) -> str:
        return self.theme.label


def groups_of(framework: Framework) -> list[Group]:
    """Every group, each before what lies in it, in the order of the file."""
    columns = {each.id: column for column, each in enumerate(framework.statements)}

    def within(themes: tuple[Theme, ...], depth: int) -> Iterator[Group]:
        for theme in themes:
            yield Group(theme, depth, tuple(columns[each.id] for each in theme.every_statement()))
            yield from within(theme.topics, depth + 1)

    return list(within(framework.themes, 0))


def scored_in(framework: Framework, group: Group) -> int:
    """How many of a group's statements count in figures: all but those whose levels are kinds."""
    every = framework.statements
    return sum(framework.scale_of(every[column]).ordered for column in group.columns)


def has_topics(framework: Framework) -> bool:
    """Whether there are groups within the themes."""
    return any(theme.topics for theme in framework.themes)


def columns_of_value(framework: Framework, facet: Facet, value: FacetValue) -> tuple[int, ...]:
    """The places of the statements that belong to a value of a facet."""
    return tuple(
        column
        for column, each in enumerate(framework.statements)
        if value.id in each.facets.get(facet.id, ())
    )


def named_parts(framework: Framework) -> dict[str, str]:
    """What of a framework may be looked at alone, as Framework.within knows it: themes, and the values of facets that
    have statements.
    """
    used = {
        (facet, value) for each in framework.statements for facet, of in each.facets.items() for value in of
    }
    values = {
        f"{facet.id}/{value.id}": f"{facet.label}: {value.label}"
        for facet in framework.facets
        for value in facet.values
        if (facet.id, value.id) in used
    }
    return {theme.id: theme.label for theme in framework.themes} | values


def facets_in_words(framework: Framework, statement: Statement) -> list[str]:
    """Each facet that a statement belongs to, with its values: “Theme: Uses and Skills”."""
    return [
        f"{facet.label}: {listed([each.label for each in facet.values if each.id in values])}"
        for facet in framework.facets
        if (values := statement.facets.get(facet.id))
    ]


def group_of(framework: Framework, statement_id: str) -> list[Theme]:
    """The groups that a statement lies in, the theme first."""

    def way(theme: Theme) -> list[Theme]:
        if any(each.id == statement_id for each in theme.statements):
            return [theme]
        return next(([theme, *found] for topic in theme.topics if (found := way(topic))), [])

    return next(found for theme in framework.themes if (found := way(theme)))


def tier_at(framework: Framework, depth: int) -> Tier | None:
    """How groups of a depth combine, where the file says so."""
    tiers = framework.scoring.tiers
    return tiers[depth] if depth < len(tiers) else None


def kind_of(framework: Framework, depth: int) -> str:
    """What a group of a depth is called: as the file has it, or “theme” and “topic”."""
    tier = tier_at(framework, depth)
    return tier.name if tier else "Topic" if depth else "Theme"


def stage_of(framework: Framework, statement: Statement) -> int:
    """The place, among the steps of the framework's stages, of the one that a statement is of."""
    stages = framework.scoring.stages
    if stages is None:
        raise ValueError(f"{framework.id} has no stages")
    (value,) = statement.facets[stages.facet]
    return [step.at for step in stages.steps].index(value)


def staged_scale(framework: Framework, method: Combine | Overall | None) -> Scale | None:
    """The scale that figures of a method are levels of, where they are stages."""
    stages = framework.scoring.stages
    return framework.scales[stages.scale] if stages and method in (Combine.STAGED, Overall.STAGED) else None


def scale_shown(framework: Framework, group: str | None) -> Scale:
    """The scale that the figure of a group, or of None over all, is shown on: that of the stages, where it is a stage
    or is made of such; or else the statements' own.
    """
    staged = (staged_scale(framework, method) for method in _methods(framework, group))
    return next((each for each in staged if each), framework.scale_of(framework.statements[0]))


def is_a_level(framework: Framework, group: str | None) -> bool:
    """Whether the figure of a group, or of None over all, is always a level of its scale: a stage, or the weakest."""
    for method in _methods(framework, group):
        if staged_scale(framework, method) is not None:
            return True
        if method is not Combine.WEAKEST:
            return False
    return len({each.scale or framework.scale for each in framework.statements}) == 1


def _methods(framework: Framework, group: str | None) -> list[Combine | Overall]:
    """How a figure is made, from the outermost method to that over statements; what is passed through is left out."""
    methods: dict[Overall, list[Combine | Overall]] = {
        Overall.THEME_MEAN: [Combine.MEAN],
        Overall.THEME_SUM: [Combine.SUM],
        Overall.THEME_WEAKEST: [Combine.WEAKEST],
        Overall.WEAKEST: [Combine.WEAKEST],
        Overall.STATEMENT_MEAN: [Combine.MEAN],
        Overall.NONE: [Combine.MEAN],
        Overall.STAGED: [Overall.STAGED],
    }
    overall, depth, found = framework.scoring.overall, 0, list[Combine | Overall]()
    if group is None:
        found = methods[overall]
        if not overall.of_themes:
            return found
    else:
        depth = framework.depth_of[group]
    tiers = [tier.method for tier in framework.scoring.tiers[depth:] if tier.method is not Combine.NONE]
    return [*found, *(tiers or [Combine.MEAN])]


def tops(framework: Framework) -> dict[str | None, float]:
    """What the figure of each group is out of, in points of a statement's whole worth; of None, that over all."""
    found: dict[str | None, float] = {}

    def top(theme: Theme, depth: int) -> tuple[float, list[tuple[float, float]]]:
        parts = [(each.weight, 1.0) for each in theme.statements if framework.scale_of(each).ordered]
        for topic in theme.topics:
            of, within = top(topic, depth + 1)
            tier = tier_at(framework, depth + 1)
            through = tier is not None and tier.method is Combine.NONE
            parts += within if through or not within else [(topic.weight, of)]
        tier = tier_at(framework, depth)
        staged = staged_scale(framework, tier.method if tier else None)
        found[theme.id] = staged.out_of if staged else _top(tier.method if tier else Combine.MEAN, parts)
        return found[theme.id], parts

    themes = [(theme.weight, of) for theme in framework.themes for of, within in [top(theme, 0)] if within]
    methods = {Overall.THEME_SUM: Combine.SUM, Overall.THEME_WEAKEST: Combine.WEAKEST}
    overall = framework.scoring.overall
    staged = staged_scale(framework, overall)
    whole = _top(methods.get(overall, Combine.MEAN), themes) if overall.of_themes else 1.0
    found[None] = staged.out_of if staged else whole
    return found


def _top(method: Combine, parts: list[tuple[float, float]]) -> float:
    if not parts:
        return 0.0  # nothing in it is scored
    match method:
        case Combine.SUM:
            return sum(weight * of for weight, of in parts)
        case Combine.WEAKEST:
            return max(of for _, of in parts)
        case _:
            return sum(weight * of for weight, of in parts) / sum(weight for weight, _ in parts)
