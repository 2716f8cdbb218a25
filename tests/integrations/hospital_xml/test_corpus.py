"""Every file of the corpus meets the code it must meet, and every gate is needed for that."""

import dataclasses
from collections.abc import Iterable

import pytest

from integrations import xml_signatures
from integrations.hospital_xml.codes import Code, Gate
from integrations.hospital_xml.notices import BirthNotice, DeathNotice
from integrations.hospital_xml.sentences import for_facility, for_family
from integrations.xml_signatures import verify
from tests.integrations.hospital_xml.corpus import PARTS
from tests.integrations.hospital_xml.making import Case, Envelopes, births, deaths
from tests.integrations.hospital_xml.world import NOW, World

# xmlsec has compared digests before the gate that does so again, and a file that cannot be read
# reaches no gate.
NEVER_MET = {Code.DIGEST, Code.UNREADABLE}


def unmet(cases: Iterable[Case], world: World) -> list[str]:
    found = []
    for case in cases:
        code = verify(case.content, trust=case.trust or world.trust, at=case.at).code
        if code is not case.code:
            found.append(f"{case.name}: {code} instead of {case.code}")
    return found


@pytest.mark.parametrize("part", PARTS)
def test_every_file_meets_its_code(part: str, corpus: dict[str, list[Case]], world: World) -> None:
    assert unmet(corpus[part], world) == []


def test_the_corpus_is_wide(corpus: dict[str, list[Case]]) -> None:
    assert sum(map(len, corpus.values())) >= 100
    for layout in ("HSDLGCS", "HSDLGBT", "GIAMDINHHS"):
        wrapped = {one.name for one in corpus[layout] if one.name.startswith("wrapping")}
        assert len(wrapped) >= 10
        assert sum(one.code.gate is None for one in corpus[layout]) >= 5


def test_every_code_is_met_by_some_file(corpus: dict[str, list[Case]]) -> None:
    met = {case.code for cases in corpus.values() for case in cases}
    assert set(Code) - met == NEVER_MET


@pytest.mark.parametrize("gate", Gate)
def test_without_a_gate_some_file_is_no_longer_refused(
    gate: Gate,
    corpus: dict[str, list[Case]],
    world: World,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(xml_signatures.GATES, gate, lambda examination: None)
    cases = [case for part in corpus.values() for case in part if case.code.gate in (gate, None)]
    assert any(_differs(case, world) for case in cases)


def _differs(case: Case, world: World) -> bool:
    try:
        return bool(unmet([case], world))
    except (AttributeError, IndexError, ValueError):
        return True  # what the gate vouches for is missing


def test_the_gates_stand_in_their_order() -> None:
    assert list(xml_signatures.GATES) == list(Gate)


@pytest.mark.parametrize("code", Code)
def test_every_code_has_its_sentences(code: Code) -> None:
    for sentence in (for_facility(code), for_family(code)):
        assert sentence.vietnamese and sentence.english
        assert sentence.vietnamese != sentence.english


def test_a_birth_reads_the_same_in_both_layouts(world: World) -> None:
    (packet,) = verify(births(world).file(), trust=world.trust, at=NOW).notices
    (table,) = verify(Envelopes(world).file(), trust=world.trust, at=NOW).notices
    assert isinstance(packet, BirthNotice) and isinstance(table, BirthNotice)
    same = [
        "facility_code", "book", "issued_on", "father", "intended_name", "sex", "born_at",
        "birth_place", "weight_grams", "children_born", "condition", "is_surgical",
    ]  # fmt: skip
    for field in same:
        assert getattr(packet, field) == getattr(table, field), field
    assert packet.carer.name == table.carer.name == "NGUYỄN THỊ VÍ DỤ"
    assert packet.carer.document_number == table.carer.document_number
    assert packet.surrogate is None


def test_twins_are_two_notices(world: World) -> None:
    made = Envelopes(world)
    table = made.table({"SO": "1", "GIOI_TINH_CON": "1"}, {"SO": "2", "GIOI_TINH_CON": "2"})
    verdict = verify(made.file(table), trust=world.trust, at=NOW)
    assert verdict.numbers == ("1", "2")
    assert [one.sex for one in verdict.notices] == ["1", "2"]


def test_a_death_is_read(world: World) -> None:
    (notice,) = verify(deaths(world).file(), trust=world.trust, at=NOW).notices
    assert isinstance(notice, DeathNotice)
    assert notice.deceased.name == "LÊ VĂN VÍ DỤ"
    assert notice.number == "00001.GBT.99901.26"
    assert notice.died_at.isoformat() == "2026-11-10T15:30:00+07:00"


def test_a_surrogate_stands_apart(world: World) -> None:
    values = {"HOTEN_MTH": "LÊ THỊ MANG HỘ", "HO_TEN_CHA_MTH": "VŨ VĂN VÍ DỤ"}
    (notice,) = verify(births(world).file(values), trust=world.trust, at=NOW).notices
    assert isinstance(notice, BirthNotice)
    assert notice.surrogate and notice.surrogate.name == "LÊ THỊ MANG HỘ"
    assert notice.surrogate_husband and notice.surrogate_husband.name == "VŨ VĂN VÍ DỤ"
    rest = dataclasses.replace(notice, surrogate=None, surrogate_husband=None)
    assert "MANG HỘ" not in repr(rest)


def test_a_refused_file_yields_nothing(corpus: dict[str, list[Case]], world: World) -> None:
    for case in corpus["HSDLGCS"]:
        verdict = verify(case.content, trust=case.trust or world.trust, at=case.at)
        assert bool(verdict.notices) is verdict.ok
        if verdict.gate and list(Gate).index(verdict.gate) < list(Gate).index(Gate.IDENTITY):
            assert (verdict.facility, verdict.numbers) == ("", ())
