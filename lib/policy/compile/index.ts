/**
 * From Cedar's text to a table that can be decided by, at synth.
 *
 *   const { table, findings } = compilePolicies({ files: { 'documents.cedar': text }, schema });
 */
export { compilePolicies, type CompileInput, type CompileResult } from './compile';
export { formatPolicyFinding, type PolicyFinding, type PolicyFindingCode } from './finding';
