/**
 * A truststore where API Gateway can load it: ``loadTruststore(door, props, report)``.
 *
 * A file becomes an asset: its object is named by the hash of its content, in a bucket that CDK's bootstrap made. Whoever deploys must be
 * permitted to read it (`s3:GetObject`), which is what API Gateway asks for when the domain is made.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct } from 'constructs';
import { isToken } from '../../intent/clean';
import { Said } from './compiler/say';
import type { FrontDoorProps } from './door-props';
import type { TruststoreSource } from './truststore';
import { checkTruststore } from './truststore-check';

/** As `NOW_CONTEXT` of lib/validation/context.ts, which layers do not import. */
const NOW_CONTEXT = 'zero-trust:now';

export interface LoadedTruststore {
  readonly uri: string;
  readonly version?: string;
}

export type Report = (level: 'error' | 'warning', code: string, message: string) => void;

/** Undefined where there is none. One that cannot be read is told, and stands as a name that nothing is made from. */
export function loadTruststore(scope: Construct, { domain }: FrontDoorProps, report: Report): LoadedTruststore | undefined {
  const source = domain?.truststore?._source as TruststoreSource | undefined;
  if (source === undefined) return undefined;
  if (source.isInS3 === true) return fromS3(source, report);
  const file: unknown = source.file;
  if (typeof file !== 'string' || file === '') {
    report('error', 'TruststoreUnreadable', `truststore is \`${worded(file)}\`; expected the path of a PEM file, from the directory in which the app is synthesized`);
    return { uri: 's3://unreadable/truststore.pem' };
  }
  const name = path.basename(file);
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (error) {
    report('error', 'TruststoreUnreadable', `truststore \`${name}\` cannot be read: ${(error as { code?: string }).code ?? 'an error'}; expected the path of a PEM file, from the directory in which the app is synthesized`);
    return { uri: 's3://unreadable/truststore.pem' };
  }
  const said = new Said();
  const now: unknown = scope.node.tryGetContext(NOW_CONTEXT);
  checkTruststore(pem, { name, ...(typeof now === 'string' ? { now } : {}) }, said);
  for (const { level, code, message } of said.all) report(level, code, message);
  if (said.all.some((f) => f.level === 'error')) return { uri: 's3://refused/truststore.pem' };
  const asset = new Asset(scope, 'Truststore', { path: file, displayName: `Truststore of ${scope.node.id}` });
  return { uri: asset.s3ObjectUrl };
}

function fromS3(source: TruststoreSource, report: Report): LoadedTruststore {
  const [uri, version] = [source.uri, source.version] as readonly unknown[];
  if (typeof uri !== 'string' || (version !== undefined && typeof version !== 'string')) {
    const [got, expected] = typeof uri === 'string' ? [`version of truststore \`${uri}\` is \`${worded(version)}\``, 'the version of an object, as a text'] : [`truststore is \`${worded(uri)}\``, '`s3://BUCKET/KEY`, e.g. `bucket.s3UrlForObject(key)`'];
    report('error', 'TruststoreUnreadable', `${got}; expected ${expected}`);
    return { uri: 's3://unreadable/truststore.pem' };
  }
  if (!isToken(uri) && !/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/.test(uri)) report('error', 'TruststoreUnreadable', `truststore \`${uri}\` is no object of S3; expected \`s3://BUCKET/KEY\``);
  if (version === undefined || version === '') report('error', 'TruststoreUnreadable', `truststore \`${uri}\` has no version, and API Gateway loads it again when its version changes alone; expected \`version\` of an object in a bucket that keeps versions`);
  return { uri, ...(version === undefined ? {} : { version }) };
}

/** Of JavaScript: a bucket, a number, nothing. */
function worded(value: unknown): string {
  return typeof value === 'object' && value !== null ? (value as { node?: { path?: string } }).node?.path ?? (Array.isArray(value) ? 'list' : 'object') : typeof value === 'function' ? 'function' : String(value);
}
