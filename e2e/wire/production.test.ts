import { join } from 'node:path'
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

  test('P-11: the invitation of somebody who is there gives no second way in, and a realm without administrators stays closed but for the host', async () => {
    const again = await house.cli('admin', 'invite', '--realm', 'corp', '--username', 'ada', '--email', 'eve@corp.example')
    expect(`${again.stdout}${again.stderr}`).not.toContain('key=')
    expect(house.mail.mails.filter(({ to }) => to === 'eve@corp.example')).toEqual([])
    await house.must('realm', 'create', '--name', 'empty')
    for (const path of ['/realms/empty/setup', '/realms/empty/bootstrap', '/realms/empty/register', '/console/empty/setup', '/setup']) {
      const answer = await house.walker().open(house.publicUrl + path)
      expect(answer.body).not.toMatch(/newPassword|otp-key/)
    }
    expect((await fetch(`${house.node.url}/api/realms/empty/users`)).status).toBe(401)
  })

  test.each([
    ['C-1: another key ring', async () => {
      const other = join(house.dataDir, 'keys', 'other')
      await house.must('ring', 'init', other)
      return { TEGATA_KEYRING_FILE: other }
    }, /key/i],
    ['no key ring', async () => ({ TEGATA_KEYRING_FILE: join(house.dataDir, 'nowhere') }), /key/i],
    ['a database that was not migrated', async () => ({ TEGATA_DATA_DIR: join(house.dataDir, 'empty') }), /tegata migrate/],
    ['plain http for others', async () => ({ TEGATA_PUBLIC_URL: 'http://id.example.org' }), /https/],
    ['a setting that there is not', async () => ({ TEGATA_PUBLIK_URL: 'x' }), /TEGATA_PUBLIK_URL/],
    ['a database that is away', async () => ({ DATABASE_URL: 'postgres://nobody:secret-of-nobody@127.0.0.1:9/none' }), /database/i],
    ['a port that is taken', async () => ({ TEGATA_LISTEN: new URL(house.node.url).host, TEGATA_MANAGEMENT_LISTEN: '127.0.0.1:0' }), /in use/],
  ] as const)('%s: it does not start, and one sentence says why', async (_, surroundings, says) => {
    const { status, stderr, stdout } = await house.cliWith(await surroundings(), 'serve')
    expect(status).not.toBe(0)
    expect(stderr).toMatch(says)
    expect(stdout + stderr).not.toMatch(/ {4}at |secret-of-nobody/)
  })
})
