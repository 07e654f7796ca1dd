/** lib/policy/bundle/row-context.ts says of a row what lib/runtime/authorizer/facts says of a request: windows, address sets, the decay of tiers. */
import * as fc from 'fast-check';
import { TIERS } from '../../../lib/contract/access/facts';
import { isNetwork } from '../../../lib/policy/bundle/check-trust';
import { setsOf, tierNow, windowsAt } from '../../../lib/policy/bundle/row-context';
import { AddressSet, readAddress, readRange } from '../../../lib/runtime/authorizer/facts/address';
import { decayed } from '../../../lib/runtime/authorizer/facts/device';
import { holds, wrongWindow } from '../../../lib/runtime/authorizer/facts/windows';
import { runs } from '../../algebra/support';

const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Chatham', 'UTC', 'Australia/Lord_Howe', 'America/St_Johns');
const windows = fc.record({ timeZone: zones, days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), since: fc.integer({ min: 0, max: 1_439 }), until: fc.integer({ min: 0, max: 1_440 }) });
const instants = fc.integer({ min: 1_700_000_000, max: 1_900_000_000 });

test('windows', () => {
  const seen = { inside: 0, outside: 0 };
  fc.assert(fc.property(windows, instants, (window, now) => {
    fc.pre(wrongWindow(window) === undefined);
    const inside = holds({ ...window, days: new Set(window.days) }, now);
    seen[inside ? 'inside' : 'outside']++;
    expect(windowsAt({ w: window }, now)).toStrictEqual(inside ? ['w'] : []);
  }), runs(300));
  expect(Math.min(seen.inside, seen.outside)).toBeGreaterThan(30);
});

const four = fc.ipV4();
const six = fc.ipV6().filter((a) => !a.includes('.'));
const near = fc.constantFrom('10.1.2.3', '2001:db8::1', '192.168.1.9');
const whole = fc.constantFrom('10.0.0.0/8', '10.1.2.0/30', '2001:db8::/33', '192.168.1.8/29', '0.0.0.0/0', '::/0');
const ranges = fc.oneof(whole, fc.tuple(fc.constantFrom('10.0.0.0', '10.1.0.0', '0.0.0.0', '192.168.1.0', '10.1.2.3'), fc.integer({ min: 0, max: 33 })), fc.tuple(fc.constantFrom('2001:db8::', '::', '2001:db8:0:1::', 'fe80::1'), fc.integer({ min: 0, max: 129 })), fc.tuple(fc.oneof(four, six), fc.integer({ min: 0, max: 128 }))).map((r) => (typeof r === 'string' ? r : `${r[0]}/${r[1]}`));

test('address sets, and what is a range', () => {
  const seen = { has: 0, not: 0, refused: 0 };
  fc.assert(fc.property(ranges, fc.oneof(four, six, near, near), (range, address) => {
    const read = readRange(range);
    fc.pre(!/^::ffff:|^(0:){5}ffff:/i.test(range) && !/^::ffff:|^(0:){5}ffff:/i.test(address)); // mapped addresses are IPv4 there, and refused here
    expect(isNetwork(range)).toBe(read !== undefined);
    if (read === undefined) return void seen.refused++;
    const has = new AddressSet([read]).has(readAddress(address)!);
    seen[has ? 'has' : 'not']++;
    expect(setsOf({ s: [range] }, address)).toStrictEqual(has ? ['s'] : []);
  }), runs(600));
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

test('the decay of tiers', () => {
  fc.assert(fc.property(fc.constantFrom(...TIERS), fc.nat(100), fc.record({ KNOWN: fc.integer({ min: 1, max: 90 }), MANAGED: fc.integer({ min: 1, max: 90 }), HARDENED: fc.integer({ min: 1, max: 90 }) }), (tier, age, decay) => {
    expect(tierNow(tier, age, decay)).toBe(decayed(tier, age, decay));
  }), runs(200));
});
