import { expect } from 'vitest'
import { Application, callbackOrigin, type Tokens } from '../support/application.ts'
import { type Keycloak, startKeycloak } from '../support/keycloak.ts'
import { Phone } from '../support/phone.ts'
import { type Production, startProduction } from '../support/production.ts'
import { freePorts } from '../support/tegata.ts'
import { Walker } from '../support/walker.ts'
import { acme, keycloakPassword, otpKey, relyingSecret } from './realm.ts'
import { askForCodesByLevel } from './step-up.ts'

/** Keycloak as our upstream `kc`, not yet added at our side; the application `app` is known to both. */
export type Both = {
  house: Production
  keycloak: Keycloak
  /** The application as it asks us, and as it asked Keycloak before. */
  here: Application
  there: Application
  browser(): Walker
  /** Adds `kc` in this place with these settings over what discovery suggests. */
  add(settings: Record<string, unknown>): Promise<void>
  change(settings: Record<string, unknown>): Promise<void>
  signInThere(username: string): Promise<Tokens>
  stop(): Promise<void>
}

export async function startBoth(): Promise<Both> {
  const port = await freePorts(6)
  const house = await startProduction({ listen: port + 3, env: { TEGATA_LOGOUT_NETWORKS: '127.0.0.0/8', TEGATA_UPSTREAM_NETWORKS: '127.0.0.0/8' } })
  const keycloak = await startKeycloak(port, acme([{
    clientId: 'tegata',
    redirectUris: [`${house.issuer}/broker/kc/endpoint`],
    postLogout: [`${house.issuer}/broker/kc/endpoint/logout_response`],
    backchannelLogout: `${house.issuer}/protocol/openid-connect/logout/backchannel-logout`,
  }])).catch(async (error: unknown) => {
    await house.stop()
    throw error
  })
  const stop = async () => void await Promise.all([house.stop(), keycloak.stop()])
  await askForCodesByLevel(keycloak).catch(async (error: unknown) => {
    await stop()
    throw error
  })

  const must = async (method: string, path: string, body?: unknown) => {
    const answer = await house.api(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const browser = () => new Walker({ stop: ({ origin }) => origin === callbackOrigin })
  const there = new Application({ issuer: keycloak.issuer, clientId: 'app', node: () => keycloak.url })
  return {
    house, keycloak, there, here: house.app, browser,
    async add(settings) {
      const { issuer, suggested } = await must('POST', '/upstreams/discover', { url: keycloak.issuer })
      const { mapping: { passOn, rules, ...mapping }, ...rest } = Object(suggested)
      expect({ passOn, rules }).toEqual({ passOn: false, rules: [] })
      await must('POST', '/upstreams', {
        ...rest, mapping, issuer, alias: 'kc', name: { en: 'Acme' }, clientId: 'tegata', clientSecret: relyingSecret, ...settings,
      })
    },
    change: async (settings) => void await must('PATCH', '/upstreams/kc', settings),
    async signInThere(username) {
      const walker = browser()
      const asked = there.ask()
      await walker.open(asked.url)
      await passKeycloak(walker, username)
      return there.finish(walker, asked)
    },
    stop,
  }
}

/** Keycloak's code app, of the one person there who has one. */
export const phoneOfHana = new Phone(otpKey)

/** Through Keycloak's own page; a code of its own where it asks for one. */
export async function passKeycloak(walker: Walker, username: string, password = keycloakPassword): Promise<void> {
  if (!walker.shown.forms.some(({ fields }) => 'password' in fields && 'credentialId' in fields)) {
    throw new Error(`Keycloak's page was expected, not "${walker.shown.title}" (${walker.shown.url.href}, ${walker.shown.status}): ${walker.shown.alert ?? ''}\n${walker.trail.join('\n')}`)
  }
  await walker.send({ username, password })
  if (walker.shown.forms.some(({ fields }) => 'otp' in fields)) await walker.send({ otp: await phoneOfHana.next() })
}
