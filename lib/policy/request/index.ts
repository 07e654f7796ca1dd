/** Requests as policies see them, and what their answers amount to. Without synth code: the authorizer uses it too. */
export { type AccessContext, type AccessSubject, type AccessTarget, cedarRequest } from './cedar-request';
export { asksForSignIn, askPolicies, type PolicyOutcome, readCedar, withFreshSignIn } from './step-up';
