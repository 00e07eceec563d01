/** The version that this is, and the day as of which its guides describe it (S1-4). A test holds every manifest and every guide to it. */
export const edition = { version: '0.1.0', date: '2026-11-22' } as const

/** As it stands below the heading of a guide. */
export function editionLine(): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(edition.date))
  return `*Tegata ${edition.version}, ${day}. Other versions may differ.*`
}
