"""What a check can find: the eight gates in order, and the stable codes each may refuse with."""

from enum import StrEnum


class Gate(StrEnum):
    """The gates, in the order in which a file meets them."""

    BYTES = "bytes"
    SHAPE = "shape"
    ALGORITHMS = "algorithms"
    CHAIN = "chain"
    SIGNATURE = "signature"
    COVERAGE = "coverage"
    IDENTITY = "identity"
    SCHEMA = "schema"


class Code(StrEnum):
    """Stable: facilities, figures and families' pages refer to them. `gate.reason`."""

    ACCEPTED = "accepted"
    ACCEPTED_REVOCATION_UNKNOWN = "accepted.revocation_unknown"
    ACCEPTED_REVOCATION_EXPIRED = "accepted.revocation_expired"
    ACCEPTED_WITHOUT_NOTICE = "accepted.without_notice"

    UNREADABLE = "bytes.unreadable"
    TOO_LARGE = "bytes.too_large"
    NOT_UTF8 = "bytes.not_utf8"
    BYTE_ORDER_MARK = "bytes.byte_order_mark"
    XML_VERSION = "bytes.xml_version"
    DOCTYPE = "bytes.doctype"
    TOO_MANY_PARTS = "bytes.too_many_parts"
    MALFORMED = "bytes.malformed"

    UNKNOWN_LAYOUT = "shape.unknown_layout"
    UNSIGNED = "shape.unsigned"
    SEVERAL_SIGNATURES = "shape.several_signatures"
    NOT_PLAIN = "shape.comment_or_instruction"
    DUPLICATE_ID = "shape.duplicate_id"
    IDENTIFIER = "shape.identifier"
    UNEXPECTED_ELEMENT = "shape.unexpected_element"
    UNEXPECTED_ATTRIBUTE = "shape.unexpected_attribute"
    UNEXPECTED_TEXT = "shape.unexpected_text"
    REFERENCES = "shape.references"
    EXTERNAL_REFERENCE = "shape.external_reference"
    TRANSFORM = "shape.transform"
    KEY_MATERIAL = "shape.key_material"
    SIGNING_TIME = "shape.signing_time"

    CANONICALIZATION = "algorithms.canonicalization"
    SIGNATURE_METHOD = "algorithms.signature_method"
    DIGEST_METHOD = "algorithms.digest_method"
    WEAK_KEY = "algorithms.weak_key"

    NO_CERTIFICATE = "chain.no_certificate"
    UNREADABLE_CERTIFICATE = "chain.unreadable_certificate"
    SEVERAL_SIGNERS = "chain.several_signers"
    AUTHORITY = "chain.authority_certificate"
    KEY_USAGE = "chain.key_usage"
    NOT_YET_VALID = "chain.not_yet_valid"
    EXPIRED = "chain.expired"
    UNTRUSTED = "chain.untrusted"
    REVOKED = "chain.revoked"

    CHANGED = "signature.content_changed"
    INVALID = "signature.invalid"

    OTHER_TARGET = "coverage.other_target"
    NOTHING_COVERED = "coverage.nothing_covered"
    DIGEST = "coverage.digest"

    FACILITY_UNNAMED = "identity.facility_unnamed"
    FACILITY_CONTRADICTED = "identity.facility_contradicted"
    FACILITY_UNKNOWN = "identity.facility_unknown"
    NO_TAX_CODE = "identity.no_tax_code"
    OTHER_SIGNER = "identity.other_signer"

    FIELDS = "schema.fields"
    TOO_LONG = "schema.too_long"
    MISSING_VALUE = "schema.missing_value"
    VALUE = "schema.value"
    PAYLOAD = "schema.payload"
    NUMBER = "schema.number"
    NUMBER_YEAR = "schema.number_year"
    DATE = "schema.date"
    FUTURE = "schema.future"
    ISSUED_BEFORE_EVENT = "schema.issued_before_event"
    SIGNED_BEFORE_EVENT = "schema.signed_before_event"
    SIGNED_IN_FUTURE = "schema.signed_in_future"

    @property
    def gate(self) -> Gate | None:
        """The gate that refuses with this code; None where the file was accepted."""
        name = self.value.partition(".")[0]
        return None if name == "accepted" else Gate(name)


class Revocation(StrEnum):
    """What the revocation lists say of a chain, at the moment it is judged by."""

    GOOD = "good"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    UNASKED = ""


class Refused(Exception):
    """A gate refuses the file; `detail` names an element at most, never what stands in it."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(code.value)
        self.code, self.detail = code, detail
