"""What a company's site tells: visits of people it knows, of strangers, and who those were; and what its forms take."""

import json
from typing import Any
from urllib.parse import urlencode

from kernel import clock
from tests.faults.attempts import KEY, Attempt, gone
from tests.faults.scene import Scene
from tests.world import Answer
from visits import keeping, service


def _visit(*paths: str, client: str = "c1", user: str | None = None, msec: int = 90_000) -> bytes:
    params = [{"page_location": f"https://x.vn{path}", "session_id": 1, "engagement_time_msec": msec} for path in paths]
    events = [{"name": "page_view", "params": one} for one in params]
    return json.dumps({"client_id": client, "user_id": user, "events": events}).encode()


def _told(scene: Scene, body: bytes) -> Attempt:
    at = clock.now()  # when it came is kept with a body

    def attempt() -> None:
        service.take(scene.admin.tenant, body, at)

    return attempt


def a_visit_is_told(scene: Scene) -> Attempt:
    scene.lead(web_clients=["c1"])
    return _told(scene, _visit("/bang-gia", "/"))


def more_is_told_of_a_visit(scene: Scene) -> Attempt:
    scene.lead(code="KH-7")
    _told(scene, _visit("/", user="kh-7"))()
    return _told(scene, _visit("/bang-gia", "/", user="kh-7"))


def a_strangers_visit_is_told(scene: Scene) -> Attempt:
    return _told(scene, _visit("/", user="KH-8"))


def a_stranger_becomes_known(scene: Scene) -> Attempt:
    _told(scene, _visit("/"))()
    _told(scene, _visit("/", client="c2", user="KH-7"))()
    scene.lead(web_clients=["c1"], code="KH-7")
    scene.world.records()  # the stream's own turn would come before anything goes wrong

    def attempt() -> None:
        for client in ("c1", *keeping.clients_of(scene.admin.tenant, "KH-7")):
            keeping.welcome(scene.admin.tenant, client)

    return attempt


STREAM, FORM = "/v1/sites/streams", "/v1/sites/forms"


def _body(scene: Scene, path: str) -> dict[str, Any]:
    fields = [{"site": "n", "lead": "name"}, {"site": "p", "lead": "phone"}, {"site": "c", "lead": "client_id"}]
    form = {"name": "F", "fields": fields, "defaults": {"owner": scene.admin.id, "source": "website"}}
    return {"code": "website", **(form if path == FORM else {"name": "S"})}


def _made(scene: Scene, path: str) -> tuple[str, str]:
    """(where it is, its first key)."""
    made = scene.done("POST", path, _body(scene, path))
    return f"{path}/website", made["secret"]["key"]


def _key(scene: Scene, path: str) -> str:
    where, _ = _made(scene, path)
    return f"{where}/keys/{scene.done('POST', f'{where}/keys', {})['secret']['id']}"


def a_stream_is_added(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", STREAM, _body(scene, STREAM), **KEY)


def a_web_form_is_added(scene: Scene) -> Attempt:
    return lambda: scene.ask("POST", FORM, _body(scene, FORM), **KEY)


def a_stream_is_renamed(scene: Scene) -> Attempt:
    where, _ = _made(scene, STREAM)
    return lambda: scene.ask("PATCH", where, {"name": "N"}, **{"if-match": '"1"'})


def a_web_form_is_changed(scene: Scene) -> Attempt:
    where, _ = _made(scene, FORM)
    return lambda: scene.ask("PATCH", where, {"active": False}, **{"if-match": '"1"'})


def a_stream_is_deleted(scene: Scene) -> Attempt:
    where, _ = _made(scene, STREAM)
    return lambda: gone(scene.ask("DELETE", where))


def a_web_form_is_deleted(scene: Scene) -> Attempt:
    where, _ = _made(scene, FORM)
    return lambda: gone(scene.ask("DELETE", where))


def a_stream_gets_another_key(scene: Scene) -> Attempt:
    where, _ = _made(scene, STREAM)
    return lambda: scene.ask("POST", f"{where}/keys", {}, **KEY)


def a_web_form_gets_another_key(scene: Scene) -> Attempt:
    where, _ = _made(scene, FORM)
    return lambda: scene.ask("POST", f"{where}/keys", {}, **KEY)


def a_key_of_a_stream_is_retired(scene: Scene) -> Attempt:
    where = _key(scene, STREAM)
    return lambda: scene.ask("DELETE", where)


def a_key_of_a_web_form_is_retired(scene: Scene) -> Attempt:
    where = _key(scene, FORM)
    return lambda: scene.ask("DELETE", where)


def _sent(scene: Scene, **fields: str) -> Attempt:
    _, key = _made(scene, FORM)
    return _filled(scene, key, **fields)


def _filled(scene: Scene, key: str, **fields: str) -> Attempt:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    return lambda: scene.ask("POST", f"/v1/web/forms/{key}", raw=urlencode(fields), **headers)


def a_body_of_analytics_is_kept(scene: Scene) -> Attempt:
    _, secret = _made(scene, STREAM)
    scene.lead(web_clients=["c1"])
    query: dict[str, Any] = {"measurement_id": "website", "api_secret": secret}

    def attempt() -> Answer:
        if scene.wire.watching:
            scene.asked.append("POST /v1/web/mp/collect")
        return scene.world.call("POST", "/v1/web/mp/collect", raw=_visit("/bang-gia").decode(), **query)

    return attempt


def a_visitor_fills_a_form_in(scene: Scene) -> Attempt:
    return _sent(scene, n="Lan", p="0912345678", c="c1")


def somebody_known_fills_a_form_in(scene: Scene) -> Attempt:
    scene.lead(phones=["0912345678"])
    scene.world.pump()
    return _sent(scene, n="Lan", p="0912345678", c="c1")


def a_form_of_somebody_who_has_left_is_filled_in(scene: Scene) -> Attempt:
    person = {"code": "S7", "name": "Lan", "email": "lan@acme.example", "department": scene.admin.department}
    owner = scene.done("POST", "/v1/employees", person)["id"]
    _, key = _made(scene, FORM)
    scene.done("PATCH", f"{FORM}/website", {"defaults": {"owner": owner}})
    scene.done("PATCH", f"/v1/employees/{owner}", {"active": False})
    return _filled(scene, key, n="Lan")
