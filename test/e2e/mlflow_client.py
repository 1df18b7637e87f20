"""Reads a registered version with MLflow's own client: mlflow_client.py MODEL ALIAS JOB_ID FOLDER (MLFLOW_TRACKING_URI).

Prints what it saw as one JSON line.
"""
import hashlib
import json
import sys
from pathlib import Path

import mlflow


def main(model: str, alias: str, job_id: str, folder: str) -> None:
    client = mlflow.MlflowClient()
    version = client.get_model_version_by_alias(model, alias)
    run = client.get_run(version.run_id)
    experiments = [one.experiment_id for one in client.search_experiments()]
    runs = client.search_runs(experiments, f"tags.`luthier.job_id` = '{job_id}'")
    history = client.get_metric_history(run.info.run_id, "train_loss")
    files = Path(mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="adapter", dst_path=folder))
    print(json.dumps({
        "runs_of_job": [one.info.run_id == run.info.run_id for one in runs],
        "status": run.info.status,
        "params": run.data.params,
        "steps": [point.step for point in history],
        "losses": [point.value for point in history],
        "inputs": [{"name": one.dataset.name, "digest": one.dataset.digest} for one in run.inputs.dataset_inputs],
        "version": version.version,
        "tags": version.tags,
        "run_tags": run.data.tags,
        "sha256": {str(path.relative_to(files)): sha256(path) for path in sorted(files.rglob("*")) if path.is_file()},
    }))  # fmt: skip


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:])
