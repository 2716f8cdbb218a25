"""What the desk and the family read of a card."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext

from insurance.health_card.models import CARD_BY, CardDelivery, HealthCardDeclaration
from insurance.health_card.rules import LEG
from portal.pipeline.procedures import Case, Value
from portal.statutes.selectors import statute_text


def values(declaration: HealthCardDeclaration, address: str) -> list[Value]:
    """Return what was declared, in words; `address` is where a printed card goes."""
    facility = declaration.facility_name or gettext("Để cơ quan bảo hiểm chọn giúp")
    lines = [
        ("facility.facility", gettext("Nơi khám bệnh ban đầu"), facility, "CskcbbdMa"),
        ("facility.temporary_card", gettext("Mã thẻ tạm"), declaration.temporary_card, ""),
        ("delivery.card_by", gettext("Cách nhận thẻ"), str(dict(CARD_BY)[declaration.card_by]), ""),
        ("delivery.address", gettext("Địa chỉ nhận thẻ"), address, ""),
        ("guardian", gettext("Người giám hộ"), declaration.guardian_name, "NguoiGiamHo"),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def sentences(case: Case, is_wrong: bool, posted: CardDelivery | None, on: date) -> tuple[str, ...]:
    """Return what is said of one card: being put right, valid from and to, where it is."""
    said = []
    if is_wrong:
        said.append(gettext("Thông tin trên thẻ đang được sửa cho khớp giấy khai sinh."))
    card = case.granted.get(LEG)
    if card is None:
        said.append(statute_text("health_card.before_issue", on))
    else:
        first, last = (
            f"{date.fromisoformat(day):%d/%m/%Y}" for day in (card.valid_from, card.valid_to)
        )
        sentence = gettext("Thẻ có giá trị từ {first} đến {last} (theo cơ quan bảo hiểm).")
        said.append(sentence.format(first=first, last=last))
    if posted:
        since = timezone.localtime(posted.since)
        said.append(
            f"{posted.get_card_by_display()}: {posted.get_state_display()}, {since:%d/%m/%Y}."
        )
    return tuple(sentence for sentence in said if sentence)
