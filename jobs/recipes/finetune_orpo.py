"""Odds ratio preference optimisation on preference pairs (ORPOTrainer of trl.experimental: experimental here as there).

One stage in place of two: the chosen answer is learned as in supervised fine-tuning (prompt and answer alike, as the paper's
authors do it), and the odds ratio pulls it away from the rejected one. There is no reference model.
"""
import os

os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")  # said in the job's log instead

from datasets import Dataset  # noqa: E402
from trl.experimental.orpo import ORPOConfig, ORPOTrainer  # noqa: E402

from lib.contract import JobDir  # noqa: E402
from lib.exits import JobFailure  # noqa: E402
from lib.models import load_tokenizer  # noqa: E402
from lib.training import build, load_base, prepare, run, trainer_numbers  # noqa: E402
from recipes.finetune_dpo import encode_pairs  # noqa: E402


def main(job: JobDir) -> None:
    device, dtype = prepare(job)
    if job.params.trainer.packing:
        raise JobFailure("bad_spec", "params.trainer.packing: pairs are not packed")
    job.log("ORPO is experimental: trl keeps it outside of its stable trainers", "warn")

    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    train_pairs = encode_pairs(job, "train", tokenizer)
    valid_pairs = encode_pairs(job, "validation", tokenizer) if job.input("validation") else None
    model = load_base(job, dtype, device)

    numbers = trainer_numbers(job, model, device, rows=len(train_pairs), validates=valid_pairs is not None)
    trainer = build(
        job, OddsTrainer, model, args=ORPOConfig(**numbers, beta=job.params.beta),
        train_dataset=train_pairs.map(columns_of, remove_columns=list(COLUMNS)),
        eval_dataset=valid_pairs and valid_pairs.map(columns_of, remove_columns=list(COLUMNS)), processing_class=tokenizer,
    )  # fmt: skip
    run(job, trainer, rows=len(train_pairs))


COLUMNS = ("prompt_ids", "chosen_ids", "rejected_ids")


def columns_of(pair: dict) -> dict:
    """A pair as trl's collator for it wants it."""
    prompt = pair["prompt_ids"]
    made = {"prompt_input_ids": prompt, "prompt_attention_mask": [1] * len(prompt)}
    for side in ("chosen", "rejected"):
        answer = pair[f"{side}_ids"]
        made |= {f"{side}_input_ids": prompt + answer, f"{side}_attention_mask": [1] * (len(prompt) + len(answer)),
                 f"{side}_labels": [-100] * len(prompt) + answer}  # fmt: skip
    return made


class OddsTrainer(ORPOTrainer):
    """ORPOTrainer on rows that are token ids already; counts tokens as trl's other trainers do, over all processes."""

    seen = 0

    def tokenize_row(self, feature, model=None):
        return {}

    def compute_loss(self, model, inputs, *args, **kwargs):
        own = inputs["chosen_attention_mask"].sum() + inputs["rejected_attention_mask"].sum()
        self.seen += int(self.accelerator.gather_for_metrics(own).sum())
        return super().compute_loss(model, inputs, *args, **kwargs)

    def log(self, logs, start_time=None):
        if "loss" in logs:
            logs["num_tokens"] = self.seen
        return super().log(logs, start_time)
