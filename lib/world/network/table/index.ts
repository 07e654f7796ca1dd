/**
 * The table of types: rows that say where a type keeps its groups and subnets, types that code of their own reads, and types that
 * are known to have no effect on the network although they name a part of it.
 */
import { COMPUTE } from './compute';
import type { InterfaceRow } from './model';
import { SERVICES } from './services';
import { STORES } from './stores';

export const INTERFACE_TABLE: readonly InterfaceRow[] = [...COMPUTE, ...STORES, ...SERVICES];

export { READ_TYPES } from './read-types';
export { isWithoutEffect, SERVICES_WITHOUT_EFFECT, WITHOUT_EFFECT } from './without-effect';
export type { Flag, InterfaceRow, Role } from './model';
