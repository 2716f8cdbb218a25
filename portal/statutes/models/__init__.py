"""The tables of dated law."""

from portal.statutes.models.dated import Dated
from portal.statutes.models.days import CalendarOverride
from portal.statutes.models.law_row import CONFIRMED, Certainty, LawRow
from portal.statutes.models.numbers import Amount, AmountUnit, LimitUnit, TimeLimit
from portal.statutes.models.papers import (
    EVERY_LEG,
    Alternative,
    Condition,
    ForbiddenPaper,
    FormVersion,
    ProcedureCode,
)
from portal.statutes.models.reasons import ReasonKind, ReturnReason
from portal.statutes.models.texts import StatuteText, Switch

__all__ = [
    "CONFIRMED",
    "EVERY_LEG",
    "Alternative",
    "Amount",
    "AmountUnit",
    "CalendarOverride",
    "Certainty",
    "Condition",
    "Dated",
    "ForbiddenPaper",
    "FormVersion",
    "LawRow",
    "LimitUnit",
    "ProcedureCode",
    "ReasonKind",
    "ReturnReason",
    "StatuteText",
    "Switch",
    "TimeLimit",
]
