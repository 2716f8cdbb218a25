"""Does an official's own sentence ask the family for a paper nobody may ask for?

A reading of words, not of minds: what it finds may still be sent once the official has said that
it is no demand, and a supervisor then reads it. What passes by itself is a plain statement of
fact, or the assurance that a paper is not needed.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from portal.statutes.models import ForbiddenPaper
from portal.statutes.selectors import forbidden_papers
from portal.statutes.sentences import Piece, seen

# All words below are written as `_plain` leaves them: lower case, no marks.
EMPTY_PHRASES = (
    "theo quy dinh",
    "thieu giay to",
    "sai thong tin",
    "bo sung ho so",
    "chua hop le",
    "khong dat",
    "abc",
)
FILLERS = (
    r"abc|anh|ba|bi|cac|can|cau|chi|cho|con|cua|da|de|dinh|do|dum|duoc|gia|giup|hay|hien|ho|kinh"
    r"|la|lai|loi|long|moi|nay|nen|neu|nghi|nhe|ong|phai|sai|so|tai|thi|thieu|toi|va|van|vi|voi"
    r"|vui|xin|yeu"
)
DEMANDS = (
    r"nop|gui|bo sung|cung cap|xuat trinh|trinh|mang|dem|dua|chup|quet|scan|photo|tai len|kem"
    r"|(?<!ghi )thieu|(?:chua|khong) (?:co|thay|kem)|can|phai|yeu cau|de nghi|lam lai|hoan thien"
)
STATEMENTS = r"ghi|viec|khac|khop|trung|nham|het han|da (?:doi|cap nhat|tra cuu|sua|xac minh)"
DENIALS = r"khong (?:can|phai|yeu cau|bat buoc|nhat thiet)|khoi|mien"
_HANDING = "nop|gui|co|mang|dem|len|den|truc tiep|xuat trinh|chup|kem|theo|bo sung|cung cap|xa"
_THINGS = "giay|to|so|the|ban|anh|chung nhan|dang ky|xac nhan|cong dan|cua|cha|me|be|tre"
ENDS = ".;:!?"
# Letters of other alphabets that are read as Latin ones, and the Latin letters they look like.
LOOK_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУҮХЅѴԌԁаеѕіјкмноірстуүхѵһԛԝвпигԍΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβειικμνοορτυχγηωσςÐðƉɑ",
        "ABESIJKMHOPCTYYXSVGdaesijkmhoipctyyxvhqwbnurgABEZHIKMNOPTYXabeiikmvooptuxynwocDdDa",
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Demand:
    """A paper the sentence seems to ask for, and the words that gave it away."""

    paper: ForbiddenPaper
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in an official's sentence."""

    demands: tuple[Demand, ...]
    is_empty: bool
    said_no_demand: bool

    @property
    def may_be_sent(self) -> bool:
        """Whether the sentence may go to the family."""
        return not self.is_empty and (self.said_no_demand or not self.demands)

    @property
    def needs_review(self) -> bool:
        """Whether it goes only because the official said it is no demand."""
        return self.may_be_sent and bool(self.demands)


def read_sentence(
    text: str,
    leg: str,
    on: date,
    *,
    said_no_demand: bool = False,
    conditions: Collection[str] = (),
) -> Reading:
    """Read a sentence an official wrote for this leg on that day.

    `conditions` are those the desk found to hold (see `Condition`); `said_no_demand` is the
    official's "Đây không phải yêu cầu nộp giấy".
    """
    papers = _papers(leg, on, conditions)
    return Reading(tuple(demands_in(text, papers)), is_empty(text), said_no_demand)


def read_whole(
    pieces: Iterable[Piece], leg: str, on: date, *, conditions: Collection[str] = ()
) -> list[Demand]:
    """Return the demands in a sentence as it will be read, ready-made words and others together.

    A paper that the ready-made words name by themselves is the law's to name, and is passed over.
    """
    papers = _papers(leg, on, conditions)
    triggers = _any_of(papers)
    text = "".join(p.text if p.by_hand else _own_words(p.text, triggers) for p in pieces)
    return demands_in(text, papers)


def demands_in(text: str, papers: Iterable[ForbiddenPaper]) -> list[Demand]:
    """Return a demand for each of `papers` that the text names and does not plainly state.

    A line may end a sentence or go on in the next: both are read.
    """
    papers = list(papers)
    triggers = _any_of(papers)
    readings = [_suspect(text, ends, triggers) for ends in (ENDS, f"{ENDS}\n\r")]
    found = []
    for paper in papers:
        words = [
            w for w in paper.trigger_words if any(_has(_spelt(w), s) for s in chain(*readings))
        ]
        if words:
            found.append(Demand(paper, words[0]))
    return found


def is_empty(text: str) -> bool:
    """Tell whether the text says nothing: only phrases and fillers that name no thing to mend."""
    rest = f" {_plain(text).replace(',', ' ')} "
    for phrase in EMPTY_PHRASES:
        rest = rest.replace(f" {phrase} ", " ")
    words = [word for word in rest.split() if word.isalpha() and len(word) > 1]
    return all(re.fullmatch(FILLERS, word) for word in words)


def without_marks(text: str) -> str:
    """Return `text` in lower case without Vietnamese marks, hidden signs, or letters that mimic."""
    bare = unicodedata.normalize("NFKD", seen(text))
    return "".join(_latin(s) for s in bare if unicodedata.category(s)[0] != "M").lower()


@cache
def _latin(sign: str) -> str:
    if sign.isascii():
        return sign
    kind = re.fullmatch(
        r"LATIN (?:SMALL LETTER|CAPITAL LETTER|LETTER SMALL CAPITAL)(?: SCRIPT| DOTLESS)? "
        r"([A-Z])(?: WITH .+)?",
        unicodedata.name(sign, ""),
    )
    return kind[1] if kind else LOOK_ALIKE.get(sign, sign)


def _papers(leg: str, on: date, conditions: Collection[str]) -> list[ForbiddenPaper]:
    return [
        paper
        for paper in forbidden_papers(leg, on)
        if not paper.condition or paper.condition in conditions
    ]


def _own_words(text: str, triggers: str) -> str:
    parts = re.split(f"([{ENDS}])", text)
    parts[::2] = (f" {_unnamed(_plain(part), triggers)} " for part in parts[::2])
    return "".join(parts)


def _unnamed(sentence: str, triggers: str) -> str:
    return re.sub(rf"\b(?:{triggers})\b", "_", sentence)


def _suspect(text: str, ends: str, triggers: str) -> list[str]:
    sentences = [
        _without_denials(_plain(part), triggers) for part in re.split(f"[{ends}]", _joined(text))
    ]
    demanding = any(_has(DEMANDS, _unnamed(s, triggers)) for s in sentences)
    return [s for s in sentences if demanding or not _has(STATEMENTS, s)]


def _without_denials(sentence: str, triggers: str) -> str:
    """Drop "không phải nộp A, B": after a comma only things go on being denied, no verb."""
    first = rf"(?: (?:{_HANDING}|{_THINGS}|{triggers})\b)*"
    thing = rf"(?!(?:{_HANDING})\b)(?:{_THINGS}|{triggers})\b"
    others = rf"(?: (?:,|va|hoac|hay)(?: {thing})+)*"
    return re.sub(rf"\b(?:{DENIALS})\b{first}{others}", "_", sentence)


def _any_of(papers: Iterable[ForbiddenPaper]) -> str:
    words = sorted({w for p in papers for w in p.trigger_words}, key=len, reverse=True)
    return "|".join(map(_spelt, words)) or r"(?!)"


def _spelt(words: str) -> str:
    return " ?".join(map(re.escape, words.split()))  # "hokhau" is read as "ho khau"


def _has(pattern: str, sentence: str) -> bool:
    return re.search(rf"\b(?:{pattern})\b", sentence) is not None


def _joined(text: str) -> str:
    # "c.c.c.d" and "C C C D" are read as one word
    spaced = r"(?<![^\W_])(?:[^\W\d_][.\-_ ]){2,}[^\W\d_](?![^\W_])"
    return re.sub(spaced, lambda run: re.sub(r"[.\-_ ]", "", run[0]), seen(text))


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+|,", without_marks(text)))
