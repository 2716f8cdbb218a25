"""The invented people whose numbers a declaration by hand asks for, one household a line.

Written out here: the portal imports no simulator. A test holds them to the simulated VNeID's own.
"""

# (name, number); whoever owns the dwelling and lives elsewhere stands with each household too.
FAMILIES: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("Nguyễn Thị Ví Dụ", "000196000001"),
        ("Trần Văn Ví Dụ", "000094000002"),
        ("Lê Thị Ví Dụ", "000166000003"),
        ("Phạm Văn Chủ Nhà (owner)", "000060000004"),
    ),
    (("Phạm Văn Chủ Nhà (owner)", "000060000004"),),
    (
        ("Giàng Thị Thử", "000197000005"),
        ("Vàng A Thử (owner)", "000092000006"),
    ),
    (
        ("Đỗ Thị Một Mình", "000198000007"),
        ("Đỗ Văn Ngoại (owner)", "000064000008"),
    ),
    (
        ("Vũ Thị Mẫu (owner)", "000193000009"),
        ("John Example", "000088000010"),
        ("Đặng Thị Mức Một", "000199000017"),
    ),
    (
        ("Phạm Văn Chủ Nhà (owner)", "000060000004"),
        ("Hoàng Thị Thuê Nhà", "000190000011"),
    ),
    (
        ("Bùi Thị Đồng Chủ (owner)", "000191000012"),
        ("Ngô Văn Đồng Chủ (owner)", "000089000013"),
        ("Ngô Văn Ông Nội", "000058000014"),
    ),
    (
        ("Lò Thị Cháu", "000195000015"),
        ("Lò Văn Cụ (owner)", "000050000016"),
    ),
    (
        ("Cao Thị Đổi Hộ (owner)", "000194000018"),
        ("Cao Văn Đã Mất", "000048000019"),
    ),
)
