"""The receipt of a dossier ("phiếu tiếp nhận và hẹn trả"), drawn once and then kept."""

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from portal.citizens import qr
from portal.citizens.days import day, moment
from portal.citizens.journeys import title_of
from portal.citizens.models import Receipt
from portal.citizens.pages import is_quiet
from portal.documents import services as documents
from portal.documents import store
from portal.documents.receipts import ReceiptWords, draw
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import StepStatus


def fetch(dossier: Dossier) -> bytes:
    """Return the receipt's bytes, the same ones whenever it is fetched."""
    kept = Receipt.objects.filter(dossier=dossier).first() or _make(dossier)
    return store.get(kept.document_id)


def _make(dossier: Dossier) -> Receipt:
    with translation.override("vi"):  # a legal paper, whatever language the page is in
        content = draw(words_of(dossier))
    document = documents.keep(content, media_type="application/pdf")
    try:
        with transaction.atomic():
            return Receipt.objects.create(dossier=dossier, document=document)
    except IntegrityError:  # fetched twice at once: the first one counts
        return Receipt.objects.get(dossier=dossier)


def words_of(dossier: Dossier) -> ReceiptWords:
    """Return what the receipt says: code, days, who does what, and what is never asked for."""
    steps = Step.objects.filter(dossier=dossier).exclude(status=StepStatus.SKIPPED).order_by("pk")
    return ReceiptWords(
        portal=_("Cổng Liên thông"),
        title=_("Phiếu tiếp nhận hồ sơ và hẹn trả kết quả"),
        subtitle=_("Nộp trực tuyến"),
        code=dossier.code,
        rows=(
            (_("Người nộp"), dossier.applicant.full_name),
            (_("Nộp lúc"), moment(dossier.filed_at)),
            (_("Hẹn trả kết quả"), day(dossier.promised_on)),
        ),
        legs_title=_("Các việc và nơi giải quyết"),
        legs=tuple((title_of(step.procedure), step.agency_title) for step in steps),
        notes=(
            _never_asked(dossier.life_event),
            _("Kết quả điện tử có giá trị như bản giấy; xem và tải tại trang theo dõi hồ sơ."),
        ),
        qr=str(qr.of_dossier(dossier)),
        qr_caption=_("Quét để tra cứu"),
        footer=_("Chúng tôi không hỏi mật khẩu hay mã OTP. Tin nhắn không kèm đường dẫn."),
    )


def _never_asked(life_event: str) -> str:
    """Return the papers nobody may ask for; of a death no marriage is in question."""
    if is_quiet(life_event):
        return _("Hồ sơ này không phải nộp căn cước, sổ hộ khẩu.")
    return _("Hồ sơ này không phải nộp căn cước, giấy đăng ký kết hôn, sổ hộ khẩu.")
