"""Every figure that a board is told, worked out again from the CSV export alone.

An independent script: it imports nothing of the program, and shares no rule with it but those written down for readers
(docs/, the sheet “Method”). Where the two disagree, one of them is wrong.
"""

import csv
import io
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from math import factorial
from statistics import fmean

TOP, BAR, HIGH, HALF = 4, 2, 3, 0.5
"""The scale's top, the bar of shortfalls, from where evidence is asked for, and the share that must be known."""
NEARLY = 1e-9
LEVEL, NOT_ANSWERED, NOT_DETERMINED, NOT_APPLICABLE = (
    "level",
    "not_answered",
    "not_determined",
    "not_applicable",
)
Row = dict[str, str]
Said = tuple[str, int | None]  # a state, and the level where it is one


def tables_of(archive: bytes) -> dict[str, list[Row]]:
    """The CSV tables of an export, by name; the apostrophe before words that look like a formula taken off."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        for name in opened.namelist():
            if name.endswith(".csv"):
                rows = csv.DictReader(io.StringIO(opened.read(name).decode("utf-8-sig"), newline=""))
                table = [{key: value.removeprefix("'") for key, value in row.items()} for row in rows]
                found[name.removeprefix("tables/").removesuffix(".csv")] = table
    return found


@dataclass(frozen=True)
class Score:
    """Of some statements that weigh alike, in per cent; None where nothing applies, or none has a level."""

    score: float | None
    low: float | None
    high: float | None
    applies: int
    known: int
    not_determined: int
    not_answered: int
    not_applicable: int

    @property
    def missing(self) -> int:
        """How many more levels it takes until half of what applies is known."""
        return max(0, -(-self.applies // 2) - self.known)


def score_of(said: Iterable[Said]) -> Score:
    states = list(said)
    levels = [level for state, level in states if state == LEVEL and level is not None]
    count = Counter(state for state, _ in states)
    applies, known, gone = len(states) - count[NOT_APPLICABLE], len(levels), sum(levels) * 100 / TOP
    return Score(
        score=gone / known if known else None,
        low=gone / applies if applies else None,
        high=(gone + 100 * (applies - known)) / applies if applies else None,
        applies=applies,
        known=known,
        not_determined=count[NOT_DETERMINED],
        not_answered=count[NOT_ANSWERED],
        not_applicable=count[NOT_APPLICABLE],
    )


class Round:
    """A round, by the word of the departments or with the auditors' findings first."""

    def __init__(self, archive: bytes, *, audited: bool = False, only: str | None = None) -> None:
        self.archive, self.audited, self.only = archive, audited, only
        self.tables = tables_of(archive)
        (self.about,) = self.tables["round"]
        self.statements = [row["statement"] for row in self.tables["statements"]]
        self.labels = {row["statement"]: row["label"] for row in self.tables["statements"]}
        self.themes: dict[str, list[str]] = defaultdict(list)
        for row in self.tables["statements"]:
            self.themes[row["theme_label"]].append(row["statement"])
        every = {row["department"]: row for row in self.tables["departments"]}
        self.departments = {key: row for key, row in every.items() if only in (None, key)}
        self.names = {key: row["name"] for key, row in self.departments.items()}

    def by(self, *, audited: bool, only: str | None = None) -> "Round":
        return Round(self.archive, audited=audited, only=only or self.only)

    # what was said

    @cached_property
    def answers(self) -> dict[tuple[str, str], Row]:
        return {(row["department"], row["statement"]): row for row in self.tables["answers"]}

    @cached_property
    def findings(self) -> dict[tuple[str, str], Row]:
        rows = self.tables["findings"]
        return {
            (row["department"], row["statement"]): row
            for row in rows
            if row["department"] in self.departments
        }

    def _waits(self, department: str, row: Row) -> bool:
        """Whether it was carried over and is still to be confirmed: it counts as not answered."""
        open_ = self.about["open_round"] == "true" and self.departments[department]["status"] != "agreed"
        return row["carried"] == "true" and open_

    @cached_property
    def waiting(self) -> dict[str, list[str]]:
        found = defaultdict(list)
        for (department, statement), row in self.answers.items():
            if department in self.departments and self._waits(department, row):
                found[department].append(statement)
        return found

    def own(self, department: str, statement: str) -> Said:
        row = self.answers.get((department, statement))
        if row is None or self._waits(department, row):
            return NOT_ANSWERED, None
        return state_of(row)

    def said(self, department: str, statement: str) -> Said:
        found = self.findings.get((department, statement))
        if self.about["kind"] == "benchmark" or (self.audited and found):
            return state_of(found) if found else (NOT_ANSWERED, None)
        return self.own(department, statement)

    # scores, and places

    @cached_property
    def scores(self) -> dict[str, Score]:
        return {key: score_of(self.said(key, each) for each in self.statements) for key in self.departments}

    def theme_score(self, department: str, theme: str) -> Score:
        return score_of(self.said(department, each) for each in self.themes[theme])

    def if_all_hold(self, department: str) -> float | None:
        """The score if what waits to be confirmed still holds."""
        waits = set(self.waiting[department])
        said = [
            state_of(self.answers[department, each])
            if each in waits and self.own(department, each) == self.said(department, each)
            else self.said(department, each)
            for each in self.statements
        ]
        return score_of(said).score

    @cached_property
    def placed(self) -> list[str]:
        return [key for key, each in self.scores.items() if each.low is not None and not each.missing]

    @cached_property
    def little_known(self) -> dict[str, int]:
        return {key: each.missing for key, each in self.scores.items() if each.missing}

    def above(self, one: str, other: str) -> bool:
        """Whether one is surely above the other."""
        low, high = self.scores[one].low, self.scores[other].high
        return low is not None and high is not None and low > high + NEARLY

    @cached_property
    def ranks(self) -> dict[str, tuple[int, int]]:
        return {
            key: (
                1 + sum(self.above(other, key) for other in self.placed),
                len(self.placed) - sum(self.above(key, other) for other in self.placed),
            )
            for key in self.placed
        }

    @property
    def apart(self) -> int:
        return sum(self.above(a, b) or self.above(b, a) for a, b in combinations(self.placed, 2))

    @property
    def pairs(self) -> int:
        return len(self.placed) * (len(self.placed) - 1) // 2

    @property
    def quarter(self) -> int:
        return len(self.placed) // 4

    def end(self, *, top: bool) -> list[str]:
        total, quarter = len(self.placed), self.quarter
        return [
            k
            for k, (best, worst) in self.ranks.items()
            if (worst <= quarter if top else best > total - quarter)
        ]

    @property
    def placed_scores(self) -> list[float]:
        return [found for key in self.placed if (found := self.scores[key].score) is not None]

    def against(self, other: "Round") -> tuple[int, int, int]:
        """Of the one department here: surely above, surely below and not told from how many placed of another round."""
        ((key, mine),) = self.scores.items()
        rest = [other.scores[each] for each in other.placed if each != key]
        above = sum((mine.low or 0) > (each.high or 0) + NEARLY for each in rest)
        below = sum((each.low or 0) > (mine.high or 0) + NEARLY for each in rest)
        return above, below, len(rest) - above - below

    # whose word, and what is doubtful

    @property
    def audited_in(self) -> Counter[str]:
        return Counter(department for department, _ in self.findings)

    @property
    def together(self) -> int:
        """Findings made in one go, as their reason says."""
        return sum(row["reason"].startswith("Agreed together") for row in self.findings.values())

    @property
    def overturned(self) -> int:
        """Findings that differ from the answer as it stands."""
        answers = {key: state_of(self.answers[key]) for key in self.findings if key in self.answers}
        return sum(
            state_of(row) != answers.get(key, (NOT_ANSWERED, None)) for key, row in self.findings.items()
        )

    @property
    def paired(self) -> list[tuple[int, int]]:
        """The department's level and the auditor's, of answers that were not changed since the auditor looked."""
        found = []
        for key, row in self.findings.items():
            (_, own), (_, theirs) = self.own(*key), state_of(row)
            unchanged = key in self.answers and self.answers[key]["version"] == row["answer_version"]
            if own is not None and theirs is not None and unchanged:
                found.append((own, theirs))
        return found

    @property
    def high_levels(self) -> tuple[int, int]:
        """Answers at a level that asks for evidence, and those that have none; what is carried over is none yet."""
        high = [
            row
            for (department, _), row in self.answers.items()
            if department in self.departments and row["level"] and int(row["level"]) >= HIGH
            if not self._waits(department, row)
        ]
        return len(high), sum(not row["evidence"].strip() and not row["links"] for row in high)

    @property
    def statuses(self) -> Counter[str]:
        return Counter(row["status"] for row in self.departments.values())

    # shortfalls

    @cached_property
    def spreads(self) -> dict[str, "Spread"]:
        return {
            each: Spread(Counter(self.said(key, each) for key in self.departments))
            for each in self.statements
        }

    @cached_property
    def shortest(self) -> list[str]:
        """The statements that most fall short on, of those known; of equals, the furthest from the top."""
        found = {key: (round(each.share, 9), round(each.distance, 9)) for key, each in self.spreads.items()}
        return sorted(
            (key for key in found if any(found[key])), key=lambda key: (-found[key][0], -found[key][1])
        )

    @cached_property
    def below_top(self) -> list[tuple[str, str, int | None]]:
        """Department, statement and level of all that is not at the top; None where nobody knows it."""
        found = []
        for department in self.departments:
            for statement in self.statements:
                state, level = self.said(department, statement)
                if state != NOT_APPLICABLE and (level is None or level < TOP):
                    found.append((department, statement, level))
        return found

    # road maps

    @property
    def targets(self) -> dict[tuple[str, str], Row]:
        rows = self.tables["targets"]
        return {(r["department"], r["statement"]): r for r in rows if r["department"] in self.departments}

    @cached_property
    def every_action(self) -> dict[str, "Action"]:
        of, raises, waits = defaultdict(list), defaultdict(list), defaultdict(list)
        for row in self.tables["action_departments"]:
            of[row["action"]].append(row["department"])
        for row in self.tables["action_raises"]:
            raises[row["action"]].append((row["statement"], int(row["level"]) if row["level"] else None))
        for row in self.tables["action_dependencies"]:
            waits[row["action"]].append(row["waits_for"])
        return {
            row["action"]: Action(row, of[row["action"]], raises[row["action"]], waits[row["action"]])
            for row in self.tables["actions"]
        }

    @property
    def actions(self) -> list["Action"]:
        return [
            each for each in self.every_action.values() if set(each.departments) & self.departments.keys()
        ]

    @property
    def gaps_to_targets(self) -> list[tuple[str, str]]:
        """Below a chosen target, and not accepted as it is."""
        accepted = {(row["department"], row["statement"]) for row in self.tables["accepted_gaps"]}
        return [
            (department, statement)
            for (department, statement), row in self.targets.items()
            if (level := self.said(department, statement)[1]) is not None
            and level < int(row["level"])
            and (department, statement) not in accepted
        ]

    @property
    def idle_gaps(self) -> int:
        """Gaps to chosen targets that no action works on."""
        worked = {
            (department, statement)
            for each in self.actions
            if each.status not in ("delivered", "stopped")
            for department in each.departments
            for statement, _ in each.raises
        }
        return sum(gap not in worked for gap in self.gaps_to_targets)


def state_of(row: Row) -> Said:
    return row["state"], int(row["level"]) if row["level"] else None


class Spread:
    """How many departments are at each level of a statement, and in each state."""

    def __init__(self, said: Counter[Said]) -> None:
        self.levels = Counter({level: n for (_, level), n in said.items() if level is not None})
        self.states = Counter({state: n for (state, level), n in said.items() if level is None})
        self.known = self.levels.total()
        self.unknown = self.states[NOT_ANSWERED] + self.states[NOT_DETERMINED]
        self.applies = self.known + self.unknown
        self.short = sum(n for level, n in self.levels.items() if level < BAR)
        self.share = self.short / self.known if self.known else 0.0
        gone = sum(level * n for level, n in self.levels.items()) / TOP
        self.distance = 1 - gone / self.known if self.known else 0.0


@dataclass(frozen=True)
class Action:
    row: Row
    departments: list[str]
    raises: list[tuple[str, int | None]]
    waits_for: list[str]

    @property
    def status(self) -> str:
        return self.row["status"]

    @property
    def committed(self) -> bool:
        return self.status in ("approved", "under_way", "delivered")

    @property
    def lead(self) -> str:
        return self.row["lead"]

    def cost(self, which: str) -> int | None:
        return int(self.row[which]) if self.row[which] else None

    def day(self, which: str) -> date | None:
        return date.fromisoformat(self.row[which]) if self.row[which] else None


# what moved


@dataclass(frozen=True)
class Step:
    start: Score
    end: Score

    @property
    def verdict(self) -> str:
        ends = [each or 0.0 for each in (self.start.low, self.start.high, self.end.low, self.end.high)]
        if ends[2] > ends[1] + NEARLY:
            return "rose"
        if ends[0] > ends[3] + NEARLY:
            return "fell"
        return "same" if max(ends) - min(ends) <= NEARLY else "open"

    @property
    def little(self) -> bool:
        """Whether the ranges meet, and less than half of what applies is known then or now."""
        return self.verdict == "open" and bool(self.start.missing or self.end.missing)


def steps(then: Round, now: Round) -> dict[str, Step]:
    """The departments with a score in both."""
    return {
        key: Step(then.scores[key], each)
        for key, each in now.scores.items()
        if key in then.scores and each.score is not None and then.scores[key].score is not None
    }


KINDS = (
    "improved", "declined", "newly answered", "not answered yet", "newly determined", "no longer determined",
    "became applicable", "became not applicable",
)  # fmt: skip
KNOWING = KINDS[2:6]
"""What becomes or stops being known: a mean moves by it, and no statement known in both rounds has."""


def kind_of(before: Said, after: Said) -> str:
    """What happened to a statement; nothing where no score can notice."""
    (was, then), (now, level) = before, after
    if (was == NOT_APPLICABLE) != (now == NOT_APPLICABLE):
        return "became not applicable" if now == NOT_APPLICABLE else "became applicable"
    if then is not None and level is not None:
        return "" if then == level else "improved" if level > then else "declined"
    if then is None and level is None:
        return ""
    unknown = was if then is None else now
    answered = unknown == NOT_ANSWERED
    if then is None:
        return "newly answered" if answered else "newly determined"
    return "not answered yet" if answered else "no longer determined"


def parts(then: Round, now: Round) -> dict[str, tuple[float, int]]:
    """What each kind of change adds to the mean, and of how many statements it is: Shapley's value, over the orders
    that leave a score at every step. With findings counted, what they move is a part of its own."""
    points: dict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    moved = steps(then, now)
    for key, step in moved.items():
        pairs = {each: (then.own(key, each), now.own(key, each)) for each in now.statements}
        kinds = {each: kind_of(*pair) for each, pair in pairs.items()}
        count.update(kind for kind in kinds.values() if kind)
        happened = [kind for kind in KINDS if kind in kinds.values()]

        def value(done: frozenset[str], pairs: Mapping = pairs, kinds: Mapping = kinds) -> float | None:  # type: ignore[type-arg]
            return score_of(pair[kinds[each] in done] for each, pair in pairs.items()).score

        for kind, each in shapley(happened, value).items():
            points[kind] += each
        alone = (value(frozenset()) or 0.0, value(frozenset(happened)) or 0.0)
        points["auditor's findings"] += ((step.end.score or 0) - alone[1]) - (
            (step.start.score or 0) - alone[0]
        )
    if now.audited:
        count["auditor's findings"] = 1
    return {kind: (points[kind] / len(moved), count[kind]) for kind in (*KINDS, "auditor's findings")}


def shapley(kinds: list[str], value) -> dict[str, float]:  # type: ignore[no-untyped-def]
    values = {
        frozenset(some): value(frozenset(some))
        for size in range(len(kinds) + 1)
        for some in combinations(kinds, size)
    }
    if None not in values.values():
        total = len(kinds)
        return {
            kind: sum(
                factorial(len(some)) * factorial(total - len(some) - 1) / factorial(total)
                * (values[some | {kind}] - each)
                for some, each in values.items()
                if kind not in some
            )
            for kind in kinds
        }  # fmt: skip
    added: Counter[str] = Counter()
    orders = 0

    def walk(done: frozenset[str], gained: dict[str, float]) -> None:
        nonlocal orders
        if len(done) == len(kinds):
            orders += 1
            added.update(gained)
        for kind in kinds:
            if kind not in done and values[done | {kind}] is not None:
                walk(done | {kind}, {**gained, kind: values[done | {kind}] - values[done]})

    walk(frozenset(), {})
    return {kind: added[kind] / orders for kind in kinds}


# what is ahead


@dataclass(frozen=True)
class Promised:
    made: int
    known: int
    kept: int
    promised: int
    found: int


def promises(then: Round, now: Round, of: Iterable[str]) -> Promised:
    """What actions delivered by the end of `now`, planned before it, promised; and what it found."""
    closes = now.about["closes"]
    made = known = kept = promised = found = 0

    def judged(round_: Round, department: str, statement: str) -> int | None:
        row = round_.findings.get((department, statement))
        return state_of(row)[1] if row else round_.said(department, statement)[1]

    for department in of:
        if department not in then.departments or department not in now.departments:
            continue
        aims: dict[str, int] = {}
        for action in then.every_action.values():
            late = closes and action.row["delivered_on"] and action.row["delivered_on"] > closes
            if action.status == "delivered" and department in action.departments and not late:
                for statement, to in action.raises:
                    if to is not None:
                        aims[statement] = max(to, aims.get(statement, to))
        for statement, to in aims.items():
            was, is_ = judged(then, department, statement), judged(now, department, statement)
            made += 1
            if was is not None and is_ is not None:
                known += 1
                kept += is_ >= to
                promised += max(0, to - was)
                found += is_ - was
    return Promised(made, known, kept, promised, found)


@dataclass(frozen=True)
class Ahead:
    """Means over the departments placed: as assessed, with what is delivered, what is overdue, and all; low, score and
    high."""

    over: int
    assessed: tuple[float, float, float]
    with_delivered: tuple[float, float, float]
    with_late: tuple[float, float, float]
    end: tuple[float, float, float]
    quarter: date  # the last day of the last quarter
    delivered: int
    late: int
    on_course: int
    undated: int

    def as_before(self, share: float) -> tuple[float, ...]:
        return tuple(
            start + share * (end - start) for start, end in zip(self.assessed, self.end, strict=True)
        )


def ahead(round_: Round, today: date) -> Ahead | None:
    """Where the mean would be if all that is approved is delivered on time."""
    days = days_of_delivery(round_.every_action, today)
    own = [each for each in round_.actions if each.row["action"] in days]
    meant = round_.placed
    if not round_.actions or not meant:
        return None
    committed = [each for each in round_.actions if each.committed]
    closes = date.fromisoformat(round_.about["closes"] or round_.about["opens"])
    last = max(
        [closes.replace(year=closes.year + 1), *(days[each.row["action"]] for each in own)]
        + [date.fromisoformat(row["by"]) for row in round_.targets.values()]
        + [each.day("due") or today for each in committed]
    )
    quarter = end_of_quarter(today)
    for number in range(40):
        if number >= 3 and quarter >= end_of_quarter(last):
            break
        quarter = end_of_quarter(quarter + timedelta(days=1)) if number < 39 else quarter
    delivered = [each for each in own if each.status == "delivered"]
    late = [each for each in own if each.status != "delivered" and (due := each.day("due")) and due < today]

    def mean(actions: Iterable[Action]) -> tuple[float, float, float]:
        found = [_raised(round_, key, [each for each in actions if key in each.departments]) for key in meant]
        low, score, high = zip(*found, strict=True)
        return fmean(low), fmean(score), fmean(high)

    return Ahead(
        over=len(meant),
        assessed=mean([]),
        with_delivered=mean(delivered),
        with_late=mean([*delivered, *late]),
        end=mean(own),
        quarter=quarter,
        delivered=len(delivered),
        late=len(late),
        on_course=len(own) - len(delivered) - len(late),
        undated=sum(each.committed and each.row["action"] not in days for each in round_.actions),
    )


def _raised(round_: Round, department: str, actions: Iterable[Action]) -> tuple[float, float, float]:
    """Low, score and high: what is not known counts as raised in the low end and the score, and is open in the high."""
    to: dict[str, int] = {}
    for action in actions:
        for statement, level in action.raises:
            if level is not None:
                to[statement] = max(level, to.get(statement, level))
    at_least, open_ = [], []
    for statement in round_.statements:
        state, level = round_.said(department, statement)
        if level is not None:
            raised: Said = (LEVEL, max(level, to.get(statement, level)))
            at_least.append(raised)
            open_.append(raised)
        else:
            counts = statement in to and state != NOT_APPLICABLE
            at_least.append((LEVEL, to[statement]) if counts else (state, None))
            open_.append((state, None))
    found = score_of(at_least)
    return found.low or 0.0, found.score or 0.0, score_of(open_).high or 0.0


def end_of_quarter(day: date) -> date:
    month = 3 * ((day.month + 2) // 3)
    first_after = date(day.year + month // 12, month % 12 + 1, 1)
    return first_after - timedelta(days=1)


def days_of_delivery(actions: Mapping[str, Action], today: date) -> dict[str, date]:
    """From when each action counts: its date, today where that is past, or when all that it waits for counts."""
    found: dict[str, date | None] = {}

    def day(key: str, waiting: tuple[str, ...]) -> date | None:
        if key not in actions or key in waiting:
            return None
        if key not in found:
            action = actions[key]
            if action.status == "delivered":
                found[key] = action.day("delivered_on") or action.day("due") or today
            elif action.status in ("approved", "under_way") and (due := action.day("due")):
                each = [max(due, today), *(day(other, (*waiting, key)) for other in action.waits_for)]
                found[key] = None if None in each else max(one for one in each if one)
            else:
                found[key] = None
        return found[key]

    return {key: when for key in actions if (when := day(key, ())) is not None}
