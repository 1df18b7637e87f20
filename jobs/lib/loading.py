"""Loads a recipe's libraries in two thirds of the time of a plain import, which is most of what a short job takes."""
import contextlib
import gc
import json
import sys
from pathlib import Path

BITSANDBYTES = "bitsandbytes"


@contextlib.contextmanager
def quick(spec: dict):
    """Imports within it leave out what the job has no use for, and are not searched for garbage.

    peft and transformers import bitsandbytes wherever it is installed, and that imports torch's compiler. The collector walks
    everything again each time what it watches has grown by a quarter, and modules stay.
    """
    if not wants_bitsandbytes(spec):
        sys.modules[BITSANDBYTES] = None  # for importlib.util.find_spec it is not installed
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def wants_bitsandbytes(spec: dict) -> bool:
    """True where weights are, or are to be, in its formats, and for a recipe of somebody else, who may use it for anything."""
    params = spec["params"]
    adapter = params.get("adapter") or {}
    named = spec["recipe"] in ("own", "quantize_bnb") or bool(adapter.get("quantization"))
    return named or any(_is_of_bitsandbytes(ref) for ref in spec["inputs"].values())


def _is_of_bitsandbytes(ref: dict) -> bool:
    try:
        config = json.loads((Path(ref["path"]) / "config.json").read_text(encoding="utf-8"))
        found = config["quantization_config"]
        # folders from before transformers 4.36 name no method
        return bool(found.get("quant_method") == BITSANDBYTES or found.get("load_in_8bit") or found.get("load_in_4bit"))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False  # no model folder, or one whose weights are plain; whoever loads it says what is wrong with it
