import { defineConfig } from 'prisma/config';

// Prisma 7 reads no datasource.url from the schema: plain `prisma migrate deploy` finds it here.
export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
