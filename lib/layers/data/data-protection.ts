/**
 * The data layer alone: stores and data flows in, closed resources and exact policies out.
 *
 *   const data = new DataProtection(this, 'Data');
 *   const documents = data.addStore('documents', { resource: table, crownJewel: CrownJewel.restricted() });
 *   data.addDataFlow({ source: handler, store: documents, access: DataAccess.reads(), because: 'shows documents' });
 *
 * Everything is compiled once, when the app is synthesized; then all mistakes are reported together, and nothing is written
 * beside a mistake. Not modelled: what an application does with data that it may read, and users inside a database.
 */
import { Construct, type IConstruct } from 'constructs';
import { type DataFacts, type DataFlowData, type Intent, sourceName } from '../../intent';
import { CallSite } from '../declaration/call-site';
import { Declaration } from '../declaration/declaration';
import { Endpoint } from '../declaration/endpoint';
import { Cadence, FlowAuthentication, FlowEncryption } from '../declaration/flow';
import { Posture } from '../declaration/posture';
import { compiledAtSynth, standsAlone, told } from '../layer';
import type { Microsegmentation } from '../network/microsegmentation';
import { relativePath, Segment } from '../network/segment';
import { accessData, type DataAccess, jewelData } from './access';
import { actionsFor } from './actions-for';
import type { BuiltData } from './build';
import { DataStore, type OfferedStoreProps, type StoreProps } from './data-store';
import type { DataSection, FileEntry } from './from-file';
import { later } from './later';
import type { OwnerRows } from './rows';

/** How the data layer builds. */
export interface DataProtectionProps {
  /** @default Posture.STANDARD */
  readonly posture?: Posture;
  /**
   * ARNs of roles (wildcards allowed) that keep their way to all data in an emergency. They are exempt from what the stores'
   * own policies refuse; what they may do is in their own policies.
   * @default - none
   */
  readonly breakGlassRoles?: string[];
  /**
   * Qualifier of CDK's bootstrap, whose roles deploy.
   * @default - the roles that the synthesizer of each store's stack names
   */
  readonly bootstrapQualifier?: string;
  /**
   * ARNs of roles (wildcards allowed) that deploy, beside those that the synthesizer names. Needed where it names none, as
   * `CliCredentialsStackSynthesizer` and `LegacyStackSynthesizer` do: without these, and without `breakGlassRoles`, synth fails
   * (`DeployerUnknown`), because the stores would refuse whoever deploys.
   * @default - none
   */
  readonly deployerRoles?: string[];
  /**
   * Another scope for the policies of roles, in a stack that nobody depends on: needed where roles of two stacks use each other's
   * stores. Choose it before the first deployment: a policy that moves is deleted before it is made again.
   * @default - the stack of each role
   */
  readonly policiesScope?: Construct;
  /**
   * How many managed policies the account attaches to a role, as a count: its quota `Managed policies per role` (L-0DA4ABF3 of Service
   * Quotas), which AWS raises on request. What a role has beside data flows is counted.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   * @default 10
   */
  readonly managedPoliciesPerRole?: number;
}

/** Who may do what with the data of a store, why and until when. */
export interface DataFlowProps {
  /** A role (L1, L2, imported), anything that has one (function, task definition, instance, ...), or a segment: the roles of its members. */
  readonly source: IConstruct;
  /** The store. */
  readonly store: DataStore;
  /** What is permitted. */
  readonly access: DataAccess;
  /** Why this is permitted, in a sentence. */
  readonly because: string;
  /**
   * Name in reports and in the metadata of the resources that serve the flow.
   * @default - made from the source, the access and the store, e.g. `api-reads-documents`
   */
  readonly id?: string;
  /**
   * The business purpose, for audits.
   * @default - none
   */
  readonly purpose?: string;
  /**
   * When the permission ends: an ISO-8601 date (its last day, UTC) or instant. It becomes a condition of IAM.
   * @default - no end
   */
  readonly until?: string;
  /** @default Cadence.CONTINUOUS */
  readonly cadence?: Cadence;
  /**
   * How the connection is authenticated.
   * @default FlowAuthentication.SIGV4
   */
  readonly authentication?: FlowAuthentication;
  /**
   * How the connection is encrypted.
   * @default FlowEncryption.TLS
   */
  readonly encryption?: FlowEncryption;
  /**
   * Only the rows of the session's owner, and those that are shared with it.
   * @default - all rows
   */
  readonly rows?: OwnerRows;
}

/** A claim on what the owner of a store offers. */
export interface DataClaimProps {
  /** Who uses the data. */
  readonly source: IConstruct;
  /** The store that makes the offer: of this app, or `offeredStore`. */
  readonly store: DataStore;
  /** Id of the offer. */
  readonly offer: string;
  /** Why it is needed. */
  readonly because: string;
  /**
   * Name of the data flow in reports and metadata.
   * @default - made from the source, the store and the offer
   */
  readonly id?: string;
  /**
   * The business purpose, for audits.
   * @default - none
   */
  readonly purpose?: string;
  /**
   * An ISO-8601 date or instant. It becomes a condition of IAM.
   * @default - no end
   */
  readonly until?: string;
  /** @default Cadence.CONTINUOUS */
  readonly cadence?: Cadence;
  /**
   * Only the rows of the session's owner.
   * @default - all that is offered
   */
  readonly rows?: OwnerRows;
}

/** What the way of a data flow through the network is made from. @internal */
export interface NetworkFlowOf {
  readonly id: string;
  readonly source: IConstruct;
  readonly store: DataStore;
  readonly access: DataFlowData['access'];
  readonly listed: readonly string[];
  readonly parts: readonly string[];
  readonly because: string;
  readonly cadence?: string;
  /** The place in a file; of code it is the call. */
  readonly locate?: FileEntry['locate'];
}

/** How a façade hands over what it shares, without a word of it in the public API. */
const SHARED = Symbol('cdk-zero-trust.data');
interface Shared {
  readonly declaration: Declaration;
  readonly network: Microsegmentation;
}

/** Stores, closed and opened by data flows only. */
export class DataProtection extends Construct {
  /** @internal */
  public static _within(scope: Construct, id: string, props: DataProtectionProps, shared: Shared): DataProtection {
    return new DataProtection(scope, id, Object.assign({ ...props }, { [SHARED]: shared }));
  }

  /** @internal */
  public readonly _declaration: Declaration;
  /** @internal */
  public readonly _props: DataProtectionProps;
  /** @internal The network of the same façade. */
  public readonly _network?: Microsegmentation;
  /** @internal Constructs behind the sources of data flows, by the path that the intent names. */
  public readonly _sources = new Map<string, { readonly construct: IConstruct; readonly site: CallSite }>();
  /** @internal Own stores, and those of others that data flows name, by `SCOPE#ID`. */
  public readonly _stores = new Map<string, DataStore>();
  /** @internal */
  public readonly _sites = new Map<string, CallSite>();
  private readonly fromFiles: FileEntry[] = [];
  private known?: DataFacts;
  private readonly before: (() => void)[] = [];
  private built?: BuiltData;

  constructor(scope: Construct, id: string, props: DataProtectionProps = {}) {
    super(scope, id);
    const shared = (props as { [SHARED]?: Shared })[SHARED];
    this._props = props;
    this._network = shared?.network;
    this._declaration = shared?.declaration ?? new Declaration(relativePath(this, this.node.path), props.posture ?? Posture.STANDARD);
    this._declaration.setDataFacts({
      storeOf: (id) => this.facts.storeOf(id),
      principalsOf: (source) => this.facts.principalsOf(source),
      actionsOf: (store, access, actions) => this.facts.actionsOf(store, access, actions),
    });
    this._network?._beforeBuild(() => { if (this.fromFiles.length > 0) later().settleFiles(this, this.fromFiles); });
    compiledAtSynth(this, () => this._build(), () => (this.nothing === undefined ? later().withPolicyIndex(this, () => later().verifyData(this)) : []));
    if (shared === undefined) standsAlone(this);
  }

  /** Declares a store: its resource is closed when the app is synthesized, as docs/stores.md says of its kind. */
  public addStore(id: string, props: StoreProps): DataStore {
    const site = new CallSite();
    const found = later().kindOf(props.resource);
    const scope = this._declaration.scope;
    this._declaration.add('stores', { id, displayName: props.displayName, crownJewel: jewelData(props.crownJewel), exceptClosings: props.exceptClosings?.map(({ closing, because }) => ({ closing, because })), offers: props.offers?.map((o) => ({ id: o.id, ...accessData(o.access), because: o.because })) }, () => site.toString());
    const store = DataStore._create(this, this._stores.has(`${scope}#${id}`) || id === '' ? `unnamed-${this._stores.size}` : id, { declaration: this._declaration, props, kind: found?.kind, store: found?.store, site, close: () => { later().closeStores(this); } });
    if (!this._stores.has(`${scope}#${id}`)) this._stores.set(`${scope}#${id}`, store);
    if (found === undefined) this._declaration.report('error', 'StoreUnknown', `resource \`${props.resource.node.path}\` of store \`${id}\` is of no kind that can be closed; expected one of docs/stores.md: a bucket, table, database, secret, key, file system, queue, topic, stream, domain, cache or warehouse`, site);
    return store;
  }

  /** A store that was declared before. Throws where there is none. */
  public store(id: string): DataStore {
    const store = this._stores.get(`${this._declaration.scope}#${id}`);
    if (store === undefined) throw new Error(`UnknownStore: there is no store \`${id}\`; declare it with \`addStore\``);
    return store;
  }

  /** A store of another repository, to claim its offers. `prove` over both assemblies holds the terms against its owner's. */
  public offeredStore(props: OfferedStoreProps): DataStore {
    const site = new CallSite();
    const kind = later().kindOfCfnType(props.type);
    if (props.scope === this._declaration.scope) this._declaration.report('error', 'OfferedIsOwn', `store \`${props.storeId}\` is offered by \`${props.scope}\`, which is this façade itself; expected the façade of another repository: use the store that \`addStore\` made, and where the two repositories call their façades alike, give one of them another construct path`, site);
    if (kind === undefined) this._declaration.report('error', 'StoreUnknown', `type \`${props.type}\` of the offered store \`${props.storeId}\` is of no kind in docs/stores.md`, site);
    const store = kind === undefined ? undefined : {
      type: kind.type, cfnType: props.type, path: `${props.scope}#${props.storeId}`, arn: props.arn,
      ...(props.keyArn === undefined ? {} : { key: { arn: props.keyArn } }), ...(props.accountId === undefined ? {} : { account: props.accountId }),
    };
    const offers = props.offers.map((o) => ({ id: o.id, ...accessData(o.access), because: o.because }));
    // Its terms are read as the owner's would be, by a declaration of its own.
    const owner = new Declaration(props.scope, this._declaration.posture);
    owner.add('stores', { id: props.storeId, crownJewel: jewelData(props.crownJewel), offers });
    if (kind !== undefined) owner.setDataFacts({ storeOf: () => ({ kind: kind.type }), principalsOf: () => [], actionsOf: (_, access, actions) => actionsFor(kind, access, actions) });
    for (const f of owner.normalise().findings) if (f.level === 'error') this._declaration.report('error', f.code, f.message, site);
    const offered = DataStore._create(this, `Offered-${props.scope.replace(/[^A-Za-z0-9]+/g, '-')}-${props.storeId}`, {
      declaration: owner, kind, store, site, ownerScope: props.scope, storeId: props.storeId,
      props: { resource: this, crownJewel: props.crownJewel, offers: props.offers },
    });
    this._know(offered); // a file may claim it as well
    return offered;
  }

  /** Permits what the data flow says, and nothing else. */
  public addDataFlow(props: DataFlowProps): void {
    const site = new CallSite();
    const source = this.sourceOf(props.source, props.store, site);
    const id = props.id ?? `${sourceName(source)}-${{ 'read': 'reads', 'write': 'writes', 'read-write': 'uses' }[props.access.kind] ?? 'acts-on'}-${props.store.storeId}`;
    this._sites.set(id, site);
    this._declaration.add('dataFlows', { id, ...this.common(props, source), ...accessData(props.access), authentication: props.authentication?.data, encryption: props.encryption?.data }, () => site.toString());
    this._addNetworkFlow({ id, source: props.source, store: props.store, access: props.access.kind as DataFlowData['access'], listed: props.access.listed, parts: props.access.parts, because: props.because, cadence: props.cadence });
  }

  /** Uses what the owner of a store offers; the offer's terms become a data flow. */
  public addDataClaim(props: DataClaimProps): void {
    const site = new CallSite();
    const source = this.sourceOf(props.source, props.store, site);
    const id = props.id ?? `${sourceName(source)}-claims-${props.store.storeId}-${props.offer}`;
    this._sites.set(id, site);
    this._declaration.add('dataClaims', { id, ...this.common(props, source), offer: props.offer }, () => site.toString());
    const offer = props.store._host.props.offers?.find((o) => o.id === props.offer);
    if (offer !== undefined) this._addNetworkFlow({ id, source: props.source, store: props.store, access: offer.access.kind as DataFlowData['access'], listed: offer.access.listed, parts: offer.access.parts, because: props.because, cadence: props.cadence });
  }

  /** @internal Called once, before anything is compiled: the last moment at which something can be declared. */
  public _beforeBuild(declare: () => void): void {
    if (this._network === undefined) this.before.push(declare);
    else this._network._beforeBuild(declare);
  }

  /** @internal Compiles once; everything that is declared later comes too late. */
  public _build(): BuiltData {
    if (this.built === undefined) {
      for (const declare of this.before.splice(0)) declare();
      this.built = told(this, this.nothing ?? later().withPolicyIndex(this, () => later().buildData(this)));
    }
    return this.built;
  }

  /** @internal For the files of the stage, where this layer stands alone. */
  public get _intent(): Intent {
    return this._build().intent;
  }

  /** What is built where a façade has nothing for this layer: no store, no data flow, and no jewel whose data nobody declared. */
  private get nothing(): BuiltData | undefined {
    if (this._network === undefined || this._stores.size > 0 || this._sources.size > 0 || this.fromFiles.length > 0 || Object.keys(this._props).some((p) => p !== 'posture')) return undefined;
    const { intent } = this._network._build();
    const isPlain = (intent.stores ?? []).length === 0 && (intent.dataFlows ?? []).length === 0 && intent.segments.every((s) => s.crownJewel === undefined);
    return isPlain ? { intent, findings: [], closings: new Map(), written: [], facts: { stores: [], flows: [] } } : undefined;
  }

  private get facts(): DataFacts {
    this.known ??= later().dataFacts(this);
    return this.known;
  }

  private common(props: DataFlowProps | DataClaimProps, source: DataFlowData['source']): object {
    return {
      source: source.kind === 'segment' ? source.segment : { role: source.path },
      store: props.store.storeId, scope: props.store._scope === this._declaration.scope ? undefined : props.store._scope,
      because: props.because, purpose: props.purpose, until: props.until, cadence: props.cadence, rows: props.rows?.data,
    };
  }

  private sourceOf(source: IConstruct, store: DataStore, site: CallSite): DataFlowData['source'] {
    this._know(store);
    if (source instanceof Segment) {
      this._sources.set(`segment:${source.segmentId}`, { construct: source, site });
      return { kind: 'segment', scope: this._declaration.scope, segment: source.segmentId };
    }
    const path = relativePath(source, source.node.path);
    this._sources.set(path, { construct: source, site });
    return { kind: 'role', path };
  }

  /** @internal A segment reaches the service of the store through the VPC's endpoint, whose policy permits exactly this. */
  public _addNetworkFlow({ id, source, store: { _host: { kind, store } }, access, listed, parts, because, cadence, locate }: NetworkFlowOf): void {
    if (!(source instanceof Segment) || this._network === undefined || kind?.endpoint === undefined || store === undefined) return;
    const actions = actionsFor(kind, access, listed);
    const destination = Endpoint.awsService(kind.endpoint, { actions: [...actions], resources: kind.resources(store, actions, parts) as string[] });
    this._declaration.add('flows', { id: `${id}-over-network`, source: source.flowEnd, destination: destination.flowEnd, because, cadence }, locate);
  }

  /** @internal An entry of an intent file. */
  public _addFromFile(section: DataSection, value: unknown, locate: FileEntry['locate']): void {
    this._declaration.assertOpen(`an entry of \`${section}\``);
    this.fromFiles.push({ section, value, locate });
    if (section !== 'stores') this._declaration.add(section, value, locate);
  }

  /** @internal A store of another façade, which flows of this one may name. */
  public _know(store: DataStore): void {
    if (store._scope === this._declaration.scope) return;
    this._stores.set(`${store._scope}#${store.storeId}`, store);
    this._declaration.addForeignStore(store._scope, store.storeId, () => store._data());
  }
}
