"""Where to look first, worked out once for each state of the store."""

from collections.abc import Sequence
from datetime import date

import streamlit as st

from maturity.assessment.people import Person
from maturity.pages.parts.words import literal
from maturity.pages.visit import Visit
from maturity.scoring.challenge import Item
from maturity.services import challenging
from maturity.services.installation import Installation
from maturity.settings import Settings


def where_to_look_first(here: Visit, round_id: str) -> list[Item]:
    """The answers of a round that give a reason to look again, the heaviest first, as far as the person hears."""
    return _items(
        here.installation,
        here.person,
        person=here.person.model_dump_json(),
        database=Settings().database_url,
        revision=here.installation.store.revision(),
        round_id=round_id,
        today=here.now.date(),
    )


def reasons(item: Item) -> str:
    """Every reason of an item in Markdown, a line each."""
    return "\n".join(f"- **{each.kind}**: {literal(each.sentence)}" for each in item.reasons)


@st.cache_data(max_entries=16, show_spinner="Looking through the answers…")
def _items(
    _installation: Installation,
    _person: Person,
    *,
    person: str,  # noqa: ARG001  these three tell one call from another
    database: str,  # noqa: ARG001
    revision: int,  # noqa: ARG001
    round_id: str,
    today: date,
) -> list[Item]:
    found: Sequence[Item] = challenging.challenges(
        _installation, _person, round_id=round_id, today=today
    ).items
    return list(found)
