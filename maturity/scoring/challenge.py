"""Where to look first: the answers that give an auditor a reason to look again, and each reason in words.

A house method. The weights of the reasons and the numbers of their rules are in the framework file
(`challenge`): see frameworks/README.md. Where there is a reason is worked out of arrays, for all departments at once;
words are made of those that are shown.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

import numpy as np

from maturity.assessment.answer import Answer
from maturity.assessment.concerns import (
    confirmed_otherwise,
    contradictions,
    is_old,
    unknown_items_in_words,
)
from maturity.assessment.grounds import NO_DAY, NO_WORDS, Grounds, lacks_evidence
from maturity.assessment.levels import NO_LEVEL, STATES, Array, Levels
from maturity.assessment.round import Round
from maturity.framework.model import Framework, Scale, Statement
from maturity.wording import counted, day


class ChallengeKind(StrEnum):
    """Why to look again, in the words of the page; each has its weight in the framework under its own name."""

    NO_EVIDENCE = "High level without evidence"
    CONTRADICTION = "Does not fit another answer"
    CONFIRMED = "Not the level of its checklist"
    JUMP = "Large jump since the last round"
    OUTLIER = "Far above other departments"
    SAME_TEXT = "Same evidence as elsewhere"
    OLD_EVIDENCE = "Evidence is old"
    NOT_LOOKED_AT = "Items not looked at"
    UNSURE = "Marked as unsure"


@dataclass(frozen=True)
class Reason:
    """One reason to look again, in a sentence that names the facts; the weight is above 0."""

    kind: ChallengeKind
    sentence: str
    weight: float


@dataclass(frozen=True)
class Item:
    """An answer to look at again: the reasons, in the order of ChallengeKind, and the sum of their weights."""

    department_id: str
    statement_id: str
    reasons: tuple[Reason, ...]

    @cached_property
    def weight(self) -> float:
        return sum(reason.weight for reason in self.reasons)


@dataclass(frozen=True, eq=False)
class Before:
    """What departments said in the round before: levels by the departments and statements of this one, NO_LEVEL where
    there is none; and in which round it was, by department.
    """

    level: Array
    rounds: Mapping[str, Round]


@dataclass(frozen=True)
class HeavyDepartment:
    """A department whose answers give reasons to look again: how many do, and the heaviest of them."""

    department_id: str
    answers: int
    first: Item


@dataclass(frozen=True, eq=False)
class LookFirst:
    """The answers of one round that give a reason to look again.

    `answers` are those that departments are compared with, carried over or not, and `grounds` what they rest on;
    `told` are the departments that are told of. Evidence is old or not on the day `today`.
    """

    answers: Levels
    grounds: Grounds
    before: Before
    today: date
    told: Collection[str]

    @property
    def framework(self) -> Framework:
        return self.answers.framework

    def items(self, of: Collection[str] | None = None) -> list[Item]:
        """Every answer of the departments told of, or of some of them, with a reason to look again: the heaviest first,
        then by department and statement as given.
        """
        weights = self._weight if of is None else np.where(self._among(of), self._weight, 0)
        rows, columns = np.nonzero(weights)
        # The sort keeps the order of equals; sums of the same weights may differ in their last bits.
        order = np.argsort(-np.round(weights[rows, columns], 9), kind="stable")
        return [self._item(*cell) for cell in zip(rows[order].tolist(), columns[order].tolist(), strict=True)]

    def departments(self, among: Collection[str], most: int) -> list[HeavyDepartment]:
        """The departments, among those, whose reasons weigh most taken together, the heaviest first."""
        weights = np.where(self._among(among), self._weight, 0)
        answers, heaviest = np.count_nonzero(weights, axis=1), np.round(weights, 9)
        first = heaviest.argmax(axis=1)
        total, highest = np.round(weights.sum(axis=1), 9), heaviest.max(axis=1, initial=0)
        order = np.lexsort((-highest, -total))  # of equals first who has the heaviest answer; then as given
        rows = [row for row in order.tolist() if answers[row]][:most]
        return [
            HeavyDepartment(
                self.answers.departments[row], int(answers[row]), self._item(row, int(first[row]))
            )
            for row in rows
        ]

    @property
    def reasons(self) -> int:
        """How many reasons there are in all."""
        return sum(int(where.sum()) for _, where in self._found)

    def holds(self, department_id: str, statement_id: str, kind: ChallengeKind) -> bool:
        """Whether there is a reason of that kind to look at an answer again."""
        row, column = self.answers.rows[department_id], self.answers.columns[statement_id]
        return any(where[row, column] for each, where in self._found if each is kind)

    def _among(self, departments: Collection[str]) -> Array:
        """The rows of some departments, as a column of an array."""
        return np.array([[key in departments] for key in self.answers.departments], dtype=bool).reshape(-1, 1)

    @cached_property
    def _weight(self) -> Array:
        """The sum of the weights of each answer's reasons."""
        found = np.zeros(self.answers.level.shape)
        for kind, where in self._found:
            found += self._weight_of(kind) * where
        return found

    def _weight_of(self, kind: ChallengeKind) -> float:
        weight: float = getattr(self.framework.challenge.weights, kind.name.lower())
        return weight

    @cached_property
    def _found(self) -> list[tuple[ChallengeKind, Array]]:
        """Where each rule finds a reason that weighs something, in the order of ChallengeKind."""
        among = self._among(self.told)
        return [(kind, where & among) for kind, where in self._rules() if self._weight_of(kind) > 0]

    def _rules(self) -> Iterator[tuple[ChallengeKind, Array]]:
        answers, grounds = self.answers, self.grounds
        has_level = answers.level != NO_LEVEL
        yield ChallengeKind.NO_EVIDENCE, lacks_evidence(answers, grounds)
        for broken in self._contradictions():
            yield ChallengeKind.CONTRADICTION, broken
        comes_to = (grounds.low != NO_LEVEL) & (grounds.high != NO_LEVEL)
        as_it_comes = (grounds.low == grounds.high) & (grounds.low == answers.level)
        yield ChallengeKind.CONFIRMED, grounds.confirmed & has_level & comes_to & ~as_it_comes
        yield ChallengeKind.JUMP, self._jumps()
        yield ChallengeKind.OUTLIER, self._outliers()
        others, elsewhere = self._same_words
        yield ChallengeKind.SAME_TEXT, (others > 0) | (elsewhere > 0)
        yield ChallengeKind.OLD_EVIDENCE, self._old()
        items = np.array([len(each.items) for each in self.framework.statements], dtype=np.int64)
        yield ChallengeKind.NOT_LOOKED_AT, has_level & (items > grounds.looked_at)
        yield ChallengeKind.UNSURE, grounds.unsure

    def _contradictions(self) -> Iterator[Array]:
        """Of each rule of the framework the answers that break it."""
        levels, columns = self.answers.level, self.answers.columns
        for rule in self.framework.contradictions:
            broken = np.zeros(levels.shape, dtype=bool)
            if rule.statement in columns and rule.above in columns:
                level, above = levels[:, columns[rule.statement]], levels[:, columns[rule.above]]
                both = (level != NO_LEVEL) & (above != NO_LEVEL)
                broken[:, columns[rule.statement]] = both & (level > above + rule.margin)
            yield broken

    @cached_property
    def _scales(self) -> list[Scale]:
        return [self.framework.scale_of(each) for each in self.framework.statements]

    def _jumps(self) -> Array:
        level, before = self.answers.level, self.before.level
        ordered = np.array([each.ordered for each in self._scales], dtype=bool)
        both = (level != NO_LEVEL) & (before != NO_LEVEL)
        found: Array = ordered & both & (level - before >= self.framework.challenge.jump_levels)
        return found

    def _outliers(self) -> Array:
        found = np.zeros(self.answers.level.shape, dtype=bool)
        for (column, level), middle in self._medians_of_others.items():
            if level - middle >= self.framework.challenge.outlier_levels:
                found[:, column] |= self.answers.level[:, column] == level
        return found

    @cached_property
    def _levels_said(self) -> list[list[int]]:
        """Of each statement the levels that departments are at, sorted."""
        return [np.sort(each[each != NO_LEVEL]).tolist() for each in self.answers.level.T]

    @cached_property
    def _medians_of_others(self) -> dict[tuple[int, int], float]:
        """By column and level, the median of all others for whoever is at that level, where they are enough."""
        found = {}
        for column, levels in enumerate(self._levels_said):
            if self._scales[column].ordered and len(levels) - 1 >= self.framework.challenge.least_peers:
                for level in set(levels):
                    found[column, level] = _median_without(levels, levels.index(level))
        return found

    @cached_property
    def _same_words(self) -> tuple[Array, Array]:
        """Of each answer how many others of its department have the same words as evidence, and how many other
        departments.
        """
        words = self.grounds.words
        others, elsewhere = (np.zeros(words.shape, dtype=np.int64) for _ in range(2))
        rows, columns = np.nonzero(words != NO_WORDS)
        if rows.size:
            _, text = np.unique(words[rows, columns], return_inverse=True)
            _, first, pair, times = np.unique(
                text * len(words) + rows, return_index=True, return_inverse=True, return_counts=True
            )
            writers = np.bincount(text[first])
            others[rows, columns], elsewhere[rows, columns] = times[pair] - 1, writers[text] - 1
        return others, elsewhere

    def _old(self) -> Array:
        days, place = np.unique(self.grounds.newest, return_inverse=True)
        old = [
            each != NO_DAY and is_old(self.framework, date.fromordinal(each), self.today)
            for each in days.tolist()
        ]
        return np.array(old, dtype=bool)[place].reshape(self.grounds.newest.shape)

    def _item(self, row: int, column: int) -> Item:
        statement, answer = self.framework.statements[column], self._answer(row, column)
        kinds = dict.fromkeys(kind for kind, where in self._found if where[row, column])
        reasons = [
            Reason(kind, sentence, self._weight_of(kind))
            for kind in kinds
            for sentence in self._sentences(kind, row, column, statement, answer)
        ]
        return Item(self.answers.departments[row], statement.id, tuple(reasons))

    def _answer(self, row: int, column: int) -> Answer:
        """The answer of a cell as far as reasons tell of it."""
        answers, grounds = self.answers, self.grounds
        state, newest = int(answers.state[row, column]), int(grounds.newest[row, column])
        level, low, high = (
            None if each[row, column] == NO_LEVEL else int(each[row, column])
            for each in (answers.level, grounds.low, grounds.high)
        )
        return Answer(
            state=STATES[state],
            level=level,
            low=low,
            high=high,
            evidence_date=None if newest == NO_DAY else date.fromordinal(newest),
            confirmed=bool(grounds.confirmed[row, column]),
        )

    def _sentences(
        self, kind: ChallengeKind, row: int, column: int, statement: Statement, answer: Answer
    ) -> Sequence[str]:
        framework, said = self.framework, self._said(column, answer)
        match kind:
            case ChallengeKind.NO_EVIDENCE:
                return [f"{said}, with neither words nor a link to show it."]
            case ChallengeKind.CONTRADICTION:
                own = self.answers[self.answers.departments[row]]
                return [f"{said}. {sentence}" for sentence in contradictions(framework, own, statement)]
            case ChallengeKind.CONFIRMED:
                return [confirmed_otherwise(framework, statement, answer)]
            case ChallengeKind.JUMP:
                return [f"{said}. {self._jump_in_words(row, column)}"]
            case ChallengeKind.OUTLIER:
                return [f"{said}. {self._outlier_in_words(row, column)}"]
            case ChallengeKind.SAME_TEXT:
                return [self._same_words_in_words(row, column)]
            case ChallengeKind.OLD_EVIDENCE:
                months = f"{framework.evidence_months} months or more before {day(self.today)}"
                newest = date.fromordinal(int(self.grounds.newest[row, column]))
                return [f"The newest evidence is of {day(newest)}: {months}."]
            case ChallengeKind.NOT_LOOKED_AT:
                unknown = len(statement.items) - int(self.grounds.looked_at[row, column])
                return [f"{said}, and {unknown_items_in_words(statement, unknown)} not looked at."]
            case ChallengeKind.UNSURE:
                return [f"{said}, and the department marked it as unsure."]

    def _said(self, column: int, answer: Answer) -> str:
        if answer.level is None:
            return answer.state.words
        level = self._scales[column].by_value[answer.level]
        return f"Level {level.number} ({level.name})" if level.number else f"“{level.name}”"

    def _jump_in_words(self, row: int, column: int) -> str:
        scale, before = self._scales[column], int(self.before.level[row, column])
        by = int(self.answers.level[row, column]) - before
        was = scale.by_value[before].told if before in scale.by_value else f"level {before}"
        title = self.before.rounds[self.answers.departments[row]].title
        higher = "better" if scale.turned else "higher"
        return f"It was {was} in the round “{title}”: {counted(by, 'level')} {higher}."

    def _outlier_in_words(self, row: int, column: int) -> str:
        """An outlier stands well above the median of the others."""
        middle = self._medians_of_others[column, int(self.answers.level[row, column])]
        others = len(self._levels_said[column]) - 1
        return f"The median of {others} other departments is {self._scales[column].middle_told(middle)}."

    def _same_words_in_words(self, row: int, column: int) -> str:
        words = self.grounds.words
        same = [
            each.label
            for place, each in enumerate(self.framework.statements)
            if place != column and words[row, place] == words[row, column]
        ]
        told, others = [], int(self._same_words[1][row, column])
        if same:
            more = f" and {len(same) - 2} more" if len(same) > 2 else ""
            told.append(f"for {' and '.join(f'“{label}”' for label in same[:2])}{more} of this department")
        if others:
            told.append(f"in answers of {counted(others, 'other department')}")
        return f"The evidence reads the same {', and '.join(told)}."


def _median_without(levels: Sequence[int], place: int) -> float:
    """The median of sorted levels without the one in that place."""
    others = len(levels) - 1
    lower, upper = (levels[each if each < place else each + 1] for each in ((others - 1) // 2, others // 2))
    return lower if others % 2 else (lower + upper) / 2
