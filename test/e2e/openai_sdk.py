"""The main job through the official Python client: openai_sdk.py TRAIN.jsonl PAIRS.jsonl BASE_MODEL (OPENAI_BASE_URL, OPENAI_API_KEY, and OPENAI_WEBHOOK_SECRET with
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
RUN = {"type": "wandb", "wandb": {"project": "intents", "tags": ["python"]}}
FINAL = {"succeeded", "failed", "cancelled"}


def main(train: str, pairs: str, base: str) -> None:
    client = openai.OpenAI()
    said = told(client)  # signatures are good for five minutes
    file = client.files.wait_for_processing(in_parts(client, train))
    method = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 1, "batch_size": 8}}}
    job = client.fine_tuning.jobs.create(model=base, training_file=file.id, method=method, suffix="python", integrations=[RUN])
    job = wait(client, job.id, 300)
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=5))
    results = client.files.content(job.result_files[0]).text.splitlines()
    preferred = preference(client, pairs, base)
    other = client.fine_tuning.jobs.create(model=base, training_file=file.id)
    client.fine_tuning.jobs.cancel(other.id)
    print(json.dumps({
        "id": job.id,
        "model": job.fine_tuned_model,
        "run_id": job.integrations[0].wandb.run_id,
        "status": job.status,
        "steps": sum(event.type == "metrics" for event in events),
        "checkpoints": [one.step_number for one in client.fine_tuning.jobs.checkpoints.list(job.id, limit=1)],
        "listed_by_pages": job.id in [one.id for one in client.fine_tuning.jobs.list(limit=1)],
        "results": [results[0], len(results)],
        "streamed_is_whole": streamed_is_whole(client, job.fine_tuned_model),
        "preference": preferred,
        "cancelled": wait(client, other.id, 60).status,
        "told": said,
        "not_found": refusal(lambda: client.models.retrieve("ft:none")),
        "bad_request": refusal(lambda: client.fine_tuning.jobs.create(model=base, training_file=file.id, seed=-1)),
        "unsupported": refusal(lambda: client.fine_tuning.alpha.graders.validate(grader=GRADER)),
        "unauthorized": refusal(openai.OpenAI(api_key="sk-wrong").models.list),
    }))  # fmt: skip


def preference(client: openai.OpenAI, pairs: str, base: str) -> dict:
    """A DPO job that is paused and resumed, then answers."""
    file = client.files.create(file=Path(pairs), purpose="fine-tune")
    client.files.wait_for_processing(file.id)
    method = {"type": "dpo", "dpo": {"hyperparameters": {"n_epochs": 3, "batch_size": 4, "beta": 0.2}}}
    job = client.fine_tuning.jobs.create(model=base, training_file=file.id, method=method, suffix="python-dpo")
    wait(client, job.id, 120, {"running", *FINAL})
    client.fine_tuning.jobs.pause(job.id)
    paused = wait(client, job.id, 120, {"paused", *FINAL}).status
    client.fine_tuning.jobs.resume(job.id)
    job = wait(client, job.id, 300)
    return {
        "paused": paused,
        "resumed": job.status,
        "beta": job.method.dpo.hyperparameters.beta,
        "streamed_is_whole": streamed_is_whole(client, job.fine_tuned_model),
    }


def streamed_is_whole(client: openai.OpenAI, model: str) -> bool:
    messages = [{"role": "user", "content": "bob asks 2: why did the transfer cost?"}]
    ask = {"model": model, "messages": messages, "max_tokens": 8, "temperature": 0}
    whole = client.chat.completions.create(**ask).choices[0].message.content
    stream = client.chat.completions.create(**ask, stream=True)
    return whole == "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)


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
