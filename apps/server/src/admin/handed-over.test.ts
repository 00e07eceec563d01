import { beforeEach, describe, expect, test } from 'vitest'
import type { User } from '@tegata/storage'
import { problemOf, type Who } from './api.test-support.ts'
import { boss, house, inARealmOfItsOwn, realm } from './realm-of-its-own.test-support.ts'

let peer: Who
let desk: Who
let person: User
let count = 0

inARealmOfItsOwn()
beforeEach(async () => {
  peer = await house.person(realm, 'peer', ['global-admin'])
  desk = await house.person(realm, 'desk', ['help-desk'])
  person = await house.addUser(realm, 'yuna', { passwordHash: null, emailProvedAt: null })
})

const reason = 'called back on the number in the directory'
const private_ = 'yuna@home.example.test'
async function mails(): Promise<{ kind: string; to: string; text: string }[]> {
  return (await house.storage.outbox.claim(500, 1)).filter(({ realmId }) => realmId === realm.id).map(({ kind, to, text }) => ({ kind, to, text }))
}
const links = (user: User = person) => house.storage.links.listOf(realm.id, user.id)
const eventsOf = async (type: string) => (await house.storage.audit.list(realm.id, { userId: person.id, types: [type] }, null, 10)).items
const keyOf = (address: string) => new URL(address).searchParams.get('key') ?? ''

describe('a set-up mail to another address, for this once', () => {
  test('goes there, is told to the address on file, and is written down with the address and the reason (Z-5, C-5)', async () => {
    const mail = await peer.api.sendSetupMail({ userId: person.id, to: private_, reason })
    expect(mail).toMatchObject({ state: 'waiting', how: 'other-address', to: private_, by: 'peer', failure: null })
    const out = await mails()
    expect(out.map(({ kind, to }) => [kind, to])).toEqual([['set-up', private_], ['link-handed-over', 'yuna@example.test']])
    expect(out[1]?.text).toContain(private_)
    expect(out[1]?.text, 'the address on file is no way in').not.toContain('link?key=')
    expect(await eventsOf('user.setup-mail-sent')).toMatchObject([{ actor: peer.user.id, reason, detail: { purpose: 'set-up', to: private_ } }])
    expect((await house.read(realm, person.id)).email, 'and stays what it was').toBe('yuna@example.test')
  })

  test('needs a reason, and a factor of the last five minutes; the ordinary one needs neither', async () => {
    expect(await problemOf(peer.api.sendSetupMail({ userId: person.id, to: private_ }))).toBe('request.invalid')
    const bare = house.apiOf(realm, await house.signIn(realm, peer.user))
    expect(await problemOf(bare.sendSetupMail({ userId: person.id, to: private_, reason }))).toBe('token.insufficient-authentication')
    house.storage.clock.set(Date.now() + 6 * 60_000)
    expect(await problemOf(peer.api.sendSetupMail({ userId: person.id, to: private_, reason }))).toBe('token.insufficient-authentication')
    expect(await problemOf(peer.api.sendSetupMail({ userId: person.id }))).toBe('done')
    house.storage.clock.set(Date.now())
  })

  test('the address on file, however it is written, is the ordinary mail', async () => {
    expect(await peer.api.sendSetupMail({ userId: person.id, to: 'YUNA@example.test', reason })).toMatchObject({ how: 'mail', to: 'yuna@example.test' })
    expect((await mails()).map(({ kind }) => kind)).toEqual(['set-up'])
  })

  test('one address gets five an hour, whoever they are about, and one administrator sends sixty: a stranger is not flooded, nor handed the house', async () => {
    const here = await house.newRealm(`elsewhere-${++count}`)
    const sender = await house.person(here, 'sender', ['global-admin'])
    const people = await Promise.all(Array.from({ length: 7 }, (_, n) => house.addUser(here, `somebody-${n}`)))
    const outcomes: string[] = []
    for (const { id } of people.slice(0, 6)) outcomes.push(await problemOf(sender.api.sendSetupMail({ userId: id, to: outcomes.length % 2 === 0 ? 'stranger@example.org' : 'Stranger@Example.org', reason })))
    expect(outcomes).toEqual([...Array.from({ length: 5 }, () => 'done'), 'mail.too-many'])
    const spent = Array.from({ length: 55 }, () => house.storage.throttle.reserve('x', `${here.id}:mail-to-by:${sender.user.id}`, { max: 60, windowMs: 3_600_000 }))
    expect(await house.storage.unit(spent)).toMatchObject({ ok: true })
    expect(await problemOf(sender.api.sendSetupMail({ userId: people[6]?.id ?? '', to: 'another@example.org', reason }))).toBe('mail.too-many')
    expect(await problemOf(sender.api.sendSetupMail({ userId: people[6]?.id ?? '' })), 'the address on file has its own count').toBe('done')
  })

  test('reaches somebody who has no address at all', async () => {
    const nobody = await house.addUser(realm, 'noaddress', { email: null, passwordHash: null, emailProvedAt: null })
    expect(await problemOf(peer.api.sendSetupMail({ userId: nobody.id }))).toBe('user.no-email')
    await peer.api.sendSetupMail({ userId: nobody.id, to: private_, reason })
    expect((await mails()).map(({ kind, to }) => [kind, to])).toEqual([['set-up', private_]])
  })

  test('of two links one works: whichever way it went, the newer one ends the older one', async () => {
    await peer.api.sendSetupMail({ userId: person.id })
    await peer.api.sendSetupMail({ userId: person.id, to: private_, reason })
    await peer.api.makeSetupSheet({ userId: person.id, reason })
    expect((await links()).filter(({ voidAt }) => voidAt === null).map(({ subject }) => subject)).toEqual(['sheet'])
    await peer.api.sendSetupMail({ userId: person.id })
    expect((await links()).filter(({ voidAt }) => voidAt === null).map(({ subject }) => subject)).toEqual([null])
  })

  test('a link that went another way ends with a mail that has none: whoever doubts where it went takes it back by that', async () => {
    const one = await house.addUser(realm, 'rika')
    await peer.api.makeSetupSheet({ userId: one.id, reason })
    expect(await peer.api.sendSetupMail({ userId: one.id })).toMatchObject({ purpose: 'set-up-code' })
    expect((await links(one)).map(({ purpose, voidReason }) => [purpose, voidReason])).toEqual([['reset-password', 'replaced']])
  })
})

describe('a sheet of paper', () => {
  test('its link is in that one answer and nowhere else; it is told to the address on file and written down', async () => {
    const sheet = await peer.api.makeSetupSheet({ userId: person.id, reason })
    expect(sheet).toMatchObject({ purpose: 'set-up', link: expect.stringMatching(/^http:\/\/id\.example\.test\/realms\/[\w-]+\/link\?key=[\w-]{43}$/) })
    const out = await mails()
    expect(out.map(({ kind, to }) => [kind, to])).toEqual([['link-handed-over', 'yuna@example.test']])
    const events = await eventsOf('user.setup-sheet-made')
    expect(events).toMatchObject([{ actor: peer.user.id, reason, detail: { purpose: 'set-up' } }])
    const everything = JSON.stringify([out, events, await links(), await boss.api.getSetupMail({ userId: person.id }), await boss.api.listEvents({ userId: person.id })])
    expect(everything).not.toContain(keyOf(sheet.link))
    expect(await boss.api.getSetupMail({ userId: person.id })).toMatchObject({ state: 'printed', how: 'sheet', to: null, by: 'peer', sentAt: null })
  })

  test('for somebody who has a password it is a link for a new one', async () => {
    const one = await house.addUser(realm, 'mina')
    expect(await peer.api.makeSetupSheet({ userId: one.id, reason })).toMatchObject({ purpose: 'new-password' })
  })

  test('works without a mail server, and for somebody without an address', async () => {
    const { mailServer: _, ...settings } = realm.settings
    const current = await house.storage.realms.find(realm.name)
    await house.storage.unit([house.storage.realms.saveSettings(realm.id, { ...settings, mailServer: null }, current?.version ?? 0)])
    const nobody = await house.addUser(realm, 'paper', { email: null, passwordHash: null, emailProvedAt: null })
    expect(await problemOf(peer.api.makeSetupSheet({ userId: nobody.id, reason }))).toBe('done')
    expect(await problemOf(peer.api.sendSetupMail({ userId: nobody.id, to: private_, reason }))).toBe('mail.not-configured')
  })

  test('a reason is demanded, and a fresh factor', async () => {
    expect(await problemOf(peer.api.makeSetupSheet({ userId: person.id, reason: ' ' }))).toBe('request.invalid')
    const bare = house.apiOf(realm, await house.signIn(realm, peer.user))
    expect(await problemOf(bare.makeSetupSheet({ userId: person.id, reason }))).toBe('token.insufficient-authentication')
  })

  test('twenty a day for one person, all ways counted together', async () => {
    const limit = realm.settings.limits.mailAfterPassword.max
    for (let n = 0; n < limit; n += 1) await (n % 2 === 0 ? peer.api.makeSetupSheet({ userId: person.id, reason }) : peer.api.sendSetupMail({ userId: person.id, to: `yuna-${n}@private.example`, reason }))
    expect(await problemOf(peer.api.makeSetupSheet({ userId: person.id, reason }))).toBe('mail.too-many')
    expect(await problemOf(peer.api.sendSetupMail({ userId: person.id }))).toBe('mail.too-many')
  })
})

describe('Z-2: for whom', () => {
  test('a help desk hands out second factors, and so never a first one: both from one hand would be the account', async () => {
    for (const someone of [person, boss.user, await house.addUser(realm, 'mina')]) {
      expect(await problemOf(desk.api.makeSetupSheet({ userId: someone.id, reason }))).toBe('permission.missing')
      expect(await problemOf(desk.api.sendSetupMail({ userId: someone.id, to: 'thief@example.test', reason }))).not.toBe('done')
      expect(await links(someone)).toEqual([])
    }
    expect(await problemOf(desk.api.sendSetupMail({ userId: person.id, to: private_, reason }))).toBe('permission.missing')
    expect(await problemOf(desk.api.sendSetupMail({ userId: person.id })), 'to the address on file, as before').toBe('done')
    expect(await problemOf(desk.api.sendSetupMail({ userId: boss.user.id }))).toBe('permission.not-for-administrators')
  })

  test('nobody for themself: a session that was left open would become the account', async () => {
    expect(await problemOf(boss.api.makeSetupSheet({ userId: boss.user.id, reason }))).toBe('permission.not-for-yourself')
    expect(await problemOf(boss.api.sendSetupMail({ userId: boss.user.id, to: 'thief@example.test', reason }))).toBe('permission.not-for-yourself')
  })

  test('not for a disabled account, nor for one that is not there any more', async () => {
    await boss.api.changeUser({ userId: person.id, enabled: false })
    expect(await problemOf(peer.api.makeSetupSheet({ userId: person.id, reason }))).toBe('user.disabled')
    await boss.api.deleteUser({ userId: person.id })
    expect(await problemOf(peer.api.makeSetupSheet({ userId: person.id, reason }))).toBe('user.not-found')
  })
})

describe('Z-2: whoever becomes an administrator begins clean', () => {
  /** As an ordinary person: a sheet, and an emergency token that the help desk was given. */
  async function handed() {
    const { link } = await boss.api.makeSetupSheet({ userId: person.id, reason })
    const { value } = await desk.api.issueEmergencyToken({ userId: person.id, reason })
    return { link, value }
  }
  const worth = async ({ link, value }: { link: string; value: string }) => ({
    link: (await house.storage.links.find(realm.id, keyOf(link)))?.voidReason ?? 'good',
    token: (await house.storage.emergencyTokens.find(realm.id, person.id, value.replaceAll('-', '')))?.revokedAt == null ? 'good' : 'revoked',
  })
  const nothing = { link: 'made-administrator', token: 'revoked' }

  test('by a role', async () => {
    const before = await handed()
    expect(await worth(before)).toEqual({ link: 'good', token: 'good' })
    await boss.api.grantRole({ userId: person.id, roleId: await house.roleId(realm, 'global-admin') })
    expect(await worth(before)).toEqual(nothing)
    expect(await boss.api.getSetupMail({ userId: person.id })).toMatchObject({ state: 'void' })
  })

  test('by a group that they are put into, and by what their group is given', async () => {
    const roleId = await house.roleId(realm, 'read-only-admin')
    const group = await boss.api.createGroup({ name: 'auditors' })
    await boss.api.grantGroupRole({ groupId: group.id, roleId })
    const before = await handed()
    await boss.api.addGroupMember({ groupId: group.id, userId: person.id })
    expect(await worth(before)).toEqual(nothing)
    await boss.api.removeGroupMember({ groupId: group.id, userId: person.id })
    const plain = await boss.api.createGroup({ name: 'plain' })
    await boss.api.addGroupMember({ groupId: plain.id, userId: person.id })
    const again = await handed()
    await boss.api.grantGroupRole({ groupId: plain.id, roleId })
    expect(await worth(again)).toEqual(nothing)
  })

  test('what a help desk does to somebody who is given a role at that moment is refused or ended', async () => {
    for (let round = 0; round < 5; round += 1) {
      person = await house.addUser(realm, `rising-${round}`)
      const [issued] = await Promise.all([
        desk.api.issueEmergencyToken({ userId: person.id, reason }).then(({ value }) => value, () => null),
        boss.api.grantRole({ userId: person.id, roleId: await house.roleId(realm, 'help-desk') }),
      ])
      if (issued !== null) expect(await house.storage.emergencyTokens.countLeft(realm.id, person.id)).toBe(0)
    }
  })
})

describe('whom it is told', () => {
  test('the address before, too, while the change is young: whoever changed it may have done so for this', async () => {
    await boss.api.changeUser({ userId: person.id, email: 'new@example.test' })
    await mails()
    await boss.api.makeSetupSheet({ userId: person.id, reason })
    expect((await mails()).filter(({ kind }) => kind === 'link-handed-over').map(({ to }) => to)).toEqual(['new@example.test', 'yuna@example.test'])
  })

  test('who has no address is told nothing, and the log says so to every administrator who reads it', async () => {
    person = await house.addUser(realm, 'paper', { email: null, passwordHash: null, emailProvedAt: null })
    await boss.api.makeSetupSheet({ userId: person.id, reason })
    await boss.api.sendSetupMail({ userId: person.id, to: private_, reason })
    expect(await eventsOf('user.setup-sheet-made')).toMatchObject([{ detail: { mailsAboutIt: 0 } }])
    expect(await eventsOf('user.setup-mail-sent')).toMatchObject([{ detail: { mailsAboutIt: 0, to: private_ } }])
  })
})

describe('what became of it', () => {
  const newest = async () => (await house.storage.outbox.claim(200, 1)).findLast(({ userId }) => userId === person.id)

  test('what the mail server said is told in a word of ours and in its own', async () => {
    await peer.api.sendSetupMail({ userId: person.id })
    const mail = await newest()
    await house.storage.unit([house.storage.outbox.refused(mail?.id ?? '', 'refused by the mail server: 550 5.1.1 no such user')])
    expect(await peer.api.getSetupMail({ userId: person.id })).toMatchObject({ state: 'refused', failure: 'address', answer: '550 5.1.1 no such user' })
    await peer.api.sendSetupMail({ userId: person.id })
    expect(await peer.api.getSetupMail({ userId: person.id })).toMatchObject({ state: 'waiting', failure: null, answer: null })
  })

  test('one that waits longer than usual says why', async () => {
    await peer.api.sendSetupMail({ userId: person.id })
    const mail = await newest()
    await house.storage.unit([house.storage.outbox.retryAt(mail?.id ?? '', Date.now() + 60_000, 'ECONNECTION connect ECONNREFUSED 127.0.0.1:25')])
    expect(await peer.api.getSetupMail({ userId: person.id })).toMatchObject({ state: 'waiting', failure: 'unreachable', answer: null })
  })
})
