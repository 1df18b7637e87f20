"""Checks a value against the part of JSON Schema 2020-12 that jobs/schema uses, with the standard library alone.

The contract trainer and the small container image have no site-packages; jobs/tests/test_schema.py holds this against
the jsonschema package. An unknown keyword is an error here rather than silently true.
"""
import json
import math
import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "schema"
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
ANNOTATIONS = {"$schema", "format", "title", "description", "default"}


def load(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))


def faults(value, schema: dict, at: str = "") -> list[str]:
    """Every fault as `path: what`; empty when the value fits."""
    found = []
    for keyword, rule in schema.items():
        if keyword in ANNOTATIONS or keyword in ("additionalProperties", "propertyNames") and not isinstance(value, dict):
            continue
        check = CHECKS.get(keyword)
        if check is None:
            raise ValueError(f"jobs/lib/schema.py does not know the keyword {keyword}")
        found += check(value, rule, at or "spec", schema)
    return found


def _is(value, name: str) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if name == "number":
        return number and math.isfinite(value)
    if name == "integer":
        return number and math.isfinite(value) and float(value).is_integer()
    return isinstance(value, TYPES[name])


def _type(value, rule, at, _schema):
    names = rule if isinstance(rule, list) else [rule]
    return [] if any(_is(value, name) for name in names) else [f"{at}: must be {' or '.join(names)}"]


def _same(a, b) -> bool:
    return type(a) is type(b) and a == b or _is(a, "number") and _is(b, "number") and a == b


def _limit(holds, words):
    def check(value, rule, at, _schema):
        return [f"{at}: must be {words} {rule}"] if _is(value, "number") and not holds(value, rule) else []

    return check


def _length(kind, holds, words):
    def check(value, rule, at, _schema):
        return [f"{at}: must have {words} {rule}"] if isinstance(value, kind) and not holds(len(value), rule) else []

    return check


def _pattern(value, rule, at, _schema):
    # In ECMAScript `$` is the very end; Python's would let a trailing line feed pass.
    found = not isinstance(value, str) or re.search(rule.replace("$", r"\Z"), value)
    return [] if found else [f"{at}: must match {rule}"]


def _properties(value, rule, at, _schema):
    if not isinstance(value, dict):
        return []
    return [fault for name, part in rule.items() if name in value for fault in faults(value[name], part, f"{at}.{name}")]


def _required(value, rule, at, _schema):
    return [f"{at}.{name}: is missing" for name in rule if isinstance(value, dict) and name not in value]


def _additional(value, rule, at, schema):
    extra = [name for name in value if name not in schema.get("properties", {})]
    if rule is False:
        return [f"{at}.{name}: is not known" for name in extra]
    return [fault for name in extra for fault in faults(value[name], rule, f"{at}.{name}")]


def _items(value, rule, at, _schema):
    if not isinstance(value, list):
        return []
    return [fault for i, item in enumerate(value) for fault in faults(item, rule, f"{at}[{i}]")]


def _any_of(value, rule, at, _schema):
    branches = [faults(value, branch, at) for branch in rule]
    return [] if any(not branch for branch in branches) else min(branches, key=len)


def _one_of(value, rule, at, _schema):
    """A union told apart by a constant: the branch whose constants fit best says what is wrong."""
    branches = [faults(value, branch, at) for branch in rule]
    fitting = sum(not branch for branch in branches)
    if fitting == 1:
        return []
    return [f"{at}: fits more than one shape"] if fitting else min(branches, key=len)


def _const(value, rule, at, _schema):
    return [] if _same(value, rule) else [f"{at}: must be {rule!r}"]


def _enum(value, rule, at, _schema):
    known = any(_same(value, one) for one in rule)
    return [] if known else [f"{at}: must be one of {', '.join(map(str, rule))}"]


def _names(value, rule, at, _schema):
    return [fault for name in value for fault in faults(name, rule, f"{at}.{name}")]


CHECKS = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "minimum": _limit(lambda value, rule: value >= rule, "at least"),
    "maximum": _limit(lambda value, rule: value <= rule, "at most"),
    "exclusiveMinimum": _limit(lambda value, rule: value > rule, "more than"),
    "exclusiveMaximum": _limit(lambda value, rule: value < rule, "less than"),
    "minLength": _length(str, lambda size, rule: size >= rule, "a length of at least"),
    "maxLength": _length(str, lambda size, rule: size <= rule, "a length of at most"),
    "minItems": _length(list, lambda size, rule: size >= rule, "at least"),
    "maxItems": _length(list, lambda size, rule: size <= rule, "at most"),
    "pattern": _pattern,
    "properties": _properties,
    "required": _required,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "anyOf": _any_of,
    "oneOf": _one_of,
}


def spec_faults(spec, recipes: list[str]) -> list[str]:
    """Every fault of a spec, by the shape of its recipe."""
    if not isinstance(spec, dict) or spec.get("recipe") not in recipes:
        return [f"spec.recipe: must be one of {', '.join(recipes)}"]
    shapes = load("spec")["oneOf"]
    shape = next(one for one in shapes if one["properties"]["recipe"]["const"] == spec["recipe"])
    found = faults(spec, shape)
    adapter = spec.get("params", {}).get("adapter") if isinstance(spec.get("params"), dict) else None
    if isinstance(adapter, dict) and "quantization" in adapter:
        if (adapter.get("type") == "qlora") != (adapter["quantization"] is not None):
            found.append("spec.params.adapter.quantization: qlora needs a quantization method, lora takes none")
    return found
