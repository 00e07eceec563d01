import { toWire } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import { kindsOf } from '../journey/next-step.ts'
import type { RemindersOfRules } from './enforcement-mails.ts'
import type { Performs } from './serve.ts'

type Needs = { canMail: (realm: Realm) => boolean; reminders: Pick<RemindersOfRules, 'comingFor'> }

const minute = 60_000

/** Who holds the token, and what they may do at this moment. */
export const meApi = ({ canMail, reminders }: Needs): Performs<'whoAmI'> => ({
  async whoAmI({ realm, caller }) {
    const { settings } = realm
    const { user } = caller
    const coming = user === null ? [] : await reminders.comingFor(realm, user)
    return {
      value: {
        user: user && {
          id: user.id, username: user.username, givenName: user.givenName, familyName: user.familyName, email: user.email, language: user.language,
        },
        name: caller.name,
        roles: [...caller.roles],
        permissions: [...caller.permissions],
        upcoming: coming.map(({ rule: { id, name, enforceFrom, zone, registerBy, reason, helpLink }, consequence, canSetUp }) => ({
          id, name, enforceFrom: toWire(enforceFrom), deadline: toWire(enforceFrom - minute), zone, registerBy: registerBy === null ? null : toWire(registerBy), consequence, reason, helpLink, canSetUp,
        })),
        realm: {
          name: realm.name, displayName: settings.displayName, zone: settings.zone, languages: settings.languages, contact: settings.contact,
          canMail: canMail(realm), kinds: kindsOf(realm).filter((kind) => kind !== 'emailed-code' || canMail(realm)), mailDomains: settings.mailDomains, emergencyMode: settings.emergencyMode, emergencyInitial: settings.emergencyInitial, emergencyHandOutHours: settings.emergencyHandOutHours,
        },
      },
    }
  },
})
