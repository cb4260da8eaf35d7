"""Many departments and people from one list, all or none; and who seems to have left."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from maturity.assessment.people import EVERY_DEPARTMENT, LastAdministrator, Person, Role, local_person
from maturity.assessment.register_list import ListRefused
from maturity.services import administering, registering
from maturity.services.installation import Installation

ME = local_person()
NOW = datetime.now(UTC)
DEPARTMENTS = "Department,Family\nKent,Home Office\nHome Office,\n\nSurrey,home-office\n"
PEOPLE = (
    "Name\tE-mail\tRole\tDepartment\n"
    "Ada  Byron\tADA@kent.example\tContributor\tKent\n"
    "Ada Byron\tada@kent.example\tapprover\tsurrey\n"
    "Bo\t\tauditor\t\n"
)


def bring_in(here: Installation, text: str) -> None:
    registering.bring_in_list(
        here, ME, NOW, text=text, previewed=registering.preview_list(here, ME, text=text)
    )


@pytest.fixture
def listed(installation: Installation) -> Installation:
    bring_in(installation, DEPARTMENTS)
    bring_in(installation, PEOPLE)
    return installation


def test_a_list_brings_in_departments_with_families_and_people_with_roles(listed: Installation) -> None:
    kept = {each.name: each for each in administering.every_department(listed, ME)}
    assert {name: each.family for name, each in kept.items()} == {
        "Home Office": None, "Kent": "home-office", "Surrey": "home-office",
    }  # fmt: skip
    people = {each.name: each for each in administering.every_person(listed, ME)}
    assert people["Ada Byron"].email == "ada@kent.example"
    assert people["Ada Byron"].roles == {(Role.CONTRIBUTOR, "kent"), (Role.APPROVER, "surrey")}
    assert people["Bo"].roles == {(Role.AUDITOR, EVERY_DEPARTMENT)}


def test_what_is_there_already_is_not_changed_again_and_nothing_is_taken_away(listed: Installation) -> None:
    for text in (DEPARTMENTS, PEOPLE):
        assert registering.preview_list(listed, ME, text=text).count == 0
    before = listed.store.revision()
    bring_in(listed, "name;role;department\nAda Byron;reader;\nBo;approver;Kent\n")
    assert listed.store.revision() == before + 2  # an entry a person
    ada = next(each for each in administering.every_person(listed, ME) if each.id == "ada-byron")
    assert {role for role, _ in ada.roles} == {Role.CONTRIBUTOR, Role.APPROVER, Role.READER}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no lines beneath"),
        ("Name,Role\n", "no lines beneath"),
        ("Name,Salary\nBo,1\n", "Line 1: no column is called Salary"),
        ("Name,Name\nBo,Bo\n", "two columns say the name"),
        ("Role\nauditor\n", "a list of people has a column Name"),
        ("Name,Role,Family\nBo,auditor,Kent\n", "are two lists"),
        ('Department\n"Kent\n', "cannot be read as a table"),
        ("Department,Family\nEssex,Wales\n", "Line 2: no department is called “Wales”"),
        ("Department,Family\nHome Office,Kent\n", "Line 2: "),  # Kent is in its family
        ("Name,Role\nCy,boss\n", "Line 2: “boss” is no role; there are"),
        ("Name,Role\nCy,\n", "Line 2: the role is missing"),
        ("Name,Role\n,auditor\n", "Line 2: the name is missing"),
        ("Name,Role\nCy,approver\n", "Line 2: say for which department"),
        ("Name,Role,Department\nCy,approver,Wales\n", "Line 2: no department is called “Wales”"),
        ("Name,E-mail,Role\nCy,cy,auditor\n", "Line 2: "),
        ("Name,E-mail,Role\nCy,ada@kent.example,auditor\n", "is the address of Ada Byron"),
        ("Name,E-mail,Role\nAda Byron,other@kent.example,auditor\n", "is registered with ada@kent.example"),
        ("Name,Role\nLocal,auditor\n", "whoever is at this computer"),
    ],
)
def test_a_list_with_a_fault_changes_nothing(text: str, told: str, listed: Installation) -> None:
    before = listed.store.revision()
    with pytest.raises(ListRefused, match=told):
        bring_in(listed, text)
    assert listed.store.revision() == before


def test_every_fault_is_told_with_its_line_and_the_sound_lines_stay_out(listed: Installation) -> None:
    before = listed.store.revision()
    with pytest.raises(ListRefused) as caught:
        bring_in(listed, "Name,Role\nCy,auditor\nDee,boss\n\nEve,\n")
    assert [fault[:7] for fault in caught.value.faults] == ["Line 3:", "Line 5:"]
    assert listed.store.revision() == before


def test_a_list_that_would_now_do_something_else_is_looked_at_again(listed: Installation) -> None:
    text = "Name,Role\nCy,auditor\n"
    previewed = registering.preview_list(listed, ME, text=text)
    bring_in(listed, text)
    with pytest.raises(registering.ListOutdated):
        registering.bring_in_list(listed, ME, NOW, text=text, previewed=previewed)


def test_who_has_been_away_for_a_year_or_holds_no_role_seems_to_have_left(
    installation: Installation, person: Callable[..., Person]
) -> None:
    long_ago = NOW - timedelta(days=400)

    def register(name: str, at: datetime, *roles: tuple[Role, str]) -> Person:
        return administering.register_person(installation, ME, at, name=name, roles=roles)

    gone, active = (register(name, long_ago, (Role.ADMINISTRATOR, "*")) for name in ("Gone", "Active"))
    register("New", NOW, (Role.AUDITOR, "*"))
    register("None", NOW)
    administering.add_department(installation, active, NOW, name="Kent")
    found = registering.leavers(installation, ME)
    assert [(each.name, each.why) for each in found] == [
        ("Gone", "away for a year"),
        ("None", "holds no role"),
    ]
    before = installation.store.revision()
    with pytest.raises(LastAdministrator):
        registering.disable_people(installation, ME, NOW, person_ids=["active", "gone"])
    assert installation.store.revision() == before
    registering.disable_people(installation, ME, NOW, person_ids=["none", gone.id])
    assert registering.leavers(installation, ME) == []
    assert installation.store.revision() == before + 2
