"""The description of the API (`portaal/openapi.yml`) covers what there is, and nothing else."""

import re

import jsonschema

from portaal import urls
from tests.portaal.described import description, operation, resolved

ID = "A" * 32


def _references(part):
    if isinstance(part, dict):
        if "$ref" in part:
            yield part
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_every_reference_leads_somewhere_and_every_component_is_used():
    used = {part["$ref"] for part in _references(description())}
    for part in _references(description()):
        resolved(part)
    components = description()["components"]
    there = {f"#/components/{kind}/{name}" for kind, parts in components.items() for name in parts}
    assert there == used


def test_every_schema_is_a_valid_schema():
    for schema in description()["components"]["schemas"].values():
        jsonschema.Draft7Validator.check_schema(schema)


def test_every_address_of_the_api_is_described_and_no_other():
    routes = {re.sub(r"<\w+:\w+>", "{}", f"/{one.pattern}") for one in urls.urlpatterns if hasattr(one, "callback")}
    described = {re.sub(r"\{\w+\}", "{}", path) for path in description()["paths"]}
    assert described <= routes
    assert {path for path in routes if path.startswith(("/v1", "/gezond"))} <= described


def test_a_method_that_is_not_described_is_refused_with_those_that_are(portal):
    for path, item in description()["paths"].items():
        if not path.startswith(("/v1", "/gezond")):
            continue
        described = {name.upper() for name in item} & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - described:
            answer = portal.request(method, path.replace("{id}", ID))
            if path.startswith("/v1/gesprekken/") and operation(method, "/v1/gesprekken/x") and "hervatten" in path:
                continue  # by these methods "hervatten" would be the id of a conversation
            assert answer.status_code == 405, f"{method} {path}"
            assert set(answer.headers["Allow"].split(", ")) - {"HEAD"} == described


def test_the_description_is_served_with_version_and_contact(portal):
    answer = portal.get("/v1/openapi.json")
    served = answer.json()
    assert served["openapi"].startswith("3.1")
    assert served["info"]["version"] == answer.headers["API-Version"]
    assert served["info"]["contact"]["email"]
    assert served["paths"].keys() == description()["paths"].keys()
