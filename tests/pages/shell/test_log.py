"""What the log says of a bug: where it was, and nothing that anybody wrote."""

import io
import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import streamlit.error_util
from sqlalchemy.exc import DBAPIError
from streamlit.testing.v1 import AppTest

from maturity.assessment.answer import Answer, State
from maturity.assessment.people import Person, local_person
from maturity.pages.shell.log_redaction import keep_words_out
from maturity.server import serve
from maturity.services import administering, answering
from maturity.services.installation import Installation
from maturity.store import answers, history

SECRET = "The minister's unpublished plan"
NAME = "Grace Hopper-Secret"
Visit = Callable[..., AppTest]


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Everything that is written to the log by our logger and by Streamlit's."""
    before = logging.getLogRecordFactory()
    keep_words_out()
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    loggers = [logging.getLogger("maturity"), logging.getLogger(streamlit.error_util.__name__)]
    for logger in loggers:
        logger.addHandler(handler)
    yield written.getvalue
    for logger in loggers:
        logger.removeHandler(handler)
    logging.setLogRecordFactory(before)


def _fail(error: Exception) -> None:
    """As when a page has a bug: Streamlit logs it, and hands it to us."""
    streamlit.error_util.handle_user_script_exception(error, serve.tell)


@pytest.fixture(autouse=True)
def nothing_is_printed(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Streamlit prints exceptions past the log where it finds the package rich."""
    yield
    assert "Traceback" not in capsys.readouterr().out


def test_a_bug_with_evidence_in_flight_leaves_none_of_it_in_the_log(
    held: Installation, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, me = datetime.now(UTC), local_person()
    round_ = administering.open_round(
        held, me, now, title="Spring", framework_id="nao-data-2019", closes=None
    )
    department = administering.add_department(held, me, now, name="Tests")
    begun = answering.start_assessment(held, me, now, round_id=round_.id, department_id=department.id)

    def broken(*given: object, **also: object) -> None:
        raise RuntimeError(f"cannot cope with {given} {also}")

    monkeypatch.setattr(history, "append", broken)
    written = Answer(state=State.LEVEL, level=3, evidence=SECRET, contact=NAME)
    with pytest.raises(RuntimeError, match=r"minister.*Hopper") as caught:
        answering.record_answer(
            held, me, now, assessment_id=begun.id, statement_id="enterprise-data-strategy", answer=written
        )
    _fail(caught.value)
    assert "builtins.RuntimeError" in log()
    assert 'answers.py", line' in log()
    assert "reference" in log()
    assert "minister" not in log()
    assert "Hopper" not in log()


def test_neither_the_database_nor_validation_quotes_what_was_written(
    held: Installation, log: Callable[[], str]
) -> None:
    with pytest.raises(ValueError, match="unsure") as invalid:
        Answer.model_validate({"state": "level", "evidence": SECRET, "contact": NAME, "unsure": SECRET})
    with pytest.raises(DBAPIError) as refused, held.store.transaction(local_person(), datetime.now(UTC)) as t:
        answers.save(t, 999, "a1", Answer(state=State.LEVEL, level=3, evidence=SECRET, contact=NAME))
    for error in (invalid.value, refused.value):
        assert "minister" not in str(error)
        assert "Hopper" not in str(error)
        _fail(error)
    assert "pydantic_core._pydantic_core.ValidationError" in log()
    assert "SQLITE_CONSTRAINT_FOREIGNKEY" in log()
    assert "minister" not in log()
    assert "Hopper" not in log()


def test_a_refusal_is_no_bug_and_names_nobody_in_the_log(log: Callable[[], str]) -> None:
    ada = Person(id="ada", name=NAME, roles=frozenset())
    with pytest.raises(Exception, match="Hopper") as caught:
        administering.every_round(None, ada)  # type: ignore[arg-type]
    _fail(caught.value)
    assert "NotPermitted" in log()
    assert "Hopper" not in log()


def test_causes_and_groups_are_told_by_kind_and_place(log: Callable[[], str]) -> None:
    try:
        try:
            raise FileNotFoundError(2, "No such file or directory", SECRET)
        except OSError as cause:
            raise ExceptionGroup(SECRET, [ValueError(SECRET)]) from cause
    except ExceptionGroup as error:
        _fail(error)
    told = log()
    assert "builtins.FileNotFoundError (No such file or directory)" in told
    assert told.index("FileNotFoundError") < told.index("builtins.ValueError") < told.index("ExceptionGroup")
    assert "minister" not in told
