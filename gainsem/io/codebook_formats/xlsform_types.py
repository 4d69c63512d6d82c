"""The question types of XLSForm, and what becomes of each in a codebook."""

from __future__ import annotations

import re
from dataclasses import dataclass

SELECT = re.compile(
    r"(?P<how>select[ _]?one|select1|select[ _]multiple|select all that apply(?: from)?"
    r"|add select one prompt using|add select multiple prompt using|rank)"
    r"(?P<outside>[ _]external|[ _]from[ _]file)?\s+(?P<list>\S+)"
    r"(?P<other>\s+or[ _](?:specify[ _])?other)?",
    re.IGNORECASE,
)
BEGINS = re.compile(r"begin[ _]?(?P<what>group|repeat|loop|score|rank|kobomatrix|matrix)(\s.*)?")
ENDS = re.compile(r"end[ _]?(?P<what>group|repeat|loop|score|rank|kobomatrix|matrix)(\s.*)?")
NUMBERS = {"integer": True, "int": True, "decimal": False, "range": False, "percentage": False}
TEXTS = {
    "text",
    "string",
    "date",
    "time",
    "datetime",
    "date time",
    "barcode",
    "email",
    "phone number",
}
PLACES = {"geopoint", "geotrace", "geoshape", "gps", "location", "start-geopoint"}
METADATA = {
    *("start", "end", "today", "deviceid", "device id", "username", "email", "phonenumber"),
    *("simserial", "sim id", "subscriberid", "subscriber id", "audit", "start time", "end time"),
    *("imei", "background-audio", "background-geopoint", "xml-external", "csv-external"),
    *("get device id", "get start time", "get end time", "get today", "get sim id"),
    *("caseid", "comments", "text audit", "audio audit", "speed violations count"),
    *("sensor_statistic", "sensor_stream", "entity"),
}
FILES = {"image", "photo", "audio", "video", "file", "osm"}
CONTROLS = {"acknowledge", "trigger", "hidden"}
NOT_ANSWERS = {
    **dict.fromkeys(METADATA, "metadata of the device"),
    **dict.fromkeys(FILES, "a file, not an answer"),
    **dict.fromkeys(CONTROLS, "no answer is given"),
    **dict.fromkeys(PLACES, "a place on the map"),
}


@dataclass(frozen=True, slots=True)
class Type:
    """A question type: ``kind`` says what it is, ``list_name`` which choices it has."""

    kind: str
    list_name: str = ""
    is_whole: bool = False
    why: str = ""
    with_other: bool = False


def type_of(written: str) -> Type | None:
    """Return what a cell of the column ``type`` means, or None for an unknown type.

    Examples
    --------
    >>> type_of("select_one agreement").list_name, type_of("select one from mars")
    ('agreement', None)
    """
    text = " ".join(written.split())
    plain = text.casefold()
    if plain in NUMBERS or plain.split("(")[0].strip() in NUMBERS:
        return Type("number", is_whole=NUMBERS.get(plain, False))
    if plain in ("note", "calculate", "score__row", "rank__level"):
        return Type(plain)
    if plain in TEXTS and plain not in METADATA:
        return Type("text")
    if plain in NOT_ANSWERS:
        return Type("left", why=NOT_ANSWERS[plain])
    if begins := BEGINS.fullmatch(plain):
        return Type("begin", begins["what"])
    if ends := ENDS.fullmatch(plain):
        return Type("end", ends["what"])
    return _select(text)


def _select(text: str) -> Type | None:
    found = SELECT.fullmatch(text)
    if found is None:
        return None
    how = found["how"].casefold().replace("_", " ")
    if how == "rank":
        return Type("left", found["list"], why="a ranking has no codebook entry")
    kind = "one" if "one" in how or how == "select1" else "many"
    if found["outside"]:
        return Type("outside", found["list"], why="its choices stand in another file")
    return Type(kind, found["list"], with_other=bool(found["other"]))
