/**
 * A store's own policy refuses what is not TLS:
 *
 *   requireTls({ id: 'sqs.tls', home, statements: (store) => [...], ... })
 *
 * Judged by meaning, not by Sid: a Deny for everybody on all of the kind's data plane where `aws:SecureTransport` is false,
 * whoever wrote it, closes. A policy that cannot be read is unknown.
 */
import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { isObject } from '../../network/members/read';
import { globMatches } from '../guarded-statements';
import type { Closing } from '../kind';
import type { Statement, StoreResource } from '../model';
import { ResourceHome, statementsOf, writeInto } from './policy-home';
import { putStatements, statementsAt } from './statements';
import { CLOSED, closing, type Row } from './rows';

/** Sids of these statements; the layer's own begin with `ZeroTrust`. */
export const TLS_SIDS = /^RequireTls/;

export interface TlsDemand {
  /** Data-plane actions that a statement has to cover. */
  readonly actions: readonly string[];
  /** What the Deny asks of its condition, e.g. `{ Bool: { 'aws:SecureTransport': 'false' } }`. */
  readonly condition: { readonly operator: string; readonly key: string; readonly value: string };
  /** Resources of the store that a statement has to cover, as they will be resolved; `*` covers all. */
  readonly resources: (resource: CfnResource) => readonly unknown[];
  readonly statement: (resource: CfnResource) => Statement;
}

export interface TlsRow extends Row, TlsDemand {
  readonly property: string;
  /** The store as its kind resolves it. */
  readonly store: (resource: CfnResource) => StoreResource;
  /** A resource beside the store, or the path of the property on it. */
  readonly home: ResourceHome | string;
}

export function requireTls(row: TlsRow): Closing {
  return closing(row, (resource, context) => {
    const store = row.store(resource);
    const { home } = row;
    const statements = typeof home === 'string' ? statementsAt(resource, home) : statementsOf(home, store);
    if (statements.some((s) => demands(s, row, resource))) return CLOSED;
    const mine = row.statement(resource);
    const sid = new RegExp(`^${mine.Sid}$`);
    return {
      is: 'open', got: statements.length === 0 ? 'no policy of its own' : `a policy without a Deny where \`${row.condition.key}\` is ${row.condition.operator.startsWith('Numeric') ? 'below ' : ''}\`${row.condition.value}\``,
      close: () => {
        if (typeof home === 'string') putStatements(resource, home, [mine], sid);
        else writeInto(home, store, [mine], sid, context.scope ?? (resource.node.scope as Construct));
      },
    };
  });
}

/** The condition alone (any further one would narrow the Deny), for everybody, on all actions and resources that count. */
export function demands(statement: Statement, demand: TlsDemand, resource: CfnResource): boolean {
  const raw = statement as unknown as Record<string, unknown>;
  if (statement.Effect !== 'Deny' || !isEverybody(statement.Principal)) return false;
  if (raw.NotAction !== undefined || raw.NotResource !== undefined || raw.NotPrincipal !== undefined) return false;
  return isCondition(statement.Condition, demand.condition)
    && coversAll(statement.Action ?? [], demand.actions)
    && demand.resources(resource).every((r) => statement.Resource?.some((s) => s === '*' || JSON.stringify(s) === JSON.stringify(r)));
}

/** By lists of actions, which are few, and of patterns, which are the same for many stores. */
const COVERED = new WeakMap<readonly string[], Map<string, boolean>>();

function coversAll(patterns: readonly unknown[], actions: readonly string[]): boolean {
  const known = COVERED.get(actions) ?? new Map<string, boolean>();
  COVERED.set(actions, known);
  const key = JSON.stringify(patterns);
  const covers = known.get(key) ?? actions.every((a) => patterns.some((pattern) => typeof pattern === 'string' && globMatches(pattern, a)));
  known.set(key, covers);
  return covers;
}

function isCondition(got: Statement['Condition'], { operator, key, value }: TlsDemand['condition']): boolean {
  const operators = Object.entries(got ?? {});
  if (operators.length !== 1) return false;
  const [name, keys] = operators[0];
  const entries = isObject(keys) ? Object.entries(keys) : [];
  if (name.replace(/IfExists$/, '') !== operator || entries.length !== 1 || entries[0][0].toLowerCase() !== key.toLowerCase()) return false;
  const values = Array.isArray(entries[0][1]) ? entries[0][1] : [entries[0][1]];
  if (operator.startsWith('Numeric')) return values.length === 1 && Number(values[0]) >= Number(value);
  return operator === 'Bool' ? values.length === 1 && String(values[0]) === value : values.includes(value);
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isObject(principal) || Object.keys(principal).length !== 1) return false;
  const { AWS: aws } = principal;
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'));
}
