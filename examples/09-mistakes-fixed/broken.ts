/** The eighth mistake as it is often written; the other seven are in ../04-mistakes. `npx cdk synth --quiet --app 'node -r ../../scripts/ts.cjs broken.ts'` */
import { App } from 'aws-cdk-lib';
import { Partner } from './partner';

export const app = new App();
new Partner(app, 'OtherAccount').grant();
