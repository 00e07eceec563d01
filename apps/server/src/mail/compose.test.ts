import { expect, test } from 'vitest'
import type { OutgoingMail, Realm } from '@tegata/storage'
import { testRealmSettings } from '@tegata/storage/testing'
import { createComposeMail, type Letter } from './compose.ts'

const realm: Realm = {
  id: 7, name: 'demo', enabled: true, version: 1, createdAt: 0,
  settings: { ...testRealmSettings, displayName: { en: 'Demo Company', ja: 'デモ株式会社' }, contact: { en: 'IT, ext. 4357' }, languages: ['ko', 'en', 'ja'] },
}
const user = { id: 'u1', username: 'aoi', givenName: '葵', familyName: '山田', email: 'aoi@demo.example', language: null }

function write(letter: Partial<Letter<'password-changed'>> = {}): OutgoingMail | null {
  const put: OutgoingMail[] = []
  const compose = createComposeMail({
    outbox: { put: (mail) => { put.push(mail); return { name: 'outbox.put', sql: '', parameters: [], rows: 1 } } }, host: 'id.demo.example', newId: () => 'm1',
  })
  const statement = compose({ realm, user, kind: 'password-changed', params: { at: 0 }, ...letter })
  expect(statement === null).toBe(put.length === 0)
  return put[0] ?? null
}

test('a mail goes to the address on file, under one Message-ID of the configured host (P-8)', () => {
  expect(write()).toMatchObject({ id: 'm1', realmId: 7, userId: 'u1', to: 'aoi@demo.example', messageId: '<m1@id.demo.example>', linkId: null })
})

test('a mail speaks the language asked for, then the person’s, then the realm’s first', () => {
  const langOf = (mail: OutgoingMail | null) => /<html lang="(\w\w)"/.exec(mail?.html ?? '')?.[1]
  expect(langOf(write({ language: 'en', user: { ...user, language: 'ja' } }))).toBe('en')
  expect(langOf(write({ user: { ...user, language: 'ja' } }))).toBe('ja')
  expect(langOf(write())).toBe('ko')
})

test('a realm that has no words in a language is named in English', () => {
  expect(write({ language: 'ko' })?.text).toContain('Demo Company')
  expect(write({ language: 'ja' })?.text).toContain('デモ株式会社')
})

test.each([null, '', 'aoi', 'aoi@demo.example\r\nBcc: eve@evil.example', '"a b"@demo.example'])('to the address %j nothing is composed (P-12)', (email) => {
  expect(write({ user: { ...user, email } })).toBeNull()
})

test('a letter about somebody to the help desk is not filed as a letter to that somebody', () => {
  const put: OutgoingMail[] = []
  createComposeMail({ outbox: { put: (mail) => { put.push(mail); return { name: 'x', sql: '', parameters: [], rows: 1 } } }, host: 'h' })({
    realm, user, kind: 'reset-request', to: 'helpdesk@demo.example', params: { reference: '4271-08', at: 0, link: 'http://localhost:8080/console/demo' },
  })
  expect(put[0]).toMatchObject({ to: 'helpdesk@demo.example', userId: null })
  expect(put[0]?.text).toContain('4271-08')
})

test('nothing a person typed becomes a header line', () => {
  const evil = { ...user, givenName: 'A\r\nBcc: eve@evil.example', username: 'a\r\nb' }
  expect(write({ user: evil })?.subject).not.toMatch(/[\r\n]/)
})
