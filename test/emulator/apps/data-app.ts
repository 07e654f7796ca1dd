/**
 * A documents service without a VPC: identity and data only. Two functions share a table, a bucket and a key; who may do
 * what with the data is said in three lines at the end, and nothing else is permitted.
 */
import { App, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CrownJewel, DataAccess, DataProtection } from 'cdk-zero-trust';
import type { Construct } from 'constructs';

const CODE = 'exports.handler = async (event) => event;';

class Documents extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const key = new kms.Key(this, 'Key', { enableKeyRotation: true });
    const table = new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
    });
    const bucket = new s3.Bucket(this, 'Files', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
    });
    const show = this.handler('Show');
    const file = this.handler('File');

    const data = new DataProtection(this, 'Data', { breakGlassRoles: [this.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: 'break-glass' })] });
    const records = data.addStore('records', { resource: table, crownJewel: CrownJewel.restricted('personal files') });
    const files = data.addStore('files', { resource: bucket, crownJewel: CrownJewel.restricted('contracts') });
    data.addDataFlow({ source: show, store: records, access: DataAccess.reads(), because: 'documents are listed' });
    data.addDataFlow({ source: file, store: records, access: DataAccess.writes(), because: 'what is filed is listed' });
    data.addDataFlow({ source: file, store: files, access: DataAccess.actions(['s3:PutObject']).on('inbox/*'), because: 'documents are filed' });
  }

  private handler(id: string): lambda.Function {
    return new lambda.Function(this, id, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(CODE),
      timeout: Duration.seconds(10),
      logGroup: new LogGroup(this, `${id}Logs`, { retention: RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY }),
    });
  }
}

export const app = new App();
new Documents(app, 'DataApp', { env: { region: 'eu-west-1' } });
