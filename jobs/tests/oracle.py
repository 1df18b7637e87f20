"""What a first step must cost, worked out with plain transformers on the rows that the job says it consumed."""
import json

import torch
from lib.chat import IGNORED, encode, read_rows
from lib.models import load_model, load_tokenizer


def first_rows(run) -> list[int]:
    line = json.loads((run.workspace / "samples.jsonl").read_text().splitlines()[0])
    assert line["step"] == 1
    return line["rows"]


def log_probabilities(model, ids: list[int]):
    """Of every token but the first, given those before it, in 32 bit."""
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids])).logits[0, :-1].float()
    return logits.log_softmax(-1).gather(-1, torch.tensor(ids[1:])[:, None])[:, 0]


def load(folder):
    return load_model(folder, torch.float32, "cpu").eval(), load_tokenizer(folder)


def supervised_loss(folder, file, numbers: list[int], limit=128) -> float:
    """Cross-entropy per learned token of the untrained model, each row on its own."""
    model, tokenizer = load(folder)
    said = read_rows(file)
    total, learned = 0.0, 0
    for number in numbers:
        row = encode(tokenizer, said[number - 1], limit)
        kept = torch.tensor([label != IGNORED for label in row.labels[1:]])
        total -= log_probabilities(model, row.input_ids)[kept].sum().item()
        learned += int(kept.sum())
    return total / learned
