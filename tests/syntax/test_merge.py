"""Relations written more than once."""

import pytest

from gainsem.errors import ModelSyntaxError
from gainsem.syntax import parse


def kinds(text):
    return [[modifier.kind for modifier in s.modifiers] for s in parse(text).statements]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f =~ a*x + 0.5*x", [["label", "fixed"]]),
        ("f =~ x\nf =~ a*x", [["label"]]),
        ("x ~~ a*z\nz ~~ start(0.5)*x", [["label", "start"]]),
        ("y ~ a*1\ny ~ 0*1", [["label", "fixed"]]),
        ("f =~ start(0.5)*x + NA*x + a*x + lower(0)*x", [["start", "fixed", "label", "lower"]]),
        ("y ~ a*x\nz ~ a*x", [["label"], ["label"]]),
    ],
)
def test_new_modifiers_join_silently(text, expected):
    assert kinds(text) == expected
    assert parse(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "named", "line"),
    [
        ("f =~ x1 + x1", "'x1' is listed again for 'f' (=~)", 1),
        ("f =~ a*x1\nf =~ x1", "'x1' is listed again for 'f' (=~)", 2),
        ("f =~ a*x1 + a*x1", "'x1' is listed again for 'f' (=~)", 1),
        ("x ~~ z\n\nz ~~ x", "'x' is listed again for 'z' (~~)", 3),
        ("y ~ 1\ny ~ 1", "'1' is listed again for 'y' (~1)", 2),
    ],
)
def test_plain_repetitions_are_remarked_upon_once(text, named, line):
    model = parse(text + "\n" + text.splitlines()[-1])
    (remark,) = model.warnings
    assert remark.code == "W-MOD-82"
    assert named in remark.message
    assert f"line {line}, column" in remark.message
    assert "first on line 1" in remark.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f =~ 1*x + 2*x", "'f =~ x' is given two fixed values: 1 on line 1, and 2"),
        ("f =~ NA*x\nf =~ 1*x", "'f =~ x' is given two fixed values: NA on line 1, and 1"),
        ("f =~ a*x + b*x", "'f =~ x' is given two labels: 'a' on line 1, and 'b'"),
        ("f =~ a*b*x", "'f =~ x' is given two labels: 'a' on line 1, and 'b'"),
        ("y ~ 0*1 + 1*1", "'y ~1' is given two fixed values: 0 on line 1, and 1"),
        ("f =~ start(1)*x + 2?x", "'f =~ x' is given two start values: 1 on line 1, and 2"),
        ("f =~ c(1,2)*x + c(1,3)*x", "two fixed values: c(1, 2) on line 1, and c(1, 3)"),
        ("efa('a')*efa('b')*f =~ x", "two EFA blocks: 'a' on line 1, and 'b'"),
    ],
)
def test_contradictions_are_refused(text, said):
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text)
    (problem,) = caught.value.problems
    assert problem.code == "E-MOD-95"
    assert said in problem.message
    assert "^" in problem.excerpt
