"""Draw every shared page and part with invented words, without the rest of the portal.

`python tests/browser/gallery.py FOLDER` writes each page of pages.json as FOLDER/NAME.vi.html and
NAME.en.html.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import segno
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.test.utils import override_settings
from django.urls import include, path
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.safestring import SafeString

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

urlpatterns = [path("i18n/", include("django.conf.urls.i18n"))]

GALLERY_SETTINGS: dict[str, Any] = {
    "ROOT_URLCONF": "tests.browser.gallery",
    "STATIC_URL": "/static/",
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [
                ROOT / "templates",
                HERE / "templates",
                Path(forms.__file__).parent / "templates",
            ],
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
        }
    ],
    "LANGUAGE_CODE": "vi",
    "LANGUAGES": [("vi", "Tiếng Việt"), ("en", "English")],
    "LOCALE_PATHS": [ROOT / "locale"],
    "USE_I18N": True,
}


@contextmanager
def gallery_settings() -> Iterator[None]:
    """Stand in for the portal's settings, whether or not any were loaded before."""
    if not settings.configured and not os.environ.get("DJANGO_SETTINGS_MODULE"):
        settings.configure(SECRET_KEY="gallery", INSTALLED_APPS=["django.contrib.staticfiles"])
        django.setup()
    with override_settings(**GALLERY_SETTINGS):
        yield


def pages() -> dict[str, dict[str, Any]]:
    """Return every page of the gallery: its name, and its template among its context."""
    return json.loads((HERE / "pages.json").read_text())


def draw(name: str, language: str = "vi") -> str:
    """Return the page `name` as HTML; call inside `gallery_settings`."""
    context = pages()[name]
    template = engines["django"].get_template(context.pop("template"))
    with translation.override(language):
        return template.render(completed(context), RequestFactory().get("/gallery/"))


def completed(context: dict[str, Any]) -> dict[str, Any]:
    """Put in what JSON cannot say: forms, pictures, pages of a list."""
    from tests.browser.gallery_forms import FORMS  # noqa: PLC0415 (needs settings)

    if "form" in context:
        answers = context.pop("answers", None)
        form = FORMS[context["form"]]
        context["form"] = form(MultiValueDict(answers), MultiValueDict()) if answers else form()
    if context.pop("qr_svg", False):
        picture = segno.make_qr("LT-7KQ2-9FHD-03", error="m")
        context["qr_svg"] = SafeString(picture.svg_inline(scale=4, omitsize=True, border=4))
    context["page"] = Paginator(range(95), 20).page(2)
    return context


def main(folder: Path) -> None:
    """Write all pages into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    with gallery_settings():
        for name in pages():
            for language in ("vi", "en"):
                (folder / f"{name}.{language}.html").write_text(draw(name, language))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
