/**
 * What people may say about a proof:
 *
 *   new ZeroTrust(this, 'ZeroTrust', { vpc, assume: { 'vpc-0123456789abcdef0': 'flat' }, proof: { scope: ProofScope.ASSEMBLY } });
 */

/** Which excess fails. */
export enum ProofScope {
  /** Every edge that touches a declared segment; other excess in the same assembly is a warning. */
  DECLARED = 'declared',
  /** Every edge that nobody declared. */
  ASSEMBLY = 'assembly',
}

/** How strictly an assembly is judged. */
export interface ProofOptions {
  /**
   * Which excess fails.
   * @default ProofScope.DECLARED
   */
  readonly scope?: ProofScope;
  /**
   * A file (JSON, written by `zero-trust prove --baseline FILE --update-baseline`) with what is accepted for now: each entry has
   * an owner and an end. What is not in it fails.
   * @default - the context `zero-trust:baseline`, else nothing is accepted
   */
  readonly baselineFile?: string;
  /**
   * Whether whatever cannot be decided fails. For a written guarantee and for a crown jewel it always does.
   * @default false
   */
  readonly failOnUnknown?: boolean;
}

/** How an assembly is judged, and what is known beyond it. */
export interface ProofProps extends ProofOptions {
  /**
   * What the templates leave open, by the names that findings print: `{ ClientCidr: '10.0.0.0/8' }` for a parameter,
   * `{ 'vpc-0123456789abcdef0': 'flat' }` for an imported VPC with open network ACLs and nothing but its local routes,
   * `{ VpnGateway: 'propagates:10.20.0.0/16' }` for the routes that come from a VPN gateway over BGP.
   * @default - nothing: what is not known is `unknown`
   */
  readonly assume?: { [name: string]: string };
}
