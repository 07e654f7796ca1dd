export { DOCUMENTS } from './documents';
export { FLOWS } from './flows';
export { MEMBERS } from './members';
export { NETWORK } from './network';
export { SEGMENTS } from './segments';
export type { Mistake } from './types';
