export * from './services';
export * from './prefix-lists';
export * from './implied';
export * from './prices';
export * from './quotas';
