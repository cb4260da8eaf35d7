"""What Streamlit does for components of any kind and ours do not need, left out in a server: see decision 47.

Each replaces a function of Streamlit's own. Where a later version of it has no such function, everything works as
before, and takes the memory and the time; a test holds it to the version that is locked.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any


def keep_data_frames_out() -> None:
    """Have Streamlit take what our components are told for what it is: words, numbers, and lists of them.

    To make sure that none of it is a data frame it would import pandas and pyarrow for the first visitor, which hold
    70 MB; they come where a page shows a grid.
    """
    with suppress(ImportError):
        from streamlit.components.v2.bidi_component import serialization

        setattr(serialization, "is_dataframe_like", lambda _: False)  # noqa: B010  mypy keeps modules' functions


def keep_classes_out() -> None:
    """Have Streamlit give what a component of ours keeps as it is, unless the browser has just told something by it.

    It would make a class for each component whenever it goes through the state of a session, some twenty at a save:
    four fifths of what a save left to be collected, while everybody waited.
    """
    with suppress(ImportError, AttributeError):
        from streamlit.components.v2 import presentation
        from streamlit.components.v2.bidi_component import main as components

        theirs = presentation.make_bidi_component_presenter

        def make(events: str, *given: Any) -> Callable[[object, Any], object]:
            with_events = theirs(events, *given)

            def present(kept: object, state: Any) -> object:
                try:
                    told = state._new_widget_state[events]
                except KeyError:
                    return kept
                except AttributeError:
                    return with_events(kept, state)
                return with_events(kept, state) if told else kept

            return present

        setattr(components, "make_bidi_component_presenter", make)  # noqa: B010
