import { randomUUID } from 'node:crypto'
import type { Enforcement, User } from '@tegata/storage'
import { describe, expect, test } from 'vitest'
import { account, atTheAccountPages, house, signInAs } from './account.test-support.ts'

atTheAccountPages()

const said = (html: string) => html.replace(/<[^>]*>/g, '').replace(/\s+/g, ' ')

async function announce(changes: Partial<Enforcement> = {}): Promise<void> {
  const rule: Enforcement = {
    id: randomUUID(), realmId: house.realm.id, name: 'Everybody', state: 'announced', enforceFrom: Date.UTC(2026, 10, 30, 15, 0), registerBy: null, zone: 'Asia/Tokyo',
    target: { everyone: true }, reason: { en: 'One stolen password endangers everybody.' }, helpLink: {}, acceptedKinds: ['totp'], acceptedRecoveries: ['mail'],
    onUnenrolled: 'enrol', afterEmergency: 'nextSignIn', sessionsBefore: 'askAtNextUse', refusesShared: false,
    waves: [30, 14, 7, 3, 1, 0], announcedAt: house.now(), edition: 1, version: 1, ...changes,
  }
  await house.unit(...[house.storage.policies.saveEnforcement(rule)].flat())
}
async function atAccount(user: User, authenticatorId?: string) {
  const uid = `s-${randomUUID()}`
  const proof = { at: house.now(), journeyId: 'j', epoch: user.epoch }
  await house.unit(house.storage.sessions.begin({
    uid, realmId: house.realm.id, userId: user.id, epoch: user.epoch, journeyId: 'j', startedAt: house.now(), lastUsedAt: house.now(), expiresAt: house.now() + 86_400_000,
    address: '192.0.2.7', userAgent: 'test', clientIds: [], proofs: [{ kind: 'password', ...proof }, ...(authenticatorId === undefined ? [] : [{ kind: 'totp' as const, authenticatorId, ...proof }])],
  }))
  signInAs(uid)
  const browser = house.browser()
  return { browser, shown: await browser.open(account) }
}

describe('a rule to come, on the account page (S0-5)', () => {
  test('stands there with its date, its deadline, why and what it means, and leads to the set-up', async () => {
    await announce()
    const { shown } = await atAccount(await house.addUser())
    expect(said(shown.html)).toContain('From Tuesday, 1 December 2026, 00:00 JST you need a one-time code One stolen password endangers everybody.'
      + ' Until Monday, 30 November 2026, 23:59 JST you can sign in as before. After that you are asked to set it up before you go on. Please set it up before that time, to avoid being unable to sign in. Set up now')
    expect(shown.html).toContain(`href="${account}/add"`)
  })

  const helped = 'What helps is an emergency token, or setting it up together with'
  test.each<[string, Parameters<typeof house.addUser>[0], Partial<Enforcement>]>([
    ['whose address nobody proved', { emailProvedAt: null }, {}],
    ['who have no address', { email: null }, {}],
    ['whom a mailed link would have to prove, and no mailbox can', { email: null }, { onUnenrolled: 'mailLink' }],
  ])('offers no set-up to those %s: it says what helps, and why not here', async (_, who, rule) => {
    await announce(rule)
    const { shown } = await atAccount(await house.addUser(who))
    expect(shown.html.split('id="authenticators"')[0]).not.toContain(`href="${account}/add"`)
    expect(said(shown.html)).toContain(`No mail to you can confirm that it is you, so it cannot be set up here. ${helped}`)
  })

  test('nor to those who will need an emergency token whatever they set up here', async () => {
    await announce({ onUnenrolled: 'codeOnly' })
    const { shown } = await atAccount(await house.addUser())
    expect(shown.html.split('id="authenticators"')[0]).not.toContain(`href="${account}/add"`)
    expect(said(shown.html)).toContain('After that you cannot sign in without it.')
    expect(said(shown.html)).toContain(helped)
    expect(said(shown.html)).not.toContain('No mail to you')
  })

  test('but does where what they set up here is what will be asked for: on the classic page nothing else leads in (S0-38)', async () => {
    const { settings, version } = await house.storage.realms.find(house.realm.name) ?? house.realm
    await house.unit(house.storage.realms.saveSettings(house.realm.id, { ...settings, presentation: 'classic' }, version))
    await announce()
    const { shown } = await atAccount(await house.addUser())
    expect(shown.html.split('id="authenticators"')[0]).toContain(`href="${account}/add"`)
    expect(said(shown.html)).not.toContain(helped)
  })

  test('says to those who are ready that they are, with *Test my code now* (S1-2, S1-25)', async () => {
    await announce()
    const user = await house.addUser()
    const { id, secret } = await house.addTotp(user)
    const { browser, shown } = await atAccount(user, id)
    expect(said(shown.html)).toContain('You are ready. From that time you are asked for a code at every sign-in. Test my code now')
    const test = await browser.open(`${account}/authenticators/${id}/test`)
    expect([shown.html.includes(`href="${test.path}"`), test.title]).toEqual([true, 'Test your code'])
    expect((await browser.send({ code: house.code(secret) })).path).toBe(`${account}?saved=code-tested`)
    expect(await house.audited(user.id)).toEqual(['authenticator.tested'])
    expect((await house.storage.authenticators.listOf(house.realm.id, user.id))[0]?.lastUsedAt).toBeGreaterThanOrEqual(house.started)
  })

  test('what was just set up can be tried at once, also where no rule is to come', async () => {
    const user = await house.addUser()
    const { id } = await house.addTotp(user)
    const { browser } = await atAccount(user, id)
    const link = `href="${account}/authenticators/${id}/test">Test my code now`
    expect((await browser.open(`${account}?saved=authenticator-added`)).html).toContain(link)
    expect((await browser.open(account)).html).not.toContain(link)
  })

  test('is not there for those who have to already, unless it asks more of them', async () => {
    const [user, editor] = [await house.addUser(), await house.addUser()]
    const [{ id }, { id: other }] = [await house.addTotp(user), await house.addTotp(editor)]
    await announce({ name: 'In force', enforceFrom: house.now() - 86_400_000, acceptedKinds: ['totp', 'emailed-code'] })
    await announce()
    expect((await atAccount(user, id)).shown.html).not.toContain('id="coming"')
    await announce({ name: 'Other kinds', acceptedKinds: ['emailed-code'], enforceFrom: Date.UTC(2026, 11, 1, 15, 0) })
    expect(said((await atAccount(editor, other)).shown.html)).toContain('From Wednesday, 2 December 2026, 00:00 JST you need a one-time code')
  })

  test('is not there for those whom it will not meet', async () => {
    await announce({ target: { roleNames: ['editor'] } })
    expect((await atAccount(await house.addUser())).shown.html).not.toContain('id="coming"')
  })
})
