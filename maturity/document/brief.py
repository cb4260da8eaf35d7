"""The page for a board, of a round or of one department in it, described in the sentences of pack and slides."""

from collections.abc import Iterable, Mapping, Sequence

from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Department
from maturity.briefing import themes as by_theme
from maturity.briefing.asks import asks
from maturity.briefing.doubts import doubts
from maturity.briefing.facts import Facts
from maturity.briefing.gaps import below, in_words
from maturity.briefing.groups import matrix_told, values_in_words
from maturity.briefing.message import message_heading, paragraphs
from maturity.briefing.method import status
from maturity.briefing.movement import finding, who_moved
from maturity.briefing.peer_groups import RULE, PeerGroup, peer_groups
from maturity.briefing.shown_as import FigureWords
from maturity.briefing.shown_as import figure_words as shown_as
from maturity.briefing.standing import (
    among_others,
    ends_of_order,
    not_shown,
    shown_at_the_ends,
    standing_in_words,
    where,
    with_a_score,
)
from maturity.document.page import Block, Mark, Page, Ranges, Shares, Squares
from maturity.framework.model import Framework, Scale, Statement
from maturity.palette import colours_of, ink
from maturity.scoring.score import Score
from maturity.scoring.spread import Spread, shortest, spreads
from maturity.wording import day

MOST_DEPARTMENTS = 10
MOST_STATEMENTS = 5
MARKS = {
    State.NOT_DETERMINED: Mark("?", hatched=True),
    State.NOT_ANSWERED: Mark("", dashed=True),
    State.NOT_APPLICABLE: Mark("–"),
}


def describe(facts: Facts) -> Page:
    """The page: of a department where the facts are of only one, or else of the round."""
    framework, round_ = facts.framework, facts.comparison.round
    blocks = _of_one(facts, facts.one) if facts.one else _of_many(facts)
    at = facts.head.at if facts.head else facts.at
    head = f"Head of the history: entry {facts.head.entries}, {facts.head.hash}." if facts.head else ""
    notes = [*facts.house, *facts.origin, f"Data revision {facts.comparison.revision}. {head}".strip()]
    return Page(
        title=f"Data maturity: {facts.name}",
        subject=f"{f'{facts.one.name} · ' if facts.one else ''}{round_.title} · {status(facts)} · as of {day(at)}",
        finding=_finding(facts),
        measure=f"{' '.join(facts.word)} {framework.title}, edition {framework.edition}.",
        blocks=[*_message(facts), *blocks, *_moved(facts), _asked(facts)],
        at=at,
        marking=facts.marking,
        notes=[each for each in notes if each],
        language=framework.language,
    )


def _finding(facts: Facts) -> str:
    if facts.one is None:
        return standing_in_words(facts.comparison)[0]
    return f"{facts.one.name}: {where(facts)}."


def _of_one(facts: Facts, department: Department) -> list[Block]:
    comparison, framework = facts.comparison, facts.framework
    themes = {theme.label: comparison.theme_scores[department.id, theme.id] for theme in framework.themes}
    overall = comparison.scores[department.id]
    rows = [
        Squares.Row(
            theme.label,
            [_mark(facts, each, facts.judgement(department.id, each)) for each in theme.every_statement()],
            _known(themes[theme.label]),
        )
        for theme in framework.themes
    ]
    every = "; ".join(
        f"{theme.label}: "
        + ", ".join(
            f"{each.label} {facts.words(each, facts.judgement(department.id, each))}"
            for each in theme.every_statement()
        )
        for theme in framework.themes
    )
    sentences = [
        *by_theme.instead_of_a_score(comparison),
        *among_others(facts),
        *(each.sentence for each in doubts(facts)),
        *not_shown(facts.comparison),
    ]
    ranges = themes if by_theme.lead(comparison) else {"In all": overall, **themes}
    units = {"In all": shown_as(framework)}
    units |= {each.label: shown_as(framework, each.id) for each in framework.themes}
    return [
        Block("Each statement", sentences, picture=Squares(f"{every}.", rows, _key(facts))),
        Block("By theme", picture=_ranges(ranges, units, own="In all")),
        *_by_facets(facts),
        *_among_others(facts, department, overall),
    ]


def _among_others(facts: Facts, department: Department, score: Score) -> list[Block]:
    """The department on the axis on which the middle half of each group of others lies."""
    groups = peer_groups(facts)
    if not groups:
        return []
    own = Ranges.Row(
        department.name,
        score.score,
        score.low,
        score.high,
        _figures(score, shown_as(facts.framework)),
        _known(score),
        own=True,
    )
    rows = [own, *(_group(each) for each in groups)]
    says = "A department as its score with its range; a group as its median with its middle half."
    return [
        Block(
            "Among the others",
            [says, RULE],
            picture=Ranges(
                f"{says} {_in_words(rows, facts.framework)}.", rows, _ticks({shown_as(facts.framework)})
            ),
        )
    ]


def _group(group: PeerGroup) -> Ranges.Row:
    found = group.peers
    return Ranges.Row(group.name, found.median, found.lower, found.upper, group.figures, group.members)


def _of_many(facts: Facts) -> list[Block]:
    comparison, framework = facts.comparison, facts.framework
    shown, total = ends_of_order(comparison, MOST_DEPARTMENTS), len(comparison.placed)
    part = [shown_at_the_ends(len(shown), total)]
    sentences = [
        *by_theme.instead_of_a_score(comparison),
        *standing_in_words(comparison)[1:],
        *([] if by_theme.lead(comparison) else [with_a_score(comparison)]),
        *(each.sentence for each in doubts(facts)),
        *not_shown(facts.comparison),
        *(part if len(shown) < total else []),
    ]
    scores = {comparison.departments[key].name: comparison.scores[key] for key in shown}
    short = shortest(spreads(comparison))[:MOST_STATEMENTS]
    units = dict.fromkeys(scores, shown_as(framework))
    picture = _ranges(scores, units) if scores else None
    blocks = [Block("Where departments stand", sentences, picture=picture)]
    blocks += _by_facets(facts)
    if short:
        blocks.append(
            Block(f"Where departments fall short: those {below(framework)}", picture=_shares(facts, short))
        )
    return blocks


def _by_facets(facts: Facts) -> list[Block]:
    """How the values of each other grouping stand, where it has figures: all in a line."""
    blocks = []
    for facet in facts.framework.scored_facets:
        below = matrix_told(facts.comparison, facet).below
        each = "; ".join(f"{value.label} {words}" for value, words in zip(facet.values, below, strict=True))
        counts = "After the dot stands how many statements a figure is of."
        blocks.append(Block(f"{values_in_words(facts.comparison, facet)}", [f"{each}. {counts}"]))
    return blocks


def _message(facts: Facts) -> list[Block]:
    return [Block(message_heading(facts, facts.message), paragraphs(facts.message))] if facts.message else []


def _moved(facts: Facts) -> list[Block]:
    if facts.movement is None:
        return []
    sentences = [f"{finding(facts, facts.movement)}."] if facts.one else who_moved(facts.movers)
    return [Block("What moved", sentences)] if sentences else []


def _asked(facts: Facts) -> Block:
    return Block("What the board is asked", numbered=[each.sentence for each in asks(facts)])


def _ranges(scores: Mapping[str, Score], units: Mapping[str, FigureWords], own: str = "") -> Ranges:
    """Places in it are in per cent of what each is out of; words are as the framework shows figures."""
    rows = [
        Ranges.Row(
            label,
            each.score,
            each.low,
            each.high,
            _figures(each, units[label]),
            _known(each),
            own=label == own,
        )
        for label, each in scores.items()
    ]
    told = "; ".join(
        f"{row.label} {row.words}{' per cent' if units[row.label].of is None else ''}, {row.known}"
        for row in rows
    )
    return Ranges(f"Scores with their ranges. {told}.", rows, _ticks({units[label] for label in scores}))


def _ticks(units: set[FigureWords]) -> Sequence[str]:
    """The quarters of an axis of figures that read alike; of per cent where they do not."""
    highest = units.pop().highest if len(units) == 1 else 100
    return [f"{highest * quarter / 4:g}" for quarter in range(5)]


def _in_words(rows: Iterable[Ranges.Row], framework: Framework) -> str:
    """What a picture of ranges shows, for those who cannot see it."""
    unit = " per cent" if shown_as(framework).of is None else ""
    return "; ".join(f"{row.label} {row.words}{unit}, {row.known}" for row in rows)


def _figures(score: Score, as_shown: FigureWords) -> str:
    if score.low is None or score.high is None:
        return "No score"
    if as_shown.of is not None and score.score is not None:
        told = as_shown.words(score.score)
    else:
        told = "No score" if score.score is None else as_shown.number(score.score)
    run = f"{as_shown.number(score.low)} to {as_shown.number(score.high)}"
    return told if score.low == score.high else f"{told} ({run})"


def _known(score: Score) -> str:
    return ", ".join(filter(None, [f"{score.with_level} of {score.statements} known", score.asked_in_words]))


def _shares(facts: Facts, short: Sequence[Spread]) -> Shares:
    rows = [
        Shares.Row(
            each.statement.label,
            [
                *_levels(facts.framework.scale_of(each.statement), each),
                (each.unknown, MARKS[State.NOT_DETERMINED]),
            ],
            in_words(each),
        )
        for each in short
    ]
    return Shares("; ".join(f"{row.label}: {row.words}" for row in rows) + ".", rows, _key(facts))


def _levels(scale: Scale, spread: Spread) -> Iterable[tuple[int, Mark]]:
    marks = _of_scale(scale)
    return ((count, marks[level]) for level, count in spread.levels.items())


def _mark(facts: Facts, statement: Statement, judgement: Judgement) -> Mark:
    if judgement.level is None:
        return MARKS[judgement.state]
    return _of_scale(facts.framework.scale_of(statement))[judgement.level]


def _of_scale(scale: Scale) -> dict[int, Mark]:
    colours = zip(scale.by_value, colours_of(len(scale.levels), ordered=scale.ordered), strict=True)
    return {level: Mark(scale.marks[level], colour, ink(colour)) for level, colour in colours}


def _key(facts: Facts) -> list[tuple[Mark, str]]:
    """What the marks stand for; of several scales each has its own words, so that only the states are told."""
    picture: list[tuple[Mark, str]] = []
    if len(facts.scales) == 1:
        ((scale, _),) = facts.scales
        picture = [(mark, scale.by_value[level].name) for level, mark in _of_scale(scale).items()]
    return [*picture, *((mark, state.words) for state, mark in MARKS.items())]
