/**
 * What groups of managed rules have to be told of an application, typed, and as WAF takes it.
 *
 * Sources: CloudFormation, AWS::WAFv2::WebACL ManagedRuleGroupConfig and what it holds. What is wrong with values is told by check-config.ts, because they may
 * come from hand-made JSON as well.
 */
import { type Kind, listOf, needed, NUMBER, readEarly, type Shape, type Tell, TEXT, TEXTS, type Told } from '../../declaration/options';
import type { Properties } from '../model';

const NUMBERS = listOf(NUMBER, 'a list of numbers');

/** How deep Bot Control looks. */
export enum BotInspection {
  /** Bots that say who they are. */
  COMMON = 'COMMON',
  /** Others, too, by fingerprints, challenges and behavior. Ten times the price by request; browsers need AWS WAF's script. */
  TARGETED = 'TARGETED',
}

/** How little a group needs to see before it acts. */
export enum FirewallSensitivity {
  LOW = 'LOW',
  MEDIUM = 'MEDIUM',
  HIGH = 'HIGH',
}

/** How an application is sent credentials. */
export enum PayloadType {
  /** Fields are JSON pointers: `/form/username`. */
  JSON = 'JSON',
  /** Fields are names of the HTML form: `username`. */
  FORM_ENCODED = 'FORM_ENCODED',
}

/** What bots are looked for. */
export interface BotControlOptions {
  /** @default BotInspection.COMMON */
  readonly inspection?: BotInspection;
  /**
   * Of `TARGETED`: AWS learns from the traffic, which the rules `TGT_ML_*` need.
   * @default true
   */
  readonly machineLearning?: boolean;
}

/** What a response says of an attempt. Exactly one way; web ACLs of distributions alone see responses. */
export class ResponseSigns {
  /** By status code. */
  public static statusCodes(success: number[], failure: number[]): ResponseSigns {
    return ResponseSigns.of({ success, failure }, NUMBERS, () => ({ StatusCode: { SuccessCodes: [...success], FailureCodes: [...failure] } }));
  }

  /** By the values of a header. */
  public static header(headerName: string, success: string[], failure: string[]): ResponseSigns {
    return ResponseSigns.of({ headerName, success, failure }, TEXTS, () => ({ Header: { Name: headerName, SuccessValues: [...success], FailureValues: [...failure] } }));
  }

  /** By what the first 64 KB of the body contain. */
  public static body(success: string[], failure: string[]): ResponseSigns {
    return ResponseSigns.of({ success, failure }, TEXTS, () => ({ BodyContains: { SuccessStrings: [...success], FailureStrings: [...failure] } }));
  }

  /** By a value of the first 64 KB of a JSON body. */
  public static jsonValue(pointer: string, success: string[], failure: string[]): ResponseSigns {
    return ResponseSigns.of({ pointer, success, failure }, TEXTS, () => ({ Json: { Identifier: pointer, SuccessValues: [...success], FailureValues: [...failure] } }));
  }

  private static of(said: { readonly success: unknown; readonly failure: unknown; readonly headerName?: unknown; readonly pointer?: unknown }, lists: Kind, json: () => Properties): ResponseSigns {
    const shape: Shape = Object.fromEntries(Object.keys(said).map((name) => [name, needed(name === 'success' || name === 'failure' ? lists : TEXT)]));
    const { told } = readEarly(said, shape);
    return told === undefined ? new ResponseSigns(json()) : new ResponseSigns({}, (what: string, tell: Tell) => { told(`\`ResponseSigns\` of ${what}`, tell); });
  }

  private constructor(
    /** @internal */
    public readonly _json: Properties,
    /**
     * What is wrong with what was said.
     * @internal
     */
    public readonly _told?: Told,
  ) {}
}

/** Where credentials stand in a login. */
export interface LoginRequestOptions {
  readonly payload: PayloadType;
  /** A JSON pointer, or the name of a form's field. */
  readonly usernameField: string;
  readonly passwordField: string;
}

/** What ATP has to know. */
export interface AccountTakeoverOptions {
  /** Path that takes logins by POST, e.g. `/login`; longer paths that begin so count as well. */
  readonly loginPath: string;
  /**
   * The path is a regular expression.
   * @default false
   */
  readonly pathIsRegex?: boolean;
  /** @default - credentials are not compared with leaked ones */
  readonly request?: LoginRequestOptions;
  /** @default - failures are not counted */
  readonly response?: ResponseSigns;
}

/** Where data stand in a sign-up. */
export interface SignUpRequestOptions {
  readonly payload: PayloadType;
  /** @default - not looked at */
  readonly usernameField?: string;
  /** @default - not looked at */
  readonly passwordField?: string;
  /** @default - not looked at */
  readonly emailField?: string;
  /**
   * In their order.
   * @default - not looked at
   */
  readonly phoneNumberFields?: string[];
  /**
   * In their order.
   * @default - not looked at
   */
  readonly addressFields?: string[];
}

/** What ACFP has to know. */
export interface AccountCreationOptions {
  /** Path that takes sign-ups by POST. */
  readonly creationPath: string;
  /** Path that shows the form, by GET of `text/html`: whoever did not load it has no token. */
  readonly registrationPagePath: string;
  /**
   * The paths are regular expressions.
   * @default false
   */
  readonly pathIsRegex?: boolean;
  readonly request: SignUpRequestOptions;
  /** @default - successes are not counted */
  readonly response?: ResponseSigns;
}

/** How floods are answered. */
export interface AntiDdosOptions {
  /**
   * How suspicious a request must be to be blocked during a flood.
   * @default FirewallSensitivity.LOW, which blocks the most suspicious alone
   */
  readonly blockSensitivity?: FirewallSensitivity;
  /**
   * Browsers are challenged during a flood.
   * @default true
   */
  readonly challenge?: boolean;
  /**
   * How suspicious a request must be to be challenged.
   * @default FirewallSensitivity.HIGH, which challenges all that are suspicious
   */
  readonly challengeSensitivity?: FirewallSensitivity;
  /**
   * Paths that no browser asks for by itself, as 1 to 5 regular expressions: they are never challenged.
   * @default - what AWS recommends to begin with: `/api/`, and endings of images, scripts, styles and media
   */
  readonly exemptPaths?: string[];
}

/** "AWS recommends starting with the following setting." (CloudFormation, ClientSideAction, `ExemptUriRegularExpressions`.) */
export const EXEMPT = '\\/api\\/|\\.(acc|avi|css|gif|jpe?g|js|mp[34]|ogg|otf|pdf|png|tiff?|ttf|webm|webp|woff2?)$';

export function botControlConfig({ inspection = BotInspection.COMMON, machineLearning }: BotControlOptions): Properties {
  return { InspectionLevel: inspection, ...(inspection === BotInspection.TARGETED || machineLearning !== undefined ? { EnableMachineLearning: machineLearning ?? true } : {}) };
}

export function accountTakeoverConfig({ loginPath, pathIsRegex, request, response }: AccountTakeoverOptions): Properties {
  return {
    LoginPath: loginPath, ...(pathIsRegex === undefined ? {} : { EnableRegexInPath: pathIsRegex }),
    ...(request === undefined ? {} : { RequestInspection: { PayloadType: request.payload, UsernameField: field(request.usernameField), PasswordField: field(request.passwordField) } }),
    ...(response === undefined ? {} : { ResponseInspection: response._json }),
  };
}

export function accountCreationConfig({ creationPath, registrationPagePath, pathIsRegex, request, response }: AccountCreationOptions): Properties {
  const { payload, usernameField, passwordField, emailField, phoneNumberFields = [], addressFields = [] } = request;
  return {
    CreationPath: creationPath, RegistrationPagePath: registrationPagePath, ...(pathIsRegex === undefined ? {} : { EnableRegexInPath: pathIsRegex }),
    RequestInspection: {
      PayloadType: payload,
      ...(usernameField === undefined ? {} : { UsernameField: field(usernameField) }), ...(passwordField === undefined ? {} : { PasswordField: field(passwordField) }),
      ...(emailField === undefined ? {} : { EmailField: field(emailField) }),
      ...(phoneNumberFields.length === 0 ? {} : { PhoneNumberFields: phoneNumberFields.map(field) }), ...(addressFields.length === 0 ? {} : { AddressFields: addressFields.map(field) }),
    },
    ...(response === undefined ? {} : { ResponseInspection: response._json }),
  };
}

export function antiDdosConfig({ blockSensitivity = FirewallSensitivity.LOW, challenge = true, challengeSensitivity = FirewallSensitivity.HIGH, exemptPaths = [EXEMPT] }: AntiDdosOptions): Properties {
  const Challenge = challenge
    ? { UsageOfAction: 'ENABLED', Sensitivity: challengeSensitivity, ExemptUriRegularExpressions: exemptPaths.map((RegexString) => ({ RegexString })) }
    : { UsageOfAction: 'DISABLED' };
  return { ClientSideActionConfig: { Challenge }, SensitivityToBlock: blockSensitivity };
}

function field(Identifier: string): Properties {
  return { Identifier };
}
