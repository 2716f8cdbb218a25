"""What a registered death establishes, and the codes and labels its parts share."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.death import rules
from civil_registry.death.forms import CODE, PAGES
from portal.pipeline.manifests.answers import BY_REGISTER, Reasons
from portal.statutes.selectors import form_version

SYSTEM = "civil_status_register"
E_COPY = "death_certificate"
UPLOADS = {
    "death_paper": _("Giấy báo tử hoặc giấy thay thế"),
    "evidence": _("Chứng cứ thay thế"),
}
COMMUNE_COLUMNS = ("residence_commune", "place_commune", "office_commune")
EVERY_FIELD = [
    f"{CODE}.{page.code}.{name}"
    for page in PAGES
    if not page.before_filing
    for name in page.stored()
]
# What the register names in a return: our reason for it, and the fields that it opens.
RETURNED_FOR: Reasons = {
    "notice": (
        "KT01",
        tuple(
            f"notice.{name}" for name in ("kind", "number", "issued_on", "facility", "death_paper")
        ),
    ),
    "evidence": ("KT02", ("notice.evidence",)),
    "applicant.relation": (BY_REGISTER, ("applicant.relation", "applicant.relation_other")),
} | {
    f"deceased.{named}": ("KT03", names)
    for named, names in {
        "full_name": ("deceased.surname", "deceased.middle_name", "deceased.given_name"),
        "sex": ("deceased.sex",),
        "born_on": ("deceased.born_on",),
        "ethnicity": ("deceased.ethnicity",),
        "personal_number": ("deceased.personal_number",),
        "residence": (
            "residence.residence_kind",
            "residence.residence_commune",
            "residence.residence_line",
        ),
        "died_on": ("event.died_on",),
        "died_time": ("event.died_time",),
        "place": ("event.place_kind", "event.place_commune", "event.place_line"),
        "cause": ("event.cause",),
    }.items()
}
# What stands at the desk instead of labels that speak to the family.
DESK_LABELS = {
    "applicant.relation": _("Người khai là"),
    "applicant.relation_other": _("Người khai, tự ghi"),
    "residence.residence_kind": _("Nơi cư trú cuối cùng: loại cư trú"),
    "event.sudden": _("Tai nạn, đột ngột hoặc chưa rõ nguyên nhân"),
}
REGISTRATIONS = {
    rules.ON_TIME: _("Đúng hạn"),
    rules.LATE: _("Quá hạn"),
    rules.LONG_DEAD: _("Người chết đã lâu"),
}
UNTOLD = frozenset({"fit.situation", "fit.nationality"})  # always the same in what was filed


@dataclass(frozen=True, slots=True)
class DeathFacts:
    """What a registered death establishes for the steps that follow; plain texts, days in ISO.

    `personal_number` may be "", `born_on` and `died_on` may be a year, or month and year.
    """

    full_name: str
    sex: str
    born_on: str
    personal_number: str
    died_on: str
    registered_on: str
    number: str
    book: str
    page: str
    e_copy_sha256: str
    e_copy_title: str


def e_copy_title(on: date) -> str:
    """Return what the register's paper is called on a day (from 01/03/2027 Giấy chứng tử)."""
    row = form_version(E_COPY, on)
    return row.title if row else gettext("Trích lục khai tử")


def title_today() -> str:
    """Return what the register's paper is called today."""
    return e_copy_title(timezone.localdate())
