"""Two tabs, or one button pressed twice: what was typed in either is kept, and sent once."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens import corrections
from portal.citizens.models import Amendment
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from tests.citizens import fate, invented
from tests.citizens.conftest import AT, filed
from tests.clones import CommittedDatabase
from tests.consents.test_races import at_once
from tests.pipeline.invented import invented_citizen

TABS = {
    "tested.birth.who/": ("tested.birth.who", {"tested.birth.who-children": "2"}),
    "tested.birth.child:1/": ("tested.birth.child#1", {"tested.birth.child:1-name": "Bình"}),
    "tested.birth.contact/": (
        "tested.birth.contact",
        {"tested.birth.contact-phone": "0912345679"},
    ),
}


@pytest.fixture
def mother(committed_db: CommittedDatabase) -> Iterator[Citizen]:
    """An applicant whose acts are committed."""
    with registry.replaced(*invented.FAMILY):
        invented.RECORDED.clear()
        yield invented_citizen(1)


def browser(citizen: Citizen) -> Client:
    client = Client()
    client.force_login(citizen.user, "django.contrib.auth.backends.ModelBackend")
    return client


def posts(citizen: Citizen, *sent: tuple[str, dict[str, str]]) -> list[Any]:
    """Post these at the same moment, each from a tab of its own."""

    def tab(address: str, boxes: dict[str, str]) -> Callable[[], Any]:
        client = browser(citizen)
        return lambda: client.post(address, boxes)

    return at_once(*[tab(address, boxes) for address, boxes in sent])


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Let so many tabs go on only when all have read what stood there before."""
    read = corrections.open_for

    def of(tabs: int) -> None:
        barrier, gone = threading.Barrier(tabs), threading.local()

        def open_for(*args: Any, **kwargs: Any) -> Any:
            mending = read(*args, **kwargs)
            if not hasattr(gone, "on"):
                gone.on = True
                barrier.wait(timeout=30)
            return mending

        monkeypatch.setattr(corrections, "open_for", open_for)

    return of


def test_pages_saved_at_once_are_all_kept(mother: Citizen, together: Callable[[int], None]) -> None:
    dossier = filed(browser(mother), mother)
    address = f"/ho-so/{dossier.code}/sua-lai/{fate.step_of(dossier).pk}/"
    browser(mother).post(address + "tested.birth.who/", {"tested.birth.who-children": "1"})
    tabs = [(address + page, boxes) for page, (_key, boxes) in TABS.items()]
    together(len(tabs))
    answers = posts(mother, *tabs)

    assert [one.status_code for one in answers] == [302] * len(TABS)
    assert set(Amendment.objects.get().pending) == {key for key, _boxes in TABS.values()}


def test_the_first_save_six_times_at_once(mother: Citizen, together: Callable[[int], None]) -> None:
    dossier = filed(browser(mother), mother)
    page, (key, boxes) = list(TABS.items())[1]
    address = f"/ho-so/{dossier.code}/sua-lai/{fate.step_of(dossier).pk}/{page}"
    together(6)
    answers = posts(mother, *[(address, boxes)] * 6)

    assert [one.status_code for one in answers] == [302] * 6
    assert Amendment.objects.get().pending[key]["name"] == ["Bình"]


def test_a_correction_sent_twice_at_once_is_sent_once(
    mother: Citizen, together: Callable[[int], None]
) -> None:
    dossier = filed(browser(mother), mother)
    fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
    sent = (f"/ho-so/{dossier.code}/can-sua/", {"tested.birth.child:1-name": "Bình"})
    together(2)
    answers = posts(mother, sent, sent)

    assert [one["Location"] for one in answers] == [f"/ho-so/{dossier.code}/"] * 2
    assert fate.step_of(dossier).status == StepStatus.AT_DESK
    said = sorted(str(words) for one in answers for words in one.wsgi_request._messages)
    assert said == ["Phần này đã được gửi trước đó.", "Đã gửi phần sửa."]


def test_what_another_tab_typed_meanwhile_is_not_taken_for_sent(mother: Citizen) -> None:
    dossier = filed(browser(mother), mother)
    step = fate.step_of(dossier)
    address = f"/ho-so/{dossier.code}/sua-lai/{step.pk}/"
    page, (key, boxes) = list(TABS.items())[1]
    browser(mother).post(address + page, boxes)
    read = corrections.open_for(Dossier.objects.get(), [step], at=AT)
    assert read is not None
    page, (later, boxes) = list(TABS.items())[2]
    browser(mother).post(address + page, boxes)
    corrections.send_edit(mending=read, step=step, applicant=mother, at=AT)
    kept = Amendment.objects.get()

    assert (set(kept.typed), set(kept.pending)) == ({key}, {later})
