"""llm-compressor as a program of its own environment: python -P compress.py ASK.json

Imports nothing of ours: other versions of transformers live on the other side (jobs/recipes/quantize_compressed.py).
"""
import json
import random
import sys


def modifier(kind: str, group_size: int | None):
    from llmcompressor.modifiers.quantization import QuantizationModifier

    if kind == "fp8_dynamic":
        return QuantizationModifier(targets="Linear", scheme="FP8_DYNAMIC", ignore=["lm_head"])
    weights = {"num_bits": 4, "type": "int", "strategy": "group", "group_size": group_size,
               "symmetric": kind == "gptq_w4a16"}  # fmt: skip
    scheme = {"config_groups": {"group_0": {"targets": ["Linear"], "weights": weights}}, "ignore": ["lm_head"]}
    if kind == "gptq_w4a16":
        from llmcompressor.modifiers.gptq import GPTQModifier

        return GPTQModifier(**scheme)
    from llmcompressor.modifiers.awq import AWQModifier

    return AWQModifier(**scheme)


def main(path: str) -> None:
    import torch
    from datasets import Dataset
    from llmcompressor import oneshot
    from transformers import AutoModelForCausalLM

    with open(path, encoding="utf-8") as file:
        ask = json.load(file)
    random.seed(ask["seed"])
    torch.manual_seed(ask["seed"])
    model = AutoModelForCausalLM.from_pretrained(ask["source"], dtype="auto", local_files_only=True, use_safetensors=True,
                                                 trust_remote_code=False)  # fmt: skip
    if ask["device"] == "cuda":
        model = model.to("cuda")
    data = {}
    if ask["rows"] is not None:
        with open(ask["rows"], encoding="utf-8") as file:
            rows = [json.loads(line) for line in file]
        encoded = [{"input_ids": ids, "attention_mask": [1] * len(ids)} for ids in rows]
        longest = max(map(len, rows))
        data = {"dataset": Dataset.from_list(encoded), "num_calibration_samples": len(rows), "max_seq_length": longest,
                "shuffle_calibration_samples": False}  # fmt: skip
    oneshot(model=model, recipe=modifier(ask["type"], ask["group_size"]), **data)
    model.save_pretrained(ask["target"], save_compressed=True)


if __name__ == "__main__":
    main(sys.argv[1])
