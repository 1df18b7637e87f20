"""The contract without torch: kills, signals, bad specs, full disks, exit codes."""
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LLAMA

STEPS = {"steps": 12, "step_seconds": 0.02, "save_steps": 4}


def test_a_finished_job_leaves_sealed_files_and_events(job):
    run = job("contract_trainer", {}, STEPS).wait()
    assert run.process.returncode == 0
    assert run.read("termination.json") == {"schema_version": 1, "code": 0, "reason": "succeeded", "message": ""}
    assert [event["step"] for event in run.of_type("metrics")] == list(range(1, 13))
    assert [event["step"] for event in run.of_type("checkpoint")] == [4, 8, 12]
    assert sorted(path.name for path in run.workspace.glob("checkpoints/*")) == ["step-12", "step-8"]
    for artifact in run.read("result.json")["artifacts"]:
        for entry in artifact["files"]:
            file = run.workspace / artifact["path"] / entry["path"]
            assert file.stat().st_size == entry["size_bytes"]
            assert file.stat().st_mode & 0o444 == 0o444


def test_a_result_says_the_environment_that_was_told_beforehand(job):
    """What the compute target asks of the interpreter is what a job then runs in: else nothing would ever be reused."""
    said = job("contract_trainer", {}, STEPS).wait().read("result.json")["environment"]
    script = Path(__file__).resolve().parent.parent / "lib" / "environment.py"
    given = {"PATH": os.environ["PATH"], "JOB_CONVERTER_DIR": os.environ.get("JOB_CONVERTER_DIR", ""),
             "JOB_LLAMA_DIR": os.environ.get("JOB_LLAMA_DIR", str(LLAMA))}  # fmt: skip
    told = [json.loads(subprocess.check_output([sys.executable, str(script)], env=given | more))
            for more in ({}, {"JOB_LLAMA_DIR": ""})]  # fmt: skip
    assert said["sha256"] == told[0]["sha256"] != told[1]["sha256"]
    assert said["packages"]["torch"] == told[0]["packages"]["torch"]
    assert said["threads"] == 1 and said["cpu"] and said["gpus"] == []


def test_the_adapter_is_the_same_however_often_the_job_is_killed(job):
    whole = job("contract_trainer", {}, STEPS).wait()
    first = job("contract_trainer", {}, STEPS)
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 6)
    first.kill()
    assert not (first.workspace / "termination.json").exists()
    second = job("contract_trainer", {"checkpoint": first.workspace / "checkpoints"}, STEPS, attempt=2)
    second.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 10)
    second.kill()
    before = sorted(first.workspace.rglob("*"))
    newest = second.workspace / "checkpoints" / "step-8"
    third = job("contract_trainer", {"checkpoint": newest}, STEPS, attempt=3).wait()
    assert third.sha() == whole.sha()
    assert third.read("result.json")["metrics"]["resumed_from_step"] == 8
    assert sorted(first.workspace.rglob("*")) == before


@pytest.mark.parametrize("harm", ["no marker", "short file", "flipped byte", "other spec"])
def test_a_torn_checkpoint_is_passed_over(job, harm):
    first = job("contract_trainer", {}, STEPS).wait()
    root = first.workspace / "checkpoints"
    torn = root / "step-12"
    adapter = torn / "adapter_model.safetensors"
    if harm == "no marker":
        (torn / "COMPLETE.json").unlink()
    elif harm == "short file":
        os.truncate(adapter, 10)
    elif harm == "flipped byte":
        data = bytearray(adapter.read_bytes())
        data[-1] ^= 1
        adapter.write_bytes(data)
    params = STEPS | {"steps": 13} if harm == "other spec" else STEPS
    second = job("contract_trainer", {"checkpoint": root}, params, attempt=2).wait()
    assert second.read("result.json")["metrics"]["resumed_from_step"] == (0 if harm == "other spec" else 8)
    assert any("step-12 is not used" in event["message"] for event in second.of_type("log"))


def test_sigterm_saves_and_ends_with_143(job):
    slow = STEPS | {"step_seconds": 0.1, "save_steps": 100}
    first = job("contract_trainer", {}, slow)
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 3)
    first.process.send_signal(signal.SIGTERM)
    assert first.wait().process.returncode == 143
    assert first.read("termination.json")["reason"] == "terminated"
    assert not (first.workspace / "result.json").exists()
    assert first.of_type("signal") and (saved := first.of_type("checkpoint"))
    second = job("contract_trainer", {"checkpoint": first.workspace / "checkpoints"}, slow, attempt=2).wait()
    assert second.read("result.json")["metrics"]["resumed_from_step"] == saved[-1]["step"]


def test_a_bad_spec_names_every_fault_at_once(job):
    params = {"steps": 0, "step_seconds": "fast", "save_steps": 1, "colour": "red"}
    run = job("contract_trainer", {"train": "relative.jsonl"}, params, change={"attempt": 0, "note": 1}).wait()
    assert run.process.returncode == 2
    ending = run.read("termination.json")
    assert ending["reason"] == "bad_spec"
    wanted = ["spec.attempt:", "spec.note:", "spec.inputs.train.path:", "spec.params.steps:", "spec.params.step_seconds:",
              "spec.params.colour:"]  # fmt: skip
    assert all(fault in ending["message"] for fault in wanted)


@pytest.mark.parametrize("recipe", ["../run", "os", "_private", None])
def test_only_recipes_that_are_there_run(job, recipe):
    run = job("contract_trainer", {}, STEPS, change={"recipe": recipe}).wait()
    assert run.process.returncode == 2
    assert "spec.recipe: must be one of" in run.read("termination.json")["message"]


def test_a_missing_or_changed_input_is_refused(job, tmp_path):
    assert job("contract_trainer", {"checkpoint": tmp_path / "gone"}, STEPS).wait().process.returncode == 2
    (tmp_path / "rows").write_text("x")
    changed = {"path": str(tmp_path / "rows"), "sha256": "0" * 64}
    run = job("contract_trainer", {"checkpoint": changed}, STEPS).wait()
    assert (run.process.returncode, run.read("termination.json")["reason"]) == (3, "data_rejected")


@pytest.mark.parametrize(("code", "reason"), [(1, "unexpected"), (3, "data_rejected"), (4, "oom"), (75, "transient")])
def test_the_trainer_fails_as_asked_for_as_many_attempts(job, code, reason):
    params = STEPS | {"fail_at": {"step": 5, "exit_code": code, "attempts": 1}}
    first = job("contract_trainer", {}, params).wait()
    assert (first.process.returncode, first.read("termination.json")["reason"]) == (code, reason)
    assert first.of_type("error")[0]["reason"] == reason
    if code == 75:
        checkpoint = {"checkpoint": first.workspace / "checkpoints"}
        assert job("contract_trainer", checkpoint, params, attempt=2).wait().process.returncode == 0


def test_a_full_disk_is_told_from_other_ends(job):
    limit = 200_000  # bytes a file may have: the events do not fit
    params = {"steps": 5000, "step_seconds": 0, "save_steps": 5000}
    run = job("contract_trainer", {}, params, limits=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert run.wait().process.returncode == 4
    assert run.read("termination.json")["reason"] == "disk_full"
    assert not (run.workspace / "result.json").exists()


def test_memory_that_is_not_there_is_told_from_other_ends(job):
    limit = 1 << 30
    params = STEPS | {"alloc_mb": 4000}
    run = job("contract_trainer", {}, params, limits=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
    assert run.wait().process.returncode == 4
    assert run.read("termination.json")["reason"] == "oom"


def test_an_attempt_started_again_in_its_folder_goes_on(job):
    first = job("contract_trainer", {}, STEPS)
    first.wait_for(lambda event: event["type"] == "metrics" and event["step"] == 6)
    first.kill()
    told = len(first.events)
    with open(first.workspace / "events.jsonl", "a") as file:
        file.write('{"v":1,"seq":99')  # a line torn by the kill: log text, not an event
    again = job("contract_trainer", {}, STEPS, workspace=first.workspace).wait()
    assert again.events[told]["seq"] == told + 1
    assert again.read("result.json")["metrics"]["resumed_from_step"] == 4
