"""In which language statements are read: chosen in the address, carried by its links, and kept for the visit."""

from collections.abc import Mapping
from dataclasses import replace
from html import escape

import streamlit as st

from maturity.framework import companions
from maturity.framework.companions import Translation
from maturity.pages.parts.address_choice import put, say_not_here
from maturity.pages.session import Visit
from maturity.services.assessment_view import AssessmentView
from maturity.services.companions import translations_of

LANGUAGE = "language"
"""The address's key for it."""
KEPT = "language chosen"
OWN_NAMES = {
    "cy": "Cymraeg",
    "de": "Deutsch",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "ga": "Gaeilge",
    "gd": "Gàidhlig",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
}
"""What languages call themselves, as far as frameworks in use have them; another goes by its tag."""


def in_language(here: Visit, view: AssessmentView) -> AssessmentView:
    """The assessment with its statements in the language chosen, as far as there are words for them."""
    offered = _offered(here, view)
    wanted = st.query_params.get(LANGUAGE, st.session_state.get(KEPT))
    if wanted not in offered:
        return view
    spoken = companions.spoken_in(view.framework, offered[str(wanted)])
    return replace(view, framework=spoken.framework, spoken=spoken)


def choose_language(here: Visit, view: AssessmentView) -> None:
    """The choice, where there is one; `view` is in the language chosen."""
    offered = _offered(here, view)
    asked, shown = st.query_params.get(LANGUAGE), language_of(view)
    names = {view.framework.language: name_of_language(view.framework.language)}
    names |= {key: _name(each) for key, each in offered.items()}
    if asked is not None and asked not in names:
        say_not_here("Language", asked, f"“{names[shown]}” is shown.")
    elif asked is not None:
        st.session_state[KEPT] = asked
    if len(names) < 2:
        return
    st.session_state[LANGUAGE] = shown
    st.selectbox(
        "Language",
        list(names),
        format_func=names.__getitem__,
        key=LANGUAGE,
        on_change=_remember,
        label_visibility="collapsed",
    )
    if view.spoken is not None:
        marked = f' lang="{escape(view.framework.language)}"'
        draft = " The words are a draft." if view.spoken.translation.status == "draft" else ""
        st.html(
            f'<p class="language">What is not there in it is in <span{marked}>'
            f"{escape(names[view.framework.language])}</span>.{draft}</p>"
        )


def language_of(view: AssessmentView) -> str:
    """In which language the assessment is read, as far as there are words for it."""
    return view.spoken.translation.language if view.spoken else view.framework.language


def in_links(view: AssessmentView) -> Mapping[str, str]:
    """What links carry so that the language stays chosen: nothing where it is the framework's own."""
    return {LANGUAGE: language_of(view)} if view.spoken else {}


def lang(language: str) -> str:
    """The attribute for an element with words in that language."""
    return f'lang="{escape(language)}"'


def name_of_language(language: str) -> str:
    """What a language calls itself, or else its tag."""
    return OWN_NAMES.get(language.partition("-")[0], language)


def _name(translation: Translation) -> str:
    name = name_of_language(translation.language)
    return f"{name} (draft)" if translation.status == "draft" else name


def _offered(here: Visit, view: AssessmentView) -> Mapping[str, Translation]:
    return here.once(translations_of, round_id=view.round.id)


def _remember() -> None:
    if LANGUAGE in st.session_state:  # see address_choice._remember
        st.session_state[KEPT] = st.session_state[LANGUAGE]
        put({LANGUAGE: st.session_state[LANGUAGE]})
