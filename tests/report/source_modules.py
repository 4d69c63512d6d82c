"""Source files as syntax trees: which function a place is in, what a name stands for there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path


@dataclass
class Module:
    """A source file and what its names stand for."""

    name: str
    path: Path
    tree: ast.Module = field(repr=False)

    @cached_property
    def owners(self) -> dict[ast.AST, ast.FunctionDef]:
        """Return the innermost function of every node."""
        found: dict[ast.AST, ast.FunctionDef] = {}
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if node is not function:
                        found[node] = function
        return found

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        return {n.name: n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)}

    @cached_property
    def constants(self) -> dict[str, ast.expr]:
        found: dict[str, ast.expr] = {}
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = node.value
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                found[node.target.id] = node.value
        return found

    @cached_property
    def imports(self) -> dict[str, tuple[str, str]]:
        return {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    @cached_property
    def calls(self) -> dict[str, list[ast.Call]]:
        found: dict[str, list[ast.Call]] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                found.setdefault(called(node), []).append(node)
        return found


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def gives_text(function: ast.FunctionDef) -> bool:
    return isinstance(function.returns, ast.Name) and function.returns.id == "str"


@cache
def nodes(owner: ast.FunctionDef) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(owner))


def parameters(function: ast.FunctionDef) -> list[str]:
    own = function.args
    return [each.arg for each in (*own.posonlyargs, *own.args, *own.kwonlyargs)]


def arguments(function: ast.FunctionDef, call: ast.Call) -> dict[str, ast.expr]:
    """Return the arguments of a call by the names of the parameters."""
    positional = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
    if positional[:1] == ["self"]:
        positional = positional[1:]
    named = {each.arg: each.value for each in call.keywords if each.arg}
    return named | dict(zip(positional, call.args, strict=False))


def defaults(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """Return the defaults of parameters, but for an empty text: it says nothing."""
    own = function.args
    positional = [each.arg for each in (*own.posonlyargs, *own.args)]
    found = dict(zip(positional[len(positional) - len(own.defaults) :], own.defaults, strict=True))
    late = zip(own.kwonlyargs, own.kw_defaults, strict=True)
    found |= {each.arg: value for each, value in late if value is not None}
    return {name: value for name, value in found.items() if getattr(value, "value", None) != ""}


def assigned(owner: ast.FunctionDef, use: ast.Name) -> list[tuple[ast.expr, bool]]:
    """Return what a name can stand for at a place, and whether it is added to what was there.

    Where the statements around the place give it a value, only the last one counts.
    """
    found = sorted(_all_assigned(owner, use.id), key=lambda each: each[0].lineno)
    found = [each for each in found if each[0].end_lineno < use.lineno]
    for block in reversed(_blocks_around(owner, use)):
        last = [home for _, added, home in found if not added and home in block]
        if last:
            start = [home for _, _, home in found].index(last[-1])
            return [(value, added) for value, added, _ in found[start:]]
    return [(value, added) for value, added, _ in found]


def _blocks_around(owner: ast.FunctionDef, use: ast.AST) -> list[list[ast.stmt]]:
    """Return the lists of statements a place is in, from the function inwards."""
    return [
        block
        for node in nodes(owner)
        for name in ("body", "orelse", "finalbody")
        if isinstance(block := getattr(node, name, None), list) and block
        if block[0].lineno <= use.lineno <= (block[-1].end_lineno or 0)
    ]


def _all_assigned(owner: ast.FunctionDef, name: str) -> Iterator[tuple[ast.expr, bool, ast.stmt]]:
    for node in nodes(owner):
        if isinstance(node, ast.AugAssign) and _is(node.target, name):
            yield node.value, True, node
        if isinstance(node, ast.AnnAssign) and _is(node.target, name) and node.value is not None:
            yield node.value, False, node
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for value in _unpacked(target, node.value, name):
                    yield value, False, node


def _unpacked(target: ast.expr, value: ast.expr, name: str) -> Iterator[ast.expr]:
    """Yield what a name is given by ``a, b = value``; a choice gives two values."""
    if _is(target, name):
        yield value
    elif isinstance(value, ast.IfExp):
        yield from _unpacked(target, value.body, name)
        yield from _unpacked(target, value.orelse, name)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, own in zip(target.elts, value.elts, strict=False):
            yield from _unpacked(one, own, name)


def looped(owner: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """Yield what a name is in a loop over a written-out list."""
    for node in nodes(owner):
        if isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Tuple):
            given = [node.iter]
            if isinstance(node.iter, ast.Name):
                given = [value for value, _ in assigned(owner, node.iter)]
            for listed in given:
                if isinstance(listed, ast.Tuple | ast.List):
                    for row in listed.elts:
                        yield from _unpacked(node.target, row, name)


def entries(owner: ast.FunctionDef, listed: ast.Name) -> tuple[list[ast.expr], list[ast.expr]]:
    """Return what a list always has, and what is appended to it under some condition."""
    always: list[ast.expr] = []
    for value, _ in assigned(owner, listed):
        if isinstance(value, ast.List | ast.Tuple):
            always += value.elts
        if isinstance(value, ast.ListComp):
            always.append(value.elt)
    added = [
        node.args[0]
        for node in nodes(owner)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "append"
        and _is(node.func.value, listed.id)
    ]
    return always, added


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
