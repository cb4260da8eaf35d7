"""One sheet of notes: how to read the workbook, how figures are made, what words mean, where both come from."""

from maturity.briefing import method, whose
from maturity.briefing.facts import Facts
from maturity.framework.model import Origin
from maturity.scoring.compare import View
from maturity.wording import day
from maturity.workbook.sheets import Column, Sheet


def notes(facts: Facts) -> Sheet:
    """How to read the workbook, how its figures are made, what the words mean, and where both come from."""
    parts = {
        "How to read it": _reading(),
        "How figures are made": _method(facts),
        "What words mean": _glossary(facts),
        "Where it comes from": _sources(facts),
    }
    return Sheet(
        name="Notes",
        title="How to read this workbook: notes, method, words and sources",
        columns=[Column("Part", 22), Column("Subject", 28), Column("Explanation", 84)],
        rows=[[part, key, value] for part, rows in parts.items() for key, value in rows.items()],
        notes=[*facts.house, *facts.source],
        portrait=True,
    )


def _method(facts: Facts) -> dict[str, str]:
    return {
        "Score": " ".join(method.score_in_words(facts.framework)),
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
        "Formulas": "Scores, ranges, coverage, ranks, shortfalls and counts of levels are formulas on the sheet "
        "“Levels”. The sheet “Check” has the app's own figures beside them.",
        "As they were": "These are figures and words of when this was made, and follow no changed level: what moved, "
        "what is projected, costs, targets and actions, answers, evidence and findings, and scores by the other word. "
        "Where one stands among formulas it says “When this was made”.",
    }


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


def _glossary(facts: Facts) -> dict[str, str]:
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
            if level.meaning == level.name:
                continue  # its name says all there is
            name = f"Level {level.number}: {level.name}" if level.number else level.name
            alike = rows.get(name, level.meaning) == level.meaning
            rows[name if alike else f"{name} (of {scale.span})"] = level.meaning
    return rows


def _sources(facts: Facts) -> dict[str, str]:
    framework, round_ = facts.framework, facts.comparison.round
    whose = {Origin.PUBLISHER: f"{framework.source.publisher}'s", Origin.HOUSE: "ours (house method)"}
    origin, source = framework.origin, framework.source
    part = f", {source.part}." if source.part else "."
    return {
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


def _reading() -> dict[str, str]:
    return {
        "Order of the sheets": "What a board reads comes first. Behind the sheet “Data” are the tables that the "
        "figures are worked out from, each listed there with a link.",
        "Changing a level": "Change the pale cells of the sheet “Levels”, by the list in the cell. Formulas follow, "
        "and charts with their titles where the sheet “Charts” says so. Words of people stay as they were recorded.",
        "Sorting": "Tables may be sorted and filtered: figures are found by numbers, not by places. Dates are dates.",
        "Colour": "Colour only repeats what a cell says in words.",
        "Blank cells": "No cell of a table is blank: where there is nothing, it says so.",
        "Figures": "Figures are kept in full and shown to one decimal.",
        "Charts": "Each has a page and a description for those who cannot see it; the table on the sheet “Charts” "
        "names the sheet that its figures are on.",
        "Printing": "Every sheet fits the width of A4 and repeats its headings. The classification stands on the "
        "sheet “Cover”, and on every printed page.",
        "Long words": "Where words are longer than a cell can hold, they go on in the next row. Control characters are "
        "shown as their pictures.",
    }
