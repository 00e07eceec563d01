import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ImportColumn } from '@tegata/contract'
import type { Realm } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'
import { standardMapping } from './upstream-suggestions.ts'

let house: TestApi
let realm: Realm
let admin: Who
beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('files')
  admin = await house.person(realm, 'chief', ['global-admin'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

const columns: ImportColumn[] = ['username', 'givenName', 'familyName', 'email', 'department', 'enabled', 'otpConfigured', 'policyGroup']
const row = (line: number, ...cells: string[]) => ({ line, cells })
const send = (rows: ReturnType<typeof row>[], more: { removals?: number[]; reason?: string; columns?: ImportColumn[] } = {}, who = admin) => who.api.importUsers({ columns, rows, ...more })
const look = (rows: ReturnType<typeof row>[], given = columns, who = admin) => who.api.previewImport({ columns: given, rows })
const named = async (username: string) => house.storage.users.findByLogin(realm.id, username)
const failed = (answer: { failures: { line: number; column: string | null; code: string }[] }) => answer.failures.map(({ line, column, code }) => [line, column, code])
const eventsOf = async (type: string) => (await house.storage.audit.list(realm.id, { types: [type] }, null, 200)).items

describe('what lines would do', () => {
  test('is said before anything is written: new, changed field by field, unchanged, and every bad line by its number', async () => {
    const kim = await house.addUser(realm, 'kim', { givenName: 'Min', familyName: 'Kim', department: 'Sales' })
    const before = await house.storage.users.list(realm.id, {}, null, 200)
    const answer = await look([
      row(2, 'lee', 'Jun', 'Lee', 'lee@files.test', 'Sales', '', 'true', ''),
      row(3, 'KIM', '', '', '', 'Support', 'true', '', ''),
      row(4, 'kim2', 'No', 'Mail', 'not an address', '', '', '', ''),
      row(5, 'chief', '', '', '', '', '', '', ''),
    ])
    expect(answer).toMatchObject({
      added: 1, changed: 1, unchanged: 1,
      people: [
        { line: 2, kind: 'added', userId: null, username: 'lee', givenName: 'Jun', familyName: 'Lee', removes: false },
        { line: 3, kind: 'changed', userId: kim.id, username: 'kim', fields: [{ column: 'department', before: 'Sales', after: 'Support' }] },
      ],
    })
    expect(failed(answer)).toEqual([[4, 'email', 'email-invalid']])
    expect(await house.storage.users.list(realm.id, {}, null, 200)).toEqual(before)
  })

  test('the same lines written, and then again: nothing changes any more', async () => {
    const rows = [row(2, 'again', 'A', 'Gain', 'again@files.test', 'Sales', 'true', 'true', ''), row(3, 'kim', '', '', '', 'Support', '', '', '')]
    expect(await send(rows)).toMatchObject({ added: 1, changed: 1, unchanged: 0, failures: [] })
    expect(await send(rows)).toMatchObject({ added: 0, changed: 0, unchanged: 2, failures: [] })
    expect(await named('again')).toMatchObject({ otpRequired: true, department: 'Sales', emailProvedAt: null, hasPassword: false })
  })

  test('imported people have no emergency tokens (S3-21), are told in the log one by one, and get no mail', async () => {
    const user = await named('again')
    expect(await house.storage.emergencyTokens.countLeft(realm.id, user?.id ?? '')).toBe(0)
    expect((await house.storage.audit.list(realm.id, { userId: user?.id ?? '' }, null, 10)).items).toMatchObject([{ type: 'user.created', actor: admin.user.id, detail: { by: 'import' } }])
    expect((await eventsOf('users.imported'))[0]).toMatchObject({ actor: admin.user.id, detail: { added: 1, changed: 1 } })
  })

  test('an empty cell changes nothing, [clear] empties, a name cannot be emptied', async () => {
    await send([row(2, 'emptied', 'E', 'Mpty', 'emptied@files.test', 'Sales', '', '', '')])
    await send([row(2, 'emptied', '', '', '', '', '', '', '')])
    expect(await named('emptied')).toMatchObject({ email: 'emptied@files.test', department: 'Sales' })
    await send([row(2, 'emptied', '', '', '[clear]', '[clear]', '', '', '')])
    expect(await named('emptied')).toMatchObject({ email: null, department: null })
    expect(failed(await send([row(2, 'emptied', '[clear]', '', '', '', '', '', '')]))).toEqual([[2, 'givenName', 'cannot-be-cleared']])
  })
})

describe('two imports at the same moment', () => {
  test('everybody is there once, by one of them; the other one says so line by line, and the log counts those who were added', async () => {
    const person = (n: number) => row(n + 2, `meanwhile-${n}`, 'M', 'Eanwhile', `meanwhile-${n}@files.test`, '', '', '', '')
    const rows = Array.from({ length: 60 }, (_, n) => person(n))
    const [before, parts] = [(await eventsOf('users.imported')).length, [rows.slice(0, 40), rows.slice(20), rows.slice(10, 50)]]
    const answers = await Promise.all(parts.map((part) => send(part)))
    expect(answers.reduce((sum, { added }) => sum + added, 0)).toBe(60)
    for (const [at, { added, changed, unchanged, failures }] of answers.entries()) {
      expect([changed, added + unchanged + failures.length]).toEqual([0, parts[at]?.length])
      for (const { line, code } of failures) expect([line > 11, code]).toEqual([true, 'user.username-taken'])
    }
    const { items } = await house.storage.users.list(realm.id, { search: 'meanwhile-' }, null, 200)
    expect(items.map(({ username }) => username).toSorted()).toEqual(rows.map(({ cells }) => cells[0] ?? '').toSorted())
    const noted = (await eventsOf('users.imported')).slice(0, -before || undefined)
    expect(noted.reduce((sum, { detail }) => sum + Number(detail?.['added']), 0)).toBe(60)
  })
})

describe('bad lines', () => {
  test.each([
    ['no user name', ['', 'A', 'B'], 'username', 'username-missing'],
    ['a user name with a blank', ['a b', 'A', 'B'], 'username', 'username-invalid'],
    ['a new person without a name', ['nameless', '', 'B'], 'givenName', 'name-missing'],
    ['a name of 900 characters', ['long', 'x'.repeat(900), 'B'], 'givenName', 'text-invalid'],
    ['a right-to-left override in a name', ['rtl', 'A\u202eB', 'B'], 'givenName', 'text-invalid'],
    ['a NUL', ['nul', 'A\0B', 'B'], 'givenName', 'text-invalid'],
    ['half of a surrogate pair', ['half', 'A\ud800', 'B'], 'givenName', 'text-invalid'],
    ['a word for enabled that is none', ['word', 'A', 'B', '', '', 'maybe'], 'enabled', 'not-yes-or-no'],
    ['an unknown policy group', ['group', 'A', 'B', '', '', '', '', 'No such'], 'policyGroup', 'policy-group-unknown'],
    ['the address of somebody else', ['thief', 'A', 'B', 'CHIEF@example.test'], 'email', 'user.email-taken'],
    ['a user name that is somebody’s address', ['chief@example.test', 'A', 'B'], 'username', 'user.username-taken'],
  ] as const)('%s', async (_, cells, column, code) => {
    expect(failed(await look([row(7, ...cells)]))).toEqual([[7, column, code]])
    expect(failed(await send([row(7, ...cells)]))).toEqual([[7, column, code]])
  })

  test('one does not hold up the others, and nothing of it is done', async () => {
    const answer = await send([row(2, 'good-1', 'A', 'B'), row(3, 'kim', 'Min-ho', '', 'nonsense'), row(4, 'good-2', 'A', 'B')])
    expect(answer).toMatchObject({ added: 2, changed: 0 })
    expect(failed(answer)).toEqual([[3, 'email', 'email-invalid']])
    expect(await named('kim')).toMatchObject({ givenName: 'Min' })
  })

  test('the same person, or the same address, on two lines: the second is refused', async () => {
    expect(failed(await send([row(2, 'twice', 'A', 'B'), row(3, 'TWICE', 'C', 'D'), row(4, 'other', 'A', 'B', 'x@files.test'), row(5, 'third', 'A', 'B', 'X@files.test')])))
      .toEqual([[3, 'username', 'listed-twice'], [5, 'email', 'listed-twice']])
  })

  test('a user name that is another new person’s address fails by itself', async () => {
    const answer = await send([row(2, 'cross', 'A', 'B', 'crossed@files.test'), row(3, 'crossed@files.test', 'A', 'B'), row(4, 'bystander', 'A', 'B')])
    expect(answer).toMatchObject({ added: 2 })
    expect(failed(answer)).toMatchObject([[3, null, 'user.username-taken']])
    expect(await named('bystander')).toMatchObject({ givenName: 'A' })
  })

  test('HTML, emoji, quotes, formulas and SQL are names like others', async () => {
    const names = ['<img src=x onerror=alert(1)>', '🦊👩‍👩‍👧', `O'"Neill`, "'=1+1", "''", "x'); drop table users; --"]
    expect(await send(names.map((name, index) => row(index + 2, `odd-${index}`, name, 'N')))).toMatchObject({ added: names.length, failures: [] })
    const shown = await Promise.all(names.map(async (_, index) => (await named(`odd-${index}`))?.givenName))
    expect(shown).toEqual(['<img src=x onerror=alert(1)>', '🦊👩‍👩‍👧', `O'"Neill`, '=1+1', "''", "x'); drop table users; --"])
  })

  test.each([
    ['no lines', { columns, rows: [] }], ['1,001 lines', { columns, rows: Array.from({ length: 1001 }, (_, line) => row(line + 2, 'x')) }],
    ['a column twice', { columns: ['username', 'email', 'email'], rows: [row(2, 'x')] }], ['no user names', { columns: ['email'], rows: [row(2, 'x')] }],
    ['an unknown column', { columns: ['username', 'roles'], rows: [row(2, 'x', 'global-admin')] }], ['a cell of 10,000 characters', { columns, rows: [row(2, 'x'.repeat(10_000))] }],
    ['more cells than columns can be', { columns, rows: [row(2, ...Array.from({ length: 99 }, () => 'x'))] }],
  ])('%s: the request is refused as a whole', async (_, body) => {
    for (const path of ['/import', '/import/preview']) {
      const answer = await fetch(`${house.base}/api/realms/files${path}`, {
        method: 'POST', headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json' }, body: JSON.stringify(body),
      })
      expect([path, answer.status]).toEqual([path, 400])
    }
  })
})

describe('what takes something away, and who may', () => {
  const off = (line: number, username: string) => row(line, username, '', '', '', '', '', 'false', '')

  test('a cell that removes authenticators is counted, and done only for lines that were confirmed; the person is told', async () => {
    const owner = await house.addUser(realm, 'owner', { otpRequired: true })
    await house.addTotp(realm, owner)
    await house.addUser(realm, 'bare', { otpRequired: true })
    const preview = await look([off(2, 'owner'), off(3, 'bare')])
    expect(preview.people.map(({ line, removes }) => [line, removes])).toEqual([[2, true], [3, false]])
    const unconfirmed = await send([off(2, 'owner'), off(3, 'bare')])
    expect([unconfirmed.changed, failed(unconfirmed)]).toEqual([1, [[2, 'otpConfigured', 'removal-not-confirmed']]])
    expect(await house.storage.authenticators.listOf(realm.id, owner.id)).toHaveLength(1)
    expect(await send([off(2, 'owner')], { removals: [2] })).toMatchObject({ changed: 1, failures: [] })
    expect(await house.storage.authenticators.listOf(realm.id, owner.id)).toEqual([])
    expect((await house.storage.audit.list(realm.id, { userId: owner.id, types: ['user.otp-turned-off'] }, null, 5)).items).toMatchObject([{ detail: { authenticatorsRemoved: true } }])
  })

  test('on again after off is a reset, and counts as a removal (S2-21)', async () => {
    const owner = await named('owner')
    await house.addTotp(realm, await house.read(realm, owner?.id ?? ''))
    const on = row(2, 'owner', '', '', '', '', '', 'true', '')
    expect((await look([on])).people).toMatchObject([{ removes: true }])
    expect(failed(await send([on]))).toEqual([[2, 'otpConfigured', 'removal-not-confirmed']])
  })

  test('the last global administrator stays: neither disabled nor reset by a file', async () => {
    const disabled = row(2, 'chief', '', '', '', '', 'false', '', '')
    const operator = await house.operator(realm)
    for (const answer of [await operator.previewImport({ columns, rows: [disabled] }), await operator.importUsers({ columns, rows: [disabled] })]) {
      expect(failed(answer)).toEqual([[2, null, 'permission.last-administrator']])
    }
    expect(await named('chief')).toMatchObject({ enabled: true })
  })

  test('a line that ends the session which reads the file in is refused: nothing goes on with rights that are over', async () => {
    const other = await house.person(realm, 'second-chief', ['global-admin'])
    await house.storage.unit([house.storage.users.setOtpRequired(realm.id, other.user.id, true)])
    for (const [column, line] of [['enabled', row(2, 'second-chief', '', '', '', '', 'false', '', '')], ['otpConfigured', off(2, 'second-chief')]] as const) {
      for (const answer of [await look([line], columns, other), await send([line], { removals: [2] }, other)]) {
        expect(failed(answer)).toEqual([[2, column, 'permission.not-for-yourself']])
      }
    }
    expect(await problemOf(other.api.listUsers({ limit: 1 }))).toBe('done')
    await house.storage.unit(house.storage.roles.withdraw(realm.id, other.user.id, await house.roleId(realm, 'global-admin')))
  })

  test('emergency tokens are something to lose: said with their number, confirmed, and done for a reason that stands in the log (Z-5)', async () => {
    const owner = await house.addUser(realm, 'tokens-alone', { otpRequired: true })
    await admin.api.issueEmergencyTokens({ userId: owner.id, count: 3, reason: 'before the journey' })
    expect((await look([off(2, 'tokens-alone')])).people).toMatchObject([{ removes: true, authenticators: 0, emergencyTokens: 3 }])
    expect(failed(await send([off(2, 'tokens-alone')]))).toEqual([[2, 'otpConfigured', 'removal-not-confirmed']])
    expect(await house.storage.emergencyTokens.countLeft(realm.id, owner.id)).toBe(3)
    expect(await send([off(2, 'tokens-alone')], { removals: [2], reason: 'the pilot is over' })).toMatchObject({ changed: 1 })
    expect(await house.storage.emergencyTokens.countLeft(realm.id, owner.id)).toBe(0)
    expect((await house.storage.audit.list(realm.id, { userId: owner.id, types: ['user.otp-turned-off'] }, null, 1)).items).toMatchObject([{ reason: 'the pilot is over' }])
    expect((await eventsOf('users.imported'))[0]).toMatchObject({ reason: 'the pilot is over' })
  })

  test('S1-34: whose time in a group is over is in the one of before, to a file too, before anybody has written that down', async () => {
    const [usual, other] = [await admin.api.createPolicyGroup({ name: 'Usual', ask: 'never' }), await admin.api.createPolicyGroup({ name: 'For a time', ask: 'never' })]
    const user = await house.addUser(realm, 'for-a-time', { policyGroupId: usual.id })
    const { clock } = house.storage
    const before = clock.now()
    await admin.api.assignPolicyGroup({ userIds: [user.id], policyGroup: other.id, until: new Date(before + 120_000).toISOString() })
    clock.set(before + 130_000)
    try {
      const into = (group: string) => row(2, 'for-a-time', '', '', '', '', '', '', group)
      expect(await look([into('Usual')])).toMatchObject({ unchanged: 1 })
      expect((await look([into('For a time')])).people).toMatchObject([{ fields: [{ before: 'Usual', after: 'For a time' }] }])
    } finally {
      clock.set(before)
    }
  })

  test.each(['read-only-admin', 'help-desk', 'certificate-admin'] as const)('%s reads no file in', async (role) => {
    const who = await house.person(realm, `reader-${role}`, [role])
    expect(await problemOf(look([row(2, 'x', 'A', 'B')], columns, who))).toBe('permission.missing')
    expect(await problemOf(send([row(2, 'x', 'A', 'B')], {}, who))).toBe('permission.missing')
  })

  test('writing needs a second factor of a moment ago, looking does not', async () => {
    const tired = await house.addUser(realm, 'tired')
    await house.storage.unit(house.storage.roles.grant(realm.id, tired.id, await house.roleId(realm, 'global-admin')))
    const api = house.apiOf(realm, await house.signIn(realm, tired))
    expect(await problemOf(api.previewImport({ columns, rows: [row(2, 'fresh', 'A', 'B')] }))).toBe('done')
    expect(await problemOf(api.importUsers({ columns, rows: [row(2, 'fresh', 'A', 'B')] }))).toBe('token.insufficient-authentication')
    expect(await named('fresh')).toBeUndefined()
  })

  test('another Access Policy Group by its name', async () => {
    const group = await admin.api.createPolicyGroup({ name: 'Branch', ask: 'never' })
    expect(await send([row(2, 'grouped', 'A', 'B', '', '', '', '', 'Branch')])).toMatchObject({ added: 1, failures: [] })
    expect(await named('grouped')).toMatchObject({ policyGroupId: group.id })
    expect(await send([row(2, 'grouped', '', '', '', '', '', '', '[clear]')])).toMatchObject({ changed: 1, failures: [] })
    expect(await named('grouped')).toMatchObject({ policyGroupId: null })
  })
})

describe('password hashes', () => {
  const withHash: ImportColumn[] = ['username', 'givenName', 'familyName', 'passwordHash']
  const hash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$KLd1NRBgRsQ9GNF3fJMYVQ5m3uP9sQ3ZkRb5VZSs0Yk'

  test('come in by the command line alone: no administrator chooses somebody’s password (P-10)', async () => {
    expect(await problemOf(look([row(2, 'hashed', 'A', 'B', hash)], withHash))).toBe('permission.only-on-the-host')
    expect(await problemOf(send([row(2, 'hashed', 'A', 'B', hash)], { columns: withHash }))).toBe('permission.only-on-the-host')
  })

  test('for new people, and are shown to nobody; whoever is there keeps theirs', async () => {
    const api = await house.operator(realm)
    const rows = [row(2, 'hashed', 'A', 'B', hash), row(3, 'kim', '', '', hash)]
    const preview = await api.previewImport({ columns: withHash, rows })
    expect([preview.added, preview.unchanged, JSON.stringify(preview).includes('argon2id')]).toEqual([1, 1, false])
    expect(await api.importUsers({ columns: withHash, rows })).toMatchObject({ added: 1, unchanged: 1, failures: [] })
    const user = await named('hashed')
    expect(user).toMatchObject({ passwordHash: hash, hasPassword: true })
    expect((await named('kim'))?.passwordHash).toBe('x')
    expect(JSON.stringify((await house.storage.audit.list(realm.id, { userId: user?.id ?? '' }, null, 10)).items)).not.toContain('argon2id')
    expect(JSON.stringify(await admin.api.exportUsers({ lines: 1000 }))).not.toContain('argon2id')
  })

  test.each([
    'plain', '$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$KLd1NRBgRsQ9GNF3fJMYVQ5m3uP9sQ3ZkRb5VZSs0Yk', '$2b$12$abcdefghijklmnopqrstuv',
    hash.replace('m=19456', 'm=999999'), hash.replace('t=2', 't=99'), hash.replace('p=1', 'p=9'), hash.replace('t=2', 't=0'), `${hash}\n`, hash.replace('v=19', 'v=16'),
  ])('%s is none that a sign-in could be asked to work through', async (bad) => {
    const api = await house.operator(realm)
    expect(failed(await api.previewImport({ columns: withHash, rows: [row(2, 'bad-hash', 'A', 'B', bad)] }))).toEqual([[2, 'passwordHash', 'hash-invalid']])
  })
})

describe('people who come by an identity provider', () => {
  const linked: ImportColumn[] = ['username', 'givenName', 'familyName', 'upstream', 'upstreamSubject']

  test('are linked before they first come; somebody who is there is not linked by a file', async () => {
    await house.storage.unit([house.storage.upstreams.create({
      id: '6f1c3f30-0000-4000-8000-000000000001', realmId: realm.id, alias: 'corp', name: { en: 'Corp' }, enabled: true, issuer: 'https://corp.test', clientId: 'tegata', clientAuth: 'none', scopes: ['openid'],
      trust: 'always', evidence: [], evidenceMaxAgeMs: 900_000, acrValues: [], hidden: false, newPeople: 'connect', profile: 'local', mapping: standardMapping, signOut: false, createdAt: 0,
    }, null)])
    const rows = [row(2, 'linked', 'A', 'B', 'corp', ' Sub 1'), row(3, 'kim', '', '', 'corp', 'sub-2'), row(4, 'half', 'A', 'B', 'corp', ''), row(5, 'lost', 'A', 'B', 'nobody', 'x'), row(6, 'same', 'A', 'B', 'corp', ' Sub 1')]
    const answer = await admin.api.importUsers({ columns: linked, rows })
    expect([answer.added, failed(answer)]).toEqual([1, [[3, 'upstream', 'linked-by-itself'], [4, 'upstreamSubject', 'half-a-link'], [5, 'upstream', 'upstream-unknown'], [6, 'upstreamSubject', 'listed-twice']]])
    const user = await named('linked')
    expect(await house.storage.identities.listOf(realm.id, user?.id ?? '')).toMatchObject([{ subject: ' Sub 1', linkedBy: 'import' }])
    expect(await named('same')).toBeUndefined()
    expect(failed(await admin.api.previewImport({ columns: linked, rows: rows.slice(4) }))).toEqual([[6, 'upstreamSubject', 'identity.taken']])
    expect(await admin.api.importUsers({ columns: linked, rows: rows.slice(0, 1) })).toMatchObject({ unchanged: 1, failures: [] })
  })
})

describe('people as lines of a file', () => {
  async function all(api = admin.api, filter = {}) {
    const [first] = [await api.exportUsers({ ...filter, lines: 7 })]
    const rows = [...first.rows]
    for (let { next } = first; next !== null;) {
      const page = await api.exportUsers({ ...filter, lines: 7, cursor: next })
      rows.push(...page.rows)
      next = page.next
    }
    return { columns: first.columns, rows }
  }

  test('read in again they change nothing, whoever they are', async () => {
    await house.addUser(realm, 'odd name from elsewhere', { givenName: '', familyName: 'x'.repeat(150), email: 'ODD@example.test', language: 'ko', department: '=cmd', shared: true, sortName: "'quoted" })
    const { columns: heads, rows } = await all()
    expect(rows.length).toBeGreaterThan(20)
    const { neutralised } = await import('@tegata/contract')
    const answer = await admin.api.previewImport({ columns: heads, rows: rows.map((cells, index) => ({ line: index + 2, cells: cells.map(neutralised) })) })
    expect(answer).toMatchObject({ added: 0, changed: 0, unchanged: rows.length, failures: [], people: [] })
  })

  test('only those whom the list is narrowed to; the first page is noted with the filter', async () => {
    const { columns: heads, rows } = await all(admin.api, { department: ['=cmd'], enabled: true })
    expect(rows.map((cells) => cells[heads.indexOf('username')])).toEqual(['odd name from elsewhere'])
    expect((await eventsOf('users.exported'))[0]).toMatchObject({ actor: admin.user.id, detail: { filter: { department: ['=cmd'], enabled: true } } })
  })

  test('a cursor that no noted export made is refused: everybody leaves with a trace, and with a second factor of a moment ago', async () => {
    const count = async () => (await eventsOf('users.exported')).length
    const { next: ofTheList } = await admin.api.listUsers({ limit: 1 })
    const before = await count()
    const made = (n: number) => Buffer.from(`users:${n}`).toString('base64url')
    for (const cursor of [ofTheList ?? '', made(999_999_999_999_999), made(1), `${made(999_999_999_999_999)}~${Date.now()}~${crypto.randomUUID()}~${'A'.repeat(43)}`]) {
      expect(await problemOf(admin.api.exportUsers({ cursor }))).toBe('request.invalid')
    }
    expect(await count()).toBe(before)
    const { next } = await admin.api.exportUsers({ lines: 2, enabled: true })
    expect(await count()).toBe(before + 1)
    const cursor = next ?? ''
    const other = await house.person(realm, 'other-reader', ['read-only-admin'])
    for (const call of [() => admin.api.exportUsers({ lines: 2, cursor }), () => other.api.exportUsers({ lines: 2, enabled: true, cursor })]) {
      expect(await problemOf(call()), 'of another filter, of somebody else').toBe('request.invalid')
    }
    const { clock } = house.storage
    const now = clock.now()
    clock.set(now + 6 * 60_000)
    try {
      expect(await problemOf(admin.api.exportUsers({ lines: 2, enabled: true }))).toBe('token.insufficient-authentication')
      expect(await problemOf(admin.api.exportUsers({ lines: 2, enabled: true, cursor })), 'a long one goes on').toBe('done')
    } finally {
      clock.set(now)
    }
    expect(await count()).toBe(before + 1)
  })

  test('whoever only reads may export; the help desk, who finds people one by one, may not', async () => {
    const reader = await house.person(realm, 'only-reads', ['read-only-admin'])
    expect(await problemOf(reader.api.exportUsers({ search: 'kim' }))).toBe('done')
    const desk = await house.person(realm, 'desk', ['help-desk'])
    expect(await problemOf(desk.api.exportUsers({ search: 'kim' }))).toBe('permission.missing')
  })

  test('permission that is withdrawn meanwhile ends it (Z-3)', async () => {
    const reader = await house.person(realm, 'reads-for-now', ['read-only-admin'])
    const { next } = await reader.api.exportUsers({ lines: 2 })
    await house.storage.unit(house.storage.roles.withdraw(realm.id, reader.user.id, await house.roleId(realm, 'read-only-admin')))
    expect(await problemOf(reader.api.exportUsers({ lines: 2, cursor: next ?? '' }))).toBe('permission.missing')
  })
})
