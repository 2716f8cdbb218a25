"""Making a packet of any layout, whole or to be spoiled before or after it is sealed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from integrations.hospital_xml import papers
from integrations.hospital_xml.codes import Code
from integrations.hospital_xml.signing import Signer, envelope_template, packet_template, seal
from integrations.hospital_xml.trust import TrustStore
from tests.integrations.hospital_xml.world import NOW, SIGNED, A, World

ID = "Id-3f2504e0-4f89-41d3-9a0c-0305e82c3301"


@dataclass(frozen=True)
class Case:
    """A file, and the code it must be met with."""

    name: str
    content: bytes
    code: Code
    trust: TrustStore | None = None
    at: datetime = NOW


@dataclass(frozen=True)
class Making:
    """One layout: how its files are written."""

    world: World
    layout: str
    data: str
    schema: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        return papers.field_names(self.schema)

    def fields(self, values: Mapping[str, str] | None = None) -> str:
        """Return the text of the fields, in order."""
        text = papers.packet_data("x", "x", self.names, {**self.values, **(values or {})})
        return text.removeprefix('<x Id="x">').removesuffix("</x>")

    def element(self, fields: str, identifier: str = ID) -> str:
        return f'<{self.data} Id="{identifier}">{fields}</{self.data}>'

    def evil(self, identifier: str = "Id-evil") -> str:
        """Return a data element nobody signed."""
        changed = {"HOTEN_NND": "KẺ GIẢ MẠO", "HO_TEN": "KẺ GIẢ MẠO"}
        return self.element(self.fields(changed), identifier)

    def template(
        self, fields: str | None = None, signer: Signer | None = None, at: datetime = SIGNED
    ) -> str:
        signer = signer or self.world.good
        element = self.element(self.fields() if fields is None else fields)
        return packet_template(self.layout, element, ID, signer, at)

    def file(
        self,
        values: Mapping[str, str] | None = None,
        signer: Signer | None = None,
        at: datetime = SIGNED,
    ) -> bytes:
        return seal(self.template(self.fields(values), signer, at), signer or self.world.good)

    def sealed(self, template: str, signer: Signer | None = None) -> bytes:
        return seal(template, signer or self.world.good)


@dataclass(frozen=True)
class Envelopes:
    """GIAMDINHHS with table 9."""

    world: World
    schema: str = "xml9_qd130_qd4750"

    def table(self, *children: Mapping[str, str], without: Sequence[str] = ()) -> str:
        names = [one for one in papers.field_names(self.schema) if one not in without]
        blocks = [{**papers.TABLE_9_VALUES, **child} for child in children or [{}]]
        return papers.table_9(names, blocks)

    def template(
        self,
        *tables: tuple[str, str | bytes],
        signer: Signer | None = None,
        facility: str = A,
        day: str = "20261111",
    ) -> str:
        content = papers.envelope(facility, day, tables or [("XML9", self.table())])
        return envelope_template(content, signer or self.world.good)

    def file(self, table: str | bytes | None = None, signer: Signer | None = None) -> bytes:
        tables = [("XML9", table)] if table is not None else []
        return seal(self.template(*tables, signer=signer), signer or self.world.good)

    def sealed(self, template: str, signer: Signer | None = None) -> bytes:
        return seal(template, signer or self.world.good)


def births(world: World) -> Making:
    return Making(world, "HSDLGCS", "GIAYCHUNGSINH", "hsdlgcs", papers.BIRTH_VALUES)


def deaths(world: World) -> Making:
    return Making(world, "HSDLGBT", "GIAYBAOTU", "hsdlgbt", papers.DEATH_VALUES)
