"""A department among others: the middle half of each group that it may be set beside, and nobody's name.

Only what whoever asks may see; a group of fewer than five known well enough is not told of: it would give its members
away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from maturity.briefing import themes
from maturity.briefing.facts import Facts
from maturity.briefing.shown_as import figure_words
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.scoring.peers import LEAST, Peers, peers
from maturity.wording import counted

RULE = (
    "Only departments that whoever made this may see are counted, and of those the ones known well enough to place. A "
    f"group of fewer than {LEAST} is not shown: it would give its members away."
)


@dataclass(frozen=True)
class PeerGroup:
    """Some others, by name of the group; enough of them have a score for their middle to be told."""

    name: str
    peers: Peers
    framework: Framework | None = None  # by which figures are shown

    @property
    def figures(self) -> str:
        """“38.6 (26.0 to 47.8)”: the median, and between what the middle half lies."""
        found, as_shown = self.peers, figure_words(self.framework)
        half = f"{as_shown.number(found.lower or 0)} to {as_shown.number(found.upper or 0)}"
        return f"{as_shown.number(found.median or 0)} ({half})"

    @property
    def members(self) -> str:
        """“32 departments”."""
        return counted(self.peers.scored, "department")

    @property
    def words(self) -> str:
        """“The others of its family, 21 known well enough: median 31.6%, the middle half from 25.0 to 45.0%.”"""
        found, as_shown = self.peers, figure_words(self.framework)
        known = f"{self.name}, {found.scored} known well enough"
        half = f"the middle half from {as_shown.run(found.lower or 0, found.upper or 0)}"
        return f"{known}: median {as_shown.words(found.median or 0)}, {half}."


def peer_groups(facts: Facts) -> list[PeerGroup]:
    """All others of the round, those of its family, and what was published, as far as each may be told of."""
    if facts.one is None or themes.lead(facts.comparison):
        return []
    own, found = facts.one.id, []
    if facts.others is not None:
        every = facts.others
        families = [keys for keys in every.families.values() if own in keys]
        found = [("All others of the round", _middle(every, every.placed, own))]
        found += [("The others of its family", _middle(every, keys, own)) for keys in families[:1]]
    if facts.published is not None:
        found.append(("Published (our coding)", _middle(facts.published, facts.published.placed, own)))
    return [PeerGroup(name, each, facts.framework) for name, each in found if each.median is not None]


def _middle(comparison: Comparison, keys: Sequence[str], own: str) -> Peers:
    return peers(comparison.scores[key] for key in keys if key != own and key in comparison.placed)


def peers_by_letter(facts: Facts) -> Comparison | None:
    """The others that are known well enough, by letters, the highest first; None where they are too few."""
    if facts.one is None or facts.lettered is None or themes.lead(facts.comparison):
        return None
    placed = facts.lettered.placed
    if len(placed) < LEAST:
        return None
    return facts.lettered.only(sorted(placed, key=lambda key: -(facts.lettered.scores[key].score or 0.0)))  # type: ignore[union-attr]


def told_of(facts: Facts) -> str:
    """“32 others are shown by letters.”"""
    found = peers_by_letter(facts)
    return (
        ""
        if found is None
        else f"{counted(len(found.departments), 'other is', 'others are')} shown by letters."
    )
