/**
 * What policies may speak of, in Cedar's schema syntax: ``schemaOf([{ id: 'Documents', routes: ['GET /documents/{id}'] }])``.
 *
 * Kinds of entities, one action for each route with its path parameters, and the facts of a request: the same for every action but for `context.path`. Names of
 * HTTP facts are those of AWS Verified Access, so that a policy can move there. The text depends on what is declared only, not on its order.
 * With `personas` an unknown persona in a policy is refused, and unknown doors always are; `open` is for engines that know no enumerated entities.
 */
import { pathParameters } from '../../contract/access/bundle-shape';
import { fieldName, quote } from './quote';

export interface SchemaDoor {
  readonly id: string;
  /** Ids of routes that somebody with a token may call. */
  readonly routes: readonly string[];
}

export type PostureKind = 'Bool' | 'Long' | 'String';

export interface SchemaOptions {
  /** All that there are. */
  readonly personas?: readonly string[];
  /** Words of device providers that policies may ask for: `{ diskEncrypted: 'Bool' }`. */
  readonly posture?: Readonly<Record<string, PostureKind>>;
  /** Entities are not enumerated. */
  readonly open?: boolean;
}

export function schemaOf(doors: readonly SchemaDoor[], { personas, posture = {}, open = false }: SchemaOptions = {}): string {
  const routes = sorted(doors.flatMap((door) => door.routes));
  const words = sorted(Object.keys(posture)).map((word) => `${fieldName(word)}?: ${kindOf(posture[word])}`);
  return `${[
    `entity Persona${enumeration(open ? undefined : personas)};`,
    'entity Group;',
    `entity Door${enumeration(open ? undefined : doors.map((door) => door.id))};`,
    `entity User in [Persona, Group] { sub: String, client: String, scopes: Set<String> };`,
    `entity Service in [Persona] { sub: String, client: String, scopes: Set<String> };`,
    'entity Resource in [Door] { owner?: User, path: String };',
    '',
    'type HttpRequest = { http_method: String, hostname: String, path: String, client_ip: ipaddr, user_agent?: String };',
    'type Token = { scopes: Set<String>, client: String, ageSeconds: Long, authAgeSeconds?: Long, acr?: String, amr: Set<String> };',
    '// 0 BASIC, 1 KNOWN, 2 MANAGED, 3 HARDENED',
    'type Trust = { tier: Long, score: Long };',
    `type Posture = { ${words.join(', ')} };`.replace('{  }', '{}'),
    'type Device = { tier: Long, ageSeconds: Long, enrolled: Bool, posture: Posture };',
    'type Location = { sets: Set<String>, country?: String };',
    'type Behaviour = { riskScore: Long, velocity: Long, recentDenials: Long, newDevice?: Bool, travelSpeed?: Long };',
    '// 1 Monday to 7 Sunday',
    'type Time = { windows: Set<String>, weekday: Long, minuteOfDay: Long };',
    ...routes.map(action),
  ].join('\n')}\n`;
}

function action(route: string): string {
  const parameters = sorted(pathParameters(route)).map((name) => `${fieldName(name)}: String`);
  const path = parameters.length === 0 ? '{}' : `{ ${parameters.join(', ')} }`;
  return [
    '',
    `action ${quote(route)} appliesTo {`,
    '  principal: [User, Service],',
    '  resource: [Resource],',
    '  context: {',
    `    http_request: HttpRequest, path: ${path}, token: Token, trust: Trust, device?: Device,`,
    '    location: Location, behaviour?: Behaviour, time: Time, purpose?: String',
    '  }',
    '};',
  ].join('\n');
}

/** An enumeration of nothing is none that Cedar could read. */
function enumeration(ids: readonly string[] | undefined): string {
  return ids === undefined || ids.length === 0 ? '' : ` enum [${sorted(ids).map(quote).join(', ')}]`;
}

/** Written as code, so compared with what there is. */
function kindOf(kind: unknown): string {
  return kind === 'Bool' || kind === 'Long' ? kind : 'String';
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].sort();
}
