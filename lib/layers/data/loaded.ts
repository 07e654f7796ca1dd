/** What `later()` loads: everything of the layer that works on stores. Imported by nobody else. */
export { buildData, closeStores } from './build';
export { dataFacts } from './facts';
export { settleFiles } from './from-file';
export { kindOf, kindOfCfnType, KINDS, withPolicyIndex } from './kinds';
export { verifyData } from './verify';
