/**
 * Statements that are put into a document which others write too: ``putStatements(bucketPolicy, 'PolicyDocument', ours, /^ZeroTrust/)``.
 *
 * They are joined with whatever the document says when the template is rendered, so what an L2 or its owner adds before or after
 * stays; a second call replaces the statements of the first. Not modelled: an override that somebody writes at or under
 * `…Statement` afterwards (it wins, or is lost, as everywhere in CDK; judging again sees it).
 */
import { CfnResource, type IResolveContext, Lazy, Tokenization } from 'aws-cdk-lib';
import { IntentError } from '../../../intent';
import { describe, isIntrinsic, isObject, Json, overlay, read, resolveValue, Unreadable } from '../../network/members/read';
import type { Statement } from '../model';
import { revived } from './tokens';
import { child } from './values';

/** Of a statement that stands in a document only so that an L2 makes its policy; never rendered. */
export const SEED = 'ZeroTrustSeed';

let known: Map<CfnResource, Map<string, Statement[]>> | undefined;

/** While `during` runs, documents are read once; others must not change them meanwhile. What is put into them here is seen. */
export function readingOnce<T>(during: () => T): T {
  const before = known;
  known = new Map();
  try {
    return during();
  } finally {
    known = before;
  }
}

export function forgetStatements(): void {
  known?.clear();
}

/** The statements of a document as the template will say them, actions and resources as lists. A document that cannot be read throws `Unreadable`. */
export function statementsAt(resource: CfnResource, path: string): Statement[] {
  const remembered = known?.get(resource)?.get(path);
  if (remembered !== undefined) return remembered;
  const statements = readStatements(resource, path);
  known?.set(resource, (known.get(resource) ?? new Map<string, Statement[]>()).set(path, statements));
  return statements;
}

function readStatements(resource: CfnResource, path: string): Statement[] {
  const document = read(resource, path);
  if (document === undefined) return [];
  if (!isDocument(document)) throw new Unreadable(resource, path, `not a policy document of statements (${describe(document)})`);
  return listOf(document).map((s) => ({ ...s, ...lists(s, ['Action', 'Resource']) }) as unknown as Statement);
}

interface Group {
  readonly ours: RegExp;
  readonly statements: readonly Statement[];
}
const PUT = Symbol.for('cdk-zero-trust.data.statements');

export function putStatements(resource: CfnResource, path: string, statements: readonly Statement[], ours: RegExp, version = '2012-10-17'): void {
  known?.delete(resource);
  const puts = ((resource as unknown as Record<symbol, Record<string, Map<string, Group>> | undefined>)[PUT] ??= {});
  const groups = puts[path];
  if (groups !== undefined) {
    groups.set(ours.source, { ours, statements });
    return;
  }
  const document = documentAt(resource, path);
  const made = (puts[path] = new Map([[ours.source, { ours, statements }]]));
  const earlier = takeOverride(resource, path);
  for (const [key, value] of Object.entries({ ...(document.Version === undefined ? { Version: version } : {}), ...rest(resource, earlier) })) resource.addPropertyOverride(`${path}.${key}`, value);
  resource.addPropertyOverride(`${path}.Statement`, Lazy.uncachedAny({
    produce: (context) => {
      const all = [...made.values()];
      const theirs = listOf(rendered(resource, path, earlier, context)).filter((s) => !isOneOf(s, all));
      return [...theirs, ...all.flatMap((g) => g.statements)];
    },
  }));
}

/** The document of others as CDK renders it: what they wrote keeps its very form. */
function rendered(resource: CfnResource, path: string, earlier: unknown, context: IResolveContext): Json {
  const { cfnProperties } = resource as unknown as { cfnProperties?: Json };
  const [first, ...rest] = path.split('.');
  const document = rest.reduce<unknown>(child, context.resolve(child(cfnProperties ?? {}, first)));
  const base = earlier === undefined ? document : overlay(document, context.resolve(earlier));
  return isObject(base) ? base : {};
}

function isOneOf(statement: Json, groups: readonly Group[]): boolean {
  const { Sid } = statement;
  return typeof Sid === 'string' && (Sid === SEED || groups.some((g) => g.ours.test(Sid)));
}

function documentAt(resource: CfnResource, path: string): Json {
  try {
    const document = read(resource, path);
    if (document === undefined) return {};
    if (isDocument(document)) return document;
    throw new Unreadable(resource, path, `\`${describe(document)}\``);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const message = `the policy of \`${resource.node.path}\` cannot be added to: \`${path}\` is ${error.got}; expected a document with a list of statements; write it as an object or as \`iam.PolicyDocument\``;
    throw new IntentError([{ code: 'StorePolicyUnreadable', level: 'error', pointer: '', where: '', message }]);
  }
}

function isDocument(value: unknown): value is Json {
  if (!isObject(value) || isIntrinsic(value)) return false;
  const key = Object.keys(value).find((k) => k === 'Statement');
  return key === undefined || Array.isArray(value.Statement) || (isObject(value.Statement) && !isIntrinsic(value.Statement));
}

/** IAM takes one statement without its list. */
function listOf(document: Json): Json[] {
  const { Statement: list } = document;
  return (Array.isArray(list) ? list : list === undefined ? [] : [list]) as Json[];
}

function lists(statement: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((n) => statement[n] !== undefined).map((n) => [n, Array.isArray(statement[n]) ? statement[n] : [statement[n]]]));
}

/** What somebody wrote over the document before; taken out, so that his object is not written into. */
function takeOverride(resource: CfnResource, path: string): unknown {
  const segments = path.split('.');
  let value = (resource as unknown as { rawOverrides?: { Properties?: Json } }).rawOverrides?.Properties as unknown;
  for (const segment of segments) value = isObject(value) ? value[segment] : undefined;
  if (value !== undefined) resource.addPropertyOverride(path, {});
  return value;
}

function rest(resource: CfnResource, earlier: unknown): Json {
  const said = Tokenization.isResolvable(earlier) ? resolveValue(resource, earlier) : earlier;
  return isObject(said) ? Object.fromEntries(Object.entries(said).filter(([key]) => key !== 'Statement').map(([k, v]) => [k, revived(v)])) : {};
}
