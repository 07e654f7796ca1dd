/**
 * What somebody without a compiler hands over: values of every kind, and which options of a table cannot be them.
 *
 *   for (const [name, value] of WRONG_VALUES) expect(untold(shape, value, (props) => toldBy((stack) => declare(stack, props)))).toEqual([]);
 */
import { App, Duration, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { Kind, Shape } from '../../lib/layers/declaration/options';

class Other {
  public readonly _facts = (): string => 'of another class';
  public readonly _data = {};
}

export const WRONG_VALUES: readonly (readonly [name: string, value: unknown])[] = [
  ['a text', 'word'], ['a number', 5], ['true', true], ['null', null], ['a list', []], ['a list of numbers', [5]], ['a list of nothing', [null]], ['a text twice', ['word', 'word']], ['an object', {}], ['an object of others', { other: 1 }],
  ['a function', () => undefined], ['of another class', new Other()], ['a duration', Duration.days(1)], ['a text for later', Lazy.string({ produce: () => 'x' })], ['a number for later', Token.asNumber({ Ref: 'Number' })],
  ['a list for later', Token.asList({ Ref: 'List' })], ['a duration for later', Duration.days(Token.asNumber({ Ref: 'Days' }))], ['a token', Token.asAny({ Ref: 'Any' })],
];

/** By what the type of TypeScript says, and not by the kind's own check. */
function fits(kind: Kind, value: unknown): boolean {
  const late = Token.isUnresolved(value) || (value instanceof Duration && value.isUnresolved());
  if (late && (kind.isKnown === true || kind.words !== undefined)) return false;
  if (kind.words !== undefined) return typeof value === 'string' && kind.words.includes(value);
  if (kind.type === 'string' || kind.type === 'number' || kind.type === 'boolean') return typeof value === kind.type;
  if (kind.type === 'Duration') return value instanceof Duration;
  if (kind.each !== undefined) return Array.isArray(value) && value.every((one) => fits(kind.each!, one)) && !(kind.isSet === true && new Set(value).size < value.length);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (kind.values !== undefined) return isObject && !late && Object.values(value).every((one) => fits(kind.values!, one));
  return kind.shape !== undefined && isObject && !late && Object.keys(value).length === 0 && !Object.values(kind.shape).some((k) => k.isNeeded);
}

/** Options that cannot be that, all with it at once, and of which no error names them. */
export function untold(shape: Shape, value: unknown, errors: (props: object) => readonly string[]): string[] {
  const wrong = Object.keys(shape).filter((name) => !fits(shape[name], value));
  if (wrong.length === 0) return [];
  const told = errors(Object.fromEntries(wrong.map((name) => [name, value])));
  return wrong.filter((name) => told.filter((text) => text.includes(`\`${name}\``)).length === 0);
}

/** The same without templates, where many are tried: constructs, and what their validations tell. */
export function toldBy(declare: (stack: Stack) => void): string[] {
  const app = new App({ context: { 'zero-trust:validate': false } });
  declare(new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } }));
  return app.node.findAll().flatMap((c) => c.node.validate());
}

/** All errors of an app; any that is not of this library is thrown on. */
export function errorsOf(declare: (stack: Stack) => void): string[] {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  declare(stack);
  try {
    app.synth();
  } catch (error) {
    const told = [...(error as Error).message.matchAll(/\[App\/?[^\]]*\] (\w+: .*)/g)].map((m) => m[1]);
    if (told.length === 0) throw error;
    return told;
  }
  return [];
}
