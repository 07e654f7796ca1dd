/**
 * The doors of the documents service: who may call what, and which function answers.
 *
 * `Door` is for people who are not in the offices: they sign in, and a token opens the routes of their persona alone. `Inside` is
 * for the service's own parts: it answers in the VPC alone, and callers sign with their roles. Each function has a role of its own,
 * which may do what its routes say of data. Not in here: the web firewalls (documents-watch.ts), and the account's role for logs of API
 * Gateway, which the account sets once (`AWS::ApiGateway::Account`).
 */
import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AppClient, DataAccess, type DataStore, DoorProfile, HandlerBoundary, HandlerRole, IdentityFoundation, type Persona, RouteHandler, type ZeroTrust } from 'cdk-zero-trust';
import { Construct } from 'constructs';
import { CATALOGUE, DOWNLOAD, HEALTH, HOLDS, LISTING, REGISTER } from './documents-handlers';
import type { DocumentsEntries } from './documents-watch';

/** A scan, as the mailroom sends it. */
const SCAN = { type: 'object', required: ['title', 'pages'], properties: { title: { type: 'string', maxLength: 200 }, pages: { type: 'integer', minimum: 1, maximum: 1000 } }, additionalProperties: false };

/** What the routes' functions are made of, and made for. */
export interface DocumentsHandlersProps {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly logKey: kms.IKey;
  readonly table: string;
  readonly bucket: string;
}

/** The functions behind the routes: in the VPC, from which nothing leads to the internet. */
export class DocumentsHandlers extends Construct {
  public readonly health: lambda.Function;
  public readonly catalogue: lambda.Function;
  public readonly holds: lambda.Function;
  public readonly listing: lambda.Function;
  public readonly download: lambda.Function;
  public readonly scans: lambda.Function;
  public readonly announce: lambda.Function;
  public readonly held: lambda.Function;
  private readonly boundary = new HandlerBoundary(this, 'Boundary');

  constructor(scope: Construct, id: string, private readonly props: DocumentsHandlersProps) {
    super(scope, id);
    const { table: TABLE, bucket: BUCKET } = props;
    this.health = this.handler('Health', HEALTH);
    this.catalogue = this.handler('Catalogue', CATALOGUE, { TABLE });
    this.holds = this.handler('Holds', HOLDS, { TABLE });
    this.listing = this.handler('Listing', LISTING, { BUCKET });
    this.download = this.handler('Download', DOWNLOAD, { BUCKET });
    this.scans = this.handler('Scans', REGISTER, { TABLE, KIND: 'scan' });
    this.announce = this.handler('Announce', REGISTER, { TABLE, KIND: 'report' });
    this.held = this.handler('Held', CATALOGUE, { TABLE });
  }

  private handler(id: string, code: string, environment: Record<string, string> = {}): lambda.Function {
    const logGroup = new LogGroup(this, `${id}Log`, { retention: RetentionDays.ONE_YEAR, encryptionKey: this.props.logKey });
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(code), architecture: lambda.Architecture.ARM_64,
      vpc: this.props.vpc, vpcSubnets: this.props.vpcSubnets, timeout: Duration.seconds(10), memorySize: 256,
      role: new HandlerRole(this, `${id}Role`, { boundary: this.boundary, logGroup, inVpc: true }), logGroup,
      environment, environmentEncryption: this.props.logKey,
    });
  }
}

/** Who calls, and what is used of it. */
export interface DocumentsDoorProps {
  readonly handlers: DocumentsHandlers;
  readonly personas: { readonly employee: Persona; readonly auditor: Persona; readonly archivist: Persona };
  readonly stores: { readonly catalogue: DataStore; readonly daily: DataStore };
  /** Services that call the door within. */
  readonly reportsJob: Construct;
  readonly api: Construct;
  readonly endpoint: ec2.IInterfaceVpcEndpoint;
  readonly logKey: kms.IKey;
}

export function addDoors(zt: ZeroTrust, props: DocumentsDoorProps): DocumentsEntries {
  const { handlers, personas: { employee, auditor, archivist }, stores: { catalogue, daily }, logKey } = props;
  const one = (action: string): { store: DataStore; access: DataAccess }[] => [{ store: catalogue, access: DataAccess.actions([`dynamodb:${action}`]) }];
  const on = (handler: lambda.IFunction): RouteHandler => RouteHandler.function(handler);

  const identity = new IdentityFoundation(zt, 'Identity');
  identity.addClient('portal', AppClient.web({ callbackUrls: ['https://documents.example.com/signed-in'], confidential: true }));

  const door = zt.addFrontDoor('Door', { identity, logKey });
  door.addRoute('GET /health', { handler: on(handlers.health), publicBecause: 'the status page asks whether the service answers, and learns nothing else' });
  door.addRoute('GET /documents', {
    handler: on(handlers.catalogue), scopes: ['documents/read'], personas: [employee], data: one('Query'),
    because: 'employees look for documents', purpose: 'document management',
  });
  door.addRoute('GET /documents/{id}', {
    handler: on(handlers.catalogue), scopes: ['documents/read'], personas: [employee], data: one('GetItem'),
    because: 'employees look at one document', purpose: 'document management',
  });
  door.addRoute('PUT /documents/{id}/hold', {
    handler: on(handlers.holds), scopes: ['documents/hold'], personas: [archivist], data: one('UpdateItem'),
    because: 'what a court asks for is kept', purpose: 'legal hold',
  });
  door.addRoute('DELETE /documents/{id}/hold', {
    handler: on(handlers.holds), scopes: ['documents/hold'], personas: [archivist], data: one('UpdateItem'),
    because: 'a hold ends', purpose: 'legal hold',
  });
  door.addRoute('GET /reports', {
    handler: on(handlers.listing), scopes: ['reports/read'], personas: [auditor], data: [{ store: daily, access: DataAccess.actions(['s3:ListBucket']) }],
    because: 'auditors see which reports there are', purpose: 'audit',
  });
  door.addRoute('GET /reports/{day}', {
    handler: on(handlers.download), scopes: ['reports/read'], personas: [auditor], data: [{ store: daily, access: DataAccess.actions(['s3:GetObject']).on('daily/*') }],
    because: 'auditors read the report of a day', purpose: 'audit', throttle: { rate: 5, burst: 10 },
  });
  door.addRoute('POST /scans', {
    handler: on(handlers.scans), callers: [iam.Role.fromRoleArn(handlers, 'Mailroom', 'arn:aws:iam::444455556666:role/mailroom')], data: one('PutItem'),
    because: 'the mailroom, in an account of its own, files what it scanned', validation: { body: SCAN },
  });

  const inside = zt.addFrontDoor('Inside', { profile: DoorProfile.PRIVATE, vpcEndpoints: [props.endpoint], logKey });
  inside.addRoute('POST /reports', {
    handler: on(handlers.announce), callers: [props.reportsJob], data: one('PutItem'), because: 'the nightly job says that a report is there',
  });
  inside.addRoute('GET /documents/{id}', {
    handler: on(handlers.held), callers: [props.api], data: one('GetItem'), because: 'the api asks whether a document is on hold before it moves it to the archive',
  });
  return { door, identity };
}
