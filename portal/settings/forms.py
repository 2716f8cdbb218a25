"""How forms are drawn: by templates/forms/, wherever a template says {{ form }}."""

from django.forms.renderers import TemplatesSetting


class PublicForms(TemplatesSetting):
    """The project's own templates around Django's own controls."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    formset_template_name = "forms/formset.html"
