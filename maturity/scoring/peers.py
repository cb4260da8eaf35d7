"""Groups of departments, told by their median and quartiles; and departments shown without their names."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from maturity.assessment.levels import levels_of
from maturity.assessment.round import Department
from maturity.scoring.compare import Comparison
from maturity.scoring.score import Score
from maturity.wording import fixed

LEAST = 5
"""Departments with a score that a group needs before its middle is told: fewer would give each other away."""


@dataclass(frozen=True)
class Peers:
    """The scores of a group, in per cent: the quarter below `lower`, the middle, the quarter above `upper`.

    None where fewer than LEAST have a score. Quartiles by linear interpolation between ranks (Hyndman and Fan,
    type 7), as every spreadsheet's QUARTILE.INC.
    """

    departments: int
    scored: int
    lower: float | None = None
    median: float | None = None
    upper: float | None = None

    @property
    def words(self) -> str:
        """“median 38.6, the middle half from 26.0 to 47.8”."""
        return self.words_by(fixed)

    def words_by(self, number: Callable[[float], str]) -> str:
        """The same with numbers told so."""
        if self.median is None or self.lower is None or self.upper is None:
            return f"too few to compare ({self.scored}; at least {LEAST})"
        return (
            f"median {number(self.median)}, the middle half from {number(self.lower)} to {number(self.upper)}"
        )


def peers(scores: Iterable[Score]) -> Peers:
    """What may be told of a group from its departments' scores; a department without a score is counted only."""
    every = list(scores)
    known = [each.score for each in every if each.score is not None]
    if len(known) < LEAST:
        return Peers(len(every), len(known))
    lower, median, upper = (float(each) for each in np.percentile(known, [25, 50, 75]))
    return Peers(len(every), len(known), lower, median, upper)


def letters(departments: Iterable[str], secret: str) -> dict[str, str]:
    """“Peer A”, “Peer B”, … “Peer AA” for department ids, in an order that only the secret tells.

    The same for the same departments and secret, whatever order they come in.
    """
    order = sorted(set(departments), key=lambda key: hashlib.sha256(f"{secret}\n{key}".encode()).digest())
    return {key: f"Peer {letter}" for key, letter in zip(order, _alphabet(), strict=False)}


def unattributed(comparison: Comparison, names: Mapping[str, str]) -> Comparison:
    """The comparison with names as from `letters`, in their order, and with nothing but bare judgements.

    Names, ids, families, evidence, reasons and people are left out; every figure stays.
    """
    ids = {key: names[key].lower().replace(" ", "-") for key in names if key in comparison.departments}
    framework = comparison.framework
    carried = {ids[key]: comparison.carried[key] for key in ids if key in comparison.carried}
    return replace(
        comparison,
        departments={ids[key]: Department(id=ids[key], name=names[key]) for key in ids},
        judgements=comparison.levels.named(ids),
        carried=levels_of(framework, carried),
        levels_read=None,
        grounds=None,
        answers={},
        findings={},
        checked={
            ids[key]: [each.id for each in framework.statements if comparison.is_audited(key, each.id)]
            for key in ids
        },
        together={ids[key]: comparison.together[key] for key in ids if key in comparison.together},
        statuses={ids[key]: comparison.statuses[key] for key in ids if key in comparison.statuses},
        assessments={},
        not_shown={ids[key]: comparison.not_shown[key] for key in ids if key in comparison.not_shown},
        not_asked={ids[key]: comparison.not_asked[key] for key in ids if key in comparison.not_asked},
        unattributed=True,
    )


def _alphabet() -> Iterator[str]:
    """A to Z, AA to ZZ, and on, as a spreadsheet names its columns."""
    for number in count(1):
        word, rest = "", number
        while rest:
            rest, place = divmod(rest - 1, 26)
            word = chr(ord("A") + place) + word
        yield word
