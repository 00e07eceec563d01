import type { Place } from '../../session/oidc.ts'

/**
 * What is registered at a provider that is not saved yet. They are Keycloak's own, so that who moves from it registers
 * nothing anew; the server says the same of a saved one.
 */
export function addressesOf({ origin, realm }: Place, alias: string) {
  const base = `${origin}/realms/${realm}`
  return {
    callback: `${base}/broker/${alias}/endpoint`,
    signOutReturn: `${base}/broker/${alias}/endpoint/logout_response`,
    backChannelLogout: `${base}/protocol/openid-connect/logout/backchannel-logout`,
  }
}
