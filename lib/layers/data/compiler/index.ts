/**
 * Declared data flows -> policies, as pure data:
 *
 *   compileData(flows, stores, kindOf)   // { roles: [...], stores: [...], findings: [...] }
 */
export { compileData } from './compile';
