/**
 * Who may reach what in the documents service, and why. This file is what a reviewer reads: whatever it does not say is
 * closed, and documents-service.ts, which makes the workloads, cannot open anything.
 */
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Cadence, CrownJewel, Endpoint, FlowAuthentication, FlowEncryption, Guarantee, ReachLevel, type ZeroTrust } from 'cdk-zero-trust';
import type { IConstruct } from 'constructs';

/** The workloads, one per segment. */
export interface DocumentsWorkloads {
  readonly loadBalancer: IConstruct;
  readonly api: IConstruct;
  readonly database: IConstruct;
  readonly reportsJob: IConstruct;
  readonly reportsBucket: IBucket;
}

export const API_PORT = 8443;
const CORPORATE = Endpoint.cidr('10.20.0.0/16');

export function declareDocuments(zt: ZeroTrust, workloads: DocumentsWorkloads): void {
  zt.addPersona('employee', { description: 'reads and files documents', groups: ['documents-users'] });
  zt.addPersona('auditor', { description: 'reads the daily reports', groups: ['documents-auditors'] });

  const web = zt.addSegment('web', { displayName: 'Load balancer', members: [workloads.loadBalancer] });
  const api = zt.addSegment('api', { displayName: 'Documents API', members: [workloads.api] });
  const reports = zt.addSegment('reports', { displayName: 'Reports job', members: [workloads.reportsJob] });
  const docs = zt.addSegment('docs', {
    displayName: 'Documents database',
    members: [workloads.database],
    crownJewel: CrownJewel.restricted('contracts and personal files; a leak must be reported to the regulator'),
    offers: [{ id: 'sql', port: ec2.Port.POSTGRES, authentication: FlowAuthentication.RDS_IAM, because: 'services with a database user of their own' }],
  });
  const archive = zt.addLegacyEnclave('archive', {
    displayName: 'Records mainframe',
    cidrs: ['10.80.12.0/28'],
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
    source: reports,
    destination: Endpoint.awsService('s3', { actions: ['s3:PutObject'], resources: [workloads.reportsBucket.arnForObjects('daily/*')] }),
    because: 'the nightly report is written for the auditors', cadence: Cadence.DAILY,
  });
  zt.addFlow({
    source: api, destination: archive, port: ec2.Port.tcp(2121),
    authentication: FlowAuthentication.none('the mainframe cannot authenticate anybody'),
    encryption: FlowEncryption.none('the mainframe speaks no TLS; what is sent is sealed already'),
    because: 'documents past their retention move to the archive', until: '2027-06-30', cadence: Cadence.WEEKLY,
  });

  zt.addGuarantee(Guarantee.denies({ source: Endpoint.INTERNET, destination: docs }));
  zt.addGuarantee(Guarantee.onlyVia({ source: CORPORATE, destination: docs, via: [api] }));
  zt.addGuarantee(Guarantee.denies({ source: web, destination: docs, level: ReachLevel.PACKET }));
  zt.addGuarantee(Guarantee.denies({ source: archive, destination: docs }));
  zt.addGuarantee(Guarantee.denies({ source: reports, destination: archive }));
  zt.addGuarantee(Guarantee.permits({ source: api, destination: docs, port: ec2.Port.POSTGRES }));
  zt.addGuarantee(Guarantee.permits({ source: reports, destination: docs, port: ec2.Port.POSTGRES }));
}
