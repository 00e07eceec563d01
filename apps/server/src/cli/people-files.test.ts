import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDecoder, encode } from '@tegata/contract'
import { createTerminal } from './terminal.test-support.ts'

const { dataDir, run } = createTerminal()
const folder = mkdtempSync(join(tmpdir(), 'tegata-files-'))
afterAll(() => { for (const each of [dataDir, folder]) rmSync(each, { recursive: true, force: true }) })
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content)
  return join(folder, name)
}
const importing = (path: string, more = '') => run(`import users ${path} --realm acme ${more}`)

beforeAll(async () => {
  await run('migrate')
  await run('realm create --name acme --display-name Acme --zone Asia/Tokyo')
})

describe('people from a file', () => {
  const japanese = encode('cp932', 'ユーザー名,姓,名,フリガナ,メール,OTP設定\r\nsato,佐藤,花子,サトウ ハナコ,sato@acme.test,はい\r\nyamada,山田,太郎,,yamada@acme.test,\r\nbad,,太郎,,not an address,\r\n')

  test('are shown first, with every bad line, and nothing is written', async () => {
    const { code, out } = await importing(file('people.csv', japanese))
    expect(code).toBe(0)
    expect(out).toContain('cp932, separated by comma; columns username, familyName, givenName, reading, email, otpConfigured\n')
    expect(out).toContain('2 to add, 0 to change, 0 unchanged, 1 not taken\n  line 4, familyName: A new person needs a given name and a family name.\n')
    expect(out).toContain('Nothing was written')
    expect((await importing(join(folder, 'people.csv'))).out).toContain('2 to add')
  })

  test('are written when it is said; again, nothing changes', async () => {
    const path = join(folder, 'people.csv')
    expect(await importing(path, '--write')).toMatchObject({ code: 1, out: expect.stringContaining('2 added, 0 changed, 0 unchanged, 1 not taken') })
    expect((await importing(path, '--write')).out).toContain('0 added, 0 changed, 2 unchanged, 1 not taken')
    const changed = file('changed.tsv', 'username\tdepartment\tfamilyName\nsato\tSales\t鈴木\n')
    expect((await importing(changed)).out).toContain('  line 2, sato: department – → Sales; familyName 佐藤 → 鈴木\n')
    expect(await importing(changed, '--write')).toMatchObject({ code: 0, out: expect.stringContaining('0 added, 1 changed') })
  })

  test('bring their password hashes along here, and here alone', async () => {
    const hash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$KLd1NRBgRsQ9GNF3fJMYVQ5m3uP9sQ3ZkRb5VZSs0Yk'
    expect(await importing(file('hashes.csv', `username;given name;family name;password hash\nmoved;M;Oved;${hash}\n`), '--write')).toMatchObject({ code: 0, out: expect.stringContaining('1 added') })
  })

  test('a file that names no user names is not one of people', async () => {
    const { code, err } = await importing(file('wrong.csv', 'a,b\n1,2\n'))
    expect([code, err]).toEqual([1, 'The first line names no column "username". It was read as utf-8, separated by comma: a · b\n'])
    expect((await importing(file('tabs.csv', 'username\temail\nx\ty\n'), '--separator comma')).err).toContain('names no column "username"')
    expect((await importing(join(folder, 'not-there.csv'))).code).toBe(1)
  })

  test('nobody loses authenticators before the number of them was confirmed', async () => {
    const { code } = await run('user create --realm acme --username owner --given-name O --family-name W --otp')
    expect(code).toBe(0)
    const off = file('off.csv', 'username,otpConfigured\nowner,false\nsato,false\n')
    expect((await importing(off)).out).toContain('2 to change')
    // Who has set up nothing yet has emergency tokens to lose.
    expect((await importing(off)).out).toContain('1 would lose authenticators or emergency tokens')
    expect(await importing(off, '--write')).toMatchObject({ code: 1, err: expect.stringContaining('--confirm-removals 1') })
    expect(await importing(off, '--write --confirm-removals 1 --reason pilot')).toMatchObject({ code: 0 })
  })
})

describe('people into a file', () => {
  test('and back: nothing changes, in every format and encoding', async () => {
    await run('user create --realm acme --username formula --given-name "=1+1" --family-name "O, \'N" --department "@home"')
    for (const [format, encoding] of [['csv', 'utf-8'], ['tsv', 'utf-8-bom'], ['csv', 'cp932'], ['tsv', 'cp949']] as const) {
      const path = join(folder, `all.${format}`)
      const written = await run(`export users ${path} --realm acme --format ${format} --encoding ${encoding}`)
      expect([written.code, /^(\d+) people written/.exec(written.out)?.[1]]).toEqual([0, '5'])
      expect((await importing(path)).out, `${format} ${encoding}`).toContain('0 to add, 0 to change, 5 unchanged, 0 not taken')
    }
  })

  test('formulas are text there, passwords are not there, and only the owner reads the file', async () => {
    const path = join(folder, 'owner.csv')
    await run(`export users ${path} --realm acme --encoding cp932`)
    const text = createDecoder('cp932').decode(readFileSync(path))
    expect(text).toContain(`formula,"O, 'N",'=1+1,,,'@home,`)
    expect(text).not.toContain('argon2id')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('letters that an encoding does not have leave their cells empty, which is said', async () => {
    await run('user create --realm acme --username fox --given-name 🦊 --family-name Fox')
    const path = join(folder, 'fox.csv')
    const { out } = await run(`export users ${path} --realm acme --encoding cp932 --search fox`)
    expect(out).toContain('1 people written')
    expect(out).toContain('1 cells hold letters that this encoding does not have')
    expect((await importing(path)).out).toContain('0 to add, 0 to change, 1 unchanged')
  })
})
