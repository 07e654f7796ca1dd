/** The app before: `npx cdk synth --quiet --output before.out --app 'node -r ../../scripts/ts.cjs before.ts'` */
import { App } from 'aws-cdk-lib';
import { ZeroTrustValidator } from 'cdk-zero-trust';
import { Orders } from './legacy';

export const app = new App();
new Orders(app);

ZeroTrustValidator.enable(app);
