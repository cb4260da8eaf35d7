"""Visiting a page as AppTest does, on an installation of the test's own."""

import secrets
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from maturity.assessment.people import Role, local_person
from maturity.framework import files
from maturity.pages import session as visiting
from maturity.pages.answering import answer_card, check
from maturity.pages.planning import action_form, gap_work
from maturity.pages.reviewing import finding_card, review
from maturity.pages.saving import fields
from maturity.pages.saving.fields import Written
from maturity.services.installation import Installation
from maturity.services.startup import open_with
from maturity.settings import Settings

Visit = Callable[..., AppTest]
_parsed = cache(files.parse)
_components = cache(manifest_scanner.scan_component_manifests)


def _script(page: str) -> None:
    import streamlit as st

    from maturity.errors import DatabaseAway, MaturityError
    from maturity.pages import navigation
    from maturity.pages import session as visit
    from maturity.pages.parts.markdown import literal
    from maturity.pages.shell import outage

    try:
        visit.enter()
        navigation.page_function(page)()
        outage.over()
    except DatabaseAway as problem:
        outage.wait(problem)
    except MaturityError as problem:  # as app.py does
        st.error(literal(str(problem)))


@pytest.fixture(scope="session")
def opened_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database after a first opening, with the benchmark loaded; each test copies it."""
    file = tmp_path_factory.mktemp("opened") / "maturity.sqlite"
    open_with(Settings(database_url=f"sqlite:///{file}")).store.close()
    return file


@pytest.fixture
def database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, opened_before: Path
) -> Iterator[str]:
    """The address of a database that pages open: nobody has written in it."""
    file = tmp_path / "maturity.sqlite"
    if "without_benchmark" not in request.fixturenames:
        shutil.copy(opened_before, file)
    monkeypatch.setenv("MATURITY_DATABASE_URL", f"sqlite:///{file}")
    yield f"sqlite:///{file}"
    visiting.opened(Settings()).store.close()
    visiting.opened.clear()


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What every visit would read anew, to find the same: the framework files, and the packages installed.

    The environment is read once by a server; here it is each test's own.
    """
    visiting.settings.cache_clear()
    monkeypatch.setattr(files, "parse", _parsed)
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", _components)


@pytest.fixture
def held(database: str) -> Installation:
    """The installation that pages show, with the benchmark loaded."""
    return visiting.opened(visiting.settings())


@pytest.fixture
def without_benchmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nothing").mkdir()
    monkeypatch.setenv("MATURITY_BENCHMARKS", str(tmp_path / "nothing"))


@pytest.fixture(autouse=True)
def plain_areas(monkeypatch: pytest.MonkeyPatch) -> None:
    """AppTest cannot type into our own text area, so pages get Streamlit's, which says the same to the card.

    The real one is tested in tests/browser/test_together.py.
    """

    asked: dict[str, str] = {}  # by place: what is asked for, where it is told apart from the area

    def told(_: str, place: str, label: str, **_more: str) -> None:
        asked[place] = label

    def area(
        label: str,
        *,
        key: str,
        text: str,
        version: int,
        place: str,
        on_change: Callable[[], None],
        disabled: bool = False,
        button: str = "",
        **_: str,
    ) -> None:
        label = label or asked[place]

        def hear() -> None:
            typed = st.session_state[f"area {key}"]
            st.session_state[f"{key}:heard"] = Written(secrets.token_hex(4), place, typed, version, (text,))
            on_change()

        if button:
            with st.form(f"form {key}"):
                st.text_area(label, text, key=f"area {key}", disabled=disabled)
                st.form_submit_button(button, on_click=hear)
            return
        if fields.written(key) is None:
            st.session_state[f"area {key}"] = text
        st.text_area(label, key=f"area {key}", on_change=hear, disabled=disabled)

    for shown in (action_form, answer_card, check, finding_card, gap_work, review):
        monkeypatch.setattr(shown, "writing", area)
    monkeypatch.setattr(answer_card, "offering_words", told)


@pytest.fixture
def visit(database: str, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """`visit("compare")` shows a page to the local person, or to one with the `roles` given."""

    def show(page: str, /, roles: list[Role] | None = None, **query: str) -> AppTest:
        if roles is not None:
            monkeypatch.setattr(visiting, "local_person", lambda: local_person(roles))
        app = AppTest.from_function(_script, kwargs={"page": page}, default_timeout=30)
        for key, value in query.items():
            app.query_params[key] = value
        return app.run()

    return show
