"""Signed PDFs an agency hands out: a pool signed beforehand, or a real one for a few people."""

import hashlib
import json
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import typst

from integrations.demo_pki import SigningIdentity, identity_in
from integrations.pdf_signatures import Signatory
from integrations.simulators.setting import Setting

Rows = Sequence[tuple[str, str]]

_TEMPLATE = Path(__file__).parent / "templates" / "paper.typ"


class Papers:
    """Hand out signed papers by SHA-256; what was handed out once can be read for ever.

    Rendering and signing one costs some 60 ms, so a load run gets papers from the pool: real
    signatures over a text without a name. The pool is filled in the background at first start.
    """

    def __init__(self, setting: Setting, organisation: str, titles: Mapping[str, str]) -> None:
        self._folder = setting.folder / "papers"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._organisation = organisation
        self._titles = titles
        self._panel = setting.panel
        self._size = setting.pool_size
        self.identity: SigningIdentity = identity_in(setting.folder / "keys", organisation)
        self._signatory = Signatory(self.identity)
        self._content: dict[str, bytes] = {}
        self._pools: dict[str, list[str]] = {kind: [] for kind in titles}
        self._filled = threading.Condition()
        self._begun: set[str] = set()
        self._turn = count()
        self._asked: deque[float] = deque(maxlen=1_000)

    def start(self, *kinds: str) -> None:
        """Begin to fill the pools of these kinds (none: of all); others once they are needed."""
        for kind in kinds or self._titles:
            self._begin(kind)

    def _begin(self, kind: str) -> None:
        with self._filled:
            if kind in self._begun:
                return
            self._begun.add(kind)
        threading.Thread(target=self._fill, args=(kind,), name="papers", daemon=True).start()

    def issue(self, kind: str, rows: Rows) -> str:
        """Return the SHA-256 of a signed paper of this kind, with these rows if there is time."""
        if self._has_time():
            return self._keep(self._make(kind, rows))
        self._begin(kind)
        with self._filled:
            self._filled.wait_for(lambda: self._pools[kind])
            pool = self._pools[kind]
            return pool[next(self._turn) % len(pool)]

    def read(self, sha256: str) -> bytes:
        """Return a paper that was issued."""
        if sha256 not in self._content:
            return (self._folder / f"{sha256}.pdf").read_bytes()
        return self._content[sha256]

    def _has_time(self) -> bool:
        """Tell whether so few papers were asked for in the last second that one can be made."""
        now, most = time.monotonic(), self._panel.now.real_papers_per_second
        with self._filled:
            while self._asked and self._asked[0] < now - 1:
                self._asked.popleft()
            self._asked.append(now)
            return self._panel.now.mode in ("honest", "letters") and len(self._asked) <= most

    def _fill(self, kind: str) -> None:
        for number in range(1, self._size + 1):
            kept = self._folder / f"pool-{kind}-{number}.pdf"
            if not kept.exists():
                blank = [
                    ("Bản dựng sẵn số", str(number)),
                    ("Nội dung", "theo dữ liệu kèm theo"),
                ]
                _write(kept, self._make(kind, blank))
            content = kept.read_bytes()
            sha256 = hashlib.sha256(content).hexdigest()
            self._content[sha256] = content
            with self._filled:
                self._pools[kind].append(sha256)
                self._filled.notify_all()

    def _make(self, kind: str, rows: Rows) -> bytes:
        text = {"organisation": self._organisation, "title": self._titles[kind], "rows": list(rows)}
        pdf = typst.compile(
            str(_TEMPLATE),
            sys_inputs={"paper": json.dumps(text, ensure_ascii=False)},
            ignore_system_fonts=True,
            pdf_standards=["a-2b"],
        )
        return self._signatory.sign(pdf)

    def _keep(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        _write(self._folder / f"{sha256}.pdf", content)
        return sha256


def _write(path: Path, content: bytes) -> None:
    aside = path.with_suffix(".part")
    aside.write_bytes(content)
    aside.replace(path)
