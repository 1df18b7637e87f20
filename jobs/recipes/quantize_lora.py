"""A LoRA adapter as a GGUF adapter (llama.cpp's --lora), proved by asking llama.cpp and PEFT the same."""
import math
import os
import re
from pathlib import Path

import gguf
import torch
from peft import PeftModel

from lib import convert_lora
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.llamacpp import Engine
from lib.models import load_model, load_tokenizer
from recipes.merge_adapter import check_same_base
from recipes.quantize_gguf import NO_SPACE, convert, ran

PROBES = [[{"role": "user", "content": text}] for text in ("Say hello.", "i lost my card", "What is two and two?")]
# Nats. 16 bits move the likeliest tokens by hundredths; an adapter on other rows, or at another scale, by whole units.
MAX_DIFF = {"f16": 0.15, "q8_0": 0.3}
TOP = 5


def main(job: JobDir) -> None:
    base, adapter, kind = job.input("base_model"), job.input("adapter"), job.params.type
    check_same_base(job, adapter)
    job.phase("converting")
    out = job.out / "gguf_adapter"
    out.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", job.public_name("base_model").split("/")[-1]).strip("-.") or "adapter"
    target = out / f"{name}-lora-{kind}.gguf"
    convert_adapter(base, adapter, target, kind)
    found = described(target, adapter)

    job.phase("verifying")
    whole = job.scratch / "base.gguf"
    convert(base, "f16", whole)
    off, without = first_token_diff(base, adapter, whole, target)
    whole.unlink()
    if off > MAX_DIFF[kind]:
        raise JobFailure("model_rejected", f"base and adapter answer otherwise in llama.cpp than in PEFT: {off:.2g} nats")
    job.finish({"gguf_adapter": "gguf_adapter"}, found | {"first_token_diff": off, "without_adapter_diff": without})


def convert_adapter(base: Path, adapter: Path, target: Path, kind: str) -> None:
    folder = os.environ.get("JOB_CONVERTER_DIR", "")
    path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
    command = ["-P", convert_lora.__file__, str(base), str(adapter), str(target), kind]
    code, _, last = ran(command, {"PYTHONPATH": path}, full=(NO_SPACE,))
    if code == convert_lora.UNSUPPORTED or (code != 0 and "NotImplementedError" in last):
        raise JobFailure("model_rejected", last)
    if code != 0:
        raise JobFailure("unexpected", f"the converter ended with {code}: {last}")


def described(file: Path, adapter: Path) -> dict[str, float]:
    """What the header says: it must be a LoRA adapter with an architecture, an alpha, and pairs of tensors alone."""
    reader = gguf.GGUFReader(file)
    said = {key: field.contents() for key in ("general.type", "adapter.type", "general.architecture", "adapter.lora.alpha")
            if (field := reader.get_field(key))}  # fmt: skip
    if said.get("general.type") != "adapter" or said.get("adapter.type") != "lora" or not said.get("general.architecture"):
        raise JobFailure("unexpected", f"the converter wrote no LoRA adapter: {said}")
    names = [tensor.name for tensor in reader.tensors]
    stems = {name.removesuffix(".lora_a").removesuffix(".lora_b") for name in names}
    if len(names) != 2 * len(stems) or any(not name.endswith((".lora_a", ".lora_b")) for name in names):
        raise JobFailure("unexpected", "the converter wrote tensors that are no pair")
    return {"size_bytes": file.stat().st_size, "tensors": len(names), "lora_alpha": float(said["adapter.lora.alpha"])}


def first_token_diff(base: Path, adapter: Path, whole: Path, lora: Path) -> tuple[float, float]:
    """Largest difference of the likeliest tokens' log-probabilities from PEFT's, with the adapter and without it."""
    tokenizer = load_tokenizer(base)
    model = PeftModel.from_pretrained(load_model(base, torch.float32, "cpu"), adapter).eval()
    expected = []
    for messages in PROBES:
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        ids = tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids
        with torch.inference_mode():
            expected.append(model(input_ids=ids).logits[0, -1].float().log_softmax(-1))
    del model
    return tuple(_farthest(whole, one, expected) for one in (lora, None))


def _farthest(whole: Path, lora: Path | None, expected: list) -> float:
    most = 0.0
    with Engine(whole, n_ctx=256, n_parallel=1, lora=lora) as engine:
        for messages, logprobs in zip(PROBES, expected, strict=True):
            for token, logprob in engine.likeliest_next(messages, TOP).items():
                most = max(most, abs(logprob - logprobs[token].item()))
    return most if math.isfinite(most) else 1e9
