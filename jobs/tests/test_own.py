"""An operator's own recipe: the example of docs/own-recipes.md as it stands there, and what breaks."""
import re
import signal

import pytest
from conftest import JOBS

PARAMS = {"steps": 20, "learning_rate": 0.05, "save_steps": 5}
OWN = {"own": {"name": "plain-lora", "sha256": "0" * 64}}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    text = (JOBS.parent / "docs" / "own-recipes.md").read_text()
    folder = tmp_path_factory.mktemp("recipe")
    (folder / "main.py").write_text(re.search(r"```python\n(.*?)```", text, re.S)[1])
    return folder


@pytest.fixture
def inputs(base_model, train_rows):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(train_rows)}


def test_the_example_learns_and_a_stopped_run_ends_with_the_same_bytes(job, example, inputs):
    whole = job("own", inputs, PARAMS, change=OWN, own=example).wait()
    assert whole.process.returncode == 0
    losses = [event["train_loss"] for event in whole.of_type("metrics")]
    assert len(losses) == 20 and losses[-1] < losses[0]
    assert whole.read("result.json")["trained_tokens"] > 0

    first = job("own", inputs, PARAMS, change=OWN, own=example)
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 7)
    first.process.send_signal(signal.SIGTERM)
    assert first.wait().process.returncode == 143
    kept = {"checkpoint": first.workspace / "checkpoints"}
    second = job("own", inputs | kept, PARAMS, change=OWN, own=example, attempt=2).wait()
    assert second.of_type("metrics")[0]["step"] > 7
    assert second.sha() == whole.sha()
    # what another recipe has saved is not taken up
    other = {"own": {"name": "plain-lora", "sha256": "1" * 64}}
    third = job("own", inputs | kept, PARAMS | {"steps": 1}, change=other, own=example, attempt=2).wait()
    assert third.of_type("metrics")[0]["step"] == 1


@pytest.mark.parametrize(("text", "code", "says"), [
    ("def main(job):\n    raise ValueError('mine')\n", 1, "ValueError: mine"),
    ("x = 1\n", 2, "no main(job)"),
    ("def main(job:\n", 1, "SyntaxError"),
    ("def main(job):\n    pass\n", 1, "without a result"),
    ("from lib.exits import JobFailure\ndef main(job):\n    raise JobFailure('data_rejected', 'row 3')\n", 3, "row 3"),
])  # fmt: skip
def test_a_recipe_that_breaks_says_so(job, tmp_path, text, code, says):
    (tmp_path / "main.py").write_text(text)
    (tmp_path / "lib.py").write_text("raise SystemExit('no file of it stands for ours')\n")
    run = job("own", {}, {}, change=OWN, own=tmp_path).wait()
    assert run.process.returncode == code
    assert says in run.read("termination.json")["message"]


def test_without_a_folder_there_is_no_own_recipe(job):
    run = job("own", {}, {}, change=OWN).wait()
    assert run.process.returncode == 2
    assert "spec.recipe: must be one of" in run.read("termination.json")["message"]
