/**
 * The façade: one intent, every layer, and the proof that the app permits no more and no less.
 *
 *   const zt = new ZeroTrust(this, 'ZeroTrust', { vpc });               // closed: nothing may reach anything
 *   const api = zt.addSegment('api', { members: [handler] });
 *   zt.addFlow({ source: Endpoint.INTERNET, destination: api, port: ec2.Port.HTTPS, ... });
 */
import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { didYouMean } from './intent';
import { Declaration, type SectionName } from './layers/declaration/declaration';
import { type FlowProps } from './layers/declaration/flow';
import type { FrontDoor } from './layers/front-door/front-door';
import type { FrontDoorProps } from './layers/front-door/door-props';
import { type Guarantee, type LegacyEnclave, type LegacyEnclaveProps, Persona, type PersonaProps } from './layers/declaration/people';
import { Posture } from './layers/declaration/posture';
import { DataProtection, type DataClaimProps, type DataFlowProps, type DataProtectionProps } from './layers/data/data-protection';
import type { DataStore, OfferedStoreProps, StoreProps } from './layers/data/data-store';
import type { Watch } from './layers/detection/watch';
import type { WatchProps } from './layers/detection/watch-props';
import { type ClaimProps, Microsegmentation, type MicrosegmentationProps } from './layers/network/microsegmentation';
import type { OfferedSegment, OfferedSegmentProps } from './layers/network/offered-segment';
import { relativePath, type Segment, type SegmentProps } from './layers/network/segment';
import type { WebFirewallProps } from './layers/web-firewall/firewall-props';
import type { WebFirewall } from './layers/web-firewall/web-firewall';
import type { ProofOptions } from './validation/options';
import { ZeroTrustValidator } from './validation/validator';

/** One intent, every layer. */
export interface ZeroTrustProps extends MicrosegmentationProps {
  /**
   * An intent file (YAML or JSON) to start from; members are added to its segments in code.
   * @default - the intent is declared in code
   */
  readonly intentFile?: string;
  /**
   * What the templates leave open, by the names that findings print: `{ ClientCidr: '10.0.0.0/8' }` for a parameter,
   * `{ 'vpc-0123456789abcdef0': 'flat' }` for an imported VPC in which the local routes and open network ACLs hold,
   * `{ VpnGateway: 'propagates:10.20.0.0/16' }` for the routes that come from a VPN gateway over BGP. It counts for the whole app.
   * @default - nothing: what is not known is `unknown`
   */
  readonly assume?: { [name: string]: string };
  /**
   * How strictly the app is judged when it is synthesized.
   * @default - excess that touches a declared segment fails, and so does what cannot be decided about a guarantee or a crown jewel
   */
  readonly proof?: ProofOptions;
  /**
   * How the data layer builds.
   * @default - the posture of the façade, no break-glass role
   */
  readonly dataProtection?: DataProtectionProps;
}

/** Composes all layers from one intent. Closed until flows are declared. */
export class ZeroTrust extends Construct {
  /** The network layer. */
  public readonly network: Microsegmentation;
  /** The data layer: stores, data flows, offers. */
  public readonly data: DataProtection;
  private readonly declaration: Declaration;

  constructor(scope: Construct, id: string, props: ZeroTrustProps) {
    super(scope, id);
    this.declaration = new Declaration(relativePath(this, this.node.path), props.posture ?? Posture.STANDARD);
    this.network = Microsegmentation._withDeclaration(this, 'Network', props, this.declaration);
    this.data = DataProtection._within(this, 'Data', { posture: props.posture, ...props.dataProtection }, { declaration: this.declaration, network: this.network });
    if (props.intentFile !== undefined) this.addIntentFile(props.intentFile);
    ZeroTrustValidator.enable(this, { ...props.proof, assume: { ...this.listNames(props), ...props.assume } });
  }

  /** Whoever says which prefix list a service has in this region says it to the proof as well. */
  private listNames({ prefixListIds = {} }: ZeroTrustProps): { [id: string]: string } {
    const { region } = Stack.of(this);
    const literal = Object.entries(prefixListIds).filter(([, id]) => !Token.isUnresolved(id) && !Token.isUnresolved(region));
    return Object.fromEntries(literal.map(([service, id]) => [id, `com.amazonaws.${region}.${service}`]));
  }

  /** Declares a segment. Its id is its identity: rules hang on it. */
  public addSegment(id: string, props: SegmentProps = {}): Segment {
    return this.network.addSegment(id, props);
  }

  /** A segment that was declared before, e.g. in an intent file. Throws where there is none. */
  public segment(id: string): Segment {
    return this.network.segment(id);
  }

  /** Permits what the flow says, and nothing else. */
  public addFlow(props: FlowProps): void {
    this.network.addFlow(props);
  }

  /** Uses what the owner of a segment offers. */
  public addClaim(props: ClaimProps): void {
    this.network.addClaim(props);
  }

  /** A segment of another repository, to claim its offers with `addClaim`. */
  public offeredSegment(props: OfferedSegmentProps): OfferedSegment {
    return this.network.offeredSegment(props);
  }

  /** Declares a store of data. Its resource is closed, and only data flows open it. */
  public addStore(id: string, props: StoreProps): DataStore {
    return this.data.addStore(id, props);
  }

  /** Permits what the data flow says of a store's data, and nothing else. */
  public addDataFlow(props: DataFlowProps): void {
    this.data.addDataFlow(props);
  }

  /** An API whose routes say who may call them. Their data flows and personas are those of this façade. */
  public addFrontDoor(id: string, props: FrontDoorProps = {}): FrontDoor {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { FrontDoor: Door } = require('./layers/front-door/front-door') as typeof import('./layers/front-door/front-door'); // many apps have none
    return Door._within(this, id, { posture: this.declaration.posture as Posture, ...props }, { declaration: this.declaration, network: this.network, data: this.data });
  }

  /** A web ACL whose rules are typed, counted and dated. What it costs idle stands in the report of this façade, and counts for `maxIdleCost`. */
  public addWebFirewall(id: string, props: WebFirewallProps = {}): WebFirewall {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { WebFirewall: Firewall } = require('./layers/web-firewall/web-firewall') as typeof import('./layers/web-firewall/web-firewall'); // many apps have none
    const firewall = new Firewall(this, id, { posture: this.declaration.posture as Posture, ...props });
    this.network._alsoBills.push(() => firewall._idleItems());
    return firewall;
  }

  /**
   * Alarms on everything of this intent: segments, routes, stores, doors, identities, firewalls, also what is declared later. The trail is observed where it is handed in:
   * `watch.observe(baseline)`. What it costs idle stands in the report of this façade, and counts for `maxIdleCost`.
   */
  public addWatch(id: string, props: WatchProps): Watch {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { Watch: Watching } = require('./layers/detection/watch') as typeof import('./layers/detection/watch'); // many apps have none
    const watch = Watching._within(this, id, props, { scope: this, declaration: this.declaration, network: this.network, data: this.data });
    this.network._billsLater.push(() => watch._idleItems());
    return watch;
  }

  /** Uses what the owner of a store offers. */
  public addDataClaim(props: DataClaimProps): void {
    this.data.addDataClaim(props);
  }

  /** A store of another repository, to claim its offers with `addDataClaim`. */
  public offeredStore(props: OfferedStoreProps): DataStore {
    return this.data.offeredStore(props);
  }

  /** Declares a system that can authenticate nothing. */
  public addLegacyEnclave(id: string, props: LegacyEnclaveProps): LegacyEnclave {
    return this.network.addLegacyEnclave(id, props);
  }

  /** Declares a kind of subject. */
  public addPersona(id: string, props: PersonaProps = {}): Persona {
    this.declaration.add('personas', { id, displayName: props.displayName, description: props.description, groups: props.groups });
    return new Persona(id);
  }

  /** Records what must hold whatever anybody adds later. */
  public addGuarantee(guarantee: Guarantee): void {
    this.network.addGuarantee(guarantee);
  }

  /**
   * Reads an intent file (YAML or JSON): segments, enclaves, personas, flows, claims, guarantees, and data flows and data claims on
   * stores that code adds with `addStore`. Throws, with line and column, for a file that cannot be read; mistakes in its content
   * are reported with all others when the app is synthesized.
   */
  public addIntentFile(file: string): void {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const document = (require('./document') as typeof import('./document')).readDocument(file); // most apps have no file
    for (const { code, message, where } of document.warnings) this.declaration.report('warning', code, `${message} (${where})`);
    const sections = document.object(['schema', 'segments', 'enclaves', 'personas', 'flows', 'claims', 'guarantees', 'stores', 'dataFlows', 'dataClaims', 'doors', 'routes', 'identities'], didYouMean);
    for (const section of Object.keys(sections)) {
      if (section === 'schema') {
        document.expectText('/schema', 'zero-trust/intent/1');
        continue;
      }
      document.list(section).forEach((entry, i) => {
        const locate = (within: string): string => document.where(`/${section}/${i}${within}`);
        if (section === 'stores' || section === 'dataFlows' || section === 'dataClaims') this.data._addFromFile(section, entry, locate);
        else if (section === 'doors' || section === 'routes' || section === 'identities') this.declaration.refuseFromFile(section, entry, locate);
        else this.declaration.add(section as SectionName, entry, locate);
        const id = (entry as { id?: unknown } | null)?.id;
        if (section === 'segments' && typeof id === 'string') this.network._segment(id.trim());
      });
    }
  }
}
