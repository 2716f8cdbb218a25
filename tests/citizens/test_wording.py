"""Every status a family can meet has its words, and every blank in them is filled."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.citizens import legs, wording
from portal.citizens.history import ACTS
from portal.citizens.legs import blanks_of, said
from portal.citizens.tracking import StepFile
from portal.citizens.whole import label_of
from portal.citizens.wording import TABLE, Standing
from portal.pipeline.statuses import StepStatus as S
from tests.citizens.conftest import AT

MEETABLE = {
    S.WAITING: {Standing.PLAIN},
    S.HELD: {Standing.PLAIN},
    S.AT_DESK: {
        Standing.UNOPENED,
        Standing.OPENED,
        Standing.BACK,
        Standing.PROOF,
        Standing.SIGNATURE,
        Standing.VERIFYING,
    },
    S.IN_TRANSIT: {Standing.PLAIN, Standing.VERIFYING, Standing.LINE_DOWN, Standing.STUCK},
    S.WITH_AGENCY: {
        Standing.PLAIN,
        Standing.VERIFYING,
        Standing.NUMBER_DUE,
        Standing.E_COPY_DUE,
        Standing.STUCK,
    },
    S.RETURNED: {Standing.PLAIN},
    S.GRANTED: {Standing.PLAIN, Standing.MISTAKEN},
    S.REFUSED: {Standing.PLAIN},
    S.WITHDRAWN: {Standing.PLAIN, Standing.MISTAKEN},
    S.SKIPPED: {Standing.PLAIN, Standing.LATER, Standing.OFFICIAL, Standing.MISTAKEN},
}
NOTES = ("", "number_due", "e_copy_due", "e_copy_invalid", "proof_out", "signature_due", "new")


def standing_in(status: S, note: str, **told: object) -> StepFile:
    """Return a step in this status, with whatever else is told of it."""
    step = SimpleNamespace(
        status=status,
        note=note,
        opened_at=told.get("opened_at"),
        since=AT,
        due_on=AT.date(),
        agency_title="UBND phường Mẫu",
        procedure="tested.unknown",
        endpoint=SimpleNamespace(down_since=told.get("down_since")),
    )
    handover = told.get("message") and SimpleNamespace(status=told["message"], settled_at=AT)
    checking = told.get("verifying") and SimpleNamespace(
        office="UBND xã Khác", new_due_on=AT.date(), previous_due_on=AT.date()
    )
    left = [SimpleNamespace(act="left_out", details={"why": told["why"]})] if "why" in told else []
    found = StepFile(step, handover=handover, verification=checking, journal=left)  # type: ignore[arg-type]
    found.mistaken_at, found.undone_at = told.get("mistaken_at"), told.get("undone_at")  # type: ignore[assignment]
    return found


def test_every_status_is_worded() -> None:
    assert set(MEETABLE) == set(S)
    assert set(TABLE) == {(status, one) for status, ways in MEETABLE.items() for one in ways}


@pytest.mark.parametrize("status", list(S))
def test_whatever_is_told_of_a_step_leads_to_words(status: S) -> None:
    circumstances: list[dict[str, object]] = [
        {},
        {"opened_at": AT},
        {"opened_at": AT - timedelta(hours=1)},
        {"mistaken_at": AT},
        {"mistaken_at": AT, "undone_at": AT},
        {"why": "chosen"},
        {"why": "not_applicable"},
        {"why": "official"},
        {"down_since": AT},
        {"message": "STALLED"},
        {"message": "DUE"},
        {"verifying": True},
        {"verifying": True, "message": "STALLED", "opened_at": AT},
    ]
    met = set()
    for told in circumstances:
        for note in NOTES:
            one = standing_in(status, note, **told)
            met.add(legs.standing_of(one, now=AT))
            _row, label, sentence = said(one, now=AT)
            assert label
            assert "%(" not in label + sentence
    assert met == MEETABLE[status]


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: str(row.label))
def test_every_blank_of_the_table_can_be_filled(row: wording.Words) -> None:
    wanted = set(re.findall(r"%\((\w+)\)s", str(row.label) + str(row.sentence)))

    assert wanted <= set(blanks_of(standing_in(S.AT_DESK, "")))


def test_what_may_name_somebody_is_not_for_the_public() -> None:
    private = {place for place, row in TABLE.items() if not row.is_public}
    apart = (Standing.VERIFYING, Standing.MISTAKEN)
    asked = {(status, way) for status, way in TABLE if way in apart}

    told = {status for status, _way in private - asked}
    assert told == {S.HELD, S.RETURNED, S.REFUSED, S.SKIPPED}
    # Of a leg that was left out nothing is told but that there is nothing to do.
    assert asked - private == {(S.SKIPPED, Standing.MISTAKEN)}


def test_words_that_are_never_used() -> None:
    text = " ".join(f"{row.label} {row.sentence}" for row in TABLE.values()).lower()
    for word in ("bị trả lại", "lỗi của ông/bà", "ngoài giá thú", "hệ thống đang xử lý"):
        assert word not in text
    assert all(str(sentence).endswith(".") for sentence in ACTS.values())


WHOLE = {
    "filed": (["AT_DESK", "WAITING", "WAITING"], False, "Đã nộp"),
    "opened": (["AT_DESK", "WAITING", "WAITING"], True, "Đang giải quyết"),
    "on the way": (["IN_TRANSIT", "WAITING"], True, "Đang giải quyết"),
    "to mend": (["GRANTED", "RETURNED", "GRANTED"], True, "Cần ông/bà sửa"),
    "held": (["AT_DESK", "HELD"], True, "Chờ người khác đồng ý"),
    "partly": (["GRANTED", "HELD", "IN_TRANSIT"], True, "Đã có một phần kết quả"),
    "done": (["GRANTED", "GRANTED", "SKIPPED"], True, "Đã xong"),
    "partly refused": (
        ["GRANTED", "REFUSED", "GRANTED"],
        True,
        "Đã xong, có phần không giải quyết được",
    ),
    "withdrawn": (["WITHDRAWN", "WITHDRAWN"], True, "Đã rút"),
    "granted, then withdrawn": (["GRANTED", "WITHDRAWN"], True, "Đã xong"),
}


@pytest.mark.parametrize(("statuses", "opened", "label"), WHOLE.values(), ids=WHOLE.keys())
def test_the_dossier_as_a_whole(statuses: list[str], opened: bool, label: str) -> None:
    assert label_of(statuses, opened=opened)[0] == label


FREE_TEXT = ("asked_office", "reason", "asked")  # somebody wrote these by hand, or they name people


@pytest.mark.parametrize("place", TABLE)
def test_no_public_row_quotes_what_somebody_wrote(place: tuple[S, Standing]) -> None:
    row = TABLE[place]
    used = {name for name in FREE_TEXT if f"%({name})s" in f"{row.label} {row.sentence}"}
    assert not (row.is_public and used), used
