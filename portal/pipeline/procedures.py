"""The contract of a procedure: what its law needs to know, and nothing of how a dossier moves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from django import forms

from portal.handovers.answers import Answer, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter

StepId = int


class Offer(StrEnum):
    """Whether a family is asked about a procedure at all."""

    ALWAYS = "always"
    CHOICE = "choice"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Agency:
    """Who decides a case: `endpoint` is the door of its system, `title` what people read."""

    code: str
    title: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """A person whose agreement the law wants; `role` is household_head, dwelling_owner, parent.

    A `handle` names somebody whose number VNeID keeps to itself; the name is half hidden then.
    """

    role: str
    personal_number: str
    full_name: str
    text: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A hospital's signed paper: its number, and which child's of that number it is."""

    number: str
    child: int = 1


@dataclass(frozen=True, slots=True)
class PaperTold:
    """What a page tells of the hospital's paper: how it stands, in words, and what it says.

    `is_taken` where its facts are used, and nothing is asked; `sought` are the boxes of the page
    by which a family looks for it, laid open where `is_sought_first`.
    """

    text: Any
    more: Any = ""
    is_taken: bool = False
    rows: tuple[tuple[Any, str], ...] = ()
    sought: tuple[str, ...] = ()
    how: Any = ""  # what must agree for a paper to be found
    other: Any = ""  # how one looks for another than the one that is used
    is_sought_first: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a declaration and the hospital's paper say different things; `field` is its code."""

    field: str
    label: str
    declared: str
    on_paper: str


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that a commune issues inside the dossier; `number` is "" as long as it is due.

    `is_here` tells whether it is the commune whose desk has the case: if not, that one is asked.
    """

    title: str
    issuer: str
    is_here: bool
    number: str = ""
    issued_on: date | None = None

    @property
    def is_due(self) -> bool:
        """Whether the case cannot be accepted yet."""
        return not self.number


@dataclass(frozen=True, slots=True)
class Value:
    """One labelled answer: `field` is the code `procedure.page.field`.

    `desk_label` stands at the desk where the family's own label speaks to the family.
    """

    field: str
    label: str
    text: str
    official_name: str = ""
    desk_label: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What check-answers, the desk and the API all show of one case."""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of a list that agencies draw: an act of the record about one step."""

    step_id: StepId
    revision: int
    act: str


def list_sender(procedure: str, act: str) -> str:
    """Return in whose name the acknowledgement of a listed line is kept until it is applied."""
    return f"list:{procedure}:{act}"


@dataclass(frozen=True, slots=True)
class Case:
    """One step's work as a procedure sees it; `granted` holds the facts of earlier steps."""

    step_id: StepId
    dossier_code: str
    revision: int
    commune_code: str
    filed_at: datetime
    applicant_id: int
    reference: str = ""
    granted: Mapping[str, Any] = field(default_factory=dict)
    opening_step_id: StepId = 0
    status: str = ""


class DeclarationPage(forms.Form):
    """One page of the declaration: one thing asked, answers in plain form fields.

    `code` is unique within its procedure; `applies` says from earlier answers whether the page is
    shown; `leads_to_counter` names the reason when the answers must be taken to the commune.
    """

    code: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    template_name_page: ClassVar[str] = "citizens/form_page.html"
    before_filing: ClassVar[bool] = False  # leads the way; once filed it is not mended
    chooses_legs: ClassVar[bool] = False  # until it is answered nobody knows which legs are wanted
    opened_along: ClassVar[tuple[str, ...]] = ()  # boxes open to mending with any other of the page

    def __init__(
        self,
        *args: Any,
        declared: Mapping[str, Any] | None = None,
        applicant: Any = None,
        today: date | None = None,
        **kwargs: Any,
    ) -> None:
        """Take what earlier pages said (`declared["procedure.page"][field]`) and today's date."""
        self.declared: Mapping[str, Any] = declared or {}
        self.applicant = applicant
        self.today = today
        self.button: Any = ""  # what leads on, where the usual words do not say it
        self.paper: PaperTold | None = None
        super().__init__(*args, **kwargs)

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Say whether this page is asked, given what was declared before."""
        return True

    def leads_to_counter(self) -> "Counter | None":
        """Return why this must be done with an official, if the valid answers say so."""
        return None


class Way(StrEnum):
    """Where a family is shown to: an official, the other legs alone, another person, nowhere."""

    OFFICIAL = "official"
    OTHER_LEGS = "other_legs"
    ANOTHER_PERSON = "another_person"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Counter:
    """A polite way to the commune: branch id, reason, what to bring; `leg` if only one leg goes.

    `also` names further legs that go the same way.
    `way` tells of what needs no official: done already, for somebody else to file, or not at all.
    """

    branch: str
    reason: str
    bring: str = ""
    leg: str = ""
    ends: bool = True
    way: Way = Way.OFFICIAL
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """One way in which a case may be decided; `said` is the computation, whole, with articles."""

    code: str
    title: str
    said: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What was computed for a case, and what of it an official must still settle.

    `asks` says why somebody must choose one of the options and cite the law; empty once it is
    done, or where nothing is open.
    """

    options: tuple[Option, ...]
    chosen: str = ""
    asks: tuple[str, ...] = ()
    cited: str = ""


@dataclass(frozen=True, slots=True)
class BackClaim:
    """A decided case that later law would have decided otherwise, and by how many dong."""

    id: int
    step_id: StepId
    before: str
    now: str
    difference: int
    found_on: date


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
        """Return `known` as it stands for filed declarations, given by the child's ordinal."""
        return known

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
        self, *, back_claim: int, pays: bool, reason: str, by: Any, at: datetime
    ) -> bool:
        """Keep what an official decided; False if somebody decided before. The case stays."""
        return False

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
