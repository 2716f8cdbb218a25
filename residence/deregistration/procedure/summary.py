"""What was declared about the household, in the words of the desk and the family."""

from django.utils.translation import gettext

from portal.pipeline.procedures import (
    Value,
)
from residence.deregistration.models import HEAD_IS, DeregistrationDeclaration
from residence.deregistration.procedure.declared import relation_of
from residence.deregistration.rules import LEG


def values_of(declaration: DeregistrationDeclaration, address: str) -> list[Value]:
    """Return what was declared as labelled values; what was left blank is left out."""
    head = declaration.head_name or str(dict(HEAD_IS)[declaration.head_is])
    lines = [
        ("address", gettext("Nơi thường trú được xóa"), address, "NctccDiaChi"),
        ("household.head_is", gettext("Chủ hộ"), head, "XoaChuhoHoten"),
        (
            "household.relation_to_head",
            gettext("Quan hệ với chủ hộ"),
            relation_of(declaration),
            "XoaChuhoQuanhe",
        ),
        ("household.new_head_name", gettext("Chủ hộ mới"), declaration.new_head_name, ""),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]
