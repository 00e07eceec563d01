import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Application } from '../support/application.ts'
import { linkIn } from '../support/mail-server.ts'
import { Phone } from '../support/phone.ts'
import { freshDatabase, withClient } from '../support/postgres.ts'
import { everybodysPassword, type Node, type Production, startProduction } from '../support/production.ts'
import { until } from '../support/tegata.ts'
import { together } from '../support/together.ts'
import type { Walker } from '../support/walker.ts'

describe('a node that is killed without a goodbye, while the other one goes on', () => {
  let house: Production
  let doomed: Node
  let other: Node
  let databaseUrl: string
  let app: Application
  beforeAll(async () => {
    databaseUrl = await freshDatabase()
    house = await startProduction({ databaseUrl, nodes: 2 })
    const [a = house.node, b = house.node] = house.nodes
    doomed = a
    other = b
    app = new Application({ issuer: house.issuer, clientId: 'app', node: () => other.url })
  })
  afterAll(() => house.stop())

  const invite = (username: string) => house.api('POST', '/users', {
    username, email: `${username}@corp.example`, givenName: 'K', familyName: username, otpRequired: true, sendSetupMail: true,
  }, { node: doomed })
  /** The lease of a dead node runs out after three minutes; nobody waits for it here. */
  const leasesRunOut = () => withClient(databaseUrl, (client) => client.query(`UPDATE mails SET lease_until = 0 WHERE state = 'waiting' AND lease_until IS NOT NULL`))

  test('I-3, I-4: what was acknowledged stands, what was not is wholly there or wholly absent, and people go on on the other node', async () => {
    // Twelve stand before the last step of their set-up; one waits before the code; one holds a code for an application.
    const settlers = await together(12, async (n) => {
      await invite(`settler-${n}`)
      const link = linkIn(await house.mail.to(`settler-${n}@corp.example`))
      const walker = house.walker({ node: doomed })
      await walker.open(link)
      await walker.send()
      const phone = new Phone(walker.key)
      await walker.send({ code: await phone.next() }, 'enrol')
      expect(walker.shown.step).toBe('password')
      return { username: `settler-${n}`, link, walker, phone }
    })
    const person = await house.settle('stays')
    const holder = house.walker({ node: doomed })
    await app.signIn(holder, person)
    const held = await app.signInSilently(holder)
    const waiting = house.walker({ node: doomed })
    const asked = app.ask()
    await waiting.open(asked.url)
    await waiting.send({ username: person.username, password: person.password }, 'login')
    expect(waiting.shown.step).toBe('code')

    const commits = settlers.map(async ({ walker }) => {
      // Over a second or so, so that the kill meets some before, some in and some after their commit.
      await sleep(Math.random() * 900)
      return walker.sendOnly({ newPassword: everybodysPassword, confirmPassword: everybodysPassword }, 'password').then(({ status }) => status === 303, () => false)
    })
    const creations = together(24, async (n) => {
      await sleep(Math.random() * 900)
      return invite(`new-${n}`).then(({ status }) => status === 201, () => false)
    })
    await sleep(600)
    await doomed.kill()
    const acknowledged = { commits: await Promise.all(commits), creations: await creations }
    house.nodes.forEach((node) => expect(node.isRunning()).toBe(node === other))

    for (const [n, settler] of settlers.entries()) {
      const { walker, link } = settler
      const page = walker.shown.url
      walker.via = toOther
      await walker.open(link)
      const isDone = /already been used/.test(walker.shown.body)
      if (acknowledged.commits[n]) expect(isDone, `${settler.username} was told that it is done`).toBe(true)
      // Whoever was cut off opens the same page again: it asks once more, or finishes what it had been told.
      if (!isDone) {
        await walker.open(page)
        if (walker.shown.step === 'password') await walker.send({ newPassword: everybodysPassword, confirmPassword: everybodysPassword }, 'password')
        expect(walker.shown.title).toBe('Your account has been updated.')
      }
      const tokens = await app.signIn(onOther(), { username: settler.username, password: everybodysPassword, phone: settler.phone }).catch((error: unknown) => error)
      expect(tokens, `${settler.username} signs in with what was set up`).toMatchObject({ access_token: expect.any(String) })
    }

    const { body } = await house.api('GET', '/users?search=new-&limit=200', undefined, { node: other })
    const present = new Set((body.items as { username: string }[]).map(({ username }) => username))
    await leasesRunOut()
    for (const [n, isAcknowledged] of acknowledged.creations.entries()) {
      if (isAcknowledged) expect(present.has(`new-${n}`), `new-${n} was acknowledged`).toBe(true)
      // A user with whom the set-up mail was asked for is never there without it.
      if (present.has(`new-${n}`)) await house.mail.to(`new-${n}@corp.example`)
    }

    // The code of an application, and the page that waited, are worth the same on the other node.
    expect((await app.redeem(held.code, held.asked, other.url)).status).toBe(200)
    waiting.via = toOther
    await waiting.send({ code: await person.phone.next() }, 'code')
    const code = app.codeOf(waiting) ?? ''
    expect((await app.redeem(code, asked, other.url)).status).toBe(200)
  })

  test('I-11: a mail whose node died in the conversation is sent by the other, under the same Message-ID, and no mail is lost', async () => {
    if (!doomed.isRunning()) await doomed.start()
    house.mail.mood = 'slow'
    const attempts = house.mail.attempts.length
    await other.stop()
    await together(6, (n) => invite(`late-${n}`))
    await until(() => house.mail.attempts.length > attempts, 20_000, () => 'no conversation began')
    await doomed.kill()
    house.mail.mood = 'kind'
    await other.start()
    await leasesRunOut()
    await together(6, (n) => house.mail.to(`late-${n}@corp.example`))
    const byId = Map.groupBy(house.mail.mails, ({ messageId }) => messageId)
    for (const [id, mails] of byId) expect(new Set(mails.map(({ to }) => to)).size, id).toBe(1)
  })

  const toOther = (origin: string): string => origin === house.publicUrl ? other.url : origin
  const onOther = (): Walker => house.walker({ node: other })
})
