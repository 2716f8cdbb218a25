"""An agency's machine shows its token; nothing else signs it in."""

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from portal.accounts.models import AgencyClient
from portal.accounts.tokens import agency_by_token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; `request.auth` is then the agency client."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, AgencyClient] | None:
        """Return the client; raise AuthenticationFailed for a token nobody has."""
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        client = agency_by_token(token.decode("ascii", "replace").strip())
        if client is None:
            raise AuthenticationFailed
        return AnonymousUser(), client

    def authenticate_header(self, request: Request) -> str:
        """Return what a caller without a token is told."""
        return 'Bearer realm="agencies"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the description of the API names the token."""

    target_class = "portal.agencies.authentication.TokenAuthentication"
    name = "agencyToken"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the scheme as OpenAPI writes it."""
        return {"type": "http", "scheme": "bearer"}


class IsAgency(BasePermission):
    """Only an agency's machine may enter."""

    def has_permission(self, request: Request, view: object) -> bool:
        """Say whether a token was shown."""
        return isinstance(request.auth, AgencyClient)
