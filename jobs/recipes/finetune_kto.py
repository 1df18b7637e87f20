"""Kahneman-Tversky optimisation of a LoRA or QLoRA adapter on answers that are each wanted or not (trl's KTOTrainer).

The reference is the model that training begins with, as with finetune_dpo: so every row's first loss is half its weight. trl
compares each answer with a neighbour's in a fixed batch, so rows are mixed once by the seed and keep their order.
"""
from datasets import Dataset
from trl import KTOConfig, KTOTrainer

from lib.chat import ControlText, refuse_control_tokens
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.models import load_tokenizer
from lib.pairs import encode_answers, read_answers
from lib.samples import ROW
from lib.training import build, load_base, prepare, run, tell_cuts, trainer_numbers


def main(job: JobDir) -> None:
    device, dtype = prepare(job)
    p = job.params
    if p.trainer.packing:
        raise JobFailure("bad_spec", "params.trainer.packing: answers are not packed")
    if p.trainer.batch_size < 2:
        raise JobFailure("bad_spec", "params.trainer.batch_size: answers are compared within a batch of at least 2")

    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    train_rows = encode_rows(job, "train", tokenizer)
    valid_rows = encode_rows(job, "validation", tokenizer) if job.input("validation") else None
    model = load_base(job, dtype, device)

    numbers = trainer_numbers(job, model, device, rows=len(train_rows), validates=valid_rows is not None)
    weights = {"desirable_weight": p.desirable_weight, "undesirable_weight": p.undesirable_weight}
    trainer = build(
        job, LabelTrainer, model, args=KTOConfig(**numbers, **weights, beta=p.beta),
        train_dataset=train_rows, eval_dataset=valid_rows, processing_class=tokenizer,
    )  # fmt: skip
    run(job, trainer, rows=len(train_rows))


class LabelTrainer(KTOTrainer):
    """KTOTrainer on rows that are token ids already."""

    def _prepare_dataset(self, dataset, *_args, **_kwargs):
        return dataset


def encode_rows(job: JobDir, name: str, tokenizer) -> Dataset:
    """Answers as prompt_ids, completion_ids and label, each with the answer of a neighbour in its batch (KL_completion_ids)."""
    t = job.params.trainer
    rows, cuts = [], []
    said = read_answers(job.input(name))
    refuse_control_tokens(name, [row.prompt + row.completion for row in said], ControlText(tokenizer))
    for number, row in enumerate(said, 1):
        prompt, [answer], cut = encode_answers(tokenizer, row.prompt, [row.completion], t.max_seq_length)
        named = {ROW: number} if name == "train" else {}
        rows.append({"prompt_ids": prompt, "completion_ids": answer, "label": row.label} | named)
        cuts.append(cut)
    wanted = sum(row["label"] for row in rows)
    if name == "train" and wanted in (0, len(rows)):
        raise JobFailure("data_rejected", f"train: every label is {wanted > 0}; both kinds are needed")
    tell_cuts(job, name, "rows", cuts)
    job.log(f"{name}: {len(rows)} answers, {wanted} of them wanted; loss on the answer only")
    mixed = Dataset.from_list(rows).shuffle(seed=job.spec.seed)
    return mixed.map(beside, batched=True, batch_size=t.batch_size)


def beside(batch: dict) -> dict:
    """As trl does it: every prompt with the answer of the row before it in the batch, the first with the last one's."""
    answers = batch["completion_ids"]
    return {"KL_completion_ids": answers[-1:] + answers[:-1]}
