"""The contract itself: what a procedure must say, and what it may."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from portal.handovers.answers import Answer, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter
from portal.pipeline.procedures.money import BackClaim, Finding, NoSuchBackClaim
from portal.pipeline.procedures.pages import Counter, DeclarationPage
from portal.pipeline.procedures.papers import Difference, IssuedPaper, Paper
from portal.pipeline.procedures.values import (
    Agency,
    Case,
    ConsentNeed,
    ListedLine,
    StepId,
    Summary,
)


class Offer(StrEnum):
    """Whether a family is asked about a procedure at all."""

    ALWAYS = "always"
    CHOICE = "choice"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Undoing:
    """What people read of a grant that is undone: `asked` until the agency answers, then `done`.

    `paper` is what the family gets of it; both sentences name a day as %(on)s.
    """

    paper: Any
    asked: Any
    done: Any


class AlreadyDeclared(Exception):
    """A declaration that counts is about the same person; its text may be read by the family."""


class Procedure:
    """One administrative procedure.

    The base class serves wires that take one case at a time: `send_one`, `collect_one`. A wire
    that takes several sets `letters_per_call` / `codes_per_question` and overrides send / collect.
    """

    code: ClassVar[str]
    title: ClassVar[str]
    opens: ClassVar[str] = ""
    follows: ClassVar[tuple[str, ...]] = ()
    offered: ClassVar[Offer] = Offer.ALWAYS
    has_desk: ClassVar[bool] = False
    has_proof: ClassVar[bool] = False  # on days when the switch `<life event>.proof` is on
    pages: ClassVar[tuple[type[DeclarationPage], ...]] = ()
    facts: ClassVar[type]
    time_limit: ClassVar[str] = ""
    duty: ClassVar[str] = ""  # the families' limit that a grant ends; they are reminded of it
    granted_label: ClassVar[str] = ""
    result_title: ClassVar[str] = ""
    # What several people of one event share: pages, and boxes of them (none: all), kept by a family
    # that declares for another person after the first.
    kept_for_another: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    is_quiet: ClassVar[bool] = False  # a death: no tick, no green, no cheerful word
    asks_which_legs: ClassVar[bool] = False  # a page of its own asks which legs the family wants
    issues_papers: ClassVar[bool] = False  # the desk may have to issue one before it accepts
    desk_titles: ClassVar[Mapping[str, str]] = {}  # of pages whose own title speaks to the family
    paper_page: ClassVar[str] = ""  # the page that asks for a hospital's paper, or what stands in
    alike_in: ClassVar[str] = "cùng một người"  # in what cases of `alike` are alike
    letters_per_call: ClassVar[int] = 1
    codes_per_question: ClassVar[int] = 1
    pushed_by: ClassVar[tuple[str, ...]] = ()
    computes: ClassVar[bool] = False  # sums, which officials may have to confirm
    # What an agency names in a return that is mended with an official beside: why, for the family.
    at_counter: ClassVar[Mapping[str, Any]] = {}
    not_applicable: ClassVar[str] = ""  # what is read where the law leaves this leg nothing to do
    registers_death: ClassVar[bool] = False  # a grant ends a life: whose, its facts say
    lists: ClassVar[tuple[str, ...]] = ()  # acts that are lines of a list which agencies draw
    # Of a leg whose agency undoes a grant when the death was registered by mistake: its paper then,
    # and what is read of it meanwhile and afterwards; %(on)s is a day.
    undoing: ClassVar[Undoing | None] = None

    def applies(self, declared: Mapping[str, Any]) -> bool:
        """Say whether this leg is opened for what was declared; a leg left out is SKIPPED."""
        return True

    def not_wanted(self, declared: Mapping[str, Any]) -> frozenset[str]:
        """Return the legs the family was asked about here and leaves for later."""
        return frozenset()

    def look_up(
        self, *, declared: Mapping[str, Any], known: Mapping[str, Any], applicant: Any = None
    ) -> Mapping[str, Any]:
        """Return what others offer for these answers, `known` being what was offered before.

        `applicant` is who is signed in: what concerns a person is asked about nobody else.
        The door keeps it as `declared["<code>.offered"]`; network yes. Silence returns `known`.
        What is about one child stands in `by_child` under its ordinal, and is read without it. The
        procedure that opens a life event is asked at filing too, and then waits for no network.
        """
        return known

    def look_again(
        self, *, known: Mapping[str, Any], filed: Mapping[int, StepId]
    ) -> Mapping[str, Any]:
        """Return `known` as it stands for filed declarations, given by the child's ordinal.

        Their own steps are in it, so that no page takes a filing that is mended for its own rival.
        """
        return {**known, "own_steps": list(filed.values())}

    def seek(
        self, *, page: DeclarationPage, ordinal: int, known: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """Return `known` with what is to be looked for by what stands on this page.

        The door counts how often anybody asks. None if too little is written: the page says what.
        """
        return known

    def nothing_to_declare(self, branch: str) -> Counter | None:
        """Return what is told in a case of which nothing is declared, and nothing kept."""
        return None

    def left_to_official(self, branch: str) -> Counter | None:
        """Return what is told of a leg that an official must see for this branch, None if unknown.

        A branch may lead several legs there: whoever found it on its pages knows it.
        """
        return None

    def record_answers(self, *, step_id: StepId, answers: Mapping[str, Any]) -> None:
        """Store cleaned answers by page code as typed columns, in the submitting transaction."""

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        """Return who decides this case."""
        raise NotImplementedError

    def agency_now(self, *, step_id: StepId, answers: Mapping[str, Any]) -> Agency:
        """Return who decides a case once its declaration changed; an official's choice stands."""
        return self.agency_for(answers)

    def agency_in(self, commune_code: str) -> Agency | None:
        """Return who decides a case passed on to this commune; None if nothing changes."""
        return None

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        """Return the code of the commune whose officials may see this step."""
        raise NotImplementedError

    def consents(self, *, step_id: StepId, applicant: Any) -> Sequence[ConsentNeed]:
        """Return whose agreement must be asked at filing."""
        return ()

    def summary(self, cases: Sequence[Case]) -> Mapping[StepId, Summary]:
        """Return labelled values for each case in a constant number of queries."""
        return {}

    def paper_of(self, *, step_id: StepId) -> Paper | None:
        """Return the hospital's paper a recorded declaration rests on; its step holds it alone."""
        return None

    def papers_come(self, *, waiting: Any, most: int) -> Mapping[StepId, Paper]:
        """Return those of `waiting` (a query of steps) whose paper came after they were filed.

        At most `most`, in a constant number of queries; only free papers that the family could
        have used itself.
        """
        return {}

    def take_paper(self, *, step_id: StepId, paper: Paper) -> None:
        """Let a filed declaration rest on a paper that came later; what was declared stays."""

    def against_papers(self, papers: Mapping[StepId, Any]) -> Mapping[StepId, Sequence[Difference]]:
        """Return where declarations differ from the papers they rest on; constant queries.

        `papers` are the facts of the current versions (`hospital_papers.facts.NoticeFacts`).
        """
        return {}

    def tracked(self, cases: Sequence[Case], *, on: date) -> Mapping[StepId, Sequence[str]]:
        """Return what a family reads of each case beside its status; constant queries."""
        return {}

    def alike(self, step_id: StepId) -> Sequence[StepId]:
        """Return other steps that may be about the same person, whoever filed them."""
        return ()

    def findings(self, cases: Sequence[Case]) -> Mapping[StepId, Finding]:
        """Return what was computed for each case; constant queries."""
        return {}

    def confirm(
        self, *, step_id: StepId, option: str, cited: str, by: Any, at: datetime
    ) -> Agency | None:
        """Decide a case by this option, on an official's word; return who decides it then.

        Raises ValueError for an option there is none of.
        """
        raise ValueError(f"{self.code} has nothing to confirm")

    def find_back_claims(self, *, at: datetime) -> int:
        """Look for decided cases that the law in force now decides otherwise; return how many."""
        return 0

    def back_claims(self, communes: Collection[str]) -> Sequence[BackClaim]:
        """Return those of these communes that nobody has decided about; constant queries."""
        return ()

    def decide_back_claim(
        self,
        *,
        back_claim: int,
        step_id: StepId,
        pays: bool,
        reason: str,
        by: Any,
        at: datetime,
    ) -> bool:
        """Keep what an official decided; False if somebody decided before. The case stays.

        Raises NoSuchBackClaim where the sum was computed anew since it was read.
        """
        raise NoSuchBackClaim(back_claim)

    def compose(self, cases: Sequence[Case]) -> Mapping[StepId, bytes]:
        """Return the frozen body for each case; database yes, network no, constant queries."""
        raise NotImplementedError

    def send(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Hand letters over; network yes, database never."""
        return {letter.subject: self.send_one(letter) for letter in letters}

    def collect(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Ask for answers still owed; network yes, database never."""
        return {letter.subject: self.collect_one(letter) for letter in letters}

    def send_one(self, letter: Letter) -> Answer:
        """Hand one letter over."""
        raise NotImplementedError

    def collect_one(self, letter: Letter) -> Answer:
        """Ask for one answer; the default is for agencies that answer at our own door."""
        return NoAnswer(NoAnswerKind.NOT_READY)

    def issued_papers(self, cases: Sequence[Case]) -> Mapping[StepId, IssuedPaper]:
        """Return the paper the commune issues, or has issued, for each; constant queries."""
        return {}

    def issue_paper(self, *, step_id: StepId, number: str, issued_on: date, issuer: str) -> None:
        """Keep number and day of the paper the commune has issued."""
        raise ValueError(f"{self.code} issues no paper")

    def kept_facts(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a grant's facts as they are kept; dated rows of law yes, other tables no."""
        return facts

    def result_titled(self, facts: Mapping[str, Any]) -> str:
        """Return what the paper of these facts is called."""
        return str(self.result_title)

    def settled(self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime) -> None:
        """Keep what an answer means beyond the move, in its transaction; constant queries."""

    def read(self, raw: bytes) -> Sequence[tuple[StepId, int, Answer]]:
        """Read what the agency pushed: (step, revision, answer); ValueError if unreadable."""
        raise ValueError(f"{self.code} takes no pushed answers")

    def listed(self, lines: Sequence[ListedLine]) -> Mapping[ListedLine, Mapping[str, Any] | None]:
        """Return what these lines of the list say; constant queries.

        A line left out is not on the list; None is one whose words have been erased.
        """
        return {}

    def match_report(self) -> Mapping[str, Any] | None:
        """Return in figures what agencies found of the people on the list; None without one."""
        return None

    def involved(self, personal_number: str) -> Mapping[StepId, str]:
        """Return the steps in whose declarations this person stands, and as what.

        As what: see `Bereavement.Role`; whoever applied, or is asked to agree, is known anyway.
        """
        return {}

    def death_retracted(self, step_ids: Sequence[StepId], *, at: datetime) -> None:
        """Take back what these steps told of a death that was registered by mistake."""

    def compose_undoing(self, cases: Sequence[Case]) -> Mapping[StepId, bytes]:
        """Return the frozen body that wishes each grant undone; constant queries."""
        raise NotImplementedError

    def undo_one(self, letter: Letter) -> Answer:
        """Hand one wish over; a grant's facts say `done_on`, an ISO day. Network yes."""
        raise NotImplementedError

    def collect_undone(self, letters: Sequence[Letter]) -> Mapping[StepId, Answer]:
        """Ask for answers still owed to such wishes; network yes, database never."""
        return {letter.subject: NoAnswer(NoAnswerKind.NOT_READY) for letter in letters}

    def cover_ended(self, people: Collection[str], *, on: date) -> None:
        """Let go of people, by personal number, whom Social Insurance knows to have died."""

    def cover_resumed(self, people: Collection[str]) -> None:
        """Take back people whose death was registered by mistake."""
