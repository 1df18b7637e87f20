"""Preference pairs on the tiny model: the reference is where training begins, and a paused run ends as a whole one."""
import json
import math
import signal

import pytest
from safetensors import safe_open

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="session")
def inputs(base_model, pairs):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(pairs)}


def test_it_learns_the_preference_and_begins_at_its_reference(job, inputs, dpo_params, pairs):
    run = job("finetune_dpo", inputs | {"validation": pairs}, dpo_params(trainer={"max_steps": None, "n_epochs": 2})).wait()
    assert run.process.returncode == 0
    steps = [event for event in run.of_type("metrics") if "train_loss" in event]
    assert math.isclose(steps[0]["train_loss"], math.log(2), abs_tol=1e-4)
    assert steps[-1]["train_loss"] < 0.3
    assert steps[-1]["rewards_accuracies"] > 0.9 and steps[-1]["rewards_margins"] > 1
    assert steps[-1]["rewards_chosen"] > steps[-1]["rewards_rejected"]
    assert [event["step"] for event in run.of_type("metrics") if "valid_loss" in event] == [12, 24]
    result = run.read("result.json")
    assert result["trained_tokens"] == steps[-1]["num_tokens"] > 0
    assert {"rewards_accuracies", "rewards_margins", "valid_loss"} <= result["metrics"].keys()
    config = json.loads((run.workspace / "out/adapter/adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == "org/tiny"


def test_paused_twice_gives_the_bytes_of_a_whole_run(job, inputs, dpo_params):
    params = dpo_params(trainer={"save_steps": 100, "n_checkpoints": 1})
    whole = job("finetune_dpo", inputs, params).wait()
    checkpoint, run = {}, None
    for attempt, step in ((1, 3), (2, 7)):
        run = job("finetune_dpo", inputs | checkpoint, params, attempt=attempt)
        run.wait_for(lambda event, step=step: event["type"] == "metrics" and event["step"] == step)
        run.process.send_signal(signal.SIGTERM)
        assert run.wait().process.returncode == 143
        [saved] = run.of_type("checkpoint")
        assert saved["step"] < 12
        checkpoint = {"checkpoint": run.workspace / saved["path"]}
    last = job("finetune_dpo", inputs | checkpoint, params, attempt=3).wait()
    assert last.read("result.json")["metrics"]["resumed_from_step"] == saved["step"]
    assert last.sha() == whole.sha()
    assert last.read("result.json")["trained_tokens"] == whole.read("result.json")["trained_tokens"]


def test_going_on_from_a_supervised_adapter_it_begins_at_that_adapter(job, inputs, sft_params, dpo_params, train_rows):
    first = job("finetune_sft", inputs | {"train": train_rows}, sft_params(trainer={"max_steps": 8})).wait()
    adapter = {"adapter": first.workspace / "out/adapter"}
    params = dpo_params(trainer={"max_steps": 6, "save_steps": 2})
    whole = job("finetune_dpo", inputs | adapter, params).wait()
    assert whole.process.returncode == 0
    steps = whole.of_type("metrics")
    assert math.isclose(steps[0]["train_loss"], math.log(2), abs_tol=1e-4)
    # One adapter is left, relative to the base: the frozen copy is in no checkpoint and not in the result.
    assert not [*whole.workspace.rglob("ref")]
    assert whole.sha() != first.sha()
    killed = job("finetune_dpo", inputs | adapter, params)
    killed.wait_for(lambda event: event["type"] == "checkpoint" and event["step"] == 4)
    killed.kill()
    resumed = job("finetune_dpo", inputs | adapter | {"checkpoint": killed.workspace / "checkpoints"}, params, attempt=2)
    assert resumed.wait().sha() == whole.sha()


def test_qlora_trains_on_pairs(job, inputs, dpo_params):
    params = dpo_params({"type": "qlora", "quantization": {"method": "bnb-nf4"}}, {"max_steps": 2, "n_checkpoints": 1})
    run = job("finetune_dpo", inputs, params).wait()
    assert run.process.returncode == 0
    with safe_open(run.workspace / "out/adapter/adapter_model.safetensors", "pt") as file:
        assert any("lora_B" in name and file.get_tensor(name).abs().max() > 0 for name in file.keys())


@pytest.mark.parametrize(("row", "word"), [
    ({"messages": []}, "line 1 is not a preference row"),
    ({"input": {"messages": []}, "preferred_output": [], "non_preferred_output": []}, "without messages"),
    ({"input": {"messages": [{"role": "user", "content": "why"}]},
      "preferred_output": [{"role": "assistant", "content": "so"}],
      "non_preferred_output": [{"role": "assistant", "content": "so"}]}, "no pair differs"),
])  # fmt: skip
def test_rows_that_are_no_pairs_are_refused(job, inputs, dpo_params, tmp_path, row, word):
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n")
    run = job("finetune_dpo", inputs | {"train": tmp_path / "rows.jsonl"}, dpo_params()).wait()
    assert (run.process.returncode, run.read("termination.json")["reason"]) == (3, "data_rejected")
    assert word in run.read("termination.json")["message"]


def test_a_long_pair_keeps_its_answers(base_model):
    from lib.models import load_tokenizer
    from lib.pairs import Pair, encode_pair

    tokenizer = load_tokenizer(base_model)
    answer = lambda text: [{"role": "assistant", "content": text}]  # noqa: E731
    pair = Pair([{"role": "user", "content": "where is my new card " * 20}], answer("lost_card"), answer("transfer_fee"))
    whole = encode_pair(tokenizer, pair, 512)
    assert not whole.truncated and whole.chosen_ids[-1] == whole.rejected_ids[-1] == tokenizer.eos_token_id
    cut = encode_pair(tokenizer, pair, 32)
    assert cut.truncated and len(cut.prompt_ids) == 16 and cut.prompt_ids == whole.prompt_ids[-16:]
    assert cut.chosen_ids == whole.chosen_ids[:16] and cut.rejected_ids == whole.rejected_ids[:16]
