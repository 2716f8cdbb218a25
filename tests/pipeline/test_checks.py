"""A graph of procedures that cannot work stops the portal before it starts."""

from io import StringIO
from typing import ClassVar

import pytest
from django.core.management import CommandError, call_command

from portal.pipeline.procedures import DeclarationPage, Procedure
from portal.pipeline.registry import ProcedureRegistry, registry
from tests.pipeline.invented import THREE, Desk, Invented, LeftLeg, Opening, RightLeg


class SecondOpening(Invented):
    """Opens what is opened already."""

    code = "invented.second"
    opens = "invented"


class FollowsNobody(Invented):
    """Follows what nobody registers."""

    code = "invented.lost"
    follows: ClassVar[tuple[str, ...]] = ("invented.forgotten",)


class Neither(Invented):
    """Neither opens nor follows."""

    code = "invented.neither"


class Both(Invented):
    """Opens and follows."""

    code = "invented.both"
    opens = "another"
    follows: ClassVar[tuple[str, ...]] = ("invented.opening",)


class Hen(Invented):
    """Follows the egg."""

    code = "invented.hen"
    follows: ClassVar[tuple[str, ...]] = ("invented.egg",)


class Egg(Invented):
    """Follows the hen."""

    code = "invented.egg"
    follows: ClassVar[tuple[str, ...]] = ("invented.hen",)


class Page(DeclarationPage):
    """A page."""

    code = "page"


class TwoPages(Desk):
    """Has two pages of one name."""

    pages: ClassVar[tuple[type[DeclarationPage], ...]] = (Page, Page)


WRONG: dict[str, tuple[tuple[type[Procedure], ...], list[str]]] = {
    "two openings of one event": (
        (Opening, SecondOpening),
        [
            "invented.second invented is opened by invented.opening already",
            "invented.second is reached from no life event",
        ],
    ),
    "follows somebody unknown": (
        (Opening, FollowsNobody),
        [
            "invented.lost follows invented.forgotten, which nobody registers",
            "invented.lost is reached from no life event",
        ],
    ),
    "neither opens nor follows": (
        (Opening, Neither),
        [
            "invented.neither must either open a life event or follow a procedure",
            "invented.neither is reached from no life event",
        ],
    ),
    "opens and follows": (
        (Opening, Both),
        ["invented.both must either open a life event or follow a procedure"],
    ),
    "unreachable": (
        (LeftLeg,),
        [
            "invented.left follows invented.opening, which nobody registers",
            "invented.left is reached from no life event",
        ],
    ),
    "a circle": (
        (Opening, Hen, Egg),
        [
            "invented.hen is reached from no life event",
            "invented.egg is reached from no life event",
        ],
    ),
    "two pages of one code": (
        (TwoPages, LeftLeg, RightLeg),
        ["invented.opening has two pages of the same code"],
    ),
}


def test_the_portals_own_graph_is_sound() -> None:
    call_command("check", stdout=StringIO())


def test_the_invented_graph_is_sound() -> None:
    with registry.replaced(*THREE):
        call_command("check", stdout=StringIO())


@pytest.mark.parametrize(("procedures", "faults"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_graph_stops_the_start(
    procedures: tuple[type[Procedure], ...], faults: list[str]
) -> None:
    with registry.replaced(*procedures):
        with pytest.raises(CommandError) as stopped:
            call_command("check", stdout=StringIO(), stderr=StringIO())
        assert list(registry.faults()) == [tuple(one.split(" ", 1)) for one in faults]
    for fault in faults:
        assert f"(pipeline.E001) {fault}" in str(stopped.value)


def test_the_same_code_twice_is_refused_at_once() -> None:
    own = ProcedureRegistry()
    own.register(Opening)
    with pytest.raises(ValueError, match="registered twice"):
        own.register(Desk)


def test_what_stood_before_stands_again() -> None:
    before = [one.code for one in registry]
    with registry.replaced(Opening):
        assert [one.code for one in registry] == ["invented.opening"]
    assert [one.code for one in registry] == before
