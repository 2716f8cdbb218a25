"""Cases of algorithms, chain, revocation and identity: who signed, and who may."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from integrations.hospital_xml.authority import Authority, name
from integrations.hospital_xml.codes import Code
from integrations.hospital_xml.revocation import RevocationList
from integrations.hospital_xml.signing import Signer
from integrations.hospital_xml.trust import Anchor
from tests.integrations.hospital_xml.making import Case, Envelopes, births, deaths
from tests.integrations.hospital_xml.world import (
    DAY,
    NOW,
    SIGNED,
    TAX_A,
    TAX_B,
    OldSigner,
    World,
    base64_of,
)

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def trust_cases(world: World) -> Iterator[Case]:
    for part in (_algorithms, _certificates, _chains, _revocation, _identity):
        yield from part(world)


def _algorithms(world: World) -> Iterator[Case]:
    made = births(world)
    old = OldSigner(world.key, world.good.certificates)
    plain = made.template()
    more, dsig = "http://www.w3.org/2001/04/xmldsig-more#", "http://www.w3.org/2000/09/xmldsig#"
    for canonicalization in (
        f"{C14N}#WithComments",
        "http://www.w3.org/2006/12/xml-c14n11",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        "",
    ):
        text = plain.replace(C14N, canonicalization)
        yield Case(f"c14n {canonicalization}", made.sealed(text), Code.CANONICALIZATION)
    for method in (
        f"{dsig}rsa-sha1",
        f"{dsig}dsa-sha1",
        f"{dsig}hmac-sha1",
        f"{more}hmac-sha256",
        f"{more}rsa-md5",
        f"{more}rsa-ripemd160",
        f"{more}ecdsa-sha512",
        "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
        "",
    ):
        text = plain.replace(f"{more}rsa-sha256", method)
        yield Case(f"method {method}", made.sealed(text, old), Code.SIGNATURE_METHOD)
    for digest, hashed in (
        (f"{dsig}sha1", "sha1"),
        (f"{more}md5", "md5"),
        (f"{more}sha224", "sha224"),
    ):
        text = plain.replace("http://www.w3.org/2001/04/xmlenc#sha256", digest)
        text = text.replace("~digest:sha256", f"~digest:{hashed}")
        yield Case(f"digest {hashed}", made.sealed(text), Code.DIGEST_METHOD)
    one = plain.replace("http://www.w3.org/2001/04/xmlenc#sha256", f"{dsig}sha1", 1)
    one = one.replace("~digest:sha256", "~digest:sha1", 1)
    yield Case("one digest of two is old", made.sealed(one), Code.DIGEST_METHOD)
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    yield Case("RSA 1024", made.file(signer=world.signer(key=short)), Code.WEAK_KEY)
    enveloped = Envelopes(world)
    sha1 = enveloped.template().replace(f"{more}rsa-sha256", f"{dsig}rsa-sha1")
    yield Case("envelope with rsa-sha1", enveloped.sealed(sha1, old), Code.SIGNATURE_METHOD)


def _certificates(world: World) -> Iterator[Case]:
    made = deaths(world)
    good = world.good.certificates[0]
    other = world.signer(key=world.other_key).certificates[0]
    sealed = made.file().decode()
    bare = re.sub("<X509Certificate>.*</X509Certificate>", "", sealed)
    written = base64_of(good)
    several = Signer(world.key, (good, other))
    authority = Signer(world.key, (world.issuing.certificate,))
    texts = {
        "none": (bare, Code.NO_CERTIFICATE),
        "not base64": (sealed.replace(written, "!"), Code.UNREADABLE_CERTIFICATE),
        "not DER": (sealed.replace(written, "AAAA"), Code.UNREADABLE_CERTIFICATE),
        "cut off": (sealed.replace(written, written[:400]), Code.UNREADABLE_CERTIFICATE),
        "enormous": (sealed.replace(written, "A" * 40_000), Code.UNREADABLE_CERTIFICATE),
        "another of the same hospital": (sealed.replace(written, base64_of(other)), Code.INVALID),
    }
    for title, (text, code) in texts.items():
        yield Case(f"certificate: {title}", text.encode(), code)
    yield Case("certificate: two signers", made.file(signer=several), Code.SEVERAL_SIGNERS)
    yield Case("certificate: an authority's", made.file(signer=authority), Code.AUTHORITY)


def _chains(world: World) -> Iterator[Case]:
    made = births(world)
    under_leaf = Authority(world.key, world.good.certificates[0])
    deeper = world.under(world.issuing, "CA Sâu Ví Dụ")
    deep_signer = world.signer(issuer=deeper)
    deep_signer = Signer(deep_signer.key, (deep_signer.certificates[0], deeper.certificate))
    forged = world.signer(issuer=world.stranger)
    brought = Signer(forged.key, (*forged.certificates, world.stranger.certificate))
    signers = {
        "self-signed": (world.self_signed(), Code.UNTRUSTED),
        "a stranger with our anchor's name": (forged, Code.UNTRUSTED),
        "brings its own anchor": (brought, Code.UNTRUSTED),
        "issued by a hospital": (world.signer(issuer=under_leaf), Code.UNTRUSTED),
        "one authority too deep": (deep_signer, Code.UNTRUSTED),
        "not for signing": (world.signer(signs=False), Code.KEY_USAGE),
        "expired when signed": (world.signer(end=SIGNED - DAY), Code.EXPIRED),
        "valid after signing": (world.signer(start=SIGNED + DAY), Code.NOT_YET_VALID),
        "expired since": (world.signer(end=SIGNED + DAY), Code.ACCEPTED),
    }
    for title, (signer, code) in signers.items():
        yield Case(f"chain: {title}", made.file(signer=signer), code)
    silent = world.under(world.root, "CA Không Nói Ví Dụ", says_usage=False)
    lists = [one.revocation_list(NOW - DAY) for one in (silent, world.root)]
    trust = world.believing(
        intermediates=(silent.certificate,),
        revocation_lists=tuple(RevocationList(one) for one in lists),
    )
    file = made.file(signer=world.signer(issuer=silent))
    yield Case("chain: an authority without key usage", file, Code.ACCEPTED, trust)
    mute = made.file(signer=world.signer(says_usage=False))
    yield Case("chain: a signer without key usage", mute, Code.KEY_USAGE)
    old = world.signer(end=SIGNED + DAY)
    yield Case(
        "chain: expired now, no signing time", Envelopes(world).file(signer=old), Code.EXPIRED
    )
    anchor = Anchor(world.root.certificate)
    beliefs = {
        "no anchor": (world.believing(anchors=()), Code.UNTRUSTED),
        "no link": (world.believing(intermediates=()), Code.UNTRUSTED),
        "believed later": (
            world.believing(anchors=(replace(anchor, trusted_from=SIGNED + DAY),)),
            Code.UNTRUSTED,
        ),
        "believed before": (
            world.believing(anchors=(replace(anchor, trusted_to=SIGNED - DAY),)),
            Code.UNTRUSTED,
        ),
        "believed then": (
            world.believing(anchors=(replace(anchor, trusted_to=SIGNED + DAY),)),
            Code.ACCEPTED,
        ),
    }
    for title, (trust, code) in beliefs.items():
        yield Case(f"anchor: {title}", made.file(), code, trust)


def _revocation(world: World) -> Iterator[Case]:
    made, whole = births(world), Envelopes(world)
    serial = world.good.certificates[0].serial_number
    issuing, root = world.issuing, world.root
    roots = root.revocation_list(NOW - DAY)

    def listed(at: datetime, by: Authority = issuing) -> Authority:
        return Authority(by.key, by.certificate, {serial: at})

    before, after = listed(SIGNED - DAY), listed(SIGNED + DAY)
    fake = Authority(world.stranger.key, issuing.certificate, {serial: SIGNED - DAY})
    link = Authority(root.key, root.certificate, {issuing.certificate.serial_number: SIGNED - DAY})
    good = issuing.revocation_list(NOW - DAY)
    old = issuing.revocation_list(SIGNED - 30 * DAY)
    lists = {
        "before signing": ([before.revocation_list(NOW - DAY), roots], Code.REVOKED),
        "after signing": ([after.revocation_list(NOW - DAY), roots], Code.ACCEPTED),
        "of the link": ([good, link.revocation_list(NOW - DAY)], Code.REVOKED),
        "by a stranger": (
            [fake.revocation_list(NOW - DAY), roots],
            Code.ACCEPTED_REVOCATION_UNKNOWN,
        ),
        "list expired": ([old, roots], Code.ACCEPTED_REVOCATION_EXPIRED),
        "on an expired list": (
            [listed(SIGNED - 40 * DAY).revocation_list(SIGNED - 30 * DAY), roots],
            Code.REVOKED,
        ),
        "list of tomorrow": (
            [before.revocation_list(NOW + DAY), roots],
            Code.ACCEPTED_REVOCATION_UNKNOWN,
        ),
        "no lists": ([], Code.ACCEPTED_REVOCATION_UNKNOWN),
        "no list of the root": ([good], Code.ACCEPTED_REVOCATION_UNKNOWN),
        "an old and a new list": ([old, good, roots], Code.ACCEPTED),
        "invalid before it was revoked": ([_invalid_since(issuing, serial), roots], Code.REVOKED),
        "delta list": ([_delta(issuing), roots], Code.ACCEPTED_REVOCATION_UNKNOWN),
    }
    for title, (given, code) in lists.items():
        yield Case(f"revoked: {title}", made.file(), code, world.listing(*given))
    trust = world.listing(after.revocation_list(NOW - DAY), roots)
    yield Case("revoked: since, no signing time", whole.file(), Code.REVOKED, trust)


def _invalid_since(authority: Authority, serial: int) -> x509.CertificateRevocationList:
    revoked = (
        x509.RevokedCertificateBuilder()
        .serial_number(serial)
        .revocation_date(SIGNED + DAY)
        .add_extension(x509.InvalidityDate((SIGNED - DAY).replace(tzinfo=None)), critical=False)
        .build()
    )
    return _list_of(authority).add_revoked_certificate(revoked).sign(authority.key, hashes.SHA256())


def _delta(authority: Authority) -> x509.CertificateRevocationList:
    builder = _list_of(authority).add_extension(x509.DeltaCRLIndicator(1), critical=True)
    return builder.sign(authority.key, hashes.SHA256())


def _list_of(authority: Authority) -> x509.CertificateRevocationListBuilder:
    return (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
    )


def _identity(world: World) -> Iterator[Case]:
    subjects = {
        "no tax code": (name("Bệnh viện A"), Code.NO_TAX_CODE),
        "a person's number": (name("Bệnh viện A", user_id="CCCD:001097000001"), Code.NO_TAX_CODE),
        "a branch": (name("A", user_id=f"MST:{TAX_A}-001"), Code.OTHER_SIGNER),
        "the beginning": (name("A", user_id=f"MST:{TAX_A[:-1]}"), Code.OTHER_SIGNER),
        "small letters": (name("A", user_id=f"mst:{TAX_A}"), Code.OTHER_SIGNER),
        "a space": (name("A", user_id=f"MST: {TAX_A}"), Code.OTHER_SIGNER),
        "two tax codes": (world.two_tax_codes(), Code.OTHER_SIGNER),
        "in the common name": (name(f"MST:{TAX_A}"), Code.NO_TAX_CODE),
        "hospital B": (name("B", user_id=f"MST:{TAX_B}"), Code.OTHER_SIGNER),
    }
    for made in (births(world), deaths(world)):
        for title, (subject, code) in subjects.items():
            signer = world.signer(subject=subject)
            yield Case(f"signer: {title}", made.file(signer=signer), code)
    born, died = births(world), deaths(world)
    b = world.signer(tax=TAX_B)
    yield Case("B signs for itself", born.file({"MA_GCS": "00001.GCS.99902.26"}, b), Code.ACCEPTED)
    names = {
        "not in the register": ("00001.GCS.99909.26", Code.FACILITY_UNKNOWN),
        "no longer in it": ("00001.GCS.99903.26", Code.FACILITY_UNKNOWN),
        "of B": ("00001.GCS.99902.26", Code.OTHER_SIGNER),
        "none": ("", Code.FACILITY_UNNAMED),
        "without dots": ("00001GCS9990126", Code.FACILITY_UNNAMED),
        "one part more": ("0.0001.GCS.99901.2", Code.FACILITY_UNNAMED),
    }
    for title, (number, code) in names.items():
        yield Case(f"facility {title}", born.file({"MA_GCS": number}), code)
    contradicted = died.file({"MACSKCB": "99902"})
    yield Case("MACSKCB against the number", contradicted, Code.FACILITY_CONTRADICTED)
    by_b = died.file({"MACSKCB": "99902"}, b)
    yield Case("MACSKCB of B, number of A", by_b, Code.FACILITY_CONTRADICTED)
