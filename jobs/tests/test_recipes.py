"""The ways to train on chat rows: each begins at the loss of the untrained model, and leaves what it says it leaves."""
import json
import math

import oracle
import pytest
from safetensors import safe_open
from safetensors.torch import load_file

pytestmark = pytest.mark.filterwarnings("ignore")
STOP = {"load_best_model_at_end": True, "metric_for_best_model": "valid_loss", "eval_steps": 3,
        "early_stopping_patience": 2, "early_stopping_threshold": 1000}  # fmt: skip


@pytest.fixture(scope="module")
def inputs(base_model, train_rows, test_rows):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(train_rows),
            "validation": str(test_rows)}  # fmt: skip


def losses(run, name="train_loss") -> dict[int, float]:
    return {event["step"]: event[name] for event in run.of_type("metrics") if name in event}


def test_every_weight_is_trained_until_it_no_longer_improves(job, inputs, sft_params, base_model, train_rows):
    import torch
    from transformers import AutoModelForCausalLM

    params = sft_params({"type": "none"}, {"max_steps": 24, "learning_rate": 0.002, "n_checkpoints": 5} | STOP)
    run = job("finetune_sft", inputs, params).wait()
    assert run.process.returncode == 0
    expected = oracle.supervised_loss(base_model, train_rows, oracle.first_rows(run))
    assert math.isclose(losses(run)[1], expected, rel_tol=0.02)
    # The first evaluation is an improvement on nothing, no later one exceeds the threshold: two of them end it.
    measured, result = losses(run, "valid_loss"), run.read("result.json")
    assert list(measured) == [3, 6, 9] and result["metrics"]["steps"] == 9
    best = min(measured, key=measured.get)
    assert (result["metrics"]["best_step"], result["metrics"]["valid_loss"]) == (best, measured[best])
    assert result["trainable_parameters"] == result["parameters"]
    assert [artifact["kind"] for artifact in result["artifacts"]] == ["merged"]

    merged = run.workspace / "out/merged"
    before, after = load_file(base_model / "model.safetensors"), load_file(merged / "model.safetensors")
    assert before.keys() == after.keys() and all(before[name].dtype == after[name].dtype for name in before)
    kept = load_file(run.workspace / f"checkpoints/step-{best}/model.safetensors")
    assert all(torch.equal(after[name], kept[name].to(after[name].dtype)) for name in after)
    assert sum(not torch.equal(before[name], after[name]) for name in before) > len(before) / 2
    assert AutoModelForCausalLM.from_pretrained(merged).config.use_cache
    for file in [*merged.glob("*.json"), *run.workspace.glob("checkpoints/*/config.json")]:
        assert str(base_model) not in file.read_text()

    # Killed between its last checkpoint and its end: the next attempt has only to leave the best.
    again = job("finetune_sft", inputs | {"checkpoint": run.workspace / "checkpoints/step-9"}, params, attempt=2).wait()
    assert again.sha("merged", "model.safetensors") == run.sha("merged", "model.safetensors")
    assert not again.of_type("metrics")
    assert again.read("result.json")["metrics"] == result["metrics"] | {"resumed_from_step": 9}
    assert again.read("result.json")["trained_tokens"] == result["trained_tokens"]


def test_the_best_adapter_survives_a_kill(job, inputs, sft_params):
    # A rate that rises until it wrecks what was learned: the best is an earlier step than the last.
    trainer = {"max_steps": 12, "learning_rate": 0.3, "warmup_ratio": 1, "n_checkpoints": 1} | STOP | {"early_stopping_patience": None}
    params = sft_params({"use_rslora": True}, trainer)
    whole = job("finetune_sft", inputs, params).wait()
    assert whole.process.returncode == 0
    measured = losses(whole, "valid_loss")
    best = min(measured, key=measured.get)
    assert whole.read("result.json")["metrics"]["best_step"] == best < 9
    killed = job("finetune_sft", inputs, params)
    killed.wait_for(lambda event: event["type"] == "checkpoint" and event["step"] == 6)
    killed.kill()
    checkpoint = killed.workspace / "checkpoints/step-6/COMPLETE.json"
    assert {entry["path"]: entry["resume_only"] for entry in json.loads(checkpoint.read_text())["files"]}[
        "best/best-adapter_model.safetensors"]  # fmt: skip
    resumed = job("finetune_sft", inputs | {"checkpoint": checkpoint.parent}, params, attempt=2).wait()
    assert resumed.sha() == whole.sha()
    assert resumed.read("result.json")["metrics"]["best_step"] == best


def test_packed_rows_do_not_see_each_other(job, inputs, sft_params, base_model, train_rows):
    params = sft_params({"dropout": 0}, {"packing": True, "max_steps": 1, "batch_size": 1, "n_checkpoints": 1})
    run = job("finetune_sft", inputs, params).wait()
    assert run.process.returncode == 0
    rows = oracle.first_rows(run)
    assert len(rows) > 1, "several rows in one sequence, else nothing is shown"
    expected = oracle.supervised_loss(base_model, train_rows, rows)
    assert math.isclose(losses(run)[1], expected, rel_tol=0.01)


def test_dora_over_a_quantized_base_trains_its_magnitudes(job, inputs, sft_params):
    adapter = {"type": "qlora", "quantization": {"method": "bnb-nf4"}, "use_dora": True}
    run = job("finetune_sft", inputs, sft_params(adapter, {"max_steps": 2, "n_checkpoints": 1})).wait()
    assert run.process.returncode == 0
    config = json.loads((run.workspace / "out/adapter/adapter_config.json").read_text())
    assert config["use_dora"] and not config["use_rslora"]
    with safe_open(run.workspace / "out/adapter/adapter_model.safetensors", "pt") as file:
        assert any("lora_magnitude_vector" in name for name in file.keys())
        assert any("lora_B" in name and file.get_tensor(name).abs().max() > 0 for name in file.keys())


@pytest.mark.parametrize(("values", "threshold", "expected"), [
    ([], 0, (None, 0)),
    ([3, 2, 1], 0, (3, 0)),
    ([2, 3, 1, 1.5, 1], 0, (3, 2)),
    ([2, 1.9, 1.8], 0.5, (3, 2)),
    ([2, float("nan"), 1], 0, (3, 0)),
    ([float("nan"), 2], 0, (2, 0)),
])  # fmt: skip
def test_the_best_and_how_long_ago(values, threshold, expected):
    from lib.best import standing

    history = [{"loss": 1, "step": 0}, *({"eval_loss": value, "step": step} for step, value in enumerate(values, 1))]
    found = standing(history, "valid_loss", threshold)
    assert (found.step, found.worse) == expected
    rewards = [{"eval_rewards/margins": -value, "step": step} for step, value in enumerate(values, 1)]
    found = standing(rewards, "valid_rewards_margins", threshold)
    assert (found.step, found.worse) == expected
