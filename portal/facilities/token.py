"""Where a hospital's machine exchanges its id and secret for an access token of ten minutes."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.access import Act
from portal.accounts.client_credentials import LIFETIME, NotGranted, client_of, issue
from portal.facilities.form import NotTaken, read_form

_FORM = inline_serializer(
    "FacilityTokenRequest",
    {
        "grant_type": serializers.ChoiceField(choices=["client_credentials"]),
        "client_id": serializers.CharField(required=False),
        "client_secret": serializers.CharField(required=False),
    },
)
_REPLY = inline_serializer(
    "FacilityToken",
    {
        "access_token": serializers.CharField(),
        "token_type": serializers.CharField(),
        "expires_in": serializers.IntegerField(),
        "scope": serializers.CharField(),
    },
)
_UNKNOWN = "invalid_client"


class Token(APIView):
    """The token endpoint of OAuth2, for client credentials alone."""

    act = Act.SEND_PAPERS
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    @extend_schema(
        operation_id="take_facility_token",
        request={"application/x-www-form-urlencoded": _FORM},
        responses={200: _REPLY},
    )
    def post(self, request: Request) -> Response:
        """Issue a token; the answer is that of RFC 6749, sections 5.1 and 5.2."""
        try:
            client = client_of(read_form(request), request.headers.get("Authorization", ""))
        except NotTaken:
            return _answer({"error": "invalid_request"}, 400)
        except NotGranted as refusal:
            unknown = str(refusal) == _UNKNOWN
            answer = _answer({"error": str(refusal)}, 401 if unknown else 400)
            if unknown:
                answer["WWW-Authenticate"] = 'Basic realm="facilities"'
            return answer
        told = {
            "access_token": issue(client),
            "token_type": "Bearer",
            "expires_in": LIFETIME,
            "scope": Act.SEND_PAPERS.value,
        }
        return _answer(told, 200)


def _answer(told: dict[str, Any], status: int) -> Response:
    return Response(told, status=status, headers={"Cache-Control": "no-store"})
