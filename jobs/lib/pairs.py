"""Preference rows: OpenAI's JSONL in, token ids of a prompt and its two answers out."""
import json
from dataclasses import dataclass
from pathlib import Path

from lib.chat import only_file, render, text_of
from lib.exits import JobFailure


@dataclass(frozen=True)
class Pair:
    prompt: list[dict]
    chosen: list[dict]
    rejected: list[dict]


@dataclass(frozen=True)
class EncodedPair:
    prompt_ids: list[int]
    chosen_ids: list[int]
    rejected_ids: list[int]
    truncated: bool


def read_pairs(path: Path) -> list[Pair]:
    """Every row of a preference JSONL file (or of the one .jsonl file in a folder)."""
    pairs = []
    with open(only_file(path), encoding="utf-8", errors="strict") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                pairs.append(_pair(line, number))
    if not pairs:
        raise JobFailure("data_rejected", "the dataset has no rows")
    return pairs


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
    """Token ids; each answer begins where the rendered prompt ends, or where the two renderings part.

    Of a pair longer than max_length the answers lose their end; a prompt that alone fills it loses its beginning, so that
    half of max_length is left for the answers.
    """
    prompt = tokenizer(render(tokenizer, pair.prompt, True), add_special_tokens=False)["input_ids"]
    answers = [_answer(tokenizer, pair.prompt, turns) for turns in (pair.chosen, pair.rejected)]
    shared = min(_common(prompt, ids) for ids in answers)
    kept = prompt[:shared][-max(1, max_length - max(1, max_length // 2)) :] if shared >= max_length else prompt[:shared]
    room = max_length - len(kept)
    chosen, rejected = (ids[shared:] for ids in answers)
    cut = len(kept) < shared or max(len(chosen), len(rejected)) > room
    return EncodedPair(kept, chosen[:room], rejected[:room], cut)


def _answer(tokenizer, prompt: list[dict], turns: list[dict]) -> list[int]:
    ids = tokenizer(render(tokenizer, prompt + turns, False), add_special_tokens=False)["input_ids"]
    # What a template puts behind the end token is not learned: the model has stopped by then.
    at = len(ids) - 1 - ids[::-1].index(tokenizer.eos_token_id) if tokenizer.eos_token_id in ids else len(ids) - 1
    return ids[: at + 1]


def _common(a: list[int], b: list[int]) -> int:
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
