"""Gate 7, identity: the signer is the facility the paper names."""

import re
from typing import Any

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.layouts import BIRTH, DEATH
from integrations.hospital_xml.signers import Brought
from integrations.hospital_xml.trust import Facility

TAX_CODE = "MST:"
_TAX_CODE = TAX_CODE.casefold()
_FACILITY = re.compile(r"[0-9]{5}", re.ASCII)


def check_identity(examination: Examination) -> None:
    """Gate 7: the certificate's subject carries the tax code of the facility named inside.

    Facility B may not sign for A, and a facility that is not in the register for nobody.
    """
    code = named_facility(examination)
    examination.facility = code
    known = examination.trust.facilities.get(code)
    if known is None or not known.exists_on(examination.judged_at.date()):
        raise Refused(Code.FACILITY_UNKNOWN)
    _check_signer(examination.signer, known)


def named_facility(examination: Examination) -> str:
    """Return the code of the facility the covered bytes name, spelled as a code."""
    covered, layout = examination.covered, examination.layout
    if layout is BIRTH:
        return _code(_third(covered, "MA_GCS"), "MA_GCS")
    if layout is DEATH:
        code = _code(covered.findtext("MACSKCB"), "MACSKCB")
        if _third(covered, "MA_GBT") != code:
            raise Refused(Code.FACILITY_CONTRADICTED, "MACSKCB")
        return code
    return _code(covered.findtext("THONGTINDONVI/MACSKCB"), "MACSKCB")


def _third(covered: Any, field: str) -> str:
    parts = (covered.findtext(field) or "").split(".")
    return str(parts[2]) if len(parts) == 4 else ""


def _code(text: str | None, field: str) -> str:
    if not _FACILITY.fullmatch(text or ""):
        raise Refused(Code.FACILITY_UNNAMED, field)
    return str(text)


def _check_signer(signer: Brought, facility: Facility) -> None:
    stated = [one for one in signer.user_ids if one.casefold().startswith(_TAX_CODE)]
    if not stated:
        raise Refused(Code.NO_TAX_CODE)
    if not facility.tax_code or stated != [f"{TAX_CODE}{facility.tax_code}"]:
        raise Refused(Code.OTHER_SIGNER)
