import { z } from 'zod';
import { int, url } from '#platform/setting-kinds.js';

/** Other servers that this one speaks to. */
export const serverSettings = {
  DATABASE_URL: url('postgresql:', 'postgres:').optional().meta({
    group: 'servers',
    secret: true,
    description: 'PostgreSQL 15 or later; unset: an embedded one in the data folder.',
  }),
  REDIS_URL: url('redis:', 'rediss:').optional().meta({
    group: 'servers',
    secret: true,
    description: 'Redis or Valkey for the queue; unset: the queue lives in PostgreSQL.',
  }),
  S3_ENDPOINT: url('http:', 'https:').optional().meta({
    group: 'servers',
    description: 'S3 server to keep objects in; needs S3_BUCKET. Unset with S3_BUCKET set: AWS.',
  }),
  S3_BUCKET: z.string().min(3).max(63).optional().meta({
    group: 'servers',
    description: 'Bucket for objects; unset: files in the data folder.',
  }),
  S3_REGION: z
    .string()
    .prefault('us-east-1')
    .meta({ group: 'servers', description: 'Region of the bucket.' }),
  S3_ACCESS_KEY_ID: z.string().optional().meta({
    group: 'servers',
    secret: true,
    description: 'Access key; unset: the AWS credential chain.',
  }),
  S3_SECRET_ACCESS_KEY: z.string().optional().meta({
    group: 'servers',
    secret: true,
    description: 'Secret that belongs to S3_ACCESS_KEY_ID.',
  }),
  MLFLOW_TRACKING_URI: url('http:', 'https:').optional().meta({
    group: 'servers',
    description: 'MLflow server to mirror runs to; unset: an embedded one in the data folder.',
  }),
  MLFLOW_TRACKING_TOKEN: z.string().optional().meta({
    group: 'servers',
    secret: true,
    description: 'Bearer token for MLFLOW_TRACKING_URI.',
  }),
  LUTHIER_JUDGE_URL: url('http:', 'https:').optional().meta({
    group: 'servers',
    description:
      'Base URL of an OpenAI-compatible API whose model judges answers, such as https://api.openai.com/v1: questions and answers of projects that allow it are sent there. Unset: none are.',
  }),
  LUTHIER_JUDGE_MODEL: z.string().min(1).max(200).optional().meta({
    group: 'servers',
    description: 'Model to ask there; needed with LUTHIER_JUDGE_URL.',
  }),
  LUTHIER_JUDGE_KEY: z.string().min(1).max(2000).optional().meta({
    group: 'servers',
    secret: true,
    description: 'Key for LUTHIER_JUDGE_URL, its file readable by the service alone; unset: none is sent.',
  }),
  LUTHIER_JUDGE_MAX_CALLS: int(1, 1_000_000).prefault('1000').meta({
    group: 'servers',
    description: 'The most calls that one judgement may make.',
  }),
  LUTHIER_SMTP_URL: url('smtp:', 'smtps:').optional().meta({
    group: 'servers',
    secret: true,
    description:
      'Mail server for notices to members, smtp://user:pass@host:587 or smtps://…:465; unset: no mail is sent.',
  }),
  LUTHIER_MAIL_FROM: z
    .string()
    .max(320)
    .regex(
      /^(?:[^<>\p{Cc}"]{1,100} )?<?[^\s<>@\p{Cc}"]{1,64}@[A-Za-z0-9.-]{1,253}>?$/u,
      'must be an address, or Name <address>',
    )
    .optional()
    .meta({ group: 'servers', description: 'Sender of those mails; needed with LUTHIER_SMTP_URL.' }),
  LUTHIER_MAIL_DIGEST_SECONDS: int(0, 86_400).prefault('60').meta({
    group: 'servers',
    description: 'What comes up for one member within so many seconds goes into one mail.',
  }),
};
