/**
 * What a rule does with a request that it matches:
 *
 *   FirewallAction.block({ status: 429, body: { contentType: ResponseContentType.JSON, content: '{"error":"slow down"}' } })
 *   FirewallAction.allow({ headers: { checked: 'yes' } })        // reaches the application as x-amzn-waf-checked
 *   FirewallAction.challenge({ immunity: Duration.minutes(10) })
 */
import type { Duration } from 'aws-cdk-lib';
import { Findings } from '../../../intent';
import type { ActionFacts } from '../model';
import { later } from './later';

/** What the body of an answer is. */
export enum ResponseContentType {
  /** `text/plain` */
  TEXT = 'TEXT_PLAIN',
  /** `text/html` */
  HTML = 'TEXT_HTML',
  /** `application/json` */
  JSON = 'APPLICATION_JSON',
}

/** The body of an answer. */
export interface ResponseBodyProps {
  /** The body, at most 4 KB. */
  readonly content: string;
  /** What it is. */
  readonly contentType: ResponseContentType;
  /**
   * Name of the body in the web ACL: rules that say the same share it.
   * @default - from its content
   */
  readonly id?: string;
}

/** How a blocked request is answered. */
export interface BlockProps {
  /**
   * HTTP status, one of those that WAF takes.
   * @default 403
   */
  readonly status?: number;
  /**
   * Headers of the answer by name, at most 10; not `content-type`.
   * @default - none
   */
  readonly headers?: { [name: string]: string };
  /**
   * @default - that of the protected service
   */
  readonly body?: ResponseBodyProps;
}

/** What is added to a request that goes on. */
export interface InsertHeadersProps {
  /**
   * Headers by name, at most 10. WAF puts `x-amzn-waf-` in front of each name, so that no client can send it.
   * @default - none
   */
  readonly headers?: { [name: string]: string };
}

/** A puzzle, and what is added to a request whose sender has solved it. */
export interface PuzzleProps extends InsertHeadersProps {
  /**
   * How long a solved one counts: a CAPTCHA 60 seconds to 3 days, a challenge 300 seconds to 3 days.
   * @default - that of the web ACL, or 300 seconds
   */
  readonly immunity?: Duration;
}

/** What a rule does with what it matches. */
export class FirewallAction {
  /** The request is answered by WAF and goes no further. */
  public static block(props: BlockProps = {}): FirewallAction {
    return new FirewallAction(() => {
      const told = new Findings();
      const { response, bodies } = later().actions.blockResponse(props, told);
      return { kind: 'block', json: { Block: response === undefined ? {} : { CustomResponse: response } }, bodies, findings: told.all() };
    });
  }

  /** The request goes on, past all later rules. */
  public static allow(props: InsertHeadersProps = {}): FirewallAction {
    return FirewallAction.passing('allow', 'Allow', props);
  }

  /** The request is counted, and later rules see it. */
  public static count(props: InsertHeadersProps = {}): FirewallAction {
    return FirewallAction.passing('count', 'Count', props);
  }

  /** People solve a puzzle. Only browsers can, that ask for HTML over HTTPS: an API's clients are blocked. Costs for each attempt. */
  public static captcha(props: PuzzleProps = {}): FirewallAction {
    return FirewallAction.passing('captcha', 'Captcha', props);
  }

  /** The browser solves a puzzle in silence. Only browsers can, that ask for HTML over HTTPS: an API's clients are blocked. Costs for each answer. */
  public static challenge(props: PuzzleProps = {}): FirewallAction {
    return FirewallAction.passing('challenge', 'Challenge', props);
  }

  private static passing(kind: ActionFacts['kind'], name: string, props: PuzzleProps): FirewallAction {
    return new FirewallAction(() => {
      const told = new Findings();
      const { headers, immunity } = later().actions.passingOptions(kind, props, told);
      const inserted = later().actions.insertedHeaders(headers, `/${name}/CustomRequestHandling/InsertHeaders`, told);
      const immunitySeconds = immunity === undefined ? undefined : later().actions.checkImmunity(kind, immunity, told);
      return {
        kind, json: { [name]: inserted === undefined ? {} : { CustomRequestHandling: { InsertHeaders: inserted } } }, bodies: {},
        ...(immunitySeconds === undefined ? {} : { immunitySeconds }),
        findings: told.all(),
      };
    });
  }

  private constructor(private readonly build: () => ActionFacts) {}

  /** @internal Pointers of findings are within the action's JSON. */
  public _facts(): ActionFacts {
    return this.build();
  }
}
