"""The contract of a procedure: what its law needs to know, and nothing of how a dossier moves."""

from portal.pipeline.procedures.contract import AlreadyDeclared, Offer, Procedure, Undoing
from portal.pipeline.procedures.money import BackClaim, Finding, NoSuchBackClaim, Option
from portal.pipeline.procedures.pages import Counter, DeclarationPage, Way
from portal.pipeline.procedures.papers import Difference, IssuedPaper, Paper, PaperTold
from portal.pipeline.procedures.values import (
    Agency,
    Case,
    ConsentNeed,
    ListedLine,
    StepId,
    Summary,
    Value,
    list_sender,
)

__all__ = [
    "Agency",
    "AlreadyDeclared",
    "BackClaim",
    "Case",
    "ConsentNeed",
    "Counter",
    "DeclarationPage",
    "Difference",
    "Finding",
    "IssuedPaper",
    "ListedLine",
    "NoSuchBackClaim",
    "Offer",
    "Option",
    "Paper",
    "PaperTold",
    "Procedure",
    "StepId",
    "Summary",
    "Undoing",
    "Value",
    "Way",
    "list_sender",
]
