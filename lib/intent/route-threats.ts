/**
 * The threat table of routes: per route, who could abuse it, what stops them, what watches it.
 *
 *   routeThreats(intent).filter((t) => t.stoppedBy.startsWith('nothing'))
 *
 * It states only what the intent says. Until there is a policy engine, nothing looks at whose object a path names and whose hands
 * a token is in: those rows are there to be read.
 */
import type { Intent } from './model';
import type { DoorData, RouteData } from './model-front-door';
import type { Threat, ThreatKind } from './threats';

const WATCHED = 'the access log of the door';

export function routeThreats(intent: Pick<Intent, 'doors' | 'routes'>): Threat[] {
  const doors = new Map((intent.doors ?? []).map((d) => [`${d.scope}#${d.id}`, d]));
  return (intent.routes ?? []).flatMap((route) => rowsOf(route, doors.get(`${route.scope}#${route.door}`)));
}

function rowsOf(route: RouteData, door: DoorData | undefined): Threat[] {
  const rows: Threat[] = [];
  const from = door?.profile === 'private' ? 'whoever reaches the interface endpoints of the door' : 'anybody on the internet';
  const handler = `\`${route.handler.path}\``;
  const add = (kind: ThreatKind, abuser: string, stoppedBy: string): void => {
    rows.push({ scope: route.scope, flow: `${route.door} ${route.id}`, edge: `${callersText(route)} -> ${route.handler.path}`, kind, abuser, stoppedBy, watchedBy: WATCHED });
  };
  const open = `nothing: public, because ${route.because ?? 'nobody said why'}`;
  add('impersonation', route.access === 'public' ? from : `${from}, as if ${callersText(route)}`, {
    public: open,
    iam: 'every request is signed with a role (SigV4), and only these roles may call this method and path',
    scopes: `API Gateway verifies the token and asks for ${route.scopes.map((s) => `\`${s}\``).join(' or ')}`,
  }[route.access]);
  if (route.access === 'scopes') add('theft', `whoever steals a token of ${callersText(route)}`, stolen(door));
  add('interception', 'whoever can read or change traffic between callers and the door', door?.profile === 'tls13' ? 'TLS 1.3' : 'TLS');
  add('exposure', `${from} tries weaknesses of ${handler}`, route.access === 'public' ? `nothing but what ${handler} checks itself` : `API Gateway turns other callers away before ${handler} is asked`);
  if (route.path.includes('{') && route.access !== 'iam') add('other-objects', `${route.access === 'public' ? from : callersText(route)} names somebody else's object in \`${route.path}\``, `nothing but what ${handler} checks itself`);
  return rows;
}

function stolen(door: DoorData | undefined): string {
  if (door?.profile === 'device-certificate') return 'a certificate that the door trusts is asked for as well (mTLS), of whatever device';
  if (door?.profile === 'private') return 'it counts only through the interface endpoints of the door; there nothing until the token expires';
  return 'nothing until the token expires: whoever carries it is taken for its owner';
}

/** `employee, partner`, `whoever has documents/read`, `App/Batch`, `anybody`. */
function callersText({ access, personas, scopes, callers }: RouteData): string {
  if (access === 'public') return 'anybody';
  if (access === 'iam') return callers.map((c) => c.path).join(', ');
  return personas.length > 0 ? personas.join(', ') : `whoever has ${scopes.join(' or ')}`;
}
