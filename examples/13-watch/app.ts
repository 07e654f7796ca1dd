/**
 * A documents API that runs already (documents.ts), made with CDK alone, and a watch over it: nothing of the API changes. One trail, one bus for signals, one topic for people,
 * one chat for what is severe.
 */
import { App, aws_secretsmanager as secretsmanager, Duration, Stack } from 'aws-cdk-lib';
import { ChatFormat, SignalBus, SignalLog, SignalSeverity, SignalSource, Watch, WatchedKind } from 'cdk-zero-trust';
import { acknowledge } from './acknowledged';
import { documents } from './documents';

export const app = new App();

const { service, api, pool, table } = documents(app);

// What watches it, in a stack of its own.
const watching = new Stack(app, 'Watching', { env: { region: 'eu-west-1' } });
const signals = new SignalBus(watching, 'Signals');
signals.addChatWebhook('Security', { secret: secretsmanager.Secret.fromSecretNameV2(watching, 'Webhook', 'chat/security'), chat: ChatFormat.SLACK, minimumSeverity: SignalSeverity.HIGH });
const watch = new Watch(watching, 'Watch', { owner: 'documents team', runbooks: 'https://runbooks.example.com/', bus: signals, noTrailBecause: 'the organization watches its trail from the account for security' });
watch.observe(api);
watch.observe(pool);
watch.observe(table);

watch.override('restApi.clientErrors', { ceiling: 300 });
watch.off('table.scanned', { because: 'the nightly report scans' });
watch.addSignal('restApi.uploads', {
  about: WatchedKind.REST_API, title: 'Uploads', source: SignalSource.logLines({ log: SignalLog.ACCESS_LOG, pattern: '{ $.httpMethod = "PUT" }' }),
  ceiling: 500, severity: SignalSeverity.MEDIUM, why: 'Somebody fills the table.', firstStep: 'See in the access log whose they are.',
});
watch.muteDuring('releases', { schedule: 'cron(0 6 * * TUE)', duration: Duration.hours(1), timeZone: 'Europe/Berlin', because: 'releases on Tuesdays: alarms ring, and page nobody' });

acknowledge(service, watching);
