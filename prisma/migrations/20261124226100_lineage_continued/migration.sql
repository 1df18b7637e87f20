-- A training reads the adapter that it goes on from: a recall reaches it through that too.
CREATE OR REPLACE VIEW "lineage_edge" WITH (security_invoker = true) AS
  SELECT project_id, artifact_id AS child, parent_id AS parent, type FROM artifact_edge
  UNION ALL
  SELECT project_id, id, job_id, 'made-by' FROM artifact WHERE job_id IS NOT NULL
  UNION ALL
  SELECT project_id, artifact_id, id, 'files-of' FROM base_model WHERE artifact_id IS NOT NULL
  UNION ALL
  SELECT d.project_id, d.id, p.id, 'made-from' FROM dataset_version d CROSS JOIN LATERAL unnest(d.parent_ids) AS p(id)
  UNION ALL
  SELECT j.project_id, j.id, r.id, 'reads' FROM job j CROSS JOIN LATERAL (VALUES
    (j.spec->>'base_model'), (j.spec->>'dataset_version'), (j.spec#>>'{model,base_model}'),
    (j.spec#>>'{model,job}'), (CASE WHEN j.spec#>>'{model,job}' IS NULL THEN j.spec#>>'{model,artifact}' END),
    (j.spec#>>'{adapter,job}'), (CASE WHEN j.spec#>>'{adapter,job}' IS NULL THEN j.spec#>>'{adapter,artifact}' END),
    (j.spec#>>'{continue_from,job}'),
    (CASE WHEN j.spec#>>'{continue_from,job}' IS NULL THEN j.spec#>>'{continue_from,artifact}' END)
  ) AS r(id) WHERE r.id IS NOT NULL
  UNION ALL
  SELECT project_id, id, subject_id, 'measures' FROM evaluation
  UNION ALL
  SELECT project_id, id, dataset_version_id, 'measured-on' FROM evaluation
  UNION ALL
  SELECT project_id, id, job_id, 'made-by' FROM evaluation
  UNION ALL
  SELECT v.project_id, v.id, a.value, 'consists-of' FROM model_version v CROSS JOIN LATERAL jsonb_each_text(v.artifacts) AS a
  UNION ALL
  SELECT project_id, 'alias:' || model_id || ':' || alias, version_id, 'points-to' FROM model_alias
  UNION ALL
  SELECT project_id, id, version_id, 'serves' FROM deployment;
