"""The main job through the official Python client: openai_sdk.py TRAIN.jsonl BASE_MODEL (OPENAI_BASE_URL, OPENAI_API_KEY, and OPENAI_WEBHOOK_SECRET with
HOOK, a delivery as {"body", "headers"}).

Prints what it saw as one JSON line.
"""
import json
import os
import sys
import time

import openai

FINAL = {"succeeded", "failed", "cancelled"}


def main(train: str, base: str) -> None:
    client = openai.OpenAI()
    said = told(client)  # signatures are good for five minutes
    with open(train, "rb") as rows:
        file = client.files.create(file=rows, purpose="fine-tune")
    file = client.files.wait_for_processing(file.id)
    method = {"type": "supervised", "supervised": {"hyperparameters": {"n_epochs": 1, "batch_size": 8}}}
    job = client.fine_tuning.jobs.create(model=base, training_file=file.id, method=method, suffix="python")
    job = wait(client, job.id, 300)
    events = list(client.fine_tuning.jobs.list_events(job.id, limit=5))
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
    other = client.fine_tuning.jobs.create(model=base, training_file=file.id)
    client.fine_tuning.jobs.cancel(other.id)
    print(json.dumps({
        "status": job.status,
        "steps": sum(event.type == "metrics" for event in events),
        "streamed_is_whole": streamed == whole,
        "cancelled": wait(client, other.id, 60).status,
        "told": said,
        "not_found": refusal(lambda: client.models.retrieve("ft:none")),
    }))  # fmt: skip


def told(client: openai.OpenAI) -> list[str]:
    hook = json.loads(os.environ["HOOK"])
    event = client.webhooks.unwrap(hook["body"], hook["headers"])
    changed = refusal(lambda: client.webhooks.unwrap(hook["body"] + " ", hook["headers"]))
    return [event.type, changed]


def wait(client: openai.OpenAI, job_id: str, seconds: float):
    end = time.monotonic() + seconds
    while True:
        job = client.fine_tuning.jobs.retrieve(job_id)
        if job.status in FINAL:
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
