/**
 * Tests of policies as they stand in an intent: who, with which device, when, from where, for what, asks for what, and what has to come out.
 *
 *   { it: 'staff read on managed devices', who: { subject: ada, personas: [employee], scopes: [documents/read] }, device: { tier: MANAGED },
 *     when: 2026-11-23T10:00:00Z, what: 'GET /documents/42', expect: allow }
 *
 * Times that are ages are in seconds before `when`.
 */
export const POLICY_OUTCOMES = ['allow', 'deny', 'step-up'] as const;

export interface PolicyTestSubject {
  readonly kind: 'user' | 'service';
  /** The token's `sub`. */
  readonly subject: string;
  readonly client?: string;
  readonly personas: readonly string[];
  readonly groups: readonly string[];
  readonly scopes: readonly string[];
  /** Age of the token. */
  readonly tokenAge: number;
  /** How long ago the subject signed in; absent: the token does not say. */
  readonly signedIn?: number;
  readonly acr?: string;
  readonly amr: readonly string[];
}

export interface PolicyTestDevice {
  readonly tier: string;
  /** How long ago it reported. */
  readonly reported: number;
  readonly posture: Readonly<Record<string, string | number | boolean>>;
}

export interface PolicyTestBehaviour {
  readonly riskScore: number;
  readonly velocity: number;
  readonly recentDenials: number;
  /** Absent: no certificate says which device it is. */
  readonly newDevice?: boolean;
  /** Kilometres per hour; absent: places are not known. */
  readonly travelSpeed?: number;
}

export interface PolicyTestData {
  /** A sentence: what the row is about. */
  readonly it: string;
  readonly who: PolicyTestSubject;
  /** Absent: none that anybody knows. */
  readonly device?: PolicyTestDevice;
  /** ISO 8601 with an offset. */
  readonly when: string;
  readonly where: { readonly address: string; readonly country?: string };
  /** Absent: nothing is known. */
  readonly behaviour?: PolicyTestBehaviour;
  /** 0 to 100. */
  readonly score: number;
  readonly purpose?: string;
  /** `GET /documents/42`. */
  readonly what: string;
  readonly expect: (typeof POLICY_OUTCOMES)[number];
}
