/**
 * Zones that Chromium and WebKit still list by the name they had, with today's: the links of the IANA database's `backward`
 * file that differ from what CLDR keeps as its own name.
 */
const renamed: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** The name that the zone has today. */
export function todaysName(zone: string): string {
  return renamed[zone] ?? zone;
}

/** The name that it had, where that is another one. */
export function formerName(zone: string): string | null {
  const today = todaysName(zone);
  return Object.keys(renamed).find((old) => renamed[old] === today) ?? null;
}

/** The place that a zone is called after: `Kyiv` for `Europe/Kiev`, `Ho Chi Minh` for `Asia/Saigon`. */
export function placeOf(zone: string): string {
  return (todaysName(zone).split("/").at(-1) ?? zone).replaceAll("_", " ");
}
