"""Where to look first, answer by answer from the answers themselves: what the rules on arrays are held to."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from statistics import median

from maturity.assessment.answer import NOT_ANSWERED, Answer
from maturity.assessment.concerns import (
    confirmed_otherwise,
    contradictions,
    is_old,
    needs_evidence,
    not_looked_at,
)
from maturity.assessment.grounds import normalised
from maturity.assessment.round import Round
from maturity.framework.model import Framework, Statement
from maturity.scoring.challenge import ChallengeKind, Item, Reason
from maturity.wording import counted, day

Answers = Mapping[str, Mapping[str, Answer]]
"""Department id → statement id → answer."""


def challenges_by_hand(
    framework: Framework,
    answers: Answers,
    today: date,
    *,
    last: Mapping[str, tuple[Round, Mapping[str, Answer]]] | None = None,
    of: Collection[str] | None = None,
) -> list[Item]:
    """Every answer with a reason to look again, the heaviest first; then by department and statement as given.

    `answers` are those of one round, and what departments are compared with; `last` is what they answered
    before, by department id, with the round; `of` keeps the list to some departments. Evidence is old or not
    on the day `today`.
    """
    looking = _Looking(framework, answers, last or {}, today)
    found = [
        item
        for department in answers
        if of is None or department in of
        for statement in framework.statements
        if (item := looking.item(department, statement)).reasons
    ]
    # The sort keeps the order of equals; sums of the same weights may differ in their last bits.
    return sorted(found, key=lambda item: -round(item.weight, 9))


class _Looking:
    """What the rules look at, gathered once for all departments."""

    def __init__(
        self,
        framework: Framework,
        answers: Answers,
        last: Mapping[str, tuple[Round, Mapping[str, Answer]]],
        today: date,
    ) -> None:
        self.framework, self.answers, self.last, self.today = framework, answers, last, today
        self.levels: dict[str, list[int]] = {}  # by statement, sorted
        for statement in framework.statements:
            said = [own.get(statement.id, NOT_ANSWERED).level for own in answers.values()]
            self.levels[statement.id] = sorted(level for level in said if level is not None)
        # The normalised evidence of each answer, and who wrote it for which statements.
        self.texts: dict[tuple[str, str], str] = {}
        self.writers: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for department, own in answers.items():
            for statement in framework.statements:
                if text := normalised(own.get(statement.id, NOT_ANSWERED).evidence):
                    self.texts[department, statement.id] = text
                    self.writers[text][department].append(statement.id)

    def item(self, department: str, statement: Statement) -> Item:
        weights = self.framework.challenge.weights
        reasons = [
            Reason(kind, sentence, weight)
            for kind, sentence in self._found(department, statement)
            if (weight := getattr(weights, kind.name.lower())) > 0
        ]
        return Item(department, statement.id, tuple(reasons))

    def _found(self, department: str, statement: Statement) -> Iterator[tuple[ChallengeKind, str]]:
        answers, framework = self.answers[department], self.framework
        answer = answers.get(statement.id, NOT_ANSWERED)
        said = answer.state.words
        if answer.level is not None:
            level = framework.scale_of(statement).by_value[answer.level]
            said = f"Level {level.number} ({level.name})" if level.number else f"“{level.name}”"
        if needs_evidence(framework, statement, answer):
            yield ChallengeKind.NO_EVIDENCE, f"{said}, with neither words nor a link to show it."
        for sentence in contradictions(framework, answers, statement):
            yield ChallengeKind.CONTRADICTION, f"{said}. {sentence}"
        if sentence := confirmed_otherwise(framework, statement, answer):
            yield ChallengeKind.CONFIRMED, sentence
        if sentence := self._jump(department, statement, answer):
            yield ChallengeKind.JUMP, f"{said}. {sentence}"
        if sentence := self._outlier(statement, answer):
            yield ChallengeKind.OUTLIER, f"{said}. {sentence}"
        if sentence := self._same_text(department, statement):
            yield ChallengeKind.SAME_TEXT, sentence
        if answer.evidence_date and is_old(framework, answer.evidence_date, self.today):
            months = f"{framework.evidence_months} months or more before {day(self.today)}"
            yield (
                ChallengeKind.OLD_EVIDENCE,
                f"The newest evidence is of {day(answer.evidence_date)}: {months}.",
            )
        if answer.level is not None and (unknown := not_looked_at(statement, answer)):
            yield ChallengeKind.NOT_LOOKED_AT, f"{said}, and {unknown} not looked at."
        if answer.unsure:
            yield ChallengeKind.UNSURE, f"{said}, and the department marked it as unsure."

    def _jump(self, department: str, statement: Statement, answer: Answer) -> str:
        scale = self.framework.scale_of(statement)
        if department not in self.last or answer.level is None or not scale.ordered:
            return ""
        round_, before = self.last[department]
        level = before.get(statement.id, NOT_ANSWERED).level
        if level is None or answer.level - level < self.framework.challenge.jump_levels:
            return ""
        was = scale.by_value[level].told if level in scale.by_value else f"level {level}"
        higher = "better" if scale.turned else "higher"
        return (
            f"It was {was} in the round “{round_.title}”: {counted(answer.level - level, 'level')} {higher}."
        )

    def _outlier(self, statement: Statement, answer: Answer) -> str:
        """An outlier stands well above the median of the others, where there are enough of them."""
        rule, levels = self.framework.challenge, self.levels[statement.id]
        scale = self.framework.scale_of(statement)
        if answer.level is None or not scale.ordered or len(levels) - 1 < rule.least_peers:
            return ""
        own = bisect_left(levels, answer.level)
        middle = median(levels[:own] + levels[own + 1 :])
        if answer.level - middle < rule.outlier_levels:
            return ""
        return f"The median of {len(levels) - 1} other departments is {scale.middle_told(middle)}."

    def _same_text(self, department: str, statement: Statement) -> str:
        text = self.texts.get((department, statement.id))
        if text is None:
            return ""
        writers = self.writers[text]
        same = [self.framework.by_id[each].label for each in writers[department] if each != statement.id]
        others = len(writers) - 1
        told = []
        if same:
            more = f" and {len(same) - 2} more" if len(same) > 2 else ""
            told.append(f"for {' and '.join(f'“{label}”' for label in same[:2])}{more} of this department")
        if others:
            told.append(f"in answers of {counted(others, 'other department')}")
        return f"The evidence reads the same {', and '.join(told)}." if told else ""
