"""People, catalogues, forms, voucher books, products, and the company itself."""

import identity.job
from tests.faults.attempts import KEY, Attempt
from tests.faults.given import NAMES
from tests.faults.leads import colleague
from tests.faults.scene import Scene


def an_employee_is_declared(scene: Scene) -> Attempt:
    body = {"code": "S9", "name": "Bình", "email": "binh@acme.example", "department": scene.admin.department}
    return lambda: scene.ask("POST", "/v1/employees", body | {"role": "admin"}, **KEY)


def a_department_is_founded(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/departments", {"code": "D9", "name": "Bán hàng"}, **KEY)


def a_catalogue_entry_is_added(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", "/v1/catalogs/sources", {"code": "fair", "name": NAMES}, **KEY)


def a_catalogue_entry_is_changed(scene: Scene) -> Attempt:
    return lambda: scene.ask("PATCH", "/v1/catalogs/sources/phone", {"order": 9}, **{"if-match": '"1"'})


def a_catalogue_entry_is_deleted(scene: Scene) -> Attempt:
    return lambda: scene.ask("DELETE", "/v1/catalogs/sources/phone", **{"if-match": '"1"'})


def a_form_is_saved(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/forms/request", {"groups": []}, **{"if-match": '"0"'})


def settings_are_saved(scene: Scene) -> Attempt:
    return lambda: scene.ask("PUT", "/v1/settings", {"locale": "en"}, **{"if-match": '"0"'})


def a_voucher_book_is_opened(scene: Scene) -> Attempt:
    body = {"code": "HD2", "name": NAMES, "kind": "contract", "default": True}
    return lambda: scene.ask("POST", "/v1/voucher-books", body, **KEY)


def a_voucher_book_is_changed(scene: Scene) -> Attempt:
    return lambda: scene.ask("PATCH", "/v1/voucher-books/HD", {"next": 7}, **{"if-match": '"1"'})


def a_product_is_added(scene: Scene) -> Attempt:
    body = {"code": "SP1", "name": "Máy đo", "price": "1500000", "tax": 8}
    return lambda: scene.ask("POST", "/v1/products", body, **KEY)


def a_product_is_changed(scene: Scene) -> Attempt:
    product = scene.done("POST", "/v1/products", {"code": "SP1", "name": "Máy đo"})["id"]
    body = {"code": "SP2", "price": "9"}
    return lambda: scene.ask("PATCH", f"/v1/products/{product}", body, **{"if-match": '"1"'})


def a_company_is_opened(_scene: Scene) -> Attempt:
    order = {"tenant": "rival", "name": "Rival", "admin": {"name": "Bình", "email": "binh@rival.example"}}

    def attempt() -> None:
        made = identity.job.handler(order, None)
        assert "employee" in made or made["code"] == "code_taken", made

    return attempt


def an_employee_goes_to_another_department(scene: Scene) -> Attempt:
    scene.lead()
    other = scene.done("POST", "/v1/departments", {"code": "D9", "name": "Bán hàng"})["id"]
    return lambda: scene.ask("PATCH", f"/v1/employees/{scene.admin.id}", {"department": other})


def an_employee_gets_another_email(scene: Scene) -> Attempt:
    employee = colleague(scene)
    scene.world.pump()
    return lambda: scene.ask("PATCH", f"/v1/employees/{employee}", {"email": "chi@acme.example", "code": "S8"})
