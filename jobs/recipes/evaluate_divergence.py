"""What quantisation cost: a GGUF file or a quantised folder against the model it was made of, over held-out rows.

Both are run by torch, a GGUF in float32 with its weights dequantised: what differs is the weights alone, not an engine.
A folder is run as transformers loads it: bitsandbytes' int8 and FP8 round the activations too.
Tokens are the parent's. KL(parent‖child) is the mean over all predicted tokens, in nats.
"""
import math
from pathlib import Path

import gguf
import torch
from transformers import AutoModelForCausalLM

from lib.chat import each_row, render
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.files import write_lines
from lib.hardware import pick_device
from lib.llamacpp import find_gguf
from lib.models import load_model, load_tokenizer
from lib.quantized import method_of

EVENT_EVERY = 8


def main(job: JobDir) -> None:
    p = job.params
    job.phase("loading")
    tokenizer = load_tokenizer(job.input("parent"))
    texts = [render(tokenizer, row, False) for row, _ in zip(each_row(job.input("dataset")), range(p.max_rows), strict=False)]
    device = pick_device("auto")
    job.environment |= {"device": device, "dtype": "float32", "threads": torch.get_num_threads()}
    parent = load_model(job.input("parent"), torch.float32, device).eval()
    child = load_child(job.input("model"), device).eval()
    if child.config.vocab_size != parent.config.vocab_size:
        raise JobFailure("model_rejected", f"the quantised model has {child.config.vocab_size} tokens in its vocabulary, its parent "
                                           f"{parent.config.vocab_size}: it was not made of it")  # fmt: skip

    job.phase("evaluating")
    lines = []
    for row, text in enumerate(texts):
        ids = tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids[:, : p.max_seq_length].to(device)
        if ids.shape[1] < 2:
            continue
        lines.append({"row": row} | compare(parent, child, ids))
        if len(lines) % EVENT_EVERY == 0 or row + 1 == len(texts):
            job.event("eval", done=row + 1, total=len(texts), metrics={"kl_divergence": mean(lines, "kl")})
    if not lines:
        raise JobFailure("data_rejected", "no row has two tokens to compare")
    write_lines(job.out / "divergence/divergence.jsonl", lines)
    job.finish({"divergence": "report"}, summary(lines))


def load_child(path: Path, device: str):
    if path.is_dir() and (path / "config.json").exists():
        if method_of(path) is None:
            raise JobFailure("model_rejected", "config.json of the quantised folder does not say how it is quantised")
        return load_model(path, torch.float32, device)
    return load_gguf(find_gguf(path), device)


def load_gguf(source: Path, device: str):
    """The file's weights dequantised into torch. transformers knows fewer architectures than llama.cpp."""
    try:
        gguf.GGUFReader(source)  # says of a torn file what is wrong before anything takes memory
        model = AutoModelForCausalLM.from_pretrained(str(source.parent), gguf_file=source.name, dtype=torch.float32,
                                                     local_files_only=True)  # fmt: skip
    except (ValueError, IndexError, KeyError, NotImplementedError) as error:
        raise JobFailure("model_rejected", f"the GGUF file cannot be read into torch: {error}") from error
    return model.to(device)


def compare(parent, child, ids) -> dict:
    """Sums over the row's predicted tokens: negative log-likelihoods and KL in nats, same first choices."""
    with torch.inference_mode():
        x = parent(input_ids=ids).logits[0, :-1].float().log_softmax(-1)
        y = child(input_ids=ids).logits[0, :-1].float().log_softmax(-1)
    said = ids[0, 1:].unsqueeze(-1)
    found = {
        "nll_parent": -x.gather(-1, said).sum().item(),
        "nll": -y.gather(-1, said).sum().item(),
        # rounding can leave a sum of nearly equal terms below zero
        "kl": max(0.0, (x.exp() * (x - y)).sum().item()),
    }
    if not all(map(math.isfinite, found.values())):
        raise JobFailure("model_rejected", "the logits are not finite: the file is broken")
    return {"tokens": said.shape[0], "same_top1": int((x.argmax(-1) == y.argmax(-1)).sum())} | found


def mean(lines: list[dict], field: str) -> float:
    return sum(line[field] for line in lines) / sum(line["tokens"] for line in lines)


def summary(lines: list[dict]) -> dict[str, float]:
    # a hopeless model's perplexity must still be a number that JSON can hold
    perplexity = lambda field: math.exp(min(mean(lines, field), 700.0))  # noqa: E731
    return {
        "kl_divergence": mean(lines, "kl"),
        "top1_agreement": mean(lines, "same_top1"),
        "perplexity": perplexity("nll"),
        "parent_perplexity": perplexity("nll_parent"),
        "rows": len(lines),
        "tokens": sum(line["tokens"] for line in lines),
    }
