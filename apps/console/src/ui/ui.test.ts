import { flushPromises, mount } from '@vue/test-utils'
import { Problem } from '@tegata/contract'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { effectScope, h, nextTick, ref } from 'vue'
import { i18n, loadMessages } from '../i18n/i18n.ts'
import AppWindow from './AppWindow.vue'
import FormField from './FormField.vue'
import PickOne from './PickOne.vue'
import PopPanel from './PopPanel.vue'
import ProblemAlert from './ProblemAlert.vue'
import RemovableChip from './RemovableChip.vue'
import { refusedFields, sayProblem } from './say-problem.ts'
import { useTyping } from './use-typing.ts'

beforeAll(() => loadMessages('en'))
const global = { plugins: [i18n] }
const { t } = i18n.global

describe('a problem in words', () => {
  test('of the API: its sentence and its fix', () => {
    expect(sayProblem(new Problem('user.email-taken'), t)).toEqual({
      why: 'Another user has this email address.', fix: 'Use another one, or change the other user first.',
    })
  })
  test('with a time to wait: the seconds instead of the fix', () => {
    expect(sayProblem(new Problem('mail.too-many', { retryAfterSeconds: 90 }), t)?.fix).toBe('Try again in 90 seconds.')
  })
  test('of the network, and of this page', () => {
    expect(sayProblem(new TypeError('fetch failed'), t)?.why).toBe('The server cannot be reached.')
    expect(sayProblem(new RangeError('oops'), t)?.why).toBe('Something went wrong on this page.')
  })
  test('what the person broke off, and nothing, are no problem', () => {
    expect(sayProblem(new DOMException('gone', 'AbortError'), t)).toBeNull()
    expect(sayProblem(null, t)).toBeNull()
  })
  test('names the fields that were refused', () => {
    const problem = new Problem('request.invalid', { errors: [{ path: 'email', rule: 'invalid_format', message: '' }] })
    expect([...refusedFields(problem)]).toEqual([['email', 'invalid_format']])
    expect(refusedFields(new Error('x')).size).toBe(0)
  })
  test('is announced; no problem is no element', async () => {
    const alert = mount(ProblemAlert, { props: { problem: new Problem('permission.missing') }, global })
    expect(alert.find('[role=alert]').text()).toContain('Your roles do not permit this.')
    await alert.setProps({ problem: null })
    expect(alert.find('[role=alert]').exists()).toBe(false)
  })
})

describe('typing', () => {
  function typing(settled: string[] = []) {
    const value = ref('')
    const scope = effectScope()
    const state = scope.run(() => useTyping(() => value.value, (text) => settled.push(text), 100))
    if (!state) throw new Error('no scope')
    return { value, settled, scope, ...state }
  }

  test('settles after a pause, on the last text', async () => {
    vi.useFakeTimers()
    const { typed, typing: busy, settled } = typing()
    typed.value = 'a'
    await nextTick()
    vi.advanceTimersByTime(60)
    typed.value = 'ab'
    await nextTick()
    expect(busy.value).toBe(true)
    vi.advanceTimersByTime(120)
    expect(settled).toEqual(['ab'])
    expect(busy.value).toBe(false)
    vi.useRealTimers()
  })

  test('a change from outside replaces the text, but not in the middle of typing', async () => {
    const { typed, value, scope } = typing()
    value.value = 'from a chip'
    await nextTick()
    expect(typed.value).toBe('from a chip')
    typed.value = 'being typed'
    await nextTick()
    value.value = 'late'
    await nextTick()
    expect(typed.value).toBe('being typed')
    scope.stop()
  })

  test('stops with its component', async () => {
    vi.useFakeTimers()
    const { typed, settled, scope } = typing()
    typed.value = 'a'
    await nextTick()
    scope.stop()
    vi.advanceTimersByTime(500)
    expect(settled).toEqual([])
    vi.useRealTimers()
  })
})

describe('controls', () => {
  test('a field ties label, help and problem to its control', () => {
    const field = mount(FormField, {
      props: { label: 'Email', help: 'For mails.', problem: 'Please fill this in.' }, global,
      slots: { default: ({ id, describedBy, invalid }: { id: string, describedBy: string | undefined, invalid: boolean }) => h('input', { id, 'aria-describedby': describedBy, 'aria-invalid': invalid }) },
    })
    const input = field.get('input')
    expect(field.get('label').attributes('for')).toBe(input.attributes('id'))
    expect(input.attributes('aria-invalid')).toBe('true')
    const described = (input.attributes('aria-describedby') ?? '').split(' ').map((id) => field.get(`[id="${id}"]`).text())
    expect(described).toEqual(['For mails.', 'Please fill this in.'])
  })

  test('a chip is removed by a button with a name of its own', async () => {
    const chip = mount(RemovableChip, { props: { label: 'Set up', removeLabel: 'Remove the filter Set up' } })
    expect(chip.get('button').attributes('aria-label')).toBe('Remove the filter Set up')
    await chip.get('button').trigger('click')
    expect(chip.emitted('remove')).toHaveLength(1)
  })

  test('a choice hands its attributes to the list itself', async () => {
    const pick = mount(PickOne, { props: { modelValue: 'a', options: [{ value: 'a', label: 'A' }, { value: 'b', label: 'B' }] }, attrs: { id: 'x', 'aria-label': 'Role' } })
    expect(pick.get('select').attributes()).toMatchObject({ id: 'x', 'aria-label': 'Role' })
    await pick.get('select').setValue('b')
    expect(pick.emitted('update:modelValue')?.[0]).toEqual(['b'])
  })

  test('a panel opens by its button, and Escape, a click elsewhere or leaving it closes it', async () => {
    const panel = mount(PopPanel, { props: { label: 'Filter' }, slots: { default: '<input class="inside">' }, attachTo: document.body })
    const opener = panel.get('.opener')
    const isOpen = () => opener.attributes('aria-expanded') === 'true'
    await opener.trigger('click')
    expect(isOpen()).toBe(true)
    await panel.get('.inside').trigger('pointerdown')
    expect(isOpen()).toBe(true)
    await panel.trigger('keydown', { key: 'Escape' })
    expect(isOpen()).toBe(false)
    expect(document.activeElement).toBe(opener.element)
    await opener.trigger('click')
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))
    await nextTick()
    expect(isOpen()).toBe(false)
    await opener.trigger('click')
    const elsewhere = document.body.appendChild(document.createElement('button'))
    await panel.trigger('focusout', { relatedTarget: elsewhere })
    expect(isOpen()).toBe(false)
    panel.unmount()
  })

  test('a panel that would open above the window’s edge opens beneath its button: what is out of sight up there nobody scrolls to', async () => {
    let top = -113
    const place = vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(() => new DOMRect(0, top, 300, 428))
    const panel = mount(PopPanel, { props: { label: 'Actions', upward: true }, slots: { default: '<p>Export the selected</p>' }, attachTo: document.body })
    const opensUpward = async () => {
      await panel.get('.opener').trigger('click')
      await flushPromises()
      return panel.get('.panel').classes().includes('upward')
    }
    expect(await opensUpward()).toBe(false)
    await panel.trigger('keydown', { key: 'Escape' })
    top = 40
    expect(await opensUpward()).toBe(true)
    panel.unmount()
    place.mockRestore()
  })

  test('a window is named by its title, renders nothing while closed, and tells when it was closed', async () => {
    const window = mount(AppWindow, { props: { title: 'Add user', open: false }, slots: { default: '<p>inside</p>' }, global, attachTo: document.body })
    expect(window.text()).toBe('')
    await window.setProps({ open: true })
    await flushPromises()
    const dialog = window.get('dialog')
    expect(window.get(`[id="${dialog.attributes('aria-labelledby')}"]`).text()).toBe('Add user')
    expect(window.text()).toContain('inside')
    await window.get('button.close').trigger('click')
    expect(window.emitted('update:open')?.[0]).toEqual([false])
    await window.setProps({ open: false })
    await flushPromises()
    expect(window.emitted('closed')).toHaveLength(1)
    window.unmount()
  })

  test('a window in which something is under way is not closed by Escape or its button: whoever opened it asks first', async () => {
    const window = mount(AppWindow, { props: { title: 'Running', open: true, held: true }, global, attachTo: document.body })
    await flushPromises()
    const escape = new Event('cancel', { cancelable: true })
    window.get('dialog').element.dispatchEvent(escape)
    expect(escape.defaultPrevented).toBe(true)
    await window.get('button.close').trigger('click')
    expect(window.emitted('leaving')).toHaveLength(2)
    expect(window.emitted('update:open')).toBeUndefined()
    await window.setProps({ held: false })
    await window.get('button.close').trigger('click')
    expect(window.emitted('update:open')?.[0]).toEqual([false])
    window.unmount()
  })
})
