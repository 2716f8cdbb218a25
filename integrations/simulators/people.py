"""The invented people of the simulated VNeID, their households and their homes.

Nobody here exists. Every personal number begins with 000, which is no province and no country in
the list of Thông tư 07/2016/TT-BCA, so that it can belong to nobody; the other digits keep the
legal shape (century and sex, year of birth, serial). Telephone numbers begin with 00000.
Communes are real ones, because addresses must be found in the official list.
"""

from dataclasses import dataclass

MALE, FEMALE = "male", "female"
BY_HAND, AGREES, REFUSES, IGNORES = "by_hand", "agrees", "refuses", "ignores"
HABITS = (BY_HAND, AGREES, REFUSES, IGNORES)


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives together; `owners` are those whose dwelling it is, wherever they live.

    `head_state` says whether the head can be one: able, dead, abroad or minor.
    """

    code: str
    commune_code: str
    address_line: str
    head: str
    owners: tuple[str, ...]
    head_state: str = "able"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented; `note` says what a visitor can try out by being this person."""

    personal_number: str
    full_name: str
    sex: str
    born_on: str
    household: str
    note: str
    nationality: str = "Việt Nam"
    ethnicity: str = "Kinh"
    level: str = "2"
    has_account: bool = True

    @property
    def sub(self) -> str:
        """Return the subject under which VNeID signs this person in."""
        return f"vneid-{self.personal_number[-6:]}"

    @property
    def phone(self) -> str:
        """Return a number nobody has."""
        return f"00000{self.personal_number[-5:]}"


HOUSEHOLDS = (
    Household("H1", "00004", "Số 1 ngõ Ví Dụ", "000166000003", ("000060000004",)),
    Household("H2", "00004", "Số 2 ngõ Ví Dụ", "000060000004", ("000060000004",)),
    Household("H3", "03006", "Tổ 3 thôn Thử Nghiệm", "000092000006", ("000092000006",)),
    Household("H4", "22390", "Số 4 đường Mô Phỏng", "000064000008", ("000064000008",)),
    Household("H5", "00070", "Số 5 phố Làm Mẫu", "000193000009", ("000193000009",)),
    Household("H6", "22390", "Số 6 đường Mô Phỏng", "000190000011", ("000060000004",)),
    Household("H7", "00070", "Số 7 phố Làm Mẫu", "000058000014", ("000191000012", "000089000013")),
    Household("H8", "03006", "Tổ 8 thôn Thử Nghiệm", "000050000016", ("000050000016",)),
    Household("H9", "22390", "Số 9 đường Mô Phỏng", "000048000019", ("000194000018",), "dead"),
)

PEOPLE = (
    Person("000196000001", "Nguyễn Thị Ví Dụ", FEMALE, "1996-03-08", "H1",
           "Mẹ. Ở nhà thuê với mẹ chồng: chủ hộ và chủ nhà là hai người khác, phải nhờ cả hai."),
    Person("000094000002", "Trần Văn Ví Dụ", MALE, "1994-07-20", "H1",
           "Cha, chồng của Nguyễn Thị Ví Dụ."),
    Person("000166000003", "Lê Thị Ví Dụ", FEMALE, "1966-01-15", "H1",
           "Bà nội, chủ hộ. Vào đây để đồng ý hoặc không đồng ý."),
    Person("000060000004", "Phạm Văn Chủ Nhà", MALE, "1960-10-02", "H2",
           "Chủ nhà cho thuê, sở hữu ba ngôi nhà. Vào đây để đồng ý hoặc không đồng ý."),
    Person("000197000005", "Giàng Thị Thử", FEMALE, "1997-05-12", "H3",
           "Mẹ ở Sa Pa; chồng là chủ hộ và chủ nhà.", ethnicity="Mông"),
    Person("000092000006", "Vàng A Thử", MALE, "1992-11-30", "H3",
           "Cha, vừa là chủ hộ vừa là chủ nhà: không phải nhờ ai.", ethnicity="Mông"),
    Person("000198000007", "Đỗ Thị Một Mình", FEMALE, "1998-09-09", "H4",
           "Mẹ nuôi con một mình, ở Nha Trang với ông ngoại."),
    Person("000064000008", "Đỗ Văn Ngoại", MALE, "1964-04-25", "H4",
           "Ông ngoại, chủ hộ và chủ nhà. Vào đây để đồng ý hoặc không đồng ý."),
    Person("000193000009", "Vũ Thị Mẫu", FEMALE, "1993-02-14", "H5",
           "Mẹ, chủ hộ và chủ nhà; chồng là người nước ngoài."),
    Person("000088000010", "John Example", MALE, "1988-06-01", "H5",
           "Cha là người nước ngoài: hồ sơ phải làm tại UBND.",
           nationality="Hoa Kỳ", ethnicity=""),
    Person("000190000011", "Hoàng Thị Thuê Nhà", FEMALE, "1990-12-12", "H6",
           "Mẹ là chủ hộ, nhà của người khác: chỉ phải nhờ chủ nhà."),
    Person("000191000012", "Bùi Thị Đồng Chủ", FEMALE, "1991-08-18", "H7",
           "Mẹ là một trong hai chủ nhà; chủ hộ là bố chồng."),
    Person("000089000013", "Ngô Văn Đồng Chủ", MALE, "1989-03-03", "H7",
           "Cha, đồng chủ nhà với vợ."),
    Person("000058000014", "Ngô Văn Ông Nội", MALE, "1958-05-05", "H7",
           "Ông nội, chủ hộ. Vào đây để đồng ý hoặc không đồng ý."),
    Person("000195000015", "Lò Thị Cháu", FEMALE, "1995-10-10", "H8",
           "Mẹ ở với ông; ông là chủ hộ nhưng không dùng VNeID: phải gửi tờ CT01.",
           ethnicity="Thái"),
    Person("000050000016", "Lò Văn Cụ", MALE, "1950-01-01", "H8",
           "Không có tài khoản VNeID.", ethnicity="Thái", has_account=False),
    Person("000199000017", "Đặng Thị Mức Một", FEMALE, "1999-04-04", "H5",
           "Tài khoản mức 1: chưa đủ để nộp hồ sơ.", level="1"),
    Person("000194000018", "Cao Thị Đổi Hộ", FEMALE, "1994-06-06", "H9",
           "Mẹ; dữ liệu cư trú ghi chủ hộ là người đã mất: hộ cần đổi chủ hộ trước."),
    Person("000048000019", "Cao Văn Đã Mất", MALE, "1948-02-02", "H9",
           "Đã mất, vẫn còn ghi là chủ hộ.", has_account=False),
)  # fmt: skip

BY_NUMBER = {person.personal_number: person for person in PEOPLE}
BY_SUB = {person.sub: person for person in PEOPLE}
HOUSEHOLD_BY_CODE = {household.code: household for household in HOUSEHOLDS}


def masked(full_name: str) -> str:
    """Return a name of which only the surname and the initials can be read."""
    surname, *others = full_name.split()
    return " ".join([surname, *(f"{name[0]}**" for name in others)])
