"""Gate 5, signature: xmlsec with the signer's public key alone."""

from typing import Any

import xmlsec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.coverage import digests_differ
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.layouts import Profile

# Without its callbacks xmlsec opens no file and no address, whatever a reference names.
xmlsec.cleanup_callbacks()


def check_signature(examination: Examination) -> None:
    """Gate 5: the value verifies under the signer's key; no key of the message is asked."""
    context = xmlsec.SignatureContext()
    context.key = _key(examination)
    if examination.layout.profile is Profile.TWO_REFERENCES:
        for element in (examination.data, examination.signature, examination.signed_object):
            context.register_id(element, "Id")
    try:
        context.verify(examination.signature)
    except xmlsec.Error as error:
        changed = digests_differ(examination)
        raise Refused(Code.CHANGED if changed else Code.INVALID) from error


def _key(examination: Examination) -> Any:
    signer, keys = examination.signer, examination.trust.keys
    key = keys.get(signer)
    if key is None:
        public = signer.certificate.public_key()
        written = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        key = xmlsec.Key.from_memory(written, xmlsec.constants.KeyDataFormatPem)
        keys.put(signer, key)
    return key
