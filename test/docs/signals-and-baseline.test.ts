/** docs/signal-event.md and docs/account-baseline.md: the event is one that the reader takes, the line is one, and the table is what `plan()` says. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readSignal, readSignalLine } from '../../lib/contract/signal';
import { severityOfGuardDuty, severityOfLabel, severityOfOcsf } from '../../lib/contract/finding-sources';
import { AccountBaseline, AccountSetting } from '../../lib/layers/baseline';

const doc = (name: string): string => readFileSync(path.join(__dirname, '..', '..', 'docs', name), 'utf8');
const fence = (text: string, language: string): string => new RegExp('```' + language + '\\n([\\s\\S]*?)```').exec(text)![1];
const rows = (text: string): string[][] => text.split('\n').filter((l) => l.startsWith('|')).map((l) => l.split('|').slice(1, -1).map((c) => c.trim()));

test('the event is a signal', () => expect(readSignal(JSON.parse(fence(doc('signal-event.md'), 'json')))).toHaveProperty('signal'));
test('the line is one', () => expect(readSignalLine(fence(doc('signal-event.md'), 'text'))).toMatchObject({ line: { signal: 'route.denied', owner: 'payments' } }));

test('severities read as the table says', () => {
  const table = rows(doc('signal-event.md'));
  const words = table.find((r) => r[0] === 'Security Hub CSPM')!.slice(1);
  const severities = ['low', 'medium', 'high', 'critical'];
  words.forEach((cell, i) => { for (const [, label] of cell.matchAll(/`(\w+)`/g)) expect(severityOfLabel(label)).toBe(severities[i]); });
  table.find((r) => r[0] === 'GuardDuty')!.slice(1).forEach((cell, i) => { for (const [score] of cell.matchAll(/[\d.]+/g)) expect(severityOfGuardDuty(Number(score))).toBe(severities[i]); });
  table.find((r) => r[0] === 'Security Hub (OCSF)')!.slice(1).forEach((cell, i) => { for (const [id] of cell.matchAll(/\d+/g)) expect(severityOfOcsf(Number(id))).toBe(severities[i]); });
});

test('the table of the baseline is its plan, and the commands are those of the errors', () => {
  const plan = new AccountBaseline(new Stack(new App(), 'Stack'), 'Baseline', {
    guardDuty: {}, securityHub: {}, securityHubV2: true, externalAccessAnalyzer: true, unusedAccess: {}, apiGatewayLogRole: true, snapshotPublicAccessBlock: true, configRecorder: true, byHand: Object.values(AccountSetting),
  }).plan();
  const table = rows(doc('account-baseline.md'));
  for (const { id, scope, changes, whenDeleted, command } of plan) {
    const row = table.find((r) => r[0].startsWith(`\`${id}\``));
    if (command === undefined) expect([id, row?.[1], row?.[2].replace(' (needs `configRecorder`)', ''), row?.[3]]).toStrictEqual([id, scope, changes, whenDeleted.split(':')[0]]);
    else expect([id, row?.[1]]).toStrictEqual([id, `\`${command}\``]);
  }
  expect(table.filter((r) => /^`\w+`/.test(r[0])).length).toBe(plan.length);
});
