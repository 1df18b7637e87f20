-- What a recall holds by what it is, beside the rows that it holds: 'record:<hash>' and 'content:<sha256>'.
CREATE INDEX quarantine_kept_out ON "quarantine" (project_id, subject_id text_pattern_ops) WHERE released_at IS NULL;

-- Recalls of earlier releases keep copies out from now on.
SELECT set_config('luthier.project', '*', true);
INSERT INTO quarantine (recall_id, subject_id, project_id, reason)
SELECT id, 'record:' || subject, project_id, reason FROM recall
WHERE kind = 'record' AND NOT dry_run AND state IN ('scanning', 'executed')
ON CONFLICT DO NOTHING;
INSERT INTO quarantine (recall_id, subject_id, project_id, reason)
SELECT q.recall_id, 'content:' || f.sha256, q.project_id, q.reason FROM quarantine q JOIN file f ON f.id = q.subject_id
WHERE q.released_at IS NULL
ON CONFLICT DO NOTHING;
INSERT INTO quarantine (recall_id, subject_id, project_id, reason)
SELECT q.recall_id, s.subject, q.project_id, q.reason
FROM quarantine q
JOIN recall r ON r.id = q.recall_id AND r.kind <> 'record'
JOIN dataset_version v ON v.id = q.subject_id
CROSS JOIN LATERAL jsonb_each(v.splits) AS split
CROSS JOIN LATERAL (VALUES ('content:' || (split.value ->> 'sha256')), (split.value ->> 'file_id')) AS s(subject)
WHERE q.released_at IS NULL
ON CONFLICT DO NOTHING;
