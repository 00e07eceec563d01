import { describe, expect, test } from 'vitest'
import { enforcementOf, noEnforcements, readinessOf } from '../../../testing/fake-enforcements.ts'
import { createFakeServer } from '../../../testing/fake-server.ts'
import { openConsole } from '../../../testing/open-console.ts'
import { NOW, person, roleId } from '../../../testing/people.ts'
import { answer, box, button, choice, choose, field, has, link, sees, seesNot, text, type, until } from '../../../testing/screen.ts'
import { draftOf, newDraft, supposedOf } from './draft.ts'

const hana = person('hana', '森', '花')
const taro = person('taro', '鈴木', '太郎')
const people = [readinessOf(hana, 'locked-out', ['classic-no-token']), readinessOf(taro, 'ready')]

async function open(path = '/enforcements/add', list = [enforcementOf('Administrators', { state: 'draft' })], language: 'en' | 'ja' | 'ko' = 'en') {
  const server = createFakeServer({ people: [hana, taro], enforcements: { ...noEnforcements(), list, people } })
  const opened = await openConsole(server, path, language)
  await until(() => expect(document.querySelector('main form')).not.toBeNull())
  return { server, ...opened }
}
const look = () => button('See what it would do')

describe('S0-4: what a rule would do is seen before it is saved', () => {
  test('a form that is not finished says calmly what is missing; a date is none of it', async () => {
    const { server } = await open()
    await sees('Say for whom it is, and you can see here what it would do.')
    expect(has('button', 'See what it would do')).toBe(false)
    answer('Everyone in this realm').click()
    await until(() => expect(has('button', 'See what it would do')).toBe(true))
    look().click()
    await sees('No date is set yet: this is what would happen if it began now.')
    await sees('1 person will be locked out:')
    expect(text()).toContain('森 花 hana')
    expect(server.asksOf('previewNewEnforcement')[0]?.body).toMatchObject({ name: '–', now: true, target: { everyone: true }, onUnenrolled: 'enrol', refusesShared: false })
    for (const words of ['Say the date.', 'Say for whom: choose']) expect(text()).not.toContain(words)
    expect(server.asksOf('createEnforcement')).toEqual([])
    link('Simulate a sign-in with it').click()
    await until(() => expect([...choice('Count this enforcement as announced').selectedOptions].map(({ text: words }) => words)).toEqual(['New rule (as it is typed, not saved)']))
  })

  test('for the date that stands there, by people and states; of a new rule, or of a saved one with what was changed', async () => {
    const rule = enforcementOf('Administrators', { state: 'draft', onUnenrolled: 'enrol' })
    const { server } = await open(`/enforcements/${rule.id}/rule`, [rule])
    await seesNot('What it would do')
    answer('Gets in with an emergency token only').click()
    await sees('What it would do')
    look().click()
    await sees('It meets 2 people.')
    await sees('for Tuesday, 1 December 2026, 00:00 JST')
    const [asked] = server.asksOf('previewEnforcement')
    expect([asked?.body['onUnenrolled'], asked?.body['enforceFrom'], asked?.body['target']]).toEqual(['codeOnly', undefined, expect.objectContaining({ everyone: false })])
    expect(server.asksOf('changeEnforcement')).toEqual([])
  })

  test('what was changed since is said, and an older answer never stands for a newer question', async () => {
    const { server } = await open()
    answer('Everyone in this realm').click()
    await until(() => expect(has('button', 'See what it would do')).toBe(true))
    const answerFirst = server.hold('previewNewEnforcement')
    look().click()
    await until(() => expect(server.asksOf('previewNewEnforcement')).toHaveLength(1))
    type(field('Date'), '2026-12-01')
    await sees('You have changed something since.')
    button('Look again').click()
    await sees('for Tuesday, 1 December 2026, 00:00 JST')
    answerFirst()
    await until(() => expect(server.asksOf('previewNewEnforcement').map(({ body }) => body['now'])).toEqual([true, undefined]))
    expect(text()).not.toContain('No date is set yet')
    expect(text()).not.toContain('You have changed something since.')
    type(field('Name'), 'A name decides nothing')
    await until(() => expect(field('Name').value).toBe('A name decides nothing'))
    expect(text()).not.toContain('You have changed something since.')
  })

  test('a sign-in is simulated with the rule as it is typed, at its start; what was typed is there again afterwards', async () => {
    const { server, router } = await open()
    answer('Everyone in this realm').click()
    type(field('Name'), 'Everybody')
    type(field('Date'), '2026-12-01')
    await until(() => expect(has('a', 'Simulate a sign-in with it')).toBe(true))
    link('Simulate a sign-in with it').click()
    await sees('Choose a person, or imagine one.')
    expect(router.currentRoute.value.query).toEqual({ rule: 'unsaved', day: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo' })
    expect([...choice('Count this enforcement as announced').selectedOptions].map(({ text: words }) => words)).toEqual(['Everybody (as it is typed, not saved)'])
    answer('Somebody imagined').click()
    const start = { date: '2026-12-01', time: '00:00', zone: 'Asia/Tokyo' }
    await until(() => expect(server.asksOf('simulate').at(-1)?.body).toMatchObject({ person: {}, at: start, enforcement: { name: 'Everybody', enforceFrom: start, target: { everyone: true } } }))
    await sees('The decision')
    expect(text()).not.toContain('The link in the address bar shows this again.')
    await router.push('/enforcements/add')
    await sees('What you had typed and not saved is here again.')
    expect(field('Name').value).toBe('Everybody')
  })

  test('of a saved rule it is that rule, with what stands in its form', async () => {
    const rule = enforcementOf('Administrators', { state: 'draft', onUnenrolled: 'enrol' })
    const { server } = await open(`/enforcements/${rule.id}/rule`, [rule])
    answer('Gets in with an emergency token only').click()
    await until(() => expect(has('a', 'Simulate a sign-in with it')).toBe(true))
    link('Simulate a sign-in with it').click()
    await sees('Choose a person, or imagine one.')
    answer('Somebody imagined').click()
    await until(() => expect(server.asksOf('simulate').at(-1)?.body).toMatchObject({ enforcementId: rule.id, enforcement: { onUnenrolled: 'codeOnly' } }))
  })

  test('a refusal is said where it was asked, and can be asked again', async () => {
    const { server } = await open()
    await until(() => expect(choice('Roles').options.length).toBeGreaterThan(1))
    choose(choice('Roles'), roleId('wiki-editor'))
    await until(() => expect(has('button', 'See what it would do')).toBe(true))
    server.refuse('previewNewEnforcement', 'role.not-found')
    look().click()
    await sees('There is no such role.')
    button('Look again').click()
    await sees('It meets 2 people.')
    expect(text()).not.toContain('There is no such role.')
  })

  test.each([['ja', 'コードとして認めるものを選ぶと、何が起こるかをここで確認できます。'], ['ko', '코드로 인정할 것을 고르면 어떤 일이 일어나는지 여기에서 볼 수 있습니다.']] as const)('without a kind of code it says what to do (%s)', async (language, words) => {
    const rule = enforcementOf('Administrators', { state: 'draft', kinds: ['totp'] })
    await open(`/enforcements/${rule.id}/rule`, [rule], language)
    box(language === 'ja' ? '認証アプリ' : 'OTP 앱').click()
    await sees(words)
  })
})

test('what is asked about is what decides: names, texts and mails are not, and a date as it was saved is not', () => {
  const saved = draftOf(enforcementOf('Administrators'))
  const of = (part: Partial<typeof saved>, base: typeof saved | null = saved) => supposedOf({ ...saved, ...part }, base, NOW)
  expect(of({ name: 'x', waves: [], helpLink: { en: 'wrong', ja: '', ko: '' } })).toEqual({ supposed: { target: saved.target, ...saved.rule } })
  expect(of({ when: { ...saved.when, day: '2027-01-01' } })).toEqual({ supposed: expect.objectContaining({ enforceFrom: { date: '2027-01-01', time: '00:00', zone: 'Asia/Tokyo' } }) })
  expect(of({ when: { ...saved.when, day: '2020-01-01' } })).toEqual({ missing: 'when' })
  expect(of({ when: { ...saved.when, day: '', zone: 'Nowhere' } })).toEqual({ missing: 'when' })
  expect(of({ rule: { ...saved.rule, kinds: [] } })).toEqual({ missing: 'kinds' })
  expect(supposedOf(newDraft('Asia/Tokyo'), null, NOW)).toEqual({ missing: 'target' })
})
