import { describe, expect, test } from 'vitest'
import { languages } from '../../ui/languages.ts'
import { mailCatalogues, type MailBasics, type MailKind, type MailParams, renderMail } from './render.ts'

const at = Date.UTC(2026, 10, 20, 3, 0)
const until = Date.UTC(2026, 10, 21, 3, 0)
const link = 'https://id.demo.example/realms/demo/link?key=abc&x=1'
const codeLike = '4271-0811'

const basics = (text: string): MailBasics => ({
  realm: text, zone: 'Asia/Tokyo', contact: text, person: { username: text, givenName: text, familyName: text },
})

/** Every kind of mail, with `text` wherever somebody could have typed something. */
const params = (text: string): MailParams => {
  const happened = { at, address: text, by: text }
  const authenticator = { ...happened, label: text, authenticator: 'totp', notMeLink: link } as const
  const told = { zone: 'Asia/Tokyo', enforceFrom: until, reason: text, link }
  return {
    'set-up': { link, expiresAt: until, apps: ['Google Authenticator', text], startUrl: 'https://wiki.example/', createdBy: text },
    'set-up-code': { link, apps: [text], sentBy: text },
    'reset-password': { link, expiresAt: until, sentBy: text },
    'link-handed-over': { ...happened, to: text },
    'confirm-mail': { link, code: codeLike, at, expiresAt: until },
    'address-code': { code: codeLike, at, expiresAt: until },
    'emailed-code': { code: codeLike, application: text, at, expiresAt: until },
    'reset-request': { reference: '4271-08', at, address: text, link },
    'otp-reset': { ...happened, next: 'emergency-token' },
    'authenticator-added': authenticator,
    'authenticator-removed': authenticator,
    'authenticator-replaced': { ...authenticator, notMeLink: undefined },
    'address-fell': { ...happened, label: text, fate: 'doubted' },
    'password-changed': { ...happened, notMeLink: link },
    'emergency-issued': { ...happened, count: 5 },
    'emergency-revealed': happened,
    'emergency-revoked': { ...happened, count: 5 },
    'emergency-used': { ...happened, left: 1 },
    'emergency-running-out': { at, left: 1, link },
    'emergency-reveal-alarm': { at, by: 'admin', link },
    'administrator-kept': { at, provider: text, account: text, link },
    'administrators-shut-out': { at, from: until, provider: text, account: text, link },
    'sign-in-wait': { ...happened, until },
    'connect-code': { code: codeLike, provider: text, at, expiresAt: until },
    'identity-linked': { ...happened, provider: text, account: text },
    'identity-unlinked': { ...happened, provider: text },
    'test-mail': { at, by: text },
    'enforcement-coming': { ...told, consequence: 'set-up-mail', registerBy: at },
    'enforcement-began': { ...told, consequence: 'token' },
    'enforcement-ready': { ...told, consequence: 'ready-confirm' },
    'enforcement-moved': { ...told, consequence: 'set-up', before: at, began: false },
    'enforcement-suspended': { ...told, consequence: 'set-up' },
    'enforcement-resumed': { ...told, consequence: 'another-kind', began: false },
    'enforcement-ended': { ...told, consequence: 'set-up' },
    'address-changed': { ...happened, oldAddress: text, newAddress: text, to: 'old' },
  }
}

const kinds = Object.keys(params('x')) as MailKind[]
const render = <Kind extends MailKind>(kind: Kind, text: string, language: (typeof languages)[number]) =>
  renderMail(kind, { ...basics(text), ...params(text)[kind] }, language)

test.each(languages)('the %s mail catalogue has the keys and places of the English one', (language) => {
  const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort()
  expect(Object.keys(mailCatalogues[language])).toEqual(Object.keys(mailCatalogues.en))
  for (const [key, text] of Object.entries(mailCatalogues.en)) {
    expect([key, places(Object.entries(mailCatalogues[language]).find(([name]) => name === key)?.[1] ?? '')]).toEqual([key, places(text)])
  }
})

describe.each(languages)('mails in %s', (language) => {
  test.each(kinds)('%s: a subject, text and HTML that say the same, nothing left open', (kind) => {
    const { subject, text, html } = render(kind, 'Emma', language)
    expect(subject).not.toBe('')
    for (const part of [subject, text, html]) expect(part).not.toMatch(/\{\w+|undefined|NaN|\[object/)
    expect(html).toContain(`<html lang="${language}">`)
    expect(html).not.toMatch(/ style=|<style|<script|<img/)
  })

  test.each(kinds)('%s: no markup, header or link out of what somebody typed (M-5)', (kind) => {
    const evil = 'Eve\r\nBcc: all@victim.example\r\n\r\n<a href="https://evil.example">\u202e\u2028click</a> https://evil.example/x www.evil.example'
    const { subject, text, html } = render(kind, evil, language)
    expect(subject).not.toMatch(/[\r\n\u2028\u202e]/)
    expect(text).not.toMatch(/^Bcc:/m)
    expect(text).not.toMatch(/https:\/\/evil|www\.evil|[\r\u2028\u202e]/)
    expect(html).not.toMatch(/<a href="https:\/\/evil|https:\/\/evil/)
    expect(html.match(/href="([^"]*)"/g)?.every((href) => href === `href="${link.replace('&', '&amp;')}"`) ?? true).toBe(true)
  })

  test.each(kinds)('%s: stays short when a name is endless', (kind) => {
    expect(render(kind, 'あ'.repeat(5_000), language).text.length).toBeLessThan(5_000)
  })
})

describe('single mails', () => {
  test('a sign-in code comes without a link, with time, application and the warning (M-5)', () => {
    const { text, html } = render('emailed-code', 'Wiki', 'en')
    expect(`${text}${html}`).not.toMatch(/https?:/)
    expect(text).toContain(codeLike)
    expect(text).toContain('signing in to Wiki')
    expect(text).toContain('Friday, 20 November 2026, 12:00 JST')
    expect(text).toContain('Never tell anybody this code.')
  })
  test('what was set up, when, by whom and from where stand in one list, so that the values begin beneath each other', () => {
    const { html, text } = render('authenticator-added', 'Pixel', 'en')
    expect(html.match(/<table/g)).toHaveLength(1)
    expect(html.match(/<th [^>]*>[^<]+/g)?.length).toBe(4)
    expect(text.split('\n\n').filter((part) => /^ {2}\S/.test(part))).toHaveLength(1)
  })
  test('the set-up mail speaks in the order that people need', () => {
    const { text, subject } = renderMail('set-up', {
      ...basics('Demo'), realm: 'デモ株式会社', person: { username: 'aoi', givenName: '葵', familyName: '山田' },
      ...params('x')['set-up'], createdBy: '高橋 美咲',
    }, 'ja')
    expect(subject).toBe('【デモ株式会社】アカウント設定のご案内')
    const order = ['山田 葵 様', '約3分', 'インストールしてください', link, '2026年11月21日(土)12:00(JST)', 'ユーザー名: aoi', 'スマートフォンをお持ちでない', '高橋 美咲']
    const found = order.map((piece) => text.indexOf(piece))
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(found).not.toContain(-1)
  })
  test('"this was not me" is a link only when one was made', () => {
    expect(render('authenticator-added', 'x', 'en').text).toContain(link)
    expect(render('authenticator-replaced', 'x', 'en').text).toContain('tell x at once')
  })
  test('a name that looks like an address is no link, and other names stay as they are', () => {
    const named = (label: string) => renderMail('authenticator-added', { ...basics('x'), ...params('x')['authenticator-added'], label }, 'en').text
    expect(named('evil.example')).toContain('evil. example')
    expect(named('J. R. Smith, v2.0')).toContain('J. R. Smith, v2.0')
  })
})
