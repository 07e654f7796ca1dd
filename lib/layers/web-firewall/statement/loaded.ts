/** What `later()` loads: everything that makes and judges JSON. */
export * as actions from './action-facts';
export * as labels from './labels';
export * as logic from './logic';
export * as matches from './match-leaves';
export * as origins from './origin-leaves';
export * as parts from './part-facts';
