"""What an auditor found, beside what the department answered; and findings that were published."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from maturity.assessment.answer import (
    SAID,
    Answer,
    ItemAnswer,
    Judgement,
    State,
    Writing,
    check_item,
    check_offered,
)
from maturity.assessment.checklist import ItemState, LevelRange, derived
from maturity.characters import is_blank
from maturity.errors import MaturityError
from maturity.framework.model import Framework, Statement


class Confidence(StrEnum):
    """How sure the coding of a published finding is."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Standing(StrEnum):
    """Where a statement is in the review."""

    TO_CHECK = "to check"  # nobody has looked at this answer yet, or it was changed since somebody did
    AGREED = "agreed"  # the auditor found what the department answered
    CHALLENGED = "challenged"  # the auditor found something else; the department may reply
    RESOLVED = "resolved"  # settled after a challenge: the finding is the auditor's last word


AGREED_TOGETHER = "Agreed together with others that gave no reason to look again, without looking at each."
"""The reason of a finding that an auditor made on many answers in one go."""


class Finding(Judgement):
    """An auditor's own level or state for a statement, with the reason; it stands beside the answer.

    A published finding also says how sure we are of having read it as its authors meant, and the other
    defensible reading where there is one. A finding in a review knows which version of the answer it was made
    on, and holds the department's reply. `version` counts the saves of both, from 0 for a finding never saved.
    """

    reason: Writing = ""
    confidence: Confidence | None = None
    other_reading: Judgement | None = None
    standing: Standing | None = None
    answer_version: int = 0
    reply: Writing = ""
    replied_by: str | None = None
    replied_at: datetime | None = None
    items: tuple[
        ItemAnswer, ...
    ] = ()  # of the checklist that the auditor found otherwise, in the order of their ids
    version: int = 0
    changed_at: datetime | None = None
    changed_by: str | None = None

    @property
    def replied(self) -> bool:
        """Whether the department has replied to the finding as it stands."""
        if not self.reply.strip() or self.replied_at is None:
            return False
        return self.changed_at is None or self.replied_at >= self.changed_at

    def content(self) -> dict[str, object]:
        """What the auditor and the department wrote, without versions of the finding, authors and times."""
        return self.model_dump(mode="json", include={*FOUND, "reply"})

    def found(self) -> dict[str, object]:
        """What the auditor wrote: with its reason one field, beside the reply of the department."""
        return self.model_dump(mode="json", include=FOUND)


FOUND = {"state", "level", "reason", "standing", "answer_version", "items"}


NO_FINDING = Finding(state=State.NOT_ANSWERED)
"""What stands for a finding that nobody has made."""


def digest(findings: Mapping[tuple[str, str], Finding]) -> str:
    """SHA-256 over (statement, department) → finding: what the history keeps of a published set."""
    published = {"state", "level", "reason", "confidence", "other_reading"}
    lines = [f"{cell} {findings[cell].model_dump_json(include=published)}" for cell in sorted(findings)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def finding_as_written(finding: Finding) -> str:
    """A finding as its field writes it down: “challenged 3”, the items found otherwise, as in “a1-4=no”, and the
    reason on the lines below; or nothing.
    """
    if finding.standing is None:
        return ""
    found = [] if finding.standing is Standing.AGREED else [str(_value(finding))]
    items = [f"{each.id}={each.said.value}" for each in finding.items]
    return "\n".join(filter(None, [" ".join([finding.standing, *found, *items]), finding.reason]))


def finding_in(words: str, answer: Judgement) -> Finding:
    """The finding that was so written down on an answer; “found 3” is of somebody who was not shown it.

    Raises FindingNotRead.
    """
    head, _, reason = words.partition("\n")
    verdict, *rest = head.split(" ")
    value = " ".join(each for each in rest if "=" not in each)
    items = [_item_in(each, words) for each in rest if "=" in each]
    standing = {"found": Standing.CHALLENGED, **{each.value: each for each in Standing}}.get(verdict)
    if standing is None or standing is Standing.TO_CHECK:
        raise FindingNotRead(words)
    judged = {"state": answer.state, "level": answer.level}
    if standing is not Standing.AGREED:
        level = int(value) if value.isdecimal() and len(value) < 10 else None
        state = State.LEVEL if level is not None else value
        if level is None and value not in set(SAID) - {State.LEVEL}:
            raise FindingNotRead(words)
        judged = {"state": State(state), "level": level}
    sorted_items = tuple(sorted(items, key=lambda each: each.id))
    return Finding.model_validate({**judged, "standing": standing, "reason": reason, "items": sorted_items})


def _item_in(written: str, words: str) -> ItemAnswer:
    item, _, said = written.partition("=")
    if said not in set(ItemState) - {ItemState.NOT_LOOKED_AT}:
        raise FindingNotRead(words)
    return ItemAnswer(id=item, said=ItemState(said))


def found_range(
    framework: Framework, statement: Statement, answer: Answer, items: Iterable[ItemAnswer]
) -> LevelRange:
    """What a checklist comes to with what was found of some `items` in place of what the department says."""
    return derived(framework, statement, {each.id: each.said for each in (*answer.items, *items)})


def _value(judgement: Judgement) -> int | str:
    return judgement.state.value if judgement.level is None else judgement.level


class FindingNotRead(MaturityError):
    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(
            "What was sent is no finding. Choose whether you agree and what you find, and record it again."
        )


class FindingRefused(MaturityError):
    def __init__(self, framework: Framework, statement_id: str, why: str) -> None:
        self.statement = statement_id
        super().__init__(f"“{framework.by_id[statement_id].label}”: {why}")


def standing(finding: Finding | None, answer: Answer) -> Standing:
    """Where a statement is in the review; a finding on an earlier answer leaves it to be checked again."""
    if finding is None or finding.standing is None or finding.answer_version != answer.version:
        return Standing.TO_CHECK
    return finding.standing


def audited(answers: Mapping[str, Answer], findings: Mapping[str, Finding]) -> dict[str, Judgement]:
    """The audited view of an assessment: the auditor's finding where there is one, the answer elsewhere."""
    return {**answers, **findings}


def check_finding(framework: Framework, statement_id: str, answer: Answer, finding: Finding) -> None:
    """Refuse a finding that the framework does not offer or that does not fit its standing.

    Raises StatementUnknown, LevelNotOffered or FindingRefused.
    """
    check_offered(framework, statement_id, finding)
    statement = framework.by_id[statement_id]
    for item in finding.items:  # how one is met another way, the finding's reason may say
        check_item(statement, item.model_copy(update={"words": item.words or finding.reason}))
    otherwise = found_range(framework, statement, answer, finding.items) if finding.items else None
    why = ""
    match finding.standing:
        case Standing.AGREED if not finding.same_as(answer):
            why = "you cannot agree and find something else. Challenge the answer instead."
        case Standing.AGREED if answer.state is State.NOT_ANSWERED:
            why = "there is no answer to agree with. Record what you found, with the reason."
        case Standing.AGREED if otherwise and otherwise.level != finding.level and is_blank(finding.reason):
            why = "what you found of its items does not come to the level you agree with. Say in a few words why."
        case Standing.CHALLENGED | Standing.RESOLVED if finding.state is State.NOT_ANSWERED:
            why = "say what you found: a level, “not determined”, or “does not apply”."
        case Standing.CHALLENGED | Standing.RESOLVED if not finding.reason.strip():
            why = "say in a few words why, so that the department can reply."
        case Standing.AGREED | Standing.CHALLENGED | Standing.RESOLVED:
            pass
        case _:
            why = "choose whether you agree, challenge, or have resolved it."
    if why:
        raise FindingRefused(framework, statement_id, why)
