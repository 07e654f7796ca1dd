/**
 * The examples of the Amazon CloudWatch Logs user guide, "Filter pattern syntax for metric filters, subscription filters, filter log
 * events, and Live Tail" and "Supported regular expressions (regex) syntax", read 2026-11-22: pattern, line, and what the page says.
 */
import { PatternError, readPattern } from '../support/filter-pattern';

const BAD = '[ERROR 400] BAD REQUEST';
const UNAUTHORIZED = '[ERROR 401] UNAUTHORIZED REQUEST';
const MISSING = '[ERROR 419] MISSING ARGUMENTS';
const INVALID = '[ERROR 420] INVALID ARGUMENTS';

test.each<[string, string, boolean]>([
  ['%AUTHORIZED%', UNAUTHORIZED, true],
  ['%AUTHORIZED%', '[SUCCESS 200] AUTHORIZED REQUEST', true],
  ['ERROR', BAD, true],
  ['ERROR', 'error', false],
  ['ERROR ARGUMENTS', MISSING, true],
  ['ERROR ARGUMENTS', BAD, false],
  ['ERROR ARGUMENTS', UNAUTHORIZED, false],
  ['?ERROR ?ARGUMENTS', BAD, true],
  ['?ERROR ?ARGUMENTS', INVALID, true],
  ['?ERROR ?ARGUMENTS', '[INFO] REQUEST FAILED', false],
  ['?ERROR ?ARGUMENTS REQUEST', '[INFO] REQUEST FAILED', true],
  ['?ERROR ?ARGUMENTS REQUEST', '[WARN] UNAUTHORIZED REQUEST', true],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL SERVER ERROR', true],
  ['"INTERNAL SERVER ERROR"', '[ERROR 500] INTERNAL ERROR', false],
  ['ERROR -ARGUMENTS', BAD, true],
  ['ERROR -ARGUMENTS', MISSING, false],
  ['" "', BAD, true],
  ['', BAD, true],
])('terms: %s on %s is %s', (pattern, line, expected) => expect(readPattern(pattern).matches(line)).toBe(expected));

test.each<[string, string, boolean]>([
  ['%^[hc]at%', 'hat', true], ['%^[hc]at%', 'the hat', false], ['%[hc]at$%', 'the cat', true],
  ['%colou?r%', 'color', true], ['%colou?r%', 'colour', true],
  ['%a{3,5}%', 'aaaa', true], ['%a{3,5}%', 'aa', false], ['%a{,2}b%', 'ab', true],
  ['%gray|grey%', 'grey', true],
  ['%^starting|^initializing|^shutting down%', 'shutting down', true], ['%^starting|^initializing|^shutting down%', 'skipping initializing ...', false],
  ['%\\[.\\]%', '[a]', true], ['%10\\.10\\.0\\.1%', '10.10.0.1', true], ['%10\\.10\\.0\\.1%', '10010,051', false], ['%10.10.0.1%', '10010,051', true],
  ['%ab*c%', 'ac', true], ['%ab+c%', 'ac', false], ['%ab+c%', 'abbc', true], ['%.at%', '4at', true],
  ['%\\d%', 'a1', true], ['%\\D%', '11', false], ['%\\w%', '-', false], ['%\\x3A%', 'a:b', true], ['%\\x28%', '(', true],
])('regular expressions: %s on %s is %s', (pattern, line, expected) => expect(readPattern(pattern).matches(line)).toBe(expected));

const TRAIL = JSON.stringify({ 'eventType': 'UpdateTrail', 'sourceIPAddress': '111.111.111.111', 'arrayKey': ['value', 'another value'], 'objectList': [{ name: 'a', id: 1 }, { name: 'b', id: 2 }], 'SomeObject': null, 'cluster.name': 'c', 'ThisFlag': true });
const USER = JSON.stringify({ user: { id: 1, email: 'John.Stiles@example.com' }, users: [{ id: 2, email: 'John.Doe@example.com' }, { id: 3, email: 'Jane.Doe@example.com' }], actions: ['GET', 'PUT', 'DELETE'], coordinates: [[0, 1, 2], [4, 5, 6], [7, 8, 9]] });
const NUMBERS = JSON.stringify({ bandwidth: 76, latency: 50, refreshRate: 60, responseTime: 5, errorCode: 400, number: [1000, 0.001] });

test.each<[string, string, boolean]>([
  ['{ $.eventType = "UpdateTrail" }', TRAIL, true],
  ['{ $.eventType = UpdateTrail }', TRAIL, true],
  ['{ $.sourceIPAddress != 123.123.* }', TRAIL, true],
  ['{ $.sourceIPAddress != 111.111.* }', TRAIL, false],
  ['{ $.arrayKey[0] = "value" }', TRAIL, true],
  ['{ $.arrayKey[1] = "value" }', TRAIL, false],
  ['{ $.objectList[1].id = 2 }', TRAIL, true],
  ['{ $.eventType = %Trail% }', TRAIL, true],
  ['{ $.arrayKey[*] = %val.{2}% }', TRAIL, true],
  ['{ $.* = %111\\.111\\.111\\.1[0-9]{1,2}% }', TRAIL, true],
  ['{ $.[\'cluster.name\'] = "c" }', TRAIL, true],
  ['{ $.SomeObject IS NULL }', TRAIL, true],
  ['{ $.eventType IS NULL }', TRAIL, false],
  ['{ $.SomeOtherObject NOT EXISTS }', TRAIL, true],
  ['{ $.SomeObject NOT EXISTS }', TRAIL, false],
  ['{ $.ThisFlag IS TRUE }', TRAIL, true],
  ['{ $.ThisFlag IS FALSE }', TRAIL, false],
  ['{ $.arrayKey = "value" }', TRAIL, false],
  ['{ $.arrayKey != "value" }', TRAIL, false],
  ['{ $.eventType = "*" && $.sourceIPAddress != 123.123.* }', TRAIL, true],
  ['{ $.eventType = *Trail }', TRAIL, true], ['{ $.eventType = Update* }', TRAIL, true], ['{ $.eventType = *date* }', TRAIL, true], ['{ $.eventType = *Update }', TRAIL, false], ['{ $.eventType = Trail* }', TRAIL, false],
  // "Ev*ent will only match the actual string Ev*ent."
  ['{ $.eventType = Up*Trail }', TRAIL, false], ['{ $.eventType = "*d*T*" }', TRAIL, false], ['{ $.a = "Ev*ent" }', '{"a":"Ev*ent"}', true], ['{ $.a = "Ev*ent*" }', '{"a":"Ev*entful"}', true], ['{ $.a != "Ev*ent" }', '{"a":"Event"}', true],
  ['{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }', USER, true],
  ['{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" && $.actions[2] = "nonmatch" }', USER, true],
  ['{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") && $.actions[2] = "nonmatch" }', USER, false],
  ['{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }', USER, false],
  ['{ $.bandwidth > 75 }', NUMBERS, true], ['{ $.latency < 50 }', NUMBERS, false], ['{ $.refreshRate >= 60 }', NUMBERS, true],
  ['{ $.responseTime <= 5 }', NUMBERS, true], ['{ $.errorCode = 400}', NUMBERS, true], ['{ $.errorCode != 500 }', NUMBERS, true],
  ['{ $.errorCode = 4* }', NUMBERS, true], ['{ $.number[0] = 1e+3 }', NUMBERS, true], ['{ $.number[1] != 1e-3 }', NUMBERS, false],
  ['{ $.errorCode = 400 }', 'no JSON', false],
])('JSON: %s on %s is %s', (pattern, line, expected) => expect(readPattern(pattern).matches(line)).toBe(expected));

const WEB = '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const [GET, POST, WARNING, FAILED] = ['INFO 09/25/2014 12:00:00 GET /service/resource/67 1200', 'INFO 09/25/2014 12:00:01 POST /service/resource/67/part/111 1310', 'WARNING 09/25/2014 12:00:02 Invalid user request', 'ERROR 09/25/2014 12:00:02 Failed to process request'];

test.each<[string, string, boolean]>([
  ['[ip=%127\\.0\\.0\\.[1-9]%, user, username, timestamp, request =*.html*, status_code = 4*, bytes]', WEB, true],
  ['[..., request =*.html*, status_code = 4*, bytes]', WEB, true],
  ['[..., request =*.php*, status_code = 4*, bytes]', WEB, false],
  ['[ip, user, username, timestamp, request =*.html*, status_code = 404 || status_code = 410, bytes]', WEB, true],
  ['[ip, user, username, timestamp, request =*.html*, status_code = 405 || status_code = 410, bytes]', WEB, false],
  ['[ip, server, username, timestamp, request, status_code, bytes > 1000]', WEB, true],
  ['[ip, server, username, timestamp, request, status_code, bytes > 2000]', WEB, false],
  ['[ip, user, username]', WEB, false],
  ['[w1=ERROR, w2]', FAILED, true], ['[w1=ERROR, w2]', WARNING, false],
  ['[w1=ERROR || w1=WARNING, w2]', WARNING, true], ['[w1=ERROR || w1=WARNING, w2]', GET, false],
  ['[w1!=ERROR && w1!=WARNING, w2]', GET, true], ['[w1!=ERROR && w1!=WARNING, w2]', FAILED, false],
  ['[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]', GET, true],
  ['[logLevel, date, time, method, url=%/service/resource/[0-9]+$%, response_time]', POST, false],
  ['[logLevel, date, time, method, url=%/service/resource/[0-9]+/part/[0-9]+$%, response_time]', POST, true],
])('space-delimited: %s on %s is %s', (pattern, line, expected) => expect(readPattern(pattern).matches(line)).toBe(expected));

test('values of a line', () => {
  const pattern = readPattern('[ip, server, username, timestamp, request, status_code, bytes > 1000]');
  expect(['$bytes', '$status_code', '$request', '$timestamp', '$ip'].map((field) => pattern.valueOf(WEB, field))).toEqual(['1534', '404', 'GET /index.html HTTP/1.0', '10/Oct/2000:13:25:15 -0700', '127.0.0.1']);
  expect(readPattern('{ $.latency = * }').valueOf('{"latency":50,"requestType":"GET"}', '$.latency')).toBe(50);
  expect(readPattern('{ $.latency = * }').valueOf('{"other":50}', '$.latency')).toBeUndefined();
});

test('a field that is not there: the two readings of `!=`', () => {
  expect(readPattern('{ $.other != "x" }').matches(TRAIL)).toBe(false);
  expect(readPattern('{ $.other != "x" }', { missingIsDifferent: true }).matches(TRAIL)).toBe(true);
});

test.each(['%something!%', '%(a)%', '{ $.a EXISTS }', '{ $.a IS NOT NULL }', '{ $.a[*].b[*] = 1 }', '{ $.a = 1', '{ $.a = 1 } x', '[a, b', 'a-b', '{ a = 1 }'])('refused: %s', (pattern) => {
  expect(() => readPattern(pattern)).toThrow(PatternError);
});
