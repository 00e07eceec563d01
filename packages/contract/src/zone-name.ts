// Intl says "GMT+9" for most of these outside their own language; people there know them by these names.
const shortNames: Readonly<Record<string, string>> = {
  UTC: 'UTC', 'Etc/UTC': 'UTC', 'Etc/GMT': 'UTC', GMT: 'UTC',
  'Asia/Tokyo': 'JST', 'Asia/Seoul': 'KST', 'Asia/Pyongyang': 'KST',
  'Asia/Hong_Kong': 'HKT', 'Asia/Singapore': 'SGT', 'Asia/Manila': 'PHT', 'Asia/Jakarta': 'WIB',
  'Asia/Bangkok': 'ICT', 'Asia/Ho_Chi_Minh': 'ICT', 'Asia/Kolkata': 'IST', 'Asia/Calcutta': 'IST',
  'Australia/Brisbane': 'AEST', 'Australia/Perth': 'AWST',
}

/** The short name of a zone at an instant, as people there write it: JST, KST, CEST; an offset ("GMT+5:45") where there is no name. */
export function zoneName(zone: string, at: number): string {
  const known = shortNames[zone]
  if (known !== undefined) return known
  const region = zone.startsWith('Europe/') ? 'en-GB' : zone.startsWith('Australia/') ? 'en-AU' : 'en-US'
  const parts = new Intl.DateTimeFormat(region, { timeZone: zone, timeZoneName: 'short' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone
}
