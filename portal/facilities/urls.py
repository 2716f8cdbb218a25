"""The addresses of the hospitals' pages; nobody signs in, and no person stands in any of them."""

from django.urls import path, re_path

from portal.facilities.views import facility, league, trying

app_name = "facilities"
urlpatterns = [
    path("", league.league, name="league"),
    path("thu-tep/", trying.try_one, name="try"),
    path("danh-sach/", league.listed, name="list"),
    path("bang.csv", league.as_csv, name="csv"),
    re_path(r"^(?P<code>[0-9]{5})/$", facility.facility, name="facility"),
]
