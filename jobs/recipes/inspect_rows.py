"""What a base model's own tokenizer and chat template make of a dataset version: out/report/report.json."""
import time

from lib.chat import ControlText, each_row
from lib.contract import JobDir
from lib.files import canonical, sha256_of_json
from lib.models import load_tokenizer
from lib.pair_report import PairReport
from lib.pairs import Pair, each_pair
from lib.row_report import SplitReport, overlap

TELL_EVERY_SECONDS = 2


def main(job: JobDir) -> None:
    p = job.params
    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    control = ControlText(tokenizer)
    paths = {name: path for name in ("train", "validation", "test") if (path := job.input(name))}
    job.phase("evaluating")
    reader, of_split = (each_pair, PairReport) if p.format == "preference" else (each_row, SplitReport)
    reports = {}
    for name, path in paths.items():
        reports[name] = of_split(tokenizer, control, p.max_seq_length, p.preview_rows)
        read(job, reports[name], reader(path), vars(p.rows)[name])
    train = reports["train"]
    found = {
        "schema_version": 1,
        "max_seq_length": p.max_seq_length,
        "template_sha256": sha256_of_json(tokenizer.chat_template),
        "vocabulary": len(tokenizer),
        "control_tokens": {"special": control.special[:500], "marks": control.marks},
        "splits": {name: report.done() for name, report in reports.items()},
        "overlap": {name: overlap(train, report, texts(reader(paths[name])))
                    for name, report in reports.items() if name != "train"},
    }  # fmt: skip
    out = job.out / "report"
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(canonical(found) + "\n", encoding="utf-8")
    job.finish({"report": "report"}, {"rows": sum(len(one.lengths) for one in reports.values()),
                                      "tokens": sum(split["tokens"]["total"] for split in found["splits"].values())})  # fmt: skip


def read(job: JobDir, report: SplitReport, rows, total: int) -> None:
    told = time.monotonic()
    for done, row in enumerate(rows, 1):
        report.add(row)
        if time.monotonic() - told >= TELL_EVERY_SECONDS:
            told = time.monotonic()
            job.event("eval", done=done, total=total, metrics={})


def texts(rows):
    """The messages of every row: of a pair those of the prompt and of both answers."""
    return (row.messages if isinstance(row, Pair) else row for row in rows)
