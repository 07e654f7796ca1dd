/**
 * Web firewalls as templates make them: what takes requests from the internet, which web ACL stands before it, what its rules do.
 *
 *   world.firewalls.entrances[0].acls[0].acl     // 'App.Acl'
 *   world.firewalls.acls.get('App.Acl')!.rules[0].stops
 *
 * Facts only: who gets round a firewall, and whether one counts for too long, is the prover's question (prover/exposure/firewalls.ts).
 * Not modelled: what a rule matches, beyond whether it matches nobody or everybody; what AWS's groups look for.
 */
import type { Place, Unknown } from '../facts';
import type { Holds, Id } from './model';

export type EntranceKind = 'rest' | 'http' | 'websocket' | 'url' | 'balancer' | 'graphql' | 'user-pool' | 'distribution' | 'app-runner' | 'verified-access' | 'amplify';

/** Where requests of the internet arrive, and one web ACL at most looks at them: a stage, a balancer, a distribution, a user pool. */
export interface Entrance {
  /** Of the resource; of a stage the stage's. */
  readonly id: Id;
  readonly kind: EntranceKind;
  /** For people: `stage prod of Api`. */
  readonly label: string;
  readonly place: Place;
  /** False where AWS takes no web ACL: HTTP and WebSocket APIs, function URLs. */
  readonly takesFirewall: boolean;
  /** Doors that answer here, and the one stage of them that does. */
  readonly doors: readonly Id[];
  readonly stage?: Id;
  /** It takes requests from the internet, at one of its hosts. */
  readonly open: Holds;
  readonly hosts: readonly { readonly name: string; readonly open: Holds }[];
  /** Anybody may send a request here without being turned away before it is answered: no certificate, no policy about where from. */
  readonly direct: Holds;
  /** At most one of them at a time. */
  readonly acls: readonly { readonly acl: Id; readonly holds: Holds; readonly place: Place }[];
  /** What answers in the end: `api:App.Api`, functions. Two entrances that share one lead to the same. */
  readonly behind: readonly { readonly id: Id; readonly holds: Holds }[];
  /** Entrances that it calls as origins, and what it shows them: names of secret headers, a signature of its own. */
  readonly leadsTo: readonly { readonly entrance: Id; readonly holds: Holds; readonly headers: readonly string[]; readonly signs: Holds }[];
  /** Turns away whoever does not send one of these headers, or no signature. */
  readonly wants: { readonly headers: readonly { readonly name: string; readonly holds: Holds }[]; readonly signature: Holds };
}

/** INVARIANT: within `there`, a rule stops, allows or counts, or nobody can say; one that matches nobody does none of them. */
export interface FirewallRule {
  /** Its name, for people. */
  readonly name: string;
  /** `its own`, `AWSManagedRulesCommonRuleSet`, the name of a rule group. */
  readonly of: string;
  /** Undefined where it cannot be read. */
  readonly priority?: number;
  readonly place: Place;
  readonly there: Holds;
  /** Some request that it matches is blocked, or has to solve a puzzle. */
  readonly stops: Holds;
  /** Whatever it matches passes all rules after it. */
  readonly allows: Holds;
  /** It counts what it would do. */
  readonly counts: Holds;
  /** It matches every request (of IPv4 or of IPv6 at least). */
  readonly everybody: Holds;
  /** By what it counts: `its action is Count`, `its group is set to Count as a whole`, ... */
  readonly how: string;
  /** Rules of its group that count while others act. */
  readonly counting: readonly string[];
}

/** What the library wrote beside a web ACL of its own: a promise about dates, no fact about rules. */
export interface FirewallPromise {
  readonly id: string;
  readonly mode: 'observe' | 'enforce';
  readonly until?: string;
  /** By name of the rule: until when it counts. */
  readonly rules: Readonly<Record<string, string>>;
}

export interface WebAcl {
  readonly id: Id;
  readonly label: string;
  readonly place: Place;
  /** Its rules are in none of the given templates. */
  readonly isElsewhere: boolean;
  readonly there: Holds;
  readonly rules: readonly FirewallRule[];
  /** Rules that nobody can name: a token in the place of the list. */
  readonly hidden: readonly Unknown[];
  /** What no rule decides is blocked. */
  readonly blocksByDefault: Holds;
  /** What it stops is written to a log. */
  readonly logged: Holds;
  readonly promise?: FirewallPromise;
}

export interface FirewallWorld {
  /** Sorted by id. */
  readonly entrances: readonly Entrance[];
  readonly acls: ReadonlyMap<Id, WebAcl>;
  /** Some template has a web ACL, or names one. */
  readonly hasAny: boolean;
}

export const NO_FIREWALLS: FirewallWorld = { entrances: [], acls: new Map(), hasAny: false };
