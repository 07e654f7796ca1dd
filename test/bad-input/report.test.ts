import { readFileSync } from 'node:fs';
import { Annotations, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Endpoint, FlowAuthentication, FlowEncryption, LegacyEnclave, Microsegmentation, Persona, ZeroTrust } from 'cdk-zero-trust';
import { tell, type World } from './world';

jest.setTimeout(60_000);

/** `report.test.ts:LINE` of the line that ends with this mark. */
const lineOf = (mark: string): string => {
  const lines = readFileSync(__filename, 'utf8').split('\n');
  return `report.test.ts:${lines.findIndex((line) => line.endsWith(`// ${mark}`)) + 1}`;
};

const MTLS = { authentication: FlowAuthentication.MTLS, because: 'a reason' };

describe('twelve mistakes in one app', () => {
  const told = tell((w) => {
    const { zt, web, api, docs } = w.zeroTrust({ maxIdleCost: -1 });
    new ec2.InterfaceVpcEndpoint(w.stack, 'Endpoint', { vpc: w.vpc, service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER, subnets: { subnets: w.vpc.isolatedSubnets } });
    zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(70000), ...MTLS }); // port
    zt.addFlow({ source: web, destination: web, port: ec2.Port.HTTPS, ...MTLS }); // self
    zt.addFlow({ source: Endpoint.cidr('10.0.0.1/8'), destination: web, port: ec2.Port.HTTPS, ...MTLS, until: 'soon' }); // cidr and until
    zt.addFlow({ source: new LegacyEnclave('mainframe'), destination: web, port: ec2.Port.HTTPS, ...MTLS }); // enclave
    zt.addFlow({ source: api, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.none('x'), encryption: FlowEncryption.TLS, because: 'y' }); // jewel
    zt.addFlow({ source: web, destination: Endpoint.awsService('secretsmanager'), because: 'credentials' });
    zt.addClaim({ segment: docs, offer: 'read', source: web, because: 'z' }); // claim
    zt.addPersona('web'); // persona
    api.addMember(w.stack.node.findChild('Fn-web')); // twice
    zt.addSegment('queue', { members: [new sqs.Queue(w.stack, 'Queue')] }); // type
  });

  test('are told in one failure, each at its place', () => {
    expect(told.errors.map((e) => `${e.code} ${e.where}`.trim()).sort()).toEqual([
      `CidrHostBitsSet ${lineOf('cidr and until')}`,
      `ClaimNotOffered ${lineOf('claim')}`,
      'EndpointExists',
      `JewelNeedsAuthentication ${lineOf('jewel')}`,
      `MemberInTwoSegments ${lineOf('twice')}`,
      `MemberTypeUnknown ${lineOf('type')}`,
      `NameTaken ${lineOf('persona')}`,
      `PortOutOfRange ${lineOf('port')}`,
      `SelfFlowNotMeant ${lineOf('self')}`,
      `UnknownSegment ${lineOf('enclave')}`,
      `UntilNotIso ${lineOf('cidr and until')}`,
      'WrongType',
    ]);
  });

  test('in the order in which they stand in the declaration', () => {
    const flows = told.errors.map((e) => e.where).filter((w) => [lineOf('port'), lineOf('self'), lineOf('enclave'), lineOf('jewel')].includes(w));
    expect(flows).toEqual([lineOf('port'), lineOf('self'), lineOf('enclave'), lineOf('jewel')]);
  });

  test('with the construct that they belong to, and without a path of this machine', () => {
    expect(told.text).toMatch(/^Validation failed with the following errors:\n/);
    for (const line of told.text.split('\n').slice(1)) expect(line).toMatch(/^ {2}\[App\/ZeroTrust\/Network\] [A-Z][A-Za-z]+: /);
    expect(told.text).not.toContain(process.cwd());
  });

  test('and leave nothing behind', () => {
    expect(told.files).toEqual([]);
    expect(told.stdout).toBe('');
  });
});

test('the same app is told the same twice', () => {
  const build = (w: World): void => {
    const { zt, web, api } = w.zeroTrust();
    for (const port of [70001, 70000]) zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(port), ...MTLS });
    zt.addSegment('empty');
  };
  expect(tell(build).text).toBe(tell(build).text);
});

describe('places', () => {
  const helper = (zt: ZeroTrust, source: Endpoint): void => zt.addFlow({ source, destination: zt.segment('web'), port: ec2.Port.tcp(70000), ...MTLS }); // helper

  test('of a call in a helper is the helper, of a member the call that added it', () => {
    const { errors } = tell((w) => {
      const { zt } = w.zeroTrust();
      [Endpoint.INTERNET].forEach((end) => helper(zt, end));
      zt.addSegment('queues', {
        members: [new sqs.Queue(w.stack, 'Queue')],
      });
      zt.segment('web').addMember(new sqs.Queue(w.stack, 'Other')); // member
    });
    expect(errors.map((e) => e.where)).toEqual(expect.arrayContaining([lineOf('helper'), lineOf('member')]));
    expect(errors.find((e) => e.message.includes('`App/Queue`'))?.where).toMatch(/^report\.test\.ts:\d+$/);
  });

  test('of an intent file are its line and column, beside those of code', () => {
    const { errors } = tell((w) => {
      const zt = w.intentFile('segments:\n  - id: web\n  - id: api\nflows:\n  - source: web\n    destination: api\n    over: tcp/70000\n    authentication: mtls\n    because: x\n...\n', 'team.yaml');
      for (const id of ['web', 'api']) zt.segment(id).addMember(w.function(id));
      zt.addFlow({ source: zt.segment('web'), destination: zt.segment('api'), port: ec2.Port.tcp(70001), ...MTLS }); // beside
    });
    expect(errors.map((e) => e.where)).toEqual(['team.yaml:7:5', lineOf('beside')]);
  });
});

describe('a file that cannot be read', () => {
  test('stops where it is named, before synth', () => {
    let isNamed = false;
    const { errors } = tell((w) => {
      w.intentFile('flows: [\n');
      isNamed = true;
    });
    expect(errors.map((e) => e.code)).toEqual(['DocumentTruncated']);
    expect(isNamed).toBe(false);
  });

  test('is told with all of its unknown sections', () => {
    const { errors } = tell((w) => { w.intentFile('flow: []\nsegment: []\n...\n'); });
    expect(errors.map((e) => `${e.code} ${e.where}`)).toEqual(['UnknownField intent.yaml:1:1', 'UnknownField intent.yaml:2:1']);
  });
});

describe('warnings', () => {
  const build = (w: World): ZeroTrust => {
    const { zt } = w.zeroTrust();
    zt.addSegment('later');
    return zt;
  };

  test('are annotations, with an id to acknowledge', () => {
    let data: string[] = [];
    const { warnings, files } = tell((w) => {
      const { network } = build(w);
      w.app.node.addValidation({ validate: () => { data = network.node.metadata.filter((m) => m.type === 'aws:cdk:warning').map((m) => String(m.data)); return []; } });
    });
    expect(warnings.map((x) => x.code)).toEqual(['SegmentWithoutMembers']);
    expect(data).toEqual([expect.stringMatching(/^SegmentWithoutMembers: .* \[ack: cdk-zero-trust:SegmentWithoutMembers\]$/)]);
    expect(files).toHaveLength(2);
  });

  // Above the layer: CDK's own look-up of acknowledgements leaves out the very construct that warns.
  test('go quiet when they are acknowledged', () => {
    const { warnings, errors } = tell((w) => Annotations.of(build(w)).acknowledgeWarning('cdk-zero-trust:SegmentWithoutMembers', 'members come next week'));
    expect([warnings, errors]).toEqual([[], []]);
  });

  test('are told beside errors', () => {
    const { warnings, errors } = tell((w) => {
      const { zt, web, api } = w.zeroTrust();
      zt.addSegment('later');
      zt.addFlow({ source: web, destination: api, port: ec2.Port.tcp(70000), ...MTLS });
    });
    expect([errors.map((x) => x.code), warnings.map((x) => x.code)]).toEqual([['PortOutOfRange'], ['SegmentWithoutMembers']]);
  });
});

describe('two façades and two stages', () => {
  const closed = (scope: Stack, id: string): { readonly network: Microsegmentation; readonly vpc: ec2.IVpc } => {
    const vpc = ec2.Vpc.fromVpcAttributes(scope, `Vpc${id}`, { vpcId: 'vpc-0123456789abcdef0', availabilityZones: ['a'], isolatedSubnetIds: ['subnet-0a'] });
    return { network: new Microsegmentation(scope, id, { vpc }), vpc };
  };
  const member = (scope: Stack, id: string, vpc: ec2.IVpc): lambda.Function => new lambda.Function(scope, id, { runtime: lambda.Runtime.NODEJS_22_X, handler: 'i.h', code: lambda.Code.fromInline('x'), vpc, vpcSubnets: { subnets: vpc.isolatedSubnets } });

  test('the mistakes of both façades are told together', () => {
    const { text, files } = tell((w) => {
      for (const id of ['One', 'Two']) {
        const { network, vpc } = closed(w.stack, id);
        const segment = network.addSegment('web', { members: [member(w.stack, `Fn${id}`, vpc)] });
        network.addFlow({ source: segment, destination: segment, port: ec2.Port.HTTPS, ...MTLS });
      }
    });
    expect(text.match(/\[App\/(One|Two)\] SelfFlowNotMeant/g)).toEqual(['[App/One] SelfFlowNotMeant', '[App/Two] SelfFlowNotMeant']);
    expect(files).toEqual([]);
  });

  test('an endpoint that one façade makes stands in the way of no other', () => {
    const { errors } = tell((w) => {
      const { zt, web } = w.zeroTrust();
      zt.addFlow({ source: web, destination: Endpoint.awsService('secretsmanager'), because: 'credentials' });
      const other = new Microsegmentation(w.stack, 'Other', { vpc: w.importVpc('Bare', {}) });
      const jobs = other.addSegment('jobs', { members: [w.function('jobs')] });
      other.addFlow({ source: jobs, destination: Endpoint.awsService('secretsmanager'), because: 'credentials' });
      other.addFlow({ source: jobs, destination: jobs, port: ec2.Port.HTTPS, ...MTLS });
    });
    expect(errors.map((e) => e.code)).toEqual(['SelfFlowNotMeant']);
  });

  test('a broken stage writes nothing; the whole one beside it writes both files', () => {
    const { errors, files } = tell((w) => {
      for (const id of ['Alpha', 'Beta']) {
        const stack = new Stack(new Stage(w.app, id), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
        const { network, vpc } = closed(stack, 'Network');
        const segment = network.addSegment('web', { members: [member(stack, 'Fn', vpc)] });
        network.addFlow({ source: segment, destination: segment, port: ec2.Port.HTTPS, ...MTLS, withinSegment: id === 'Alpha' });
      }
    });
    expect(errors.map((e) => e.code)).toEqual(['SelfFlowNotMeant']);
    expect(files.every((f) => f.startsWith('cdk.out/assembly-Alpha/'))).toBe(true);
    expect(files).toHaveLength(2); // Alpha is synthesized first
  });
});

test('a persona and an enclave can be made by hand, and mean nothing until they are declared', () => {
  const { errors } = tell((w) => {
    const { zt, web } = w.zeroTrust();
    zt.addFlow({ source: { flowEnd: new Persona('employee').personaId }, destination: web, port: ec2.Port.HTTPS, ...MTLS });
    zt.addPersona('employee');
  });
  expect(errors.map((e) => e.code)).toEqual(['FlowInexpressible']);
});
