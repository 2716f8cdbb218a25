"""The door for hospitals' machines: one packet a request, kept before it is answered."""

from types import SimpleNamespace
from typing import cast

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.access import Act, may, visitor_from_facility
from portal.accounts.models import FacilityClient
from portal.facilities.authentication import FacilityAuthentication, MaySendPapers
from portal.facilities.form import NotTaken, packet_in, read_form
from portal.facilities.replies import received, refused
from portal.hospital_papers.services import receive

_FORM = inline_serializer(
    "HospitalPaper",
    {
        "maCskcb": serializers.CharField(max_length=20),
        "loaiHs": serializers.ChoiceField(choices=["39", "60", "61", "130"]),
        "fileBase64Str": serializers.CharField(),
    },
)
_REPLY = inline_serializer(
    "HospitalPaperReply",
    {
        "MaGD": serializers.CharField(),
        "MaKetQua": serializers.ChoiceField(choices=["200", "205", "401", "500", "1001"]),
        "ThoiGianTiepNhan": serializers.CharField(),
        "gate": serializers.CharField(),
        "code": serializers.CharField(),
        "sentence": serializers.CharField(),
        "sentence_en": serializers.CharField(),
    },
)
_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (exceptions.NotAuthenticated, "auth.token"),
    (exceptions.AuthenticationFailed, "auth.token"),
    (exceptions.PermissionDenied, "auth.token"),
    (exceptions.MethodNotAllowed, "form.method"),
    (exceptions.NotAcceptable, "form.accept"),
    # The disk is full or the database away: nothing was received, and it passes.
    (OperationalError, "unavailable"),
    (InterfaceError, "unavailable"),
    (OSError, "unavailable"),
)


class Papers(APIView):
    """`guiGiayToDienTu`: a paper signed by a hospital, in the form the old gateway published."""

    act = Act.SEND_PAPERS
    authentication_classes = [FacilityAuthentication]
    permission_classes = [MaySendPapers]

    @extend_schema(
        operation_id="send_hospital_paper",
        request={"application/x-www-form-urlencoded": _FORM},
        responses={200: _REPLY, 400: _REPLY, 401: _REPLY, 403: _REPLY, 413: _REPLY, 503: _REPLY},
    )
    def post(self, request: Request) -> Response:
        """Take a packet; the same one again is answered as the first time."""
        try:
            sent = packet_in(read_form(request))
        except NotTaken as refusal:
            return refused(refusal.reason)
        machine = visitor_from_facility(cast(FacilityClient, request.auth))
        if not may(machine, self.act, SimpleNamespace(sender_code=sent.sender_code)):
            return refused("auth.other_facility")
        return received(
            receive(
                sent.content,
                sender_code=sent.sender_code,
                kind=sent.kind,
                channel="api",
                message_id="",
                at=timezone.now(),
            )
        )

    def handle_exception(self, exc: Exception) -> Response:
        """Answer in the published form whatever was wrong, as far as it is known."""
        for kind, reason in _REASONS:
            if isinstance(exc, kind):
                answer = refused(reason)
                if answer.status_code == 401:
                    answer["WWW-Authenticate"] = FacilityAuthentication().authenticate_header(
                        self.request
                    )
                answer.exception = True
                return answer
        return super().handle_exception(exc)
