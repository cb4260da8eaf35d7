"""Departments' scores as dots on their ranges, a row each with its figures: in all, or theme by theme."""

from collections.abc import Collection, Sequence

from maturity.briefing.asked import of_whole
from maturity.briefing.shown_as import PER_CENT
from maturity.charts.ranges import Point
from maturity.pages.parts import marks
from maturity.pages.parts.marks import Cell, Html
from maturity.pages.parts.names import without_common_words

KEY = Html('<i class="dot"></i> Score in per cent, of the statements with a level')
KEY_OF_FIGURES = Html('<i class="dot"></i> Score, of the statements with a level')
RANGE = Html('<i class="whisker"></i> Range: every unknown at the lowest to every one at the highest')
PUBLISHED = Html('<i class="dot published"></i> Published findings, our coding')
READINGS = Html('<b aria-hidden="true">⋯</b> The score under other readings')


def score_table(caption: str, points: Sequence[Point], named: Sequence[Html | str] | None = None) -> Html:
    """A row for each department: its dot and whisker, its score with the range, and how much is known."""
    parts = any(point.score.not_asked for point in points)
    names = named or without_common_words([point.department for point in points])
    rows: list[list[Cell]] = [
        [
            name,
            marks.range_bar(
                point.dot,
                point.score.low,
                point.score.high,
                published=point.published,
                readings=point.readings,
                as_shown=point.as_shown,
            ),
            marks.score_words(point.score, point.as_shown),
            f"{point.score.with_level} of {point.score.statements}",
            *([of_whole(point.score)] if parts else []),
        ]
        for name, point in zip(names, points, strict=True)
    ]
    as_shown = points[0].as_shown if points else PER_CENT
    headings: list[Cell] = [
        Html('<span class="hidden">Department</span>'),
        marks.scale(as_shown),
        f"{as_shown.titled('Score')} (range)",
        "Known",
        *(["Asked"] if parts else []),
    ]
    return marks.table(caption, headings, rows, kind="lines", hidden_caption=True)


def theme_table(
    caption: str,
    themes: Sequence[tuple[str, Sequence[Point]]],
    names: Sequence[str],
    little_known: Collection[str] = (),
) -> Html:
    """A row for each department with a dot and whisker for each of a few themes; those too little known are starred."""
    by_theme = [(label, {point.department: point for point in points}) for label, points in themes]
    rows: list[list[Cell]] = [
        [short + (" (*)" if name in little_known else ""), *(_cell(found.get(name)) for _, found in by_theme)]
        for name, short in zip(names, without_common_words(names), strict=True)
    ]
    return marks.table(
        caption, ["Department", *(label for label, _ in by_theme)], rows, kind="stacks", hidden_caption=True
    )


def keys_for(points: Sequence[Point]) -> Html:
    """The key of what is drawn."""
    key = KEY if all(point.as_shown.of is None for point in points) else KEY_OF_FIGURES
    kinds = [key, RANGE] if any(not point.published for point in points) else [RANGE]
    kinds += [PUBLISHED] if any(point.published for point in points) else []
    kinds += [READINGS] if any(point.readings for point in points) else []
    return marks.key_row([], *kinds)


def _cell(point: Point | None) -> Html:
    if point is None:
        return Html("No score")
    bar = marks.range_bar(
        point.dot, point.score.low, point.score.high, published=point.published, as_shown=point.as_shown
    )
    figure = "No score" if point.score.score is None else point.as_shown.number(point.score.score)
    words = f"{figure}{'' if point.score.score is None else point.as_shown.out_of}, {point.score.words}"
    words = point.score.words if point.as_shown.of is None else words.partition(",")[0]
    return Html(f'<span class="with-score" title="{words}">{bar.text}<b>{figure}</b></span>')
