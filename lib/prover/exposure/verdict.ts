/**
 * A verdict of the exposure plane takes its shape here: `verdictOf(world, finding)`, with the path of its witness beside it.
 */
import type { VerdictData } from '../../contract/verdicts';
import type { ExposureWorld } from '../../world/exposure/model';
import type { Place, Unknown } from '../../world/facts';
import { printable } from '../../world/input-error';
import { unknownData } from '../network/verdict';
import { shortHash } from '../short-hash';
import type { Entry, ExposurePath, Shown } from './model';
import { pathOf, witnessOf } from './witness';

export interface ExposureProof {
  readonly verdicts: readonly VerdictData[];
  /** The way of each verdict that has a witness, by verdict id. */
  readonly paths: ReadonlyMap<string, ExposurePath>;
}

export interface ExposureFinding {
  readonly kind: 'identified' | 'firewalled' | 'nothing-more' | 'nothing-less' | 'standing';
  /** Names in full: the id is made of them. */
  readonly key: string;
  readonly question: string;
  readonly verdict: VerdictData['verdict'];
  readonly source: string;
  readonly destination: string;
  readonly over: string;
  readonly severity?: VerdictData['severity'];
  readonly strict?: boolean;
  readonly way?: { readonly entry: Shown; readonly way: Entry['ways'][number] };
  readonly blockedBy?: VerdictData['blockedBy'];
  readonly unknowns?: readonly Unknown[];
  readonly assumptions?: readonly string[];
  readonly fix?: string;
  readonly at?: Place;
}

const NO_CHANGES = 'nothing changes these resources from outside the given templates, and the right to deploy is not abused';
const DISTINCT = 'a literal id is none of the resources that these templates make; two logical ids are two resources; a parameter is never the id of what its own template makes';
const AWS = 'a service of AWS does what its documentation says; where a request comes from, and an API key, tell nobody who sends it';

export function exposureProof(world: ExposureWorld, findings: readonly ExposureFinding[]): ExposureProof {
  const verdicts = new Map<string, VerdictData>();
  const paths = new Map<string, ExposurePath>();
  for (const f of findings) {
    const id = `${f.kind}.${shortHash(f.kind === 'identified' ? f.key : `exposure\n${f.key}`)}`;
    // An unknown verdict names what made it so, whatever happens.
    const unknowns = f.verdict !== 'unknown' ? [] : unknownData(f.unknowns ?? []);
    const verdict: VerdictData = {
      id, question: printable(f.question), plane: 'exposure', level: 'packet', verdict: f.verdict, kind: f.kind, severity: f.severity ?? 'error', strict: f.strict ?? false,
      subject: { source: printable(f.source), destination: printable(f.destination), over: printable(f.over) },
      ...f.way === undefined ? {} : { witness: witnessOf(world, f.way.entry, f.way.way) },
      ...f.blockedBy === undefined || f.blockedBy.length === 0 ? {} : { blockedBy: f.blockedBy },
      unknowns: f.verdict === 'unknown' && unknowns.length === 0 ? [{ token: 'a combination of conditions', pointer: '', why: 'nobody can say when all of them hold' }] : unknowns,
      assumptions: [...new Set([NO_CHANGES, DISTINCT, AWS, ...f.assumptions ?? []])].map(printable),
      ...f.fix === undefined ? {} : { fix: printable(f.fix) },
      ...f.at === undefined || f.at.resource === '' ? {} : { at: { template: f.at.template, resource: f.at.resource, ...f.at.constructPath === undefined ? {} : { constructPath: f.at.constructPath } } },
    };
    if (verdicts.has(id)) continue;
    verdicts.set(id, verdict);
    if (f.way !== undefined) paths.set(id, pathOf(world, f.way.way));
  }
  return { verdicts: [...verdicts.values()], paths };
}

/** What to do about an entry that lets nobody in. */
export function fixOf({ kind, door, permission, target }: Entry): string {
  if (permission !== undefined) return permission.principal === '*' ? 'name the account or the organisation that may call it (`Principal`, `PrincipalOrgID`)' : 'name the resource on whose behalf the service may call: `SourceArn`, and `SourceAccount` where the ARN has no account';
  if (kind === 'url') return `set \`AuthType: AWS_IAM\` and let nobody but known principals call \`${target.label}\`, or remove the URL`;
  if (door?.hosts.some((h) => !h.certificate.may.isNever()) === true && door.kind !== 'balancer') return 'set `DisableExecuteApiEndpoint: true`, and want a client certificate at every custom domain';
  if (kind === 'rest') return 'give the method an authorizer with scopes (`COGNITO_USER_POOLS`), `AWS_IAM`, or a Lambda authorizer, and a new deployment';
  if (kind === 'http' || kind === 'websocket') return 'give the route an authorizer (`JWT`, `CUSTOM`) or `AWS_IAM`';
  if (kind === 'balancer') return 'authenticate before the action that forwards: `authenticate-oidc`, `jwt-validation`, or a listener that verifies client certificates';
  if (kind === 'lattice') return 'set `AuthType: AWS_IAM` and an auth policy that names principals';
  return kind === 'graphql' ? 'take another authentication than `API_KEY`' : 'check an identity before the function is called';
}
