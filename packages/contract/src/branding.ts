import * as z from 'zod'
import { accents, sentenceLength, sentencePlaces } from './branding-choices.ts'
import { Language, line } from './fields.ts'
import type { Operation } from './operation.ts'

const sentence = line(sentenceLength)
const inLanguages = z.strictObject({ en: sentence.optional(), ja: sentence.optional(), ko: sentence.optional() })

export const Sentences = z.strictObject({
  login: inLanguages.optional(), code: inLanguages.optional(), setUp: inLanguages.optional(), emergency: inLanguages.optional(),
  lostCode: inLanguages.optional(), newPassword: inLanguages.optional(),
}).describe('A sentence of the realm’s own on some pages, plain text. A language without one shows none.')

export const brandingFields = {
  accent: z.enum(accents).describe('The colour of buttons and links on the pages that people sign in on.'),
  sentences: Sentences,
}

export const Logo = z.object({
  href: z.string().describe('Where it is served, on this origin; another picture has another address.'),
  type: z.enum(['image/png', 'image/jpeg', 'image/webp']), width: z.int(), height: z.int(),
})
export type Logo = z.infer<typeof Logo>
const LogoOfRealm = z.object({ logo: Logo.nullable() })

export const setLogo = {
  method: 'PUT', path: '/logo', permission: 'realm.write', status: 200, fresh: true,
  summary: 'Makes a PNG, JPEG or WebP picture the logo of the sign-in pages. It is looked at byte by byte, and kept without anything that is not picture.',
  body: z.strictObject({
    // More than a logo may be, so that its own problem says what is too much.
    picture: z.base64().max(240_000).describe('The file, as base64.'),
  }),
  response: LogoOfRealm, problems: ['logo.not-a-picture', 'logo.too-large', 'logo.wrong-size'],
} as const satisfies Operation

export const removeLogo = {
  method: 'DELETE', path: '/logo', permission: 'realm.write', status: 204, fresh: true, summary: 'Takes the logo away: the sign-in pages show the product’s own sign again.', problems: [],
} as const satisfies Operation

export const previewSignInPage = {
  method: 'POST', path: '/sign-in-page-preview', permission: 'realm.write', status: 200,
  summary: 'The page as people would see it with these settings, as HTML: made by what makes the page itself. Changes nothing.',
  body: z.strictObject({
    page: z.enum(sentencePlaces), language: Language, accent: brandingFields.accent.optional(), sentences: Sentences.optional(),
    title: line(1000).optional().describe('The name of the realm in this language.'),
  }),
  response: z.object({ html: z.string() }), problems: [],
} as const satisfies Operation
