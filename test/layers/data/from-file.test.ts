/** Data flows and data claims of an intent file: as those of code, with their way through the network and their place. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { DataAccess, FlowAuthentication, ZeroTrust } from 'cdk-zero-trust';
import { tell, type World } from '../../bad-input/world';

jest.setTimeout(60_000);

const directory = mkdtempSync(path.join(tmpdir(), 'zero-trust-from-file-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let files = 0;

const HEAD = 'schema: zero-trust/intent/1\nsegments:\n  - id: web\n';
const file = (content: string): string => {
  const name = path.join(directory, `intent-${files++}.yaml`);
  writeFileSync(name, `${HEAD}${content}...\n`);
  return name;
};

/** A façade with a function in `web` and a table, from a file or from code. */
function template(declare: (zt: ZeroTrust, table: dynamodb.Table) => void, intentFile?: string): object {
  let made: object = {};
  tell((w: World) => {
    const zt = new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc, intentFile: intentFile ?? file('') });
    zt.segment('web').addMember(w.function('web'));
    declare(zt, new dynamodb.Table(w.stack, 'Table', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } }));
    made = Template.fromStack(w.stack).toJSON();
  });
  return made;
}

test.each([
  ['reading', '{ source: web, store: documents, access: read, because: shows documents }', DataAccess.reads()],
  ['both', '{ source: web, store: documents, access: read-write, because: shows documents }', DataAccess.readsAndWrites()],
  ['listed actions', "{ source: web, store: documents, access: actions, actions: ['dynamodb:GetItem'], because: shows documents }", DataAccess.actions(['dynamodb:GetItem'])],
  ['parts', '{ source: web, store: documents, access: read, parts: [byOwner], because: shows documents }', DataAccess.reads().on('byOwner')],
])('a data flow of a file (%s) becomes what one of code becomes, endpoint included', (_, entry, access) => {
  const fromFile = template((zt, table) => zt.addStore('documents', { resource: table }), file(`dataFlows:\n  - ${entry}\n`));
  const fromCode = template((zt, table) => zt.addDataFlow({ source: zt.segment('web'), store: zt.addStore('documents', { resource: table }), access, because: 'shows documents' }));
  expect(fromFile).toEqual(fromCode);
  expect(JSON.stringify(fromFile)).toContain('-documents-over-network');
});

test('a claim of a file on an offered store becomes what one of code becomes', () => {
  const claimed = (intentFile?: string): object => {
    let made = {};
    tell((w: World) => {
      const zt = new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc, intentFile: intentFile ?? file('') });
      zt.segment('web').addMember(w.function('web'));
      const offered = zt.data.offeredStore({ scope: 'Owner/Data', storeId: 'documents', type: 'AWS::DynamoDB::Table', arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/documents', offers: [{ id: 'read', access: DataAccess.reads(), because: 'reports' }] });
      if (intentFile === undefined) zt.addDataClaim({ source: zt.segment('web'), store: offered, offer: 'read', because: 'reports' });
      made = Template.fromStack(w.stack).toJSON();
    });
    return made;
  };
  const fromFile = claimed(file('dataClaims:\n  - { source: web, scope: Owner/Data, store: documents, offer: read, because: reports }\n'));
  expect(fromFile).toEqual(claimed());
  expect(JSON.stringify(fromFile)).toContain('web-claims-documents-read-over-network');
});

describe('mistakes have their place in the file', () => {
  const told = (content: string, declare: (zt: ZeroTrust, w: World) => void = () => undefined): string[] => tell((w) => {
    const zt = new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc, intentFile: w.file(`${HEAD}${content}...\n`) });
    zt.segment('web').addMember(w.function('web'));
    declare(zt, w);
  }).errors.map((e) => `${e.code} ${e.where}`);
  const declared = (zt: ZeroTrust, w: World): void => { zt.addStore('documents', { resource: new dynamodb.CfnTable(w.stack, 'Table', { keySchema: [{ attributeName: 'pk', keyType: 'HASH' }] }) }); };
  const flow = '{ source: web, store: documents, access: read, because: shows documents }';

  test('a store in a file is refused, once, and flows that name it are not told as well', () => {
    expect(told(`stores:\n  - id: documents\ndataFlows:\n  - ${flow}\n`)).toEqual(['StoreWithoutResource intent.yaml:5:5']);
  });

  test('also where code declares it: one of the two would be ignored', () => {
    expect(told('stores:\n  - id: documents\n', declared)).toEqual(['StoreWithoutResource intent.yaml:5:5']);
  });

  test('a store that nobody declares', () => expect(told(`dataFlows:\n  - ${flow}\n`)).toEqual(['UnknownStore intent.yaml:5:20']));
  test('no reason', () => expect(told('dataFlows:\n  - { source: web, store: documents, access: read }\n', declared)).toEqual(['MissingField intent.yaml:5:5']));
  test('an unknown segment', () => expect(told('dataFlows:\n  - { source: wbe, store: documents, access: read, because: x }\n', declared)).toEqual(['UnknownSegment intent.yaml:5:7']));
  test('an entry that is no object', () => expect(told('dataFlows:\n  - reading\n')).toEqual(['WrongType intent.yaml:5:5']));
});

test('authentication of a file is that of the flow', () => {
  const entry = '{ source: web, store: documents, access: read, authentication: { none: old }, because: shows documents }';
  const fromFile = template((zt, table) => zt.addStore('documents', { resource: table }), file(`dataFlows:\n  - ${entry}\n`));
  const fromCode = template((zt, table) => zt.addDataFlow({ source: zt.segment('web'), store: zt.addStore('documents', { resource: table }), access: DataAccess.reads(), authentication: FlowAuthentication.none('old'), because: 'shows documents' }));
  expect(fromFile).toEqual(fromCode);
});
