export { type ProofOptions, type ProofProps, ProofScope } from './options';
export { Proof, type ProofQuestion, type ProofTargetQuestion, type ProofViaQuestion } from './proof';
export { ProofAnswer, ProofResult, type ProofViolation } from './proof-result';
export { ZeroTrustValidator } from './validator';
