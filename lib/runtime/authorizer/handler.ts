/**
 * The Lambda function behind a door: the policy decision point. What it decides by stands beside it in `bundle.json`; the environment names the table and the door.
 *
 *   ZERO_TRUST_DOOR     path of the door, for its audit log
 *   ZERO_TRUST_TABLE    name of the table of devices, subjects and sessions; absent: none is configured
 *
 * Nothing is opened before the first request: an environment that never gets one costs nothing, and what fails to open refuses instead of failing to start.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer } from './decide/answer';
import { AuditKeys } from './decide/audit-key';
import { Authorizer } from './decide/authorizer';
import { openParts } from './decide/parts';
import { openStores, type Stores } from './stores';
import { fetchText } from './token/fetch';
import { LARGEST_SET } from './token/keys';

/** Of API Gateway's own, for keys of issuers. (HTTP API quotas.) */
const KEYS_TIMEOUT_MS = 1_500;

const { ZERO_TRUST_DOOR: door = 'unknown', ZERO_TRUST_TABLE: table } = process.env;
let keys: AuditKeys | undefined;

const authorizer = new Authorizer({
  door,
  source: randomUUID(),
  clock: Date.now,
  // One line, one write: what Lambda gives to CloudWatch.
  write: (line) => { process.stdout.write(`${line}\n`); },
  auditKey: () => keys?.get(),
  open: () => openParts(readFileSync(join(__dirname, 'bundle.json'), 'utf8'), {
    fetch: (uri) => fetchText(uri, { timeoutMs: KEYS_TIMEOUT_MS, most: LARGEST_SET }),
    ...(table === undefined || table === '' ? {} : {
      stores: ({ limits }): Stores => {
        const stores = openStores({ table, environment: process.env, limits, unique: randomUUID });
        keys = new AuditKeys(stores.client, () => Date.now() / 1_000);
        return stores;
      },
    }),
  }),
});

export async function handler(event: unknown): Promise<Answer> {
  return authorizer.handle(event);
}
