"""The serving engines that parity compares, each with `version`, `prompt` and `answer` (lib/parity.py says what these are)."""
from pathlib import Path

from lib import llamacpp, ollama, vllm
from lib.contract import JobDir
from lib.parity import Trained

NAMES = {"llamacpp": "llama.cpp", "vllm": vllm.NAME, "ollama": ollama.NAME}


def open_engine(job: JobDir, trained: Trained, tokens: int, dtype: str):
    """`tokens`: of the longest prompt with its answer. `dtype`: of the side of training."""
    p, model = job.params, job.input("model")
    if p.engine == "vllm":
        return vllm.Vllm(model, tokens, dtype, job.scratch)
    gguf = llamacpp.find_gguf(model)
    limit = min(tokens, llamacpp.context_length(gguf))
    if p.engine == "ollama":
        return ollama.Ollama(gguf, limit, trained, template=getattr(p, "template", None), scratch=job.scratch)
    return llamacpp.Engine(gguf, limit, 1)


def precision(engine: str, model: Path) -> str:
    """What the weights are rounded to, as `tolerance_of` reads it."""
    return vllm.precision(model) if engine == "vllm" else llamacpp.file_type(llamacpp.find_gguf(model))
