// Makes the bucket that S3_BUCKET names, unless it is there: `node docker/make-bucket.mjs` with the service's settings.
import { CreateBucketCommand, HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { loadConfig } from '../dist/libs/platform/config.js';

const { S3_ENDPOINT: endpoint, S3_BUCKET: Bucket, S3_REGION: region, ...keys } = loadConfig();
const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = keys;
if (!Bucket) throw new Error('S3_BUCKET is not set');
const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
const client = new S3Client({ endpoint, region, credentials, forcePathStyle: endpoint !== undefined });
try {
  await client.send(new HeadBucketCommand({ Bucket }));
  console.log(`bucket ${Bucket} is there`);
} catch (error) {
  if (error.$metadata?.httpStatusCode !== 404) throw error;
  await client.send(new CreateBucketCommand({ Bucket }));
  console.log(`bucket ${Bucket} made`);
}
