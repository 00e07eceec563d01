/** The parts of the settings in the order of the page: where each stands, and the key of its heading. */
export const realmSections = {
  pages: 'realm.section.pages', look: 'branding.title', start: 'realm.section.start', codes: 'realm.section.codes', sessions: 'realm.section.sessions',
  limits: 'realm.section.limits', mails: 'realm.section.mails', mailServer: 'realm.section.mailServer', revealLimit: 'helpDesk.revealLimit.title',
} as const

export const placeOf = (section: keyof typeof realmSections): string => `realm-${section}`
