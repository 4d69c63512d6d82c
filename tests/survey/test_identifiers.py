"""Which columns may say who a respondent is."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.survey.identifiers import identifying
from gainsem.survey.raw_table import Heading


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("Name", "a name"),
        ("first_name", "a name"),
        ("RecipientLastName", "a name"),
        ("姓名", "a name"),
        ("3、您的姓名：", "a name"),
        ("Mobile number", "a telephone number"),
        ("手机号码", "a telephone number"),
        ("E-mail", "an e-mail address"),
        ("RecipientEmail", "an e-mail address"),
        ("电子邮箱", "an e-mail address"),
        ("微信号", "an account"),
        ("身份证号码", "an identity number"),
        ("passport no", "an identity number"),
        ("IPAddress", "an address"),
        ("来自IP", "an address"),
        ("家庭住址", "an address"),
        ("LocationLatitude", "a place"),
        ("_geolocation", "a place"),
        ("ResponseId", "a number of the respondent"),
        ("record_id", "a number of the respondent"),
        ("_uuid", "a number of the respondent"),
        ("序号", "a number of the respondent"),
    ],
)
def test_by_its_name(name: str, what: str) -> None:
    assert identifying(name, ()) == what


ORDINARY = [
    "q1",
    "trust",
    "identity",
    "telework",
    "place",
    "address_quality",
    "qq_use",
    "unnamed",
    "ideal",
    "ship",
    "latent",
    "age",
    "政府回应",
    "手机使用时间",
    "您对地址服务满意吗",
    "social-security",
]


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_questions_are_left_alone(name: str) -> None:
    assert identifying(name, ("1", "2", "3")) == ""


@pytest.mark.parametrize(
    ("cells", "what"),
    [
        (("13912345678", "", "136 8765 4321", "+86 13912345679"), "telephone numbers"),
        (("+44 20 7946 0958", "+1 (555) 010-9999"), "telephone numbers"),
        (("a.b@example.org", "c@example.com", "none"), "e-mail addresses"),
        (("203.0.113.1(浙江-杭州)", "203.0.113.2"), "network addresses"),
        (("2001:db8::1", "2001:db8:0:0:0:0:0:2"), "network addresses"),
        (("11010519491231002X", "440524188001010014"), "identity numbers"),
        (("00000000-0000-4000-8000-000000000001",), "identifiers"),
        (("R_000000000000001", "R_000000000000002"), "identifiers"),
        (("yes", "no", "13912345678"), ""),
        (("2024-06-01", "2024-06-02"), ""),
        (("", " "), ""),
        (("09:03:48", "12:27:48"), ""),
    ],
)
def test_by_what_is_in_it(cells: tuple[str, ...], what: str) -> None:
    assert identifying("q7", cells) == what


def test_telephone_numbers_that_were_read_as_numbers() -> None:
    assert identifying("q7", np.array([13912345678.0, np.nan, 18600000000.0])) != ""
    assert identifying("q7", np.array([1.0, 2.0, np.nan])) == ""
    assert identifying("income", np.array([139123.5, 52000.0])) == ""


def test_what_the_survey_tool_says_of_its_own_columns() -> None:
    assert identifying("x", ("a",), Heading(role="address")) == "an address"
    assert identifying("Q9", ("a",), Heading(wordings=("您的姓名",))) == "a name"
    assert identifying("Q9", ("1",), Heading(role="seconds")) == ""
