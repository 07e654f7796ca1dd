/**
 * What routes do with data becomes data flows from their handlers: one for each handler, store and part, with the union of what its
 * routes say, because all of them run with one role. A handler in a segment gets its way there as well (route-network.ts).
 *
 *   door.addRoute('GET /documents/{id}', { ..., data: [{ store: documents, access: DataAccess.reads() }] });
 */
import type { aws_lambda as lambda } from 'aws-cdk-lib/interfaces';
import { DataAccess } from '../data/access';
import type { DataProtection } from '../data/data-protection';
import type { DataFlowData } from '../../intent';
import type { CallSite } from '../declaration/call-site';
import type { FrontDoor } from './front-door';
import type { HandlerSource } from './handler';
import { handlerName } from './handler-facts';
import { idHash } from './compiler/shard';
import type { RouteWay } from './route-network';
import type { RouteDataProps, RouteProps } from './route';

interface Use {
  readonly handler: lambda.IFunctionRef;
  readonly name: string;
  readonly first: RouteDataProps;
  readonly accesses: DataAccess[];
  readonly routes: { readonly id: string; readonly because?: string; readonly purpose?: string }[];
}

export class RouteData {
  private readonly uses = new Map<string, Use>();
  private isWaiting = false;

  constructor(private readonly door: FrontDoor, private readonly data?: DataProtection) {}

  public add(id: string, { handler, data = [], because, publicBecause, purpose }: RouteProps, site: CallSite): void {
    if (data.length === 0 || handler === undefined) return;
    const source = handler._data as HandlerSource;
    const stores = data.map((d) => `\`${d.store.storeId}\``).join(', ');
    if (source.kind !== 'function') {
      this.door._declaration.report('error', 'RouteDataWithoutRole', `route \`${id}\` says what it does with data of ${stores}, and is answered by no function, so nobody has the right to do it; expected \`actions\` and \`resources\` of \`RouteHandler.service\`, or a data flow from what stands behind the VPC link`, site);
      return;
    }
    if (this.data === undefined) {
      this.door._declaration.report('error', 'RouteDataWithoutLayer', `route \`${id}\` says what it does with data of ${stores}, and door \`${this.door.doorId}\` knows no data layer that could permit it; expected \`dataProtection\` on the door, or a door of \`ZeroTrust\``, site);
      return;
    }
    const { path: name } = handlerName(handler, this.door);
    for (const use of data) {
      const key = JSON.stringify([name, use.store._scope, use.store.storeId, use.access.parts, use.access._isLimited, use.rows?.data ?? null]);
      const known = this.uses.get(key) ?? { handler: source.handler, name, first: use, accesses: [], routes: [] };
      known.accesses.push(use.access);
      known.routes.push({ id, ...((because ?? publicBecause) === undefined ? {} : { because: because ?? publicBecause }), ...(purpose === undefined ? {} : { purpose }) });
      this.uses.set(key, known);
    }
    if (!this.isWaiting) this.data._beforeBuild(() => { this.declare(); });
    this.isWaiting = true;
  }

  /** The order in which routes were added is of no account. */
  private declare(): void {
    const ways: RouteWay[] = [];
    for (const [key, { handler, first, accesses, routes }] of [...this.uses].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const ids = [...new Set(routes.map((r) => r.id))].sort();
      const reasons = [...new Set(routes.flatMap((r) => r.because ?? []))].sort();
      const purposes = [...new Set(routes.flatMap((r) => r.purpose ?? []))].sort();
      const access = union(accesses, first);
      const because = [`${ids.length === 1 ? 'route' : 'routes'} ${ids.join(', ')} of door ${this.door.doorId}`, ...reasons].join('; ');
      ways.push({ handler, store: first.store, access, because });
      this.data?.addDataFlow({
        id: `${this.door.doorId}-${first.store.storeId}-${idHash(key)}`, source: handler, store: first.store, access, because,
        ...(purposes.length === 0 ? {} : { purpose: purposes.join(', ') }), ...(first.rows === undefined ? {} : { rows: first.rows }),
      });
    }
    // Its tables are large, and a door without a network has no use for them.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    if (this.data?._network !== undefined) (require('./route-network') as typeof import('./route-network')).openWays(this.door.doorId, this.data, ways);
  }
}

/** Reading and writing stay words; listed actions beside words become one list. All are of the same parts. */
function union(accesses: readonly DataAccess[], { store }: RouteDataProps): DataAccess {
  const [first] = accesses;
  const kinds = new Set(accesses.map((a) => a.kind));
  if (accesses.length === 1 || (kinds.size === 1 && first.kind !== 'actions')) return first;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { actionsFor } = require('../data/actions-for') as typeof import('../data/actions-for'); // its tables are large
  const { kind } = store._host;
  const listed = accesses.flatMap((a) => (a.kind === 'actions' || kind === undefined ? a.listed : actionsFor(kind, a.kind as DataFlowData['access'], a.listed)));
  const both = kinds.has('actions') ? DataAccess.actions([...new Set(listed)].sort()) : DataAccess.readsAndWrites();
  return first.parts.length === 0 ? both : both.on(...first.parts);
}
