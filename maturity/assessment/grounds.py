"""What answers rest on, as arrays beside their levels: where there is evidence, of which day, and not a word."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from maturity.assessment.levels import NO_LEVEL, Array, CellArrays, Levels, cells
from maturity.framework.model import Framework

NO_DAY, NO_WORDS = 0, 0


@dataclass(frozen=True, eq=False)
class Grounds(CellArrays):
    """What is beside the level in answers of departments on every statement.

    `words` are alike where the evidence reads the same in this process, and NO_WORDS where there is not a word of it;
    `newest` is the day of the newest evidence as date.toordinal has it, or NO_DAY; `low` and `high` what the items of
    its checklist come to, also where there is a level, or NO_LEVEL; `looked_at` how many of them were looked at.
    """

    evidence: Array  # bool: words or a link, as concerns.needs_evidence means it
    words: Array
    newest: Array
    unsure: Array
    confirmed: Array
    low: Array
    high: Array
    looked_at: Array

    def hiding(self, hidden: Mapping[str, Iterable[str]]) -> "Grounds":
        """The same as though nothing had been said of what is hidden, by department."""
        where = cells(self.framework, self.departments, hidden)
        if not where.any():
            return self
        bare = no_grounds(self.framework, self.departments).arrays
        found = {name: np.where(where, bare[name], each) for name, each in self.arrays.items()}
        return replace(self, framework=self.framework, departments=self.departments, **found)


def no_grounds(framework: Framework, departments: Iterable[str]) -> Grounds:
    """Departments that said nothing."""
    keys = tuple(departments)
    shape = len(keys), len(framework.statements)
    return Grounds(
        framework,
        keys,
        evidence=np.zeros(shape, dtype=bool),
        words=np.full(shape, NO_WORDS, dtype=np.int64),
        newest=np.full(shape, NO_DAY, dtype=np.int32),
        unsure=np.zeros(shape, dtype=bool),
        confirmed=np.zeros(shape, dtype=bool),
        low=np.full(shape, NO_LEVEL, dtype=np.int32),
        high=np.full(shape, NO_LEVEL, dtype=np.int32),
        looked_at=np.zeros(shape, dtype=np.int32),
    )


def normalised(text: str) -> str:
    """The words of a text, without capitals, spaces and punctuation; empty where there are none."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def number_of_words(text: str) -> int:
    """A number of 64 bits that texts of the same words have alike in this process; NO_WORDS where there are none."""
    words = normalised(text)
    return hash(words) or 1 if words else NO_WORDS


def asks_evidence(levels: Levels) -> Array:
    """Where the level is one that the framework asks evidence for: concerns.is_high, of every cell."""
    never = np.iinfo(np.int64).max
    every = [levels.framework.high_level_of(each) for each in levels.framework.statements]
    high = np.array([never if each is None else each for each in every], dtype=np.int64)
    found: Array = (levels.level != NO_LEVEL) & (levels.level >= high)
    return found


def lacks_evidence(levels: Levels, grounds: Grounds) -> Array:
    """Where it is, and there is none: concerns.needs_evidence, of every cell."""
    return asks_evidence(levels) & ~grounds.evidence
