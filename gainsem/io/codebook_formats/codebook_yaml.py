"""A codebook as tidy YAML with remarks: what a person goes on to edit."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

from gainsem.io.codebook_formats.draft import Draft, LeftOut
from gainsem.results.text_width import one_line, width

WIDEST_ON_ONE_LINE = 88
INDENT = "  "
SECTIONS = {
    "instructions": "What respondents are told before the first question.",
    "roles": "Variables with a task.",
    "exports": "How survey tools write the answers down, where that differs from the codes here.",
    "scales": "How questions can be answered.  Items refer to a scale by its name.",
    "constructs": "What the items measure: the latent variables of a model.",
    "items": "The items, by the name of their column.",
    "variables": "Background variables, by the name of their column.",
}
WHOLE = ("scales", "constructs", "items", "variables")


def yaml_text(content: Mapping[str, Any], draft: Draft, left_out: Sequence[LeftOut]) -> str:
    """Return a codebook as the text of a YAML file.

    Parameters
    ----------
    content : mapping
        Its keys, as :func:`~gainsem.io.codebook_formats.finish.finish` returns them.
    draft : Draft
        Where it comes from.
    left_out : sequence of LeftOut
        What the source has and the codebook has not; listed at the top.
    """
    parts = [_head(draft, left_out)]
    for key, value in content.items():
        if key in SECTIONS:
            parts.append(f"\n# {SECTIONS[key]}\n")
        if key in WHOLE:
            parts.append(f"{key}:\n" + _entries(value))
        else:
            parts.append(_dumped({key: value}))
    return "".join(parts)


def _head(draft: Draft, left_out: Sequence[LeftOut]) -> str:
    lines = [f"Taken from {draft.source} ({draft.kind}) by  gainsem codebook import."]
    if left_out:
        lines += ["", "Not taken over:"]
        lines += [f"{INDENT}- {each}" for each in left_out]
    return "".join(f"# {one_line(line)}".rstrip() + "\n" for line in lines)


def _entries(value: Mapping[str, Any]) -> str:
    texts = []
    for name, entry in value.items():
        dumped = _dumped({name: entry})
        texts.append("".join(INDENT + line for line in dumped.splitlines(keepends=True)))
    return "".join(texts)


def _dumped(value: Any) -> str:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 1_000_000
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = io.StringIO()
    yaml.dump(_styled(value, room=WIDEST_ON_ONE_LINE), stream)
    return stream.getvalue()


def _styled(value: Any, *, room: int, top: bool = True) -> Any:
    """Return nested data with what is short on one line and texts in quotes where needed."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        inner = {_text(k): _styled(v, room=room - 2, top=False) for k, v in value.items()}
        styled = CommentedMap(inner)
        short = not top and _is_flat(value, levels=2) and _length(value) <= room - 14
        if short or not value:
            styled.fa.set_flow_style()
        return styled
    if isinstance(value, list | tuple):
        listed = CommentedSeq([_styled(each, room=room - 2, top=False) for each in value])
        if _length(value) <= room or not any(isinstance(each, str) for each in value):
            listed.fa.set_flow_style()
        return listed
    return value


def _text(value: Any) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if not isinstance(value, str) or not value:
        return value
    # What begins with another sign than a letter or digit may be read as something else.
    broken = any(sign in value for sign in "\n\r\t\x85\u2028\u2029")
    return DoubleQuotedScalarString(value) if broken or not value[0].isalnum() else value


def _is_flat(value: Mapping[Any, Any], *, levels: int) -> bool:
    inner = [each for each in value.values() if isinstance(each, Mapping)]
    return not inner or (levels > 1 and all(_is_flat(each, levels=levels - 1) for each in inner))


def _length(value: Any) -> int:
    if isinstance(value, Mapping):
        return 2 + sum(width(str(key)) + 4 + _length(each) for key, each in value.items())
    if isinstance(value, list | tuple):
        return 2 + sum(_length(each) + 2 for each in value)
    return width(str(value))
