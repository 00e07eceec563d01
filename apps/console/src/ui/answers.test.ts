import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { i18n, loadMessages } from '../i18n/i18n.ts'
import AskFirst from './AskFirst.vue'
import ChooseOne from './ChooseOne.vue'
import ConflictNotice from './ConflictNotice.vue'
import CopyLine from './CopyLine.vue'

beforeAll(() => loadMessages('en'))
afterEach(() => { vi.restoreAllMocks() })
const global = { plugins: [i18n] }

describe('a question with its answers in sight', () => {
  const options = [{ value: 'no', label: 'No', help: 'Its sign-in is enough.' }, { value: 'yes', label: 'Yes' }] as const
  const ask = (props: { disabled?: boolean } = {}) => mount(ChooseOne, { props: { modelValue: 'no', question: 'Ask?', options, ...props }, global, attachTo: document.body })

  test('is one group by its question, and tells which answer was chosen', async () => {
    const asked = ask()
    expect(asked.get('legend').text()).toBe('Ask?')
    const [no, yes] = asked.findAll('input')
    expect(new Set(asked.findAll('input').map((each) => each.attributes('name'))).size).toBe(1)
    expect(no?.element.checked).toBe(true)
    await yes?.setValue(true)
    expect(asked.emitted('update:modelValue')).toEqual([['yes']])
    asked.unmount()
  })

  test('ties what an answer means to that answer, and nothing to one without a word more', () => {
    const asked = ask()
    const [no, yes] = asked.findAll('input')
    expect(asked.get(`[id="${no?.attributes('aria-describedby')}"]`).text()).toBe('Its sign-in is enough.')
    expect(yes?.attributes('aria-describedby')).toBeUndefined()
    asked.unmount()
  })

  test('can be read where it cannot be answered', () => {
    const asked = ask({ disabled: true })
    expect(asked.get('fieldset').element.disabled).toBe(true)
    asked.unmount()
  })
})

describe('a value that is needed elsewhere', () => {
  const show = () => mount(CopyLine, { props: { label: 'Redirect URI', value: 'https://id.example/<b>', help: 'Where people come back to.' }, global })

  test('is text to the letter, and its button says what it copies', async () => {
    const written: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (value) => void written.push(value))
    const line = show()
    expect(line.get('code').text()).toBe('https://id.example/<b>')
    expect(line.get('button').attributes('aria-label')).toBe('Copy: Redirect URI')
    await line.get('button').trigger('click')
    await flushPromises()
    expect(written).toEqual(['https://id.example/<b>'])
    expect(line.get('[role=status]').text()).toBe('Copied.')
  })

  test('without a clipboard it says what to do instead', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new DOMException('denied', 'NotAllowedError'))
    const line = show()
    await line.get('button').trigger('click')
    await flushPromises()
    expect(line.get('[role=status]').text()).toContain('Select it and copy it by hand.')
  })
})

describe('what somebody else changed', () => {
  test('is named field by field; theirs is offered only where something is typed', async () => {
    const notice = mount(ConflictNotice, {
      props: { title: 'Somebody else saved this.', changes: [{ field: 'a', name: 'A', before: '1', now: '2', mine: null }, { field: 'b', name: 'B', before: 'x', now: 'y', mine: 'z' }] },
      slots: { default: '<li>And the box.</li>' }, global,
    })
    expect(notice.get('[role=alert]').text()).toContain('Somebody else saved this.')
    expect(notice.findAll('li').map((each) => each.text())).toEqual(['A: 1 → 2', expect.stringContaining('You typed: z.'), 'And the box.'])
    expect(notice.findAll('button')).toHaveLength(1)
    await notice.get('button').trigger('click')
    expect(notice.emitted('takeTheirs')).toEqual([['b']])
  })
})

test('what takes nothing away is not asked in red', async () => {
  const ask = mount(AskFirst, { props: { open: true, title: 'Switch on?', action: 'Switch on', danger: false }, global, attachTo: document.body })
  await flushPromises()
  expect(ask.findAll('button.el-button--danger')).toHaveLength(0)
  await ask.setProps({ danger: true })
  expect(ask.findAll('button.el-button--danger')).toHaveLength(1)
  ask.unmount()
})
