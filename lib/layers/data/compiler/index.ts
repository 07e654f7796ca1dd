/**
 * Declared data flows -> policies, as pure data:
 *
 *   compileData(flows, stores, kindOf)   // { roles: [...], stores: [...] }
 */
export { compileData } from './compile';
