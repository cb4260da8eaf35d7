"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from maturity.assessment import benchmark
from maturity.assessment.answer import Judgement, State
from maturity.assessment.round import Status
from maturity.framework import files
from maturity.framework.model import Framework
from maturity.scoring.compare import Comparison
from maturity.services.installation import Installation
from maturity.store.database import IN_MEMORY, Store, open_store

settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")

TINY = Path(__file__).parent / "frameworks"
ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MARKS = {"?": State.NOT_DETERMINED, ".": State.NOT_ANSWERED, "-": State.NOT_APPLICABLE}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-url",
        metavar="URL",
        help="PostgreSQL to test on, in which databases are made and dropped: "
        "postgresql+psycopg://user:password@host/name. Without it the tests start a server of their own.",
    )


@pytest.fixture(scope="session")
def missing() -> Callable[[str, str], NoReturn]:
    """`missing(kind, sentence)`: skip a test that lacks something of this computer, or fail it where that is required.

    MATURITY_TEST_REQUIRE lists what is required, by commas: postgres, browser, libreoffice.
    """
    required = {kind.strip() for kind in os.environ.get("MATURITY_TEST_REQUIRE", "").split(",")}

    def stop(kind: str, sentence: str) -> NoReturn:
        if kind in required:
            pytest.fail(f"{sentence} (MATURITY_TEST_REQUIRE asks for {kind}.)", pytrace=False)
        pytest.skip(sentence)

    return stop


@pytest.fixture(scope="session")
def two_themes() -> Framework:
    """Plans (a1, a2) and people (b1), on a scale of 0 to 4."""
    return files.load(TINY / "two-themes.yaml")


@pytest.fixture(scope="session")
def published_frameworks() -> dict[str, Framework]:
    """The frameworks that the product ships."""
    return files.library(ROOT / "frameworks")


@pytest.fixture(scope="session")
def said() -> Callable[[str], dict[str, Judgement]]:
    """“a1=3 a2=? b1=-”: a level; “?” not determined; “.” (or left out) not answered; “-” not applicable."""

    def read(words: str) -> dict[str, Judgement]:
        found = {}
        for statement, _, mark in (word.partition("=") for word in words.split()):
            state = MARKS.get(mark, State.LEVEL)
            found[statement] = Judgement(state=state, level=int(mark) if state is State.LEVEL else None)
        return found

    return read


@pytest.fixture(scope="session")
def tiny() -> dict[str, Framework]:
    """The tiny frameworks, by id."""
    return files.library(TINY)


@pytest.fixture(scope="session")
def published(published_frameworks: dict[str, Framework]) -> Comparison:
    """Departments A to G of Appendix Two, as they are compared."""
    found = benchmark.load(ROOT / "data" / "nao-2019.yaml", published_frameworks)
    departments = {department.id: department for department in found.departments}
    findings = {
        key: {
            statement: finding
            for (statement, department), finding in found.findings.items()
            if department == key
        }
        for key in departments
    }
    return Comparison(
        published_frameworks[found.round.framework_id],
        found.round,
        departments,
        judgements=findings,
        findings=findings,
        statuses=dict.fromkeys(departments, Status.PUBLISHED),
        revision=1,
    )


@pytest.fixture(scope="session")
def refilled() -> Callable[[Store, Store], Store]:
    """`refilled(store, kept)`: the first of two stores in memory, holding what the second does and nothing else.

    A store that is used again has no migrations to go through and no queries to compile.
    """

    def refill(store: Store, kept: Store) -> Store:
        with closing(kept._engine.raw_connection()) as old, closing(store._engine.raw_connection()) as new:
            old.driver_connection.backup(new.driver_connection)
        return store

    return refill


@pytest.fixture(scope="session")
def empty_store() -> Iterator[Store]:
    """A store to refill from: nobody writes in it."""
    store = open_store(IN_MEMORY)
    yield store
    store.close()


@pytest.fixture(scope="session")
def used_store() -> Iterator[Store]:
    """The store that each test refills and uses."""
    store = open_store(IN_MEMORY)
    yield store
    store.close()


@pytest.fixture
def installation(
    used_store: Store,
    empty_store: Store,
    refilled: Callable[[Store, Store], Store],
    two_themes: Framework,
    published_frameworks: dict[str, Framework],
) -> Installation:
    """An empty installation in memory, with the tiny framework beside the published ones."""
    store = refilled(used_store, empty_store)
    return Installation(store, {**published_frameworks, two_themes.id: two_themes})
