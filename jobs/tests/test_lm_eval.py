"""Tasks of lm-evaluation-harness over rows of ours: its scores against ones reckoned here. LUTHIER_TEST_LM_EVAL=1 runs it."""
import json
import math
import os
import shutil
from pathlib import Path

import pytest
import tiny

from lib import harness
from lib.exits import JobFailure

HERE = Path(os.environ.get("JOB_LM_EVAL_DIR") or "/none")
needs_harness = pytest.mark.skipif(not HERE.is_dir(), reason="LUTHIER_TEST_LM_EVAL=1 installs and runs lm_eval")
GENERATE = {
    "task": "intents", "output_type": "generate_until", "doc_to_text": "{{ messages[1].content }}",
    "doc_to_target": "{{ messages[-1]['content'] }}", "system_instruction": "Name the intent.", "target_delimiter": " ",
    "fewshot_delimiter": "\n\n", "num_fewshot": 0, "fewshot_as_multiturn": True, "apply_chat_template": True,
    "metadata": {"version": 1.5}, "metric_list": [{"metric": "exact_match"}],
}  # fmt: skip
CHOICE = GENERATE | {
    "output_type": "multiple_choice", "doc_to_text": "prompt", "doc_to_target": "answer", "doc_to_choice": "choices",
    "apply_chat_template": False, "metric_list": [{"metric": "acc"}, {"metric": "acc_norm"}, {"metric": "mcc"}],
}  # fmt: skip
CHOICE.pop("system_instruction")


def params(task: dict, **over) -> dict:
    return {"task": task, "limit": None, "max_new_tokens": 12, "batch_size": 4, "engine": "transformers"} | over


def choices(path: Path, count: int, first: int = 0) -> Path:
    """Prompt/completion rows as a dataset version takes them, with fields of the task's own beside."""
    rows = [{"prompt": row["messages"][1]["content"], "completion": row["messages"][2]["content"], "choices": tiny.LABELS[:2 + i % 2],
             "answer": min(i % 3, 1)} for i, row in enumerate(tiny.rows(first + count)[first:])]  # fmt: skip
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def lines_of(run) -> list[dict]:
    return [json.loads(line) for line in (run.workspace / "out/answers/answers.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return tmp_path_factory.mktemp("made")


def test_without_the_harness_it_says_how_to_get_it(monkeypatch):
    monkeypatch.delenv("JOB_LM_EVAL_DIR", raising=False)
    with pytest.raises(JobFailure, match=r"setup --lm-eval"):
        harness.load()


@needs_harness
def test_an_adapter_writes_what_the_targets_say(job, base_model, train_rows, test_rows, sft_params, made):
    named = {"path": str(base_model), "name": "org/tiny"}
    learn = sft_params({"dropout": 0}, {"n_epochs": 4, "max_steps": None, "batch_size": 8})
    tuned = job("finetune_sft", {"base_model": named, "train": train_rows}, learn).wait()
    adapter = shutil.copytree(tuned.workspace / "out/adapter", made / "adapter")

    run = job("evaluate_lm_eval", {"model": named, "adapter": adapter, "dataset": test_rows}, params(GENERATE)).wait()
    assert run.process.returncode == 0
    result, lines = run.read("result.json"), lines_of(run)
    right = [line["answer"] == line["expected"] for line in lines]
    share, rows = sum(right) / len(right), len(right)
    assert rows == len(test_rows.read_text().splitlines()) and share > 0.9
    metrics = result["metrics"]
    assert metrics["exact_match"] == pytest.approx(share) and [line["correct"] for line in lines] == right
    assert metrics["exact_match_stderr"] == pytest.approx(math.sqrt(share * (1 - share) / (rows - 1)))
    assert result["harness"] | {"task_hash": "", "task_sha256": ""} == {
        "name": "lm_eval", "version": harness.VERSION, "task_version": 1.5, "task_hash": "", "task_sha256": ""}  # fmt: skip
    assert {line["expected"] for line in lines} == set(tiny.LABELS)

    base = job("evaluate_lm_eval", {"model": named, "dataset": test_rows}, params(GENERATE, limit=0.5)).wait()
    ours, theirs = lines_of(run), lines_of(base)
    assert len(theirs) == math.ceil(rows / 2) and not any(line["correct"] for line in theirs), "an untrained model knows no intent"
    assert [line["prompt_sha256"] for line in theirs] == [line["prompt_sha256"] for line in ours[: len(theirs)]]
    assert base.read("result.json")["harness"]["task_sha256"] == result["harness"]["task_sha256"]


@needs_harness
def test_the_served_file_writes_the_same(job, base_model, test_rows, made):
    named = {"path": str(base_model), "name": "org/tiny"}
    merged = job("merge_adapter", {"base_model": named, "adapter": made / "adapter"}, {}).wait().workspace / "out/merged"
    gguf = job("quantize_gguf", {"model": merged}, {"type": "f16"}).wait().workspace / "out/gguf"
    answers = []
    for model, engine in ((merged, "transformers"), (gguf, "llamacpp")):
        run = job("evaluate_lm_eval", {"model": model, "dataset": test_rows}, params(GENERATE, engine=engine)).wait()
        assert run.process.returncode == 0
        answers.append([(line["prompt_sha256"], line["answer"]) for line in lines_of(run)])
    assert answers[0] == answers[1]

    run = job("evaluate_lm_eval", {"model": gguf, "dataset": test_rows}, params(CHOICE, engine="llamacpp")).wait()
    assert run.process.returncode != 0


@needs_harness
def test_choices_are_judged_by_their_likelihood(job, base_model, tmp_path):
    data, pool = choices(tmp_path / "test.jsonl", 12), choices(tmp_path / "pool.jsonl", 20, first=6)
    task = CHOICE | {"num_fewshot": 2, "fewshot_config": {"sampler": "first_n"}}
    run = job("evaluate_lm_eval", {"model": base_model, "dataset": data, "fewshot": pool}, params(task)).wait()
    assert run.process.returncode == 0
    assert any("6 of 20 few-shot rows" in event["message"] for event in run.of_type("log")), "they are asked themselves"

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer, model = AutoTokenizer.from_pretrained(base_model), AutoModelForCausalLM.from_pretrained(base_model)
    rows = [json.loads(line) for line in data.read_text().splitlines()]
    examples = [json.loads(line) for line in pool.read_text().splitlines()][6:8]
    shown = "".join(f"{one['prompt']} {one['choices'][one['answer']]}\n\n" for one in examples)

    def likelihood(context: str, choice: str) -> float:
        before = tokenizer(context, add_special_tokens=False).input_ids
        ids = tokenizer(f"{context} {choice}", add_special_tokens=False).input_ids
        with torch.inference_mode():
            logits = model(torch.tensor([ids])).logits[0].float().log_softmax(-1)
        return sum(logits[i - 1, ids[i]].item() for i in range(len(before), len(ids)))

    found = []
    for line, row in zip(lines_of(run), rows, strict=True):
        lls = [likelihood(shown + row["prompt"], choice) for choice in row["choices"]]
        normed = [ll / len(choice) for ll, choice in zip(lls, row["choices"], strict=True)]
        best, best_normed = lls.index(max(lls)), normed.index(max(normed))
        assert line["answer"] == row["choices"][best] and line["expected"] == row["choices"][row["answer"]]
        found.append((best == row["answer"], best_normed == row["answer"]))
        assert line["scores"] == {"acc": float(found[-1][0]), "acc_norm": float(found[-1][1])}
    metrics = run.read("result.json")["metrics"]
    assert metrics["acc"] == pytest.approx(sum(one for one, _ in found) / 12)
    assert {"acc_stderr", "acc_norm_stderr", "mcc", "mcc_stderr"} <= metrics.keys()


@needs_harness
def test_loglikelihood_tells_perplexity(job, base_model, tmp_path):
    task = CHOICE | {"output_type": "loglikelihood", "doc_to_target": "{{ completion }}",
                     "metric_list": [{"metric": "perplexity"}, {"metric": "acc"}]}  # fmt: skip
    task.pop("doc_to_choice")
    run = job("evaluate_lm_eval", {"model": base_model, "dataset": choices(tmp_path / "d.jsonl", 6)}, params(task)).wait()
    metrics = run.read("result.json")["metrics"]
    assert metrics["perplexity"] > 100 and metrics["acc"] == 0
    assert [line["scores"] for line in lines_of(run)] == [{"acc": 0.0}] * 6, "a mean of log-likelihoods is no perplexity"


@needs_harness
@pytest.mark.parametrize(("change", "says"), [
    ({"doc_to_text": "{{ ''.__class__.__mro__[1].__subclasses__() }}"}, "unsafe"),
    ({"doc_to_text": "{{ prompt.__init__.__globals__ }}"}, "unsafe"),
    ({"doc_to_text": "{% include '/etc/passwd' %}"}, "row 0"),
    ({"doc_to_text": "question"}, "line 1 has no 'question'"),
    ({"doc_to_text": "{{ hint }}"}, "line 3 has no 'hint'"),
    ({"doc_to_target": "{{ answer + 5 }}"}, "row 0: the task does not fit: doc_to_target gives an index that no choice has"),
    ({"doc_to_target": "{{ answer + (5 if hint is undefined else 0) }}"}, "row 2: the task does not fit: doc_to_target gives 6"),
    ({"doc_to_choice": "{{ prompt }}"}, "row 0"),
    ({"doc_to_text": "{{ prompt"}, "doc_to_text"),
    ({"metric_list": [{"metric": "f1"}]}, "'f1' of two choices"),
    ({"metric_list": [{"metric": "brier_score"}]}, "as many choices"),
])  # fmt: skip
def test_what_does_not_fit_is_refused_before_a_model_is_loaded(job, tmp_path, change, says):
    data = choices(tmp_path / "d.jsonl", 3)
    rows = [json.loads(line) for line in data.read_text().splitlines()]
    data.write_text("".join(json.dumps(row | ({"hint": "h"} if i < 2 else {})) + "\n" for i, row in enumerate(rows)))
    run = job("evaluate_lm_eval", {"model": tmp_path, "dataset": data}, params(CHOICE | change)).wait()
    assert run.process.returncode in (2, 3)
    assert says in run.read("termination.json")["message"]
    assert not run.of_type("eval")


@needs_harness
def test_a_field_may_be_missing_where_the_template_says_so():
    utils = harness.load()
    task = {"doc_to_text": "{% if hint is defined %}{{ hint }}{% endif %}{{ q }}{{ n | default(m) }}", "doc_to_target": "answer",
            "description": "Translate", "doc_to_choice": ["a", "b"]}  # fmt: skip
    assert harness.fields_of(task, utils) == {"q", "m", "answer"}


@needs_harness
def test_rows_of_the_question_are_no_examples(job, tmp_path):
    data = choices(tmp_path / "d.jsonl", 4)
    task = CHOICE | {"num_fewshot": 1, "fewshot_config": {"sampler": "default"}}
    run = job("evaluate_lm_eval", {"model": tmp_path, "dataset": data, "fewshot": data}, params(task)).wait()
    assert run.process.returncode == 3 and "0 rows are there" in run.read("termination.json")["message"]
