/** What `later()` loads. */
export * as build from './build';
export * as emit from './emit';
export * as groups from './emit-group';
export * as idle from './idle';
export * as verify from './verify';
