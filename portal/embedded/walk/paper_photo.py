"""A photo of a paper as a telephone makes it; what stands on it says that it is none."""

import io
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path(__file__).parents[3] / "static/vendor/fonts-ttf/BeVietnamPro-Regular.ttf"
SIZE = (1500, 2000)
LINES = (
    "Bản mẫu để trình diễn, không có giá trị.",
    "Mọi người và mọi số đều là hư cấu.",
)


@cache
def photo(title: str) -> bytes:
    """Return a JPEG of 1500 × 2000 dots with this heading."""
    picture = Image.new("RGB", SIZE, "#6b5b4d")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((90, 110, 1410, 1890), fill="#f6f3ea")
    for number, line in enumerate((title, *LINES)):
        letters = ImageFont.truetype(str(FONT), 90 if number == 0 else 52)
        draw.text((170, 240 + number * 170), line, fill="#20303a", font=letters)
    for row in range(9):
        draw.line((170, 860 + row * 105, 1330, 860 + row * 105), fill="#b9b3a4", width=4)
    out = io.BytesIO()
    picture.rotate(1.5, fillcolor="#6b5b4d").save(out, "JPEG", quality=88)
    return out.getvalue()
