"""What was said of departments × statements, as arrays: all that scoring looks at, without a word of evidence."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import numpy as np

from maturity.assessment.answer import NOT_ASKED, Judgement, State
from maturity.assessment.blind import NOT_SHOWN, NotShown
from maturity.assessment.finding import Standing
from maturity.framework.model import Framework

Array: TypeAlias = np.ndarray[Any, Any]
Judgements = Mapping[str, Mapping[str, Judgement]]
"""Department id → statement id → what was said or found. A statement left out is not answered."""

STATES = (State.LEVEL, State.NOT_ANSWERED, State.NOT_DETERMINED, State.NOT_APPLICABLE)
LEVEL, UNANSWERED, UNDETERMINED, INAPPLICABLE, HIDDEN, UNASKED = range(6)
"""The codes of an array of states: the places of STATES; what is hidden counts as not answered, and what was not asked
counts for nothing.
"""
CODES = {**{state: code for code, state in enumerate(STATES)}, State.NOT_ASKED: UNASKED}
NO_LEVEL = -1
TO_CHECK, NO_STANDING = Standing.TO_CHECK, 0
STANDINGS = {each: code for code, each in enumerate(Standing, start=NO_STANDING + 1)}
"""Codes, as arrays have them."""


Kept = TypeVar("Kept", bound="CellArrays")


@dataclass(frozen=True, eq=False)
class CellArrays:
    """Arrays of departments (rows) on every statement of a framework (columns, in its order).

    Every further field is one; whatever is read of a round in this manner is picked and put together alike.
    """

    framework: Framework
    departments: tuple[str, ...]

    @cached_property
    def rows(self) -> dict[str, int]:
        return {key: row for row, key in enumerate(self.departments)}

    @cached_property
    def columns(self) -> dict[str, int]:
        return {each.id: column for column, each in enumerate(self.framework.statements)}

    @property
    def arrays(self) -> dict[str, Array]:
        return {each.name: getattr(self, each.name) for each in fields(self)[2:]}

    def of(self: Kept, framework: Framework, departments: Iterable[str]) -> Kept:
        """Those departments, in that order, on the statements of a framework that asks some or all of the same."""
        keys = tuple(departments)
        if keys == self.departments and framework is self.framework:
            return self
        rows = np.array([self.rows[key] for key in keys], dtype=np.intp)
        if framework is self.framework or [each.id for each in framework.statements] == list(self.columns):
            found = {name: each.take(rows, axis=0) for name, each in self.arrays.items()}
        else:
            columns = np.array([self.columns[each.id] for each in framework.statements], dtype=np.intp)
            picked = np.ix_(rows, columns)
            found = {name: np.ascontiguousarray(each[picked]) for name, each in self.arrays.items()}
        return replace(self, framework=framework, departments=keys, **found)

    def with_read(self: Kept, other: Kept) -> Kept:
        """The same with the other's departments as they are there."""
        rows, found = [self.rows[key] for key in other.departments], {}
        for name, mine in self.arrays.items():
            found[name] = mine.copy()
            found[name][rows] = other.arrays[name]
        return replace(self, framework=self.framework, departments=self.departments, **found)

    def called(self: Kept, framework: Framework) -> Kept:
        """The same by the ids of a framework that asks the same statements in the same order under other ids."""
        return replace(self, framework=framework)


@dataclass(frozen=True, eq=False)
class Levels(CellArrays, Mapping[str, Mapping[str, Judgement]]):
    """Judgements of departments (rows) on every statement of a framework (columns, in its order).

    `state` holds codes; `level` NO_LEVEL where there is none; `low` and `high` what an unknown may be where a
    checklist says so, and NO_LEVEL elsewhere; `said` whether there is a judgement at all, which may
    itself be “not answered”. Read as a mapping it gives the judgements that are said.
    """

    state: Array
    level: Array
    low: Array
    high: Array
    said: Array

    def __iter__(self) -> Iterator[str]:
        return iter(self.departments)

    def __len__(self) -> int:
        return len(self.departments)

    def __getitem__(self, department_id: str) -> Mapping[str, Judgement]:
        if department_id not in self._read:
            row = self.rows[department_id]
            cells = zip(self.columns, *(each[row].tolist() for each in self.arrays.values()), strict=True)
            found = {key: judgement(*cell) for key, *cell, said in cells if said}
            self._read[department_id] = MappingProxyType(found)
        return self._read[department_id]

    @cached_property
    def _read(self) -> dict[str, Mapping[str, Judgement]]:
        return {}

    @cached_property
    def worked_out(self) -> dict[str, Any]:
        """What is worked out of them once, by its name."""
        return {}

    def named(self, names: Mapping[str, str]) -> "Levels":
        """The departments in `names`, in its order, each by the name that it has there."""
        return replace(self.of(self.framework, names), departments=tuple(names.values()))

    def only(self, where: Array) -> "Levels":
        """The same with nothing said but where that is true."""
        return self.over(where, nothing(self.framework, self.departments))

    def over(self, where: Array, other: "Levels") -> "Levels":
        """These where that is true, and the other's elsewhere."""
        return replace(
            self,
            state=np.where(where, self.state, other.state),
            level=np.where(where, self.level, other.level),
            low=np.where(where, self.low, other.low),
            high=np.where(where, self.high, other.high),
            said=np.where(where, self.said, other.said),
        )

    def hiding(self, hidden: Mapping[str, Iterable[str]], *, shown: bool) -> "Levels":
        """The same with what is hidden, by department: `shown` as that, or as though nothing had been said."""
        return self._with(hidden, HIDDEN if shown else UNANSWERED, said=shown)

    def not_asking(self, not_asked: Mapping[str, Iterable[str]]) -> "Levels":
        """The same with “not asked” for what was not, by department."""
        return self._with(not_asked, UNASKED, said=True)

    def _with(self, statements: Mapping[str, Iterable[str]], code: int, *, said: bool) -> "Levels":
        if not any(statements.values()):
            return self
        where = cells(self.framework, self.departments, statements)
        if not where.any():
            return self
        return replace(
            self,
            state=np.where(where, np.uint8(code), self.state),
            level=np.where(where, NO_LEVEL, self.level),
            low=np.where(where, NO_LEVEL, self.low),
            high=np.where(where, NO_LEVEL, self.high),
            said=np.where(where, said, self.said),
        )

    def same_as(self, other: "Levels") -> Array:
        """Where both say the same; what is not said, and what is hidden, is not answered."""
        states = (np.where(each.state == HIDDEN, UNANSWERED, each.state) for each in (self, other))
        same: Array = np.equal(*states) & (self.level == other.level)
        return same


_SAID = {code: Judgement(state=state) for code, state in enumerate(STATES) if state is not State.LEVEL}
_SAID |= {HIDDEN: NOT_SHOWN, UNASKED: NOT_ASKED}
_AT: dict[tuple[int, int, int, int], Judgement] = {}


def judgement(state: int, level: int, low: int = NO_LEVEL, high: int = NO_LEVEL) -> Judgement:
    """The judgement that a code and a level stand for, and what an unknown may be; the same object each time."""
    if state != LEVEL and low == NO_LEVEL:
        return _SAID[state]
    key = state, level, low, high
    if key not in _AT:
        parts = zip(("level", "low", "high"), key[1:], strict=True)
        _AT[key] = Judgement(state=STATES[state], **{name: part for name, part in parts if part != NO_LEVEL})
    return _AT[key]


def nothing(framework: Framework, departments: Iterable[str]) -> Levels:
    """Departments of which nothing is said."""
    keys = tuple(departments)
    shape = len(keys), len(framework.statements)
    level, low, high = (np.full(shape, NO_LEVEL, dtype=np.int64) for _ in range(3))
    states, said = np.full(shape, UNANSWERED, dtype=np.uint8), np.zeros(shape, dtype=bool)
    return Levels(framework, keys, states, level, low, high, said)


def levels_of(
    framework: Framework, judgements: Judgements, departments: Iterable[str] | None = None
) -> Levels:
    """The judgements as arrays, of all departments in them or of some, in the order given."""
    keys = tuple(judgements if departments is None else departments)
    if isinstance(judgements, Levels):
        return judgements.of(framework, keys)
    found = nothing(framework, keys)
    columns = found.columns
    for row, key in enumerate(keys):
        for statement_id, each in judgements[key].items():
            if (column := columns.get(statement_id)) is not None:
                found.state[row, column] = HIDDEN if isinstance(each, NotShown) else CODES[each.state]
                found.level[row, column] = NO_LEVEL if each.level is None else each.level
                if each.level is None and each.comes_to is not None:
                    found.low[row, column], found.high[row, column] = each.comes_to.low, each.comes_to.high
                found.said[row, column] = True
    return found


def cells(framework: Framework, departments: Iterable[str], statements: Mapping[str, Iterable[str]]) -> Array:
    """Departments × statements: true for the statements given of each department."""
    rows = {key: row for row, key in enumerate(departments)}
    columns = {each.id: column for column, each in enumerate(framework.statements)}
    found = np.zeros((len(rows), len(columns)), dtype=bool)
    for key, given in statements.items():
        for each in given if key in rows else ():
            if each in columns:
                found[rows[key], columns[each]] = True
    return found


@dataclass(frozen=True, eq=False)
class RoundLevels:
    """What departments said in a round and what auditors found, as levels alone."""

    answers: Levels
    carried: Array  # bool, departments × statements: answers of the last round that nobody has confirmed in this one
    findings: Levels
    # Where that was read:
    earlier: Array | None = None  # bool: findings that were made on another version of the answer
    standing: Array | None = (
        None  # of findings, as STANDINGS has their codes; NO_STANDING where there is none
    )

    @property
    def departments(self) -> tuple[str, ...]:
        return self.answers.departments

    @property
    def own(self) -> Levels:
        """The departments' own word as it counts: without what nobody has confirmed."""
        return self.answers.only(~self.carried) if self.carried.any() else self.answers

    @property
    def audited(self) -> Levels:
        """The auditors' findings where there are any, and the departments' own word elsewhere."""
        return self.findings.over(self.findings.said, self.own)

    def of(self, framework: Framework, departments: Iterable[str]) -> "RoundLevels":
        """As Levels.of."""
        keys = tuple(departments)
        earlier, standing = (
            None if each is None else self._picked(each, framework, keys)
            for each in (self.earlier, self.standing)
        )
        return RoundLevels(
            self.answers.of(framework, keys),
            self._picked(self.carried, framework, keys),
            self.findings.of(framework, keys),
            earlier,
            standing,
        )

    def _picked(self, where: Array, framework: Framework, keys: tuple[str, ...]) -> Array:
        return (
            replace(nothing(self.answers.framework, self.answers.departments), said=where)
            .of(framework, keys)
            .said
        )

    def called(self, framework: Framework) -> "RoundLevels":
        """As Levels.called."""
        return replace(self, answers=self.answers.called(framework), findings=self.findings.called(framework))

    def with_read(self, other: "RoundLevels") -> "RoundLevels":
        """The same with the other's departments as they are there."""
        rows = [self.answers.rows[key] for key in other.departments]

        def put(mine: Array, theirs: Array) -> Array:
            found = mine.copy()
            found[rows] = theirs
            return found

        return RoundLevels(
            self.answers.with_read(other.answers),
            put(self.carried, other.carried),
            self.findings.with_read(other.findings),
            None if self.earlier is None or other.earlier is None else put(self.earlier, other.earlier),
            None if self.standing is None or other.standing is None else put(self.standing, other.standing),
        )

    def hiding(self, hidden: Mapping[str, Iterable[str]]) -> "RoundLevels":
        """The same as though nothing had been said or found of what is hidden, by department."""
        answers, findings = (each.hiding(hidden, shown=False) for each in (self.answers, self.findings))
        carried, standing = self.carried & answers.said, self.standing
        if standing is not None:
            standing = np.where(findings.said, standing, NO_STANDING)
        return replace(self, answers=answers, carried=carried, findings=findings, standing=standing)

    def recorded(self, department_id: str, statement_id: str) -> Standing | None:
        """How the finding on a statement was recorded to stand, on whatever version of the answer; None without one."""
        if self.standing is None:
            return None
        cell = self.answers.rows[department_id], self.answers.columns[statement_id]
        return next((each for each, code in STANDINGS.items() if code == self.standing[cell]), None)

    def standings(self, where: Array) -> dict[Standing, Array]:
        """Of each department how many of the statements where that is true stand where, as finding.standing has it."""
        if self.standing is None or self.earlier is None:
            raise TypeError("these levels were read without the standing of findings")
        now = np.where(self.earlier, NO_STANDING, self.standing)
        found = {
            each: (where & (now == code)).sum(axis=1)
            for each, code in STANDINGS.items()
            if each is not TO_CHECK
        }
        return {TO_CHECK: where.sum(axis=1) - sum(found.values()), **found}
