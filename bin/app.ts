/**
 * The reference app, which `npm run synth` synthesizes: a documents service of which nothing can be reached except what
 * documents-intent.ts says.
 *
 *   npx cdk deploy DocumentsImages                          # two empty repositories; push both images
 *   npx cdk deploy Documents --parameters CertificateArn=…  # everything else
 */
import { App } from 'aws-cdk-lib';
import { DocumentsImages } from './documents-images';
import { DocumentsService } from './documents-service';

export const app = new App({
  context: {
    '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true, // no ACL for log delivery
    '@aws-cdk/core:defaultCrossStackReferences': 'strong', // a repository in use cannot be deleted
  },
});

const env = { region: 'eu-west-1' };
const images = new DocumentsImages(app, 'DocumentsImages', { env });
new DocumentsService(app, 'Documents', { env, images, imageTag: '1.0.0' });
