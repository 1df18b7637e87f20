"""Loading and saving models: local safetensors only, no code from a model folder is run."""
import contextlib
import json
import os
from pathlib import Path

from lib.exits import JobFailure


def load_tokenizer(folder: Path):
    """The folder's tokenizer; ends the job when it has no chat template, for rows are chats."""
    tokenizer = read_tokenizer(folder)
    if not tokenizer.chat_template:
        raise JobFailure("model_rejected", "the base model's tokenizer has no chat template")
    return tokenizer


def read_tokenizer(folder: Path):
    """The same for texts that no template is put around."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    if not tokenizer.is_fast:
        raise JobFailure("model_rejected", "the base model has no fast tokenizer (tokenizer.json)")
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def load_model(folder: Path, dtype, device: str, quantization=None):
    """A causal language model from safetensors files."""
    from transformers import AutoModelForCausalLM

    if not list(folder.glob("*.safetensors")):
        raise JobFailure("model_rejected", "the model folder holds no .safetensors file")
    where = {"device_map": {"": device}} if quantization is not None or device != "cpu" else {}
    if quantization is not None:  # None, said, makes transformers forget what the folder's own config says
        where["quantization_config"] = quantization
    try:
        return AutoModelForCausalLM.from_pretrained(
            folder, dtype=dtype, local_files_only=True, use_safetensors=True, trust_remote_code=False,
            **where,
        )  # fmt: skip
    except (ValueError, KeyError, ImportError, json.JSONDecodeError) as error:
        raise JobFailure("model_rejected", f"the model cannot be loaded: {error}") from error


def save_model(model, tokenizer, folder: Path) -> None:
    """Safetensors, config and tokenizer without a word about where this machine keeps files."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    for name in ("config.json", "tokenizer_config.json", "generation_config.json"):
        with contextlib.suppress(FileNotFoundError):
            strip_paths(folder / name)


def strip_paths(file: Path) -> None:
    """Removes how and from where the file was loaded: `_name_or_path`, any absolute path, transformers' notes."""
    config = json.loads(file.read_text(encoding="utf-8"))
    notes = ("_name_or_path", "_model_name_or_path", "is_local", "local_files_only")
    kept = {key: value for key, value in config.items()
            if key not in notes and not (isinstance(value, str) and os.path.isabs(value))}  # fmt: skip
    if kept != config:
        file.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def logits_of(model, tokenizer, texts: list[str]):
    """Logits for each text, one at a time (no padding): list of [tokens, vocabulary] float32 tensors."""
    import torch

    model.eval()
    found = []
    with torch.inference_mode():
        for text in texts:
            ids = tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids.to(model.device)
            found.append(model(input_ids=ids).logits[0].float().cpu())
    return found


def compare_logits(a, b) -> dict[str, float]:
    """Largest absolute difference, mean KL(a‖b) in nats per token and share of tokens with the same first choice."""
    import torch

    if not all(torch.isfinite(one).all() for one in [*a, *b]):
        raise JobFailure("model_rejected", "the model's logits are not finite")
    x, y = torch.cat(a), torch.cat(b)
    log_x, log_y = x.log_softmax(-1), y.log_softmax(-1)
    return {
        "max_abs_logit_diff": (x - y).abs().max().item(),
        "kl_divergence": max(0.0, (log_x.exp() * (log_x - log_y)).sum(-1).mean().item()),
        "top1_agreement": (x.argmax(-1) == y.argmax(-1)).float().mean().item(),
    }


PROBES = [
    "The capital of France is Paris, and the river that flows through it is the Seine.",
    "def add(a, b):\n    return a + b\n",
    "My card was charged twice for the same transfer. 1234567890 %$#!",
]
