/** Personas of routes: whoever says first who somebody is, the templates are the same; one that nobody can be is refused. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, aws_ec2 as ec2, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { AppClient, FrontDoor, IdentityFoundation, Persona, RouteHandler, ZeroTrust } from '../../../lib';

interface World {
  readonly stack: Stack;
  readonly identity: IdentityFoundation;
  readonly door: FrontDoor;
  readonly zt?: ZeroTrust;
}

type Step = (w: World) => void;
const NONE = null as unknown as AppClient;

function synth(facade: boolean, steps: readonly Step[], client = AppClient.web({ callbackUrls: ['https://app.example.com/'] })): { readonly templates: readonly string[]; readonly errors: readonly string[] } {
  const app = new App({ context: { 'zero-trust:validate': false } });
  const stack = new Stack(app, 'App', { env: { account: '111122223333', region: 'eu-west-1' } });
  const identity = new IdentityFoundation(stack, 'Identity');
  if (client !== NONE) identity.addClient('portal', client);
  const zt = facade ? new ZeroTrust(stack, 'ZeroTrust', { vpc: new ec2.Vpc(stack, 'Vpc', { natGateways: 0 }) }) : undefined;
  const door = zt?.addFrontDoor('Door', { identity }) ?? new FrontDoor(stack, 'Door', { identity });
  door.addRoute('GET /health', { handler: handler(stack, 'Health'), publicBecause: 'status' });
  for (const step of steps) step({ stack, identity, door, ...zt === undefined ? {} : { zt } });
  try {
    const assembly = app.synth();
    return { errors: [], templates: [...assembly.stacks.map((s) => JSON.stringify(s.template)), readFileSync(path.join(assembly.directory, 'zero-trust.intent.json'), 'utf8')] };
  } catch (error) {
    return { templates: [], errors: [...(error as Error).message.matchAll(/\[App\/[^\]]*\] (\w+: .*)/g)].map((m) => m[1]) };
  }
}

function handler(stack: Stack, id: string): RouteHandler {
  return RouteHandler.function(new lambda.Function(stack, id, { code: lambda.Code.fromInline('x'), handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X }));
}

const route: Step = ({ door, stack }) => { door.addRoute('GET /documents', { handler: handler(stack, 'Read'), scopes: ['documents/read'], personas: [new Persona('employee')] }); };
const byDoor: Step = ({ door, zt }) => { (zt ?? door).addPersona('employee', { groups: ['staff'] }); };
const byIdentity: Step = ({ identity }) => { identity.addPersona('employee', { groups: ['staff'] }); };

describe.each([['alone', false], ['in a façade', true]] as const)('a door %s', (_, facade) => {
  test.each<[string, Step]>([['the door', byDoor], ['the identity', byIdentity]])('what %s says of a persona counts whenever it says it', (_who, say) => {
    const [first, last] = [synth(facade, [say, route]), synth(facade, [route, say])];
    expect(first.errors).toEqual([]);
    expect(last).toEqual(first);
    expect(first.templates.join()).toMatch(/\\"personas\\":\{\\"employee\\":\[\\"staff\\"\]\}/); // of the hook's table
    expect(first.templates.join()).toMatch(/"groups":\s*\[\s*"staff"/); // of the intent
  });

  test('both may say it, in any order; two things are refused in any order', () => {
    const orders: readonly (readonly Step[])[] = [[byDoor, byIdentity, route], [byIdentity, route, byDoor], [route, byDoor, byIdentity]];
    const all = orders.map((steps) => synth(facade, steps));
    expect(all[0].errors).toEqual([]);
    for (const other of all) expect(other).toEqual(all[0]);
    const other: Step = ({ identity }) => { identity.addPersona('employee', { groups: ['board'] }); };
    for (const steps of [[byDoor, other, route], [route, byDoor, other], [other, route, byDoor]]) expect(synth(facade, steps).errors).toEqual([expect.stringMatching(/^PersonaOfTwoGroups: .*`staff`.*`board`|`board`.*`staff`/)]);
  });

  test.each<[string, AppClient | undefined, RegExp]>([
    ['no client at all', undefined, /`employee`, which nobody can be there: `App\/Identity` has no client for people/],
    ['a client of a service alone', AppClient.service({ scopes: ['documents/import'] }), /has no client for people/],
    ['clients that ask for other scopes', AppClient.web({ callbackUrls: ['https://app.example.com/'], scopes: ['documents/import'] }), /no client for people of `App\/Identity` asks for `documents\/read`: got `portal`/],
  ])('%s: nobody can be the persona', (_what, client, words) => {
    const withScope: Step = ({ identity }) => { identity.addScope('documents/import'); };
    const { errors } = synth(facade, [withScope, byDoor, route], client ?? NONE);
    expect(errors.filter((e) => e.startsWith('PersonaOfNobody'))).toEqual([expect.stringMatching(words)]);
  });

  test('without groups nobody can be it', () => {
    expect(synth(facade, [route, ({ door, zt }) => { (zt ?? door).addPersona('employee'); }]).errors).toEqual([expect.stringMatching(/^PersonaOfNobody: .*no groups/)]);
  });

  test('a client that lists the scope is enough', () => {
    expect(synth(facade, [byDoor, route], AppClient.web({ callbackUrls: ['https://app.example.com/'], scopes: ['documents/read'] })).errors).toEqual([]);
  });
});
