// @ts-check
// The countries of ISO 3166-1, named in the language of the person at the window.

import { html } from "./html.js";
import { LOCALE } from "./locale.js";

const CODES = (
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD " +
  "CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF " +
  "GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN " +
  "KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA " +
  "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI " +
  "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI " +
  "VN VU WF WS YE YT ZA ZM ZW"
).split(" ");

const NAMES = new Intl.DisplayNames(LOCALE, { type: "region" });

/** @param {string} code */
export const countryName = (code) => (/^[A-Z]{2}$/.test(code) ? (NAMES.of(code) ?? code) : code);

/** The country this machine is set to, or nothing: under the locale "C" its language is no language tag. */
export function ownCountry() {
  try {
    return new Intl.Locale(navigator.language).maximize().region ?? "";
  } catch {
    return "";
  }
}

/** @param {string} chosen */
export function countryOptions(chosen) {
  const sorted = CODES.map((code) => ({ code, name: countryName(code) })).sort((a, b) => a.name.localeCompare(b.name));
  return html`<option value="">Choose a country</option>
    ${sorted.map(({ code, name }) => html`<option value="${code}" ${code === chosen && "selected"}>${name}</option>`)}`;
}
