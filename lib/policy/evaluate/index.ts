/**
 * Cedar policies decided without Cedar: the table of lib/policy/compile as closures over an index. The same code decides in the authorizer, at synth and by hand.
 *
 *   loadPolicies(bundle.policies, { strict: true }).evaluate(request)
 *
 * INVARIANT: gives Cedar's answer (decision, determining policies, policies in error) or throws. tests: the Cedar project's own corpus, and random policies against Cedar.
 */
export { loadPolicies, type CompiledEvaluator, type LoadOptions } from './load';
export { checkPolicy } from './read-table';
export { PolicyRequestError, PolicyTableError } from './errors';
/** Values that an engine may put into a request in place of Cedar's JSON: parsed once, used often. */
export { Datetime, Decimal, Duration, IpAddress } from './extension';
export { EntityRef } from './value';
