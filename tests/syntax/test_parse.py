"""What a model text says: text -> relations, blocks, definitions, constraints.

Expected values were written down from lavaan's documentation and checked
against ``lavParseModelString`` of lavaan 0.6-14 where the two languages agree.
"""

import pytest

from gainsem.errors import ModelSyntaxError
from gainsem.syntax import parse
from gainsem.syntax.expressions import Call, Name, Number, write
from gainsem.syntax.statements import Place


def relations(text):
    return [f"{s.lhs} {s.op} {s.rhs}".rstrip() for s in parse(text).statements]


def modifiers(text):
    """The modifiers of the last relation, as (kind, values)."""
    return [(m.kind, m.values) for m in parse(text).statements[-1].modifiers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f =~ x1 + x2 + x3", ["f =~ x1", "f =~ x2", "f =~ x3"]),
        ("f <~ x1 + x2", ["f <~ x1", "f <~ x2"]),
        ("y ~ x + f", ["y ~ x", "y ~ f"]),
        ("x1 ~~ x1", ["x1 ~~ x1"]),
        ("f1 ~~ f2 + f3", ["f1 ~~ f2", "f1 ~~ f3"]),
        ("y ~ 1", ["y ~1"]),
        ("y ~1", ["y ~1"]),
        ("y~1", ["y ~1"]),
        ("y ~ x + 1", ["y ~ x", "y ~1"]),
        ("y1 + y2 ~ 1", ["y1 ~1", "y2 ~1"]),
        ("u | t1 + t2", ["u | t1", "u | t2"]),
        ("u ~*~ 1*u", ["u ~*~ u"]),
        ("f1 + f2 ~ x + z", ["f1 ~ x", "f1 ~ z", "f2 ~ x", "f2 ~ z"]),
        ("y ~ x1 + x2 + x1:x2", ["y ~ x1", "y ~ x2", "y ~ x1:x2"]),
        ("f =~ + x1 + x2", ["f =~ x1", "f =~ x2"]),
    ],
)
def test_operators(text, expected):
    assert relations(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f =~ 0.5*x", [("fixed", (0.5,))]),
        ("f =~ -1*x", [("fixed", (-1.0,))]),
        ("f =~ .5*x", [("fixed", (0.5,))]),
        ("f =~ 1e-3*x", [("fixed", (0.001,))]),
        ("f =~ 2E+2*x", [("fixed", (200.0,))]),
        ("f =~ (1/4)*x", [("fixed", (0.25,))]),
        ("f =~ 1/4*x", [("fixed", (0.25,))]),
        ("f =~ -1/4*x", [("fixed", (-0.25,))]),
        ("f =~ 2*3*x", [("fixed", (6.0,))]),
        ("f =~ sqrt(16)*x", [("fixed", (4.0,))]),
        ("f =~ -2^2*x", [("fixed", (-4.0,))]),
        ("f =~ 2**3*x", [("fixed", (8.0,))]),
        ("f =~ (1 + 2 - 4)*x", [("fixed", (-1.0,))]),
        ("f =~ NA*x", [("fixed", (None,))]),
        ("f =~ a*x", [("label", ("a",))]),
        ('f =~ "a b"*x', [("label", ("a b",))]),
        ("f =~ .p1.*x", [("label", (".p1.",))]),
        ('f =~ label("a")*x', [("label", ("a",))]),
        ('f =~ label(c("a", "b"))*x', [("label", ("a", "b"))]),
        ("f =~ start(0.5)*x", [("start", (0.5,))]),
        ("f =~ start(c(.5,.6))*x", [("start", (0.5, 0.6))]),
        ("f =~ start(.5, .6)*x", [("start", (0.5, 0.6))]),
        ("f =~ start(c(NA, 1))*x", [("start", (None, 1.0))]),
        ("f =~ 0.8?x", [("start", (0.8,))]),
        ("f =~ c(.8, .9)?x", [("start", (0.8, 0.9))]),
        ('f =~ equal("f=~x2")*x', [("equal", ("f=~x2",))]),
        ('f =~ equal(c("a", "b"))*x', [("equal", ("a", "b"))]),
        ("f =~ lower(0)*x", [("lower", (0.0,))]),
        ("f =~ upper(1)*x", [("upper", (1.0,))]),
        (
            "f =~ lower(-Inf)*upper(Inf)*x",
            [("lower", (-float("inf"),)), ("upper", (float("inf"),))],
        ),
        ('y ~ rv("s")*x', [("rv", ("s",))]),
        ("f =~ c(1, NA)*x", [("fixed", (1.0, None))]),
        ("f =~ c(a1, a2)*x", [("label", ("a1", "a2"))]),
        ('f =~ c("a 1", "a 2")*x', [("label", ("a 1", "a 2"))]),
        ("f =~ c(a, NA)*x", [("label", ("a", ""))]),
        ("f =~ c(-1, 1/2)*x", [("fixed", (-1.0, 0.5))]),
        ("f =~ c(NA, NA)*x", [("fixed", (None, None))]),
        ("y ~ a*1", [("label", ("a",))]),
        ("y ~ 0*1", [("fixed", (0.0,))]),
        ("y ~ 1*1", [("fixed", (1.0,))]),
        ("y ~ 0", [("fixed", (0.0,))]),
        ("y ~ 2.5", [("fixed", (2.5,))]),
        ("f =~ start(1)*a*x", [("start", (1.0,)), ("label", ("a",))]),
        ("f =~ a*start(1)*x", [("label", ("a",)), ("start", (1.0,))]),
        ("f =~ c(a,b)*c(1,NA)*x", [("label", ("a", "b")), ("fixed", (1.0, None))]),
        ("f =~ a*x + 0.5*x", [("label", ("a",)), ("fixed", (0.5,))]),
        ('efa("b")*f =~ x', [("efa", ("b",))]),
        ('efa("b")*f =~ a*x', [("efa", ("b",)), ("label", ("a",))]),
    ],
)
def test_modifiers(text, expected):
    assert modifiers(text) == expected


def test_an_intercept_fixed_to_a_number_has_the_intercept_operator():
    assert relations("y ~ 0") == relations("y ~ 2.5") == relations("y ~ 0*1") == ["y ~1"]


def test_efa_blocks_mark_every_loading_of_their_factor():
    text = 'efa("block 1")*f1 +\nefa("block 1")*f2 =~ x1 + x2'
    found = [(s.lhs, s.rhs, s.modifiers[0].values) for s in parse(text).statements]
    block = ("block 1",)
    assert found == [
        ("f1", "x1", block), ("f1", "x2", block), ("f2", "x1", block), ("f2", "x2", block),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "f =~ x1 + x2\ny ~ f",
        "f =~ x1 + x2; y ~ f",
        "f =~ x1 + x2;\n\n;y ~ f;",
        "f =~ x1 +\n x2\ny ~ f",
        "f =~ x1\n + x2\ny ~ f",
        "f =~\nx1\n+\nx2\ny\n~\nf",
        "f =~ x1 + # the first\n\n ! and\n x2 # the second\ny ~ f",
        "f =~ x1 + x2 # ; z ~ w\ny ~ f ! z ~ w",
        "\ufefff =~ x1 + x2\r\ny ~ f\r\n",
        "f =~ x1 + x2\ry ~ f",
        "f =~ x1 + x2\u2028y ~ f",
        "\tf\u00a0=~ x1+x2\n  y~f",
    ],
)
def test_lines_comments_and_semicolons(text):
    assert relations(text) == ["f =~ x1", "f =~ x2", "y ~ f"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("满意度 =~ 题目1 + 题目_2", ["满意度 =~ 题目1", "满意度 =~ 题目_2"]),
        ("zufriedenheit =~ größe + Ωmega", ["zufriedenheit =~ größe", "zufriedenheit =~ Ωmega"]),
        ("f.a_1 =~ .x + x.1", ["f.a_1 =~ .x", "f.a_1 =~ x.1"]),
        ("f =~ \"item 1\" + 'item 2'", ["f =~ item 1", "f =~ item 2"]),
        ('"my factor" ~ x', ["my factor ~ x"]),
        ('f =~ "2x" + "a+b" + "#c"', ["f =~ 2x", "f =~ a+b", "f =~ #c"]),
        ("f =~ cafe\u0301", ["f =~ café"]),
        ('f =~ "cafe\u0301"', ["f =~ café"]),
        ("if =~ for + while + TRUE", ["if =~ for", "if =~ while", "if =~ TRUE"]),
        ("lambda =~ class + c + start", ["lambda =~ class", "lambda =~ c", "lambda =~ start"]),
        ("NA ~ efa", ["NA ~ efa"]),
    ],
)
def test_names(text, expected):
    assert relations(text) == expected


def test_a_name_of_five_thousand_characters():
    name = "x" * 5000
    assert parse(f"f =~ {name}").statements[0].rhs == name


@pytest.mark.parametrize("kind", ["group", "level", "class", "block"])
def test_block_headers(kind):
    model = parse(f"y ~ x\n{kind}: 1\nf =~ a\n{kind.title()}: east\nf =~ b\ng =~ c")
    assert [(block.kind, block.name) for block in model.blocks] == [(kind, "1"), (kind, "east")]
    assert [statement.block for statement in model.statements] == [0, 1, 2, 2]


def test_levels_within_groups():
    model = parse('group: "A b"\nlevel: 1\nf =~ x\nlevel: 2\ng =~ x\ngroup: 2\nlevel: 1\nf =~ x')
    assert [block.name for block in model.blocks] == ["A b", "1", "2", "2", "1"]
    assert [statement.block for statement in model.statements] == [2, 3, 5]


def test_the_same_relation_in_two_blocks_is_two_relations():
    model = parse("level: 1\nf =~ x\nlevel: 2\nf =~ x")
    assert [statement.block for statement in model.statements] == [1, 2]
    assert model.warnings == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("ab := a*b", "a*b"),
        ("t := c + (a*b)", "c + a*b"),
        ("p := a*b/(c + a*b)", "a*b/(c + a*b)"),
        ("q := -a^2", "-a^2"),
        ("r := exp(a) - log(b)**2", "exp(a) - log(b)^2"),
        ("s := sqrt(abs(a)) *\n  sin(b) -\n cos(c)", "sqrt(abs(a))*sin(b) - cos(c)"),
        ("u := a -\n b\n - c", "a - b - c"),
        ('v := "a b" * max(a, 2, min(c))', '"a b"*max(a, 2, min(c))'),
        ("w := a - (b - c)", "a - (b - c)"),
        ("x := 2^3^a", "2^3^a"),
        ("z := .p1. * 1e-3", ".p1.*0.001"),
    ],
)
def test_definitions(text, written):
    definition = parse(f"y ~ a*x\n{text}").definitions[0]
    assert definition.name == text.partition(" ")[0]
    assert write(definition.expression) == written


@pytest.mark.parametrize(
    ("text", "left", "relation", "right"),
    [
        ("a == b", "a", "==", "b"),
        ("a + b == 1", "a + b", "==", "1"),
        ("a > 0", "a", ">", "0"),
        ("0 < a", "0", "<", "a"),
        ("exp(a) < b^2", "exp(a)", "<", "b^2"),
        ("-a < -0.5", "-a", "<", "-0.5"),
        ("a*b ==\n 0", "a*b", "==", "0"),
    ],
)
def test_constraints(text, left, relation, right):
    constraint = parse(f"y ~ a*x + b*z\n{text}").constraints[0]
    assert write(constraint.left) == left
    assert constraint.op == relation
    assert write(constraint.right) == right


def test_a_line_that_begins_with_minus_goes_on_unless_it_has_its_own_operator():
    model = parse("y ~ a*x\nd := a\n - 1\n-a < 0")
    assert write(model.definitions[0].expression) == "a - 1"
    assert write(model.constraints[0].left) == "-a"


def test_expressions_are_trees_with_places():
    definition = parse("y ~ a*x\n d := 2*a").definitions[0]
    assert definition.expression == Call("*", (Number(2.0), Name("a", 2, 9)))
    assert definition.at == Place(2, 2, 1)


def test_places():
    model = parse("y ~ 1\n满意 =~ a*x1 +\n  start(c(1,2))*'item 1'\na == 1")
    first, second, third = model.statements
    assert (first.lhs_at, first.at) == (Place(1, 1, 1), Place(1, 5, 1))
    assert (second.lhs_at, second.at) == (Place(2, 1, 2), Place(2, 9, 2))
    assert second.modifiers[0].at == Place(2, 7, 1)
    assert (third.lhs_at, third.at) == (Place(2, 1, 2), Place(3, 17, 8))
    assert third.modifiers[0].at == Place(3, 3, 13)
    assert model.constraints[0].at == Place(4, 1, 6)


def test_a_model_can_point_at_its_places():
    model = parse("f =~ x1 + 满意 + x9", "models/x.lav")
    at = model.statements[2].at
    assert model.where(at) == "models/x.lav, line 1, column 16"
    assert model.excerpt(at) == "f =~ x1 + 满意 + x9\n                 ^^"


FULL_WIDTH = "因子１ ＝～ ｘ１ ＋ ａ＊甲 ＋ ｃ（１，ＮＡ）＊“乙 1”；　ｙ～１ ＃ 注释"


def test_full_width_signs_are_read_with_one_warning():
    model = parse(FULL_WIDTH)
    assert relations(FULL_WIDTH) == ["因子１ =~ x1", "因子１ =~ 甲", "因子１ =~ 乙 1", "y ~1"]
    assert [m.values for s in model.statements for m in s.modifiers] == [("a",), (1.0, None)]
    assert [warning.code for warning in model.warnings] == ["W-MOD-92"]
    assert "line 1, column 5" in model.warnings[0].message
    assert "'＝～' as '=~'" in model.warnings[0].message


def test_places_in_full_width_text_are_those_of_the_text_as_written():
    assert [statement.at for statement in parse(FULL_WIDTH).statements] == [
        Place(1, 8, 2), Place(1, 15, 1), Place(1, 27, 5), Place(1, 36, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["f =~ x # （注）", "f =~ '（甲）'", "满意度１ =~ x", "f =~ x\u00a0+ y"],
)
def test_full_width_signs_in_comments_names_and_quotes_are_no_matter(text):
    assert parse(text).warnings == ()


def test_pasted_minus_and_tilde_are_read():
    model = parse("y \u223c \u22121\u00d7x")
    assert model.statements[0].modifiers[0].values == (-1.0,)
    assert model.warnings[0].code == "W-MOD-92"


def test_an_item_listed_twice_is_remarked_upon():
    model = parse("f =~ x1 + x2\n  + x1 + x1", "m.lav")
    assert relations("f =~ x1 + x2 + x1") == ["f =~ x1", "f =~ x2"]
    (remark,) = model.warnings
    assert (remark.code, remark.severity) == ("W-MOD-82", "warning")
    assert remark.message.startswith("m.lav, line 2, column 5: 'x1' is listed again for 'f'")


def test_the_text_is_kept():
    text = "f =~ x # ＃"
    assert parse(text).text == text
    assert parse(text, "m.lav").source == "m.lav"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the model is empty"),
        (" \n\t\n", "the model is empty"),
        ("# f =~ x\n! y ~ x", "nothing but comments"),
        ("group: 1", "says nothing about any variable"),
        ("a == b", "says nothing about any variable"),
    ],
)
def test_a_model_without_relations(text, said):
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text, "m.lav")
    assert caught.value.code == "E-MOD-81"
    assert str(caught.value).startswith("E-MOD-81  m.lav, line 1, column 1: ")
    assert said in str(caught.value)


def test_every_mistake_is_reported_and_none_hides_the_next_line():
    text = "f =~ x1 +\ng =~ (x2\nh = ~ x3\ny ~ x x\nok =~ x4\nq7 q8\nz ~ a*\nw ~ 'x"
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text)
    found = [(p.code, p.message.split(":")[0]) for p in caught.value.problems]
    assert found == [
        ("E-MOD-72", "model, line 1, column 9"),
        ("E-MOD-74", "model, line 2, column 6"),
        ("E-MOD-91", "model, line 3, column 3"),
        ("E-MOD-90", "model, line 4, column 5"),
        ("E-MOD-73", "model, line 6, column 1"),
        ("E-MOD-72", "model, line 7, column 6"),
        ("E-MOD-74", "model, line 8, column 5"),
    ]


def test_a_definition_given_twice_is_refused():
    with pytest.raises(ModelSyntaxError, match=r"line 3, column 1: 'd' is defined a second time"):
        parse("y ~ a*x\nd := a\nd := 2*a")


def test_a_text_over_one_megabyte_is_refused():
    with pytest.raises(ModelSyntaxError, match="1,000,001 characters") as caught:
        parse("#" * 1_000_001, "m.lav")
    assert caught.value.code == "E-MOD-70"


def test_too_many_relations_are_refused():
    many = " + ".join(f"x{i}" for i in range(400))
    with pytest.raises(ModelSyntaxError, match="more than 100,000 relations"):
        parse(f"{many} ~~ {many}")


def test_at_most_fifty_mistakes_are_collected():
    with pytest.raises(ModelSyntaxError) as caught:
        parse("f x\n" * 1000)
    assert len(caught.value.problems) == 50


@pytest.mark.parametrize(
    "nested",
    ["(" * 300 + "a" + ")" * 300, "-" * 5000 + "a", "^".join(["a"] * 5000)],
    ids=["parentheses", "minus", "powers"],
)
def test_nesting_deeper_than_200_is_refused(nested):
    with pytest.raises(ModelSyntaxError, match="nested more than 200 deep") as caught:
        parse(f"y ~ a*x\nd := {nested}")
    assert caught.value.code == "E-MOD-70"


def test_a_long_sum_is_not_deep():
    total = " + ".join(["a"] * 5000)
    assert write(parse(f"y ~ a*x\nd := {total}").definitions[0].expression) == total
