import { closeSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimsOf } from '../support/application.ts'
import { type Person, type Production, startProduction } from '../support/production.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import type { Walker } from '../support/walker.ts'

describe('the volatile file, damaged or gone between two starts', () => {
  let house: Production
  beforeAll(async () => {
    house = await startProduction()
  })
  afterAll(() => house.stop())

  const file = (suffix = '') => join(house.dataDir, `volatile.db${suffix}`)
  const scribble = (path: string, at: number, length: number) => {
    const fd = openSync(path, 'r+')
    writeSync(fd, Buffer.alloc(length, 0xa5), 0, length, at)
    closeSync(fd)
  }
  const damages: readonly (readonly [string, () => void])[] = [
    ['gone', () => ['', '-wal', '-shm'].forEach((suffix) => rmSync(file(suffix), { force: true }))],
    ['with a broken head', () => scribble(file(), 0, 100)],
    ['with broken pages', () => scribble(file(), 4096 * 2, statSync(file()).size - 4096 * 2)],
    ['cut in half', () => truncateSync(file(), Math.floor(statSync(file()).size / 2))],
    ['not a database at all', () => writeFileSync(file(), 'this is a text')],
  ]

  test.each(damages)('%s: it starts, people sign in again, and nothing else is lost', async (name, damage) => {
    const person = await house.settle(name.replaceAll(' ', '-'))
    const walker = house.walker()
    const tokens = await house.app.signIn(walker, person)
    const midway = house.walker()
    await midway.open(house.app.ask().url)
    await midway.send({ username: person.username, password: person.password }, 'login')

    // A process that was killed leaves its log beside the file, as a lost machine would.
    await house.node.kill()
    damage()
    await house.node.start()

    expect((await house.app.refresh(tokens.refresh_token)).status, 'the refresh token').toBe(200)
    const silent = await house.app.signInSilently(walker)
    expect((await house.app.redeem(silent.code, silent.asked)).status, 'the session').toBe(200)
    await midway.open(midway.shown.url)
    // A log that was whole brings a broken page back; otherwise the sign-in is over, and its page says so.
    expect([200, 410], 'a sign-in under way').toContain(midway.shown.status)
    if (name === 'gone') expect(midway.shown.status).toBe(410)
    expect((await house.api('GET', `/users/${person.id}`)).body).toMatchObject({ username: person.username, hasPassword: true, otp: { registered: true } })
    expect(claimsOf((await house.app.signIn(house.walker(), person)).access_token)).toMatchObject({ sub: person.id, acr: '2' })
    expect(readdirSync(house.dataDir)).toContain('volatile.db')
  })
})

const disk = smallDisk(16)

describe.skipIf(disk === undefined)('a full disk', () => {
  let house: Production
  let small: SmallDisk
  let person: Person
  beforeAll(async () => {
    if (disk === undefined) throw new Error('skipped')
    small = disk
    house = await startProduction({ ...(small.path !== undefined && { env: { TEGATA_DATA_DIR: small.path } }) })
    person = await house.settle('full')
  })
  afterAll(async () => {
    await house.stop()
    small.remove()
  })

  const pid = () => house.node.process().pid ?? 0
  const create = (username: string) => house.api('POST', '/users', {
    username, email: `${username}@corp.example`, givenName: 'F', familyName: 'F', otpRequired: true, sendSetupMail: true,
  })
  const atCode = async (): Promise<{ walker: Walker; asked: ReturnType<typeof house.app.ask> }> => {
    const walker = house.walker()
    const asked = house.app.ask()
    await walker.open(asked.url)
    await walker.send({ username: person.username, password: person.password }, 'login')
    expect(walker.shown.step).toBe('code')
    return { walker, asked }
  }

  test('I-4, C-4: 503 with Retry-After, nothing half done, and everything goes on when there is room again', async () => {
    await house.api('GET', '/users')
    const { walker, asked } = await atCode()
    const code = await person.phone.next()
    small.fill(pid())

    const answers = []
    // Free pages in the files take a few more writes; then nothing fits any more.
    for (let n = 0; n < 40 && answers.length < 3; n += 1) {
      const { status, headers, body } = await create(`squeezed-${n}`)
      if (status !== 201) answers.push({ status, retryAfter: headers.get('retry-after'), code: body.code, n })
    }
    expect(answers).toHaveLength(3)
    for (const answer of answers) expect(answer).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/), code: 'server.unavailable' })
    const posted = await walker.sendOnly({ code }, 'code')
    expect(posted.status).toBe(503)
    expect(posted.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(posted.headers.get('content-type')).toContain('text/html')
    expect(await posted.text()).not.toMatch(/SQLITE|disk|    at /)
    const stranger = await house.walker().open(house.app.ask().url)
    expect([200, 503]).toContain(stranger.status)

    small.free(pid())
    const { body } = await house.api('GET', '/users?search=squeezed&limit=200')
    const there = (body.items as { username: string }[]).map(({ username }) => username)
    for (const { n } of answers) {
      expect(there, 'refused and yet there').not.toContain(`squeezed-${n}`)
      expect((await create(`squeezed-${n}`)).status).toBe(201)
    }
    await Promise.all(answers.map(({ n }) => house.mail.to(`squeezed-${n}@corp.example`)))
    for (const { n } of answers) expect(house.mail.mails.filter(({ to }) => to === `squeezed-${n}@corp.example`)).toHaveLength(1)

    // The code that could not be judged was not spent, and no attempt was charged for it.
    await walker.send({ code }, 'code')
    expect(claimsOf((await house.app.finish(walker, asked)).access_token)).toMatchObject({ sub: person.id, acr: '2' })
  })

  test('what fitted before the disk was full is there after a kill', async () => {
    small.fill(pid())
    const created: string[] = []
    for (let n = 0; n < 40; n += 1) {
      const { status } = await create(`lasting-${n}`)
      if (status === 201) created.push(`lasting-${n}`)
      else break
    }
    await house.node.kill()
    small.free()
    await house.node.start()
    const { body } = await house.api('GET', '/users?search=lasting&limit=200')
    expect((body.items as { username: string }[]).map(({ username }) => username).sort()).toEqual(created.sort())
  })
})
