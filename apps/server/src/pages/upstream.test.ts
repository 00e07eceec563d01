import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type House, openHouse } from './walk.test-support.ts'

let house: House
beforeEach(async () => { house = await openHouse() })
afterEach(() => house.close())

describe('somebody whom an upstream vouches for', () => {
  test('is found by issuer and subject, signed in without our code where it is trusted, and the session knows where it came from (S2-19)', async () => {
    const upstream = await house.addUpstream()
    const hana = await house.addUser({ username: 'hana', otpRequired: true })
    await house.link(hana, upstream)
    const browser = house.browser()
    const path = house.signIn()
    expect((await browser.open(path)).html).toContain(`href="${path}/upstream/corp">Sign in with Corp ID</a>`)
    expect(await house.comeBack(browser, path, upstream, { subject: 'sub-hana', sid: 'there', acr: '1' })).toBe('admitted')
    expect(browser.shown?.title).toBe('You are in')
    expect(house.finished).toMatchObject([{
      userId: hana.id, proofs: [{ kind: 'upstream', upstream: { id: upstream.id, acr: '1', idTokenJourneyId: path.split('/').at(-1) } }],
      upstream: { upstreamId: upstream.id, issuer: 'https://corp.example', subject: 'sub-hana', sid: 'there', idToken: 'id-token' },
    }])
    expect(await house.audited(hana.id)).toEqual(['upstream.accepted'])
  })
})
