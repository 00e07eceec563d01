import type { Realm } from '@tegata/storage'
import type { Performs } from './serve.ts'

type Needs = { canMail: (realm: Realm) => boolean }

/** Who holds the token, and what they may do at this moment. */
export const meApi = ({ canMail }: Needs): Performs<'whoAmI'> => ({
  async whoAmI({ realm, caller }) {
    const { settings } = realm
    const { user } = caller
    return {
      value: {
        user: user && {
          id: user.id, username: user.username, givenName: user.givenName, familyName: user.familyName, email: user.email, language: user.language,
        },
        name: caller.name,
        roles: [...caller.roles],
        permissions: [...caller.permissions],
        realm: {
          name: realm.name, displayName: settings.displayName, zone: settings.zone, languages: settings.languages, contact: settings.contact,
          canMail: canMail(realm), mailDomains: settings.mailDomains, emergencyMode: settings.emergencyMode, emergencyInitial: settings.emergencyInitial, emergencyHandOutHours: settings.emergencyHandOutHours,
        },
      },
    }
  },
})
