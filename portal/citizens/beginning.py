"""A plain form as a page begins it: bound to what was sent, or with what was typed before."""

from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from portal.accounts.sessions import typed_before

AForm = TypeVar("AForm", bound=Form)


def begun(request: HttpRequest, form_class: type[AForm], **kwargs: Any) -> AForm:
    """Return the form of a page; what its visitor typed before falling idle stands in it again."""
    if request.method == "POST":
        return form_class(request.POST, **kwargs)
    form = form_class(**kwargs)
    typed = typed_before(request)
    if typed is not None:
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(typed, MultiValueDict(), name)
        messages.info(request, _("Những gì đã ghi vẫn còn đây; chưa gửi."))
    return form
