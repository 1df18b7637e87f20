"""Ollama as a serving engine that parity compares: the GGUF file under a template of Ollama's own, or under none.

Ollama tells no token ids of a chat. What it tells: the templated text (`_debug_render_only`), the ids of any text (`context` of
/api/generate, which lacks what is put before it), how many tokens a chat gave the model (`prompt_eval_count`), and log-probabilities by text.
Read in its server/routes.go and llm/llama_server.go of August 2026.
"""
import json
from functools import cached_property
from pathlib import Path

from lib.beside import Refused, Server, program
from lib.exits import JobFailure
from lib.files import sha256_of
from lib.launcher import free_port
from lib.parity import EngineRefusal, Trained

NAME = "Ollama"
MODEL = "model"


class Ollama:
    """`template`: the Modelfile's TEMPLATE, null for a Modelfile of FROM alone."""

    def __init__(self, gguf: Path, tokens: int, trained: Trained, *, template: str | None, scratch: Path):
        self.gguf, self.trained, self.template = gguf, trained, template
        self.options = {"num_ctx": tokens, "temperature": 0, "top_k": 1, "repeat_penalty": 1.0, "seed": 0}
        port = free_port()
        own = {"HOME": str(scratch), "OLLAMA_HOST": f"127.0.0.1:{port}", "OLLAMA_MODELS": str(scratch / "ollama"),
               "OLLAMA_NUM_PARALLEL": "1", "OLLAMA_NOHISTORY": "1"}  # fmt: skip
        self._server = Server([program("JOB_OLLAMA", "Ollama"), "serve"], own, address=port, ready="/api/version", folder=scratch)

    def __enter__(self) -> "Ollama":
        self._server.__enter__()
        try:
            self._create()
        except BaseException:
            self._server.__exit__()
            raise
        return self

    def __exit__(self, *_) -> None:
        self._server.__exit__()

    @property
    def version(self) -> str:
        return f"ollama {self._server.ask('/api/version')['version']}"

    def _create(self) -> None:
        digest = f"sha256:{sha256_of(self.gguf)}"
        with open(self.gguf, "rb") as file:
            status, text = self._server.send("POST", f"/api/blobs/{digest}", file)
        if status >= 400:
            raise EngineRefusal(f"Ollama does not take the file: {text[:300]}")
        made = {"model": MODEL, "files": {self.gguf.name: digest}, "stream": False}
        self._ask("/api/create", made | ({} if self.template is None else {"template": self.template}))

    def prompt(self, messages: list[dict]) -> tuple[str, list[int]]:
        text = _told(self._chat(messages, _debug_render_only=True), "_debug_info")["rendered_template"]
        ids = self._ids(text)
        given = self._count(messages)
        bos = self.trained.tokenizer.bos_token_id
        # the one token that can be more than the text has is what llama.cpp puts before it
        return text, [bos, *ids] if bos is not None and given == len(ids) + 1 else ids

    def answer(self, messages: list[dict], max_tokens: int, widest: int) -> dict:
        found = self._chat(messages, num_predict=max_tokens, logprobs=True, top_logprobs=widest)
        tokens = []
        for step in found.get("logprobs") or []:
            token = self._of_text.get(step["token"])
            if token is None:  # a piece of a character, or a text that two tokens have
                break
            known = ((self._of_text.get(one["token"]), one["logprob"]) for one in step.get("top_logprobs") or [])
            tokens.append({"id": token, "logprob": step["logprob"], "top": {one: log for one, log in known if one is not None}})
        return {"prompt_tokens": found["prompt_eval_count"], "answer_tokens": found["eval_count"], "tokens": tokens}

    def _count(self, messages: list[dict]) -> int:
        return self._chat(messages, num_predict=1)["prompt_eval_count"]

    def _ids(self, text: str) -> list[int]:
        """As the engine cuts `text`. Its `context` holds the text and the one token that followed."""
        request = {"model": MODEL, "prompt": text, "template": "{{ .Prompt }}", "stream": False, "think": False}
        found = self._ask("/api/generate", request | {"options": self.options | {"num_predict": 1}})
        whole, own = _told(found, "context"), self.trained.ids(text)
        # what followed may have grown together with the end of the text
        is_same = whole == self.trained.ids(text + found["response"]) or whole[: len(own)] == own
        return own if is_same else whole

    def _chat(self, messages: list[dict], num_predict: int = 1, **more) -> dict:
        request = {"model": MODEL, "messages": messages, "stream": False, "think": False, "truncate": False, "shift": False}
        return self._ask("/api/chat", request | {"options": self.options | {"num_predict": num_predict}} | more)

    def _ask(self, path: str, body: dict) -> dict:
        try:
            return self._server.ask(path, body)
        except Refused as error:
            raise EngineRefusal(_words(str(error))) from error

    @cached_property
    def _of_text(self) -> dict[str, int | None]:
        """Ids by the text that llama.cpp tells them by; null where two tokens have the same."""
        tokenizer = self.trained.tokenizer
        anchor = self.trained.ids("a")[-1]  # in front, a blank is kept
        begin = len(tokenizer.decode([anchor]))
        found: dict[str, int | None] = {}
        for token in range(len(tokenizer)):
            text = tokenizer.decode([anchor, token])[begin:]
            found[text] = None if text in found or "\ufffd" in text or not text else token
        return found


def _told(found: dict, name: str):
    if name in found:
        return found[name]
    raise JobFailure("model_rejected", f"this Ollama does not tell '{name}': take 0.12.11 or a later one")


def _words(text: str) -> str:
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return text
