"""What can be wrong at start-up with the graph of procedures is a system check with an id."""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from portal.pipeline.registry import registry


def graph_is_sound(app_configs: Any, **kwargs: Any) -> Sequence[checks.CheckMessage]:
    """Report every fault in the graph of procedures as pipeline.E001."""
    return [
        checks.Error(f"{code} {fault}", id="pipeline.E001", obj=code)
        for code, fault in registry.faults()
    ]


def register_all() -> None:
    """Register the checks with Django."""
    checks.register(graph_is_sound)
