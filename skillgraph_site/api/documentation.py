"""The OpenAPI description, with what ninja has no word for: problem documents, and what is offered now."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from search.live import current_engine
from search.snapshot import SnapshotError
from search.types import Variant

from .parameters import loaded_frameworks
from .problems import PROBLEM_JSON


class Api(NinjaAPI):
    """Documents problem documents under their own media type, and the frameworks of the live snapshot."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(*args, **kwargs)
        for operation in _operations(schema):
            _document_problems(operation)
        # Without a snapshot the description still stands; only these values are unknown.
        with suppress(SnapshotError):
            engine = current_engine()
            for operation in _operations(schema):
                _document_offer(operation, sorted(loaded_frameworks(engine)), engine.variants)
        return schema


def _operations(schema: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for methods in schema["paths"].values():
        yield from methods.values()


def _document_problems(operation: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        if status >= 400:
            response["content"] = {PROBLEM_JSON: response["content"]["application/json"]}


def _document_offer(operation: dict[str, Any], frameworks: list[str], variants: Sequence[Variant]) -> None:
    for parameter in operation["parameters"]:
        if parameter["name"] == "framework":
            parameter["schema"]["items"]["enum"] = frameworks
        if parameter["name"] == "variant":
            parameter["schema"]["enum"] = list(variants)
