"""What no agency means to send is refused before anything is made of it."""

from io import BytesIO

import pytest
from rest_framework.exceptions import ParseError

from portal.agencies.drawing import Acknowledgement
from portal.agencies.parsing import MOST_WORDS, WordsParser


def test_an_acknowledgement_is_read_by_the_strict_parser() -> None:
    assert Acknowledgement.parser_classes == [WordsParser]


def test_a_plain_text_is_read() -> None:
    assert WordsParser().parse(BytesIO(b'{"id": "a", "matches": {}}')) == {"id": "a", "matches": {}}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        b'{"id": NaN}',
        b'{"id": "\\ud800"}',
        b'{"id": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        b'{"id": ' + b"[" * 500 + b"]" * 500 + b"}",
        b'{"id": "' + b"a" * MOST_WORDS + b'"}',
    ],
    ids=["empty", "cut", "no utf-8", "nan", "surrogate", "very deep", "deep", "long"],
)
def test_what_cannot_be_kept_is_refused(raw: bytes) -> None:
    with pytest.raises(ParseError):
        WordsParser().parse(BytesIO(raw))
