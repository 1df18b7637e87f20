"""Programs that answer as `vllm serve` (0.32.0, recorded from it) and `ollama serve` (read in its source, August 2026) do, as far as parity asks.

python engine_programs.py vllm|ollama serve …     What is answered is real: transformers and llama.cpp read and answer the prompts.
"""
import hashlib
import json
import os
import re
import socketserver
import sys
from http.server import BaseHTTPRequestHandler
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


class Vllm:
    def __init__(self, argv: list[str]):
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self.torch, folder = torch, argv[1]
        self.address = argv[argv.index("--uds") + 1]
        self.longest = int(argv[argv.index("--max-model-len") + 1])
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()

    def get(self, path: str) -> dict:
        return {"version": "0.32.0"} if path == "/version" else {}

    def post(self, path: str, body: dict) -> dict:
        if path == "/detokenize":
            return {"prompt": self.tokenizer.decode(body["tokens"])}
        ids = self.tokenizer.apply_chat_template(
            body["messages"], add_generation_prompt=body["add_generation_prompt"], return_dict=False,
            continue_final_message=body["continue_final_message"],
        )  # fmt: skip
        if path == "/tokenize":
            return {"count": len(ids), "max_model_len": self.longest, "tokens": ids, "token_strs": None}
        if len(ids) + body["max_tokens"] > self.longest:
            raise ValueError("This model's maximum context length is exceeded.")
        return self.chat(ids, body)

    def chat(self, ids: list[int], body: dict) -> dict:
        name = lambda token: f"token_id:{token}"  # noqa: E731
        told = list(ids)
        steps = []
        for _ in range(body["max_tokens"]):
            with self.torch.inference_mode():
                logs = self.model(self.torch.tensor([told])).logits[0, -1].log_softmax(-1)
            top = logs.topk(body["top_logprobs"])
            pairs = zip(top.indices.tolist(), top.values.tolist(), strict=True)
            alike = [{"token": name(one), "logprob": log, "bytes": list(name(one).encode())} for one, log in pairs]
            steps.append({**alike[0], "top_logprobs": alike})
            told.append(int(top.indices[0]))
            if told[-1] == self.tokenizer.eos_token_id:
                break
        text = self.tokenizer.decode(told[len(ids) :], skip_special_tokens=True)
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "logprobs": {"content": steps}}
        usage = {"prompt_tokens": len(ids), "total_tokens": len(told), "completion_tokens": len(told) - len(ids)}
        return {"object": "chat.completion", "choices": [choice], "usage": usage, "prompt_token_ids": ids}


class Ollama:
    """llama.cpp's server under it, as under the real one."""

    def __init__(self, argv: list[str]):
        self.address = int(os.environ["OLLAMA_HOST"].rsplit(":", 1)[1])
        self.blobs, self.engine, self.template = Path(os.environ["OLLAMA_MODELS"]), None, None

    def get(self, path: str) -> dict:
        return {"version": "0.30.0"}

    def blob(self, path: str, data: bytes) -> dict:
        wanted = path.rsplit(":", 1)[1]
        if hashlib.sha256(data).hexdigest() != wanted:
            raise ValueError("digest mismatch")
        self.blobs.mkdir(parents=True, exist_ok=True)
        (self.blobs / f"{wanted}.gguf").write_bytes(data)
        return {}

    def post(self, path: str, body: dict) -> dict:
        from lib.llamacpp import Engine

        if path == "/api/create":
            (digest,) = body["files"].values()
            self.template = body.get("template")
            self.engine = Engine(self.blobs / f"{digest.removeprefix('sha256:')}.gguf", 512, 1)
            return {"status": "success"}
        if path == "/api/generate":
            assert body["template"] == "{{ .Prompt }}"
            found = self.complete(body["prompt"], body)
            context = self.engine._ask("/tokenize", {"content": body["prompt"] + found["content"]})["tokens"]
            return {"response": found["content"], "done": True, "context": context}
        text = self.render(body["messages"])
        if body.get("_debug_render_only"):
            return {"message": {"role": "", "content": ""}, "done": False, "_debug_info": {"rendered_template": text}}
        found = self.complete(text, body)
        of = lambda one: {"token": one["token"], "logprob": one["logprob"], "bytes": list(one["token"].encode())}  # noqa: E731
        logprobs = [of(one) | {"top_logprobs": [of(top) for top in one["top_logprobs"]]} for one in found.get("completion_probabilities", [])]
        return {"message": {"role": "assistant", "content": found["content"]}, "done": True, "eval_count": found["timings"]["predicted_n"],
                "prompt_eval_count": found["timings"]["cache_n"] + found["timings"]["prompt_n"], "logprobs": logprobs}  # fmt: skip

    def complete(self, text: str, body: dict) -> dict:
        asked = {"prompt": text, "n_predict": body["options"]["num_predict"], "temperature": 0}
        return self.engine._ask("/completion", asked | {"n_probs": body.get("top_logprobs", 0)})

    def render(self, messages: list[dict]) -> str:
        if self.template is None:  # llama.cpp reads the file's own
            return self.engine.prompt(messages)[0]
        before, each, after = re.fullmatch(r"(.*)\{\{ range \.Messages \}\}(.*)\{\{ end \}\}(.*)", self.template, re.DOTALL).groups()
        turns = (each.replace("{{ .Role }}", one["role"]).replace("{{ .Content }}", one["content"]) for one in messages)
        return before + "".join(turns) + after


def handler(engine):
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_) -> None:
            pass

        def do_GET(self) -> None:
            self.answer(lambda: engine.get(self.path))

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            blob = self.path.startswith("/api/blobs/")
            self.answer(lambda: engine.blob(self.path, data) if blob else engine.post(self.path, json.loads(data)))

        def answer(self, make) -> None:
            try:
                status, body = 200, make()
            except Exception as error:  # noqa: BLE001 - templates raise what they like
                status, body = 400, {"error": str(error)}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

    return Handler


if __name__ == "__main__":
    one = {"vllm": Vllm, "ollama": Ollama}[sys.argv[1]](sys.argv[2:])
    tcp = isinstance(one.address, int)
    server = socketserver.TCPServer if tcp else socketserver.UnixStreamServer
    server(("127.0.0.1", one.address) if tcp else one.address, handler(one)).serve_forever()
