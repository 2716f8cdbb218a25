"""The doors for agencies' machines: read own steps, and bring answers."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseNotModified
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.agencies import selectors
from portal.agencies.callers import client_of, is_among
from portal.agencies.problems import LengthNeeded, TooLarge, problem
from portal.handovers import inbox
from portal.handovers.answers import MOST_BYTES
from portal.pipeline.models import Step
from portal.pipeline.statuses import NATIONAL_CODES, StepStatus


class PageQuery(serializers.Serializer[Any]):
    """What may be asked of the list."""

    after = serializers.IntegerField(min_value=0, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=500, default=100)
    status = serializers.ChoiceField(choices=StepStatus.choices, default="", allow_blank=True)


class StepRow(serializers.Serializer[Any]):
    """One step as agencies read it; `national_code` is the national portal's TrangThaiHoSo."""

    id = serializers.IntegerField(source="pk")
    dossier = serializers.CharField(source="dossier.code")
    procedure = serializers.CharField()
    status = serializers.CharField()
    national_code = serializers.SerializerMethodField()
    revision = serializers.IntegerField()
    commune = serializers.CharField(source="commune_code")
    since = serializers.DateTimeField()
    due_on = serializers.DateField(allow_null=True)
    reference = serializers.CharField()
    note = serializers.CharField()

    def get_national_code(self, step: Step) -> int | None:
        """Return the national portal's code, null where nothing is sent for the status."""
        return NATIONAL_CODES[StepStatus(step.status)]


class StepPage(serializers.Serializer[Any]):
    """A page of the list."""

    steps = StepRow(many=True)


class OneStepRow(StepRow):
    """One step with its labelled values by field code."""

    values = serializers.DictField(child=serializers.CharField())


class Receipt(serializers.Serializer[Any]):
    """What a push is thanked with."""

    received = serializers.DateTimeField()
    new = serializers.BooleanField()


class Steps(APIView):
    """The steps of the client's procedures, by id; the next page is in `Link`."""

    @extend_schema(operation_id="list_steps", parameters=[PageQuery], responses=StepPage)
    def get(self, request: Request) -> Response:
        """List steps after a position."""
        query = PageQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        steps = selectors.steps_after(client_of(request), **asked)
        response = Response({"steps": StepRow(steps, many=True).data})
        if len(steps) == asked["limit"]:
            onward = {**asked, "after": steps[-1].pk}
            following = urlencode({name: value for name, value in onward.items() if value != ""})
            response["Link"] = f'<{request.path}?{following}>; rel="next"'
        return response


class OneStep(APIView):
    """One step; with the ETag of an unchanged one the answer is 304."""

    @extend_schema(operation_id="read_step", responses={200: OneStepRow, 304: None})
    def get(self, request: Request, step_id: int) -> HttpResponse | Response:
        """Read one step of the client's own."""
        step = selectors.step_of(client_of(request), step_id)
        if step is None:
            raise NotFound
        version = selectors.version_of(step)
        headers = {"ETag": version, "Cache-Control": "private, no-cache"}
        if is_among(version, request.headers.get("If-None-Match", "")):
            return HttpResponseNotModified(headers=headers)
        summary = selectors.summary_of(step)
        values = {value.field: value.text for value in summary.values} if summary else {}
        return Response({**StepRow(step).data, "values": values}, headers=headers)


class Inbox(APIView):
    """Where an outside system brings its answers: stored raw first, applied afterwards."""

    @extend_schema(
        operation_id="push_answer", request=OpenApiTypes.BINARY, responses={202: Receipt}
    )
    def post(self, request: Request, sender: str) -> Response:
        """Take a message; the same one again changes nothing, another under its id is 409."""
        if client_of(request).code != sender:
            raise NotFound
        message_id = request.headers.get("Message-Id", "")
        if not 1 <= len(message_id) <= 120 or not message_id.isascii():
            raise ValidationError
        if "Content-Length" not in request.headers:  # in chunks: Django would read nothing of it
            raise LengthNeeded
        if int(request.headers["Content-Length"] or 0) > MOST_BYTES:
            raise TooLarge
        raw = request.stream.read(MOST_BYTES + 1) if request.stream else b""
        if len(raw) > MOST_BYTES:
            raise TooLarge
        if not raw:  # thanked for, it would take the place of the message that was meant
            raise ValidationError
        try:
            is_new = inbox.receive(sender=sender, message_id=message_id, raw=raw)
        except inbox.MessageIdReused:
            return problem(409)
        return Response({"received": timezone.now(), "new": is_new}, status=202)
