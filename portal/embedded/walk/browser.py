"""A visitor's browser, as far as plain pages need one: open, press a button, keep cookies."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

import lxml.html
import requests

SECONDS = 30.0
Files = Mapping[str, tuple[str, bytes, str]]
NO_FILES: Files = MappingProxyType({})


class StoryStopped(Exception):
    """The walk cannot go on; the text is the one line a person reads."""


class Page:
    """One page as it came, with its links made whole."""

    def __init__(self, url: str, content: bytes) -> None:
        self.url = url
        parser = lxml.html.HTMLParser(encoding="utf-8")
        self.tree = lxml.html.fromstring(content or b"<html/>", base_url=url, parser=parser)
        self.tree.make_links_absolute(url)

    @property
    def heading(self) -> str:
        """Return the page's h1."""
        return text_of(next(iter(self.tree.iter("h1")), None))

    def texts(self, xpath: str) -> list[str]:
        """Return the texts of everything an expression finds."""
        return [text_of(found) for found in self.tree.xpath(xpath)]

    def link(self, ending: str) -> str:
        """Return the first link whose address ends so; raise StoryStopped if there is none."""
        for _element, attribute, address, _place in self.tree.iterlinks():
            if attribute == "href" and address.split("?")[0].endswith(ending):
                return str(address)
        raise StoryStopped(f"The page “{self.heading}” ({self.url}) has no link to …{ending}")

    def form(self, ending: str = "", *, having: str = "") -> Any:
        """Return the form that is sent to an address with this ending, and has this field."""
        for form in self.tree.forms:
            action = (form.action or self.url).split("?")[0]
            if action.endswith(ending) and (not having or having in form.fields):
                return form
        raise StoryStopped(f"The page “{self.heading}” ({self.url}) has no form {ending}{having}")


class Browser:
    """Someone's browser; each person of the story has one of their own."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False  # everything is on this machine: no proxy
        self._session.headers["Accept-Language"] = "vi"

    def open(self, url: str) -> Page:
        """Follow a link."""
        return self._page(self._ask("GET", url))

    def fetch(self, url: str) -> bytes:
        """Download a file."""
        return self._ask("GET", url).content

    def press(
        self,
        page: Page,
        form: Any,
        changes: Mapping[str, str] | None = None,
        files: Files = NO_FILES,
    ) -> Page:
        """Send a form as it stands, with these changes; fields it does not have are left out."""
        filled = _filled(form, changes or {})
        response = self._ask(
            "POST", form.action or page.url, data=filled, files=_chosen(form, files) or None
        )
        return self._page(response)

    def _ask(self, method: str, url: str, **sent: Any) -> requests.Response:
        try:
            response = self._session.request(method, url, timeout=SECONDS, **sent)
        except requests.RequestException as error:
            raise StoryStopped(f"{url} does not answer ({type(error).__name__})") from error
        if response.status_code >= 400:
            raise StoryStopped(f"{response.url} answered {response.status_code}")
        return response

    def _page(self, response: requests.Response) -> Page:
        return Page(response.url, response.content)


def text_of(element: Any) -> str:
    """Return an element's text in one line, "" for none."""
    return " ".join(element.text_content().split()) if element is not None else ""


def _filled(form: Any, changes: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return what a browser would send, the pressed button among the changes if it has a name."""
    kept = [(name, value) for name, value in form.form_values() if name not in changes]
    known = {*form.fields, *form.xpath(".//button/@name")}
    return [*kept, *((name, value) for name, value in changes.items() if name in known)]


def _chosen(form: Any, files: Files) -> dict[str, tuple[str, bytes, str]]:
    boxes: Iterable[Any] = form.xpath(".//input[@type='file']/@name")
    return {str(name): files[str(name)] for name in boxes if str(name) in files}
