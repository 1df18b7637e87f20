"""A model folder as one GGUF file by llama.cpp's converter and, for the k-quants, libllama; loaded before it counts.

What became of each tensor is read from the file and from libllama's log: a width that the wanted type's blocks do not
divide gets another type, which says more about a small model's file than the type it was asked for.
"""
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import gguf

from lib import libllama
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.llamacpp import Engine

CONVERTER = "convert_hf_to_gguf.py"
BY_CONVERTER = ("f16", "q8_0")
# The converter's word for the type that the weights have already: nothing is lost before libllama reads them.
AS_THEY_ARE = {"float32": "f32", "float16": "f16", "bfloat16": "bf16"}
FALLBACK = re.compile(r"warning: (\S+)\s+- ncols\s+(\d+) not divisible by\s+(\d+) \(required for type\s+(\w+)\)\s*"
                      r"-> falling back to\s+(\w+)")  # fmt: skip
NO_SPACE = "No space left on device"
PROBE = [{"role": "user", "content": "Say hello."}]


def main(job: JobDir) -> None:
    model = job.input("model")
    kind = job.params.type
    job.phase("quantizing")
    out = job.out / "gguf"
    out.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", job.public_name("model").split("/")[-1]).strip("-.") or "model"
    target = out / f"{name}-{kind}.gguf"
    if kind in BY_CONVERTER:
        convert(model, kind, target)
        fallbacks = None
    else:
        whole = job.scratch / "whole.gguf"
        convert(model, type_of_weights(model), whole)
        fallbacks = quantize(whole, kind, target)
        whole.unlink()

    job.phase("verifying")
    found = types_of(target, kind, fallbacks)
    with Engine(target, n_ctx=256, n_parallel=1) as engine:
        engine.chat(PROBE, max_tokens=4)
    if found["fallback_tensors"]:
        job.log(f"{found['fallback_tensors']} of {found['tensors']} tensors fell back to another type than {kind}'s: "
                f"{found['bits_per_weight']:.2f} bits per weight", "warn")  # fmt: skip
    job.finish({"gguf": "gguf"}, found)


def types_of(path: Path, kind: str, fallbacks: dict[str, str] | None) -> dict[str, float]:
    """Size, bits per weight over the tensors' bytes, how many tensors have which type, and how many fell back.

    `fallbacks`: type by tensor from libllama's log; None: every matrix that has another type than `kind` fell back.
    """
    tensors = {tensor.name: tensor for tensor in gguf.GGUFReader(path).tensors}
    types = {name: tensor.tensor_type.name.lower() for name, tensor in tensors.items()}
    if fallbacks is None:
        fallbacks = {name: types[name] for name, tensor in tensors.items() if len(tensor.shape) > 1 and types[name] != kind}
    for name, other in fallbacks.items():
        if types.get(name) != other:
            raise JobFailure("unexpected", f"the log says that {name} became {other}, the file says {types.get(name)}")
    weights = sum(int(tensor.n_elements) for tensor in tensors.values())
    stored = sum(int(tensor.n_bytes) for tensor in tensors.values())
    counts = {f"tensors_{type_name}": count for type_name, count in sorted(Counter(types.values()).items())}
    return {
        "size_bytes": path.stat().st_size,
        "parameters": weights,
        "bits_per_weight": stored * 8 / weights,
        "tensors": len(tensors),
        "fallback_tensors": len(fallbacks),
    } | counts


def type_of_weights(model: Path) -> str:
    try:
        config = json.loads((model / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise JobFailure("model_rejected", f"config.json cannot be read: {error}") from error
    return AS_THEY_ARE.get(config.get("dtype") or config.get("torch_dtype") or "float32", "f32")


def quantize(source: Path, kind: str, target: Path) -> dict[str, str]:
    """Runs libllama in its own process. The tensors that fell back, with the type that each got instead."""
    code, text, last = ran([libllama.__file__, str(source), str(target), kind], {}, full=(NO_SPACE, "failed to write"))
    if code == 0:
        return {name: other.lower() for name, _columns, _block, _wanted, other in FALLBACK.findall(text)}
    if code == libllama.UNUSABLE:
        raise JobFailure("unexpected", f"{kind} needs llama.cpp's quantiser: {last}")
    raise JobFailure("model_rejected", f"llama.cpp cannot quantise this model ({code}): {last}")


def convert(model: Path, kind: str, target: Path) -> None:
    """Runs the converter in its own process: its packages `gguf` and `conversion` must not meet ours."""
    folder = os.environ.get("JOB_CONVERTER_DIR", "")
    if not (Path(folder) / CONVERTER).is_file():
        raise JobFailure("unexpected", f"JOB_CONVERTER_DIR does not name a folder with {CONVERTER}")
    command = [f"{folder}/{CONVERTER}", "--outtype", kind, "--outfile", str(target), str(model)]
    # its own packages first; in a container torch and transformers are on the path too, not in the interpreter's folder
    path = os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))
    code, _, last = ran(command, {"PYTHONPATH": path}, full=(NO_SPACE,))
    if code == 0:
        return
    if "not supported" in last or "NotImplementedError" in last:
        raise JobFailure("model_rejected", f"the converter does not know this model: {last}")
    raise JobFailure("unexpected", f"the converter ended with {code}: {last}")


def ran(command: list[str], environment: dict[str, str], full: tuple[str, ...]) -> tuple[int, str, str]:
    """(exit code, output, its last line) of a Python program, which goes to the log; `full`: what it says on a full disk."""
    environment = os.environ | environment | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace")  # fmt: skip
    print(done.stdout, flush=True)
    last = (done.stdout.strip().splitlines() or ["no output"])[-1]
    if done.returncode != 0 and any(words in done.stdout for words in full):
        raise JobFailure("disk_full", f"no space left in the workspace: {last}")
    return done.returncode, done.stdout, last
