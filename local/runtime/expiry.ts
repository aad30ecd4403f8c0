/** The lifecycle of the buckets: what has been there for as many days as the template says is deleted, at the start and once an hour. */
import { DeleteObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { BucketPlan } from './deployment.ts';
import type { Credential } from './functions.ts';
import { place } from './templates.ts';

const dayMilliseconds = 86_400_000;

async function* objectsIn(client: S3Client, bucket: string) {
  let next: string | undefined;
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: next }));
    yield* page.Contents ?? [];
    next = page.NextContinuationToken;
  } while (next !== undefined);
}

const expire = async (client: S3Client, { name, expiryDays }: BucketPlan, now: Date): Promise<void> => {
  if (expiryDays === null) return;
  for await (const { Key: key, LastModified: written } of objectsIn(client, name)) {
    const age = now.getTime() - (written?.getTime() ?? now.getTime());
    if (age >= expiryDays * dayMilliseconds) await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }));
  }
};

/** Deletes what has expired by `now`, through the same door as everybody. AWS does it at the midnight after. */
export const expireObjects = async (
  endpoint: string,
  credentials: Credential,
  buckets: readonly BucketPlan[],
  now: Date,
): Promise<void> => {
  const client = new S3Client({ endpoint, region: place.region, credentials });
  try {
    for (const bucket of buckets) await expire(client, bucket, now);
  } finally {
    client.destroy();
  }
};
