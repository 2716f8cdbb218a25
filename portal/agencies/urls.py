"""Addresses of the API; they carry ids only."""

from django.urls import path

from portal.agencies import views

app_name = "agencies"
urlpatterns = [
    path("steps", views.Steps.as_view(), name="steps"),
    path("steps/<int:step_id>", views.OneStep.as_view(), name="step"),
    path("inbox/<slug:sender>", views.Inbox.as_view(), name="inbox"),
]
