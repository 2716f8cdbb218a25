"""The ethnicities a paper writes out: the registers are told only the two digits."""

_IN_ORDER = (
    "Kinh, Tày, Thái, Hoa, Khơ-me, Mường, Nùng, Hmông, Dao, Gia-rai, Ngái, Ê-đê, "
    "Ba-na, Xơ-đăng, Sán Chay, Cơ-ho, Chăm, Sán Dìu, Hrê, Mnông, Ra-glai, Xtiêng, "
    "Bru-Vân Kiều, Thổ, Giáy, Cơ-tu, Gié-Triêng, Mạ, Khơ-mú, Co, Ta-ôi, Chơ-ro, "
    "Kháng, Xinh-mun, Hà Nhì, Chu-ru, Lào, La Chí, La Ha, Phù Lá, La Hủ, Lự, Lô Lô, "
    "Chứt, Mảng, Pà Thẻn, Cơ Lao, Cống, Bố Y, Si La, Pu Péo, Brâu, Ơ Đu, Rơ-măm"
)
_NAMES = {f"{code:02}": name for code, name in enumerate(_IN_ORDER.split(", "), start=1)}


def name_of(code: str) -> str:
    """Return the name under a code of QĐ 121-TCTK/PPCĐ; what is no code comes back as it is."""
    return _NAMES.get(code, code)
