"""Where what was declared and the hospital's signed paper say different things, and why."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.forms.base import CODE, BirthPage, Declared, Text, said
from civil_registry.birth.forms.notice import is_mothers, notices_of
from portal.people.names import join_name, name_key
from portal.people.partial_dates import PartialDate
from portal.people.sex import Sex
from portal.pipeline.procedures import Difference, PaperTold

# What is compared: the answer's code, how it is called, and the name it has on the paper.
PARENTS: tuple[tuple[str, Text, str], ...] = (
    ("mother.given_name", _("Tên của mẹ"), "mother_name"),
    ("mother.born_on", _("Ngày sinh của mẹ"), "mother_born_on"),
    ("father.given_name", _("Tên của cha"), "father_name"),
    ("fit.children", _("Số bé trong lần sinh này"), "children"),
)
FIXED: tuple[tuple[str, Text, str], ...] = (
    ("child.born_on", _("Ngày sinh của bé"), "born_on"),
    ("child.sex", _("Giới tính của bé"), "sex"),
    ("child.birth_place_line", _("Nơi sinh"), "birth_place_line"),
    ("mother.personal_number", _("Số định danh của mẹ"), "mother_number"),
    ("paper.number", _("Số giấy chứng sinh"), "number"),
    ("paper.issued_on", _("Ngày cấp giấy"), "issued_on"),
)
OF_MOTHER = ("mother_name", "mother_born_on", "mother_number")


class DifferencesPage(BirthPage):
    """Asks why other answers differ from the paper; not about the name, nor what VNeID said."""

    code = "differences"
    title = _("Khác giấy bệnh viện")
    columns = "paper_"

    explanation = forms.CharField(
        label=_("Vì sao khác"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @classmethod
    def applies(cls, declared: Declared) -> bool:
        """Ask only where something differs that nobody has vouched for."""
        return bool(to_explain(declared))

    def prepare(self) -> None:
        """Name each place, with what is declared and what the paper says."""
        words = gettext("Ông/bà khai: {declared}. Giấy bệnh viện ghi: {on_paper}.")
        self.paper = PaperTold(
            text=_("Nếu khai nhầm, xin quay lại sửa. Nếu giấy ghi nhầm, xin ghi vì sao khác."),
            rows=tuple(
                (one.label, words.format(declared=one.declared, on_paper=one.on_paper))
                for one in to_explain(self.declared)
            ),
        )


def to_explain(declared: Declared) -> list[Difference]:
    """Return what the family explains: each place once, however many papers say otherwise."""
    found: dict[str, Difference] = {}
    for notice in notices_of(declared):
        for one in between(declared, notice, PARENTS, own=said(declared, "offered", "own") or {}):
            found.setdefault(one.field, one)
    return list(found.values())


def all_between(
    declared: Declared, notice: Mapping[str, Any], *, own: Mapping[str, str]
) -> list[Difference]:
    """Return everything that differs, as the desk reads it."""
    return between(declared, notice, (*FIXED, *PARENTS), own=own)


def between(
    declared: Declared,
    notice: Mapping[str, Any],
    compared: tuple[tuple[str, Text, str], ...],
    *,
    own: Mapping[str, str],
) -> list[Difference]:
    """Return what both say, and say differently; `own` is what VNeID says of who declares."""
    ours = {told: _ours(declared, told) for _code, _label, told in compared}
    theirs = {told: _theirs(notice, told) for _code, _label, told in compared}
    of_another = () if _is_mothers(declared, notice, own) else OF_MOTHER
    vouched = {*_vouched_for(declared, own), *of_another}
    differing = rules.differing(
        {told: key for told, (key, _text) in ours.items()},
        {told: key for told, (key, _text) in theirs.items()},
        vouched,
    )
    return [
        Difference(f"{CODE}.{code}", str(label), ours[told][1], theirs[told][1])
        for code, label, told in compared
        if told in differing
    ]


def _is_mothers(declared: Declared, notice: Mapping[str, Any], own: Mapping[str, str]) -> bool:
    given = {"birth_notice": notice, "own": own}
    return is_mothers({**declared, f"{CODE}.offered": given})


def _vouched_for(declared: Declared, own: Mapping[str, str]) -> list[str]:
    """Return which answers are what VNeID says of the parent who declares."""
    parent = said(declared, "applicant", "relation")
    told = {name: _ours(declared, f"{parent}_{name}")[0] for name in ("name", "born_on")}
    known = {"name": name_key(own.get("name", "")), "born_on": own.get("born_on", "")}
    return [f"{parent}_{name}" for name in told if told[name] and told[name] == known[name]]


def _ours(declared: Declared, told: str) -> tuple[str, str]:
    """Return a declared answer as what it is compared by, and as it is read."""
    page, _under, _field = told.partition("_")
    if told in ("mother_name", "father_name"):
        parts = (said(declared, page, part) or "" for part in _NAME)
        text = join_name(*parts)
        return name_key(text), text
    if told == "mother_number":
        number = str(said(declared, "mother", "personal_number") or "")
        return number, number
    where = {
        "mother_born_on": ("mother", "born_on"),
        "father_born_on": ("father", "born_on"),
        "children": ("fit", "children"),
        "number": ("paper", "number"),
        "issued_on": ("paper", "issued_on"),
    }.get(told, ("child", told))
    return _key(told, said(declared, *where))


def _theirs(notice: Mapping[str, Any], told: str) -> tuple[str, str]:
    """Return what a paper says in the same two ways."""
    kept = notice.get(told)
    if told in ("mother_name", "father_name"):
        return name_key(str(kept or "")), str(kept or "")
    if kept and told in ("born_on", "issued_on", "mother_born_on"):
        return _key(told, PartialDate.parse(str(kept)))
    return _key(told, kept)


def _key(told: str, value: Any) -> tuple[str, str]:
    if isinstance(value, PartialDate):
        return value.iso, str(value)
    text = str(value or "")
    if told == "sex":
        return text, str(dict(Sex.choices).get(text, text))
    return (name_key(text) if told == "birth_place_line" else text), text


_NAME = ("surname", "middle_name", "given_name")
