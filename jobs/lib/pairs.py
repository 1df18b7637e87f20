"""Preference rows, in pairs (OpenAI's JSONL) or each answer with a label: token ids of a prompt and its answers out."""
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lib.chat import only_file, render, text_of
from lib.exits import JobFailure


@dataclass(frozen=True)
class Pair:
    prompt: list[dict]
    chosen: list[dict]
    rejected: list[dict]

    @property
    def messages(self) -> list[dict]:
        """All that the row says: the prompt, then the preferred answer, then the other one."""
        return [*self.prompt, *self.chosen, *self.rejected]


@dataclass(frozen=True)
class PairTokens:
    """A whole row, not cut; each list is of (token id, the piece of the rendered conversation that it stands for)."""

    prompt: list[tuple[int, str]]
    chosen: list[tuple[int, str]]
    rejected: list[tuple[int, str]]


@dataclass(frozen=True)
class EncodedPair:
    prompt_ids: list[int]
    chosen_ids: list[int]
    rejected_ids: list[int]
    truncated: bool


@dataclass(frozen=True)
class Answer:
    """`label`: whether the answer is wanted."""

    prompt: list[dict]
    completion: list[dict]
    label: bool


def read_pairs(path: Path) -> list[Pair]:
    """Every row of a preference JSONL file (or of the one .jsonl file in a folder)."""
    return _all(each_pair(path))


def read_answers(path: Path) -> list[Answer]:
    """Every row of an unpaired file: label, and a chat, or prompt and completion as texts or lists of messages (trl)."""
    return _all(_each(path, _labelled))


def _all(each: Iterator) -> list:
    rows = list(each)
    if not rows:
        raise JobFailure("data_rejected", "the dataset has no rows")
    return rows


def _labelled(line: str, number: int) -> Answer:
    try:
        row = json.loads(line)
        if "messages" in row:
            *prompt, answer = _turns(row["messages"])
            completion = [answer]
        else:
            prompt, completion = _said(row["prompt"], "user"), _said(row["completion"], "assistant")
        label = row["label"]
    except (ValueError, KeyError, TypeError) as error:
        raise JobFailure("data_rejected", f"line {number} is no answer with a label: {error!r}") from error
    if not isinstance(label, bool):
        raise JobFailure("data_rejected", f"line {number} has the label {label!r}, not true or false")
    if not prompt or not completion or completion[-1]["role"] != "assistant":
        raise JobFailure("data_rejected", f"line {number} needs a prompt and an answer of the assistant")
    return Answer(prompt, completion, label)


def _said(value, role: str) -> list[dict]:
    return [{"role": role, "content": value}] if isinstance(value, str) else _turns(value)


def each_pair(path: Path) -> Iterator[Pair]:
    """The same one by one, so that a long file costs no memory."""
    return _each(path, _pair)


def _each(path: Path, parse) -> Iterator:
    with open(only_file(path), encoding="utf-8", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield parse(line, number)


def _pair(line: str, number: int) -> Pair:
    try:
        row = json.loads(line)
        turns = [_turns(row["input"]["messages"]), _turns(row["preferred_output"]), _turns(row["non_preferred_output"])]
    except (ValueError, KeyError, TypeError) as error:
        raise JobFailure("data_rejected", f"line {number} is not a preference row: {error!r}") from error
    if not all(turns):
        raise JobFailure("data_rejected", f"line {number} has an input or an output without messages")
    return Pair(*turns)


def _turns(messages: list[dict]) -> list[dict]:
    return [{"role": one["role"], "content": text_of(one["content"])} for one in messages]


def encode_pair(tokenizer, pair: Pair, max_length: int) -> EncodedPair:
    """What a recipe trains on: the row's tokens, cut to max_length (see cut_pair)."""
    whole = tokenize_pair(tokenizer, pair)
    cut = cut_pair(whole, max_length)
    ids = ([token for token, _ in part] for part in (cut.prompt, cut.chosen, cut.rejected))
    return EncodedPair(*ids, cut != whole)


def tokenize_pair(tokenizer, pair: Pair) -> PairTokens:
    """Each answer begins where the rendered prompt ends, or where the two renderings part."""
    prompt, (chosen, rejected) = _parted(tokenizer, pair.prompt, [pair.chosen, pair.rejected])
    return PairTokens(prompt, chosen, rejected)


def _parted(tokenizer, before: list[dict], said: list[list[dict]]):
    """What all renderings share, at most the rendered prompt, and each answer behind it; tokens with their text."""
    prompt = tokenizer(render(tokenizer, before, True), add_special_tokens=False)["input_ids"]
    answers = [_answer(tokenizer, before, turns) for turns in said]
    shared = min(_common(prompt, [token for token, _ in answer]) for answer in answers)
    return answers[0][:shared], [answer[shared:] for answer in answers]


def cut_pair(whole: PairTokens, max_length: int) -> PairTokens:
    """Of a pair longer than max_length the answers lose their end; a prompt that alone fills it loses its beginning, so that
    half of max_length is left for the answers."""
    kept, (chosen, rejected) = _cut(whole.prompt, [whole.chosen, whole.rejected], max_length)
    return PairTokens(kept, chosen, rejected)


def _cut(prompt: list, answers: list[list], max_length: int):
    kept = prompt[-max(1, max_length - max(1, max_length // 2)) :] if len(prompt) >= max_length else prompt
    room = max_length - len(kept)
    return kept, [answer[:room] for answer in answers]


def encode_answers(tokenizer, before: list[dict], said: list[list[dict]], max_length: int):
    """(prompt ids, ids of each answer, whether something was cut), as `encode_pair` says."""
    prompt, answers = _parted(tokenizer, before, said)
    kept, cut = _cut(prompt, answers, max_length)
    ids = [[token for token, _ in part] for part in (kept, *cut)]
    return ids[0], ids[1:], (kept, cut) != (prompt, answers)


def _answer(tokenizer, prompt: list[dict], turns: list[dict]) -> list[tuple[int, str]]:
    text = render(tokenizer, prompt + turns, False)
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True)
    ids = encoded["input_ids"]
    # What a template puts behind the end token is not learned: the model has stopped by then.
    at = len(ids) - 1 - ids[::-1].index(tokenizer.eos_token_id) if tokenizer.eos_token_id in ids else len(ids) - 1
    pieces = [text[start:end] for start, end in encoded["offset_mapping"]]
    return list(zip(ids, pieces, strict=True))[: at + 1]


def _common(a: list[int], b: list[int]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
