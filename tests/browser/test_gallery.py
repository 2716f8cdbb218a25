"""The shared pages: their words, their weight, and how they meet WCAG 2.2 AA in a real browser."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from portal.settings.content_security import POLICY
from tests.browser.gallery import ROOT, draw, gallery_settings, pages

CHROMIUM = Path("/usr/bin/chromium")
FIRST_LOAD = 200 * 1024
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NEVER = (
    "ngoài giá thú",
    "không chồng",
    "vô thừa nhận",
    "con rơi",
    "liên hệ cơ quan chức năng",
    "bị trả lại",
    "hệ thống đang xử lý",
    "chúc mừng",
    "thành công",
)

NAMES = sorted(pages())
# 400, 403, 404 and 413 differ in words only, and so do 500 and 503.
LOOKED_AT = [name for name in NAMES if name not in ("400", "403", "403-csrf", "413", "503")]


class Reading(HTMLParser):
    """What a page holds: tags with their attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep each opening tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        self.text += data


def reading(name: str, language: str = "vi") -> Reading:
    """Draw the page `name` and take it apart."""
    with gallery_settings():
        return Reading(draw(name, language))


@pytest.mark.parametrize("name", NAMES)
class TestEveryPage:
    """What can be told without a browser."""

    def test_has_one_heading_a_title_and_its_language(self, name: str) -> None:
        page = reading(name)
        assert [tag for tag, _ in page.tags].count("h1") == 1
        assert "Liên thông" in page.text
        assert ("html", {"class": "govuk-template", "lang": "vi"}) in page.tags

    def test_carries_no_inline_style_or_script(self, name: str) -> None:
        for tag, attributes in reading(name).tags:
            assert tag != "style"
            assert tag != "script" or attributes.get("src")
            assert not [a for a in attributes if a == "style" or a.startswith("on")]

    def test_names_each_thing_once_and_every_reference_is_there(self, name: str) -> None:
        tags = reading(name).tags
        ids = [a["id"] for _, a in tags if a.get("id")]
        assert len(ids) == len(set(ids))
        for _, attributes in tags:
            for reference in ("for", "aria-describedby", "aria-labelledby"):
                assert set((attributes.get(reference) or "").split()) <= set(ids)

    def test_says_no_word_the_families_must_not_read(self, name: str) -> None:
        text = reading(name).text.lower()
        assert not [word for word in NEVER if word in text]


class TestOwnRules:
    """What the style sheet and the special pages promise."""

    def test_what_is_said_when_all_is_down_needs_no_template_engine(self) -> None:
        for name in ("500", "503"):
            source = (ROOT / f"templates/{name}.html").read_text()
            assert "{%" not in source and "{{" not in source

    def test_style_sheet_fetches_only_our_own_letters(self) -> None:
        css = (ROOT / "static/vendor/lien-thong.css").read_text()
        for address in re.findall(r"url\(\"?([^)\"]+)", css):
            assert (ROOT / "static/vendor" / address).is_file()
        assert not re.search(r"GDS Transport|@import|url\(.?(data|http)", css)

    def test_a_death_page_shows_no_tick_beside_its_heading(self) -> None:
        with gallery_settings():
            assert "lt-quiet" in draw("done-death")
            assert "M4.5 12.5l5 5 10-11" not in draw("done-death")

    def test_a_field_to_mend_is_linked_from_the_summary(self) -> None:
        page = reading("question-to-mend")
        ids = {a.get("id") for _, a in page.tags}
        hrefs = [a["href"] or "" for tag, a in page.tags if tag == "a"]
        links = [href for href in hrefs if href.startswith("#id_")]
        assert len(links) >= 5
        assert {link[1:] for link in links} <= ids

    def test_english_pages_say_so(self) -> None:
        assert ("html", {"class": "govuk-template", "lang": "en"}) in reading("home", "en").tags


POLICY_SENT = "; ".join(f"{name} {' '.join(sources)}" for name, sources in POLICY.items())


class Gallery(SimpleHTTPRequestHandler):
    """Serves drawn pages, and static files beside them."""

    def __init__(self, drawn: dict[str, bytes], *arguments: Any) -> None:
        self.drawn = drawn
        super().__init__(*arguments, directory=str(ROOT))

    def do_GET(self) -> None:
        """Answer from memory or from static/."""
        path = urlsplit(self.path).path
        if path.startswith("/static/"):
            super().do_GET()
            return
        body = self.drawn.get(path.strip("/"))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", POLICY_SENT)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *arguments: Any) -> None:
        """Stay silent."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Serve the gallery on a free port."""
    with gallery_settings():
        drawn = {name: draw(name).encode() for name in NAMES}
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gallery, drawn))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start Chromium once for this file."""
    if not CHROMIUM.exists():
        pytest.skip(
            "NO CHROMIUM: the pages were NOT looked at in a browser. Install the package "
            "`chromium` and run again."
        )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    """Open a page as wide as a cheap phone."""
    context = browser.new_context(viewport={"width": 375, "height": 760})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def phone_without_scripts(browser: Browser) -> Iterator[Page]:
    """Open a narrow page that runs no scripts."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", LOOKED_AT)
class TestInABrowser:
    """What only a browser can tell."""

    def test_axe_finds_nothing_by_day_or_by_night(
        self, name: str, phone: Page, address: str
    ) -> None:
        phone.emulate_media(color_scheme="light")
        phone.goto(f"{address}/{name}")
        assert violations(phone, {"type": "tag", "values": RULES}) == []
        phone.emulate_media(color_scheme="dark")
        assert violations(phone, CONTRAST) == []

    def test_is_light_and_breaks_no_security_policy(
        self, name: str, browser: Browser, address: str
    ) -> None:
        context = browser.new_context(viewport={"width": 375, "height": 760})
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda m: refused.append(m.text) if m.type == "error" else None)
        page.goto(f"{address}/{name}")
        sizes: dict[str, int] = page.evaluate(SIZES)
        assert 100_000 < sum(sizes.values()) < FIRST_LOAD, sizes
        assert refused == []
        context.close()

    def test_fits_320_px_and_is_easy_to_touch(self, name: str, phone: Page, address: str) -> None:
        phone.set_viewport_size({"width": 320, "height": 640})
        phone.goto(f"{address}/{name}")
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320
        assert phone.evaluate(SMALL_TARGETS) == []
        phone.set_viewport_size({"width": 375, "height": 760})

    def test_shows_its_buttons_without_scripts(
        self, name: str, phone_without_scripts: Page, address: str
    ) -> None:
        phone_without_scripts.goto(f"{address}/{name}")
        assert phone_without_scripts.locator("h1").is_visible()
        for button in phone_without_scripts.locator("main form button").all():
            assert button.is_visible()


@pytest.mark.parametrize("width", [320, 375])
class TestOnAPhone:
    """What stands on top of every page takes little of a small screen."""

    def test_the_header_of_who_is_signed_in_has_two_rows(
        self, width: int, phone: Page, address: str
    ) -> None:
        phone.set_viewport_size({"width": width, "height": 760})
        phone.goto(f"{address}/parts")
        assert phone.locator(".lt-header").bounding_box()["height"] <= 100  # type: ignore[index]

    def test_the_code_of_a_dossier_stays_on_one_line(
        self, width: int, phone: Page, address: str
    ) -> None:
        phone.set_viewport_size({"width": width, "height": 760})
        phone.goto(f"{address}/track-birth")
        assert phone.evaluate(LINES_OF_THE_CODE) == 1
        assert phone.evaluate("document.documentElement.scrollWidth") <= width


# As long as a real code, of the widest letters, as a run of text: one rectangle a line.
LINES_OF_THE_CODE = """() => {
  const code = document.querySelector('.lt-where .lt-whole')
  code.textContent = 'LT-261122-W0MG-HWM3-47DM'
  const range = document.createRange()
  range.selectNodeContents(code)
  return range.getClientRects().length
}"""


def violations(page: Page, rules: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return what axe holds against `page`: the rule and the markup."""
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [(v["id"], [node["html"] for node in v["nodes"]]) for v in found]


# What the first visit fetches, uncompressed, once the letters have come.
SIZES = """() => document.fonts.ready.then(() => Object.fromEntries(
  [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .map(e => [e.name, e.decodedBodySize])))"""

# Targets under 24 px, but links inside a sentence and the hidden skip link.
SMALL_TARGETS = """() => [
    ...document.querySelectorAll('a, button, input, select, textarea, summary')
  ]
  .filter(e => e.type !== 'hidden' && !e.classList.contains('govuk-skip-link'))
  .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'
                 && e.parentElement.textContent.trim() !== e.textContent.trim()))
  .map(e => [e, e.getBoundingClientRect()])
  .filter(([e, box]) => box.width && (box.height < 24 || box.width < 24))
  .map(([e, box]) => `${e.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""
