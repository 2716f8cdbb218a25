"""Cases of those who read the gates first: what looks said and is not, and what only costs."""

from collections.abc import Iterator
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from integrations.hospital_xml.authority import Authority
from integrations.hospital_xml.codes import Code
from tests.integrations.hospital_xml.making import Case, Envelopes, births, deaths
from tests.integrations.hospital_xml.world import DAY, NOW, SIGNED, World

MARK = b"\xef\xbb\xbf"
# What is not shown: a zero-width space, a byte order mark, a turn of the writing direction.
UNSEEN = ("\u200b", "\ufeff", "\u202e")


def hostile_cases(world: World) -> Iterator[Case]:
    for part in (_blanks, _payloads, _signatures, _costs, _keys, _constraints, _lists):
        yield from part(world)


def _blanks(world: World) -> Iterator[Case]:
    """A mandatory field that holds only what nobody can see is empty."""
    whole, born, died = Envelopes(world), births(world), deaths(world)
    for field in ("SO", "QUYEN_SO", "MA_LK", "SO_CCCD_NND", "NOI_CU_TRU_NND", "NGUOI_DO_DE"):
        table = whole.table({field: " "})
        yield Case(f"blank: {field} of table 9", whole.file(table), Code.MISSING_VALUE)
    yield Case("blank: a line break", whole.file(whole.table({"SO": "\n"})), Code.MISSING_VALUE)
    for field in ("MA_QUOCTICH", "SO_BAOTU", "NGUOI_GHIGIAY", "TTRUONG_DVI", "DIACHI_CSKCB"):
        yield Case(f"blank: {field}", died.file({field: " "}), Code.MISSING_VALUE)
    for unseen in UNSEEN:
        file = born.file({"HOTEN_NND": f" {unseen} "})
        yield Case(f"blank: {unseen!a} for a name", file, Code.MISSING_VALUE)
    mixed = born.file({"HOTEN_NND": f"VÍ DỤ{UNSEEN[0]}"})
    yield Case("blank: something unseen behind a name", mixed, Code.ACCEPTED)


def _payloads(world: World) -> Iterator[Case]:
    whole = Envelopes(world)
    table = whole.table()
    yield Case("payload: two marks", whole.file(MARK * 2 + table.encode()), Code.PAYLOAD)
    nested = table.replace("<SO>", "<SO>" + "<a>" * 20 + "</a>" * 20)
    yield Case("payload: twenty deep", whole.file(nested), Code.PAYLOAD)
    said = table.replace("<SO>", "<SO>" + "<!---->" * 10_000)
    yield Case("payload: 10,000 comments", whole.file(said), Code.PAYLOAD)


def _signatures(world: World) -> Iterator[Case]:
    """The only attribute of an envelope that no reference covers."""
    whole = Envelopes(world)
    for title, name, code in (
        ("a name", "chuky-1", Code.ACCEPTED),
        ("a paper", "&lt;GIAYCHUNGSINH&gt;", Code.IDENTIFIER),
        ("a sentence", "x " * 1000, Code.IDENTIFIER),
    ):
        named = whole.template().replace("<Signature ", f'<Signature Id="{name}" ')
        yield Case(f"the signature's Id is {title}", whole.sealed(named), code)


def _costs(world: World) -> Iterator[Case]:
    """Nobody's key is needed for these: a hospital's certificate is public."""
    for made in (births(world), deaths(world)):
        whole = made.file().decode()
        deep = whole.replace("<MA_BN>", "<MA_BN>" + "<a>" * 20 + "<b/>" * 30_000 + "</a>" * 20)
        yield Case("cost: 30,000 elements at depth 20", deep.encode(), Code.MALFORMED)
        names = "".join(f' xmlns:n{n}="urn:{n}"' for n in range(40))
        wide = whole.replace(f"<{made.layout}>", f"<{made.layout}{names}>")
        yield Case("cost: 40 namespaces in force", wide.encode(), Code.TOO_MANY_PARTS)
    said = births(world).file() + b"<!---->" * 39_000
    yield Case("cost: 39,000 comments", said, Code.NOT_PLAIN)


def _keys(world: World) -> Iterator[Case]:
    made = births(world)
    for curve, code in (
        (ec.SECP384R1(), Code.ACCEPTED),
        (ec.SECP521R1(), Code.ACCEPTED),
        (ec.SECP256K1(), Code.WEAK_KEY),
        (ec.BrainpoolP256R1(), Code.WEAK_KEY),
    ):
        signer = world.signer(key=ec.generate_private_key(curve))
        yield Case(f"key: {curve.name}", made.file(signer=signer), code)


def _constraints(world: World) -> Iterator[Case]:
    """An authority that may only issue for some, and issues for A."""
    made = births(world)
    elsewhere = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Nơi khác")])
    for title, name, code in (
        ("some subjects", x509.DirectoryName(elsewhere), Code.UNTRUSTED),
        ("some sites", x509.DNSName("example.vn"), Code.ACCEPTED_REVOCATION_UNKNOWN),
    ):
        bound = _bound(world.under(world.root, "CA Hẹp Ví Dụ"), world.root, name)
        trust = world.believing(intermediates=(bound.certificate,))
        file = made.file(signer=world.signer(issuer=bound))
        yield Case(f"an authority for {title}", file, code, trust)


def _bound(authority: Authority, parent: Authority, name: x509.GeneralName) -> Authority:
    old = authority.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(old.subject)
        .issuer_name(old.issuer)
        .public_key(old.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(old.not_valid_before_utc)
        .not_valid_after(old.not_valid_after_utc)
        .add_extension(x509.NameConstraints([name], None), critical=True)
    )
    for extension in old.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    return Authority(authority.key, builder.sign(parent.key, hashes.SHA256()))


def _lists(world: World) -> Iterator[Case]:
    made, issuing = births(world), world.issuing
    serial = world.good.certificates[0].serial_number
    roots = world.root.revocation_list(NOW - DAY)
    whole = _list_of(issuing)
    odd = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    back = x509.CRLReason(x509.ReasonFlags.remove_from_crl)
    released = _list_of(issuing, (serial, SIGNED - DAY, back))
    twice = _list_of(issuing, (serial, SIGNED - DAY, None), (serial, SIGNED + DAY, None))
    lists = {
        "what a list must be understood by": (
            [whole.add_extension(odd, critical=True)],
            Code.ACCEPTED_REVOCATION_UNKNOWN,
        ),
        "what a list may say beside": ([whole.add_extension(odd, critical=False)], Code.ACCEPTED),
        "given back in a delta": (
            [whole, released.add_extension(x509.DeltaCRLIndicator(1), critical=True)],
            Code.ACCEPTED,
        ),
        "listed twice": ([twice], Code.REVOKED),
    }
    for title, (builders, code) in lists.items():
        signed = [one.sign(issuing.key, hashes.SHA256()) for one in builders]
        yield Case(f"revoked: {title}", made.file(), code, world.listing(*signed, roots))


def _list_of(
    authority: Authority, *entries: tuple[int, datetime, x509.CRLReason | None]
) -> x509.CertificateRevocationListBuilder:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
    )
    for serial, at, reason in entries:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at)
        if reason is not None:
            entry = entry.add_extension(reason, critical=False)
        builder = builder.add_revoked_certificate(entry.build())
    return builder
