"""What the child is to the head."""

from residence.registration.rules.terms import (
    HeadIs,
    WithWhom,
)


def suggested_relation(with_whom: str, head_is: str, *, by_guardian: bool = False) -> str:
    """Return what the child most likely is to the head (R10), "" if nothing is likely.

    Source: form CT01, list of relations [V]; Luật Cư trú 2020 Đ12 [R].
    """
    if head_is == HeadIs.PROPOSED:  # a half-hidden name tells nothing of who that is
        return ""
    if head_is in (HeadIs.FATHER, HeadIs.MOTHER):
        return "own_child"
    if head_is == HeadIs.APPLICANT:
        return "ward" if by_guardian else "own_child"
    # Who lives with a parent in the household of somebody else lives, as a rule, with its parents.
    return {WithWhom.FATHER: "sons_child", WithWhom.MOTHER: "daughters_child"}.get(
        WithWhom(with_whom), ""
    )


def relation_is_unusual(head_is: str, relation: str) -> bool:
    """Say whether a parent is head and the child is called anything but a child (CT03).

    Source: form CT01 [V].
    """
    children = {"child", "own_child", "adopted_child"}
    return head_is in (HeadIs.FATHER, HeadIs.MOTHER) and relation not in children
