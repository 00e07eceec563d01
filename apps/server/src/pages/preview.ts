import type { SentencePlace, Sentences } from '@tegata/contract'
import type { Localised, Realm } from '@tegata/storage'
import type * as z from 'zod'
import { frameOf } from '../ui/frame.ts'
import type { Language } from '../ui/languages.ts'
import type { Frame, Page } from '../ui/layout.ts'
import { codePage } from '../ui/pages/code.ts'
import { cannotUseCodePage } from './cannot-use-code.ts'
import { choosePage } from './choose.ts'
import { loginPage } from './login.ts'
import { passwordPage } from './password.ts'

type Wanted = { page: SentencePlace; language: Language; accent?: string | undefined; sentences?: z.output<typeof Sentences> | undefined; title?: string | undefined }

const someone = 'hanako'
const nowhere = { action: '#', csrf: '' }

const pages: Readonly<Record<SentencePlace, (frame: Frame) => Page>> = {
  login: (frame) => loginPage({ ...frame, ...nowhere, application: null, username: someone, forgotHref: '#' }),
  code: (frame) => codePage({ ...frame, ...nowhere, method: { kind: 'totp', label: frame.realm.title }, username: someone, cannotHref: '#' }),
  setUp: (frame) => choosePage({ ...frame, ...nowhere, purpose: 'sign-in', methods: ['totp'], username: someone, emergencyHref: '#', noPhoneHref: '#' }),
  emergency: (frame) => codePage({ ...frame, ...nowhere, method: { kind: 'emergency-token' }, username: someone, backHref: '#' }),
  lostCode: (frame) => cannotUseCodePage({ ...frame, situation: 'code', reference: '4271-08', reset: nowhere, emergencyHref: '#', backHref: '#' }),
  newPassword: (frame) => passwordPage({ ...frame, ...nowhere, username: someone, minLength: 15 }),
}

/** A page of the sign-in with settings that nobody has saved yet: the real page, about nobody. */
export function previewPage(realm: Realm, { page, language, accent, sentences, title }: Wanted): string {
  const { branding, displayName } = realm.settings
  const named: Localised = title === undefined ? displayName : { ...displayName, [language]: title }
  const settings = {
    ...realm.settings, displayName: named, languages: [language],
    branding: { ...branding, ...(accent === undefined ? {} : { accent }), ...(sentences === undefined ? {} : { sentences: kept(sentences) }) },
  }
  // The page that it stands in keeps the place where somebody types.
  return pages[page](frameOf({ name: realm.name, settings }, language)).source.replaceAll(' autofocus>', '>')
}

const kept = (sentences: z.output<typeof Sentences>): Realm['settings']['branding']['sentences'] => Object.fromEntries(
  Object.entries(sentences).map(([place, texts]) => [place, Object.fromEntries(Object.entries(texts ?? {}).filter(([, text]) => text !== undefined))]),
)
