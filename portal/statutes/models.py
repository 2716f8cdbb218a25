"""The tables of dated law."""

from portal.statutes.rows.dated import Dated
from portal.statutes.rows.days import CalendarOverride
from portal.statutes.rows.law_row import CONFIRMED, Certainty, LawRow
from portal.statutes.rows.numbers import Amount, AmountUnit, LimitUnit, TimeLimit
from portal.statutes.rows.papers import (
    EVERY_LEG,
    Alternative,
    Condition,
    ForbiddenPaper,
    FormVersion,
    ProcedureCode,
)
from portal.statutes.rows.reasons import ReasonKind, ReturnReason
from portal.statutes.rows.texts import StatuteText, Switch

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
