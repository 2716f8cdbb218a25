"""A notice as people read it; nothing but the words, the dossier's code and the blanks."""

from portal.notifications import blanks
from portal.notifications.kinds import Kind
from portal.notifications.models import Notice
from portal.notifications.words import words_of


def sms(notice: Notice) -> str:
    """Return the text message: at most 160 signs without marks."""
    words = words_of(Kind(notice.kind), notice.params)
    return words.sms % {"code": notice.dossier_code, **blanks.in_brief(words.blanks, notice.params)}


def subject(notice: Notice) -> str:
    """Return the subject of the e-mail, in the language that is active."""
    words = words_of(Kind(notice.kind), notice.params)
    return str(words.subject) % {"code": notice.dossier_code}


def sentence(notice: Notice) -> str:
    """Return the full sentence for portal and e-mail, in the language that is active."""
    words = words_of(Kind(notice.kind), notice.params)
    full = blanks.in_full(words.blanks, notice.params)
    return str(words.sentence) % {"code": notice.dossier_code, **full}
