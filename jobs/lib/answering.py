"""Greedy answers to chat rows by either engine, each with how long its asker waited and for how many tokens."""
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from lib.chat import render
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.files import sha256_of_json, write_lines

MAX_SLOTS = 4


@dataclass(frozen=True)
class Figures:
    """Of one answer. `ttft_ms`: until its first token; `cached_tokens`: of the prompt, those the engine had read before."""

    latency_ms: float
    ttft_ms: float
    prompt_tokens: int
    cached_tokens: int
    output_tokens: int


Answer = tuple[int, str, Figures]


def ask(job: JobDir, rows: list[list[dict]], line_of, metrics_of) -> tuple[list[dict], float]:
    """Asks every row; returns the lines in row order, and the seconds of the pass without the loading.

    `line_of(row, text)` makes a line of an answer, `metrics_of(lines)` the progress of those that are there.
    """
    p = job.params
    job.phase("loading")
    answers = (with_llamacpp if p.engine == "llamacpp" else with_transformers)(job, rows)
    next(answers)
    job.phase("evaluating")
    lines: list[dict | None] = [None] * len(rows)
    began = time.monotonic()
    for row, text, figures in answers:
        lines[row] = line_of(row, text) | asdict(figures)
        done = [line for line in lines if line]
        if len(done) % p.batch_size == 0 or len(done) == len(rows):
            job.event("eval", done=len(done), total=len(rows), metrics=metrics_of(done))
    return lines, time.monotonic() - began


def write_answers(job: JobDir, lines: list[dict]) -> dict[str, str]:
    """out/answers/answers.jsonl; returns the artifact for JobDir.finish."""
    write_lines(job.out / "answers/answers.jsonl", lines)
    return {"answers": "answers"}


def line_of(messages: list[dict], row: int, text: str) -> dict:
    prompt = [{"role": one["role"], "content": one["content"]} for one in messages[:-1]]
    return {
        "row": row,
        "prompt_sha256": sha256_of_json(prompt),
        "expected": messages[-1]["content"].strip(),
        "answer": text.strip(),
    }


def timings(lines: list[dict], seconds: float) -> dict[str, float]:
    """Percentiles (ms) of the whole answer and of its first token, tokens, and output tokens per second of the pass."""
    found = {"rows": len(lines), "answering_seconds": seconds}
    for name, field in (("latency", "latency_ms"), ("ttft", "ttft_ms")):
        ordered = sorted(line[field] for line in lines)
        found |= {f"{name}_p50_ms": percentile(ordered, 0.5), f"{name}_p95_ms": percentile(ordered, 0.95)}
    for field in ("prompt_tokens", "output_tokens"):
        found[field] = sum(line[field] for line in lines)
    return found | {"tokens_per_second": found["output_tokens"] / seconds}


def share(lines: list[dict], field: str) -> float:
    return sum(line[field] for line in lines) / len(lines)


def percentile(ordered: list[float], part: float) -> float:
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def with_llamacpp(job: JobDir, rows: list[list[dict]]) -> Iterator[Answer | None]:
    """Through llama.cpp's chat endpoint, as the gateway asks it. Yields None once it is loaded, then the answers."""
    from lib.llamacpp import Engine, context_length, find_gguf, grammar_of

    p = job.params
    if job.input("adapter"):
        raise JobFailure("bad_spec", "inputs.adapter: llamacpp evaluates a whole model; merge the adapter first")
    gguf = find_gguf(job.input("model"))
    labels = getattr(p, "restrict_to", None)
    grammar, length = None, p.max_new_tokens
    if labels:  # the grammar ends the answer; no token is shorter than a byte
        grammar, length = grammar_of(labels), max(len(label.encode()) for label in labels) + 1
    slots = min(p.batch_size, MAX_SLOTS)
    longest = max(sum(len(one["content"].encode()) + 16 for one in row[:-1]) for row in rows)
    n_ctx = min(longest + length + 64, context_length(gguf))
    job.environment |= {"device": "cpu", "dtype": "gguf"}

    def answer(row: int) -> Answer:
        began = time.monotonic()
        found = engine.chat(rows[row][:-1], length, grammar)
        latency_ms = (time.monotonic() - began) * 1000
        # The server's clock of writing starts at the first token; what was before it, waiting included, is the asker's wait.
        ttft_ms = max(0.0, latency_ms - found["writing_ms"])
        return row, found["text"], Figures(latency_ms, ttft_ms, found["prompt_tokens"], found["cached_tokens"],
                                           found["output_tokens"])  # fmt: skip

    with Engine(gguf, n_ctx, slots) as engine, ThreadPoolExecutor(slots) as pool:
        yield None
        yield from pool.map(answer, range(len(rows)))


def with_transformers(job: JobDir, rows: list[list[dict]]) -> Iterator[Answer | None]:
    """In batches of like length; None once the model is loaded, then the answers.

    A row's latency and time to first token are its batch's: that is how long its asker would have waited.
    """
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
    labels = getattr(p, "restrict_to", None)
    allowed = LabelTrie(tokenizer, labels) if labels else None
    length = allowed.longest if allowed else p.max_new_tokens
    prompts = [render(tokenizer, row[:-1], True) for row in rows]
    order = sorted(range(len(rows)), key=lambda row: len(prompts[row]))
    yield None
    for first in range(0, len(order), p.batch_size):
        batch = order[first : first + p.batch_size]
        token = FirstToken()
        began = time.monotonic()
        inputs = tokenizer([prompts[row] for row in batch], return_tensors="pt", padding=True,
                           add_special_tokens=False).to(model.device)  # fmt: skip
        width = inputs.input_ids.shape[1]
        with torch.inference_mode():
            found = model.generate(
                **inputs, max_new_tokens=length, do_sample=False, temperature=None, top_p=None, top_k=None,
                pad_token_id=tokenizer.pad_token_id, stopping_criteria=[token],
                prefix_allowed_tokens_fn=allowed.after(width) if allowed else None,
            )  # fmt: skip
        answers = found[:, width:].tolist()  # waits for a GPU: the clock is read behind it
        latency_ms, ttft_ms = (time.monotonic() - began) * 1000, (token.at - began) * 1000
        read = inputs.attention_mask.sum(1).tolist()
        for row, ids, prompt_tokens in zip(batch, answers, read, strict=True):
            ids = ids[: ids.index(tokenizer.eos_token_id)] if tokenizer.eos_token_id in ids else ids
            text = tokenizer.decode(ids, skip_special_tokens=True)
            yield row, text, Figures(latency_ms, ttft_ms, prompt_tokens, 0, len(ids))


class FirstToken:
    """A stopping criterion that stops nothing: generate() asks it after every token, and it keeps when first."""

    def __init__(self):
        self.at: float | None = None

    def __call__(self, ids, _scores, **_):
        import torch

        if self.at is None:
            if ids.is_cuda:
                torch.cuda.synchronize()
            self.at = time.monotonic()
        return torch.zeros(ids.shape[0], dtype=torch.bool, device=ids.device)


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
