"""What the source can say in a diagnostic: its sentences, read from the syntax tree.

A value that is known only when the program runs is a hole, written ``⟦1⟧``; a choice
between two wordings gives two texts.  Names, choices, calls of own functions and their
parameters are followed as far as the text goes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, product
from pathlib import Path

from tests.report.source_modules import (
    Module,
    arguments,
    assigned,
    defaults,
    entries,
    gives_text,
    looped,
    nodes,
    parameters,
)

HOLE = "\0"
NAMED_HOLE = re.compile("\0(?:([^\0\1]*)\1)?")
WARNING_OR_NOTE = re.compile(r"[WI]-[A-Z]+-\d+")
MOST, DEEPEST = 400, 14
PARTS = ("message", "where", "why", "do")
# What these give is names, numbers and words of the data: never a sentence.
VALUES = {
    "_corner",
    "codes_text",
    "counts_text",
    "names_text",
    "number_row",
    "number_text",
    "one_line",
    "quoted",
    "runs_text",
    "sample_of",
    "shown",
}
SAY = {"warning": 1, "note": 1, "say": 1, "Diagnostic": 2, "remark": 1}


@dataclass(frozen=True)
class Said:
    """A text a diagnostic of a code can have, and where it is written."""

    code: str
    part: str
    text: str
    place: str


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module, and what parameters are known to be."""

    module: Module
    bound: Mapping[str, list[str]] = field(default_factory=dict)
    depth: int = 0

    @property
    def deeper(self) -> Scope:
        return replace(self, depth=self.depth + 1)


class Source:
    """All modules of a package."""

    def __init__(self, package: Path) -> None:
        self.modules: dict[str, Module] = {}
        for path in sorted(package.rglob("*.py")):
            name = ".".join(path.relative_to(package.parent).with_suffix("").parts)
            tree = ast.parse(path.read_text(encoding="utf-8"))
            self.modules[name] = Module(name, path, tree)

    def said(self, *, without: Iterable[str] = ()) -> list[Said]:
        """Return every text of every warning, note and error of a result."""
        left_out = tuple(without)
        return [
            one
            for module in self.modules.values()
            if not module.name.startswith(left_out)
            for one in self._of_module(module)
        ]

    def codes(self, *, without: Iterable[str] = ()) -> set[str]:
        """Return the codes of warnings and notes that are written as a text of their own."""
        left_out = tuple(without)
        return {
            node.value
            for module in self.modules.values()
            if not module.name.startswith(left_out)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and WARNING_OR_NOTE.fullmatch(node.value)
        }

    def words(self) -> str:
        """Return everything that is written in quotes anywhere, a line a text."""
        found = set()
        for module in self.modules.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
        return "\n".join(found)

    def _of_module(self, module: Module) -> Iterator[Said]:
        for name, at in SAY.items():
            for call in module.calls.get(name, ()):
                if name == "Diagnostic" and _refuses(call):
                    continue
                if len(call.args) <= at or (name == "remark" and len(call.args) < 3):
                    continue
                place = f"{module.path.name}:{call.lineno}"
                given = {"message": call.args[at]}
                given |= {name: value for name, value in _keywords(module, call) if name in PARTS}
                before = f"{HOLE}, line {HOLE}, column {HOLE}: " if name == "remark" else ""
                for code in self.texts(Scope(module), call.args[0]):
                    for part, value in given.items():
                        for text in self.texts(Scope(module), value):
                            whole = before + text if part == "message" else text
                            yield Said(code, part, numbered(whole), place)

    def put_around(self) -> list[Said]:
        """Return every text that is put in the place of a part, around what stood there."""
        return [
            Said("", each.arg, numbered(text), f"{module.path.name}:{call.lineno}")
            for module in self.modules.values()
            for call in module.calls.get("replace", ())
            for each in call.keywords
            if each.arg in PARTS and isinstance(each.value, ast.JoinedStr)
            for text in self.texts(Scope(module), each.value)
        ]

    def texts_of(self, name: str, *, in_modules: tuple[str, ...]) -> set[str]:
        """Return what a variable or a parameter of functions can be as text."""
        found = {
            text
            for module in self.modules.values()
            if module.name.startswith(in_modules)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Name) and node.id == name and node in module.owners
            for text in self.texts(Scope(module), node)
        }
        return {numbered(text) for text in found if NAMED_HOLE.sub("", text)}

    def texts(self, scope: Scope, node: ast.AST) -> list[str]:
        """Return what an expression can be as text."""
        if scope.depth > DEEPEST:
            return [HOLE]
        found = list(islice(dict.fromkeys(self._texts(scope.deeper, node)), MOST))
        return found or [HOLE]

    def _texts(self, scope: Scope, node: ast.AST) -> Iterable[str]:
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=parts):
                return self._joined(scope, parts)
            case ast.FormattedValue(value=value, format_spec=None, conversion=-1):
                named = f"{HOLE}{ast.unparse(value)}\1"
                return [named if text == HOLE else text for text in self.texts(scope, value)]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined(scope, [left, right])
            case ast.IfExp(body=body, orelse=other):
                return [*self.texts(scope, body), *self.texts(scope, other)]
            case ast.BoolOp(values=values):
                return [text for each in values for text in self.texts(scope, each)]
            case ast.Name():
                return self._named(scope, node)
            case ast.Subscript(value=value, slice=key):
                return self._chosen(scope, value, key)
            case ast.Call():
                return self._call(scope, node)
        return [HOLE]

    def _joined(self, scope: Scope, parts: Iterable[ast.AST]) -> list[str]:
        ways = [self.texts(scope, part) for part in parts]
        return ["".join(way) for way in islice(product(*ways), MOST)]

    def _named(self, scope: Scope, node: ast.Name) -> list[str]:
        owner = scope.module.owners.get(node)
        if owner is None:
            return self._constant(scope, node.id)
        found: list[str] = []
        for value, added in assigned(owner, node):
            own = self.texts(scope, value)
            found += [f"{a}{b}" for a in found for b in own] if added else own
        for value in looped(owner, node.id):
            found += self.texts(scope, value)
        if found:
            return found
        if node.id in scope.bound:
            return scope.bound[node.id]
        if node.id in parameters(owner):
            return self._parameter(scope, owner, node.id)
        return self._constant(scope, node.id)

    def _constant(self, scope: Scope, name: str) -> list[str]:
        module = scope.module
        value = module.constants.get(name)
        if value is not None:
            number = isinstance(value, ast.Constant) and not isinstance(value.value, str)
            return [] if number else self.texts(scope, value)
        home, original = module.imports.get(name, ("", ""))
        if home not in self.modules:
            return []
        return self._constant(replace(scope, module=self.modules[home]), original)

    def _parameter(self, scope: Scope, function: ast.FunctionDef, name: str) -> list[str]:
        """Return what the calls of a function hand in for a parameter, but for empty texts."""
        found: list[str] = []
        for caller in self._callers(scope.module, function.name):
            for call in caller.calls[function.name]:
                given = arguments(function, call)
                if name in given:
                    found += self.texts(Scope(caller, {}, scope.depth), given[name])
        default = defaults(function).get(name)
        if default is not None:
            found += self.texts(scope, default)
        return [text for text in found if text]

    def _callers(self, module: Module, name: str) -> Iterator[Module]:
        for other in self.modules.values():
            imported = other.imports.get(name, ("", ""))[0] == module.name
            if (other is module or imported) and name in other.calls:
                yield other

    def _chosen(self, scope: Scope, value: ast.expr, key: ast.expr) -> list[str]:
        """Return the texts of a dictionary, or those at one place of tuples."""
        found: list[str] = []
        for home, each in self._expressions(scope.module, value):
            own = replace(scope, module=home)
            if isinstance(each, ast.Dict):
                found += [text for one in each.values for text in self.texts(own, one)]
            if isinstance(each, ast.Tuple | ast.List) and isinstance(key, ast.Constant):
                found += [t for one in each.elts[key.value :][:1] for t in self.texts(own, one)]
        return found

    def _expressions(self, module: Module, value: ast.expr) -> list[tuple[Module, ast.expr]]:
        if isinstance(value, ast.IfExp):
            return [(module, value.body), (module, value.orelse)]
        if not isinstance(value, ast.Name):
            return [(module, value)]
        owner = module.owners.get(value)
        given = [each for each, _ in assigned(owner, value)] if owner else []
        if given:
            return [one for each in given for one in self._expressions(module, each)]
        if value.id in module.constants:
            return [(module, module.constants[value.id])]
        home, original = module.imports.get(value.id, ("", ""))
        there = self.modules.get(home)
        return [(there, there.constants[original])] if there and original in there.constants else []

    def _call(self, scope: Scope, node: ast.Call) -> list[str]:
        match node.func:
            case ast.Attribute(attr="format", value=value):
                return [re.sub(r"\{[^{}]*\}", HOLE, text) for text in self.texts(scope, value)]
            case ast.Attribute(attr="join", value=sign) if isinstance(node.args[0], ast.Name):
                return self._list_joined(scope, sign, node.args[0])
            case ast.Attribute(attr="rstrip" | "strip", value=value):
                return self.texts(scope, value)
            case ast.Name(id="getattr") if len(node.args) == 3:
                return self.texts(scope, node.args[2])
            case ast.Name(id=name) if name not in VALUES:
                return self._returned(scope, node, name)
        return []

    def _returned(self, scope: Scope, node: ast.Call, name: str) -> list[str]:
        """Return what a call of a function that gives text gives for these arguments."""
        home = self.modules.get(scope.module.imports.get(name, ("", ""))[0], scope.module)
        function = home.functions.get(name)
        if function is None or not gives_text(function):
            return []
        bound = {k: self.texts(scope, value) for k, value in arguments(function, node).items()}
        bound |= {
            k: self.texts(Scope(home, {}, scope.depth), value)
            for k, value in defaults(function).items()
            if k not in bound
        }
        return [
            text
            for each in nodes(function)
            if isinstance(each, ast.Return) and each.value is not None
            for text in self.texts(Scope(home, bound, scope.depth), each.value)
        ]

    def _list_joined(self, scope: Scope, sign: ast.expr, listed: ast.Name) -> list[str]:
        """Return the entries of a list alone, and all of them with the sign between them."""
        owner = scope.module.owners.get(listed)
        if owner is None:
            return []
        between = self.texts(scope, sign)[0]
        always, added = entries(owner, listed)
        found: list[str] = []
        for chosen in product((True, False), repeat=min(len(added), 4)):
            own = [*always, *(each for each, taken in zip(added, chosen, strict=False) if taken)]
            ways = [self.texts(scope, each) for each in own]
            found += [between.join(way) for way in islice(product(*ways), 20) if way]
        return found


def numbered(text: str) -> str:
    """Return a text with its holes numbered; the same value twice has the same number."""
    seen: dict[str, int] = {}

    def number(hole: re.Match[str]) -> str:
        key = hole[1] or f"place {hole.start()}"
        return f"⟦{seen.setdefault(key, len(seen) + 1)}⟧"

    return NAMED_HOLE.sub(number, text)


def _refuses(call: ast.Call) -> bool:
    """Return whether a diagnostic ends the program: its severity is an error."""
    severity = call.args[1] if len(call.args) > 1 else None
    return not (isinstance(severity, ast.Constant) and severity.value in ("warning", "info"))


def _keywords(module: Module, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the keyword arguments of a call, those of a ``**parts`` written above it too."""
    for each in call.keywords:
        if each.arg:
            yield each.arg, each.value
        elif isinstance(each.value, ast.Name) and each.value in module.owners:
            for value, _ in assigned(module.owners[each.value], each.value):
                if isinstance(value, ast.Dict):
                    for key, own in zip(value.keys, value.values, strict=True):
                        if isinstance(key, ast.Constant):
                            yield str(key.value), own
