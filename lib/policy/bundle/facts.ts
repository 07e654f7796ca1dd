/**
 * What a bundle is made of: ``makeBundle(facts)``. Everything is said by the caller: no clock, no account, no file is looked at.
 *
 * Facts may come from a file (`zero-trust bundle`), so their types are checked before anything else is done with them. Lists whose order means nothing are put into one.
 */
import type { EngineKind, IssuerConfig, LimitsConfig, RouteConfig, TrustConfig } from '../../contract/access/bundle';
import { checkShape, fields, flag, listOf, oneOf, recordOf, type ShapeProblem, text } from '../../contract/access/shape';
import type { PostureKind } from '../routes';

export interface BundleRoute {
  /** `GET /documents/{id}`. */
  readonly id: string;
  readonly config: RouteConfig;
  readonly because?: string;
  /** Whether it only observes: then `config.observeUntil` says until when. */
  readonly observe?: boolean;
}

/** Who writes what the engine reads. What nobody writes is never there. */
export interface FactSources {
  /** An inventory, or providers that report. */
  readonly devices: boolean;
  /** The scorer: what subjects did lately, and with which devices. */
  readonly subjects: boolean;
  /** Whoever ends sessions. */
  readonly sessions: boolean;
}

export interface BundleFacts {
  /** Id of the door. */
  readonly door: string;
  readonly routes: readonly BundleRoute[];
  /** All that are declared. */
  readonly personas: readonly string[];
  readonly hosts: readonly string[];
  readonly issuers: readonly IssuerConfig[];
  /** What access tokens of an issuer say beside what they have to. Default: `auth_time` of Cognito's, nothing of others'. */
  readonly claims?: Readonly<Record<string, readonly ('auth_time' | 'acr')[]>>;
  readonly trust: TrustConfig;
  readonly limits: LimitsConfig;
  readonly sources: FactSources;
  /** Default: `compiled`. */
  readonly engine?: EngineKind;
  /** Default: true. */
  readonly strict?: boolean;
  /** Policies of users: Cedar's text by the name of its file. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Words of device providers that policies may ask for. */
  readonly posture?: Readonly<Record<string, PostureKind>>;
}

/** Looked at where the bundle that is made of it is. */
const LATER = (): void => undefined;
const anyText = text(undefined, 'a text', { empty: true, longest: 10_000_000 });

const FACTS = fields({
  door: text(), routes: listOf(fields({ id: text(), config: LATER }, { because: anyText, observe: flag })), personas: listOf(text()), hosts: listOf(text()), issuers: listOf(LATER),
  trust: LATER, limits: LATER, sources: fields({ devices: flag, subjects: flag, sessions: flag }),
}, {
  claims: recordOf(listOf(oneOf(['auth_time', 'acr']))), engine: LATER, strict: LATER, policies: recordOf(anyText), posture: recordOf(oneOf(['Bool', 'Long', 'String'])),
});

export function factProblems(facts: unknown): readonly ShapeProblem[] {
  return checkShape(FACTS, facts);
}

/** Each name once, sorted; ways of signing in stay in the order of preference. Of what has every type right. */
export function inOneOrder(facts: BundleFacts): BundleFacts {
  const { trust } = facts;
  return {
    ...facts,
    hosts: once(facts.hosts), personas: once(facts.personas),
    routes: [...facts.routes].sort((a, b) => (a.id < b.id ? -1 : 1)).map((route) => ({ ...route, config: configInOrder(route.config) })),
    issuers: [...facts.issuers].sort((a, b) => (a.issuer < b.issuer ? -1 : 1)).map((issuer) => ({
      ...issuer, audiences: once(issuer.audiences), algorithms: once(issuer.algorithms), types: once(issuer.types), personas: mapped(issuer.personas, once),
    })),
    trust: { ...trust, addressSets: mapped(trust.addressSets, once), deniedCountries: once(trust.deniedCountries), windows: mapped(trust.windows, (window) => ({ ...window, days: once(window.days) })) },
  };
}

function configInOrder(config: RouteConfig): RouteConfig {
  return { ...config, scopes: once(config.scopes), personas: once(config.personas), hours: once(config.hours), required: once(config.required) };
}

function once<T extends string | number>(list: readonly T[]): T[] {
  return [...new Set(list)].sort((a, b) => (a < b ? -1 : 1));
}

/** Entries keep a name like `__proto__` a name. */
function mapped<T, U>(of: Readonly<Record<string, T>>, change: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, change(value)]));
}
