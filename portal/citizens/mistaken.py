"""What a family reads where a death was registered by mistake (D11): each leg as it really stands.

Who was told to restore what is in the contract: an undoing of its own, or a line in a list. Of a
grant with neither, a sum of money, nobody is told by the portal, and the family hears whom to ask.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from portal.citizens.days import day
from portal.citizens.journeys import known
from portal.citizens.tracking import StepFile
from portal.pipeline.mistakes import RETRACTED
from portal.pipeline.models import Attachment
from portal.pipeline.procedures import Procedure
from portal.pipeline.statuses import StepStatus
from portal.pipeline.undoing import ASKED


def told_of(one: StepFile, agency: str) -> tuple[str, str]:
    """Return label and sentence of what rests on a mistake; of an undoing its own words tell."""
    procedure, on = known(one.step.procedure), day(one.mistaken_at)
    if one.undone_at:
        return _("Đã khôi phục"), ""
    if procedure and procedure.registers_death:
        said = _("Ghi ngày {on}. Việc nào dừng, việc nào được khôi phục: xin xem ở từng việc.")
        return _("Đã ghi là khai tử nhầm"), said.format(on=on)
    if procedure and _asks_nobody(procedure):
        return str(procedure.granted_label), _restored(one, procedure).format(on=on, agency=agency)
    said = _(
        "Việc khai tử được ghi là nhầm ngày {on} nên quyết định này không còn hiệu lực. Khoản đã"
        " chi được giải quyết với nơi chi là {agency}."
    )
    return _("Quyết định không còn hiệu lực"), said.format(on=on, agency=agency)


def _restored(one: StepFile, procedure: Procedure) -> str:
    if procedure.undoing is None:
        return _("Việc khai tử được ghi là nhầm ngày {on}; {agency} đã được báo để khôi phục.")
    if any(line.act == ASKED for line in one.journal):
        return ""  # the undoing tells it in its own words
    # Another registration of the same death stands.
    return _("Việc khai tử được ghi là nhầm ngày {on}; {agency} chưa phải khôi phục gì.")


def told_publicly(one: StepFile, agency: str) -> tuple[str, str]:
    """Return label and sentence of such a grant for anybody who has the code: nothing of anyone."""
    said = _("Việc này được ghi là nhầm ngày {on}. Xin hỏi tại {agency}.")
    return _("Đã ghi là nhầm"), said.format(on=day(one.mistaken_at), agency=agency)


def duty_of(one: StepFile, agency: str) -> str:
    """Return what the family must do about a grant that rests on a mistake, "" if nothing."""
    procedure = known(one.step.procedure)
    if one.mistaken_at is None or one.step.status != StepStatus.GRANTED or procedure is None:
        return ""
    if procedure.registers_death:
        duty = _(
            "Xin đến ngay {agency}. Mang trích lục khai tử đã nhận và giấy tờ tùy thân của người"
            " được ghi nhầm."
        )
    elif _asks_nobody(procedure):
        return ""
    else:
        duty = _(
            "Xin hỏi {agency}: chưa nhận tiền thì báo nơi này dừng chi, đã nhận thì hỏi cách giải"
            " quyết."
        )
    return duty.format(agency=agency)


def worthless_since(one: StepFile, attachment: Attachment) -> datetime | None:
    """Return since when a result is worth nothing; None if it still is, as what undid the rest."""
    granted = one.step.status == StepStatus.GRANTED
    return one.mistaken_at if granted and not is_of_undoing(one, attachment) else None


def is_of_undoing(one: StepFile, attachment: Attachment) -> bool:
    """Whether a result came with the undoing of a grant, and took the place of the grant's own."""
    if one.undone_at is None or attachment.superseded_at is not None:
        return False
    return any(other.superseded_at == one.undone_at for other in one.results)


def _asks_nobody(procedure: Procedure) -> bool:
    """Whether the family need not ask the agency of a leg: the portal itself tells it."""
    return procedure.undoing is not None or RETRACTED in procedure.lists
