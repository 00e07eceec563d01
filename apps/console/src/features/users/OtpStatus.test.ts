import { mount } from '@vue/test-utils'
import { afterAll, describe, expect, test } from 'vitest'
import { i18n, loadMessages } from '../../i18n/i18n.ts'
import OtpStatus from './OtpStatus.vue'

afterAll(() => loadMessages('en'))
const shown = (otp: InstanceType<typeof OtpStatus>['$props']['otp']) => mount(OtpStatus, { props: { otp }, global: { plugins: [i18n] } })

describe('how somebody stands with codes, in a word', () => {
  test.each([
    ['en', ['Set up', 'Waiting for set-up', 'Not required', 'Needs a token', 'Locked out']],
    ['ja', ['設定済み', '設定待ち', '不要', 'トークンが必要', 'ログイン不可']],
    ['ko', ['설정됨', '설정 대기', '필요 없음', '토큰 필요', '로그인 불가']],
  ] as const)('in %s', async (language, words) => {
    await loadMessages(language)
    const all = [{ status: 'set-up' }, { status: 'waiting', next: 'set-up' }, { status: 'not-required' }, { status: 'waiting', next: 'token' }, { status: 'waiting', next: 'locked-out' }] as const
    expect(all.map((otp) => shown(otp).text())).toEqual(words)
  })

  test('waits, where it was not asked what comes next', async () => {
    await loadMessages('en')
    expect([shown({ status: 'waiting' }), shown({ status: 'waiting', next: null })].map((each) => each.text())).toEqual(['Waiting for set-up', 'Waiting for set-up'])
  })

  test('whoever has set one up is not said to be locked out', async () => {
    await loadMessages('en')
    expect(shown({ status: 'set-up', next: 'locked-out' }).text()).toBe('Set up')
  })

  test('has a sign besides its colour, which is not read aloud', () => {
    for (const status of ['set-up', 'waiting', 'not-required'] as const) {
      const sign = shown({ status }).get('svg')
      expect(sign.attributes('aria-hidden')).toBe('true')
      expect(sign.element.childElementCount).toBeGreaterThan(0)
    }
    const signs = ([{ status: 'waiting', next: 'set-up' }, { status: 'waiting', next: 'locked-out' }] as const).map((otp) => shown(otp).get('svg').html())
    expect(signs[0]).not.toBe(signs[1])
  })
})
