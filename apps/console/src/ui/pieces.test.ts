import { flushPromises, mount } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createMemoryHistory, createRouter } from 'vue-router'
import { i18n, loadMessages } from '../i18n/i18n.ts'
import CopyBlock from './CopyBlock.vue'
import DeleteSection from './DeleteSection.vue'
import EmptyState from './EmptyState.vue'
import OnOff from './OnOff.vue'
import PageHeader from './PageHeader.vue'
import QrCode from './QrCode.vue'
import SaveBar from './SaveBar.vue'
import SectionCard from './SectionCard.vue'

beforeAll(() => loadMessages('en'))
afterEach(() => {
  vi.restoreAllMocks()
  document.body.replaceChildren()
})
const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/', component: {} }, { path: '/users', name: 'users', component: {} }] })
const global = { plugins: [i18n, createPinia(), router] }

describe('what a page is called', () => {
  test('its name is the one heading of the first level; what can be done here stands beside it', () => {
    const header = mount(PageHeader, { props: { title: 'User List' }, slots: { actions: '<button>Add user</button>' }, global })
    expect(header.findAll('h1').map((each) => each.text())).toEqual(['User List'])
    expect(header.get('button').text()).toBe('Add user')
    expect(header.find('a').exists()).toBe(false)
  })

  test('the way back is a link with the name of where it leads', () => {
    const header = mount(PageHeader, { props: { title: 'Emma Brown', back: { name: 'users' }, backLabel: 'User List' }, global })
    expect(header.get('a').text()).toBe('User List')
    expect(header.get('a').attributes('href')).toBe('/users')
  })
})

describe('a card', () => {
  test('is a section with a heading of the second level, and what can be done with it', () => {
    const card = mount(SectionCard, { props: { title: 'Sessions' }, slots: { default: '<p>Signed in nowhere.</p>', actions: '<button>End all</button>' }, global })
    expect(card.get('h2').text()).toBe('Sessions')
    expect(card.get('header button').text()).toBe('End all')
    expect(card.text()).toContain('Signed in nowhere.')
  })
})

describe('where there is nothing', () => {
  test('it is said why, and what to do next', () => {
    const empty = mount(EmptyState, { props: { title: 'Nobody matches' }, slots: { default: 'Check the spelling.', actions: '<button>Show everybody</button>' }, global })
    expect(empty.get('h2').text()).toBe('Nobody matches')
    expect(empty.get('p').text()).toBe('Check the spelling.')
    expect(empty.get('button').text()).toBe('Show everybody')
  })

  test('a page that is empty as a whole has it as its name', () => {
    expect(mount(EmptyState, { props: { title: 'There is no such page', level: 1 }, global }).get('h1').text()).toBe('There is no such page')
  })
})

describe('on or off', () => {
  test('is said in words, and the sign is another one', () => {
    const [on, off] = [mount(OnOff, { props: { on: true, words: 'On' } }), mount(OnOff, { props: { on: false, words: 'Off' } })]
    expect([on.text(), off.text()]).toEqual(['On', 'Off'])
    expect(on.get('svg').html()).not.toBe(off.get('svg').html())
    expect(on.get('svg').attributes('aria-hidden')).toBe('true')
  })
})

describe('what is not saved', () => {
  test('is a group that says so; one button saves the form, the other gives up', async () => {
    const bar = mount(SaveBar, { props: { saving: false }, global })
    expect(bar.get('[role=group]').attributes('aria-label')).toBe('Not saved yet')
    const [discard, save] = bar.findAll('button')
    expect(save?.attributes('type')).toBe('submit')
    await discard?.trigger('click')
    expect(bar.emitted('discard')).toHaveLength(1)
  })
})

describe('lines to be copied', () => {
  test('stand there to the letter, can be scrolled by keyboard, and go to the clipboard as a whole', async () => {
    const written: string[] = []
    vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => { written.push(text) })
    const value = 'issuer: https://id.example/realms/demo\nclient: wiki\n'
    const block = mount(CopyBlock, { props: { label: 'Configuration', value }, global })
    expect(block.get('code').element.textContent).toBe(value)
    expect(block.get('pre').attributes()).toMatchObject({ tabindex: '0', 'aria-label': 'Configuration', translate: 'no' })
    await block.get('button').trigger('click')
    await flushPromises()
    expect(written).toEqual([value])
    expect(block.get('[role=status]').text()).toBe('Copied.')
    await block.setProps({ value: 'another' })
    expect(block.get('[role=status]').text()).toBe('')
  })

  test('a browser that refuses is said, with what to do instead', async () => {
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('denied'))
    const block = mount(CopyBlock, { props: { label: 'Configuration', value: 'x' }, global })
    await block.get('button').trigger('click')
    await flushPromises()
    expect(block.get('[role=status]').text()).toBe('It could not be copied. Select it and copy it by hand.')
  })
})

describe('a QR code', () => {
  const drawn = (text: string) => mount(QrCode, { props: { text, label: 'QR code for the authenticator app' } })

  test('is a picture with a name, black on its own white, with a quiet zone of four modules (ISO/IEC 18004)', () => {
    const code = drawn('otpauth://totp/Demo:emma?secret=JBSWY3DPEHPK3PXP&issuer=Demo')
    expect(code.attributes()).toMatchObject({ role: 'img', 'aria-label': 'QR code for the authenticator app' })
    const [ground, dark] = code.findAll('path')
    expect([ground?.attributes('fill'), dark?.attributes('fill')]).toEqual(['#fff', '#000'])
    const size = Number(code.attributes('viewBox')?.split(' ')[2])
    const runs = [...(dark?.attributes('d') ?? '').matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => [Number(x), Number(y), Number(length)] as const)
    expect(Math.min(...runs.map(([x]) => x))).toBe(4)
    expect(Math.min(...runs.map(([, y]) => y))).toBe(4)
    expect(Math.max(...runs.map(([x, , length]) => x + length))).toBe(size - 4)
    // The three finders begin with seven dark modules.
    expect(runs.filter(([, y, length]) => y === 4 && length === 7).map(([x]) => x)).toEqual([4, size - 11])
  })

  test('another text is another picture', () => {
    expect(drawn('otpauth://totp/a').html()).not.toBe(drawn('otpauth://totp/b').html())
  })
})

describe('something is deleted', () => {
  const words = { title: 'Delete', text: 'Its people go to another group.', question: 'Delete “Office”?', button: 'Delete…', action: 'Delete', label: 'Type Office to go on', mismatch: 'That is not its name.' }
  const section = (props: { offered?: boolean, expected?: string | null, working?: boolean } = {}) => mount(DeleteSection, { props: { ...words, ...props }, global, attachTo: document.body })
  const press = async (name: string) => {
    const found = [...document.querySelectorAll('button')].findLast((each) => each.textContent?.trim() === name)
    found?.click()
    await flushPromises()
  }

  test('after a question; nothing happens before', async () => {
    const deleting = section()
    expect(deleting.text()).toContain('Its people go to another group.')
    await press('Delete…')
    expect(deleting.emitted()).toMatchObject({ begin: [[]] })
    expect(deleting.emitted('remove')).toBeUndefined()
    expect(document.querySelector('dialog[open]')?.textContent).toContain('Delete “Office”?')
    await press('Delete')
    expect(deleting.emitted('remove')).toHaveLength(1)
  })

  test('where much goes with it, only after its name was typed, in whatever width; what is wrong is said', async () => {
    const deleting = section({ expected: 'Office' })
    await press('Delete…')
    await press('Delete')
    expect(deleting.emitted('remove')).toBeUndefined()
    expect(document.querySelector('dialog[open]')?.textContent).toContain('That is not its name.')
    const input = document.querySelector<HTMLInputElement>('dialog[open] input')
    if (input) {
      input.value = ' Ｏｆｆｉｃｅ '
      input.dispatchEvent(new Event('input'))
    }
    await flushPromises()
    await press('Delete')
    expect(deleting.emitted('remove')).toHaveLength(1)
  })

  test('not twice while it is under way, and not at all where it is not offered', async () => {
    const deleting = section({ working: true })
    await press('Delete…')
    await press('Delete')
    expect(deleting.emitted('remove')).toBeUndefined()
    deleting.unmount()
    const only = section({ offered: false })
    expect(only.text()).toContain('Its people go to another group.')
    expect(only.find('button').exists()).toBe(false)
  })
})
