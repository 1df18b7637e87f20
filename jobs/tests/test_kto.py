"""Answers with a label each, on the tiny model: every row begins at half its weight, whatever training goes on from."""
import json
import math

import pytest
from oracle import first_rows
from safetensors import safe_open

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def inputs(base_model, answers):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(answers)}


@pytest.fixture(scope="module")
def made():
    return {}


def labels(file) -> list[bool]:
    return [json.loads(line)["label"] for line in file.read_text().splitlines()]


def test_it_learns_what_is_wanted_and_begins_at_its_reference(job, inputs, kto_params, answers, made):
    best = {"load_best_model_at_end": True, "metric_for_best_model": "valid_rewards_margins", "eval_steps": 8,
            "early_stopping_patience": None, "early_stopping_threshold": 0}  # fmt: skip
    params = kto_params({"dropout": 0}, {"max_steps": None, "n_epochs": 3, "save_steps": 100} | best)
    run = job("finetune_kto", inputs | {"validation": answers}, params).wait()
    assert run.process.returncode == 0
    steps = [event for event in run.of_type("metrics") if "train_loss" in event]
    assert math.isclose(steps[0]["train_loss"], 0.5, abs_tol=1e-4)
    assert steps[-1]["train_loss"] < 0.35
    measured = {event["step"]: event for event in run.of_type("metrics") if "valid_loss" in event}
    assert list(measured) == [8, 16, 24, 32, 36][: len(measured)] and 32 in measured
    result = run.read("result.json")["metrics"]
    best_step = max(measured, key=lambda step: measured[step]["valid_rewards_margins"])
    assert result["best_step"] == best_step
    assert result["valid_rewards_margins"] == measured[best_step]["valid_rewards_margins"] > 0.5
    assert result["num_tokens"] == run.read("result.json")["trained_tokens"] > 0
    lines = [json.loads(line)["rows"] for line in (run.workspace / "samples.jsonl").read_text().splitlines()]
    assert sorted(sum(lines[:12], [])) == list(range(1, 49)) and lines[:12] == lines[12:24], "mixed once, then in one order"
    made["adapter"] = run.workspace / "out/adapter"


def test_going_on_from_an_adapter_the_first_loss_is_half_the_weights(job, inputs, kto_params, answers, made):
    params = kto_params({"dropout": 0}, {"max_steps": 1, "n_checkpoints": 1}, desirable_weight=3)
    run = job("finetune_kto", inputs | {"adapter": made["adapter"]}, params).wait()
    assert run.process.returncode == 0
    wanted = [labels(answers)[row - 1] for row in first_rows(run)]
    expected = sum(1.5 if one else 0.5 for one in wanted) / len(wanted)
    assert math.isclose(run.of_type("metrics")[0]["train_loss"], expected, abs_tol=1e-4)
    assert not [*run.workspace.rglob("ref")]


def test_qlora_trains_on_answers(job, inputs, kto_params):
    params = kto_params({"type": "qlora", "quantization": {"method": "bnb-nf4"}}, {"max_steps": 2, "n_checkpoints": 1})
    run = job("finetune_kto", inputs, params).wait()
    assert run.process.returncode == 0
    assert math.isclose(run.of_type("metrics")[0]["train_loss"], 0.5, abs_tol=1e-4)
    with safe_open(run.workspace / "out/adapter/adapter_model.safetensors", "pt") as file:
        assert any("lora_B" in name and file.get_tensor(name).abs().max() > 0 for name in file.keys())


CHAT = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}


@pytest.mark.parametrize(("row", "word"), [
    (CHAT, "line 1 is no answer with a label"),
    (CHAT | {"label": 1}, "the label 1, not true or false"),
    ({"messages": CHAT["messages"][1:], "label": True}, "needs a prompt"),
    ({"prompt": "a", "label": True}, "line 1 is no answer"),
    ({"prompt": [], "completion": CHAT["messages"][1:], "label": True}, "needs a prompt"),
])  # fmt: skip
def test_rows_that_are_no_answers_are_refused(tmp_path, row, word):
    from lib.exits import JobFailure
    from lib.pairs import read_answers

    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row))
    with pytest.raises(JobFailure, match=word):
        read_answers(path)


def test_the_three_forms_of_an_answer_are_one(answers):
    from lib.pairs import read_answers

    rows = read_answers(answers)
    assert sum(row.label for row in rows) == 24
    assert rows[2].prompt == rows[3].prompt and rows[2].completion != rows[3].completion
    assert rows[1].prompt == rows[0].prompt[-1:] and rows[1].completion[0]["role"] == "assistant"


def test_long_answers_are_refused_where_it_is_told_to(job, inputs, kto_params, answers, tmp_path):
    rows = [json.loads(line) for line in answers.read_text().splitlines()]
    rows[6]["messages"][-1]["content"] += " word" * 200
    path = tmp_path / "long.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run = job("finetune_kto", inputs | {"train": str(path)}, kto_params(trainer={"on_overflow": "refuse"})).wait()
    assert run.process.returncode == 3
    assert "the first is example 7 (on_overflow is refuse)" in run.read("termination.json")["message"]
