/** Two façades in one app: claims in both directions, rules that close no circle, and members that the other one has. */
import { type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { CrownJewel, Endpoint, FlowAuthentication, Guarantee, RulesPlacement, type Segment, ZeroTrust, type ZeroTrustProps } from 'cdk-zero-trust';
import type { Construct } from 'constructs';
import { ground, HOW, importVpc, instance } from '../../support/apps/ground';
import { type Json, mistakesOf, newApp, newStack, resourcesOf, resourcesOfType, rulesOfFlow, simulate, synthesize } from '../../support/apps/synthesize';

const OFFER = { id: 'query', port: ec2.Port.tcp(5432), authentication: FlowAuthentication.RDS_IAM, because: 'reads' };

interface Side {
  readonly stack: Stack;
  readonly zt: ZeroTrust;
  readonly segment: Segment;
}

function side(stack: Stack, name: string, props: Partial<ZeroTrustProps> = {}, members: Construct[] = [instance(stack, `Of-${name}`)]): Side {
  const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc: importVpc(stack), ...props });
  return { stack, zt, segment: zt.addSegment(name, { members, offers: [OFFER], crownJewel: CrownJewel.confidential() }) };
}

const claim = (from: Side, to: Side): void => from.zt.addClaim({ segment: to.segment, offer: 'query', source: from.segment, because: 'reads' });

test('a guarantee names the segment of another façade with its scope, and its own by one word', () => {
  const app = newApp();
  const [orders, books] = [side(newStack(app, 'Orders'), 'orders'), side(newStack(app, 'Books'), 'books')];
  orders.zt.addGuarantee(Guarantee.denies({ source: orders.segment, destination: books.segment }));
  orders.zt.addGuarantee(Guarantee.onlyVia({ source: Endpoint.INTERNET, destination: orders.segment, via: [books.segment] }));
  const intent = JSON.parse(synthesize(app).intents['']) as { readonly guarantees: readonly Json[] };
  expect(intent.guarantees.map(({ scope, source, destination, via }) => [scope, source, destination, via])).toStrictEqual([
    ['Orders/ZeroTrust', 'orders', 'Books/ZeroTrust#books', undefined],
    ['Orders/ZeroTrust', 'internet', 'orders', ['Books/ZeroTrust#books']],
  ]);
});

describe('a claim on a jewel of another stack', () => {
  test('is a flow with the owner\'s terms: one rule on each side, beside the one who claims', () => {
    const app = newApp();
    const [orders, books] = [side(newStack(app, 'Orders'), 'orders'), side(newStack(app, 'Books'), 'books')];
    claim(orders, books);
    const made = synthesize(app);
    const rules = resourcesOf(made.templates).filter(([, r]) => /SecurityGroup(In|E)gress$/.test(r.Type));
    expect(rules.map(([id, r]) => [id.split('/')[0], r.Type, r.Properties.FromPort, r.Metadata['zero-trust'].flows])).toEqual(expect.arrayContaining([
      ['Orders', 'AWS::EC2::SecurityGroupEgress', 5432, ['orders-claims-books-query']], ['Orders', 'AWS::EC2::SecurityGroupIngress', 5432, ['orders-claims-books-query']],
    ]));
    expect(rules).toHaveLength(2);
    const simulator = simulate(made);
    const ask = (source: string, destination: string): boolean => simulator.permits({ source, destination, protocol: 'tcp', port: 5432 }).allowed;
    expect([ask('Of-orders', 'Of-books'), ask('Of-books', 'Of-orders')]).toEqual([true, false]);
  });

  test('in both directions would close a circle, unless the rules live in a stack that nobody depends on', () => {
    const app = newApp();
    const rulesScope = newStack(app, 'Rules');
    const [orders, books] = [side(newStack(app, 'Orders'), 'orders', { rulesScope }), side(newStack(app, 'Books'), 'books', { rulesScope })];
    claim(orders, books);
    claim(books, orders);
    const made = synthesize(app);
    expect(resourcesOf(made.templates).filter(([, r]) => /SecurityGroup(In|E)gress$/.test(r.Type)).map(([id]) => id.split('/')[0])).toEqual(Array(4).fill('Rules'));
    const simulator = simulate(made);
    const ask = (source: string, destination: string, port = 5432): boolean => simulator.permits({ source, destination, protocol: 'tcp', port }).allowed;
    expect([ask('Of-orders', 'Of-books'), ask('Of-books', 'Of-orders'), ask('Of-orders', 'Of-books', 5433)]).toEqual([true, true, false]);
  });

  test('in both directions, per segment', () => {
    const app = newApp();
    const props = { rulesScope: newStack(app, 'Rules'), rulesPlacement: RulesPlacement.PER_SEGMENT };
    const [orders, books] = [side(newStack(app, 'Orders'), 'orders', props), side(newStack(app, 'Books'), 'books', props)];
    claim(orders, books);
    claim(books, orders);
    const simulator = simulate(synthesize(app));
    expect(simulator.permits({ source: 'Of-books', destination: 'Of-orders', protocol: 'tcp', port: 5432 }).allowed).toBe(true);
  });

  test('without such a stack CDK says that the stacks depend on each other', () => {
    const app = newApp();
    const [orders, books] = [side(newStack(app, 'Orders'), 'orders'), side(newStack(app, 'Books'), 'books')];
    claim(orders, books);
    claim(books, orders);
    expect(() => synthesize(app)).toThrow(/cyclic/);
  });

  // Façades are built in the order of the tree: the one who claims may be first.
  test.each([['Alpha', 'Beta'], ['Beta', 'Alpha']])('opens the groups of imported members, whoever is built first (%s claims from %s)', (consumer, owner) => {
    const app = newApp();
    const stacks = Object.fromEntries(['Alpha', 'Beta'].map((id) => [id, newStack(app, id)]));
    const books = side(stacks[owner], 'books', {}, [ec2.SecurityGroup.fromSecurityGroupId(stacks[owner], 'Legacy', 'sg-0bbbbbbbbbbbbbbb1')]);
    const orders = side(stacks[consumer], 'orders');
    claim(orders, books);
    const made = synthesize(app);
    expect(rulesOfFlow(made.templates, 'orders-claims-books-query').map((r) => r.Properties.GroupId).filter((id) => typeof id === 'string')).toEqual(['sg-0bbbbbbbbbbbbbbb1']);
    expect(resourcesOfType(made.templates, 'AWS::EC2::SecurityGroup').map((r) => r.Properties.GroupDescription)).toEqual(['zero-trust segment orders']);
  });
});

describe('what is refused', () => {
  test('an offer that was not made, a jewel without a claim', () => {
    const app = newApp();
    const [orders, books] = [side(newStack(app, 'Orders'), 'orders'), side(newStack(app, 'Books'), 'books')];
    orders.zt.addClaim({ segment: books.segment, offer: 'querry', source: orders.segment, because: 'reads' });
    orders.zt.addFlow({ id: 'direct', source: orders.segment, destination: books.segment, port: ec2.Port.tcp(1), ...HOW });
    expect(mistakesOf(app)).toEqual([
      expect.stringMatching(/^ClaimNotOffered: .*`querry`.*did you mean `query`\?/),
      expect.stringMatching(/^JewelNeedsClaim: crown jewel `books` \(confidential\) belongs to `Books\/ZeroTrust`/),
    ]);
  });
});

test('a flow to an ordinary segment of another façade needs no claim', () => {
  const app = newApp();
  const [one, two] = ['One', 'Two'].map((id) => newStack(app, id));
  const first = new ZeroTrust(one, 'ZeroTrust', { vpc: importVpc(one) });
  const second = new ZeroTrust(two, 'ZeroTrust', { vpc: importVpc(two) });
  first.addFlow({ source: first.addSegment('a', { members: [instance(one, 'A')] }), destination: second.addSegment('b', { members: [instance(two, 'B')] }), port: ec2.Port.tcp(1), ...HOW });
  expect(simulate(synthesize(app)).permits({ source: 'One/A', destination: 'Two/B', protocol: 'tcp', port: 1 }).allowed).toBe(true);
});

describe('two façades in one stack', () => {
  const both = (props: Partial<ZeroTrustProps> = {}): { made: ReturnType<typeof synthesize> } => {
    const { app, stack, vpc } = ground();
    for (const id of ['One', 'Two']) {
      const zt = new ZeroTrust(stack, id, { vpc, ...props });
      const api = zt.addSegment('api', { members: [instance(stack, `${id}Api`)] });
      zt.addFlow({ source: api, destination: Endpoint.awsService('logs'), because: 'x' });
      zt.addFlow({ source: Endpoint.INTERNET, destination: api, port: ec2.Port.tcp(443), ...HOW });
    }
    return { made: synthesize(app) };
  };

  test('may use the same names', () => {
    const { made } = both();
    const intent = JSON.parse(Object.values(made.intents)[0]) as Json;
    expect(intent.segments.map((s: Json) => [s.scope, s.id])).toEqual([['App/One', 'api'], ['App/Two', 'api']]);
    const simulator = simulate(made).placeAll('10.0.0.0/24');
    expect(['OneApi', 'TwoApi'].map((source) => simulator.permits({ source: `App/${source}`, destination: 'Endpoints/logs', protocol: 'tcp', port: 443 }).allowed)).toEqual([true, true]);
    expect(simulator.permits({ source: 'App/OneApi', destination: 'App/TwoApi', protocol: 'tcp', port: 443 }).allowed).toBe(false);
  });

  test('share the endpoint of their VPC: its policy holds both, and each statement has its own id', () => {
    const [endpoint, ...others] = resourcesOfType(both().made.templates, 'AWS::EC2::VPCEndpoint');
    expect(others).toEqual([]);
    expect(endpoint.Properties.PolicyDocument.Statement.map((s: Json) => s.Sid)).toEqual(['ApiToLogs', 'ApiToLogs2']);
  });

  test('pay for the endpoint once', () => {
    const network = JSON.parse(Object.values(both().made.networks)[0]) as Json;
    expect(network.scopes.map((s: Json) => s.idleCost.monthlyUsd)).toEqual([14.6, 0]);
  });
});

test('a shared endpoint names its service and who made it; its rules name the flows of both façades, also where it takes no policy', () => {
  const { app, stack, vpc } = ground();
  for (const id of ['One', 'Two']) {
    const zt = new ZeroTrust(stack, id, { vpc });
    zt.addFlow({ id: `${id}-sftp`, source: zt.addSegment('api', { members: [instance(stack, `${id}Api`)] }), destination: Endpoint.awsService('transfer.server'), port: ec2.Port.tcp(22), because: 'x' });
  }
  const { templates } = synthesize(app);
  const [endpoint] = resourcesOfType(templates, 'AWS::EC2::VPCEndpoint');
  expect(endpoint.Metadata['zero-trust']).toEqual({ service: 'transfer.server', scope: expect.stringMatching(/One$/) });
  expect(resourcesOfType(templates, 'AWS::EC2::SecurityGroupIngress').filter((r) => r.Properties.FromPort === 22).map((r) => r.Metadata['zero-trust'].flows).sort()).toEqual([['One-sftp'], ['Two-sftp']]);
});

test('an endpoint stays with the façade that was made first, whichever of the two still has flows to it', () => {
  const idsWith = (users: readonly string[]): readonly string[] => {
    const { app, stack, vpc } = ground();
    for (const id of ['One', 'Two']) {
      const zt = new ZeroTrust(stack, id, { vpc });
      const api = zt.addSegment('api', { members: [instance(stack, `${id}Api`)] });
      if (users.includes(id)) zt.addFlow({ source: api, destination: Endpoint.awsService('logs'), because: 'x' });
    }
    return Object.values(synthesize(app).templates).flatMap((t) => Object.entries(t.Resources as Json).filter(([, r]) => r.Type === 'AWS::EC2::VPCEndpoint').map(([id]) => id));
  };
  expect(idsWith(['One', 'Two'])).toHaveLength(1);
  expect(idsWith(['Two'])).toEqual(idsWith(['One', 'Two']));
  expect(idsWith(['One'])).toEqual(idsWith(['One', 'Two']));
});
