"""A trainer without torch for tests of faults: it keeps the whole contract and learns nothing.

Its adapter's bytes depend on the seed and the number of steps alone, however often it was killed and resumed.
"""
import hashlib
import json
import os
import struct
import time

from lib.contract import JobDir
from lib.exits import CODES, JobFailure


def main(job: JobDir) -> None:
    p = job.params
    state, first = restore(job)
    ballast = bytearray(os.urandom(1) * (getattr(p, "alloc_mb", 0) * 1_000_000))
    job.phase("training")
    with job.stopping_at_steps():
        for step in range(first, p.steps + 1):
            time.sleep(p.step_seconds)
            fail_if_asked(job, step)
            state = hashlib.sha256(state + step.to_bytes(8, "big")).digest()
            loss = 2.0 / step
            job.event("metrics", step=step, total_steps=p.steps, epoch=step / p.steps, train_loss=loss,
                      eta_seconds=(p.steps - step) * p.step_seconds, num_tokens=step * 100)  # fmt: skip
            if step % p.save_steps == 0 or step == p.steps or job.stop_requested:
                save(job, state, step, loss)
            if job.stop_requested:
                job.stopped()
    write_adapter(job, job.out / "adapter", state)
    metrics = {"train_loss": 2.0 / p.steps, "resumed_from_step": first - 1, "ballast_mb": len(ballast) // 1_000_000}
    job.finish({"adapter": "adapter"}, metrics, trained_tokens=p.steps * 100)


def restore(job: JobDir) -> tuple[bytes, int]:
    """(state, next step): from the newest verified checkpoint, else from the seed."""
    found = job.latest_checkpoint()
    if found is None:
        return hashlib.sha256(str(job.spec.seed).encode()).digest(), 1
    kept = json.loads((found.path / "state.json").read_text())
    return bytes.fromhex(kept["state"]), found.step + 1


def save(job: JobDir, state: bytes, step: int, loss: float) -> None:
    written = job.scratch / f"checkpoint-{step}"
    write_adapter(job, written, state)
    (written / "state.json").write_text(json.dumps({"state": state.hex(), "step": step}))
    job.save_checkpoint(written, step, {"train_loss": loss, "num_tokens": step * 100}, keep=2)


def write_adapter(job: JobDir, folder, state: bytes) -> None:
    """A valid safetensors file of one 8 x 8 matrix, and a config that names the base as PEFT does."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = hashlib.shake_256(state).digest(8 * 8)
    data = struct.pack("<64f", *(byte / 255 for byte in numbers))
    entry = {"dtype": "F32", "shape": [8, 8], "data_offsets": [0, len(data)]}
    header = json.dumps({"base_model.model.layer.lora_A.weight": entry}).encode()
    header += b" " * (-len(header) % 8)
    (folder / "adapter_model.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + data)
    base = job.public_name("base_model") if hasattr(job.spec.inputs, "base_model") else "contract/none"
    config = {"peft_type": "LORA", "base_model_name_or_path": base, "r": 8, "lora_alpha": 8, "target_modules": ["layer"]}
    (folder / "adapter_config.json").write_text(json.dumps(config, sort_keys=True) + "\n")


def fail_if_asked(job: JobDir, step: int) -> None:
    asked = getattr(job.params, "fail_at", None)
    if asked is None or step != asked.step or job.spec.attempt > getattr(asked, "attempts", job.spec.attempt):
        return
    for reason, code in CODES.items():
        if code == asked.exit_code:
            raise JobFailure(reason, f"asked to fail at step {step}")
    os._exit(asked.exit_code)
