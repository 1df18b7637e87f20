"""A training that is killed with SIGKILL ends as if nobody had: the same rows in the same order, the same bytes.

With dropout and past the first epoch, where forgotten random numbers or a forgotten data order would show, and asked for samples
where the whole run is not: nothing that is learned may hang on them. RESUME_KILLS: how
often one training is killed; RESUME_SEED: the steps it is killed at, as a failed run has printed it.
"""
import json
import os
import random
import shutil

import pytest
from lib.files import sha256_of, write_json
from test_sampling import sampled

pytestmark = pytest.mark.filterwarnings("ignore")
KILLS = int(os.environ.get("RESUME_KILLS", "1"))
EPOCH, STEPS = 8, 24  # 60 rows, four to a batch, two batches to a step: the last step of an epoch has one less


LONG = [{"role": "user", "content": "where is my card " * 200}]
PROMPTS = [[{"role": "user", "content": "my card was lost"}],
           [{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": "exchange rate?"}], LONG]  # fmt: skip
ASKED = {"samples": {"prompts": PROMPTS, "max_tokens": 12}}


@pytest.fixture(scope="module")
def inputs(base_model, train_rows):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(train_rows)}


@pytest.fixture
def params(sft_params):
    trainer = {"max_steps": None, "n_epochs": 3, "gradient_accumulation_steps": 2, "save_steps": 3, "n_checkpoints": 2}
    return sft_params({"dropout": 0.2}, trainer)


@pytest.fixture(scope="module")
def made():
    """What the first test leaves for the second."""
    return {}


def consumed(*attempts) -> dict[int, list[int]]:
    """Rows by step; a later attempt's word counts for a step that both have done."""
    lines = [json.loads(line) for run in attempts for line in (run.workspace / "samples.jsonl").read_text().splitlines()]
    return {line["step"]: line["rows"] for line in lines}


def end_of(*attempts) -> tuple[dict, str]:
    return consumed(*attempts), attempts[-1].sha()


def test_killed_at_random_steps_it_ends_as_a_whole_run(job, inputs, params, made):
    whole = job("finetune_sft", inputs, params).wait()
    rows = consumed(whole)
    assert list(rows) == list(range(1, STEPS + 1))
    for first in range(1, STEPS, EPOCH):
        epoch = [row for step in range(first, first + EPOCH) for row in rows[step]]
        assert sorted(epoch) == list(range(1, 61)), "an epoch reads every row once"
    assert rows[1] != rows[1 + EPOCH], "each epoch in an order of its own"

    seed = int(os.environ.get("RESUME_SEED") or random.SystemRandom().randrange(2**32))
    print(f"RESUME_SEED={seed}")
    # One kill is the hard one, past the first epoch; several fall anywhere.
    first = EPOCH + 1 if KILLS == 1 else 2
    steps = sorted(random.Random(seed).sample(range(first, STEPS - 1), KILLS))
    attempts, given = [], {}
    for number, step in enumerate(steps, 1):
        attempts.append(job("finetune_sft", inputs | given, params, attempt=number, change=ASKED))
        attempts[-1].wait_for(lambda event, step=step: event["type"] == "metrics" and event["step"] == step)
        attempts[-1].kill()
        given = newest(attempts) or given
    last = job("finetune_sft", inputs | given, params, attempt=KILLS + 1, change=ASKED).wait()
    made |= {"end": end_of(whole), "attempts": attempts, "checkpoint": given.get("checkpoint")}
    assert end_of(*attempts, last) == made["end"], f"killed at {steps} (RESUME_SEED={seed})"
    assert last.sha(file="tokenizer.json") == whole.sha(file="tokenizer.json")
    assert_sampled(whole, [*attempts, last])


def assert_sampled(whole, attempts) -> None:
    """Every prompt that fits, after each checkpoint, and the same again where a later attempt repeats a step."""
    assert whole.of_type("sample") == []
    answers = sampled(*attempts)
    assert set(answers) == {(step, prompt) for step in range(3, STEPS + 1, 3) for prompt in (0, 1)}
    assert answers[3, 0]["asked"] == "my card was lost"
    assert answers[3, 1]["asked"] == "system: Answer briefly.\nuser: exchange rate?"
    assert len({answers[step, 0]["text"] for step, _ in answers}) > 1, "it learns"
    assert all(one["tokens"] == 12 for one in answers.values() if one["finish_reason"] == "length")
    warned = [event["message"] for event in attempts[-1].of_type("log") if event["level"] == "warn"]
    assert any(text.startswith("samples: prompt 3 has") for text in warned)


def newest(attempts) -> dict:
    """As the control plane chooses: the checkpoint with the highest step, of whichever attempt."""
    found = [path.parent for run in attempts for path in run.workspace.glob("checkpoints/step-*/COMPLETE.json")]
    return {"checkpoint": max(found, key=lambda path: int(path.name[5:]))} if found else {}


@pytest.mark.skipif(KILLS > 1, reason="once is enough")
def test_the_comparison_fails_where_random_numbers_are_not_restored(job, inputs, params, made):
    forgetful = shutil.copytree(made["checkpoint"], made["checkpoint"].parent.parent / made["checkpoint"].name)
    (forgetful / "rng_state.pth").unlink()
    manifest = json.loads((forgetful / "COMPLETE.json").read_text())
    manifest["files"] = [entry for entry in manifest["files"] if entry["path"] != "rng_state.pth"]
    assert all(sha256_of(forgetful / entry["path"]) == entry["sha256"] for entry in manifest["files"])
    write_json(forgetful / "COMPLETE.json", manifest)
    last = job("finetune_sft", inputs | {"checkpoint": forgetful}, params, attempt=2).wait()
    assert last.read("result.json")["metrics"]["resumed_from_step"] == int(forgetful.name[5:])
    rows, sha = end_of(*made["attempts"], last)
    assert rows == made["end"][0], "the order of the data hangs on its own seed"
    assert sha != made["end"][1], "another dropout, another adapter: else the test above proves nothing"
