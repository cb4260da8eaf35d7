"""What a department or a round is set beside: its peers by letters, and the auditor's levels beside its own."""

from maturity.briefing import agreement
from maturity.briefing.facts import Facts
from maturity.briefing.peer_groups import RULE, peer_groups, peers_by_letter, told_of
from maturity.scoring.agreement import Optimism
from maturity.workbook.pack.scores import COVERAGE, HIGH, LOW, OF, SCORE, SCORE_COLUMNS, WITH, shown
from maturity.workbook.sheets import Column, Format, Row, Sheet

INDEX = "Own level less the auditor's (levels)"


def peers(facts: Facts) -> Sheet | None:
    """The others known well enough, without their names; None of a round, and where they are too few."""
    found = peers_by_letter(facts)
    if found is None:
        return None
    figures = (SCORE, LOW, HIGH, WITH, OF, COVERAGE)
    return Sheet(
        name="Peers",
        title="The other departments of the round, by letters",
        columns=[Column("Peer", 18), *(each for each in SCORE_COLUMNS if each.heading in figures)],
        rows=[
            [department.name, *(shown(found.scores[key])[figure] for figure in figures)]
            for key, department in found.departments.items()
        ],
        notes=[
            f"As when this was made: {told_of(facts)} {RULE}",
            *(each.words for each in peer_groups(facts)),
            *facts.source,
        ],
        portrait=True,
    )


def optimism(facts: Facts) -> Sheet | None:
    """How far each department, or each theme of one, is above the auditor; None where there is nothing to compare."""
    found = facts.agreement
    if found is None or not found.pairs:
        return None
    names = {theme.id: theme.label for theme in facts.framework.themes}
    by = found.by_theme if facts.one else found.by_department
    if not facts.one:
        names = {key: department.name for key, department in facts.departments}
    rows = [_row(names[key], each) for key, each in by.items() if each.pairs and key in names]
    return Sheet(
        name="Optimism index",
        title="Departments' own levels beside the auditor's",
        columns=[
            Column("Theme" if facts.one else "Department", 30),
            Column(INDEX, 16, Format.LEVELS),
            *(Column(each, 10, Format.COUNT) for each in ("Pairs", "Higher", "The same", "Lower")),
        ],
        rows=[_row("All", found.overall), *rows],
        notes=[
            f"As when this was made: {agreement.headline(found, facts.one.name if facts.one else '')} "
            f"{agreement.share_agreed(found)}",
            "Above 0 a department puts itself higher than the auditor does. A pair is a statement on which both gave a "
            "level, and whose answer was not changed since.",
            *facts.source,
        ],
        portrait=True,
    )


def _row(name: str, index: Optimism) -> Row:
    mean = "No pairs" if index.mean is None else index.mean
    return [name, mean, index.pairs, index.higher, index.same, index.lower]
