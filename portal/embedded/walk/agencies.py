"""What the agencies' machines see at their doors: their own steps, by token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import requests
from django.utils import timezone

from portal.embedded.walk.browser import SECONDS, StoryStopped

A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """One step as its agency reads it."""

    id: int
    status: str
    reference: str
    since: datetime


class Agency:
    """One agency's client of the API."""

    def __init__(self, portal: str, token: str) -> None:
        self.address = f"{portal.rstrip('/')}/api/v1/steps"
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {token}"

    def look(self, code: str, procedure: str) -> Seen | None:
        """Return the agency's step of a dossier, None while there is none for it to read."""
        address: str | None = f"{self.address}?limit={A_PAGE}"
        while address:
            answer = self._ask(address)
            for step in answer.json()["steps"]:
                if (step["dossier"], step["procedure"]) == (code, procedure):
                    return _seen(step)
            following = answer.links.get("next")
            address = urljoin(self.address, following["url"]) if following else None
        return None

    def ask_twice(self, step_id: int) -> tuple[int, int]:
        """Read a step, and again with the ETag it had; return both status codes."""
        first = self._ask(f"{self.address}/{step_id}")
        again = self._ask(f"{self.address}/{step_id}", {"If-None-Match": first.headers["ETag"]})
        return first.status_code, again.status_code

    def _ask(self, url: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        try:
            response = self._session.get(url, headers=headers, timeout=SECONDS)
        except requests.RequestException as error:
            raise StoryStopped(f"{url} does not answer ({type(error).__name__})") from error
        if response.status_code >= 400:
            raise StoryStopped(f"{url} answered {response.status_code}")
        return response


def _seen(step: Mapping[str, Any]) -> Seen:
    since = timezone.localtime(datetime.fromisoformat(step["since"]))
    return Seen(step["id"], step["status"], step["reference"], since)
