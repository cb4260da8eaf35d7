from collections.abc import Mapping
from datetime import datetime

import pytest

from maturity.assessment.answer import Judgement, State
from maturity.assessment.finding import NO_FINDING, Confidence, Finding, Standing, digest
from maturity.assessment.people import Person
from maturity.assessment.round import Assessment
from maturity.errors import Stale
from maturity.store import findings, history
from maturity.store.database import Store

LEVEL = Finding(state=State.LEVEL, level=0, reason="No plan was seen", confidence=Confidence.HIGH)
READ_TWO_WAYS = Finding(
    state=State.LEVEL,
    level=3,
    confidence=Confidence.LOW,
    other_reading=Judgement(state=State.LEVEL, level=0),
)
PERHAPS_UNKNOWN = Finding(
    state=State.LEVEL, level=2, other_reading=Judgement(state=State.NOT_DETERMINED), reason="“Some” 📊"
)
UNKNOWN = Finding(state=State.NOT_DETERMINED, confidence=Confidence.MEDIUM)
SET: Mapping[str, Finding] = {"a1": LEVEL, "a2": READ_TWO_WAYS, "b1": PERHAPS_UNKNOWN, "b2": UNKNOWN}


def test_published_findings_come_back_as_they_were(
    store: Store, assessment: Assessment, ada: Person, noon: datetime
) -> None:
    with store.transaction(ada, noon) as transaction:
        findings.publish(transaction, assessment.id, SET)
    with store.reading() as session:
        found = findings.of_assessments(session, [assessment.id, 99])
    assert found == {assessment.id: SET, 99: {}}
    assert list(found[assessment.id]) == ["a1", "a2", "b1", "b2"]


def test_the_digest_does_not_depend_on_the_order() -> None:
    cells = {(statement, "A"): finding for statement, finding in SET.items()}
    assert digest(cells) == digest(dict(reversed(cells.items())))


@pytest.mark.parametrize(
    "other",
    [
        {("a1", "A"): LEVEL.model_copy(update={"level": 1})},
        {("a1", "A"): LEVEL.model_copy(update={"reason": "No plan was seen."})},
        {("a1", "A"): LEVEL.model_copy(update={"confidence": Confidence.LOW})},
        {("a1", "A"): LEVEL.model_copy(update={"other_reading": Judgement(state=State.NOT_DETERMINED)})},
        {("a2", "A"): LEVEL},
        {("a1", "B"): LEVEL},
        {("a1", "A"): LEVEL, ("a1", "B"): LEVEL},
        {},
    ],
)
def test_the_digest_tells_any_other_set_apart(other: dict[tuple[str, str], Finding]) -> None:
    assert digest(other) != digest({("a1", "A"): LEVEL})


def test_several_findings_are_kept_as_if_one_by_one_and_a_stale_one_keeps_none(
    store: Store, assessment: Assessment, ada: Person, noon: datetime
) -> None:
    first = Finding(state=State.LEVEL, level=1, reason="A note was seen", standing=Standing.CHALLENGED)
    settled = first.model_copy(update={"standing": Standing.RESOLVED, "version": 1})
    with store.transaction(ada, noon) as transaction:
        findings.save_all(transaction, assessment.id, {"a1": first, "a2": NO_FINDING})
    with store.transaction(ada, noon) as transaction:
        saved = findings.save_all(transaction, assessment.id, {"a1": settled, "b1": first})
    assert {key: each.version for key, each in saved.items()} == {"a1": 2, "b1": 1}
    with pytest.raises(Stale), store.transaction(ada, noon) as transaction:
        findings.save_all(
            transaction, assessment.id, {"a2": first, "b1": settled.model_copy(update={"version": 0})}
        )
    with store.reading() as session:
        assert findings.of_assessment(session, assessment.id) == saved
        changes = history.of_assessment(session, assessment.id)
    told = [(change.subject, change.before is None) for change in changes if change.kind == "finding"]
    assert told == [("b1", True), ("a1", False), ("a1", True)]  # the newest first
