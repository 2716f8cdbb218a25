"""The addresses of the citizens' pages; no name and no personal number stands in any of them."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens.views import (
    asking,
    checking,
    consenting,
    correcting,
    counter,
    declaring,
    editing,
    elsewhere,
    ending,
    home,
    proving,
    public,
    tracking,
)

Addresses = list[URLPattern | URLResolver]

declaration: Addresses = [
    path("", declaring.tasks, name="tasks"),
    path("gap-can-bo/", counter.counter, name="counter"),
    path("to-tom-tat/", counter.sheet, name="sheet"),
    path("khong-phai-khai/<str:branch>/", elsewhere.nothing, name="nothing"),
    path("kiem-tra/", checking.check, name="check"),
    path("<str:procedure>/chon/", declaring.leg, name="leg"),
    path("<str:procedure>/<str:code>/", declaring.question, name="page"),
    path("<str:procedure>/<str:code>/<int:ordinal>/", declaring.question, name="page"),
]

dossier: Addresses = [
    path("", tracking.track, name="track"),
    path("da-nop/", checking.done, name="done"),
    path("bien-nhan/", tracking.receipt, name="receipt"),
    path("ket-qua/<int:attachment_id>/", tracking.result, name="result"),
    path("can-sua/", correcting.correct, name="correct"),
    path("cung-can-bo/<int:step_id>/", correcting.with_an_official, name="with_an_official"),
    path("sua-lai/<int:step_id>/", editing.edit, name="edit"),
    path("sua-lai/<int:step_id>/<str:key>/", editing.edit_page, name="edit_page"),
    path("xem-truoc/<int:step_id>/", proving.proof, name="proof"),
    path("rut/", ending.withdraw, name="withdraw"),
    path("rut/<int:step_id>/", ending.withdraw_leg, name="withdraw_leg"),
    path("nop-lai/", ending.again, name="again"),
    path("nguoi-khac/", ending.another, name="another"),
    path("bao-sai/", ending.report, name="report"),
    path("dong-y/", asking.asked, name="asked"),
    path("dong-y/<int:consent_id>/nhac/", asking.remind, name="remind"),
    path("dong-y/<int:consent_id>/doi/", asking.replace, name="replace"),
]

pages: Addresses = [
    path("", home.home, name="home"),
    path("bat-dau/<str:life_event>/", home.before_you_start, name="before"),
    path("dang-nhap/", home.sign_in, name="sign_in"),
    path("khai/<str:life_event>/", include(declaration)),
    path("ho-so/", tracking.dossiers, name="dossiers"),
    path("ho-so/<str:code>/", include(dossier)),
    path("xac-nhan/", consenting.consents, name="consents"),
    path("xac-nhan/<int:consent_id>/", consenting.consent, name="consent"),
    path("tra-cuu/", public.look_up, name="look_up"),
]

urlpatterns = [
    path("", include((pages, "citizens"))),
    path("favicon.ico", home.icon),
    path("dang-nhap/", include("portal.accounts.urls")),
    path("ngon-ngu/", door(Act.READ_PUBLIC)(set_language), name="set_language"),
]
