"""The walk itself: a mother, an official, those who must agree, three agencies, the results."""

from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone

from portal.embedded.processes import WEB
from portal.embedded.systems import SYSTEM_OF
from portal.embedded.walk import telling
from portal.embedded.walk.agencies import Agency
from portal.embedded.walk.browser import Browser, StoryStopped
from portal.embedded.walk.citizen import Filed, Mother, dossiers_on, has_draft
from portal.embedded.walk.families import FAMILIES, Family
from portal.embedded.walk.following import Following, Line
from portal.embedded.walk.household import agree
from portal.embedded.walk.official import Account, Desk, account_of
from portal.embedded.walk.papers import check

VNEID, MESSAGES = "vneid", "messaging"


class Walk:
    """One family and one dossier; `code` is known once it is filed."""

    def __init__(self, urls: Mapping[str, str], accounts: Callable[[], Sequence[Account]]) -> None:
        self.urls, self.portal, self._accounts = urls, urls[WEB], accounts
        self.code = ""
        self._titles: dict[str, str] = {}

    def tell(self) -> None:
        """Walk from the sign-in to the last checked result; raise StoryStopped on the way."""
        family, mother, before = self._choose()
        filed = self._declare(family, mother, before)
        following = self._follow(mother, filed)
        self._decide(family, following)
        self._agree(family)
        self._wait(following)
        self._take_home(following)

    def _choose(self) -> tuple[Family, Mother, int]:
        """Return the mother with the fewest dossiers who has begun nothing."""
        free: list[tuple[int, int]] = []
        mothers = [Mother(self.portal, family.mother) for family in FAMILIES]
        for place, mother in enumerate(mothers):
            mine = mother.sign_in()
            if has_draft(mine):
                telling.say(f"   {mother.name} has a draft open; it is left as it is.")
                continue
            free.append((dossiers_on(mine), place))
            if free[-1][0] == 0:
                break
        if not free:
            raise StoryStopped("Every invented mother has a draft open: file or fill in one")
        before, place = min(free)
        return FAMILIES[place], mothers[place], before

    def _declare(self, family: Family, mother: Mother, before: int) -> Filed:
        telling.chapter(1, f"{mother.name} signs in with the simulated VNeID and declares a birth.")
        answers = family.answers_for(before=before, today=timezone.localdate())
        last_look, filled = mother.declare(answers)
        telling.small(filled)
        filed = mother.file(last_look, filled)
        self.code = filed.code
        telling.small(
            [
                f"{len(filled)} pages, one photo, filed once for three procedures: {filed.code}",
                f"hẹn trả kết quả {filed.promised}",
                f"receipt {len(filed.receipt):,} bytes",
            ]
        )
        return filed

    def _follow(self, mother: Mother, filed: Filed) -> Following:
        tokens = {name: account_of(self._accounts(), name) for name in SYSTEM_OF.values()}
        agencies = {name: Agency(self.portal, one.said["token"]) for name, one in tokens.items()}
        self._titles = {name: one.title for name, one in tokens.items()}
        following = Following(mother, filed.code, agencies)
        self._look(following)
        return following

    def _decide(self, family: Family, following: Following) -> None:
        account = account_of(self._accounts(), family.official)
        telling.chapter(
            2, f"{account.title} ({account.name}) signs in to the desk: password and six digits."
        )
        desk = Desk(self.portal, account)
        for at, act in desk.accept(desk.sign_in(), self.code):
            telling.event(at, "Bàn cán bộ", "", act)
            self._look(following)

    def _agree(self, family: Family) -> None:
        telling.chapter(3, "Those who must agree to the residence answer on VNeID's page.")
        for name in family.agreeing:
            given = agree(self.urls[VNEID], name, self.code)
            telling.event(timezone.now(), "VNeID (mẫu)", given.reference, f"{name}: Đã đồng ý")
        telling.small([f"“{given.text}”"])

    def _wait(self, following: Following) -> None:
        telling.chapter(4, "The agencies answer: the birth, then residence and card side by side.")
        following.until_the_end(self._tell)
        if following.not_granted():
            raise StoryStopped(f"{self.code} was not granted by {following.not_granted()}")

    def _take_home(self, following: Following) -> None:
        telling.chapter(5, "The results, downloaded by the mother, checked as a stranger would.")
        results = {following.system_of(leg): leg.files for leg in following.legs}
        good = 0
        for system, files in results.items():
            anchor = Browser().fetch(f"{self.urls[system]}/_sim/anchor.pem")
            for title, address in files:
                paper = check(following.mother.browser.fetch(address), anchor)
                telling.result(title, paper)
                good += paper.is_good
        step = following.seen[SYSTEM_OF["civil_registry.birth"]]
        agency = following.agencies[SYSTEM_OF["civil_registry.birth"]]
        asked = agency.ask_twice(step.id)
        sent = len(Browser().open(f"{self.urls[MESSAGES]}/").tree.xpath("//article"))
        telling.small(
            [
                f"the register reads its case: {asked[0]}, again with the ETag: {asked[1]}",
                f"messages sent so far: {sent}",
            ]
        )
        awaited = len(following.systems)
        if good < awaited:
            raise StoryStopped(f"Only {good} of {awaited} results are signed as they must be")

    def _look(self, following: Following) -> None:
        for line in following.changes():
            self._tell(line)

    def _tell(self, line: Line) -> None:
        system = self._titles.get(line.system, "Cổng liên thông")
        telling.event(line.at, system, line.reference, line.words)
