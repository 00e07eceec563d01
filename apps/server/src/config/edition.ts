/**
 * The version that this is, and the day as of which its guides describe it (S1-4): README.md, SECURITY.md and the pages of
 * docs/ itself, which a test holds to it like every manifest. Decisions are of the time when they were taken; the pages of
 * problems are held to the API, and CONTRIBUTING.md goes with the source. The day is moved by hand, with the guides: no test notices a stale one.
 */
export const edition = { version: '0.1.0', date: '2026-11-22' } as const

/** As it stands below the heading of a guide. */
export function editionLine(): string {
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(edition.date))
  return `*Tegata ${edition.version}, ${day}. Other versions may differ.*`
}
