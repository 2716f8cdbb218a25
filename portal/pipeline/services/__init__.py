"""What people do to dossiers: each function is one act, in one transaction, on the record."""

from portal.pipeline.services.accepting import accept, send_now, undo_acceptance
from portal.pipeline.services.arriving import papers_arrived
from portal.pipeline.services.desk import (
    AlreadyAsked,
    answer_verification,
    ask_verification,
    conditions_of,
    note_report_read,
    open_attachment,
    open_case,
    record_look_up,
    take_agreement,
    transfer,
)
from portal.pipeline.services.family import NothingToWithdraw, withdraw, withdraw_leg
from portal.pipeline.services.filing import Filing, submit_dossier
from portal.pipeline.services.machine import (
    NotStalled,
    consents_answered,
    lapse_returns,
    retry_stalled,
)
from portal.pipeline.services.mending import (
    AlreadyOpened,
    NobodyAsked,
    NotReturned,
    edit_before_opened,
    name_others,
    supplement,
)
from portal.pipeline.services.proof import (
    NoProofOpen,
    ProofDisputed,
    ProofNotOffered,
    ProofOpen,
    answer_proof,
    lapse_proofs,
    send_proof,
)
from portal.pipeline.services.reminding import remind_of_duties
from portal.pipeline.services.retracting import NoSuchDeath, retract_death, was_retracted
from portal.pipeline.services.return_gate import ForbiddenPaper, ReturnNotAllowed, Wanted
from portal.pipeline.services.returning import (
    SecondReturn,
    WhyAgain,
    asked_before,
    check_return,
    recall_return,
    refuse,
    return_to_family,
    review_words,
)

__all__ = [
    "AlreadyAsked",
    "AlreadyOpened",
    "Filing",
    "ForbiddenPaper",
    "NoProofOpen",
    "NoSuchDeath",
    "NobodyAsked",
    "NotReturned",
    "NotStalled",
    "NothingToWithdraw",
    "ProofDisputed",
    "ProofNotOffered",
    "ProofOpen",
    "ReturnNotAllowed",
    "SecondReturn",
    "Wanted",
    "WhyAgain",
    "accept",
    "answer_proof",
    "answer_verification",
    "ask_verification",
    "asked_before",
    "check_return",
    "conditions_of",
    "consents_answered",
    "edit_before_opened",
    "lapse_proofs",
    "lapse_returns",
    "name_others",
    "note_report_read",
    "open_attachment",
    "open_case",
    "papers_arrived",
    "recall_return",
    "record_look_up",
    "refuse",
    "remind_of_duties",
    "retract_death",
    "retry_stalled",
    "return_to_family",
    "review_words",
    "send_now",
    "send_proof",
    "submit_dossier",
    "supplement",
    "take_agreement",
    "transfer",
    "undo_acceptance",
    "was_retracted",
    "withdraw",
    "withdraw_leg",
]
