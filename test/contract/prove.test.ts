/**
 * Every row of the flow table through compile, synth, read back, prove: the templates that the constructs make are read by the
 * world, and the prover is asked for one packet after the other.
 *
 * The table speaks of groups alone, the prover of everything. A row that is denied must be unreachable. A row that is allowed must
 * not be unreachable, but for the reasons in `BLOCKED`, and must be reachable where nothing outside the templates has a say.
 */
import { readTemplates } from '../../lib/world/template';
import { openTemplates } from '../../lib/prover/judge';
import type { Trial } from '../../lib/prover/judge-with';
import type { AnswerFile } from '../../lib/contract/verdicts';
import { tableApp, whereIs } from './flow-app';
import { FLOW_TABLE, packetOf, type Row } from './flow-table';
import { ACTORS } from './flow-world';

let trial: Trial;
beforeAll(() => {
  const { directory } = tableApp().synth();
  trial = openTemplates(readTemplates([directory], { cwd: '/', assume: { 'vpc-0123456789abcdef0': 'flat:10.0.0.0/16,2001:db8:10::/48' } }), { assume: { 'vpc-0123456789abcdef0': 'flat:10.0.0.0/16,2001:db8:10::/48' } });
});

/** What may stop an allowed row: true of the app, and no matter of groups. */
const BLOCKED: readonly ((row: Row, codes: readonly string[]) => boolean)[] = [
  // The balancer has no listeners, and it starts only what it forwards.
  ([source, destination], codes) => [source, destination].includes('web.balancer') && codes.some((c) => ['ELBV2_LISTENERS_MISMATCH', 'ELBV2_LISTENER_REQUIRES_TG_ACCEPT', 'NO_POSSIBLE_DESTINATION'].includes(c)),
  // A function without `Ipv6AllowedForDualStack` has no IPv6 address.
  ([source, destination]) => source === 'jobs.cron' && destination.includes(':'),
];

/** Rules that name what the templates do not hold: prefix lists, and groups of others, whose members may be anywhere. */
const OPEN_SIDES = ['web', 'api', 'jobs', 'lab'];

/** Rows that the prover cannot be asked: who is at one of the ends has no name in the templates. */
const unnamed = (actor: string): boolean => ACTORS[actor]?.groups !== undefined;
const ROWS = FLOW_TABLE.filter(([source, destination]) => !unnamed(source) && !unnamed(destination));

function ask(row: Row): AnswerFile {
  const { protocol, port, icmpType, icmpCode } = packetOf(row) as { protocol: string | number; port?: number; icmpType?: number; icmpCode?: number };
  const over = typeof protocol === 'number' ? `ip/${protocol}` : port !== undefined ? `${protocol}/${port}` : `${protocol}/${icmpType}/${icmpCode}`;
  const end = (name: string): string => (name in ACTORS ? whereIs(name) : `${name}/${name.includes(':') ? 128 : 32}`);
  return trial.ask({ source: end(row[0]), destination: end(row[1]), over, level: 'packet' });
}

test('most rows can be asked, of both kinds', () => {
  expect(ROWS.length).toBeGreaterThan(FLOW_TABLE.length * 0.75);
  for (const answer of ['allow', 'deny']) expect(ROWS.filter((row) => row[4] === answer).length).toBeGreaterThan(40);
});

test('what the table denies is unreachable', () => {
  const answers = ROWS.filter((row) => row[4] === 'deny').map((row) => ({ row, ...ask(row) }));
  expect(answers.filter((a) => a.answer === 'reachable').map((a) => a.row.join(' '))).toStrictEqual([]);
  // Not known is only what a list or a group outside leaves open, to or from addresses outside.
  const unknown = answers.filter((a) => a.answer === 'unknown');
  expect(unknown.filter(({ row }) => row.slice(0, 2).every((end) => end in ACTORS) || !row.slice(0, 2).some((end) => OPEN_SIDES.includes(ACTORS[end]?.segment ?? ''))).map((a) => a.row.join(' '))).toStrictEqual([]);
  expect(unknown.length).toBeLessThan(answers.length * 0.15);
});

test('what it allows is not, but for what is no matter of groups', () => {
  const wrong = ROWS.filter((row) => row[4] === 'allow').flatMap((row) => {
    const { answer, blockedBy } = ask(row);
    const codes = blockedBy.map((b) => b.code);
    return answer === 'unreachable' && !BLOCKED.some((is) => is(row, codes)) ? [[row.join(' '), codes]] : [];
  });
  expect(wrong).toStrictEqual([]);
});

test('between two interfaces of the VPC it is reachable', () => {
  const inside = ROWS.filter(([source, destination, , , answer]) => answer === 'allow' && source in ACTORS && destination in ACTORS);
  const wrong = inside.flatMap((row) => {
    const { answer, blockedBy } = ask(row);
    const codes = blockedBy.map((b) => b.code);
    return answer === 'reachable' || BLOCKED.some((is) => is(row, codes)) ? [] : [[row.join(' '), answer, codes]];
  });
  expect(inside.length).toBeGreaterThan(15);
  expect(wrong).toStrictEqual([]);
});
