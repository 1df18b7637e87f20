import {
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Multipart uploads begun before `beforeMs` and never ended, page by page: the SDK has no paginator for this call. */
export async function* staleUploads(
  client: S3Client,
  where: { Bucket: string; Prefix: string },
  beforeMs: number,
): AsyncGenerator<{ Key: string; UploadId: string }> {
  for (let next: { KeyMarker?: string; UploadIdMarker?: string } | null = {}; next;) {
    const page: ListMultipartUploadsCommandOutput = await client.send(
      new ListMultipartUploadsCommand({ ...where, ...next }),
    );
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Key && UploadId && Initiated && Initiated.getTime() <= beforeMs) yield { Key, UploadId };
    }
    next = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
      : null;
  }
}
