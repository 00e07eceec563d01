import { crc32, deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Realm } from '@tegata/storage'
import { problemOf, startApi, type TestApi, type Who } from './api.test-support.ts'

let house: TestApi
let realm: Realm
let admin: Who

beforeAll(async () => {
  house = await startApi()
  realm = await house.newRealm('look')
  admin = await house.person(realm, 'admin', ['global-admin'])
})
afterAll(async () => {
  expect(house.unexpected).toEqual([])
  await house.close()
})

function pngOf(side: number, shade: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 8
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.alloc(1), Buffer.alloc(side, shade)])))
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}
const asText = (bytes: Buffer) => bytes.toString('base64')
const get = (href: string) => fetch(`${house.base}${href}`)
const events = async () => (await house.storage.audit.list(realm.id, { types: ['realm.changed'] }, null, 50)).items

describe('the logo of the sign-in pages', () => {
  test('is served from here at an address that names its content, as exactly what it is, and kept by browsers for ever', async () => {
    const picture = pngOf(48, 7)
    const { logo } = await admin.api.setLogo({ picture: asText(picture) })
    expect(logo).toMatchObject({ type: 'image/png', width: 48, height: 48, href: expect.stringMatching(/^\/realms\/look\/logo\/[\w-]{22}$/) })
    expect((await admin.api.getRealm()).logo).toEqual(logo)
    const answer = await get(logo?.href ?? '')
    expect(Buffer.from(await answer.arrayBuffer()).equals(picture)).toBe(true)
    expect(Object.fromEntries(['content-type', 'x-content-type-options', 'cache-control', 'content-security-policy', 'cross-origin-resource-policy'].map((name) => [name, answer.headers.get(name)]))).toEqual({
      'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'; sandbox", 'cross-origin-resource-policy': 'same-origin',
    })
  })

  test('another picture has another address, and the old one leads nowhere; so does one that nobody wrote', async () => {
    const first = (await admin.api.setLogo({ picture: asText(pngOf(20, 1)) })).logo?.href ?? ''
    const second = (await admin.api.setLogo({ picture: asText(pngOf(20, 2)) })).logo?.href ?? ''
    expect(second).not.toBe(first)
    expect([(await get(first)).status, (await get(second)).status, (await get('/realms/look/logo/..%2f..%2fetc')).status]).toEqual([404, 200, 404])
    await admin.api.removeLogo()
    expect((await admin.api.getRealm()).logo).toBeNull()
    expect((await get(second)).status).toBe(404)
    await admin.api.removeLogo()
  })

  test('stands in the audit log by its hash; the picture itself does not', async () => {
    const { logo } = await admin.api.setLogo({ picture: asText(pngOf(24, 9)) })
    const [last] = await events()
    expect(last).toMatchObject({ actor: admin.user.id, detail: { before: { logo: null }, after: { logo: logo?.href.split('/').at(-1), type: 'image/png', width: 24 } } })
    expect(JSON.stringify(last).length).toBeLessThan(700)
  })

  test.each([
    ['an SVG with a script', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'logo.not-a-picture'],
    ['not a picture', Buffer.from('hello'), 'logo.not-a-picture'], ['nothing', Buffer.alloc(0), 'logo.not-a-picture'],
    ['too small', pngOf(8, 0), 'logo.wrong-size'], ['too heavy', Buffer.concat([pngOf(20, 0), Buffer.alloc(149_990)]), 'logo.too-large'],
  ])('%s is refused, and the logo of before stays', async (_, file, problem) => {
    const { logo } = await admin.api.setLogo({ picture: asText(pngOf(32, 3)) })
    expect(await problemOf(admin.api.setLogo({ picture: asText(file) }))).toBe(problem)
    expect((await admin.api.getRealm()).logo).toEqual(logo)
  })

  test('what is no base64, or far too long, is a wrong request', async () => {
    for (const picture of ['<svg>', 'a'.repeat(240_004)]) expect(await problemOf(admin.api.setLogo({ picture }))).toBe('request.invalid')
  })

  test('needs a fresh code, and the permission to change the realm', async () => {
    const other = await house.addUser(realm, 'stale')
    await house.storage.unit(house.storage.roles.grant(realm.id, other.id, await house.roleId(realm, 'global-admin')))
    const stale = house.apiOf(realm, await house.signIn(realm, other))
    expect(await problemOf(stale.setLogo({ picture: asText(pngOf(20, 0)) }))).toBe('token.insufficient-authentication')
    const reader = await house.person(realm, 'reader', ['read-only-admin'])
    expect(await problemOf(reader.api.setLogo({ picture: asText(pngOf(20, 0)) }))).toBe('permission.missing')
  })

  test('race: two pictures and an edit of the settings at once; what is served is what the settings name, and the edit is there', async () => {
    const outcomes = await Promise.all([
      admin.api.setLogo({ picture: asText(pngOf(40, 1)) }), admin.api.setLogo({ picture: asText(pngOf(40, 2)) }), admin.api.changeRealm({ mailsPerMinute: 77 }),
    ])
    expect(outcomes).toHaveLength(3)
    const { logo, mailsPerMinute } = await admin.api.getRealm()
    expect(mailsPerMinute).toBe(77)
    expect((await get(logo?.href ?? '')).status).toBe(200)
  })
})

describe('colour and sentences (S4-8)', () => {
  test('one of the safe colours; any other is refused', async () => {
    expect((await admin.api.changeRealm({ accent: 'pine' })).accent).toBe('pine')
    for (const accent of ['#fff', 'red', 'pine" onload="x']) expect(await problemOf(admin.api.changeRealm({ accent } as never))).toBe('request.invalid')
    expect((await admin.api.getRealm()).accent).toBe('pine')
  })

  test('a sentence of the realm’s own for each page and language; what is empty is not kept', async () => {
    const changed = await admin.api.changeRealm({ sentences: { login: { en: 'Use your staff number.', ja: '', ko: '사번을 사용하세요.' }, code: { en: '' } } })
    expect(changed.sentences).toEqual({ login: { en: 'Use your staff number.', ko: '사번을 사용하세요.' } })
    expect(await problemOf(admin.api.changeRealm({ sentences: { login: { en: 'x'.repeat(301) } } }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeRealm({ sentences: { login: { en: 'left\u202eright' } } }))).toBe('request.invalid')
    expect(await problemOf(admin.api.changeRealm({ sentences: { footer: { en: 'x' } } } as never))).toBe('request.invalid')
    expect((await admin.api.changeRealm({ sentences: {} })).sentences).toEqual({})
  })

  test('the preview is the page itself with what is not saved yet, and every text in it is a text', async () => {
    const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>"\'&'
    const before = await admin.api.getRealm()
    for (const page of ['login', 'code', 'setUp', 'emergency', 'lostCode', 'newPassword'] as const) {
      const { html } = await admin.api.previewSignInPage({ page, language: 'ja', accent: 'plum', title: evil, sentences: { [page]: { ja: evil, en: 'English' } } })
      expect([page, html.includes('lang="ja" data-accent="plum"'), html.includes('English')]).toEqual([page, true, false])
      expect(html).toContain('<p class="own">&lt;img src=x onerror=alert(1)&gt;')
      expect(html).not.toMatch(/<img src=x|<script|onerror=alert\(1\)>|autofocus/)
    }
    expect(await admin.api.getRealm()).toEqual(before)
  })
})

describe('mail read through this sign-in (S1-22)', () => {
  test('domains, in lower case; nothing else', async () => {
    expect((await admin.api.changeRealm({ mailDomains: [' Corp.Example ', 'mail.example.co.jp'] })).mailDomains).toEqual(['corp.example', 'mail.example.co.jp'])
    for (const wrong of ['corp', 'taro@corp.example', '*.corp.example', 'https://corp.example']) {
      expect(await problemOf(admin.api.changeRealm({ mailDomains: [wrong] }))).toBe('request.invalid')
    }
  })
})
