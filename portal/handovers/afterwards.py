"""What a worker does beside carrying messages, each time somebody rang and at every sweep."""

from collections.abc import Callable


class Afterwards:
    """Acts of the floors above; an ordinary object, so that tests make their own."""

    def __init__(self) -> None:
        self._acts: list[Callable[[], object]] = []

    def register(self, act: Callable[[], object]) -> None:
        """Add an act; twice is once."""
        if act not in self._acts:
            self._acts.append(act)

    def run(self) -> None:
        """Do every act once."""
        for act in self._acts:
            act()


afterwards = Afterwards()
