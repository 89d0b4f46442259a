"""Who is meant by a list of employees, and who may do what."""

from typing import Any

import pytest

from identity import rules
from identity.rules import Employee, Settings, Whom
from tests.deciding import A, B, C, differs


def employee(**fields: Any) -> Employee:
    known = {"id": A, "code": "S1", "name": "Nguyễn Hoà", "email": "hoa@x.vn", "department": A, "role": "staff"}
    return Employee.model_validate(known | fields)


@pytest.mark.parametrize(
    ("whom", "meant"),
    [
        (Whom(), True), (Whom(department=A), True), (Whom(department=B), False), (Whom(role="staff"), True),
        (Whom(role="admin"), False), (Whom(active=True), True), (Whom(active=False), False),
        (Whom(words=("ho", "ngu")), True), (Whom(words=("s1",)), True), (Whom(words=("hoa", "le")), False),
        (Whom(department=B, words=("hoa",)), False), (Whom(department=A, words=("x", "vn")), True),
    ],
)  # fmt: skip
def test_a_list_is_about_who_meets_every_condition_that_is_given(whom: Whom, meant: bool):
    assert rules.is_meant(employee(), whom) == meant


def test_the_words_of_a_code_are_not_those_of_a_name():
    assert not rules.is_meant(employee(), Whom(words=("hoas1",)))


@pytest.mark.parametrize("role", ["admin", "manager", "staff"])
def test_administrators_and_managers_are_so_while_they_are_active(role: str):
    assert rules.is_admin(employee(role=role)) == (role == "admin")
    assert rules.can_manage(employee(role=role)) == (role != "staff")
    assert not rules.is_admin(employee(role=role, active=False))
    assert not rules.can_manage(employee(role=role, active=False))


def test_who_manages_a_department_does_so_once_until_they_do_no_more():
    one = employee(manages=(A, B))
    assert differs(one, rules.managing(one, C, now=True)) == {"manages": (A, B, C)}
    assert rules.managing(one, A, now=True).manages == (B, A)
    assert rules.managing(one, A, now=False).manages == (B,)


def test_a_companys_days_are_those_of_its_time_zone():
    assert Settings(time_zone="Europe/Berlin").zone.key == "Europe/Berlin"
