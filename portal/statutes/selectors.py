"""Questions to the law of a day; rows are kept, so asking in a loop costs no query.

`on` is the day that counts for the question: of death, of filing, of birth registration.
The rows returned are shared and must not be changed.
"""

from collections.abc import Collection
from datetime import date

from portal.statutes import cache
from portal.statutes.models import (
    Amount,
    ForbiddenPaper,
    FormVersion,
    ProcedureCode,
    ReasonKind,
    ReturnReason,
    StatuteText,
    Switch,
    TimeLimit,
)
from portal.statutes.tariff import Rate, Tariff


def amount(code: str, on: date, province: str | None = None) -> Amount | None:
    """Return the amount of that day; a province may pay more than the country, never less."""
    national, own = Amount.of(code, on), Amount.of(code, on, province or "")
    if national is None or own is None:
        return own
    return max(national, own, key=lambda row: row.value)


def tariff(codes: Collection[str]) -> Tariff:
    """Return the amounts of these codes, of whatever day and province, for plain rules to ask."""
    kept = cache.rows(Amount)
    return Tariff(
        Rate(
            row.code,
            row.value,
            row.valid_from,
            row.valid_to,
            row.basis,
            row.is_confirmed,
            row.province,
            row.in_force_on,
        )
        for code in sorted(codes)
        for row in kept.get(code, ())
    )


def time_limit(code: str, on: date, province: str | None = None) -> TimeLimit | None:
    """Return the limit of that day, a province's own before the country's."""
    return TimeLimit.of(code, on, province or "")


def procedure_code(code: str, on: date) -> ProcedureCode | None:
    """Return the official number of a procedure or journey on that day."""
    return ProcedureCode.of(code, on)


def form_version(code: str, on: date) -> FormVersion | None:
    """Return the form or paper as it is titled on that day."""
    return FormVersion.of(code, on)


def statute_text(code: str, on: date) -> str:
    """Return the sentence of that day, or "" while what it rests on is not confirmed."""
    row = StatuteText.of(code, on)
    return row.text if row and row.is_confirmed else ""


def switch_is_on(code: str, on: date, province: str | None = None) -> bool:
    """Tell whether a switch is on that day; one that has no row is off."""
    row = Switch.of(code, on, province or "")
    return row is not None and row.is_on


def return_reason(code: str, on: date) -> ReturnReason | None:
    """Return one coded reason as it stands on that day, a return or a refusal."""
    return ReturnReason.of(code, on)


def return_reasons(leg: str, on: date, kind: ReasonKind = ReasonKind.RETURN) -> list[ReturnReason]:
    """Return the reasons an official may pick on this leg that day, in the order of their codes.

    A reason with a `condition` may be offered only where the desk found it to hold.
    """
    current = (ReturnReason.of(code, on) for code in sorted(cache.rows(ReturnReason)))
    return [row for row in current if row and row.kind == kind and row.concerns(leg)]


def forbidden_papers(leg: str, on: date) -> list[ForbiddenPaper]:
    """Return the papers nobody may ask for on this leg that day, in the order of their codes.

    One with the condition SIGNED_PAPER is forbidden only where such a paper is at hand.
    """
    current = (ForbiddenPaper.of(code, on) for code in sorted(cache.rows(ForbiddenPaper)))
    return [row for row in current if row and row.concerns(leg)]
