"""The gateway of Social Insurance where hospitals leave signed papers, read after a cursor."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from integrations import reading
from integrations.answers import NoAnswer, NoAnswerKind, no_answer_for
from integrations.base import UNHURRIED, Garbled, HttpClient
from integrations.keyed_wire import OUTAGES
from integrations.reading import Record

__all__ = ["MOST_PER_PAGE", "GatewayPacket", "HospitalGateway", "in_line"]

MOST_PER_PAGE = 50
_LONGEST_CODE, _LONGEST_KIND = 20, 10
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class GatewayPacket:
    """One packet on the gateway's list; its facility and kind are what its sender said."""

    serial: int
    facility_code: str
    kind: str
    sha256: str


class HospitalGateway:
    """List packets after a serial number and fetch what each holds.

    Partner's document: how hospitals send is published ("PL02"); how papers are read again is
    not, so this wire is our proposal. Packets are numbered from 1 **without gaps**, in the order
    in which the gateway took them, and a number is never used again: so a reader can tell a list
    that lacks something from one that is at its end. One taken away again answers 410. Reading
    changes nothing there.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        authorities: str | None = None,
        timeout: tuple[float, float] = UNHURRIED,
    ) -> None:
        self._http = HttpClient(base_url, token=token, authorities=authorities, timeout=timeout)

    def list_after(
        self, serial: int, *, most: int = MOST_PER_PAGE
    ) -> tuple[GatewayPacket, ...] | NoAnswer:
        """Return a page of the list as it came; `in_line` says what of it may be believed."""
        try:
            reply = self._http.call("GET", f"/v1/papers?after={serial}&limit={most}")
            if reply.status != 200:
                return no_answer_for(reply)
            listed = reading.records(reply.json_object(), "papers")
            return tuple(_packet(one) for one in listed[: 4 * most])
        except OUTAGES as outage:
            return no_answer_for(outage)

    def fetch(self, packet: GatewayPacket) -> bytes | NoAnswer | None:
        """Return the bytes of a packet, compared with the digest on the list; None is gone."""
        try:
            reply = self._http.call("GET", f"/v1/papers/{packet.serial}/content")
            if reply.status == 410:
                return None
            if reply.status != 200:
                return no_answer_for(reply)
        except OUTAGES as outage:
            return no_answer_for(outage)
        if sha256(reply.body).hexdigest() != packet.sha256:
            return NoAnswer(NoAnswerKind.GARBLED)
        return reply.body


def in_line(packets: Sequence[GatewayPacket], serial: int) -> list[GatewayPacket]:
    """Return the packets that follow `serial` without a gap, in order, each once.

    Whatever was doubled, out of order, or of another page does no harm; after something that is
    missing nothing more is taken.
    """
    by_serial = {one.serial: one for one in packets}
    found = []
    while (serial := serial + 1) in by_serial:
        found.append(by_serial[serial])
    return found


def _packet(shown: Record) -> GatewayPacket:
    digest = reading.text(shown, "sha256")
    if not _DIGEST.fullmatch(digest):
        raise Garbled("sha256: a digest was promised")
    return GatewayPacket(
        reading.whole_number(shown, "serial"),
        reading.code(shown, "maCskcb")[:_LONGEST_CODE],
        reading.code(shown, "loaiHs")[:_LONGEST_KIND],
        digest,
    )
