"""The words of the story on the terminal."""

import textwrap
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import psutil
from django.utils import timezone

from portal.embedded.hospitals import Known
from portal.embedded.processes import WEB
from portal.embedded.walk.numbers import FAMILIES
from portal.embedded.walk.official import Account
from portal.embedded.walk.papers import Checked

WIDTH = 100
SYSTEM, REFERENCE = 23, 26


def say(text: str = "") -> None:
    """Print one line at once."""
    print(text, flush=True)


def chapter(number: int, text: str) -> None:
    """Begin a part of the story."""
    say(f"\n{number}. {text}")


def small(items: Iterable[str]) -> None:
    """Print several short things below a line."""
    text = " · ".join(items)
    say(textwrap.fill(text, WIDTH, initial_indent="   ", subsequent_indent="   "))


def event(at: datetime, system: str, reference: str, words: str) -> None:
    """Print one line of the journey: when, whose system, its reference, what is so now."""
    clock = f"{timezone.localtime(at):%H:%M:%S}"
    say(f"   {clock}  {system:<{SYSTEM}}  {reference or '–':<{REFERENCE}}  {words}")


def running(url: str) -> None:
    """Say that the portal is up, and after how long."""
    took = time.time() - psutil.Process().create_time()
    say(f"\nLiên thông is running: {url}/   (ready {took:.0f} seconds after the start)")


def hospitals(sent: Mapping[str, int]) -> None:
    """Say that invented hospitals have sent their signed papers, and by which ways."""
    direct, left = sent.values()
    say(
        f"Invented hospitals have sent {direct} papers here and left {left} at the gateway of"
        " Social Insurance, well and badly signed."
    )


def result(title: str, paper: Checked) -> None:
    """Print what was downloaded, and what a stranger's check of its signature says."""
    verdict = f"signed by {paper.signer}, whole file" if paper.is_good else "SIGNATURE NOT GOOD"
    say(f"   {title:<32}  {paper.size:>7,} bytes  SHA-256 {paper.sha256[:8]}…  {verdict}")


def where_to_look(urls: Mapping[str, str], *, filed: Mapping[str, str]) -> None:
    """Print the addresses; `filed` says who filed which dossier of the story."""
    portal, vneid, messages = urls[WEB], urls.get("vneid", ""), urls.get("messaging", "")
    say("\nWHERE TO LOOK")
    places = [
        (f"{portal}/", "families: sign in as anybody invented, VNeID's page asks no password"),
        *(
            (f"{portal}/ho-so/{code}/", f"a dossier of this story, for {name}")
            for code, name in filed.items()
            if code
        ),
        (f"{portal}/tra-cuu/", "look-up without signing in"),
        (f"{portal}/co-so-y-te/", "how hospitals sign, and where they try a file"),
        (f"{portal}/quan-tri/", "officials: one of the keys below"),
        (f"{portal}/api/v1/steps", "agencies' machines: one of the tokens below"),
        (f"{vneid}/", "simulated VNeID: agree or refuse as anybody"),
        (f"{messages}/", "simulated messages: what was sent, and nothing leaves the machine"),
    ]
    for address, more in places:
        say(f"   {address:<53}  {more}")
    for name, address in urls.items():
        if name != WEB:
            say(f"   {f'{address}/_sim/':<53}  {name}: its levers and its log of effects")


def how_to_sign_in(accounts: Sequence[Account]) -> None:
    """Print the invented officials with a code that opens now, and the agencies' tokens."""
    say("\nHOW TO SIGN IN   everybody is invented, every secret is of this installation only")
    say(f"   {'user name':<15} {'password':<21} {'code now':<9} {'TOTP secret':<33} as")
    for one in accounts:
        if one.is_official:
            first = f"{one.name:<15} {one.said['password']:<21} {one.code(ahead=1):<9}"
            say(f"   {first} {one.secret:<33} {one.said['role']}")
    for one in accounts:
        if not one.is_official:
            say(f"   {one.name:<22} Authorization: Bearer {one.said['token']}")
    say("   A fresh code at any time:  .venv/bin/python manage.py demo_code canbo.badinh")
    families()


def families() -> None:
    """Print the numbers that a declaration by hand asks for, one invented household a line."""
    say("   Numbers for a declaration by hand. All are invented: 000 is no province, so a page")
    say("   asks about each once more, and takes it the second time.")
    for family in FAMILIES:
        small(f"{name} {number}" for name, number in family)


def papers(known: Iterable[Known]) -> None:
    """Print the papers of invented hospitals that a declaration by hand can ask for."""
    say("   Papers hospitals have sent: number, whom it is about, and the day of birth or death:")
    for one in known:
        small([f"{one.number}  {one.name} {one.personal_number}  {one.on:%d/%m/%Y}"])
