"""The words of every notice: the SMS without marks, the full sentence for portal and e-mail.

An SMS has at most 160 signs, no link and no name, and asks for no code; one idea a message.
`%(code)s` is the dossier's code and may stand anywhere.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.notifications.kinds import Blank, Kind


@dataclass(frozen=True, slots=True)
class Words:
    """One notice in both its forms; `blanks` says what fills them besides the dossier's code."""

    sms: str
    subject: Promise | str
    sentence: Promise | str
    blanks: Mapping[str, Blank]


WORDS: Mapping[Kind, Words] = {
    Kind.FILED: Words(
        "Da nhan ho so %(code)s. Hen tra %(promised_on)s. Xem tai VNeID."
        " Tin nay khong kem duong dan.",
        _("Đã nhận hồ sơ %(code)s"),
        _("Đã nhận hồ sơ %(code)s. Hẹn trả kết quả %(promised_on)s."),
        {"promised_on": Blank.DATE},
    ),
    Kind.FILED_QUIETLY: Words(
        "Da nhan ho so %(code)s. Xin chia buon cung gia dinh.",
        _("Đã nhận hồ sơ %(code)s"),
        _(
            "Đã nhận hồ sơ %(code)s. Xin chia buồn cùng gia đình. Hẹn trả kết quả %(promised_on)s;"
            " gia đình không phải làm gì thêm lúc này."
        ),
        {"promised_on": Blank.DATE},
    ),
    Kind.UNFINISHED: Words(
        "Ho so cua ong/ba CHUA NOP. Ban nhap giu den %(kept_until)s.",
        _("Hồ sơ chưa nộp"),
        _("Hồ sơ chưa nộp. Bản nháp được giữ đến %(kept_until)s."),
        {"kept_until": Blank.DATE},
    ),
    Kind.CONSENT_ASKED: Words(
        "%(asked_by)s nho ong/ba xac nhan cho tre dang ky thuong tru."
        " Mo VNeID de tra loi cham nhat %(expires_on)s.",
        _("Có người nhờ ông/bà xác nhận"),
        _(
            "%(asked_by)s nhờ ông/bà xác nhận cho trẻ đăng ký thường trú."
            " Xin mở VNeID để trả lời chậm nhất %(expires_on)s."
        ),
        {"asked_by": Blank.INITIALS, "expires_on": Blank.DATE},
    ),
    Kind.PROOF_OUT: Words(
        "Moi xem truoc Giay khai sinh, ho so %(code)s, truoc %(answer_by)s.",
        _("Xem trước Giấy khai sinh, hồ sơ %(code)s"),
        _(
            "Cơ quan sắp ghi vào sổ nội dung Giấy khai sinh của hồ sơ %(code)s. Xin xem trước và"
            " trả lời trước %(answer_by)s; không trả lời được hiểu là đồng ý."
        ),
        {"answer_by": Blank.MOMENT},
    ),
    Kind.CORRECT: Words(
        "Ho so %(code)s can sua %(places)s cho, cham nhat %(answer_by)s.",
        _("Hồ sơ %(code)s cần sửa"),
        _(
            "Hồ sơ %(code)s cần sửa %(places)s chỗ. Gửi lại chậm nhất %(answer_by)s."
            " Thời gian ông/bà sửa không tính vào hạn của cơ quan."
        ),
        {"places": Blank.COUNT, "answer_by": Blank.DATE},
    ),
    Kind.RECALLED: Words(
        "Ho so %(code)s: de nghi sua da duoc rut lai. Ong/ba khong phai lam gi.",
        _("Hồ sơ %(code)s: không phải sửa nữa"),
        _(
            "Hồ sơ %(code)s: đề nghị sửa đã được rút lại, xin lỗi ông/bà. Ông/bà không phải làm gì;"
            " cơ quan giải quyết tiếp."
        ),
        {},
    ),
    Kind.NEW_DATE: Words(
        "Ho so %(code)s: xin loi, hen lai %(new_on)s.",
        _("Hồ sơ %(code)s: hẹn lại"),
        _("Hồ sơ %(code)s: vì %(reason)s, %(office)s xin lỗi và hẹn lại %(new_on)s."),
        {"reason": Blank.TITLE, "office": Blank.TITLE, "new_on": Blank.DATE},
    ),
    Kind.RESULT: Words(
        "Ho so %(code)s: da co %(paper)s.",
        _("Hồ sơ %(code)s có kết quả"),
        _("Hồ sơ %(code)s: đã có %(paper)s. Xem và tải xuống ở trang theo dõi hồ sơ."),
        {"paper": Blank.TITLE},
    ),
    Kind.RESIDENCE_DUE: Words(
        "Be chua co dang ky cu tru. Con %(days)s ngay.",
        _("Bé chưa có đăng ký cư trú"),
        _(
            "Bé chưa đăng ký thường trú, tạm trú hoặc khai báo cư trú. Hạn: %(last_on)s"
            " (Nghị định 154/2024/NĐ-CP Điều 7 khoản 2)."
        ),
        {"days": Blank.COUNT, "last_on": Blank.DATE},
    ),
    Kind.RESIDENCE_LAST_DAY: Words(
        "Be chua co dang ky cu tru. Hom nay la ngay cuoi.",
        _("Hôm nay là ngày cuối để đăng ký cư trú cho bé"),
        _(
            "Bé chưa đăng ký thường trú, tạm trú hoặc khai báo cư trú. Hôm nay, %(last_on)s, là"
            " ngày cuối (Nghị định 154/2024/NĐ-CP Điều 7 khoản 2)."
        ),
        {"last_on": Blank.DATE},
    ),
}
# A kind may be said in another way too: which blanks are filled tells which.
OTHER_WAYS: Mapping[Kind, tuple[Words, ...]] = {
    Kind.RECALLED: (
        Words(  # a death that was registered by mistake is taken back
            "Ho so %(code)s: viec khai tu da duoc ghi la nham ngay %(mistaken_on)s."
            " Xin den UBND noi dang ky.",
            _("Hồ sơ %(code)s: việc khai tử được ghi là nhầm"),
            _(
                "Hồ sơ %(code)s: việc khai tử được ghi là nhầm ngày %(mistaken_on)s. Xin đến ngay"
                " UBND nơi đăng ký; trang theo dõi hồ sơ ghi rõ từng việc."
            ),
            {"mistaken_on": Blank.DATE},
        ),
    ),
}


def words_of(kind: Kind, filled: Collection[str]) -> Words:
    """Return the words of a kind in the way these blanks ask for; else its usual words."""
    ways = (one for one in OTHER_WAYS.get(kind, ()) if set(one.blanks) == set(filled))
    return next(ways, WORDS[kind])
