"""A model folder as one GGUF file by llama.cpp's converter, read back and loaded before it counts."""
import os
import re
import subprocess
import sys
from pathlib import Path

import gguf

from lib.contract import JobDir
from lib.exits import JobFailure
from lib.llamacpp import Engine

CONVERTER = "convert_hf_to_gguf.py"
PROBE = [{"role": "user", "content": "Say hello."}]


def main(job: JobDir) -> None:
    model = job.input("model")
    kind = job.params.type
    job.phase("quantizing")
    out = job.out / "gguf"
    out.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", job.public_name("model").split("/")[-1]).strip("-.") or "model"
    target = out / f"{name}-{kind}.gguf"
    convert(job, model, kind, target)

    job.phase("verifying")
    reader = gguf.GGUFReader(target)
    weights = sum(int(tensor.n_elements) for tensor in reader.tensors)
    other = sum(tensor.tensor_type.name.lower() != kind for tensor in reader.tensors if len(tensor.shape) > 1)
    size = target.stat().st_size
    with Engine(target, n_ctx=256, n_parallel=1) as engine:
        engine.chat(PROBE, max_tokens=4)
    metrics = {"size_bytes": size, "parameters": weights, "bits_per_weight": size * 8 / weights}
    job.finish({"gguf": "gguf"}, metrics | {"matrices_in_other_types": other})


def convert(job: JobDir, model: Path, kind: str, target: Path) -> None:
    """Runs the converter in its own process: its packages `gguf` and `conversion` must not meet ours."""
    folder = os.environ.get("JOB_CONVERTER_DIR", "")
    if not (Path(folder) / CONVERTER).is_file():
        raise JobFailure("unexpected", f"JOB_CONVERTER_DIR does not name a folder with {CONVERTER}")
    command = [sys.executable, f"{folder}/{CONVERTER}", "--outtype", kind, "--outfile", str(target), str(model)]
    # its own packages first; in a container torch and transformers are on the path too, not in the interpreter's folder
    path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout, flush=True)
    if done.returncode == 0:
        return
    lines = done.stdout.strip().splitlines() or ["no output"]
    if "No space left on device" in done.stdout:
        raise JobFailure("disk_full", f"no space left in the workspace: {lines[-1]}")
    if "not supported" in lines[-1] or "NotImplementedError" in lines[-1]:
        raise JobFailure("model_rejected", f"the converter does not know this model: {lines[-1]}")
    raise JobFailure("unexpected", f"the converter ended with {done.returncode}: {lines[-1]}")
