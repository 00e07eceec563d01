import type { SetupMail } from '@tegata/contract'
import type { Answer } from './fake-answers.ts'
import type { Asked, World } from './fake-server.ts'
import { app, at, newId, noMail, type PastMail, type Person } from './people.ts'

/** A mail that went to the address on file three hours ago; what is not said is ordinary. */
export const setupMail = (overrides: Partial<PastMail> = {}): PastMail =>
  ({ ...noMail, state: 'sent', purpose: 'set-up', how: 'mail', to: 'yuna@demo.example', queuedAt: at(3), sentAt: at(3), expiresAt: at(-69), ...overrides })

/** The server's rule: beside a suspended authenticator nothing is set up, so that one counts, too. */
export const purposeOf = ({ hasPassword, authenticators }: Person): SetupMail['next']['purpose'] => (!hasPassword ? 'set-up' : authenticators.length === 0 ? 'set-up-code' : 'new-password')

function mailOf(found: Person): SetupMail {
  const { hasPassword, otp, meets } = found
  const signIn = meets ?? (otp.registered ? 'code' : otp.required ? 'set-up' : 'in')
  return { ...found.setupMail, next: { purpose: purposeOf(found), signIn: hasPassword ? signIn : null } }
}

/** The secret behind every QR code here, and the code that the app shows for it. */
export const enrolmentKey = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
export const enrolmentCode = '123456'
export const sheetLink = 'https://id.demo.example/realms/demo/link?key=Q2hlY2tQb2ludC1UZWdhdGEtUGFzcy0wMDAwMDAwMDE'

export const handingAnswers = ['beginEnrolment', 'confirmEnrolment', 'enterAddress', 'renameAuthenticator', 'getSetupMail', 'sendSetupMail', 'makeSetupSheet'] as const

export function ofHanding(world: World, found: Person, { id, input, body }: Asked): Answer {
  switch (id) {
    case 'beginEnrolment': {
      if (found.authenticators.some(({ state }) => state !== 'suspended')) return { problem: 'authenticator.works-already' }
      const account = `Demo Company (${found.username})`
      return {
        value: {
          id: newId(), otpauthUri: `otpauth://totp/Demo%20Company:${found.username}?secret=${enrolmentKey}&issuer=Demo%20Company`, key: enrolmentKey, account,
          algorithm: 'SHA-1', digits: 6, periodSeconds: 30, expiresAt: at(-1 / 6),
        },
      }
    }
    case 'confirmEnrolment': {
      if (body['code'] !== enrolmentCode) return { problem: 'enrolment.wrong-code' }
      const made = app({ name: 'Authenticator app', boundBy: 'administrator', enrolledAt: at(0), lastUsedAt: null })
      found.authenticators = [...found.authenticators, made]
      found.otp = { ...found.otp, registered: true, registeredAt: at(0), status: 'set-up' }
      return { value: made }
    }
    case 'enterAddress': {
      const address = String(body['address'])
      const made = app({ kind: 'emailed-code', name: address, address, state: 'unproved', boundBy: 'administrator', enrolledAt: at(0), lastUsedAt: null })
      found.authenticators = [...found.authenticators, made]
      found.otp = { ...found.otp, registered: true, registeredAt: at(0), status: 'set-up' }
      return { value: made }
    }
    case 'renameAuthenticator': {
      const renamed = found.authenticators.find((each) => each.id === input['authenticatorId'])
      if (!renamed) return { problem: 'authenticator.not-found' }
      renamed.name = String(body['name'])
      return { value: renamed }
    }
    case 'getSetupMail': return { value: mailOf(found) }
    case 'sendSetupMail': {
      const to = typeof body['to'] === 'string' ? body['to'] : null
      if (to === null && found.email === null) return { problem: 'user.no-email' }
      const usual = purposeOf(found)
      const purpose = usual === 'set-up-code' && (to !== null || body['newPassword'] === true) ? 'new-password' : usual
      found.setupMail = setupMail({ state: 'waiting', purpose, how: to === null ? 'mail' : 'other-address', to: to ?? found.email, by: world.me.username, queuedAt: at(0), sentAt: null, expiresAt: at(-72) })
      return { value: mailOf(found) }
    }
    default:
      found.setupMail = setupMail({ state: 'printed', how: 'sheet', to: null, by: world.me.username, queuedAt: at(0), sentAt: null, expiresAt: at(-72) })
      return { value: { link: sheetLink, purpose: found.hasPassword ? 'new-password' : 'set-up', expiresAt: at(-72) } }
  }
}
