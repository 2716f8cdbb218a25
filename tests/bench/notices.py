"""How many signed papers one core checks in a second, beside bare xmlsec with a pinned key."""

import json
import time
from collections.abc import Callable
from statistics import median

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from integrations.hospital_xml.layouts import DS, SIGNATURE_PLACE
from integrations.xml_signatures import verify
from tests.integrations.hospital_xml.making import Envelopes, births, deaths
from tests.integrations.hospital_xml.world import NOW, World

ROUNDS, FILES = 5, 400


class NotAccepted(Exception):
    """What is measured has to be whole verifications."""


def measure() -> dict[str, dict[str, float]]:
    """Return, per layout, verifications a second of CPU time, bare xmlsec's, and the ratio."""
    world = World()
    files = {
        "HSDLGCS": births(world).file(),
        "HSDLGBT": deaths(world).file(),
        "GIAMDINHHS": Envelopes(world).file(),
    }
    found = {}
    for layout, content in files.items():
        if not verify(content, trust=world.trust, at=NOW).ok:
            raise NotAccepted(layout)
        whole, bare = _whole(content, world), _bare(content, world)
        # In turns, so that a busy machine slows both.
        rounds = [(_rate(whole), _rate(bare)) for _ in range(ROUNDS)]
        found[layout] = {
            "whole": median(one for one, _ in rounds),
            "bare": median(other for _, other in rounds),
            "ratio": median(one / other for one, other in rounds),
        }
    return found


def _whole(content: bytes, world: World) -> Callable[[], None]:
    def check() -> None:
        verify(content, trust=world.trust, at=NOW)

    return check


def _bare(content: bytes, world: World) -> Callable[[], None]:
    """Return what a program does that knows the key and asks nothing else."""
    written = world.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    key = xmlsec.Key.from_memory(written, xmlsec.constants.KeyDataFormatPem)

    def check() -> None:
        root = etree.fromstring(content)
        xmlsec.tree.add_ids(root, ["Id"])
        context = xmlsec.SignatureContext()
        context.key = key
        context.verify(root.find(f"{SIGNATURE_PLACE}/{DS}Signature"))

    return check


def _rate(check: Callable[[], None]) -> float:
    start = time.process_time()
    for _ in range(FILES):
        check()
    return FILES / (time.process_time() - start)


def show(found: dict[str, dict[str, float]]) -> None:
    """Print a table."""
    print(f"Signed papers checked, chain and schema included; medians of {ROUNDS},")
    print("per second of one core's CPU time")
    for layout, rates in found.items():
        print(
            f"  {layout:<11} {rates['whole']:8,.0f}   bare xmlsec {rates['bare']:8,.0f}"
            f"   {rates['ratio']:6.1%}"
        )


def ratios(found: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return what may be compared between machines."""
    return {f"{name}_to_xmlsec": round(one["ratio"], 3) for name, one in found.items()}


def main() -> None:
    """Print a table, and one JSON object as the last line."""
    found = measure()
    show(found)
    print(json.dumps(ratios(found)))


if __name__ == "__main__":
    main()
