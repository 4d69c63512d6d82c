"""Model text to statements: the whole of lavaan's model language.

Text -> tokens -> statements' tokens -> nodes -> statements; nothing is ever
evaluated by Python, and every record knows its place in the text.
"""

from __future__ import annotations

from functools import lru_cache

from gainsem.diagnostics import Diagnostic
from gainsem.errors import ModelSyntaxError
from gainsem.syntax.arithmetic import to_expression
from gainsem.syntax.checks import (
    MOST_PROBLEMS,
    check_calls,
    check_characters,
    check_parentheses,
    find_operator,
)
from gainsem.syntax.grammar import RULE_OF, read
from gainsem.syntax.lines import is_header, split_statements
from gainsem.syntax.merge import Merged
from gainsem.syntax.nodes import Equation, Formula, Header, Node
from gainsem.syntax.source import Place, Source, shown
from gainsem.syntax.statements import (
    BlockHeader,
    Constraint,
    Definition,
    ModelText,
    Relation,
)
from gainsem.syntax.terms import statements_of
from gainsem.syntax.tokens import Token, tokenize

LONGEST_TEXT = 1_000_000
PARSED_TEXTS_KEPT = 32
MOST_RELATIONS = 100_000
RELATIONS: dict[str, Relation] = {"==": "==", "<": "<", ">": ">"}


def parse(text: str, source: str = "model") -> ModelText:
    r"""Return the statements of a model text.

    Parameters
    ----------
    text : str
        A model in lavaan's language.
    source : str
        What to call the text in messages, such as the path of its file.

    Raises
    ------
    ModelSyntaxError
        With every mistake found, each with its line and a caret.

    Examples
    --------
    >>> model = parse("wellbeing =~ joy + a*calm\nwellbeing ~ income")
    >>> [(s.lhs, s.op, s.rhs) for s in model.statements]
    [('wellbeing', '=~', 'joy'), ('wellbeing', '=~', 'calm'), ('wellbeing', '~', 'income')]
    >>> model.statements[1].at
    Place(line=1, column=22, length=4)
    """
    return _parse(text, source, needs_relations=True)


def parse_restrictions(text: str, source: str = "restrictions") -> ModelText:
    """Return a text that may consist of constraints alone, such as ``"a == b; c == 0"``.

    Raises
    ------
    ModelSyntaxError
        As :func:`parse`.

    Examples
    --------
    >>> len(parse_restrictions("a == b; c == 0").constraints)
    2
    """
    return _parse(text, source, needs_relations=False)


@lru_cache(maxsize=PARSED_TEXTS_KEPT)
def _parse(text: str, source: str, *, needs_relations: bool) -> ModelText:
    """Read a text once; statements are immutable, so that the same text is the same model."""
    written = Source(text, source)
    if len(text) > LONGEST_TEXT:
        raise _too_long(source, len(text))
    tokens = tokenize(written)
    reader = _Reader(written)
    for statement in split_statements(tokens.tokens):
        reader.read(statement)
        if len(reader.problems) >= MOST_PROBLEMS:
            break
    return reader.result(tokens.warnings, needs_relations=needs_relations)


class _Reader:
    """Reads one statement after the other, collecting what they say and what is wrong."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Diagnostic] = []
        self.merged = Merged(source)
        self.relations = 0
        self.definitions: dict[str, Definition] = {}
        self.constraints: list[Constraint] = []
        self.blocks: list[BlockHeader] = []
        self.met_anything = False

    def read(self, tokens: list[Token]) -> None:
        """Take in one statement, or note what is wrong with it."""
        self.met_anything = True
        try:
            self._take_in(tokens)
        except ModelSyntaxError as refusal:
            self.problems.extend(refusal.problems)

    def result(self, warnings: tuple[Diagnostic, ...], *, needs_relations: bool) -> ModelText:
        """Return the model, or raise all that is wrong with it."""
        if needs_relations and not self.problems and not self.merged.statements:
            raise self._empty()
        if self.problems:
            raise ModelSyntaxError(*self.problems[:MOST_PROBLEMS])
        return ModelText(
            text=self.source.text,
            source=self.source.name,
            statements=self.merged.statements,
            definitions=tuple(self.definitions.values()),
            constraints=tuple(self.constraints),
            blocks=tuple(self.blocks),
            warnings=(*warnings, *self.merged.warnings),
        )

    def _take_in(self, tokens: list[Token]) -> None:
        check_calls(self.source, tokens)
        check_characters(self.source, tokens)
        check_parentheses(self.source, tokens)
        operator = find_operator(self.source, tokens)
        rule = "header" if is_header(tokens) else RULE_OF[operator.type]
        structure = read(self.source, rule, tokens)
        match structure:
            case Header():
                self._open_block(structure)
            case Formula():
                self._relate(structure)
            case Equation(relation=Token(type="ASSIGN")):
                self._define(structure)
            case Equation():
                self._constrain(structure)

    def _open_block(self, header: Header) -> None:
        at = self.source.place(header.kind.start, header.name.end)
        kind = header.kind.text.lower()
        self.blocks.append(BlockHeader(kind, header.name.text, at))  # type: ignore[arg-type]

    def _relate(self, formula: Formula) -> None:
        self.relations += _terms(formula.left) * _terms(formula.right)
        if self.relations > MOST_RELATIONS:
            raise self.source.refuse(
                "E-MOD-70",
                f"the model has more than {MOST_RELATIONS:,} relations.",
                formula.operator.start,
                formula.operator.end,
            )
        self.merged.add(statements_of(self.source, formula, block=len(self.blocks)))

    def _define(self, equation: Equation) -> None:
        name = equation.left.tokens[0].text
        at = self.source.place(equation.left.start, equation.left.end)
        if name in self.definitions:
            before = self.definitions[name].at.line
            raise self.source.refuse(
                "E-MOD-96",
                f"{shown(name)} is defined a second time, first on line {before}.",
                equation.left.start,
                equation.left.end,
                do="give one of the two another name",
            )
        self.definitions[name] = Definition(name, to_expression(self.source, equation.right), at)

    def _constrain(self, equation: Equation) -> None:
        left = to_expression(self.source, equation.left)
        right = to_expression(self.source, equation.right)
        at = self.source.place(equation.left.start, equation.right.end)
        relation = RELATIONS[equation.relation.text]
        self.constraints.append(Constraint(left, relation, right, at))

    def _empty(self) -> ModelSyntaxError:
        if self.met_anything:
            sentence = "the model says nothing about any variable (no =~, ~, ~~ ... in it)."
        elif self.source.text.strip():
            sentence = "the model holds nothing but comments."
        else:
            sentence = "the model is empty."
        do = "write at least one relation, such as  wellbeing =~ item1 + item2 + item3"
        message = f"{self.source.where(Place(1, 1))}: {sentence}"
        return ModelSyntaxError.of("E-MOD-81", message, do=do)


def _terms(side: Node) -> int:
    return len(side.parts) if side.kind == "sum" else 1


def _too_long(source: str, length: int) -> ModelSyntaxError:
    return ModelSyntaxError.of(
        "E-MOD-70",
        f"{source}, line 1, column 1: the model text has {length:,} characters; "
        f"{LONGEST_TEXT:,} are the most.",
        do="check that this file is a model text and not the data",
    )
