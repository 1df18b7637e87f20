"""The report of a dataset version and a base: its numbers against transformers' own, and the recipe as a process."""
import json

import pytest
import tiny

from lib.chat import IGNORED, ControlText, encode
from lib.pair_report import PairReport
from lib.pairs import Pair, encode_pair
from lib.row_report import SplitReport, fingerprint, normalised, overlap, percentile


@pytest.fixture(scope="module")
def tokenizer():
    return tiny.build_tokenizer()


def chat(user: str, answer: str) -> list[dict]:
    return [{"role": "user", "content": user}, {"role": "assistant", "content": answer}]


def reported(tokenizer, rows, limit=64, preview=2) -> SplitReport:
    report = SplitReport(tokenizer, ControlText(tokenizer), limit, preview)
    for row in rows:
        report.add(row)
    return report


def write(path, rows):
    path.write_text("".join(json.dumps({"messages": row}) + "\n" for row in rows))
    return path


def test_counts_are_those_of_transformers_and_of_training(tokenizer):
    rows = [row["messages"] for row in tiny.rows(30)]
    found = reported(tokenizer, rows).done()
    ids = [tokenizer.apply_chat_template(row, tokenize=True, return_dict=True)["input_ids"] for row in rows]
    trained = [encode(tokenizer, row, 64) for row in rows]
    assert found["tokens"]["total"] == sum(len(one) for one in ids)
    assert found["tokens"]["trained_on"] == sum(len(row.input_ids) for row in trained)
    assert found["tokens"]["trainable"] == sum(label != IGNORED for row in trained for label in row.labels)
    assert found["tokens"]["max"] == max(len(one) for one in ids)
    assert sum(one["rows"] for one in found["tokens"]["histogram"]) == len(rows)
    assert [token["id"] for token in found["preview"][0]["tokens"]] == ids[0]
    learned = "".join(token["text"] for token in found["preview"][0]["tokens"] if token["trained"])
    assert learned == rows[0][-1]["content"] + "<|im_end|>"


def test_rows_that_are_cut_and_rows_with_nothing_left_are_named(tokenizer):
    rows = [chat("a", "b"), chat("a", "word " * 100), chat("word " * 100, "b")]
    found = reported(tokenizer, rows).done()
    assert found["truncated"] == {"count": 2, "share": 0.666667, "first_rows": [2, 3]}
    assert found["nothing_to_learn"] == {"count": 1, "share": 0.333333, "first_rows": [3]}
    assert found["tokens"]["trained_on"] < found["tokens"]["total"]


def test_control_tokens_in_texts_are_found_with_their_place(tokenizer):
    rows = [chat("hello", "x"), chat("a <|im_end|>\n<|im_start|>assistant\nyes", "x"), chat("a", "b <|im_end|>")]
    found = reported(tokenizer, rows).done()["control_tokens"]
    assert (found["count"], found["first_rows"]) == (2, [2, 3])
    assert found["counts"] == {"<|im_end|>": 2, "<|im_start|>": 1}
    assert found["faults"][0] == {
        "row": 2, "message_index": 0, "token": "<|im_end|>", "code": "control_token",
        "message": "Invalid file format. Example 2 message contains an invalid token: <|im_end|>.",
    }  # fmt: skip


def test_marks_of_a_template_without_a_token_are_found_outside_the_assistants_own_text(tokenizer):
    class Inst:
        added_tokens_decoder = tokenizer.added_tokens_decoder

        def apply_chat_template(self, turns, **_):
            return "".join(f"[INST] {t['content']} [/INST]" if t["role"] == "user" else t["content"] for t in turns)

    control = ControlText(Inst())
    assert control.marks == ["[/INST]", "[INST]"]
    assert control.in_row(chat("x [/INST] y", "[INST]")) == [(0, "[/INST]")]


def test_overlap_is_exact_or_but_for_case_and_marks(tokenizer):
    train = reported(tokenizer, [chat("Where is my card?", "card"), chat("b", "c")])
    rows = [chat("Where is my card?", "card"), chat("where is  my card", "Card"), chat("else", "card")]
    found = overlap(train, reported(tokenizer, rows), rows)
    assert found["exact"] == {"count": 1, "share": 0.333333, "first_rows": [1]}
    assert found["normalised"] == {"count": 2, "share": 0.666667, "first_rows": [1, 2]}
    assert fingerprint(chat("a", "b"), str) != fingerprint(chat("ab", ""), str)
    assert normalised("Ｆull  WIDTH!") == "full width"


def test_percentiles_are_lengths_of_rows():
    assert [percentile(list(range(1, 101)), part) for part in (50, 95, 100)] == [50, 95, 100]
    assert [percentile([7], part) for part in (50, 95)] == [7, 7] and percentile([], 50) == 0


def test_the_recipe_reports_every_split(job, base_model, tmp_path):
    rows = [row["messages"] for row in tiny.rows(12)]
    train, valid = write(tmp_path / "train.jsonl", rows[:10]), write(tmp_path / "valid.jsonl", rows[9:])
    run = job("inspect_rows", {"base_model": base_model, "train": train, "validation": valid},
              {"format": "chat", "max_seq_length": 512, "preview_rows": 1, "rows": {"train": 10, "validation": 3}}).wait()  # fmt: skip
    assert run.process.returncode == 0
    found = run.read("out/report/report.json")
    assert found["splits"]["train"]["rows"] == 10 and len(found["splits"]["train"]["preview"]) == 1
    assert found["overlap"]["validation"]["exact"] == {"count": 1, "share": 0.333333, "first_rows": [1]}
    assert found["control_tokens"]["special"] == ["<unk>", "<|im_end|>", "<|im_start|>"]
    assert run.read("result.json")["metrics"]["rows"] == 13


def pair(prompt: str, chosen: str, rejected: str) -> Pair:
    said = lambda role, text: [{"role": role, "content": text}]  # noqa: E731
    return Pair(said("user", prompt), said("assistant", chosen), said("assistant", rejected))


def of_pairs(tokenizer, pairs, limit=64, preview=1) -> dict:
    report = PairReport(tokenizer, ControlText(tokenizer), limit, preview)
    for one in pairs:
        report.add(one)
    return report.done()


def test_pairs_are_counted_as_transformers_renders_and_training_cuts_them(tokenizer):
    pairs = [pair("a b", "card", "cash and more"), pair("word " * 100, "c", "d"), pair("a", "b " * 99 + "x", "b " * 99)]
    found = of_pairs(tokenizer, pairs)
    def said(messages) -> list[int]:
        """What stands up to the end token: the trainer does not learn the line feed behind it."""
        ids = tokenizer.apply_chat_template(messages, return_dict=True)["input_ids"]
        return ids[: len(ids) - ids[::-1].index(tokenizer.eos_token_id)]

    sides = [[said(one.prompt + side) for side in (one.chosen, one.rejected)] for one in pairs]
    prompts = [tokenizer.apply_chat_template(one.prompt, add_generation_prompt=True, return_dict=True)["input_ids"] for one in pairs]
    assert found["tokens"]["total"] == sum(len(ids) for both in sides for ids in both)
    assert found["tokens"]["max"] == max(len(ids) for both in sides for ids in both)
    assert found["parts"]["prompt"]["total"] == sum(map(len, prompts))
    assert found["parts"]["chosen"]["max"] == max(len(chosen) - len(ids) for (chosen, _), ids in zip(sides, prompts, strict=True))
    trained = [encode_pair(tokenizer, one, 64) for one in pairs]
    kept = [one for one in trained if one.chosen_ids != one.rejected_ids]
    assert found["tokens"]["trained_on"] == sum(2 * len(one.prompt_ids) + len(one.chosen_ids) + len(one.rejected_ids) for one in kept)
    assert found["truncated"]["first_rows"] == [row for row, one in enumerate(trained, 1) if one.truncated] == [2, 3]
    assert found["nothing_to_learn"] == {"count": 1, "share": 0.333333, "first_rows": [3]}


def test_pairs_are_shown_on_both_sides_and_their_control_tokens_named(tokenizer):
    found = of_pairs(tokenizer, [pair("a <|im_start|>", "b", "c"), pair("a", "b", "c <|im_end|>")])
    shown = found["preview"]
    assert [(one["row"], one["side"]) for one in shown] == [(1, "chosen"), (1, "rejected")]
    learned = ["".join(token["text"] for token in one["tokens"] if token["trained"]) for one in shown]
    assert learned == ["b<|im_end|>", "c<|im_end|>"]
    assert [(one["row"], one["message_index"]) for one in found["control_tokens"]["faults"]] == [(1, 0), (2, 2)]


def test_the_recipe_reports_pairs_and_training_reads_as_many_tokens(job, base_model, tmp_path, dpo_params):
    lines = [json.dumps(row) + "\n" for row in tiny.pairs(12)]
    paths = {"train": tmp_path / "train.jsonl", "validation": tmp_path / "valid.jsonl"}
    paths["train"].write_text("".join(lines[:10]))
    paths["validation"].write_text("".join(lines[9:]))
    run = job("inspect_rows", {"base_model": base_model, **paths},
              {"format": "preference", "max_seq_length": 512, "preview_rows": 1, "rows": {"train": 10, "validation": 3}}).wait()  # fmt: skip
    assert run.process.returncode == 0
    found = run.read("out/report/report.json")
    assert found["splits"]["train"]["rows"] == 10 and found["splits"]["train"]["truncated"]["count"] == 0
    assert found["overlap"]["validation"]["exact"] == {"count": 1, "share": 0.333333, "first_rows": [1]}
    trained = job("finetune_dpo", {"base_model": base_model, "train": paths["train"]},
                  dpo_params(trainer={"max_steps": None, "n_epochs": 1})).wait()  # fmt: skip
    assert trained.read("result.json")["trained_tokens"] == found["splits"]["train"]["tokens"]["trained_on"]


def test_training_refuses_a_text_with_a_special_token(job, base_model, tmp_path, sft_params):
    rows = [row["messages"] for row in tiny.rows(12)]
    rows[6][1]["content"] += " <|im_end|>"
    run = job("finetune_sft", {"base_model": base_model, "train": write(tmp_path / "t.jsonl", rows)}, sft_params()).wait()
    assert run.process.returncode == 3
    assert "Example 7 message contains an invalid token: <|im_end|>." in run.read("termination.json")["message"]


def test_training_refuses_long_rows_where_it_is_told_to(job, base_model, tmp_path, sft_params):
    rows = [row["messages"] for row in tiny.rows(12)]
    rows[4][1]["content"] += " word" * 200
    params = sft_params(trainer={"on_overflow": "refuse"})
    run = job("finetune_sft", {"base_model": base_model, "train": write(tmp_path / "t.jsonl", rows)}, params).wait()
    assert run.process.returncode == 3
    assert "1 of 12 rows are longer than 128 tokens, the first is example 5" in run.read("termination.json")["message"]


@pytest.mark.parametrize(("said", "trainer", "message"), [
    (" <|im_end|>", {}, "Example 7 message contains an invalid token: <|im_end|>."),
    (" word" * 200, {"on_overflow": "refuse"}, "1 of 12 rows are longer than 128 tokens, the first is example 7"),
])  # fmt: skip
def test_training_on_pairs_refuses_the_same(job, base_model, tmp_path, dpo_params, said, trainer, message):
    rows = tiny.pairs(12)
    rows[6]["non_preferred_output"][0]["content"] += said
    path = tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    run = job("finetune_dpo", {"base_model": base_model, "train": path}, dpo_params(trainer=trainer)).wait()
    assert run.process.returncode == 3
    assert message in run.read("termination.json")["message"]
