"""vLLM as a serving engine that parity compares: its own server, on a socket that only this user can open."""
import json
from pathlib import Path

from lib.beside import Refused, Server, program
from lib.parity import EngineRefusal
from lib.quantized import method_of

NAME = "vLLM"
# `format` of compressed-tensors
PRECISIONS = {"float-quantized": "FP8", "naive-quantized": "FP8", "pack-quantized": "W4A16"}


def precision(folder: Path) -> str:
    """What the weights are rounded to, in the words of `tolerance_of`; F32 where they are not."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8")).get("quantization_config") or {}
    if method_of(folder) == "bitsandbytes":
        return "INT8" if config.get("load_in_8bit") else "NF4"
    return PRECISIONS.get(config.get("format", ""), method_of(folder) or "F32").upper()


def context_length(folder: Path) -> int | None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    return config.get("max_position_embeddings")


class Vllm:
    """`dtype`: float32 or bfloat16, as the side of training will run."""

    def __init__(self, folder: Path, tokens: int, dtype: str, scratch: Path):
        limit = context_length(folder)
        argv = [program("JOB_VLLM", "vLLM"), "serve", str(folder), "--uds", "socket", "--served-model-name", "model",
                "--dtype", dtype, "--max-model-len", str(min(tokens, limit or tokens)), "--max-num-seqs", "1",
                "--enforce-eager", "--max-logprobs", "20"]  # fmt: skip
        own = {"HOME": str(scratch), "VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1", "VLLM_CPU_KVCACHE_SPACE": "1",
               "VLLM_CPU_OMP_THREADS_BIND": "nobind"}  # fmt: skip
        self._server = Server(argv, own, address=scratch / "socket", ready="/health", folder=scratch)

    def __enter__(self) -> "Vllm":
        self._server.__enter__()
        return self

    def __exit__(self, *_) -> None:
        self._server.__exit__()

    @property
    def version(self) -> str:
        return f"vllm {self._server.ask('/version')['version']}"

    def prompt(self, messages: list[dict]) -> tuple[str, list[int]]:
        ids = self._ask("/tokenize", _chat(messages))["tokens"]
        return self._ask("/detokenize", {"model": "model", "tokens": ids})["prompt"], ids

    def answer(self, messages: list[dict], max_tokens: int, widest: int) -> dict:
        # by id: as text, pieces of a character are all the same
        request = _chat(messages) | {"max_tokens": max_tokens, "temperature": 0, "logprobs": True, "top_logprobs": widest,
                                     "return_tokens_as_token_ids": True, "return_token_ids": True}  # fmt: skip
        found = self._ask("/v1/chat/completions", request)
        steps = (found["choices"][0].get("logprobs") or {}).get("content") or []
        tokens = [{"id": _id(step), "logprob": step["logprob"],
                   "top": {_id(one): one["logprob"] for one in step["top_logprobs"]}} for step in steps]  # fmt: skip
        return {"prompt_tokens": len(found["prompt_token_ids"]), "answer_tokens": found["usage"]["completion_tokens"], "tokens": tokens}

    def _ask(self, path: str, body: dict) -> dict:
        try:
            return self._server.ask(path, body)
        except Refused as error:
            if error.status >= 500:  # what it does not take it answers with 400
                raise self._server.failure(str(error)) from error
            raise EngineRefusal(str(error)) from error


def _chat(messages: list[dict]) -> dict:
    """A last message of the assistant is to be gone on with, which vLLM does only where it is told to."""
    goes_on = messages[-1]["role"] == "assistant"
    return {"model": "model", "messages": messages, "add_generation_prompt": not goes_on, "continue_final_message": goes_on}


def _id(token: dict) -> int:
    return int(token["token"].removeprefix("token_id:"))
