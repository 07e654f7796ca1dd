import { AddressSet, ConnectionSet, ICMP, TCP, TrafficSet } from '../../lib/algebra';

const box = (source: string, destination: string, over: ConnectionSet): TrafficSet => TrafficSet.box(AddressSet.cidr(source), AddressSet.cidr(destination), over);

describe('TrafficSet', () => {
  test('what is permitted and was not declared has a packet to show', () => {
    const permitted = box('10.0.0.0/8', '10.1.0.0/16', ConnectionSet.tcp(5432)).union(box('10.0.0.0/8', '10.1.0.0/16', ConnectionSet.icmp()));
    const declared = box('10.0.0.0/8', '10.1.0.0/16', ConnectionSet.tcp());
    const excess = permitted.difference(declared);
    expect(excess.witness()).toEqual({ source: '10.0.0.0', destination: '10.1.0.0', connection: { protocol: ICMP, type: 8, code: 0 } });
    expect(excess.toString()).toBe('10.0.0.0/8 -> 10.1.0.0/16 : icmp');
    expect(permitted.difference(excess).isSubsetOf(declared)).toBe(true);
  });

  test('no packet goes from one address family to the other', () => {
    expect(box('0.0.0.0/0', '::/0', ConnectionSet.all()).isEmpty()).toBe(true);
    expect(TrafficSet.all().toString()).toBe('0.0.0.0/0 -> 0.0.0.0/0 : all; ::/0 -> ::/0 : all');
    expect(TrafficSet.all().contains({ source: '10.0.0.1', destination: '::1', connection: { protocol: 50 } })).toBe(false);
    expect(TrafficSet.none().complement().equals(TrafficSet.all())).toBe(true);
  });

  test('a box without sources, destinations or connections is empty', () => {
    expect(box('10.0.0.0/8', '10.0.0.0/8', ConnectionSet.none()).isEmpty()).toBe(true);
    expect(TrafficSet.box(AddressSet.none(), AddressSet.all(), ConnectionSet.all()).isEmpty()).toBe(true);
    expect(TrafficSet.box(AddressSet.all(), AddressSet.none(), ConnectionSet.all()).equals(TrafficSet.none())).toBe(true);
    expect(TrafficSet.none().witness()).toBeUndefined();
    expect(TrafficSet.none().toString()).toBe('none');
  });

  test('a first-match list, as of a network ACL, is difference and intersection', () => {
    const rules: [boolean, TrafficSet][] = [
      [false, box('10.9.0.0/16', '0.0.0.0/0', ConnectionSet.all())],
      [true, box('10.0.0.0/8', '0.0.0.0/0', ConnectionSet.tcp(443))],
      [true, box('10.9.1.0/24', '0.0.0.0/0', ConnectionSet.tcp(22))], // never reached
    ];
    let [remaining, allowed] = [TrafficSet.all(), TrafficSet.none()];
    for (const [allows, matches] of rules) {
      if (allows) allowed = allowed.union(remaining.intersection(matches));
      remaining = remaining.difference(matches);
    }
    expect(allowed.connections().toString()).toBe('tcp/443');
    expect(allowed.sources().equals(AddressSet.cidr('10.0.0.0/8').difference(AddressSet.cidr('10.9.0.0/16')))).toBe(true);
    expect(allowed.contains({ source: '10.9.1.1', destination: '8.8.8.8', connection: { protocol: TCP, port: 22 } })).toBe(false);
  });

  test('boxes group sources that may do the same, and are JSON', () => {
    const set = TrafficSet.unionOf([
      box('10.0.2.0/24', '10.1.0.0/16', ConnectionSet.tcp(443)),
      box('10.0.0.0/24', '10.1.0.0/16', ConnectionSet.tcp(443)),
      box('10.0.1.0/24', '10.1.0.0/16', ConnectionSet.tcp(80)),
      box('2001:db8::/32', '::/0', ConnectionSet.udp(53)),
    ]);
    expect(set.toString()).toBe(
      '10.0.0.0/24, 10.0.2.0/24 -> 10.1.0.0/16 : tcp/443; 10.0.1.0/24 -> 10.1.0.0/16 : tcp/80; 2001:db8::/32 -> ::/0 : udp/53',
    );
    expect(JSON.parse(JSON.stringify(set))[1]).toEqual({ source: ['10.0.1.0/24'], destination: ['10.1.0.0/16'], connections: 'tcp/80' });
    expect(set.destinations().toString()).toBe('10.1.0.0/16, ::/0');
  });

  test('a thousand boxes with disjoint sources stay a thousand', () => {
    const boxes = Array.from({ length: 1000 }, (_, i) => box(`10.${i >> 8}.${i & 255}.0/25`, `172.16.${i & 255}.${i >> 8}/32`, ConnectionSet.tcp(i + 1)));
    const set = TrafficSet.unionOf(boxes);
    expect(set.boxes()).toHaveLength(1000);
    expect(boxes[500].isSubsetOf(set)).toBe(true);
    expect(set.difference(TrafficSet.unionOf(boxes.slice(1))).toString()).toBe('10.0.0.0/25 -> 172.16.0.0/32 : tcp/1');
  });
});
