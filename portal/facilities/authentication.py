"""A hospital's machine shows its token; nothing else signs it in."""

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.accounts.access import Act, may_enter, visitor_from_facility
from portal.accounts.client_credentials import facility_by_bearer
from portal.accounts.models import FacilityClient


class FacilityAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; `request.auth` is then the facility's client."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, FacilityClient] | None:
        """Return the client; raise AuthenticationFailed for a token nobody has."""
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        client = facility_by_bearer(token.decode("ascii", "replace").strip())
        if client is None:
            raise AuthenticationFailed
        return AnonymousUser(), client

    def authenticate_header(self, request: Request) -> str:
        """Return what a caller without a token is told."""
        return 'Bearer realm="facilities"'


class FacilityScheme(OpenApiAuthenticationExtension):
    """How the description of the API names the token."""

    target_class = "portal.facilities.authentication.FacilityAuthentication"
    name = "facilityToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI writes it."""
        return {"type": "http", "scheme": "bearer"}


class MaySendPapers(BasePermission):
    """Only a hospital's machine may enter."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Ask the table for whoever showed the token."""
        if not isinstance(request.auth, FacilityClient):
            return False
        return may_enter(visitor_from_facility(request.auth), Act.SEND_PAPERS)
