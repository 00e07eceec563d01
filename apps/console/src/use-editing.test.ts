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
function open(saved = ref(thing()), drafts = createDrafts(sessionStorage), answers: (Thing | Problem)[] = []) {
  const sent: { version: string | number, changed: (keyof Draft)[] }[] = []
  const reloads: number[] = []
  let form: ReturnType<typeof useEditing<Thing, Draft>> | undefined
  const app = createApp(defineComponent({
    setup() {
      form = useEditing({
        thing: saved, draftOf, place: 'a thing', isWrong: ({ name }) => name === '', showWrong: () => undefined,
        reload: async () => { reloads.push(1) },
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

  test('overtaken by a change of something that is not shown here, it saves once more by itself; `save(true)` never does', async () => {
    for (const [again, times] of [[false, 2], [true, 1]] as const) {
      const { form, sent, reloads } = open(undefined, undefined, [overtaken, overtaken, overtaken])
      form.draft.value.name = 'Mine'
      await form.save(again)
      expect([again, sent.length, reloads.length, form.saved.value, form.draft.value.name]).toEqual([again, times, times, false, 'Mine'])
    }
  })
})
