"""On the page Frameworks: translations and crosswalks, which stand beside frameworks and change none."""

import streamlit as st

from maturity.assessment.people import Permission
from maturity.framework.companions import Companion, Translation
from maturity.pages.parts.address_choice import apart
from maturity.pages.parts.form import pressed, show_outcome
from maturity.pages.parts.markdown import literal
from maturity.pages.parts.table import table
from maturity.pages.session import Visit
from maturity.services import companions
from maturity.wording import counted

AWAY = "take away what stands beside frameworks"


def show_companions(here: Visit) -> None:
    """What there is, and what of it does not hold; an administrator takes away what was taken in here."""
    every = here.once(companions.every_companion)
    show_outcome(AWAY)
    if not every:
        return
    st.header("Translations and crosswalks")
    table(
        ["Name", "What it is", "Not in order", "Where"],
        [
            [
                f"{each.companion.title} ({each.companion.id})",
                _what(each.companion),
                f"{each.troubles[0]} (and {len(each.troubles) - 1} more)"
                if len(each.troubles) > 1
                else "".join(each.troubles) or "Nothing",
                "In the folder of frameworks" if each.filed else "Kept with the data",
            ]
            for each in every
        ],
    )
    kept = apart({each.companion.id: each.companion.title for each in every if not each.filed})
    if kept and here.person.may(Permission.MANAGE_FRAMEWORKS):
        with st.popover("Take one away"):
            chosen = st.selectbox("Which", list(kept), format_func=kept.__getitem__, key=f"which {AWAY}")
            st.markdown(
                "It is taken away for good. No answer rests on it; evidence that was used stays used."
            )
            st.button(
                "Take it away for good",
                type="primary",
                key=f"do {AWAY}",
                on_click=pressed,
                args=(
                    AWAY,
                    lambda: here.write(companions.take_away_companion, companion_id=chosen),
                    lambda title: f"“{title}” is not here any more.",
                ),
            )


def offer(here: Visit, text: str, name: str, where: str) -> None:
    """One that was brought, as it would be here, and a button to keep it; raises FileFaulty or CompanionRefused."""
    companion = here.read(companions.look_over_companion, text=text, name=name)
    st.success(literal(f"“{companion.title}” is sound: {_what(companion)}."))
    st.button(
        "Take it in",
        type="primary",
        on_click=pressed,
        args=(
            where,
            lambda: here.write(companions.take_in_companion, text=text, name=name),
            lambda taken: f"“{taken.title}” is here, and says its word on Answer from now on.",
        ),
    )


def _what(companion: Companion) -> str:
    if isinstance(companion, Translation):
        draft = ", a draft" if companion.status == "draft" else ""
        many = counted(len(companion.words.statements), "statement")
        return f"The words of {many} of {companion.translates} in “{companion.language}”{draft}"
    many = counted(len(companion.related), "relation")
    return f"{many} between {companion.between.one} and {companion.between.other}"
