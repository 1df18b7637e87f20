"""Formats beside GGUF: what is written loads again and costs what it says; llm-compressor's where it is there."""
import json
import os
import shutil
from pathlib import Path

import pytest
import torch

from lib.chat import each_row, render
from lib.exits import JobFailure
from lib.models import PROBES, compare_logits, load_model, load_tokenizer, logits_of
from lib.quantized import method_of, stored
from recipes import evaluate_divergence, quantize_compressed

COMPRESSOR = Path(os.environ.get("JOB_LLMCOMPRESSOR_PYTHON") or "/none")
with_compressor = pytest.mark.skipif(
    not COMPRESSOR.is_file(), reason="LUTHIER_TEST_LLMCOMPRESSOR=1 runs it, after bootstrap.mjs setup --llmcompressor")  # fmt: skip
GROUPS = {"group_size": 32, "rows": 16, "max_seq_length": 64}
# 2 layers of q, k, v, o, gate, up and down
LINEAR = 14


def cost(parent: Path, child: Path) -> dict[str, float]:
    tokenizer = load_tokenizer(parent)
    logits = [logits_of(load_model(folder, torch.float32, "cpu"), tokenizer, PROBES) for folder in (parent, child)]
    return compare_logits(*logits)


@pytest.mark.parametrize(("kind", "most"), [("bnb_int8", 0.02), ("bnb_nf4", 1.0)])
def test_bitsandbytes(job, base_model, test_rows, kind, most):
    run = job("quantize_bnb", {"model": base_model}, {"type": kind}).wait()
    result, out = run.read("result.json"), run.workspace / "out" / "quantized"
    metrics = result["metrics"]
    assert [one["kind"] for one in result["artifacts"]] == ["quantized"]
    assert method_of(out) == "bitsandbytes" and metrics["quantized_tensors"] == LINEAR
    # the linear layers are 65,536 of the weights, in 4 bytes before
    assert metrics["size_bytes"] < (base_model / "model.safetensors").stat().st_size - 65_536 * 2
    found = cost(base_model, out)  # loaded by another process than wrote it
    assert found["kl_divergence"] == pytest.approx(metrics["probe_kl_divergence"], rel=1e-3)
    assert 0 < found["kl_divergence"] < most
    assert "/tmp" not in (out / "config.json").read_text()
    if kind == "bnb_nf4":
        measured_against_its_parent(job, out, base_model, test_rows)


def measured_against_its_parent(job, out, base_model, test_rows):
    asked = {"model": out, "parent": base_model, "dataset": test_rows}
    measured = job("evaluate_divergence", asked, {"max_rows": 4, "max_seq_length": 64}).wait().read("result.json")["metrics"]
    # by hand: the same sums over the same tokens
    parent, child = (load_model(folder, torch.float32, "cpu").eval() for folder in (base_model, out))
    tokenizer, lines = load_tokenizer(base_model), []
    for row, _ in zip(each_row(test_rows), range(4), strict=False):
        ids = tokenizer(render(tokenizer, row, False), return_tensors="pt", add_special_tokens=False).input_ids[:, :64]
        lines.append(evaluate_divergence.compare(parent, child, ids))
    by_hand = sum(one["kl"] for one in lines) / sum(one["tokens"] for one in lines)
    assert measured["kl_divergence"] == pytest.approx(by_hand, rel=1e-3)
    assert measured["kl_divergence"] > 0.001


def test_a_folder_that_does_not_say_how_it_is_quantised_is_refused(base_model):
    with pytest.raises(JobFailure, match="does not say how"):
        evaluate_divergence.load_child(base_model, "cpu")


def test_what_config_says_is_not_forgotten(base_model, tmp_path):
    """A plain loader that is told `quantization_config=None` reads random weights instead."""
    broken = shutil.copytree(base_model, tmp_path / "broken")
    config = json.loads((broken / "config.json").read_text())
    config["quantization_config"] = {"quant_method": "compressed-tensors", "format": "pack-quantized", "config_groups": {
        "group_0": {"targets": ["Linear"], "weights": {"num_bits": 4, "type": "int", "strategy": "group", "group_size": 32}}},
        "quantization_status": "compressed", "ignore": ["lm_head"]}  # fmt: skip
    (broken / "config.json").write_text(json.dumps(config))
    model = load_model(broken, torch.float32, "cpu")
    names = dict(model.named_parameters()) | dict(model.named_buffers())
    assert any("weight_packed" in name or "weight_scale" in name for name in names)


def test_without_llmcompressor_it_says_how_to_get_it(monkeypatch):
    monkeypatch.delenv("JOB_LLMCOMPRESSOR_PYTHON", raising=False)
    with pytest.raises(JobFailure, match=r"setup --llmcompressor"):
        quantize_compressed.interpreter()


def test_groups_that_do_not_divide_a_matrix_are_refused_before_anything_runs(base_model):
    with pytest.raises(JobFailure, match=r"groups of 128 do not divide the width 64 of model\.layers"):
        quantize_compressed.assert_groups(base_model, 128)
    quantize_compressed.assert_groups(base_model, 32)


def test_awq_says_that_it_needs_a_gpu():
    with pytest.raises(JobFailure, match="gptq_w4a16") as caught:
        quantize_compressed.assert_device("awq_w4a16", "cpu")
    assert caught.value.reason == "no_device"
    quantize_compressed.assert_device("awq_w4a16", "cuda")
    quantize_compressed.assert_device("gptq_w4a16", "cpu")


@with_compressor
@pytest.mark.parametrize(("kind", "most"), [("fp8_dynamic", 0.2), ("gptq_w4a16", 1.0)])
def test_llmcompressor(job, base_model, train_rows, kind, most):
    params = {"type": kind} | (GROUPS if kind == "gptq_w4a16" else {})
    inputs = {"model": base_model} | ({"calibration": train_rows} if kind == "gptq_w4a16" else {})
    run = job("quantize_compressed", inputs, params).wait()
    metrics, out = run.read("result.json")["metrics"], run.workspace / "out" / "quantized"
    assert method_of(out) == "compressed-tensors"
    assert stored(out)["quantized_tensors"] == metrics["quantized_tensors"] == LINEAR
    assert cost(base_model, out)["kl_divergence"] == pytest.approx(metrics["probe_kl_divergence"], rel=1e-3)
    assert 0 < metrics["probe_kl_divergence"] < most
    assert not (out / "recipe.yaml").exists() and "/tmp" not in (out / "config.json").read_text()


@with_compressor
def test_calibration_on_too_few_rows_is_refused(job, base_model, tmp_path, train_rows):
    few = tmp_path / "few.jsonl"
    few.write_text("".join(train_rows.read_text().splitlines(keepends=True)[:3]))
    run = job("quantize_compressed", {"model": base_model, "calibration": few}, {"type": "gptq_w4a16"} | GROUPS).wait()
    assert run.read("termination.json")["reason"] == "data_rejected"
