/**
 * SARIF against the schema of the standard (2.1.0, as @microsoft/jest-sarif ships it): what the command line really writes of a
 * template, of an assembly's verdicts of every sort, of names that do harm, and of a difference.
 */
import Ajv from 'ajv';
import draft04 from 'ajv/lib/refs/json-schema-draft-04.json';
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import { diffSarif, proofSarif, type SarifOptions } from '../../../lib/evidence';
import { folder, run } from '../../cli/support';
import { DIFF, EMPTY, FILE, HOSTILE, hostile } from './support';

const ajv = new Ajv({ schemaId: 'id', meta: false, allErrors: true });
ajv.addMetaSchema(draft04);
const validate = ajv.compile(schema);
const mistakes = (log: unknown): string[] => (validate(log) === true ? [] : (validate.errors ?? []).map((e) => `${e.dataPath} ${e.message}`));

const OPTIONS: SarifOptions = { version: '1.2.3', informationUri: 'https://example.com/zero-trust', fallback: 'cdk.out/App.template.json', locate: (template, pointer) => ({ file: `cdk.out/${template}`, line: pointer.length + 1, column: 3 }) };

test.each<[string, object]>([
  ['verdicts of every sort', proofSarif(FILE, OPTIONS)], ['nothing', proofSarif(EMPTY, OPTIONS)], ['a difference', diffSarif(DIFF, OPTIONS)],
  ...HOSTILE.map((name): [string, object] => [JSON.stringify(name), proofSarif(hostile(FILE, name), OPTIONS)]),
  ['a hostile difference', diffSarif(hostile(DIFF, '](x) \u001b'), OPTIONS)],
])('%s', (_, log) => expect(mistakes(JSON.parse(JSON.stringify(log)))).toStrictEqual([]));

const ref = (Ref: string): unknown => ({ Ref });
const OPEN = {
  Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
  Gateway: { Type: 'AWS::EC2::InternetGateway' },
  Attached: { Type: 'AWS::EC2::VPCGatewayAttachment', Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Gateway') } },
  Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
  Route: { Type: 'AWS::EC2::Route', Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Gateway') } },
  Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.0.0.0/24', MapPublicIpOnLaunch: true } },
  InTable: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: ref('Subnet'), RouteTableId: ref('Table') } },
  Group: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc'), GroupDescription: 'x', SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }, { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: ref('Client') }] } },
  Web: { Type: 'AWS::EC2::Instance', Properties: { SubnetId: ref('Subnet'), SecurityGroupIds: [ref('Group')] } },
};

test.each([
  ['prove', ['prove', 'a b.json', '--guarantees', 'g.yaml']],
  ['diff', ['diff', 'old.json', 'a b.json']],
])('what `%s` writes', async (_, argv) => {
  const cwd = folder({
    'a b.json': { Parameters: { Client: { Type: 'String' } }, Resources: OPEN },
    'old.json': { Resources: { Vpc: OPEN.Vpc } },
    'g.yaml': 'schema: zero-trust/guarantees/1\nguarantees:\n  - denies: { source: internet, destination: Web, over: tcp/22 }\n  - denies: { source: 8.8.8.8/32, destination: Web, over: tcp/443 }\n...\n',
  });
  const { code, stdout } = await run([...argv, '--format', 'sarif'], { cwd });
  expect(code).toBe(1);
  const log = JSON.parse(stdout) as { runs: { results: unknown[] }[] };
  expect(log.runs[0].results.length).toBeGreaterThan(1);
  expect(mistakes(log)).toStrictEqual([]);
});

test('the schema refuses what is no SARIF', () => {
  const log = JSON.parse(JSON.stringify(proofSarif(FILE, OPTIONS))) as any;
  log.runs[0].results[0].level = 'fatal';
  log.runs[0].results[1].place = 'somewhere';
  delete log.runs[0].results[2].message;
  expect(mistakes(log)).toHaveLength(3);
});
