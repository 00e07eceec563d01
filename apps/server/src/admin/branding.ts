import { createHash } from 'node:crypto'
import { type Operations, Problem } from '@tegata/contract'
import type { Realm, RealmSettings, Statement, Storage } from '@tegata/storage'
import { logoOf } from '../ui/branding.ts'
import { readPicture } from './logo/picture.ts'
import type { Call, Performs } from './serve.ts'

/** The page as people would see it with these settings, made by what makes the page itself. */
export type PreviewPage = (realm: Realm, wanted: Call<Operations['previewSignInPage']>['body']) => string

type Needs = { storage: Pick<Storage, 'unit' | 'realms' | 'audit'>; previewPage: PreviewPage }

const problems = { 'not-a-picture': 'logo.not-a-picture', 'too-large': 'logo.too-large', 'wrong-size': 'logo.wrong-size' } as const

/** How the sign-in pages of a realm look: the logo, and what a change would look like. */
export const brandingApi = ({ storage, previewPage }: Needs): Performs<'setLogo' | 'removeLogo' | 'previewSignInPage'> => {
  const { unit, realms, audit } = storage

  /** Settings and file in one unit, on the newest settings: an edit of others that comes between is never lost. */
  async function change(realm: Realm, logo: RealmSettings['branding']['logo'], with_: readonly Statement[], event: Statement): Promise<Realm> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const current = await realms.find(realm.name)
      if (!current) throw new Problem('realm.not-found')
      const settings = { ...current.settings, branding: { ...current.settings.branding, logo } }
      if ((await unit([realms.saveSettings(current.id, settings, current.version), ...with_, event])).ok) return { ...current, settings }
    }
    throw new Problem('server.unavailable', { retryAfterSeconds: 1 })
  }

  return {
    async setLogo({ realm, body, event }) {
      const outcome = readPicture(Buffer.from(body.picture, 'base64'))
      if (!outcome.ok) throw new Problem(problems[outcome.reason])
      const { type, width, height, bytes } = outcome.picture
      const hash = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
      const detail = { before: { logo: realm.settings.branding.logo?.hash ?? null }, after: { logo: hash, type, width, height } }
      const changed = await change(realm, { hash, type, width, height }, [realms.saveFile(realm.id, 'logo', { type, hash, bytes })], audit.record(event('realm.changed', { userId: null, detail })))
      return { value: { logo: logoOf(changed) } }
    },

    async removeLogo({ realm, event }) {
      const { logo } = realm.settings.branding
      if (logo === null) return
      await change(realm, null, [realms.removeFile(realm.id, 'logo')], audit.record(event('realm.changed', { userId: null, detail: { before: { logo: logo.hash }, after: { logo: null } } })))
    },

    previewSignInPage: async ({ realm, body }) => ({ value: { html: previewPage(realm, body) } }),
  }
}
