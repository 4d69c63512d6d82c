"""Make the two font files that gainsem ships from Noto Sans CJK.

Regular holds the 21,000 Chinese characters of GBK (simplified, traditional and
most rare names), Bold the 6,763 of GB 2312; both hold Latin, Greek, Cyrillic,
punctuation, arrows and mathematical signs.  README.md beside this file has the
commands.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Gainsem Sans SC"
SOURCE_FAMILY = "Noto Sans CJK SC"
NOTICE = (
    "A subset of Noto Sans CJK SC 2.004, Copyright 2014-2021 Adobe (http://www.adobe.com/), "
    "renamed; licensed under the SIL Open Font License, Version 1.1."
)
RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x024F),
    (0x02C6, 0x02DD),
    (0x0370, 0x03FF),
    (0x0400, 0x045F),
    (0x1E00, 0x1EFF),
    (0x2000, 0x206F),
    (0x2070, 0x209F),
    (0x20A0, 0x20BF),
    (0x2100, 0x218F),
    (0x2190, 0x21FF),
    (0x2200, 0x22FF),
    (0x2460, 0x24FF),
    (0x2500, 0x25FF),
    (0x2600, 0x2606),
    (0x2700, 0x27BF),
    (0x3000, 0x303F),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
)


def two_byte(encoding: str) -> set[int]:
    """Return the code points that a two-byte Chinese encoding can write."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                text = bytes((high, low)).decode(encoding)
            except UnicodeDecodeError:
                continue
            found |= {ord(text)} if len(text) == 1 else set()
    return found


def wanted(encoding: str) -> set[int]:
    """Return every code point asked for; those the source lacks are left out."""
    listed = {code for first, last in RANGES for code in range(first, last + 1)}
    return two_byte(encoding) | listed


def source_face(path: Path) -> TTFont:
    """Return the simplified Chinese face of the collection."""
    for font in TTCollection(path).fonts:
        if font["name"].getDebugName(1) == SOURCE_FAMILY:
            return font
    message = f"{path} holds no face named {SOURCE_FAMILY}"
    raise SystemExit(message)


def rename(font: TTFont, style: str) -> None:
    """Give the subset its own name, so that it never hides a complete Noto."""
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    names = font["name"]
    licence, licence_url = names.getDebugName(13), names.getDebugName(14)
    names.names = []
    texts = {
        0: NOTICE,
        1: FAMILY,
        2: style,
        3: f"2.004;{postscript}",
        4: f"{FAMILY} {style}",
        5: "Version 2.004",
        6: postscript,
        13: licence,
        14: licence_url,
    }
    for number, text in texts.items():
        names.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    cff.topDictIndex[0].FullName = f"{FAMILY} {style}"
    cff.topDictIndex[0].FamilyName = FAMILY


def make(source: Path, target: Path, encoding: str) -> None:
    """Write the subset of one weight."""
    font = source_face(source)
    options = subset.Options()
    options.layout_features = ["kern"]
    options.hinting = False
    options.name_IDs = ["*"]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GSUB", "DSIG"]
    options.notdef_outline = True
    options.recalc_timestamp = False
    worker = subset.Subsetter(options)
    worker.populate(unicodes=wanted(encoding))
    worker.subset(font)
    rename(font, "Bold" if "Bold" in source.name else "Regular")
    font.recalcTimestamp = False
    font.save(target)
    print(f"{target}: {len(font.getBestCmap())} characters, {target.stat().st_size:,} bytes")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("regular", type=Path, help="NotoSansCJK-Regular.ttc")
    parser.add_argument("bold", type=Path, help="NotoSansCJK-Bold.ttc")
    parser.add_argument("folder", type=Path, help="where the two .otf files go")
    arguments = parser.parse_args()
    name = FAMILY.replace(" ", "")
    make(arguments.regular, arguments.folder / f"{name}-Regular.otf", "gbk")
    make(arguments.bold, arguments.folder / f"{name}-Bold.otf", "gb2312")


if __name__ == "__main__":
    main()
