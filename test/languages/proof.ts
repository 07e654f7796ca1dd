import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { ClosedVpc, Endpoint, FlowAuthentication, Proof, type ProofResult, ZeroTrust } from 'cdk-zero-trust';

const stack = new Stack(new App(), 'Orders', { env: { account: '111122223333', region: 'eu-west-1' } });
const { vpc } = new ClosedVpc(stack, 'Network');
const code = { vpc, vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }, runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => 1;') };
const zt = new ZeroTrust(stack, 'ZeroTrust', { vpc });
const web = zt.addSegment('web', { members: [new lambda.Function(stack, 'Web', code)] });
const orders = zt.addSegment('orders', { members: [new lambda.Function(stack, 'Orders', code)] });
zt.addFlow({ source: web, destination: orders, port: ec2.Port.HTTPS, authentication: FlowAuthentication.MTLS, because: 'places orders' });

const proof: Proof = Proof.of(stack);
const right: ProofResult[] = [proof.exactly(), proof.permits({ source: web, destination: orders, port: ec2.Port.HTTPS }), proof.denies({ source: Endpoint.INTERNET, destination: orders })];
right.forEach((result) => result.mustHold());
const wrong: ProofResult = proof.denies({ source: web, destination: orders });
if (wrong.holds || wrong.violations.length !== 1 || !wrong.text.includes('web')) throw new Error(wrong.text);
