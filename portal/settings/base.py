"""What is true of every installation of the portal."""

import json
import os
from pathlib import Path

import dj_database_url

from portal.settings.apps import *  # one subject, one file
from portal.settings.broker import *  # one subject, one file
from portal.settings.broker import transport_options
from portal.settings.content_security import POLICY
from portal.settings.database import OWNER_ROLE, known_role, role_passwords, url_for_role
from portal.settings.desk import *  # one subject, one file
from portal.settings.logs import LOGGING as LOGGING
from portal.settings.signing_in import *  # one subject, one file

ROOT = Path(__file__).resolve().parents[2]
RUN_FOLDER = Path(os.environ.get("PORTAL_RUN_FOLDER", ROOT / ".run"))

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS: list[str] = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

FORM_RENDERER = "portal.settings.forms.PublicForms"

DATABASE_ROLE = known_role(os.environ.get("PORTAL_ROLE") or OWNER_ROLE)
DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {
    "default": {
        **dj_database_url.parse(
            url_for_role(DATABASE_URL or "postgres:///portal", DATABASE_ROLE, SECRET_KEY),
            conn_max_age=600,
            conn_health_checks=True,
        )
    }
}
# For the command that makes the roles; everybody else connects with theirs.
RUNTIME_ROLE_PASSWORDS = role_passwords(DATABASE_URL, SECRET_KEY)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT: Path | None = ROOT / "staticfiles"
STATICFILES_DIRS = [ROOT / "static"]
DOCUMENT_FOLDER = Path(os.environ.get("PORTAL_DOCUMENTS", RUN_FOLDER / "documents"))
# The portal's own key and certificates, for receipts; without a key there they go out unsigned.
SIGNING_FOLDER = Path(os.environ.get("PORTAL_SIGNING", RUN_FOLDER / "signing"))

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "portal.officials.permissions.SupervisorsReadLaw",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

REDIS_URL = os.environ.get("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = transport_options(DATABASE_ROLE)
CELERY_TIMEZONE = TIME_ZONE

# Where the systems of others answer; the portal never calls an address that is not here.
OUTSIDE_SYSTEMS = {
    name: os.environ.get(f"{name.upper()}_URL", "")
    for name in (
        "civil_status_register",
        "residence_register",
        "social_insurance",
        "commune_welfare",
        "home_affairs",
        "vneid",
        "messaging",
        "hospital_gateway",
    )
}
# What each of them knows us by, and the authorities that vouch for them where no public one does.
OUTSIDE_TOKENS = {name: os.environ.get(f"{name.upper()}_TOKEN", "") for name in OUTSIDE_SYSTEMS}
OUTSIDE_TLS_AUTHORITIES = os.environ.get("PORTAL_TLS_AUTHORITIES", "")
# Whether systems on this very machine may be spoken to without TLS; `check --deploy` asks.
OUTSIDE_PLAIN_HTTP = False
# Files with the certificates under which the register signs its e-copies; none believes none.
CIVIL_STATUS_ANCHORS = [
    path for path in os.environ.get("CIVIL_STATUS_ANCHORS", "").split(os.pathsep) if path
]
# How fast messages go (portal/handovers/pace.py names the numbers); tests and replays hurry.
HANDOVERS = json.loads(os.environ.get("PORTAL_PACE", "{}"))
# For so long after their end messages, requests and contacts keep their words.
MESSAGES_KEPT_DAYS = int(os.environ.get("PORTAL_MESSAGES_KEPT_DAYS", "90"))
# For so long packets hospitals sent keep their bytes, where no paper in use rests on them.
PACKETS_KEPT_DAYS = int(os.environ.get("PORTAL_PACKETS_KEPT_DAYS", "90"))
# For so long after an official accepted a case nothing leaves the house, and it can be undone.
DESK_UNDO_SECONDS = int(os.environ.get("PORTAL_UNDO_SECONDS", "600"))
PORTAL_URL = os.environ.get("PORTAL_URL", "http://127.0.0.1:8000")

CONTENT_SECURITY_POLICY = {"DIRECTIVES": POLICY}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SAMESITE = "Lax"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["portal.agencies.authentication.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["portal.agencies.authentication.IsAgency"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.agencies.problems.as_problem",
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Liên thông: cửa cho máy của các cơ quan",
    "DESCRIPTION": "Errors are RFC 9457 problems (application/problem+json) with a stable `code`.",
    "VERSION": "1",
}
