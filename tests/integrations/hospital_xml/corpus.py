"""The whole corpus, part by part; everything in it is made from code."""

from collections.abc import Callable, Iterator

from tests.integrations.hospital_xml.content_cases import content_cases
from tests.integrations.hospital_xml.envelope_cases import envelope_cases
from tests.integrations.hospital_xml.hostile_cases import hostile_cases
from tests.integrations.hospital_xml.making import Case, Envelopes, births, deaths
from tests.integrations.hospital_xml.packet_cases import packet_cases
from tests.integrations.hospital_xml.trust_cases import trust_cases
from tests.integrations.hospital_xml.world import World

PARTS: dict[str, Callable[[World], Iterator[Case]]] = {
    "HSDLGCS": lambda world: packet_cases(births(world)),
    "HSDLGBT": lambda world: packet_cases(deaths(world)),
    "GIAMDINHHS": lambda world: envelope_cases(Envelopes(world)),
    "trust": trust_cases,
    "content": content_cases,
    "hostile": hostile_cases,
}
