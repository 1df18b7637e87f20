"""What a base model's own tokenizer and chat template make of a dataset version: out/report/report.json."""
import time

from lib.chat import ControlText, each_row
from lib.contract import JobDir
from lib.files import canonical, sha256_of_json
from lib.models import load_tokenizer
from lib.row_report import SplitReport, overlap

TELL_EVERY_SECONDS = 2


def main(job: JobDir) -> None:
    p = job.params
    job.phase("loading")
    tokenizer = load_tokenizer(job.input("base_model"))
    control = ControlText(tokenizer)
    paths = {name: path for name in ("train", "validation", "test") if (path := job.input(name))}
    job.phase("evaluating")
    reports = {}
    for name, path in paths.items():
        reports[name] = SplitReport(tokenizer, control, p.max_seq_length, p.preview_rows)
        read(job, reports[name], path, vars(p.rows)[name])
    train = reports["train"]
    found = {
        "schema_version": 1,
        "max_seq_length": p.max_seq_length,
        "template_sha256": sha256_of_json(tokenizer.chat_template),
        "vocabulary": len(tokenizer),
        "control_tokens": {"special": control.special[:500], "marks": control.marks},
        "splits": {name: report.done() for name, report in reports.items()},
        "overlap": {name: overlap(train, report, each_row(paths[name]))
                    for name, report in reports.items() if name != "train"},
    }  # fmt: skip
    out = job.out / "report"
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.json").write_text(canonical(found) + "\n", encoding="utf-8")
    job.finish({"report": "report"}, {"rows": sum(len(one.lengths) for one in reports.values()),
                                      "tokens": sum(sum(one.lengths) for one in reports.values())})  # fmt: skip


def read(job: JobDir, report: SplitReport, path, total: int) -> None:
    told = time.monotonic()
    for done, messages in enumerate(each_row(path), 1):
        report.add(messages)
        if time.monotonic() - told >= TELL_EVERY_SECONDS:
            told = time.monotonic()
            job.event("eval", done=done, total=total, metrics={})
