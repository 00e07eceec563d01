import { createPinia } from 'pinia'
import { afterEach, describe, expect, test } from 'vitest'
import { createApp, defineComponent, h } from 'vue'
import { i18n, loadMessages } from '../../i18n/i18n.ts'
import type { Language } from '../../i18n/languages.ts'
import { enforcementOf } from '../../testing/fake-enforcements.ts'
import { NOW } from '../../testing/people.ts'
import { daysLeft, shownState, useEnforcementWords } from './words.ts'

afterEach(() => loadMessages('en'))

async function words(language: Language = 'en'): Promise<ReturnType<typeof useEnforcementWords>> {
  localStorage.setItem('tegata.language', language)
  await loadMessages(language)
  let said: ReturnType<typeof useEnforcementWords> | undefined
  const app = createApp(defineComponent({ setup() { said = useEnforcementWords(); return () => h('p') } }))
  app.use(i18n).use(createPinia()).mount(document.createElement('div'))
  localStorage.clear()
  if (!said) throw new Error('there are no words')
  return said
}

describe('the days that are left', () => {
  test.each([
    ['a week before', '2026-12-01T00:10:00.000Z', 7], ['a minute less', '2026-12-01T00:09:00.000Z', 6], ['the last minute', '2026-11-24T00:11:00.000Z', 0],
  ])('%s', (_, enforceFrom, left) => {
    expect(daysLeft(enforcementOf('x', { enforceFrom }), NOW)).toBe(left)
  })

  test.each([{ state: 'draft' }, { state: 'suspended' }, { state: 'ended' }, { inForce: true }] as const)('are none of %j: nothing is being waited for', (part) => {
    expect(daysLeft(enforcementOf('x', part), NOW)).toBeNull()
  })

  test('in force is a state of its own for whoever reads it', () => {
    expect(['draft', 'announced', 'suspended', 'ended'].map((state) => shownState({ state: state as 'draft', inForce: false }))).toEqual(['draft', 'announced', 'suspended', 'ended'])
    expect(shownState({ state: 'announced', inForce: true })).toBe('inForce')
  })
})

describe('what became different, in words', () => {
  test.each([
    ['enforceFrom', '2026-11-30T15:00:00.000Z', 'Tuesday, 1 December 2026, 00:00 JST'], ['registerBy', null, '–'], ['state', 'suspended', 'Suspended'], ['waves', [7, 1, 0], '7 days before, 1 day before, When it begins'],
    ['onUnenrolled', 'codeOnly', 'Gets in with an emergency token only'], ['kinds', ['totp', 'emailed-code'], 'Authenticator app, Code by email'], ['recoveries', [], '–'], ['recoveries', ['emergency-token', 'backup-code', 'mail'], 'Emergency token'], ['recoveries', ['mail'], '–'], ['refusesShared', true, 'refused'],
    ['target.everyone', false, 'No'], ['target.roles', ['global-admin', 'wiki-editor'], 'Global Admin, wiki-editor'], ['target.departments', ['営業部'], '営業部'],
    ['reason', { en: 'Because.', ja: 'なぜなら' }, 'English: Because. / Japanese: なぜなら'], ['reason', {}, '–'], ['name', '<b>x</b>', '<b>x</b>'], ['onUnenrolled', 'of-a-later-version', 'of-a-later-version'],
  ] as const)('%s %j', async (field, value, said) => {
    const { sayValue } = await words()
    expect(sayValue(field, structuredClone(value) as never, 'Asia/Tokyo')).toBe(said)
  })

  test('a field that there is no word for is named as it is', async () => {
    const { sayField } = await words()
    expect([sayField('target.roles'), sayField('something.new')]).toEqual(['Roles', 'something.new'])
  })

  test('speaks Japanese and Korean', async () => {
    const japanese = await words('ja')
    expect([japanese.sayValue('waves', [1, 0], 'Asia/Tokyo'), japanese.sayValue('enforceFrom', '2026-11-30T15:00:00.000Z', 'Asia/Tokyo')]).toEqual(['1日前、開始時', '2026年12月1日(火) 0:00(JST)'])
    const korean = await words('ko')
    expect(korean.sayValue('state', 'ended', 'Asia/Seoul')).toBe('종료')
  })
})

describe('for whom', () => {
  const target = enforcementOf('x').target
  test.each([
    [{ ...target, everyone: true }, 'Everyone in this realm'], [{ ...target, roles: [] }, 'Nobody'],
    [{ ...target, roles: [{ id: null, name: 'old-role' }], groups: [{ id: 'g', name: 'Tokyo' }], departments: ['Sales'] }, 'old-role (deleted), Tokyo, Sales'],
  ])('%j', async (given, said) => {
    expect((await words()).sayTarget(given)).toBe(said)
  })
})
