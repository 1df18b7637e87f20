"""Greedy answers to every row of a chat data set, and the share that is exactly the expected one.

An answer counts when it equals the row's last assistant message after white space around both is cut off.
Every answer is written down: out/answers/answers.jsonl, from which the score can be recomputed.
"""
from lib.answering import ask, line_of, share, timings, write_answers
from lib.chat import read_rows
from lib.contract import JobDir


def main(job: JobDir) -> None:
    rows = read_rows(job.input("dataset"))
    labels = job.params.restrict_to or label_set(rows)

    def judged(row: int, text: str) -> dict:
        line = line_of(rows[row], row, text)
        known = None if labels is None else line["answer"] in labels
        return line | {"correct": line["answer"] == line["expected"], "valid_label": known}

    lines, seconds = ask(job, rows, judged, lambda done: {"exact_match": share(done, "correct")})
    found = {"exact_match": share(lines, "correct")} | timings(lines, seconds)
    if labels is not None:
        found["valid_label_share"] = share(lines, "valid_label")
    job.finish(write_answers(job, lines), found)


def label_set(rows: list[list[dict]]) -> list[str] | None:
    """The expected answers when they recur, as labels do; None for free text."""
    expected = {row[-1]["content"].strip() for row in rows}
    return sorted(expected) if len(expected) <= len(rows) / 2 else None
