/**
 * Ways in as the prover judges them: what is asked on the way, and whether somebody whom nobody knows gets through.
 *
 *   const [entry] = entriesOf(world, 'App.Fn');
 *   entry.open.must.isNever()     // no request without an identity surely reaches the function
 *
 * Nobody is: no token, no client certificate, no signature of a principal that the owner of the API knows. He may stand at any address
 * and in any network, has every API key, and an AWS account of his own with whatever he wants in it.
 */
import type { CheckData } from '../../contract/verdicts';
import type { Place, Unknown } from '../../world/facts';
import type { Door, Holds, Permission, Route, Target, Trigger } from '../../world/exposure/model';

/** Where a request that needs no identity comes from; texts are encoded, keys of IAM. */
export interface Caller {
  /** `stranger`: signed by a principal of another account, which anybody can open. `client`: with an ID token of any client of the pool.
   * `known`: with whatever is asked for. */
  readonly is: 'anonymous' | 'stranger' | 'client' | 'known';
  readonly context: Readonly<Record<string, string>>;
  /** A stranger, and nobody says which one; never shown. */
  readonly somebody?: true;
}

/** One way for nobody, as the replay judges it: indices are into the world's own lists. */
export type OpenWay =
  | { readonly kind: 'door'; readonly door: string; readonly route: string; readonly host: number; readonly stage: string; readonly target: number; readonly auth: number; readonly method: string; readonly path: string; readonly caller: Caller }
  /** Signed by somebody who is no caller of the route. */
  | { readonly kind: 'signer'; readonly door: string; readonly route: string; readonly host: number; readonly stage: string; readonly target: number; readonly auth: number; readonly method: string; readonly path: string; readonly signer: string; readonly caller: Caller }
  | { readonly kind: 'permission'; readonly permission: number; readonly caller: 'principal' | 'service' | 'known' }
  /** Past a web firewall: it is not there, stands at another host alone (`front`), stops nothing, counts past its date, or writes no log. */
  | { readonly kind: 'firewall'; readonly is: 'absent' | 'round' | 'idle' | 'ended' | 'unlogged'; readonly entrance?: string; readonly host?: number; readonly front?: string; readonly acl?: string; readonly rule?: string; readonly now?: string }
  /** What the authorizer said of one route is taken for another, without asking it. */
  | { readonly kind: 'cache'; readonly door: string; readonly first: string; readonly second: string; readonly authorizer: string };

export interface Entry {
  /** Names in full, stable while they stay. */
  readonly key: string;
  readonly kind: Door['kind'] | 'permission' | Trigger['kind'];
  /** For people: `GET /documents/{id} of Api`. */
  readonly entry: string;
  readonly target: Target;
  readonly door?: Door;
  readonly route?: Route;
  readonly permission?: Permission;
  readonly trigger?: Trigger;
  /** Some request reaches the target. */
  readonly reached: Holds;
  /** One of nobody's does. */
  readonly open: Holds;
  /** One with a token of any client of the pool does. */
  readonly weak: Holds;
  readonly checks: readonly CheckData[];
  /** Sentences that the checks rest on. */
  readonly assumptions: readonly string[];
  /** The same for somebody who has what is asked for. */
  readonly knownWays: Entry['ways'];
  /** The same for a token of any client. */
  readonly weakWays: Entry['ways'];
  /** Ways for nobody that are certain under some valuation, each under its own; the first is the one to show. */
  readonly ways: readonly { readonly way: OpenWay; readonly holds: Holds; readonly because: readonly (Place & { readonly what: string })[] }[];
  readonly because: readonly (Place & { readonly what: string })[];
  readonly unknowns: readonly Unknown[];
}

/** What a witness shows of an entry. */
export type Shown = Pick<Entry, 'entry' | 'checks' | 'target'>;

/** A way under one valuation: what a witness shows and the replay judges. */
export interface ExposurePath {
  readonly way: OpenWay;
  /** Values of the variables of guards; those that are left out do not matter. */
  readonly valuation: ReadonlyMap<string, string>;
}
