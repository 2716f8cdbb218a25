"""The people of the simulated VNeID whose agreement a family needs, on pages of their own."""

import time
from dataclasses import dataclass

from portal.embedded.walk.browser import Browser, Page, StoryStopped, text_of

PATIENCE_SECONDS = 20.0
PAUSE_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Agreement:
    """Somebody agreed to something."""

    name: str
    reference: str
    text: str


def agree(vneid: str, name: str, code: str) -> Agreement:
    """Wait until this person is asked about this dossier, and agree on VNeID's page."""
    browser = Browser()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        page = browser.open(_page_of(browser.open(f"{vneid}/"), name))
        for section in page.tree.xpath("//section[.//form]"):
            if code in text_of(section.find(".//h2")):
                form = section.find(".//form")
                reference = str(form.fields["key"])
                said = text_of(section.find(".//p"))
                browser.press(page, form, {"answer": "agree"})
                return Agreement(name, reference, said)
        time.sleep(PAUSE_SECONDS)
    raise StoryStopped(f"VNeID was not asked for the agreement of {name} about {code}")


def _page_of(everyone: Page, name: str) -> str:
    for link in everyone.tree.xpath("//a[strong]"):
        if text_of(link.find("strong")).partition(" · ")[0] == name:
            return str(link.get("href"))
    raise StoryStopped(f"VNeID does not know {name}")
