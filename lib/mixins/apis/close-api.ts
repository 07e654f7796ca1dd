/**
 * Closes an API that exists, L1 or L2, and leaves everything else as it is:
 *
 *   api.with(new CloseApi({ throttle: { rate: 50, burst: 100 } }));
 *
 * The default host off where a custom domain leads to the API, no data trace, an access log, throttles, answers that say how to
 * authenticate and nothing of why, TLS 1.2; by the rows of closings.ts. Its deployments follow. It says nothing of who may call:
 * `RequireIdentity` does. It acts at once and looks again when the app is synthesized. The access log of a REST API needs the account's
 * role for logs (`AWS::ApiGateway::Account`): where no stack of the app makes it, that is told (`GatewayLogRoleMissing`). Not modelled: settings in `StageDescription` of a deployment.
 */
import { type CfnResource, Mixin } from 'aws-cdk-lib';
import type { aws_logs as logs } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { didYouMean } from '../../intent';
import { CallSite } from '../../layers/declaration/call-site';
import { lacksLogRole, logRoleText } from '../../layers/front-door/log-role';
import type { ThrottleProps } from '../../layers/front-door/route';
import { lookTwice } from '../../layers/last-look';
import { finding, tell, type Told } from '../findings';
import { type ApiToClose, type ClosingOfApi, CLOSINGS } from './closings';
import { apiFor, type FoundApi } from './find';
import { homeOf } from './identity-authorizer';
import { OPTIONS, optionsOf } from './options';
import { redeploy } from './redeploy-on-change';

/** How an API is closed. */
export interface CloseApiProps {
  /**
   * What each stage takes at most. Without it a stage that has no throttle of its own is told and left.
   * @default - as the stages say
   */
  readonly throttle?: ThrottleProps;
  /**
   * Where stages log that log nowhere yet.
   * @default - a log group of its own that is kept a year
   */
  readonly accessLogs?: logs.ILogGroupRef;
  /**
   * Ids of closings in docs/existing-stacks.md that are left as they are, e.g. `api.default-host`.
   * @default - none
   */
  readonly exceptClosings?: string[];
}

/** Closes REST and HTTP APIs. */
export class CloseApi extends Mixin {
  private readonly props: CloseApiProps;
  private readonly site = new CallSite();
  private readonly mistakes: () => string[];
  /** APIs whose stages log because of this. */
  private readonly logged = new Set<CfnResource>();

  constructor(props: CloseApiProps = {}) {
    super();
    const { options, mistakes } = optionsOf(props, OPTIONS.CloseApiProps, '`CloseApi`', this.site);
    this.props = options;
    this.mistakes = mistakes;
    const ids = new Set(CLOSINGS.map((c) => c.id));
    const unknown = (options.exceptClosings ?? []).find((id) => !ids.has(id));
    if (unknown !== undefined) throw new Error(`ClosingNotKnown: \`exceptClosings\` names the unknown closing \`${unknown}\`${didYouMean(unknown, ids, 'closings')}; docs/existing-stacks.md lists them all`);
  }

  /** True for an API, also an imported one: that is told, never passed over. */
  public supports(construct: IConstruct): boolean {
    return apiFor(construct) !== undefined;
  }

  /** Closes it. Twice is the same as once. */
  public applyTo(construct: IConstruct): void {
    const found = apiFor(construct);
    if (found === undefined) throw new Error(`ApiUnknown: \`${construct.node.path}\` is no api; expected a REST or HTTP API, L1, L2 or imported`);
    const { resource, kind } = found;
    const isRead = this.mistakes().length === 0;
    if (isRead && resource !== undefined && kind !== 'websocket') {
      redeploy(construct, found, this.site);
      for (const closing of this.asked()) for (const judged of closing.judge(this.on(construct, found))) {
        judged.close?.();
        if (judged.close !== undefined && closing.id === 'api.access-log') this.logged.add(resource);
      }
    }
    const holder = (resource ?? construct) as unknown as Record<symbol, Set<CloseApi> | undefined>;
    const known = (holder[APPLIED] ??= new Set());
    if (known.has(this)) return;
    known.add(this);
    lookTwice(construct, resource ?? construct, () => (isRead ? tell(this.open(construct, found)) : this.mistakes()));
  }

  private asked(): readonly ClosingOfApi[] {
    return CLOSINGS.filter((c) => this.props.exceptClosings?.includes(c.id) !== true);
  }

  private on(construct: IConstruct, found: FoundApi): ApiToClose {
    const { throttle, accessLogs } = this.props;
    return {
      kind: found.kind === 'rest' ? 'rest' : 'http', api: found.resource!, home: () => homeOf(construct, found),
      ...(throttle === undefined ? {} : { throttle }), ...(accessLogs === undefined ? {} : { logGroupArn: accessLogs.logGroupRef.logGroupArn }),
    };
  }

  private open(construct: IConstruct, found: FoundApi): Told[] {
    const where = this.site.toString();
    if (found.resource === undefined) return [{ id: 'ApiImported', construct, finding: finding('error', 'ApiImported', `the api \`${found.path}\` is imported, so \`CloseApi\` changes nothing there; expected an api that this app creates; close it in the app that owns it, by the same mixin`, where) }];
    if (found.kind === 'websocket') return [{ id: 'ApiNotClosable', construct, finding: finding('error', 'ApiNotClosable', `the api \`${found.path}\` is a WebSocket API; expected a REST or HTTP API, because these settings are theirs; close it by hand`, where) }];
    return [...this.logRole(construct, found, where), ...this.asked().flatMap(({ id, judge }) => judge(this.on(construct, found)).map(({ is, at, got, expected, fix }): Told => ({
      id, construct: at,
      finding: is === 'open'
        ? finding('error', 'ApiOpen', `\`${at.node.path}\` of the api \`${found.path}\` is open: got ${got}, expected ${expected}; ${fix} (\`${id}\`)`, where)
        : finding('warning', 'ApiClosingUnknown', `\`${at.node.path}\` of the api \`${found.path}\` may be open: got ${got}, expected ${expected}; ${fix} (\`${id}\`)`, where),
    })))];
  }

  /** Of a log that this made: one that was there before works already. */
  private logRole(construct: IConstruct, { resource, kind, path }: FoundApi, where: string): Told[] {
    if (kind !== 'rest' || !this.logged.has(resource!) || !lacksLogRole(resource!)) return [];
    return [{ id: 'GatewayLogRoleMissing', construct, finding: finding('warning', 'GatewayLogRoleMissing', logRoleText(`the api \`${path}\``), where) }];
  }
}

const APPLIED = Symbol.for('cdk-zero-trust.mixins.close-api');
