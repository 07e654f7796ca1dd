/**
 * Who is somebody else's, and who is anybody: conditions about the signer that a stranger chooses himself, statements that name
 * everybody's source, roles and sources that anybody has. Naive templates are not proved; the right twins are.
 */
import { askInvoke, proveExposure } from '../../../lib/prover/exposure';
import { replayExposure } from '../../../lib/prover/replay/exposure';
import { readExposure } from '../../../lib/world/exposure';
import { templatesOf } from '../../../lib/world/template';
import { api, asked, att, httpApi, identified, intentOf, permission, ref, type Resources, source, sub, type, verdicts } from './support';

const IAM = { AuthorizationType: 'AWS_IAM', AuthorizerId: undefined, AuthorizationScopes: undefined };
const statement = (more: object = {}): object => ({ Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: '*', ...more });
const withPolicy = (...statements: object[]): Resources => api(IAM, { Api: type('ApiGateway::RestApi', { Policy: { Version: '2012-10-17', Statement: statements } }), Caller: type('IAM::Role', { AssumeRolePolicyDocument: {} }) });
const where = (Condition: object): Resources => withPolicy(statement({ Condition }));
const unless = (Condition: object): Resources => withPolicy(statement(), statement({ Effect: 'Deny', Condition }));
const ROLE = 'arn:aws:iam::111111111111:role/Batch';
const ORG = 'o-abcdefghij';

type Row = readonly [name: string, naive: Resources, verdict: 'violated' | 'unknown', right: Resources];
const PART = { Parameters: { Who: { Type: 'String' } } };

function rows(list: readonly Row[]): void {
  test.each(list)('%s', (_, naive, verdict, right) => {
    expect(identified(naive, PART).verdict).toBe(verdict);
    expect(asked(naive, 'Fn', PART).answer).toBe(verdict === 'violated' ? 'unidentified' : 'unknown');
    expect(identified(right, PART).verdict).toBe('proved');
  });
}

const OWNED = where({ StringEquals: { 'aws:PrincipalOrgID': ORG } });

describe('a resource policy for everybody, by what the signer says of himself', () => rows([
  ['names of roles of any account', where({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/admin' } }), 'violated', where({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*' } })],
  ['names as texts', where({ StringLike: { 'aws:PrincipalArn': '*admin*' } }), 'violated', where({ StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/*admin*' } })],
  ['`*` of a text goes on across colons, and paths of roles hold them', where({ StringLike: { 'aws:PrincipalArn': 'arn:*:iam::111111111111:role/x' } }), 'unknown', where({ ArnLike: { 'aws:PrincipalArn': 'arn:*:iam::111111111111:role/x' } })],
  ['a denial that spares names', unless({ StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Partner*' } }), 'violated', unless({ StringNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/Partner*' } })],
  ['one of two', where({ ArnEquals: { 'aws:PrincipalArn': [ROLE, 'arn:aws:iam::*:role/x'] } }), 'violated', where({ ArnEquals: { 'aws:PrincipalArn': [ROLE, att('Caller')] } })],
  ['an ARN that a parameter is', where({ ArnEquals: { 'aws:PrincipalArn': ref('Who') } }), 'unknown', where({ ArnEquals: { 'aws:PrincipalArn': sub('arn:${AWS::Partition}:iam::${AWS::AccountId}:role/*') } })],
  ['a variable is whatever the request says', where({ StringLike: { 'aws:PrincipalArn': sub('arn:aws:iam::${!aws:PrincipalAccount}:role/x') } }), 'unknown', OWNED],
  ['tags', where({ StringEquals: { 'aws:PrincipalTag/team': 'x' } }), 'violated', where({ StringEquals: { 'aws:PrincipalTag/team': 'x', 'aws:PrincipalOrgID': ORG } })],
  ['an account id as a tag', where({ StringEquals: { 'aws:PrincipalTag/account': ref('AWS::AccountId') } }), 'violated', where({ StringEquals: { 'aws:PrincipalAccount': ref('AWS::AccountId') } })],
  ['no tag', where({ Null: { 'aws:PrincipalTag/team': 'true' } }), 'violated', where({ Null: { 'aws:PrincipalAccount': 'true' } })],
  ['names of sessions', where({ StringLike: { 'aws:userid': '*:admin' } }), 'violated', where({ StringLike: { 'aws:userid': 'AROAEXAMPLEID1234567:*' } })],
  ['ids of roles of these templates', where({ StringLike: { 'aws:userid': '*' } }), 'violated', where({ StringLike: { 'aws:userid': sub('${Caller.RoleId}:*') } })],
  ['names of users', where({ StringEquals: { 'aws:username': 'admin' } }), 'violated', OWNED],
  ['the type', where({ StringEquals: { 'aws:PrincipalType': 'User' } }), 'violated', OWNED],
  ['a second factor', where({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }), 'violated', where({ Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'aws:PrincipalAccount': '111111111111' } })],
  ['its age', where({ NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } }), 'unknown', OWNED],
  ['the provider that he came by', where({ StringEquals: { 'aws:FederatedProvider': 'cognito-identity.amazonaws.com' } }), 'violated', OWNED],
  ['a part of an account', where({ StringLike: { 'aws:PrincipalAccount': '1*' } }), 'violated', where({ StringLike: { 'aws:PrincipalAccount': '111111111111' } })],
  ['accounts by number', where({ NumericLessThan: { 'aws:PrincipalAccount': '999999999998' } }), 'unknown', OWNED],
  ['all accounts but one', where({ StringNotEquals: { 'aws:PrincipalAccount': '222222222222' } }), 'violated', unless({ StringNotEquals: { 'aws:PrincipalAccount': '222222222222' } })],
  ['the stranger whom we always take is named', where({ StringNotEquals: { 'aws:PrincipalAccount': '999999999999' } }), 'violated', where({ StringEquals: { 'aws:PrincipalAccount': '999999999999' } })],
  ['an organisation, if there is one', where({ StringEqualsIfExists: { 'aws:PrincipalOrgID': ORG } }), 'violated', OWNED],
  ['all of no organisations', where({ 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': [ORG] } }), 'violated', where({ 'ForAnyValue:StringEquals': { 'aws:PrincipalOrgID': [ORG] } })],
  ['paths of no organisation', where({ 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': [`${ORG}/*`] } }), 'violated', where({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': [`${ORG}/*`] } })],
  ['no organisation', where({ Null: { 'aws:PrincipalOrgID': 'true' } }), 'violated', OWNED],
  ['any organisation', where({ StringLike: { 'aws:PrincipalOrgID': 'o-*' } }), 'violated', OWNED],
  ['a denial of another organisation spares whoever has none', unless({ 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': [`${ORG}/*`] } }), 'violated', unless({ StringNotEquals: { 'aws:PrincipalOrgID': ORG } })],
  ['a denial of whoever has another one', unless({ StringNotEquals: { 'aws:PrincipalOrgID': ORG }, Null: { 'aws:PrincipalOrgID': 'false' } }), 'violated', unless({ StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORG } })],
  ['a denial of a second factor that is old', unless({ NumericNotEquals: { 'aws:MultiFactorAuthAge': '1' } }), 'unknown', withPolicy(statement(), statement({ Effect: 'Deny' }))],
  ['an operator that nobody knows', where({ StringAlmostEquals: { 'aws:PrincipalOrgID': ORG } }), 'unknown', OWNED],
  ['a denial in another partition', withPolicy(statement(), statement({ Effect: 'Deny', Resource: 'arn:aws-cn:execute-api:*:*:*' })), 'unknown', withPolicy(statement(), statement({ Effect: 'Deny', Resource: 'execute-api:/*' }))],
  ['names of another partition', where({ ArnLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::*:role/x' } }), 'unknown', where({ ArnLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::111111111111:role/x' } })],
  ['a resource by a variable', withPolicy(statement({ Resource: sub('execute-api:/prod/GET/${!aws:username}') })), 'unknown', withPolicy(statement({ Resource: 'execute-api:/prod/GET/other' }))],
  ['a principal with a wildcard', withPolicy(statement({ Principal: { AWS: 'arn:aws:iam::*:root' } })), 'unknown', withPolicy(statement({ Principal: { AWS: 'arn:aws:iam::111111111111:root' } }))],
]));

const unsigned = (Condition: object, Effect = 'Allow'): Resources => api({ AuthorizationType: 'NONE' }, { Api: type('ApiGateway::RestApi', { Policy: { Statement: [statement(), statement({ Condition, Effect })].slice(Effect === 'Allow' ? 1 : 0) } }) });

describe('without a signature', () => rows([
  ['a number that is not there', unsigned({ NumericNotEquals: { 'aws:MultiFactorAuthAge': '1' } }), 'violated', unsigned({ NumericEquals: { 'aws:MultiFactorAuthAge': '1' } })],
  ['a set that is not there has no member', unsigned({ 'ForAnyValue:StringNotLike': { 'aws:PrincipalOrgPaths': `${ORG}/*` } }, 'Deny'), 'violated', unsigned({ StringNotLike: { 'aws:PrincipalOrgID': ORG } }, 'Deny')],
  ['a type that nobody documents', unsigned({ StringNotEquals: { 'aws:PrincipalType': 'Anonymous' } }), 'unknown', unsigned({ StringEquals: { 'aws:PrincipalAccount': '111111111111' } })],
]));

const lattice = (policy: object): Resources => ({
  Fn: type('Lambda::Function'), Service: type('VpcLattice::Service', { AuthType: 'AWS_IAM' }), Net: type('VpcLattice::ServiceNetwork', { AuthType: 'NONE' }), In: type('VpcLattice::ServiceNetworkServiceAssociation', { ServiceIdentifier: att('Service'), ServiceNetworkIdentifier: att('Net') }),
  Group: type('VpcLattice::TargetGroup', { Type: 'LAMBDA', Targets: [{ Id: att('Fn') }] }), Listener: type('VpcLattice::Listener', { ServiceIdentifier: att('Service'), DefaultAction: { Forward: { TargetGroups: [{ TargetGroupIdentifier: att('Group') }] } } }), P: permission({ Principal: 'vpc-lattice.amazonaws.com', SourceArn: att('Group') }),
  Policy: type('VpcLattice::AuthPolicy', { ResourceIdentifier: att('Service'), Policy: { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*', ...policy }] } }),
});

describe('a service of VPC Lattice asks about signatures of strangers, too', () => rows([
  ['whoever has signed', lattice({ Condition: { Null: { 'aws:PrincipalArn': 'false' } } }), 'violated', lattice({ Condition: { StringEquals: { 'aws:PrincipalOrgID': ORG } } })],
  ['any account', lattice({ Condition: { StringLike: { 'aws:PrincipalAccount': '*' } } }), 'violated', lattice({ Condition: { StringEquals: { 'aws:PrincipalAccount': '111111111111' } } })],
  ['whoever is not anonymous', lattice({ Condition: { StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'anonymous' } } }), 'violated', lattice({ Condition: { StringNotEqualsIgnoreCase: { 'aws:PrincipalType': 'anonymous' }, StringEquals: { 'aws:PrincipalOrgID': ORG } } })],
  ['by its id, which nobody here knows', lattice({ Resource: 'arn:aws:vpc-lattice:eu-west-1:111111111111:service/svc-0123456789abcdef0/*' }), 'unknown', lattice({ Resource: 'arn:aws:vpc-lattice:eu-west-1:111111111111:service/svc-0/*', Principal: { AWS: ROLE } })],
]));

const called = (Principal: string, SourceArn?: unknown, more: object = {}): Resources => ({ Fn: type('Lambda::Function'), Bucket: type('S3::Bucket'), P: permission({ Principal, SourceArn, ...more }) });
const S3 = 's3.amazonaws.com';

describe('a statement whose source is anybody\'s', () => rows([
  ['buckets by the beginning of their names', called(S3, 'arn:aws:s3:::uploads-*'), 'violated', called(S3, 'arn:aws:s3:::uploads')],
  ['names that begin like a bucket\'s', called(S3, sub('arn:aws:s3:::${Bucket}*')), 'violated', called(S3, sub('arn:aws:s3:::${Bucket}'))],
  ['ARNs that begin like a bucket\'s', called(S3, sub('${Bucket.Arn}*')), 'unknown', called(S3, att('Bucket'))],
  ['the same with an account', called(S3, 'arn:aws:s3:::uploads-?'), 'violated', called(S3, 'arn:aws:s3:::uploads-*', { SourceAccount: '111111111111' })],
  ['a topic of any account', called('sns.amazonaws.com', 'arn:aws:sns:*:*:mine'), 'violated', called('sns.amazonaws.com', 'arn:aws:sns:*:111111111111:mine')],
  ['an account that a parameter is', called('sns.amazonaws.com', sub('arn:aws:sns:eu-west-1:${Who}:mine')), 'unknown', called('sns.amazonaws.com', sub('arn:aws:sns:eu-west-1:${AWS::AccountId}:mine'))],
  ['an API of anybody with a path like our id', { ...api(), P2: permission({ SourceArn: sub('arn:aws:execute-api:*:*:*/${Api}') }) }, 'violated', { ...api(), P2: permission({ SourceArn: sub('arn:aws:execute-api:*:*:${Api}/*') }) }],
  ['an API elsewhere, for whoever may call it', called('*', 'arn:aws:execute-api:eu-west-1:111111111111:abcdefghij/*'), 'unknown', called('*', 'arn:aws:sns:eu-west-1:111111111111:mine')],
  ['any service of an account, its APIs as well', called('*', undefined, { SourceAccount: '111111111111' }), 'unknown', called(S3, undefined, { SourceAccount: '111111111111' })],
  ['a role of any account', called('arn:aws:iam::*:role/x'), 'unknown', called(ROLE)],
]));

const resourcePolicy = (...statements: object[]): object => ({ Statement: statements.map((s) => ({ Effect: 'Allow', Principal: '*', Resource: '*', ...s })) });
const topic = (policy?: object, rest: Resources = {}): Resources => ({
  Fn: type('Lambda::Function'), Topic: type('SNS::Topic'), ...policy === undefined ? {} : { TopicPolicy: type('SNS::TopicPolicy', { Topics: [ref('Topic')], PolicyDocument: resourcePolicy({ Action: 'sns:Publish', ...policy }) }) },
  Sub: type('SNS::Subscription', { Protocol: 'lambda', TopicArn: ref('Topic'), Endpoint: att('Fn') }), P: permission({ Principal: 'sns.amazonaws.com', SourceArn: ref('Topic') }), ...rest,
});
const queue = (policy?: object, rest: Resources = {}): Resources => ({
  Fn: type('Lambda::Function'), Queue: type('SQS::Queue'), ...policy === undefined ? {} : { QueuePolicy: type('SQS::QueuePolicy', { Queues: [ref('Queue')], PolicyDocument: resourcePolicy({ Action: 'sqs:*', Resource: att('Queue'), ...policy }) }) },
  Mapping: type('Lambda::EventSourceMapping', { EventSourceArn: att('Queue'), FunctionName: ref('Fn') }), ...rest,
});
const bus = (policy?: object, name?: unknown): Resources => ({
  Fn: type('Lambda::Function'), ...policy === undefined ? {} : { BusPolicy: type('Events::EventBusPolicy', { StatementId: 'x', EventBusName: name, ...policy }) },
  Rule: type('Events::Rule', { EventPattern: { source: ['x'] }, EventBusName: name, Targets: [{ Id: 'a', Arn: att('Fn') }] }), P: permission({ Principal: 'events.amazonaws.com', SourceArn: att('Rule') }), ...name === undefined ? {} : { Bus: type('Events::EventBus', { Name: 'bus' }) },
});
const bucket = (policy: object): Resources => ({ Fn: type('Lambda::Function'), Bucket: type('S3::Bucket', { NotificationConfiguration: { LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: att('Fn') }] } }), BucketPolicy: type('S3::BucketPolicy', { Bucket: ref('Bucket'), PolicyDocument: resourcePolicy({ Action: 's3:PutObject', Resource: sub('${Bucket.Arn}/*'), ...policy }) }) });
const route = (AuthorizationType: string, Uri: unknown, rest: Resources = {}): Resources => ({
  Api: type('ApiGateway::RestApi'), Get: type('ApiGateway::Method', { RestApiId: ref('Api'), ResourceId: att('Api', 'RootResourceId'), HttpMethod: 'POST', AuthorizationType, Integration: { Type: 'AWS', IntegrationHttpMethod: 'POST', Credentials: 'arn:aws:iam::111111111111:role/x', Uri } }),
  Deployment: type('ApiGateway::Deployment', { RestApiId: ref('Api') }, { DependsOn: ['Get'] }), Stage: type('ApiGateway::Stage', { RestApiId: ref('Api'), DeploymentId: ref('Deployment'), StageName: 'prod' }), ...rest,
});
const toQueue = (id: string): object => sub(`arn:aws:apigateway:\${AWS::Region}:sqs:path/\${AWS::AccountId}/\${${id}.QueueName}`);
const open = { AuthorizationType: 'NONE', AuthorizerId: undefined, AuthorizationScopes: undefined };
const events = (own: object): Resources => ({ ...httpApi(own), ...bus(), Integration: type('ApiGatewayV2::Integration', { ApiId: ref('Api'), IntegrationType: 'AWS_PROXY', IntegrationSubtype: 'EventBridge-PutEvents', CredentialsArn: 'x', PayloadFormatVersion: '1.0' }), Permission: type('SNS::Topic') });
const machine = (auth: string): Resources => ({ Fn: type('Lambda::Function'), Machine: type('StepFunctions::StateMachine', { DefinitionSubstitutions: { FunctionArn: att('Fn') } }), ...route(auth, sub('arn:aws:apigateway:${AWS::Region}:states:action/StartExecution')) });

describe('a source that anybody writes to', () => rows([
  ['a topic', topic({}), 'unknown', topic()],
  ['a topic, by a tag', topic({ Condition: { StringEquals: { 'aws:PrincipalTag/x': 'y' } } }), 'unknown', topic({ Condition: { StringEquals: { 'AWS:SourceOwner': ref('AWS::AccountId') } } })],
  ['a topic, for buckets of anybody', topic({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:uploads-*' } } }), 'unknown', topic({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::uploads' } } })],
  ['a queue', queue({}), 'unknown', queue({ Action: 'sqs:ReceiveMessage' })],
  ['a queue that a topic for everybody writes to', queue({ Principal: { Service: 'sns.amazonaws.com' } }, { ...topic({}), Sub: type('SNS::Subscription', { Protocol: 'sqs', TopicArn: ref('Topic'), Endpoint: att('Queue') }), P: type('SNS::Topic') }), 'unknown', queue({ Principal: { Service: 'sns.amazonaws.com' } }, { ...topic(), Sub: type('SNS::Subscription', { Protocol: 'sqs', TopicArn: ref('Topic'), Endpoint: att('Queue') }), P: type('SNS::Topic') })],
  ['a queue that a route for everybody writes to', queue(undefined, route('NONE', toQueue('Queue'))), 'unknown', queue(undefined, route('AWS_IAM', toQueue('Queue')))],
  ['of two queues, the one that is named', queue(undefined, route('NONE', sub('arn:aws:apigateway:${AWS::Region}:sqs:path/1/some'))), 'unknown', queue(undefined, route('NONE', toQueue('Other'), { Other: type('SQS::Queue') }))],
  ['the bus of the account', bus({ Principal: '*', Action: 'events:PutEvents' }), 'unknown', bus({ Principal: '111111111111', Action: 'events:PutEvents' })],
  ['a bus, as a statement', bus({ Statement: { Effect: 'Allow', Principal: '*', Action: 'events:PutEvents', Resource: '*' } }, ref('Bus')), 'unknown', bus({ Principal: '*', Action: 'events:PutEvents', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: ORG } }, ref('Bus'))],
  ['a bus that a route for everybody writes to', events(open), 'unknown', events({})],
  ['a bucket', bucket({}), 'unknown', bucket({ Action: 's3:GetObject' })],
  ['a state machine that a route for everybody starts', machine('NONE'), 'unknown', machine('AWS_IAM')],
  ['mail', { Fn: type('Lambda::Function'), Mail: type('SES::ReceiptRule', { Rule: { Actions: [{ LambdaAction: { FunctionArn: att('Fn') } }] } }) }, 'unknown', { Fn: type('Lambda::Function'), Mail: type('SES::ReceiptRule', { Rule: { Actions: [] } }) }],
  ['a sign-up', pool('PreSignUp', false), 'unknown', pool('PreSignUp', true)],
  ['a message to whoever says that he forgot his password', pool('CustomMessage', true), 'unknown', pool('PreTokenGeneration', false)],
]));

function pool(hook: string, AllowAdminCreateUserOnly: boolean): Resources {
  return { Fn: type('Lambda::Function'), Pool: type('Cognito::UserPool', { AdminCreateUserConfig: { AllowAdminCreateUserOnly }, LambdaConfig: { [hook]: att('Fn') } }), P: permission({ Principal: 'cognito-idp.amazonaws.com', SourceArn: att('Pool') }) };
}

const FN: Resources = { Fn: type('Lambda::Function') };
const INVOKE = { Action: 'lambda:InvokeFunction', Resource: att('Fn') };
const SIGN = { Action: 'execute-api:Invoke', Resource: '*' };
const role = (trust: object, may: object = INVOKE): Resources => ({ Role: type('IAM::Role', { AssumeRolePolicyDocument: { Statement: [{ Effect: 'Allow', ...trust }] }, Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', ...may }] } }] }) });
const guest = (amr: string | undefined, isOpen: boolean, may: object = INVOKE, aud: object | null = ref('Guests')): Resources => ({
  Guests: type('Cognito::IdentityPool', { AllowUnauthenticatedIdentities: isOpen }),
  ...role({ Principal: { Federated: 'cognito-identity.amazonaws.com' }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { ...aud === null ? {} : { StringEquals: { 'cognito-identity.amazonaws.com:aud': aud } }, ...amr === undefined ? {} : { 'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr } } } }, may),
});

describe('a role that anybody takes on', () => rows([
  ['guests of an identity pool call it', { ...FN, ...guest('unauthenticated', true) }, 'unknown', { ...FN, ...guest('authenticated', true) }],
  ['nothing is said of guests', { ...FN, ...guest(undefined, true) }, 'unknown', { ...FN, ...guest(undefined, false) }],
  ['a pattern that guests match', { ...FN, ...guest('*authenticated', true) }, 'unknown', { ...FN, ...guest('authenticated*', true) }],
  ['an identity pool of anybody', { ...FN, ...guest('authenticated', false, INVOKE, null) }, 'unknown', { ...FN, ...guest('authenticated', false) }],
  ['guests call every function', { ...FN, ...guest('unauthenticated', true, { Action: 'lambda:*', Resource: '*' }) }, 'unknown', { ...FN, Other: type('Lambda::Function'), ...guest('unauthenticated', true, { ...INVOKE, Resource: att('Other') }) }],
  ['everybody', { ...FN, ...role({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }) }, 'unknown', { ...FN, ...role({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:PrincipalOrgID': ORG } } }) }],
  ['everybody who has a secret', { ...FN, ...role({ Principal: '*', Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }) }, 'unknown', { ...FN, ...role({ Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' }) }],
  ['workflows of anybody', { ...FN, ...role({ Principal: { Federated: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com' }, Action: 'sts:AssumeRoleWithWebIdentity' }) }, 'unknown', { ...FN, ...role({ Principal: { Federated: 'arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com' }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:me/app:ref:refs/heads/main' } } }) }],
  ['guests sign', { ...api(IAM), ...guest('unauthenticated', true, SIGN) }, 'unknown', { ...api(IAM), ...guest('unauthenticated', true, { ...SIGN, Resource: source('prod/GET/other') }) }],
  ['guests sign for a URL', { ...FN, Url: type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }), ...guest('unauthenticated', true, { Action: 'lambda:InvokeFunctionUrl', Resource: '*' }) }, 'unknown', { ...FN, Url: type('Lambda::Url', { AuthType: 'AWS_IAM', TargetFunctionArn: att('Fn') }), ...guest('unauthenticated', true, { Action: 's3:*', Resource: '*' }) }],
  ['guests write to a queue', queue(undefined, guest('unauthenticated', true, { Action: 'sqs:SendMessage', Resource: att('Queue') })), 'unknown', queue(undefined, guest('unauthenticated', true, { Action: 'sqs:ReceiveMessage', Resource: att('Queue') }))],
]));

test('a handler that everybody\'s topic calls is excess beside an intent', () => {
  const more = (policy?: object): unknown[] => verdicts(api({}, { ...topic(policy), Fn: type('Lambda::Function') }), {}, { intent: intentOf() }).filter((v) => v.kind === 'nothing-more').map((v) => v.verdict);
  expect(more()).toEqual(['proved']);
  expect(more({})).toEqual(['unknown']);
});

describe('nothing more of a signed route', () => {
  const caller = role({}, { ...SIGN, Resource: source('prod/GET/docs') }).Role;
  const BATCH = 'arn:aws:iam::222222222222:role/Batch';
  const found = (statements: object[], rest: Resources = {}, callers: object[] = [{ path: 'x', arn: BATCH }, { path: 'App/Caller', template: 'App.template.json', logicalId: 'Caller' }]): string[] =>
    verdicts(api(IAM, { Caller: caller, Api: type('ApiGateway::RestApi', statements.length === 0 ? {} : { Policy: { Statement: statements } }), ...rest }), PART, { intent: intentOf({ access: 'iam', scopes: [], callers }) }).filter((v) => v.kind === 'nothing-more').map((v) => `${v.verdict} ${v.subject.source}`);
  const by = (AWS: unknown): object => statement({ Principal: { AWS } });
  test.each<[string, object[], Resources, string[]]>([
    ['its caller', [by(BATCH)], {}, ['proved Door']],
    ['the role of that name in another account', [by(BATCH), by('arn:aws:iam::333333333333:role/Batch')], {}, ['violated arn:aws:iam::333333333333:role/Batch']],
    ['the user of that name', [by('arn:aws:iam::222222222222:user/Batch')], {}, ['violated arn:aws:iam::222222222222:user/Batch']],
    ['that name under another path', [by('arn:aws:iam::222222222222:role/x/Batch')], {}, ['violated arn:aws:iam::222222222222:role/x/Batch']],
    ['everybody with the ARN of the caller', [statement({ Condition: { ArnEquals: { 'aws:PrincipalArn': BATCH } } })], {}, ['proved Door']],
    ['everybody with another ARN', [statement({ Condition: { ArnEquals: { 'aws:PrincipalArn': ['arn:aws:iam::333333333333:role/Evil', BATCH] } } })], {}, ['violated arn:aws:iam::333333333333:role/Evil']],
    ['everybody with an ARN like these', [statement({ Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::333333333333:role/*' } } })], {}, ['unknown arn:aws:iam::333333333333:role/*']],
    ['everybody of an account', [statement({ Condition: { StringEquals: { 'aws:PrincipalAccount': '333333333333' } } })], {}, ['violated whoever has aws:PrincipalAccount 333333333333']],
    ['everybody of this account', [statement({ Condition: { StringEquals: { 'aws:PrincipalAccount': ref('AWS::AccountId') } } })], {}, ['violated whoever has aws:PrincipalAccount ${AWS::AccountId}']],
    ['everybody of an organisation', [statement({ Condition: { StringEquals: { 'aws:PrincipalOrgID': ORG } } })], {}, [`violated whoever has aws:PrincipalOrgID ${ORG}`]],
    ['an organisation, and of it the caller alone', [statement({ Condition: { StringEquals: { 'aws:PrincipalOrgID': ORG }, ArnEquals: { 'aws:PrincipalArn': BATCH } } })], {}, ['proved Door']],
    ['whom a denial spares', [statement({ Condition: { StringEquals: { 'aws:PrincipalAccount': '222222222222' } } }), statement({ Effect: 'Deny', Condition: { ArnNotEquals: { 'aws:PrincipalArn': [BATCH, 'arn:aws:iam::222222222222:role/Evil'] } } })], {}, ['violated arn:aws:iam::222222222222:role/Evil']],
    ['a role by its id', [statement({ Condition: { StringLike: { 'aws:userid': 'AROAEXAMPLEID1234567:*' } } })], {}, ['unknown whoever has aws:userid AROAEXAMPLEID1234567:*']],
    ['a role of these templates by its ARN in a condition', [statement({ Condition: { ArnEquals: { 'aws:PrincipalArn': att('Other') } } })], role0('Other'), ['unknown Other']],
    ['a policy on that name in this account, whichever it is', [], { P: type('IAM::RolePolicy', { RoleName: 'Batch', PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', ...SIGN }] } }) }, ['unknown Batch']],
    ['a denial in another partition', [], withDenial('arn:aws-cn:execute-api:*:*:*'), ['unknown Other']],
    ['a denial in a partition that a parameter is', [], withDenial(sub('arn:${Who}:execute-api:*:*:*')), ['unknown Other']],
    ['a denial in this one', [], withDenial(sub('arn:${AWS::Partition}:execute-api:*:*:*')), ['proved Door']],
    ['an Allow in a partition that a parameter is', [], { Other: role({}, { ...SIGN, Resource: sub('arn:${Who}:execute-api:*:*:*') }).Role }, ['unknown Other']],
  ])('%s', (_, statements, rest, expected) => expect(found(statements, rest)).toEqual(expected));

  function role0(id: string): Resources {
    return { [id]: type('IAM::Role', { AssumeRolePolicyDocument: {} }) };
  }
  function withDenial(Resource: unknown): Resources {
    return { Other: type('IAM::Role', { Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow', ...SIGN }, { Effect: 'Deny', ...SIGN, Resource }] } }] }) };
  }
});

describe('the replay', () => {
  const world = (Resources: Resources): any => ({ templates: templatesOf([{ key: 'App', body: { Resources } }]) });
  const tampered = (read: any, path: any, change: (way: any) => void): unknown => {
    expect(replayExposure(read, path)).toEqual({ accepted: true });
    const copy = { way: structuredClone(path.way), valuation: path.valuation };
    change(copy.way);
    return replayExposure(read, copy);
  };

  test.each<[string, Record<string, string>]>([
    ['an account that the policy spells out', { 'aws:principalaccount': '222222222222', 'aws:principalarn': 'arn:aws:iam::222222222222:role/x' }],
    ['an ARN of another account', { 'aws:principalarn': 'arn:aws:iam::333333333333:role/x' }],
    ['an organisation that it spells out', { 'aws:principalorgid': ORG }],
    ['an id of a role', { 'aws:userid': 'AROAEXAMPLEID1234567:x' }],
  ])('of a stranger it refuses %s', (_, context) => {
    const { templates } = world(where({ StringNotEquals: { 'aws:PrincipalAccount': ['444444444444'] }, StringNotLike: { 'aws:PrincipalOrgID': ORG, 'aws:PrincipalArn': 'arn:aws:iam::222222222222:*' } }));
    const read = readExposure(templates);
    const { path } = askInvoke('Fn', { world: read, templates, intents: [] });
    expect(tampered(read, path, (way) => Object.assign(way.caller.context, context))).toMatchObject({ accepted: false, why: expect.stringMatching(/policy/) });
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['another ARN', { 'aws:principalarn': 'arn:aws:iam::222222222222:role/Else' }],
    ['another account', { 'aws:principalaccount': '333333333333' }],
    ['an organisation', { 'aws:principalorgid': ORG }],
  ])('of whom a policy names it refuses %s', (_, context) => {
    const { templates } = world(api(IAM, { Caller: role({}, SIGN).Role, Api: type('ApiGateway::RestApi', { Policy: { Statement: [statement({ Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/Evil' } } })] } }) }));
    const read = readExposure(templates);
    const intent = intentOf({ access: 'iam', scopes: [], callers: [{ path: 'App/Caller', template: 'App.template.json', logicalId: 'Caller' }] });
    const { verdicts: all, paths } = proveExposure({ world: read, templates, intents: [{ stage: '', file: 'zero-trust.intent.json', intent }], guarantees: [], scope: 'declared' } as any);
    expect(tampered(read, paths.get(all.find((v) => v.question.includes('no caller'))!.id), (way) => Object.assign(way.caller.context, context))).toMatchObject({ accepted: false, why: expect.stringMatching(/he is not who/) });
  });
});
