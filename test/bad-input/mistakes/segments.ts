/** Mistakes in segments, enclaves and personas, as code declares them. */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Aws } from 'aws-cdk-lib';
import { CrownJewel, FlowAuthentication, FlowEncryption, ZeroTrust } from 'cdk-zero-trust';
import type { Mistake } from './types';

const FILE = 'segments.ts';
const ENCLAVE = { cidrs: ['10.9.0.0/24'], owner: 'finance', until: '2027-12-31', compensation: 'a firewall' };

export const SEGMENTS: readonly Mistake[] = [
  { name: 'an id with a space', code: 'IdInvalid', where: FILE, words: ['`web tier`', 'write `web-tier`'], build: (w) => { w.zeroTrust().zt.addSegment('web tier', { members: [w.function('tier')] }); } },
  { name: 'an id with spaces around it', code: 'IdInvalid', where: FILE, words: ['write `tier`'], build: (w) => { w.zeroTrust().zt.addSegment(' tier ', { members: [w.function('tier')] }); } },
  { name: 'an id that means something else', code: 'IdReserved', where: FILE, words: ['`internet`', 'choose another'], build: (w) => { w.zeroTrust().zt.addSegment('internet', { members: [w.function('tier')] }); } },
  { name: 'an id that a construct has', code: 'IdReserved', words: ['`Rules`'], build: (w) => { w.zeroTrust().zt.addSegment('Rules', { members: [w.function('tier')] }); } },
  { name: 'no id', code: 'EmptyText', where: FILE, words: ['`id`'], build: (w) => { w.zeroTrust().zt.addSegment('', { members: [w.function('tier')] }); } },
  { name: 'an id that only the deployment knows', code: 'ValueNotLiteral', words: ['`id` of'], build: (w) => { w.zeroTrust().zt.addLegacyEnclave(Aws.STACK_NAME, ENCLAVE); } },
  { name: 'one name for two segments', code: 'NameTaken', where: FILE, words: ['`tier` is declared twice', 'choose another id'], build: (w) => {
    const { zt } = w.zeroTrust();
    zt.addSegment('tier', { members: [w.function('tier')] });
    zt.addSegment('tier', { members: [w.function('other')] });
  } },
  { name: 'one name for a segment and a persona', code: 'NameTaken', where: FILE, words: ['`web`', 'first in `segments` (world.ts:'], build: (w) => { w.zeroTrust().zt.addPersona('web'); } },
  { name: 'a segment without members', code: 'SegmentWithoutMembers', level: 'warning', words: ['`tier` has no members', '`addMember`'], build: (w) => { w.zeroTrust().zt.addSegment('tier'); } },
  { name: 'an offer that a crown jewel refuses', code: 'JewelNeedsAuthentication', where: 'world.ts', words: ['refuses its own offer `read`'], build: (w) => {
    w.zeroTrust({}, { docs: { crownJewel: CrownJewel.restricted(), offers: [{ id: 'read', port: ec2.Port.POSTGRES, authentication: FlowAuthentication.none('x'), encryption: FlowEncryption.TLS, because: 'x' }] } });
  } },
  { name: 'an implied flow that nobody needs', code: 'ImpliedUnknown', words: ['`sessionmanager`', '`implied.leaveOut`'], build: (w) => { w.zeroTrust({}, { web: { withoutImplied: ['sessionmanager'] } }); } },
  { name: 'an implied flow that comes and goes', code: 'ImpliedContradicted', where: 'world.ts', words: ['segment `web` both adds and leaves out `session-manager`'], build: (w) => {
    w.zeroTrust({}, { web: { members: [new ec2.CfnInstance(w.stack, 'Vm', { subnetId: 'subnet-0a' })], withoutImplied: ['session-manager'], withImplied: ['session-manager'] } });
  } },
  { name: 'an enclave that is everybody', code: 'EnclaveTooWide', where: FILE, words: ['legacy enclave `mainframe`', '`0.0.0.0/0`', 'one system'], build: (w) => { w.zeroTrust().zt.addLegacyEnclave('mainframe', { ...ENCLAVE, cidrs: ['0.0.0.0/0'] }); } },
  { name: 'an enclave without addresses', code: 'MissingField', where: FILE, words: ['no `cidrs`'], build: (w) => { w.zeroTrust().zt.addLegacyEnclave('mainframe', { ...ENCLAVE, cidrs: [] }); } },
  { name: 'an enclave whose end is no date', code: 'UntilNotIso', where: FILE, words: ['`next year`'], build: (w) => { w.zeroTrust().zt.addLegacyEnclave('mainframe', { ...ENCLAVE, until: 'next year' }); } },
  { name: 'a segment that is asked for and not there', code: 'UnknownSegment', words: ['`wbe`', 'did you mean `web`?'], build: (w) => { w.zeroTrust().zt.segment('wbe'); } },
  { name: 'a segment that is asked for before there is any', code: 'UnknownSegment', words: ['`web`', 'there are no segments yet'], build: (w) => { new ZeroTrust(w.stack, 'ZeroTrust', { vpc: w.vpc }).segment('web'); } },
];
