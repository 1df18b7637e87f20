"""llama.cpp's server inside this process (xllamacpp), called directly; for templates and tokens, by its own listener."""
import json
import os
import urllib.error
import urllib.request
from importlib import metadata
from itertools import takewhile
from pathlib import Path

import gguf
import xllamacpp

from lib.exits import JobFailure
from lib.parity import EngineRefusal


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
    """A loaded GGUF. Its listener is bound to 127.0.0.1 by the library and closed by a key nobody else knows."""

    def __init__(self, file: Path, n_ctx: int, n_parallel: int, lora: Path | None = None):
        threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
        p = parameters(file, n_ctx, n_parallel, threads)
        self._key = os.urandom(24).hex()
        p.api_keys = [self._key]
        p.verbosity = 1
        if lora is not None:
            one = xllamacpp.CommonAdapterLoraInfo()
            one.path, one.scale = str(lora), 1.0
            p.lora_adapters = [one]
        try:
            self._server = xllamacpp.Server(p)
        except RuntimeError as error:
            raise JobFailure("model_rejected", f"llama.cpp cannot load the file: {error}") from error

    @property
    def version(self) -> str:
        return f"xllamacpp {metadata.version('xllamacpp')}"

    def __enter__(self) -> "Engine":
        return self

    def __exit__(self, *_) -> None:
        self._server = None  # its destructor stops the threads

    def chat(self, messages: list[dict], max_tokens: int, grammar: str | None = None) -> dict:
        """One greedy answer: {text, prompt_tokens, cached_tokens, output_tokens, writing_ms}; writing_ms: from its first token on."""
        request = {"messages": messages, "max_tokens": max_tokens, "temperature": 0, "cache_prompt": True}
        if grammar is not None:
            request["grammar"] = grammar
        answer = self._server.handle_chat_completions(request)
        if "choices" not in answer:
            raise JobFailure("model_rejected", f"llama.cpp refused a prompt: {answer}")
        usage, timings = answer["usage"], answer["timings"]
        return {
            "text": answer["choices"][0]["message"]["content"] or "",
            "prompt_tokens": usage["prompt_tokens"],
            "cached_tokens": timings.get("cache_n", 0),
            "output_tokens": usage["completion_tokens"],
            "writing_ms": timings["predicted_ms"],
        }

    def write(self, prompt: dict, max_tokens: int, stop: list[str]) -> str:
        """The greedy text after `prompt` ({messages} or {prompt}), up to one of `stop`."""
        request = prompt | {"max_tokens": max_tokens, "temperature": 0, "stop": stop}
        ask = self._server.handle_chat_completions if "messages" in prompt else self._server.handle_completions
        answer = ask(request)
        if "choices" not in answer:
            raise JobFailure("model_rejected", f"llama.cpp refused a prompt: {answer}")
        [choice] = answer["choices"]
        return (choice["message"]["content"] if "messages" in prompt else choice["text"]) or ""

    def prompt(self, messages: list[dict]) -> tuple[str, list[int]]:
        """What the chat endpoint makes of messages: the template's text, and the ids that the model is given."""
        text = self._ask("/apply-template", {"messages": messages})["prompt"]
        asked = {"content": text, "add_special": True, "parse_special": True}
        return text, self._ask("/tokenize", asked)["tokens"]

    def answer(self, messages: list[dict], max_tokens: int, widest: int) -> dict:
        """A greedy answer, told by token as lib/parity.py wants it: up to the first token that is no whole one."""
        request = {"messages": messages, "max_tokens": max_tokens, "temperature": 0, "logprobs": True, "top_logprobs": widest}
        found = self._server.handle_chat_completions(request)
        if "choices" not in found:
            raise EngineRefusal(str(found))
        logprobs = found["choices"][0].get("logprobs") or {"content": []}
        usage = found["usage"]
        tokens = [{"id": step["id"], "logprob": step["logprob"], "top": {one["id"]: one["logprob"] for one in step["top_logprobs"]}}
                  for step in whole_tokens(logprobs["content"])]  # fmt: skip
        return {"prompt_tokens": usage["prompt_tokens"], "answer_tokens": usage["completion_tokens"], "tokens": tokens}

    def likeliest_next(self, messages: list[dict], widest: int) -> dict[int, float]:
        """Log-probabilities of the `widest` likeliest first tokens of an answer, an end of it among them."""
        # Nothing is told of an answer that ends at once or begins with half a character, so it has to begin with a letter.
        # What is told are the model's own probabilities all the same: the grammar narrows the choice alone.
        request = {"messages": messages, "max_tokens": 1, "temperature": 0, "logprobs": True, "top_logprobs": widest,
                   "grammar": "root ::= [a-zA-Z]"}  # fmt: skip
        found = self._server.handle_chat_completions(request)
        tokens = ((found.get("choices") or [{}])[0].get("logprobs") or {}).get("content")
        if not tokens:
            raise JobFailure("model_rejected", f"llama.cpp tells no probabilities: {str(found)[:200]}")
        return {one["id"]: one["logprob"] for one in tokens[0]["top_logprobs"]}

    def _ask(self, path: str, body: dict) -> dict:
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self._server.listening_address + path, json.dumps(body).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise EngineRefusal(error.read().decode(errors="replace")) from error


def whole_tokens(steps: list[dict]) -> list[dict]:
    """The tokens up to the first that llama.cpp tells together with others: pieces of one character have no line of their own."""
    alone = lambda step: all(one["bytes"] == step["bytes"] for one in step["top_logprobs"] if one["id"] == step["id"])  # noqa: E731
    return list(takewhile(alone, steps))


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


def file_type(path: Path) -> str:
    """The type of most weights by the file's header: F16, Q8_0, Q4_K_M …"""
    field = gguf.GGUFReader(path).get_field("general.file_type")
    kind = int(field.contents()) if field else int(gguf.LlamaFileType.GUESSED)
    return gguf.LlamaFileType(kind).name.removeprefix("MOSTLY_")
