import { createApp, nextTick } from 'vue'
import { afterEach, describe, expect, test } from 'vitest'
import { i18n, loadMessages } from '../../../i18n/i18n.ts'
import type { Language } from '../../../i18n/languages.ts'
import type { PolicyImpact } from '../queries.ts'
import ImpactLines from './ImpactLines.vue'

const none: PolicyImpact = { people: 0, changed: 0, asked: 0, setUp: 0, notAsked: 0, lockedOut: 0, askedPeople: [], setUpPeople: [], notAskedPeople: [], lockedOutPeople: [] }
let unmount = () => {}
afterEach(async () => {
  unmount()
  await loadMessages('en')
})

async function shown(impact: Partial<PolicyImpact> | undefined, { name, language = 'en' }: { name?: string, language?: Language } = {}): Promise<string> {
  await loadMessages(language)
  const host = document.createElement('div')
  const app = createApp(ImpactLines, { impact: impact && { ...none, ...impact }, ...(name === undefined ? {} : { name }) })
  app.use(i18n).mount(host)
  unmount = () => app.unmount()
  await nextTick()
  return (host.textContent ?? '').replaceAll(/\s+/g, ' ').trim()
}

describe('what a change will do, in words (S1-31)', () => {
  test.each([
    [{ people: 0 }, 'Nobody is concerned.'],
    [{ people: 1 }, 'For the one person whom it concerns nothing changes.'],
    [{ people: 12 }, 'For the 12 people whom it concerns nothing changes.'],
    [{ people: 1, changed: 1, asked: 1 }, '1 person will be asked for a code.'],
    [{ people: 9, changed: 2, asked: 2 }, '2 people will be asked for a code.'],
    [{ people: 9, changed: 1, setUp: 1 }, '1 person has to set up a code at the next sign-in.'],
    [{ people: 9, changed: 3, notAsked: 3 }, '3 people are not asked for a code any more.'],
    [{ people: 1, changed: 1, lockedOut: 1 }, '1 person will be locked out:'],
  ] as const)('%j', async (impact, words) => {
    const said = await shown(impact)
    expect(said).toContain(words)
    expect(said).toContain('as if everybody signed in now with a password')
  })

  test('several things at once, each by itself', async () => {
    const said = await shown({ people: 9, changed: 6, asked: 1, setUp: 2, notAsked: 3 })
    for (const words of ['1 person will be asked', '2 people have to set up', '3 people are not asked']) expect(said).toContain(words)
    expect(said).not.toContain('locked out')
  })

  test('who would be locked out is named, as many as are known, and how many there are besides', async () => {
    const people = [{ id: '1', username: 'mori', givenName: '拓也', familyName: '森' }, { id: '2', username: 'weiss', givenName: 'Daniel', familyName: 'Weiss' }]
    const said = await shown({ people: 9, changed: 3, lockedOut: 3, lockedOutPeople: people })
    expect(said).toContain('3 people will be locked out: They are asked, and nothing that they have leads in.')
    expect(said).toContain('森 拓也 mori')
    expect(said).toContain('Daniel Weiss weiss')
    expect(said).toContain('and one more')
  })

  test.each([
    [{ people: 1 }, 'At the next sign-in nothing changes for Hana.'],
    [{ people: 1, changed: 1, asked: 1 }, 'Hana will be asked for a code.'],
    [{ people: 1, changed: 1, setUp: 1 }, 'Hana has to set up a code at the next sign-in.'],
    [{ people: 1, changed: 1, notAsked: 1 }, 'Hana is not asked for a code any more.'],
    [{ people: 1, changed: 1, lockedOut: 1 }, 'Hana will be locked out.'],
  ] as const)('of one person by name: %j', async (impact, words) => {
    expect(await shown(impact, { name: 'Hana' })).toContain(words)
  })

  test('says that it is being found out', async () => {
    expect(await shown(undefined)).toBe('Loading…')
  })

  test.each([
    ['ja', '2人が次回ログイン時にコードを設定することになります。'],
    ['ko', '2명이 다음 로그인 때 코드를 설정해야 합니다.'],
  ] as const)('in %s', async (language, words) => {
    expect(await shown({ people: 9, changed: 2, setUp: 2 }, { language })).toContain(words)
  })
})
