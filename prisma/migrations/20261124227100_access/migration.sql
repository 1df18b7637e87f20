-- CreateTable
CREATE TABLE "identity" (
    "id" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT,
    "name" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_session" (
    "id" TEXT NOT NULL,
    "identity_id" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "login_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_attempt" (
    "state_sha256" TEXT NOT NULL,
    "browser_sha256" TEXT NOT NULL,
    "nonce" TEXT NOT NULL,
    "code_verifier" TEXT NOT NULL,
    "return_to" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_attempt_pkey" PRIMARY KEY ("state_sha256")
);

-- CreateTable
CREATE TABLE "invitation" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "roles" TEXT[],
    "member_id" TEXT,
    "invited_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oidc_trust" (
    "id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "claims" JSONB NOT NULL,
    "roles" TEXT[],
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "member_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "oidc_trust_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oidc_replay" (
    "issuer" TEXT NOT NULL,
    "jti" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oidc_replay_pkey" PRIMARY KEY ("issuer","jti")
);

-- CreateIndex
CREATE UNIQUE INDEX "identity_issuer_subject_key" ON "identity"("issuer", "subject");

-- CreateIndex
CREATE UNIQUE INDEX "login_session_sha256_key" ON "login_session"("sha256");

-- CreateIndex
CREATE INDEX "login_session_identity_id_idx" ON "login_session"("identity_id");

-- CreateIndex
CREATE INDEX "login_session_expires_at_idx" ON "login_session"("expires_at");

-- CreateIndex
CREATE INDEX "login_attempt_expires_at_idx" ON "login_attempt"("expires_at");

-- CreateIndex
CREATE INDEX "invitation_project_id_id_idx" ON "invitation"("project_id", "id");

-- CreateIndex
CREATE INDEX "invitation_email_idx" ON "invitation"("email");

-- CreateIndex
CREATE INDEX "oidc_trust_project_id_id_idx" ON "oidc_trust"("project_id", "id");

-- CreateIndex
CREATE INDEX "oidc_trust_issuer_audience_idx" ON "oidc_trust"("issuer", "audience");

-- CreateIndex
CREATE INDEX "oidc_replay_expires_at_idx" ON "oidc_replay"("expires_at");

-- AddForeignKey
ALTER TABLE "login_session" ADD CONSTRAINT "login_session_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

ALTER TABLE "member" ADD CONSTRAINT member_identity FOREIGN KEY (identity_id) REFERENCES "identity" (id);
ALTER TABLE "invitation" ADD CONSTRAINT invitation_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "oidc_trust" ADD CONSTRAINT oidc_trust_project FOREIGN KEY (project_id) REFERENCES "project" (id);
ALTER TABLE "oidc_trust" ADD CONSTRAINT oidc_trust_member FOREIGN KEY (member_id) REFERENCES "member" (id);
ALTER TABLE "api_key" ADD CONSTRAINT api_key_trust FOREIGN KEY (trust_id) REFERENCES "oidc_trust" (id);
-- One open invitation of one address into one project.
CREATE UNIQUE INDEX invitation_one_open ON "invitation" (project_id, email) WHERE accepted_at IS NULL AND ended_at IS NULL;
CREATE UNIQUE INDEX oidc_trust_one_live ON "oidc_trust" (project_id, name) WHERE removed_at IS NULL;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['invitation', 'oidc_trust']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY project_rows ON %I USING (current_setting(''luthier.project'', true) IN (project_id, ''*''))', t);
  END LOOP;
  -- People and their sessions belong to no project: only the door itself, which works for all of them, sees these.
  FOREACH t IN ARRAY ARRAY['identity', 'login_session', 'login_attempt', 'oidc_replay']
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY door_rows ON %I USING (current_setting(''luthier.project'', true) = ''*'')', t);
  END LOOP;
END $$;
