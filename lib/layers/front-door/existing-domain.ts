/**
 * Two doors at one host, each under a base path of its own: the domain is one door's, or whoever's, and the other one has a mapping.
 *
 *   domain: { existing: first.customDomain, domainName: 'api.example.com', basePath: 'v2' }
 *
 * What a domain asks of who connects is its own to say: it is read from the app when everything stands, and has to be what the profile of
 * the door says. Of one that is imported it is said by `existingProfile` (compiler/check-door.ts). Not seen: other apps' mappings.
 */
import { CfnResource, Stack, Stage, Token } from 'aws-cdk-lib';
import { compareText } from '../../intent';
import type { DoorProfileKind } from '../../intent/model-front-door';
import { rendered } from '../identity/written';
import { isIntrinsic, isObject, read, readIfPossible, ReferenceTo, resolveValue, resourcesIn, typeOf } from '../network/members/read';
import { TLS12, TLS13 } from './compiler/rest';
import type { Said } from './compiler/say';
import type { FrontDoor } from './front-door';
import { DoorProfile, DoorProtocol } from './profiles';

export const DOMAINS = ['AWS::ApiGateway::DomainName', 'AWS::ApiGatewayV2::DomainName', 'AWS::ApiGateway::DomainNameV2'];
const MAPPINGS = ['AWS::ApiGateway::BasePathMapping', 'AWS::ApiGatewayV2::ApiMapping'];

/** The resource behind `domain.existing`, where this app makes it: by reference, or by its name. */
export function existingDomain(door: FrontDoor): CfnResource | undefined {
  const { existing } = door._props.domain ?? {};
  return existing === undefined ? undefined : domainNamed(existing.domainNameRef.domainName, door, resourcesIn(Stage.of(door) ?? door.node.root));
}

function domainNamed(name: string, scope: CfnResource | FrontDoor, all: readonly CfnResource[]): CfnResource | undefined {
  const said: unknown = resolveValue(scope, name);
  if (said instanceof ReferenceTo) return all.find((r) => r === said.target && DOMAINS.includes(typeOf(r)));
  const { account, region } = Stack.of(scope);
  return all.find((r) => DOMAINS.includes(typeOf(r)) && Stack.of(r).account === account && Stack.of(r).region === region && readIfPossible(r, 'DomainName') === said);
}

export function checkExistingDomain(door: FrontDoor, standing: readonly CfnResource[], said: Said): void {
  const { domain: props, profile = DoorProfile.TLS13, protocol } = door._props;
  if (props?.existing === undefined) return;
  const domain = domainNamed(props.existing.domainNameRef.domainName, door, standing);
  const name = props.domainName;
  if (domain !== undefined) {
    const got = profileOf(domain);
    if (got !== profile) said.error('ExistingDomainDiffers', '', `domain \`${name}\` of door \`${door.doorId}\`, which is \`${domain.node.path}\`, asks for ${got === undefined ? 'what nobody can tell, or TLS below 1.2' : WORDS[got]}; expected ${WORDS[profile]}, because the door is \`${profile}\`; give both the same profile, or the door a domain of its own`);
    const routing: unknown = readIfPossible(domain, 'RoutingMode') ?? MAPPED[0];
    if (!MAPPED.includes(routing as string)) said.error('ExistingDomainDiffers', '', `domain \`${name}\` of door \`${door.doorId}\`, which is \`${domain.node.path}\`, takes no mappings: got \`RoutingMode\` \`${typeof routing === 'string' ? routing : 'of the deployment'}\`, expected one of ${MAPPED.map((m) => `\`${m}\``).join(', ')}, because the door is reached by its base path; change it, or give the door a domain of its own`);
    const own: unknown = readIfPossible(domain, 'DomainName');
    if (own !== name && !Token.isUnresolved(name)) said.error('ExistingDomainDiffers', '', `domain \`${name}\` of door \`${door.doorId}\` is \`${domain.node.path}\`, which is called \`${typeof own === 'string' ? own : 'otherwise'}\`; expected one name; correct \`domainName\``);
  }
  const isHttp = protocol === DoorProtocol.HTTP;
  const mine = standing.find((r) => MAPPINGS.includes(typeOf(r)) && r.node.scope === door);
  for (const other of standing.filter((r) => MAPPINGS.includes(typeOf(r)) && r !== mine && isSameDomain(r, domain, name))) {
    const isOfDoor = (other.node.scope as { _known?: unknown } | undefined)?._known !== undefined && (other.node.scope as FrontDoor)._props.domain?.existing !== undefined;
    if (basePathOf(other) !== (props.basePath ?? '') || (isOfDoor && compareText(mine?.node.path ?? '', other.node.path) < 0)) continue;
    said.error('BasePathTaken', '', `base path \`${props.basePath ?? '(none)'}\` of \`${name}\` is that of \`${other.node.path}\` as well as of door \`${door.doorId}\`, and a domain has each once; expected another \`basePath\`, e.g. \`${door.doorId.toLowerCase().replace(/[^a-z0-9-]/g, '')}\`${isHttp ? '' : ' (one segment)'}`);
  }
}

const WORDS: Readonly<Record<DoorProfileKind, string>> = { 'device-certificate': 'client certificates (`device-certificate`)', 'tls13': 'TLS 1.3 alone, and no client certificates (`tls13`)', 'tls12': 'TLS 1.2, and no client certificates (`tls12`)', 'private': 'interface endpoints (`private`)' };

/** Where base paths count (API Gateway developer guide, "Set the routing mode for your custom domain name": CloudFormation has names of its own); the first is the default. */
const MAPPED = ['BASE_PATH_MAPPING_ONLY', 'API_MAPPING_ONLY', 'ROUTING_RULE_THEN_BASE_PATH_MAPPING', 'ROUTING_RULE_THEN_API_MAPPING'];
const INCLUDE = 'Fn::Transform';

/** As the template will say it. Undefined: a token, a condition, or older TLS. */
function profileOf(domain: CfnResource): DoorProfileKind | undefined {
  try {
    const { Properties = {}, ...beside } = rendered(domain);
    if (INCLUDE in beside || INCLUDE in Properties) return undefined;
    const all = (Properties.DomainNameConfigurations ?? []) as readonly { readonly SecurityPolicy?: unknown }[];
    const policy = Properties.SecurityPolicy ?? all[0]?.SecurityPolicy;
    if (all.some((one) => one.SecurityPolicy !== policy)) return undefined;
    if (typeOf(domain) === 'AWS::ApiGateway::DomainNameV2') return 'private';
    const devices = asksDevices(domain);
    if (devices === undefined) return undefined;
    if (devices) return policy === TLS12.SecurityPolicy ? 'device-certificate' : undefined;
    if (policy === TLS13.SecurityPolicy && Properties.EndpointAccessMode === TLS13.EndpointAccessMode) return 'tls13';
    return policy === TLS12.SecurityPolicy ? 'tls12' : undefined;
  } catch {
    return undefined; // what cannot be rendered is not what was asked for
  }
}

/** Whether it has a truststore, whatever the deployment says. Undefined: it may be empty then, and an empty one asks nobody. */
function asksDevices(domain: CfnResource): boolean | undefined {
  const whole = read(domain, 'MutualTlsAuthentication');
  if (whole === undefined) return false;
  if (!isObject(whole) || isIntrinsic(whole) || INCLUDE in whole) return undefined;
  const uri = read(domain, 'MutualTlsAuthentication.TruststoreUri');
  if (uri === undefined || uri === '') return false;
  return isNeverEmpty(uri) ? true : undefined;
}

function isNeverEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  if (value instanceof ReferenceTo) return CfnResource.isCfnResource(value.target);
  if (!isObject(value)) return false;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value;
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].some(isNeverEmpty);
  const text: unknown = Array.isArray(sub) ? sub[0] : sub;
  return typeof text === 'string' && text.replace(/\$\{[^}]*\}/g, '') !== '';
}

function isSameDomain(mapping: CfnResource, domain: CfnResource | undefined, name: string): boolean {
  const said: unknown = readIfPossible(mapping, 'DomainName');
  return said instanceof ReferenceTo ? said.target === domain : typeof said === 'string' && said === name;
}

function basePathOf(mapping: CfnResource): string {
  const path: unknown = readIfPossible(mapping, 'BasePath') ?? readIfPossible(mapping, 'ApiMappingKey') ?? '';
  return typeof path === 'string' ? path.replace(/^\(none\)$/, '') : String(path);
}
