"""Chat rows: OpenAI's JSONL in, token ids with labels out. Only what the assistant says is learned."""
import json
from dataclasses import dataclass
from pathlib import Path

from lib.exits import JobFailure

IGNORED = -100  # torch's cross-entropy ignores this label


@dataclass(frozen=True)
class Encoded:
    input_ids: list[int]
    labels: list[int]
    truncated: bool
    last_turn_only: bool


def read_rows(path: Path) -> list[list[dict]]:
    """Messages of every row of a chat JSONL file (or of the one .jsonl file in a folder)."""
    rows = []
    with open(only_file(path), encoding="utf-8", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                rows.append(_messages(line, number))
    if not rows:
        raise JobFailure("data_rejected", "the dataset has no rows")
    return rows


def only_file(path: Path) -> Path:
    """The dataset file itself: of a folder, the one .jsonl file in it."""
    if not path.is_dir():
        return path
    found = sorted(path.glob("*.jsonl"))
    if len(found) != 1:
        raise JobFailure("data_rejected", f"the dataset folder holds {len(found)} .jsonl files, not one")
    return found[0]


def _messages(line: str, number: int) -> list[dict]:
    try:
        messages = json.loads(line)["messages"]
        messages = [one | {"content": text_of(one["content"])} for one in messages]
    except (ValueError, KeyError, TypeError) as error:
        raise JobFailure("data_rejected", f"line {number} is not a chat row: {error!r}") from error
    if not messages or messages[-1].get("role") != "assistant":
        raise JobFailure("data_rejected", f"line {number} does not end with an assistant message")
    return messages


def text_of(content) -> str:
    """A message's content is text, or a list of text parts."""
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def render(tokenizer, messages: list[dict], answer_next: bool) -> str:
    turns = [{"role": one["role"], "content": one["content"]} for one in messages]
    return tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=answer_next)


def encode(tokenizer, messages: list[dict], max_length: int) -> Encoded:
    """Token ids of the whole conversation; labels on every assistant turn (weight 0 leaves one out) and its end token.

    Turns are found by rendering ever longer beginnings of the conversation, so any chat template serves. A template
    that changes earlier text (some drop earlier reasoning) breaks that: then the last turn alone is learned.
    """
    full = render(tokenizer, messages, False)
    spans = _assistant_spans(tokenizer, messages, full)
    last_turn_only = spans is None
    if spans is None:
        prompt = render(tokenizer, messages[:-1], True)
        if not full.startswith(prompt):
            full = prompt + messages[-1]["content"] + (tokenizer.eos_token or "")
        spans = [(len(prompt), len(full))]
    spans = [_cut_after_end_token(tokenizer, full, span) for span in spans]
    encoded = tokenizer(full, add_special_tokens=False, return_offsets_mapping=True)
    ids = encoded["input_ids"]
    learned = [any(start < end and first < end and start < last for first, last in spans)
               for start, end in encoded["offset_mapping"]]  # fmt: skip
    labels = [token if yes else IGNORED for token, yes in zip(ids, learned, strict=True)]
    if learned[-1] and ids[-1] != tokenizer.eos_token_id:
        ids, labels = ids + [tokenizer.eos_token_id], labels + [tokenizer.eos_token_id]
    return Encoded(ids[:max_length], labels[:max_length], len(ids) > max_length, last_turn_only)


def _assistant_spans(tokenizer, messages, full) -> list[tuple[int, int]] | None:
    spans = []
    for i, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        before, after = render(tokenizer, messages[:i], True), render(tokenizer, messages[: i + 1], False)
        if not (full.startswith(after) and after.startswith(before)):
            return None
        if message.get("weight", 1) != 0:
            spans.append((len(before), len(after)))
    return spans


def _cut_after_end_token(tokenizer, full: str, span: tuple[int, int]) -> tuple[int, int]:
    """Drops what a template puts behind the end token: the model has stopped by then."""
    start, end = span
    at = full.rfind(tokenizer.eos_token or "\0", start, end)
    return (start, at + len(tokenizer.eos_token)) if at >= 0 else span
