"""How the figures are made, what the words mean, where both come from, and how to read the workbook."""

from maturity.briefing import whose
from maturity.briefing.facts import Facts
from maturity.framework.model import Origin
from maturity.scoring.compare import View
from maturity.wording import day
from maturity.workbook.sheets import Column, Row, Sheet


def method(facts: Facts) -> Sheet:
    overall = facts.framework.scoring.overall.words
    rows = {
        "Score": "A level is worth its value ÷ the highest value of its scale. A department's score is "
        f"{overall}, in per cent. A theme's score is the weighted mean over its statements with a level.",
        "Unknown is never zero": "Statements not answered or not determined leave the score and open its range: from "
        "all of them at the lowest level to all at the highest. A group with no level has no score.",
        "Not applicable": "Leaves the score, the range and the count of statements.",
        "Coverage": "Statements with a level ÷ statements that apply.",
        "Separated": "Two departments are separated only where their ranges do not overlap. The best possible rank "
        "counts those surely ahead; the worst, all but those surely behind.",
        "Gap": "The levels from a statement's level to the top of its scale. Its size is weight × the share of the "
        "scale that is still to go. What is not known has no size: the first step is to find out.",
        "What is scored": scored_here(facts),
        **_planned(facts),
        "Live figures": "Every score, range, coverage, gap and count is a formula on the sheet “Levels”. The sheet "
        "“Check” has the app's own figures beside them.",
    }
    return _table(
        "Method",
        "How the figures are made",
        Column("Subject", 26),
        Column("Explanation", 100),
        rows,
        facts.house,
    )


def _planned(facts: Facts) -> dict[str, str]:
    """What the road map and the movement go by, where the pack has them."""
    found = {}
    if facts.plan is not None:
        found["Gap to a target"] = (
            "The levels from where a department stands to its target: the one it chose or, where it chose none, one "
            "level up. Targets stay as they were when this was made."
        )
        found["Projected"] = (
            "The app's figures: what is approved or under way counts from the quarter in which it is due, and what it "
            "waits for is done. What is only proposed, or has no date, does not count."
        )
    if facts.movement is not None:
        found["Movement"] = (
            "Each kind of change is worth what it adds to the score on average over all orders in which the kinds "
            "could have come, so that the parts add up to the difference."
        )
    return found


def scored_here(facts: Facts) -> str:
    """Whose word is scored, and where in the pack the other's stands."""
    own = not facts.comparison.round.published and facts.comparison.view is View.SELF
    beside = " Auditors' findings, where there are any, stand on the sheet “Findings”."
    return " ".join(
        [
            whose.word(facts.comparison),
            *whose.audited_cells(facts.comparison),
            *whose.mixed_words(facts.comparison),
        ]
    ) + (beside if own else "")


def glossary(facts: Facts) -> Sheet:
    rows = {
        "Statement": "One thing a department is assessed on.",
        "Theme": "A group of statements.",
        "Level": "A step on the framework's scale.",
        "Not answered": "Nothing has been said of the statement yet.",
        "Not determined": "Somebody looked, and there is no evidence to judge on.",
        "Not applicable": "The statement does not apply to the department, for a reason that is given.",
        "Answer": "What the department says of a statement.",
        "Finding": "What an auditor, or the publisher, found; it stands beside the answer.",
        "Score": "Where a department stands, from 0 to 100 per cent of the scale.",
        "Range": "Where the score would lie, whatever the unknown statements turn out to be.",
        "Coverage": "How much of what applies has a level.",
    }
    for scale, _ in facts.scales:
        for level in scale.levels:
            name = f"Level {level.value}: {level.name}"
            rows[
                name
                if rows.get(name, level.meaning) == level.meaning
                else f"{name} (of {scale.highest.value})"
            ] = level.meaning
    return _table(
        "Glossary", "What the words mean", Column("Word", 30), Column("Meaning", 96), rows, facts.house
    )


def sources(facts: Facts) -> Sheet:
    framework, round_ = facts.framework, facts.comparison.round
    whose = {Origin.PUBLISHER: f"{framework.source.publisher}'s", Origin.HOUSE: "ours (house method)"}
    origin, source = framework.origin, framework.source
    part = f", {source.part}." if source.part else "."
    rows = {
        "Framework": f"{framework.title}, edition {framework.edition}",
        "Source of the framework": f"{source.publisher}, {source.title} ({day(source.published)}){part}",
        "Licence": framework.licence,
        "Whose words": f"Statements: {whose[origin.statements]}. Scale: {whose[origin.scale]}. "
        f"Wording of levels: {whose[origin.levels]}. Guidance: {whose[origin.guidance]}. "
        f"Scoring: {whose[origin.scoring]}.",
        "Source of the findings": round_.source or "The departments' own answers.",
        "Data revision": str(facts.comparison.revision),
        "Framework content": f"SHA-256 {framework.content_hash}",
    }
    return _table(
        "Sources", "Where the words and figures come from", Column("Subject", 26), Column("Source", 100), rows
    )


def notes(facts: Facts) -> Sheet:
    rows = {
        "Changing a level": "Change the pale cells of the sheet “Levels”, by the list in the cell. Figures, charts and "
        "the titles of charts follow. Words of people, on other sheets, stay as they were recorded.",
        "Sorting": "Tables may be sorted and filtered: figures are found by numbers, not by places.",
        "Colour": "Colour only repeats what a cell says in words.",
        "Blank cells": "No cell of a table is blank: where there is nothing, it says so.",
        "Figures": "Figures are kept in full and shown to one decimal.",
        "Charts": "All are on the sheet “Charts”, each with a description for those who cannot see "
        "it; its table names the sheet that the figures are on.",
        "Printing": "Every sheet fits the width of A4 and repeats its headings.",
        "Long words": "Where words are longer than a cell can hold, they go on in the next row. Control characters are "
        "shown as their pictures.",
    }
    return _table(
        "Notes", "How to read this workbook", Column("Subject", 26), Column("Note", 100), rows, facts.source
    )


def _table(
    name: str,
    title: str,
    first: Column,
    second: Column,
    rows: dict[str, str],
    notes: list[str] | None = None,
) -> Sheet:
    made: list[Row] = [[key, value] for key, value in rows.items()]
    return Sheet(name=name, title=title, columns=[first, second], rows=made, notes=notes or [])
