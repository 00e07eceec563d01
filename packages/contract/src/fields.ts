import * as z from 'zod'

/** Letters of any script, blanks inside allowed; no control or direction-changing characters, no half of a character, nothing at the edges. */
const controls = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u
export const line = (max: number) =>
  z.string().max(max).refine((text) => text.isWellFormed() && !controls.test(text), { error: 'must not contain control characters' }).transform((text) => text.trim())

export const Id = z.uuid().describe('A UUID in lower case.')
export const Instant = z.iso.datetime({ offset: true }).describe('An instant, ISO 8601 with zone.')
export const Until = Instant.describe('Until then only: after it the person is back in the group that they were in without an end. Between a minute and a year from now.')
export const Language = z.enum(['en', 'ja', 'ko'])
export type Language = z.infer<typeof Language>

export const Name = line(100).pipe(z.string().min(1))
export const Text = line(1000)
export const Reason = line(500).describe('Why, in your own words: it stands in the audit log.')
export const Username = z.string().min(1).max(128).regex(/^[\p{L}\p{M}\p{N}._@+-]+$/u, { error: 'may contain letters, digits and . _ @ + -' })
export const Email = z.email().max(254)
export const Reference = z.string().regex(/^[0-9 -]{4,20}$/, { error: 'is the digits that the caller reads out' })
export const HttpUrl = z.url({ protocol: /^https?$/ }).max(2000)

/** A text per language; languages without one fall back to the first language of the realm. */
export const Texts = z.strictObject({ en: Text.optional(), ja: Text.optional(), ko: Text.optional() })

/** Bounded pages; a cursor is opaque and stands for the place after the last item of the page before (Z-6). */
export const page = {
  cursor: z.string().max(500).optional().describe('`next` of the page before.'),
  limit: z.coerce.number<number>().int().min(1).max(200).optional().describe('Items per page; 50 when absent.'),
}
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true')

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().nullable().describe('Cursor of the next page; null on the last.') })

/** Among fields that lists of people are narrowed by. */
export const PolicyGroupChoice = z.union([Id, z.literal('none')]).describe('Id of an Access Policy Group; `none`: whoever is in none.')

/** Counted up to 1,000. */
export const PeopleCount = z.object({ count: z.int(), more: z.boolean().describe('There are more than were counted.') })

export const UserParams = z.strictObject({ userId: Id })
