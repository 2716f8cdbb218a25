"""What an official reads of the sums of a claim: each law's, and why somebody must choose."""

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext

from funeral_benefits.allowance.forms.estimate import WHY, label_of
from funeral_benefits.allowance.models import AllowanceClaim, AllowanceOption
from funeral_benefits.allowance.procedure.facts import BEYOND_THE_DESK, IN_SHORT, QUESTIONS
from funeral_benefits.allowance.procedure.sums import code_of, estimate_of, every_law
from funeral_benefits.allowance.rules.computing import Computed, Doubt
from portal.pipeline.procedures import Finding, Option
from portal.statutes.tariff import Tariff


def finding_of(claim: AllowanceClaim, status: str, rates: Tariff, today: date) -> Finding:
    """Return what an official reads of one claim; no query where its options are at hand.

    As long as there is something to choose, every way is shown as it would be stored today. Once
    it is confirmed by the law of today, or has left the desk, what is stored stands.
    """
    chosen = claim.chosen
    declared = set(claim.answers.regimes)
    asks: tuple[str, ...] = ()
    if status not in BEYOND_THE_DESK:
        ask = _questions if claim.confirmed_at is None else _questions_again
        asks = tuple(ask(claim, rates, today))
    if asks:
        options = [
            _option(one, str(one), [doubt.value for doubt in one.doubts], declared)
            for one in every_law(claim, rates, today)
        ]
    else:
        options = [_option(one, one.said, one.doubts, declared) for one in claim.options.all()]
    return Finding(tuple(options), chosen.code if chosen else "", asks, claim.cited)


def _option(
    way: Computed | AllowanceOption, said: str, doubts: Sequence[str], declared: Collection[str]
) -> Option:
    notes = tuple(str(IN_SHORT[Doubt(one)]) for one in doubts)
    group = gettext("Gia đình khai") if way.regime in declared else gettext("Chế độ khác")
    if not declared:
        group = ""
    return Option(code_of(way), label_of(way.regime, way.reading), said, notes, group)


def _questions_again(claim: AllowanceClaim, rates: Tariff, today: date) -> list[str]:
    """Return why what an official confirmed must be confirmed once more: its level has changed."""
    chosen = claim.chosen
    ways = every_law(claim, rates, today) if chosen else ()
    now = next((one for one in ways if chosen and code_of(one) == chosen.code), None)
    if chosen is None or now is None or now.amount == chosen.amount:
        return []
    return [gettext("Mức tiền đã đổi từ khi cán bộ xác nhận; xin xác nhận mức mới.")]


def _questions(claim: AllowanceClaim, rates: Tariff, today: date) -> list[str]:
    """Return why an official must confirm before the claim may go on."""
    answers, asked = claim.answers, []
    found = estimate_of(claim, answers.regimes, rates, today)
    if answers.unknown:
        names = "; ".join(str(QUESTIONS[name]) for name in answers.unknown)
        asked.append(gettext("Gia đình chưa biết, xin tra cứu: {names}.").format(names=names))
    if answers.other:
        asked.append(gettext("Gia đình ghi thêm: “{words}”.").format(words=answers.other))
    for regime in found.uncomputed:
        sentence = gettext("{law}: chưa có mức tiền của ngày này trong bảng mức.")
        asked.append(sentence.format(law=label_of(regime)))
    if found.best and found.needs_official:
        doubts = {one for each in found.found for one in each.doubts} - {Doubt.AWAITED}
        asked += [str(WHY[one]) for one in Doubt if one in doubts]
    if found.best and claim.chosen and found.best.amount != claim.chosen.amount:
        asked.append(gettext("Mức tiền đã đổi từ khi gia đình nộp; xin xác nhận mức mới."))
    return asked
