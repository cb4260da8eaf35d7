"""Who may do what: every role against every permission, written out here a second time by hand."""

import pytest

from maturity.assessment.people import (
    EVERY_DEPARTMENT,
    OF_OWN_DEPARTMENT,
    PERMISSIONS,
    NotPermitted,
    Permission,
    Person,
    Role,
    local_person,
)
from maturity.assessment.round import Status

ROLES = ["contributor", "approver", "auditor", "reader", "administrator"]

MAY = """
                           contributor  approver  auditor  reader  administrator
see published              yes          yes       yes      yes     yes
see agreed                 yes          yes       yes      yes     yes
see every assessment       -            -         yes      -       -
see own assessment         own          own       -        -       -
answer                     own          own       -        -       -
start assessment           own          own       -        -       -
delegate                   own          own       -        -       -
submit                     -            own       -        -       -
review                     -            -         yes      -       -
reply                      own          own       -        -       -
plan                       own          own       -        -       -
approve actions            -            own       -        -       -
manage people              -            -         -        -       yes
manage departments         -            -         -        -       yes
manage rounds              -            -         -        -       yes
manage frameworks          -            -         -        -       yes
delete                     -            -         -        -       yes
verify history             -            -         yes      -       yes
write to board             -            own       -        -       -
write to board of round    -            -         -        -       yes
"""

MAY_SEE = """
                           contributor  approver  auditor  reader  administrator
own draft                  yes          yes       yes      -       -
own submitted              yes          yes       yes      -       -
own in review              yes          yes       yes      -       -
own agreed                 yes          yes       yes      yes     yes
own published              yes          yes       yes      yes     yes
other draft                -            -         yes      -       -
other submitted            -            -         yes      -       -
other in review            -            -         yes      -       -
other agreed               yes          yes       yes      yes     yes
other published            yes          yes       yes      yes     yes
"""


def cells(table: str) -> list[tuple[str, Role, str]]:
    heading, *rows = table.strip().splitlines()
    assert heading.split() == ROLES
    return [
        (" ".join(row.split()[:-5]), Role(role), cell)
        for row in rows
        for role, cell in zip(ROLES, row.split()[-5:], strict=True)
    ]


def holder(*roles: tuple[Role, str]) -> Person:
    return Person(id="ada", name="Ada", roles=frozenset(roles))


def permission(words: str) -> Permission:
    return Permission[words.upper().replace(" ", "_")]


@pytest.mark.parametrize(("words", "role", "cell"), cells(MAY))
def test_each_role_may_do_what_the_table_says_and_no_more(words: str, role: Role, cell: str) -> None:
    person = holder((role, "tax"))
    assert person.may(permission(words), "tax") is (cell in ("yes", "own"))
    assert person.may(permission(words), "health") is (cell == "yes")
    assert person.may(permission(words)) is (cell == "yes")


def test_the_table_covers_every_role_and_permission() -> None:
    assert set(ROLES) == {role.value for role in Role} == {role.value for role in PERMISSIONS}
    assert {permission(words) for words, _, _ in cells(MAY)} == set(Permission)
    own = {permission(words) for words, _, cell in cells(MAY) if cell == "own"}
    assert own == OF_OWN_DEPARTMENT


@pytest.mark.parametrize(("words", "role", "cell"), cells(MAY_SEE))
def test_each_role_sees_what_the_table_says(words: str, role: Role, cell: str) -> None:
    whose, _, status = words.partition(" ")
    department = {"own": "tax", "other": "health"}[whose]
    assert holder((role, "tax")).may_see(department, Status(status.replace(" ", "_"))) is (cell == "yes")


def test_the_table_of_seeing_covers_every_status() -> None:
    assert len(cells(MAY_SEE)) == 2 * len(Status) * len(Role)


@pytest.mark.parametrize("each", Permission)
def test_a_person_without_a_role_may_do_nothing(each: Permission) -> None:
    assert not holder().may(each)
    assert not holder().may(each, "tax")


@pytest.mark.parametrize("status", Status)
def test_a_person_without_a_role_sees_nothing(status: Status) -> None:
    assert not holder().may_see("tax", status)


def test_a_role_for_every_department_reaches_each() -> None:
    person = holder((Role.CONTRIBUTOR, EVERY_DEPARTMENT))
    assert person.may(Permission.ANSWER, "tax")
    assert person.may(Permission.ANSWER, "health")


def test_roles_add_up_each_for_its_own_department() -> None:
    person = holder((Role.CONTRIBUTOR, "tax"), (Role.APPROVER, "health"), (Role.AUDITOR, EVERY_DEPARTMENT))
    assert [person.may(Permission.ANSWER, each) for each in ("tax", "health", "roads")] == [True, True, False]
    assert person.may_see("roads", Status.DRAFT)


def test_a_refusal_names_the_person_and_what_they_may_not() -> None:
    with pytest.raises(NotPermitted) as caught:
        holder((Role.READER, "tax")).must(Permission.ANSWER, "tax")
    assert str(caught.value) == "Ada may not answer for the department. Ask an administrator for the role."
    assert (caught.value.person, caught.value.permission) == ("ada", Permission.ANSWER)


def test_what_is_permitted_passes_in_silence() -> None:
    holder((Role.CONTRIBUTOR, "tax")).must(Permission.ANSWER, "tax")


def test_the_local_person_holds_every_role_and_is_marked() -> None:
    person = local_person()
    assert person.local
    assert all(person.may(each, "tax") for each in Permission)


def test_the_local_person_may_hold_one_role_only() -> None:
    person = local_person([Role.READER])
    assert person.local
    assert not person.may(Permission.ANSWER, "tax")
    assert person.may_see("tax", Status.AGREED)
