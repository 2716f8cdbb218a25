"""What an official reads of the sums of a claim: each law's, and why somebody must choose."""

from collections.abc import Sequence

from django.utils.translation import gettext

from funeral_benefits.allowance.forms.estimate import WHY, label_of
from funeral_benefits.allowance.models import AllowanceClaim, AllowanceOption
from funeral_benefits.allowance.procedure.facts import QUESTIONS
from funeral_benefits.allowance.procedure.sums import code_of, estimate_of, every_law
from funeral_benefits.allowance.rules.computing import Computed, Doubt
from portal.pipeline.procedures import Finding, Option
from portal.statutes.tariff import Tariff


def finding_of(claim: AllowanceClaim, rates: Tariff) -> Finding:
    """Return what an official reads of one claim; no query where its options are at hand."""
    chosen = claim.chosen
    stored = {one.code: one for one in claim.options.all()}
    options = [_option(one, one.said, one.doubts) for one in stored.values()]
    asks = () if claim.confirmed_at else tuple(_questions(claim, rates))
    if asks:
        options += [
            _option(one, str(one), [doubt.value for doubt in one.doubts])
            for one in every_law(claim, rates, claim.computed_on)
            if code_of(one) not in stored
        ]
    return Finding(tuple(options), chosen.code if chosen else "", asks, claim.cited)


def _option(way: Computed | AllowanceOption, said: str, doubts: Sequence[str]) -> Option:
    notes = tuple(gettext(str(WHY[Doubt(one)])) for one in doubts)
    return Option(code_of(way), label_of(way.regime, way.reading), said, notes)


def _questions(claim: AllowanceClaim, rates: Tariff) -> list[str]:
    """Return why an official must confirm before the claim may go on."""
    answers, asked = claim.answers, []
    found = estimate_of(claim, answers.regimes, rates, claim.computed_on)
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
    return asked
