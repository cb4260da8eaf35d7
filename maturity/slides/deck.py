"""The slides of a round, or of one department in it, described: what each says, shows, and takes its figures from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from maturity.assessment.answer import State
from maturity.assessment.round import Status, day
from maturity.errors import MaturityError
from maturity.framework.model import Framework, Overall, Statement
from maturity.palette import RAMP, UNKNOWN
from maturity.roadmap.gaps import gaps
from maturity.scoring.bridge import Bridge, NoBridge, bridge, bridge_of_round
from maturity.scoring.compare import SAME, Comparison
from maturity.scoring.score import Score, fixed

OFFICIAL = "OFFICIAL"
MOST_DEPARTMENTS = 8
"""Shown in one chart: three bars each, which can still be read from the back of a room."""
MOST_GAPS = 5
HOUSE = "Levels and scores are our own method (house method), not the publisher's."
LETTERS = "Letters stand for departments, the same throughout the round."
LOW, SCORE, HIGH = "Lowest possible", "Score", "Highest possible"
OVERALL_WORDS = {
    Overall.STATEMENT_MEAN: "the weighted mean over statements with a level",
    Overall.THEME_MEAN: "the weighted mean of the themes' scores",
    Overall.WEAKEST: "the worth of the weakest statement with a level",
    Overall.NONE: "not given: this framework has no overall score",
}


@dataclass(frozen=True)
class Series:
    """A row of bars; None where there is no figure, which is never a bar of no length."""

    name: str
    values: Sequence[float | None]
    colour: str  # #rrggbb


@dataclass(frozen=True)
class Chart:
    """Bars from the left, by category from the top."""

    title: str
    says: str  # for those who cannot see it
    categories: Sequence[str]
    series: Sequence[Series]
    axis: str  # what the bars measure, with its unit
    highest: float | None = None  # of that axis
    stacked: bool = False
    whole: bool = False  # the figures are counts


@dataclass(frozen=True)
class Table:
    says: str
    headings: Sequence[str]
    widths: Sequence[float]  # shares of the width; they add up to 1
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Slide:
    """A title that says the finding, sentences, perhaps one picture or table, and where the figures stand."""

    title: str
    sentences: Sequence[str]
    source: str
    shows: Chart | Table | None = None


@dataclass(frozen=True)
class Deck:
    title: str
    facts: Sequence[str]  # of the title slide
    language: str
    marking: str  # the classification, on every slide
    foot: str  # on every slide: what it is of, and that it is made up where it is
    slides: Sequence[Slide]


class NothingToPresent(MaturityError):
    def __init__(self, title: str) -> None:
        super().__init__(
            f"There is nothing to present of “{title}”: no department that you may see has begun its assessment."
        )


def describe(
    comparison: Comparison,
    *,
    at: datetime,
    before: Comparison | None = None,
    marking: str = OFFICIAL,
    made_by: str = "",
) -> Deck:
    """The slides: of a department where the comparison holds only one, or else of the round.

    `before` is the same departments' last round, as the same person may see it; it is left out where it asked another
    framework. Raises NothingToPresent.
    """
    if not comparison.departments:
        raise NothingToPresent(comparison.round.title)
    if before is not None and before.framework.content_hash != comparison.framework.content_hash:
        before = None
    alone = len(comparison.departments) == 1
    of = _Department(comparison) if alone else _Round(comparison)
    slides = [of.stand(), of.themes(), of.moved(before) if before else None, of.gaps(), of.asks()]
    name = of.name
    made_up = comparison.round.source if not comparison.round.published else ""
    return Deck(
        title=f"Data maturity: {name}",
        facts=_facts(comparison, at, marking, made_by),
        language=comparison.framework.language,
        marking=marking,
        foot=". ".join(part.rstrip(".") for part in (name, made_up) if part),
        slides=[*(slide for slide in slides if slide), _method(comparison)],
    )


def _facts(comparison: Comparison, at: datetime, marking: str, made_by: str) -> list[str]:
    framework, round_ = comparison.framework, comparison.round
    statuses = Counter(comparison.statuses.values())
    status = ", ".join(f"{statuses[each]} {each.words.lower()}" for each in Status if statuses[each])
    if len(statuses) == 1:
        status = next(iter(statuses)).words
    made = f"Made {day(at)} by the data-maturity dashboard{f', for {made_by}' if made_by else ''}"
    return [
        f"Round: {round_.title}",
        f"Status: {status}",
        f"Framework: {framework.title}, edition {framework.edition}",
        f"{made}. Data revision {comparison.revision}. Classification: {marking}",
        *([LETTERS] if comparison.unattributed else []),
        *([HOUSE] if framework.house_scored else []),
        *([round_.source] if round_.source else []),
    ]


@dataclass(frozen=True)
class _Department:
    """The slides of one department."""

    comparison: Comparison

    @property
    def key(self) -> str:
        return next(iter(self.comparison.departments))

    @property
    def name(self) -> str:
        return self.comparison.departments[self.key].name

    @property
    def score(self) -> Score:
        return self.comparison.scores[self.key]

    def stand(self) -> Slide:
        score, framework = self.score, self.comparison.framework
        counted = _levels(self.comparison, self.key)
        return Slide(
            title=f"Where we stand: {_stands(score)}",
            sentences=[
                _coverage(score),
                "The range runs from every unknown statement at the lowest level to every one at the highest."
                if score.high != score.low
                else "Nothing that applies is unknown, so the score is certain by this method."
                if score.low is not None
                else "Without a score there is nothing to compare.",
                *_house(framework),
            ],
            source=_from("Summary", "Scores", "Levels"),
            shows=Chart(
                title="Statements at each level, and those without one",
                says="Bars of how many statements are at each level or state: "
                + ", ".join(f"{name} {count}" for name, count in counted.items())
                + ".",
                categories=list(counted),
                series=[Series("Statements", list(counted.values()), RAMP[3])],
                axis="Statements",
                whole=True,
            ),
        )

    def themes(self) -> Slide:
        themes = self.comparison.framework.themes
        scores = {theme.label: self.comparison.theme_scores[self.key, theme.id] for theme in themes}
        return Slide(
            title=f"By theme: {_ends(scores)}",
            sentences=[f"{label}: {_stands(score)}." for label, score in scores.items()][:6],
            source=_from("By theme"),
            shows=_ranges("Score by theme, with its range", scores),
        )

    def moved(self, before: Comparison) -> Slide | None:
        if self.key not in before.departments:
            return None
        then, now = before.scores[self.key], self.score
        made = bridge(before, self.comparison, self.key)
        pairs = {"In all": (then, now)} | {
            theme.label: (
                before.theme_scores[self.key, theme.id],
                self.comparison.theme_scores[self.key, theme.id],
            )
            for theme in self.comparison.framework.themes
        }
        return Slide(
            title=f"Since {before.round.title}: {_movement(then.score, now.score)}",
            sentences=[
                *([_parts(made)] if isinstance(made, Bridge) else []),
                _certain(then, now),
                f"Then: {_stands(then)}. Now: {_stands(now)}.",
            ],
            source=f"{_from('Scores', 'By theme')} The last round's: the same sheets of its own board pack.",
            shows=_then_and_now(
                {label: (one.score, other.score) for label, (one, other) in pairs.items()},
                before.round.title,
                self.comparison.round.title,
            ),
        )

    def gaps(self) -> Slide:
        comparison = self.comparison
        every = gaps(comparison)
        known = sorted((gap for gap in every if gap.short), key=lambda gap: -(gap.weighted or 0.0))
        unknown = [gap for gap in every if gap.short is None]
        shown = [*known, *unknown][:MOST_GAPS]
        if not every:
            told = "Every statement that applies is at the top of its scale."
            return Slide("No gaps", [told], _from("Gaps"))
        scale = comparison.framework.scale_of
        rows = [
            [
                gap.statement.label,
                gap.judgement.words(scale(gap.statement)),
                gap.next_step or "See the guidance",
            ]
            for gap in shown
        ]
        largest = f", first “{known[0].statement.label}”" if known else ""
        return Slide(
            title=f"The biggest gaps: {_count(len(known), 'statement')} below the top{largest}",
            sentences=[
                f"Shown: {len(shown)} of {len(every)} gaps, the biggest first. The size of a gap is weight × the share "
                "of the scale that is still to go.",
                f"{_count(len(unknown), 'statement')} not known: find out where each stands, and keep the evidence.",
            ],
            source=_from("Biggest gaps", "Gaps"),
            shows=Table(
                says="The biggest gaps, each with where it stands now and the next step.",
                headings=["Statement", "Now", "Next step"],
                widths=[0.3, 0.18, 0.52],
                rows=rows,
            ),
        )

    def asks(self) -> Slide:
        score = self.score
        unknown = score.statements - score.with_level
        return _asks(
            f"Note {self.name}'s score with its range and coverage: {_stands(score)}.",
            _count(unknown, "statement"),
            unknown,
        )


@dataclass(frozen=True)
class _Round:
    """The slides of all departments of a round."""

    comparison: Comparison

    @property
    def name(self) -> str:
        return self.comparison.round.title

    def ordered(self) -> list[str]:
        """Departments with a score from the highest; then those without."""
        scores = self.comparison.scores

        def place(key: str) -> tuple[bool, float]:
            score = scores[key].score
            return score is None, -(score or 0.0)

        return sorted(self.comparison.departments, key=place)

    def shown(self) -> list[str]:
        keys = self.ordered()
        if len(keys) <= MOST_DEPARTMENTS:
            return keys
        scored = [key for key in keys if self.comparison.scores[key].score is not None]
        chosen = scored if len(scored) >= MOST_DEPARTMENTS else keys
        half = MOST_DEPARTMENTS // 2
        return [*chosen[:half], *chosen[-half:]]

    def stand(self) -> Slide:
        comparison, shown = self.comparison, self.shown()
        every = comparison.scores
        total, scored = len(every), [s.score for s in every.values() if s.score is not None]
        apply, known = (
            sum(getattr(score, key) for score in every.values()) for key in ("statements", "with_level")
        )
        middle = f"; the median is {fixed(median(scored))}%" if scored else ""
        part = []
        if len(shown) < total:
            half = len(shown) // 2
            part = [f"Shown: the {half} highest and the {half} lowest scores of {total} departments."]
        names = _labels(comparison, shown)
        return Slide(
            title=f"Where we stand: {comparison.headline.rstrip('.')}",
            sentences=[
                f"{len(scored)} of {total} departments have a score{middle}.",
                f"{known} of {apply} answers have a level; {apply - known} are not known.",
                _not_separated(comparison),
                *part,
                *_house(comparison.framework),
            ],
            source=_from("Scores", "Summary"),
            shows=_ranges(
                "Score by department, with its range",
                {names[key]: every[key] for key in shown},
            ),
        )

    def themes(self) -> Slide:
        comparison = self.comparison
        spreads: dict[str, tuple[float | None, float | None, float | None]] = {}
        for theme in comparison.framework.themes:
            found = [
                score.score
                for key in comparison.departments
                if (score := comparison.theme_scores[key, theme.id]).score is not None
            ]
            figures = [each for each in found if each is not None]
            spreads[theme.label] = (min(figures), median(figures), max(figures)) if figures else (None,) * 3
        middles = {label: spread[1] for label, spread in spreads.items() if spread[1] is not None}
        return Slide(
            title=f"By theme: {_highest_median(middles)}",
            sentences=[
                f"{label}: "
                + (
                    f"from {fixed(low)} to {fixed(high)}%, median {fixed(middle)}%."
                    if low is not None and middle is not None and high is not None
                    else "no score."
                )
                for label, (low, middle, high) in spreads.items()
            ][:6],
            source=_from("Theme profile"),
            shows=Chart(
                title="Departments' scores by theme",
                says="Three bars for each theme, the lowest, the median and the highest score: "
                + "; ".join(f"{label} {_listed(spread)}" for label, spread in spreads.items())
                + ".",
                categories=list(spreads),
                series=[
                    Series(name, [spread[place] for spread in spreads.values()], colour)
                    for place, (name, colour) in enumerate(
                        [("Lowest score", RAMP[1]), ("Median score", RAMP[3]), ("Highest score", RAMP[4])]
                    )
                ],
                axis="Per cent",
                highest=100,
            ),
        )

    def moved(self, before: Comparison) -> Slide | None:
        made = bridge_of_round(before, self.comparison)
        if isinstance(made, NoBridge):
            return None
        both = made.departments
        rows: dict[str, tuple[float | None, float | None]] = {"In all": (made.start.score, made.end.score)}
        for theme in self.comparison.framework.themes:
            pairs = [
                (before.theme_scores[k, theme.id], self.comparison.theme_scores[k, theme.id]) for k in both
            ]
            scored = [pair for pair in pairs if None not in (pair[0].score, pair[1].score)]
            rows[theme.label] = (_mean(pair[0] for pair in scored), _mean(pair[1] for pair in scored))
        surely = {"rose": 0, "fell": 0}
        for key in both:
            old, new = before.scores[key], self.comparison.scores[key]
            if old.high is not None and new.low is not None and new.low > old.high + SAME:
                surely["rose"] += 1
            elif old.low is not None and new.high is not None and new.high < old.low - SAME:
                surely["fell"] += 1
        unsure = len(both) - sum(surely.values())
        return Slide(
            title=f"Since {before.round.title}: the mean score {_movement(made.start.score, made.end.score)}",
            sentences=[
                f"Means over the {len(both)} departments with a score in both rounds. {_parts(made)}",
                f"{surely['rose']} surely rose and {surely['fell']} surely fell; for {unsure} the two ranges meet, so "
                "that what is not known may be the whole difference.",
            ],
            source=f"{_from('Scores', 'By theme')} The last round's: the same sheets of its own board pack.",
            shows=_then_and_now(rows, before.round.title, self.comparison.round.title),
        )

    def gaps(self) -> Slide:
        comparison, framework = self.comparison, self.comparison.framework
        counted: dict[str, tuple[Statement, int, int, int, float]] = {}
        every = gaps(comparison)
        for statement in framework.statements:
            said = [comparison.judgement(key, statement.id) for key in comparison.departments]
            own = [gap for gap in every if gap.statement.id == statement.id]
            below = sum(not gap.find_out for gap in own)
            at_the_top = sum(each.level is not None for each in said) - below
            size = sum(gap.weighted or 0.0 for gap in own)
            counted[statement.id] = (statement, below, at_the_top, len(own) - below, size)
        ranked = sorted(counted.values(), key=lambda each: -round(each[4], 9))
        shown = ranked[: MOST_GAPS + 1]
        steps = []
        for statement, fall_short, *_ in shown[:3]:
            if fall_short:
                usual = _usual(comparison, statement)
                step = statement.moving_up.get(usual, "see the guidance")
                steps.append(f"{statement.label}: most of those below the top need this next: {step}")
        first = shown[0]
        title = (
            f"The biggest gaps: “{first[0].label}”, where {first[1]} of {first[1] + first[2]} are below the top"
            if first[1]
            else "The biggest gaps: nobody is below the top where a level is known"
        )
        return Slide(
            title=title,
            sentences=[f"Shown: {len(shown)} of {len(ranked)} statements, the biggest gap first.", *steps],
            source=_from("Gaps by statement", "Biggest gaps"),
            shows=Chart(
                title="Departments by statement",
                says="Bars of how many departments are below the top, at the top and not known: "
                + "; ".join(f"{each[0].label} {each[1]}, {each[2]} and {each[3]}" for each in shown)
                + ".",
                categories=[each[0].label for each in shown],
                series=[
                    Series("Below the top", [each[1] for each in shown], RAMP[3]),
                    Series("At the top", [each[2] for each in shown], RAMP[1]),
                    Series("Not known", [each[3] for each in shown], UNKNOWN),
                ],
                axis="Departments",
                stacked=True,
                whole=True,
            ),
        )

    def asks(self) -> Slide:
        every = self.comparison.scores.values()
        unknown = sum(score.statements - score.with_level for score in every)
        return _asks(
            "Note the scores with their ranges and coverage, and compare only departments that are separated.",
            _count(unknown, "answer"),
            unknown,
        )


def _asks(note: str, not_known: str, unknown: int) -> Slide:
    return Slide(
        title="What we ask of the board",
        sentences=[
            note,
            "Decide: name an owner and a date for each of the biggest gaps, or say why it is accepted.",
            f"{not_known} not known: ask for each to be found out, with evidence, before the next round."
            if unknown
            else "Nothing that applies is unknown: ask that the evidence is kept up to date.",
        ],
        source=_from("Summary", "Gaps"),
    )


def _method(comparison: Comparison) -> Slide:
    framework, round_ = comparison.framework, comparison.round
    source = framework.source
    scored = (
        "the published findings, as coded onto the scale"
        if round_.published
        else "the departments' own answers"
    )
    return Slide(
        title="Method and sources",
        sentences=[
            "A level is worth its value ÷ the highest of its scale. The score is "
            f"{OVERALL_WORDS[framework.scoring.overall]}, in per cent. What is scored: {scored}.",
            "Unknown is never zero: what is not answered or not determined leaves the score and opens its range. What "
            "does not apply counts nowhere.",
            "Coverage is statements with a level ÷ statements that apply. Departments are separated only where their "
            "ranges do not overlap.",
            *_house(framework),
            f"Framework: {source.publisher}, {source.title} ({day(source.published)}), edition {framework.edition}. "
            f"{framework.licence}",
            *([round_.source] if round_.source else []),
            f"Data revision {comparison.revision}. Framework content SHA-256 {framework.content_hash}.",
        ],
        source=_from("Method", "Sources"),
    )


def _from(*sheets: str) -> str:
    listed = " and ".join(filter(None, [", ".join(f"“{each}”" for each in sheets[:-1]), f"“{sheets[-1]}”"]))
    return f"Figures: board pack, {'sheet' if len(sheets) == 1 else 'sheets'} {listed}."


def _house(framework: Framework) -> list[str]:
    return [HOUSE] if framework.house_scored else []


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{' is' if number == 1 else 's are'}"


def _stands(score: Score) -> str:
    """“61.4 %, between 37.5 and 76.4 % whatever is not known”."""
    if score.low is None or score.high is None:
        return "no score, as none is offered or nothing applies"
    if score.score is None:
        return f"no score yet; it may be anything from {fixed(score.low)} to {fixed(score.high)}%"
    if score.high - score.low <= SAME:
        return f"{fixed(score.score)}%, with nothing unknown"
    return f"{fixed(score.score)}%, and {fixed(score.low)} to {fixed(score.high)}% with what is not known"


def _coverage(score: Score) -> str:
    if score.coverage is None:
        return "No statement applies."
    return (
        f"Coverage {fixed(score.coverage)}%: {score.with_level} of {score.statements} statements have a level; "
        f"{score.not_determined} not determined, {score.not_answered} not answered. "
        f"{score.not_applicable} more do not apply."
    )


def _levels(comparison: Comparison, key: str) -> dict[str, int]:
    """How many statements a department has at each level (where all share a scale), and in each state."""
    framework = comparison.framework
    said = [comparison.judgement(key, statement.id) for statement in framework.statements]
    scales = {statement.scale or framework.scale for statement in framework.statements}
    if len(scales) == 1:
        scale = framework.scales[next(iter(scales))]
        counted = {
            f"{level.value} {level.name}": sum(each.level == level.value for each in said)
            for level in scale.levels
        }
    else:
        counted = {"With a level": sum(each.level is not None for each in said)}
    states = (State.NOT_DETERMINED, State.NOT_ANSWERED, State.NOT_APPLICABLE)
    return counted | {state.words: sum(each.state is state for each in said) for state in states}


def _ends(scores: Mapping[str, Score]) -> str:
    """Which theme is highest and which lowest, where the ranges bear it."""
    ranged = {label: s for label, s in scores.items() if s.low is not None and s.high is not None}
    if len(ranged) < 2:
        return "not enough themes with a range to compare"
    top = max(ranged, key=lambda label: ranged[label].low or 0.0)
    bottom = min(ranged, key=lambda label: ranged[label].high or 0.0)
    others = [s for label, s in ranged.items() if label != top]
    if all((ranged[top].low or 0.0) > (other.high or 0.0) + SAME for other in others):
        return f"{top} is surely the highest"
    others = [s for label, s in ranged.items() if label != bottom]
    if all((ranged[bottom].high or 0.0) < (other.low or 0.0) - SAME for other in others):
        return f"{bottom} is surely the lowest"
    if (ranged[top].low or 0.0) > (ranged[bottom].high or 0.0) + SAME:
        return f"{top} is surely above {bottom}"
    return "the themes cannot be put in order, as their ranges overlap"


def _highest_median(middles: Mapping[str, float]) -> str:
    if len(middles) < 2:
        return "not enough themes with a score to compare"
    top, bottom = max(middles, key=middles.__getitem__), min(middles, key=middles.__getitem__)
    if middles[top] - middles[bottom] <= SAME:
        return f"the median is {fixed(middles[top])}% in every theme"
    return f"medians run from {fixed(middles[bottom])}% ({bottom}) to {fixed(middles[top])}% ({top})"


def _ranges(title: str, scores: Mapping[str, Score]) -> Chart:
    """Three bars for each score; a label says where there is none, because a bar that is missing says nothing."""
    labels = [label if score.score is not None else f"{label} (no score)" for label, score in scores.items()]
    return Chart(
        title=title,
        says="Three bars each, the lowest possible score, the score and the highest possible: "
        + "; ".join(f"{label} {_listed((s.low, s.score, s.high))}" for label, s in scores.items())
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


def _then_and_now(rows: Mapping[str, tuple[float | None, float | None]], then: str, now: str) -> Chart:
    return Chart(
        title="Score then and now",
        says="Two bars each, then and now: "
        + "; ".join(f"{label} {_listed(pair)}" for label, pair in rows.items())
        + ".",
        categories=list(rows),
        series=[
            Series(then, [pair[0] for pair in rows.values()], RAMP[1]),
            Series(now, [pair[1] for pair in rows.values()], RAMP[4]),
        ],
        axis="Per cent",
        highest=100,
    )


def _listed(figures: Iterable[float | None]) -> str:
    return ", ".join("none" if figure is None else f"{fixed(figure)}" for figure in figures)


def _movement(then: float | None, now: float | None) -> str:
    if then is None or now is None:
        return "no score in one of the two rounds"
    if fixed(now) == fixed(then):
        return f"stayed at {fixed(now)}%"
    return f"{'rose' if now > then else 'fell'} from {fixed(then)} to {fixed(now)}%"


def _certain(then: Score, now: Score) -> str:
    if then.low is None or then.high is None or now.low is None or now.high is None:
        return "One of the two rounds has no range, so nothing can be said of the difference."
    if now.low > then.high + SAME or now.high < then.low - SAME:
        return "The two ranges do not meet: the difference is certain by this method."
    return "The two ranges meet: what is not known may be the whole difference."


def _parts(made: Bridge) -> str:
    """What the difference is made of, by scoring.bridge."""
    listed = ", ".join(part.words for part in made.happened)
    return f"In points, the difference is made of: {listed}." if listed else "No answer changed."


def _mean(scores: Iterable[Score]) -> float | None:
    found = [score.score for score in scores if score.score is not None]
    return fmean(found) if found else None


def _not_separated(comparison: Comparison) -> str:
    total = len(comparison.departments)
    overlaps = [len(comparison.not_separated(key)) for key in comparison.departments]
    some = sum(count > 0 for count in overlaps)
    return (
        f"{some} of {total} departments cannot be separated from at least one other; at the median, from "
        f"{median(overlaps):g} others."
    )


def _labels(comparison: Comparison, keys: Iterable[str]) -> dict[str, str]:
    """Names for a chart, no two alike."""
    taken: Counter[str] = Counter()
    found = {}
    for key in keys:
        name = comparison.departments[key].name
        taken[name] += 1
        found[key] = name if taken[name] == 1 else f"{name} ({taken[name]})"
    return found


def _usual(comparison: Comparison, statement: Statement) -> int:
    """The level below the top that most departments are at; the lower one of equals."""
    highest = comparison.framework.scale_of(statement).highest.value
    found = [comparison.judgement(key, statement.id).level for key in comparison.departments]
    counted = Counter(level for level in found if level is not None and level != highest)
    return min(counted, key=lambda level: (-counted[level], level))
