"""How many statements one save takes: people save all day long."""

from datetime import datetime

from sqlalchemy import event

from maturity.assessment.answer import AnswerField
from maturity.assessment.people import Person
from maturity.assessment.round import Assessment
from maturity.services import answering
from maturity.services.installation import Installation


def test_a_save_takes_two_readings_and_three_writings(
    installation: Installation, ada: Person, treasury: Assessment, noon: datetime
) -> None:
    """The ledger, by which writers take turns; the assessment with the answer. Then the answer, the history and the
    ledger.
    """

    def choose(level: int, based_on: int) -> None:
        answering.record_field(
            installation, ada, noon, assessment_id=treasury.id, statement_id="a1", field=AnswerField.JUDGEMENT,
            words=str(level), based_on=based_on,
        )  # fmt: skip

    choose(1, 0)
    asked: list[str] = []
    engine = installation.store._engine

    def note(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement.split()[0])

    event.listen(engine, "before_cursor_execute", note)
    try:
        choose(2, 1)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert [each for each in asked if each != "BEGIN"] == ["SELECT"] * 2 + ["UPDATE", "INSERT", "UPDATE"]
