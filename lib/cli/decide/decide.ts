/**
 * One access decision, by hand: ``await decide({ bundle, event, jwks, facts, now, cwd })``, by the code that runs in the authorizer (lib/runtime/authorizer/decide/judge.ts).
 *
 * Files stand in the place of the network: the key set of the token's issuer, the table's rows. Without keys no signature can be checked, and without facts nothing is known of
 * devices and subjects: then the answer is what the authorizer's would be if nobody answered it. Nothing is fetched, no clock is read. A bug is one here (exit 70), where the
 * authorizer refuses with `internal-error`.
 */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { DecisionRecord } from '../../contract/access/decision';
import { readBundle } from '../../contract/access/read-bundle';
import { unmetRules } from '../../policy/bundle/explain';
import { type Judgement, judge } from '../../runtime/authorizer/decide/judge';
import { BundleError, openParts, type Parts } from '../../runtime/authorizer/decide/parts';
import { isObserved, recordOf } from '../../runtime/authorizer/decide/record';
import { TrustConfigError } from '../../runtime/authorizer/facts/gather';
import { UsageError } from '../exit';
import { readFacts } from '../input/decide-facts';
import { instantOf } from '../input/instant';
import { type JsonFile, readJson } from '../input/json-file';
import { type Check, fields, list } from '../input/shape';

export interface DecideInput {
  /** Files, as the user named them. */
  readonly bundle: string;
  readonly event: string;
  readonly jwks?: string;
  readonly facts?: string;
  /** ISO 8601. */
  readonly now?: string;
  readonly cwd: string;
}

/** The record of the log with the subject in clear, and why not. */
export interface DecisionFile extends DecisionRecord {
  /** What the route's policy asks for and did not get, in its own words. */
  readonly unmet: readonly string[];
  /** Policies that could not be evaluated. */
  readonly errors: readonly { readonly id: string; readonly message: string }[];
}

export interface Decided {
  readonly file: DecisionFile;
  readonly judgement: Judgement;
  readonly now: number;
  /** Where keys could have been had. */
  readonly keysAt: readonly string[];
}

const anyObject: Check<object> = fields<object>({});
const keySet = fields<{ readonly keys: readonly object[] }>({ keys: list(anyObject) });

export async function decide({ bundle: bundleFile, event: eventFile, jwks, facts, now: said, cwd }: DecideInput): Promise<Decided> {
  const source = (file: string): { readonly file: string; readonly shown: string } => ({ file: path.resolve(cwd, file), shown: file });
  const { value: event } = readJson<object>({ ...source(eventFile), shape: anyObject, expected: 'the event that API Gateway sends to an authorizer, as JSON' });
  const now = momentOf(said, event);
  const keys = jwks === undefined ? undefined : keysOf(source(jwks));
  const parts = open(source(bundleFile), keys);
  const stores = facts === undefined ? undefined : readFacts(source(facts), parts.bundle, now);
  const judgement = await judge(event, stores === undefined ? parts : { ...parts, stores }, now);
  const { token, route, asked, outcome } = judgement;
  const { bundle } = parts;
  return {
    judgement, now, keysAt: keys === undefined ? bundle.issuers.map(({ jwksUri }) => jwksUri) : [],
    file: {
      ...recordOf(judgement, isObserved(judgement, now), token?.subject ?? null, bundle.hash),
      unmet: outcome === 'allow' || asked === undefined || route === undefined || asked.answer.determining.length > 0 ? [] : unmetRules(bundle, route, asked.request),
      errors: (asked?.answer.errors ?? []).map(({ id, message }) => ({ id, message })),
    },
  };
}

/** The moment is part of the question: the clock of whoever asks says nothing of it. */
function momentOf(said: string | undefined, event: object): number {
  const { timeEpoch, requestTimeEpoch } = ((event as { requestContext?: unknown }).requestContext ?? {}) as { timeEpoch?: unknown; requestTimeEpoch?: unknown };
  const then = [timeEpoch, requestTimeEpoch].find((ms): ms is number => typeof ms === 'number' && ms >= 0 && ms < 8.64e15);
  const example = `e.g. \`--now ${new Date(then ?? Date.UTC(2026, 10, 22, 12)).toISOString().replace('.000Z', 'Z')}\`${then === undefined ? '' : ', when the event says that it was'}`;
  if (said === undefined) throw new UsageError(`\`--now\` is missing; expected the moment of the decision, ${example}`);
  const now = instantOf(said);
  if (now === undefined) throw new UsageError(`\`--now\` is \`${said}\`; expected a date, a time and a zone, ${example}`);
  return now;
}

function keysOf(source: { readonly file: string; readonly shown: string }): string {
  readJson({ ...source, shape: keySet, expected: 'the key set (JWKS) of the token\'s issuer' });
  return readFileSync(source.file, 'utf8');
}

function open(source: { readonly file: string; readonly shown: string }, keys: string | undefined): Parts {
  const { refuse } = readJson({ ...source, shape: anyObject, expected: 'a bundle as synth or `zero-trust bundle` writes it' });
  const text = readFileSync(source.file, 'utf8');
  const reading = readBundle(text);
  if (reading.bundle === undefined) throw refusal(refuse, reading.message, reading.problem);
  try {
    // A set is of one issuer: the one that the token names.
    return openParts(text, { fetch: async () => keys ?? Promise.reject(new Error('no keys were given')) });
  } catch (error) {
    if (!(error instanceof BundleError) && !(error instanceof TrustConfigError)) throw error;
    throw refusal(refuse, error.message, error.code);
  }
}

/** The first field that is named is the place. */
function refusal(refuse: JsonFile<object>['refuse'], message: string, code: string): UsageError {
  const [, pointer = ''] = /^`(\/[^`]*)` is /.exec(message) ?? [];
  return new UsageError(refuse(pointer, message).message, code);
}
