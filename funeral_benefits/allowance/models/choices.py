"""What the columns of a claim may say, and how it is read."""

from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.rules.claiming import PayBy, PayeeIs
from funeral_benefits.allowance.rules.regimes import Regime

REGIMES = [
    (Regime.COMPULSORY.value, _("Bảo hiểm xã hội bắt buộc, lương hưu")),
    (Regime.VOLUNTARY.value, _("Bảo hiểm xã hội tự nguyện")),
    (Regime.SOCIAL_PENSION.value, _("Trợ cấp hưu trí xã hội")),
    (Regime.SOCIAL_PROTECTION.value, _("Trợ cấp xã hội hằng tháng")),
    (Regime.PERSON_OF_MERIT.value, _("Người có công với cách mạng")),
    (Regime.VETERAN.value, _("Cựu chiến binh")),
    (Regime.YOUTH_VOLUNTEER.value, _("Thanh niên xung phong")),
    (Regime.FRONTLINE_LABOURER.value, _("Dân công hỏa tuyến")),
    (
        Regime.RESISTANCE.value,
        _("Tham gia kháng chiến, bảo vệ Tổ quốc (Quyết định 290/2005, 62/2011)"),
    ),
]
PAYEE_IS = [
    (PayeeIs.APPLICANT.value, _("Tôi")),
    (PayeeIs.PERSON.value, _("Người khác")),
    (PayeeIs.ORGANISATION.value, _("Cơ quan, tổ chức đã lo mai táng")),
]
PAY_BY = [
    (PayBy.ACCOUNT.value, _("Chuyển vào tài khoản")),
    (PayBy.CASH.value, _("Tiền mặt tại xã, phường")),
    (PayBy.POST.value, _("Gửi qua bưu điện")),
]
