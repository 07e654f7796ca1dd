/**
 * The country codes that WAF takes: ISO 3166-1 alpha-2, and `XK`. From the enumeration `CountryCode` of WAF's API (wafv2 2019-07-29, botocore 1.43.11),
 * which is that of the CloudFormation schema; read 2026-11-22.
 */
export const COUNTRIES: readonly string[] = (
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN '
  + 'CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM '
  + 'HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK '
  + 'ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW '
  + 'SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI '
  + 'VN VU WF WS XK YE YT ZA ZM ZW'
).split(' ');

/** What people write for a country whose code is another. */
const MEANT: Readonly<Record<string, string>> = {
  UK: 'GB', EN: 'GB', GBR: 'GB', USA: 'US', DEU: 'DE', GER: 'DE', FRA: 'FR', ESP: 'ES', SP: 'ES', ITA: 'IT', AUT: 'AT', CHE: 'CH', SUI: 'CH', NLD: 'NL', CHN: 'CN', PRC: 'CN',
  JPN: 'JP', JAP: 'JP', KOR: 'KR', PRK: 'KP', RUS: 'RU', SU: 'RU', IRN: 'IR', SYR: 'SY', UKR: 'UA', POL: 'PL', SWE: 'SE', SWZ: 'SZ', DNK: 'DK', IND: 'IN', BRA: 'BR', CAN: 'CA', AUS: 'AU',
};

/** The code that was most likely meant, where one can be told. */
export function meantCountry(said: string): string | undefined {
  const upper = said.trim().toUpperCase();
  return COUNTRIES.includes(upper) ? upper : Object.hasOwn(MEANT, upper) ? MEANT[upper] : undefined;
}
