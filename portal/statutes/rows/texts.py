"""Dated sentences shown to people, and dated switches."""

from django.db import models

from portal.statutes.rows.dated import Dated


class StatuteText(Dated):
    """A sentence that rests on law; shown only while it is confirmed."""

    text = models.TextField("câu")

    class Meta(Dated.Meta):
        verbose_name = "câu theo luật"
        verbose_name_plural = "câu theo luật"


class Switch(Dated):
    """Whether something the law leaves open, or sets a day for, is done."""

    is_on = models.BooleanField("bật")
    title = models.CharField("việc", max_length=200)

    class Meta(Dated.Meta):
        verbose_name = "công tắc"
        verbose_name_plural = "công tắc"
