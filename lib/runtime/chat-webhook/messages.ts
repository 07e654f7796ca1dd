/**
 * A signal as a chat shows it: `messageOf('slack', signal)`, `messageOf('teams', signal)`.
 *
 * Texts of a signal may be an attacker's (the name of a user stands in the title of a finding), so they are shown as plain text, where nothing can be a mention, a
 * link or markup: `plain_text` of Slack's blocks, text runs of adaptive cards. Links are only those whose address is https.
 *
 * Formats: Slack API, "Block Kit" (header 150, text 3,000, field 2,000 characters); Microsoft Teams, "Create an incoming webhook with Workflows" and adaptive
 * cards 1.4 (a message of 28 KB). Unverified: from memory of these pages, 2026-11.
 */
import { plainText, type SignalData } from '../../contract/signal';

export const CHAT_KINDS = ['slack', 'teams'] as const;
export type ChatKind = (typeof CHAT_KINDS)[number];

export function messageOf(kind: ChatKind, signal: SignalData): object {
  return kind === 'slack' ? slack(signal) : teams(signal);
}

function headline({ severity, state, title, source }: SignalData): string {
  return `${state === 'cleared' ? 'cleared' : severity.toUpperCase()}${source.isSample === true ? ' (sample)' : ''}${source.isMuted === true ? ' (muted)' : ''}: ${title}`;
}

function facts({ signal, subject, routes, flows, left, account, region, time, owner, runbook, reason, source, id }: SignalData): readonly (readonly [string, string])[] {
  const more = (list: readonly string[], others: number): string => [...list.slice(0, 5), ...(list.length + others > 5 ? [`and ${list.length + others - Math.min(list.length, 5)} more`] : [])].join(', ');
  return ([
    ['Signal', signal], ['Subject', `${subject.kind} ${subject.id}`], ['Routes', more(routes, left?.routes ?? 0)], ['Flows', more(flows, left?.flows ?? 0)],
    ['Reason', reason ?? ''], ['AWS', source.type ?? ''], ['Where', `${account} ${region}`], ['When', time], ['Owner', owner ?? ''], ['Runbook', runbook ?? ''], ['Id', id],
  ] as const).filter(([, value]) => value !== '').map(([name, value]) => [name, plainText(value, 1_000)]);
}

function links({ evidence, runbook }: SignalData): readonly (readonly [string, string])[] {
  return [
    ...(runbook !== undefined && /^https:\/\/[^\s"<>\\^`{|}]+$/.test(runbook) ? [['Runbook', runbook] as const] : []),
    ...evidence.flatMap(({ kind, url }) => (url === undefined ? [] : [[`Open ${kind}`, url] as const])),
  ].slice(0, 4);
}

function slack(signal: SignalData): object {
  const buttons = links(signal);
  return {
    // Shown in notifications; Slack reads markup here, so that its three characters are written out.
    text: headline(signal).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/[*_~`@]/g, ''),
    blocks: [
      { type: 'header', text: { type: 'plain_text', emoji: false, text: plainText(headline(signal), 150) } },
      { type: 'section', text: { type: 'plain_text', emoji: false, text: plainTextOf(facts(signal), 3_000) } },
      ...(buttons.length === 0 ? [] : [{ type: 'actions', elements: buttons.map(([text, url], i) => ({ type: 'button', action_id: `open-${i}`, text: { type: 'plain_text', emoji: false, text }, url })) }]),
    ],
  };
}

/** Lines are wanted here; each of them is plain. */
function plainTextOf(rows: readonly (readonly [string, string])[], longest: number): string {
  return rows.map(([name, value]) => `${name}: ${value}`).join('\n').slice(0, longest);
}

function teams(signal: SignalData): object {
  const line = (text: string, more: object = {}): object => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...more }] });
  return {
    type: 'message',
    attachments: [{
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4',
        body: [
          line(headline(signal), { weight: 'bolder', size: 'medium', ...(signal.state === 'raised' && signal.severity !== 'low' ? { color: signal.severity === 'medium' ? 'warning' : 'attention' } : {}) }),
          ...facts(signal).map(([name, value]) => line(`${name}: ${value}`)),
        ],
        actions: links(signal).map(([title, url]) => ({ type: 'Action.OpenUrl', title, url })),
      },
    }],
  };
}
