"""A task of lm-evaluation-harness over the rows of a dataset version: its templates, its metrics, its standard errors.

Nothing is fetched. Rows and few-shot rows are files of the spec, and the templates run in a sandbox without Python (lib/harness.py).
What each row came to is in out/answers/answers.jsonl, the task and the harness' own results in out/answers/lm_eval.json.
"""
import json
import math

from lib import harness
from lib.answering import write_answers
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.files import sha256_of_json, write_json

# Draws for the standard errors that have no formula (f1, mcc, perplexity, bleu …); the harness' own 100 000 take minutes
BOOTSTRAP = 1000


def main(job: JobDir) -> None:
    p = job.params
    utils = harness.load()
    ask = job.raw["params"]["task"]
    docs, pool = rows_of(job, harness.fields_of(ask, utils))
    task = harness.task_of(ask, (docs, pool), job.spec.seed, p.max_new_tokens)

    job.phase("loading")
    lm = served(job) if p.engine == "llamacpp" else loaded(job)
    job.phase("evaluating")
    requests = len(docs) * (len(task.doc_to_choice(docs[0])) if ask["output_type"] == "multiple_choice" else 1)
    lm.set_cache_hook(Progress(job, requests))
    found = run(lm, {ask["task"]: task}, ask)

    digest = task_sha256(job, ask)
    lines = [line_of(task, sample, digest) for sample in sorted(found["samples"][ask["task"]], key=lambda one: one["doc_id"])]
    said = found["results"][ask["task"]]
    # of one filter only, whose name the harness puts behind a comma
    metrics = {name.removesuffix(",none"): value for name, value in said.items()
               if name.endswith(",none") and isinstance(value, float | int) and math.isfinite(value)}  # fmt: skip
    provenance = {"name": "lm_eval", "version": harness.VERSION, "task_version": found["versions"][ask["task"]],
                  "task_hash": task_hash(found["samples"][ask["task"]], utils), "task_sha256": digest}  # fmt: skip
    artifact = write_answers(job, lines)
    write_json(job.out / "answers/lm_eval.json", {"harness": provenance, "config": ask, "n_shot": ask["num_fewshot"],
               "results": {name: value for name, value in said.items() if "," in name},
               "higher_is_better": found["higher_is_better"][ask["task"]]})  # fmt: skip
    job.finish(artifact, metrics | {"rows": len(lines)}, harness=provenance)


def rows_of(job: JobDir, fields: set[str]) -> tuple[list[dict], list[dict]]:
    """The rows to ask, and those that examples are taken from: none of the first is among the second."""
    ask, limit = job.raw["params"]["task"], job.raw["params"]["limit"]
    docs = harness.read_docs(job.input("dataset"), fields, "dataset")
    if not docs:
        raise JobFailure("data_rejected", "the dataset has no rows")
    if limit is not None:
        docs = docs[: math.ceil(len(docs) * limit) if limit < 1 else int(limit)]
    if ask["num_fewshot"] == 0:
        return docs, []
    asked = {sha256_of_json(doc) for doc in docs}
    pool = harness.read_docs(job.input("fewshot"), fields, "fewshot")
    free = [doc for doc in pool if sha256_of_json(doc) not in asked]
    if len(free) < len(pool):
        job.log(f"{len(pool) - len(free)} of {len(pool)} few-shot rows are asked themselves and left out", "warn")
    if len(free) < ask["num_fewshot"]:
        raise JobFailure("data_rejected", f"num_fewshot is {ask['num_fewshot']}, and {len(free)} rows are there to take them from")
    return docs, free


def loaded(job: JobDir):
    """The harness' `hf` model around one that we load ourselves: safetensors alone, no code of the folder."""
    import torch
    from lm_eval.models.huggingface import HFLM
    from peft import PeftModel

    from lib.hardware import pick_device, pick_dtype
    from lib.models import load_model, load_tokenizer, read_tokenizer

    device = pick_device("auto")
    dtype = pick_dtype(device)
    job.environment |= {"device": device, "dtype": str(dtype).removeprefix("torch."), "threads": torch.get_num_threads()}
    folder, adapter = job.input("model"), job.input("adapter")
    tokenizer = (load_tokenizer if job.params.task.apply_chat_template else read_tokenizer)(folder)
    model = load_model(folder, dtype, device)
    if adapter:
        # the layers of the adapter stay in the model inside, which is of the class that the harness asks for
        model = PeftModel.from_pretrained(model, adapter).base_model.model
    return HFLM(pretrained=model.eval(), tokenizer=tokenizer, backend="causal", batch_size=job.params.batch_size)


def served(job: JobDir):
    """The GGUF by llama.cpp, whose server tells no likelihood of a given text: it can only be asked to write."""
    from lib.harness_llamacpp import ServedModel
    from lib.llamacpp import find_gguf

    if job.params.task.output_type != "generate_until":
        raise JobFailure("bad_spec", "params.task.output_type: llamacpp only answers 'generate_until'; evaluate the merged model")
    job.environment |= {"device": "cpu", "dtype": "gguf"}
    return ServedModel(find_gguf(job.input("model")))


def run(lm, tasks: dict, ask: dict) -> dict:
    from lm_eval.evaluator import evaluate

    try:
        return evaluate(lm=lm, task_dict={"tasks": tasks}, bootstrap_iters=BOOTSTRAP, log_samples=True,
                        system_instruction=ask.get("system_instruction"), apply_chat_template=ask["apply_chat_template"],
                        fewshot_as_multiturn=ask["fewshot_as_multiturn"])  # fmt: skip
    except OverflowError as error:
        raise JobFailure("model_rejected", "a metric is beyond any number: the model finds the texts impossible") from error
    except ValueError as error:
        raise JobFailure("data_rejected", f"the harness cannot ask or judge these rows: {error}") from error


class Progress:
    """Told of every answered request, where the harness would put it into its cache."""

    def __init__(self, job: JobDir, total: int):
        self._job, self._total, self._done = job, total, 0

    def add_partial(self, *_) -> None:
        self._done = min(self._done + 1, self._total)
        if self._done % self._job.params.batch_size == 0 or self._done == self._total:
            self._job.event("eval", done=self._done, total=self._total, metrics={})


def line_of(task, sample: dict, digest: str) -> dict:
    """A line of answers.jsonl. `scores`: of the metrics that are means over the rows. The prompt's digest knows no model's template."""
    from lm_eval.api.metrics import mean

    doc, target = sample["doc"], sample["target"]
    choices = task.doc_to_choice(doc) if task.config.doc_to_choice is not None else None
    said = sample["filtered_resps"]
    if choices:
        first = target[0] if isinstance(target, list) else target
        target = first if isinstance(first, str) else choices[first]
        answer = choices[max(range(len(choices)), key=lambda one: said[one][0])]
    elif task.OUTPUT_TYPE == "loglikelihood":
        answer = target if said[0][1] else ""  # nothing is written: it is the likeliest continuation, or it is not
    else:
        answer = said[0]
    expected = target if isinstance(target, str) else json.dumps(target, ensure_ascii=False)
    scores = {name: float(sample[name]) for name in sample["metrics"] if task.aggregation()[name] is mean}
    right = next(iter(scores.values()), float(answer == expected))
    return {"row": sample["doc_id"], "prompt_sha256": sha256_of_json([digest, task.doc_to_text(doc), choices]), "expected": expected,
            "answer": answer, "correct": right == 1, "valid_label": None, "scores": scores}  # fmt: skip


def task_sha256(job: JobDir, ask: dict) -> str:
    """Over all that shapes what a row is asked and how it is judged: the same for every model."""
    own = {name: value for name, value in ask.items() if name != "task"}
    fewshot = job.raw["inputs"].get("fewshot", {}).get("sha256")
    return sha256_of_json([harness.VERSION, own, job.params.max_new_tokens, fewshot, job.spec.seed if fewshot else None])


def task_hash(samples: list[dict], utils) -> str:
    """As the harness' EvaluationTracker reckons it for a results file: over rows, prompts as the model read them, and targets."""
    return utils.hash_string("".join(one["doc_hash"] + one["prompt_hash"] + one["target_hash"] for one in samples))
