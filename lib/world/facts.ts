/**
 * What every reader of the world says about a fact: where it stands, and how much of it is known.
 *
 *   const peers: Bounds<AddressSet> = { may: AddressSet.all(), must: AddressSet.none(), unknowns: [{ token: 'Ref ClientCidr', ... }] };
 *
 * A fact that a token hides is never guessed: it has an upper and a lower bound, and the token that keeps them apart.
 */

/** Where a fact is written. */
export interface Place {
  /** File of the template, relative to what was read, with `/`. */
  readonly template: string;
  /** JSON pointer in it. */
  readonly pointer: string;
  /** Logical id; empty for what is no resource (an output, a parameter). */
  readonly resource: string;
  readonly constructPath?: string;
  /** Ids of the flows that the resource serves: its Metadata `zero-trust: { flows }`. */
  readonly flows?: readonly string[];
  /** Why anybody may call it: its Metadata `zero-trust: { public }`. Somebody's word, not a fact about AWS. */
  readonly publicBecause?: string;
  /** Its Metadata `zero-trust: { hook, code }` with the properties that the mark is of; whether it is right the prover says. */
  readonly hook?: { readonly mark: string; readonly properties: Readonly<Record<string, unknown>> };
  /** Its Metadata `zero-trust`, where that is about a web ACL: `{ firewall, mode, until, rules }`. Not checked here. */
  readonly firewall?: Readonly<Record<string, unknown>>;
}

/** Why something cannot be said, and what settles it. */
export interface Unknown {
  /** As CONTRACTS.md: `Ref ClientCidr`; for what is no token the thing itself: `type AWS::NetworkFirewall::Firewall`. */
  readonly token: string;
  readonly template: string;
  readonly pointer: string;
  /** `ClientCidr=<CIDR>`, where an assumption settles it. */
  readonly assume?: string;
  /** One clause: why it matters. */
  readonly why: string;
}

/** INVARIANT: must is within may; they are equal exactly where `unknowns` is empty. */
export interface Bounds<T> {
  readonly may: T;
  readonly must: T;
  readonly unknowns: readonly Unknown[];
}

export function exactly<T>(value: T): Bounds<T> {
  return { may: value, must: value, unknowns: NONE };
}

const NONE: readonly Unknown[] = [];
