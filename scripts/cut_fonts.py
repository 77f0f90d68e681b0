"""Cut the two fonts that documents are set in from Debian's fonts-noto-cjk. Run once; the result is committed.

    python3 -m venv /tmp/cut && /tmp/cut/bin/pip install fonttools
    apt-get install fonts-noto-cjk
    /tmp/cut/bin/python scripts/cut_fonts.py

Regular holds every hanzi that the source has, those beyond the first 65,536 code points too, so that rare names
print. Bold, which only headings use, holds those of GB 2312. What makes glyphs for other countries or for vertical
setting is dropped: a font of more than 32,767 glyphs loses some of them silently.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto")
TARGET = Path(__file__).parents[1] / "paper" / "fonts"
MOST_GLYPHS = 32_767
FEATURES = ("kern", "mark", "mkmk", "ccmp", "liga", "calt", "palt", "halt", "chws", "tnum", "lnum")

#: Latin, Greek, punctuation, arrows, signs of mathematics, enclosed numbers, shapes, full-width forms.
SIGNS = ((0x20, 0x24F), (0x370, 0x3FF), (0x2000, 0x27BF), (0x3000, 0x303F), (0x3105, 0x312F), (0xFF00, 0xFFEF))
HANZI = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3FFFF))


def signs() -> set[int]:
    return {code for first, last in SIGNS for code in range(first, last + 1)}


def every_hanzi() -> set[int]:
    return {code for first, last in HANZI for code in range(first, last + 1)}


def hanzi_of_gb2312() -> set[int]:
    found = set()
    for row in range(16, 88):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes([row + 0xA0, cell + 0xA0]).decode("gb2312")))
            except UnicodeDecodeError:  # the standard leaves five cells empty
                continue
    return found


def simplified(collection: Path) -> TTFont:
    """The face of mainland Chinese shapes."""
    for font in TTCollection(collection).fonts:
        if font["name"].getDebugName(1) == "Noto Sans CJK SC" or font["name"].getDebugName(16) == "Noto Sans CJK SC":
            return font
    raise SystemExit(f"{collection} holds no face Noto Sans CJK SC")


def cut(weight: str, codes: set[int]) -> None:
    options = subset.Options(layout_features=list(FEATURES), hinting=False, name_IDs=["*"], notdef_outline=True)
    font = simplified(SOURCE / f"NotoSansCJK-{weight}.ttc")
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    glyphs = len(font.getGlyphOrder())
    if glyphs > MOST_GLYPHS:
        raise SystemExit(f"{weight}: {glyphs} glyphs are too many")
    path = TARGET / f"XieshangSansSC-{weight}.otf"
    subset.save_font(font, path, options)
    print(f"{path.name}: {glyphs} glyphs, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    cut("Regular", signs() | every_hanzi())
    cut("Bold", signs() | hanzi_of_gb2312())
