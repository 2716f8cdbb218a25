"""A VNeID that behaves: it keeps codes, checks PKCE, signs its tokens and leaves nothing behind."""

import base64
import hashlib
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from requests.adapters import BaseAdapter

ISSUER = "https://vneid.invalid"
PERSON: dict[str, Any] = {
    "sub": "vneid-1",
    "personal_number": "000199000001",
    "name": "Nguyễn Thị Thử",
    "birthdate": "1999-03-01",
    "gender": "female",
    "phone_number": "+84912345678",
    "email": "thu@vidu.invalid",
    "residence_kind": "permanent",
    "address": {"commune_code": "00004", "street_address": "Số 1, ngõ Ví Dụ"},
}


class FakeVNeID(BaseAdapter):
    """The endpoints of an identity provider; attributes make it misbehave."""

    def __init__(self, person: dict[str, Any] | None = None, **misdeeds: Any) -> None:
        super().__init__()
        self.person = dict(person or PERSON)
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.codes: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {"acr": "2"}
        self.claims.update(misdeeds.pop("claims", {}))
        self.userinfo: dict[str, Any] = misdeeds.pop("userinfo", {})
        self.sign_with: Any = misdeeds.pop("sign_with", self.key)
        self.algorithm: str = misdeeds.pop("algorithm", "RS256")
        self.redirects: bool = misdeeds.pop("redirects", False)

    def authorize(self, location: str) -> dict[str, str]:
        """Let the person agree: return what VNeID's redirect carries back."""
        asked = {key: values[0] for key, values in parse_qs(urlsplit(location).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def send(self, request: Any, **_options: Any) -> requests.Response:
        """Answer as the endpoint of this path does."""
        path = urlsplit(request.url).path
        if self.redirects:
            return _reply(request, 302, {}, Location="https://elsewhere.invalid/")
        answers = {
            "/.well-known/openid-configuration": self._discovery,
            "/jwks": self._keys,
            "/token": lambda: self._token(request),
            "/userinfo": lambda: {**self.person, **self.userinfo},
        }
        status, body = 200, answers[path]()
        if "error" in body:
            status = 400
        return _reply(request, status, body)

    def close(self) -> None:
        """Nothing is open."""

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _keys(self) -> dict[str, Any]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "alg": "RS256", "use": "sig"}]}

    def _token(self, request: Any) -> dict[str, Any]:
        sent = {key: values[0] for key, values in parse_qs(request.body).items()}
        asked = self.codes.pop(sent.get("code", ""), None)
        if asked is None or not _proves(sent.get("code_verifier", ""), asked):
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": asked["client_id"],
            "sub": self.person["sub"],
            "iat": now,
            "exp": now + 60,
            "nonce": asked.get("nonce", ""),
            **self.claims,
        }
        token = jwt.encode(claims, self.sign_with, self.algorithm, headers={"kid": "1"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": token}


def _proves(verifier: str, asked: dict[str, str]) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return asked.get("code_challenge_method") == "S256" and asked["code_challenge"] == challenge


def _reply(request: Any, status: int, body: dict[str, Any], **headers: str) -> requests.Response:
    reply = requests.Response()
    reply.status_code, reply.url, reply.request = status, request.url, request
    reply._content = json.dumps(body).encode()
    reply.headers.update({"content-type": "application/json", **headers})
    return reply
