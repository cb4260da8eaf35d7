"""A framework's document, as its file has it, as tables of words, and back: all that a file says has its place.

What has no column of its own goes to the sheet More, key by key, so that nothing is lost that a later format adds.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import yaml

from maturity.errors import Fault
from maturity.framework.model import Framework

Step = str | int
Document = dict[str, Any]

ABOUT, SCALE, THEMES, STATEMENTS, ITEMS = "Framework", "Scale", "Themes", "Statements", "Items"
SETS, STEPS, FACETS, TIERS, STAGES = "Rule sets", "Rule steps", "Facets", "Tiers", "Stages"
KINDS, PROFILES, LEVELS, CONTRADICTIONS = "Kinds", "Profiles", "Profile levels", "Contradictions"
CHANGES, MORE = "Changes", "More"
LEVEL = "Level "
"""Begins the heading of a level's column: “Level 0”."""
UP = "To move up from "
"""Begins the heading of what to do next: “To move up from 0”."""
OF = "Facet "
"""Begins the heading of the values of a facet: “Facet theme”."""


class Says(StrEnum):
    """How a cell says a value."""

    WORDS = "words"
    NUMBER = "number"
    DAY = "day"
    NAMES = "names"  # with commas
    ALWAYS = "names, or none"  # said where the cell is empty, too
    LINES = "lines"
    ADVICE = "advice"  # words; or several, each after a dash
    FIRST = "first sentence"


KEYS = {
    "Id": ("id", Says.WORDS, "Lower-case letters, digits and single hyphens: data-maturity-2027"),
    "Edition": ("edition", Says.WORDS, "As people say it: 2027"),
    "Title": ("title", Says.WORDS, "What people read"),
    "Language": ("language", Says.WORDS, "en, cy and so on"),
    "Publisher": ("source.publisher", Says.WORDS, "Who published the statements"),
    "Publication": ("source.title", Says.WORDS, "Where they stand"),
    "Part of it": ("source.part", Says.WORDS, "Leave empty for all of it"),
    "Published": ("source.published", Says.DAY, "A day, as 2027-06-21"),
    "Licence": ("licence", Says.WORDS, "What the publisher allows, and what is ours"),
    "Whose statements": ("origin.statements", Says.WORDS, "publisher, or house for our own"),
    "Whose scale": ("origin.scale", Says.WORDS, "publisher, or house"),
    "Whose levels": ("origin.levels", Says.WORDS, "publisher, or house"),
    "Whose guidance": ("origin.guidance", Says.WORDS, "publisher, or house"),
    "Whose scoring": ("origin.scoring", Says.WORDS, "publisher, or house"),
    "Overall score": ("scoring.overall", Says.WORDS, "statement_mean, theme_mean, weakest, none and so on"),
    "Evidence from level": ("high_level", Says.NUMBER, "Leave empty to ask for none"),
    "Series": ("series", Says.WORDS, "The same in every edition; leave empty for the first of its kind"),
    "Follows": (
        "follows.edition",
        Says.WORDS,
        "The id of the edition before, if there is one; then fill in the sheet Changes",
    ),
    "The same where": ("follows.same", Says.WORDS, "by-id, or listed: only where the sheet Changes says so"),
    "Scale of statements": ("scale", Says.WORDS, "The scale of those that name none; empty for the first"),
    "Figures shown as": ("scoring.shown_as.unit", Says.WORDS, "percent, level or points; empty for percent"),
    "First sentence": ("scoring.headline", Says.FIRST, "overall, themes, or: meets and the id of a profile"),
    "Known at least": (
        "scoring.least_known",
        Says.NUMBER,
        "The share that must be known for a place; empty for 0.5",
    ),
    "Bar": (
        "bar",
        Says.NUMBER,
        "The level that shortfalls are counted below; empty for the middle of the scale",
    ),
    "Evidence old after months": ("evidence_months", Says.NUMBER, "Leave empty for never"),
    "Assessed are": ("unit", Says.WORDS, "department, or system; empty for department"),
    "Stages by facet": (
        "scoring.stages.facet",
        Says.WORDS,
        "Where a figure is a stage; then fill in the sheet Stages",
    ),
    "Stages are levels of": ("scoring.stages.scale", Says.WORDS, "The scale of which a stage is a level"),
    "Translates": ("translates", Says.WORDS, "The id of the edition that this is in another language"),
    "Corrects": ("corrects", Says.NAMES, "The contents that this text stands for, with commas"),
    "Look first: no evidence": (
        "challenge.weights.no_evidence",
        Says.NUMBER,
        "A weight; empty for the usual one",
    ),
    "Look first: contradiction": ("challenge.weights.contradiction", Says.NUMBER, "A weight"),
    "Look first: jump": ("challenge.weights.jump", Says.NUMBER, "A weight"),
    "Look first: outlier": ("challenge.weights.outlier", Says.NUMBER, "A weight"),
    "Look first: same text": ("challenge.weights.same_text", Says.NUMBER, "A weight"),
    "Look first: old evidence": ("challenge.weights.old_evidence", Says.NUMBER, "A weight"),
    "Look first: unsure": ("challenge.weights.unsure", Says.NUMBER, "A weight"),
    "Look first: confirmed": ("challenge.weights.confirmed", Says.NUMBER, "A weight"),
    "Look first: not looked at": ("challenge.weights.not_looked_at", Says.NUMBER, "A weight"),
    "A jump is levels": ("challenge.jump_levels", Says.NUMBER, "How many levels above the last round"),
    "An outlier is levels": (
        "challenge.outlier_levels",
        Says.NUMBER,
        "How many levels above the others' median",
    ),
    "Of others at least": ("challenge.least_peers", Says.NUMBER, "How many others must have a level"),
}
"""The rows of the first sheet: the key of the file that each is, how it says its value, and what to write."""

FLAT: dict[str, tuple[str, dict[str, tuple[str, Says]]]] = {
    KINDS: ("kinds", {"Id": ("id", Says.WORDS), "Label": ("label", Says.WORDS)}),
    TIERS: ("scoring.tiers", {"Name": ("name", Says.WORDS), "Method": ("method", Says.WORDS)}),
    STAGES: (
        "scoring.stages.steps",
        {
            "At": ("at", Says.WORDS),
            "Level": ("level", Says.NUMBER),
            "Least": ("least", Says.NUMBER),
            "Newest": ("newest", Says.NUMBER),
        },
    ),
    CONTRADICTIONS: (
        "contradictions",
        {
            "Statement": ("statement", Says.WORDS),
            "Above": ("above", Says.WORDS),
            "Margin": ("margin", Says.NUMBER),
            "Message": ("message", Says.WORDS),
        },
    ),
    CHANGES: (
        "follows.changes",
        {"Kind": ("kind", Says.WORDS), "Was": ("was", Says.ALWAYS), "Now": ("now", Says.ALWAYS)},
    ),
    PROFILES: (
        "target_profiles",
        {
            "Id": ("id", Says.WORDS),
            "Label": ("label", Says.WORDS),
            "Level": ("level", Says.NUMBER),
            "Otherwise": ("otherwise", Says.WORDS),
        },
    ),
}
"""Sheets of a row an entry: the key of the list, and of each column that of the entry."""

OF_SCALE = {
    "Value": ("value", Says.NUMBER),
    "Name": ("name", Says.WORDS),
    "Meaning": ("meaning", Says.WORDS),
    "Worth": ("worth", Says.NUMBER),
}
OF_WHOLE_SCALE = {
    "Out of": ("out_of", Says.NUMBER),
    "Better": ("better", Says.WORDS),
    "Numbers": ("numbers", Says.WORDS),
}
"""What a scale says besides its levels; it stands on the first of them."""
OF_THEME = {
    "Id": ("id", Says.WORDS),
    "Label": ("label", Says.WORDS),
    "Weight": ("weight", Says.NUMBER),
    "Applies to": ("applies_to", Says.NAMES),
}
OF_STATEMENT = {
    "Id": ("id", Says.WORDS),
    "Code": ("code", Says.WORDS),
    "Label": ("label", Says.WORDS),
    "Statement": ("text", Says.WORDS),
    "Scale": ("scale", Says.WORDS),
    "Weight": ("weight", Says.NUMBER),
    "Applies to": ("applies_to", Says.NAMES),
    "An assessor would ask to see": ("evidence", Says.LINES),
    "Reference": ("reference", Says.WORDS),
}
OF_STEP = {"Any": ("any", Says.NAMES), "All": ("all", Says.NAMES), "Level": ("level", Says.NUMBER)}

SHEETS = {
    ABOUT: ["What", "Yours", "How"],
    SCALE: [*OF_SCALE, "Scale", *OF_WHOLE_SCALE],
    STATEMENTS: ["Theme", *OF_STATEMENT, "Checklist"],
    THEMES: ["Within", *OF_THEME],
    CHANGES: list(FLAT[CHANGES][1]),
    FACETS: ["Facet", "Label", "Method", "Value", "Value's label"],
    TIERS: list(FLAT[TIERS][1]),
    STAGES: list(FLAT[STAGES][1]),
    SETS: ["Rule", "Set", "Called"],
    STEPS: ["Rule", "Kind", *OF_STEP],
    ITEMS: ["Statement", "Set", "Id", "Text"],
    KINDS: list(FLAT[KINDS][1]),
    PROFILES: list(FLAT[PROFILES][1]),
    LEVELS: ["Profile", "Statement", "Level"],
    CONTRADICTIONS: list(FLAT[CONTRADICTIONS][1]),
    MORE: ["Where", "Value"],
}
"""Every sheet with its headings, in order; Statements has a column more for each level and each facet."""
FOR_WHAT = {
    THEMES: "Themes, and topics within them; needed for an id, a weight or a topic",
    CHANGES: "What became of the statements of the edition before",
    FACETS: "Other groupings across the themes; then name the values in Statements, under “Facet” and its id",
    TIERS: "How groups combine, a row a depth, the themes first",
    STAGES: "The steps of a figure that is a stage",
    SETS: "The sets of a checklist, by the rule that reads them",
    STEPS: "The steps of each rule: Kind is first or cumulative",
    ITEMS: "The items of checklists; then name the rule in Statements, under Checklist",
    KINDS: "The kinds of body that statements apply to",
    PROFILES: "Levels to aim at",
    LEVELS: "What a profile aims at, statement by statement",
    CONTRADICTIONS: "Answers that cannot both be right",
    MORE: "Whatever has no column: where it stands in a framework file, and its value",
}
"""Of the sheets that may be left empty, what each is for."""


@dataclass(frozen=True)
class RowOfWords:
    """A row of a sheet by its headings, and where it stands."""

    sheet: str
    number: int
    words: Mapping[str, str]
    columns: Mapping[str, str] = field(default_factory=dict)  # the letter of each

    def __getitem__(self, heading: str) -> str:
        return self.words.get(heading, "")

    def at(self, heading: str) -> str:
        """“Statements, cell C5”."""
        return f"{self.sheet}, cell {self.columns.get(heading, 'A')}{self.number}"


Tables = Mapping[str, Sequence[RowOfWords]]


class FilePart(dict[Any, Any]):
    """A part of a document which knows the cell that each of its values came from."""

    def __init__(self, at: str = "") -> None:
        super().__init__()
        self.at = at
        self.cells: dict[Step, str] = {}

    def put(self, key: Step, value: object, at: str) -> None:
        self[key], self.cells[key] = value, at


def document_in_file(framework: Framework) -> Document:
    """What the file of a framework says, key by key."""
    document: Document = _plain(framework.model_dump(exclude_unset=True, by_alias=True))
    return document


def tables_of(document: Document) -> dict[str, list[list[str]]]:
    """The rows of every sheet under its headings (see headings_of); the document comes back whole from them."""
    tables = _tables(document)
    back, _ = document_of(_as_rows(tables, document))
    tables[MORE] = [[where, _flow(value)] for where, value in _left_over(document, back)]
    return tables


def headings_of(document: Document | None) -> dict[str, list[str]]:
    """Every sheet's headings: Statements has a column for each level that a scale has, and for each facet."""
    values = [0, 1, 2, 3, 4] if document is None else _values(document)
    facets = [] if document is None else [each["id"] for each in document.get("facets", ())]
    own = [*(f"{OF}{each}" for each in facets), *(f"{LEVEL}{value}" for value in values)]
    scales = [] if document is None else document["scales"].values()
    turned = any(isinstance(scale, Mapping) and scale.get("better") == "lower" for scale in scales)
    raised = (
        values if turned else values[:-1]
    )  # where a lower number is better, one goes up from the highest, too
    return {**SHEETS, STATEMENTS: [*SHEETS[STATEMENTS], *own, *(f"{UP}{value}" for value in raised)]}


def document_of(tables: Tables) -> tuple[FilePart, list[Fault]]:
    """The document that rows say, and what is wrong with how they hang together; the rest is the file's to check."""
    faults: list[Fault] = []
    document = FilePart()
    document["format"] = 1
    for row in tables.get(ABOUT, ()):
        key, kind, _ = KEYS.get(row["What"], ("", Says.WORDS, ""))
        if key and row["Yours"]:
            _put(document, key, _read(kind, row["Yours"]), row.at("Yours"))
        elif row["Yours"]:
            remedy = f"The rows are: {', '.join(KEYS)}."
            faults.append(Fault(0, row.at("What"), f"“{row['What']}” is no row of this sheet.", remedy))
    _read_scales(document, tables)
    for sheet, (key, columns) in FLAT.items():
        if entries := [_entry(row, columns) for row in tables.get(sheet, ())]:
            _put(document, key, entries, entries[0].at)
    _read_profiles(document, tables, faults)
    _read_facets(document, tables)
    _read_rules(document, tables)
    themes, statements = _read_themes(tables, faults), list(tables.get(STATEMENTS, ()))
    _read_statements(tables, themes, statements, faults)
    document["themes"] = themes.top
    counts = {"themes": len(themes.top), "statements": len(statements)}
    counts |= {"topics": themes.many - len(themes.top)} if themes.many > len(themes.top) else {}
    document["counts"] = counts | ({"items": len(tables[ITEMS])} if tables.get(ITEMS) else {})
    for row in tables.get(MORE, ()):
        _read_more(document, row, faults)
    return document, faults


def cells_of(part: object, path: tuple[Step, ...] = ()) -> Iterator[tuple[tuple[Step, ...], str]]:
    """The cell of every value of a document, by its path."""
    if isinstance(part, FilePart):
        if part.at:
            yield path, part.at
        yield from (((*path, key), at) for key, at in part.cells.items())
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, each in inside:
        yield from cells_of(each, (*path, key))


def _values(document: Document) -> list[int]:
    """Every value that a level has on any scale."""
    return sorted({level["value"] for scale in document["scales"].values() for level in _levels(scale)})


def _levels(scale: Any) -> Sequence[Mapping[str, Any]]:
    levels: Sequence[Mapping[str, Any]] = scale["levels"] if isinstance(scale, Mapping) else scale
    return levels


def _tables(document: Document) -> dict[str, list[list[str]]]:
    tables: dict[str, list[list[str]]] = {sheet: [] for sheet in SHEETS}
    tables[ABOUT] = [[what, _write(kind, _at(document, key)), how] for what, (key, kind, how) in KEYS.items()]
    for name, scale in document["scales"].items():
        whole = scale if isinstance(scale, Mapping) else {}
        for place, level in enumerate(_levels(scale)):
            more = _cells({} if place else whole, OF_WHOLE_SCALE)
            tables[SCALE].append([*_cells(level, OF_SCALE), name, *more])
    for sheet, (key, columns) in FLAT.items():
        tables[sheet] = [_cells(each, columns) for each in _at(document, key) or ()]
    for profile in document.get("target_profiles", ()):
        own = profile.get("levels", {}).items()
        tables[LEVELS] += [[profile["id"], key, _write(Says.NUMBER, level)] for key, level in own]
    for facet in document.get("facets", ()):
        for place, value in enumerate(facet["values"]):
            own = ["", ""] if place else [facet["label"], facet.get("method") or ""]
            tables[FACETS].append([facet["id"], *own, value["id"], value["label"]])
    for name, rule in document.get("rules", {}).items():
        tables[SETS] += [[name, key, called] for key, called in rule["sets"].items()]
        for kind in ("first", "cumulative"):
            tables[STEPS] += [[name, kind, *_cells(step, OF_STEP)] for step in rule.get(kind, ())]
    headings = headings_of(document)[STATEMENTS]
    themes = list(_every_theme(document["themes"]))
    labels, ids = Counter(theme["label"] for theme, _ in themes), {theme["id"] for theme, _ in themes}
    for theme, within in themes:
        tables[THEMES].append([within, *_cells(theme, OF_THEME)])
        plain = labels[theme["label"]] == 1 and theme["label"] not in ids
        called = theme["label"] if plain else theme["id"]
        for each in theme.get("statements", ()):
            tables[STATEMENTS].append([_statement_cell(called, each, heading) for heading in headings])
            sets = each.get("checklist", {}).get("sets", {}).items()
            tables[ITEMS] += [
                [each["id"], name, one["id"], one["text"]] for name, items in sets for one in items
            ]
    return tables


def _statement_cell(theme: str, statement: Mapping[str, Any], heading: str) -> str:
    if heading == "Theme":
        return theme
    if heading == "Checklist":
        return str(statement.get("checklist", {}).get("rule", ""))
    if heading in OF_STATEMENT:
        key, kind = OF_STATEMENT[heading]
        return _write(kind, statement.get(key))
    if heading.startswith(OF):
        return _write(Says.NAMES, statement.get("facets", {}).get(heading.removeprefix(OF)))
    if heading.startswith(LEVEL):
        return _write(Says.WORDS, statement.get("levels", {}).get(int(heading.removeprefix(LEVEL))))
    return _write(Says.ADVICE, statement.get("moving_up", {}).get(int(heading.removeprefix(UP))))


def _every_theme(
    themes: Iterable[Mapping[str, Any]], within: str = ""
) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every group, each before what lies in it, with the id of that in which it lies."""
    for theme in themes:
        yield theme, within
        yield from _every_theme(theme.get("topics", ()), theme["id"])


def _as_rows(tables: Mapping[str, list[list[str]]], document: Document) -> Tables:
    """The rows as they come back."""
    headings = headings_of(document)
    return {
        sheet: [
            RowOfWords(
                sheet, number, {name: words.strip() for name, words in zip(headings[sheet], row, strict=True)}
            )
            for number, row in enumerate(rows, start=2)
        ]
        for sheet, rows in tables.items()
    }


def _read_scales(document: FilePart, tables: Tables) -> None:
    scales: dict[str, Any] = {}
    for row in tables.get(SCALE, ()):
        name = row["Scale"] or next(reversed(scales), "levels")
        level = _entry(row, OF_SCALE)
        scale = scales.setdefault(name, [])
        for heading, (key, kind) in OF_WHOLE_SCALE.items():
            if not row[heading]:
                continue
            if isinstance(scales[name], list):
                scales[name] = FilePart(row.at(heading))
                scale = scales[name].setdefault("levels", scale)
            scales[name].put(key, _read(kind, row[heading]), row.at(heading))
        _levels(scale).append(level)  # type: ignore[attr-defined]
    document["scales"] = scales
    document.setdefault("scale", next(iter(scales), "levels"))


def _read_profiles(document: FilePart, tables: Tables, faults: list[Fault]) -> None:
    profiles = {each.get("id"): each for each in document.get("target_profiles", ())}
    for row in tables.get(LEVELS, ()):
        profile = profiles.get(row["Profile"])
        if profile is None:
            faults.append(_not_there(row, "Profile", "profile", PROFILES))
            continue
        levels = profile.setdefault("levels", FilePart(row.at("Profile")))
        levels.put(row["Statement"], _read(Says.NUMBER, row["Level"]), row.at("Level"))


def _read_facets(document: FilePart, tables: Tables) -> None:
    facets: dict[str, FilePart] = {}
    for row in tables.get(FACETS, ()):
        name = row["Facet"] or next(reversed(facets), "")
        if name not in facets:
            facets[name] = FilePart(row.at("Facet"))
            facets[name].put("id", name, row.at("Facet"))
        for heading, key in (("Label", "label"), ("Method", "method")):
            if row[heading]:
                facets[name].put(key, row[heading], row.at(heading))
        value = _entry(row, {"Value": ("id", Says.WORDS), "Value's label": ("label", Says.WORDS)})
        facets[name].setdefault("values", []).append(value)
    if facets:
        document["facets"] = list(facets.values())


def _read_rules(document: FilePart, tables: Tables) -> None:
    rules: dict[str, FilePart] = {}
    for row in tables.get(SETS, ()):
        rule = rules.setdefault(row["Rule"], FilePart(row.at("Rule")))
        rule.setdefault("sets", FilePart(row.at("Set"))).put(row["Set"], row["Called"], row.at("Called"))
    for row in tables.get(STEPS, ()):
        rule = rules.setdefault(row["Rule"], FilePart(row.at("Rule")))
        kind = row["Kind"].lower() or "first"
        if kind not in rule:
            rule.put(kind, [], row.at("Kind"))
        rule[kind].append(_entry(row, OF_STEP))
    if rules:
        document["rules"] = rules


@dataclass
class _Themes:
    """The themes read so far: those on top, and every group by its id and its label."""

    top: list[FilePart] = field(default_factory=list)
    by_id: dict[str, FilePart] = field(default_factory=dict)
    by_label: dict[str, FilePart] = field(default_factory=dict)
    many: int = 0

    def add(self, theme: FilePart, among: list[FilePart]) -> None:
        among.append(theme)
        self.many += 1
        self.by_id[str(theme["id"])] = theme
        self.by_label.setdefault(str(theme.get("label", "")), theme)

    def called(self, name: str) -> FilePart | None:
        return self.by_id.get(name) or self.by_label.get(name)


def _read_themes(tables: Tables, faults: list[Fault]) -> _Themes:
    found = _Themes()
    for row in tables.get(THEMES, ()):
        theme = _entry(row, OF_THEME)
        if "id" not in theme:
            theme.put("id", slug(row["Label"]), row.at("Label"))
        within = found.called(row["Within"]) if row["Within"] else None
        if row["Within"] and within is None:
            faults.append(_not_there(row, "Within", "theme", f"{THEMES}, above this one"))
            continue
        found.add(theme, found.top if within is None else within.setdefault("topics", []))
    return found


def _read_statements(
    tables: Tables, themes: _Themes, statements: Sequence[RowOfWords], faults: list[Fault]
) -> None:
    listed, by_id = bool(tables.get(THEMES)), dict[str, FilePart]()
    for row in statements:
        theme = themes.called(row["Theme"])
        if theme is None and listed:
            faults.append(_not_there(row, "Theme", "theme", THEMES))
            continue
        if theme is None:
            theme = FilePart(row.at("Theme"))
            theme.put("id", slug(row["Theme"]), row.at("Theme"))
            theme.put("label", row["Theme"], row.at("Theme"))
            themes.add(theme, themes.top)
        statement = _statement(row, by_label=not listed)
        by_id[statement["id"]] = statement
        theme.setdefault("statements", []).append(statement)
    for row in tables.get(ITEMS, ()):
        of = by_id.get(row["Statement"])
        if of is None:
            faults.append(_not_there(row, "Statement", "statement", STATEMENTS))
            continue
        sets = of.setdefault("checklist", FilePart(row.at("Statement"))).setdefault("sets", {})
        item = _entry(row, {"Id": ("id", Says.WORDS), "Text": ("text", Says.WORDS)})
        sets.setdefault(row["Set"], []).append(item)


def _statement(row: RowOfWords, *, by_label: bool) -> FilePart:
    found = _entry(row, OF_STATEMENT)
    if "id" not in found:
        found.put("id", slug(row["Label"]), row.at("Label"))
    if by_label and found.get("weight") == 1:  # written out for every statement by spreadsheets of before
        del found["weight"]
    if row["Checklist"]:
        found["checklist"] = FilePart(row.at("Checklist"))
        found["checklist"].put("rule", row["Checklist"], row.at("Checklist"))
    for heading, words in row.words.items():
        for begins, key, kind in (
            (OF, "facets", Says.NAMES),
            (LEVEL, "levels", Says.WORDS),
            (UP, "moving_up", Says.ADVICE),
        ):
            if heading.startswith(begins) and words:
                name = heading.removeprefix(begins)
                under: Step = int(name) if kind != Says.NAMES and name.isdecimal() else name
                found.setdefault(key, FilePart(row.at(heading))).put(
                    under, _read(kind, words), row.at(heading)
                )
    return found


def _read_more(document: FilePart, row: RowOfWords, faults: list[Fault]) -> None:
    *above, last = row["Where"].split("/")
    part: Any = document
    try:
        for step in above:
            part = part[_step(part, step)]
        value = yaml.safe_load(row["Value"])
        key = _step(part, last)
        if value is None:
            del part[key]
        elif isinstance(part, FilePart):
            part.put(key, value, row.at("Value"))
        else:
            part[key] = value
    except (KeyError, StopIteration, TypeError):
        remedy = (
            "Write the keys of a framework file from its top, ids for entries of a list: themes/ID/weight."
        )
        faults.append(Fault(0, row.at("Where"), f"nothing stands at “{row['Where']}”.", remedy))
    except yaml.YAMLError:
        remedy = "Write it as in a framework file; words with signs in them in quotes."
        faults.append(Fault(0, row.at("Value"), f"“{row['Value']}” cannot be read as YAML.", remedy))


def _step(part: object, step: str) -> Step:
    if isinstance(part, list):
        return next(
            place for place, each in enumerate(part) if isinstance(each, dict) and each.get("id") == step
        )
    return int(step) if isinstance(part, dict) and step.isdecimal() and step not in part else step


def _left_over(whole: Any, back: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """What of the document did not come back, by where it stands."""
    if isinstance(whole, Mapping) and isinstance(back, Mapping) and path:
        keys = [*whole, *(key for key in back if key not in whole)]
        pairs = [(str(key), whole.get(key), back.get(key)) for key in keys]
    elif isinstance(whole, Mapping) and isinstance(back, Mapping):
        pairs = [(str(key), whole.get(key), back.get(key)) for key in [*whole]]
    elif _ids(whole) and _ids(whole) == _ids(back):
        pairs = [(one["id"], one, other) for one, other in zip(whole, back, strict=True)]
    else:
        if whole != back:
            yield "/".join(path), whole
        return
    for key, one, other in pairs:
        yield from _left_over(one, other, (*path, key))


def _ids(part: Any) -> list[str]:
    """The ids of the entries of a list, where each has one of its own that a path can name."""
    if not isinstance(part, list | tuple) or not all(isinstance(each, Mapping) for each in part):
        return []
    found = [str(each.get("id", "/")) for each in part]
    return found if len(set(found)) == len(found) and not any("/" in each for each in found) else []


def _not_there(row: RowOfWords, heading: str, what: str, sheet: str) -> Fault:
    problem = f"there is no {what} “{row[heading]}” on the sheet {sheet}."
    return Fault(0, row.at(heading), problem, "Write its id, or add a row there.")


def _entry(row: RowOfWords, columns: Mapping[str, tuple[str, Says]]) -> FilePart:
    entry = FilePart(row.at(next(iter(columns))))
    for heading, (key, kind) in columns.items():
        if row[heading] or kind is Says.ALWAYS:
            entry.put(key, _read(kind, row[heading]), row.at(heading))
    return entry


def _cells(of: Mapping[str, Any], columns: Mapping[str, tuple[str, Says]]) -> list[str]:
    return [_write(kind, of.get(key)) for key, kind in columns.values()]


def _write(kind: Says, value: Any) -> str:
    if value is None:
        return ""
    match kind:
        case Says.NAMES | Says.ALWAYS:
            return ", ".join(value)
        case Says.LINES:
            return "\n".join(value)
        case Says.ADVICE:
            return value if isinstance(value, str) else "\n".join(f"- {each}" for each in value)
        case Says.FIRST:
            return value if isinstance(value, str) else f"meets {value['meets']}"
        case _:
            return str(value)


def _read(kind: Says, words: str) -> object:
    match kind:
        case Says.NUMBER:
            return _number(words)
        case Says.DAY:
            return _day(words)
        case Says.NAMES | Says.ALWAYS:
            return [each for each in re.split(r"[,;\s]+", words) if each]
        case Says.LINES:
            return [line.strip() for line in words.splitlines() if line.strip()]
        case Says.ADVICE:
            lines = [line.strip() for line in words.splitlines() if line.strip()]
            told = [line.removeprefix("- ") for line in lines]
            return told if all(line.startswith("- ") for line in lines) else words
        case Says.FIRST:
            begins, _, profile = words.partition(" ")
            return {"meets": profile.strip()} if begins.lower() == "meets" else words
        case _:
            return words


def _day(words: str) -> object:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return words


def _number(words: str) -> object:
    try:
        value = float(words)
    except ValueError:
        return words
    return int(value) if value.is_integer() else value


def _at(of: Any, key: str) -> Any:
    for step in key.split("."):
        of = of.get(step) if isinstance(of, Mapping) else None
    return of


def _put(document: FilePart, key: str, value: object, at: str) -> None:
    *above, last = key.split(".")
    for step in above:
        document = document.setdefault(step, FilePart())
    document.put(last, value, at)


def _flow(value: object) -> str:
    written = yaml.safe_dump(_plain(value), default_flow_style=True, allow_unicode=True, width=1_000_000)
    return written.removesuffix("\n").removesuffix("\n...")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, StrEnum) else value


def slug(label: str) -> str:
    """An id made of a label."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
