/**
 * Policies of the layer in a template, without CDK's walk through them:
 *
 *   new Rendered(() => statements)     // an `IResolvable` that answers with the statements as CloudFormation JSON
 *
 * CDK resolves every value three times per synth, token by token, and hundreds of policies repeat the same few ARNs. So each text
 * is resolved once for a stack, and the finished statements are put in when CDK has resolved what is around them (measured in
 * benchmarks/synth: half of the data layer). INVARIANT: what comes out is what CDK's own resolving would have said.
 */
import { type IResolvable, type IResolveContext, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { isPseudo, isRead, resolveValue } from '../../network/members/read';

/** What others wrote is resolved by CDK; `join` puts ours to it. */
export interface Around {
  /** Resolved in the template. */
  readonly value: (context: IResolveContext) => unknown;
  /** Looked through for references to other stacks, where CDK has not done that already. */
  readonly hidden?: unknown;
  readonly join: (around: any, ours: any) => unknown;
}

export class Rendered implements IResolvable {
  public readonly creationStack: string[] = [];

  constructor(private readonly ours: () => unknown, private readonly around?: Around) {}

  public resolve(context: IResolveContext): unknown {
    const { scope } = context;
    const { around } = this;
    const ours = this.ours();
    if (context.preparing) {
      forget(Stack.of(scope));
      return [around?.hidden ?? [], elsewhere(ours, Stack.of(scope))];
    }
    const read = isRead(context);
    context.registerPostProcessor({
      postProcess: (resolved) => {
        const rendered = read ? each(ours, (token) => resolveValue(scope, token)) : whole(ours, Stack.of(scope));
        return around === undefined ? rendered : around.join(resolved, rendered);
      },
    });
    return around === undefined ? {} : around.value(context);
  }

  public toString(): string {
    return Token.asString(this);
  }

  public toJSON(): string {
    return '<unresolved-token>';
  }
}

/** Texts without tokens stay, texts with some and tokens themselves become what `resolve` says; keys hold none. */
function each(value: unknown, resolve: (token: unknown) => unknown): unknown {
  if (typeof value === 'string') return value.includes('${Token[') ? resolve(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.some(isListToken) ? resolve(value) : value.map((v) => each(v, resolve));
  if (Tokenization.isResolvable(value)) return resolve(value);
  const result: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) result[key] = each(inner, resolve);
  return result;
}

function isListToken(value: unknown): boolean {
  return typeof value === 'string' && value.includes('#{Token[');
}

/** What was rendered for a stack. Logical ids may change until CDK prepares the app: what was rendered before is forgotten then. */
const RENDERED = new WeakMap<Stack, { readonly texts: Map<string, unknown>; readonly statements: WeakMap<object, unknown> }>();

function forget(stack: Stack): void {
  RENDERED.delete(stack);
}

/** CDK asks for the template and once more for its tree: statements, which nobody changes, are rendered for both. */
function whole(ours: unknown, stack: Stack): unknown {
  const known = RENDERED.get(stack) ?? { texts: new Map<string, unknown>(), statements: new WeakMap<object, unknown>() };
  RENDERED.set(stack, known);
  const inTemplate = (token: unknown): unknown => {
    if (typeof token !== 'string') return stack.resolve(token);
    let text = known.texts.get(token);
    if (text === undefined) known.texts.set(token, (text = stack.resolve(token)));
    return text;
  };
  const statement = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null) return each(one, inTemplate);
    if (!known.statements.has(one)) known.statements.set(one, each(one, inTemplate));
    return known.statements.get(one);
  };
  const list = (value: unknown): unknown => (Array.isArray(value) && !value.some(isListToken) ? value.map(statement) : each(value, inTemplate));
  if (Array.isArray(ours) || typeof ours !== 'object' || ours === null || Tokenization.isResolvable(ours)) return list(ours);
  return Object.fromEntries(Object.entries(ours).filter(([, value]) => value !== undefined).map(([key, value]) => [key, list(value)])); // a document
}

const LOCAL = new WeakMap<Stack, Map<string, boolean>>();

/** Tokens by which CDK finds what a stack needs of another; it needs nothing of itself. As text, because a search in text is fast. */
function elsewhere(value: unknown, stack: Stack): unknown {
  const text = JSON.stringify(value) ?? '';
  if (/unresolved-token|#\{Token\[/.test(text)) return value; // a token that is no text
  let local = LOCAL.get(stack);
  if (local === undefined) LOCAL.set(stack, (local = new Map()));
  const found = new Set<string>();
  for (const token of new Set(text.match(TOKEN))) {
    let isLocal = local.get(token);
    if (isLocal === undefined) {
      isLocal = Tokenization.reverseString(token).tokens.every((t) => isPseudo(t) || (Reference.isReference(t) && Stack.of(t.target) === stack));
      local.set(token, isLocal);
    }
    if (!isLocal) found.add(token);
  }
  return [...found];
}

const TOKEN = /\$\{Token\[[^\]]*\]\}/g;
