"""The doors of signing in and out; citizens' pages explain them."""

from django.urls import path

from portal.accounts import views

urlpatterns = [
    path("vneid/", views.begin, name="vneid_begin"),
    path("vneid/tro-ve/", views.callback, name="vneid_callback"),
    path("dang-xuat/", views.sign_out, name="sign_out"),
]
