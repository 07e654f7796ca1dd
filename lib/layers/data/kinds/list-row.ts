/**
 * A list of literals that has to hold some: ``includes({ id: 'docdb.log-exports', path: 'EnableCloudwatchLogsExports', wanted: () => ['audit'], ... })``.
 *
 * What is in the list already stays, whoever adds it and when; a list that only the deployment knows is unknown.
 */
import { CfnResource, Lazy } from 'aws-cdk-lib';
import { describe, read, resolveValue } from '../../network/members/read';
import type { Closing, Judgement } from '../kind';
import { CLOSED, closing, hasIntrinsic, mirror, NOT_ASKED, type Row } from './rows';
import { unknownValue } from './related';

export interface IncludesRow extends Row {
  readonly path: string;
  /** Empty: nothing is asked of this resource. A judgement where it cannot be told. */
  readonly wanted: (resource: CfnResource) => readonly string[] | Judgement;
}

export function includes(row: IncludesRow): Closing {
  return closing({ ...row, property: row.property ?? row.path }, (resource) => {
    const wanted = row.wanted(resource);
    if ('is' in wanted) return wanted;
    if (wanted.length === 0) return NOT_ASKED;
    const list = read(resource, row.path);
    if (hasIntrinsic(list)) return unknownValue(row.path, list);
    const present = Array.isArray(list) ? list.map(String) : [];
    const missing = wanted.filter((w) => !present.includes(w));
    if (missing.length === 0) return CLOSED;
    const got = list === undefined ? `no \`${row.path}\`` : `\`${row.path}\` \`${describe(list)}\`, without ${missing.map((m) => `\`${m}\``).join(', ')}`;
    return { is: 'open', got, close: () => add(resource, row.path, present, missing) };
  });
}

function add(resource: CfnResource, path: string, present: readonly string[], missing: readonly string[]): void {
  const over = overrideOf(resource, path);
  const written = over === undefined ? undefined : resolveValue(resource, over);
  resource.addPropertyOverride(path, Lazy.any({
    produce: () => {
      const base = written ?? read(resource, path, path);
      const theirs = Array.isArray(base) ? base.map(String) : [];
      return [...theirs, ...missing.filter((m) => !theirs.includes(m))];
    },
  }));
  mirror(resource, path, [...present, ...missing]);
}

function overrideOf(resource: CfnResource, path: string): unknown {
  return (resource as unknown as { rawOverrides?: { Properties?: Record<string, unknown> } }).rawOverrides?.Properties?.[path];
}
