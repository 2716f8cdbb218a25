"""Cases of GIAMDINHHS with table 9: accepts, tampering, wrapping, references, payloads."""

import base64
import re
from collections.abc import Iterator

from integrations.hospital_xml.codes import Code
from tests.integrations.hospital_xml.making import Case, Envelopes
from tests.integrations.hospital_xml.world import B, World

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_SIGNATURE = re.compile(r"<Signature .*</Signature>")
_PART = re.compile(r"<THONGTINHOSO>.*</THONGTINHOSO>")
_TRANSFORMS = re.compile(r"<Transforms>.*</Transforms>")


def envelope_cases(made: Envelopes) -> Iterator[Case]:
    for part in (_accepts, _tampering, _wrapping, _references, _payloads, _envelopes):
        yield from part(made, made.world)


def _accepts(made: Envelopes, world: World) -> Iterator[Case]:
    late = Envelopes(world, "xml9_qd3176")
    newer = {"NGAYSINH_NND": "199703150000", "SO_CCCD_NND": "P" * 20}
    no_district = ("MAHUYEN_CU_TRU",)
    tables: dict[str, str | bytes] = {
        "QĐ 4750": made.table(),
        "QĐ 130, numbers without zeros": made.table({"MA_DANTOC_NND": "1", "MAXA_CU_TRU": "4"}),
        "QĐ 3176": late.table(newer),
        "QĐ 3176 without district": late.table(newer, without=no_district),
        "QĐ 4750 without district": made.table(without=no_district),
        "twins": made.table({"SO": "1"}, {"SO": "2"}),
        "a mark in the payload": b"\xef\xbb\xbf" + made.table().encode(),
        "namespaces in the payload": made.table().replace(
            "<CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH>",
            '<CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
        ),
    }
    for name, table in tables.items():
        yield Case(name, made.file(table), Code.ACCEPTED)
    several = made.template(("XML1", "<x/>"), ("XML9", made.table()), ("XML15", b"\xff\x00"))
    yield Case("among other tables", made.sealed(several), Code.ACCEPTED)
    hollow = made.template(("XML1", ""), ("XML9", made.table()))
    yield Case("beside an empty table", made.sealed(hollow), Code.ACCEPTED)
    none = made.template(("XML1", "<x/>"), ("XML2", "<x/>"))
    yield Case("without table 9", made.sealed(none), Code.ACCEPTED_WITHOUT_NOTICE)
    plain = made.template()
    case = re.search("<HOSO>.*</HOSO>", plain)
    assert case
    yield Case("two cases", made.sealed(plain.replace(case[0], case[0] * 2)), Code.ACCEPTED)
    spaced = plain.replace("><THONG", ">\n<THONG").replace("<CHUKYDONVI>", "<CHUKYDONVI>\n ")
    yield Case("spaces before signing", made.sealed(spaced), Code.ACCEPTED)
    curve = world.signer(key=world.issuing.key)
    yield Case("elliptic curve", made.file(signer=curve), Code.ACCEPTED)


def _tampering(made: Envelopes, world: World) -> Iterator[Case]:
    whole = made.file().decode()
    forged = base64.b64encode(made.table({"HO_TEN_NND": "KẺ GIẢ MẠO"}).encode()).decode()
    relative = whole.replace("<THONGTINHOSO>", '<THONGTINHOSO xmlns:x="relative">')
    yield Case("tampering: no canonical form", relative.encode(), Code.NOTHING_COVERED)
    texts = {
        "another payload": re.sub("<NOIDUNGFILE>[^<]*", f"<NOIDUNGFILE>{forged}", whole),
        "a space": whole.replace("<THONGTINHOSO>", " <THONGTINHOSO>"),
        "a line break after the signature": whole.replace("</Signature>", "</Signature>\n"),
        "another facility": whole.replace("<MACSKCB>99901", "<MACSKCB>99902"),
        "another day": whole.replace("<NGAYLAP>20261111", "<NGAYLAP>20261112"),
        "one namespace less": re.sub(' xmlns:xsd="[^"]*"', "", whole),
    }
    for name, text in texts.items():
        assert text != whole, name
        yield Case(f"tampering: {name}", text.encode(), Code.CHANGED)


def _wrapping(made: Envelopes, world: World) -> Iterator[Case]:
    whole = made.file().decode()
    part = _PART.search(whole)
    signature = _SIGNATURE.search(whole)
    assert part and signature
    evil = made.template(("XML9", made.table({"HO_TEN_NND": "KẺ GIẢ MẠO"})))
    found = _PART.search(evil)
    assert found
    bad, body = found[0], whole.partition("\n")[2]
    texts = {
        "evil first": (whole.replace(part[0], bad + part[0]), Code.UNEXPECTED_ELEMENT),
        "evil last": (whole.replace(part[0], part[0] + bad), Code.UNEXPECTED_ELEMENT),
        "signed in an object": (
            whole.replace(part[0], bad).replace(
                "</Signature>", f"<Object>{part[0]}</Object></Signature>"
            ),
            Code.UNEXPECTED_ELEMENT,
        ),
        "evil in an object": (
            whole.replace("</Signature>", f"<Object>{bad}</Object></Signature>"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "evil in KeyInfo": (whole.replace("</KeyInfo>", f"{bad}</KeyInfo>"), Code.KEY_MATERIAL),
        "evil in X509Data": (whole.replace("</X509Data>", f"{bad}</X509Data>"), Code.KEY_MATERIAL),
        "evil in SubjectName": (
            whole.replace("</X509SubjectName>", f"{bad}</X509SubjectName>"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "evil in SignatureValue": (
            whole.replace("</SignatureValue>", f"{bad}</SignatureValue>"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "evil in DigestValue": (
            whole.replace("</DigestValue>", f"{bad}</DigestValue>"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "evil in a transform": (
            whole.replace("<DigestMethod", f"{bad}<DigestMethod"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "evil beside the signature": (
            whole.replace("<CHUKYDONVI>", f"<CHUKYDONVI>{bad}"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "signature in the facility": (
            whole.replace(signature[0], "").replace("</MACSKCB>", f"</MACSKCB>{signature[0]}"),
            Code.UNSIGNED,
        ),
        "signature in the root": (
            whole.replace(
                f"<CHUKYDONVI>{signature[0]}</CHUKYDONVI>", f"<CHUKYDONVI/>{signature[0]}"
            ),
            Code.UNEXPECTED_ELEMENT,
        ),
        "second place": (
            whole.replace("</CHUKYDONVI>", "</CHUKYDONVI><CHUKYDONVI/>"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "two signatures": (whole.replace(signature[0], signature[0] * 2), Code.SEVERAL_SIGNATURES),
        "whole file in evil": (
            f"<GIAMDINHHS><THONGTINDONVI><MACSKCB>{B}</MACSKCB></THONGTINDONVI>{bad}{body}</GIAMDINHHS>",
            Code.UNEXPECTED_ELEMENT,
        ),
        "whole file in another root": (f"<X>{body}</X>", Code.UNKNOWN_LAYOUT),
        "unsigned": (whole.replace(signature[0], ""), Code.UNSIGNED),
    }
    for name, (text, code) in texts.items():
        assert text != whole, name
        yield Case(f"wrapping: {name}", text.encode(), code)


def _references(made: Envelopes, world: World) -> Iterator[Case]:
    plain = made.template()
    named = plain.replace("<THONGTINHOSO>", '<THONGTINHOSO Id="x">')
    reference = re.search("<Reference .*</Reference>", plain)
    assert reference
    texts = {
        "a part": (named.replace('URI=""', 'URI="#x"'), Code.REFERENCES),
        "a pointer": (plain.replace('URI=""', 'URI="#xpointer(/)"'), Code.REFERENCES),
        "a file": (plain.replace('URI=""', 'URI="file:///etc/passwd"'), Code.EXTERNAL_REFERENCE),
        "no address": (plain.replace(' URI=""', ""), Code.REFERENCES),
        "twice": (plain.replace(reference[0], reference[0] * 2), Code.REFERENCES),
        "none": (plain.replace(reference[0], ""), Code.REFERENCES),
        "no transform": (_TRANSFORMS.sub("", plain), Code.TRANSFORM),
        "an attribute on a part": (named, Code.UNEXPECTED_ATTRIBUTE),
        "something in the transform": (
            plain.replace('enveloped-signature"/>', 'enveloped-signature"><x/></Transform>'),
            Code.UNEXPECTED_ELEMENT,
        ),
    }
    for name, (text, code) in texts.items():
        assert name == "an attribute on a part" or text != plain, name
        yield Case(f"reference: {name}", made.sealed(text), code)
    for algorithm in (
        C14N,
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
    ):
        added = f'<Transform Algorithm="{algorithm}"/></Transforms>'
        text = plain.replace("</Transforms>", added)
        yield Case(f"transform added: {algorithm}", made.sealed(text), Code.TRANSFORM)
        instead = _TRANSFORMS.sub(f"<Transforms>{added}", plain)
        yield Case(f"transform instead: {algorithm}", made.sealed(instead), Code.TRANSFORM)


def _payloads(made: Envelopes, world: World) -> Iterator[Case]:
    table = made.table()
    payloads: dict[str, str | bytes] = {
        "not XML": "x",
        "empty root": "<CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH/>",
        "another root": table.replace("DSACH_GIAYCHUNGSINH", "DSACH_X"),
        "a document type": table.replace("?>", "?><!DOCTYPE x>", 1),
        "UTF-16": table.encode("utf-16"),
        "a comment": table.replace("<SO>", "<!-- x --><SO>"),
        "a schema to fetch": table.replace(
            "<CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH>",
            "<CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH "
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xsi:noNamespaceSchemaLocation="file:///etc/passwd">',
        ),
        "deep": "<a>" * 5000 + "</a>" * 5000,
    }
    structure = {"empty root", "another root"}
    for name, payload in payloads.items():
        code = Code.FIELDS if name in structure else Code.PAYLOAD
        yield Case(f"payload: {name}", made.file(payload), code)
    plain = made.template()
    texts = {
        "not base64": "<NOIDUNGFILE>!",
        "line break": "<NOIDUNGFILE>\n",
        "padding": "<NOIDUNGFILE>=",
    }
    for name, begin in texts.items():
        broken = plain.replace("<NOIDUNGFILE>", begin)
        yield Case(f"payload: {name}", made.sealed(broken), Code.PAYLOAD)
    both = made.template(("XML9", table), ("XML9", table))
    yield Case("table 9 twice in a case", made.sealed(both), Code.PAYLOAD)
    wrong: dict[str, tuple[str, Code]] = {
        "birth date of no variant": (made.table({"NGAYSINH_NND": "1997031500"}), Code.VALUE),
        "document number too long": (made.table({"SO_CCCD_NND": "1" * 16}), Code.TOO_LONG),
        "no number": (made.table({"SO": ""}), Code.MISSING_VALUE),
        "second twin in the future": (made.table({}, {"NGAY_CT": "20261230"}), Code.FUTURE),
        "second twin issued before birth": (
            made.table({}, {"NGAY_CT": "20261109"}),
            Code.ISSUED_BEFORE_EVENT,
        ),
        "14 digits": (made.table({"NGAY_SINH_CON": "20261110083000"}), Code.VALUE),
        "a field less": (made.table(without=("SO",)), Code.FIELDS),
        "a field in a namespace": (table.replace("<SO>", '<SO xmlns="urn:x">'), Code.FIELDS),
        "blank name": (made.table({"HO_TEN_NND": "  "}), Code.MISSING_VALUE),
    }
    for name, (payload, code) in wrong.items():
        yield Case(f"table 9: {name}", made.file(payload), code)


def _envelopes(made: Envelopes, world: World) -> Iterator[Case]:
    plain = made.template()
    cases = {
        "table 12": (plain.replace("XML9", "XML12"), Code.VALUE),
        "no table": (re.sub("<FILEHOSO>.*</FILEHOSO>", "", plain), Code.FIELDS),
        "unreal day": (made.template(day="20260230"), Code.DATE),
        "future day": (made.template(day="20261130"), Code.FUTURE),
        "a field more": (plain.replace("</MACSKCB>", "</MACSKCB><X/>"), Code.FIELDS),
        "a letter in the facility": (made.template(facility="9990A"), Code.FACILITY_UNNAMED),
        "no facility": (made.template(facility=""), Code.FACILITY_UNNAMED),
        "wide digits in the facility": (
            made.template(facility="９９９０１"),
            Code.FACILITY_UNNAMED,
        ),
        "facility B": (made.template(facility=B), Code.OTHER_SIGNER),
    }
    for name, (text, code) in cases.items():
        yield Case(f"envelope: {name}", made.sealed(text), code)
