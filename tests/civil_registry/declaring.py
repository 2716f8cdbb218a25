"""A declaration as a family types it, page after page, for whichever book it is."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from portal.accounts.models import Citizen, User
from portal.citizens.binding import StoredFiles, rows_of
from portal.pipeline.procedures import Case, Counter, Summary, Value
from portal.places.selectors import names_on

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09:00 in Hà Nội
COMMUNE = "00691"  # Phường Hà Giang 2, Tuyên Quang
OTHER = "00004"  # Phường Ba Đình, Hà Nội

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Declaring:
    """The pages of one registration and what becomes of them; `base` is a whole declaration.

    `papers` are the rows of papers that are answered with files.
    """

    pages: Sequence[Any]
    base: Mapping[str, Mapping[str, Any]]
    declaration: Callable[[Mapping[str, Any]], Any]
    codes_in: Callable[[Any], Collection[str]]
    summarise: Callable[[Any, Case, Mapping[str, str]], Summary]
    papers: tuple[str, ...] = ()

    def typed(self, **changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the whole declaration with some answers changed; None takes one away."""
        whole = {page: {**said, **changes.get(page, {})} for page, said in self.base.items()}
        return {
            page: {name: value for name, value in answers.items() if value is not None}
            for page, answers in whole.items()
        }

    def page_of(self, code: str) -> Any:
        """Return a page by its code."""
        return next(page for page in self.pages if page.code == code)

    def posted(
        self,
        code: str,
        declared: Mapping[str, Any],
        answers: Mapping[str, Any],
        *,
        applicant: Citizen | None = None,
        today: date = TODAY,
    ) -> Any:
        """Return a page as a browser posts it, its papers stored already."""
        body, files = QueryDict(mutable=True), MultiValueDict[str, Any]()
        for name, value in answers.items():
            sent = files if name in self.papers else body
            sent.setlist(name, value if isinstance(value, list) else [value])
        page = self.page_of(code)
        form = page(body, files, declared=declared, applicant=applicant, today=today)
        for row in rows_of(form) if self.papers else ():
            form.fields[row.code] = StoredFiles(label=row.label, required=row.required)
        return form

    def walk(self, answers: Answers, until: str = "", **options: Any) -> Any:
        """Fill in page after page; return the pages by code, and what they declared.

        Stops after the page `until`. A page that does not apply is not asked.
        """
        pages: dict[str, Any] = {}
        declared: dict[str, dict[str, Any]] = {}
        for page in self.pages:
            if page.applies(declared):
                said = answers[page.code]
                form = pages[page.code] = self.posted(page.code, declared, said, **options)
                if form.is_valid():
                    declared[page.key()] = form.cleaned_data
            if page.code == until:
                break
        return pages, declared

    def declared_by(self, **changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the clean answers of a whole declaration; every page must be valid."""
        pages, declared = self.walk(self.typed(**changes))
        assert {code: dict(form.errors) for code, form in pages.items() if form.errors} == {}
        found: dict[str, dict[str, Any]] = declared
        return found

    def values_of(self, declared: Mapping[str, Any]) -> dict[str, Value]:
        """Return what people read of clean answers, by field code."""
        stored = self.declaration(declared)
        names = names_on(self.codes_in(stored), on=TODAY)
        case = Case(1, "LT-THU-NGHIEM", 1, COMMUNE, AT, 1)
        return {value.field: value for value in self.summarise(stored, case, names).values}

    def words(self) -> str:
        """Return everything the pages say, in small letters."""
        read = [f"{page.title} {page.lead}" for page in self.pages]
        for page in self.pages:
            for field in page.base_fields.values():
                read.append(f"{field.label} {field.help_text}")
                read += [str(label) for _value, label in getattr(field, "choices", ())]
        return " ".join(read).lower()

    def counters(self, **changes: Any) -> dict[str, Counter]:
        """Return what each valid page of a declaration would lead to the commune for."""
        pages, _declared = self.walk(self.typed(**changes))
        found = {code: page.leads_to_counter() for code, page in pages.items() if page.is_valid()}
        return {code: counter for code, counter in found.items() if counter}

    def counter_on(self, code: str, **changes: Any) -> Counter:
        """Return the one way to the commune: it must stand on this page and end the declaration."""
        found = self.counters(**changes)
        assert list(found) == [code]
        assert found[code].ends
        return found[code]


def invented_citizen(number: str = "000196000001") -> Citizen:
    """Return a citizen nobody could take for a real one."""
    user = User.objects.create_user(username=f"citizen-{number}")
    return Citizen.objects.create(
        user=user,
        personal_number=number,
        full_name="Trần Thị Mẫu",
        born_on=date(1996, 1, 1),
        sex="female",
        residence_kind="permanent",
        commune_code=COMMUNE,
        address_line="Tổ 1",
        phone="0900000001",
    )
