/** The app as it was. */
import { App } from 'aws-cdk-lib';
import { documents } from './documents';

export const app = new App();
documents(app);
