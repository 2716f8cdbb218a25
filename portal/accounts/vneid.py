"""VNeID behind one adapter: its sign-in is not public, so all we assume of it stands here.

OpenID Connect with code, PKCE (S256) and nonce; the ID token's signature, issuer, audience and
expiry are always checked, and only accounts of level 2 come in.
"""

import secrets
from collections.abc import Mapping
from typing import Any

import jwt
import requests
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from portal.accounts.claims import ClaimsUnusable, read_claims
from portal.accounts.models import Citizen
from portal.accounts.signing_in import AccountClosed, NumberTaken, citizen_signed_in

PROVIDER = "vneid"
ALGORITHMS = ("RS256", "ES256", "PS256")
# What allauth lets through when VNeID is out of reach or answers something else than it promised.
NOT_UNDERSTOOD = (requests.RequestException, KeyError, TypeError, ValueError)


class VNeIDProvider(OpenIDConnectProvider):
    """OpenID Connect as VNeID speaks it."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "VNeIDAdapter":
        """Return the adapter whose way back is our own door."""
        return VNeIDAdapter(request)

    def get_pkce_params(self) -> dict[str, str]:
        """Never leave PKCE to a setting."""
        self.app.settings["oauth_pkce_enabled"] = True
        return super().get_pkce_params()

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, str]:
        """Give the account nothing but a name that says nothing; the person is in Citizen."""
        return {"username": f"vneid-{self.extract_uid(data)}"}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[Any]:
        """Give none: two people of one family may share an address."""
        return []

    def extract_extra_data(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Leave the claims out of allauth's own table."""
        return {}

    def sociallogin_from_response(self, request: HttpRequest, response: Any) -> SocialLogin:
        """Let the sign-in carry the claims as far as `SignIns`, and no further."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login


class VNeIDAdapter(OpenIDConnectOAuth2Adapter):
    """The one place that talks to VNeID."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER)

    def get_provider(self) -> VNeIDProvider:
        """Return VNeID as the settings describe it."""
        app = get_adapter(self.request).get_app(self.request, provider=PROVIDER)
        return VNeIDProvider(self.request, app=app)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return our own door, never a host a visitor named."""
        return settings.PORTAL_URL.rstrip("/") + reverse("vneid_callback")

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            algorithm = jwt.get_unverified_header(id_token).get("alg")
        except jwt.PyJWTError as error:
            raise OAuth2Error("unreadable id_token") from error
        if algorithm not in ALGORITHMS:
            raise OAuth2Error("id_token signed in a way we do not take")
        return jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any
    ) -> SocialLogin:
        """Return the sign-in, or raise OAuth2Error when VNeID sent no ID token."""
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("no id_token")
        return super().complete_login(request, app, token, **kwargs)


class QuietAccounts(DefaultAccountAdapter):
    """Says nothing by itself: the pages speak, and the account's name says nothing to anybody."""

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Leave allauth's own messages out."""


class SignIns(DefaultSocialAccountAdapter):
    """What allauth asks about a sign-in: who it is, and what to show when it fails."""

    def get_requests_session(self) -> Any:
        """Follow no redirect: VNeID answers at the addresses it published, under its own name."""
        session = super().get_requests_session()
        session.max_redirects = 0
        session.verify = settings.OUTSIDE_TLS_AUTHORITIES or True
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Create or refresh the citizen the claims describe; refuse what is not checked whole."""
        nonce = str((sociallogin.state or {}).get("nonce") or "")
        known = sociallogin.user if sociallogin.is_existing else None
        try:
            claims = read_claims(getattr(sociallogin, "claims", {}), nonce=nonce)
            citizen = citizen_signed_in(claims, known=known)
        except (ClaimsUnusable, AccountClosed, NumberTaken) as refusal:
            raise ImmediateHttpResponse(_back(refusal.code)) from refusal
        if known is None:
            _connect(request, sociallogin, citizen)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: Mapping[str, Any] | None = None,
    ) -> None:
        """Lead back to the sign-in page, which says what to do."""
        raise ImmediateHttpResponse(_back(str(getattr(error, "value", error) or "unknown")))


def _connect(request: HttpRequest, sociallogin: SocialLogin, citizen: Citizen) -> None:
    """Bind this VNeID identity to the citizen; another window may have done so just before."""
    try:
        with transaction.atomic():
            sociallogin.connect(request, citizen.user)
    except IntegrityError:
        sociallogin.lookup()


def begin(request: HttpRequest, next_url: str) -> HttpResponse:
    """Send a visitor to VNeID; `next_url` is followed afterwards if it is one of our own pages."""
    nonce = secrets.token_urlsafe(24)
    provider = VNeIDAdapter(request).get_provider()
    asked = {"nonce": nonce, "acr_values": settings.VNEID_LEVEL}
    onward = _own_page(next_url)
    try:
        response = provider.redirect(
            request, AuthProcess.LOGIN, next_url=onward, auth_params=asked, nonce=nonce
        )
    except NOT_UNDERSTOOD:
        return _back("unknown")
    return _as_response(response)


def callback(request: HttpRequest) -> HttpResponse:
    """Take a visitor back from VNeID, signed in or led to the sign-in page."""
    view = OAuth2CallbackView.adapter_view(VNeIDAdapter(request))
    try:
        return _as_response(view(request))
    except NOT_UNDERSTOOD:
        return _back("unknown")


def _as_response(answer: Any) -> HttpResponse:
    assert isinstance(answer, HttpResponse)  # noqa: S101  # allauth is not typed
    return answer


def _own_page(url: str) -> str | None:
    allowed = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if allowed and url.startswith("/") else None


def _back(code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?vi={code}")
