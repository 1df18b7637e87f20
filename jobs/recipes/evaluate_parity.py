"""Does the serving engine read prompts as training did? Held-out prompts and fixed probes, token id by token id.

Where the ids are the same, both sides answer greedily and their log-probabilities are compared. A difference does not
fail the job: it is its finding (out/report/parity.json), and the promotion gate's to judge.
"""
import hashlib

from lib.chat import read_rows
from lib.contract import JobDir
from lib.engines import NAMES, open_engine, precision
from lib.files import write_json
from lib.hardware import pick_device, pick_dtype
from lib.models import load_model, load_tokenizer
from lib.parity import WIDEST, EngineRefusal, Trained, answers, compare, prompts, tolerance_of


def main(job: JobDir) -> None:
    p = job.params
    job.phase("loading")
    asked = prompts(read_rows(job.input("dataset")), p.max_rows)
    trained = Trained(load_tokenizer(job.input("reference")))
    # a byte is a token at most; the template's marks are around each message
    longest = max(sum(len(one["content"].encode()) + 64 for one in prompt.messages) for prompt in asked)
    dtype = dtype_of_training(job)
    with open_engine(job, trained, longest + p.max_new_tokens + 64, dtype) as engine:
        job.phase("verifying")
        lines = [compare(trained, engine, prompt) for prompt in asked]
        job.event("eval", done=len(lines), total=len(lines), metrics={"parity_mismatches": count(lines, "different")})
        told = [ask(engine, prompt.messages, line, p.max_new_tokens) for prompt, line in zip(asked, lines, strict=True)]
        about = {"name": NAMES[p.engine], "version": engine.version}
    # the engine has gone: its memory is training's now
    if p.max_new_tokens and any(told):
        answer_both(job, trained, dtype, zip(asked, lines, told, strict=True))
    write(job, lines, about)


def dtype_of_training(job: JobDir) -> str:
    """What training's side answers in, and an engine that reads the same weights. Without answers and such an engine torch is not needed."""
    job.environment |= {"device": "cpu", "dtype": "gguf"}
    if job.params.engine != "vllm" and not job.params.max_new_tokens:
        return "gguf"
    import torch

    device = pick_device("auto")
    dtype = "float32" if device == "cpu" else str(pick_dtype(device)).removeprefix("torch.")
    job.environment |= {"device": device, "dtype": dtype, "threads": torch.get_num_threads()}
    return dtype


def ask(engine, messages: list[dict], line: dict, max_new_tokens: int) -> dict | None:
    """The engine's answer to a prompt that reads the same; where none is asked for one token, for its chat endpoint to take it."""
    if line["status"] != "same":
        return None
    try:
        told = engine.answer(messages, max(1, max_new_tokens), WIDEST if max_new_tokens else 1)
    except EngineRefusal as error:
        line |= {"status": "skipped", "note": f"the engine does not answer it: {error}"[:300]}
        return None
    line |= chat_endpoint(line, told["prompt_tokens"])
    return told


def answer_both(job: JobDir, trained: Trained, dtype: str, of) -> None:
    """Adds both sides' answers to the lines that the engine has answered."""
    import torch

    job.phase("evaluating")
    model = load_model(job.input("reference"), getattr(torch, dtype), job.environment["device"]).eval()
    for prompt, line, told in of:
        if told is not None:
            line |= answers(model, trained, told, prompt, job.params.max_new_tokens)


def chat_endpoint(line: dict, told: int) -> dict:
    """What a line has to say where the chat endpoint gives the model another number of prompt tokens."""
    if told == line["tokens"]:
        return {}
    note = f"The chat endpoint gives the model {told} tokens where its own template and tokenizer make {line['tokens']}."
    what = dict.fromkeys(("trained_id", "served_id", "trained_text", "served_text"))
    return {"status": "different", "difference": {"position": min(told, line["tokens"]), **what, "cause": "chat_endpoint", "note": note}}


def write(job: JobDir, lines: list[dict], about: dict) -> None:
    kind = precision(job.params.engine, job.input("model"))
    tolerance = tolerance_of(kind, job.environment["dtype"])
    lines = [{"logprob_max_abs": None, "greedy_same": None} | line for line in lines]
    answered = [line for line in lines if line["greedy_same"] is not None]
    apart = [line["logprob_max_abs"] for line in lines if line["logprob_max_abs"] is not None]
    metrics = {
        "rows": len(lines),
        "parity_rows": len(lines) - count(lines, "skipped"),
        "parity_mismatches": count(lines, "different"),
        "parity_skipped": count(lines, "skipped"),
        "parity_logprob_max_abs": max(apart, default=0.0),
        "parity_logprob_tolerance": tolerance,
        "parity_logprob_exceeded": sum(one > tolerance for one in apart),
    }
    if answered:
        metrics["greedy_agreement"] = sum(line["greedy_same"] for line in answered) / len(answered)
    for line in lines:
        if line["difference"]:
            job.log(f"{line['prompt']}: {sentence(line['difference'])}", "warn")
    out = job.out / "report"
    out.mkdir(parents=True, exist_ok=True)
    engine = about | {"file_type": kind}
    template = getattr(job.params, "template", None)
    if template is not None:
        engine["template_sha256"] = hashlib.sha256(template.encode()).hexdigest()
    write_json(out / "parity.json", {"schema_version": 1, "engine": engine, "tolerance": tolerance, "prompts": lines})
    job.finish({"report": "report"}, metrics)


def sentence(found: dict) -> str:
    sides = (f"{found[f'{side}_id']} ({found[f'{side}_text']!r})" for side in ("trained", "served"))
    return f"token {found['position']} is {next(sides)} in training and {next(sides)} in the engine. {found['note']}"


def count(lines: list[dict], status: str) -> int:
    return sum(line["status"] == status for line in lines)
