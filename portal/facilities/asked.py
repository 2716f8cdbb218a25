"""What a page of figures was asked for: the span, the province, the class."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from portal.facilities.wording import GATES
from portal.hospital_papers.figures import Signing, Span

SPANS = {"thang": Span.MONTH, "12-tuan": Span.WEEKS, "tat-ca": Span.ALL}
CLASSES = {
    "chua-gui": Signing.NEVER,
    "chua-ky": Signing.UNSIGNED,
    "ky-sai": Signing.WRONG,
    "ky-dung": Signing.VALID,
}
_LONGEST_PROVINCE = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The parameters of an address; what is not one is left out."""

    on: date
    span: Span = Span.WEEKS
    province: str = ""
    signing: Signing | None = None
    gate: str = ""

    @classmethod
    def of(cls, query: QueryDict, on: date) -> "Asked":
        """Read an address; nothing in it can be wrong."""
        gate = query.get("cong", "")
        return cls(
            on,
            SPANS.get(query.get("ky", ""), Span.WEEKS),
            query.get("tinh", "")[:_LONGEST_PROVINCE].replace("\0", ""),
            CLASSES.get(query.get("loai", "")),
            gate if gate in GATES else "",
        )

    def query(self, **other: Span | Signing | str | None) -> str:
        """Return the parameters of an address, some of them replaced."""
        span, signing = other.get("span", self.span), other.get("signing", self.signing)
        found = {"ky": next(word for word, one in SPANS.items() if one is span)}
        if signing:
            found["loai"] = next(word for word, one in CLASSES.items() if one is signing)
        if province := other.get("province", self.province):
            found["tinh"] = str(province)
        if gate := other.get("gate", self.gate):
            found["cong"] = str(gate)
        return urlencode(found)
