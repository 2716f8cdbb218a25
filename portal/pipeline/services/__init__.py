"""What people do to dossiers: each function is one act, in one transaction, on the record."""

from portal.pipeline.services.desk import (
    accept,
    answer_verification,
    ask_verification,
    open_case,
    refuse,
    return_to_family,
    transfer,
    undo_acceptance,
)
from portal.pipeline.services.family import (
    AlreadyOpened,
    NothingToWithdraw,
    NotReturned,
    edit_before_opened,
    supplement,
    withdraw,
)
from portal.pipeline.services.filing import Filing, submit_dossier
from portal.pipeline.services.machine import (
    consents_answered,
    lapse_returns,
    retry_stalled,
)
from portal.pipeline.services.return_gate import ForbiddenPaper, ReturnNotAllowed

__all__ = [
    "AlreadyOpened",
    "Filing",
    "ForbiddenPaper",
    "NotReturned",
    "NothingToWithdraw",
    "ReturnNotAllowed",
    "accept",
    "answer_verification",
    "ask_verification",
    "consents_answered",
    "edit_before_opened",
    "lapse_returns",
    "open_case",
    "refuse",
    "retry_stalled",
    "return_to_family",
    "submit_dossier",
    "supplement",
    "transfer",
    "undo_acceptance",
    "withdraw",
]
