/**
 * Closes what CDK leaves open by itself, in every construct that is made afterwards:
 *
 *   new App({ propertyInjectors: ZeroTrustBlueprint.injectors() });
 *   new Stack(app, 'Orders', { propertyInjectors: ZeroTrustBlueprint.injectors({ posture: Posture.HIGH }) });
 *   ZeroTrustBlueprint.addTo(stack);                          // beside injectors that are there already
 *
 * - It acts on L2 constructs of the classes in docs/existing-stacks.md, made later, below the scope. What exists is for mixins.
 * - Its values win over those that were written: a property that opens is changed, and that is a warning on the scope. Values that
 *   are as strict stay. `keepExplicitValues` leaves every written value alone.
 * - It knows nothing of what is deployed: in a stack that is deployed say `isDeployed`, and nothing is asked for which
 *   CloudFormation would replace a store.
 *
 * Not modelled: L1 constructs, which CDK injects nothing into; and injectors that are added to the same scope afterwards, which
 * take its place. The guards see both.
 */
import { type IPropertyInjector, PropertyInjectors } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';
import { Posture } from '../../layers/declaration/posture';
import { type Asked, classes } from './classes';
import { ClosingInjector } from './injector';

/** What a blueprint closes. */
export interface ZeroTrustBlueprintProps {
  /**
   * SANDBOX asks for no recovery and no deletion protection; HIGH asks users of a user pool for a second factor.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
  /**
   * Leaves every value alone that was written, also where it opens; only what nobody said is filled in.
   * @default false
   */
  readonly keepExplicitValues?: boolean;
  /**
   * The constructs below the scope are deployed already: nothing is asked for which CloudFormation replaces a store (encryption
   * of the storage of databases, file systems and domains), and no second factor of users who have none.
   * @default false
   */
  readonly isDeployed?: boolean;
  /**
   * How long log groups keep what they are not told how long to keep.
   * @default RetentionDays.ONE_YEAR
   */
  readonly logRetention?: RetentionDays;
  /**
   * Injectors of your own. CDK keeps one per class; where both have one, yours is asked first and the blueprint closes what comes
   * back.
   * @default - none
   */
  readonly also?: IPropertyInjector[];
}

/** Property injectors for CDK's unsafe defaults. */
export class ZeroTrustBlueprint {
  /** For `propertyInjectors` of an `App`, a `Stage` or a `Stack`. */
  public static injectors(props: ZeroTrustBlueprintProps = {}): IPropertyInjector[] {
    const { also = [] } = props;
    const rows = classes();
    const own = new Set(rows.map((row) => row.id));
    // The last one counts, as in CDK.
    const theirs = new Map(also.map((injector) => [injector.constructUniqueId, injector]));
    return [...also.filter((injector) => !own.has(injector.constructUniqueId)), ...rows.map((row) => new ClosingInjector(row, askedOf(props), theirs.get(row.id)))];
  }

  /** Adds them to a scope; injectors that it has already are asked first. Twice is the same as once. */
  public static addTo(scope: IConstruct, props: ZeroTrustBlueprintProps = {}): void {
    const injectors = PropertyInjectors.of(scope);
    const there = injectors.supportedClasses().map((id) => injectors.for(id)).filter((i) => i !== undefined);
    const others = there.flatMap((i) => (i instanceof ClosingInjector ? i.before ?? [] : i));
    injectors.add(...ZeroTrustBlueprint.injectors({ ...props, also: [...others, ...props.also ?? []] }));
  }

  private constructor() {}
}

function askedOf({ posture = Posture.STANDARD, isDeployed = false, keepExplicitValues = false, logRetention = RetentionDays.ONE_YEAR }: ZeroTrustBlueprintProps): Asked {
  return { isLasting: posture !== Posture.SANDBOX, isHigh: posture === Posture.HIGH, isDeployed, keepsExplicit: keepExplicitValues, logRetention };
}
