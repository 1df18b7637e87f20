"""Supervised fine-tuning of a LoRA or QLoRA adapter on chat rows (trl's SFTTrainer).

The same spec gives the same adapter bytes on the same machine and thread count, also through kills: RNG, optimizer,
scheduler and data order come back from the newest verified checkpoint.
"""
import trl.trainer.utils
from datasets import Dataset
from trl import SFTConfig, SFTTrainer, pack_dataset

from lib.chat import IGNORED, ControlText, encode, read_rows, refuse_control_tokens
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.models import load_tokenizer
from lib.samples import ROW
from lib.training import build, load_base, prepare, run, tell_cuts, trainer_numbers


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
    packing = job.params.trainer.packing
    trainer = build(
        job, SFTTrainer, model,
        args=SFTConfig(**numbers, packing=packing, eval_packing=packing, dataset_kwargs={"skip_prepare_dataset": True}),
        train_dataset=train_rows, eval_dataset=valid_rows, processing_class=tokenizer,
    )  # fmt: skip
    run(job, trainer, rows=len(train_rows))


def encode_rows(job: JobDir, name: str, tokenizer) -> Dataset:
    """Rows as input_ids and labels; says what was cut or left out, and refuses rows without anything to learn."""
    limit = job.params.trainer.max_seq_length
    said = read_rows(job.input(name))
    refuse_control_tokens(name, said, ControlText(tokenizer))
    rows = [encode(tokenizer, messages, limit) for messages in said]
    kept = [(number, row) for number, row in enumerate(rows, 1) if any(label != IGNORED for label in row.labels)]
    last_turn = sum(row.last_turn_only for row in rows)
    if not kept:
        raise JobFailure("data_rejected", f"{name}: no row has an assistant token within {limit} tokens")
    tell_cuts(job, name, "rows", [row.truncated for row in rows])
    if len(kept) < len(rows):
        job.log(f"{name}: {len(rows) - len(kept)} rows without a token to learn are left out", "warn")
    if last_turn:
        job.log(f"{name}: the chat template hides earlier turns: {last_turn} rows learn their last turn alone", "warn")
    else:
        job.log(f"{name}: {len(kept)} rows; loss on assistant turns only")
    columns = [{"input_ids": row.input_ids, "labels": row.labels} | named(job, name, number, len(row.input_ids))
               for number, row in kept]  # fmt: skip
    dataset = Dataset.from_list(columns)
    if not job.params.trainer.packing:
        return dataset
    packed = pack_dataset(dataset, limit)
    job.log(f"{name}: packed into {len(packed)} sequences of at most {limit} tokens; none sees another's tokens")
    return packed


def named(job: JobDir, split: str, number: int, tokens: int) -> dict:
    """The row's number for the log of consumed rows; packing wants it for every token."""
    if split != "train":
        return {}
    return {ROW: [number] * tokens if job.params.trainer.packing else number}
