"""What the child is to the head of the household."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.codes import RelationToHead
from residence.registration.forms.base import (
    ResidencePage,
)
from residence.registration.rules.relation import relation_is_unusual, suggested_relation
from residence.registration.rules.terms import GUARDIAN


class RelationPage(ResidencePage):
    """What the child is to the head of the household."""

    code = "relation"
    title = _("Bé là gì của chủ hộ?")

    official = {"relation_to_head": "DkttMaQuanHe"}

    relation_to_head = forms.ChoiceField(
        label=_("Quan hệ của bé với chủ hộ"), choices=[("", ""), *RelationToHead.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        with_whom = self.said("place", "with_whom")
        if with_whom:
            head = self.said("head", "household_head")
            guarded = self.family.applicant_role == GUARDIAN
            self.fields["relation_to_head"].initial = suggested_relation(
                with_whom, head, by_guardian=guarded
            )

    def clean(self) -> dict[str, Any]:
        """Warn, without blocking, when a parent is head and the child is called something else."""
        relation = self.cleaned_data.get("relation_to_head")
        if relation and relation_is_unusual(self.said("head", "household_head"), relation):
            sentence = gettext("Bé thường là con của chủ hộ này. Đúng thì cứ tiếp tục.")
            self.add_warning("relation_to_head", sentence)
        return self.cleaned_data
