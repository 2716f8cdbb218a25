"""What the desk and the family read of a claim of survivors."""

from typing import Any

from django.utils.translation import gettext

from funeral_benefits.survivors.models import (
    FLAGS,
    PAY_BY,
    PEOPLE,
    RELATIONS,
    WANTED,
    Dependant,
    SurvivorsClaim,
)
from funeral_benefits.survivors.rules import LEG, Wanted
from portal.people.deaths import as_written
from portal.pipeline.procedures import Value
from portal.statutes.tariff import money


def values(claim: SurvivorsClaim, death: Any) -> list[Value]:
    """Return what was declared, in words; `death` as registered, None as long as it is not."""
    relatives = claim.dependants.all()
    account = " · ".join(
        filter(None, (str(dict(PAY_BY)[claim.pay_by]), claim.bank, claim.account_number))
    )
    lines = [
        ("deceased", gettext("Người đã mất"), _deceased(death) if death else "", ""),
        ("regime.wanted", gettext("Cách nhận"), str(dict(WANTED)[claim.wanted]), "LoaiTroCap"),
        (
            "regime.insurance_number",
            gettext("Mã số bảo hiểm xã hội"),
            claim.insurance_number,
            "NdktMasobhxh",
        ),
        ("regime.people", gettext("Thân nhân"), "" if relatives else str(dict(PEOPLE)[0]), ""),
        *(
            (f"relatives.name_{one.ordinal}", gettext("Thân nhân"), _about(one), "")
            for one in relatives
        ),
        ("estimate.sum", gettext("Số tiền dự tính"), claim.estimate, ""),
        ("estimate.note", gettext("Gia đình ghi thêm"), claim.note, ""),
        ("payment.pay_by", gettext("Cách nhận tiền"), account, "MtpTienHinhthuc"),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def sentences(claim: SurvivorsClaim) -> tuple[str, ...]:
    """Return the estimate while nothing is decided; then that it is, and whether it was paid."""
    if claim.decided_on is None:
        if not claim.estimate:
            return ()
        said = gettext("Số tiền dự tính. Cơ quan bảo hiểm quyết định.")
        return (said, *claim.estimate.splitlines())
    ways = {
        Wanted.MONTHLY.value: gettext("Đã duyệt ngày {day}: {sum} đ mỗi tháng."),
        Wanted.LUMP_SUM.value: gettext("Đã duyệt ngày {day}: {sum} đ, nhận một lần."),
    }
    way = ways.get(claim.decided_regime, gettext("Đã duyệt ngày {day}: {sum} đ."))
    decided = way.format(day=f"{claim.decided_on:%d/%m/%Y}", sum=money(claim.decided_amount or 0))
    if claim.paid_on is None:
        if claim.released_at is not None:  # the death was a mistake: no payment is announced
            return decided, gettext("Cơ quan chưa báo đã chi.")
        return decided, gettext("Chưa chi trả; cơ quan báo ngay khi chi.")
    paid = gettext("Đã chi trả ngày {day}.").format(day=f"{claim.paid_on:%d/%m/%Y}")
    return decided, paid


def _deceased(death: Any) -> str:
    died = gettext("mất ngày {day}").format(day=as_written(death.died_on))
    return " · ".join(filter(None, (death.full_name, death.personal_number, died)))


def _about(one: Dependant) -> str:
    said = dict(FLAGS)
    flags = [str(said[flag]).lower() for flag in one.flags if flag in said]
    relation = str(dict(RELATIONS)[one.relation]).lower()
    return ", ".join([one.full_name, relation, f"sinh {one.relative.born_on}", *flags])
