import { effectScope } from 'vue'
import { describe, expect, test } from 'vitest'
import { fakeKeep } from '../testing/fake-browser.ts'
import { createDrafts } from './drafts.ts'

function form(drafts: ReturnType<typeof createDrafts>, place: string, value: () => unknown) {
  const scope = effectScope()
  scope.run(() => drafts.keep(place, value))
  return scope
}

describe('what is typed and not saved', () => {
  test('is there again after the form was left, once', () => {
    const drafts = createDrafts(fakeKeep())
    form(drafts, 'user:1', () => ({ name: 'Aoi' })).stop()
    expect(drafts.take('user:1')).toEqual({ name: 'Aoi' })
    expect(drafts.take('user:1')).toBeNull()
  })

  test('is forgotten when there was nothing to keep', () => {
    const drafts = createDrafts(fakeKeep())
    form(drafts, 'user:1', () => 'typed').stop()
    form(drafts, 'user:1', () => null).stop()
    expect(drafts.take('user:1')).toBeNull()
  })

  test('stays in memory as long as the page lives', () => {
    const keep = fakeKeep()
    form(createDrafts(keep), 'user:1', () => 'typed').stop()
    expect(keep.entries.size).toBe(0)
  })

  test('crosses a redirect: open forms and left ones, and is gone from the storage when it was taken', () => {
    const keep = fakeKeep()
    const before = createDrafts(keep)
    form(before, 'user:1', () => 'left behind').stop()
    form(before, 'user:2', () => ({ still: 'open' }))
    form(before, 'user:3', () => null)
    before.carry('aoi')
    const after = createDrafts(keep)
    expect([after.take('user:1'), after.take('user:2'), after.take('user:3')]).toEqual(['left behind', { still: 'open' }, null])
    expect(keep.entries.size).toBe(0)
  })

  test('P34: of what was carried, only what the person typed who is here now stays', () => {
    const keep = fakeKeep()
    const drafts = createDrafts(keep)
    form(drafts, 'user:1', () => 'typed')
    form(drafts, 'user:2', () => 'typed, too')
    keep.setItem('tegata.departure.1', '{}')
    keep.setItem('tegata.draft.user:3', '{broken')
    drafts.carry('aoi')
    createDrafts(keep).keepOnlyOf('aoi')
    expect([...keep.entries.keys()]).toEqual(['tegata.departure.1', 'tegata.draft.user:1', 'tegata.draft.user:2'])
    createDrafts(keep).keepOnlyOf('ben')
    expect([...keep.entries.keys()]).toEqual(['tegata.departure.1'])
  })

  test('a stored draft that cannot be read is nothing, not a failure', () => {
    const keep = fakeKeep()
    keep.setItem('tegata.draft.user:1', '{broken')
    expect(createDrafts(keep).take('user:1')).toBeNull()
  })
})
