/**
 * Closes a store that exists, L1 or L2, of any kind in docs/stores.md, and leaves everything else as it is:
 *
 *   bucket.with(new CloseStore());
 *   database.with(new CloseStore({ posture: Posture.HIGH, key }));
 *   Mixins.of(stack).apply(new CloseStore());                                                              // every store that is there now
 *   Aspects.of(stack).add(Shims.asAspect(new CloseStore()), { priority: AspectPriority.MUTATING });       // and every later one
 *
 * It closes at once and looks once more when the app is synthesized: what could not be closed, or was opened afterwards, is an
 * error there. It opens nothing, declares nothing and denies nobody by name; `addStore` of the façade does that. Constructs
 * inside the one that it is applied to are closed as well, e.g. the secret of a database. Not modelled: see the kinds.
 */
import { Mixin } from 'aws-cdk-lib';
import type { aws_kms as kms, aws_s3 as s3 } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { didYouMean, type Finding } from '../intent';
import { closeStore, judgeStore } from '../layers/data/close';
import type { ClosingContext, StoreKind } from '../layers/data/kind';
import { kindOf, KINDS } from '../layers/data/kinds';
import type { StoreResource } from '../layers/data/model';
import { letServicesUseKeys } from '../layers/data/services';
import { CallSite } from '../layers/declaration/call-site';
import { Posture } from '../layers/declaration/posture';
import { finding, tell, type Told } from './findings';

/** How a store is closed. */
export interface CloseStoreProps {
  /**
   * Which closings are asked for.
   * @default Posture.STANDARD
   */
  readonly posture?: Posture;
  /**
   * The key that encrypts it, where the resource names none of your own. Its policy has to let the store's users and services in.
   * @default - as the resource says
   */
  readonly key?: kms.IKeyRef;
  /**
   * Where accesses to a bucket are logged.
   * @default - as the resource says
   */
  readonly accessLogs?: s3.IBucketRef;
  /**
   * Permits closings at which CloudFormation replaces the resource, which loses its data unless it is restored from a snapshot.
   * @default false
   */
  readonly allowReplacement?: boolean;
  /**
   * Ids of closings in docs/stores.md that are left as they are, e.g. `rds.deletion-protection`.
   * @default - none
   */
  readonly exceptClosings?: string[];
}

/** Closes stores: buckets, tables, databases, secrets, keys, file systems, queues, topics, streams, domains, caches, warehouses. */
export class CloseStore extends Mixin {
  private readonly props: CloseStoreProps;
  private readonly site = new CallSite();

  constructor(props: CloseStoreProps = {}) {
    super();
    this.props = props;
    const ids = new Set(KINDS.flatMap((kind) => kind.closings.map((c) => c.id)));
    const unknown = (props.exceptClosings ?? []).find((id) => !ids.has(id));
    if (unknown !== undefined) throw new Error(`ClosingNotKnown: \`exceptClosings\` names the unknown closing \`${unknown}\`${didYouMean(unknown, ids, 'closings')}; docs/stores.md lists them all`);
  }

  /** True for a store, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return kindOf(construct) !== undefined;
  }

  /** Closes it. Twice is the same as once. */
  public applyTo(construct: IConstruct): void {
    const now = kindOf(construct);
    if (now === undefined) throw new Error(`StoreUnknown: \`${construct.node.path}\` is of no kind that can be closed; docs/stores.md lists them`);
    const { store } = now;
    const kind = this.asked(now.kind);
    // The L1 of an L2 is the same store: closed once, told once.
    const owner = store.resource ?? construct;
    const context = this.context();
    const [known, same] = [appliedTo(owner), JSON.stringify([context, this.props.exceptClosings ?? []])];
    if (known.has(same)) return;
    known.add(same);
    const refused = new Map<string, Finding>();
    if (store.resource !== undefined) {
      for (const { closing, finding } of closeStore(store, kind, context)) if (finding !== undefined) refused.set(closing.id, finding);
    }
    construct.node.addValidation({ validate: () => tell(this.open(construct, kind, context, refused)) });
  }

  private asked(kind: StoreKind): StoreKind {
    return { ...kind, closings: kind.closings.filter((c) => this.props.exceptClosings?.includes(c.id) !== true) };
  }

  private context(): ClosingContext {
    const { posture = Posture.STANDARD, allowReplacement = false, key, accessLogs } = this.props;
    return {
      posture, allowReplacement, isJewel: false,
      ...(key === undefined ? {} : { keyArn: key.keyRef.keyArn }),
      ...(accessLogs === undefined ? {} : { logBucketName: accessLogs.bucketRef.bucketName }),
    };
  }

  /** As it is when everything has been said. What was refused and is open still, is told in the words of the refusal. */
  private open(construct: IConstruct, kind: StoreKind, context: ClosingContext, refused: ReadonlyMap<string, Finding>): Told[] {
    const where = this.site.toString();
    const store = kindOf(construct)?.store;
    if (store?.resource === undefined) {
      return [{ id: 'StoreImported', construct, finding: finding('error', 'StoreImported', `store \`${construct.node.path}\` is imported, so \`CloseStore\` changes nothing there; expected a store that this app creates; close it in the app that owns it, by the same mixin`, where) }];
    }
    return [...judgeStore(store, kind, context).flatMap(({ closing, is, finding: found }) => {
      if (found === undefined) return [];
      const earlier = is === 'open' ? refused.get(closing.id) : undefined;
      return [{ id: closing.id, construct, finding: { ...(earlier ?? found), where } }];
    }), ...this.services(construct, store, where)];
  }

  /** Services that wrote to it before it had this key. */
  private services(construct: IConstruct, store: StoreResource, where: string): Told[] {
    const told: Told[] = [];
    if (this.props.key === undefined) return told;
    letServicesUseKeys([{ id: store.path, store }], { scope: construct, report: (code, message) => told.push({ id: code, construct, finding: finding('warning', code, message, where) }) });
    return told;
  }
}

/** Kept on the resource itself. */
const APPLIED = Symbol.for('cdk-zero-trust.mixins.close-store');

function appliedTo(owner: IConstruct): Set<string> {
  const holder = owner as unknown as Record<symbol, Set<string> | undefined>;
  return (holder[APPLIED] ??= new Set());
}
