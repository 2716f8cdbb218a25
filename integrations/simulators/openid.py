"""The sign-in half of the simulated VNeID: OpenID Connect with code, PKCE and nonce."""

import base64
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, render_template, request
from joserfc import jwt
from joserfc.jwk import ECKey
from werkzeug.wrappers import Response as WerkzeugResponse

from integrations.simulators.people import (
    BY_SUB,
    HOUSEHOLD_BY_CODE,
    HOUSEHOLDS,
    PEOPLE,
    Person,
)

_CODE_SECONDS = 120
_TOKEN_SECONDS = 600
_REQUIRED = ("client_id", "redirect_uri", "state", "nonce", "code_challenge")


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a code or an access token stands for, until it runs out."""

    person: Person
    asked: dict[str, str]
    ends_at: float


class OpenId:
    """The provider; codes and tokens live in memory, the signing key in the state folder."""

    def __init__(self, folder: Path, portal_url: str) -> None:
        self._key = _key_in(folder / "openid.pem")
        self._portal_url = portal_url.rstrip("/")
        self._codes: dict[str, Ticket] = {}
        self._tokens: dict[str, Ticket] = {}

    def blueprint(self) -> Blueprint:
        """Return the routes of the provider."""
        provider = Blueprint("openid", __name__, template_folder="templates")
        provider.add_url_rule("/.well-known/openid-configuration", "about", self.about)
        provider.add_url_rule("/jwks", "keys", self.keys)
        provider.add_url_rule("/authorize", "choose", self.choose)
        provider.add_url_rule("/authorize", "sign_in", self.sign_in, methods=["POST"])
        provider.add_url_rule("/token", "token", self.token, methods=["POST"])
        provider.add_url_rule("/userinfo", "userinfo", self.userinfo, methods=["GET", "POST"])
        return provider

    def about(self) -> dict[str, Any]:
        """Return the discovery document."""
        issuer = _issuer()
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["openid", "profile", "email", "phone", "address"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "acr_values_supported": ["1", "2"],
        }

    def keys(self) -> dict[str, Any]:
        """Return the public key."""
        public = dict(self._key.as_dict(private=False))
        return {"keys": [public | {"use": "sig", "alg": "ES256", "kid": self._key.thumbprint()}]}

    def choose(self) -> Response | str:
        """Show the invented people, by household, to be one of them."""
        objection = self._objection()
        if objection:
            return Response(objection, 400)
        return render_template(
            "sign_in.html",
            households=HOUSEHOLDS,
            people=[person for person in PEOPLE if person.has_account],
        )

    def sign_in(self) -> Response | WerkzeugResponse:
        """Send the chosen person back with a code, or the visitor without one."""
        objection = self._objection()
        if objection:
            return Response(objection, 400)
        asked = request.args.to_dict()
        person = BY_SUB.get(request.form.get("sub", ""))
        if person is None or not person.has_account:
            return _back(asked, error="access_denied")
        code = secrets.token_urlsafe(24)
        self._codes[code] = Ticket(person, asked, time.time() + _CODE_SECONDS)
        return _back(asked, code=code)

    def token(self) -> Response | dict[str, Any]:
        """Exchange a code, once, for an ID token and an access token."""
        form = request.form
        ticket = self._codes.pop(form.get("code", ""), None)
        if ticket is None or ticket.ends_at < time.time() or not _proven(ticket, form.to_dict()):
            return Response('{"error": "invalid_grant"}', 400, content_type="application/json")
        access_token = secrets.token_urlsafe(24)
        self._tokens[access_token] = Ticket(
            ticket.person, ticket.asked, time.time() + _TOKEN_SECONDS
        )
        return {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": _TOKEN_SECONDS,
            "id_token": self._id_token(ticket),
        }

    def userinfo(self) -> Response | dict[str, Any]:
        """Return what VNeID says of the person."""
        ticket = self._tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if ticket is None or ticket.ends_at < time.time():
            return Response("", 401)
        return claims_of(ticket.person)

    def _id_token(self, ticket: Ticket) -> str:
        now = int(time.time())
        claims = {
            "iss": _issuer(),
            "aud": ticket.asked["client_id"],
            "sub": ticket.person.sub,
            "iat": now,
            "exp": now + _TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(12),
            "auth_time": now,
            "acr": ticket.person.level,
            "nonce": ticket.asked["nonce"],
        }
        header = {"alg": "ES256", "kid": self._key.thumbprint()}
        return jwt.encode(header, claims, self._key)

    def _objection(self) -> str:
        """Say what is wrong with a request to sign in, if something is."""
        asked = request.args
        missing = [name for name in _REQUIRED if not asked.get(name)]
        if missing:
            return f"missing: {', '.join(missing)}"
        if asked.get("response_type") != "code" or asked.get("code_challenge_method") != "S256":
            return "response_type is code, code_challenge_method is S256"
        if "openid" not in asked.get("scope", "").split():
            return "scope lacks openid"
        ours = asked["redirect_uri"].startswith(f"{self._portal_url}/")
        return "" if ours or not self._portal_url else "redirect_uri is not the portal's"


def claims_of(person: Person) -> dict[str, Any]:
    """Return the claims about a person."""
    household = HOUSEHOLD_BY_CODE[person.household]
    return {
        "sub": person.sub,
        "name": person.full_name,
        "personal_number": person.personal_number,
        "birthdate": person.born_on,
        "gender": person.sex,
        "phone_number": person.phone,
        "phone_number_verified": True,
        "email": f"{person.sub}@vidu.invalid",
        "nationality": person.nationality,
        "ethnicity": person.ethnicity,
        "residence_kind": "permanent",
        "address": {
            "commune_code": household.commune_code,
            "street_address": household.address_line,
        },
        "loa": int(person.level),
    }


def _issuer() -> str:
    return request.host_url.rstrip("/")


def _back(asked: dict[str, str], **said: str) -> WerkzeugResponse:
    joint = "&" if "?" in asked["redirect_uri"] else "?"
    query = urlencode({**said, "state": asked["state"], "iss": _issuer()})
    return redirect(f"{asked['redirect_uri']}{joint}{query}")


def _proven(ticket: Ticket, said: dict[str, str]) -> bool:
    digest = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(challenge, ticket.asked["code_challenge"]) and (
        said.get("redirect_uri") == ticket.asked["redirect_uri"]
    )


def _key_in(path: Path) -> ECKey:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(ECKey.generate_key("P-256").as_pem(private=True))
    return ECKey.import_key(path.read_bytes())
