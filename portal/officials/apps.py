"""The Django app of the desk, and the admin site that takes the place of Django's own."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class OfficialsConfig(AppConfig):
    name = "portal.officials"
    label = "officials"
    default = True
    verbose_name = "Bàn làm việc"


class DeskAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "portal.officials.site.DeskSite"
