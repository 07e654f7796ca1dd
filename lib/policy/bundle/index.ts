/** From what is declared to the bundle that the authorizer decides by, and tests of its policies. */
export { type BundleFacts, type BundleRoute, type FactSources } from './facts';
export { bundleText, cedarOfRoutes, type MadeBundle, makeBundle, ROUTES_FILE, schemaOfFacts } from './make-bundle';
export { policyTestFindings, type PolicyTestResult, runPolicyTests } from './run-tests';
