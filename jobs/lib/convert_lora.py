"""A PEFT LoRA adapter as a GGUF adapter: python -P convert_lora.py BASE ADAPTER TARGET TYPE, with the converter on PYTHONPATH.

The converter that is pinned knows each architecture's names and how it moves rows, and has no script for adapters. Of a
matrix W + B A only rows are moved, so that B goes through the converter as W would and A stays as it is. What is moved
otherwise (split, transposed) is refused.
"""
import json
import math
import sys
from pathlib import Path

UNSUPPORTED = 4


class Unsupported(Exception):
    """An adapter that llama.cpp has no words for."""


def scaled_alpha(config: dict) -> float:
    """alpha such that llama.cpp's alpha / r is the factor that PEFT multiplies with."""
    if config.get("peft_type") != "LORA":
        raise Unsupported(f"the adapter is of the type {config.get('peft_type')}; LORA alone has a GGUF form")
    for field in ("use_dora", "modules_to_save", "alpha_pattern", "rank_pattern", "trainable_token_indices", "fan_in_fan_out"):
        if config.get(field):
            raise Unsupported(f"an adapter with '{field}' has no GGUF form: merge it and quantise the whole model")
    if config.get("bias", "none") != "none":
        raise Unsupported("an adapter with trained biases has no GGUF form: merge it and quantise the whole model")
    alpha = float(config["lora_alpha"])
    return alpha * math.sqrt(config["r"]) if config.get("use_rslora") else alpha


def pairs(tensors: dict) -> dict:
    """{name of the matrix in the base model: (A, B)}."""
    found: dict = {}
    for name, tensor in tensors.items():
        for part in ("A", "B"):
            if name.endswith(f".lora_{part}.weight"):
                base = name.removeprefix("base_model.model.").removesuffix(f".lora_{part}.weight") + ".weight"
                found.setdefault(base, {})[part] = tensor
                break
        else:
            raise Unsupported(f"the tensor {name} is no part of a LoRA pair")
    torn = [name for name, both in found.items() if len(both) != 2]
    if torn or not found:
        raise Unsupported(f"the adapter has no pair for {torn[:3]}" if torn else "the adapter is empty")
    return {name: (both["A"], both["B"]) for name, both in found.items()}


def main(base: Path, adapter: Path, target: Path, kind: str) -> None:
    import gguf
    import torch
    from conversion import ModelBase, ModelType, get_model_architecture, get_model_class
    from safetensors.torch import load_file

    alpha = scaled_alpha(json.loads((adapter / "adapter_config.json").read_text(encoding="utf-8")))
    lora = pairs(load_file(adapter / "adapter_model.safetensors"))
    hparams = ModelBase.load_hparams(base, False)
    whole = get_model_class(get_model_architecture(hparams, ModelType.TEXT))

    class Adapter(whole):
        model_arch = whole.model_arch

        def set_vocab(self):
            pass

        def set_type(self):
            self.gguf_writer.add_type(gguf.GGUFType.ADAPTER)
            self.gguf_writer.add_string(gguf.Keys.Adapter.TYPE, "lora")

        def set_gguf_parameters(self):
            self.gguf_writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)

        def generate_extra_tensors(self):
            return ()

        def get_tensors(self):
            for name, (_, b) in lora.items():
                yield name, b.float()

        def modify_tensors(self, data_torch, name, bid):
            a = lora[name][0].float()
            moved = list(super().modify_tensors(data_torch, name, bid))
            if len(moved) != 1 or tuple(moved[0][1].shape) != (data_torch.shape[0], a.shape[0]):
                raise Unsupported(f"llama.cpp keeps {name} in another form than rows: merge the adapter instead")
            yield f"{moved[0][0]}.lora_a", a
            yield f"{moved[0][0]}.lora_b", moved[0][1]

    types = {"f16": gguf.LlamaFileType.MOSTLY_F16, "q8_0": gguf.LlamaFileType.MOSTLY_Q8_0}
    with torch.inference_mode():
        Adapter(base, types[kind], target, eager=True, hparams=hparams).write()


if __name__ == "__main__":
    try:
        main(*map(Path, sys.argv[1:4]), sys.argv[4])
    except Unsupported as error:
        print(error, file=sys.stderr)
        sys.exit(UNSUPPORTED)
