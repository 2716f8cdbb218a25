"""The walk itself: who files, an official, those who must agree, the agencies, the results."""

import itertools
from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone

from portal.embedded.processes import WEB
from portal.embedded.systems import SYSTEM_OF, SYSTEMS_OF
from portal.embedded.walk import telling
from portal.embedded.walk.agencies import Agency
from portal.embedded.walk.browser import Browser, StoryStopped
from portal.embedded.walk.citizen import Applicant, Filed, dossiers_on, has_draft
from portal.embedded.walk.following import Following, Line
from portal.embedded.walk.household import agree
from portal.embedded.walk.official import Account, Desk, account_of
from portal.embedded.walk.papers import check
from portal.embedded.walk.tales import Household, Tale

VNEID, MESSAGES = "vneid", "messaging"


class Walk:
    """One family and one dossier; `code` and `filed_by` are known once it is filed."""

    def __init__(
        self, tale: Tale, urls: Mapping[str, str], accounts: Callable[[], Sequence[Account]]
    ) -> None:
        self.tale, self.urls, self.portal, self._accounts = tale, urls, urls[WEB], accounts
        self.code = self.filed_by = ""
        self._titles: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def tell(self) -> None:
        """Walk from the sign-in to the last checked result; raise StoryStopped on the way."""
        telling.say(f"\n{self.tale.title}")
        household, applicant, before = self._choose()
        filed = self._declare(household, applicant, before)
        following = self._follow(applicant, filed)
        desk = self._decide(household, following)
        self._agree(household)
        self._wait(following, desk)
        self._take_home(following)

    def _choose(self) -> tuple[Household, Applicant, int]:
        """Return the applicant with the fewest dossiers who has begun nothing."""
        free: list[tuple[int, int]] = []
        all_of_them = self.tale.households
        people = [
            Applicant(self.portal, one.applicant, self.tale.life_event) for one in all_of_them
        ]
        for place, one in enumerate(people):
            mine = one.sign_in()
            if has_draft(mine):
                telling.say(f"   {one.name} has a draft open; it is left as it is.")
                continue
            free.append((dossiers_on(mine), place))
            if free[-1][0] == 0:
                break
        if not free:
            raise StoryStopped("Every invented family has a draft open: file or fill in one")
        before, place = min(free)
        return all_of_them[place], people[place], before

    def _declare(self, household: Household, applicant: Applicant, before: int) -> Filed:
        self._chapter(self.tale.opening(applicant.name))
        answers = household.answers_for(before=before, today=timezone.localdate())
        last_look, filled = applicant.declare(answers)
        telling.small(filled)
        filed = applicant.file(last_look, filled)
        self.code, self.filed_by = filed.code, applicant.name
        telling.small(
            [
                f"{len(filled)} pages, one photo, filed once for {self.tale.procedures}:"
                f" {filed.code}",
                f"hẹn trả kết quả {filed.promised}",
                f"receipt {len(filed.receipt):,} bytes",
            ]
        )
        return filed

    def _follow(self, applicant: Applicant, filed: Filed) -> Following:
        systems = {system for several in SYSTEMS_OF.values() for system in several}
        tokens = {name: account_of(self._accounts(), name) for name in systems}
        agencies = {name: Agency(self.portal, one.said["token"]) for name, one in tokens.items()}
        self._titles = {name: one.title for name, one in tokens.items()}
        following = Following(applicant, filed.code, agencies)
        self._look(following)
        return following

    def _decide(self, household: Household, following: Following) -> Desk:
        account = account_of(self._accounts(), household.official)
        self._chapter(
            f"{account.title} ({account.name}) signs in to the desk: password and six digits."
        )
        desk = Desk(self.portal, account)
        desk.sign_in()
        self._accept(desk, following)
        return desk

    def _accept(self, desk: Desk, following: Following) -> None:
        for at, act in desk.accept(self.code):
            telling.event(at, "Bàn cán bộ", "", act)
            self._look(following)

    def _agree(self, household: Household) -> None:
        if not household.agreeing:
            return
        self._chapter("Those who must agree to the residence answer on VNeID's page.")
        for name in household.agreeing:
            given = agree(self.urls[VNEID], name, self.code)
            telling.event(timezone.now(), "VNeID (mẫu)", given.reference, f"{name}: Đã đồng ý")
        telling.small([f"“{given.text}”"])

    def _wait(self, following: Following, desk: Desk) -> None:
        self._chapter(self.tale.side_by_side)
        following.until_the_end(self._tell, on_desk=lambda: self._accept(desk, following))
        if following.not_granted():
            raise StoryStopped(f"{self.code} was not granted by {following.not_granted()}")

    def _take_home(self, following: Following) -> None:
        self._chapter("The results, downloaded by the family, checked as a stranger would.")
        good = 0
        for system, (title, address) in following.results():
            anchor = Browser().fetch(f"{self.urls[system]}/_sim/anchor.pem")
            paper = check(following.family.browser.fetch(address), anchor)
            telling.result(title, paper)
            good += paper.is_good
        self._ask_twice(following)
        if good < self.tale.results:
            raise StoryStopped(
                f"Only {good} of {self.tale.results} results are signed as they must be"
            )

    def _ask_twice(self, following: Following) -> None:
        opening = next(code for code in following.found if code in SYSTEM_OF)
        one = following.found[opening]
        asked = following.agencies[one.system].ask_twice(one.seen.id)
        sent = len(Browser().open(f"{self.urls[MESSAGES]}/").tree.xpath("//article"))
        telling.small(
            [
                f"the register reads its case: {asked[0]}, again with the ETag: {asked[1]}",
                f"messages sent so far: {sent}",
            ]
        )

    def _chapter(self, text: str) -> None:
        telling.chapter(next(self._numbers), text)

    def _look(self, following: Following) -> None:
        for line in following.changes():
            self._tell(line)

    def _tell(self, line: Line) -> None:
        system = self._titles.get(line.system, "Cổng liên thông")
        telling.event(line.at, system, line.reference, line.words)
