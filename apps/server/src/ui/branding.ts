import { accents, type Accent, type Logo, type SentencePlace, sentencePlaces } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import type { Language } from './languages.ts'

/** A realm's look, as pages are told it. */
export type Look = {
  accent?: Accent
  logo?: { href: string; width: number; height: number }
  /** What the realm says on each page, in the page's language. */
  sentences: Partial<Record<SentencePlace, string>>
}

/** A colour that is not ours any more is the ordinary one. */
export const accentOf = (name: string): Accent => accents.find((accent) => accent === name) ?? 'indigo'

const types = ['image/png', 'image/jpeg', 'image/webp'] as const

/** The picture, and where it is served: its address names its content, so that browsers may keep it for ever. */
export function logoOf({ name, settings }: Pick<Realm, 'name' | 'settings'>): Logo | null {
  const { logo } = settings.branding
  const type = types.find((each) => each === logo?.type)
  return logo === null || type === undefined ? null : { href: `/realms/${name}/logo/${logo.hash}`, type, width: logo.width, height: logo.height }
}

export function lookOf(realm: Pick<Realm, 'name' | 'settings'>, language: Language): Look {
  const { accent, sentences } = realm.settings.branding
  const logo = logoOf(realm)
  return {
    ...(accentOf(accent) === 'indigo' ? {} : { accent: accentOf(accent) }),
    ...(logo === null ? {} : { logo: { href: logo.href, width: logo.width, height: logo.height } }),
    sentences: Object.fromEntries(sentencePlaces.flatMap((place) => {
      const text = sentences[place]?.[language]
      return text ? [[place, text]] : []
    })),
  }
}
