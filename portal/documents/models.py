"""Files, stored once: a document is its SHA-256."""

from django.db import models
from django.db.models.functions import Now


class Document(models.Model):
    """A file in the store; two uploads of the same bytes are one document."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    stored_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.sha256[:12]
