"""Supervised fine-tuning of a LoRA or QLoRA adapter on chat rows (trl's SFTTrainer).

The same spec gives the same adapter bytes on the same machine and thread count, also through kills: RNG, optimizer,
scheduler and data order come back from the newest verified checkpoint.
"""
import warnings

import trl.trainer.utils
from datasets import Dataset
from trl import SFTConfig, SFTTrainer

from lib.chat import IGNORED, ControlText, encode, read_rows
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.models import load_tokenizer
from lib.training import build, load_base, prepare, run, trainer_numbers

# PEFT looks for the base model under its public name to see whether tokens were added; none ever are here.
warnings.filterwarnings("ignore", message="Could not find a config file in")


def main(job: JobDir) -> None:
    device, dtype = prepare(job)
    # Off CUDA trl 1.16 projects every position onto the vocabulary, a third of a step here, and masks afterwards, which
    # spares accelerators that compile for each shape. A CPU does not: score the labelled positions alone.
    trl.trainer.utils._use_triton = lambda _device: True

    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    train_rows = encode_rows(job, "train", tokenizer)
    valid_rows = encode_rows(job, "validation", tokenizer) if job.input("validation") else None
    model = load_base(job, dtype, device)

    numbers = trainer_numbers(job, model, device, rows=len(train_rows), validates=valid_rows is not None)
    trainer = build(
        job, SFTTrainer, model, args=SFTConfig(**numbers, packing=job.params.trainer.packing),
        train_dataset=train_rows, eval_dataset=valid_rows, processing_class=tokenizer,
    )  # fmt: skip
    run(job, trainer, rows=len(train_rows))


def encode_rows(job: JobDir, name: str, tokenizer) -> Dataset:
    """Rows as input_ids and labels; says what was cut or left out, and refuses rows without anything to learn."""
    limit = job.params.trainer.max_seq_length
    said = read_rows(job.input(name))
    refuse_control_tokens(name, said, ControlText(tokenizer))
    rows = [encode(tokenizer, messages, limit) for messages in said]
    kept = [row for row in rows if any(label != IGNORED for label in row.labels)]
    truncated = sum(row.truncated for row in rows)
    last_turn = sum(row.last_turn_only for row in rows)
    if not kept:
        raise JobFailure("data_rejected", f"{name}: no row has an assistant token within {limit} tokens")
    if truncated and getattr(job.params.trainer, "on_overflow", "truncate") == "refuse":
        first = next(number for number, row in enumerate(rows, 1) if row.truncated)
        raise JobFailure("data_rejected", f"{name}: {truncated} of {len(rows)} rows are longer than {limit} tokens, "
                         f"the first is example {first} (on_overflow is refuse)")  # fmt: skip
    if truncated:
        job.log(f"{name}: {truncated} of {len(rows)} rows are cut at {limit} tokens", "warn")
    if len(kept) < len(rows):
        job.log(f"{name}: {len(rows) - len(kept)} rows without a token to learn are left out", "warn")
    if last_turn:
        job.log(f"{name}: the chat template hides earlier turns: {last_turn} rows learn their last turn alone", "warn")
    else:
        job.log(f"{name}: {len(kept)} rows; loss on assistant turns only")
    return Dataset.from_list([{"input_ids": row.input_ids, "labels": row.labels} for row in kept])


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
