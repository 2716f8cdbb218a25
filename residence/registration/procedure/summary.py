"""What was declared about the residence, in the words of the desk and the family."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from portal.people.codes import RelationToHead
from portal.pipeline.procedures import Case, Summary, Value
from portal.places.selectors import full_addresses
from portal.statutes.selectors import statute_text
from residence.registration.models import (
    CONSENT_WAY,
    WITH_WHOM,
    ResidenceDeclaration,
)
from residence.registration.procedure.declared import declarations_of
from residence.registration.rules.terms import LEG


def summarise(cases: Sequence[Case], title: str) -> Mapping[int, Summary]:
    """Return what was declared, in words; three queries however many cases."""
    filed = {case.step_id: timezone.localdate(case.filed_at) for case in cases}
    declarations = declarations_of(filed)
    addresses = full_addresses((one.commune_code, one.address_line) for one in declarations)
    return {
        one.pk: Summary(
            title,
            tuple(
                Value(f"{LEG}.{field}", label, text, official)
                for field, label, text, official in _lines(
                    one, addresses[one.commune_code, one.address_line], filed[one.pk]
                )
                if text
            ),
        )
        for one in declarations
    }


def _lines(
    declaration: ResidenceDeclaration, address: str, on: date
) -> list[tuple[str, str, str, str]]:
    """Return (field, label, text, official name); the head the register named stays masked."""
    head = declaration.head.full_name
    owners = "; ".join(one.full_name for one in declaration.owners.all())
    relation = RelationToHead(declaration.relation_to_head).label
    way = str(dict(CONSENT_WAY)[declaration.consent_way])
    return [
        (
            "place.with_whom",
            gettext("Nơi thường trú"),
            str(dict(WITH_WHOM)[declaration.with_whom]),
            "",
        ),
        ("place.address_line", gettext("Địa chỉ"), address, "DkttDiaChi"),
        ("head.household_head", gettext("Chủ hộ"), head, "DkttChuHo"),
        ("head.owner", gettext("Chủ nhà"), head if declaration.owner_is_head else owners, ""),
        ("relation.relation_to_head", gettext("Quan hệ với chủ hộ"), relation, "DkttMaQuanHe"),
        ("consent.way", gettext("Xác nhận đồng ý"), way, "LoaiXacNhanVNeID"),
        ("fee", gettext("Lệ phí"), statute_text("residence.child_fee", on), ""),
    ]
