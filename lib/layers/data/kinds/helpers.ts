/** What a kind is written with: rows, keys, resolving, and the home of a store's own policy. */
export * from './keys';
export * from './policy-home';
export * from './policy-index';
export * from './resolve';
export * from './rows';
export * from './statements';
export * from './tls';
export * from './tokens';
export * from './values';
