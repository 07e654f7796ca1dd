/**
 * The real Cedar: WebAssembly, prebundled in assets/vendor and loaded when the first policy is compiled.
 *
 *   const answer = withCedar((cedar) => cedar.policyToJson(text));   // undefined: it ran out of stack
 *
 * The path is counted from this folder and holds for the bundled command line too (assets/cli): both are two levels below the package. Numbers beyond 2^53 are
 * `bigint` on both sides.
 */

export interface CedarError {
  readonly message: string;
  readonly help: string | null;
  /** Bytes of UTF-8, from the start of the text. */
  readonly sourceLocations?: readonly { readonly label: string | null; readonly start: number; readonly end: number }[];
  readonly related?: readonly CedarError[];
}

interface Failure {
  readonly type: 'failure';
  readonly errors: readonly CedarError[];
}

interface Placed {
  readonly policyId: string;
  readonly error: CedarError;
}

interface PolicySet {
  readonly staticPolicies: string | Readonly<Record<string, string>>;
}

/** What is used of it. */
export interface Cedar {
  checkParsePolicySet(policies: PolicySet): { readonly type: 'success' } | Failure;
  checkParseSchema(schema: string): { readonly type: 'success' } | Failure;
  policyToJson(policy: string): { readonly type: 'success'; readonly json: unknown } | Failure;
  templateToJson(template: string): { readonly type: 'success' } | Failure;
  policySetTextToParts(text: string): { readonly type: 'success'; readonly policies: readonly string[] } | Failure;
  schemaToJsonWithResolvedTypes(schema: string): { readonly type: 'success'; readonly json: unknown } | Failure;
  validate(call: { readonly schema: string; readonly policies: PolicySet; readonly validationSettings: { readonly mode: 'strict' } }):
  | { readonly type: 'success'; readonly validationErrors: readonly Placed[]; readonly validationWarnings: readonly Placed[]; readonly otherWarnings: readonly CedarError[] } | Failure;
  isAuthorized(call: object): { readonly type: 'success'; readonly response: { readonly decision: 'allow' | 'deny'; readonly diagnostics: { readonly reason: readonly string[]; readonly errors: readonly Placed[] } } } | Failure;
}

let instance: Cedar | undefined;

function cedar(): Cedar {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return instance ??= (require(`${__dirname}/../../assets/vendor/cedar.js`) as { create(): Cedar }).create();
}

/** Undefined where the text is nested too deeply for it. What is left of that instance cannot be relied on: the next call gets a new one. */
export function withCedar<T>(call: (cedar: Cedar) => T): T | undefined {
  try {
    return call(cedar());
  } catch (error) {
    // By name: WebAssembly of another realm has classes of its own.
    const { name } = error as Error;
    if (name !== 'RuntimeError' && name !== 'RangeError') throw error;
    instance = undefined;
    return undefined;
  }
}
