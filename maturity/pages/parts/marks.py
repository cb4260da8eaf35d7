"""The small marks that pages are drawn of, as HTML: levels, squares by theme, ranges, keys, tables with row headers.

What they look like is in shell/front/house.css; they print, reflow and are read aloud. All words given are literal.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

import streamlit as st

from maturity.assessment.answer import NOT_ANSWERED, Judgement
from maturity.assessment.progress import is_carried
from maturity.briefing.shown_as import PER_CENT, FigureWords
from maturity.charts import marks
from maturity.charts.marks import Key
from maturity.framework.model import Framework, Statement
from maturity.pages import navigation
from maturity.scoring.score import Score

TICKS = (0, 25, 50, 75, 100)
MOST_TICKS = 5
"""Whole levels or points that have a tick each; of more, every quarter has."""
TERM = re.compile(r"\b(ranges?|coverage|house method|kappa|carried over)\b", re.IGNORECASE)
"""The terms of art that are explained on a page of their own (see parts.glossary)."""


@dataclass(frozen=True)
class Html:
    """Words that are HTML already, and ours: everything of a person's in them is escaped."""

    text: str


Cell = str | Html


def show(*parts: str | Html, label: str = "") -> None:
    """Show parts of a page one below the other; as a group of its own where it has a `label`."""
    inside = "".join(html_of(part) for part in parts)
    group = f' role="group" aria-label="{escape(label)}"' if label else ""
    st.html(f'<div class="house"{group}>{inside}</div>')


def html_of(cell: Cell) -> str:
    return cell.text if isinstance(cell, Html) else escape(cell)


def address(page: str, **query: str) -> str:
    """The address of a page with what is chosen there; the round, the department and whom one acts as go along."""
    return navigation.link(page) + (f"?{urlencode(query)}" if query else "")


def link_to(label: Cell, href: str, *, stays: bool = False) -> Html:
    """A link within this session, which can be mailed and opened in a tab of its own.

    One that `stays` opens something on the page that is shown: the page is not scrolled to its top.
    """
    return Html(f'<a class="go" href="{escape(href)}"{" data-stays" if stays else ""}>{html_of(label)}</a>')


def button_to(label: str, href: str) -> Html:
    """A link that looks like a button, and leads to a page as if it was typed into the address: a visit of its own."""
    return Html(f'<a class="button" href="{escape(href)}">{escape(label)}</a>')


def links(pairs: Iterable[tuple[str, str]]) -> Html:
    """Links in a row."""
    return Html(
        f'<ul class="links">{"".join(f"<li>{link_to(label, href).text}</li>" for label, href in pairs)}</ul>'
    )


def figures(pairs: Iterable[tuple[str, str]]) -> Html:
    """Large figures side by side, each with what it is of."""
    inside = "".join(
        f'<div><p class="figure">{escape(figure)}</p><p class="quiet">{escape(words)}</p></div>'
        for figure, words in pairs
    )
    return Html(f'<div class="figures">{inside}</div>')


def stages(counts: Mapping[str, int]) -> Html:
    """How many stand at each stage of something, the first first; darker is later, and these are no levels."""
    total = sum(counts.values())
    parts = "".join(
        f'<li style="flex:{max(count, total / 12):.1f} 1 0">'
        f'<b class="stage stage-{place}">{count}</b>{escape(label)}</li>'
        for place, (label, count) in enumerate(counts.items())
        if count
    )
    return Html(f'<ul class="stages">{parts}</ul>')


def parts(options: Mapping[str, str], key: str, chosen: str) -> Html:
    """The parts of a page as a row of links, of which the chosen one is the current; the rest of the address stays."""
    items = []
    for each, label in options.items():
        href = "?" + urlencode({**st.query_params.to_dict(), key: each})
        current = ' aria-current="true"' if each == chosen else ""
        items.append(f'<li><a class="go" href="{escape(href)}" data-stays{current}>{escape(label)}</a></li>')
    return Html(
        f'<nav class="parts screen-only" aria-label="Parts of this page"><ul>{"".join(items)}</ul></nav>'
    )


def opens(label: str, inside: Html) -> Html:
    """Something that is there for whoever opens it."""
    return Html(f'<details class="opens"><summary>{escape(label)}</summary>{inside.text}</details>')


def pairs(named: Iterable[tuple[str, str]]) -> Html:
    """Names, each with what stands under it."""
    inside = "".join(f"<dt>{escape(name)}</dt><dd>{escape(words)}</dd>" for name, words in named)
    return Html(f"<dl>{inside}</dl>")


def quiet(sentence: Cell) -> Html:
    return Html(f'<p class="quiet">{html_of(sentence)}</p>')


def sentences(said: Iterable[Cell]) -> Html:
    """One below the other; the terms of art in them lead to where they are explained."""
    told: set[str] = set()
    inside = "".join(
        f"<p>{(explained(each, told) if isinstance(each, str) else each).text}</p>" for each in said
    )
    return Html(f'<div class="sentences">{inside}</div>')


def explained(sentence: str, told: set[str] | None = None) -> Html:
    """A sentence whose terms of art lead to Words explained: each where it stands first, unless `told` before."""
    told = set() if told is None else told

    def linked(found: re.Match[str]) -> str:
        term = found[0].lower().removesuffix("s")
        if term in told:
            return found[0]
        told.add(term)
        return link_to(Html(found[0]), address("glossary")).text

    return Html(TERM.sub(linked, escape(sentence)))


def tag(label: str, *, attention: bool = False) -> Html:
    """A word that marks something; `attention` is for what is late, challenged or without evidence alone."""
    return Html(f'<span class="tag{" attention" if attention else ""}">{escape(label)}</span>')


WIDEST_NUMBER = 2
"""Characters of a mark that is a number: one of more stands for a name, and is set smaller."""


def look(key: Key) -> str:
    """The classes of a level or a state in the style sheet."""
    hollow, worded = " hollow" * key.name.endswith("-0"), " worded" * (len(mark(key)) > WIDEST_NUMBER)
    return f"cell {key.name}{hollow}{worded}"


def level_chip(key: Key, *, named: bool = True) -> Html:
    """A level or a state: its square with its mark, and its name."""
    square = f'<span class="{look(key)}" aria-hidden="{str(named).lower()}">{escape(mark(key))}</span>'
    return Html(f"{square} {escape(key.words)}" if named else square)


def key_row(keys: Iterable[Key], *others: Html) -> Html:
    """The key above a picture; what looks alike stands there once."""
    told = {(key.mark, key.words): key for key in marks.one_for_alike(keys).values()}
    rows = [f"<li>{level_chip(key).text}</li>" for key in told.values()]
    return Html(f'<ul class="key">{"".join(rows)}{"".join(f"<li>{each.text}</li>" for each in others)}</ul>')


def keys_of(
    framework: Framework, judgements: Iterable[tuple[Statement, Judgement]] | None = None
) -> list[Key]:
    """The keys of a framework: every level, and of the states those that stand among `judgements` (all by default)."""
    every = marks.keys(framework)
    if judgements is None:
        return every
    there = {marks.key_of(framework, statement, judgement) for statement, judgement in judgements}
    return [key for key in every if key in there or key.of_level]


CARRIED = Html('<span class="cell carried"></span> Carried over, not confirmed')
"""The key of a square whose level is the last round's: dashed around it."""


def squares(
    framework: Framework,
    judgements: Mapping[str, Judgement],
    *,
    to: Mapping[str, str],
    beside: Mapping[str, str],
) -> Html:
    """A square a statement by theme, a link where `to` has its address; `beside` says more of each theme."""
    rows = []
    for theme in framework.themes:
        cells = "".join(
            f"<li>{_square(framework, each, judgements.get(each.id, NOT_ANSWERED), to.get(each.id, ''))}</li>"
            for each in theme.every_statement()
        )
        rows.append(
            f'<div class="theme"><b>{escape(theme.label)}</b><ul>{cells}</ul>'
            f'<span class="quiet">{escape(beside.get(theme.id, ""))}</span></div>'
        )
    return Html(f'<div class="squares">{"".join(rows)}</div>')


def _square(framework: Framework, statement: Statement, judgement: Judgement, href: str) -> str:
    key = marks.key_of(framework, statement, judgement)
    said, classes = f"{statement.label}: {key.words}", look(key)
    if is_carried(judgement):
        said, classes = f"{said}, carried over and not confirmed", f"{classes} carried"
    inside = f'<span class="hidden">{escape(said)}</span><span aria-hidden="true">{escape(mark(key))}</span>'
    if href:
        return f'<a class="{classes} go" href="{escape(href)}" title="{escape(said)}">{inside}</a>'
    return f'<span class="{classes}" title="{escape(said)}">{inside}</span>'


def range_bar(
    score: float | None,
    low: float | None,
    high: float | None,
    *,
    published: bool = False,
    readings: tuple[float, float] | None = None,
    others: Sequence[float] = (),
    as_shown: FigureWords = PER_CENT,
) -> Html:
    """A score as a dot on the whisker of its range, 0 to 100; `others` are dots behind it. Its words stand beside."""
    parts = [f'<i class="dot other" style="left:{each:.1f}%"></i>' for each in others]
    if low is not None and high is not None and high > low:
        parts.append(f'<i class="whisker" style="left:{low:.1f}%;width:{high - low:.1f}%"></i>')
    if readings is not None:
        parts.append(
            f'<i class="readings" style="left:{readings[0]:.1f}%;width:{readings[1] - readings[0]:.1f}%"></i>'
        )
    if score is not None:
        kind = "dot published" if published else "dot"
        parts.append(f'<i class="{kind}" style="left:{score:.1f}%"></i>')
    ticks = _ticks(as_shown)
    lines = f' style="--tick:{ticks[1]:g}%"' if len(ticks) != len(TICKS) else ""
    return Html(f'<span class="bar"{lines} aria-hidden="true">{"".join(parts)}</span>')


def _ticks(as_shown: FigureWords) -> Sequence[float]:
    """Where ticks stand across an axis, in per cent: a tick each for a few whole levels or points."""
    of = as_shown.of
    return [100 * each / of for each in range(int(of) + 1)] if of and of == int(of) <= MOST_TICKS else TICKS


def scale(as_shown: FigureWords = PER_CENT) -> Html:
    """The axis above range bars: 0 to 100 %, or as the framework shows figures."""
    of = as_shown.of
    ticks = "".join(
        f'<span style="left:{at:g}%">{as_shown.figure(at):g}{"%" if of is None and at == 100 else ""}</span>'
        for at in _ticks(as_shown)
    )
    told = f"On a scale of 0 to {'100%' if of is None else f'{of:g}'}"
    return Html(f'<span class="scale" aria-hidden="true">{ticks}</span><span class="hidden">{told}</span>')


def score_words(score: Score, as_shown: FigureWords = PER_CENT) -> Html:
    """“**61.4** (37.5 to 76.4)”, beside its range bar."""
    if score.low is None or score.high is None:
        return Html("No score")
    known = "No score" if score.score is None else f"<b>{as_shown.number(score.score)}</b>"
    if score.high - score.low < 0.05:
        return Html(known)
    return Html(
        f'{known} <span class="quiet">({as_shown.number(score.low)} to {as_shown.number(score.high)})</span>'
    )


def table(
    caption: str,
    headings: Sequence[Cell],
    rows: Iterable[Sequence[Cell]],
    *,
    numbers: Iterable[int] = (),
    kind: str = "",
    hidden_caption: bool = False,
) -> Html:
    """A table whose first column heads its rows; the columns `numbers` (from 0) stand at the right.

    Of `kind` “lines” it has no rules between rows; one that “stacks” is a block a row on a narrow screen, and one of
    “words” keeps the lines in its cells. Without a caption it is called by its headings.
    """
    right = set(numbers)

    labels = [str(each) if isinstance(each, str) else "" for each in headings]

    def cell(place: int, content: Cell) -> str:
        name = "th" if place == 0 else "td"
        scope = ' scope="row"' if place == 0 else ""
        classes = "number" if place in right else ""
        if isinstance(content, Html) and content.text.startswith('<span class="bar"'):
            classes = "on-scale"
        label = (
            f' data-label="{escape(labels[place])}"' if "stacks" in kind and place and labels[place] else ""
        )
        return f"<{name}{scope}{label}{_class(classes)}>{html_of(content)}</{name}>"

    def heading(place: int, content: Cell) -> str:
        classes = "number" if place in right else ""
        if isinstance(content, Html) and content.text.startswith('<span class="scale"'):
            classes = "on-scale"
        return f'<th scope="col"{_class(classes)}>{html_of(content)}</th>'

    head = "".join(heading(place, each) for place, each in enumerate(headings))
    body = "".join(f"<tr>{''.join(cell(place, each) for place, each in enumerate(row))}</tr>" for row in rows)
    said = f'<span class="hidden">{escape(caption)}</span>' if hidden_caption else escape(caption)
    named = f"<caption>{said}</caption>" if caption else ""
    # The keyboard stops here, so that each says what it holds; regions are told apart by their captions.
    named_by = escape(caption or "Table: " + ", ".join(each for each in labels if each))
    role = f'role="{"region" if caption else "group"}" aria-label="{named_by}"'
    return Html(
        f'<div class="sideways" {role} tabindex="0"><table{_class(kind)}>'
        f"{named}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def shares(counts: Sequence[tuple[Key, int]]) -> Html:
    """Parts of a whole side by side, each as wide as its count and with it."""
    parts = "".join(
        f'<span class="{look(key)}" style="flex:{count} 1 0" title="{escape(key.words)}: {count}">{count}</span>'
        for key, count in counts
        if count
    )
    return Html(f'<span class="shares">{parts}</span>')


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def mark(key: Key) -> str:
    """An unanswered square is empty; what does not apply is a dash."""
    return {"unanswered": "", "inapplicable": "–"}.get(key.name, key.mark)
