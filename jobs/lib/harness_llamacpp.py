"""A GGUF as a model of lm-evaluation-harness, asked as the gateway asks it. Import it behind lib.harness.load()."""
import json
from pathlib import Path

from lm_eval.api.model import LM

from lib.exits import JobFailure
from lib.llamacpp import Engine, context_length

NO_LIKELIHOOD = "llama.cpp's server tells no likelihood of a given text"


class ServedModel(LM):
    """Writes greedily. With a chat template a prompt is its messages, for the server applies the file's own."""

    def __init__(self, file: Path):
        super().__init__()
        self._file, self._is_chat = file, False

    @property
    def tokenizer_name(self) -> str:
        return self._file.name

    def apply_chat_template(self, chat_history: list[dict], add_generation_prompt: bool = True) -> str:
        self._is_chat = True
        return json.dumps(chat_history, ensure_ascii=False)

    def generate_until(self, requests, disable_tqdm: bool = False) -> list[str]:
        # a byte is a token at most; the template's marks are around each message
        longest = max(len(one.args[0].encode()) + 64 + one.args[1]["max_gen_toks"] for one in requests)
        n_ctx = min(longest, context_length(self._file))
        answers = []
        with Engine(self._file, n_ctx, 1) as engine:
            for context, options in (one.args for one in requests):
                prompt = {"messages": json.loads(context)} if self._is_chat else {"prompt": context}
                answers.append(engine.write(prompt, options["max_gen_toks"], options["until"]))
                self.cache_hook.add_partial("generate_until", (context, options), answers[-1])
        return answers

    def loglikelihood(self, requests, disable_tqdm: bool = False):
        raise JobFailure("bad_spec", NO_LIKELIHOOD)

    def loglikelihood_rolling(self, requests, disable_tqdm: bool = False):
        raise JobFailure("bad_spec", NO_LIKELIHOOD)
