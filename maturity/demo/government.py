"""A made-up government, to show the product at work: the same seed makes the same one, to the last word."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from maturity.assessment.answer import NOT_ANSWERED, Answer, Judgement, State, carried_over, with_derived
from maturity.assessment.concerns import needs_evidence
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import EVERY_DEPARTMENT, Person, Role
from maturity.assessment.round import Department, Move, Round, RoundKind, Status, id_from
from maturity.demo.road_map import Deed, road_map
from maturity.framework.model import Framework, Statement
from maturity.wording import day

MOST_DEPARTMENTS = 1_000
MOST_ROUNDS = 20
SAYS_SO = "Made-up"
"""How the name of everything made here begins, wherever it is shown."""

OPEN_FOR = 45  # days that the newest round has been open; it stays open for as many again
# fmt: off
SUBJECTS = (
    "Harbours", "Lighthouses", "Forests", "Rivers", "Bridges", "Weather", "Maps", "Orchards", "Railways",
    "Islands", "Archives", "Festivals", "Canals", "Quarries", "Gardens", "Clocks", "Coasts", "Moorland",
    "Markets", "Tides", "Wool", "Glass", "Beehives", "Ferries", "Kites", "Puzzles", "Windmills",
    "Hedgerows", "Meadows", "Lanterns", "Pottery", "Tunnels", "Fountains", "Observatories", "Bakeries",
    "Sundials", "Caves", "Springs", "Parades", "Instruments",
)
BODIES = (
    "Agency", "Authority", "Board", "Bureau", "Centre", "Commission", "Council", "Executive", "Foundation",
    "Fund", "Inspectorate", "Institute", "Laboratory", "Library", "Museum", "Ombudsman", "Panel",
    "Partnership", "Registry", "Regulator", "School", "Service", "Survey", "Tribunal", "Trust", "Workshop",
    "Academy", "Exchange", "Office", "Guild",
)
# fmt: on
THINGS = (
    "a paper to the board",
    "the minutes of the data board",
    "an internal audit report",
    "a survey of staff",
    "the register of datasets",
    "a letter from the chief data officer",
    "the plan for the year",
    "a report on quality",
    "a review by a neighbouring body",
)
STOCK = (
    "Made-up evidence: see the data strategy.",
    "Made-up evidence: as in the last return.",
    "Made-up evidence: the data board has discussed this.",
)
REPLIES = (
    "Made up: we accept this.",
    "Made up: the newer paper shows more than the one you saw. Please look again.",
    "Made up: work has moved on since the review began.",
)
NOW = {Status.DRAFT: 30, Status.SUBMITTED: 20, Status.IN_REVIEW: 30, Status.AGREED: 20}
"""How many of 100 assessments of the newest round have come how far."""


@dataclass(frozen=True)
class StoryStep:
    """Something that one person did to an assessment in one go: a move, or some answers or findings."""

    at: datetime
    person: Person
    move: Move | None = None
    assurance: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    findings: Mapping[str, Finding] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """One assessment: whose it is, everything that was done to it from its start, in order, and its road map."""

    department: Department
    started: datetime
    officer: Person
    steps: tuple[StoryStep, ...]
    road_map: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Occasion:
    """A round with its assessments; some departments of the newest have not begun."""

    round: Round
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Government:
    """Departments (each after the head of its family), the people who act, and rounds from the oldest."""

    departments: tuple[Department, ...]
    people: tuple[Person, ...]
    occasions: tuple[Occasion, ...]


def government(
    framework: Framework, today: date, *, departments: int = 300, rounds: int = 6, seed: int = 1
) -> Government:
    """A government of so many departments, assessed in so many yearly rounds, of which the newest is open.

    `departments` is 1 to MOST_DEPARTMENTS, `rounds` 1 to MOST_ROUNDS. Departments improve and sometimes
    decline; each has blind spots, where it answers higher than an auditor finds. Nothing comes from anywhere
    but `seed`, `today` and the framework.
    """
    random = Random(seed)  # noqa: S311 (examples, no secrets)
    bodies = _departments(random, departments)
    officers = {head.id: _officer(head, bodies) for head in bodies if head.family is None}
    auditor = _person("auditor", (Role.AUDITOR, EVERY_DEPARTMENT))
    reader = _person("board member", (Role.READER, EVERY_DEPARTMENT))
    characters = _characters(random, framework, bodies, rounds)
    family = {body.id: body.family or body.id for body in bodies}
    plans = Random(seed + 1)  # noqa: S311 (so that answers are the same whatever is planned)
    occasions, last = [], dict[str, dict[str, Answer]]()
    for number in range(rounds):
        newest = number == rounds - 1
        round_ = _round(framework, today, rounds - 1 - number, seed)
        stories = []
        for body in bodies:
            character = characters[body.id]
            if number < character.joins or (newest and random.random() < 0.04 and len(bodies) > 1):
                continue
            status = random.choices(list(NOW), list(NOW.values()))[0] if newest else Status.AGREED
            officer = officers[body.family or body.id]
            telling = _Telling(random, framework, round_, body, officer, auditor, character, number)
            story = telling.story(status, last.get(body.id, {}))
            last[body.id] = telling.answers
            if number >= rounds - 2 and status is not Status.DRAFT:
                kin = [body.id, *(key for key in family if key != body.id and family[key] == family[body.id])]
                planned = road_map(
                    plans, framework, round_, kin, officer, telling.answers, today, newest=newest
                )
                story = replace(story, road_map=planned)
            stories.append(story)
        occasions.append(Occasion(round_, tuple(stories)))
    return Government(tuple(bodies), (auditor, reader, *officers.values()), tuple(occasions))


def _departments(random: Random, number: int) -> list[Department]:
    families = random.sample(SUBJECTS, max(1, min(len(SUBJECTS), number // 12)))
    left = {subject: random.sample(BODIES, len(BODIES)) for subject in families}
    sizes = {subject: 0.02 + random.random() ** 2 for subject in families}
    found = [_department(f"Ministry of {subject}") for subject in families]
    heads = dict(zip(families, found, strict=True))
    for _ in range(number - len(families)):
        some = [subject for subject in families if left[subject]]
        subject = random.choices(some, [sizes[each] for each in some])[0]
        found.append(_department(f"{subject} {left[subject].pop()}", heads[subject].id))
    return found


def _department(name: str, family: str | None = None) -> Department:
    name = f"{SAYS_SO} {name}"
    return Department(id=id_from(name, "department"), name=name, family=family)


def _person(name: str, *roles: tuple[Role, str]) -> Person:
    # Nobody has signed in as them: the history is to say so.
    name = f"{SAYS_SO} {name}"
    return Person(id=id_from(name, "person"), name=name, roles=frozenset(roles), local=True)


def _officer(head: Department, bodies: list[Department]) -> Person:
    own = [body.id for body in bodies if head.id in (body.id, body.family)]
    subject = head.name.rpartition(" of ")[2]
    return _person(f"data officer for {subject}", *((Role.APPROVER, each) for each in own))


def _round(framework: Framework, today: date, years_ago: int, seed: int) -> Round:
    newest = today - timedelta(days=OPEN_FOR)
    opens = date(newest.year - years_ago, newest.month, min(newest.day, 28))
    title = f"{SAYS_SO} round {opens.year}"
    return Round(
        id=id_from(title, "round"),
        title=title,
        kind=RoundKind.LIVE,
        framework_id=framework.id,
        edition=framework.edition,
        framework_hash=framework.content_hash,
        opens=opens,
        closes=opens + timedelta(days=2 * OPEN_FOR),
        source=f"Everything in this round is made up by “maturity demo”, seed {seed}.",
    )


@dataclass(frozen=True)
class _Character:
    """What a department is like: by round and statement id, how far it really is (0 to 1 between levels)."""

    joins: int  # the first round that it takes part in
    real: tuple[Mapping[str, float], ...]
    blind: Mapping[str, int]  # levels too high
    outside: frozenset[str]  # what does not apply to it


def _characters(
    random: Random, framework: Framework, bodies: list[Department], rounds: int
) -> dict[str, _Character]:
    ids = [statement.id for statement in framework.statements]
    hard = {each: random.gauss(0, 0.1) for each in ids}
    families = {body.id: random.gauss(0.36, 0.08) for body in bodies if body.family is None}
    found = {}
    for body in bodies:
        at, pace = families[body.family or body.id] + random.gauss(0, 0.14), random.gauss(0.035, 0.03)
        own = {each: random.gauss(0, 0.12) - hard[each] for each in ids}
        real = []
        for _ in range(rounds):
            real.append({each: at + own[each] + random.gauss(0, 0.03) for each in ids})
            setback = 0.2 if random.random() < 0.04 else 0.0
            at += pace + random.gauss(0, 0.02) - setback
        found[body.id] = _Character(
            joins=0 if random.random() < 0.93 else random.randrange(rounds),
            real=tuple(real),
            blind={each: random.choice((1, 1, 1, 2)) for each in ids if random.random() < 0.1},
            outside=frozenset(each for each in ids if random.random() < 0.015),
        )
    return found


class _Telling:
    """Tells the story of one assessment."""

    def __init__(
        self,
        random: Random,
        framework: Framework,
        round_: Round,
        body: Department,
        officer: Person,
        auditor: Person,
        character: _Character,
        number: int,
    ) -> None:
        self.random, self.framework, self.round, self.body = random, framework, round_, body
        self.officer, self.auditor, self.character, self.number = officer, auditor, character, number
        self.answers: dict[str, Answer] = {}
        self.steps: list[StoryStep] = []

    def story(self, status: Status, last: Mapping[str, Answer]) -> Story:
        started = self._at(0, 8)
        self._answer(status is Status.DRAFT, last)
        if status is not Status.DRAFT:
            words = f"Made up: {self.officer.name} has checked what stands behind these answers."
            self.steps.append(StoryStep(self._at(22, 28), self.officer, Move.SUBMIT, words))
        if status in (Status.IN_REVIEW, Status.AGREED):
            self.steps.append(StoryStep(self._at(29, 31), self.auditor, Move.BEGIN_REVIEW))
            self._review(status is Status.AGREED)
        if status is Status.AGREED:
            self.steps.append(StoryStep(self._at(42, 44), self.auditor, Move.AGREE))
        return Story(self.body, started, self.officer, tuple(self.steps))

    def _at(self, first: int, last: int) -> datetime:
        """Some moment of a working day, that many days after the round opened."""
        days, minutes = self.random.randrange(first, last), self.random.randrange(8 * 60)
        return datetime.combine(self.round.opens, time(9), UTC) + timedelta(days=days, minutes=minutes)

    def _answer(self, draft: bool, last: Mapping[str, Answer]) -> None:
        sittings = [self._at(8, 14), self._at(14, 22)]
        if draft and last and self.random.random() < 0.4:
            self.answers = {key: carried_over(self.framework, key, each) for key, each in last.items()}
            self._say(sittings[0], self.answers)
        share = self.random.uniform(0.1, 0.95) if draft else 0.98
        said: tuple[dict[str, Answer], dict[str, Answer]] = ({}, {})
        for place, statement in enumerate(self.framework.statements):
            if self.random.random() < share:
                sitting = int(draft and (bool(self.answers) or place >= len(self.framework.statements) / 2))
                before = self.answers.get(statement.id, NOT_ANSWERED)
                answer = self._whole(statement, self._one(statement, sittings[sitting].date()))
                said[sitting][statement.id] = answer.model_copy(update={"version": before.version})
        for at, some in zip(sittings, said, strict=True):
            self._say(at, some)

    def _say(self, at: datetime, answers: Mapping[str, Answer]) -> None:
        if answers:
            self.steps.append(StoryStep(at, self.officer, answers=answers))
            kept = {
                key: each.model_copy(update={"version": each.version + 1}) for key, each in answers.items()
            }
            self.answers = {**self.answers, **kept}

    def _level(self, statement: Statement, above: int = 0) -> Judgement:
        levels = self.framework.scale_of(statement).levels
        top = len(levels) - 1
        place = round(self.character.real[self.number][statement.id] * top)
        place = min(max(min(max(place, 0), top) + above, 0), top)
        return Judgement(state=State.LEVEL, level=levels[place].value)

    def _one(self, statement: Statement, today: date) -> Answer:
        random, chance = self.random, self.random.random()
        if statement.id in self.character.outside and random.random() < 0.9:
            reason = f"Made up: {self.body.name} holds no data of this kind."
            return Answer(state=State.NOT_APPLICABLE, reason=reason)
        if chance < 0.07 - 0.004 * min(self.number, 10):
            return Answer(state=State.NOT_DETERMINED, unsure=random.random() < 0.3)
        above = self.character.blind.get(statement.id, 1 if chance > 0.9 else -1 if chance > 0.86 else 0)
        level = self._level(statement, above).level
        evidence = evidence_date = None
        if random.random() < 0.88:
            evidence_date = today - timedelta(days=min(1500, int(random.expovariate(1 / 260))))
            evidence = self._evidence(statement, evidence_date)
        linked = evidence is not None and random.random() < 0.35
        return Answer(
            state=State.LEVEL,
            level=level,
            evidence=evidence or "",
            evidence_date=evidence_date if random.random() < 0.9 else None,
            links=(f"https://{self.body.id}.example/{statement.id}",) if linked else (),
            contact=f"{SAYS_SO} data office" if random.random() < 0.5 else "",
            unsure=random.random() < 0.05,
            come_back=random.random() < 0.02,
        )

    def _whole(self, statement: Statement, answer: Answer) -> Answer:
        """Of a statement with a checklist, judged as a whole: nobody makes up its items."""
        if statement.checklist is None:
            return answer
        reason = answer.reason or "Made up: judged as a whole."
        chosen = answer.model_copy(update={"confirmed": True, "reason": reason})
        return with_derived(self.framework, statement.id, chosen)

    def _evidence(self, statement: Statement, of: date) -> str:
        if self.random.random() < 0.06:
            return self.random.choice(STOCK)
        thing, areas = self.random.choice(THINGS), self.random.randrange(4, 13)
        covers = f"for {self.random.randrange(1, areas + 1)} of {areas} business areas"
        return f"Made-up evidence: {thing} of {day(of)} on “{statement.label}”, {covers}."

    def _review(self, whole: bool) -> None:
        share = 1.0 if whole else self.random.uniform(0.2, 0.95)
        found = {
            statement.id: self._finding(statement)
            for statement in self.framework.statements
            if self.random.random() < share
        }
        self._find(self._at(31, 35), found)
        challenged = {key: each for key, each in found.items() if each.standing is Standing.CHALLENGED}
        replies, reply_at = {}, self._at(35, 38)
        for key, finding in challenged.items():
            if self.random.random() < 0.35:
                replied = {"reply": self.random.choice(REPLIES), "version": 1}
                by = {"replied_by": self.officer.id, "replied_at": reply_at}
                replies[key] = finding.model_copy(update=replied | by)
        self._find(reply_at, replies, self.officer)
        settled = {}
        for key, finding in challenged.items():
            if whole or self.random.random() < 0.3:
                answer, last = self.answers.get(key, NOT_ANSWERED), replies.get(key, finding)
                if key in replies and answer.level is not None and self.random.random() < 0.3:
                    why = "Made up: the newer paper shows what was answered."
                    shown = {"state": answer.state, "level": answer.level, "reason": why}
                    last = last.model_copy(update=shown)
                saves = 2 if key in replies else 1
                settled[key] = last.model_copy(update={"standing": Standing.RESOLVED, "version": saves})
        self._find(self._at(38, 42), settled)

    def _find(self, at: datetime, findings: Mapping[str, Finding], who: Person | None = None) -> None:
        if findings:
            self.steps.append(StoryStep(at, who or self.auditor, findings=findings))

    def _finding(self, statement: Statement) -> Finding:
        """What the auditor finds at first: what is so, or nothing where there is nothing to see."""
        answer = self.answers.get(statement.id, NOT_ANSWERED)
        found, why = Judgement(state=State.NOT_DETERMINED), ""
        match answer.state:
            case State.NOT_ANSWERED:
                why = "nothing was answered, and nothing was shown."
            case State.LEVEL if (
                needs_evidence(self.framework, statement, answer) and self.random.random() < 0.5
            ):
                why = "the level is high, and nothing was shown for it."
            case State.LEVEL:
                found = self._level(statement)
                lower = (found.level or 0) < (answer.level or 0)
                seen = "less than was answered" if lower else "more than was answered"
                why = f"what was shown is {seen}: {found.words(self.framework.scale_of(statement)).lower()}."
            case _ if self.random.random() < 0.1:
                found, why = self._level(statement), "there is enough to judge on, and it does apply."
            case _:
                found = Judgement(state=answer.state)
        agrees = found.same_as(answer)
        return Finding(
            state=found.state,
            level=found.level,
            reason="" if agrees else f"Made up: {why}",
            standing=Standing.AGREED if agrees else Standing.CHALLENGED,
            answer_version=answer.version,
        )
