"""Cases of the two layouts signed by two references: accepts, tampering, wrapping, references."""

import re
from collections.abc import Iterator

from integrations.hospital_xml.codes import Code
from tests.integrations.hospital_xml.making import ID, Case, Making
from tests.integrations.hospital_xml.world import World

C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
OBJECT, DATA = f"#Object-CHUKYDONVI-{ID}", f"#{ID}"
_REFERENCE = re.compile(r"<Reference .*?</Reference>")
_SIGNATURE = re.compile(r"<Signature .*</Signature>")


def packet_cases(made: Making) -> Iterator[Case]:
    for part in (_accepts, _tampering, _wrapping, _identifiers, _references):
        yield from part(made, made.world)


def _accepts(made: Making, world: World) -> Iterator[Case]:
    plain = made.template()
    short = {"hsdlgcs": "MA_BHXH_MTH", "hsdlgbt": "MA_BHXH"}[made.schema]
    fields = made.fields()
    spaced = "\n  " + re.sub(r"(</\w+>)", r"\1\n  ", fields)
    issuer = world.with_certificates(
        world.good, world.good.certificates[0], world.issuing.certificate
    )
    texts = {
        "plain": plain,
        "short form": made.template(fields[: fields.index(f"<{short}>")]),
        "indented before signing": made.template(spaced),
        "indented around": plain.replace("<CHUKYDONVI>", "\n<CHUKYDONVI>\n"),
        "no declaration": plain.partition("\n")[2],
        "newline at the end": plain + "\n",
        "namespaces on the root": plain.replace(
            f"<{made.layout}>",
            f'<{made.layout} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xmlns:xsd="http://www.w3.org/2001/XMLSchema">',
        ),
        "exclusive c14n of SignedInfo": plain.replace(
            C14N, "http://www.w3.org/2001/10/xml-exc-c14n#"
        ),
        "rsa-sha512": plain.replace("rsa-sha256", "rsa-sha512"),
        "sha512 digests": plain.replace("xmlenc#sha256", "xmlenc#sha512").replace(
            "~digest:sha256", "~digest:sha512"
        ),
        "no subject name": re.sub("<X509SubjectName>.*</X509SubjectName>", "", plain),
        "character references": plain.replace("VÍ", "V&#205;"),
        "issuer beside": made.template(signer=issuer),
    }
    for name, text in texts.items():
        yield Case(name, made.sealed(text), Code.ACCEPTED)
    curve = world.signer(key=world.issuing.key)
    yield Case("elliptic curve", made.file(signer=curve), Code.ACCEPTED)
    yield Case("text beyond the plane", made.file({"MA_BN": "𠀀" * 200}), Code.ACCEPTED)


def _tampering(made: Making, world: World) -> Iterator[Case]:
    whole = made.file().decode()
    value = re.search("<SignatureValue>(.*)</SignatureValue>", whole)
    assert value
    other = made.file(signer=world.signer(key=world.other_key)).decode()
    other_value = re.search("<SignatureValue>(.*)</SignatureValue>", other)
    assert other_value
    changes = {
        "a name changed": (whole.replace("VÍ DỤ<", "VÍ DU<"), Code.CHANGED),
        "a space added": (whole.replace("<MA_BN>", "<MA_BN> "), Code.CHANGED),
        "indented after signing": (whole.replace("><MA_BN>", ">\n<MA_BN>"), Code.CHANGED),
        "a field emptied": (re.sub("<QUYEN_SO>.*</QUYEN_SO>", "<QUYEN_SO/>", whole), Code.CHANGED),
        "signing time changed": (
            whole.replace("<SigningTime>2026-11-11", "<SigningTime>2026-11-12"),
            Code.CHANGED,
        ),
        "the value of another key": (whole.replace(value[1], other_value[1]), Code.INVALID),
        "no value": (whole.replace(value[1], ""), Code.INVALID),
        "method renamed": (whole.replace("rsa-sha256", "rsa-sha384"), Code.INVALID),
    }
    for name, (text, code) in changes.items():
        assert text != whole, name
        yield Case(name, text.encode(), code)


def _wrapping(made: Making, world: World) -> Iterator[Case]:
    """A real signature over a real paper, and another paper where it is read."""
    whole = made.file().decode()
    signed = made.element(made.fields())
    evil, twin = made.evil(), made.evil(ID)
    signature = _SIGNATURE.search(whole)
    assert signed in whole and signature
    instead = whole.replace(signed, evil)
    inside = instead.replace
    texts = {
        "evil first": whole.replace(signed, evil + signed),
        "evil last": whole.replace(signed, signed + evil),
        "twin first": whole.replace(signed, twin + signed),
        "twin last": whole.replace(signed, signed + twin),
        "signed in a wrapper": whole.replace(signed, f"{evil}<Wrapper>{signed}</Wrapper>"),
        "signed beside the signature": inside("<CHUKYDONVI>", f"<CHUKYDONVI>{signed}"),
        "signed in a second object": inside(
            "</Signature>", f"<Object>{signed}</Object></Signature>"
        ),
        "signed in the object": inside("</Object>", f"{signed}</Object>"),
        "signed in KeyInfo": inside("</KeyInfo>", f"{signed}</KeyInfo>"),
        "signed in X509Data": inside("</X509Data>", f"{signed}</X509Data>"),
        "signed in SigningTime": inside("</SigningTime>", f"{signed}</SigningTime>"),
        "signed in SignatureValue": inside("</SignatureValue>", f"{signed}</SignatureValue>"),
        "evil in SubjectName": whole.replace("</X509SubjectName>", f"{evil}</X509SubjectName>"),
        "evil spelled in SubjectName": whole.replace(
            "</X509SubjectName>", f"&lt;{made.data}></X509SubjectName>"
        ),
        "signature beside its place": whole.replace(
            f"<CHUKYDONVI>{signature[0]}</CHUKYDONVI>", f"<CHUKYDONVI/>{signature[0]}"
        ),
        "second place": whole.replace(
            "</CHUKYDONVI>", f"</CHUKYDONVI><CHUKYDONVI>{evil}</CHUKYDONVI>"
        ),
        "whole file in another root": f"<X>{whole.partition(chr(10))[2]}</X>",
        "root in a namespace": whole.replace(f"<{made.layout}>", f'<{made.layout} xmlns="urn:x">'),
    }
    code_of = {
        "whole file in another root": Code.UNKNOWN_LAYOUT,
        "root in a namespace": Code.UNKNOWN_LAYOUT,
        "signed in KeyInfo": Code.KEY_MATERIAL,
        "signed in X509Data": Code.KEY_MATERIAL,
    }
    for name, text in texts.items():
        yield Case(f"wrapping: {name}", text.encode(), code_of.get(name, Code.UNEXPECTED_ELEMENT))
    nested = re.sub("<MA_BN>[^<]*</MA_BN>", f"<MA_BN>{signed}</MA_BN>", whole, count=1)
    yield Case("wrapping: signed in a field of its twin", nested.encode(), Code.DUPLICATE_ID)
    in_field = re.sub("<MA_BN>[^<]*</MA_BN>", f"<MA_BN>{signature[0]}</MA_BN>", whole)
    yield Case("wrapping: a signature in a field", in_field.encode(), Code.SEVERAL_SIGNATURES)
    two = whole.replace(signature[0], signature[0] * 2)
    yield Case("wrapping: two signatures", two.encode(), Code.SEVERAL_SIGNATURES)


def _identifiers(made: Making, world: World) -> Iterator[Case]:
    whole = made.file().decode()
    field = "<MA_BN>"
    for name in ("Id", "ID", "id", "xml:id"):
        text = whole.replace(field, f'<MA_BN {name}="{ID}">')
        yield Case(f"{name} twice", text.encode(), Code.DUPLICATE_ID)
    upper = whole.replace(field, f'<MA_BN Id="{ID.upper()}">')
    yield Case("Id twice but for case", upper.encode(), Code.DUPLICATE_ID)
    template = made.template()
    texts = {
        "an attribute on a field": (
            template.replace(field, '<MA_BN x="1">'),
            Code.UNEXPECTED_ATTRIBUTE,
        ),
        "an attribute on the root": (
            template.replace(f"<{made.layout}>", f'<{made.layout} x="1">'),
            Code.UNEXPECTED_ATTRIBUTE,
        ),
        "xsi:type": (
            template.replace(
                field, '<MA_BN xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true">'
            ),
            Code.UNEXPECTED_ATTRIBUTE,
        ),
        "a property about something else": (
            template.replace(f'Target="#CHUKYDONVI-{ID}"', f'Target="#{ID}"'),
            Code.IDENTIFIER,
        ),
        "another name of the signature": (
            template.replace(f'Id="CHUKYDONVI-{ID}"', 'Id="x"'),
            Code.IDENTIFIER,
        ),
        "text beside the signature": (
            template.replace("</Signature>", "</Signature>x"),
            Code.UNEXPECTED_TEXT,
        ),
        "text in the root": (
            template.replace("<CHUKYDONVI>", "x<CHUKYDONVI>"),
            Code.UNEXPECTED_TEXT,
        ),
        "a comment": (template.replace(field, f"<!-- x -->{field}"), Code.NOT_PLAIN),
        "a comment that splits a name": (template.replace("VÍ DỤ", "VÍ<!---->DỤ"), Code.NOT_PLAIN),
        "an instruction": (template.replace(field, f"<?x y?>{field}"), Code.NOT_PLAIN),
        "a style sheet": (
            template.replace("\n", '\n<?xml-stylesheet href="file:///etc/passwd"?>', 1),
            Code.NOT_PLAIN,
        ),
        "a comment after the end": (template + "<!-- x -->", Code.NOT_PLAIN),
        "properties in the signature's namespace": (
            template.replace('<SignatureProperties xmlns="">', "<SignatureProperties>"),
            Code.UNEXPECTED_ELEMENT,
        ),
        "a zone in SigningTime": (
            template.replace("</SigningTime>", "+07:00</SigningTime>"),
            Code.SIGNING_TIME,
        ),
        "an unreal SigningTime": (
            template.replace("<SigningTime>2026-11-11", "<SigningTime>2026-02-30"),
            Code.SIGNING_TIME,
        ),
        "a bare key": (
            template.replace(
                "<KeyInfo>",
                "<KeyInfo><KeyValue><RSAKeyValue><Modulus>AQAB</Modulus>"
                "<Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>",
            ),
            Code.KEY_MATERIAL,
        ),
        "where to fetch a key": (
            template.replace("<KeyInfo>", '<KeyInfo><RetrievalMethod URI="file:///etc/passwd"/>'),
            Code.KEY_MATERIAL,
        ),
    }
    for name, (text, code) in texts.items():
        yield Case(name, made.sealed(text), code)
    empty = _SIGNATURE.sub("", whole)
    yield Case("unsigned", empty.encode(), Code.UNSIGNED)
    foreign = re.sub('<Signature xmlns="[^"]*"', '<Signature xmlns="urn:x"', whole)
    yield Case("a signature of another namespace", foreign.encode(), Code.UNEXPECTED_ELEMENT)


def _references(made: Making, world: World) -> Iterator[Case]:
    """Validly signed by the hospital itself, but not over what the profile says."""
    template = made.template()
    first, second = _REFERENCE.findall(template)
    own = f"SignatureProperty-CHUKYDONVI-{ID}"
    swap = template.replace(first + second, second + first)
    yield Case("references swapped", made.sealed(swap), Code.OTHER_TARGET)
    aside = second.replace(DATA, f"#{own}").replace(f"./*[@Id='{ID}']", ".//SignatureProperty")
    yield Case("data not covered", made.sealed(template.replace(second, aside)), Code.OTHER_TARGET)
    twice = template.replace(second, first)
    yield Case("object covered twice", made.sealed(twice), Code.OTHER_TARGET)
    texts = {
        "only the data": (template.replace(first, ""), Code.REFERENCES),
        "only the object": (template.replace(second, ""), Code.REFERENCES),
        "three": (template.replace(second, second * 2), Code.REFERENCES),
        "the whole file": (template.replace(f'URI="{DATA}"', 'URI=""'), Code.REFERENCES),
        "no address": (template.replace(f' URI="{DATA}"', ""), Code.REFERENCES),
        "a pointer": (template.replace(DATA, "#xpointer(/)"), Code.REFERENCES),
        "a pointer by id": (template.replace(DATA, f"#xpointer(id('{ID}'))"), Code.REFERENCES),
        "a file": (template.replace(DATA, "file:///etc/passwd"), Code.EXTERNAL_REFERENCE),
        "an address": (template.replace(DATA, "http://127.0.0.1:9/x"), Code.EXTERNAL_REFERENCE),
        "a relative file": (template.replace(DATA, "x.xml"), Code.EXTERNAL_REFERENCE),
        "a type": (
            template.replace(f'URI="{DATA}"', f'URI="{DATA}" Type="urn:x"'),
            Code.UNEXPECTED_ATTRIBUTE,
        ),
        "a manifest": (
            template.replace("</Object>", "<Manifest></Manifest></Object>"),
            Code.UNEXPECTED_ELEMENT,
        ),
    }
    for name, (text, code) in texts.items():
        yield Case(f"reference: {name}", made.sealed(text), code)
    for algorithm in (
        C14N,
        "http://www.w3.org/2000/09/xmldsig#enveloped-signature",
        "http://www.w3.org/2000/09/xmldsig#base64",
        "http://www.w3.org/TR/1999/REC-xslt-19991116",
        "http://www.w3.org/TR/1999/REC-xpath-19991116",
        "http://www.w3.org/2002/06/xmldsig-filter2",
        "urn:x",
    ):
        added = f'<Transforms><Transform Algorithm="{algorithm}"/></Transforms><DigestMethod'
        text = template.replace(second, second.replace("<DigestMethod", added))
        yield Case(f"transform: {algorithm}", made.sealed(text), Code.TRANSFORM)
