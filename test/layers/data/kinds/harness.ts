/** One table for all closings: the naive resource is open and is closed, the closed one stays as it is, a token is unknown. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { closeStore, type ClosingReport, judgeStore } from '../../../../lib/layers/data/close';
import type { ClosingContext, StoreKind } from '../../../../lib/layers/data/kind';
import type { StoreResource } from '../../../../lib/layers/data/model';

export const ENV = { account: '111122223333', region: 'eu-west-1' };
export const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/0d1b3c52-0000-4000-8000-000000000001';

export type Build = (stack: Stack) => IConstruct;
export type Context = Partial<ClosingContext>;

export interface ClosingCase {
  /** Of the closing. */
  readonly id: string;
  /** Resources as people write them first, by what they are: L2, L1. Each is open. */
  readonly naive: Readonly<Record<string, Build>>;
  /** Closed already, by its owner. */
  readonly closed: Readonly<Record<string, Build>>;
  /** The same with a value that only the deployment knows. */
  readonly token?: Build;
  /** Of what the template says when it is closed: type, and properties that are matched. Absent where it is refused. */
  readonly becomes?: readonly [string, unknown];
  /** Code where nothing that the library may do closes it. */
  readonly refused?: string;
  readonly context?: Context;
  /** For jewels another row asks. */
  readonly notForJewels?: true;
}

export function newStack(): Stack {
  return new Stack(new App(), 'S', { env: ENV });
}

export function contextOf(context: Context = {}): ClosingContext {
  return { posture: 'high', isJewel: false, allowReplacement: false, ...context };
}

export function templateOf(stack: Stack): any {
  // By force: a second look at a stack would show the first synthesis again.
  return (stack.node.root as App).synth({ force: true }).getStackArtifact(stack.artifactId).template;
}

export function only(kind: StoreKind, id: string): StoreKind {
  const closings = kind.closings.filter((c) => c.id === id);
  if (closings.length !== 1) throw new Error(`${closings.length} closings with the id ${id}`);
  return { ...kind, closings };
}

export function storeOf(kind: StoreKind, construct: IConstruct): StoreResource {
  const store = kind.resolve(construct);
  if (store === undefined) throw new Error(`${construct.node.path} is no ${kind.name}`);
  return store;
}

export function judge(kind: StoreKind, construct: IConstruct, context?: Context): ClosingReport[] {
  return judgeStore(storeOf(kind, construct), kind, contextOf(context));
}

export function close(kind: StoreKind, construct: IConstruct, context?: Context): ClosingReport[] {
  return closeStore(storeOf(kind, construct), kind, contextOf(context));
}

/** A parameter as text, which anything may be at deployment. */
export function parameter(stack: Stack, id = 'Chosen'): any {
  return new CfnParameter(stack, id).valueAsString;
}

export function resourcesOfType(template: any, type: string): any[] {
  return Object.values(template.Resources ?? {}).filter((r: any) => r.Type === type);
}

/** Runs the table; every closing of the kind has to be in it. */
export function testClosings(kind: StoreKind, cases: readonly ClosingCase[]): void {
  test(`every closing of ${kind.type} is tested here`, () => {
    expect(cases.map((c) => c.id).sort()).toEqual(kind.closings.map((c) => c.id).sort());
  });
  describe.each(cases.map((c) => [c.id, c] as const))('%s', (id, { naive, closed, token, becomes, refused, context, notForJewels }) => {
    const row = only(kind, id);
    test.each(Object.entries(naive))('open: %s', (_, build) => {
      const stack = newStack();
      const construct = build(stack);
      const [found] = judge(row, construct, context);
      if (refused !== undefined) {
        expect(found).toMatchObject({ is: 'refused', finding: { code: refused, level: 'error' } });
        const before = templateOf(stack);
        const again = newStack();
        close(row, build(again), context);
        expect(templateOf(again)).toEqual(before);
        return;
      }
      expect(found).toMatchObject({ is: 'open', finding: { code: 'StoreOpen', level: 'error' } });
      const [type, matched] = becomes as readonly [string, unknown];
      const matches = (t: any): boolean => resourcesOfType(t, type).some((r) => includes(r, matched));
      // Judging changed nothing, and without this row the template does not say it.
      const without = newStack();
      close({ ...kind, closings: kind.closings.filter((c) => c.id !== id) }, build(without), context);
      expect(matches(templateOf(without))).toBe(false);
      expect(close(row, construct, context)).toEqual([expect.objectContaining({ was: 'open', is: 'closed' })]);
      expect(resourcesOfType(templateOf(stack), type)).toContainEqual(expect.objectContaining(deep(matched)));
      expect(judge(row, construct, context)[0].is).toBe('closed');
    });
    if (Object.keys(closed).length > 0) test.each(Object.entries(closed))('closed already, and left alone: %s', (_, build) => {
      const [untouched, stack] = [newStack(), newStack()];
      build(untouched);
      const [report] = close(row, build(stack), context);
      expect(report).toMatchObject({ was: 'closed', is: 'closed' });
      expect(report.finding).toBeUndefined();
      expect(templateOf(stack)).toEqual(templateOf(untouched));
    });
    if (token !== undefined) {
      test('a token is unknown, and left alone', () => {
        const [untouched, stack] = [newStack(), newStack()];
        token(untouched);
        const construct = token(stack);
        if (notForJewels !== true) expect(close(row, construct, { ...context, isJewel: true })[0]).toMatchObject({ is: 'unknown', finding: { code: 'ClosingUnknown', level: 'error' } });
        expect(close(row, construct, context)[0]).toMatchObject({ is: 'unknown', finding: { code: 'ClosingUnknown' } });
        expect(templateOf(stack)).toEqual(templateOf(untouched));
      });
    }
  });
}

/** `expect.objectContaining` at every depth; lists are matched whole. */
function deep(value: any): any {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || typeof value.asymmetricMatch === 'function') return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, typeof v === 'object' && v !== null && !Array.isArray(v) && typeof (v as any).asymmetricMatch !== 'function' ? expect.objectContaining(deep(v)) : v]));
}

function includes(got: any, wanted: any): boolean {
  try {
    expect(got).toEqual(expect.objectContaining(deep(wanted)));
    return true;
  } catch {
    return false;
  }
}

export interface IamAction {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly { readonly name: string }[];
}

/** What IAM knows of a service (iam-data, MIT; a tool of tests). */
export function iamActions(service: string): IamAction[] {
  const file = path.join(__dirname, '..', '..', '..', '..', 'node_modules', '@cloud-copilot', 'iam-data', 'data', 'actions', `${service}.json`);
  return Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, IamAction>);
}

/** The lists of a kind are sorted, disjoint, without wildcards, and name actions that exist. */
export function testActions(kind: StoreKind): void {
  test(`the actions of ${kind.type} exist, sorted, each in one list`, () => {
    const known = new Set(iamActions(kind.prefix).map((a) => `${kind.prefix}:${a.name}`));
    const all = [...kind.read, ...kind.write, ...kind.other];
    expect(all.filter((a) => !known.has(a))).toEqual([]);
    expect(new Set(all).size).toBe(all.length);
    for (const list of [kind.read, kind.write, kind.other]) expect(list).toEqual([...list].sort());
  });
}
