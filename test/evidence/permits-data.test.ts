/** What the text says of stores, data flows, offers and claims, line by line; and a data layer that stands alone. */
import { joinPermits, scopesApart } from '../../lib/evidence';
import { type Intent, mergeIntents, normaliseIntent } from '../../lib/intent';
import { networkOf, render, reportOf, SCOPE, sectionOf, stageOf, textOf } from './support';

const KINDS: Readonly<Record<string, string>> = { documents: 's3', index: 'dynamodb', ledger: 'rds' };

/** With what constructs would know. */
function dataOf(input: object, scope = SCOPE): Intent {
  return normaliseIntent(input, {
    scope,
    data: {
      storeOf: (id) => ({ kind: KINDS[id], path: `Docs/${id}`, type: id === 'ledger' ? 'imported' : 'AWS::S3::Bucket' }),
      principalsOf: (source) => (source.kind === 'segment' ? [{ path: 'Docs/Api/Role' }] : [{ path: source.path }]),
      actionsOf: (_, access, actions) => (access === 'actions' ? actions : ['s3:GetObject']),
    },
  }).intent;
}

const flow = (over: object = {}): object => ({ source: { role: 'Docs/Reader/ServiceRole' }, store: 'documents', access: 'read', because: 'shows documents', ...over });
const withFlow = (over: object = {}, more: object = {}): Intent => dataOf({ segments: [{ id: 'api' }], stores: [{ id: 'documents' }], dataFlows: [flow(over)], ...more });
const flows = (intent: Intent, width = 100): string[] => sectionOf(textOf(intent, {}, { width }), 'Data flows');
const alone = (...intents: Intent[]): string => render(joinPermits([{ stage: '', intent: mergeIntents(intents), network: networkOf() }], { threats: true }));

describe('a data flow', () => {
  test('says who, what, of which store, how, and its id on one line; why below it', () => {
    expect(flows(withFlow({ id: 'reads' }))).toEqual([
      'Data flows: who may use which data',
      '  WHO          MAY   DATA OF    HOW         FLOW',
      '  Docs-Reader  read  documents  SigV4, TLS  reads',
      '      shows documents',
    ]);
  });

  test.each([
    ['an end', { until: '2027-06-30' }, '      until 2027-06-30'],
    ['a rhythm', { cadence: 'monthly' }, '      used monthly'],
    ['a rhythm of emergencies', { cadence: 'disaster-recovery' }, '      used in disaster recovery only'],
    ['a purpose', { purpose: 'audit' }, '      purpose: audit'],
    ['parts', { parts: ['daily/*', 'weekly/*'] }, '      on daily/*, weekly/* only'],
    ['rows', { rows: { ownerTag: 'sub', prefix: 'USER#', shared: [{ tag: 'team', prefix: 'TEAM#' }], common: ['PUBLIC'] } }, '      rows USER#${aws:PrincipalTag/sub}, TEAM#${aws:PrincipalTag/team}, and for reading PUBLIC'],
    ['a segment as its source', { source: 'api' }, '      1 role: Docs/Api/Role'],
    ['no authentication', { authentication: { none: 'it is old' } }, '      not authenticated, because it is old'],
    ['no encryption', { encryption: { none: 'it is old' } }, '      not encrypted, because it is old'],
  ])('with %s says so', (_, over, line) => {
    expect(flows(withFlow({ id: 'reads', ...over }))).toContain(line);
  });

  test.each([['write', {}, 'write'], ['read-write', {}, 'read, write'], ['actions', { actions: ['s3:PutObject', 's3:GetObject'] }, 's3:GetObject, s3:PutObject']])('of access %s says what it may', (access, more, words) => {
    expect(flows(withFlow({ id: 'x', access, ...more }))[2]).toContain(`Docs-Reader  ${words}  documents`);
  });

  test('to a crown jewel is marked, and one without a role is loud', () => {
    const { dataFlows, ...rest } = withFlow({ id: 'x' }, { stores: [{ id: 'documents', crownJewel: { classification: 'restricted' } }] });
    const lines = flows({ ...rest, dataFlows: dataFlows?.map((f) => ({ ...f, principals: [] })) });
    expect(lines[2]).toContain('documents (crown jewel)');
    expect(lines).toContain('      no role is known for it: it grants nothing');
  });

  test('has its id below where the page is too narrow', () => {
    const narrow = flows(withFlow({ id: 'y'.repeat(40) }), 60);
    expect(narrow[1]).toBe('  WHO          MAY   DATA OF    HOW');
    expect(narrow).toContain(`      flow ${'y'.repeat(40)}`);
  });

  test('none at all is said in words, where there are stores', () => {
    expect(flows(dataOf({ stores: [{ id: 'documents' }] }))).toEqual(['Data flows: none is declared; nobody uses any data']);
    expect(textOf({ segments: [{ id: 'api' }] })).not.toMatch(/Stores|Data flows|store/);
  });
});

test('a store has its kind, its resource, and what it is to its owner', () => {
  const text = textOf(dataOf({
    stores: [{ id: 'documents', displayName: 'Papers', crownJewel: { classification: 'restricted', because: 'of people' } }, { id: 'index', offers: [{ id: 'read', access: 'read', because: 'search' }] }, { id: 'ledger' }],
    dataFlows: [flow()],
  }), {}, { width: 120 });
  expect(sectionOf(text, 'Stores')).toEqual([
    'Stores: data at rest; each is closed, and data flows alone open it',
    '  STORE               KIND      RESOURCE',
    '  documents (Papers)  s3        Docs/documents (AWS::S3::Bucket)',
    '      crown jewel: restricted, because of people',
    '  index               dynamodb  Docs/index (AWS::S3::Bucket)',
    '      no data flow names it; offers admit whoever carries their tag',
    '  ledger              rds       Docs/ledger (imported)',
    '      closed: no data flow names it',
    '      imported: how it is closed is not known here',
  ]);
  expect(text.split('\n')[2]).toContain('3 stores, 1 data flow');
});

test('an offer says what it permits and who claims it, across façades', () => {
  const offers = [{ id: 'read', access: 'read', parts: ['daily/*'], because: 'reports' }, { id: 'write', access: 'write', because: 'imports' }];
  const owner = dataOf({ stores: [{ id: 'documents', offers }] }, 'Owner/Data');
  const user = normaliseIntent({ dataClaims: [{ source: { role: 'User/Job' }, scope: 'Owner/Data', store: 'documents', offer: 'read', because: 'counts' }] }, { scope: 'User/Data', foreignStores: owner.stores }).intent;
  const text = alone(owner, user);
  expect(sectionOf(text, 'Data offers')).toEqual([
    'Data offers: what owners of stores permit to whoever claims it; a guarded tag on the role admits it',
    '  STORE      OFFER  MAY    CLAIMED BY',
    '  documents  read   read   User/Data#User/Job',
    '      reports',
    '      on daily/* only',
    '  documents  write  write  nobody in this assembly',
    '      imports',
  ]);
  expect(text).toContain('Owner/Data#documents');
  expect(text).toContain('claims the offer read of Owner/Data#documents');
});

describe('a data layer that stands alone', () => {
  const intent = withFlow({ id: 'reads' }, { segments: [] });

  test('needs no report of a network, and says nothing of one', () => {
    expect(scopesApart({ intent, network: networkOf() })).toEqual([]);
    const text = alone(intent);
    expect(text.split('\n')[2]).toBe('posture standard, 1 store, 1 data flow');
    expect(text).not.toMatch(/Flows:|Idle|Budgets|Endpoints|Threats|FLOW LOG|segment/);
  });

  test('is not what a scope with segments and no report is', () => {
    const half = withFlow({ id: 'reads' });
    expect(scopesApart({ intent: half, network: networkOf() })).toEqual([{ file: 'intent', pointer: '/scopes/0/scope', scope: SCOPE }]);
    expect(() => joinPermits([{ stage: '', intent: half, network: networkOf() }], { threats: false })).toThrow('no network report');
  });

  test('stands beside a network of another façade', () => {
    const both = mergeIntents([intent, dataOf({ segments: [{ id: 'web' }] }, 'Other')]);
    const { stages: [{ scopes }] } = joinPermits([{ stage: '', intent: both, network: networkOf(reportOf({ scope: 'Other' })) }], { threats: false });
    expect(scopes.map((s) => [s.scope, s.stores.length, s.dataFlows.length, s.network?.rules])).toEqual([[SCOPE, 1, 1, undefined], ['Other', 0, 0, 4]]);
  });
});

test('stores and data flows of a scope that no façade has are found with their place', () => {
  const intent = withFlow({ id: 'reads' });
  const stray = { ...intent, dataFlows: intent.dataFlows?.map((f) => ({ ...f, scope: 'Stray' })) };
  expect(scopesApart(stageOf(stray))).toEqual([{ file: 'intent', pointer: '/dataFlows/0/scope', scope: 'Stray' }]);
});
