import { type Json, accepted, BASE, codesOf, expectFinding, FLOW, intentOf } from './support';
import { normaliseIntent } from '../../lib/intent';

describe('ids', () => {
  const segment = (id: unknown): Json => ({ segments: [{ id }] });

  test.each(['a', 'A', 'api', 'api-v2', 'Api2', 'x'.repeat(60)])('%s', (id) => {
    expect(accepted(segment(id)).segments[0]).toMatchObject({ id, displayName: id });
  });

  test.each<[unknown, string, string, string[]]>([
    ['', 'EmptyText', '/id', ['empty']],
    ['2api', 'IdInvalid', '/id', ['`2api`', 'write `api`', 'a letter first']],
    ['api_v2', 'IdInvalid', '/id', ['write `api-v2`']],
    ['api--v2', 'IdInvalid', '/id', ['write `api-v2`', 'single hyphens']],
    ['-api-', 'IdInvalid', '/id', ['write `api`']],
    ['a.b/c', 'IdInvalid', '/id', ['write `a-b-c`']],
    [' api', 'IdInvalid', '/id', ['write `api`']],
    ['ünder', 'IdInvalid', '/id', ['write `nder`']],
    ['!!', 'IdInvalid', '/id', ['at most 60 letters']],
    ['x'.repeat(61), 'IdInvalid', '/id', [`write \`${'x'.repeat(60)}\``]],
    ['internet', 'IdReserved', '/id', ['`internet`', 'choose another']],
    ['Rules', 'IdReserved', '/id', ['`Rules`']],
    ['Endpoints', 'IdReserved', '/id', ['`Endpoints`']],
    ['pl-63a5400a', 'IdReserved', '/id', ['`pl-...`']],
    [5, 'WrongType', '/id', ['the number `5`']],
    [undefined, 'MissingField', '', ['a segment has no `id`']],
    [null, 'EmptyText', '/id', ['empty']],
    ['${Token[A.1]}', 'ValueNotLiteral', '/id', ['known only at deployment']],
  ])('%j is refused', (id, code, within, words) => expectFinding(segment(id), code, `/segments/0${within}`, words));

  test('an id that is refused is not unknown besides', () => {
    const { findings } = normaliseIntent({ segments: [{ id: 'web_1' }, { id: 'api' }], flows: [{ ...FLOW, source: 'web_1' }] });
    expect(codesOf(findings)).toEqual(['IdInvalid /segments/0/id']);
  });

  test('ids that are empty are empty, not the same', () => {
    expect(codesOf(normaliseIntent({ segments: [{ id: '' }, { id: ' ' }, { id: null }] }).findings)).toEqual(['EmptyText /segments/0/id', 'EmptyText /segments/1/id', 'EmptyText /segments/2/id']);
  });

  test.each<[string, Json, string, string]>([
    ['segments', { segments: [{ id: 'api' }, { id: 'api' }] }, '/segments/1/id', '`segments`'],
    ['a segment and an enclave', { segments: [{ id: 'mainframe' }], enclaves: BASE.enclaves }, '/enclaves/0/id', '`segments`'],
    ['an enclave and a persona', { enclaves: BASE.enclaves, personas: [{ id: 'mainframe' }] }, '/personas/0/id', '`enclaves`'],
  ])('one name means one thing: %s', (_, input, pointer, first) => expectFinding(input, 'NameTaken', pointer, ['declared twice', `first in ${first}`, 'choose another id']));
});

describe('a segment', () => {
  const segment = (change: Json): Json => ({ segments: [{ id: 'docs', ...change }] });
  const offer = { id: 'read', over: 'tcp/443', authentication: 'mtls', because: 'reading' };

  test('is read whole', () => {
    expect(accepted(segment({ displayName: 'Documents', description: 'All of them', crownJewel: { classification: 'restricted', because: 'law' }, implied: { leaveOut: ['logs', 'exec', 'logs'], add: ['ssm'] }, offers: [{ ...offer, id: 'write' }, offer] })).segments[0]).toEqual({
      scope: '', id: 'docs', displayName: 'Documents', description: 'All of them', crownJewel: { classification: 'restricted', because: 'law' }, members: [],
      implied: { leaveOut: ['exec', 'logs'], add: ['ssm'] },
      offers: ['read', 'write'].map((id) => ({ id, connections: [{ protocol: 'tcp', fromPort: 443, toPort: 443 }], authentication: { method: 'mtls' }, encryption: { method: 'tls' }, because: 'reading' })),
    });
  });

  test.each<[string, Json, string, string, string[]]>([
    ['members in a file', { members: ['Stack/Function'] }, 'UnknownField', '/members', ['members are constructs', '`addMember`']],
    ['a jewel without its value', { crownJewel: {} }, 'MissingField', '/crownJewel', ['`classification`', '`restricted`']],
    ['a jewel that is only marked', { crownJewel: true }, 'WrongType', '/crownJewel', ['the crown jewel of segment `docs`', 'an object']],
    ['a jewel that was left empty', { crownJewel: null }, 'WrongType', '/crownJewel', ['empty']],
    ['a mark with a slip', { crownJewl: { classification: 'x' } }, 'UnknownField', '/crownJewl', ['did you mean `crownJewel`?']],
    ['implied flows that are no lists', { implied: { leaveOut: 'logs' } }, 'WrongType', '/implied/leaveOut', ['expected a list']],
    ['implied flows that are no object', { implied: ['logs'] }, 'WrongType', '/implied', ['`implied` of segment `docs`']],
    ['implied flows that come and go', { implied: { leaveOut: ['logs', 'exec'], add: ['logs'] } }, 'ImpliedContradicted', '/implied', ['`logs`', 'name each once']],
    ['an offer without reason', { offers: [{ ...offer, because: undefined }] }, 'MissingField', '/offers/0', ['offer `read` of segment `docs`', '`because`']],
    ['an offer without port', { offers: [{ ...offer, over: undefined }] }, 'MissingField', '/offers/0', ['`over`']],
    ['an offer without method', { offers: [{ ...offer, authentication: undefined, encryption: 'tls' }] }, 'AuthenticationMissing', '/offers/0', ['offer `read`']],
    ['an offer without name', { offers: [{ ...offer, id: undefined }] }, 'MissingField', '/offers/0', ['an offer of segment `docs`', 'consumers claim']],
    ['an offer twice', { offers: [offer, { ...offer, over: 'tcp/80' }] }, 'NameTaken', '/offers/1/id', ['offer `read`', 'twice']],
    ['offers that are no list', { offers: offer }, 'WrongType', '/offers', ['expected a list']],
    ['a title for people that is a number', { displayName: 5 }, 'WrongType', '/displayName', ['text']],
  ])('refuses %s', (_, change, code, within, words) => expectFinding(segment(change), code, `/segments/0${within}`, words));

  test('takes its members from the layers, sorted', () => {
    const members = [{ path: 'B', type: 'AWS::Lambda::Function' }, { path: 'A', type: 'imported' }];
    const { intent, findings } = normaliseIntent({ segments: [{ id: 'docs' }, { id: 'api' }] }, { membersOf: (id) => (id === 'docs' ? members : []) });
    expect(findings).toEqual([]);
    expect(intent.segments.map((s) => s.members.map((m) => m.path))).toEqual([[], ['A', 'B']]);
  });
});

describe('a legacy enclave', () => {
  const enclave = (change: Json): Json => ({ enclaves: [Object.fromEntries(Object.entries({ ...BASE.enclaves[0], ...change }).filter(([, v]) => v !== undefined))] });

  test('is read whole', () => {
    expect(accepted(enclave({ displayName: 'Big iron', cidrs: ['2001:db8::/48', '10.9.0.0/24', ' 10.9.0.0/24 '] })).enclaves).toEqual([
      { scope: '', id: 'mainframe', displayName: 'Big iron', cidrs: ['10.9.0.0/24', '2001:db8::/48'], owner: 'finance', until: '2027-12-31', compensation: 'a firewall' },
    ]);
  });

  test.each<[string, Json, string, string, string[]]>([
    ['without addresses', { cidrs: undefined }, 'MissingField', '', ['no `cidrs`']],
    ['with a list of none', { cidrs: [] }, 'MissingField', '', ['no `cidrs`']],
    ['with one address that is no list', { cidrs: '10.9.0.0/24' }, 'WrongType', '/cidrs', ['expected a list']],
    ['with host bits', { cidrs: ['10.9.0.0/24', '10.9.1.7/24'] }, 'CidrHostBitsSet', '/cidrs/1', ['legacy enclave `mainframe`', '`10.9.1.0/24`']],
    ['without mask', { cidrs: ['10.9.0.1'] }, 'CidrMaskMissing', '/cidrs/0', ['`10.9.0.1/32`']],
    ['of everybody', { cidrs: ['0.0.0.0/0'] }, 'EnclaveTooWide', '/cidrs/0', ['one system']],
    ['of everybody by halves', { cidrs: ['10.0.0.0/8', '128.0.0.0/1'] }, 'EnclaveTooWide', '/cidrs/1', ['/8 or longer']],
    ['with something that is no address', { cidrs: [5] }, 'WrongType', '/cidrs/0', ['the number `5`']],
    ['without owner', { owner: undefined }, 'MissingField', '', ['who answers']],
    ['without end', { until: undefined }, 'MissingField', '', ['no `until`']],
    ['with an end that is no date', { until: '2027-02-29' }, 'UntilNotIso', '/until', ['no day of the calendar']],
    ['without compensation', { compensation: undefined }, 'MissingField', '', ['makes up for']],
    ['with one address under another name', { cidr: '10.0.0.0/8' }, 'UnknownField', '/cidr', ['did you mean `cidrs`?']],
  ])('is refused %s', (_, change, code, within, words) => expectFinding(enclave(change), code, `/enclaves/0${within}`, words));

  test('that is refused is not unknown to flows besides', () => {
    const { findings } = normaliseIntent({ ...BASE, enclaves: [{ ...BASE.enclaves[0], cidrs: ['10.9.0.1/24'] }], flows: [{ ...FLOW, source: 'mainframe' }] });
    expect(codesOf(findings)).toEqual(['CidrHostBitsSet /enclaves/0/cidrs/0']);
  });
});

describe('a persona', () => {
  test('is read whole', () => {
    expect(accepted({ personas: [{ id: 'employee', displayName: 'Employees', description: 'on the payroll', groups: ['staff', 'admins', 'staff'] }, { id: 'auditor' }] }).personas).toEqual([
      { scope: '', id: 'auditor', displayName: 'auditor', groups: [] },
      { scope: '', id: 'employee', displayName: 'Employees', description: 'on the payroll', groups: ['admins', 'staff'] },
    ]);
  });

  test.each<[Json, string, string, string[]]>([
    [{ groups: 'staff' }, 'WrongType', '/groups', ['expected a list']],
    [{ groups: ['staff', ''] }, 'EmptyText', '/groups/1', ['an entry of `groups`', 'empty']],
    [{ group: 'staff' }, 'UnknownField', '/group', ['did you mean `groups`?']],
  ])('%j is refused', (change, code, within, words) => expectFinding({ personas: [{ id: 'employee', ...change }] }, code, `/personas/0${within}`, words));
});

describe('instants', () => {
  const until = (value: string): Json => intentOf({ flows: [{ ...FLOW, until: value }] });

  test.each(['2027-06-30', '2028-02-29', '2000-02-29', '2027-06-30T18:00Z', '2027-06-30T18:00:00Z', '2027-06-30T18:00:00.123456789+05:30', '2027-12-31T23:59:59-11:00'])('%s', (value) => {
    expect(accepted(until(value)).flows[0].until).toBe(value);
  });

  test.each([
    ['2027-02-29', 'no day of the calendar'], ['2100-02-29', 'no day of the calendar'], ['2027-04-31', 'no day of the calendar'], ['2027-13-01', 'no day of the calendar'], ['2027-00-10', 'no day of the calendar'], ['2027-06-00', 'no day of the calendar'],
    ['2027-06-30T18:00:00', 'no offset from UTC'], ['2027-06-30T24:00:00Z', 'not ISO-8601'], ['2027-06-30T18:60:00Z', 'not ISO-8601'], ['2027-06-30 18:00:00Z', 'not ISO-8601'],
    ['2027-6-30', 'not ISO-8601'], ['27-06-30', 'not ISO-8601'], ['June 30, 2027', 'not ISO-8601'], ['2027-W26-3', 'not ISO-8601'], ['next year', 'not ISO-8601'], ['+002027-06-30', 'not ISO-8601'],
  ])('%s is refused: %s', (value, why) => expectFinding(until(value), 'UntilNotIso', '/flows/0/until', [value, why, '`2027-06-30T18:00:00Z`']));
});

describe('the whole', () => {
  test('nothing is an intent that permits nothing', () => {
    expect(accepted({})).toEqual({ schema: 'zero-trust/intent/1', scopes: [{ scope: '', posture: 'standard' }], segments: [], enclaves: [], personas: [], flows: [], guarantees: [] });
  });

  test.each<[string, unknown, string, string, string[]]>([
    ['a list', [], 'WrongType', '', ['the intent is a list']],
    ['nothing at all', undefined, 'WrongType', '', ['the intent is empty']],
    ['a text', 'flows', 'WrongType', '', ['the string `flows`']],
    ['another schema', { schema: 'zero-trust/intent/2' }, 'SchemaUnknown', '/schema', ['`zero-trust/intent/2`', '`zero-trust/intent/1`']],
    ['a schema that is a number', { schema: 1 }, 'WrongType', '/schema', ['the number `1`']],
    ['an unknown section', { segmnts: [] }, 'UnknownField', '/segmnts', ['did you mean `segments`?', '`guarantees`']],
    ['a section that is no list', { flows: {} }, 'WrongType', '/flows', ['`flows` of the intent', 'expected a list']],
    ['a section that is empty', { flows: null }, 'WrongType', '/flows', ['empty']],
    ['an unknown posture', { posture: 'hihg' }, 'UnknownValue', '/posture', ['did you mean `high`?']],
  ])('refuses %s', (_, input, code, pointer, words) => expectFinding(input, code, pointer, words));

  test('fields with names of JavaScript are unknown fields and nothing else', () => {
    const { findings } = normaliseIntent(JSON.parse('{"__proto__": {"segments": [{"id": "x"}]}, "constructor": 1, "toString": [], "a/b~c": 1}'));
    expect(codesOf(findings)).toEqual(['UnknownField /__proto__', 'UnknownField /a~1b~0c', 'UnknownField /constructor', 'UnknownField /toString']);
  });

  test('posture and scope come from the caller, and from the intent before that', () => {
    expect(accepted({ posture: 'sandbox' }, { posture: 'high', scope: 'Stack/ZeroTrust' }).scopes).toEqual([{ scope: 'Stack/ZeroTrust', posture: 'sandbox' }]);
    expect(accepted({}, { posture: 'high' }).scopes).toEqual([{ scope: '', posture: 'high' }]);
  });
});
