-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "url" TEXT NOT NULL,
    "event_types" TEXT[],
    "format" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "secret" BYTEA NOT NULL,
    "secret_hint" TEXT NOT NULL,
    "old_secret" BYTEA,
    "old_secret_until" TIMESTAMPTZ(3),
    "since_seq" BIGINT NOT NULL,
    "failing_since" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_cursor" (
    "project_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "webhook_cursor_pkey" PRIMARY KEY ("project_id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_step_at" TIMESTAMPTZ(3),
    "give_up_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_token" TEXT,
    "status" INTEGER,
    "error" TEXT,
    "response" TEXT,
    "latency_ms" INTEGER,
    "history" JSONB NOT NULL DEFAULT '[]',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_endpoint_project_id_id_idx" ON "webhook_endpoint"("project_id", "id");

-- CreateIndex
CREATE INDEX "webhook_event_created_at_idx" ON "webhook_event"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_event_project_id_seq_type_key" ON "webhook_event"("project_id", "seq", "type");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_next_step_at_idx" ON "webhook_delivery"("endpoint_id", "next_step_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_event_id_idx" ON "webhook_delivery"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "webhook_delivery_endpoint_id_event_id_key" ON "webhook_delivery"("endpoint_id", "event_id");

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_event_id_fkey" FOREIGN KEY ("event_id") REFERENCES "webhook_event"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "webhook_endpoint" ADD CONSTRAINT webhook_endpoint_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "webhook_cursor" ADD CONSTRAINT webhook_cursor_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "webhook_event" ADD CONSTRAINT webhook_event_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT webhook_endpoint_format CHECK (format IN ('standard', 'cloudevents'));
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT webhook_endpoint_old_secret_ends CHECK ((old_secret IS NULL) = (old_secret_until IS NULL));
ALTER TABLE "webhook_delivery" ADD CONSTRAINT webhook_delivery_state CHECK (state IN ('pending', 'delivered', 'dead'));
ALTER TABLE "webhook_delivery" ADD CONSTRAINT webhook_delivery_pending_iff_due CHECK ((state = 'pending') = (next_step_at IS NOT NULL));
ALTER TABLE "webhook_delivery" ADD CONSTRAINT webhook_delivery_final_iff_finished CHECK ((state <> 'pending') = (finished_at IS NOT NULL));
-- What is being sent now: the lanes of an endpoint are counted at each claim.
CREATE INDEX webhook_delivery_leased ON "webhook_delivery" (endpoint_id) WHERE lease_token IS NOT NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['webhook_endpoint', 'webhook_cursor', 'webhook_event', 'webhook_delivery']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
END $$;
