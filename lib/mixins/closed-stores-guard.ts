/**
 * Guards all stores below a scope, those of tomorrow included:
 *
 *   ClosedStoresGuard.enable(app);
 *
 * It judges what docs/stores.md asks of the posture, and changes nothing. An open store fails synth until it is closed
 * (`bucket.with(new CloseStore())`, `addStore`) or accepted, closing by closing:
 * `Validations.of(bucket).acknowledge({ id: 'cdk-zero-trust:s3.versioning', reason: 'scratch space' })`. What only the
 * deployment knows, and what is imported, is a warning.
 */
import type { IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { judgeStore } from '../layers/data/close';
import { kindOf } from '../layers/data/kinds';
import { Posture } from '../layers/declaration/posture';
import type { Told } from './findings';
import { enableIn, Watch } from './guard';

/** What is asked of stores. */
export interface ClosedStoresGuardProps {
  /**
   * Which closings are asked for.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
}

/** Fails synth where a store is open. A READONLY aspect. */
export class ClosedStoresGuard implements IAspect {
  /** Guards everything below `scope`, and the stages that are there already. */
  public static enable(scope: IConstruct, props: ClosedStoresGuardProps = {}): ClosedStoresGuard {
    const guard = new ClosedStoresGuard(props);
    enableIn(scope, guard);
    return guard;
  }

  private readonly watch: Watch;

  constructor(props: ClosedStoresGuardProps = {}) {
    const { posture = Posture.STANDARD } = props;
    this.watch = new Watch(this, (other) => other instanceof ClosedStoresGuard, ownerOf, (stores) => stores.flatMap((store) => open(store, posture)));
  }

  /** Called by CDK. */
  public visit(node: IConstruct): void {
    this.watch.visit(node);
  }
}

function ownerOf(node: IConstruct): IConstruct | undefined {
  const store = kindOf(node)?.store;
  return store === undefined ? undefined : store.resource ?? node;
}

function open(construct: IConstruct, posture: Posture): Told[] {
  const now = kindOf(construct);
  if (now === undefined) return [];
  const { kind, store } = now;
  return judgeStore(store, kind, { posture, isJewel: false, allowReplacement: false }).flatMap(({ closing, finding }) => {
    if (finding === undefined) return [];
    return [{ id: store.resource === undefined ? 'StoreImported' : closing.id, construct, finding }];
  });
}
