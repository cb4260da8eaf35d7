"""Who a person is, the roles they hold, and the one table of what each role may do."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from maturity.assessment.round import Status
from maturity.assessment.sign_in import Identity
from maturity.errors import MaturityError


class Role(StrEnum):
    CONTRIBUTOR = "contributor"
    APPROVER = "approver"
    AUDITOR = "auditor"
    READER = "reader"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a person may do; the words complete “… may …” in a refusal."""

    SEE_PUBLISHED = "see published findings"
    SEE_AGREED = "see agreed assessments"
    SEE_EVERY_ASSESSMENT = "see every assessment"
    SEE_OWN_ASSESSMENT = "see the department's own assessment"
    ANSWER = "answer for the department"
    START_ASSESSMENT = "start the department's assessment"
    DELEGATE = "ask colleagues to answer for the department"
    SUBMIT = "submit the department's assessment"
    REVIEW = "review assessments: record findings, send back, agree and open again"
    REPLY = "reply to findings on the department's assessment"
    PLAN = "plan the department's road map"
    APPROVE_ACTIONS = "approve the department's actions, or change what was approved"
    WRITE_TO_BOARD = "write the department's message to the board"
    WRITE_TO_BOARD_OF_ROUND = "write a round's message to the board"
    MANAGE_DEPARTMENTS = "manage departments"
    MANAGE_ROUNDS = "open and close rounds"
    MANAGE_FRAMEWORKS = "take in frameworks"
    MANAGE_PEOPLE = "register people and their roles"
    DELETE = "delete what was made by mistake"
    VERIFY_HISTORY = "check that the history holds together"


OF_OWN_DEPARTMENT = {
    Permission.SEE_OWN_ASSESSMENT,
    Permission.ANSWER,
    Permission.START_ASSESSMENT,
    Permission.DELEGATE,
    Permission.SUBMIT,
    Permission.REPLY,
    Permission.PLAN,
    Permission.APPROVE_ACTIONS,
    Permission.WRITE_TO_BOARD,
}
"""Permissions that reach only the departments that the role is held for."""

_READER = {Permission.SEE_PUBLISHED, Permission.SEE_AGREED}
_CONTRIBUTOR = _READER | {
    Permission.SEE_OWN_ASSESSMENT,
    Permission.ANSWER,
    Permission.START_ASSESSMENT,
    Permission.DELEGATE,
    Permission.REPLY,
    Permission.PLAN,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.READER: frozenset(_READER),
    Role.CONTRIBUTOR: frozenset(_CONTRIBUTOR),
    Role.APPROVER: frozenset(
        _CONTRIBUTOR | {Permission.SUBMIT, Permission.APPROVE_ACTIONS, Permission.WRITE_TO_BOARD}
    ),
    Role.AUDITOR: frozenset(
        _READER | {Permission.SEE_EVERY_ASSESSMENT, Permission.REVIEW, Permission.VERIFY_HISTORY}
    ),
    Role.ADMINISTRATOR: frozenset(
        _READER
        | {
            Permission.MANAGE_DEPARTMENTS,
            Permission.MANAGE_ROUNDS,
            Permission.MANAGE_FRAMEWORKS,
            Permission.WRITE_TO_BOARD_OF_ROUND,
            Permission.MANAGE_PEOPLE,
            Permission.DELETE,
            Permission.VERIFY_HISTORY,
        }
    ),
}

EVERY_DEPARTMENT = "*"
LOCAL = "local"
"""The id of the person at this computer; nobody in the register has it."""


class NotPermitted(MaturityError):
    def __init__(self, person: "Person", permission: Permission) -> None:
        self.person, self.permission = person.id, permission
        super().__init__(f"{person.name} may not {permission.value}. Ask an administrator for the role.")


class LastAdministrator(MaturityError):
    def __init__(self, person: "Person") -> None:
        self.person = person.id
        super().__init__(
            f"{person.name} is the last active administrator, and nobody could let anybody in afterwards. "
            "Nothing was changed. Make somebody else an administrator first."
        )


class Person(BaseModel):
    """Who acts, and the roles they hold: pairs of role and department id, or EVERY_DEPARTMENT.

    `local` marks somebody whom no sign-in has vouched for; the history keeps the mark. `identity` is who they
    are to the provider of the sign-in, once they have come; until then their e-mail address is an invitation.
    Sign-ins issued at `signed_out` or before are over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    email: str = ""
    roles: frozenset[tuple[Role, str]]
    local: bool = False
    active: bool = True
    identity: Identity | None = None
    signed_out: datetime | None = None

    @property
    def administers(self) -> bool:
        """Whether they are an active administrator."""
        return self.may(Permission.MANAGE_PEOPLE)

    def may(self, permission: Permission, department: str | None = None) -> bool:
        """Whether any role held allows it, for that department where the permission is of one's own only."""
        return self.active and any(
            permission in PERMISSIONS[role]
            and (permission not in OF_OWN_DEPARTMENT or held_for in (EVERY_DEPARTMENT, department))
            for role, held_for in self.roles
        )

    def must(self, permission: Permission, department: str | None = None) -> None:
        """Raises NotPermitted unless the person may."""
        if not self.may(permission, department):
            raise NotPermitted(self, permission)

    def needed_to_see(self, department: str, status: Status) -> Permission:
        """The permission that seeing this department's assessment takes: the widest that the person holds."""
        if status is Status.PUBLISHED:
            return Permission.SEE_PUBLISHED
        if self.may(Permission.SEE_OWN_ASSESSMENT, department):
            return Permission.SEE_OWN_ASSESSMENT
        if status is Status.AGREED:
            return Permission.SEE_AGREED
        return Permission.SEE_EVERY_ASSESSMENT

    def may_see_drafts(self, department: str) -> bool:
        """Whether the person may see how this department's answers came about, also once they are agreed."""
        return self.may(Permission.SEE_EVERY_ASSESSMENT) or self.may(
            Permission.SEE_OWN_ASSESSMENT, department
        )

    def may_see(self, department: str, status: Status) -> bool:
        return self.may(self.needed_to_see(department, status), department)


class ScopeNeeded(MaturityError):
    def __init__(self, role: Role) -> None:
        self.role = role
        super().__init__(
            f"Say for which department they are {role.value}, or that it is for every department."
        )


def local_person(roles: Iterable[Role] = Role) -> Person:
    """The person at this computer while no sign-in is configured; with every role unless told otherwise."""
    held = frozenset((role, EVERY_DEPARTMENT) for role in roles)
    return Person(id=LOCAL, name="The person at this computer", roles=held, local=True)
