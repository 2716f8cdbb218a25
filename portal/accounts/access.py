"""Who may do what: role × act × object predicate, as data; a missing row denies.

Every door asks this table: pages, the admin, the API, exports and bulk acts. An object is a
dossier, a step, a draft, a consent …: predicates look only at what the table below names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist

from portal.accounts.models import AgencyClient, FacilityClient, User


class Who(StrEnum):
    """As what somebody comes to a door."""

    ANYONE = "anyone"
    CITIZEN = "citizen"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AGENCY = "agency"
    FACILITY = "facility"


class Act(StrEnum):
    """What can be done at a door."""

    READ_PUBLIC = "read_public"
    SIGN_IN = "sign_in"
    LOOK_UP = "look_up"
    DECLARE = "declare"
    READ_OWN = "read_own"
    CHANGE_OWN = "change_own"
    DOWNLOAD = "download"
    ANSWER_CONSENT = "answer_consent"
    REPORT_DEMAND = "report_demand"
    READ_CASE = "read_case"
    DECIDE_CASE = "decide_case"
    SEND_AGAIN = "send_again"
    ALLOW_DEMAND = "allow_demand"
    RETURN_AGAIN = "return_again"
    RETRACT_DEATH = "retract_death"
    READ_DRAFT = "read_draft"
    MANAGE_OFFICIALS = "manage_officials"
    READ_FIGURES = "read_figures"
    POLL = "poll"
    ANSWER_CASE = "answer_case"
    SEND_PAPERS = "send_papers"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a door, with all that a predicate may look at."""

    who: Who
    id: int = 0
    personal_number: str = ""
    communes: frozenset[str] = frozenset()
    procedures: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()


Predicate = Callable[[Visitor, Any], bool]


def always(visitor: Visitor, thing: Any) -> bool:
    """Whatever the object, also none at all."""
    return True


def own(visitor: Visitor, thing: Any) -> bool:
    """A draft, a dossier, or a step of a dossier, of this citizen."""
    holder = getattr(thing, "dossier", thing)
    owner = getattr(holder, "applicant_id", None) or getattr(holder, "citizen_id", None)
    return owner is not None and owner == visitor.id


def asked(visitor: Visitor, thing: Any) -> bool:
    """A consent this citizen is asked for, by the personal number it was asked of."""
    return bool(visitor.personal_number) and thing.personal_number == visitor.personal_number


def in_scope(visitor: Visitor, thing: Any) -> bool:
    """A step that lies in a commune of this official."""
    return thing.commune_code in visitor.communes


def decided_by(visitor: Visitor, thing: Any) -> bool:
    """A step of a procedure this agency decides, not of one that another line decides."""
    names = {thing.agency_code, thing.agency_code.partition(".")[0]}
    is_ours = not visitor.agencies or bool(visitor.agencies & names)
    return thing.procedure in visitor.procedures and is_ours


def of_facility(visitor: Visitor, thing: Any) -> bool:
    """A packet sent in the name of a facility this machine stands for."""
    return thing.sender_code in visitor.facilities


def works_under(visitor: Visitor, thing: Any) -> bool:
    """An officer whose communes all are this supervisor's; never another supervisor."""
    communes = frozenset(thing.communes)
    return thing.role == Who.OFFICER and bool(communes) and communes <= visitor.communes


TABLE: dict[tuple[Who, Act], Predicate] = {
    **{
        (who, act): always
        for who in Who
        for act in (Act.READ_PUBLIC, Act.SIGN_IN, Act.LOOK_UP)
        if who not in (Who.AGENCY, Who.FACILITY)
    },
    (Who.CITIZEN, Act.DECLARE): own,
    (Who.CITIZEN, Act.READ_OWN): own,
    (Who.CITIZEN, Act.CHANGE_OWN): own,
    (Who.CITIZEN, Act.DOWNLOAD): own,
    (Who.CITIZEN, Act.REPORT_DEMAND): own,
    (Who.CITIZEN, Act.ANSWER_CONSENT): asked,
    (Who.OFFICER, Act.READ_CASE): in_scope,
    (Who.OFFICER, Act.DECIDE_CASE): in_scope,
    # Whoever holds the key of a kept draft got it from the family, in any commune.
    (Who.OFFICER, Act.READ_DRAFT): always,
    (Who.SUPERVISOR, Act.READ_DRAFT): always,
    (Who.SUPERVISOR, Act.READ_CASE): in_scope,
    (Who.SUPERVISOR, Act.DECIDE_CASE): in_scope,
    (Who.SUPERVISOR, Act.SEND_AGAIN): in_scope,
    (Who.SUPERVISOR, Act.ALLOW_DEMAND): in_scope,
    (Who.SUPERVISOR, Act.RETURN_AGAIN): in_scope,
    (Who.SUPERVISOR, Act.RETRACT_DEATH): in_scope,
    (Who.SUPERVISOR, Act.READ_FIGURES): always,
    (Who.SUPERVISOR, Act.MANAGE_OFFICIALS): works_under,
    (Who.AGENCY, Act.POLL): decided_by,
    (Who.AGENCY, Act.ANSWER_CASE): decided_by,
    (Who.FACILITY, Act.SEND_PAPERS): of_facility,
}


def may_enter(visitor: Visitor, act: Act) -> bool:
    """Say whether this kind of visitor may do this at all, to some object."""
    return (visitor.who, act) in TABLE


def may(visitor: Visitor, act: Act, thing: Any) -> bool:
    """Say whether this visitor may do this to this object."""
    predicate = TABLE.get((visitor.who, act))
    return predicate is not None and predicate(visitor, thing)


def visitor_of(user: User | AnonymousUser) -> Visitor:
    """Return what somebody comes as; an account that is neither citizen nor official is ANYONE."""
    if not isinstance(user, User) or not user.is_active:
        return Visitor(Who.ANYONE)
    try:
        if user.is_staff:
            official = user.official
            return Visitor(Who(official.role), user.pk, communes=frozenset(official.communes))
        citizen = user.citizen
    except ObjectDoesNotExist:
        return Visitor(Who.ANYONE)
    return Visitor(Who.CITIZEN, citizen.pk, citizen.personal_number)


def visitor_from(client: AgencyClient) -> Visitor:
    """Return what an agency's machine comes as."""
    return Visitor(
        Who.AGENCY,
        client.pk,
        procedures=frozenset(client.procedures),
        agencies=frozenset(client.agencies),
    )


def visitor_from_facility(client: FacilityClient) -> Visitor:
    """Return what a hospital's machine comes as."""
    return Visitor(Who.FACILITY, client.pk, facilities=frozenset(client.facilities))
