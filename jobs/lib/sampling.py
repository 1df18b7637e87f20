"""What the model answers to the same few prompts after each checkpoint, as `sample` events.

Greedy, so that two answers differ by what was learned between them alone. The training notices nothing: random states, the modes of
every module and the model's defaults for answering are put back, and prompts become tokens before the trainer is made, for a
tokenizer remembers how it was last asked. It costs time and no job: what goes wrong here is a line of the log.
"""
import contextlib
import copy
import random
from dataclasses import dataclass
from itertools import islice

import numpy
import torch

from lib.chat import each_row, render
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.pairs import each_pair, read_answers

MOST_TIMES = 100  # in one training, however often it saves
MOST_TEXT, MOST_PROMPT = 4000, 1000  # characters that are told


@dataclass(frozen=True)
class Prompt:
    """`number` from 0, as they were asked for; `shown` is what people read of it."""

    number: int
    shown: str
    ids: list[int]


class Sampler:
    """`tell` answers every prompt with the weights as they are. Made by the first process alone to any effect."""

    def __init__(self, job: JobDir, tokenizer, model):
        asked = job.raw.get("samples") if job.rank.is_main else None
        self.job, self.tokenizer = job, tokenizer
        self.length = asked["max_tokens"] if asked else 0
        self.told: int | None = None
        context = getattr(model.config, "max_position_embeddings", None)
        self.prompts = [
            Prompt(number, shown(messages), tokenizer(render(tokenizer, messages, True), add_special_tokens=False)["input_ids"])
            for number, messages in enumerate(asked_of(job, asked) if asked else [])
        ]
        for prompt in [one for one in self.prompts if context and len(one.ids) + self.length > context]:
            job.log(f"samples: prompt {prompt.number + 1} has {len(prompt.ids)} tokens, with {self.length} to answer more than the "
                    f"{context} that the model reads; it is left out", "warn")  # fmt: skip
            self.prompts.remove(prompt)

    def is_due(self, step: int, total: int) -> bool:
        if not self.prompts or self.job.stop_requested:
            return False
        return self.told is None or step >= total or step - self.told >= total / MOST_TIMES

    def tell(self, model, step: int) -> None:
        self.told = step
        try:
            with undisturbed(model):
                answers = self._answers(model)
        except Exception as error:  # noqa: BLE001: a training of days must not end for a look at it
            if model.device.type == "cuda":
                torch.cuda.empty_cache()
            return self.job.log(f"samples: none at step {step}: {type(error).__name__}: {error}", "warn")
        if self.job.stop_requested:
            return None  # cut short
        for prompt, ids in zip(self.prompts, answers, strict=True):
            ended = self._end(ids)
            text = self.tokenizer.decode(ids[:ended], skip_special_tokens=True).replace("\x00", "").strip()
            self.job.event("sample", step=step, prompt=prompt.number, asked=prompt.shown, text=text[:MOST_TEXT],
                           cut=len(text) > MOST_TEXT, finish_reason="stop" if ended < self.length else "length",
                           tokens=ended)  # fmt: skip
        return None

    def _answers(self, model) -> list[list[int]]:
        width = max(len(prompt.ids) for prompt in self.prompts)
        pad = self.tokenizer.pad_token_id
        pad = self.tokenizer.eos_token_id if pad is None else pad
        ids = [[pad] * (width - len(prompt.ids)) + prompt.ids for prompt in self.prompts]
        mask = [[0] * (width - len(prompt.ids)) + [1] * len(prompt.ids) for prompt in self.prompts]
        found = model.generate(
            input_ids=torch.tensor(ids, device=model.device), attention_mask=torch.tensor(mask, device=model.device),
            max_new_tokens=self.length, do_sample=False, temperature=None, top_p=None, top_k=None, num_beams=1,
            use_cache=True, pad_token_id=pad, stopping_criteria=[self._stop],
        )  # fmt: skip
        return found[:, width:].tolist()

    def _stop(self, ids, _scores, **_):
        """A request to stop does not wait for the last token."""
        return torch.full((ids.shape[0],), self.job.stop_requested, dtype=torch.bool, device=ids.device)

    def _end(self, ids: list[int]) -> int:
        """Tokens before the end token; what stands behind it fills the batch."""
        end = self.tokenizer.eos_token_id
        return ids.index(end) if end in ids else len(ids)


@contextlib.contextmanager
def undisturbed(model):
    modes = [(module, module.training) for module in model.modules()]
    defaults = copy.deepcopy(getattr(model, "generation_config", None))
    states = random.getstate(), numpy.random.get_state(), torch.get_rng_state()
    boards = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    try:
        model.eval()
        with torch.no_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        if defaults is not None:
            model.generation_config = defaults
        random.setstate(states[0])
        numpy.random.set_state(states[1])
        torch.set_rng_state(states[2])
        if boards:
            torch.cuda.set_rng_state_all(boards)


def asked_of(job: JobDir, asked: dict) -> list[list[dict]]:
    """The prompts as messages: those of the spec, or what stands before the answer in the first validation rows."""
    if "prompts" in asked:
        return asked["prompts"]
    path = job.input("validation")
    if path is None:
        raise JobFailure("bad_spec", "samples.rows: there are no validation rows")
    method = job.params.method
    if method == "sft":
        rows = (before_answer(row) for row in each_row(path))
    else:
        rows = (row.prompt for row in (read_answers(path) if method == "kto" else each_pair(path)))
    return list(islice((row for row in rows if row), asked["rows"]))


def before_answer(row: list[dict]) -> list[dict]:
    """All before the last thing that the assistant says."""
    last = max((at for at, one in enumerate(row) if one["role"] == "assistant"), default=len(row))
    return [{"role": one["role"], "content": one["content"]} for one in row[:last]]


def shown(messages: list[dict]) -> str:
    alone = len(messages) == 1 and messages[0]["role"] == "user"
    text = messages[0]["content"] if alone else "\n".join(f"{one['role']}: {one['content']}" for one in messages)
    text = text.replace("\x00", "")
    return text if len(text) <= MOST_PROMPT else f"{text[: MOST_PROMPT - 1]}…"
