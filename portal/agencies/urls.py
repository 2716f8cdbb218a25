"""Addresses of the API; they carry ids only."""

from django.urls import path

from portal.agencies import drawing, views

app_name = "agencies"
urlpatterns = [
    path("steps", views.Steps.as_view(), name="steps"),
    path("steps/<int:step_id>", views.OneStep.as_view(), name="step"),
    path("feed", drawing.Feed.as_view(), name="feed"),
    path(
        "feed/<str:cursor>/acknowledgement",
        drawing.Acknowledgement.as_view(),
        name="acknowledgement",
    ),
    path("lists/<str:procedure>/matches", drawing.MatchReport.as_view(), name="matches"),
    path("inbox/<slug:sender>", views.Inbox.as_view(), name="inbox"),
]
