/**
 * By what functions of this library are known in a template: a mark of what they run, in their metadata.
 *
 *   { "zero-trust": { "hook": "pre-token", "code": hookMark(properties) } }        // beside it `signal-relay` and `chat-webhook`
 *
 * The prover takes a function for ours only while the mark is still that of its properties: code, handler, role, layers or environment
 * that somebody changed are no code of this library any more. Whoever writes templates by hand can write marks as well, as he can
 * acknowledge what is said of them: it is no defence against him.
 */
import { createHash } from 'node:crypto';

/** Properties of a function that decide what runs, with which rights. */
export const HOOK_CODE = ['Code', 'Environment', 'FileSystemConfigs', 'Handler', 'ImageConfig', 'Layers', 'PackageType', 'Role', 'Runtime', 'SnapStart'] as const;

/** Of properties as the template says them. The table in the environment is data: one scope more is no other code. */
export function hookMark(properties: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(HOOK_CODE.map((name) => [name, name === 'Environment' ? variablesOf(properties[name]) : properties[name] ?? null]), (_, value: unknown) => (typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value));
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Names alone: a variable more may load code (`NODE_OPTIONS`), and there is one that the hook reads. */
function variablesOf(environment: unknown): unknown {
  const { Variables: variables } = (typeof environment === 'object' && environment !== null ? environment : {}) as { readonly Variables?: unknown };
  return typeof variables === 'object' && variables !== null ? Object.keys(variables).sort() : environment ?? null;
}
