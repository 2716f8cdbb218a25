"""The pages on survivors, in the order in which they are asked."""

from funeral_benefits.survivors.forms.estimate import EstimatePage
from funeral_benefits.survivors.forms.payment import PaymentPage
from funeral_benefits.survivors.forms.regime import RegimePage, YearsPage
from funeral_benefits.survivors.forms.relatives import RelativesPage

PAGES = (RegimePage, YearsPage, RelativesPage, EstimatePage, PaymentPage)
