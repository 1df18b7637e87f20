"""Direct preference optimisation of a LoRA or QLoRA adapter on preference pairs (trl's DPOTrainer).

The reference is the model that training begins with: the base model, by switching the adapter off; with an adapter to go on
from (of a supervised run, say), a frozen copy of that adapter. So the first loss is ln 2, always. The same spec gives the
same adapter bytes on the same machine and thread count, also through kills, as with finetune_sft.
"""
from datasets import Dataset
from trl import DPOConfig, DPOTrainer

from lib.chat import ControlText, refuse_control_tokens
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.models import load_tokenizer
from lib.pairs import encode_pair, read_pairs
from lib.samples import ROW
from lib.training import build, load_base, prepare, run, tell_cuts, trainer_numbers


def main(job: JobDir) -> None:
    device, dtype = prepare(job)
    if job.params.trainer.packing:
        raise JobFailure("bad_spec", "params.trainer.packing: pairs are not packed")

    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    train_pairs = encode_pairs(job, "train", tokenizer)
    valid_pairs = encode_pairs(job, "validation", tokenizer) if job.input("validation") else None
    model = load_base(job, dtype, device)

    numbers = trainer_numbers(job, model, device, rows=len(train_pairs), validates=valid_pairs is not None)
    trainer = build(
        job, PairTrainer, model, args=DPOConfig(**numbers, beta=job.params.beta),
        train_dataset=train_pairs, eval_dataset=valid_pairs, processing_class=tokenizer,
    )  # fmt: skip
    run(job, trainer, rows=len(train_pairs))


class PairTrainer(DPOTrainer):
    """DPOTrainer on rows that are token ids already."""

    def _prepare_dataset(self, dataset, *_args, **_kwargs):
        return dataset


def encode_pairs(job: JobDir, name: str, tokenizer) -> Dataset:
    """Pairs as prompt_ids, chosen_ids and rejected_ids; leaves out those that say the same twice within the limit."""
    limit = job.params.trainer.max_seq_length
    said = read_pairs(job.input(name))
    refuse_control_tokens(name, [pair.messages for pair in said], ControlText(tokenizer))
    pairs = [encode_pair(tokenizer, pair, limit) for pair in said]
    kept = [(number, pair) for number, pair in enumerate(pairs, 1) if pair.chosen_ids != pair.rejected_ids]
    if not kept:
        raise JobFailure("data_rejected", f"{name}: no pair differs within {limit} tokens")
    tell_cuts(job, name, "pairs", [pair.truncated for pair in pairs])
    if len(kept) < len(pairs):
        job.log(f"{name}: {len(pairs) - len(kept)} pairs without a difference to learn are left out", "warn")
    job.log(f"{name}: {len(kept)} pairs")
    columns = ("prompt_ids", "chosen_ids", "rejected_ids")
    row = lambda number: {ROW: number} if name == "train" else {}  # noqa: E731
    return Dataset.from_list([{column: getattr(pair, column) for column in columns} | row(number) for number, pair in kept])
