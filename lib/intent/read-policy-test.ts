/**
 * Rows of policy tests as they stand in an intent file, under `policyTests`:
 *
 *   - it: employees read documents from managed devices in office hours
 *     who: { subject: ada, personas: [employee], scopes: [documents/read], signedIn: 300 }
 *     device: { tier: MANAGED }
 *     when: 2026-11-23T10:00:00+01:00
 *     what: GET /documents/42
 *     expect: allow
 *
 * What is left out is not known: no device, no behaviour, no purpose, no time of sign-in. Names of routes, windows and personas are compared by whoever has the bundle.
 */
import type { Findings } from './finding';
import { POLICY_OUTCOMES, type PolicyTestBehaviour, type PolicyTestData, type PolicyTestDevice, type PolicyTestSubject } from './model-policy-test';
import { ObjectReader, typeName } from './reader';

const TIERS = ['BASIC', 'KNOWN', 'MANAGED', 'HARDENED'];
/** RFC 5737: of nobody. */
export const NOWHERE = '192.0.2.1';
const MOST = 1_000_000_000;

export function readPolicyTests(value: unknown, pointer: string, findings: Findings): PolicyTestData[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    findings.error('WrongType', pointer, `\`policyTests\` is ${typeName(value)}; expected a list of rows`);
    return [];
  }
  return value.map((row, i) => readPolicyTest(row, `${pointer}/${i}`, findings)).filter((row) => row !== undefined);
}

export function readPolicyTest(value: unknown, pointer: string, findings: Findings): PolicyTestData | undefined {
  const said = (value as { it?: unknown } | null | undefined)?.it;
  const r = new ObjectReader(value, pointer, typeof said === 'string' && said.trim() !== '' ? `policy test \`${said.trim()}\`` : 'a policy test', findings);
  if (!r.isObject) return undefined;
  const it = r.text('it', 'a sentence that says what it is about');
  const who = readWho(r, findings);
  const device = r.has('device') ? readDevice(r, findings) : undefined;
  const when = readWhen(r, findings);
  const where = readWhere(r, findings);
  const behaviour = r.has('behaviour') ? readBehaviour(r, findings) : undefined;
  const score = number(r, 'score', 100, findings) ?? 0;
  const purpose = r.optionalText('purpose');
  const what = r.text('what', 'a method and a path as a client sends them, e.g. `GET /documents/42`');
  const isRequest = what === undefined || /^[A-Z]+ \/[^\s?#]*$/.test(what);
  if (!isRequest) findings.error('WrongType', r.at('what'), `\`what\` of ${r.what} is \`${what}\`; expected a method, a blank and a path without a query string, e.g. \`GET /documents/42\``);
  if (!r.has('expect')) findings.error('MissingField', pointer, `${r.what} has no \`expect\`; expected \`allow\`, \`deny\` or \`step-up\``);
  const expect = r.oneOf('expect', POLICY_OUTCOMES) as PolicyTestData['expect'] | undefined;
  r.done();
  if (it === undefined || who === undefined || when === undefined || where === undefined || what === undefined || !isRequest || expect === undefined) return undefined;
  if ((r.has('device') && device === undefined) || (r.has('behaviour') && behaviour === undefined)) return undefined;
  return { it, who, ...(device === undefined ? {} : { device }), when, where, ...(behaviour === undefined ? {} : { behaviour }), score, ...(purpose === undefined ? {} : { purpose }), what, expect };
}

function readWho(row: ObjectReader, findings: Findings): PolicyTestSubject | undefined {
  if (!row.has('who')) {
    findings.error('MissingField', row.pointer, `${row.what} has no \`who\`; expected whose token it is, e.g. \`{ subject: ada, scopes: [documents/read] }\``);
    return undefined;
  }
  const r = new ObjectReader(row.raw('who'), row.at('who'), `\`who\` of ${row.what}`, findings);
  if (!r.isObject) return undefined;
  const kind = (r.has('kind') ? r.oneOf('kind', ['user', 'service']) : 'user') as PolicyTestSubject['kind'] | undefined;
  const subject = r.text('subject', 'the `sub` of the token');
  const [client, acr] = [r.optionalText('client'), r.optionalText('acr')];
  const [personas, groups, scopes, amr] = [r.texts('personas'), r.texts('groups'), r.texts('scopes'), r.texts('amr')];
  const [tokenAge, signedIn] = [number(r, 'tokenAge', MOST, findings) ?? 0, number(r, 'signedIn', MOST, findings)];
  r.done();
  if (kind === undefined || subject === undefined) return undefined;
  return { kind, subject, ...(client === undefined ? {} : { client }), personas, groups, scopes, tokenAge, ...(signedIn === undefined ? {} : { signedIn }), ...(acr === undefined ? {} : { acr }), amr };
}

function readDevice(row: ObjectReader, findings: Findings): PolicyTestDevice | undefined {
  const r = new ObjectReader(row.raw('device'), row.at('device'), `\`device\` of ${row.what}`, findings);
  if (!r.isObject) return undefined;
  if (!r.has('tier')) findings.error('MissingField', r.pointer, `${r.what} has no \`tier\`; expected the one that its enrolment and posture permit`);
  const tier = r.oneOf('tier', TIERS);
  const reported = number(r, 'reported', MOST, findings) ?? 0;
  const posture = r.has('posture') ? readPosture(r, findings) : {};
  r.done();
  return tier === undefined || posture === undefined ? undefined : { tier, reported, posture };
}

function readPosture(device: ObjectReader, findings: Findings): PolicyTestDevice['posture'] | undefined {
  const raw = device.raw('posture');
  const r = new ObjectReader(raw, device.at('posture'), `\`posture\` of ${device.what}`, findings);
  if (!r.isObject) return undefined;
  const wrong = Object.entries(r.value).filter(([, v]) => !(typeof v === 'string' || typeof v === 'boolean' || Number.isSafeInteger(v)));
  for (const [word, v] of wrong) findings.error('WrongType', r.at(word), `\`${word}\` of ${r.what} is ${typeName(v)}; expected a text, a whole number, \`true\` or \`false\``);
  return wrong.length > 0 ? undefined : r.value as PolicyTestDevice['posture'];
}

function readWhere(row: ObjectReader, findings: Findings): PolicyTestData['where'] | undefined {
  if (!row.has('where')) return { address: NOWHERE };
  const r = new ObjectReader(row.raw('where'), row.at('where'), `\`where\` of ${row.what}`, findings);
  if (!r.isObject) return undefined;
  const [address, country] = [r.optionalText('address') ?? NOWHERE, r.optionalText('country')];
  const isCountry = country === undefined || /^[A-Z]{2}$/.test(country);
  if (!isCountry) findings.error('WrongType', r.at('country'), `\`country\` of ${r.what} is \`${country}\`; expected an ISO 3166 code of two capitals, e.g. \`DE\``);
  r.done();
  return isCountry ? { address, ...(country === undefined ? {} : { country }) } : undefined;
}

function readBehaviour(row: ObjectReader, findings: Findings): PolicyTestBehaviour | undefined {
  const r = new ObjectReader(row.raw('behaviour'), row.at('behaviour'), `\`behaviour\` of ${row.what}`, findings);
  if (!r.isObject) return undefined;
  const [riskScore, velocity, recentDenials] = [number(r, 'riskScore', 100, findings) ?? 0, number(r, 'velocity', MOST, findings) ?? 0, number(r, 'recentDenials', MOST, findings) ?? 0];
  const newDevice = r.has('newDevice') ? r.flag('newDevice') : undefined;
  const travelSpeed = number(r, 'travelSpeed', MOST, findings);
  r.done();
  return { riskScore, velocity, recentDenials, ...(newDevice === undefined ? {} : { newDevice }), ...(travelSpeed === undefined ? {} : { travelSpeed }) };
}

/** An instant: a day has many. A YAML parser may have made a date of it. */
function readWhen(r: ObjectReader, findings: Findings): string | undefined {
  const raw = r.raw('when');
  const when = raw instanceof Date && !Number.isNaN(raw.getTime()) ? raw.toISOString() : r.text('when', 'an instant, e.g. `2026-11-23T10:00:00Z`');
  if (when === undefined) return undefined;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(when) && !Number.isNaN(Date.parse(when))) return when;
  findings.error('WrongType', r.at('when'), `\`when\` of ${r.what} is \`${when}\`; expected an instant with an offset from UTC, e.g. \`2026-11-23T10:00:00Z\` or \`2026-11-23T11:00:00+01:00\``);
  return undefined;
}

function number(r: ObjectReader, field: string, most: number, findings: Findings): number | undefined {
  if (!r.has(field)) return undefined;
  const value = r.raw(field);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most) return value;
  findings.error('WrongType', r.at(field), `\`${field}\` of ${r.what} is ${typeName(value)}; expected a whole number from 0 to ${most}`);
  return undefined;
}
