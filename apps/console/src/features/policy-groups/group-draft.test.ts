import { describe, expect, test } from 'vitest'
import { ref } from 'vue'
import { policyGroupOf } from '../../testing/fake-policies.ts'
import { useGroupForm } from './edit/use-group-form.ts'
import { changesBetween, draftFields, draftOf, kindsOf, lookOver, newDraft } from './group-draft.ts'

const group = () => policyGroupOf('Branch', { ask: 'unless', kinds: ['totp', 'passkey'], conditions: [{ networks: ['10.0.0.0/8'], applications: [] }] })

describe('what is typed about a group', () => {
  test('is everything that can be changed, and nothing of what the server counts', () => {
    expect(Object.keys(draftOf(group())).toSorted()).toEqual([...draftFields].toSorted())
  })

  test('is a copy: ticking here changes nothing that the cache holds', () => {
    const source = group()
    draftOf(source).kinds.push('push')
    expect(source.kinds).toEqual(['totp', 'passkey'])
  })

  test('only what differs is sent, a name without the blanks around it', () => {
    const base = draftOf(group())
    expect(changesBetween(base, base)).toEqual({})
    expect(changesBetween(base, { ...base, name: ' Branch ' })).toEqual({})
    expect(changesBetween(base, { ...base, name: 'Branches ', kinds: ['totp'], onUnenrolled: 'deny' })).toEqual({ name: 'Branches', kinds: ['totp'], onUnenrolled: 'deny' })
    expect(changesBetween(base, { ...base, ask: 'never', afterEmergency: 'nothing', sessionsBefore: 'askAtNextUse' }))
      .toEqual({ ask: 'never', afterEmergency: 'nothing', sessionsBefore: 'askAtNextUse' })
  })

  test('a name is wanted, and one kind at least (P9)', () => {
    expect([...lookOver(newDraft())]).toEqual([['name', 'missing']])
    expect([...lookOver({ ...newDraft(), name: '  ', kinds: [] })]).toEqual([['name', 'missing'], ['kinds', 'no-kind']])
    expect([...lookOver({ ...newDraft(), name: 'x' })]).toEqual([])
  })

  test('the kinds that can be ticked are those that people set up, and those that the group has already', () => {
    expect(kindsOf({ kinds: [] })).toEqual(['totp', 'emailed-code'])
    expect(kindsOf(group())).toEqual(['totp', 'emailed-code', 'passkey'])
  })
})

describe('a form over a group that changes', () => {
  const open = (kept: unknown = null) => {
    const saved = ref(group())
    return { saved, form: useGroupForm(saved, kept) }
  }
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

  test('takes over what was saved elsewhere while nothing is typed here', async () => {
    const { saved, form } = open()
    saved.value = { ...saved.value, name: 'Elsewhere', version: '2' }
    await settled()
    expect([form.draft.value.name, form.version.value, form.dirty.value, form.differences.value]).toEqual(['Elsewhere', '2', false, []])
  })

  test('keeps what is typed, and names where the other one changed the same', async () => {
    const { saved, form } = open()
    form.draft.value.ask = 'never'
    form.draft.value.name = 'Mine'
    saved.value = { ...saved.value, name: 'Theirs', onUnenrolled: 'deny', version: '2' }
    await settled()
    expect(form.draft.value).toMatchObject({ ask: 'never', name: 'Mine', onUnenrolled: 'deny' })
    expect(form.differences.value).toEqual([
      { field: 'name', before: 'Branch', theirs: 'Theirs', mine: 'Mine' },
      { field: 'onUnenrolled', before: 'enrol', theirs: 'deny', mine: null },
    ])
    expect(form.body.value).toEqual({ name: 'Mine', ask: 'never' })
    form.takeTheirs('name')
    expect(form.draft.value.name).toBe('Theirs')
    expect(form.differences.value[0]?.mine).toBeNull()
    expect(form.body.value).toEqual({ ask: 'never' })
  })

  test('comes back with what was not saved, on the version that it was typed on', () => {
    const first = open()
    first.form.draft.value.kinds = ['totp']
    const kept = first.form.snapshot()
    const { form } = open(kept)
    expect([form.restored.value, form.draft.value.kinds, form.version.value, form.dirty.value]).toEqual([true, ['totp'], '1', true])
  })

  test('what was kept meets what was saved meanwhile', () => {
    const first = open()
    first.form.draft.value.name = 'Mine'
    const kept = first.form.snapshot()
    const saved = ref({ ...group(), name: 'Theirs', version: '7' })
    const form = useGroupForm(saved, kept)
    expect([form.version.value, form.draft.value.name, form.differences.value.length]).toEqual(['7', 'Mine', 1])
  })

  test('nothing is kept where nothing differs, and nonsense is not taken up', () => {
    expect(open().form.snapshot()).toBeNull()
    for (const nonsense of [null, 'x', 5, {}, { version: '1' }]) expect(open(nonsense).form.restored.value).toBe(false)
  })
})
