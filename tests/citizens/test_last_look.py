"""The last look before filing: every answer as people read it, and what the pages worked out."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms

from portal.citizens.summaries import shown
from portal.pipeline.registry import registry
from tests.funeral_benefits import deaths as d

HOW_MANY = forms.TypedChoiceField(choices=[(1, "1"), (0, "Chưa biết ghi ai")], coerce=int)


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (HOW_MANY, 0, "Chưa biết ghi ai"),
        (forms.IntegerField(), 0, "0"),
        (forms.IntegerField(), 5_000_000, "5.000.000"),
        (forms.DecimalField(), Decimal("4.50"), "4,5"),
        (forms.BooleanField(), False, ""),
        (forms.BooleanField(), True, "Có"),
        (forms.CharField(), "", ""),
    ],
)
def test_an_answer_is_read_as_it_was_meant(field: forms.Field, value: Any, text: str) -> None:
    assert shown(field, value, {}, {}) == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("leg", "answers", "text"),
    [
        (d.ALLOWANCE, d.allowance(), "25.300.000 đ. Cách tính: 10 × 2.530.000; Điều 85"),
        (
            d.ALLOWANCE,
            d.allowance(pension="unknown"),
            "Chưa đủ thông tin để ước tính. Cán bộ tra cứu",
        ),
        (d.SURVIVORS, d.survivors(), "1 × 0,5 × 2.530.000 = 1.265.000 đ mỗi tháng"),
        (d.SURVIVORS, d.survivors(wanted="lump_sum"), "Chưa đủ thông tin."),
    ],
)
def test_a_sum_stands_among_the_answers(leg: str, answers: d.Declared, text: str) -> None:
    page = next(one for one in registry[leg].pages if one.code == "estimate")
    ((_label, told),) = page({}, declared=d.death() | answers, today=d.TODAY).worked_out()
    assert told.startswith(text)
