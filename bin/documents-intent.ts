/**
 * Who may reach what in the documents service, who may use which data, and why. This file is what a reviewer reads: whatever it
 * does not say is closed, and documents-service.ts, which makes the workloads, cannot open anything.
 */
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Cadence, CrownJewel, DataAccess, type DataStore, Endpoint, FlowAuthentication, FlowEncryption, Guarantee, type Persona, ReachLevel, type ZeroTrust } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';

/** The workloads, one per segment, and where they keep data. */
export interface DocumentsWorkloads {
  readonly loadBalancer: IConstruct;
  readonly api: IConstruct;
  readonly database: IConstruct;
  readonly reportsJob: IConstruct;
  readonly reportsBucket: s3.IBucket;
  readonly sealingKey: IConstruct;
  /** Functions that answer at the doors. */
  readonly handlers: IConstruct[];
  readonly catalogue: dynamodb.ITable;
  /** The endpoint through which the door within is reached. */
  readonly inside: IConstruct;
}

/** What documents-door.ts says more of. */
export interface DeclaredDocuments {
  readonly personas: { readonly employee: Persona; readonly auditor: Persona; readonly archivist: Persona };
  readonly stores: { readonly catalogue: DataStore; readonly daily: DataStore };
}

export const API_PORT = 8443;
const OFFICES = '10.20.0.0/16';
const MAINFRAME = '10.80.12.0/28';
/** The routes that the data centre announces over BGP: no template holds them. */
export const ANNOUNCED = [OFFICES, MAINFRAME];
const CORPORATE = Endpoint.cidr(OFFICES);

export function declareDocuments(zt: ZeroTrust, workloads: DocumentsWorkloads): DeclaredDocuments {
  const employee = zt.addPersona('employee', { description: 'reads and files documents', groups: ['documents-users'] });
  const auditor = zt.addPersona('auditor', { description: 'reads the daily reports', groups: ['documents-auditors'] });
  const archivist = zt.addPersona('archivist', { description: 'keeps what a court asks for', groups: ['documents-archivists'] });

  const web = zt.addSegment('web', { displayName: 'Load balancer', members: [workloads.loadBalancer] });
  const api = zt.addSegment('api', { displayName: 'Documents API', members: [workloads.api] });
  const reports = zt.addSegment('reports', { displayName: 'Reports job', members: [workloads.reportsJob] });
  const handlers = zt.addSegment('handlers', { displayName: 'Functions behind the doors', members: workloads.handlers });
  const inside = zt.addSegment('inside', { displayName: 'Endpoint of the door within', members: [workloads.inside] });
  const docs = zt.addSegment('docs', {
    displayName: 'Documents database',
    members: [workloads.database],
    crownJewel: CrownJewel.restricted('contracts and personal files; a leak must be reported to the regulator'),
    offers: [{ id: 'sql', port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'services with a database user of their own' }],
  });
  const archive = zt.addLegacyEnclave('archive', {
    displayName: 'Records mainframe',
    cidrs: [MAINFRAME],
    owner: 'records-management@example.com',
    until: '2027-06-30',
    compensation: 'the api seals each document before it leaves, and the data centre admits only the VPC\'s addresses',
  });

  zt.addFlow({
    id: 'employees-to-web', source: CORPORATE, destination: web, port: ec2.Port.HTTPS, encryption: FlowEncryption.TLS,
    authentication: FlowAuthentication.none('the load balancer only passes requests on; the api verifies the token of each'),
    because: 'employees use the service from the corporate network', purpose: 'document management',
  });
  zt.addFlow({
    source: web, destination: api, port: ec2.Port.tcp(API_PORT),
    authentication: FlowAuthentication.TOKEN, encryption: FlowEncryption.TLS,
    because: 'the load balancer passes requests and health checks on',
  });
  zt.addClaim({ source: api, segment: docs, offer: 'sql', because: 'the api reads and files documents' });
  zt.addFlow({
    source: reports, destination: docs, port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM,
    because: 'the nightly report counts what was filed', cadence: Cadence.DAILY,
  });
  zt.addFlow({
    source: api, destination: archive, port: ec2.Port.tcp(2121),
    authentication: FlowAuthentication.none('the mainframe cannot authenticate anybody'),
    encryption: FlowEncryption.none('the mainframe speaks no TLS; what is sent is sealed already'),
    because: 'documents past their retention move to the archive', until: '2027-06-30', cadence: Cadence.WEEKLY,
  });

  // The way; which function may do what there, the routes of documents-door.ts say.
  const ways = [
    ['dynamodb', ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'], [workloads.catalogue.tableArn]],
    ['s3', ['s3:GetObject', 's3:ListBucket'], [workloads.reportsBucket.bucketArn, workloads.reportsBucket.arnForObjects('daily/*')]],
  ] as const;
  for (const [service, actions, resources] of ways) {
    zt.addFlow({
      source: handlers, destination: Endpoint.awsService(service, { actions: [...actions], resources: [...resources] }), port: ec2.Port.HTTPS,
      authentication: FlowAuthentication.SIGV4, encryption: FlowEncryption.TLS, because: 'what the routes do with data',
    });
  }
  for (const source of [api, reports]) {
    zt.addFlow({
      source, destination: inside, port: ec2.Port.HTTPS, authentication: FlowAuthentication.SIGV4, encryption: FlowEncryption.TLS,
      because: 'calls of the door within, signed with the role of the caller',
    });
  }

  const documents = zt.addStore('documents', { resource: workloads.database, crownJewel: CrownJewel.restricted('contracts and personal files') });
  const sealing = zt.addStore('sealing-key', { resource: workloads.sealingKey, crownJewel: CrownJewel.restricted('whoever has it reads the archive') });
  const daily = zt.addStore('daily-reports', { resource: workloads.reportsBucket });
  const catalogue = zt.addStore('catalogue', { resource: workloads.catalogue }); // who uses it, the routes of the doors say
  zt.addDataFlow({
    source: api, store: documents, access: DataAccess.readsAndWrites().on('api'), authentication: FlowAuthentication.RDS_IAM,
    because: 'the api reads and files documents, as the database user of its name', purpose: 'document management',
  });
  zt.addDataFlow({
    source: reports, store: documents, access: DataAccess.reads().on('reports'), authentication: FlowAuthentication.RDS_IAM,
    because: 'the nightly report counts what was filed, as a database user that may only read', cadence: Cadence.DAILY,
  });
  zt.addDataFlow({
    source: api, store: sealing, access: DataAccess.actions(['secretsmanager:GetSecretValue']),
    because: 'the api seals documents for the archive',
  });
  zt.addDataFlow({
    source: reports, store: daily, access: DataAccess.actions(['s3:PutObject']).on('daily/*'),
    because: 'the nightly report is written for the auditors', cadence: Cadence.DAILY,
  });

  zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: docs }));
  zt.addGuarantee(Guarantee.onlyVia({ source: CORPORATE, destination: docs, via: [api] }));
  zt.addGuarantee(Guarantee.denies({ source: web, destination: docs, level: ReachLevel.PACKET }));
  zt.addGuarantee(Guarantee.denies({ source: archive, destination: docs }));
  zt.addGuarantee(Guarantee.denies({ source: reports, destination: archive }));
  zt.addGuarantee(Guarantee.permits({ source: api, destination: docs, port: ec2.Port.POSTGRES }));
  zt.addGuarantee(Guarantee.permits({ source: reports, destination: docs, port: ec2.Port.POSTGRES }));
  return { personas: { employee, auditor, archivist }, stores: { catalogue, daily } };
}
