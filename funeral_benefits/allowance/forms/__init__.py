"""The pages on the funeral allowance, in the order in which they are asked."""

from funeral_benefits.allowance.forms.benefits import BenefitsPage, RegimePage
from funeral_benefits.allowance.forms.estimate import EstimatePage
from funeral_benefits.allowance.forms.payee import PayeePage, PaymentPage

PAGES = (BenefitsPage, RegimePage, EstimatePage, PayeePage, PaymentPage)
