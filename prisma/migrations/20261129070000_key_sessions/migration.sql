-- A browser is signed in by a person's login or by an API key, whose rights the session then has.
ALTER TABLE "login_session" ALTER COLUMN "identity_id" DROP NOT NULL;
ALTER TABLE "login_session" ADD COLUMN "key_id" TEXT;
ALTER TABLE "login_session" ADD CONSTRAINT "login_session_of_one" CHECK (num_nonnulls(identity_id, key_id) = 1);
CREATE INDEX "login_session_key_id_idx" ON "login_session"("key_id");

-- CreateTable
CREATE TABLE "login_link" (
    "sha256" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "login_link_pkey" PRIMARY KEY ("sha256")
);
CREATE INDEX "login_link_expires_at_idx" ON "login_link"("expires_at");

ALTER TABLE "login_link" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "login_link" FORCE ROW LEVEL SECURITY;
CREATE POLICY door_rows ON "login_link" USING (current_setting('luthier.project', true) = '*');
