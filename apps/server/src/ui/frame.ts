import type { Localised, Realm } from '@tegata/storage'
import { lookOf } from './branding.ts'
import type { Language } from './languages.ts'
import type { Frame } from './layout.ts'

/** A text in a language, or in English when nobody wrote one. */
export const inWords = (texts: Localised, language: Language): string => texts[language] || texts.en

/** What every page is told of its realm. `self` is the path and query of the page, for the language links. */
export const frameOf = ({ name, settings }: Pick<Realm, 'name' | 'settings'>, language: Language, self?: string): Frame => ({
  language,
  zone: settings.zone,
  realm: {
    title: inWords(settings.displayName, language),
    languages: settings.languages,
    contact: inWords(settings.contact, language),
    helpHref: `/realms/${name}/help`,
    ...lookOf({ name, settings }, language),
  },
  ...(self === undefined ? {} : { self }),
})
