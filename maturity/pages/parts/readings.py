"""Readings of the store that take their time, made once for each of its states and each person."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from maturity.assessment.people import Person
from maturity.pages.visit import Visit
from maturity.services.installation import Installation
from maturity.settings import Settings

Read = TypeVar("Read")


def once(here: Visit, read: Callable[..., Read], **asked: object) -> Read:
    """What `read(installation, person, **asked)` gives, as it was read when nothing has changed since.

    For services whose answer is frozen: it is shared among visits of the same person, and never copied.
    """
    found: Read = _read(
        read,
        here.installation,
        here.person,
        name=f"{read.__module__}.{read.__qualname__}",
        person=here.person.model_dump_json(),
        database=Settings().database_url,
        revision=here.installation.store.revision(),
        asked=asked,
    )
    return found


@st.cache_resource(max_entries=64, show_spinner="Reading the round…")
def _read(
    _read: Callable[..., Any],
    _installation: Installation,
    _person: Person,
    *,
    name: str,  # noqa: ARG001  the next four tell one reading from another
    person: str,  # noqa: ARG001
    database: str,  # noqa: ARG001
    revision: int,  # noqa: ARG001
    asked: dict[str, object],
) -> Any:
    return _read(_installation, _person, **asked)
