"""Perplexity of a model over the rows of a chat data set: of every token, and of those that the assistant says.

Rows are read as training reads them, the model in float32. Row by row: out/perplexity/perplexity.jsonl, in nats.
"""
import math

import torch
from peft import PeftModel

from lib.chat import IGNORED, each_row, tokenize
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.files import write_lines
from lib.hardware import pick_device
from lib.models import load_model, load_tokenizer

EVENT_EVERY = 8


def main(job: JobDir) -> None:
    p = job.params
    job.phase("loading")
    device = pick_device("auto")
    job.environment |= {"device": device, "dtype": "float32", "threads": torch.get_num_threads()}
    folder, adapter = job.input("model"), job.input("adapter")
    tokenizer = load_tokenizer(folder)
    model = load_model(folder, torch.float32, device)
    model = (PeftModel.from_pretrained(model, adapter) if adapter else model).eval()
    rows = [row for row, _ in zip(each_row(job.input("dataset")), range(p.max_rows), strict=False)]

    job.phase("evaluating")
    lines = []
    for row, messages in enumerate(rows):
        line = read(model, tokenize(tokenizer, messages), p.max_seq_length)
        if line is not None:
            lines.append({"row": row} | line)
        if (row + 1) % EVENT_EVERY == 0 or row + 1 == len(rows):
            job.event("eval", done=row + 1, total=len(rows), metrics={"perplexity": perplexity(lines)} if lines else {})
    if not lines:
        raise JobFailure("data_rejected", "no row has two tokens to read")
    write_lines(job.out / "perplexity/perplexity.jsonl", lines)
    job.finish({"perplexity": "report"}, summary(lines))


def read(model, row, longest: int) -> dict | None:
    """Sums over the row's predicted tokens; None where there is none."""
    ids = torch.tensor([row.input_ids[:longest]], device=model.device)
    if ids.shape[1] < 2:
        return None
    with torch.inference_mode():
        logits = model(input_ids=ids).logits[0, :-1].float().log_softmax(-1)
    nll = -logits.gather(-1, ids[0, 1:].unsqueeze(-1)).squeeze(-1)
    said = torch.tensor(row.labels[1:longest], device=nll.device) != IGNORED
    line = {"tokens": nll.shape[0], "nll": nll.sum().item(), "answer_tokens": int(said.sum()), "answer_nll": nll[said].sum().item()}
    if not all(map(math.isfinite, line.values())):
        raise JobFailure("model_rejected", "the logits are not finite: the model is broken")
    return line


def perplexity(lines: list[dict], of: str = "") -> float:
    nats = sum(line[f"{of}nll"] for line in lines) / sum(line[f"{of}tokens"] for line in lines)
    return math.exp(min(nats, 700.0))  # a hopeless model's must still be a number that JSON can hold


def summary(lines: list[dict]) -> dict[str, float]:
    found = {"perplexity": perplexity(lines), "rows": len(lines)}
    for field in ("tokens", "answer_tokens"):
        found[field] = sum(line[field] for line in lines)
    # a row cut before its answer leaves nothing of it to predict
    return found | ({"answer_perplexity": perplexity(lines, "answer_")} if found["answer_tokens"] else {})
