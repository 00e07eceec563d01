// @vitest-environment node
import { RealmSettings } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { realmSettings } from '../../testing/people.ts'
import { mailChange, mailDraftOf, mailFaults } from './mail-draft.ts'
import { boundsOf, isWhole, numberFields, readNumber } from './number-fields.ts'
import { changesOf, draftOf, fieldOfPath, lookOver, type RealmField } from './realm-draft.ts'

const settings = realmSettings(null)

describe('a draft of the settings', () => {
  test('of what is saved changes nothing and is right', () => {
    expect(changesOf(draftOf(settings), new Set())).toEqual({})
    expect([...lookOver(draftOf(settings))]).toEqual([])
  })

  test('sent as a whole is the settings again', () => {
    const draft = draftOf({ ...settings, startPage: { name: { en: 'Wiki' }, url: 'https://wiki.example/' }, recommendedApps: [{ name: 'Two words', url: 'https://a.example/' }] })
    const all = changesOf(draft, new Set(Object.keys(draft) as RealmField[]))
    const elsewhere = ['name', 'mailServer', 'canMail', 'version', 'onlyUpstream', 'logo']
    const own = Object.fromEntries(Object.entries(settings).filter(([name]) => !elsewhere.includes(name)))
    expect(all).toEqual({ ...own, startPage: { name: { en: 'Wiki' }, url: 'https://wiki.example/' }, recommendedApps: [{ name: 'Two words', url: 'https://a.example/' }] })
  })

  test('bounds of numbers are those of the contract', () => {
    const shape: Record<string, { safeParse: (value: unknown) => { success: boolean } }> = { ...RealmSettings.shape, ...RealmSettings.shape.limits.shape }
    for (const field of numberFields) {
      const [least, most] = boundsOf(field)
      const takes = (value: number) => shape[field]?.safeParse(value).success
      expect([field, takes(least), takes(most), takes(least - 1), takes(most + 1)]).toEqual([field, true, true, false, false])
      expect([field, takes(least + (most - least) / 7.3)]).toEqual([field, !isWhole(field)])
    }
  })

  test.each([
    ['displayName.en', 'displayName'], ['limits.secondFactorDay.max', 'secondFactorDay'], ['limits.secondFactorShort.waitMinutes.2', 'waitMinutes'], ['limits.journeyCodeTries', 'journeyCodeTries'],
    ['startPage.url', 'startPageUrl'], ['startPage.name.en', 'startPageName'], ['ownNetworks.3', 'ownNetworks'], ['mailServer.host', null], ['nonsense', null],
  ])('%s is said at %s', (path, field) => expect(fieldOfPath(path)).toBe(field))
})

test.each([['5', 5], [' １０ ', 10], ['1,5', 1.5], ['', null], ['x', null], ['1e9', null], ['-1', null]])('%j is read as %j', (typed, value) => {
  expect(readNumber(typed, [0, 100])).toBe(value)
})

test('a password of the mail server is never in a draft, and sent only when typed', () => {
  const draft = mailDraftOf({ ...settings, mailServer: { host: 'h', port: 25, security: 'tls', username: 'u', from: 'a@b.example', hasPassword: true } })
  expect(draft.password).toBe('')
  expect(mailChange(draft)).toEqual({ host: 'h', port: 25, security: 'tls', username: 'u', from: 'a@b.example' })
  expect(mailChange({ ...draft, password: 'p' })).toMatchObject({ password: 'p' })
  expect([mailChange(mailDraftOf(settings)), mailFaults(mailDraftOf(settings)).size]).toEqual([null, 0])
  expect([...mailFaults({ ...draft, host: ' ', from: '' })]).toEqual([['host', 'missing'], ['from', 'missing']])
})

describe('what can be seen to be wrong before anybody is asked', () => {
  const draft = draftOf(settings)
  const faults = (part: Partial<typeof draft>) => [...lookOver({ ...draft, ...part })]
  const spoken = (en: string) => ({ en, ja: '', ko: '' })

  test.each([
    [{ displayName: { en: ' ', ja: 'デモ', ko: '' } }, 'displayName', { rule: 'missing' }], [{ languages: [] }, 'languages', { rule: 'languages' }], [{ helpLink: 'data:text/html,x' }, 'helpLink', { rule: 'url' }],
    [{ startPageUrl: 'wiki', startPageName: spoken('Wiki') }, 'startPageUrl', { rule: 'url' }], [{ startPageUrl: 'https://wiki.example/', startPageName: { en: '', ja: 'ウィキ', ko: '' } }, 'startPageName', { rule: 'name' }],
    [{ helpDeskMail: 'desk@example' }, 'helpDeskMail', { rule: 'email' }], [{ recommendedApps: 'App\n'.repeat(21) }, 'recommendedApps', { rule: 'apps' }], [{ mailDomains: 'corp.example\nhttps://corp.example' }, 'mailDomains', { rule: 'domains' }],
    [{ waitMinutes: '1, 1441' }, 'waitMinutes', { rule: 'waits' }], [{ waitMinutes: '1 '.repeat(11) }, 'waitMinutes', { rule: 'waits' }], [{ emergencyInitial: '2.5' }, 'emergencyInitial', { rule: 'number', least: 0, most: 50 }],
    [{ passwordAddress: { max: '0', minutes: '60' } }, 'passwordAddress', { rule: 'number', least: 1, most: 10_000 }], [{ passwordAddress: { max: '10', minutes: '525601' } }, 'passwordAddress', { rule: 'number', least: 1, most: 525_600 }],
  ] as const)('%j', (part, field, fault) => {
    expect(faults(part as Partial<typeof draft>)).toEqual([[field, fault]])
  })

  test('nothing is wrong with what is empty and may be, with blanks around it, or with twenty apps and ten waits', () => {
    expect(faults({ helpLink: ' ', helpDeskMail: ' ', startPageUrl: ' ', ownNetworks: '', mailDomains: ' @Corp.Example ', recommendedApps: 'App\n'.repeat(20), waitMinutes: '1、'.repeat(10), zone: ' Asia/Tokyo ' })).toEqual([])
  })
})

test('what was emptied is sent as nothing, what has blanks around it without them', () => {
  const full = draftOf({ ...settings, helpLink: 'https://a.example/', helpDeskMail: 'desk@example.test', startPage: { name: { en: 'Wiki' }, url: 'https://wiki.example/' } })
  const all = new Set(['helpLink', 'helpDeskMail', 'startPageUrl', 'contact', 'zone', 'recommendedApps'] as RealmField[])
  expect(changesOf({ ...full, helpLink: ' ', helpDeskMail: '', startPageUrl: ' ', contact: { en: ' Desk ', ja: ' ', ko: '' }, zone: ' UTC ', recommendedApps: '\n A app  https://a.example/ \n\nB ftp://b' }, all)).toEqual({
    helpLink: null, helpDeskMail: null, startPage: null, contact: { en: 'Desk' }, zone: 'UTC', recommendedApps: [{ name: 'A app', url: 'https://a.example/' }, { name: 'B ftp://b' }],
  })
})
