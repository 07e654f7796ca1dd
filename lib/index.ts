/**
 * Say who may reach what; the library builds it, proves it, and watches it.
 */
export * from './layers/baseline';
export * from './layers/declaration';
export * from './layers/data';
export * from './layers/detection';
export * from './layers/front-door';
export * from './layers/identity';
export * from './layers/network';
export * from './layers/web-firewall';
export * from './mixins';
export * from './validation';
export * from './zero-trust';
