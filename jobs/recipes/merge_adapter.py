"""Folds an adapter into its base model, and proves that the merged model answers as base and adapter together do."""
import json
from pathlib import Path

import torch
from peft import PeftModel

from lib.contract import JobDir
from lib.exits import JobFailure
from lib.models import PROBES, compare_logits, load_model, load_tokenizer, logits_of, save_model

# float32 sums in another order: 7.5e-5 measured on SmolLM2-135M. A wrong merge is off by whole units.
MAX_MERGED_DIFF = 5e-3
# Rounding the sum to the base's own 16 bits moves logits a little; a file that went wrong moves them a lot.
MAX_SAVED_KL = 0.05


def main(job: JobDir) -> None:
    base, adapter = job.input("base_model"), job.input("adapter")
    job.phase("loading")
    tokenizer = load_tokenizer(adapter if (adapter / "tokenizer_config.json").exists() else base)
    check_same_base(job, adapter)
    model = PeftModel.from_pretrained(load_model(base, torch.float32, "cpu"), adapter)
    expected = logits_of(model, tokenizer, PROBES)

    job.phase("merging")
    merged = model.merge_and_unload(safe_merge=True)  # also for QLoRA: into the base as it was before nf4
    in_memory = compare_logits(expected, logits_of(merged, tokenizer, PROBES))
    if in_memory["max_abs_logit_diff"] > MAX_MERGED_DIFF:
        raise JobFailure("model_rejected", f"merged logits are off by {in_memory['max_abs_logit_diff']:.2g}")
    out = job.out / "merged"
    save_model(merged.to(storage_dtype(base)), tokenizer, out)
    del model, merged

    job.phase("verifying")
    saved = compare_logits(expected, logits_of(load_model(out, torch.float32, "cpu"), tokenizer, PROBES))
    if saved["kl_divergence"] > MAX_SAVED_KL:
        raise JobFailure("model_rejected", f"the saved model answers unlike base and adapter: {saved}")
    metrics = {f"merged_{name}": value for name, value in in_memory.items()}
    metrics |= {f"saved_{name}": value for name, value in saved.items()}
    job.finish({"merged": "merged"}, metrics | {"size_bytes": sum(f.stat().st_size for f in out.iterdir())})


def check_same_base(job: JobDir, adapter: Path) -> None:
    named = json.loads((adapter / "adapter_config.json").read_text())["base_model_name_or_path"]
    if named != job.public_name("base_model"):
        raise JobFailure("data_rejected", f"the adapter was trained on {named}, not on {job.public_name('base_model')}")


def storage_dtype(base: Path):
    """The base's own format, at least 16 bits."""
    config = json.loads((base / "config.json").read_text())
    name = config.get("dtype") or config.get("torch_dtype") or "bfloat16"
    return {"float32": torch.float32, "float16": torch.float16}.get(name, torch.bfloat16)
