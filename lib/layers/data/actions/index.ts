/**
 * Every IAM action of the services that hold stores, and what AWS says of it:
 *
 *   actionFacts('S3:getobject')        // { name: 's3:GetObject', levels: ['read'], resources: ['accesspointobject', 'object'], keys: [] }
 *   nearestAction('s3:GetObjects')     // 's3:GetObject'
 *
 * Made from AWS's Service Authorization Reference by way of iam-data (scripts/make-data-actions.mjs). Not covered: services
 * without a store of the data layer, and actions that are newer than the table.
 */
import { nearest } from '../../../intent';
import type { ActionRows } from './rows';
import { DATABASES } from './table-databases';
import { FILES } from './table-files';
import { MESSAGES } from './table-messages';

/** When the table was last made. */
export const DATA_ACTIONS_DATE = '2026-09-26';

export type ActionLevel = 'read' | 'write' | 'list' | 'tagging' | 'permissions';

export interface ActionFacts {
  /** As AWS writes it. */
  readonly name: string;
  readonly levels: readonly ActionLevel[];
  /** Resource types that it takes, e.g. `object`; empty where it takes `*` only. */
  readonly resources: readonly string[];
  /** Of the condition keys by which rows are told apart, those that it sends. */
  readonly keys: readonly ('leading-keys' | 'prefix')[];
}

const LEVELS: Readonly<Record<string, ActionLevel>> = { R: 'read', W: 'write', L: 'list', T: 'tagging', P: 'permissions' };
const SERVICES: Readonly<Record<string, ActionRows>> = { ...FILES, ...DATABASES, ...MESSAGES };
const BY_SERVICE = new Map<string, Map<string, ActionFacts>>();

/** Prefixes that the table covers. */
export const ACTION_PREFIXES: readonly string[] = Object.keys(SERVICES).sort();

/** IAM compares actions without regard to case. Undefined where the service has none of that name, or is not covered. */
export function actionFacts(action: string): ActionFacts | undefined {
  const [prefix, ...rest] = action.split(':');
  return serviceActions(prefix.toLowerCase())?.get(rest.join(':').toLowerCase());
}

/** The action that may have been meant, of the same service if that has any near one. */
export function nearestAction(action: string, prefixes: readonly string[] = ACTION_PREFIXES): string | undefined {
  const prefix = action.split(':')[0].toLowerCase();
  const names = (list: readonly string[]): string[] => list.flatMap((p) => [...(serviceActions(p)?.values() ?? [])].map((f) => f.name));
  return (prefixes.includes(prefix) ? nearest(action, names([prefix])) : undefined) ?? nearest(action, names(prefixes));
}

function serviceActions(prefix: string): Map<string, ActionFacts> | undefined {
  const rows = Object.hasOwn(SERVICES, prefix) ? SERVICES[prefix] : undefined;
  if (rows === undefined) return undefined;
  let known = BY_SERVICE.get(prefix);
  if (known === undefined) {
    known = new Map();
    for (const [levels, resources, keys, names] of rows) {
      for (const name of names.split(' ')) {
        known.set(name.toLowerCase(), {
          name: `${prefix}:${name}`, levels: [...levels].map((l) => LEVELS[l]), resources: words(resources), keys: words(keys) as ActionFacts['keys'],
        });
      }
    }
    BY_SERVICE.set(prefix, known);
  }
  return known;
}

function words(text: string): string[] {
  return text === '' ? [] : text.split(' ');
}
