"""The JSON Schema of the operator's files, by which an editor completes and checks them.

It is made from the models that check the files. What it cannot say (that a day exists, that one of two keys is given)
`vekha check` tells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pydantic import BaseModel

from mappings.mapping.model import Mapping
from sync.config.loading import tracker_kinds
from sync.config.settings import MAILS, ConfigFile

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_REF = "#/$defs/"


def config_schema() -> dict[str, Any]:
    """The schema of the config, with the blocks of every tracker that is installed."""
    schema = _of(ConfigFile)
    trackers = {kind: point.load().Settings for kind, point in sorted(tracker_kinds().items())}
    for block, models in (("tracker", trackers), ("mail", MAILS)):
        schema["properties"][block] = {"oneOf": [{"$ref": _REF + f"{block} {kind}"} for kind in models]}
        for kind, model in models.items():
            described = _of(model)
            schema["$defs"] |= described.pop("$defs", {})
            schema["$defs"][f"{block} {kind}"] = _with_kind(described, kind)
    return _finished(schema, "Vekha: the config")


def mapping_schema() -> dict[str, Any]:
    """The schema of the mapping."""
    return _finished(_of(Mapping), "Vekha: the mapping")


SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {"config": config_schema, "mapping": mapping_schema}


def _of(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    schema.setdefault("$defs", {})
    return schema


def _with_kind(schema: dict[str, Any], kind: str) -> dict[str, Any]:
    """The block of one kind: the key that names it is asked for."""
    named = {name: value for name, value in schema.items() if name not in ("$defs", "$schema")}
    properties = {"kind": {"const": kind}, **{key: one for key, one in schema["properties"].items() if key != "kind"}}
    return named | {"properties": properties, "required": ["kind", *_others(schema.get("required", ()))]}


def _others(required: Iterable[str]) -> list[str]:
    return [name for name in required if name != "kind"]


def _finished(schema: dict[str, Any], title: str) -> dict[str, Any]:
    """A schema as a file has it; a key that may be left out may be left empty, too, as in the files themselves."""
    for block in (schema, *schema["$defs"].values()):
        for name, value in block.get("properties", {}).items():
            if name not in block.get("required", ()):
                block["properties"][name] = _or_empty(value)
    return {"$schema": _DRAFT, **schema, "title": title}


def _or_empty(value: dict[str, Any]) -> dict[str, Any]:
    if any(one == {"type": "null"} for one in value.get("anyOf", ())):
        return value
    said: dict[str, Any] = {name: value[name] for name in ("default", "description", "title") if name in value}
    bare = {name: one for name, one in value.items() if name not in said}
    return {"anyOf": [bare, {"type": "null"}], **said}
