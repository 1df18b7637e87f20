"""The main job through the official Python client: openai_sdk.py TRAIN.jsonl BASE_MODEL (OPENAI_BASE_URL, OPENAI_API_KEY, and OPENAI_WEBHOOK_SECRET with
HOOK, a delivery as {"body", "headers"}).

Prints what it saw as one JSON line.
"""
import hashlib
import json
import os
import sys
import time
from pathlib import Path

import openai

GRADER = {
    "type": "string_check", "name": "same", "operation": "eq",
    "input": "{{sample.output_text}}", "reference": "{{item.label}}",
}  # fmt: skip
FINAL = {"succeeded", "failed", "cancelled"}


def main(train: str, base: str) -> None:
    client = openai.OpenAI()
    said = told(client)  # signatures are good for five minutes
    file = client.files.wait_for_processing(in_parts(client, train))
    method = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 1, "batch_size": 8}}}
    job = client.fine_tuning.jobs.create(model=base, training_file=file.id, method=method, suffix="python")
    job = wait(client, job.id, 300)
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=5))
    results = client.files.content(job.result_files[0]).text.splitlines()
    ask = {
        "model": job.fine_tuned_model,
        "messages": [{"role": "user", "content": "bob asks 2: why did the transfer cost?"}],
        "max_tokens": 8,
        "temperature": 0,
    }
    whole = client.chat.completions.create(**ask).choices[0].message.content
    streamed = "".join(
        chunk.choices[0].delta.content or "" for chunk in client.chat.completions.create(**ask, stream=True) if chunk.choices
    )
    paused, resumed = pause_and_resume(client, file.id, base)
    other = client.fine_tuning.jobs.create(model=base, training_file=file.id)
    client.fine_tuning.jobs.cancel(other.id)
    print(json.dumps({
        "status": job.status,
        "steps": sum(event.type == "metrics" for event in events),
        "checkpoints": [one.step_number for one in client.fine_tuning.jobs.checkpoints.list(job.id, limit=1)],
        "listed_by_pages": job.id in [one.id for one in client.fine_tuning.jobs.list(limit=1)],
        "results": [results[0], len(results)],
        "streamed_is_whole": streamed == whole,
        "paused": paused,
        "resumed": resumed,
        "cancelled": wait(client, other.id, 60).status,
        "told": said,
        "not_found": refusal(lambda: client.models.retrieve("ft:none")),
        "bad_request": refusal(lambda: client.fine_tuning.jobs.create(model=base, training_file=file.id, seed=-1)),
        "unsupported": refusal(lambda: client.fine_tuning.alpha.graders.validate(grader=GRADER)),
        "unauthorized": refusal(openai.OpenAI(api_key="sk-wrong").models.list),
    }))  # fmt: skip


def pause_and_resume(client: openai.OpenAI, file_id: str, base: str) -> tuple[str, str]:
    """The states a long job goes through: (after pause, at its end)."""
    hyperparameters = {"n_epochs": 6, "batch_size": 4}
    method = {"type": "supervised", "supervised": {"hyperparameters": hyperparameters}}
    job = client.fine_tuning.jobs.create(model=base, training_file=file_id, method=method)
    wait(client, job.id, 120, {"running"})
    client.fine_tuning.jobs.pause(job.id)
    paused = wait(client, job.id, 120, {"paused", *FINAL}).status
    client.fine_tuning.jobs.resume(job.id)
    return paused, wait(client, job.id, 300).status


def in_parts(client: openai.OpenAI, train: str) -> str:
    """Uploads in parts of 1,000 bytes through the SDK's own helper; answers the file's id, its bytes compared."""
    md5 = hashlib.md5(Path(train).read_bytes()).hexdigest()
    upload = client.uploads.upload_file_chunked(
        file=Path(train), mime_type="text/jsonl", purpose="fine-tune", part_size=1_000, md5=md5
    )
    assert client.files.content(upload.file.id).content == Path(train).read_bytes()
    return upload.file.id


def told(client: openai.OpenAI) -> list[str]:
    hook = json.loads(os.environ["HOOK"])
    event = client.webhooks.unwrap(hook["body"], hook["headers"])
    changed = refusal(lambda: client.webhooks.unwrap(hook["body"] + " ", hook["headers"]))
    return [event.type, changed]


def wait(client: openai.OpenAI, job_id: str, seconds: float, states: set[str] = FINAL):
    end = time.monotonic() + seconds
    while True:
        job = client.fine_tuning.jobs.retrieve(job_id)
        if job.status in states:
            return job
        if time.monotonic() > end:
            raise TimeoutError(f"{job_id} is still {job.status} after {seconds} s")
        time.sleep(0.5)


def refusal(call) -> str | None:
    try:
        call()
    except (openai.APIStatusError, openai.InvalidWebhookSignatureError) as error:
        return type(error).__name__
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
