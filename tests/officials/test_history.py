"""Whatever is written on the record has its words at the desk."""

import ast
from collections.abc import Iterator
from pathlib import Path

from portal.consents.standing import Standing
from portal.officials.history import ACTS
from tests.pipeline import invented

ROOT = Path(invented.__file__).parents[2] / "portal"
MAKERS = {"Move": 2, "_back": 2}  # which argument of these is the act
SAID_BY_AGENCIES = {"number_due", "e_copy_due", "e_copy_invalid", "noted"}


def acts_written() -> set[str]:
    """Return every act that stands in the code, by reading it: none can be added unseen."""
    found = set(SAID_BY_AGENCIES)
    for path in (ROOT / "pipeline").rglob("*.py"):
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            for place in _acts_in(node):
                found |= _said(place, constants)
    return found - {""}


def _acts_in(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
        position = MAKERS[node.func.id]
        yield from node.args[position : position + 1]
        yield from (word.value for word in node.keywords if word.arg == "act")
    if isinstance(node, ast.Assign) and "act" in ast.unparse(node.targets[0]).strip("()").split(
        ", "
    ):
        yield node.value
    if isinstance(node, ast.FunctionDef) and node.name == "acts_for":
        yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Return))


def _said(place: ast.AST, constants: dict[str, object]) -> set[str]:
    found = set()
    for node in ast.walk(place):
        if isinstance(node, ast.JoinedStr):
            lead = str(getattr(node.values[0], "value", ""))
            found |= {f"{lead}{one.value}" for one in Standing if one is not Standing.WAITING}
        elif isinstance(node, ast.Name) and isinstance(constants.get(node.id), str):
            found.add(str(constants[node.id]))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found - {"consent_"}


def test_every_act_the_code_writes_has_its_words() -> None:
    written = acts_written()
    assert {"filed", "granted", "consent_asked_anew", "demand_refused", "proof_lapsed"} <= written
    assert written - set(ACTS) == set()
