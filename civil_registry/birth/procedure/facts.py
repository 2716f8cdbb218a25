"""What a registered birth establishes, and the codes and labels its parts share."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms import CODE, PAGES
from portal.pipeline.manifests.answers import Reasons
from portal.places.form_fields import CommuneField

SYSTEM = "civil_status_register"
E_COPY = "birth_certificate"
UPLOADS = {code: label for page in PAGES for code, label, _required in page.uploads}
COMMUNE_COLUMNS = tuple(
    page.stored()[name]
    for page in PAGES
    for name, asked in page.base_fields.items()
    if isinstance(asked, CommuneField)
)
EVERY_FIELD = [f"{CODE}.{page.code}.{name}" for page in PAGES for name in page.stored()]
# What the register names in a return: our reason for it, and the fields that it opens.
RETURNED_FOR: Reasons = {
    "birth_notice_number": ("KS06", ("paper.kind", "paper.number", "paper.birth_paper")),
    "child.full_name": ("KS01", ("child.surname", "child.middle_name", "child.given_name")),
    "child.sex": ("KS05", ("child.sex",)),
    "child.born_on": ("KS05", ("child.born_on",)),
    "child.birth_place": ("KS05", ("child.birth_place_commune", "child.birth_place_line")),
    "child.ethnicity": ("KS03", ("origin.ethnicity",)),
    "child.hometown": (
        "KS04",
        ("origin.hometown", "origin.hometown_commune", "origin.hometown_line"),
    ),
    "applicant.relation": ("KS09", ("applicant.relation",)),
} | {
    f"{parent}.{named}": ("KS08", tuple(f"{parent}.{name}" for name in names))
    for parent in (rules.MOTHER, rules.FATHER)
    for named, names in {
        "full_name": ("surname", "middle_name", "given_name"),
        "born_on": ("born_on",),
        "ethnicity": ("ethnicity",),
        "residence_kind": ("residence_kind",),
        "residence": ("residence_commune", "residence_line"),
        "document_number": ("personal_number",),
        "personal_number": ("personal_number",),
    }.items()
}
# What stands at the desk instead of labels that speak to the family.
DESK_LABELS = {
    "applicant.relation": _("Người khai"),
    "differences.explanation": _("Gia đình giải thích chỗ khác giấy"),
    "child.paper_remark": _("Gia đình báo giấy ghi nhầm"),
}


@dataclass(frozen=True, slots=True)
class BirthFacts:
    """What a registered birth establishes for the steps that follow; plain texts, days in ISO."""

    personal_number: str
    registered_on: str
    number: str
    book: str
    page: str
    full_name: str
    sex: str
    born_on: str
    e_copy_sha256: str
