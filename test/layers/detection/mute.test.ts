/** Mute rules end, and leave somebody to call: schedules by field, and the share of the year that is silent. */
import { CfnParameter, Duration, Lazy } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { MuteOptions } from '../../../lib/layers/detection';
import { problemOf, shareOf, windowsOf, YEAR } from '../../../lib/layers/detection/mute-window';
import { make } from './watch-app';

test.each([
  ['cron(0 2 * * *)', true], ['cron(0 2 * * SUN)', true], ['cron(0 2 * * sun)', true], ['cron(0,30 1-5 1,15 JAN-MAR MON-FRI)', true], ['cron(0 2 * * 7)', true], ['cron(59 23 31 12 0)', true], ['at(2028-02-29T23:59)', true],
  ['cron(60 2 * * *)', false], ['cron(0 24 * * *)', false], ['cron(0 2 0 * *)', false], ['cron(0 2 32 * *)', false], ['cron(0 2 * 13 *)', false], ['cron(0 2 * * 8)', false], ['cron(0 2 * * FUN)', false], ['cron(*/5 * * * *)', false],
  ['cron(0 2 * * ? *)', false], ['cron(0 2 * *)', false], ['cron(5-1 2 * * *)', false], ['cron(1-2-3 2 * * *)', false], ['cron(,1 2 * * *)', false], ['cron(0 2 30 FEB *)', false], ['rate(1 day)', false], ['at(2026-02-30T02:00)', false], ['at(2026-13-01T02:00)', false], ['at(now)', false], ['', false],
  ['cron(constructor 2 * * *)', false], [undefined, false], [7, false],
])('%s is a schedule: %s', (schedule, isOne) => expect(problemOf(schedule) === undefined).toBe(isOne));

const share = (schedule: string, minutes: number): number => Math.round(shareOf(windowsOf(schedule, minutes)!) * 10_000) / 10_000;

test.each([
  ['cron(0 2 * * *)', 60, 1 / 24], ['cron(0 2 * * *)', 24 * 60, 1], ['cron(0 2 * * SUN)', 7 * 24 * 60, 1], ['cron(* * * * *)', 1, 1], ['cron(0 * * * *)', 30, 0.5], ['cron(0 0 1 JAN *)', 24 * 60, 1 / 366],
  ['cron(0 0 1,15 * *)', 15 * 24 * 60, (366 - 7 * 2 - 4) / 366], ['cron(0 18 * * MON-FRI)', 14 * 60, (5 * 14) / 168], ['cron(0 23 31 DEC *)', 120, 120 / YEAR],
])('%s for %d minutes is in force %d of the time', (schedule, minutes, expected) => expect(share(schedule, minutes)).toBeCloseTo(expected, 2));

test('days of the month and of the week: either', () => {
  expect(windowsOf('cron(0 2 13 * FRI)', 1)!.length).toBe(52 + 12 - windowsOf('cron(0 2 13 * *)', 1)!.filter(([at]) => windowsOf('cron(0 2 * * FRI)', 1)!.some(([other]) => other === at)).length);
  expect(windowsOf('cron(0 2 * * 0-7)', 1)!.length).toBe(366);
});

const RELEASE: MuteOptions = { schedule: 'cron(0 2 * * SUN)', duration: Duration.hours(2), because: 'releases' };
const told = (...rules: readonly Partial<MuteOptions>[]): string[] => make({ noTrailBecause: 'elsewhere' }, (watch, stack) => {
  watch.observe(new sqs.Queue(stack, 'Queue'));
  rules.forEach((rule, i) => { watch.muteDuring(`rule-${i}`, { ...RELEASE, ...rule }); });
}).told();

test.each<[string, readonly Partial<MuteOptions>[], RegExp | undefined]>([
  ['nights', [{ schedule: 'cron(0 22 * * *)', duration: Duration.hours(8) }], undefined],
  ['once, for 15 days', [{ schedule: 'at(2026-12-24T02:00)', duration: Duration.days(15) }], undefined],
  ['always', [{ schedule: 'cron(0 2 * * SUN)', duration: Duration.days(15) }], /^MuteInvalid: mute rule `rule-0` mutes `App\/Queue` for 100 % of the year/],
  ['every minute', [{ schedule: 'cron(* * * * *)', duration: Duration.minutes(1) }], /for 100 % of the year/],
  ['most of the time', [{ schedule: 'cron(0 8 * * *)', duration: Duration.hours(13) }], /for 54 % of the year; expected at most 50 %/],
  ['two halves of a day', [{ schedule: 'cron(0 0 * * *)', duration: Duration.hours(12) }, { schedule: 'cron(0 12 * * *)', duration: Duration.hours(12) }], /mute rules `rule-0`, `rule-1` together mute `App\/Queue` for 100 %/],
  ['two of one time', [{ schedule: 'cron(0 0 * * *)', duration: Duration.hours(12) }, { schedule: 'cron(0 0 * * *)', duration: Duration.hours(11) }], undefined],
  ['the same of another zone', [{ schedule: 'cron(0 0 * * *)', duration: Duration.hours(12) }, { schedule: 'cron(0 0 * * *)', duration: Duration.hours(12), timeZone: 'Asia/Tokyo' }], /for 100 % of the year/],
  ['a field beyond', [{ schedule: 'cron(0 25 * * *)' }], /expected as hour `\*`, 0 to 23/],
  ['a zone that is none', [{ timeZone: 'UTC; DROP' }], /time zone `UTC; DROP`/],
  ['a schedule that nobody knows', [{ schedule: Lazy.string({ produce: () => 'cron(* * * * *)' }) }], /known at deployment alone/],
  ['a duration that nobody knows', [{ duration: Duration.minutes(Lazy.number({ produce: () => 60 })) }], /known/],
])('%s', (_, rules, words) => {
  const all = told(...rules);
  if (words === undefined) expect(all).toEqual([]);
  else expect(all.join('\n')).toMatch(words);
  expect(all.every((t) => /^(MuteInvalid|ValueNotLiteral)/.test(t) || words === undefined)).toBe(true);
});

test('a schedule of a parameter is refused', () => {
  expect(make({ noTrailBecause: 'elsewhere' }, (watch, stack) => {
    watch.observe(new sqs.Queue(stack, 'Queue'));
    watch.muteDuring('rule', { ...RELEASE, schedule: new CfnParameter(stack, 'When').valueAsString });
  }).told().map((t) => t.split(':')[0])).toEqual(['MuteInvalid']);
});
