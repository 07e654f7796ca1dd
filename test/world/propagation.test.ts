/** What may be said of routes that come over BGP, and what is refused. */
import { InputError } from '../../lib/world/input-error';
import { readPropagation } from '../../lib/world/propagation';
import { templatesOf } from '../../lib/world/template';
import { BASE, network, ref, routes, type, type Part, type Resources } from './network/support';

const VPN: Resources = {
  ...BASE,
  Table: type('EC2::RouteTable', { VpcId: ref('Vpc') }),
  Vgw: type('EC2::VPNGateway', { Type: 'ipsec.1' }),
  Learned: type('EC2::VPNGatewayRoutePropagation', { VpnGatewayId: ref('Vgw'), RouteTableIds: [ref('Table')] }),
};
const ofTable = (assume: Readonly<Record<string, string>>, resources: Resources = VPN, part: Part = {}): string[] => routes(network(resources, { ...part, assume }), 'App.Table');

test('texts', () => {
  expect(readPropagation('App.Vgw', 'propagates:10.8.0.0/14, 2001:db8::/32')).toMatchObject({ routes: [{ prefixLength: 14 }, { prefixLength: 32 }] });
  expect(readPropagation('App.Vgw', 'propagates-within:10.0.0.0/8')!.routes).toBeUndefined();
  for (const other of ['10.0.0.0/8', 'flat', 'propagates', 'propagate:10.0.0.0/8']) expect(readPropagation('App.Vgw', other)).toBeUndefined();
  expect(() => readPropagation('App.Vgw', 'propagates:10.8.0.1/14')).toThrow('`App.Vgw=propagates:10.8.0.1/14` is assumed: cidr has host bits set in `10.8.0.1/14`; expected no bit of the address beyond the mask; write `10.8.0.0/14` for the network');
  expect(() => readPropagation('App.Vgw', 'propagates:')).toThrow(InputError);
});

test.each<[string, Readonly<Record<string, string>>, string[]]>([
  ['nothing said', {}, ['? propagated routes by App.Vgw']],
  ['exactly these routes', { 'App.Vgw': 'propagates:10.8.0.0/14,10.80.12.0/28' }, ['10.8.0.0/14 by App.Vgw', '10.80.12.0/28 by App.Vgw']],
  ['by the logical id alone', { Vgw: 'propagates:10.8.0.0/14' }, ['10.8.0.0/14 by App.Vgw']],
  ['as a reference', { 'Ref Vgw': 'propagates:10.8.0.0/14' }, ['10.8.0.0/14 by App.Vgw']],
  ['none beyond', { Vgw: 'propagates-within:10.0.0.0/8' }, ['? propagated routes by App.Vgw']],
])('a virtual private gateway: %s', (_, assume, expected) => {
  expect(ofTable(assume)).toEqual(expected);
});

test('one outside, by its id or the parameter that names it', () => {
  const by = (VpnGatewayId: unknown): Resources => ({ ...VPN, Learned: type('EC2::VPNGatewayRoutePropagation', { VpnGatewayId, RouteTableIds: [ref('Table')] }) });
  expect(ofTable({ 'vgw-0a1b': 'propagates:10.8.0.0/14' }, by('vgw-0a1b'))[0]).toMatch(/^10\.8\.0\.0\/14 by /);
  expect(ofTable({ Gateway: 'propagates:10.8.0.0/14' }, by(ref('Gateway')), { Parameters: { Gateway: { Type: 'String' } } })[0]).toMatch(/^10\.8\.0\.0\/14 by /);
});

test('what is not known names what settles it', () => {
  const { destination } = network(VPN).routeTables.get('App.Table')!.routes[0];
  expect(destination).toMatchObject({ kind: 'opaque', unknown: { token: 'propagated routes', assume: 'App.Vgw=propagates:<CIDR>' } });
});

test('attachments of a transit gateway', () => {
  const resources: Resources = {
    ...BASE, Tgw: type('EC2::TransitGateway', {}),
    At: type('EC2::TransitGatewayVpcAttachment', { TransitGatewayId: ref('Tgw'), VpcId: ref('Vpc'), SubnetIds: [ref('A')] }),
    Vpn: type('EC2::VPNConnection', { Type: 'ipsec.1', CustomerGatewayId: 'cgw-1', TransitGatewayId: ref('Tgw') }),
  };
  const seen = (assume: Readonly<Record<string, string>>): string[] => {
    const tgw = network(resources, { assume }).gateways.get('App.Tgw')!;
    return tgw.kind !== 'transit' ? [] : tgw.attachments.find((a) => a.id === 'App.At')!.routes.filter((r) => r.attachment === 'App.Vpn').map((r) => `${r.addresses.must}..${r.addresses.may}${r.addresses.unknowns.map((u) => ` ${u.assume}`).join('')}`);
  };
  expect(seen({})).toEqual(['none..0.0.0.0/0, ::/0 App.Vpn=propagates:<CIDR>']);
  expect(seen({ Vpn: 'propagates:10.8.0.0/14' })).toEqual(['10.8.0.0/14..10.8.0.0/14']);
  expect(seen({ 'App.Vpn': 'propagates-within:10.0.0.0/8' })).toEqual(['none..10.0.0.0/8 App.Vpn=propagates:<CIDR>']);
});

test('an attachment that is not here may bring routes too', () => {
  const resources: Resources = {
    ...BASE, Tgw: type('EC2::TransitGateway', {}), Table: type('EC2::TransitGatewayRouteTable', { TransitGatewayId: ref('Tgw') }),
    At: type('EC2::TransitGatewayVpcAttachment', { TransitGatewayId: ref('Tgw'), VpcId: ref('Vpc'), SubnetIds: [ref('A')] }),
    On: type('EC2::TransitGatewayRouteTableAssociation', { TransitGatewayAttachmentId: ref('At'), TransitGatewayRouteTableId: ref('Table') }),
    Far: type('EC2::TransitGatewayRouteTablePropagation', { TransitGatewayAttachmentId: 'tgw-attach-0a', TransitGatewayRouteTableId: ref('Table') }),
  };
  const tgw = network(resources).gateways.get('App.Tgw')!;
  expect(tgw.kind === 'transit' && tgw.attachments.find((a) => a.id === 'App.At')!.routes.map((r) => [r.attachment, r.addresses.may.toString(), r.addresses.unknowns[0].assume])).toEqual([['external:tgw-attach-0a', '0.0.0.0/0, ::/0', 'tgw-attach-0a=propagates:<CIDR>']]);
});

test.each<[Readonly<Record<string, string>>, string]>([
  [{ 'App.Vgw': '10.8.0.0/14' }, '`--assume App.Vgw=10.8.0.0/14` is about `App.Vgw`, a resource of type `AWS::EC2::VPNGateway`; expected the routes that come from it: `App.Vgw=propagates:10.0.0.0/16` for exactly these, `App.Vgw=propagates-within:10.0.0.0/8` for none beyond'],
  [{ Sg: 'propagates:10.8.0.0/14' }, '`--assume Sg=propagates:10.8.0.0/14` is about `Sg`, a resource of type `AWS::EC2::SecurityGroup`, which propagates no routes; expected a VPN gateway, or a VPN connection, a Connect or a peering attachment of a transit gateway'],
  [{ Vgv: 'propagates:10.8.0.0/14' }, 'nothing is named `Vgv` in `--assume Vgv=propagates:10.8.0.0/14`; did you mean `Vgw`?'],
  [{ Vgw: 'propagates' }, 'expected the routes that come from it'],
])('%j is refused', (assume, message) => {
  const refused = (): unknown => templatesOf([{ key: 'App', body: { Resources: VPN } }], { assume });
  expect(refused).toThrow(InputError);
  expect(refused).toThrow(message);
});
