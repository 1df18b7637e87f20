"""Several processes of one attempt: the same training as one of the same global batch, one end for all, and whose fault it was."""
import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib import launcher
from lib.exits import OTHERS_LOST

TWO = {"processes": {"nproc_per_node": 2, "nnodes": 1}}
STEPS = 6  # of 8 rows: 48 of 60, so that no epoch ends within
METHODS = ("dpo", "kto", "orpo")
FIRST = {"dpo": math.log(2), "kto": 0.5}  # of ORPO it is that of the formula: test_orpo.py, and one process here


@pytest.fixture(scope="module")
def inputs(base_model, train_rows):
    return {"base_model": {"path": str(base_model), "name": "org/tiny"}, "train": str(train_rows)}


def samples(*workspaces: Path) -> dict[int, dict]:
    """By step; what a resumed attempt wrote takes the place of the earlier line."""
    lines = [json.loads(line) for one in workspaces for line in (one / "samples.jsonl").read_text().splitlines()]
    return {line["step"]: line for line in lines}


def losses(*runs) -> dict[int, float]:
    return {event["step"]: event["train_loss"] for run in runs for event in run.of_type("metrics")}


def test_two_processes_train_as_one_of_the_same_global_batch_also_through_a_stop(job, inputs, sft_params):
    still = {"dropout": 0}
    short = {"max_steps": STEPS, "save_steps": STEPS}
    one = job("finetune_sft", inputs, sft_params(still, short | {"batch_size": 8})).wait()
    assert one.process.returncode == 0

    params = sft_params(still, short | {"batch_size": 4})
    first = job("finetune_sft", inputs, params, change=TWO)
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 2)
    first.process.send_signal(signal.SIGTERM)
    assert first.wait().process.returncode == 143
    assert first.read("termination.json")["reason"] == "terminated"
    [checkpoint] = first.of_type("checkpoint")
    kept = {path.name for path in (first.workspace / checkpoint["path"]).iterdir()}
    assert {"rng_state_0.pth", "rng_state_1.pth"} <= kept

    second = job("finetune_sft", inputs | {"checkpoint": first.workspace / "checkpoints"}, params, attempt=2, change=TWO)
    assert second.wait().process.returncode == 0
    result = second.read("result.json")
    assert result["metrics"]["resumed_from_step"] == checkpoint["step"]
    assert {"world_size": 2, "global_batch_size": 8}.items() <= result["metrics"].items()
    assert [artifact["name"] for artifact in result["artifacts"]] == ["adapter"]
    assert result["trained_tokens"] == one.read("result.json")["trained_tokens"]

    alone, together = samples(one.workspace), samples(first.workspace, second.workspace)
    assert list(together) == list(alone) == list(range(1, STEPS + 1))
    for step, line in together.items():
        assert sorted(line["rows"]) == sorted(alone[step]["rows"])
        assert [len(shard) for shard in line["shards"]] == [4, 4]
    assert losses(first, second) == pytest.approx(losses(one), rel=2e-2)
    # events, result and samples are of the first process alone
    assert sorted(path.name for path in (second.workspace / "ranks").iterdir()) == ["1"]


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(holds, seconds=60):
    deadline = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return found


def rank_of(pid: int) -> str | None:
    entries = dict(entry.split("=", 1) for entry in Path(f"/proc/{pid}/environ").read_text().split("\0") if "=" in entry)
    return entries.get("RANK")


@pytest.mark.parametrize("method", METHODS)
def test_the_other_methods_train_by_two_as_by_one_that_accumulates(job, of_method, method):
    recipe, inputs, params = of_method(method, {"gradient_accumulation_steps": 2})
    one = job(recipe, inputs, params)
    recipe, inputs, params = of_method(method)
    two = job(recipe, inputs, params, change=TWO)
    assert (one.wait().process.returncode, two.wait().process.returncode) == (0, 0)
    first = losses(two)[1]
    assert method not in FIRST or first == pytest.approx(FIRST[method], abs=1e-4)
    assert losses(two) == pytest.approx(losses(one), rel=2e-2)
    alone, together = samples(one.workspace), samples(two.workspace)
    assert list(together) == list(alone) == [1, 2, 3]
    for step, line in together.items():
        assert line["rows"] == alone[step]["rows"] and [len(shard) for shard in line["shards"]] == [4, 4]
    taken = [row for line in together.values() for row in line["rows"]]
    assert len(taken) == len(set(taken)) == 24
    result = two.read("result.json")
    assert result["metrics"]["global_batch_size"] == 8
    assert result["trained_tokens"] == one.read("result.json")["trained_tokens"]


def killed_rank_resumes(job, of_method, pairs, attempts) -> None:
    """DPO over an end of an epoch, the best judged on the way. attempts(number, recipe, inputs, params): the runs of an attempt,
    the first of which speaks for it; of the first attempt the process with rank 1 is killed."""
    best = {"load_best_model_at_end": True, "metric_for_best_model": "valid_loss", "eval_steps": 3,
            "early_stopping_patience": 2, "early_stopping_threshold": 0}  # fmt: skip
    recipe, inputs, params = of_method("dpo", {"max_steps": 8, "save_steps": 2} | best)
    inputs |= {"validation": str(pairs)}
    whole = job(recipe, inputs, params, change=TWO)
    first = attempts(1, recipe, inputs, params)
    first[0].wait_for(lambda event: event["type"] == "metrics" and event["step"] == 4 and "train_loss" in event)
    [victim] = [pid for run in first for pid in children(run.process.pid) if rank_of(pid) == "1"]
    os.kill(victim, signal.SIGKILL)
    began = time.monotonic()
    assert [run.wait().process.returncode for run in first] == [75] * len(first)
    assert time.monotonic() - began < 20
    where = " on node 1" if len(first) > 1 else ""
    assert first[0].read("termination.json")["message"] == f"rank 1 of 2{where}: killed by SIGKILL, without a word"
    kept = first[0].workspace / "checkpoints"
    second = attempts(2, recipe, inputs | {"checkpoint": kept}, params)
    assert [run.wait().process.returncode for run in (whole, *second)] == [0] * (1 + len(second))
    assert second[0].read("result.json")["metrics"]["resumed_from_step"] >= 2
    assert second[0].sha() == whole.sha()
    assert second[0].read("result.json")["metrics"]["best_step"] == whole.read("result.json")["metrics"]["best_step"]
    assert samples(first[0].workspace, second[0].workspace) == samples(whole.workspace)
    rows = [row for step in range(1, 7) for row in samples(whole.workspace)[step]["rows"]]
    assert sorted(rows) == list(range(1, 49)), "an epoch reads every row once"


@pytest.mark.skipif("RESUME_KILLS" not in os.environ, reason="on two nodes it is done every day: test_nodes.py")
def test_a_killed_rank_ends_the_attempt_which_resumes_to_the_same_bytes(job, of_method, pairs):
    killed_rank_resumes(job, of_method, pairs, lambda number, *of: [job(*of, attempt=number, change=TWO)])


STUB = """
import json, os, signal, sys, time
rank = os.environ["RANK"]
os.makedirs(f"ranks/{rank}", exist_ok=True)
place = "." if rank == "0" else f"ranks/{rank}"
open(f"{place}/seen.json", "w").write(json.dumps(dict(os.environ)))
"""


def launched(folder: Path, body: str, spec=TWO, env=None) -> subprocess.Popen:
    """The launcher in a process of its own, over stubs that know no torch."""
    folder.mkdir(exist_ok=True)
    program = folder / "program.py"
    jobs = Path(launcher.__file__).resolve().parent.parent
    program.write_text(
        f"import os, sys; sys.path.insert(0, {str(jobs)!r})\nfrom pathlib import Path\nfrom lib import launcher\n"
        f"if 'RANK' not in os.environ:\n    sys.exit(launcher.launch({spec!r}, Path('.')))\n{STUB}{body}"
    )
    clean = {name: value for name, value in os.environ.items() if name not in ("RANK", "WORLD_SIZE")}
    return subprocess.Popen([sys.executable, str(program)], cwd=folder, env=clean | (env or {}))


def said(folder: Path) -> dict:
    return json.loads((folder / "termination.json").read_text())


def test_a_dead_rank_takes_the_others_with_it_and_is_named(tmp_path):
    began = time.monotonic()
    body = "time.sleep(600) if rank != '1' else os.kill(os.getpid(), signal.SIGKILL)"
    assert launched(tmp_path, body).wait(30) == 75
    assert time.monotonic() - began < 20
    assert said(tmp_path) == {"schema_version": 1, "code": 75, "reason": "transient",
                              "message": "rank 1 of 2: killed by SIGKILL, without a word"}  # fmt: skip


def test_what_a_rank_said_is_what_the_attempt_says(tmp_path):
    line = {"schema_version": 1, "code": 3, "reason": "diverged", "message": "loss is nan at step 4"}
    body = f"""
if rank == "1":
    open("ranks/1/termination.json", "w").write(json.dumps({line!r}))
    sys.exit(3)
time.sleep(600)
"""
    assert launched(tmp_path, body).wait(30) == 3
    assert (said(tmp_path)["reason"], said(tmp_path)["message"]) == ("diverged", "rank 1 of 2: loss is nan at step 4")


def test_every_rank_is_told_to_stop(tmp_path):
    body = """
signal.signal(signal.SIGTERM, lambda *_: (open(f"{place}/stopped", "w").close(), os._exit(143)))
open(f"{place}/ready", "w").close()
time.sleep(600)
"""
    running = launched(tmp_path, body)
    ready = [tmp_path / "ready", tmp_path / "ranks/1/ready"]
    while not all(path.exists() for path in ready):
        time.sleep(0.02)
    running.send_signal(signal.SIGTERM)
    assert running.wait(30) == 143
    assert (tmp_path / "stopped").exists() and (tmp_path / "ranks/1/stopped").exists()
    assert said(tmp_path)["reason"] == "terminated"


def test_one_that_has_only_lost_another_waits_for_its_word(tmp_path):
    lost = {"schema_version": 1, "code": 75, "reason": "transient", "message": f"{OTHERS_LOST}: reset by peer"}
    body = f"""
if rank == "0":
    open("termination.json", "w").write(json.dumps({lost!r}))
    sys.exit(75)
time.sleep(1)
open("ranks/1/termination.json", "w").write(json.dumps({lost | {"code": 4, "reason": "oom", "message": "out of memory"}!r}))
sys.exit(4)
"""
    assert launched(tmp_path, body).wait(30) == 4
    assert said(tmp_path)["message"] == "rank 1 of 2: out of memory"


def test_a_killed_launcher_leaves_no_process_behind(tmp_path):
    running = launched(tmp_path, "time.sleep(600)")
    own = wait_for(lambda: [pid for pid in children(running.pid)] if (tmp_path / "ranks/1/seen.json").exists() else None)
    running.kill()
    running.wait()
    wait_for(lambda: not any(is_alive(pid) for pid in own))
    assert len(own) == 2
