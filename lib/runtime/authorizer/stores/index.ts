/**
 * The stores of an authorizer, as the environment says: ``openStores({ table, environment: process.env, limits, unique: randomUUID })``.
 *
 *   const stored = await stores.rows.read(wantedRows(token, thumbprint), route.required, now);
 *   const use = await stores.replays.first(bound.replay, now);
 *
 * Throws an `EnvironmentError` where there is no region or no readable endpoint: at start, not at the first request.
 */
import type { LimitsConfig } from '../../../contract/access/bundle';
import type { VerifiedToken } from '../token/claims';
import { DynamoClient } from './client';
import { type Environment, readCredentials, readEndpoint } from './environment';
import { deviceKey, sessionKey, subjectKey } from './keys';
import { ReplayStore } from './replay';
import { RowStore, type WantedRows } from './row-store';

export interface StoresOptions {
  /** Name or ARN. */
  readonly table: string;
  readonly environment: Environment;
  readonly limits: Pick<LimitsConfig, 'deadlineMs' | 'snapshotMaxAge' | 'snapshotMaxStale'>;
  /** A text that nobody else gets: `randomUUID`. */
  readonly unique: () => string;
}

export interface Stores {
  readonly rows: RowStore;
  readonly replays: ReplayStore;
  readonly client: DynamoClient;
}

/** Of the deadline: a decision may read and write once each, and has to answer. */
const SHARE = 0.4;

export function openStores({ table, environment, limits, unique }: StoresOptions): Stores {
  const client = new DynamoClient({ table, endpoint: readEndpoint(environment), credentials: () => readCredentials(environment), timeoutMs: Math.floor(limits.deadlineMs * SHARE) });
  return { client, rows: new RowStore(client, limits), replays: new ReplayStore(client, unique) };
}

/** The rows of who sends a token, and by which device. */
export function wantedRows({ issuer, subject, session }: Pick<VerifiedToken, 'issuer' | 'session' | 'subject'>, thumbprint?: string): WantedRows {
  return { ...(thumbprint === undefined ? {} : { device: deviceKey(thumbprint) }), subject: subjectKey(issuer, subject), ...(session === undefined ? {} : { session: sessionKey(issuer, session) }) };
}

/** Where no table is configured: nobody was asked, and routes that require a fact stay closed. */
export const NO_FACTS = { device: { missing: 'unasked' }, subject: { missing: 'unasked' }, session: { missing: 'unasked' } } as const;
