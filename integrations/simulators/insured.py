"""Who is insured: one number a person, kept for ever, found again by person or temporary card."""

from datetime import date, timedelta

from integrations.simulators.store import Store

TABLE = """
CREATE TABLE IF NOT EXISTS insured (
    serial INTEGER PRIMARY KEY AUTOINCREMENT,
    personal_number TEXT UNIQUE,
    temporary_card TEXT UNIQUE,
    card_number TEXT NOT NULL DEFAULT ''
);
INSERT OR IGNORE INTO insured (serial, temporary_card) VALUES (1, 'TE1TAM0000000001');
"""

# Cards say TE1 for children under 6; the province "00" exists nowhere.
_CARD = "TE100"


class Insured:
    """The register of numbers."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.script(TABLE)

    def find(self, personal_number: str, temporary_card: str) -> dict[str, str] | None:
        """Return number and card of a person."""
        row = self._store.row(
            "SELECT * FROM insured WHERE personal_number = ? OR temporary_card = ?"
            " ORDER BY personal_number IS NULL LIMIT 1",
            (personal_number or None, temporary_card or None),
        )
        if row is None:
            return None
        return {
            "insurance_number": _number(row["serial"]),
            "card_number": row["card_number"],
        }

    def number_of(self, personal_number: str, temporary_card: str) -> str:
        """Return the person's number, given now if there is none."""
        with self._store.writing():
            self._store.run(
                "UPDATE insured SET personal_number = ?"
                " WHERE temporary_card = ? AND personal_number IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM insured WHERE personal_number = ?)",
                (personal_number, temporary_card, personal_number),
            )
            self._store.run(
                "INSERT OR IGNORE INTO insured (personal_number) VALUES (?)", (personal_number,)
            )
            self._store.run(
                "UPDATE insured SET card_number = ? || printf('%010d', serial)"
                " WHERE personal_number = ?",
                (_CARD, personal_number),
            )
            (row,) = self._store.rows(
                "SELECT serial FROM insured WHERE personal_number = ?", (personal_number,)
            )
        return _number(row["serial"])


def card_number(insurance_number: str) -> str:
    """Return the card's 15 signs."""
    return _CARD + insurance_number


def valid_to(born_on: date) -> date:
    """Return the last day of a child's card: 30/9 of the sixth year, or the end of its month."""
    if (born_on.month, born_on.day) <= (9, 30):
        return date(born_on.year + 6, 9, 30)
    after = date(born_on.year + 6 + born_on.month // 12, born_on.month % 12 + 1, 1)
    return after - timedelta(days=1)


def _number(serial: int) -> str:
    return f"{serial:010}"
