/**
 * What a proof says, as scripts read it: CONTRACTS.md, "Verdicts" and "Answers". Shapes of every plane; not how they are found.
 *
 *   const { verdicts }: VerdictFile = JSON.parse(stdout);
 *   verdicts.filter((v) => v.verdict === 'violated').map((v) => v.witness.hops.at(-1).port);
 */
export const VERDICTS_SCHEMA = 'zero-trust/verdicts/1';
export const ANSWER_SCHEMA = 'zero-trust/answer/1';
export const DIFF_SCHEMA = 'zero-trust/diff/1';
export const BASELINE_SCHEMA = 'zero-trust/baseline/1';

export type VerdictKind = 'proved' | 'violated' | 'unknown';
export type Level = 'packet' | 'pivot';

export interface BecauseData {
  readonly template: string;
  readonly pointer: string;
  readonly resource: string;
  readonly constructPath?: string;
  readonly flows?: readonly string[];
  /** What it is: `egress rule`, `ingress rule`, `route`, `network ACL`, `public address`, `listener`, ... */
  readonly what: string;
}

export interface HopData {
  /** A segment where there is one (`segment`), else the resource; `internet`, a CIDR, a prefix list. */
  readonly source: string;
  readonly destination: string;
  readonly protocol: string;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly sourceAddress?: string;
  readonly destinationAddress?: string;
  readonly sourcePort?: number;
  /** How an attacker goes on from here: `compromise` of the source, or the source forwards. Absent on the first hop. */
  readonly via?: 'compromise' | 'proxy';
  readonly because: readonly BecauseData[];
}

/** Something that is asked of a request on its way in. */
export interface CheckData {
  /** `iam`, `cognito`, `jwt`, `lambda-authorizer`, `client-certificate`, `resource-policy`, `api-key`, `none`, `service`, ... */
  readonly kind: string;
  /** Whether it tells who asks: `yes`; `weak` (any client's token will do); `no` (a location, a key that many have); `unknown`. */
  readonly identity: 'yes' | 'weak' | 'no' | 'unknown';
  readonly text: string;
}

/** A request that nobody has to be somebody for. */
export interface RequestData {
  readonly method: string;
  /** `https://HOST/STAGE/PATH` as far as the templates say it. */
  readonly url: string;
  /** What it does not carry. */
  readonly without: readonly string[];
  /** What it carries all the same: an API key, a signature of another account. */
  readonly carries?: readonly string[];
  /** Where it comes from, where that matters. */
  readonly location?: string;
}

/** One way in, of `ask invoke` and of witnesses of the exposure plane. */
export interface EntryData {
  /** `GET /documents/{id} of Api`. */
  readonly entry: string;
  readonly kind: string;
  readonly target: string;
  /** `identified`: every request carries an identity; `weak`: a token of any client will do; `unidentified`: one does not; `unknown`. */
  readonly answer: 'identified' | 'weak' | 'unidentified' | 'unknown';
  readonly checks: readonly CheckData[];
  readonly because: readonly BecauseData[];
  readonly request?: RequestData;
  /** What stands before it; absent where no request from the internet arrives. */
  readonly firewall?: FirewallData;
  readonly unknowns: readonly UnknownData[];
}

/** What a web firewall does before one entry. */
export interface FirewallData {
  /** `stops`: some rule does, and no host leads round it; `counts`: a web ACL stands there and stops nothing; `bypassed`: another host leads to the same without it;
   * `absent`; `impossible`: an HTTP or WebSocket API or a function URL, which take none; `unknown`. */
  readonly state: 'stops' | 'counts' | 'bypassed' | 'absent' | 'impossible' | 'unknown';
  readonly text: string;
  /** Web ACLs; under conditions several. */
  readonly acls: readonly string[];
  /** Rules that stop what they match. */
  readonly stops: readonly string[];
  /** Rules that count only, by what, and until when somebody promised; `GROUP/RULE` for one of a group that acts otherwise. */
  readonly counts: readonly { readonly rule: string; readonly how: string; readonly until?: string; readonly isOver?: boolean }[];
  readonly byDefault?: 'allow' | 'block' | 'unknown';
  readonly logged?: 'yes' | 'no' | 'unknown';
  readonly bypassedBy?: readonly string[];
  readonly unknowns: readonly UnknownData[];
}

/** Of `prove`: one for each entry from the internet. */
export interface FirewallEntryData extends FirewallData {
  /** `stage prod of Api`. */
  readonly entry: string;
  /** `rest`, `http`, `websocket`, `url`, `balancer`, `graphql`, `user-pool`, `distribution`, `app-runner`, `verified-access`, `amplify`. */
  readonly kind: string;
  /** Where no verdict says it: that a firewall counts, and its day is to come; beside an intent, where nobody uses a firewall, that none stands there. Information: nothing fails of it. */
  readonly note?: string;
}

export interface WitnessData {
  /** Empty on the exposure plane. */
  readonly hops: readonly HopData[];
  /** Of the exposure plane: the way in, what it asks, and what is reached. */
  readonly entry?: string;
  readonly checks?: readonly CheckData[];
  readonly target?: string;
  readonly request?: RequestData;
  readonly because?: readonly BecauseData[];
  /** Conditions of templates on the path, by name. */
  readonly conditions: Readonly<Record<string, boolean>>;
  /** Parameters and symbols that the conditions rest on, by name. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** What stands in the way, in the vocabulary of AWS's Reachability Analyzer. */
export interface BlockedBy {
  readonly code: string;
  readonly text: string;
  readonly because: readonly BecauseData[];
}

export interface UnknownData {
  readonly token: string;
  readonly pointer: string;
  readonly template?: string;
  readonly assume?: string;
  readonly why?: string;
}

export interface VerdictData {
  /** Question kind and a short hash of the edge: `[A-Za-z0-9.-]` only. Stable while names stay. */
  readonly id: string;
  readonly question: string;
  readonly plane: 'network' | 'data' | 'exposure';
  readonly level: Level;
  readonly verdict: VerdictKind;
  /** `denies`, `permits`, `onlyVia`, `nothing-more`, `nothing-less`, `standing`; `claim`, `only`, `identified`, `member`. */
  readonly kind: string;
  /** `error`: fails. `warning`: excess out of scope. */
  readonly severity: 'error' | 'warning';
  /** A written guarantee, or about a crown jewel: unknown is not a pass. */
  readonly strict: boolean;
  readonly subject: { readonly source: string; readonly destination: string; readonly over: string };
  /** Of excess: the segments that it touches, in full (`STAGE/SCOPE#ID`), also where a token stands for them. */
  readonly segments?: readonly string[];
  readonly witness?: WitnessData;
  readonly blockedBy?: readonly BlockedBy[];
  readonly unknowns: readonly UnknownData[];
  readonly assumptions: readonly string[];
  /** A flow or an implied edge that this verdict is about. */
  readonly flows?: readonly string[];
  readonly implied?: true;
  readonly baselined?: true;
  readonly fix?: string;
  /** Where CDK should point: the construct and the template resource that a reader must change. */
  readonly at?: { readonly template: string; readonly resource: string; readonly constructPath?: string };
}

export interface CoverageData {
  readonly resources: number;
  readonly modelled: number;
  readonly notModelled: readonly { readonly type: string; readonly count: number; readonly effect: string }[];
}

export interface VerdictFile {
  readonly schema: typeof VERDICTS_SCHEMA;
  /** Each verdict is counted once: `baselined` and `warnings` (excess out of scope) first, `implied` are proved ones that nobody wrote. */
  readonly summary: { readonly proved: number; readonly violated: number; readonly unknown: number; readonly implied: number; readonly baselined: number; readonly warnings?: number };
  readonly coverage: CoverageData;
  /** What stands before each entry from the internet. Where no template has or names a web ACL: beside an intent the entries that could have one, else absent. */
  readonly firewalls?: readonly FirewallEntryData[];
  readonly verdicts: readonly VerdictData[];
}

export interface AnswerFile {
  readonly schema: typeof ANSWER_SCHEMA;
  readonly question: string;
  readonly answer: 'reachable' | 'unreachable' | 'unknown' | 'identified' | 'unidentified';
  readonly witness?: WitnessData;
  readonly blockedBy: readonly BlockedBy[];
  /** Of `ask invoke`. */
  readonly entries: readonly EntryData[];
  readonly unknowns: readonly UnknownData[];
  readonly assumptions: readonly string[];
}

/** One edge between named ends: the difference of two worlds, a picture, a table are made of these. */
export interface EdgeData {
  readonly source: string;
  readonly destination: string;
  /** `tcp/443, udp/53`. */
  readonly over: string;
  /** Certain, or only possible because of a token. */
  readonly certain: boolean;
  readonly declared: boolean;
  readonly implied?: true;
  readonly flows: readonly string[];
  readonly because: readonly BecauseData[];
}

export interface DiffFile {
  readonly schema: typeof DIFF_SCHEMA;
  readonly summary: { readonly added: number; readonly removed: number; readonly undeclared: number };
  /** Of the exposure plane: from who may come, in words (`anybody`), to what is reached; `over` is the way in (`GET /docs of Api at the execute-api host`). */
  readonly added: readonly (EdgeData & { readonly plane: 'network' | 'exposure' })[];
  readonly removed: readonly (EdgeData & { readonly plane: 'network' | 'exposure' })[];
  readonly unknowns: readonly UnknownData[];
}

export interface BaselineFile {
  readonly schema: typeof BASELINE_SCHEMA;
  readonly accepted: readonly {
    readonly id: string;
    readonly question: string;
    readonly verdict: 'violated' | 'unknown';
    readonly owner: string;
    /** ISO-8601 date. */
    readonly until: string;
    readonly because?: string;
  }[];
}
