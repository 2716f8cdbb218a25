"""The doors of the feed: agencies draw what changed, and lists, and acknowledge line by line."""

import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpResponse, HttpResponseNotModified
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.agencies import selectors
from portal.agencies.callers import client_of, is_among
from portal.agencies.parsing import WordsParser
from portal.agencies.problems import ACKNOWLEDGED_OTHERWISE, problem
from portal.agencies.selectors import Drawn
from portal.handovers import inbox
from portal.handovers.models import Delivery
from portal.pipeline import feed
from portal.pipeline.procedures import list_sender

KEY = "Idempotency-Key"
LONGEST_KEY = 100
_KEY = OpenApiParameter(KEY, str, OpenApiParameter.HEADER, required=True)


class FeedQuery(serializers.Serializer[Any]):
    """What may be asked of the feed; `after` is a cursor, "" the beginning."""

    after = serializers.CharField(max_length=40, default="", allow_blank=True)
    limit = serializers.IntegerField(min_value=1, max_value=500, default=100)
    procedure = serializers.CharField(max_length=80, default="", allow_blank=True)


class FeedRow(serializers.Serializer[Any]):
    """One line, shaped as a CloudEvent; `data` is null once its words have been erased."""

    specversion = serializers.CharField()
    id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # taken out by the metaclass
    type = serializers.CharField()
    time = serializers.DateTimeField()
    subject = serializers.CharField()
    cursor = serializers.CharField()
    data = serializers.DictField(allow_null=True)  # type: ignore[assignment]  # likewise


class FeedPage(serializers.Serializer[Any]):
    """A page of the feed; `cursor` is where the reader stands after it."""

    lines = FeedRow(many=True)
    cursor = serializers.CharField()


class LineReceipt(serializers.Serializer[Any]):
    """What an acknowledgement is thanked with, however often it comes."""

    line = serializers.CharField()
    received = serializers.DateTimeField()


class Matches(serializers.Serializer[Any]):
    """How many acknowledged lines were found in the agency's register, value by value."""

    acknowledged = serializers.IntegerField()
    waiting = serializers.IntegerField()
    matches = serializers.DictField()


class Feed(APIView):
    """What happened to the client's steps, in the order of the feed; lists by their procedure."""

    @extend_schema(
        operation_id="draw_feed",
        parameters=[FeedQuery],
        responses={200: FeedPage, 304: None, 410: None},
    )
    def get(self, request: Request) -> HttpResponse | Response:
        """Draw the lines after a cursor; the next page is in `Link` while a full one came."""
        query = FeedQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        client = client_of(request)
        procedures = selectors.procedures_of(client, asked["procedure"])
        if not procedures:
            raise NotFound
        try:
            after = feed.cursor_of(asked["after"])
        except feed.Unreadable as unreadable:
            raise ValidationError from unreadable
        except feed.Gone as gone:
            address = _address(request.path, {**asked, "after": str(gone.resume)})
            return problem(410, resume=address)
        drawn = selectors.draw(
            after, procedures=procedures, agencies=client.agencies, limit=asked["limit"]
        )
        shown = {"lines": [_row(one) for one in drawn.lines], "cursor": str(drawn.cursor)}
        headers = {"ETag": _version(asked, shown), "Cache-Control": "private, no-cache"}
        if drawn.is_full:
            onward = _address(request.path, {**asked, "after": str(drawn.cursor)})
            headers["Link"] = f'<{onward}>; rel="next"'
        if is_among(headers["ETag"], request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers=headers)
        return Response(FeedPage(shown).data, headers=headers)


class Acknowledged(serializers.Serializer[Any]):
    """What an agency says of a line: its `id`, and how each value was found in its own register."""

    id = serializers.CharField()
    matches = serializers.DictField(
        child=serializers.ChoiceField(choices=["matched", "not_matched", "ambiguous"])
    )


class Acknowledgement(APIView):
    """Where an agency says that it has a line of a list, and what it found."""

    parser_classes = [WordsParser]

    @extend_schema(
        operation_id="acknowledge_line",
        parameters=[_KEY],
        request=Acknowledged,
        responses={202: LineReceipt, 400: None, 409: None, 410: None, 422: None},
    )
    def post(self, request: Request, cursor: str) -> Response:
        """Keep an acknowledgement, and thank for it as the first time when it comes again.

        One that says something else than the one that is kept is refused.
        """
        key = request.headers.get(KEY, "")
        if not 1 <= len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
            return problem(400, detail=KEY)
        try:
            line = selectors.line_of(client_of(request), cursor)
        except feed.Gone as gone:
            resume = {"after": str(gone.resume)}
            return problem(410, resume=_address(reverse("agencies:feed"), resume))
        if line is None:
            raise NotFound
        told = request.data
        if not isinstance(told, Mapping) or told.get("id") != line.hash:
            return problem(422, detail="id")
        return _keep(line, key, {name: told[name] for name in told if name != "id"})


class MatchReport(APIView):
    """What the agency found of the people on a list, in figures."""

    @extend_schema(operation_id="match_report", responses=Matches)
    def get(self, request: Request, procedure: str) -> Response:
        """Count what was found; who it was stands with each line."""
        if not selectors.procedures_of(client_of(request), procedure):
            raise NotFound
        report = selectors.match_report(procedure)
        if report is None:
            raise NotFound
        return Response(report)


def _keep(line: feed.Line, key: str, told: Mapping[str, Any]) -> Response:
    """Keep what was said for good before thanking for it.

    A line has one acknowledgement, whatever the key, and the database sees to it: of two that say
    different things at the same moment the second is refused.
    """
    message = {
        "step": line.step_id,
        "revision": line.revision,
        "line": line.hash,
        "told": told,
        "key": key,
    }
    raw = orjson.dumps(message, option=orjson.OPT_SORT_KEYS)
    if not selectors.said_of(line, raw):
        return problem(400)
    sender, is_other = list_sender(line.procedure, line.act), False
    try:
        inbox.receive(sender=sender, message_id=line.hash, raw=raw)
    except inbox.MessageIdReused:
        is_other = True
    kept = Delivery.objects.get(sender=sender, message_id=line.hash)
    refused = _otherwise(line, kept, raw, key) if is_other else None
    receipt = {"line": line.hash, "received": kept.received_at}
    return refused or Response(receipt, status=202)


def _otherwise(line: feed.Line, kept: Delivery, raw: bytes, key: str) -> Response | None:
    """Refuse what says something else than the first; None if only its letters differ."""
    if kept.raw is None:  # said too long ago for anything but the very same request
        return problem(409, kind=ACKNOWLEDGED_OTHERWISE)
    first = bytes(kept.raw)
    if selectors.said_of(line, first) == selectors.said_of(line, raw):
        return None
    if orjson.loads(first)["key"] == key:
        return problem(422, detail=KEY)
    return problem(409, kind=ACKNOWLEDGED_OTHERWISE)


def _row(one: Drawn) -> dict[str, Any]:
    line = one.line
    return {
        "specversion": "1.0",
        "id": line.hash,
        "source": reverse("agencies:feed"),
        "type": f"{line.procedure}.{line.act}",
        "time": line.at,
        "subject": str(line.step_id),
        "cursor": str(line.cursor),
        "data": one.told,
    }


def _version(asked: Mapping[str, Any], shown: Mapping[str, Any]) -> str:
    told = orjson.dumps([asked, shown], default=str, option=orjson.OPT_SORT_KEYS)
    return f'"{shown["cursor"]}.{zlib.crc32(told):08x}"'


def _address(path: str, asked: Mapping[str, Any]) -> str:
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value != ''})}"
