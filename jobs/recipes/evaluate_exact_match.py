"""Greedy answers to every row of a chat data set, and the share that is exactly the expected one.

An answer counts when it equals the row's last assistant message after white space around both is cut off.
Every answer is written down: out/answers/answers.jsonl, from which the score can be recomputed.
"""
import time
from concurrent.futures import ThreadPoolExecutor

from lib.chat import read_rows, render
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.files import canonical, sha256_of_json

MAX_SLOTS = 4


def main(job: JobDir) -> None:
    p = job.params
    rows = read_rows(job.input("dataset"))
    labels = p.restrict_to or label_set(rows)
    job.phase("loading")
    answers = (with_llamacpp if p.engine == "llamacpp" else with_transformers)(job, rows)
    lines: list[dict | None] = [None] * len(rows)
    began = time.monotonic()
    job.phase("evaluating")
    for row, text, latency_ms, tokens in answers:
        lines[row] = answer_line(rows[row], row, text, labels) | {"latency_ms": latency_ms, "output_tokens": tokens}
        done = [line for line in lines if line]
        if len(done) % p.batch_size == 0 or len(done) == len(rows):
            job.event("eval", done=len(done), total=len(rows), metrics={"exact_match": share(done, "correct")})
    out = job.out / "answers"
    out.mkdir(parents=True, exist_ok=True)
    (out / "answers.jsonl").write_text("".join(canonical(line) + "\n" for line in lines), encoding="utf-8")
    job.finish({"answers": "answers"}, score(lines, time.monotonic() - began))


def label_set(rows: list[list[dict]]) -> list[str] | None:
    """The expected answers when they recur, as labels do; None for free text."""
    expected = {row[-1]["content"].strip() for row in rows}
    return sorted(expected) if len(expected) <= len(rows) / 2 else None


def answer_line(messages: list[dict], row: int, text: str, labels: list[str] | None) -> dict:
    expected, answer = messages[-1]["content"].strip(), text.strip()
    prompt = [{"role": one["role"], "content": one["content"]} for one in messages[:-1]]
    return {
        "row": row,
        "prompt_sha256": sha256_of_json(prompt),
        "expected": expected,
        "answer": answer,
        "correct": answer == expected,
        "valid_label": None if labels is None else answer in labels,
    }


def score(lines: list[dict], seconds: float) -> dict[str, float]:
    """exact_match, rows, valid_label_share, latency percentiles (ms) and output tokens per second of the whole pass."""
    latencies = sorted(line["latency_ms"] for line in lines)
    tokens = sum(line["output_tokens"] for line in lines)
    found = {
        "exact_match": share(lines, "correct"),
        "rows": len(lines),
        "latency_p50_ms": percentile(latencies, 0.5),
        "latency_p95_ms": percentile(latencies, 0.95),
        "output_tokens": tokens,
        "tokens_per_second": tokens / seconds,
    }
    return found if lines[0]["valid_label"] is None else found | {"valid_label_share": share(lines, "valid_label")}


def share(lines: list[dict], field: str) -> float:
    return sum(line[field] for line in lines) / len(lines)


def percentile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def with_llamacpp(job: JobDir, rows: list[list[dict]]):
    """Through llama.cpp's chat endpoint, as the gateway asks it. Yields (row, text, latency in ms, output tokens)."""
    from lib.llamacpp import Engine, context_length, find_gguf, grammar_of

    p = job.params
    if job.input("adapter"):
        raise JobFailure("bad_spec", "inputs.adapter: llamacpp evaluates a whole model; merge the adapter first")
    gguf = find_gguf(job.input("model"))
    grammar, length = None, p.max_new_tokens
    if p.restrict_to:  # the grammar ends the answer; no token is shorter than a byte
        grammar, length = grammar_of(p.restrict_to), max(len(label.encode()) for label in p.restrict_to) + 1
    slots = min(p.batch_size, MAX_SLOTS)
    longest = max(sum(len(one["content"].encode()) + 16 for one in row[:-1]) for row in rows)
    n_ctx = min(longest + length + 64, context_length(gguf))
    job.environment |= {"device": "cpu", "dtype": "gguf"}

    def answer(row: int):
        began = time.monotonic()
        found = engine.chat(rows[row][:-1], length, grammar)
        return row, found["text"], (time.monotonic() - began) * 1000, found["output_tokens"]

    with Engine(gguf, n_ctx, slots) as engine, ThreadPoolExecutor(slots) as pool:
        yield from pool.map(answer, range(len(rows)))


def with_transformers(job: JobDir, rows: list[list[dict]]):
    """In batches of like length. A row's latency is its batch's: that is how long its asker would have waited."""
    import torch
    from peft import PeftModel

    from lib.hardware import pick_device, pick_dtype
    from lib.models import load_model, load_tokenizer

    p = job.params
    device = pick_device("auto")
    dtype = pick_dtype(device)
    job.environment |= {"device": device, "dtype": str(dtype).removeprefix("torch."), "threads": torch.get_num_threads()}
    folder, adapter = job.input("model"), job.input("adapter")
    tokenizer = load_tokenizer(folder)
    tokenizer.padding_side = "left"
    model = load_model(folder, dtype, device)
    if adapter:
        model = PeftModel.from_pretrained(model, adapter)
    model.eval()
    allowed = LabelTrie(tokenizer, p.restrict_to) if p.restrict_to else None
    length = allowed.longest if allowed else p.max_new_tokens
    prompts = [render(tokenizer, row[:-1], True) for row in rows]
    order = sorted(range(len(rows)), key=lambda row: len(prompts[row]))
    for first in range(0, len(order), p.batch_size):
        batch = order[first : first + p.batch_size]
        began = time.monotonic()
        inputs = tokenizer([prompts[row] for row in batch], return_tensors="pt", padding=True,
                           add_special_tokens=False).to(model.device)  # fmt: skip
        width = inputs.input_ids.shape[1]
        with torch.inference_mode():
            found = model.generate(
                **inputs, max_new_tokens=length, do_sample=False, temperature=None, top_p=None, top_k=None,
                pad_token_id=tokenizer.pad_token_id,
                prefix_allowed_tokens_fn=allowed.after(width) if allowed else None,
            )  # fmt: skip
        latency_ms = (time.monotonic() - began) * 1000
        for row, ids in zip(batch, found[:, width:].tolist(), strict=True):
            ids = ids[: ids.index(tokenizer.eos_token_id)] if tokenizer.eos_token_id in ids else ids
            yield row, tokenizer.decode(ids, skip_special_tokens=True), latency_ms, len(ids)


class LabelTrie:
    """The token sequences of the labels: after any beginning, which tokens may follow."""

    def __init__(self, tokenizer, labels: list[str]):
        self._end = tokenizer.eos_token_id
        self._root: dict = {}
        sequences = [tokenizer(label, add_special_tokens=False).input_ids for label in labels]
        self.longest = max(map(len, sequences)) + 1
        for sequence in sequences:
            node = self._root
            for token in [*sequence, self._end]:
                node = node.setdefault(token, {})

    def after(self, width: int):
        """transformers' prefix_allowed_tokens_fn for prompts that are `width` tokens wide."""

        def allowed(_batch: int, ids) -> list[int]:
            node = self._root
            for token in ids[width:].tolist():
                node = node.get(token, {})
            return list(node) or [self._end]

        return allowed
