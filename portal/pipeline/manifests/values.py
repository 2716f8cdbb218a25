"""What was declared as labelled values, as the family, the desk and the API read it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext

from portal.people.forms import mid_sentence
from portal.pipeline.procedures import DeclarationPage, Value

Followed = Mapping[str, Callable[[Any], str]]


def labelled(
    declaration: Any,
    pages: Iterable[type[DeclarationPage]],
    *,
    names: Mapping[str, str],
    communes: Collection[str],
    desk_labels: Mapping[str, Any],
    is_told: Callable[[Any, str, Any], bool] = lambda _page, _field, _kept: True,
    followed: Followed | None = None,
) -> list[Value]:
    """Return what the pages asked and a declaration keeps; what was left blank is left out.

    `communes` are the columns that hold one, `names` what each is called; `desk_labels` stand at
    the desk instead of labels that speak to the family, by `page.field`; `followed` says, by
    column, what stands behind "as the father's".
    """
    values = []
    shared: Any
    for shared in pages:
        for field, column in shared.stored().items():
            kept = getattr(declaration, column)
            if not kept or not is_told(shared, field, kept):
                continue
            asked = shared.base_fields[field]
            text = names.get(kept, str(kept)) if column in communes else _shown(asked, kept)
            if taken := (followed or {}).get(column, _nothing)(declaration):
                text = f"{text}: {taken}"
            label = str(asked.label)
            if shared.about:
                label = f"{shared.about}: {mid_sentence(label)}"
            official = shared.official.get(field, "")
            at_desk = str(desk_labels.get(f"{shared.code}.{field}", ""))
            values.append(Value(f"{shared.key()}.{field}", label, text, official, at_desk))
    return values


def _nothing(_declaration: Any) -> str:
    return ""


def _shown(asked: Any, kept: Any) -> str:
    if kept is True:
        return gettext("Có")
    if hasattr(asked, "choices"):
        return str(dict(asked.choices).get(kept, kept))
    if isinstance(kept, time):
        return f"{kept:%H:%M}"
    return f"{kept:%d/%m/%Y}" if isinstance(kept, date) else str(kept)
