import { Problem } from '@tegata/contract'
import { describe, expect, test } from 'vitest'
import { createApp, defineComponent, h, nextTick, ref } from 'vue'
import { createDrafts, draftsKey } from './session/drafts.ts'
import { useEditing } from './use-editing.ts'

type Thing = { version: string, name: string, kinds: string[], note: string }
type Draft = Omit<Thing, 'version'>

const thing = (part: Partial<Thing> = {}): Thing => ({ version: '1', name: 'Branch', kinds: ['totp'], note: '', ...part })
const draftOf = ({ name, kinds, note }: Thing): Draft => ({ name, kinds: [...kinds], note })

/** A form over a thing that others change, too; `drafts` hold what is typed beyond its life. */
function open(saved = ref(thing()), drafts = createDrafts(sessionStorage), answers: (Thing | Problem | Promise<Thing>)[] = [], secret: (keyof Draft)[] = [], reread = async () => {}) {
  const sent: { version: string | number, changed: (keyof Draft)[] }[] = []
  const reloads: number[] = []
  let form: ReturnType<typeof useEditing<Thing, Draft>> | undefined
  const app = createApp(defineComponent({
    setup() {
      form = useEditing({
        thing: saved, draftOf, place: 'a thing', secret, isWrong: ({ name }) => name === '', showWrong: () => undefined,
        reload: () => { reloads.push(1); return reread() },
        send: async ({ version, changed }) => {
          sent.push({ version, changed: [...changed] })
          const answer = answers.shift() ?? thing()
          if (answer instanceof Problem) throw answer
          return answer
        },
      })
      return () => h('p')
    },
  }))
  app.provide(draftsKey, drafts)
  app.mount(document.createElement('div'))
  if (!form) throw new Error('the form was not set up')
  return { saved, form, drafts, sent, reloads, leave: () => app.unmount() }
}

describe('a form over something that others change, too', () => {
  test('takes over what was saved elsewhere while nothing is typed here', async () => {
    const { saved, form } = open()
    saved.value = thing({ name: 'Elsewhere', version: '2' })
    await nextTick()
    expect([form.draft.value.name, form.version.value, form.dirty.value, form.differences.value]).toEqual(['Elsewhere', '2', false, []])
  })

  test('keeps what is typed, and names where the other one changed the same', async () => {
    const { saved, form } = open()
    form.draft.value.kinds = []
    form.draft.value.name = 'Mine'
    saved.value = thing({ name: 'Theirs', note: 'new', version: '2' })
    await nextTick()
    expect(form.draft.value).toEqual({ kinds: [], name: 'Mine', note: 'new' })
    expect(form.differences.value).toEqual([{ field: 'name', before: 'Branch', theirs: 'Theirs', mine: 'Mine' }, { field: 'note', before: '', theirs: 'new', mine: null }])
    form.takeTheirs('name')
    expect([form.draft.value.name, form.differences.value[0]?.mine, [...form.changed.value]]).toEqual(['Theirs', null, ['kinds']])
  })

  test('comes back with what was not saved, on the version that it was typed on, and meets what was saved meanwhile', async () => {
    const first = open()
    first.form.draft.value.name = 'Mine'
    first.leave()
    const again = open(ref(thing()), first.drafts)
    expect([again.form.restored.value, again.form.draft.value.name, again.form.version.value]).toEqual([true, 'Mine', '1'])
    again.leave()
    const later = open(ref(thing({ name: 'Theirs', version: '7' })), first.drafts)
    expect([later.form.version.value, later.form.draft.value.name, later.form.differences.value.length]).toEqual(['7', 'Mine', 1])
  })

  test('keeps nothing where nothing differs; typing never reaches what the cache holds', () => {
    const first = open()
    first.form.draft.value.kinds.push('push')
    expect(first.saved.value.kinds).toEqual(['totp'])
    first.form.discard()
    first.leave()
    expect(open(ref(thing()), first.drafts).form.restored.value).toBe(false)
  })
})

test('a secret is never kept beyond the form, in memory or in the storage: it is typed again', () => {
  const drafts = createDrafts(sessionStorage)
  const first = open(ref(thing()), drafts, [], ['note'])
  first.form.draft.value.note = 's3cret'
  drafts.carry('aoi')
  expect(sessionStorage.length).toBe(0)
  first.form.draft.value.name = 'Mine'
  drafts.carry('aoi')
  expect(JSON.stringify({ ...sessionStorage })).toContain('Mine')
  expect(JSON.stringify({ ...sessionStorage })).not.toContain('s3cret')
  first.leave()
  expect(open(ref(thing()), drafts, [], ['note']).form.draft.value).toEqual({ name: 'Mine', kinds: ['totp'], note: '' })
})

describe('saving', () => {
  const overtaken = new Problem('request.precondition-failed')

  test('sends what differs on the version that was read, and nothing that is wrong or unchanged', async () => {
    const { form, sent } = open(undefined, undefined, [thing({ name: 'Mine', version: '2' })])
    await form.save()
    form.draft.value.name = ''
    await form.save()
    expect([sent, form.tried.value]).toEqual([[], true])
    form.draft.value.name = 'Mine'
    await form.save()
    expect([sent, form.saved.value, form.version.value, form.dirty.value]).toEqual([[{ version: '1', changed: ['name'] }], true, '2', false])
  })

  test('takes what is typed while it is under way for the next change: nothing typed is lost', async () => {
    const { promise, resolve } = Promise.withResolvers<Thing>()
    const { form, sent } = open(undefined, undefined, [promise, thing({ name: 'First', note: 'typed meanwhile', version: '3' })])
    form.draft.value.name = 'First'
    const saving = form.save()
    form.draft.value.note = 'typed meanwhile'
    resolve(thing({ name: 'First', kinds: ['push'], version: '2' }))
    await saving
    expect(form.draft.value).toEqual({ name: 'First', kinds: ['push'], note: 'typed meanwhile' })
    expect([form.dirty.value, [...form.changed.value], form.differences.value]).toEqual([true, ['note'], []])
    await form.save()
    expect(sent).toEqual([{ version: '1', changed: ['name'] }, { version: '2', changed: ['note'] }])
    expect(form.dirty.value).toBe(false)
  })

  test('pressed again while it is under way, it sends nothing twice', async () => {
    const { promise, resolve } = Promise.withResolvers<Thing>()
    const { form, sent } = open(undefined, undefined, [promise])
    form.draft.value.name = 'First'
    const both = [form.save(), form.save()]
    resolve(thing({ name: 'First', version: '2' }))
    await Promise.all(both)
    expect([sent.length, form.saved.value]).toEqual([1, true])
  })

  test('what is given up while it is under way is not typed any more when it has been saved', async () => {
    const { promise, resolve } = Promise.withResolvers<Thing>()
    const { form } = open(undefined, undefined, [promise])
    form.draft.value.name = 'First'
    const saving = form.save()
    form.discard()
    resolve(thing({ name: 'First', version: '2' }))
    await saving
    expect([form.draft.value.name, form.dirty.value]).toEqual(['First', false])
  })

  test('overtaken by somebody who changed the same to the same, it is done', async () => {
    const saved = ref(thing())
    const { form, sent } = open(saved, undefined, [overtaken], [], async () => { saved.value = thing({ name: 'Mine', version: '2' }) })
    form.draft.value.name = 'Mine'
    await form.save()
    expect([sent.length, form.saved.value, form.dirty.value, form.overtaken.value, form.version.value]).toEqual([1, true, false, true, '2'])
  })

  test('overtaken by a change of something that is not shown here, it saves once more by itself; `save(true)` never does', async () => {
    for (const [again, times] of [[false, 2], [true, 1]] as const) {
      const { form, sent, reloads } = open(undefined, undefined, [overtaken, overtaken, overtaken])
      form.draft.value.name = 'Mine'
      await form.save(again)
      expect([again, sent.length, reloads.length, form.saved.value, form.draft.value.name]).toEqual([again, times, times, false, 'Mine'])
      // Nothing names what somebody else changed: so the problem itself has to be said.
      expect(form.overtaken.value).toBe(false)
    }
  })
})
