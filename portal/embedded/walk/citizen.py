"""What a family does: signs in, declares page by page, files, follows, takes the results home."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.embedded.walk.browser import Browser, Page, StoryStopped, text_of
from portal.embedded.walk.paper_photo import photo

MOST_PAGES = 60
LAST_LOOK = "/kiem-tra/"
# The page of each life event that asks for a photo, and what is photographed.
PAPERS = {
    "birth": ("civil_registry.birth.paper", "GIẤY CHỨNG SINH"),
    "death": ("civil_registry.death.notice", "GIẤY BÁO TỬ"),
}


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg as the tracking page tells it; `files` are (title, address)."""

    title: str
    label: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """What the confirmation says."""

    code: str
    promised: str
    pages: tuple[str, ...]
    receipt: bytes


class Applicant:
    """Somebody invented with a browser of the own, who files for one life event."""

    def __init__(self, portal: str, name: str, life_event: str) -> None:
        self.portal, self.name, self.life_event = portal.rstrip("/"), name, life_event
        self.browser = Browser()

    def sign_in(self) -> Page:
        """Go to VNeID and come back as this person, to the list of her dossiers."""
        door = self.browser.open(f"{self.portal}/dang-nhap/?tiep=/ho-so/")
        choice = self.browser.press(door, door.form(having="tiep"))
        return self.browser.press(choice, choice.form(), {"sub": _button_of(choice, self.name)})

    def declare(self, answers: Mapping[str, Mapping[str, str]]) -> tuple[Page, list[str]]:
        """Fill in page after page; return the last look and the titles of what was filled in."""
        page = self.browser.open(f"{self.portal}/bat-dau/{self.life_event}/")
        page = self.browser.open(page.link(f"/khai/{self.life_event}/"))
        page = self.browser.open(page.tree.xpath("string(//a[contains(@class,'lt-button')]/@href)"))
        filled: list[str] = []
        while not page.url.endswith(LAST_LOOK):
            if len(filled) > MOST_PAGES or "/gap-can-bo/" in page.url:
                raise StoryStopped(f"The declaration led to “{page.heading}” ({page.url})")
            filled.append(page.heading)
            page = self._fill_in(page, answers)
        return page, filled

    def file(self, last_look: Page, filled: list[str]) -> Filed:
        """Agree, file, and take the receipt."""
        done = self.browser.press(last_look, last_look.form(having="filing"))
        if done.url.endswith(LAST_LOOK):  # a hospital's paper came meanwhile: read once more
            done = self.browser.press(done, done.form(having="filing"))
        code = next(iter(done.texts("//dd[contains(@class,'lt-code')]")), "")
        if not code:
            raise StoryStopped(f"Filing led to “{done.heading}” ({done.url})")
        promised = next(iter(done.texts("//dd[contains(@class,'lt-code')]/following::dd")), "")
        receipt = self.browser.fetch(done.link("/bien-nhan/"))
        return Filed(code, promised, tuple(filled), receipt)

    def follow(self, code: str) -> list[Leg]:
        """Read the tracking page."""
        page = self.browser.open(f"{self.portal}/ho-so/{code}/")
        return [_leg(article) for article in page.tree.xpath("//article")]

    def _fill_in(self, page: Page, answers: Mapping[str, Mapping[str, str]]) -> Page:
        code = ".".join(page.url.split("/")[5:7])  # of the procedure, of its page
        asked, title = PAPERS[self.life_event]
        files = _papers(page, title) if code == asked else {}
        for _look in ("first", "second"):  # what is unusual is shown once more before it is taken
            following = self.browser.press(page, _question(page), answers.get(code, {}), files)
            if _path(following.url) != _path(page.url):
                return following
            page, files = following, {}
            wrong = page.texts("//*[contains(@class,'govuk-error-message')]//p")
            if wrong:
                raise StoryStopped(f"The page “{page.heading}” says: {' '.join(wrong)}")
        raise StoryStopped(f"The page “{page.heading}” ({page.url}) does not lead on")


def dossiers_on(page: Page) -> int:
    """Return how many dossiers the list of mine shows."""
    return len({address for address in page.tree.xpath("//main//a/@href") if "/ho-so/" in address})


def has_draft(page: Page) -> bool:
    """Say whether the list of mine shows something begun and not filed."""
    return any("/khai/" in address for address in page.tree.xpath("//main//a/@href"))


def _papers(page: Page, title: str) -> dict[str, tuple[str, bytes, str]]:
    sent = ("giay-to.jpg", photo(title), "image/jpeg")
    return {str(name): sent for name in page.tree.xpath("//main//input[@type='file']/@name")}


def _path(url: str) -> str:
    return url.partition("?")[0]


def _question(page: Page) -> Any:
    found = page.tree.xpath("//main//form[@method='post']")
    if found:
        return found[0]
    raise StoryStopped(f"The page “{page.heading}” ({page.url}) has nothing to fill in")


def _button_of(page: Page, name: str) -> str:
    for button in page.tree.xpath("//button[@name='sub'][strong]"):
        if text_of(button.find("strong")) == name:
            return str(button.get("value"))
    raise StoryStopped(f"VNeID does not know {name}")


def _leg(article: Any) -> Leg:
    links = article.xpath(".//a[@download]")
    tag = article.xpath(".//*[contains(@class,'lt-tag') or contains(@class,'govuk-tag')]")
    return Leg(
        title=text_of(article.find(".//h3")),
        label=text_of(tag[0]) if tag else "",
        files=tuple((text_of(link), str(link.get("href"))) for link in links),
    )
