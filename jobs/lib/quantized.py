"""What a quantised folder of safetensors holds, read off its headers; nothing is loaded."""
import json
from pathlib import Path

from safetensors import safe_open

# Dtypes of weights that were rounded: bitsandbytes' bytes, compressed-tensors' packed words, FP8.
INTEGERS = ("I8", "U8", "I32")
FLOATS = ("F8_E4M3",)


def method_of(folder: Path) -> str | None:
    """`quant_method` of config.json; None where the weights are plain."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return (config.get("quantization_config") or {}).get("quant_method")


def stored(folder: Path) -> dict[str, float]:
    """Bytes of all weight files, tensors in them, and how many of these are quantised weights."""
    tensors = quantized = size = 0
    for file in sorted(folder.glob("*.safetensors")):
        size += file.stat().st_size
        with safe_open(file, "pt") as opened:
            for name in opened.keys():  # noqa: SIM118 -- not a dict
                tensors += 1
                weights = name.endswith((".weight", ".weight_packed"))
                quantized += weights and opened.get_slice(name).get_dtype() in INTEGERS + FLOATS
    return {"size_bytes": size, "tensors": tensors, "quantized_tensors": quantized}
