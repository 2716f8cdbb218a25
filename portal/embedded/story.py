"""What the demo shows once every process answers: a birth and a death, and the keys."""

import time
from collections.abc import Mapping

import requests

from portal.embedded.hospitals import papers_to_try, send_papers
from portal.embedded.preparing import PEOPLE
from portal.embedded.processes import WEB
from portal.embedded.run_folder import default_run_folder
from portal.embedded.walk import telling
from portal.embedded.walk.browser import StoryStopped
from portal.embedded.walk.official import Account, accounts_in
from portal.embedded.walk.tales import TALES
from portal.embedded.walk.walking import Walk


def after_ready(urls: Mapping[str, str]) -> None:
    """Walk two dossiers and say where to look; `urls` gives each listening process by name.

    It runs in a thread of the supervisor while the portal is up, and goes through the doors that
    people use, over HTTP. Raises StoryStopped, one line; the portal goes on without its story.
    """
    began = time.monotonic()
    telling.running(urls[WEB])
    _hospitals_send(urls)
    walks = [Walk(tale, urls, accounts) for tale in TALES]
    try:
        for walk in walks:
            walk.tell()
        telling.say(f"\nTold in {time.monotonic() - began:.0f} seconds; the portal goes on.")
    finally:
        telling.where_to_look(urls, filed={walk.code: walk.filed_by for walk in walks})
        telling.how_to_sign_in(accounts())
        telling.papers(papers_to_try(default_run_folder()))
        telling.say("\nStop with Ctrl-C.\n")


def _hospitals_send(urls: Mapping[str, str]) -> None:
    try:
        telling.hospitals(send_papers(urls, default_run_folder()))
    except (requests.RequestException, OSError) as error:
        raise StoryStopped("The invented hospitals could not send their papers") from error


def accounts() -> list[Account]:
    """Return the invented officials and agency clients, as they were made at the start."""
    return accounts_in((default_run_folder() / PEOPLE).read_text())
