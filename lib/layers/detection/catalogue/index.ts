/**
 * All signals, as data: ``CATALOGUE``, sorted by id. docs/signals.md is made from it.
 *
 * INVARIANT, tested: ids are unique; each row but events has a ceiling; no band without one; each has a pair of feeds in
 * test/layers/detection that raises it and that does not.
 */
import { compareText } from '../../../intent';
import { API } from './api';
import { AUTHORIZER } from './authorizer';
import type { Row } from './build';
import { CONTROL_PLANE } from './control-plane';
import { DATA } from './data';
import { EDGE } from './edge';
import { EXPIRY } from './expiry';
import { FINDINGS } from './findings';
import { FIREWALL } from './firewall';
import { IDENTITY } from './identity';
import { KEYS } from './keys';
import { NETWORK } from './network';

export { CATALOGUE_DATE, type Row } from './build';
export { FLOW_LOG_FIELDS, FLOW_LOG_FORMAT } from './flow-log';
export { metricsOf, shortestPeriod } from './published';

export const CATALOGUE: readonly Row[] = [...API, ...AUTHORIZER, ...CONTROL_PLANE, ...DATA, ...EDGE, ...EXPIRY, ...FINDINGS, ...FIREWALL, ...IDENTITY, ...KEYS, ...NETWORK]
  .sort((a, b) => compareText(a.id, b.id));
