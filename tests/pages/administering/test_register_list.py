"""Many at once on People: looked at, saved, refused; and who may have left."""

from collections.abc import Callable
from datetime import UTC, datetime

from streamlit.testing.v1 import AppTest

from maturity.assessment.people import local_person
from maturity.services import administering
from maturity.services.installation import Installation
from tests.pages.shown import tables

Visit = Callable[..., AppTest]
ME = local_person()


def _press(app: AppTest, label: str) -> AppTest:
    return next(each for each in app.button if each.label == label).click().run()


def _plain(text: str) -> str:
    return text.replace("\\", "")


def _look(app: AppTest, text: str) -> AppTest:
    next(each for each in app.text_area if each.label == "The list, pasted").input(text)
    return _press(app, "Look at what it would change")


def test_a_list_is_looked_at_before_all_of_it_is_saved(visit: Visit, held: Installation) -> None:
    app = _look(visit("people"), "Department\tFamily\nKent *x*\tHome Office\nHome Office\t\n")
    before = held.store.revision()
    assert ["New department", "Kent *x*", "In the family of Home Office"] in [
        *tables(app)[-1],
        *tables(app)[0],
    ]
    _press(app, "Save all 2")
    assert not app.exception
    assert _plain(app.success[0].value) == "Saved: 2 new departments."
    assert held.store.revision() == before + 3  # each of them, and the family
    assert "Save all 2" not in [each.label for each in app.button]
    app = _look(app, "Department\nKent *x*\n")
    assert "There is nothing to change" in app.info[0].value


def test_a_list_with_faults_is_told_line_by_line(visit: Visit, held: Installation) -> None:
    before = held.store.revision()
    app = _look(visit("people"), "Name,Role\nCy,boss\nDee,\n")
    assert "Line 2" in app.error[0].value
    assert "Line 3" in app.error[0].value
    assert held.store.revision() == before
    assert app.text_area[0].value == "Name,Role\nCy,boss\nDee,\n"


def test_those_who_are_ticked_are_disabled_together(visit: Visit, held: Installation) -> None:
    for name in ("Cy", "Dee", "Eve"):
        administering.register_person(held, ME, datetime.now(UTC), name=name, roles=[])
    app = visit("people")
    app.session_state["leavers"] = True  # opened
    app.run()
    boxes = [each for each in app.checkbox if "holds no role" in each.label]
    assert [_plain(each.label).partition(":")[0] for each in boxes] == ["Cy", "Dee", "Eve"]
    _press(app, "Disable those who are ticked")
    assert app.error[0].value == "Nobody is ticked. Nothing was changed."
    for box in [each for each in app.checkbox if "holds no role" in each.label][:2]:
        box.check()
    _press(app, "Disable those who are ticked")
    assert "Cy and Dee may no longer use this installation." in _plain(app.success[0].value)
    assert [each.name for each in administering.every_person(held, ME) if not each.active] == ["Cy", "Dee"]
