/**
 * What was found in an upload that is not accepted as it is, kept for a day beside the file itself: every finding, and the
 * supplier's own file with its findings in two added columns. They are made when the file is read, so that whoever looks
 * need not wait until a large file is read again. The record, which goes to every party, has only codes and places.
 */
import * as z from 'zod';
import type { Finding } from '../domain/delivery/findings/finding.ts';
import { type Problem, problemOrder } from '../domain/delivery/findings/problem.ts';
import type { ByteSource } from '../domain/delivery/workbook/xlsx-zip.ts';
import type { UploadIdentity } from '../domain/record/correction.ts';
import { returnDelivered } from './delivered-file.ts';
import type { Ports, ReadPort } from './ports.ts';
import { foundKey, returnKey, type UploadName } from './upload-key.ts';

const sentence = z.object({ nl: z.string(), en: z.string() });

const finding = z.object({
  kind: z.enum(['SF', 'DF', 'PF']),
  code: z.string(),
  line: z.number().nullable(),
  column: z.number().nullable(),
  heading: z.string().nullable(),
  value: z.string().nullable(),
  detail: sentence.nullable(),
  rule: sentence,
  example: z.string(),
  message: z.string(),
  messageEnglish: z.string(),
}) satisfies z.ZodType<Finding>;

const ofPilot = z.object({ code: z.string(), line: z.null(), column: z.string().nullable(), message: z.string() });

const found = z.object({
  /** All findings of the file, also those that are not listed. */
  findingCount: z.number(),
  /** How often each rule was broken. */
  codes: z.record(z.string(), z.number()),
  /** Those that are listed, in the order of the file. */
  findings: z.array(finding),
  /** What the pilot as it stands has against a sound file. */
  ofPilot: z.array(ofPilot),
  /** The hash of what is not plausible, for which reasons may be given; empty where everything is plausible. */
  implausible: z.string(),
});

/** Everything that was found in an upload when it was read last. */
export type FoundInUpload = z.output<typeof found>;

/** Keeps what was found, and makes the return file. */
export const keepFound = async (
  { beside }: Pick<Ports, 'beside'>,
  upload: UploadName,
  source: ByteSource,
  all: FoundInUpload,
): Promise<void> => {
  const { pilot, kind, valuationDate, form } = upload;
  const fileName = `${kind}-${valuationDate}-bevindingen`;
  const problems = [...all.findings, ...all.ofPilot].map(asProblem).sort(problemOrder);
  await beside.put(returnKey(pilot, upload), { contentType: 'text/csv', fileName: `${fileName}.csv` }, (write) =>
    returnDelivered({ kind, source, form }, problems, write),
  );
  await beside.put(
    foundKey(pilot, upload),
    { contentType: 'application/json', fileName: `${fileName}.json` },
    async (write) => write(Buffer.from(JSON.stringify(all))),
  );
};

/** A finding of the pilot names its column by heading; in the file it stands at its row. */
const asProblem = ({ code, line, column, message }: Finding | z.output<typeof ofPilot>): Problem => ({
  ...{ code, line, message },
  column: typeof column === 'number' ? column : null,
});

/** What was found in an upload; `null` where it is not kept, or not any more. */
export const fetchFound = async (
  { incoming }: { readonly incoming: Pick<ReadPort, 'get'> },
  pilot: string,
  upload: UploadIdentity,
): Promise<FoundInUpload | null> => {
  const bytes = await incoming.get(foundKey(pilot, upload));
  return bytes === null ? null : found.parse(JSON.parse(new TextDecoder().decode(bytes)));
};
