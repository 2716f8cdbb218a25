"""The pages on the child's residence: where, in whose household, who agrees and how."""

from residence.registration.forms.consent import ConsentPage
from residence.registration.forms.head import HeadPage
from residence.registration.forms.owners import OwnersPage
from residence.registration.forms.place import PlacePage
from residence.registration.forms.relation import RelationPage

PAGES = (PlacePage, HeadPage, OwnersPage, RelationPage, ConsentPage)
