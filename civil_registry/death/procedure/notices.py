"""The death notice: which the commune issues itself, and what the register is told of any."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext

from civil_registry.death import rules
from civil_registry.death.models import DeathDeclaration, NoticeKind, Sudden
from civil_registry.death.procedure.declared import registered_as
from integrations.civil_status_parts import dotted
from integrations.death_registration import DeathNotice
from portal.people.partial_dates import PartialDate
from portal.pipeline.procedures import Case, IssuedPaper
from portal.places.models import Commune
from portal.statutes.selectors import switch_is_on


def is_ours_to_issue(declaration: DeathDeclaration, case: Case) -> bool:
    """Tell whether a commune must issue the notice this declaration lacks."""
    filed_on = timezone.localdate(case.filed_at)
    return (
        switch_is_on("death.notice_inside_dossier", filed_on)
        and registered_as(declaration, case) != rules.LONG_DEAD
        and rules.commune_issues_notice(
            declaration.place_kind, sudden=declaration.sudden == Sudden.YES
        )
    )


def notice_of_commune(
    declaration: DeathDeclaration, case: Case, places: Mapping[str, Commune]
) -> IssuedPaper:
    """Return the notice as far as the commune where the person died has issued it."""
    place = places.get(declaration.place_commune)
    return IssuedPaper(
        title=str(NoticeKind.DEATH_NOTICE.label),
        issuer=place.committee if place else "",
        is_here=declaration.place_commune == case.commune_code,
        number=declaration.issued_number,
        issued_on=declaration.issued_on,
    )


def promised(paper: IssuedPaper) -> str:
    """Return what the family reads of the notice the commune issues: nothing is asked of it."""
    if paper.is_due:
        told = gettext(
            "{issuer}, nơi người thân mất, sẽ cấp giấy báo tử. Gia đình không phải xin riêng."
        )
        return told.format(issuer=paper.issuer or gettext("UBND"))
    told = gettext("{issuer} đã cấp giấy báo tử số {number}, ngày {day}.")
    return told.format(issuer=paper.issuer, number=paper.number, day=f"{paper.issued_on:%d/%m/%Y}")


def notice_told(declaration: DeathDeclaration) -> DeathNotice:
    """Return the notice the family named, or the one the commune issued in this dossier."""
    if declaration.has_notice:
        return DeathNotice(
            str(NoticeKind(declaration.notice_kind).label),
            declaration.notice_number,
            dotted(declaration.notice_issued_on),
            declaration.notice_facility,
        )
    if not declaration.issued_number or declaration.issued_on is None:
        return DeathNotice()
    return DeathNotice(
        str(NoticeKind.DEATH_NOTICE.label),
        declaration.issued_number,
        dotted(PartialDate.from_date(declaration.issued_on)),
        declaration.issued_by,
    )


def signed_told(declaration: DeathDeclaration) -> dict[str, str]:
    """Return number and day of the hospital's signed notice, if the declaration rests on one."""
    if not declaration.signed_number:
        return {}
    return {
        "hospital_number": declaration.notice_number,
        "hospital_issued_on": dotted(declaration.notice_issued_on),
    }
