"""Reading a paper's fields by their official names."""

from datetime import date, datetime
from typing import Any

from integrations.hospital_xml.notices import Person
from integrations.hospital_xml.spelling import date_of, datetime_of


class Fields:
    """The fields of one paper; each exists once, the schema saw to that."""

    def __init__(self, element: Any) -> None:
        self._texts: dict[str, str] = {child.tag: (child.text or "").strip() for child in element}

    def text(self, field: str) -> str:
        """Return the text, without spaces around it; empty where the variant lacks the field."""
        return self._texts.get(field, "")

    def is_blank(self, field: str) -> bool:
        """Tell whether the field is there and says nothing, or only what nobody can see."""
        text = self._texts.get(field)
        return text is not None and not any(
            letter.isprintable() and not letter.isspace() for letter in text
        )

    def number(self, field: str) -> int | None:
        """Return digits as a number, None where there are none."""
        text = self._texts.get(field)
        return int(text) if text else None

    def flag(self, field: str) -> bool:
        """Tell whether the field says 1."""
        return self.text(field) == "1"

    def day(self, field: str) -> date | None:
        """Return a day, None for an empty field."""
        return date_of(self.text(field), field)

    def moment(self, field: str) -> datetime:
        """Return a moment that must be there."""
        return datetime_of(self.text(field), field)

    def optional_moment(self, field: str) -> datetime | None:
        """Return a moment, None for an empty field."""
        return self.moment(field) if self.text(field) else None

    def person(self, **names: str) -> Person | None:
        """Return a person from the fields named; None where there is no name and no number."""
        known = self._texts.get
        if not known(names["name"]) and not known(names.get("document_number", "")):
            return None
        born_on, issued_on = names.get("born_on", ""), names.get("document_issued_on", "")
        said: dict[str, Any] = {part: known(field, "") for part, field in names.items()}
        said["born_on"], said["document_issued_on"] = self.day(born_on), self.day(issued_on)
        return Person(**said)
