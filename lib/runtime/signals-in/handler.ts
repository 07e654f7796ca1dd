/**
 * The Lambda function behind the signal endpoint. Whom it believes stands beside it in `signals.json` (lib/contract/access/signals-config.ts); secrets are asked of Secrets Manager.
 *
 *   ZERO_TRUST_TABLE            name of the table of devices, subjects and sessions
 *   ZERO_TRUST_SIGNAL_SECRET    ARN of a secret `{ "mdm": ["whsec_new", "whsec_old"] }`: one or two for each provider; absent: no provider, tokens alone
 *
 * The SDK is the runtime's own. A secret is read anew after a minute: so long an old one is taken after it was taken out.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSignalsConfig } from '../../contract/access/signals-config';
import { own, record } from '../authorizer/event/plain';
import { DynamoClient } from '../authorizer/stores/client';
import { readCredentials, readEndpoint } from '../authorizer/stores/environment';
import { fetchText } from '../authorizer/token/fetch';
import { LARGEST_SET } from '../authorizer/token/keys';
import { Endpoint } from './endpoint';
import type { HttpAnswer } from './http';
import { SecretKeys } from './webhook/secrets';

interface Sdk {
  readonly SecretsManagerClient: new (options: object) => { send(command: object): Promise<{ readonly SecretString?: string }> };
  readonly GetSecretValueCommand: new (input: { readonly SecretId: string }) => object;
}

const TABLE_TIMEOUT_MS = 3_000;
const KEYS_TIMEOUT_MS = 1_500;

let endpoint: Endpoint | undefined;

export async function handler(event: unknown): Promise<HttpAnswer> {
  endpoint ??= open();
  return endpoint.handle(event, Date.now() / 1_000);
}

/** Throws where it cannot be opened: then every request fails, and nothing is written. */
function open(): Endpoint {
  const { ZERO_TRUST_TABLE: table = '', ZERO_TRUST_SIGNAL_SECRET: secret = '' } = process.env;
  if (table === '') throw new Error('`ZERO_TRUST_TABLE` does not say which table');
  if (secret !== '' && !/^arn:[^:]+:secretsmanager:/.test(secret)) throw new Error('`ZERO_TRUST_SIGNAL_SECRET` is no ARN of a secret');
  const secrets = new SecretKeys(secret === '' ? async () => '{}' : async () => textOf(secret));
  return new Endpoint({
    config: readSignalsConfig(readFileSync(join(__dirname, 'signals.json'), 'utf8')),
    table: new DynamoClient({ table, endpoint: readEndpoint(process.env), credentials: () => readCredentials(process.env), timeoutMs: TABLE_TIMEOUT_MS }),
    keys: async (provider, now) => secrets.of(provider, now),
    fetch: (uri) => fetchText(uri, { timeoutMs: KEYS_TIMEOUT_MS, most: LARGEST_SET }),
    write: (line) => { process.stdout.write(`${line}\n`); },
  });
}

async function textOf(arn: string): Promise<string> {
  const sdk = require('@aws-sdk/client-secrets-manager') as Sdk;
  const client = new sdk.SecretsManagerClient({ maxAttempts: 2, requestHandler: { connectionTimeout: 2_000, requestTimeout: 3_000 } });
  const said = own(record(await client.send(new sdk.GetSecretValueCommand({ SecretId: arn }))), 'SecretString');
  if (typeof said !== 'string') throw new Error('the secret holds no text');
  return said;
}
