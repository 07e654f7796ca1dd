/** What a partner gets of a bucket: by a grant to his account, as it is often written, and by a data flow. */
import { App, aws_iam as iam, aws_s3 as s3, Stack } from 'aws-cdk-lib';
import { DataAccess, DataProtection } from 'cdk-zero-trust';
import { acknowledgeBucket } from './acknowledged';

const [OURS, PARTNERS] = ['111122223333', '999988887777'];

export class Partner extends Stack {
  public readonly bucket = new s3.Bucket(this, 'Bucket');

  constructor(app: App, id: string) {
    super(app, id, { env: { account: OURS, region: 'eu-west-1' } });
  }

  /** Broken: whoever is anybody in the partner's account reads all of it, for ever; and nothing else is closed. */
  public grant(): void {
    this.bucket.grantRead(new iam.AccountPrincipal(PARTNERS));
  }

  /** Fixed: one role of the partner's, one folder, until the contract ends. Synth prints the policy that the partner attaches to it. */
  public share(): void {
    acknowledgeBucket(this.bucket);
    const data = new DataProtection(this, 'Data');
    data.addDataFlow({
      source: iam.Role.fromRoleArn(this, 'PartnerReports', `arn:aws:iam::${PARTNERS}:role/reports`),
      store: data.addStore('shared', { resource: this.bucket }),
      access: DataAccess.actions(['s3:GetObject']).on('partner/*'),
      because: 'the partner fetches his reports', until: '2027-06-30',
    });
  }
}
