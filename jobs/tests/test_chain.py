"""From adapter to served file: merge, GGUF, evaluation by both engines, import, server. Needs JOB_CONVERTER_DIR."""
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import tiny

from lib import schema
from lib.refusal import refuses

JOBS = Path(__file__).resolve().parent.parent
EVALUATE = {"max_new_tokens": 24, "batch_size": 4, "restrict_to": None, "engine": "transformers"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Folders that one test of this file leaves for the next ones."""
    return tmp_path_factory.mktemp("made")


def test_merged_logits_are_the_adapters(job, base_model, train_rows, sft_params, made):
    named = {"path": str(base_model), "name": "org/tiny"}
    params = sft_params({"dropout": 0}, {"n_epochs": 4, "max_steps": None, "batch_size": 8})
    tuned = job("finetune_sft", {"base_model": named, "train": train_rows}, params).wait()
    adapter = shutil.copytree(tuned.workspace / "out/adapter", made / "adapter")
    run = job("merge_adapter", {"base_model": named, "adapter": adapter}, {}).wait()
    assert run.process.returncode == 0
    metrics = run.read("result.json")["metrics"]
    assert metrics["merged_max_abs_logit_diff"] < 5e-3 and metrics["saved_top1_agreement"] == 1
    shutil.copytree(run.workspace / "out/merged", made / "merged")

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    texts = tiny.rows(3)[0]["messages"]
    prompt = AutoTokenizer.from_pretrained(made / "merged").apply_chat_template(texts, return_tensors="pt").input_ids
    with torch.inference_mode():
        base, merged = (AutoModelForCausalLM.from_pretrained(path)(prompt).logits for path in (base_model, made / "merged"))
    assert (base - merged).abs().max() > 0.1, "the adapter changed nothing: the comparison above proves nothing"


def test_an_adapter_of_another_base_is_refused(job, base_model, made):
    run = job("merge_adapter", {"base_model": {"path": str(base_model), "name": "org/other"}, "adapter": made / "adapter"}, {})
    assert run.wait().process.returncode == 3
    assert "trained on org/tiny" in run.read("termination.json")["message"]


def test_a_merge_that_goes_wrong_is_caught():
    import torch

    from lib.models import compare_logits

    right = [torch.randn(4, 10, generator=torch.Generator().manual_seed(0))]
    assert compare_logits(right, right)["max_abs_logit_diff"] == 0
    wrong = compare_logits(right, [right[0].flip(-1)])
    assert wrong["max_abs_logit_diff"] > 0.5 and wrong["kl_divergence"] > 0.05 and wrong["top1_agreement"] < 1


def test_q8_0_gguf_loads_in_llama_cpp(job, made):
    run = job("quantize_gguf", {"model": {"path": str(made / "merged"), "name": "org/tiny tuned"}}, {"type": "q8_0"}).wait()
    assert run.process.returncode == 0
    metrics = run.read("result.json")["metrics"]
    assert 8.5 <= metrics["bits_per_weight"] < 9 and metrics["fallback_tensors"] == 0
    shutil.copytree(run.workspace / "out/gguf", made / "gguf")
    assert [path.name for path in (made / "gguf").iterdir()] == ["tiny-tuned-q8_0.gguf"]


@pytest.mark.parametrize("engine", ["transformers", "llamacpp"])
def test_scores_can_be_recomputed_from_the_answers(job, made, test_rows, engine):
    model = made / ("gguf" if engine == "llamacpp" else "merged")
    free = job("evaluate_exact_match", {"model": model, "dataset": test_rows}, EVALUATE | {"engine": engine}).wait()
    assert free.process.returncode == 0
    metrics = free.read("result.json")["metrics"]
    lines = [json.loads(line) for line in (free.workspace / "out/answers/answers.jsonl").read_text().splitlines()]
    rows = [json.loads(line)["messages"] for line in test_rows.read_text().splitlines()]
    assert [line["row"] for line in lines] == list(range(len(rows)))
    right = [line["answer"].strip() == row[-1]["content"] for line, row in zip(lines, rows, strict=True)]
    assert right == [line["correct"] for line in lines]
    assert metrics["exact_match"] == sum(right) / len(rows) >= 0.9, "the tiny model learned its three labels"
    prompt = json.dumps(rows[0][:-1], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert lines[0]["prompt_sha256"] == hashlib.sha256(prompt.encode()).hexdigest()
    assert free.of_type("eval")[-1]["done"] == len(rows)
    for line in lines:
        assert 0 < line["ttft_ms"] <= line["latency_ms"] and 0 <= line["cached_tokens"] <= line["prompt_tokens"]
        assert schema.faults(line, schema.load("answer")) == []
    assert len({line["prompt_tokens"] for line in lines}) > 1 and min(line["prompt_tokens"] for line in lines) > 10
    assert any(line["ttft_ms"] < line["latency_ms"] for line in lines), "an answer of several tokens goes on after its first"
    assert metrics["prompt_tokens"] == sum(line["prompt_tokens"] for line in lines)
    assert metrics["ttft_p50_ms"] <= metrics["latency_p50_ms"] <= metrics["answering_seconds"] * 1000


def test_both_engines_count_the_same_prompt(job, made, test_rows):
    counts = []
    for engine, model in (("llamacpp", made / "gguf"), ("transformers", made / "merged")):
        run = job("evaluate_exact_match", {"model": model, "dataset": test_rows}, EVALUATE | {"engine": engine}).wait()
        lines = (run.workspace / "out/answers/answers.jsonl").read_text().splitlines()
        counts.append([json.loads(line)["prompt_tokens"] for line in lines])
    assert counts[0] == counts[1]


@pytest.mark.parametrize("engine", ["transformers", "llamacpp"])
def test_refusal_rates_can_be_recomputed_from_the_answers(job, made, test_rows, tmp_path, engine):
    rows = [json.loads(line)["messages"] for line in test_rows.read_text().splitlines()][:7]
    for at, row in enumerate(rows):
        row[-1]["content"] = "refuse" if at < 3 else " comply\n"
    asked = tmp_path / "asked.jsonl"
    asked.write_text("".join(json.dumps({"messages": row}) + "\n" for row in rows))
    limits = {name: value for name, value in EVALUATE.items() if name != "restrict_to"} | {"engine": engine}
    run = job("evaluate_refusal", {"model": made / ("gguf" if engine == "llamacpp" else "merged"), "dataset": asked}, limits).wait()
    lines = [json.loads(line) for line in (run.workspace / "out/answers/answers.jsonl").read_text().splitlines()]
    assert [line["expected"] for line in lines] == ["refuse"] * 3 + ["comply"] * 4
    for line in lines:
        assert line["answer"] and line["refused"] is refuses(line["answer"])
        assert line["correct"] is (line["refused"] == (line["expected"] == "refuse"))
        assert schema.faults(line, schema.load("answer")) == []
    metrics = run.read("result.json")["metrics"]
    rate = {label: sum(line["refused"] for line in lines if line["expected"] == label) for label in ("refuse", "comply")}
    assert [metrics["refusal_rate"], metrics["false_refusal_rate"]] == [rate["refuse"] / 3, rate["comply"] / 4]
    assert [metrics["refuse_rows"], metrics["comply_rows"], metrics["rows"]] == [3, 4, 7]
    assert run.of_type("eval")[-1]["metrics"]["refusal_rate"] == metrics["refusal_rate"]


def test_rows_that_expect_neither_are_refused(job, made, test_rows):
    run = job("evaluate_refusal", {"model": made / "merged", "dataset": test_rows}, {"max_new_tokens": 4, "batch_size": 2, "engine": "transformers"})
    assert run.wait().process.returncode == 3
    assert "row 1: the last assistant message must be 'refuse' or 'comply'" in run.read("termination.json")["message"]


def test_perplexity_is_the_exponent_of_the_loss(job, made, test_rows):
    limits = {"max_rows": 5, "max_seq_length": 1024}
    run = job("evaluate_perplexity", {"model": made / "merged", "dataset": test_rows}, limits).wait()
    metrics = run.read("result.json")["metrics"]
    lines = [json.loads(line) for line in (run.workspace / "out/perplexity/perplexity.jsonl").read_text().splitlines()]

    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(made / "merged")
    model = AutoModelForCausalLM.from_pretrained(made / "merged", dtype=torch.float32)
    rows = [json.loads(line)["messages"] for line in test_rows.read_text().splitlines()][:5]
    for line, messages in zip(lines, rows, strict=True):
        ids = tokenizer.apply_chat_template(messages, return_tensors="pt").input_ids
        with torch.inference_mode():
            assert line["nll"] / line["tokens"] == pytest.approx(model(ids, labels=ids).loss.item(), rel=1e-3)
        assert 0 < line["answer_tokens"] < line["tokens"] == ids.shape[1] - 1
    nats = sum(line["nll"] for line in lines) / sum(line["tokens"] for line in lines)
    assert metrics["perplexity"] == pytest.approx(torch.tensor(nats).exp().item(), rel=1e-5)
    assert 1 < metrics["answer_perplexity"] < 1.5 < metrics["perplexity"], "it learned the labels, not the names"
    assert metrics["rows"] == 5


@pytest.mark.parametrize("engine", ["transformers", "llamacpp"])
def test_an_untrained_model_kept_to_the_labels_answers_with_labels(job, base_model, made, test_rows, engine):
    if engine == "llamacpp":
        made_of = job("quantize_gguf", {"model": base_model}, {"type": "q4_k_m"}).wait()
        metrics = made_of.read("result.json")["metrics"]
        # its 64 and 128 columns are no multiple of 256: of 15 matrices the embedding alone is q8_0 for another reason
        assert (metrics["fallback_tensors"], metrics["tensors"], metrics["tensors_q5_0"]) == (14, 20, 12)
        assert any("14 of 20 tensors fell back" in event["message"] for event in made_of.of_type("log"))
        base = made_of.workspace / "out/gguf"
    else:
        base = base_model
    params = EVALUATE | {"restrict_to": tiny.LABELS, "engine": engine, "max_new_tokens": 1}
    run = job("evaluate_exact_match", {"model": base, "dataset": test_rows}, params).wait()
    assert run.read("result.json")["metrics"]["valid_label_share"] == 1


def test_an_adapter_is_evaluated_on_its_base(job, base_model, made, test_rows):
    inputs = {"model": base_model, "adapter": made / "adapter", "dataset": test_rows}
    assert job("evaluate_exact_match", inputs, EVALUATE).wait().read("result.json")["metrics"]["exact_match"] >= 0.9


def test_a_gguf_becomes_a_model_that_trains(job, made):
    run = job("convert_gguf", {"source": made / "gguf"}, {}).wait()
    assert run.process.returncode == 0, run.read("termination.json")
    config = json.loads((run.workspace / "out/base_model/config.json").read_text())
    assert "quantization_config" not in config and config["dtype"] == "bfloat16"
    assert any("dequantised from Q8_0" in event["message"] for event in run.of_type("log"))


def test_a_file_that_is_no_gguf_is_refused(job, tmp_path):
    (tmp_path / "x.gguf").write_bytes(b"GGUF" + b"\xff" * 64)
    run = job("convert_gguf", {"source": tmp_path / "x.gguf"}, {}).wait()
    assert (run.process.returncode, run.read("termination.json")["reason"]) == (3, "model_rejected")


def ask(base: str, path: str, body: dict, key: str = "secret-of-the-test") -> dict:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    request = urllib.request.Request(base + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def assert_reads_what_was_trained_on(base: str, model: Path) -> None:
    """The engine's template and tokenizer give, id by id, the prompts of training."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(model)
    for row in tiny.rows(72)[60:]:
        messages = row["messages"][:-1]
        trained = tokenizer.apply_chat_template(messages, add_generation_prompt=True).input_ids
        prompt = ask(base, "/apply-template", {"messages": messages})["prompt"]
        served = ask(base, "/tokenize", {"content": prompt, "add_special": True, "parse_special": True})["tokens"]
        assert served == trained


def test_the_server_answers_those_with_the_key(made, tmp_path):
    key, ready, config = (tmp_path / name for name in ("key", "ready.json", "config.json"))
    key.write_text("secret-of-the-test\n")
    key.chmod(0o600)
    settings = {"gguf": str(made / "gguf"), "alias": "tiny", "n_ctx": 256, "n_parallel": 1, "threads": 1, "host": "127.0.0.1",
                "port": 0, "api_key_file": str(key), "ready_file": str(ready)}  # fmt: skip
    config.write_text(json.dumps(settings))
    server = subprocess.Popen([sys.executable, str(JOBS / "serve/llamacpp_server.py"), str(config)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    try:
        deadline = time.monotonic() + 60
        while not ready.exists():
            assert server.poll() is None and time.monotonic() < deadline
            time.sleep(0.05)
        told = json.loads(ready.read_text())
        assert told["pid"] == server.pid
        base = f"http://127.0.0.1:{told['port']}"
        body = {"messages": tiny.rows(1)[0]["messages"][:-1], "max_tokens": 24, "temperature": 0}
        with pytest.raises(urllib.error.HTTPError, match="401"):
            ask(base, "/v1/chat/completions", body, key="another")
        answer = ask(base, "/v1/chat/completions", body)
        assert answer["choices"][0]["message"]["content"] == "card_arrival"
        assert_reads_what_was_trained_on(base, made / "merged")
        for name in ("cmdline", "environ"):
            assert b"secret-of-the-test" not in Path(f"/proc/{server.pid}/{name}").read_bytes()
    finally:
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=30)
    assert server.returncode == 143 and not ready.exists()
    assert b"secret-of-the-test" not in output


@pytest.mark.parametrize(("harm", "code"), [("open key", 2), ("wrong digest", 3), ("unknown field", 2)])
def test_the_server_refuses(made, tmp_path, harm, code):
    (tmp_path / "key").write_text("k")
    os.chmod(tmp_path / "key", 0o644 if harm == "open key" else 0o600)
    settings = {"gguf": str(made / "gguf"), "alias": "tiny", "n_ctx": 256, "n_parallel": 1, "threads": 1, "host": "127.0.0.1",
                "port": 0, "api_key_file": str(tmp_path / "key"), "ready_file": str(tmp_path / "ready")}  # fmt: skip
    settings |= {"wrong digest": {"gguf_sha256": "0" * 64}, "unknown field": {"api_key": "k"}}.get(harm, {})
    (tmp_path / "config.json").write_text(json.dumps(settings))
    done = subprocess.run([sys.executable, str(JOBS / "serve/llamacpp_server.py"), str(tmp_path / "config.json")], timeout=60)
    assert done.returncode == code and not (tmp_path / "ready").exists()
