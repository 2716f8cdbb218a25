"""What is read is what was signed, by the word of a parser and a canonicaliser of another house."""

import base64
import hashlib
from collections.abc import Mapping
from operator import attrgetter
from xml.etree import ElementTree as Other

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integrations.hospital_xml.layouts import DS
from integrations.xml_signatures import Verdict, verify
from tests.integrations.hospital_xml.making import Envelopes, Making, births, deaths
from tests.integrations.hospital_xml.world import NOW, World

BIRTH = {
    "MA_GCS": "number", "HOTEN_NND": "carer.name", "NOI_CU_TRU_NND": "carer.address",
    "TEN_CON": "intended_name", "NOI_SINH_CON": "birth_place", "TINH_TRANG_CON": "condition",
    "GHI_CHU": "note", "NGUOI_DO_DE": "attendant", "THU_TRUONG_DVI": "signatory",
}  # fmt: skip
DEATH = {
    "MA_GBT": "number", "HO_TEN": "deceased.name", "DCHI_THUONGTRU": "deceased.address",
    "NGUYENNHAN_TV": "cause", "NGUOI_GHIGIAY": "recorder", "TTRUONG_DVI": "signatory",
    "DIACHI_CSKCB": "facility_address", "BENH_ICD10_TEN": "disease_name",
}  # fmt: skip
TABLE_9 = {
    "SO": "number", "HO_TEN_NND": "carer.name", "HO_TEN_CON": "intended_name",
    "NOI_SINH_CON": "birth_place", "GHI_CHU": "note", "MA_LK": "treatment_number",
}  # fmt: skip
# Letters that parsers, canonical forms and Python's own idea of a space are known to differ on.
ODD = "ểe\u0302\u0323𠀀<>&\"' \t\n\u00a0\u0085\u2028\u200d\ufeff０"
texts = st.text(st.sampled_from(ODD + "ĐA1"), max_size=30)
some = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def _met(verdict: Verdict) -> bool:
    """Tell whether a file was accepted; what was put into it can break only what it says."""
    assert verdict.ok or verdict.code.value in ("schema.missing_value", "schema.too_long")
    return verdict.ok


def _same(notice: object, element: Other.Element, named: Mapping[str, str]) -> None:
    for field, name in named.items():
        assert attrgetter(name)(notice) == (element.findtext(field) or "").strip(), field


def _reads_what_was_signed(
    made: Making, named: Mapping[str, str], values: Mapping[str, str], world: World
) -> None:
    file = made.file(values)
    verdict = verify(file, trust=world.trust, at=NOW)
    if _met(verdict):
        root = Other.fromstring(file)
        digests = [one.text for one in root.iter(f"{DS}DigestValue")]
        form = Other.canonicalize(Other.tostring(root[0], encoding="unicode"))
        signed = base64.b64encode(hashlib.sha256(form.encode()).digest()).decode()
        assert digests[-1] == signed
        (notice,) = verdict.notices
        _same(notice, Other.fromstring(form), named)


@some
@given(values=st.dictionaries(st.sampled_from(sorted(BIRTH.keys() - {"MA_GCS"})), texts))
def test_of_births(values: dict[str, str], world: World) -> None:
    _reads_what_was_signed(births(world), BIRTH, values, world)


@some
@given(values=st.dictionaries(st.sampled_from(sorted(DEATH.keys() - {"MA_GBT"})), texts))
def test_of_deaths(values: dict[str, str], world: World) -> None:
    _reads_what_was_signed(deaths(world), DEATH, values, world)


@some
@given(values=st.dictionaries(st.sampled_from(sorted(TABLE_9)), texts))
def test_of_twins_in_an_envelope(values: dict[str, str], world: World) -> None:
    made = Envelopes(world)
    file = made.file(made.table(values, {"SO": "2"}))
    verdict = verify(file, trust=world.trust, at=NOW)
    if _met(verdict):
        payload = Other.fromstring(file).findtext(".//NOIDUNGFILE") or ""
        blocks = Other.fromstring(base64.b64decode(payload)).iter("DU_LIEU_GIAY_CHUNG_SINH")
        for notice, block in zip(verdict.notices, blocks, strict=True):
            _same(notice, block, TABLE_9)
