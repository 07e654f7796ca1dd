/** The table of what findings become, the relay that makes it, and the catalogue that lists it: they agree on every recorded event, in each of its states. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { FINDING_SIGNALS, type FindingSignal } from '../../../lib/contract/finding-signals';
import { FINDING_SOURCES } from '../../../lib/contract/finding-sources';
import { CATALOGUE } from '../../../lib/layers/detection/catalogue';
import { signalsOf } from '../../../lib/runtime/signal-relay/relay';
import { matches } from '../../support/events/pattern';
import { RECORDED, recorded, type RecordedEvent } from '../../support/events/recorded';

const HERE = { here: { account: '111122223333', region: 'eu-west-1' }, now: () => new Date('2026-11-22T00:00:00Z') };
const TABLE: readonly (readonly [string, FindingSignal])[] = Object.entries(FINDING_SIGNALS);
const copy = (event: RecordedEvent): RecordedEvent => JSON.parse(JSON.stringify(event)) as RecordedEvent;

const { source, ...others } = JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'fixtures', 'recorded', 'findings.json'), 'utf8')) as Record<string, RecordedEvent>;
void source;
const EVENTS: readonly (readonly [string, RecordedEvent])[] = [...RECORDED.filter((n) => !n.startsWith('alarm-') && n !== 'accessanalyzer-preview').map((n) => [n, recorded(n)] as const), ...Object.entries(others)];

/** Each event as it is, and as AWS documents its other states. */
const STATES: readonly (readonly [string, (event: RecordedEvent) => void])[] = [
  ['as it is', () => undefined],
  ...['ACTIVE', 'ARCHIVED', 'RESOLVED'].map((status): [string, (e: RecordedEvent) => void] => [status, (e) => { if (e.source === 'aws.access-analyzer') e.detail.status = status; }]),
  ['deleted', (e) => { if (e.source === 'aws.access-analyzer') e.detail.isDeleted = true; }],
  ['without a word on deletion', (e) => { delete e.detail.isDeleted; }],
  ['archived', (e) => { if (e.source === 'aws.guardduty') e.detail.service = { ...e.detail.service, archived: true }; }],
  ...['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED'].map((status): [string, (e: RecordedEvent) => void] => [`workflow ${status}`, (e) => { if (e['detail-type'].startsWith('Security Hub')) e.detail.findings[0].Workflow = { Status: status }; }]),
  ['a record that is archived', (e) => { if (e['detail-type'].startsWith('Security Hub')) e.detail.findings[0].RecordState = 'ARCHIVED'; }],
  ['without compliance', (e) => { if (e.source === 'aws.securityhub') { delete e.detail.findings[0].Compliance; delete e.detail.findings[0].compliance; } }],
  ...[1, 2, 3, 4, 5, 6].map((n): [string, (e: RecordedEvent) => void] => [`status_id ${n}`, (e) => { if (e['detail-type'] === 'Findings Imported V2') e.detail.findings[0].status_id = n; }]),
  ['closed', (e) => { if (e['detail-type'] === 'Findings Imported V2') e.detail.findings[0].activity_id = 3; }],
];

test.each(EVENTS)('%s: the relay raises what the table says, in every state', (_, event) => {
  for (const [state, change] of STATES) {
    const one = copy(event);
    change(one);
    const raised = signalsOf(one, HERE).filter((s) => s.state === 'raised').map((s) => s.signal);
    expect([state, raised]).toEqual([state, TABLE.filter(([, { raisedBy }]) => matches(raisedBy, one)).map(([id]) => id)]);
  }
});

test('every row is raised by some recorded event, and comes from a source that is listened to', () => {
  for (const [id, { raisedBy, services }] of TABLE) {
    expect([id, EVENTS.some(([, event]) => matches(raisedBy, event))]).toEqual([id, true]);
    expect([id, services.every((s) => Object.hasOwn(FINDING_SOURCES, s))]).toEqual([id, true]);
  }
});

test('the relay makes no other names, and the catalogue has the same', () => {
  const made = new Set(EVENTS.flatMap(([, event]) => signalsOf(event, HERE).map((s) => s.signal)));
  expect([...made].sort()).toEqual(Object.keys(FINDING_SIGNALS).sort());
  expect(CATALOGUE.filter((row) => row.source.kind === 'event').map((row) => [row.id, row.source])).toEqual(TABLE.map(([id, { raisedBy }]) => [id, { kind: 'event', pattern: raisedBy }]));
});

test('what is deleted is no news, whatever its status: no signal, and no rule lets it in', () => {
  for (const [name, event] of EVENTS.filter(([, e]) => e.source === 'aws.access-analyzer')) {
    for (const status of ['ACTIVE', 'ARCHIVED', 'RESOLVED']) {
      const gone = copy(event);
      Object.assign(gone.detail, { status, isDeleted: true });
      const place = { account: '111122223333', region: 'eu-west-1', services: ['accessAnalyzer'] };
      expect([name, status, signalsOf(gone, HERE), matches(FINDING_SOURCES.accessAnalyzer.pattern('low', place), gone)]).toEqual([name, status, [], false]);
    }
  }
});

test('of an access key it is told whose it is, never which', () => {
  const key = 'AKIAIOSFODNN7EXAMPLE';
  const asff = copy(recorded('securityhub-failed'));
  asff.detail.findings[0].Resources = [
    { Type: 'AwsIamAccessKey', Id: `AWS::IAM::AccessKey:${key}`, Details: { AwsIamAccessKey: { PrincipalName: 'jane', AccessKeyId: key } } }, { Type: 'AwsEc2Instance', Id: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1' },
  ];
  const [one] = signalsOf(asff, HERE);
  expect([one.subject, one.evidence.filter((e) => e.kind === 'resource').map((e) => e.id)]).toEqual([{ kind: 'principal', id: 'jane' }, ['arn:aws:ec2:eu-west-1:111122223333:instance/i-1']]);
  expect(JSON.stringify(one)).not.toContain(key);
  delete asff.detail.findings[0].Resources[0].Details;
  expect(JSON.stringify(signalsOf(asff, HERE))).not.toContain(key);
  const ocsf = copy(recorded('securityhub-v2-exposure'));
  ocsf.detail.findings[0].resources.push({ type: 'AWS::IAM::AccessKey', uid: key });
  expect(JSON.stringify(signalsOf(ocsf, HERE))).not.toContain(key);
});
