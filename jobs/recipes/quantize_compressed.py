"""A model folder in compressed-tensors (FP8, GPTQ, AWQ) by llm-compressor, which has an environment of its own.

llm-compressor pins an older transformers than training has, so it runs as another program: lib/compress.py under
JOB_LLMCOMPRESSOR_PYTHON. Token ids go in and a folder comes out; what the folder is worth is measured here.
"""
import json
import os
import subprocess
from pathlib import Path

import torch

from lib.beside import environment
from lib.chat import each_row, render
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.hardware import pick_device
from lib.models import PROBES, compare_logits, load_model, load_tokenizer, logits_of, strip_paths
from lib.quantized import method_of, stored

PROGRAM = Path(__file__).resolve().parent.parent / "lib" / "compress.py"
FEWEST_ROWS = 8
NO_SPACE = "No space left on device"


def main(job: JobDir) -> None:
    p = job.params
    source = job.input("model")
    python = interpreter()
    device = pick_device("auto")
    job.environment |= {"device": device, "threads": torch.get_num_threads()}
    assert_device(p.type, device)
    tokenizer = load_tokenizer(source)
    group = getattr(p, "group_size", None)
    if group is not None:
        assert_groups(source, group)
    rows = calibration(job, tokenizer) if group is not None else None

    job.phase("quantizing")
    out = job.out / "quantized"
    ask = {"source": str(source), "target": str(out), "type": p.type, "group_size": group, "device": device,
           "rows": None if rows is None else str(rows), "seed": job.spec.seed}  # fmt: skip
    (job.scratch / "compress.json").write_text(json.dumps(ask))
    run(python, job.scratch / "compress.json")
    tokenizer.save_pretrained(out)
    for name in ("config.json", "tokenizer_config.json", "generation_config.json"):
        if (out / name).exists():
            strip_paths(out / name)
    (out / "recipe.yaml").unlink(missing_ok=True)  # config.json says the same, without this machine's words

    job.phase("verifying")
    found = stored(out)
    if method_of(out) != "compressed-tensors" or found["quantized_tensors"] == 0:
        raise JobFailure("model_rejected", "llm-compressor found no linear layer to quantise in this model")
    expected = logits_of(load_model(source, torch.float32, device), tokenizer, PROBES)
    saved = logits_of(load_model(out, torch.float32, device), tokenizer, PROBES)
    cost = {f"probe_{name}": value for name, value in compare_logits(expected, saved).items()}
    job.finish({"quantized": "quantized"}, found | cost)


def assert_device(kind: str, device: str) -> None:
    if kind == "awq_w4a16" and device == "cpu":
        raise JobFailure("no_device", "AWQ by llm-compressor needs a GPU: it keeps activations in pinned memory. Take gptq_w4a16")


def interpreter() -> str:
    python = os.environ.get("JOB_LLMCOMPRESSOR_PYTHON", "")
    if not Path(python).is_file():
        raise JobFailure("unexpected", "this target has no environment with llm-compressor: make it once with "
                                       "`node apps/launcher/bootstrap.mjs setup --llmcompressor`, or use the image of "
                                       "docker/Dockerfile.llmcompressor")  # fmt: skip
    return python


def calibration(job: JobDir, tokenizer) -> Path:
    """Token ids of the conversations as the model sees them, one JSON list a line."""
    p = job.params
    lines = []
    for row, _ in zip(each_row(job.input("calibration")), range(p.rows), strict=False):
        ids = tokenizer(render(tokenizer, row, False), add_special_tokens=False).input_ids[: p.max_seq_length]
        if len(ids) > 1:
            lines.append(json.dumps(ids) + "\n")
    if len(lines) < FEWEST_ROWS:
        raise JobFailure("data_rejected", f"{len(lines)} rows to calibrate by; at least {FEWEST_ROWS} are needed")
    if len(lines) < p.rows:
        job.log(f"the split has {len(lines)} rows to calibrate by, {p.rows} were asked for", "warn")
    file = job.scratch / "calibration.jsonl"
    file.write_text("".join(lines))
    return file


def assert_groups(source: Path, group: int) -> None:
    """The control plane checks what it knows of the model; the matrices themselves have the last word."""
    from safetensors import safe_open

    for file in sorted(source.glob("*.safetensors")):
        with safe_open(file, "pt") as opened:
            for name in opened.keys():  # noqa: SIM118 -- not a dict
                shape = opened.get_slice(name).get_shape()
                if name.endswith("_proj.weight") and len(shape) == 2 and shape[1] % group:
                    raise JobFailure("model_rejected", f"groups of {group} do not divide the width {shape[1]} of {name}")


def run(python: str, ask: Path) -> None:
    done = subprocess.run([python, "-P", str(PROGRAM), str(ask)], env=environment(), cwd=ask.parent, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")  # fmt: skip
    print(done.stdout, flush=True)
    if done.returncode == 0:
        return
    last = (done.stdout.strip().splitlines() or ["no output"])[-1]
    if NO_SPACE in done.stdout:
        raise JobFailure("disk_full", f"no space left in the workspace: {last}")
    if "out of memory" in done.stdout.lower() or done.returncode == -9:
        raise JobFailure("oom", f"llm-compressor ran out of memory: {last}")
    raise JobFailure("model_rejected", f"llm-compressor cannot quantise this model ({done.returncode}): {last}")
