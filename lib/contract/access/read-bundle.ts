/**
 * A bundle as the authorizer starts with it: whole, of this version, with the right hash, or refused.
 *
 *   const reading = readBundle(text);
 *   if (reading.bundle === undefined) // reading.problem: 'BundleVersion', reading.message
 *
 * Nothing throws, whatever the text is. Names of routes, windows, sets and personas come in records without a prototype: `constructor` is a name like any other.
 */
import { createHash } from 'node:crypto';
import { BUNDLE_SCHEMA, type PolicyBundle } from './bundle';
import { type BundleProblemCode, bundleProblems } from './bundle-shape';
import { bundleHash, DEEPEST } from './canonical';
import { isRecord } from '../token-claims';
import { shown } from './shape';

export type BundleReading =
  | { readonly bundle: PolicyBundle; readonly problem?: undefined }
  | { readonly problem: BundleProblemCode; readonly message: string; readonly bundle?: undefined };

/** A thousand policies are half a megabyte. */
const LONGEST = 20_000_000;
const TOLD = 10;

export function readBundle(input: string): BundleReading {
  const refuse = (problem: BundleProblemCode, message: string): BundleReading => ({ problem, message });
  if (typeof input !== 'string' || input.length > LONGEST) return refuse('BundleUnreadable', `the bundle is ${typeof input === 'string' ? `${input.length} characters long` : shown(input)}; expected a text of at most ${LONGEST}`);
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch (error) {
    return refuse('BundleUnreadable', `the bundle is no JSON (${(error as Error).message.slice(0, 100)}); expected the file as synth wrote it: it may be cut off`);
  }
  if (!isRecord(value)) return refuse('BundleUnreadable', `the bundle is ${shown(value)}; expected an object`);
  const schema = Object.hasOwn(value, 'schema') ? value.schema : undefined;
  if (schema !== BUNDLE_SCHEMA) return refuse('BundleVersion', `the bundle is of the schema ${typeof schema === 'string' ? `\`${schema.slice(0, 100)}\`` : `that is ${shown(schema)}`}; expected \`${BUNDLE_SCHEMA}\`: synthesize it with the release that runs it`);
  if (isDeeperThan(value, DEEPEST)) return refuse('BundleUnreadable', `the bundle is nested deeper than ${DEEPEST} levels; split the policy that is`);
  const problems = bundleProblems(value);
  if (problems.length > 0) return refuse(problems[0].code, `${problems.slice(0, TOLD).map((p) => p.message).join('; ')}${problems.length > TOLD ? `; and ${problems.length - TOLD} more` : ''}`);
  const hash = hashOf(input, value);
  if (hash !== value.hash) return refuse('BundleHash', `the bundle says that it is \`${String(value.hash)}\` and is \`${hash}\`; expected the file as synth wrote it: it was changed afterwards`);
  return { bundle: withoutPrototypes(value as unknown as PolicyBundle) };
}

/**
 * As synth writes it, the file is canonical: without its hash it is what was hashed, and nothing has to be written anew to know it (at every cold start). Whoever put blanks
 * into it, or another order, gets the hash of the content.
 */
function hashOf(input: string, value: Readonly<Record<string, unknown>>): string {
  const quick = `sha256:${createHash('sha256').update(input.replace(`"hash":"${String(value.hash)}",`, '')).digest('hex')}`;
  return quick === value.hash ? quick : bundleHash(value);
}

/** Level by level: what is too deep is too deep for a recursion too. */
function isDeeperThan(value: object, deepest: number): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) return true;
    const next: object[] = [];
    for (const one of level) {
      for (const key in one) {
        const inner = (one as Readonly<Record<string, unknown>>)[key];
        if (typeof inner === 'object' && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return false;
}

function withoutPrototypes(bundle: PolicyBundle): PolicyBundle {
  const { trust } = bundle;
  return {
    ...bundle,
    routes: plain(bundle.routes),
    issuers: bundle.issuers.map((issuer) => ({ ...issuer, personas: plain(issuer.personas) })),
    trust: { ...trust, windows: plain(trust.windows), addressSets: plain(trust.addressSets) },
    ...(bundle.cedar === undefined ? {} : { cedar: plain(bundle.cedar) }),
  };
}

function plain<T>(of: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const copy = Object.create(null) as Record<string, T>;
  for (const key of Object.keys(of)) copy[key] = of[key];
  return copy;
}
