"""Bundles of the published findings and of a live round of the tiny framework, as the services make them."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from maturity.assessment.answer import Answer, State
from maturity.assessment.finding import Finding, Standing
from maturity.assessment.people import local_person
from maturity.assessment.round import Move
from maturity.bundle import packing
from maturity.bundle import record as recording
from maturity.bundle.packing import MANIFEST, Manifest
from maturity.bundle.record import Record
from maturity.framework.model import Framework
from maturity.services import administering, answering, exporting, reviewing
from maturity.services.installation import Installation
from maturity.store.database import IN_MEMORY, open_store

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ME = local_person()
FORMULA = '=HYPERLINK("http://example.com")'


@pytest.fixture(scope="session")
def held(two_themes: Framework, published_frameworks: dict[str, Framework]) -> Iterator[Installation]:
    """The published findings; “Spring” with the Treasury in draft and the Home Office in review; and “Empty”."""
    store = open_store(IN_MEMORY)
    here = Installation(store, {**published_frameworks, two_themes.id: two_themes})
    administering.load_benchmark(here, ME, NOON, description=ROOT / "data" / "nao-2019.yaml")
    for name in ("Treasury", "Home Office"):
        administering.add_department(here, ME, NOON, name=name)
    for title in ("Spring", "Empty"):
        administering.open_round(here, ME, NOON, title=title, framework_id="two-themes", closes=None)
    started = {
        key: answering.start_assessment(here, ME, NOON, round_id="spring", department_id=key)
        for key in ("treasury", "home-office")
    }
    said = {
        "treasury": {
            "a1": Answer(state=State.LEVEL, level=3, evidence=FORMULA, evidence_date=date(2026, 1, 5)),
            "b1": Answer(state=State.NOT_APPLICABLE, reason='No staff,\nno "owner"'),
        },
        "home-office": {
            "a1": Answer(state=State.LEVEL, level=4, links=("https://a.example", "https://b.example")),
            "a2": Answer(state=State.NOT_DETERMINED, evidence="'Nobody' knows, é 🙂"),
        },
    }
    for department, answers in said.items():
        for number, (statement, answer) in enumerate(answers.items(), start=1):
            answering.record_answer(
                here,
                ME,
                NOON + timedelta(seconds=number),
                assessment_id=started[department].id,
                statement_id=statement,
                answer=answer,
            )
    key = started["home-office"].id
    answering.submit(here, ME, NOON, assessment_id=key, assurance="Checked by all")
    reviewing.move_assessment(here, ME, NOON, assessment_id=key, move=Move.BEGIN_REVIEW)
    challenged = Finding(
        state=State.LEVEL, level=2, reason="Half of it", standing=Standing.CHALLENGED, answer_version=1
    )
    reviewing.record_finding(here, ME, NOON, assessment_id=key, statement_id="a1", finding=challenged)
    reviewing.reply(here, ME, NOON, assessment_id=key, statement_id="a1", words="All of it", based_on=1)
    yield here
    store.close()


@pytest.fixture(scope="session")
def live(held: Installation) -> bytes:
    return exporting.bundle(held, ME, round_id="spring")


@pytest.fixture(scope="session")
def published_bundle(held: Installation) -> bytes:
    return exporting.bundle(held, ME, round_id="nao-2019")


@pytest.fixture(scope="session")
def empty(held: Installation) -> bytes:
    return exporting.bundle(held, ME, round_id="empty")


Members = dict[str, bytes]


@pytest.fixture(scope="session")
def opened() -> Callable[[bytes], Members]:
    """`opened(data)`: the files of a bundle by name."""

    def read(data: bytes) -> Members:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    return read


@pytest.fixture(scope="session")
def forged(two_themes: Framework, opened: Callable[[bytes], Members]) -> Callable[..., bytes]:
    """`forged(data, change)`: the bundle that this program would make of a changed document: every table and hash
    of the bundle is made anew, as a careful forger would; scores and history are as the change leaves them.
    """

    def make(data: bytes, change: Callable[[Record], Record], framework: Framework = two_themes) -> bytes:
        record = Record.model_validate_json(opened(data)[packing.RECORD])
        return packing.bundle(change(record), framework)

    return make


@pytest.fixture(scope="session")
def relisted() -> Callable[[Members], bytes]:
    """`relisted(members)`: the bundle of those files, its manifest made anew so that every hash is right."""

    def make(members: Members) -> bytes:
        manifest = Manifest.model_validate_json(members[MANIFEST])
        right = {name: packing.member(members[name]) for name in manifest.members}
        made = manifest.model_copy(update={"members": right})
        return packing.zipped(members | {MANIFEST: recording.as_json(made)})

    return make
