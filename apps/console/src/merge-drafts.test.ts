import { describe, expect, test } from 'vitest'
import { isSame, mergeDrafts } from './merge-drafts.ts'

type Draft = { name: string, on: boolean, list: { value: string }[] }
const base: Draft = { name: 'Corp', on: true, list: [{ value: 'a' }] }
const merge = (mine: Partial<Draft>, theirs: Partial<Draft>) =>
  mergeDrafts<Draft>(['name', 'on', 'list'], { base, mine: { ...structuredClone(base), ...mine }, theirs: { ...structuredClone(base), ...theirs } })

describe('two people edited the same thing', () => {
  test('a list that nobody touched is no difference, although it is another object', () => {
    expect(merge({}, {})).toEqual({ merged: base, differences: [] })
  })

  test('what only they changed becomes theirs, and is named', () => {
    const { merged, differences } = merge({}, { list: [{ value: 'b' }] })
    expect(merged.list).toEqual([{ value: 'b' }])
    expect(differences).toEqual([{ field: 'list', before: base.list, theirs: [{ value: 'b' }], mine: null }])
  })

  test('what both changed stays as typed, and both are named', () => {
    const { merged, differences } = merge({ list: [] }, { list: [{ value: 'b' }] })
    expect(merged.list).toEqual([])
    expect(differences).toEqual([{ field: 'list', before: base.list, theirs: [{ value: 'b' }], mine: [] }])
  })

  test('what both changed to the same is settled', () => {
    expect(merge({ name: 'Same', on: false }, { name: 'Same', on: false })).toEqual({ merged: { ...base, name: 'Same', on: false }, differences: [] })
  })

  test('different fields: nobody’s work is lost', () => {
    expect(merge({ name: 'Mine' }, { on: false }).merged).toEqual({ ...base, name: 'Mine', on: false })
  })
})

test.each([[1, 1, true], [1, '1', false], [[1], [1], true], [[1, 2], [2, 1], false], [null, undefined, false], ['', null, false]])('%j and %j are the same: %s', (one, other, same) => {
  expect(isSame(one, other)).toBe(same)
})
