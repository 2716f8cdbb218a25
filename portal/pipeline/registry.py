"""The procedures this installation knows, and the graph they make."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from portal.pipeline.procedures import Procedure

P = TypeVar("P", bound=type[Procedure])


class ProcedureRegistry:
    """Procedures by code; an ordinary object, so that tests make their own."""

    def __init__(self) -> None:
        self._procedures: dict[str, Procedure] = {}

    def register(self, procedure: P) -> P:
        """Add a procedure class (as a decorator); a second one of the same code is an error."""
        if procedure.code in self._procedures:
            raise ValueError(f"procedure {procedure.code} is registered twice")
        self._procedures[procedure.code] = procedure()
        return procedure

    def __getitem__(self, code: str) -> Procedure:
        return self._procedures[code]

    def __contains__(self, code: str) -> bool:
        return code in self._procedures

    def __iter__(self) -> Iterator[Procedure]:
        return iter(self._procedures.values())

    def opening(self, life_event: str) -> Procedure:
        """Return the procedure that opens a life event; KeyError if none does."""
        for procedure in self:
            if procedure.opens == life_event:
                return procedure
        raise KeyError(life_event)

    def life_events(self) -> list[str]:
        """Return every life event a family can start from."""
        return [procedure.opens for procedure in self if procedure.opens]

    def journey(self, life_event: str) -> list[Procedure]:
        """Return the opening procedure and all that follow it, each after what it follows."""
        journey = [self.opening(life_event)]
        known = {journey[0].code}
        grew = True
        while grew:
            grew = False
            for procedure in self:
                follows = procedure.follows
                if procedure.code not in known and follows and known.issuperset(follows):
                    journey.append(procedure)
                    known.add(procedure.code)
                    grew = True
        return journey

    @contextmanager
    def replaced(self, *classes: type[Procedure]) -> Iterator[None]:
        """Stand other procedures in for a while (tests and measurements)."""
        kept, self._procedures = self._procedures, {}
        try:
            for procedure in classes:
                self.register(procedure)
            yield
        finally:
            self._procedures = kept

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield (procedure code, what is wrong) for every fault in the graph."""
        opened: dict[str, str] = {}
        for procedure in self:
            if procedure.opens:
                first = opened.setdefault(procedure.opens, procedure.code)
                if first != procedure.code:
                    yield procedure.code, f"{procedure.opens} is opened by {first} already"
            yield from ((procedure.code, fault) for fault in self._own_faults(procedure))
        reached = {one.code for event in opened for one in self.journey(event)}
        for procedure in self:
            if procedure.code not in reached:
                yield procedure.code, "is reached from no life event"

    def _own_faults(self, procedure: Procedure) -> Iterator[str]:
        if bool(procedure.opens) == bool(procedure.follows):
            yield "must either open a life event or follow a procedure"
        for code in procedure.follows:
            if code not in self:
                yield f"follows {code}, which nobody registers"
        pages = [page.code for page in procedure.pages]
        if len(pages) != len(set(pages)):
            yield "has two pages of the same code"


registry = ProcedureRegistry()
register = registry.register
