/**
 * Which names `assume` may use, and the nearest one to a name that nothing has.
 *
 *   checkAssumptions({ ClientCdir: '10.0.0.0/8' }, scopes, exports);   // InputError: ... did you mean `ClientCidr`?
 *
 * The templates are searched for tokens only when a name is neither a parameter nor an export.
 */
import { isFlatText } from '../../flat';
import { InputError } from '../../input-error';
import { isPropagationText } from '../../propagation';
import type { Scope } from './scope';
import { tokensOf } from './tokens';

const PSEUDO = ['AccountId', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map((name) => `AWS::${name}`);

/** Parameters by name, qualified where several templates have it, and imports; sorted. */
export function assumableNames(scopes: readonly Scope[], exports: readonly string[]): string[] {
  const owners = new Map<string, string[]>();
  const imports = new Set<string>();
  for (const scope of scopes) {
    for (const name of Object.keys(scope.body.Parameters)) if (isOpen(scope, name)) owners.set(name, [...owners.get(name) ?? [], scope.key]);
    for (const token of tokensOf(scope)) if (token.startsWith('ImportValue ') && !exports.includes(token.slice('ImportValue '.length))) imports.add(token);
  }
  return [...[...owners].flatMap(([name, keys]) => (keys.length === 1 ? [name] : [name, ...keys.map((key) => `${key}.${name}`)])), ...imports].sort();
}

/** Whoever deploys sets it, and it can matter: not what a parent stack passes, nor CDK's check of its bootstrap stack. */
function isOpen(scope: Scope, name: string): boolean {
  const { Type: type, Default: fallback } = scope.body.Parameters[name];
  if (name === 'BootstrapVersion' && typeof fallback === 'string' && fallback.startsWith('/cdk-bootstrap/')) return false;
  return scope.parent === undefined || (typeof type === 'string' && type.startsWith('AWS::SSM::Parameter::Value<'));
}

/** `unassumed` are the same templates with nothing assumed: a token that an assumption settles is none any more. */
export function checkAssumptions(assume: Readonly<Record<string, string>>, scopes: readonly Scope[], exports: () => readonly string[], unassumed: () => readonly Scope[]): void {
  const names = Object.keys(assume);
  if (names.length === 0) return;
  const known = new Set<string>();
  for (const scope of scopes) {
    for (const name of [...Object.keys(scope.body.Parameters), ...PSEUDO]) known.add(name).add(`${scope.key}.${name}`).add(`Ref ${name}`);
  }
  let tokens: Set<string> | undefined;
  for (const name of names) {
    if (isOfRoutes(name, assume[name], scopes)) continue;
    if (known.has(name) || (/^pl-[0-9a-z]+$/.test(name) && assume[name].startsWith('com.amazonaws.')) || (isFlatText(assume[name]) && /^(default-vpc|(vpc|subnet)-[0-9a-z]+)$/.test(name))) continue;
    tokens ??= new Set([...[...scopes, ...unassumed()].flatMap((scope) => [...tokensOf(scope)]), ...exports().flatMap((e) => [e, `ImportValue ${e}`])]);
    const token = name.replace(/^(?:(?:Select \d+|Join|Length|Base64|ToJsonString|Cidr|Split(?: "(?:[^"\\]|\\.)*")?) of )+/, '');
    if (tokens.has(token) || tokens.has(`ImportValue ${token}`) || known.has(token)) continue;
    throw new InputError('UnknownName', `nothing is named \`${name}\` in \`--assume ${name}=${assume[name]}\`; ${nearest(name, [...isPropagationText(assume[name]) ? gatewaysOf(scopes) : [], ...known, ...tokens, ...[...tokens].map((t) => t.replace(/^ImportValue /, ''))])}`);
  }
}

/** What brings routes over BGP: a virtual private gateway, and what hangs on a transit gateway and is no VPC. */
const PROPAGATING = ['AWS::EC2::VPNGateway', 'AWS::EC2::VPNConnection', 'AWS::EC2::TransitGatewayPeeringAttachment', 'AWS::EC2::TransitGatewayConnect'];

function gatewaysOf(scopes: readonly Scope[]): string[] {
  return scopes.flatMap((scope) => PROPAGATING.flatMap((type) => (scope.body.types.get(type) ?? []).flatMap((id) => [id, `${scope.key}.${id}`])));
}

/** A resource is named for its routes, and for nothing else. */
function isOfRoutes(name: string, value: string, scopes: readonly Scope[]): boolean {
  const isSaid = isPropagationText(value);
  if (isSaid && /^(vgw|tgw-attach)-[0-9a-z]+$/.test(name)) return true;
  const types = scopes.flatMap((scope) => {
    const id = name.startsWith(`${scope.key}.`) ? name.slice(scope.key.length + 1) : name.replace(/^Ref /, '');
    return Object.hasOwn(scope.body.Resources, id) && !Object.hasOwn(scope.body.Parameters, id) ? [scope.body.Resources[id].Type] : [];
  });
  if (types.length === 0) return false;
  const brings = types.some((type) => PROPAGATING.includes(type));
  if (isSaid && brings) return true;
  const what = `\`--assume ${name}=${value}\` is about \`${name}\`, a resource of type \`${types[0]}\``;
  if (brings) throw new InputError('AssumptionInvalid', `${what}; expected the routes that come from it: \`${name}=propagates:10.0.0.0/16\` for exactly these, \`${name}=propagates-within:10.0.0.0/8\` for none beyond`);
  if (isSaid) throw new InputError('AssumptionInvalid', `${what}, which propagates no routes; expected a VPN gateway, or a VPN connection, a Connect or a peering attachment of a transit gateway`);
  return false;
}

function nearest(name: string, known: readonly string[]): string {
  const ranked = [...new Set(known)].map((other) => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) })).sort((a, b) => a.far - b.far || (a.other < b.other ? -1 : 1));
  const [best] = ranked;
  if (best === undefined) return 'expected a parameter, an import or a token as a verdict prints it';
  return best.far <= Math.max(2, name.length / 3) ? `did you mean \`${best.other}\`?` : `expected a parameter, an import or a token as a verdict prints it, such as \`${best.other}\``;
}

/** Edits from one text to the other; texts that are much longer than names are not compared whole. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 40) return Infinity;
  const [x, y] = [a.slice(0, 120), b.slice(0, 120)];
  let row = Array.from({ length: y.length + 1 }, (_, i) => i);
  for (let i = 1; i <= x.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= y.length; j += 1) next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (x[i - 1] === y[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[y.length];
}
