/** Numbers of the settings with the bounds of the contract, by the part of the page on which they stand. */
export const numberGroups = {
  links: { setupLinkHours: [0.1, 336], resetLinkMinutes: [1, 60], enrolWithinDays: [0, 365] },
  emergency: { emergencyInitial: [0, 50], emergencyHandOutHours: [1, 720], emergencyInARow: [1, 50] },
  sessions: { sessionIdleMinutes: [1, 10_080], sessionMaxHours: [0.1, 720] },
  mail: { mailsPerMinute: [1, 100_000] },
  limits: { journeyCodeTries: [1, 20], secondFactorHard: [10, 100] },
} as const satisfies Record<string, Record<string, readonly [number, number]>>

export type NumberGroup = keyof typeof numberGroups
export type NumberField = { [Group in NumberGroup]: keyof (typeof numberGroups)[Group] }[NumberGroup]

/** Limits of so many tries in so many minutes. */
export const tryFields = [
  'secondFactorShort', 'secondFactorDay', 'secondFactorMonth', 'passwordKnownBrowser', 'passwordUnknownBrowser', 'passwordAddress', 'mailBeforePassword', 'mailAfterPassword',
] as const
export type TryField = (typeof tryFields)[number]

const isNumberField = (name: string): name is NumberField => Object.values(numberGroups).some((group) => Object.hasOwn(group, name))
export const numberFields: readonly NumberField[] = Object.values(numberGroups).flatMap((group) => Object.keys(group)).filter(isNumberField)
export const numbersOf = (group: NumberGroup): readonly NumberField[] => Object.keys(numberGroups[group]).filter(isNumberField)

const bounds = new Map<string, readonly [number, number]>(Object.values(numberGroups).flatMap((group) => Object.entries(group)))

/** The number that somebody typed, full-width digits included; null when it is none, or out of bounds. */
export function readNumber(text: string, [least, most]: readonly [number, number], whole = false): number | null {
  const typed = text.normalize('NFKC').trim().replace(',', '.')
  const value = Number(typed)
  return typed === '' || !Number.isFinite(value) || value < least || value > most || (whole && !Number.isInteger(value)) ? null : value
}

export const boundsOf = (field: NumberField): readonly [number, number] => bounds.get(field) ?? [0, 0]

const fractions: readonly NumberField[] = ['setupLinkHours', 'resetLinkMinutes', 'enrolWithinDays', 'sessionIdleMinutes', 'sessionMaxHours']
export const isWhole = (field: NumberField): boolean => !fractions.includes(field)
