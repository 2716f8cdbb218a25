"""The pages about a death, in the order in which they are asked."""

from civil_registry.death.forms.applicant import ApplicantPage
from civil_registry.death.forms.base import DeathPage
from civil_registry.death.forms.deceased import DeceasedPage
from civil_registry.death.forms.event import EventPage
from civil_registry.death.forms.fit import FitPage
from civil_registry.death.forms.legs import LegsPage
from civil_registry.death.forms.notice import NoticePage
from civil_registry.death.forms.office import OfficePage
from civil_registry.death.forms.residence import ResidencePage
from civil_registry.death.forms.results import ResultsPage

PAGES: tuple[type[DeathPage], ...] = (
    FitPage,
    ApplicantPage,
    DeceasedPage,
    ResidencePage,
    EventPage,
    NoticePage,
    LegsPage,
    OfficePage,
    ResultsPage,
)
