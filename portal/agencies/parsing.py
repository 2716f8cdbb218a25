"""JSON as agencies' machines may send it: small, shallow, and nothing that cannot be kept."""

from collections.abc import Mapping
from typing import IO, Any

import orjson
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

MOST_WORDS = 64 * 1024  # bytes


class WordsParser(BaseParser):
    """Reads a short JSON text strictly; lone surrogates, deep nesting and length are refused."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the value; raises ParseError for what cannot be read, or not be written again."""
        raw = stream.read(MOST_WORDS + 1)
        if len(raw) > MOST_WORDS:
            raise ParseError
        try:
            value = orjson.loads(raw)
            orjson.dumps(value)
        except (orjson.JSONDecodeError, orjson.JSONEncodeError) as error:
            raise ParseError from error
        return value
