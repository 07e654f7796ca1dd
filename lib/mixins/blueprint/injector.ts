/**
 * One class of CDK, closed before it is made: CDK hands the properties of the user to `inject`, and makes the construct of what
 * comes back. So the last word is here, not with the user.
 *
 * CDK asks one injector per class: the nearest scope's, and of one scope the last that was added. Whatever stands further out,
 * or was given as `before`, is asked first here, so that nobody's injector is lost by ours.
 */
import { Annotations, type InjectionContext, type IPropertyInjector, PropertyInjectors, Token } from 'aws-cdk-lib';
import { describe } from '../../layers/network/members/read';
import type { Asked, ClosedValue, InjectedClass, Props } from './classes';

export class ClosingInjector implements IPropertyInjector {
  public readonly constructUniqueId: string;

  constructor(private readonly row: InjectedClass, private readonly asked: Asked, public readonly before?: IPropertyInjector) {
    this.constructUniqueId = row.id;
  }

  public inject(originalProps: any, context: InjectionContext): any {
    let props = (originalProps ?? {}) as Props;
    for (const other of [this.outer(context), this.before]) props = (other?.inject(props, context) as Props | undefined) ?? props;
    const closed: Record<string, unknown> = { ...props };
    for (const value of this.row.closed(props, this.asked, context.scope)) this.close(closed, value, context);
    return closed;
  }

  private close(props: Record<string, unknown>, { name, closed, isClosed, isSaid, insteadOf = [], onlyDefault = false }: ClosedValue, { scope, id }: InjectionContext): void {
    const older = insteadOf.find((other) => props[other] !== undefined);
    const got = props[name] ?? (older === undefined ? undefined : props[older]);
    if (props[name] !== undefined && (onlyDefault || isClosed(got))) return;
    const isExplicit = got !== undefined && (isSaid?.(got) ?? true);
    if (isExplicit && this.asked.keepsExplicit) return;
    props[name] = closed(props[name]);
    if (older !== undefined) delete props[older];
    if (isExplicit) this.tell(scope, id, older ?? name, got, props[name]);
  }

  private tell(scope: InjectionContext['scope'], id: string, name: string, got: unknown, closed: unknown): void {
    const path = scope.node.path === '' ? id : `${scope.node.path}/${id}`;
    Annotations.of(scope).addWarningV2('cdk-zero-trust:BlueprintOverrides', `BlueprintOverrides: \`${path}\` asks for \`${name}\` ${words(got)}, and the blueprint makes it ${words(closed)}; drop it there, or keep such values with \`keepExplicitValues\``);
  }

  /** The next one further out. Another blueprint there is not: the nearest says what is asked. */
  private outer({ scope }: InjectionContext): IPropertyInjector | undefined {
    const scopes = [...scope.node.scopes].reverse().filter((s) => PropertyInjectors.hasPropertyInjectors(s)).map((s) => PropertyInjectors.of(s).for(this.constructUniqueId));
    const own = scopes.indexOf(this);
    return own < 0 ? undefined : scopes.slice(own + 1).find((other) => other !== undefined && !(other instanceof ClosingInjector));
  }
}

/** A literal as it is; of what is a structure or only known at deployment, no more than that. */
function words(value: unknown): string {
  if (Token.isUnresolved(value)) return 'what only the deployment knows';
  return typeof value === 'object' ? 'otherwise' : `\`${describe(value)}\``;
}
