/** The app before: `npx cdk synth --quiet --output before.out --app 'node -r ../../scripts/ts.cjs before.ts'` */
import { App } from 'aws-cdk-lib';
import { Orders } from './legacy';

export const app = new App();
new Orders(app);
