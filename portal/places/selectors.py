"""Questions about places, each answered for many codes with a bounded number of queries."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from portal.places.models import Commune, CommuneKind, Office, OfficeKind, Province
from portal.places.sorting import sort_key

LONGEST_CHAIN = 8


class NoSuchCommune(LookupError):
    """No commune had this code on that day, nor has one taken its place."""


def provinces(*, on: date) -> QuerySet[Province]:
    """Return the provinces of that day, sorted by name."""
    return Province.objects.filter(_exists(on))


def communes_of(province_code: str, *, on: date) -> QuerySet[Commune]:
    """Return the communes of a province on that day, sorted by name."""
    return Commune.objects.filter(_exists(on), province=province_code).select_related("province")


def communes_by_code(codes: Iterable[str]) -> dict[str, Commune]:
    """Return the communes of `codes`, ended ones too, with their provinces; unknown codes lack.

    One query, however many codes.
    """
    wanted = {code for code in codes if re.fullmatch("[0-9]{5}", code)}
    return Commune.objects.select_related("province").in_bulk(wanted)


def communes_on(codes: Iterable[str], *, on: date) -> dict[str, Commune]:
    """Return, for each code, the commune that stands for it on that day, following successors.

    A code that is unknown, not begun, or ended without a successor lacks. One query, and one
    more for each generation of mergers met.
    """
    wanted = set(codes)
    known = communes_by_code(wanted)
    for _ in range(LONGEST_CHAIN):
        missing = {c.successor_id for c in known.values() if not c.exists_on(on)}
        missing -= known.keys() | {None}
        if not missing:
            break
        known |= communes_by_code(code for code in missing if code is not None)
    standing = {code: _standing(known, code, on) for code in wanted}
    return {code: commune for code, commune in standing.items() if commune is not None}


def commune_on(code: str, *, on: date) -> Commune:
    """Return the commune that stands for `code` on that day.

    Raises NoSuchCommune when there is none.
    """
    try:
        return communes_on([code], on=on)[code]
    except KeyError as absent:
        raise NoSuchCommune(f"{code} on {on:%d/%m/%Y}") from absent


def names_on(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """Return how each commune is called, with what it is called on that day if it has ended.

    Two queries, and one more for each generation of mergers met.
    """
    wanted = set(codes)
    now = communes_on(wanted, on=on)
    names = {}
    for code, commune in communes_by_code(wanted).items():
        today = now.get(code, commune)
        name = f"{today.title}, {today.province.title}"
        if today.code != code:
            name = gettext("{former}, nay là {name}").format(former=commune.title, name=name)
        names[code] = name
    return names


def search_communes(
    text: str, *, on: date, province_code: str | None = None, limit: int = 20
) -> list[Commune]:
    """Return communes whose name begins with `text`, typed with or without marks and kind.

    "phường hà gi", "ha gi" and "Hà Gi" all find Phường Hà Giang 1.
    """
    typed = sort_key(text.replace("\x00", ""))  # which PostgreSQL would not take
    if not typed:
        return []
    found = Q(name_sort__startswith=typed)
    for kind in CommuneKind:
        spelt = sort_key(kind.label) + " "
        if typed.startswith(spelt) and typed != spelt:
            found |= Q(kind=kind, name_sort__startswith=typed.removeprefix(spelt))
    communes = Commune.objects.filter(_exists(on), found).select_related("province")
    if province_code:
        communes = communes.filter(province=province_code)
    return list(communes[:limit])


def full_address(commune_code: str, line: str = "") -> str:
    """Return "12 Trần Phú, Phường Hà Giang 1, Tỉnh Tuyên Quang"; an unknown code gives `line`."""
    return full_addresses([(commune_code, line)])[commune_code, line]


def full_addresses(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the address of each (commune code, line) as a letter would show it; one query."""
    asked = set(places)
    communes = communes_by_code(code for code, _ in asked)
    return {(code, line): _spelt(communes.get(code), line) for code, line in asked}


def offices(codes: Iterable[str], kind: OfficeKind) -> Mapping[str, Office]:
    """Return the office of that kind for each commune that is known; one query.

    Where no office is recorded the answer is an unsaved one that says only where it must be:
    the seat of that commune, no hours, no telephone.
    """
    communes = communes_by_code(codes)
    known = {
        office.commune_id: office
        for office in Office.objects.filter(commune__in=communes, kind=kind).select_related(
            "commune__province"
        )
    }
    return {code: known.get(code) or _unrecorded(c, kind) for code, c in communes.items()}


def _exists(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


def _standing(known: Mapping[str, Commune], code: str | None, on: date) -> Commune | None:
    for _ in range(LONGEST_CHAIN):
        commune = known.get(code or "")
        if commune is None or commune.exists_on(on):
            return commune
        if on < commune.valid_from:
            return None
        code = commune.successor_id
    return None


def _spelt(commune: Commune | None, line: str) -> str:
    line = " ".join(line.split())
    if commune is None:
        return line
    return ", ".join(part for part in (line, commune.title, commune.province.title) if part)


def _unrecorded(commune: Commune, kind: OfficeKind) -> Office:
    return Office(commune=commune, kind=kind, address=f"{commune.title}, {commune.province.title}")
