/** The colours that a realm may choose: each is readable on light and dark pages, and a test computes that it is. */
export const accents = ['indigo', 'teal', 'pine', 'plum', 'brick', 'graphite'] as const
export type Accent = (typeof accents)[number]

/** The pages that a realm may say a sentence of its own on. */
export const sentencePlaces = ['login', 'code', 'setUp', 'emergency', 'lostCode', 'newPassword'] as const
export type SentencePlace = (typeof sentencePlaces)[number]
export const sentenceLength = 300

/** What a logo may be: pixels a side, and bytes. */
export const logoLimits = { least: 16, most: 1024, bytes: 150_000 } as const
