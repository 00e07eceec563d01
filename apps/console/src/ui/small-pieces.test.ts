import { flushPromises, mount } from '@vue/test-utils'
import { Problem } from '@tegata/contract'
import { createPinia } from 'pinia'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { effectScope, h, nextTick, ref } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n, loadMessages } from '../i18n/i18n.ts'
import { zoneKey } from '../i18n/zone.ts'
import AppWindow from './AppWindow.vue'
import AskFirst from './AskFirst.vue'
import CopyLine from './CopyLine.vue'
import DateText from './DateText.vue'
import FormField from './FormField.vue'
import ListTable from './ListTable.vue'
import LoadingLines from './LoadingLines.vue'
import NoticeBox from './NoticeBox.vue'
import OpenRow from './OpenRow.vue'
import PopPanel from './PopPanel.vue'
import ProblemAlert from './ProblemAlert.vue'
import { sayProblem } from './say-problem.ts'
import { useTyping } from './use-typing.ts'
import { wantedOnce } from './wanted-once.ts'

beforeAll(() => loadMessages('en'))
afterEach(async () => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  document.body.replaceChildren()
  await loadMessages('en')
})
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }, { path: '/users/:userId', name: 'user', component: {} }] })
const global = { plugins: [i18n, createPinia(), router] }

describe('how long to wait', () => {
  const { t } = i18n.global
  const said = (seconds: number) => sayProblem(new Problem('request.too-many', { retryAfterSeconds: seconds }), t)?.fix
  test.each([
    [1, 'Try again in 1 seconds.'], [119, 'Try again in 119 seconds.'], [120, 'Try again in 2 minutes.'], [3_541, 'Try again in 60 minutes.'], [7_199, 'Try again in 120 minutes.'], [7_200, 'Try again in 2 hours.'], [86_400, 'Try again in 24 hours.'],
  ])('%d seconds: %s', (seconds, words) => { expect(said(seconds)).toBe(words) })

  test.each([['ja', '60分後にもう一度お試しください。'], ['ko', '60분 후에 다시 시도해 주세요.']] as const)('in %s, too', async (language, words) => {
    await loadMessages(language)
    expect(said(3_541)).toBe(words)
  })
})

describe('a problem that can be tried again', () => {
  test('offers it beside its sentence; what was broken off is no problem, and offers nothing', async () => {
    const alert = mount(ProblemAlert, { props: { problem: new TypeError('fetch failed') }, slots: { default: '<button>Try again</button>' }, global })
    expect([alert.get('[role=alert]').text().includes('The server cannot be reached.'), alert.get('button').text()]).toEqual([true, 'Try again'])
    await alert.setProps({ problem: new DOMException('gone', 'AbortError') })
    expect(alert.find('button').exists()).toBe(false)
  })

  test('what somebody chose to call a thing stays text in it', () => {
    const notice = mount(NoticeBox, { props: { kind: 'caution' }, slots: { default: () => '<img src=x>' }, global })
    expect([notice.text(), notice.find('img').exists()]).toEqual(['<img src=x>', false])
  })
})

describe('a question before an act', () => {
  const ask = (props: { working?: boolean, problem?: unknown } = {}) => mount(AskFirst, { props: { open: true, title: 'Delete “Office”?', action: 'Delete', ...props }, slots: { default: 'Its people go elsewhere.' }, global, attachTo: document.body })
  const press = (asked: ReturnType<typeof ask>, name: string) => asked.findAll('button').find((each) => each.text() === name)?.trigger('click')

  test('says what it does, and does it by its own word alone', async () => {
    const asked = ask()
    await flushPromises()
    expect(asked.get('dialog').text()).toContain('Its people go elsewhere.')
    expect(asked.emitted('confirm')).toBeUndefined()
    await press(asked, 'Delete')
    // Whoever asked does it, and closes the window when it is done.
    expect([asked.emitted('confirm')?.length, asked.emitted('update:open')]).toEqual([1, undefined])
    await press(asked, 'Cancel')
    expect([asked.emitted('confirm')?.length, asked.emitted('update:open')?.[0]]).toEqual([1, [false]])
    asked.unmount()
  })

  test('under way it is not begun again; what went wrong stands in it, and it can be tried once more', async () => {
    const asked = ask({ working: true })
    await flushPromises()
    await press(asked, 'Delete')
    expect(asked.emitted('confirm')).toBeUndefined()
    await asked.setProps({ working: false, problem: new Problem('server.unavailable') })
    expect(asked.get('[role=alert]').text()).toContain('The server cannot answer at the moment.')
    await press(asked, 'Delete')
    expect(asked.emitted('confirm')).toHaveLength(1)
    asked.unmount()
  })

  test('closed by the browser itself, with Escape, whoever opened it is told', async () => {
    const window = mount(AppWindow, { props: { title: 'Add', open: true }, global, attachTo: document.body })
    await flushPromises()
    window.get('dialog').element.dispatchEvent(new Event('cancel', { cancelable: true }))
    window.get('dialog').element.close()
    await flushPromises()
    expect([window.emitted('update:open')?.at(-1), window.emitted('leaving')]).toEqual([[false], undefined])
    window.unmount()
  })
})

describe('a value that is copied', () => {
  test('another value is not said to be copied', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
    const line = mount(CopyLine, { props: { label: 'Secret', value: 'one' }, global })
    await line.get('button').trigger('click')
    await flushPromises()
    expect(line.get('[role=status]').text()).toBe('Copied.')
    await line.setProps({ value: 'two' })
    expect(line.get('[role=status]').text()).toBe('')
  })
})

describe('an instant', () => {
  test.each([['Asia/Tokyo', 'Tue 24 Nov 2026, 09:10 JST'], ['America/St_Johns', 'Mon 23 Nov 2026, 20:40 GMT-3:30']])('is said in the realm’s zone, %s, and exactly for machines', async (zone, words) => {
    const date = mount(DateText, { props: { at: '2026-11-24T00:10:00.000Z' }, global: { ...global, provide: { [zoneKey as symbol]: ref(zone) } } })
    expect([date.get('time').text(), date.get('time').attributes('datetime')]).toEqual([words, '2026-11-24T00:10:00.000Z'])
  })
})

describe('a list', () => {
  const list = (props: { busy?: boolean } = {}) => mount(ListTable, {
    props: { caption: 'Users', ...props }, global,
    slots: { head: '<th scope="col">Name</th>', default: () => h(OpenRow, { to: { name: 'user', params: { userId: 'u' } }, name: '<b>Emma</b>', off: true }, { before: () => h('td', 'box'), default: () => h('td', 'Sales'), under: () => 'emma' }) },
  })

  test('is named, its row opens by one link with the name as text, and its cells stand in their order', () => {
    const shown = list()
    expect(shown.get('caption').text()).toBe('Users')
    expect(shown.findAll('tbody a').map((link) => [link.text(), link.attributes('href')])).toEqual([['<b>Emma</b>', '/users/u']])
    expect([...shown.get('tbody tr').element.children].map((cell) => [cell.tagName, cell.textContent])).toEqual([['TD', 'box'], ['TH', '<b>Emma</b>emma'], ['TD', 'Sales']])
    expect([shown.find('b').exists(), shown.get('tbody th').attributes('scope')]).toEqual([false, 'row'])
  })

  test('that is asked for anew says so to those who cannot see it fade', async () => {
    expect([list({ busy: true }).get('table').attributes('aria-busy'), list().get('table').attributes('aria-busy')]).toEqual(['true', 'false'])
  })
})

describe('what is on its way', () => {
  test('says so once, however many lines hold its place', () => {
    const loading = mount(LoadingLines, { props: { lines: 7 }, global })
    expect(loading.get('[role=status]').text()).toBe('Loading…')
    expect(loading.findAll('[aria-hidden=true]')).toHaveLength(7)
  })
})

describe('a field', () => {
  test('that may stay empty says so in its label; without help and fault it points at nothing', () => {
    const field = mount(FormField, { props: { label: 'Reading', optional: true }, global, slots: { default: ({ id, describedBy, invalid }: { id: string, describedBy: string | undefined, invalid: boolean }) => h('input', { id, 'aria-describedby': describedBy, 'aria-invalid': invalid }) } })
    expect([field.get('label').text(), field.get('input').attributes('aria-describedby'), field.get('input').attributes('aria-invalid')]).toEqual(['Reading (optional)', undefined, 'false'])
  })
})

describe('a panel', () => {
  test('can be closed by what is in it, and the focus is back on its button; gone from the page it hears no more clicks', async () => {
    const panel = mount(PopPanel, { props: { label: 'Filter', upward: true }, global, attachTo: document.body, slots: { default: ({ close }: { close: () => void }) => h('button', { class: 'pick', onClick: close }, 'Pick') } })
    const opener = panel.get<HTMLButtonElement>('.opener')
    await opener.trigger('click')
    expect(document.getElementById(opener.attributes('aria-controls') ?? '')?.classList.contains('upward')).toBe(true)
    await panel.get('.pick').trigger('click')
    expect([opener.attributes('aria-expanded'), document.activeElement === opener.element]).toEqual(['false', true])
    const forgets = vi.spyOn(document, 'removeEventListener')
    await opener.trigger('click')
    panel.unmount()
    expect(forgets.mock.calls.map(([name]) => name)).toContain('pointerdown')
  })
})

describe('what is typed', () => {
  test('and taken back before the pause is over settles nothing; nor does who goes elsewhere, nor a blank at its end', async () => {
    vi.useFakeTimers()
    const settled: string[] = []
    const scope = effectScope()
    const state = scope.run(() => useTyping(() => 'kim', (text) => settled.push(text), 100))
    if (!state) throw new Error('no scope')
    for (const typed of ['kimu', 'kim', 'kim ']) {
      state.typed.value = typed
      await nextTick()
    }
    expect(state.typing.value).toBe(false)
    state.typed.value = 'lee'
    await nextTick()
    expect(state.typing.value).toBe(true)
    state.stop()
    vi.advanceTimersByTime(1_000)
    expect([settled, state.typing.value]).toEqual([[], false])
    scope.stop()
  })
})

test('a window that was opened once is kept while it closes, and is not fetched before', async () => {
  const open = ref(false)
  const scope = effectScope()
  const wanted = scope.run(() => wantedOnce(() => open.value))
  expect(wanted?.value).toBe(false)
  open.value = true
  await nextTick()
  expect(wanted?.value).toBe(true)
  open.value = false
  await nextTick()
  expect(wanted?.value).toBe(true)
  scope.stop()
})
