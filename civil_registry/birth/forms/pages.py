"""The pages about a birth, in the order in which they are asked."""

from civil_registry.birth.forms.applicant import ApplicantPage
from civil_registry.birth.forms.base import BirthPage
from civil_registry.birth.forms.child import ChildPage
from civil_registry.birth.forms.differences import DifferencesPage
from civil_registry.birth.forms.father import FatherPage
from civil_registry.birth.forms.fit import FitPage
from civil_registry.birth.forms.guardian import GuardianPage
from civil_registry.birth.forms.marriage import MarriagePage
from civil_registry.birth.forms.mother import MotherPage
from civil_registry.birth.forms.office import OfficePage
from civil_registry.birth.forms.origin import OriginPage
from civil_registry.birth.forms.paper import PaperPage
from civil_registry.birth.forms.parents_married import ParentsMarriedPage
from civil_registry.birth.forms.results import ResultsPage

PAGES: tuple[type[BirthPage], ...] = (
    FitPage,
    ApplicantPage,
    ParentsMarriedPage,
    GuardianPage,
    PaperPage,
    ChildPage,
    MotherPage,
    FatherPage,
    DifferencesPage,
    MarriagePage,
    OriginPage,
    OfficePage,
    ResultsPage,
)
