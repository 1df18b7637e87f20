"""Whether a serving engine reads a prompt as training did: token id by token id, then what both answer.

`Trained` is the side of training. An engine (lib/engines.py) is whatever has
- `prompt(messages) -> (text, ids)`: the templated text, and the ids that the model is given;
- `answer(messages, max_tokens, widest) -> {prompt_tokens, answer_tokens, tokens: [{id, logprob, top: {id: logprob}}]}`: a greedy answer of
  the chat endpoint, `top` the `widest` likeliest; `tokens` ends early where the engine cannot tell the next by its id.
Both raise EngineRefusal.
"""
from dataclasses import dataclass

from lib.chat import render

HELPFUL = {"role": "system", "content": "You are a helpful assistant."}
LIKELY = 0.01  # of tokens that training gives less, the distance of logarithms is noise
WIDEST = 20  # first tokens that the engine is asked about


@dataclass(frozen=True)
class Prompt:
    name: str
    messages: list[dict]


class Trained:
    """The tokenizer and chat template that were saved with the model."""

    def __init__(self, tokenizer):
        self.tokenizer = tokenizer

    def text(self, messages: list[dict], answer_next: bool = True) -> str:
        if messages[-1]["role"] == "assistant" and answer_next:
            return render(self.tokenizer, messages[:-1], True) + messages[-1]["content"]
        return render(self.tokenizer, messages, answer_next)

    def ids(self, text: str) -> list[int]:
        return self.tokenizer(text, add_special_tokens=False).input_ids

    def show(self, token: int | None) -> str | None:
        return None if token is None else self.tokenizer.decode([token]) or self.tokenizer.convert_ids_to_tokens(token)


def prompts(rows: list[list[dict]], count: int) -> list[Prompt]:
    """`count` held-out prompts, evenly from the whole split, and five shapes that templates get wrong, in the rows' own words."""
    picked = [i * len(rows) // min(count, len(rows)) for i in range(min(count, len(rows)))]
    found = [Prompt(f"row {i}", _plain(rows[i][:-1])) for i in picked]
    first, other = _plain(rows[picked[0]]), _plain(rows[picked[-1]])
    system = next((one for one in first if one["role"] == "system"), HELPFUL)
    asked, again = (next((one["content"] for one in row if one["role"] == "user"), "Hello") for row in (first, other))
    user = lambda content: {"role": "user", "content": content}  # noqa: E731
    words = first[-1]["content"].split()
    probes = {
        "system message": [system, user(asked)],
        "two turns": [user(asked), first[-1], user(again)],
        "assistant prefix": [user(asked), {"role": "assistant", "content": words[0] if words else "Yes"}],
        "newlines around": [user(f"\n\n{asked}\n\n")],
        "empty content": [user("")],
    }
    return [prompt for prompt in found if prompt.messages] + [Prompt(f"probe: {name}", said) for name, said in probes.items()]


def _plain(messages: list[dict]) -> list[dict]:
    return [{"role": one["role"], "content": one["content"]} for one in messages]


def compare(trained: Trained, engine, prompt: Prompt) -> dict:
    """One line of the report. A prompt that training's own template refuses was never learned: it is skipped."""
    line = {"prompt": prompt.name, "status": "same", "tokens": 0, "note": None, "difference": None}
    try:
        text = trained.text(prompt.messages)
    except Exception as error:  # noqa: BLE001 - templates raise what they like
        return line | {"status": "skipped", "note": f"the chat template of training refuses it: {error}"[:300]}
    ids = trained.ids(text)
    line["tokens"] = len(ids)
    try:
        served_text, served = engine.prompt(prompt.messages)
    except EngineRefusal as error:
        what = {"position": 0, "trained_id": ids[0], "served_id": None, "trained_text": trained.show(ids[0]), "served_text": None}
        return line | {"status": "different", "difference": what | {"cause": "refused", "note": f"The engine refuses the prompt: {error}"[:300]}}
    at = next((i for i, (a, b) in enumerate(zip(ids, served)) if a != b), min(len(ids), len(served)))  # noqa: B905
    if at == len(ids) == len(served):
        return line
    one, two = (side[at] if at < len(side) else None for side in (ids, served))
    cause, note = cause_of(trained, prompt.messages, (text, ids), (served_text, served))
    return line | {"status": "different", "difference": {
        "position": at, "trained_id": one, "served_id": two, "trained_text": trained.show(one),
        "served_text": trained.show(two), "cause": cause, "note": note}}  # fmt: skip


class EngineRefusal(Exception):
    """The engine's own words on a prompt that it does not take."""


def cause_of(trained: Trained, messages: list[dict], one: tuple[str, list[int]], two: tuple[str, list[int]]) -> tuple[str, str]:
    """A word for the cause and a sentence, from (text, ids) of training and of the engine."""
    (text, ids), (served_text, served) = one, two
    bos = trained.tokenizer.bos_token_id
    if bos is not None:
        if _leading(ids, bos) > _leading(served, bos):
            return "missing_bos", "The engine leaves out a beginning-of-sequence token that training had."
        if _leading(served, bos) > _leading(ids, bos):
            return "extra_bos", "The engine adds a beginning-of-sequence token that training did not have."
    # llama.cpp takes a leading BOS off the text and puts its id back
    mark = trained.tokenizer.bos_token or "\0"
    text, served_text = text.removeprefix(mark), served_text.removeprefix(mark)
    if drops_system(trained, messages, text, served_text):
        return "system_dropped", "The engine's template has no system role: the message is left out, or put into the user's."
    if text == served_text:
        return "tokenizer", "The text is the same; the engine's tokenizer cuts it into other tokens."
    if messages[-1]["role"] != "assistant":
        told = trained.text(messages, answer_next=False).removeprefix(mark)
        if served_text.startswith(told):
            tails = text[len(told) :], served_text[len(told) :]
            if tails[0].replace("\n", "") == tails[1].replace("\n", ""):
                return "generation_newline", f"The generation prompt has other newlines: {tails[0]!r} in training, {tails[1]!r} in the engine."
            return "generation_prompt", f"The generation prompt is {tails[0]!r} in training and {tails[1]!r} in the engine."
    if _dense(text) == _dense(served_text):
        return "white_space", "The engine's template writes other white space around the messages."
    return "template", "The engine has another chat template than training had."


def drops_system(trained: Trained, messages: list[dict], text: str, served_text: str) -> bool:
    system = "".join(one["content"] for one in messages if one["role"] == "system").strip()
    if not system or system not in text:
        return False
    # llama.cpp writes it into the first user message where a template does not know the role
    mark = trained.tokenizer.bos_token or "\0"
    without = trained.text([one for one in messages if one["role"] != "system"]).removeprefix(mark)
    return system not in served_text or _dense(served_text.replace(system, "", 1)) == _dense(without)


def _dense(text: str) -> str:
    return "".join(text.split())


def _leading(ids: list[int], token: int) -> int:
    return next((i for i, one in enumerate(ids) if one != token), len(ids))


def tolerance_of(file_type: str, dtype: str) -> float:
    """The widest distance of log-probabilities (nats) that the file's precision explains; docs/parity.md."""
    kind = file_type.lower()
    exact = kind.startswith(("all_f32", "f32", "f16", "bf16"))
    wide = 0.1 if exact else 0.5 if kind.startswith(("q8", "fp8", "int8")) else 1.0 if kind.startswith(("q6", "q5")) else 2.0
    return wide + (0.25 if dtype == "bfloat16" else 0.0)


def answers(model, trained: Trained, told: dict, prompt: Prompt, max_tokens: int) -> dict:
    """Greedy answers of both sides: {logprob_max_abs, greedy_same}. `told`: the engine's. The prompts are known to be the same.

    Log-probabilities are compared as long as both have said the same: of the first answer token over all tokens that
    training finds likely, of the next ones over the token that was said.
    """
    import torch

    ids = trained.ids(trained.text(prompt.messages))
    inputs = torch.tensor([ids], device=model.device)
    with torch.inference_mode():
        found = model.generate(
            inputs, attention_mask=torch.ones_like(inputs), max_new_tokens=max_tokens, do_sample=False, temperature=None,
            top_p=None, top_k=None, pad_token_id=trained.tokenizer.pad_token_id, return_dict_in_generate=True, output_logits=True,
        )  # fmt: skip
    said = found.sequences[0, len(ids) :].tolist()
    logs = [step[0].float().log_softmax(-1).cpu() for step in found.logits]
    ends = model.generation_config.eos_token_id
    ends = set(ends if isinstance(ends, list) else [ends]) | {trained.tokenizer.eos_token_id}
    said = said[: next((i for i, token in enumerate(said) if token in ends), len(said))]
    steps = told["tokens"]
    cut = len(steps) < told["answer_tokens"]  # the engine does not tell the rest by token
    served = [step["id"] for step in steps]
    served = served[: next((i for i, token in enumerate(served) if token in ends), len(served))]
    widest = None
    for i, step in enumerate(steps[: len(logs)]):
        given = {step["id"]: step["logprob"]} | (step["top"] if i == 0 else {})
        likely = [token for token in given if logs[i][token].exp() >= LIKELY or token == step["id"]]
        widest = max([widest or 0.0, *(abs(logs[i][token].item() - given[token]) for token in likely)])
        if i >= len(said) or said[i] != step["id"]:
            break
    same = said[: len(served)] == served and (cut or len(said) == len(served))
    return {"logprob_max_abs": None if widest is None else round(widest, 6), "greedy_same": same}
