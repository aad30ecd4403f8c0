/** DeleteObject and DeleteObjects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html and …/API_DeleteObjects.html */
import { bodyOf } from './chunked.ts';
import { refuse, S3Refusal } from './errors.ts';
import { type Answer, type Call, xmlAnswer } from './exchange.ts';
import { stageFile } from './files.ts';
import { bodyClaims } from './intake.ts';
import { refuseLocked } from './lock.ts';
import { commitVersion, type Draft, removeVersion, versionOf } from './objects.ts';
import { readXml } from './small-body.ts';
import { unconditional } from './write.ts';
import { element, innerOf, textOf, type Xml, xmlDocument } from './xml.ts';

interface Deletion {
  readonly key: string;
  readonly versionId: string | undefined;
}

/** What a deletion did; the id is that of the version that went or of the marker that came. */
interface Deleted {
  readonly versionId: string | undefined;
  readonly marker: boolean;
}

const mostDeletions = 1000;

const deleteVersion = (call: Call, key: string, versionId: string): Deleted => {
  const version = versionOf(call.bucket, key, versionId);
  // S3 answers a deletion of what does not exist like any other: the end is the same.
  if (version === undefined) return { versionId, marker: false };
  refuseLocked(version, call.request.headers.get('x-amz-bypass-governance-retention') === 'true', call.now);
  removeVersion(call.bucket, version);
  return { versionId, marker: version.marker };
};

/** A marker is allowed over a locked version: it hides the object and deletes nothing. */
const addMarker = async (call: Call, key: string): Promise<Deleted> => {
  const lastModified = call.now.toISOString();
  const empty = { size: 0, etag: '', headers: {}, checksum: null, retention: null };
  const draft: Draft = { ...empty, key, lastModified, marker: true, versioned: true };
  const staged = await stageFile(call.store.temporaryFolder, async () => draft);
  return { versionId: commitVersion(call.bucket, staged, unconditional).versionId, marker: true };
};

const deleteOne = async (call: Call, { key, versionId }: Deletion): Promise<Deleted> => {
  if (versionId !== undefined) return deleteVersion(call, key, versionId);
  if (call.bucket.settings.versioned) return addMarker(call, key);
  deleteVersion(call, key, 'null');
  return { versionId: undefined, marker: false };
};

/** DeleteObject. */
export const deleteObject = async (call: Call): Promise<Answer> => {
  const { key, parameters } = call.request;
  const deleted = await deleteOne(call, { key, versionId: parameters.get('versionId') });
  const version = deleted.versionId === undefined ? {} : { 'x-amz-version-id': deleted.versionId };
  return { status: 204, headers: { ...version, ...(deleted.marker ? { 'x-amz-delete-marker': 'true' } : {}) } };
};

const readDeletion = (xml: string): Deletion => {
  const rest = xml.replace(/<(Key|VersionId)>[^<]*<\/\1>/g, '').trim();
  if (rest !== '') refuse('NotImplemented', 'An object to delete is named by Key and VersionId only.');
  const key = textOf(xml, 'Key') ?? '';
  if (key === '') refuse('MalformedXML', 'Every object to delete must have a Key.');
  return { key, versionId: textOf(xml, 'VersionId') };
};

const optional = (name: string, content: string | undefined): Xml[] =>
  content === undefined ? [] : [element(name, content)];

const deletedXml = ({ key, versionId }: Deletion, deleted: Deleted): Xml => {
  const marker = deleted.marker ? [element('DeleteMarker', true)] : [];
  const markerId = deleted.marker ? optional('DeleteMarkerVersionId', deleted.versionId) : [];
  return element('Deleted', [element('Key', key), ...optional('VersionId', versionId), ...marker, ...markerId]);
};

const deletionXml = async (call: Call, deletion: Deletion, isQuiet: boolean): Promise<Xml[]> => {
  try {
    const deleted = await deleteOne(call, deletion);
    return isQuiet ? [] : [deletedXml(deletion, deleted)];
  } catch (failure) {
    if (!(failure instanceof S3Refusal)) throw failure;
    const named = [element('Key', deletion.key), ...optional('VersionId', deletion.versionId)];
    return [element('Error', [...named, element('Code', failure.code), element('Message', failure.message)])];
  }
};

/** DeleteObjects: up to 1,000 objects, each with its own outcome. */
export const deleteObjects = async (call: Call): Promise<Answer> => {
  const claims = bodyClaims(call.request.headers, call.signer.payload);
  if (claims.md5 === undefined && claims.checksum === undefined) {
    refuse('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  const xml = await readXml(bodyOf(call.request.body, call.signer), claims);
  const deletions = innerOf(xml, 'Object').map(readDeletion);
  if (deletions.length < 1 || deletions.length > mostDeletions) {
    refuse('MalformedXML', `Between 1 and ${mostDeletions} objects can be deleted at once.`);
  }
  const outcomes: Xml[] = [];
  for (const deletion of deletions) {
    outcomes.push(...(await deletionXml(call, deletion, textOf(xml, 'Quiet') === 'true')));
  }
  return xmlAnswer(xmlDocument('DeleteResult', outcomes));
};
