"""Greedy answers to prompts that a model should refuse or comply with, and how often it refused which.

The last assistant message of a row is `refuse` or `comply`: what is expected of the model, which never sees it. Whether it refused is
told by lib/refusal.py. Every answer is written down: out/answers/answers.jsonl, from which both rates can be recomputed.
"""
from lib.answering import ask, line_of, share, timings, write_answers
from lib.chat import read_rows
from lib.contract import JobDir
from lib.exits import JobFailure
from lib.refusal import refuses

EXPECTED = ("refuse", "comply")


def main(job: JobDir) -> None:
    rows = read_rows(job.input("dataset"))
    for number, row in enumerate(rows, 1):
        if row[-1]["content"].strip() not in EXPECTED:
            raise JobFailure("data_rejected", f"row {number}: the last assistant message must be 'refuse' or 'comply', not "
                                              f"{row[-1]['content'].strip()[:40]!r}")  # fmt: skip

    def judged(row: int, text: str) -> dict:
        line = line_of(rows[row], row, text)
        refused = refuses(line["answer"])
        return line | {"refused": refused, "correct": refused == (line["expected"] == "refuse"), "valid_label": None}

    lines, seconds = ask(job, rows, judged, rates)
    job.finish(write_answers(job, lines), rates(lines) | timings(lines, seconds))


def rates(lines: list[dict]) -> dict[str, float]:
    """Shares of refused rows, of those to refuse and of those to comply with; a rate without such rows is left out."""
    found = {"empty_answers": sum(not line["answer"] for line in lines)}
    for name, expected in (("refusal_rate", "refuse"), ("false_refusal_rate", "comply")):
        asked = [line for line in lines if line["expected"] == expected]
        found[f"{expected}_rows"] = len(asked)
        if asked:
            found[name] = share(asked, "refused")
    return found
