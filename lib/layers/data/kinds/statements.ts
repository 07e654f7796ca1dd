/**
 * Statements that are put into a document which others write too: ``putStatements(bucketPolicy, 'PolicyDocument', ours, /^ZeroTrust/)``.
 *
 * They are joined with whatever the document says when the template is rendered, so what an L2 or its owner adds before or after
 * stays; a second call replaces the statements of the first. Not modelled: an override that somebody writes at or under
 * `…Statement` afterwards (it wins, or is lost, as everywhere in CDK; judging again sees it).
 */
import { CfnResource, type IResolveContext, Tokenization } from 'aws-cdk-lib';
import { IntentError } from '../../../intent';
import { describe, isIntrinsic, isObject, Json, overlay, read, resolveValue, Unreadable } from '../../network/members/read';
import type { Statement } from '../model';
import { forget, once } from './once';
import { Rendered } from './rendered';
import { revived } from './tokens';
import { child } from './values';

/** Of a statement that stands in a document only so that an L2 makes its policy; never rendered. */
export const SEED = 'ZeroTrustSeed';

/** The statements of a document as the template will say them, actions and resources as lists. A document that cannot be read throws `Unreadable`. */
export function statementsAt(resource: CfnResource, path: string): Statement[] {
  return once(resource, `statements ${path}`, () => listAt(resource, path).map((s) => ({ ...s, ...lists(s, ['Action', 'Resource']) }) as unknown as Statement));
}

function listAt(resource: CfnResource, path: string): Json[] {
  const token = putAt(resource, path)?.token;
  // It takes the place of whatever the document says.
  if (token !== undefined && overrideAt(resource, `${path}.Statement`) === token) return resolveValue(resource, token) as Json[];
  const document = readDocument(resource, path);
  if (document === undefined) return [];
  if (!isDocument(document)) throw new Unreadable(resource, path, `not a policy document of statements (${describe(document)})`);
  return listOf(document);
}

/** Whatever stands there. */
export function readDocument(resource: CfnResource, path: string): unknown {
  return once(resource, `document ${path}`, () => read(resource, path));
}

interface Group {
  readonly ours: RegExp;
  readonly statements: readonly Statement[];
}
interface Put {
  readonly groups: Map<string, Group>;
  readonly token: Rendered;
  /** An override of somebody's that stood there before. */
  readonly earlier: unknown;
}
const PUT = Symbol.for('cdk-zero-trust.data.statements');
type Holder = Record<symbol, Record<string, Put> | undefined>;

function putAt(resource: CfnResource, path: string): Put | undefined {
  return (resource as unknown as Holder)[PUT]?.[path];
}

/** Documents that an L2 made for our seed. */
const SEEDED = new WeakMap<CfnResource, { readonly statementCount: number }>();

/** `policy` was made just now, so that the seed is all that it says. */
export function seeded(policy: CfnResource, path: string): void {
  const document = child(propertiesOf(policy), path);
  if (typeof (document as { statementCount?: unknown } | undefined)?.statementCount === 'number') SEEDED.set(policy, document as { statementCount: number });
}

/** Nobody added anything since. */
function isSeedAlone(resource: CfnResource, path: string): boolean {
  const document = SEEDED.get(resource);
  return document?.statementCount === 1 && child(propertiesOf(resource), path) === document;
}

function propertiesOf(resource: CfnResource): Json {
  return (resource as unknown as { cfnProperties?: Json }).cfnProperties ?? {};
}

export function putStatements(resource: CfnResource, path: string, statements: readonly Statement[], ours: RegExp, version = '2012-10-17'): void {
  const puts = ((resource as unknown as Holder)[PUT] ??= {});
  const before = puts[path];
  if (before !== undefined) {
    before.groups.set(ours.source, { ours, statements });
    forget(resource);
    return;
  }
  const document = isSeedAlone(resource, path) ? { Version: version } : documentAt(resource, path);
  forget(resource);
  const groups = new Map([[ours.source, { ours, statements }]]);
  const earlier = takeOverride(resource, path);
  for (const [key, value] of Object.entries({ ...(document.Version === undefined ? { Version: version } : {}), ...rest(resource, earlier) })) resource.addPropertyOverride(`${path}.${key}`, value);
  const token = new Rendered(() => [...groups.values()].flatMap((g) => g.statements), {
    value: (context) => (isSeedAlone(resource, path) && earlier === undefined ? [] : listOf(rendered(resource, path, earlier, context))).filter((s) => !isOneOf(s, [...groups.values()])),
    hidden: earlier,
    join: (theirs: unknown[], mine: unknown[]) => [...theirs, ...mine],
  });
  puts[path] = { groups, token, earlier };
  resource.addPropertyOverride(`${path}.Statement`, token);
}

/** What others wrote, and perhaps some of ours: without rendering ours where nobody wrote anything over the document. */
export function othersAt(resource: CfnResource, path: string): readonly Json[] {
  if (isSeedAlone(resource, path)) return [];
  const put = putAt(resource, path);
  if (put === undefined || put.earlier !== undefined || overrideAt(resource, `${path}.Statement`) !== put.token) return listAt(resource, path);
  const document = read(resource, path, path);
  return isDocument(document) ? listOf(document) : [];
}

/** Whether the template says what was put. Where nobody wrote over the token that says it, nothing has to be read. */
export function isAsPut(resource: CfnResource, path: string, ours: RegExp): boolean {
  const put = putAt(resource, path);
  const group = put?.groups.get(ours.source);
  if (put === undefined || group === undefined) return false;
  if (overrideAt(resource, `${path}.Statement`) === put.token) return true;
  const now = statementsAt(resource, path).filter((s) => typeof s.Sid === 'string' && ours.test(s.Sid));
  return JSON.stringify(now) === JSON.stringify(resolveValue(resource, group.statements));
}

/** The document of others as CDK renders it: what they wrote keeps its very form. */
function rendered(resource: CfnResource, path: string, earlier: unknown, context: IResolveContext): Json {
  const [first, ...rest] = path.split('.');
  const document = rest.reduce<unknown>(child, context.resolve(child(propertiesOf(resource), first)));
  const base = earlier === undefined ? document : overlay(document, context.resolve(earlier));
  return isObject(base) ? base : {};
}

function isOneOf(statement: Json, groups: readonly Group[]): boolean {
  const { Sid } = statement;
  return typeof Sid === 'string' && (Sid === SEED || groups.some((g) => g.ours.test(Sid)));
}

function documentAt(resource: CfnResource, path: string): Json {
  try {
    const document = readDocument(resource, path);
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
  const value = overrideAt(resource, path);
  if (value !== undefined) resource.addPropertyOverride(path, {});
  return value;
}

function overrideAt(resource: CfnResource, path: string): unknown {
  const { rawOverrides } = resource as unknown as { rawOverrides?: { Properties?: Json } };
  return path.split('.').reduce<unknown>((value, segment) => (isObject(value) ? value[segment] : undefined), rawOverrides?.Properties);
}

function rest(resource: CfnResource, earlier: unknown): Json {
  const said = Tokenization.isResolvable(earlier) ? resolveValue(resource, earlier) : earlier;
  return isObject(said) ? Object.fromEntries(Object.entries(said).filter(([key]) => key !== 'Statement').map(([k, v]) => [k, revived(v)])) : {};
}
