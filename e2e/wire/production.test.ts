import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../support/application.ts'
import { linkIn } from '../support/mail-server.ts'
import { everybodysPassword, type Production, startProduction, walkSetUp } from '../support/production.ts'

describe('an installation, from the empty directory to the first sign-in', () => {
  let house: Production
  beforeAll(async () => {
    house = await startProduction()
  })
  afterAll(() => house.stop())

  test('the set-up link of `admin invite` walks to its end without a browser, and the administrator signs in (P-11, S2-8…S2-14)', async () => {
    const said = await house.must('admin', 'invite', '--realm', 'corp', '--username', 'ada', '--email', 'ada@corp.example')
    expect(said).toContain('mailed to ada@corp.example')
    expect(said).not.toContain('key=')
    const person = house.walker()
    const phone = await walkSetUp(person, linkIn(await house.mail.to('ada@corp.example')))
    expect(person.shown.title).toBe('Your account has been updated.')
    const { id_token } = await house.app.signIn(person, { username: 'ada', password: everybodysPassword, phone })
    expect(claimsOf(id_token)).toMatchObject({ preferred_username: 'ada', acr: '2', amr: expect.arrayContaining(['pwd', 'otp', 'mfa']) })
  })
})
