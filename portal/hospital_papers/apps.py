"""The Django app of papers hospitals sign, and of what is believed about who signs them."""

from django.apps import AppConfig


class HospitalPapersConfig(AppConfig):
    """Giấy chứng sinh and giấy báo tử as hospitals send them."""

    name = "portal.hospital_papers"
    label = "hospital_papers"
    verbose_name = "Giấy của cơ sở y tế"
