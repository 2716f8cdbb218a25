"""What the desk reads of a line: who is listed, and what Social Insurance found."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext

from insurance.coverage_end.models import MATCHES, ListedDeath
from insurance.coverage_end.rules import DEATH, LEG
from portal.people.deaths import as_written
from portal.pipeline.procedures import Case, Value

LABELS = dict(MATCHES)


def values(case: Case, listed: ListedDeath | None) -> list[Value]:
    """Return the line in words, and the match report for the desk."""
    death = case.granted[DEATH]
    known = listed.same_as or listed if listed else None
    matches = known.matches if known else {}
    born = gettext("sinh {day}").format(day=as_written(death.born_on)) if death.born_on else ""
    person = " · ".join(filter(None, (death.full_name, death.personal_number, born)))
    said = [
        ("list.person", gettext("Người được báo giảm"), person),
        ("list.died_on", gettext("Ngày mất"), as_written(death.died_on)),
        ("match.full_name", gettext("Đối chiếu họ tên"), _found(matches, "full_name")),
        ("match.born_on", gettext("Đối chiếu ngày sinh"), _found(matches, "born_on")),
        ("match.personal_number", gettext("Đối chiếu số"), _found(matches, "personal_number")),
    ]
    if listed and listed.same_as_id:
        said.append(("list.same", gettext("Đã có trong danh sách"), gettext("Từ một hồ sơ khác")))
    if known and known.retracted_at:
        at = timezone.localtime(known.retracted_at)
        said.append(("list.retracted", gettext("Đã rút khỏi danh sách"), f"{at:%d/%m/%Y}"))
    return [Value(f"{LEG}.{field}", str(label), str(text)) for field, label, text in said if text]


def _found(matches: Mapping[str, str], name: str) -> str:
    return str(LABELS[matches[name]]) if name in matches else ""
