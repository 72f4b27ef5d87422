"""The reference of config and mapping: every key with its kind and its default, as their schemas have them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sync.config.schema import config_schema, mapping_schema

Schema = Mapping[str, Any]
_ANY_LENGTH = 5000  # characters: what every text may have, which says nothing of a key
_BY_ITEM, _BY_NAME = "[]", ".…"  # what stands behind a key that has many blocks: a list of them, or one for each name


@dataclass(frozen=True)
class Words:
    """What the page says, in one language; `kinds` by the name in a schema."""

    head: str
    sections: tuple[str, str]
    required: str
    none: str
    kinds: Mapping[str, str]
    up_to: str
    between: str
    list_of: str
    by_name: str
    either: str


WORDS = {
    "en": Words(
        "| key | default | what may stand there |\n|---|---|---|",
        ("The config", "The mapping"),
        "required",
        "none",
        {
            "string": "text",
            "integer": "whole number",
            "number": "number",
            "boolean": "`true` or `false`",
            "date": "date",
            "time": "time of day",
        },
        "{kind}, at most {most} characters",
        "{kind}, {least} to {most}",
        "list: {kind}",
        "by name: {kind}",
        " or ",
    ),
    "ru": Words(
        "| ключ | по умолчанию | что пишется |\n|---|---|---|",
        ("Настройки", "Файл поправок"),
        "обязателен",
        "нет",
        {
            "string": "текст",
            "integer": "целое число",
            "number": "число",
            "boolean": "`true` или `false`",
            "date": "дата",
            "time": "время суток",
        },
        "{kind}, не длиннее {most} знаков",
        "{kind}, от {least} до {most}",
        "список: {kind}",
        "по именам: {kind}",
        " или ",
    ),
}


@dataclass(frozen=True)
class Key:
    """A key that takes a value of its own; `schema` is that of the value."""

    path: str
    schema: Schema
    required: bool


def made(code: str) -> str:
    """What is made, in a language."""
    return "\n\n".join(_parts(WORDS[code])) + "\n"


def keys(block: Schema, prefix: str = "") -> Iterator[Key]:
    """The keys of a block and of the blocks below it; what has a choice of blocks is left out."""
    for name, value in block["properties"].items():
        inner, mark = _below(value)
        if inner is not None:
            yield from keys(inner, f"{prefix}{name}{mark}.")
        elif "oneOf" not in value:
            yield Key(f"{prefix}{name}", value, name in block.get("required", ()))


def config_keys() -> list[Key]:
    """The keys of the config but for the blocks that have a kind."""
    return list(keys(_whole(config_schema())))


def blocks_of(name: str) -> dict[str, list[Key]]:
    """The keys of `tracker` or `mail`, by their kind."""
    blocks = _whole(config_schema())["properties"][name]["oneOf"]
    return {one["properties"]["kind"]["const"]: list(keys(one, f"{name}.")) for one in blocks}


def _parts(words: Words) -> Iterator[str]:
    yield f"## {words.sections[0]}"
    yield _table(config_keys(), words)
    for name in ("tracker", "mail"):
        for kind, block in blocks_of(name).items():
            yield f"### `{name}`, `kind: {kind}`"
            yield _table(block, words)
    yield f"## {words.sections[1]}"
    yield _table(keys(_whole(mapping_schema())), words)


def _whole(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema with what it refers to in its place, and without what says that a key may be left empty."""
    defs = schema.pop("$defs")

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(one) for one in value]
        if not isinstance(value, dict):
            return value
        rest = {name: whole(one) for name, one in value.items() if name not in ("$ref", "anyOf")}
        several = [whole(one) for one in value.get("anyOf", ()) if one != {"type": "null"}]
        if "$ref" in value:
            several = [whole(defs[value["$ref"].removeprefix("#/$defs/")])]
        return {**several[0], **rest} if len(several) == 1 else rest | ({"anyOf": several} if several else {})

    filled: dict[str, Any] = whole(schema)
    return filled


def _below(value: Schema) -> tuple[Schema | None, str]:
    """The block that stands below a key, and how many there are of it."""
    for one, mark in ((value, ""), (value.get("items"), _BY_ITEM), (value.get("additionalProperties"), _BY_NAME)):
        if isinstance(one, dict) and "properties" in one:
            return one, mark
    return None, ""


def _table(rows: Iterable[Key], words: Words) -> str:
    lines = (f"| `{key.path}` | {_default(key, words)} | {_kind(key.schema, words)} |" for key in rows)
    return "\n".join([words.head, *lines])


def _default(key: Key, words: Words) -> str:
    if key.required:
        return words.required
    value = key.schema.get("default")
    if value is None or value == []:
        return words.none
    plain = f"{value:g}" if isinstance(value, float) else value if isinstance(value, str) else json.dumps(value)
    return f"`{plain}`"


def _kind(value: Schema, words: Words) -> str:
    if "const" in value or "enum" in value:
        return ", ".join(f"`{one}`" for one in value.get("enum", [value.get("const")]))
    if several := value.get("anyOf"):
        return words.either.join(_kind(one, words) for one in several)
    if value.get("type") == "array":
        inner = value.get("items") or value["prefixItems"][0]
        return words.list_of.format(kind=_kind(inner, words))
    if value.get("type") == "object":
        return words.by_name.format(kind=_kind(value["additionalProperties"], words))
    return _plain(value, words)


def _plain(value: Schema, words: Words) -> str:
    kind = words.kinds[value.get("format") or value["type"]]
    if "minimum" in value:
        return words.between.format(kind=kind, least=value["minimum"], most=value["maximum"])
    most = value.get("maxLength", _ANY_LENGTH)
    return kind if most == _ANY_LENGTH else words.up_to.format(kind=kind, most=most)
