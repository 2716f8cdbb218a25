"""What an official does: password and code, the queue, one case, accept, let it go at once."""

import base64
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone
from django_otp.oath import TOTP

from portal.embedded.walk.browser import Browser, Page, StoryStopped

STEP_SECONDS = 30
WAY = "cach"  # by which law a sum is paid


@dataclass(frozen=True, slots=True)
class Account:
    """How one invented account signs in, as `manage.py demo_people` says it."""

    title: str
    said: dict[str, str]

    @property
    def name(self) -> str:
        """Return the user name, or the client's code."""
        return self.said.get("user name") or self.said.get("client", "")

    @property
    def is_official(self) -> bool:
        """Tell a person from a machine."""
        return "user name" in self.said

    @property
    def secret(self) -> str:
        """Return the secret of the second factor in the letters that telephones take."""
        return parse_qs(urlsplit(self.said["TOTP"]).query)["secret"][0]

    def code(self, *, ahead: int = 0) -> str:
        """Return the six digits of now, or of so many half minutes later; each opens once."""
        padded = self.secret + "=" * (-len(self.secret) % 8)
        clock = TOTP(base64.b32decode(padded), step=STEP_SECONDS)
        clock.time = time.time() + ahead * STEP_SECONDS
        return f"{clock.token():06d}"

    def code_ends(self, *, ahead: int = 0) -> datetime:
        """Return until when that code is taken: half a minute beyond its own."""
        first = time.time() // STEP_SECONDS + ahead
        return timezone.localtime(datetime.fromtimestamp((first + 2) * STEP_SECONDS, UTC))


def accounts_in(printed: str) -> list[Account]:
    """Read what `demo_people` printed: a line with the name, indented lines with the rest."""
    found: list[Account] = []
    for line in printed.splitlines():
        if line.startswith("  ") and found:
            label, _, value = line.strip().partition("  ")
            found[-1].said[label.strip()] = value.strip()
        elif line.strip():
            found.append(Account(line.strip(), {}))
    return found


def account_of(accounts: Sequence[Account], name: str) -> Account:
    """Return one by its user name or code; raise StoryStopped if there is none."""
    for one in accounts:
        if one.name == name:
            return one
    raise StoryStopped(f"There is no invented account {name}")


class Desk:
    """The admin as one official uses it."""

    def __init__(self, portal: str, account: Account) -> None:
        self.address, self.account = f"{portal.rstrip('/')}/quan-tri/", account
        self.browser = Browser()

    def sign_in(self) -> None:
        """Sign in with password and code; a code opens once."""
        queue = self._try_code(ahead=0)
        if _asks_who(queue):  # somebody signed in with this code before: the next one is taken, too
            queue = self._try_code(ahead=1)
        if _asks_who(queue):
            said = queue.texts("//*[contains(@class,'error')]")
            raise StoryStopped(f"The desk does not let {self.account.name} in: {' '.join(said)}")

    def _try_code(self, *, ahead: int) -> Page:
        door = self.browser.open(self.address)
        typed = {
            "username": self.account.name,
            "password": self.account.said["password"],
            "otp_token": self.account.code(ahead=ahead),
        }
        return self.browser.press(door, door.form(having="username"), typed)

    def accept(self, code: str) -> Iterator[tuple[datetime, str]]:
        """Open the case with this code, accept it, and let it leave before the time to undo is up.

        A sum that waits for somebody to confirm by which law it is paid is confirmed before.
        Yields each act once it is done, with the moment the button was pressed.
        """
        queue = self.browser.open(self.address)
        at, case = timezone.now(), self.browser.open(_address_of(queue, code))
        yield at, "Mở hồ sơ"
        for form in case.tree.forms:
            if WAY in form.fields:
                at, way = timezone.now(), form.inputs[WAY].value_options[0]
                self.browser.press(case, form, {WAY: way, "cited": "Sổ lĩnh lương hưu (mẫu)"})
                yield at, "Xác nhận cách tính mai táng phí, ghi căn cứ"
                case = self.browser.open(case.url)
                break
        at = timezone.now()
        self.browser.press(case, case.form("/tiep-nhan/"))
        yield at, "Bấm Tiếp nhận"
        case = self.browser.open(case.url)
        if any((form.action or "").endswith("/chuyen-ngay/") for form in case.tree.forms):
            at = timezone.now()
            self.browser.press(case, case.form("/chuyen-ngay/"))
            yield at, "Bấm Chuyển ngay (không chờ hết thời gian hoàn tác)"


def _asks_who(page: Page) -> bool:
    return "username" in {name for form in page.tree.forms for name in form.fields}


def _address_of(queue: Page, code: str) -> str:
    for link in queue.tree.xpath("//main//td//a"):
        if link.text_content().strip() == code:
            return str(link.get("href"))
    raise StoryStopped(f"The queue “{queue.heading}” does not show {code}")
