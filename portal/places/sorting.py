"""The key by which Vietnamese place names are sorted and searched."""

import unicodedata

STROKED_D = str.maketrans("đĐ", "dD")


def sort_key(name: str) -> str:
    """Return `name` in lower case without marks and with single blanks: "Đắk Lắk" → "dak lak".

    The database has no Vietnamese collation everywhere, so lists are sorted by this key.
    """
    bare = unicodedata.normalize("NFD", name.translate(STROKED_D))
    letters = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return " ".join(letters.lower().split())
