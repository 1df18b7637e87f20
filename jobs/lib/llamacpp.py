"""llama.cpp's server inside this process (xllamacpp), called without a socket of ours."""
import os
from pathlib import Path

import gguf
import xllamacpp

from lib.exits import JobFailure


def parameters(file: Path, n_ctx: int, n_parallel: int, threads: int):
    """Server settings. n_ctx: tokens of one request; the server divides its context by the slots."""
    p = xllamacpp.CommonParams()
    p.model.path = str(file)
    p.n_ctx = n_ctx * n_parallel
    p.n_parallel = n_parallel
    p.cpuparams.n_threads = p.cpuparams_batch.n_threads = threads
    p.cache_ram_mib = 256  # llama.cpp's own default keeps up to 8 GiB of old prompts
    p.ui = False
    p.endpoint_slots = p.endpoint_props = False
    return p


class Engine:
    """A loaded GGUF. Its listener is bound to 127.0.0.1 by the library and closed by a key nobody knows."""

    def __init__(self, file: Path, n_ctx: int, n_parallel: int):
        threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
        p = parameters(file, n_ctx, n_parallel, threads)
        p.api_keys = [os.urandom(24).hex()]
        p.verbosity = 1
        try:
            self._server = xllamacpp.Server(p)
        except RuntimeError as error:
            raise JobFailure("model_rejected", f"llama.cpp cannot load the file: {error}") from error

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_) -> None:
        self._server = None  # its destructor stops the threads

    def chat(self, messages: list[dict], max_tokens: int, grammar: str | None = None) -> dict:
        """One greedy answer: {text, output_tokens}."""
        request = {"messages": messages, "max_tokens": max_tokens, "temperature": 0, "cache_prompt": True}
        if grammar is not None:
            request["grammar"] = grammar
        answer = self._server.handle_chat_completions(request)
        if "choices" not in answer:
            raise JobFailure("model_rejected", f"llama.cpp refused a prompt: {answer}")
        text = answer["choices"][0]["message"]["content"] or ""
        return {"text": text, "output_tokens": answer["usage"]["completion_tokens"]}


def grammar_of(labels: list[str]) -> str:
    """GBNF that allows exactly the labels."""
    escaped = (label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for label in labels)
    return "root ::= " + " | ".join(f'"{label}"' for label in escaped)


def find_gguf(source: Path) -> Path:
    """The file itself, or the one .gguf file of a folder."""
    files = [source] if source.is_file() else sorted(source.glob("*.gguf"))
    if len(files) != 1:
        raise JobFailure("model_rejected", f"{source.name} holds {len(files)} .gguf files, not one")
    return files[0]


def context_length(path: Path) -> int:
    """Tokens that the model was made for, from the file's header."""
    reader = gguf.GGUFReader(path)
    architecture = reader.get_field("general.architecture").contents()
    return int(reader.get_field(f"{architecture}.context_length").contents())
