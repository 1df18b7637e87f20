-- A curve reads a million rows: the project is asked for once, not at every row (a sub-select is evaluated before the scan).
ALTER POLICY project_rows ON "job_metric"
  USING ((SELECT current_setting('luthier.project', true)) IN (project_id, '*'));
ALTER POLICY project_rows ON "job_system_metric"
  USING ((SELECT current_setting('luthier.project', true)) IN (project_id, '*'));
