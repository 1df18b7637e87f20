"""Real training on the tiny model: the same bytes however often it is killed, no pickle or path in what is kept."""
import json
import math
import shutil
import signal

import pytest
from safetensors import safe_open

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="session")
def inputs(base_model, train_rows):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(train_rows)}


@pytest.fixture(scope="module")
def whole_run_sha():
    """Filled by the first uninterrupted run; the other tests of this file compare with it."""
    return {}


def test_a_run_leaves_an_adapter_and_tells_every_step(job, inputs, sft_params, whole_run_sha):
    run = job("finetune_sft", inputs, sft_params()).wait()
    assert run.process.returncode == 0
    whole_run_sha["dropout"] = run.sha()  # what those that are stopped are held against

    result, metrics = run.read("result.json"), run.of_type("metrics")
    assert [event["step"] for event in metrics] == list(range(1, 25))
    assert metrics[-1]["train_loss"] < metrics[0]["train_loss"] / 2
    assert all(event["total_steps"] == 24 and event["tokens_per_second"] > 0 for event in metrics)
    assert metrics[-1]["eta_seconds"] == 0 and metrics[0]["eta_seconds"] > 0
    assert result["trained_tokens"] == metrics[-1]["num_tokens"] > 0
    stepping = sum((event["num_tokens"] - before) / event["tokens_per_second"]
                   for event, before in zip(metrics, [0] + [event["num_tokens"] for event in metrics]))  # fmt: skip
    whole = result["trained_tokens"] / result["metrics"]["tokens_per_second"]
    assert math.isclose(whole, stepping, rel_tol=0.02)  # the mean of the run, not the speed of its last step
    assert result["parameters"] > result["trainable_parameters"] == adapter_numbers(run.workspace / "out/adapter")
    assert any("assistant turns only" in event["message"] for event in run.of_type("log"))
    kept = [path for folder in ("out", "checkpoints") for path in (run.workspace / folder).rglob("*") if path.is_file()]
    assert not [path for path in kept if path.suffix in (".bin", ".pkl") or path.name == "README.md"]
    assert not [path for path in (run.workspace / "out").rglob("*.pt*")]
    assert json.loads((run.workspace / "out/adapter/adapter_config.json").read_text())["base_model_name_or_path"] == "org/tiny"
    readable = [path for path in kept if path.suffix in (".json", ".jinja")]
    assert not [path for path in readable if str(run.workspace) in path.read_text() or str(inputs["train"]) in path.read_text()]


def adapter_numbers(folder):
    with safe_open(folder / "adapter_model.safetensors", "pt") as file:
        return sum(file.get_tensor(name).numel() for name in file.keys())


def test_killed_and_resumed_gives_the_same_adapter(job, inputs, sft_params, whole_run_sha, tmp_path):
    first = job("finetune_sft", inputs, sft_params())
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 14)
    first.kill()
    # The newest checkpoint torn, as a crash of the machine leaves it: the one before it serves.
    kept = sorted(first.workspace.glob("checkpoints/step-*"), key=lambda path: int(path.name[5:]))
    (kept[-1] / "optimizer.pt").write_bytes(b"torn")
    second = job("finetune_sft", inputs | {"checkpoint": first.workspace / "checkpoints"}, sft_params(), attempt=2).wait()
    assert second.process.returncode == 0
    assert second.read("result.json")["metrics"]["resumed_from_step"] == int(kept[-2].name[5:])
    assert second.sha() == whole_run_sha["dropout"]
    assert second.of_type("metrics")[-1]["num_tokens"] == second.read("result.json")["trained_tokens"]


def test_sigterm_saves_a_checkpoint_that_the_next_attempt_goes_on_from(job, inputs, sft_params, whole_run_sha):
    params = sft_params(trainer={"save_steps": 100, "n_checkpoints": 1})
    first = job("finetune_sft", inputs, params)
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 5)
    first.process.send_signal(signal.SIGTERM)
    assert first.wait().process.returncode == 143
    assert first.read("termination.json")["reason"] == "terminated"
    [checkpoint] = first.of_type("checkpoint")
    # Moved, as a target would stage it for another attempt.
    moved = first.workspace.parent / "staged" / f"step-{checkpoint['step']}"
    shutil.copytree(first.workspace / checkpoint["path"], moved)
    second = job("finetune_sft", inputs | {"checkpoint": moved}, params, attempt=2).wait()
    assert second.read("result.json")["metrics"]["resumed_from_step"] == checkpoint["step"]
    assert second.sha() == whole_run_sha["dropout"]


def test_qlora_trains_with_validation_and_merges(job, inputs, sft_params, test_rows, base_model):
    params = sft_params({"type": "qlora", "quantization": {"method": "bnb-nf4"}}, {"max_steps": 4, "n_checkpoints": 1})
    run = job("finetune_sft", inputs | {"validation": test_rows}, params).wait()
    assert run.process.returncode == 0
    assert [event["step"] for event in run.of_type("metrics") if "train_loss" in event] == [1, 2, 3, 4]
    with safe_open(run.workspace / "out/adapter/adapter_model.safetensors", "pt") as file:
        assert any("lora_B" in name and file.get_tensor(name).abs().max() > 0 for name in file.keys())


def test_validation_is_measured_each_epoch(job, inputs, sft_params, test_rows):
    params = sft_params(trainer={"max_steps": None, "n_epochs": 2, "batch_size": 20, "save_steps": None})
    run = job("finetune_sft", inputs | {"validation": test_rows}, params).wait()
    assert run.process.returncode == 0
    assert [event["step"] for event in run.of_type("metrics") if "valid_loss" in event] == [3, 6]
    assert {"valid_loss", "train_loss"} <= run.read("result.json")["metrics"].keys()


def test_a_loss_that_is_no_number_ends_the_job(job, inputs, sft_params, base_model, tmp_path):
    from safetensors.torch import load_file, save_file

    poisoned = shutil.copytree(base_model, tmp_path / "poisoned")
    weights = load_file(poisoned / "model.safetensors")
    weights["model.norm.weight"][0] = float("nan")
    save_file(weights, poisoned / "model.safetensors", {"format": "pt"})
    run = job("finetune_sft", inputs | {"base_model": poisoned}, sft_params()).wait()
    assert (run.process.returncode, run.read("termination.json")["reason"]) == (3, "diverged")


@pytest.mark.parametrize(("trainer", "adapter", "reason", "word"), [
    ({"max_seq_length": 8}, {}, "data_rejected", "no row has an assistant token"),
    ({}, {"target_modules": ["no_such_layer"]}, "model_rejected", "target_modules"),
])  # fmt: skip
def test_what_cannot_be_trained_is_refused(job, inputs, sft_params, trainer, adapter, reason, word):
    run = job("finetune_sft", inputs, sft_params(adapter, trainer)).wait()
    assert (run.process.returncode, run.read("termination.json")["reason"]) == (3, reason)
    assert word in run.read("termination.json")["message"]
