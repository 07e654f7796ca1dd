/** See evaluate.ts. */
export { type Conditions, type Outcome, WebAcl, type WebAclJson } from './evaluate';
export type { WafRequest } from './request';
export { NotModelled } from './unmodelled';
