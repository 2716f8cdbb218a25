"""Gate 4, chain: the signer's certificate leads to an anchor, at the moment it is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.revocation import Watched, standing, watched
from integrations.hospital_xml.signers import Brought
from integrations.hospital_xml.trust import Anchor, TrustStore

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Path:
    """What is watched between the signer and the anchor, and the days on which all of it holds."""

    links: tuple[Watched, ...]
    valid_from: datetime
    valid_to: datetime


def check_chain(examination: Examination) -> None:
    """Gate 4: the path is built to configured anchors, and revocation lists are consulted.

    What the message brings along may serve as a link, never as an anchor.
    """
    signer, moment = examination.signer, examination.judged_at
    _check_signer(signer, moment)
    others = [one for one in examination.certificates if one is not signer]
    path = _path(examination.trust, signer, others, moment)
    examination.revocation = standing(path.links, moment, examination.at)


def _check_signer(signer: Brought, moment: datetime) -> None:
    """Say in plain words what the path's own check would only call untrusted."""
    if not signer.may_sign:
        raise Refused(Code.KEY_USAGE)
    if moment < signer.valid_from:
        raise Refused(Code.NOT_YET_VALID)
    if moment > signer.valid_to:
        raise Refused(Code.EXPIRED)


def _path(trust: TrustStore, signer: Brought, others: Sequence[Brought], moment: datetime) -> Path:
    """Return the path, remembered for every other moment at which the same one holds."""
    asked = (signer, *others)
    known: Path | None = trust.paths.get(asked)
    if known is None or not known.valid_from <= moment <= known.valid_to:
        known = _build(trust, signer, others, moment)
        trust.paths.put(asked, known)
    return known


def _build(trust: TrustStore, signer: Brought, others: Sequence[Brought], moment: datetime) -> Path:
    links = [*trust.intermediates, *(one.certificate for one in others)]
    believed = [one for one in trust.anchors if _is_believed(one, moment)]
    if not believed:
        raise Refused(Code.UNTRUSTED)
    verifier = (
        PolicyBuilder()
        .store(Store([one.certificate for one in believed]))
        .time(moment.astimezone(UTC).replace(tzinfo=None))
        .max_chain_depth(_DEEPEST)
        .extension_policies(ca_policy=_AUTHORITIES, ee_policy=_SIGNERS)
        .build_client_verifier()
    )
    try:
        found = verifier.verify(signer.certificate, links).chain
    except (VerificationError, ValueError) as error:
        raise Refused(Code.UNTRUSTED) from error
    anchor = next(one for one in believed if one.certificate == found[-1])
    starts = [one.not_valid_before_utc for one in found]
    ends = [one.not_valid_after_utc for one in found]
    return Path(
        watched(found, trust.revocation_lists),
        max([*starts, *([anchor.trusted_from] if anchor.trusted_from else [])]),
        min([*ends, *([anchor.trusted_to] if anchor.trusted_to else [])]),
    )


def _is_believed(anchor: Anchor, moment: datetime) -> bool:
    return (anchor.trusted_from is None or anchor.trusted_from <= moment) and (
        anchor.trusted_to is None or moment <= anchor.trusted_to
    )


def _issues_certificates(policy: Policy, certificate: x509.Certificate, found: Any) -> None:
    if not found.ca:
        raise ValueError("not an authority")


def _signs_certificates(policy: Policy, certificate: x509.Certificate, found: Any) -> None:
    # RFC 5280 lets an authority say nothing here; what it says counts.
    if found is not None and not found.key_cert_sign:
        raise ValueError("may not sign certificates")


def _is_for_all_subjects(policy: Policy, certificate: x509.Certificate, found: Any) -> None:
    # The library compares constraints with alternative names alone, and a signer is its subject.
    limits = [*(found.permitted_subtrees or ()), *(found.excluded_subtrees or ())] if found else ()
    if any(isinstance(one, x509.DirectoryName) for one in limits):
        raise ValueError("may issue for some subjects only")


def _signs_documents(policy: Policy, certificate: x509.Certificate, found: Any) -> None:
    if not found.digital_signature:
        raise ValueError("may not sign documents")


def _issues_nothing(policy: Policy, certificate: x509.Certificate, found: Any) -> None:
    if found is not None and found.ca:
        raise ValueError("an authority")


_AUTHORITIES = (
    ExtensionPolicy.permit_all()
    .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, _issues_certificates)
    .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_certificates)
    .may_be_present(x509.NameConstraints, Criticality.AGNOSTIC, _is_for_all_subjects)
)
_SIGNERS = (
    ExtensionPolicy.permit_all()
    .require_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_documents)
    .may_be_present(x509.BasicConstraints, Criticality.AGNOSTIC, _issues_nothing)
)
