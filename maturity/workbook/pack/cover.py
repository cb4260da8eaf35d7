"""The first pages of the pack: what this is of and by whom it was made, and the contents."""

from collections.abc import Sequence

from maturity.briefing import whose
from maturity.briefing.facts import Facts
from maturity.briefing.message import HEADING, message_heading
from maturity.briefing.method import LETTERS, status
from maturity.briefing.standing import (
    headline,
    not_shown,
    where,
)
from maturity.wording import day
from maturity.workbook.pack.method import scored_here
from maturity.workbook.sheets import Cell, Column, Sheet


def cover(facts: Facts) -> Sheet:
    comparison, framework, unseen = facts.comparison, facts.framework, not_shown(facts.comparison)
    names = [department.name for _, department in facts.departments]
    listed = ", ".join(names) if 0 < len(names) <= 12 else f"{len(names)} departments"
    rows = {
        "Department" if facts.one else "Departments": listed,
        "Round": comparison.round.title,
        "Kind": whose.in_short(comparison),
        "Names": LETTERS if comparison.unattributed else "Departments are named",
        **({"Not shown": " ".join(unseen)} if unseen else {}),
        "Status": status(facts),
        **_agreed(facts),
        **({HEADING: f"{message_heading(facts, facts.message)}: see “Summary”"} if facts.message else {}),
        "Classification": facts.marking,
        "Framework": f"{framework.title}, edition {framework.edition} ({framework.source.publisher})",
        "What is scored": scored_here(facts),
        "What it says": (f"{where(facts)}." if facts.one else headline(comparison)),
        "Made": f"{day(facts.at)}, {facts.at:%H:%M} ({facts.at.tzname()})",
        "Made by": f"The data-maturity dashboard{f', for {facts.made_by}' if facts.made_by else ''}",
        "Data revision": str(comparison.revision),
        **_head(facts),
        "Framework content": f"SHA-256 {framework.content_hash}",
    }
    return Sheet(
        name="Cover",
        title="Data maturity board pack",
        columns=[Column("About this pack", 24), Column("Value", 90)],
        rows=[[key, value] for key, value in rows.items()],
        notes=[*facts.house, *facts.source],
    )


def _head(facts: Facts) -> dict[str, str]:
    """Where the history ended: an entry that is rewritten later is found out by it."""
    if facts.head is None:
        return {}
    return {
        "Head of the history": f"{facts.head.hash} (entry {facts.head.entries}). Whoever keeps the history can check "
        "that it still holds this entry: maturity audit verify --head, and this number."
    }


def _agreed(facts: Facts) -> dict[str, str]:
    """Who agreed a department's assessment, and when; of a round, how many and where it says so."""
    if facts.comparison.round.published or not facts.assessments:
        return {}
    if not facts.one:
        agreed = sum(kept.agreed_at is not None for kept in facts.assessments.values())
        return {"Agreed": f"{agreed} of the {len(facts.departments)} shown: see the sheet “Assessments”"}
    (kept,) = (facts.assessments[key] for key, _ in facts.departments)
    return {
        "Agreed": f"{day(kept.agreed_at)}, by {facts.person(kept.agreed_by)}"
        if kept.agreed_at
        else "Not yet",
        "Submitted": f"{day(kept.submitted_at)}, by {facts.person(kept.submitted_by)}"
        if kept.submitted_at
        else "Not yet",
    }


def contents(sheets: Sequence[Sheet], name: str = "Contents", title: str = "Contents") -> Sheet:
    """The sheets, each with a link and what it holds."""
    return Sheet(
        name=name,
        title=title,
        columns=[Column("Sheet", 28), Column("What it holds", 80)],
        rows=[[Cell(sheet.name, sheet=sheet.name), sheet.title] for sheet in sheets],
        portrait=True,
    )
