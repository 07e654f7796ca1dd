/**
 * Function URLs: one host, every method and path, a signature (`AWS_IAM`) or nothing (`NONE`).
 *
 * A URL answers whom the function's own policy lets in, whatever its type: `lambda:InvokeFunctionUrl`, and for URLs since October 2025
 * `lambda:InvokeFunction` as well (https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html). Which of both an account needs depends
 * on the age of its URL, so the first is enough for MUST.
 */
import { type Context, labelOf } from './context';
import { ALWAYS, NEVER, when } from './holds';
import { onlyHost } from './hosts';
import type { Auth, Stage } from './model';
import { noPolicy } from './policies';

export function readUrls(context: Context): void {
  for (const url of context.ofType('AWS::Lambda::Url')) {
    const stage: Stage = { id: `${url.id}#stage`, name: '', guard: url.guard, place: url.place };
    const auths = context.each(url, 'AuthType').map(({ guard, value, place }): Auth => {
      const text = context.text(value);
      const kind = text === 'NONE' ? 'none' : text === 'AWS_IAM' ? 'iam' : 'unknown';
      return { guard, kind, scopes: [], unknowns: kind === 'unknown' ? [context.unknown(value, place, 'what the URL asks of a request is not known', 'AuthType')] : [], place };
    });
    const targets = context.each(url, 'TargetFunctionArn').flatMap(({ guard, value, place }) => context.each(url, 'Qualifier').flatMap((q) => {
      const both = guard.and(q.guard);
      const target = context.target(value, place);
      const qualifier = q.value === undefined ? target.qualifier : context.text(q.value);
      return both.isNever() ? [] : [{ guard: both, target: qualifier === undefined ? target : { ...target, qualifier }, need: { kind: 'url' as const }, place }];
    }));
    context.doors.push({
      id: url.id, kind: 'url', label: labelOf(url.id), guard: url.guard, place: url.place, hidden: [], stages: [stage],
      hosts: [onlyHost(`the function URL ${labelOf(url.id)}`, when(url.guard), url.place)],
      routes: [{ id: url.id, label: 'ANY /', method: 'ANY', path: '/', guard: url.guard, place: url.place, auths, apiKey: NEVER, targets, served: new Map([[stage.id, ALWAYS]]) }],
      policies: noPolicy(url.guard, url.place),
    });
  }
}
