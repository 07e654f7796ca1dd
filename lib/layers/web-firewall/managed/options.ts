/** Every option of managed groups by name and kind: see ../options.ts. */
import { FLAG, instanceOf, type Kind, known, needed, NUMBER, oneOf, type Shape, struct, TEXT, TEXTS } from '../../declaration/options';
import { NAMES, OVERRIDES, PART, PLACE, STATEMENT } from '../rule-options';
import { BotInspection, FirewallSensitivity, PayloadType, ResponseSigns } from './config';

const words = (members: object, type: string): Kind => oneOf(Object.values(members) as string[], type, { code: 'ManagedConfigInvalid' });
const SENSITIVITY = words(FirewallSensitivity, 'FirewallSensitivity');
const PAYLOAD = needed(words(PayloadType, 'PayloadType'));
const SIGNS = instanceOf(() => ResponseSigns, 'ResponseSigns', 'one of `ResponseSigns`, e.g. `ResponseSigns.statusCodes([200], [401])`', PART);
const LOGIN: Shape = { payload: PAYLOAD, usernameField: needed(TEXT), passwordField: needed(TEXT) };
const SIGN_UP: Shape = { payload: PAYLOAD, usernameField: TEXT, passwordField: TEXT, emailField: TEXT, phoneNumberFields: TEXTS, addressFields: TEXTS };

/** By interface. */
export const MANAGED_OPTIONS = {
  ManagedGroupOptions: { ...PLACE, version: TEXT, versionSeen: known(TEXT), overrides: OVERRIDES, scopeDown: STATEMENT },
  OtherManagedGroupProps: { vendor: needed(known(TEXT)), name: needed(known(TEXT)), capacity: needed(known(NUMBER)), rules: NAMES, seen: known(TEXT) },
  BotControlOptions: { inspection: words(BotInspection, 'BotInspection'), machineLearning: FLAG },
  LoginRequestOptions: LOGIN, AccountTakeoverOptions: { loginPath: needed(TEXT), pathIsRegex: FLAG, request: struct(LOGIN, 'LoginRequestOptions'), response: SIGNS },
  SignUpRequestOptions: SIGN_UP, AccountCreationOptions: { creationPath: needed(TEXT), registrationPagePath: needed(TEXT), pathIsRegex: FLAG, request: needed(struct(SIGN_UP, 'SignUpRequestOptions')), response: SIGNS },
  AntiDdosOptions: { blockSensitivity: SENSITIVITY, challenge: FLAG, challengeSensitivity: SENSITIVITY, exemptPaths: TEXTS },
} satisfies Readonly<Record<string, Shape>>;
