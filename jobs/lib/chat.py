"""Chat rows: OpenAI's JSONL in, token ids with labels out. Only what the assistant says is learned."""
import json
import re
from collections.abc import Iterator
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


@dataclass(frozen=True)
class Tokens:
    """A whole row, not cut: `texts` are the pieces of the rendered conversation that the tokens stand for."""

    input_ids: list[int]
    labels: list[int]
    texts: list[str]
    last_turn_only: bool


def read_rows(path: Path) -> list[list[dict]]:
    """Messages of every row of a chat JSONL file (or of the one .jsonl file in a folder)."""
    rows = list(each_row(path))
    if not rows:
        raise JobFailure("data_rejected", "the dataset has no rows")
    return rows


def each_row(path: Path) -> Iterator[list[dict]]:
    """The same one by one, so that a long file costs no memory."""
    with open(only_file(path), encoding="utf-8", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _messages(line, number)


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
    """What a recipe trains on: the row's tokens, cut behind `max_length`."""
    row = tokenize(tokenizer, messages)
    ids, labels = row.input_ids[:max_length], row.labels[:max_length]
    return Encoded(ids, labels, len(row.input_ids) > max_length, row.last_turn_only)


def tokenize(tokenizer, messages: list[dict]) -> Tokens:
    """Token ids of the whole conversation; labels on every assistant turn (weight 0 leaves one out) and its end token.

    Turns are found by rendering ever longer beginnings of the conversation, so any chat template serves. A template
    that changes earlier text (some drop earlier reasoning) breaks that: then its {% generation %} marks tell, and without
    those the last turn alone is learned.
    """
    full = render(tokenizer, messages, False)
    spans = _assistant_spans(tokenizer, messages, full)
    if spans is None:
        spans = _marked_spans(tokenizer, messages, full)
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
    texts = [full[start:end] for start, end in encoded["offset_mapping"]]
    if learned[-1] and ids[-1] != tokenizer.eos_token_id:
        end = tokenizer.eos_token_id
        ids, labels, texts = ids + [end], labels + [end], texts + [tokenizer.eos_token or ""]
    return Tokens(ids, labels, texts, last_turn_only)


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


def _marked_spans(tokenizer, messages, full) -> list[tuple[int, int]] | None:
    """What the template itself marks as said by the assistant; None unless every assistant turn has its mark."""
    if not re.search(r"\{%-?\s*generation\b", tokenizer.chat_template):
        return None
    from transformers.utils.chat_template_utils import render_jinja_template

    turns = [{"role": one["role"], "content": one["content"]} for one in messages]
    [shown], [marked] = render_jinja_template([turns], chat_template=tokenizer.chat_template,
                                              return_assistant_tokens_mask=True, **tokenizer.special_tokens_map)  # fmt: skip
    weights = [one.get("weight", 1) for one in messages if one["role"] == "assistant"]
    if shown != full or len(marked) != len(weights):
        return None
    return [tuple(span) for span, weight in zip(marked, weights, strict=True) if weight != 0]


def _cut_after_end_token(tokenizer, full: str, span: tuple[int, int]) -> tuple[int, int]:
    """Drops what a template puts behind the end token: the model has stopped by then."""
    start, end = span
    at = full.rfind(tokenizer.eos_token or "\0", start, end)
    return (start, at + len(tokenizer.eos_token)) if at >= 0 else span


# Marks such as <|user|>, [INST], <<SYS>> or <start_of_turn>, whether or not the tokenizer has one token for them.
_MARK = re.compile(r"<\|[^|<>\s]{1,40}\|>|<</?[A-Za-z_]{1,40}>>|\[/?[A-Z_]{2,40}\]|</?[a-z_]{1,40}>")


class ControlText:
    """Finds text of a row that the model would take for its own control tokens.

    `special`: the tokenizer's special tokens, which become one token wherever they stand. `marks`: what else the chat
    template writes around turns; in an assistant's own text they are no fault, for reasoning models write them.
    """

    def __init__(self, tokenizer):
        added = tokenizer.added_tokens_decoder.values()
        self.special = sorted({token.content for token in added if token.special and token.content.strip()})
        ends = {"role": "user", "content": ""}, {"role": "assistant", "content": ""}
        shown = render(tokenizer, [ends[0] | {"content": "a"}, ends[1] | {"content": "b"}], False)
        self.marks = sorted(set(_MARK.findall(shown)) - set(self.special))
        self._special = _any_of(self.special)
        self._all = _any_of([*self.special, *self.marks])

    def find(self, message: dict) -> list[str]:
        """The control tokens in one message, each once, in the order of their first place."""
        pattern = self._special if message["role"] == "assistant" else self._all
        return list(dict.fromkeys(pattern.findall(message["content"])))

    def in_row(self, messages: list[dict]) -> list[tuple[int, str]]:
        """(0-based message, token) of all of a row."""
        return [(i, token) for i, message in enumerate(messages) for token in self.find(message)]


def _any_of(tokens: list[str]) -> re.Pattern:
    longest_first = sorted(tokens, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")


def refuse_control_tokens(name: str, rows: list[list[dict]], control: ControlText) -> None:
    """A special token in a text would end or begin turns of its own; the rows say where (OpenAI's sentence)."""
    file = {"train": "training"}.get(name, name)
    special = set(control.special)
    found = ((row, token) for row, messages in enumerate(rows, 1)
             for _, token in control.in_row(messages) if token in special)  # fmt: skip
    if first := next(found, None):
        more = sum(1 for _ in found)
        raise JobFailure(
            "data_rejected",
            f"The job failed due to a file format error in the {file} file. Invalid file format. "
            f"Example {first[0]} message contains an invalid token: {first[1]}."
            + (f" (and {more} more)" if more else ""),
        )
